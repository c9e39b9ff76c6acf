"""Weighing: each label decided by the rules and by what was noticed in the sentences, with the sentence and the words that decided it."""

import gzip
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from legup.outreach.checks.text import Letter, read
from legup.outreach.evidence.features import Noticed, notice

WEIGHTS = Path(__file__).with_name("weights.json.gz")
NAMES = (
    "introduces_self says_how_connected where_met_or_where_found information_only why_this_person background_or_goals "
    "asks_for_conversation states_length by_phone_or_call accommodates_schedule asks_for_job attaches_or_offers_resume"
).split()
KINDS = "request thanks reminder applying answer".split()
LIKE = {"short": "request", "meet_referral": "request", "reschedule": "answer"}
STRONGEST = 4  # words that are named as the reason


@dataclass(frozen=True)
class Judgement:
    """What a letter is judged to have, how sure that is, and where it shows.

    Units: ``certainty`` 0.5 to 1. Shape: ``span`` is a sentence of the body as typed, None when the label is denied or rests on subject or rules.
    """

    value: bool
    certainty: float
    span: tuple[int, int] | None = None
    words: tuple[str, ...] = ()


@cache
def weights() -> dict:
    """The weights, read when first needed so that starting stays quick."""
    return json.loads(gzip.decompress(WEIGHTS.read_bytes()))


def judge(kind: str, subject: str, body: str, ruled: dict) -> dict[str, Judgement]:
    """A judgement for each label that means something for this letter.

    Shape: *ruled* is what the rules say, None where a label means nothing; such labels get no judgement.
    """
    return weigh(kind, read(subject, body), ruled)


def weigh(kind: str, letter: Letter, ruled: dict) -> dict[str, Judgement]:
    """The same for a letter already read; of a kind that nothing was learned from, nothing is judged."""
    if kind not in KINDS and kind not in LIKE:
        return {}
    seen = notice(letter)
    scores = [_scores(sentence) for sentence in seen]
    known = known_of(kind, letter.words, ruled)
    return {
        name: _judged(number, name, seen, scores, known)
        for number, name in enumerate(NAMES)
        if ruled.get(name) is not None
    }


def known_of(kind: str, words: int, ruled: dict) -> list[float]:
    """What is known of the letter as a whole: the rules as 1, -1 or 0, its kind, its length."""
    rules = [0.0 if ruled.get(name) is None else 1.0 if ruled[name] else -1.0 for name in NAMES]
    return [*rules, *(float(LIKE.get(kind, kind) == other) for other in KINDS), min(words, 250) / 100 - 1]


def _scores(sentence: Noticed) -> list[float]:
    held, sums = weights()["features"], [0.0] * len(NAMES)
    for name in sentence.names:
        for number, weight in held.get(name, ()):
            sums[number] += weight
    return sums


def _judged(number: int, name: str, seen: list[Noticed], scores: list[list[float]], known: list[float]) -> Judgement:
    """The sentence that speaks loudest counts most: sums of exponentials, as a soft maximum."""
    held = weights()["labels"][name]
    column = [score[number] for score in scores] or [0.0]
    best = max(range(len(column)), key=column.__getitem__)
    pooled = column[best] + math.log(sum(math.exp(score - column[best]) for score in column))
    total = pooled + held["bias"] + sum(a * b for a, b in zip(held["known"], known, strict=True))
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, total - held["edges"][known[number] > 0]))))
    if chance < 0.5 or not seen:
        return Judgement(chance >= 0.5, max(chance, 1 - chance))
    return Judgement(True, chance, seen[best].span, _strongest(seen[best], number))


def _strongest(sentence: Noticed, number: int) -> tuple[str, ...]:
    """The words of a sentence that weighed most, none inside another."""
    held = weights()["features"]
    weighed: dict[str, float] = {}
    for name, words in sentence.names.items():
        gain = next((weight for other, weight in held.get(name, ()) if other == number), 0.0)
        if gain > 0 and words and "<" not in words:
            weighed[words] = weighed.get(words, 0.0) + gain
    return tuple(sorted(weighed, key=lambda words: (-weighed[words], words))[:STRONGEST])
