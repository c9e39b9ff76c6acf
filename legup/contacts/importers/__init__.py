"""Importers: one file per kind of list that people come in, and one word here.

An importer has ``NAME``, ``TITLE``, ``recognises(text) -> bool`` and ``people(text) -> Iterator[Person | Unreadable]``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from legup.lib.csvfile import decoded_as
from legup.lib.refusal import Refusal

SHELF = "legup vcard linkedin google outlook pasted plain_csv".split()  # asked in this order: the strictest first

MAX_BYTES = 25_000_000
MAX_PEOPLE = 100_000
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One person as a file tells of them.

    Shape: *full_name* as typed, never re-ordered; *emails*, *phones* and *urls* as (value, label) pairs;
    *extra* every other field of the file that was not empty, by its own name; *own* what only Leg Up writes: fields of `Contact` and all
    ``positions``. Somebody with *own* is who the *uid* says.
    """

    full_name: str
    given_name: str = ""
    family_name: str = ""
    emails: Pairs = ()
    phones: Pairs = ()
    urls: Pairs = ()
    organization: str = ""
    title: str = ""
    location: str = ""
    note: str = ""
    connected_on: date | None = None
    extra: dict[str, str] = field(default_factory=dict)
    uid: str = ""
    own: dict[str, Any] = field(default_factory=dict)


class Unreadable(NamedTuple):
    """A row or card in which no person could be read, and why; row 0 is the file as a whole."""

    row: int
    sentence: str


class Reading(NamedTuple):
    """What a file holds: the kind of list it is, its people in order, and what could not be read."""

    kind: str
    people: list[Person]
    problems: list[Unreadable]


class UnknownColumns(Refusal):
    """Nothing tells what the columns of a table mean; the person can say it."""


@cache
def shelf() -> tuple[ModuleType, ...]:
    """Every importer, in the order in which they are asked."""
    return tuple(import_module(f"{__name__}.{word}") for word in SHELF)


def by_columns() -> ModuleType:
    """The importer that takes the person's word on what the columns mean."""
    return next(importer for importer in shelf() if importer.NAME == "plain_csv")


def title_of(kind: str) -> str:
    """What a kind of list is called on pages."""
    return next((importer.TITLE for importer in shelf() if kind == importer.NAME), "a list")


def read(data: bytes, filename: str = "", columns: Sequence[str] = ()) -> Reading:
    """The people in a file, whatever it is called: its content decides, or *columns* where the person said what they mean.

    Raises: Refusal, with what is wrong and what to do, when it holds no people, is too large, broken or something else;
    UnknownColumns when it is a table, but nobody can tell of what.
    """
    refuse_unfit(len(data), data[:2_000], filename)
    text, encoding = decoded_as(data)
    importer = by_columns() if columns else next((i for i in shelf() if i.recognises(text)), None)
    if importer is None:
        raise (UnknownColumns if by_columns().outline(text) else Refusal)(_unknown(text))
    people, problems = _sorted(importer.people(text, columns) if columns else importer.people(text))
    if not people:
        raise Refusal(_nobody(importer.TITLE, problems))
    if encoding not in ("utf-8", "utf-16"):
        problems.append(Unreadable(0, f"The file is not in UTF-8 and was read as {encoding}. If names look wrong, save it as UTF-8 and choose it again."))
    return Reading(importer.NAME, people, problems)


def _sorted(found: Iterator[Person | Unreadable]) -> tuple[list[Person], list[Unreadable]]:
    """People and problems apart, up to the limit."""
    people: list[Person] = []
    problems: list[Unreadable] = []
    for one in found:
        if isinstance(one, Person):
            people.append(one)
        else:
            problems.append(one)
        if len(people) + len(problems) > MAX_PEOPLE:
            raise Refusal(f"This file holds more than {MAX_PEOPLE:,} people. Split it into smaller files and bring them in one after another.")
    return people, problems


def refuse_unfit(size: int, head: bytes, filename: str = "") -> None:
    """Say no to what cannot be a list of people, from its size and its first bytes alone.

    Units: *size* in bytes.
    Raises: Refusal, with what to do instead.
    """
    called = f"“{filename}”" if filename else "This file"
    if size > MAX_BYTES:
        raise Refusal(f"{called} is {size // 1_000_000:,} MB; Leg Up reads lists up to {MAX_BYTES // 1_000_000} MB. Split it, or export it without pictures.")
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise Refusal(f"{called} is empty. Export or download it again, then choose it once more.")
    if what := _something_else(head):
        raise Refusal(f"{called} is {what}")


def _something_else(head: bytes) -> str:
    """What a file is when it is surely no list of people, and what to do; nothing when it may be one."""
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or b"[Content_Types].xml" in head:
            return "an Excel workbook. Open it, choose Save as and “CSV UTF-8”, and choose that file here."
        inside = "the .vcf file" if b".vcf" in head.lower() else "Connections.csv"
        return f"a ZIP archive. Open it and choose {inside} inside."
    for start, what in _MAGIC.items():
        if head.startswith(start):
            return f"{what}, not a list of people. {_INSTEAD}"
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:300].lower()
    if plain.startswith(b"{") and b'"legup-people-' in plain:
        return ""
    if plain.startswith(b"{") and b'"legup-export-' in plain:
        return "everything that somebody keeps in Leg Up. Under Settings, Your data, export the people alone as JSON and choose that file."
    for start, what in _TEXTS.items():
        if plain.startswith(start):
            return f"{what}, not a list of people. {_INSTEAD}"
    return ""


_INSTEAD = "Choose Connections.csv from LinkedIn, a CSV file from Google or Outlook, or a vCard (.vcf)."
_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive",
    b"Rar!": "a compressed archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"{\\rtf": "a text document",
}
_TEXTS = {
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML document",
    b"{": "a JSON document",
    b"[": "a JSON document",
    b"begin:vcalendar": "a calendar",
    b"from ": "a mailbox",
}


def _unknown(text: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")[:80]
    return (
        f"No column of this file is named so that Leg Up can tell whom it lists; its first row reads “{first}”. "
        "Name the columns First name, Last name, E-mail, Organization and Role in the first row, and choose the file again."
    )


def _nobody(title: str, problems: list[Unreadable]) -> str:
    if problems:
        return f"This is {title}, but no person could be read in it. The first row that failed is row {problems[0].row}: {problems[0].sentence}"
    return f"This is {title} with its headings only: there are no people in it. Export it again, then choose it once more."
