"""LinkedIn's Connections.csv: a few lines of preamble, then the same seven columns in the language of the account."""

from collections.abc import Iterator
from itertools import islice

from legup.contacts.columns import day, is_day_first, joined, placed, table
from legup.contacts.importers import Person, Unreadable
from legup.lib.csvfile import rows

NAME = "linkedin"
TITLE = "a list of LinkedIn connections"
FIELDS = ("given_name", "family_name", "url", "email", "organization", "title", "connected_on")


def recognises(text: str) -> bool:
    """Whether *text* has the headings of the seven columns, or in any language their shape."""
    return _heading(text) is not None


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody in the list; who hides their name comes as `Unreadable`."""
    found = _heading(text)
    assert found
    number, header, at = found
    spare = [(i, name) for i, name in enumerate(header) if i not in at and name]
    given_at, family_at, url_at, email_at, organization_at, title_at, connected_at = at
    blank = len(header)
    is_day_first_here = is_day_first(row[connected_at] for _, row in table(text, number, header) if row)
    for row_number, row in table(text, number, header):
        if row is None:
            yield Unreadable(row_number, "The file ends in the middle of this row. Download it again to have it whole.")
            continue
        if len(row) == blank:
            row = [*row, ""]
        given, family, url, email = row[given_at].strip(), row[family_at].strip(), row[url_at].strip(), row[email_at].strip()
        name = joined(given, "", family)
        if not name:
            yield Unreadable(row_number, "This row has no name: the account was closed or hides it.")
            continue
        said = row[connected_at].strip()
        connected_on = day(said[:40], is_day_first_here) if said else None
        extra = {heading: row[i].strip() for i, heading in spare if row[i].strip()} if spare else {}
        if said and not connected_on:
            extra[header[connected_at]] = said
        yield Person(
            name,
            given,
            family,
            ((email, ""),) if email else (),
            (),
            ((url, "LinkedIn"),) if url else (),
            row[organization_at].strip(),
            row[title_at].strip(),
            "",
            "",
            connected_on,
            extra,
        )


def _heading(text: str) -> tuple[int, list[str], list[int]] | None:
    """The row number of the headings, the headings, and where the seven fields stand (past the end when there is none)."""
    head = list(islice(rows(text), 25))
    for index, row in enumerate(head):
        if len(row) < 5:
            continue
        places = placed(row)
        if {"given_name", "family_name", "connected_on"} <= places.keys():
            return index + 1, row, [places.get(field, [len(row)])[0] for field in FIELDS]
        if len(row) == 7 and "linkedin.com/" not in row[2] and any("linkedin.com/" in r[2] for r in head[index + 1 :] if len(r) == 7):
            return index + 1, row, list(range(7))
    return None
