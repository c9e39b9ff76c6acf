"""Thanks, the same day or the next."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "thanks"
TITLE = "Thanking"
TIMING = "Within a day of the conversation; late is still better than never."
WORDS = 150
rules = "placeholder M17 T4 T1 T3 T3b T5 M12 subject".split()

_WANTED = [
    ("called_on", "When did you talk?", "The day is enough."),
    ("said", "What did {them} say that stayed with you?", "One thing, in your own words. It is what makes thanks theirs."),
    ("promises", "Did you promise {them} anything?", "Reading something, writing to somebody, telling them how it goes."),
    ("names", "Did {them} name anybody to talk to?", "Say that you will write to them, and it will happen."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """What would make these thanks more particular."""
    return missing(facts, _WANTED)
