"""Who in a list is already known, and what the list would add to what is kept about them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import unquote

from django.db.models import QuerySet

from legup.accounts.models import User
from legup.contacts.importers import Pairs, Person
from legup.contacts.models import Contact, Point, Position
from legup.contacts.records import OWN
from legup.lib.fold import fold
from legup.organizations.naming import normal

FEW = 1_000
AT_ONCE = 500
LIMITS = {"full_name": 200, "given_name": 100, "family_name": 100, "organization": 300, "title": 300, "location": 200, "uid": 255}
FILLED = ("given_name", "family_name", "location", "note", "connected_on", "uid")
# Where a list says otherwise than what is kept, what is kept stays and the list's word goes here.
OTHERWISE = {"full_name": "Also called", "location": "Another place", "note": "Another note", "connected_on": "Connected on", "uid": "Another identifier"}


@dataclass(slots=True)
class New:
    """Somebody to bring in, with the folded forms that they are found by."""

    person: Person
    folded: str
    organization: str
    page: str


@dataclass(slots=True)
class Known:
    """What is kept about somebody whom the list names too."""

    id: int
    key: str
    full_name: str
    given_name: str
    family_name: str
    location: str
    note: str
    connected_on: date | None
    uid: str
    extra: dict
    points: set[tuple[str, str]] = field(default_factory=set)
    positions: list[tuple] = field(default_factory=list)


@dataclass(slots=True)
class Change:
    """What a list would add to somebody: fields with before and after, points, and a new position that ends others."""

    known: Known
    fields: dict[str, tuple] = field(default_factory=dict)
    points: list[tuple[str, str, str]] = field(default_factory=list)
    position: tuple[str, str] | None = None
    earlier: list[dict[str, str]] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What bringing in a list would do. Units: *again* counts rows about somebody further up in the same list."""

    new: list[New]
    changed: list[Change]
    same: list[str]
    again: int
    targets: list[int]


def plan(owner: User, people: list[Person], is_repeat: bool = False, bound: Mapping[int, int] | None = None) -> Plan:
    """Sort *people* into new, changed and same.

    Shape: with *is_repeat* (this very file was brought in before) nobody who is known changes. *bound* says who somebody is, by place in
    *people*, where that is known beforehand. ``targets`` are the ids of the contacts, in the order of *people*; -1 is the first new one.
    Rule: the same person by e-mail address and a name that may be theirs, then LinkedIn page, then name and organization. Whom Leg Up
    itself wrote down is somebody of their own, known again by their identifier first.
    """
    directory = _Directory(owner, people)
    new: list[New] = []
    told: dict[int, list[Person]] = {}
    again, targets = 0, []
    for place, person in enumerate(people):
        person = _fitted(person)
        one = New(person, fold(person.full_name), normal(person.organization) if person.organization else "", linkedin_page(person.urls))
        target = bound.get(place) if bound else None
        if target is None:
            target = directory.find_own(one, told) if person.own else directory.find(one)
        targets.append(-len(new) - 1 if target is None else target)
        if target is None:
            directory.add(-len(new) - 1, one)
            new.append(one)
        elif target < 0:
            again += 1
            new[-target - 1].person = _combined(new[-target - 1].person, person)
        else:
            again += target in told
            told.setdefault(target, []).append(person)
    kept = _own_kept(owner, [one for one, people in told.items() if any(person.own for person in people)])
    changes = [_compared(known, told[known.id], is_repeat, kept) for known in _known(owner, list(told))]
    changed = [change for change in changes if change.reasons]
    return Plan(new, changed, [change.known.full_name for change in changes if not change.reasons], again, targets)


def reach(kind: str, value: str) -> str:
    """A way to reach somebody in the form in which two spellings of it are equal."""
    if kind == "url":
        plain = value.partition("://")[2] or value
        plain = plain.partition("?")[0].partition("#")[0].rstrip("/").lower().removeprefix("www.")
        return (unquote(plain) if "%" in plain else plain)[:500]
    if kind == "phone":
        return "".join(c for c in value if c.isdigit() or c == "+")[:500] or fold(value)[:500]
    return fold(value)[:500]


