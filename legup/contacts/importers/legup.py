"""Leg Up's own lists of people, as JSON and as CSV; what it writes, it reads back whole."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from legup.contacts.columns import day
from legup.contacts.importers import Person, Unreadable
from legup.contacts.records import KINDS, OWN, PLAIN, is_possible
from legup.lib.csvfile import rows
from legup.lib.refusal import Refusal

NAME = "legup"
TITLE = "a list of people from Leg Up"
FORMAT = "legup-people-1"
POSITION = ("title", "organization", "began_on", "ended_on")
_PLAIN_HEADINGS = {
    "uid": "Identifier", "full_name": "Name", "given_name": "Given name", "family_name": "Family name", "location": "Place", "connected_on": "Known since", "note": "Notes",
    "zone": "Time zone", "tie": "Tie", "met_on": "Met on", "met_where": "Met where", "met_occasion": "Occasion", "talked_about": "Spoke of", "address_source": "Address from",
    "referrer_name": "Through", "why_them": "Why them", "silenced_at": "Silent since", "archived_at": "Put away at",
}  # fmt: skip
_SEVERAL_HEADINGS = {"emails": "E-mail", "phones": "Telephone", "urls": "Web page"}
_POSITION_HEADINGS = {"title": "Role", "organization": "Organization", "began_on": "From", "ended_on": "Until"}
ALSO, REST = "Also: ", "Also, rarely"


def recognises(text: str) -> bool:
    """Whether *text* says that it is one."""
    if text[:2_000].lstrip("\ufeff \t\r\n").startswith("{"):
        return f'"{FORMAT}"' in text[:2_000]
    return next(islice(rows(text), 1), [])[:4] == list(_PLAIN_HEADINGS.values())[:4]


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody in the list."""
    told = _from_json(text) if text.lstrip("\ufeff \t\r\n").startswith("{") else _from_csv(text)
    for number, one in enumerate(told, 1):
        try:
            yield person_of(one)
        except (AttributeError, KeyError, TypeError, ValueError):
            yield Unreadable(number, "This entry is not as Leg Up writes them; it was left out.")


def person_of(told: dict[str, Any]) -> Person:
    """A record as `contacts.records` gives it, as a person of a list. Raises: ValueError and the like when it is none."""
    positions = [{name: str(p[name]) for name in POSITION if p.get(name)} for p in told.get("positions", ())]
    now_at = next((p for p in positions if "ended_on" not in p), {})
    said = {name: str(told.get(name) or "") for name in ("uid", *PLAIN, *OWN)}
    several = {name: tuple((str(value), str(label)) for value, label in told.get(name, ())) for name in KINDS.values()}
    extra = {str(name): str(value) for name, value in told.get("extra", {}).items()}
    for name in OWN:
        if said[name] and not is_possible(name, said[name]):
            extra[name] = said.pop(name)
    if not said["full_name"]:
        raise ValueError("nobody")
    return Person(
        said["full_name"],
        said["given_name"],
        said["family_name"],
        several["emails"],
        several["phones"],
        several["urls"],
        now_at.get("organization", ""),
        now_at.get("title", ""),
        said["location"],
        said["note"],
        day(said["connected_on"]),
        extra,
        said["uid"],
        {"positions": positions} | {name: said[name] for name in OWN if said.get(name)},
    )


def _from_json(text: str) -> Iterator[Any]:
    try:
        told = json.loads(text.lstrip("\ufeff \t\r\n"))["people"]
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Refusal("This list from Leg Up is broken; it may have been cut off on the way. Export it again, then choose it once more. Nothing was brought in.") from None
    yield from told if isinstance(told, list) else ()


# The table


def header(most: dict[str, int], extras: list[str]) -> list[str]:
    """The headings of a table in which somebody has *most* of each kind, and *extras* besides."""
    found = list(_PLAIN_HEADINGS.values())
    for i in range(1, most["positions"] + 1):
        found += [f"{word} {i}" for word in _POSITION_HEADINGS.values()]
    for several, word in _SEVERAL_HEADINGS.items():
        for i in range(1, most[several] + 1):
            found += [f"{word} {i}", f"{word} {i} is"]
    return [*found, *(ALSO + name for name in extras), REST]


def row(told: dict, headings: list[str], extras: list[str]) -> list[str]:
    """One person below these *headings*."""
    cells = {heading: told.get(name, "") for name, heading in _PLAIN_HEADINGS.items()}
    for i, position in enumerate(told.get("positions", ()), 1):
        cells |= {f"{word} {i}": position.get(name, "") for name, word in _POSITION_HEADINGS.items()}
    for several, word in _SEVERAL_HEADINGS.items():
        for i, (value, label) in enumerate(told.get(several, ()), 1):
            cells |= {f"{word} {i}": value, f"{word} {i} is": label}
    extra = told.get("extra", {})
    cells |= {ALSO + name: extra[name] for name in extras if name in extra}
    rare = {name: value for name, value in extra.items() if name not in set(extras)}
    cells[REST] = json.dumps(rare, ensure_ascii=False) if rare else ""
    return [cells.get(heading, "") for heading in headings]


def _from_csv(text: str) -> Iterator[dict[str, Any]]:
    lines = rows(text)
    headings = next(lines)
    for line in lines:
        if any(line):
            yield _record(dict(zip(headings, line, strict=False)))


def _record(cells: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {name: cells[heading] for name, heading in _PLAIN_HEADINGS.items() if cells.get(heading)}
    told["positions"] = [
        found for i in range(1, len(cells) + 1) if f"Role {i}" in cells and (found := {n: cells[f"{word} {i}"] for n, word in _POSITION_HEADINGS.items() if cells.get(f"{word} {i}")})
    ]
    for several, word in _SEVERAL_HEADINGS.items():
        told[several] = [(cells[f"{word} {i}"], cells.get(f"{word} {i} is", "")) for i in range(1, len(cells) + 1) if cells.get(f"{word} {i}")]
    told["extra"] = {name.removeprefix(ALSO): value for name, value in cells.items() if name.startswith(ALSO) and value}
    told["extra"] |= json.loads(cells.get(REST) or "{}")
    return told
