"""Frames: what a phrase family looks like, and whether the clause it stands in denies it."""

import re
from collections.abc import Iterator
from typing import cast

from legup.outreach.checks.text import Letter, Sentence

Hit = tuple[int, int]  # a stretch of Letter.text

_DENYING = re.compile(
    r"\b(?:not|never|no|(?<!')nor|neither|without|nothing|none|nobody|cannot|rather than|instead of|far from|no need|needn't|least of all)\b|n't\b|"
    r"\b(?:dont|doesnt|isnt|wasnt|wont|cant|didnt|havent|im not)\b"
)
# Words that deny in form and not in sense: "I wouldn't mind", "couldn't you", "do not hesitate to".
HOLLOW = re.compile(
    r"\bnot only\b|\b(?:do not|don't|dont) hesitate\b|\bwould(?: not|n't) mind\b|\b(?:could|would|can|might|are|is|do|does|will)n't (?:you|there|your)\b|"
    r"\b(?:do not|don't|dont|not) (?:know|sure)(?: \w+)? (?:if|whether|who)\b|\bwhy not\b|\bnot sure (?:if|whether)\b|\bno doubt\b|\bcan(?:'t|not) help\b|"
    r"\b(?:would|'d) be lying if i said (?:that )?i (?:\w+n't|had not|was not)\b|\b(?:would|could) not be (?:happier|more)\b|\bcouldn't be (?:happier|more)\b|\bnot least\b|\bwhy (?:don't|doesn't)\b|\bwouldn't say no\b|\bnot (?:averse|above)\b|"
    r"\bdon't suppose (?:you|there)\b|\bnot (?:just|merely|simply)\b|\bnothing would (?:please|delight|make)\b|\bno (?:wages|pay|salary|strings|rush|hurry|pressure|problem|trouble)\b|\b(?:with|for) no (?:pay|wages)\b|\bwithout (?:pay|wages|salary|funding|delay)\b|\bif (?:it is|it's|that is|that's|you are|you're) not (?:too|a)\b|"
    r"\bif not\b|\bno matter\b|\bnot (?:long|far) (?:ago|from)\b|\bno later than\b|\bwhether or not\b"
)


class _Frame:
    """A pattern that is compiled at its first use: all of them together take a tenth of a second, which a start should not wait for."""

    def __init__(self, pattern: str):
        self.pattern = pattern

    def __getattr__(self, name: str):
        for verb in ("search", "finditer", "match", "sub"):
            setattr(self, verb, getattr(re.compile(self.pattern), verb))
        return getattr(re.compile(self.pattern), name)


def frame(*families: str) -> re.Pattern:
    """Several phrase families as one pattern over small letters, tried at the beginnings of words only. Every gap in it is bounded, so matching stays linear."""
    return cast(re.Pattern, _Frame(r"(?<!\w)(?:" + "|".join(f"(?:{f})" for f in families) + ")"))


def denied(low: str, at: int) -> bool:
    """Whether what begins at *at* of a sentence is denied within its own clause."""
    return bool(_DENYING.search(HOLLOW.sub(lambda m: " " * len(m[0]), low[:at])))


def hits(
    letter: Letter, pattern: re.Pattern, but: re.Pattern | None = None, subject: bool = False
) -> Iterator[tuple[Sentence, re.Match]]:
    """Where *pattern* is said and meant: sentence and match, denied clauses and sentences with *but* left out."""
    for sentence in ([letter.lead] if subject else []) + letter.sentences:
        if but and but.search(sentence.low):
            continue
        for found in pattern.finditer(sentence.low):
            if not denied(
                clause_before(sentence, found.start()), found.start() - clause_start(sentence, found.start())
            ):
                yield sentence, found


def clause_start(sentence: Sentence, at: int) -> int:
    """Where the clause that holds *at* begins."""
    return max((start for start, _ in sentence.clauses if start <= at), default=0)


def clause_before(sentence: Sentence, at: int) -> str:
    """The clause that holds *at*."""
    start = clause_start(sentence, at)
    return next((words for begin, words in sentence.clauses if begin == start), sentence.low)


def first(letter: Letter, pattern: re.Pattern, but: re.Pattern | None = None, subject: bool = False) -> Hit | None:
    """Where *pattern* is first said and meant; (-1, -1) for the subject."""
    for sentence, found in hits(letter, pattern, but, subject):
        return (sentence.start + found.start(), sentence.start + found.end()) if sentence.place >= 0 else (-1, -1)
    return None
