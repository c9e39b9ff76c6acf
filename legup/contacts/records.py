"""People as they are handed out: all that is kept about somebody, in words that another program, or Leg Up, takes in again."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from legup.accounts.models import User
from legup.contacts.models import Contact
from legup.lib import bulk
from legup.lib.clock import is_zone

# What Leg Up keeps beyond what lists of people have.
OWN = (
    "zone", "tie", "met_on", "met_where", "met_occasion", "talked_about", "address_source", "referrer_name", "why_them", "silenced_at", "archived_at",
)  # fmt: skip
PLAIN = ("full_name", "given_name", "family_name", "location", "connected_on", "note")
KINDS = {"email": "emails", "phone": "phones", "url": "urls"}


def records(owner: User) -> Iterator[dict[str, Any]]:
    """Everybody the owner knows, those put away too, as plain values.

    Shape: texts, with dates as 2026-05-04 and nothing that is empty but ``full_name``; ``emails``, ``phones`` and ``urls`` as [value, label];
    ``positions`` with title, organization, began_on and ended_on; ``extra`` by its own names. ``uid`` is the same for ever.
    """
    people = Contact.objects.visible_to(owner).order_by("pk").prefetch_related("points", "positions__organization")
    seen: set[str] = set()
    for contact in people.iterator(chunk_size=500):
        uid = _line(contact.uid)
        yield record(contact, own_uid(contact) if uid in seen or not uid else uid)
        seen.add(uid)


def record(contact: Contact, uid: str) -> dict[str, Any]:
    """One person as plain values, as `records` gives them."""
    told: dict[str, Any] = {"uid": uid, "full_name": contact.key}
    for name in (*PLAIN, *OWN):
        if value := _text(getattr(contact, name)):
            told[name] = value
    for kind, several in KINDS.items():
        if points := [[_line(p.value), _line(p.label)] for p in contact.points.all() if p.kind == kind and _line(p.value)]:
            told[several] = points
    if positions := [place for p in contact.positions.all() if {"title", "organization"} & (place := _position(p)).keys()]:
        told["positions"] = positions
    if extra := {_line(name): value for name, kept in contact.extra.items() if (value := _text(kept)) and _line(name)}:
        told["extra"] = dict(sorted(extra.items()))
    return told


def own_uid(contact: Contact) -> str:
    """What names somebody in every export and import who came without an identifier of their own."""
    return f"legup-{contact.key}"


def is_possible(name: str, value: str) -> bool:
    """Whether *value* may stand in the field *name* of `OWN`."""
    try:
        if name.endswith("_on"):
            date.fromisoformat(value)
        elif name.endswith("_at"):
            return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    if name in ("tie", "zone"):
        return value in Contact.TIES if name == "tie" else is_zone(value)
    return len(value) <= (300 if name in ("talked_about", "why_them") else 200)


def as_kept(name: str, value: str) -> Any:
    """*value* as a row holds it in the field *name* of `OWN`."""
    return bulk.as_instant(datetime.fromisoformat(value)) if name.endswith("_at") else value


def _position(position: Any) -> dict[str, str]:
    name = position.organization.name if position.organization else ""
    told = {"title": position.title, "organization": name, "began_on": position.began_on, "ended_on": position.ended_on}
    return {key: text for key, value in told.items() if (text := _line(_text(value)))}


def _text(value: Any) -> str:
    """A value as text without what no file carries: control characters, other line ends, blanks at the ends."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    plain = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c in "\n\t" or ord(c) > 31 and c not in "\x7f\ufeff" and not "\ud800" <= c <= "\udfff").strip()


def _line(value: str) -> str:
    return " ".join(_text(value).split())
