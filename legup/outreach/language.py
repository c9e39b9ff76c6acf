"""Language: spelling and grammar as hints, and how easily a letter reads. Advice apart from the practice; nothing here counts.

Hints come from Harper, an optional part (``legup[language]``); without it there are none and the pages say nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock

from legup.outreach.checks.text import Letter, read

LONGEST = 6_000  # characters looked at
MOST = 12  # hints at once
LONG_SENTENCE = 30
# Of several hundred rules, those that are right about letters far more often than not.
_RULES = (
    "SpellCheck RepeatedWords AnA CapitalizePersonalPronouns ModalOf Cant Didnt ItsContraction WrongApostrophe ThenThan SinceDuration "
    "LookForwardTo LookingForwardTo InterestedIn InflectedVerbAfterTo DidPast HadOf ToLoseTooLoose MoreBetter Discuss IAm"
).split()
_DIALECTS = {"en-GB": "BRITISH", "en-US": "AMERICAN"}
_NAMES = {"en-GB": "British", "en-US": "American"}
_NO_WORDS = re.compile(r"\S{31,}|\S*(?:@|://|www\.|\w\.\w)\S*")  # addresses, and what no language has
_SAID = {
    "RepeatedWords": "“{}” stands there twice.",
    "AnA": "“{}” does not go with the sound of the next word.",
    "CapitalizePersonalPronouns": "“I” is written with a capital letter.",
    "SinceDuration": "English says “for” with a length of time, and “since” with the day it began.",
}
_turn = Lock()  # the checker serves one caller at a time


@dataclass(frozen=True)
class Hint:
    """One slip of spelling or grammar. Shape: ``span`` is a stretch of the text, ``suggestions`` are what might stand there."""

    span: tuple[int, int]
    message: str
    suggestions: tuple[str, ...]


def hints(text: str, spelling: str) -> list[Hint]:
    """Slips in the English of *text*, in reading order; words with a capital letter are taken for names.

    Shape: *spelling* is en-GB or en-US. Nothing for other languages, or where the checker is not installed.
    """
    text = text[:LONGEST]
    if not text.strip() or not read("", text).is_english or not is_there():
        return []
    with _turn:
        found = _checker(spelling).organized_lints(_blanked(text), language="plaintext")
    slips = sorted(((lint.span.start, rule, lint) for rule, lints in found.items() for lint in lints), key=lambda s: s[0])
    return list(_told(slips, text, spelling))[:MOST]


def is_there() -> bool:
    """Whether the checker is installed here."""
    return find_spec("harper") is not None


@lru_cache
def _checker(spelling: str):
    """The checker for one spelling; building it takes half a second and 150 MB, once."""
    from harper import Dialect, Linter  # noqa: PLC0415  optional, and heavy

    checker = Linter(getattr(Dialect, _DIALECTS.get(spelling, "BRITISH")))
    checker.set_lint_config({rule: rule in _RULES for rule in checker.get_default_lint_config()})
    return checker


def _blanked(text: str) -> str:
    """The text with plain apostrophes, and without what are no words, every character in its place."""
    return _NO_WORDS.sub(lambda m: " " * len(m[0]), text.replace("’", "'"))


def _told(slips: list, text: str, spelling: str) -> Iterator[Hint]:
    at = 0
    for start, rule, lint in slips:
        end, wrong = lint.span.end, text[start : lint.span.end]
        if start < at or rule == "SpellCheck" and not _is_misspelt(wrong) or "\n" in wrong:
            continue
        at = end
        yield Hint((start, end), _message(rule, wrong, lint.message, spelling), tuple(_suggested(wrong, lint))[:3])


def _is_misspelt(word: str) -> bool:
    """Whether an unknown word may be a slip: names, initials and the shorthand of telephones are left alone."""
    return len(word) > 2 and word.islower() and not any(c.isdigit() for c in word)


def _message(rule: str, wrong: str, said: str, spelling: str) -> str:
    if rule == "SpellCheck":
        return f"“{wrong}” is not in the dictionary of {_NAMES.get(spelling, 'British')} English."
    return _SAID[rule].format(wrong) if rule in _SAID else re.sub(r"`([^`]+)`", r"“\1”", said).rstrip(".") + "."


def _suggested(wrong: str, lint) -> Iterator[str]:
    """What might stand there; a suggestion that adds or takes away is told as the whole stretch."""
    for one in lint.suggestions:
        new = {0: one.replacement_text, 1: "", 2: wrong + one.replacement_text}[int(one.kind)]
        if new != wrong:
            yield new.replace("'", "’") if "’" in wrong else new


@dataclass(frozen=True)
class Ease:
    """How easily a letter reads. Shape: ``long_ones`` are the spans of sentences over 30 words; ``words`` says it all for a person."""

    level: str
    long_ones: tuple[tuple[int, int], ...]

    @property
    def words(self) -> str:
        """One or two plain sentences."""
        count = len(self.long_ones)
        long = f" {_COUNTED.get(count, str(count))} {'sentence is' if count == 1 else 'sentences are'} over {LONG_SENTENCE} words:" if count else ""
        return (LEVELS[self.level] + long).strip()


LEVELS = {
    "light": "Short sentences and plain words: a twelve-year-old could read it.",
    "plain": "Easy to read for anybody.",
    "dense": "It takes some attention to read: shorter sentences would help.",
    "heavy": "Heavy to read: long sentences, long words. Say it as you would across a table.",
    "": "",
}
_COUNTED = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five"}


def ease(text: str) -> Ease:
    """How easily *text* reads, from the length of its sentences and words; silent about a few words, or another language."""
    letter = read("", text)
    counts = [len(sentence.text.split()) for sentence in letter.sentences]
    if sum(counts) < 20 or not letter.is_english:
        return Ease("", ())
    long_ones = tuple(letter.span(s.start, s.start + len(s.text)) for s, n in zip(letter.sentences, counts, strict=True) if n > LONG_SENTENCE)
    return Ease(_level(_grade(letter, sum(counts), len(counts))), long_ones)


def _level(grade: float) -> str:
    """Years at school that reading it takes, in four steps."""
    return "light" if grade < 7 else "plain" if grade < 10.5 else "dense" if grade < 14 else "heavy"


def _grade(letter: Letter, words: int, sentences: int) -> float:
    """Kincaid's formula: school years from words per sentence and syllables per word."""
    syllables = sum(_syllables(word) for s in letter.sentences for word in re.findall(r"[a-z']+", s.low))
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def _syllables(word: str) -> int:
    """Groups of vowels, a silent e at the end left out."""
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?<![aeiouyl])e[sd]?$", "", word))))
