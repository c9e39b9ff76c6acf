"""Labels decided by rules and weights together: what they say, where they point, and what they never do."""

import gzip
import json
import subprocess
import sys

import pytest

from legup.outreach.checks import review
from legup.outreach.checks.labels import labels, ruled_of
from legup.outreach.checks.text import read
from legup.outreach.evidence import judge
from legup.outreach.evidence.model import NAMES, WEIGHTS

GREETING = "Dear Ms. Anand,\n\n"
TALK = "I read your article on tides in the Harbour Gazette. Could I ask you about it for twenty minutes on the phone, at a time that suits you?"


def judged(text: str, kind: str = "request", subject: str = "Tides"):
    return judge(kind, subject, text, ruled_of(kind, read(subject, text)))


@pytest.mark.parametrize(
    "ask",
    [
        "And should your crew ever be short of a deckhand, I would be glad to be thought of.",
        "Perhaps you could hand my papers to whoever chooses the new people.",
        "Would you have me as an assistant, two days a week?",
        "Could you put in a word for me with the harbour office?",
    ],
)
def test_a_request_for_work_is_found_in_its_own_sentence(ask):
    text = f"{GREETING}{TALK}\n\n{ask}\n\nBen Reyes"

    found = judged(text)["asks_for_job"]

    assert found.value
    assert text[slice(*found.span)] == ask
    assert found.words and all(word.split()[0] in ask.lower() for word in found.words[:1])


def test_the_same_letter_without_it_asks_for_no_work():
    found = judged(f"{GREETING}{TALK}\n\nBen Reyes")

    assert not found["asks_for_job"].value
    assert found["asks_for_job"].span is None
    assert found["asks_for_conversation"].value


def test_labels_are_never_at_odds():
    letters = [f"{GREETING}{TALK}\n\nAre you hiring?\n\nBen Reyes", f"{GREETING}Could we speak?\n\nBen", f"{GREETING}Is there work? I met you once.\n\nBen"]
    for found in (labels("request", "Tides", text) for text in letters):
        assert not (found["asks_for_job"] and found["information_only"])
        assert found["says_how_connected"] or not found["where_met_or_where_found"]
        assert found["states_length"] or found["length_minutes"] is None


def test_what_means_nothing_for_a_kind_gets_no_judgement():
    assert set(judged(f"{GREETING}Thank you for the call.\n\nBen", "thanks")) == {"asks_for_job", "attaches_or_offers_resume"}
    assert labels("thanks", "Thanks", f"{GREETING}Thank you for the call.\n\nBen")["why_this_person"] is None


def test_a_letter_in_another_language_is_left_alone():
    text = "Sehr geehrte Frau Anand,\n\nich habe Ihren Vortrag gehört und würde gern mit Ihnen zwanzig Minuten sprechen, wann immer es Ihnen passt.\n\nBen"

    assert judged(text) == {}


@pytest.mark.parametrize("text", ["", " \n", "?", "Ben", "a" * 30_000, "<p>" * 500, "\u200b\u202e job " * 400, "job? " * 3000])
def test_no_text_breaks_it(text):
    for found in judged(text).values():
        assert 0.5 <= found.certainty <= 1
        assert found.span is None or 0 <= found.span[0] <= found.span[1] <= len(text)


def test_the_finding_follows_the_judgement():
    text = f"{GREETING}{TALK}\n\nAnd should your crew ever be short of a deckhand, I would be glad to be thought of.\n\nBen Reyes"

    found = next(f for f in review("request", "Tides", text) if f.rule == "M9")

    assert not found.good
    assert found.severity in ("error", "warning")
    assert text[slice(*found.span)].startswith("And should your crew")


def test_weights_are_small_and_plain():
    held = json.loads(gzip.decompress(WEIGHTS.read_bytes()))

    assert WEIGHTS.stat().st_size < 400_000
    assert set(held) == {"labels", "features"}
    assert set(held["labels"]) == set(NAMES)


def test_weights_are_not_read_before_they_are_needed():
    code = "import legup.outreach.evidence.model as model; print(model.weights.cache_info().currsize)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "0"


def test_evidence_may_be_imported_first():
    assert subprocess.run([sys.executable, "-c", "import legup.outreach.evidence as e; print(e.decide.__name__)"], capture_output=True, text=True, check=False).stdout.strip() == "decide"
