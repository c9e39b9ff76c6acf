"""Folding: the form of a name in which case, accents and white space no longer matter."""

import unicodedata


def fold(text: str) -> str:
    """*text* lower-cased, without accents, white space collapsed. For comparing and sorting, never for showing."""
    if text.isascii():
        return " ".join(text.lower().split())
    spread = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())
