"""How it ended: whoever helped hears it from the person, whatever the end was."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "outcome"
TITLE = "Telling how it ended"
TIMING = "Within a few days of knowing."
WORDS = 120
rules = "placeholder M17 O1 T4 T1 K2 M12 subject".split()

_WANTED = [
    ("ended", "How did it end?", "Yes, no, or you decided otherwise."),
    ("posting_title", "What was the role called?", "As it stood in the posting."),
    ("posting_organization", "Whose posting was it?", "The organization, as it names itself."),
    ("learned", "What did {them} tell you that you carried with you?", "One thing, in your own words."),
    ("news", "What comes next for you?", "A sentence; they will wonder."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """The end itself, and what they had to do with it."""
    return missing(facts, _WANTED)