def linkedin_page(urls: Pairs) -> str:
    """The person's page on LinkedIn, whatever country's address it is written with."""
    for value, _ in urls:
        if "linkedin.com/in/" in value:
            return "linkedin.com/in/" + reach("url", value).partition("linkedin.com/in/")[2]
    return ""


class _Directory:
    """Who is found by what. Shape: targets are ids of contacts, or below zero for people of the list itself."""

    def __init__(self, owner: User, people: list[Person]):
        self.emails: dict[str, list[int]] = {}
        self.pages: dict[str, int] = {}
        self.names: dict[tuple[str, str], list[int]] = {}
        self.name_of: dict[int, str] = {}
        self.page_of: dict[int, str] = {}
        self.uids: dict[str, int] = {}
        if any(person.own for person in people):
            self._load_uids(owner)
        self.claimed = {self.uids[person.uid] for person in people if person.uid in self.uids}
        self._load(owner, people if len(people) <= FEW else None)

    def _load(self, owner: User, people: list[Person] | None) -> None:
        """Take in everybody the owner knows, or, for a short list, only those who share something with it."""
        points = Point.objects.filter(contact__owner=owner).order_by()
        contacts = Contact.objects.visible_to(owner).order_by()
        addresses = pages = names = None
        if people is not None:
            addresses = {reach("email", value) for p in people for value, _ in p.emails}
            pages = {page for p in people if (page := linkedin_page(p.urls))}
            names = {fold(_fitted(p).full_name) for p in people}
        for value, contact in _rows(points.filter(kind="email"), "folded", addresses, "folded", "contact_id"):
            self.emails.setdefault(value, []).append(contact)
        for value, contact in _rows(points.filter(kind="url"), "folded", pages, "folded", "contact_id"):
            self._add_page(contact, linkedin_page(((value, ""),)))
        self.name_of.update(_rows(contacts, "folded", names, "id", "folded"))
        by_address = {contact for found in self.emails.values() for contact in found}
        if people is not None:
            self.name_of.update(_rows(contacts, "id", by_address - self.name_of.keys(), "id", "folded"))
        self._load_names(owner, None if people is None else set(self.name_of))

    def _load_uids(self, owner: User) -> None:
        for contact, key, uid in Contact.objects.visible_to(owner).order_by().values_list("id", "key", "uid"):
            self.uids.setdefault(" ".join(uid.split()) or f"legup-{key}", contact)
            self.uids.setdefault(f"legup-{key}", contact)

    def _load_names(self, owner: User, ids: set[int] | None) -> None:
        placed = set()
        positions = Position.objects.filter(contact__owner=owner).order_by()
        for contact, organization in _rows(positions, "contact_id", ids, "contact_id", "organization__folded"):
            if contact in self.name_of:
                placed.add(contact)
                self.names.setdefault((self.name_of[contact], organization or ""), []).append(contact)
        for contact in self.name_of.keys() - placed:
            self.names.setdefault((self.name_of[contact], ""), []).append(contact)

    def _add_page(self, target: int, page: str) -> None:
        if page:
            self.pages.setdefault(page, target)
            self.page_of[target] = page

    def find_own(self, one: New, told: Mapping[int, Any]) -> int | None:
        """Whom *one*, written down by Leg Up, is: never somebody of the same list, and never somebody whom another row names."""
        if (target := self.uids.get(one.person.uid)) is not None:
            return target
        return next((target for target in self._candidates(one) if target > 0 and target not in told and target not in self.claimed), None)

    def find(self, one: New) -> int | None:
        """Whom *one* is, if anybody is known who may be the same."""
        return next(self._candidates(one), None)

    def _candidates(self, one: New) -> Iterator[int]:
        for value, _ in one.person.emails:
            for target in self.emails.get(reach("email", value), ()):
                if may_be_same(one.folded, self.name_of[target]):
                    yield target
        if one.page and one.page in self.pages:
            yield self.pages[one.page]
        for target in self.names.get((one.folded, one.organization), ()):
            theirs = self.page_of.get(target)
            if not one.page or not theirs or one.page == theirs:
                yield target

    def add(self, target: int, one: New) -> None:
        """Let later rows of the list find *one*."""
        self.name_of[target] = one.folded
        for value, _ in one.person.emails:
            self.emails.setdefault(reach("email", value), []).append(target)
        self._add_page(target, one.page)
        self.names.setdefault((one.folded, one.organization), []).append(target)
        if one.person.own:
            self.uids[one.person.uid] = target


