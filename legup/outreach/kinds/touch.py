"""Keeping in touch, with something to say: people notice those who surface only to ask."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "touch"
TITLE = "Keeping in touch"
TIMING = "About every three months, when there is something to say."
WORDS = 120
rules = "placeholder M17 T4 K1 K2 M12 subject".split()

_WANTED = [
    ("news", "What would {them} like to hear?", "An article they would enjoy, news of theirs that you saw, a decision of yours. Without something to say, wait until there is."),
    ("called_on", "When did you last talk?", "After a month people like to be reminded."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """Something to say, first of all."""
    return missing(facts, _WANTED)
