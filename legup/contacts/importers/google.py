"""Google Contacts as CSV, with the headings of today and those used until 2023."""

import re
from collections.abc import Iterator
from itertools import islice

from legup.contacts.columns import joined, table
from legup.contacts.importers import Pairs, Person, Unreadable
from legup.lib.csvfile import rows

NAME = "google"
TITLE = "a list of Google contacts"
_NUMBERED = re.compile(r"(E-mail|Phone|Website|Address|Organization) (\d+) - (.+)", re.IGNORECASE)
_MARKS = {"phonetic first name", "yomi name", "group membership", "file as", "labels"}
_NAMES = {
    "full_name": ("Name",),
    "prefix": ("Name Prefix",),
    "given_name": ("First Name", "Given Name"),
    "middle_name": ("Middle Name", "Additional Name"),
    "family_name": ("Last Name", "Family Name"),
    "suffix": ("Name Suffix",),
    "organization": ("Organization Name", "Organization 1 - Name"),
    "title": ("Organization Title", "Organization 1 - Title"),
    "note": ("Notes",),
    "city": ("Address 1 - City",),
    "region": ("Address 1 - Region",),
    "country": ("Address 1 - Country",),
}
_KEPT_ALSO = {"prefix", "suffix", "middle_name", "city", "region", "country"}


def recognises(text: str) -> bool:
    """Whether the first row numbers its columns as Google does, or has headings that only Google uses."""
    header = next(islice(rows(text), 1), [])
    return any(_NUMBERED.fullmatch(name.strip()) for name in header) or len(_MARKS.intersection(name.strip().lower() for name in header)) > 1


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody in the list; an entry of a firm without a person comes as `Unreadable`."""
    header = [name.strip() for name in next(rows(text))]
    where = {field: i for field, names in _NAMES.items() for i, name in enumerate(header) if name in names}
    several = {kind: _numbered(header, kind) for kind in ("e-mail", "phone", "website")}
    used = {i for field, i in where.items() if field not in _KEPT_ALSO} | {i for pairs in several.values() for pair in pairs for i in pair}
    spare = [(i, name) for i, name in enumerate(header) if i not in used and name]
    for number, row in table(text, 1, header):
        if row is None:
            yield Unreadable(number, "The file ends in the middle of this row. Export it again to have it whole.")
            continue
        cell = {field: row[i].strip() for field, i in where.items()}
        yield _person(number, cell, {kind: _pairs(row, at) for kind, at in several.items()}, {name: row[i].strip() for i, name in spare if row[i].strip()})


def _numbered(header: list[str], kind: str) -> list[tuple[int, int]]:
    """Where the values and the labels of a numbered kind stand; the value twice where there is no label."""
    at: dict[str, dict[str, int]] = {}
    for i, name in enumerate(header):
        found = _NUMBERED.fullmatch(name)
        if found and found[1].lower() == kind:
            at.setdefault(found[2], {})[found[3].lower()] = i
    return [(one["value"], one.get("label", one.get("type", one["value"]))) for one in at.values() if "value" in one]


def _pairs(row: list[str], at: list[tuple[int, int]]) -> Pairs:
    """Every value with its label; several in one cell are parted by three colons."""
    found = []
    for value_at, label_at in at:
        if value := row[value_at]:
            label = "" if label_at == value_at else row[label_at].strip().lstrip("* ")
            found += [(one.strip(), label) for one in value.split(":::") if one.strip()]
    return tuple(found)


def _person(number: int, cell: dict[str, str], several: dict[str, Pairs], extra: dict[str, str]) -> Person | Unreadable:
    given, family = cell.get("given_name", ""), cell.get("family_name", "")
    name = cell.get("full_name") or " ".join(filter(None, (cell.get("prefix"), joined(given, cell.get("middle_name", ""), family), cell.get("suffix"))))
    emails = several["e-mail"]
    if not name and not emails:
        return Unreadable(number, "This entry has neither a name nor an e-mail address.")
    return Person(
        name or emails[0][0],
        given,
        family,
        emails,
        several["phone"],
        several["website"],
        cell.get("organization", ""),
        cell.get("title", ""),
        ", ".join(filter(None, (cell.get("city"), cell.get("region"), cell.get("country")))),
        cell.get("note", ""),
        None,
        extra,
    )
