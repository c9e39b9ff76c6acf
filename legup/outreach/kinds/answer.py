"""An answer to their answer, within a working day: the time they agreed to, times to choose from, or patience."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing, times

NAME = "answer"
TITLE = "Answering a yes"
TIMING = "Within one working day."
WORDS = 100
AWAITS = True
rules = "placeholder M17 M9 M12 zone M16".split()

_WANTED = [
    ("answered", "What did {them} answer?", "Yes, no, or later."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """What the answer depends on."""
    return missing(facts, _WANTED) + (times(facts) if facts.answered == "yes" and not facts.call_at else [])