def may_be_same(one: str, other: str) -> bool:
    """Whether two folded names may be one person's; an address shared by an office does not make two people one."""
    if one == other or "@" in one or "@" in other:
        return True
    return bool(set(one.replace(",", " ").split()) & set(other.replace(",", " ").split())) or sorted(one.replace(" ", "")) == sorted(other.replace(" ", ""))


def _rows(rows: QuerySet, name: str, values: Iterable | None, *columns: str) -> Iterator[tuple]:
    """The *columns* of all *rows*, or of those whose *name* is among *values*, some at a time."""
    if values is None:
        yield from rows.values_list(*columns).iterator(chunk_size=5_000)
        return
    some = list(values)
    for start in range(0, len(some), AT_ONCE):
        yield from rows.filter(**{f"{name}__in": some[start : start + AT_ONCE]}).values_list(*columns)


def _known(owner: User, ids: list[int]) -> list[Known]:
    """What is kept about these people, in their order."""
    which = ids if len(ids) <= FEW else None
    contacts, points, positions = Contact.objects.visible_to(owner), Point.objects.filter(contact__owner=owner), Position.objects.filter(contact__owner=owner)
    wanted = set(ids)
    found = {row[0]: Known(*row) for row in _rows(contacts.order_by(), "id", which, "id", "key", "full_name", *FILLED, "extra") if row[0] in wanted}
    for contact, kind, value in _rows(points.order_by(), "contact_id", which, "contact_id", "kind", "value"):
        if contact in found:
            found[contact].points.add((kind, reach(kind, value)))
    columns = ("contact_id", "id", "title", "organization__folded", "organization__name", "ended_on")
    for row in _rows(positions.order_by("id"), "contact_id", which, *columns):
        if row[0] in found:
            found[row[0]].positions.append(row[1:])
    return [found[one] for one in ids]


def _compare_own(change: Change, person: Person, kept: dict[str, Any]) -> None:
    """What only Leg Up writes: fields that are empty here, and positions that are not known here."""
    for name, value in person.own.items():
        if name != "positions" and not kept.get(name):
            change.own[name] = value
            change.reasons.append(f"adds {name.replace('_', ' ')}")
    there = {(fold(title), folded or "") for _, title, folded, _, _ in change.known.positions}
    for position in person.own.get("positions", ()):
        told = (fold(position.get("title", "")), normal(position["organization"]) if "organization" in position else "")
        if told not in there and "ended_on" in position:
            change.earlier.append(position)
            change.reasons.append(f"was {' at '.join(filter(None, (position.get('title'), position.get('organization'))))}")


def _own_kept(owner: User, ids: list[int]) -> dict[int, dict[str, Any]]:
    """What is kept in the fields that only Leg Up writes, for these people."""
    rows = _rows(Contact.objects.visible_to(owner).order_by(), "id", ids if len(ids) <= FEW else None, "id", *OWN) if ids else ()
    return {row[0]: dict(zip(OWN, row[1:], strict=True)) for row in rows}


def _compared(known: Known, people: list[Person], is_repeat: bool, own: dict[int, dict[str, Any]]) -> Change:
    """What *people*, who are all this one person, would add."""
    change = Change(known)
    if not is_repeat:
        person = people[0]
        for another in people[1:]:
            person = _combined(person, another)
        for compare in (_compare_fields, _compare_points, _compare_work):
            compare(change, person)
        if person.own:
            _compare_own(change, person, own[known.id])
    return change


