"""Bringing people in: looked at first, done as one, taken back as one."""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from legup.accounts.models import User
from legup.contacts import choosing, importers, search
from legup.contacts.columns import day
from legup.contacts.importers import Reading
from legup.contacts.matching import Change, New, Plan, plan, reach
from legup.contacts.models import AddressBook, Card, Contact, Event, ImportBatch, ImportedChange, Point, Position
from legup.contacts.records import OWN, as_kept
from legup.lib import bulk, clock
from legup.lib.fold import fold
from legup.lib.keys import new_keys
from legup.lib.refusal import Refusal
from legup.organizations.keeping import organizations_named
from legup.organizations.models import Organization
from legup.organizations.naming import normal

SHOWN = 100
NEXT_LOOK = timedelta(hours=1)
OWN_PARTS = (Event, Point, Position, ImportedChange)
Tell = Callable[[int, int], None]


def preview(owner: User, data: bytes, filename: str = "", now: datetime | None = None) -> ImportBatch:
    """Read a file and say what bringing it in would do; nothing about anybody is written.

    Shape: ``facts["ask"]`` when the person should say first what the columns mean.
    Once: a second preview takes the place of the first, as long as that was not applied.
    Raises: Refusal when the file holds no people, is too large, broken or something else.
    """
    columns = choosing.remembered(owner, data)
    try:
        reading = importers.read(data, filename, columns)
    except importers.UnknownColumns:
        reading = Reading("plain_csv", [], [])
    facts: dict[str, Any] = {"columns": columns} if columns else {}
    if reading.kind == "plain_csv" and not columns and not choosing.is_sure(data):
        facts["ask"] = True
    return keep(owner, data, reading, filename, now, facts)


def keep(owner: User, data: bytes, reading: Reading, filename: str, now: datetime | None, facts: dict, **more: Any) -> ImportBatch:
    """Keep what *reading* would do until the person decides; it takes the place of what was looked at before."""
    digest = hashlib.sha256(data).hexdigest()
    planned = plan(owner, reading.people, _was_applied(owner, digest), _of_cards(more.get("book"), facts))
    with transaction.atomic():
        ImportBatch.objects.visible_to(owner).filter(applied_at=None, book=more.get("book")).delete()
        return ImportBatch.objects.create(
            owner=owner,
            kind=reading.kind,
            filename=filename[:255],
            payload=zlib.compress(data, 1),
            counts=_counts(planned, reading) | {"sha256": digest, "shown": _shown(planned)},
            problems=reading.problems[:SHOWN],
            previewed_at=now or clock.now(),
            facts=facts,
            **more,
        )


def choose_columns(batch: ImportBatch, columns: list[str], now: datetime | None = None) -> ImportBatch:
    """Read *batch* anew by what the person says its columns mean, and remember that for the next table with these headings.

    Raises: Refusal when nobody can be read that way.
    """
    data = zlib.decompress(batch.payload)
    reading = importers.read(data, batch.filename, columns)
    with transaction.atomic():
        choosing.remember(batch.owner, data, columns, now or clock.now())
        return keep(batch.owner, data, reading, batch.filename, now, {"columns": columns})


def apply(batch: ImportBatch, now: datetime | None = None, tell: Tell = lambda done, total: None) -> ImportBatch:
    """Bring in what *batch* holds, all of it or nothing.

    Shape: *tell* hears how many people of how many are done.
    Once: a second call changes nothing. Nobody is deleted and no field is emptied, ever.
    Raises: Refusal when the batch was taken back already.
    """
    now = now or clock.now()
    with transaction.atomic():
        if not ImportBatch.objects.filter(pk=batch.pk, applied_at=None).update(applied_at=now):
            batch.refresh_from_db()
            if batch.reverted_at:
                raise Refusal("This list was taken back. Choose the file again to bring it in once more.")
            return batch
        data = zlib.decompress(batch.payload)
        reading = importers.read(data, batch.filename, batch.facts.get("columns", ()))
        repeat = _was_applied(batch.owner, batch.counts["sha256"], but=batch.pk)
        planned = plan(batch.owner, reading.people, repeat, _of_cards(batch.book, batch.facts))
        ids = _Writing(batch, now, planned, tell).write()
        if batch.book:
            _keep_cards(batch, [ids[-target - 1] if target < 0 else target for target in planned.targets], now)
        batch.counts |= _counts(planned, reading)
        batch.applied_at, batch.payload, batch.progress = now, b"", len(reading.people)
        batch.save(update_fields=["counts", "applied_at", "payload", "progress"])
    return batch


