"""Pasting: words that come from elsewhere, without what nobody sees in them."""

import re
from dataclasses import dataclass

from legup.lib import letter_reading

MOST = 200_000  # characters of a letter that are kept
_LINES = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"})
_SPACES = str.maketrans(dict.fromkeys("\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "))
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]|"
    "(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"  # joiners mean something within other scripts and in pictures of people
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SOURCE = re.compile(r"<!--\[if|<o:p\b|\bclass=\"?Mso|<html\b|<body\b|<!doctype html", re.I)


@dataclass(frozen=True)
class Pasted:
    """Clean words, and what was done to make them so: how many unseen characters, whether markup, how many beyond the longest."""

    text: str
    unseen: int = 0
    had_markup: bool = False
    beyond: int = 0

    @property
    def note(self) -> str:
        """What the writer is told; empty when nothing happened that matters."""
        said = []
        if self.had_markup:
            said.append("The markup of a web page or of Word was taken out.")
        if self.unseen:
            said.append(f"{self.unseen} invisible {'character was' if self.unseen == 1 else 'characters were'} taken out.")
        if self.beyond:
            said.append(f"A letter holds {MOST:,} characters; the last {self.beyond:,} were not kept.")
        return " ".join(said)


def cleaned(typed: str) -> Pasted:
    """*typed* as plain text: line ends and spaces made plain, invisible and steering characters gone, typographic quotes kept.

    Once: what is clean stays as it is.
    """
    text, beyond = typed[:MOST].replace("\r\n", "\n").translate(_LINES), max(0, len(typed) - MOST)
    had_markup = bool(_SOURCE.search(text[:5_000]))
    if had_markup:
        text = letter_reading.from_html(text).strip()
    text = _CONTROLS.sub("", text.translate(_SPACES))
    text, unseen = _UNSEEN.subn("", text)
    return Pasted(text, unseen, had_markup, beyond)


def cleaned_line(typed: str) -> str:
    """A subject as one clean line."""
    return " ".join(cleaned(typed[:1_000]).text.split())[:300]
