"""Any other table of people, by what its columns are called, or, without headings, by what stands in them."""

from collections.abc import Iterator
from itertools import islice

from legup.contacts.columns import day, is_day_first, joined, placed, table
from legup.contacts.importers import Pairs, Person, Unreadable
from legup.lib.csvfile import rows

NAME = "plain_csv"
TITLE = "a table of people"
_TEXTS = ("organization", "title", "location", "note", "uid")
_BARE = {"email", "e-mail", "phone", "telephone", "url"}


def recognises(text: str) -> bool:
    """Whether some column near the top is a name or an e-mail address."""
    return _heading(text) is not None


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody in the table; a row without name and address comes as `Unreadable`."""
    found = _heading(text)
    assert found
    number, header, places = found
    used = {places[field][0] for field in ("full_name", "given_name", "family_name", *_TEXTS) if field in places}
    used |= {i for field in ("phone", "url") for i in places.get(field, [])}
    spare = [(i, name.strip() or f"Column {i + 1}") for i, name in enumerate(header) if i not in used]
    connected_at = places.get("connected_on", [len(header)])[0]
    day_first = is_day_first(row[connected_at] for _, row in table(text, number, header) if row) if connected_at < len(header) else None
    for row_number, row in table(text, number, header):
        yield _person(row_number, [cell.strip() for cell in row], header, places, spare, day_first) if row else Unreadable(row_number, _CUT)


_CUT = "The file ends in the middle of this row. Save or export it again to have it whole."


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
        {heading: row[i] for i, heading in spare if row[i] and i not in understood},
        cell.get("uid", ""),
    )


def _addresses(row: list[str], at: list[int]) -> Pairs:
    """Every e-mail address in the columns *at*; several in one cell are parted by commas, semicolons or spaces."""
    words = [word.strip("<>()") for i in at for word in row[i].replace(";", " ").replace(",", " ").split() if "@" in word]
    return tuple((word.removeprefix("mailto:"), "") for word in dict.fromkeys(words))


def _labelled(row: list[str], header: list[str], at: list[int]) -> Pairs:
    return tuple((row[i], "" if header[i].strip().lower() in _BARE else header[i].strip()) for i in at if row[i])


def _heading(text: str) -> tuple[int, list[str], dict[str, list[int]]] | None:
    """The row number of the headings (0 when there are none), the headings, and where each field stands."""
    head = list(islice(rows(text), 25))
    for index, row in enumerate(head[:6]):
        if any("@" in cell for cell in row):
            break
        places = placed(row)
        if places.keys() & {"full_name", "given_name", "email"}:
            return index + 1, row, places
    return _without_heading([row for row in head if row])


def _without_heading(head: list[list[str]]) -> tuple[int, list[str], dict[str, list[int]]] | None:
    """A pasted list: each row has an e-mail address, and the first other cell is the name."""
    width = max(map(len, head), default=0)
    email_at = next((i for i in range(width) if head and all("@" in row[i] for row in head if len(row) > i)), None)
    if email_at is None or any(len(row) <= email_at for row in head):
        return None
    places = {"email": [email_at]} | ({"full_name": [1 if email_at == 0 else 0]} if width > 1 else {})
    return 0, [""] * width, places
