"""An answer to their answer, within a working day: a yes, a later, or a no that is thanked."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "answer"
TITLE = "Answering"
TIMING = "Within one working day."
WORDS = 100
rules = "placeholder M17 M9 M12 zone M16".split()

_WANTED = [
    ("answered", "What did {them} answer?", "Yes, no, or later."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """What the answer depends on."""
    return missing(facts, _WANTED)