def _compare_fields(change: Change, person: Person) -> None:
    known, extra = change.known, dict(change.known.extra)
    if "@" in known.full_name and "@" not in person.full_name:
        change.fields["full_name"] = (known.full_name, person.full_name)
        change.reasons.append(f"is called {person.full_name}")
    elif fold(known.full_name) != fold(person.full_name) and "@" not in person.full_name:
        _put(extra, OTHERWISE["full_name"], person.full_name)
    for name in FILLED:
        before, after = getattr(known, name), getattr(person, name)
        if after and not before and after != f"legup-{known.key}":
            change.fields[name] = (_plain(before), _plain(after))
            change.reasons.append(f"adds {name.replace('_', ' ')}")
        elif after and before != after and name in OTHERWISE and not (name == "uid" and after == f"legup-{known.key}"):
            _put(extra, OTHERWISE[name], str(after))
    for name, value in person.extra.items():
        _put(extra, name, value)
    if extra != known.extra:
        change.fields["extra"] = (known.extra, extra)
        added = [name for name in extra if extra[name] != known.extra.get(name)]
        change.reasons.append("keeps also " + ", ".join(added[:5]) + (f" and {len(added) - 5} more" if len(added) > 5 else ""))


def _compare_points(change: Change, person: Person) -> None:
    for kind, pairs in (("email", person.emails), ("phone", person.phones), ("url", person.urls)):
        for value, label in pairs:
            if (kind, reach(kind, value)) not in change.known.points:
                change.known.points.add((kind, reach(kind, value)))
                change.points.append((kind, value, label))
                change.reasons.append(f"adds {value[:80]}")


def _compare_work(change: Change, person: Person) -> None:
    """Where the person works, by the list: nothing when that is known already, also as something past."""
    if not person.organization and not person.title:
        return
    organization = normal(person.organization) if person.organization else ""
    for _, title, folded, _, _ in change.known.positions:
        if (folded or "") == organization and (not person.title or fold(title) == fold(person.title)):
            return
    change.position = (person.title, person.organization)
    now_at = [position for position in change.known.positions if position[4] is None]
    change.ends = [position[0] for position in now_at]
    there = " at ".join(filter(None, (person.title, person.organization)))
    before = next((" at ".join(filter(None, (title, name))) for _, title, _, name, _ in now_at), "")
    change.reasons.append(f"is now {there} (was {before})" if before else f"is {there}")


def _put(extra: dict, name: str, value: str) -> None:
    """Keep *value* under *name*, beside what is kept there already; nothing is lost and nothing doubled."""
    kept = extra.get(name, "")
    if value and value not in (kept, *kept.split("\n")):
        extra[name] = f"{kept}\n{value}" if kept else value


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _combined(one: Person, other: Person) -> Person:
    """Two rows about one person as one: the first one's word, completed from the second."""
    extra = dict(one.extra)
    for name, value in other.extra.items():
        _put(extra, name, value)
    for name, beside in OTHERWISE.items():
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine and theirs and fold(str(mine)) != fold(str(theirs)):
            _put(extra, beside, str(theirs))
    several: dict[str, Any] = {name: _united(kind, getattr(one, name), getattr(other, name)) for name, kind in (("emails", "email"), ("phones", "phone"), ("urls", "url"))}
    texts: dict[str, Any] = {name: getattr(one, name) or getattr(other, name) for name in (*FILLED, "organization", "title")}
    if one.organization and other.organization and normal(one.organization) != normal(other.organization):
        texts["title"] = one.title
        _put(extra, "Also at", " at ".join(filter(None, (other.title, other.organization))))
    return replace(one, **several, **texts, extra=extra)


def _united(kind: str, one: Pairs, other: Pairs) -> Pairs:
    there = {reach(kind, value) for value, _ in one}
    return (*one, *(pair for pair in other if reach(kind, pair[0]) not in there))


def _fitted(person: Person) -> Person:
    """*person* with every field as long as its column allows; what was cut is kept whole beside."""
    p = person
    if max(len(p.full_name), len(p.location)) <= 200 and max(len(p.given_name), len(p.family_name)) <= 100 and max(len(p.title), len(p.organization)) <= 300 and len(p.uid) <= 255:
        return person
    too_long: dict[str, str] = {name: value for name, limit in LIMITS.items() if len(value := getattr(person, name)) > limit}
    cut: dict[str, Any] = {name: value[: LIMITS[name]] for name, value in too_long.items()}
    whole = {f"{name.replace('_', ' ').capitalize()}, whole": value for name, value in too_long.items()}
    return replace(person, **cut, extra=person.extra | whole)
