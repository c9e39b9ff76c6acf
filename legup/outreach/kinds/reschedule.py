"""Moving a call: an apology, new times, and the choice left to them."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing, times

NAME = "reschedule"
TITLE = "Moving the call"
TIMING = "The moment you know, and at least a day before."
WORDS = 100
AWAITS = True
rules = "placeholder M17 R1 R2 M9 M10 zone M12".split()

_WANTED = [
    ("why_moved", "What came between?", "A few words; nobody needs the whole story."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """New times first: they save a letter."""
    return times(facts) + missing(facts, _WANTED)
