"""Outlook's contacts as CSV, from the program and from outlook.com."""

from collections.abc import Iterator
from itertools import islice

from legup.contacts.columns import joined, table
from legup.contacts.importers import Person, Unreadable
from legup.lib.csvfile import rows

NAME = "outlook"
TITLE = "a list of Outlook contacts"
_MARKS = {"e-mail display name", "e-mail 2 address", "business street", "business phone", "business address", "home street", "other street", "web page", "personal web page"}
_EMAILS = ("E-mail Address", "E-mail 2 Address", "E-mail 3 Address")
_PHONES = (
    "Mobile Phone|Business Phone|Business Phone 2|Home Phone|Home Phone 2|Primary Phone|Other Phone|Company Main Phone|Car Phone|Assistant's Phone|Callback|Radio Phone"
).split("|")
_PAGES = ("Web Page", "Personal Web Page", "Business Homepage")
_DROPPED = {"E-mail Type", "E-mail 2 Type", "E-mail 3 Type", "Priority", "Private", "Sensitivity"}
_NOTHING = {"", "0/0/00", "Unspecified", "Normal", "False"}


def recognises(text: str) -> bool:
    """Whether the first row has headings that only Outlook uses, beside names in parts."""
    header = {name.strip().lower() for name in next(islice(rows(text), 1), [])}
    return {"first name", "last name"} <= header and len(_MARKS & header) > 1


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody in the list; an entry of a firm without a person comes as `Unreadable`."""
    header = [name.strip() for name in next(rows(text))]
    used = {"First Name", "Last Name", "Company", "Job Title", "Notes", *_EMAILS, *_PHONES, *_PAGES, *_DROPPED}
    for number, row in table(text, 1, header):
        if row is None:
            yield Unreadable(number, "The file ends in the middle of this row. Export it again to have it whole.")
            continue
        cell = {name: value for name, value in zip(header, map(str.strip, row), strict=False) if value not in _NOTHING}
        extra = {name: value for name, value in cell.items() if name not in used}
        yield _person(number, cell, extra)


def _person(number: int, cell: dict[str, str], extra: dict[str, str]) -> Person | Unreadable:
    given, family = cell.get("First Name", ""), cell.get("Last Name", "")
    emails = tuple((cell[name], "") for name in _EMAILS if "@" in cell.get(name, ""))
    name = joined(given, cell.get("Middle Name", ""), family) or cell.get("E-mail Display Name", "") or (emails[0][0] if emails else "")
    if not name:
        return Unreadable(number, "This entry has neither a name nor an e-mail address.")
    place = next((p for p in ("Business", "Home", "Other") if cell.get(f"{p} City")), "Business")
    parts = (cell.get(f"{place} City"), cell.get(f"{place} State"), cell.get(f"{place} Country/Region") or cell.get(f"{place} Country"))
    return Person(
        name,
        given,
        family,
        emails,
        tuple((cell[kind], kind.removesuffix(" Phone")) for kind in _PHONES if kind in cell),
        tuple((cell[kind], "") for kind in _PAGES if kind in cell),
        cell.get("Company", ""),
        cell.get("Job Title", ""),
        ", ".join(filter(None, parts)),
        cell.get("Notes", ""),
        None,
        extra,
    )