def revert(batch: ImportBatch, now: datetime | None = None) -> list[str]:
    """Take *batch* back as one; the sentences say what had to stay, and why.

    Shape: whoever it brought goes, except people with letters, calls or notes since; whoever it completed is as before.
    Once: a second call changes nothing.
    """
    now = now or clock.now()
    with transaction.atomic():
        if not ImportBatch.objects.filter(pk=batch.pk, reverted_at=None).exclude(applied_at=None).update(reverted_at=now):
            batch.refresh_from_db()
            return []
        batch.refresh_from_db()
        sentences = _restore(batch)
        kept = _used_since(batch)
        going = Contact.objects.filter(brought_by=batch).exclude(pk__in=[contact for contact, _ in kept])
        for part in OWN_PARTS:
            _at_once(part.objects.filter(contact__in=going))
        Card.objects.filter(contact__in=going).update(contact=None)
        _at_once(going)
        if batch.book and not batch.book.cards.filter(contact__isnull=False).exists():
            # Nobody of the book is left: it is as if it had never been brought in, and is not read by itself.
            batch.book.cards.all().delete()
            AddressBook.objects.filter(pk=batch.book.pk).update(brought_at=None, sync_token="", held_at=None)
        _remove_empty_organizations(batch)
        if kept:
            sentences.append(_kept_sentence([name for _, name in kept]))
    return sentences


def _of_cards(book: AddressBook | None, facts: dict) -> dict[int, int]:
    """Who somebody in the list is, by their place in it, where the same card of an address book brought them before."""
    if not book:
        return {}
    known = dict(book.cards.filter(contact__isnull=False).values_list("href", "contact_id"))
    return {place: known[href] for place, (href, _) in enumerate(facts["cards"]) if href in known}


def _keep_cards(batch: ImportBatch, contacts: list[int], now: datetime) -> None:
    """Which card of the address book is whom, and how far the book has been read."""
    book: Any = batch.book
    rows = [Card(book=book, href=href, etag=etag[:300], contact_id=one) for (href, etag), one in zip(batch.facts["cards"], contacts, strict=True)]
    Card.objects.bulk_create(rows, update_conflicts=True, unique_fields=["book", "href"], update_fields=["etag", "contact", "gone_at"])
    facts = {"sync_token": batch.facts["sync_token"], "read_at": now, "next_at": now + NEXT_LOOK}
    AddressBook.objects.filter(pk=book.pk).update(brought_at=book.brought_at or now, **facts)


def _was_applied(owner: User, digest: str, but: int | None = None) -> bool:
    """Whether this very file was brought in before and not taken back."""
    applied = ImportBatch.objects.visible_to(owner).filter(reverted_at=None, counts__sha256=digest).exclude(applied_at=None)
    return applied.exclude(pk=but).exists()


def _counts(planned: Plan, reading: Reading) -> dict:
    """How many people are new, changed and the same, and how many rows told of somebody twice or could not be read."""
    unreadable = sum(problem.row > 0 for problem in reading.problems)
    return {"new": len(planned.new), "changed": len(planned.changed), "same": len(planned.same), "again": planned.again, "unreadable": unreadable}


def _shown(planned: Plan) -> dict[str, list]:
    """The first of each kind, as the preview shows them: (name, what they do or what changes)."""
    return {
        "new": [[new.person.full_name, _line(new)] for new in planned.new[:SHOWN]],
        "changed": [[change.known.full_name, "; ".join(change.reasons)] for change in planned.changed[:SHOWN]],
        "same": [[name, ""] for name in planned.same[:SHOWN]],
    }


def _line(new: New) -> str:
    person = new.person
    return " · ".join(filter(None, (person.title, person.organization, *(value for value, _ in person.emails[:1] if value != person.full_name))))


