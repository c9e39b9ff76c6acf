"""A request inside a network: connection, why, one small question, in at most 300 characters and without a subject."""

from collections.abc import Iterator

from legup.outreach.facts import Facts
from legup.outreach.kinds import request
from legup.outreach.questions import Question

NAME = "short"
TITLE = "Asking in a few lines, inside a network"
TIMING = "On a weekday. It is for pasting; most networks take 300 characters."
WORDS = 60
CHARACTERS = 300
ASKS = True
rules = "placeholder M9 M17 M2 M7 M8 M10 zone M12 M16".split()

_LESS = (
    ["writer_background"], ["writer_school"], ["why_them"], ["met_on"], ["talked_about"], ["writer_curiosity"], ["recipient_title"], ["met_occasion"], ["address_source"],
    ["writer_headline"], ["recipient_organization"], ["met_where"], ["referrer_name"], ["recipient_full_name", "recipient_given_name", "recipient_family_name"], ["writer_full_name"],
)  # fmt: skip
_UNASKED = ("writer.background", "recipient.given_name")


def shorter(facts: Facts) -> Iterator[Facts]:
    """The same facts with less and less detail, until they fit."""
    for names in _LESS:
        facts = facts.having(**{name: None if name == "met_on" else "" for name in names})
        yield facts


def questions(facts: Facts) -> list[Question]:
    """What would make these few lines better; one's story has no room in them."""
    return [q for q in request.questions(facts) if q.field not in _UNASKED]
