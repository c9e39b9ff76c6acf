"""Bringing two people together: both named, and both asked first."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "introduction"
TITLE = "Introducing two people"
TIMING = "Once both have said that they would like it."
WORDS = 100
rules = "placeholder M17 I1 I2 M9 M12 subject".split()

_WANTED = [
    ("other_name", "Whom would you like {them} to know?", "Their full name."),
    ("other_agreed", "Have both of them said that they would like it?", "Nobody’s name or address goes on without their leave. If not yet, this letter asks."),
    ("other_who", "Who is that, in a few words?", "“A nurse at Wells Clinic who maps outbreaks.”"),
    ("other_why", "What made you think of bringing them together?", "What each may find in the other."),
]
_AGREED = [("other_reach", "How may {them} reach the other?", "Only an address that the other agreed to pass on.")]
_NAME = [("writer.full_name", "What is your name?", "It signs the letter.")]


def questions(facts: Facts) -> list[Question]:
    """Both names and both consents, before anything else."""
    return missing(facts, _WANTED + (_AGREED if facts.other_agreed == "yes" else []) + _NAME)