class _Writing:
    """The rows of one import, table by table."""

    def __init__(self, batch: ImportBatch, now: datetime, planned: Plan, tell: Tell):
        self.batch, self.planned, self.tell = batch, planned, tell
        self.now, self.at = now, bulk.as_instant(now)
        self.facts = {"source": importers.title_of(batch.kind), "batch": batch.key}
        self.organizations = organizations_named(batch.owner, _employers(planned), now)

    def write(self) -> Sequence[int]:
        """People first, then what hangs on them, then the search. Shape: the ids of the new people."""
        new, changed = self.planned.new, self.planned.changed
        total = len(new) + len(changed)
        self.tell(0, total)
        ids = bulk.reserve_ids(Contact, len(new))
        self._people(ids, new)
        self._own_fields([(one, n.person.own) for one, n in zip(ids, new, strict=True) if n.person.own])
        self.tell(total // 4, total)
        self._points(chain(_points_of(ids, new), _added_points(changed)))
        self._positions(chain(self._first_positions(ids, new), self._later_positions(changed)))
        self._events(ids, changed)
        self._changes(changed)
        self.tell(total // 2, total)
        search.index_batch(self.batch.pk)
        search.index([change.known.id for change in changed])
        self.tell(total, total)
        return ids

    def _people(self, ids, new: list[New]) -> None:
        owner, batch, at = self.batch.owner_id, self.batch.pk, self.at
        names = ("id", "key", "owner_id", "full_name", "given_name", "family_name", "folded", "location", "connected_on", "note", "extra", "uid", "brought_by_id", "made_at")
        rows = (
            (one, key, owner, p.full_name, p.given_name, p.family_name, n.folded[:200], p.location, _date(p.connected_on), p.note, bulk.as_json(p.extra) if p.extra else "{}", p.uid, batch, at)
            for one, key, n in zip(ids, new_keys(len(new)), new, strict=True)
            for p in (n.person,)
        )
        bulk.insert(Contact, names, rows)

    def _own_fields(self, told: list[tuple[int, dict[str, Any]]]) -> None:
        for name in OWN:
            if rows := [(as_kept(name, own[name]), one) for one, own in told if own.get(name)]:
                bulk.update(Contact, name, rows)

    def _points(self, points) -> None:
        batch = self.batch.pk
        rows = ((contact, kind, value[:500], reach(kind, value), label[:60], batch) for contact, kind, value, label in points)
        bulk.insert(Point, ("contact_id", "kind", "value", "folded", "label", "brought_by_id"), rows)

    def _first_positions(self, ids, new: list[New]):
        for one, n in zip(ids, new, strict=True):
            if n.person.own:
                yield from (self._dated(one, position) for position in n.person.own["positions"])
            elif n.organization or n.person.title:
                yield one, self.organizations.get(n.organization), n.person.title, None, None

    def _dated(self, contact: int, position: dict[str, str]) -> tuple:
        began, ended = (_date(day(position.get(name, ""))) for name in ("began_on", "ended_on"))
        return contact, self.organizations.get(normal(position.get("organization", ""))), position.get("title", "")[:300], began, ended

    def _later_positions(self, changed: list[Change]):
        for change in changed:
            if change.position:
                title, name = change.position
                yield change.known.id, self.organizations.get(normal(name)), title, None, None
            yield from (self._dated(change.known.id, position) for position in change.earlier)

    def _positions(self, positions) -> None:
        rows = ((*position, self.at, self.batch.pk) for position in positions)
        bulk.insert(Position, ("contact_id", "organization_id", "title", "began_on", "ended_on", "seen_at", "brought_by_id"), rows)

    def _events(self, ids, changed: list[Change]) -> None:
        facts, at = bulk.as_json(self.facts), self.at
        new = ((one, "imported", at, facts, at) for one in ids)
        completed = ((c.known.id, "completed", at, facts, at) for c in changed if c.fields or c.points or c.own or c.earlier)
        moved = ((c.known.id, "moved", at, bulk.as_json(self.facts | {"text": _moved(c)}), at) for c in changed if c.position)
        bulk.insert(Event, ("contact_id", "kind", "at", "facts", "noted_at"), chain(new, completed, moved))

    def _changes(self, changed: list[Change]) -> None:
        """Fields filled in and positions ended, each with what was there before."""
        written: dict[str, list[tuple]] = {}
        kept = []
        for change in changed:
            for name, (before, after) in change.fields.items():
                written.setdefault(name, []).append((bulk.as_json(after) if name == "extra" else after, change.known.id))
                if name == "full_name":
                    written.setdefault("folded", []).append((fold(after)[:200], change.known.id))
                kept.append((self.batch.pk, change.known.id, name, bulk.as_json(before), bulk.as_json(after)))
            kept += [(self.batch.pk, change.known.id, name, "null" if name.endswith(("_on", "_at")) else '""', bulk.as_json(value)) for name, value in change.own.items()]
            for ended in change.ends:
                kept.append((self.batch.pk, change.known.id, "position", bulk.as_json(ended), bulk.as_json(self.now.date().isoformat())))
        self._own_fields([(change.known.id, change.own) for change in changed if change.own])
        for name, rows in written.items():
            bulk.update(Contact, name, rows)
        bulk.update(Position, "ended_on", [(self.now.date().isoformat(), ended) for change in changed for ended in change.ends])
        bulk.insert(ImportedChange, ("batch_id", "contact_id", "field", "before", "after"), kept)


def _employers(planned: Plan) -> Iterator[str]:
    """The names of all employers that are to be there."""
    for new in planned.new:
        yield new.person.organization
        if new.person.own:
            yield from (position.get("organization", "") for position in new.person.own["positions"])
    for change in planned.changed:
        if change.position:
            yield change.position[1]
        yield from (position.get("organization", "") for position in change.earlier)


def _date(value):
    return bulk.as_date(value) if value else None


def _points_of(ids, new: list[New]):
    """Every way to reach the new people."""
    for one, n in zip(ids, new, strict=True):
        for kind, pairs in (("email", n.person.emails), ("phone", n.person.phones), ("url", n.person.urls)):
            for value, label in pairs:
                yield one, kind, value, label


def _added_points(changed: list[Change]):
    for change in changed:
        for point in change.points:
            yield change.known.id, *point


def _moved(change: Change) -> str:
    """The line of the timeline about a new position."""
    title, organization = change.position or ("", "")
    known = change.known
    return f"{known.given_name or known.full_name} is {' at '.join(filter(None, (title, organization)))} now"


def _restore(batch: ImportBatch) -> list[str]:
    """Make those whom *batch* completed as they were; the sentence names whom that left alone in part, if any."""
    edited: list[str] = []
    changes = ImportedChange.objects.filter(batch=batch).exclude(contact__brought_by=batch).select_related("contact")
    known = {change.contact_id: change.contact for change in changes}
    for change in changes:
        contact = known[change.contact_id]
        if change.field == "position":
            Position.objects.filter(pk=int(change.before or 0), contact=contact, ended_on=change.after).update(ended_on=None)
        elif not _undo_field(contact, change):
            edited.append(contact.full_name)
    for contact in known.values():
        contact.save()
    touched = set(known)
    for part in (Point, Position):
        added = part.objects.filter(brought_by=batch).exclude(contact__brought_by=batch)
        touched.update(added.order_by().values_list("contact_id", flat=True))
        _at_once(part.objects.filter(pk__in=list(added.order_by().values_list("pk", flat=True))))
    Event.objects.filter(contact__in=touched, facts__batch=batch.key).delete()
    search.index(sorted(touched))
    if not edited:
        return []
    return [f"What was changed by hand since then stays as it is, with {_listed(sorted(set(edited)))}."]


def _undo_field(contact: Contact, change: ImportedChange) -> bool:
    """Give a field its earlier value, unless it has been changed since; whether it has not."""
    now_there: Any = getattr(contact, change.field)
    before: Any = change.before
    after: Any = change.after
    if change.field == "extra":
        ours = {name: value for name, value in after.items() if before.get(name) != value and now_there.get(name) == value}
        contact.extra = {name: before.get(name, value) for name, value in now_there.items() if name not in ours or name in before}
        return True
    if (now_there.isoformat() if hasattr(now_there, "isoformat") else now_there) != after:
        return False
    setattr(contact, change.field, before)
    if change.field == "full_name":
        contact.folded = fold(contact.full_name)[:200]
    return True


def _used_since(batch: ImportBatch) -> list[tuple[int, str]]:
    """Whom *batch* brought and who has a history since: anything on the timeline, or in a higher room."""
    used = Q(Exists(Event.objects.filter(contact=OuterRef("pk")).exclude(kind="imported", facts__batch=batch.key)))
    for rows in _pointing_at(Contact, (*OWN_PARTS, Card)):
        used |= Q(Exists(rows))
    return list(Contact.objects.filter(used, brought_by=batch).values_list("pk", "full_name"))


def _pointing_at(model: type[Model], but: tuple = ()) -> list[QuerySet]:
    """For each table that points at *model*: its rows that point at the row of an outer query."""
    relations = [r for r in model._meta.related_objects if r.related_model not in but]
    return [r.related_model._base_manager.filter(**{r.field.name: OuterRef("pk")}) for r in relations]


def _remove_empty_organizations(batch: ImportBatch) -> None:
    """Employers that came with *batch* and that nothing points at any more."""
    came = Organization.objects.filter(owner=batch.owner, made_at=batch.applied_at or batch.previewed_at)
    for rows in _pointing_at(Organization):
        came = came.exclude(Exists(rows))
    _at_once(Organization.objects.filter(pk__in=list(came.order_by().values_list("pk", flat=True))))


def _at_once(rows: QuerySet) -> None:
    """Delete rows that nothing points at, without loading them."""
    rows.order_by()._raw_delete(rows.db)


def _kept_sentence(names: list[str]) -> str:
    who = "1 person stays" if len(names) == 1 else f"{len(names)} people stay"
    return f"{who}, because there are letters, calls or notes since: {_listed(names)}."


def _listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
