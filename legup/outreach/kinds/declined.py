"""An answer to a no: thanks, and perhaps another name. Nothing more is asked, and it is the last letter about this."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "declined"
TITLE = "Answering a no"
TIMING = "Within one working day."
WORDS = 80
AWAITS = True
rules = "placeholder M17 F6 M9 M12".split()

_WANTED = [("writer.full_name", "What is your name?", "It signs the letter.")]


def questions(facts: Facts) -> list[Question]:
    """Little is needed to take a no well."""
    return missing(facts, _WANTED)
