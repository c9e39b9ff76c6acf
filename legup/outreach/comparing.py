"""Comparing: two wordings of a letter, sentence by sentence, with the words that went and the words that came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST = 20_000  # characters of each wording that are compared
_MANY_SENTENCES, _MANY_WORDS = 400, 600  # beyond these a stretch is shown as a whole, so that comparing stays quick
_SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?][\"'’”)\]]*(?=\s)|(?=\n)|\Z)")
_ALIKE = 0.5


@dataclass(frozen=True)
class Piece:
    """Some words in a row. Shape: ``kind`` is same, out or in."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One sentence, or neighbours that stayed, as pieces in reading order."""

    pieces: tuple[Piece, ...]

    @property
    def stayed(self) -> bool:
        """Whether nothing changed here."""
        return all(piece.kind == "same" for piece in self.pieces)

    @property
    def shown(self) -> SafeString:
        """The pieces as markup; what went and came is also said, for those who do not see it."""
        return format_html_join(" ", "{}", ((_MARKUP[p.kind](p.text),) for p in self.pieces))


_MARKUP = {
    "same": lambda text: text,
    "out": lambda text: format_html('<del><span class="hidden-text">taken out: </span>{}</del>', text),
    "in": lambda text: format_html('<ins><span class="hidden-text">put in: </span>{}</ins>', text),
}


def compare(before: str, after: str) -> list[Change]:
    """What changed from *before* to *after*, in reading order; the same words give one change that stayed, or none."""
    old, new = _SENTENCE.findall(before[:LONGEST]), _SENTENCE.findall(after[:LONGEST])
    if len(old) > _MANY_SENTENCES or len(new) > _MANY_SENTENCES:
        return [_words(" ".join(old), " ".join(new))]
    found: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        found += [Change((Piece("same", " ".join(old[a:b])),))] if what == "equal" else _paired(old[a:b], new[c:d])
    return found


def changed(before: str, after: str) -> list[Change]:
    """Only the sentences that changed."""
    return [change for change in compare(before, after) if not change.stayed]


def _paired(out: list[str], came: list[str]) -> Iterator[Change]:
    """Sentences that gave way to others, each beside the one it became."""
    at = 0
    for sentence in out:
        partner = next((i for i in range(at, len(came)) if _likeness(sentence, came[i]) >= _ALIKE), None)
        if partner is None:
            yield Change((Piece("out", sentence),))
            continue
        yield from (Change((Piece("in", new),)) for new in came[at:partner])
        yield _words(sentence, came[partner])
        at = partner + 1
    yield from (Change((Piece("in", new),)) for new in came[at:])


def _likeness(one: str, other: str) -> float:
    """The share of words that two sentences have in common."""
    a, b = (set(re.findall(r"\w+", sentence.lower())) for sentence in (one, other))
    return 2 * len(a & b) / (len(a) + len(b) or 1)


def _words(before: str, after: str) -> Change:
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > _MANY_WORDS:
        return Change(tuple(Piece(kind, text) for kind, text in (("out", before), ("in", after)) if text))
    pieces: list[Piece] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        kinds = (("same", old[a:b]),) if what == "equal" else (("out", old[a:b]), ("in", new[c:d]))
        pieces += [Piece(kind, " ".join(words)) for kind, words in kinds if words]
    return Change(tuple(pieces))
