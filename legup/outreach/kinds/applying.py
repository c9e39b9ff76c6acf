"""The foot in the door: telling somebody one has spoken with that one hopes to apply."""

from legup.outreach.facts import Facts
from legup.outreach.questions import Question, missing

NAME = "applying"
TITLE = "Saying that you hope to apply"
TIMING = "Before the application goes in, or the same day."
WORDS = 130
rules = "placeholder M17 A4 A5 A1 A2 A3 M16 M12 M13 M15 subject".split()

_WANTED = [
    ("called_on", "When did you talk with {them}?", "This letter leans on that conversation."),
    ("learned", "What did {them} tell you that bears on this role?", "One thing, in your own words."),
    ("posting_title", "What is the role called?", "As it stands in the posting."),
    ("posting_organization", "Whose posting is it?", "The organization, as it names itself."),
    ("apply_on", "When do you hope to apply?", "So that they hear it from you first."),
    ("writer.full_name", "What is your name?", "It signs the letter."),
]


def questions(facts: Facts) -> list[Question]:
    """What is still missing from the letter about a posting."""
    return missing(facts, _WANTED)
