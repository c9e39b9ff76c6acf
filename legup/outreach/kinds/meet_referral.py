"""Writing to somebody whom a contact named: the name that opens the door comes first."""

from legup.outreach.facts import Facts
from legup.outreach.kinds import request
from legup.outreach.questions import Question, missing

NAME = "meet_referral"
TITLE = "Writing to somebody you were pointed to"
TIMING = "Within a few days of hearing the name, while both remember."
WORDS = 119
ASKS = True
rules = request.rules

_WANTED = [
    ("referrer_name", "Who told you about {them}?", "Their name opens the letter. Make sure that they agree to be named."),
    ("named_on", "When did you talk with them about {them}?", "The day is enough."),
]


def questions(facts: Facts) -> list[Question]:
    """The name first, then what any request needs."""
    return missing(facts, _WANTED) + [q for q in request.questions(facts) if q.field not in ("tie", "referrer_name")]
