"""Mending: a finding carried out in the words of a letter."""

import re

from legup.outreach.checks.finding import Finding
from legup.outreach.checks.text import Letter, read

_AT_THE_START = {"M2": 0, "M1": 1, "M5": 2, "record": 0}  # how many sentences come before


def mended(body: str, finding: Finding) -> str:
    """*body* with *finding* mended; unchanged when it offers no mend.

    Once: what stands there already is not added again.
    """
    if finding.mend is None or finding.mend and finding.mend in body:
        return body
    if finding.span:
        start, end = finding.span
        return _joined(body[:start], finding.mend, body[end:])
    at = _place(read("", body), finding.rule)
    return _joined(body[:at], finding.mend, body[at:])


def _place(letter: Letter, rule: str) -> int:
    """Where a sentence for *rule* belongs in the letter as typed."""
    before = _AT_THE_START.get(rule)
    sentences = letter.sentences
    if not sentences:
        return letter.span(*letter.greeting)[1]
    if before is None or before >= len(sentences):
        return letter.span(sentences[-1].start, sentences[-1].start + len(sentences[-1].text))[1]
    return letter.span(sentences[before].start, sentences[before].start + 1)[0]


def _joined(before: str, words: str, after: str) -> str:
    """Words between two stretches, one space or the paragraph break that was there."""
    if not words:
        gap = "\n\n" if "\n\n" in before[len(before.rstrip()) :] or "\n\n" in after[: len(after) - len(after.lstrip())] else " "
        return before.rstrip() + (gap if before.strip() and after.strip() else "") + after.lstrip(" \n" if gap == "\n\n" else " ")
    left = "" if not before or before[-1].isspace() else " "
    right = "" if not after or after[0].isspace() or re.match(r"[,.;:?!]", after) else " "
    return before + left + words + right + after
