"""One kind reminder, a week later."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "reminder"
TITLE = "Writing once more"
TIMING = "Five to seven working days after the first letter. Once."
WORDS = 80
AWAITS = True
rules = "placeholder M17 M9 F4 M1 M7 M12 zone".split()

_WANTED = [
    ("first_sent_on", "When did you first write?", "The day is enough."),
    ("writer.headline", "Who are you, in a few words?", "They may not have the first letter at hand."),
    ("writer.curiosity", "What would you like to learn?", "A field, or a question."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """What would make the reminder stand on its own."""
    return missing(facts, _WANTED)
