"""Folding: the form of a name in which case, accents and white space no longer matter."""

import unicodedata


def fold(text: str) -> str:
    """*text* lower-cased, without accents, white space collapsed. For comparing and sorting, never for showing."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unaccented(text.casefold()).split())


def unaccented(text: str) -> str:
    """*text* without accents, in its own case; letters that stand for several are spelled out."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
