"""Findings: what a check has to say, a word of praise included."""

from dataclasses import dataclass

from legup.outreach.checks.frames import Hit
from legup.outreach.checks.text import Letter
from legup.outreach.composing import compose
from legup.outreach.facts import Facts
from legup.outreach.rules import RULES


@dataclass(frozen=True)
class Finding:
    """One thing noticed about a letter.

    Shape: ``severity`` is error, warning or hint; ``span`` is a stretch of the body as typed, None for the letter as a whole.
    Shape: ``mend`` is what to put there: text for the span, "" to take it out; without a span, a sentence to add.
    """

    rule: str
    severity: str
    message: str
    span: tuple[int, int] | None = None
    source: str = ""
    mend: str | None = None
    good: bool = False
    title: str = ""


def fault(rule: str, letter: Letter, hit: Hit | None = None, message: str = "", mend: str | None = None, severity: str = "") -> Finding:
    """What is missing or wrong, at *hit*."""
    known = RULES[rule]
    return Finding(rule, severity or known.severity, message or known.why, _span(letter, hit), " ".join(known.sources), mend, False, known.title)


def praise(rule: str, letter: Letter, hit: Hit | None = None) -> Finding:
    """A rule that the letter keeps, and where."""
    known = RULES[rule]
    return Finding(rule, known.severity, known.title, _span(letter, hit), " ".join(known.sources), None, True, known.title)


def present(rule: str, letter: Letter, hit: Hit | None, facts: Facts | None = None) -> list[Finding]:
    """Praise when *hit* was found; a fault when not, mended from *facts*."""
    return [praise(rule, letter, hit) if hit else fault(rule, letter, mend=composed(facts, rule))]


def composed(facts: Facts | None, rule: str, kind: str = "request") -> str | None:
    """The sentence that our own letter of *kind* from these facts would have for *rule*."""
    part = compose(kind, facts).part(rule) if facts else None
    return part.text if part else None


def absent(rule: str, letter: Letter, hit: Hit | None) -> list[Finding]:
    """A fault in the sentence of *hit*, which may be taken out; praise when there is none."""
    return [fault(rule, letter, whole(letter, hit), mend="" if hit[0] >= 0 else None) if hit else praise(rule, letter)]


def whole(letter: Letter, hit: Hit) -> Hit:
    """The sentence in which *hit* stands."""
    for sentence in letter.sentences:
        if sentence.start <= hit[0] < sentence.start + len(sentence.text):
            return (sentence.start, sentence.start + len(sentence.text))
    return hit


def _span(letter: Letter, hit: Hit | None) -> tuple[int, int] | None:
    return letter.span(*hit) if hit and hit[0] >= 0 else None
