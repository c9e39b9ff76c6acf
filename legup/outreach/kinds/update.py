"""What came of it: the letter that people who give advice hardly ever get."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "update"
TITLE = "Telling what came of it"
TIMING = "Two to eight weeks after the conversation, or once you have done what you said."
WORDS = 130
rules = "placeholder M17 T4 A1 T1 T3b K1 K2 M12 subject".split()

_WANTED = [
    ("called_on", "When did you talk with {them}?", "After a month people like to be reminded."),
    ("did", "What have you done since, because of what they said?", "“I wrote to Omar, and we talked last week.” One thing is enough."),
    ("said", "What did {them} say that set you going?", "One thing, in your own words."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """What makes this news rather than a greeting."""
    done = facts.did or facts.kept or facts.spoke_with or facts.wrote_to
    return [q for q in missing(facts, _WANTED) if not (q.field == "did" and done)]
