"""What Leg Up drafts keeps Leg Up's own rules: every kind, to every sample person, in several wordings."""

from collections import Counter

import pytest

from legup.outreach.checks import review
from legup.outreach.composing import compose
from legup.outreach.kinds import KINDS
from tests.outreach.test_variation import everybody

# What the facts of the sample people leave open; the draft asks for it beside the letter instead.
OPEN = {"request": {"M5", "M6", "M2"}, "meet_referral": {"M5", "M6", "M2"}, "short": {"M2", "M7", "M8", "M10", "M16"}}


def faulted(kind: str) -> Counter:
    found: Counter = Counter()
    for facts in everybody(kind):
        for variant in range(3):
            letter = compose(kind, facts, variant)
            found.update(f"{f.rule}: {letter.body[slice(*f.span)] if f.span else f.message}" for f in review(kind, letter.subject, letter.body, facts) if not f.good and f.severity != "hint")
    return found


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_draft_breaks_no_rule_that_its_facts_could_keep(kind):
    left = {words: count for words, count in faulted(kind).items() if words.split(":")[0] not in OPEN.get(kind, set())}
    assert left == {}


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_same_draft_with_a_request_for_work_is_caught(kind):
    """The control: the test above could not pass by saying nothing."""
    facts = everybody(kind)[0]
    letter = compose(kind, facts)
    head, _, foot = letter.body.rpartition("\n\n")
    asked = f"{head}\n\nAre you hiring at the moment, and could you put in a good word for me?\n\n{foot}"
    assert {f.rule for f in review(kind, letter.subject, asked, facts) if not f.good} & {"M9", "T4", "A4"}
