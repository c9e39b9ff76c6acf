"""People handed out: vCard 4.0, CSV or JSON. Brought in again, each gives back the same people with every field."""

import json
from collections import Counter
from collections.abc import Iterator

from legup.accounts.models import User
from legup.contacts.importers import legup as own
from legup.contacts.importers.vcard import PICTURES
from legup.contacts.records import KINDS, OWN, records
from legup.lib import csvfile
from legup.lib.vcard import escaped, folded_line

AS_PROPERTY = frozenset("BDAY ANNIVERSARY ROLE NICKNAME GENDER LANG TZ GEO CATEGORIES IMPP RELATED CALADRURI CALURI FBURL HOBBY EXPERTISE INTEREST".split())
_PROPERTY = {"email": "EMAIL", "phone": "TEL", "url": "URL"}
_COMMA = "\\,"
LISTS = ("CATEGORIES", "NICKNAME")
MOST_COLUMNS = 300


def as_json(owner: User) -> bytes:
    """Everybody as JSON. Shape: ``{"format": "legup-people-1", "people": [as `records` gives them]}``."""
    people = ",\n".join(json.dumps(told, ensure_ascii=False) for told in records(owner))
    return f'{{"format": "{own.FORMAT}", "people": [\n{people}\n]}}\n'.encode()


def as_vcards(owner: User) -> bytes:
    """Everybody as vCards of version 4.0 [RFC 6350]; what that has no property for stands in X-LEGUP- properties."""
    return "".join(folded_line(line) for told in records(owner) for line in _card(told)).encode()


def as_csv(owner: User) -> bytes:
    """Everybody as one table, with a column for each field that anybody has; what is too rare for one is in the last column."""
    people = list(records(owner))
    names = [name for name, _ in Counter(name for told in people for name in told.get("extra", {})).most_common(MOST_COLUMNS)]
    header = own.header(_most(people), names)
    return csvfile.write([header, *(own.row(told, header, names) for told in people)])


KINDS_OF_FILE = {"vcard": (as_vcards, "vcf", "text/vcard"), "csv": (as_csv, "csv", "text/csv"), "json": (as_json, "json", "application/json")}


def _most(people: list[dict]) -> dict[str, int]:
    """How many columns of each kind somebody needs."""
    return {several: max((len(told.get(several, ())) for told in people), default=0) for several in (*KINDS.values(), "positions")}


def _card(told: dict) -> Iterator[str]:
    """The lines of one card, not folded yet."""
    yield from ("BEGIN:VCARD", "VERSION:4.0", f"UID:{escaped(told['uid'])}", f"FN:{escaped(told['full_name'])}", "X-LEGUP-VERSION:1")
    if "given_name" in told or "family_name" in told:
        yield f"N:{escaped(told.get('family_name', ''))};{escaped(told.get('given_name', ''))};;;"
    yield from _points(told)
    current: dict[str, str] = next((p for p in told.get("positions", ()) if "ended_on" not in p), {})
    if "organization" in current:
        yield f"ORG:{escaped(current['organization'])}"
    if "title" in current:
        yield f"TITLE:{escaped(current['title'])}"
    for position in told.get("positions", ()):
        yield "X-LEGUP-POSITION:" + ";".join(escaped(position.get(name, "")) for name in own.POSITION)
    if "note" in told:
        yield f"NOTE:{escaped(told['note'])}"
    for name in ("location", "connected_on", *OWN):
        if name in told:
            yield f"X-LEGUP-{name.upper().replace('_', '-')}:{escaped(told[name])}"
    yield from map(_extra, told.get("extra", {}).items())
    yield "END:VCARD"


def _points(told: dict) -> Iterator[str]:
    number = 0
    for kind, several in KINDS.items():
        for value, label in told.get(several, ()):
            number += 1
            yield f"item{number}.{_PROPERTY[kind]}:{escaped(value)}"
            if label:
                yield f"item{number}.X-ABLABEL:{escaped(label)}"


def _extra(field: tuple[str, str]) -> str:
    """A field that Leg Up has no use for, as the property it came from when that is one of one plain value."""
    name, value = field
    word, _, kind = name.partition(" ")
    if name in PICTURES and value.isascii() and value.isprintable() and not set(value) & set(" \\"):
        return f"{name}:{value}"
    if name in AS_PROPERTY:
        plain = escaped(value)
        return f"{name}:{plain.replace(_COMMA, ',') if name in LISTS else plain}"
    if word == "ADR" and "\n" not in value and (not kind or kind.isalpha() and kind.islower()):
        return f"ADR{f';TYPE={kind}' if kind else ''}:;;{escaped(value)};;;;"
    return f"X-LEGUP-EXTRA:{escaped(name)};{escaped(value)}"

