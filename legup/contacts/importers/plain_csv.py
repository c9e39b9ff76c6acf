"""Any other table of people: by what its columns are called, by what stands in them, or by the person's own word."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from legup.contacts.columns import day, is_day_first, joined, placed, table
from legup.contacts.importers import Pairs, Person, Unreadable
from legup.contacts.telling import looks_like
from legup.lib.csvfile import rows
from legup.lib.fold import fold

NAME = "plain_csv"
TITLE = "a table of people"
MEANINGS = {
    "full_name": "Name",
    "given_name": "Given name",
    "middle_name": "Middle name",
    "family_name": "Family name",
    "email": "E-mail address",
    "phone": "Telephone",
    "url": "Web page",
    "organization": "Where they work",
    "title": "What they do",
    "location": "Place",
    "note": "Notes",
    "connected_on": "Known since",
    "uid": "Identifier",
    "": "Something else: keep it",
}
NAMING = {"full_name", "given_name", "family_name", "email"}
_TEXTS = ("organization", "title", "location", "note", "uid")
_BARE = {"email", "e-mail", "phone", "telephone", "url"}


class Outline(NamedTuple):
    """How a table is laid out.

    Shape: *number* is the row of the headings, 0 when there are none; *columns* what each column means, a key of ``MEANINGS``;
    *guessed* the columns that were judged by their cells alone; *sample* the first few rows.
    """

    number: int
    header: list[str]
    columns: list[str]
    guessed: list[int]
    sample: list[list[str]]

    @property
    def is_sure(self) -> bool:
        """Whether the headings alone say who is listed."""
        return bool(NAMING & set(self.columns)) and not self.guessed


def recognises(text: str) -> bool:
    """Whether a heading says that its column is a name or an e-mail address, or a column holds addresses."""
    found = outline(text)
    return found is not None and any(field == "email" or (field in NAMING and i not in found.guessed) for i, field in enumerate(found.columns))


def people(text: str, columns: Sequence[str] | None = None) -> Iterator[Person | Unreadable]:
    """Everybody in the table, read by *columns* where the person chose them; a row without name and address comes as `Unreadable`."""
    found = outline(text)
    assert found
    number, header, guesses, _, _ = found
    places = _places(columns if columns and len(columns) == len(header) else guesses)
    used = {places[field][0] for field in ("full_name", "given_name", "middle_name", "family_name", *_TEXTS) if field in places}
    used |= {i for field in ("phone", "url") for i in places.get(field, [])}
    spare = [(i, name.strip() or f"Column {i + 1}") for i, name in enumerate(header) if i not in used]
    connected_at = places.get("connected_on", [len(header)])[0]
    day_first = is_day_first(row[connected_at] for _, row in table(text, number, header) if row) if connected_at < len(header) else None
    for row_number, row in table(text, number, header):
        yield _person(row_number, [cell.strip() for cell in row], header, places, spare, day_first) if row else Unreadable(row_number, _CUT)


_CUT = "The file ends in the middle of this row. Save or export it again to have it whole."


def _places(columns: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for index, field in enumerate(columns):
        if field:
            places.setdefault(field, []).append(index)
    return places


def _person(number: int, row: list[str], header: list[str], places: dict, spare: list[tuple[int, str]], day_first: bool | None) -> Person | Unreadable:
    cell = {field: row[at[0]] for field, at in places.items()}
    emails = _addresses(row, places.get("email", []))
    given, family = cell.get("given_name", ""), cell.get("family_name", "")
    name = cell.get("full_name") or joined(given, cell.get("middle_name", ""), family) or (emails[0][0] if emails else "")
    if not name:
        return Unreadable(number, "This row has neither a name nor an e-mail address.")
    connected_on = day(cell.get("connected_on", "")[:40], day_first)
    understood = set(places.get("email", [])) if emails else set()
    if connected_on:
        understood.add(places["connected_on"][0])
    extra = {heading: row[i] for i, heading in spare if row[i] and i not in understood}
    if cell.get("middle_name") and cell.get("full_name"):
        extra["Middle name"] = cell["middle_name"]
    return Person(
        name,
        given,
        family,
        emails,
        _labelled(row, header, places.get("phone", [])),
        _labelled(row, header, places.get("url", [])),
        cell.get("organization", ""),
        cell.get("title", ""),
        cell.get("location", ""),
        cell.get("note", ""),
        connected_on,
        extra,
        cell.get("uid", ""),
    )


def _addresses(row: list[str], at: list[int]) -> Pairs:
    """Every e-mail address in the columns *at*; several in one cell are parted by commas, semicolons or spaces."""
    words = [word.strip("<>()") for i in at for word in row[i].replace(";", " ").replace(",", " ").split() if "@" in word]
    return tuple((word.removeprefix("mailto:"), "") for word in dict.fromkeys(words))


def _labelled(row: list[str], header: list[str], at: list[int]) -> Pairs:
    return tuple((row[i], "" if header[i].strip().lower() in _BARE else header[i].strip()) for i in at if row[i])


# What the columns are


def outline(text: str) -> Outline | None:
    """How the table in *text* is laid out; None when it is no table."""
    head = list(islice(rows(text), 25))
    for index, row in enumerate(head[:6]):
        if any("@" in cell for cell in row):
            break
        places = placed(row)
        if places.keys() & NAMING:
            return _outline(index + 1, row, places, head[index + 1 :])
    return _unnamed([row for row in head if row])


def _unnamed(head: list[list[str]]) -> Outline | None:
    """A table whose headings say nothing, or that has none: its first row is one when an address or a number stands in it."""
    width, rows_of_it = Counter(map(len, head)).most_common(1)[0] if head else (0, 0)
    if width < 2 or rows_of_it < 2 or rows_of_it * 5 < len(head) * 4:
        return _addresses_alone(head)
    while len(head[0]) != width:
        head = head[1:]
    has_heading = len(head) > 1 and not any(looks_like(cell) in ("email", "phone", "url") for cell in head[0])
    return _outline(1, head[0], placed(head[0]), head[1:]) if has_heading else _outline(0, [""] * width, {}, head)


def _addresses_alone(head: list[list[str]]) -> Outline | None:
    if head and max(map(len, head)) == 1 and all(looks_like(row[0]) == "email" for row in head):
        return Outline(0, [""], ["email"], [0], head[:5])
    return None


def _outline(number: int, header: list[str], places: dict[str, list[int]], body: list[list[str]]) -> Outline:
    """The meanings of all columns; those that their headings do not tell are judged by their cells."""
    columns = [""] * len(header)
    for field, at in places.items():
        for i in at:
            columns[i] = field
    body = [row for row in body if len(row) >= len(header)]
    guessed = []
    tells_nobody = not NAMING & set(columns)
    for i, name in enumerate(header):
        field = _by_cells([row[i] for row in body], columns) if not columns[i] and (tells_nobody or not name.strip()) else ""
        if field and (field in ("email", "phone", "url") or field not in columns):
            columns[i] = field
            guessed.append(i)
    return Outline(number, header, columns, guessed, body[:5])


def _by_cells(cells: list[str], columns: list[str]) -> str:
    """What most of these cells look like, if two thirds of them agree; names of one word are the parts of a name, in their usual order."""
    filled = [cell for cell in cells if cell.strip()]
    kinds = Counter(looks_like(cell) for cell in filled)
    field, count = kinds.most_common(1)[0] if kinds else ("", 0)
    if count * 3 < len(filled) * 2:
        return ""
    if field == "full_name" and "full_name" not in columns and sum(" " in cell.strip() for cell in filled) * 2 <= len(filled):
        return "family_name" if "given_name" in columns else "given_name"
    return field


def headings_of(header: Sequence[str]) -> str:
    """What tables with the same headings share."""
    return hashlib.sha256(re.sub(r"\s+", " ", "\x1f".join(fold(name) for name in header)).encode()).hexdigest()
