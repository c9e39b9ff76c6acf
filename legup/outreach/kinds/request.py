"""The first letter: may we talk for about twenty minutes?"""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "request"
TITLE = "Asking for a conversation"
TIMING = "On a weekday, when there is time to answer."
WORDS = 119
ASKS = True
rules = "placeholder M9 M17 record M2 M1 M5 M6 M3 M4 M7 M8 M10 zone M11 M12 M13 M14 M15 M16 M18 subject".split()

_TIE = {
    "": [("tie", "How do you know {them}?", "Met, told about them, a directory, or their work. It opens the letter.")],
    "met": [
        ("met_where", "Where did you meet {them}?", "“The Northfield library” is enough. Places bring people back."),
        ("met_occasion", "What was the occasion?", "A careers evening, a lecture, a wedding."),
        ("met_on", "When was that?", "The day, or near it."),
        ("talked_about", "What is one thing you and {them} spoke of?", "One detail helps more than a compliment."),
        ("recipient.given_name", "What do you call {them}?", "“Dana”, if you are on first-name terms; otherwise their full name stands."),
    ],
    "referred": [("referrer_name", "Who told you about {them}?", "Their name goes into the first sentence. Ask them first whether you may use it.")],
    "directory": [("address_source", "Which directory is {them} in?", "People like to know where their address was found.")],
    "found": [("address_source", "Where did you find {them}?", "A page, an article, a programme.")],
}
_ALWAYS = [
    ("writer.full_name", "What is your name?", "It opens the second sentence and signs the letter."),
    ("writer.headline", "Who are you, in a few words?", "“A second-year biology student at Northfield College.”"),
    ("why_them", "What made you think of {them}?", "Say it as you would to them: “your talk on …”, “you moved from … to …”. A letter that would fit anybody gets no answer."),
    ("writer.background", "What is a sentence about you that has to do with this?", "What you have done, or what you are trying to decide."),
    ("writer.curiosity", "What would you like to learn?", "A field, or a question: “how people get into marine policy”."),
]


def questions(facts: Facts) -> list[Question]:
    """What would make this letter better, most telling first."""
    return missing(facts, _TIE.get(facts.tie, []) + _ALWAYS)


