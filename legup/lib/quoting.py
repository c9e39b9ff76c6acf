"""Quoting: what is new in a letter, and what only repeats an earlier one. Nothing is ever cut away."""

import re
from itertools import groupby
from typing import NamedTuple

LONG_QUOTE = 12  # lines


class Piece(NamedTuple):
    """A stretch of a letter. Shape: what is *quoted* has its marks taken off; what is *folded* may be hidden until asked for."""

    text: str
    is_quoted: bool = False
    is_folded: bool = False


_ATTRIBUTION = re.compile(
    r"(?:\b(?:wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|skrev|schreef|napisał\(?a?\)?|kirjoitti|napsal(?:\(a\))?|написал\(?а?\)?|пише|yazdı)\b|写道|のメール|のメッセージ).{0,200}[:：]\s*$",
    re.I,
)
_SEPARATOR = re.compile(
    r"\s*(-{2,}\s*(original message|original-nachricht|ursprüngliche nachricht|message d.origine|mensaje original|mensagem original|messaggio originale)\s*-{2,}|_{20,})\s*$",
    re.I,
)
_ANNOUNCED = re.compile(
    r"\b(?:answers?|answered|repl(?:y|ies|ied)|comments?|responses?|respond(?:ed)?|antworten?|réponses?|respuestas?|see|siehe|voir)\b.{0,30}"
    r"\b(?:in[- ]?line|below|between|in (?:red|blue|green|bold|capitals|caps)|in rot|in blau|unten|dazwischen|ci-dessous|en rouge|en bleu|abajo|en rojo|en azul)\b",
    re.I,
)  # fmt: skip
_HEADER_LINE = re.compile(
    r"\*?(from|von|de|da|van|från|fra|sent|gesendet|envoyé|enviado|inviato|verzonden|date|datum|fecha|data|to|an|à|para|a|aan|till|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne)\s?:\*? \S",
    re.I,
)


def split_quoted(text: str) -> tuple[str, str]:
    """What the writer added, and the earlier letters quoted below it.

    Rule: when words stand between or below quoted lines, or the writer says so, nothing is cut, for an answer may be among them:
    the whole text is new.
    """
    lines = text.split("\n")
    start = next((n for n in range(len(lines)) if _opens_quote(lines, n)), None)
    if start is None:
        return text, ""
    quoted = lines[start:]
    new = "\n".join(lines[:start]).rstrip()
    if not new.strip() or _has_answers(quoted) or _ANNOUNCED.search(new[-3_000:]):
        return text, ""
    return new, "\n".join(quoted)


def _opens_quote(lines: list[str], n: int) -> bool:
    line = lines[n].strip()
    if line.startswith(">") or _SEPARATOR.fullmatch(line):
        return True
    if _HEADER_LINE.match(line):
        return sum(bool(_HEADER_LINE.match(follower.strip())) for follower in lines[n : n + 5]) >= 3
    return bool(line) and _attributes(lines, n)


def _attributes(lines: list[str], n: int) -> bool:
    """Whether "On Monday Ana wrote:" starts here, on one line or wrapped over up to three."""
    for length in (1, 2, 3) if n and not lines[n - 1].strip() else (1,):
        wrapped = lines[n : n + length]
        joined = " ".join(line.strip() for line in wrapped)
        if not all(line.strip() for line in wrapped) or not joined.endswith((":", "：")) or len(joined) > 400:
            continue
        below = next((line for line in lines[n + length : n + length + 3] if line.strip()), "")
        dated = re.search(r"\d|@", joined)
        if dated and (_ATTRIBUTION.search(joined) or below.startswith(">")):
            return True
    return False


def _has_answers(quoted: list[str]) -> bool:
    """Words of the writer's own after the first line marked with ``>``."""
    marked = [n for n, line in enumerate(quoted) if line.lstrip().startswith(">")]
    return bool(marked) and any(line.strip() and not line.lstrip().startswith(">") for line in quoted[marked[0] :])


def pieces(text: str) -> list[Piece]:
    """The letter as it is read: the writer's words always open, with what they answer beside them; long and trailing quotes folded."""
    new, quoted = split_quoted(text)
    if quoted:
        return [Piece(new), Piece(_unmarked(quoted), True, True)]
    runs = [(marked, "\n".join(run)) for marked, run in groupby(text.split("\n"), _is_marked)]
    if not any(marked for marked, _ in runs):
        return [Piece(text)]
    shown = [
        Piece(_unmarked(run), True, run.count("\n") >= LONG_QUOTE) if marked else Piece(run.strip("\n"))
        for marked, run in runs
    ]
    return [piece for piece in shown if piece.text.strip()]


def own_words(text: str) -> str:
    """What the writer added, without any quoted line."""
    return "\n".join(piece.text for piece in pieces(text) if not piece.is_quoted)


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">")


def _unmarked(quoted: str) -> str:
    return "\n".join(re.sub(r"^\s*> ?", "", line) for line in quoted.split("\n")).strip("\n")
