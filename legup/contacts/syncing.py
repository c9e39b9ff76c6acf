"""Address books on CardDAV servers: connected, looked at before anything is kept, and read again every hour.

Rule: nothing here is ever deleted or emptied because of what the other side says; a sync that would mark more than a fifth as removed
stops and asks.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q

from legup.accounts.models import User
from legup.contacts import carddav, importers, importing
from legup.contacts.carddav import Access
from legup.contacts.importers import Person, Reading, Unreadable, vcard
from legup.contacts.models import AddressBook, Card, Event, ImportBatch
from legup.lib import clock, vault
from legup.lib.egress import Unreachable
from legup.lib.refusal import Refusal
from legup.lib.vcard import lightened

EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
MOST_BOOKS = 20


class Seen(NamedTuple):
    """What the server has that we do not know yet. Shape: *changed* is the version by the address of each card."""

    changed: dict[str, str]
    gone: list[str]
    token: str


def connect(owner: User, address: str, username: str, password: str, now: datetime | None = None) -> list[AddressBook]:
    """Keep every address book that is found at *address*; nobody in them is brought in yet.

    Once: a book that is connected already gets the new password, and goes on.
    Raises: Refusal when there is none, with what to do.
    """
    found = carddav.find(address, Access(username, password))[:MOST_BOOKS]
    kept = []
    with transaction.atomic():
        for url, name in found:
            facts = {"address": address[:500], "name": name, "password_sealed": vault.seal(password), "failed_at": None, "failure": "", "ended_at": None, "next_at": now or clock.now()}
            book, _ = AddressBook.objects.update_or_create(owner=owner, url=url, username=username, defaults=facts)
            kept.append(book)
    return kept


def look(book: AddressBook, now: datetime | None = None) -> ImportBatch:
    """Read the whole address book and say what bringing it in would do; nothing about anybody is written.

    Raises: Refusal when it cannot be read or holds nobody.
    """
    access, now = _access(book), now or clock.now()
    token = carddav.state(book.url, access)
    there = carddav.members(book.url, access)
    got = list(carddav.cards(book.url, access, sorted(there)))
    is_whole = there.keys() <= {href for href, _, _ in got}
    batch = _batch(book, Seen(there, [], token if is_whole else ""), got, now)
    if batch is None:
        raise Refusal("There is nobody in this address book yet. Look again when there is.")
    return batch


def sync(book: AddressBook, now: datetime | None = None, is_release: bool = False) -> bool:
    """Read what is new in *book* and take it in; whether that worked. A failure is kept on the book, in words.

    Shape: with *is_release* the person has said that those who are missing were removed there.
    Once: a book that somebody else is reading is left to them.
    """
    now = now or clock.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    if not AddressBook.objects.going().filter(free, pk=book.pk).update(lease_until=now + LEASE):
        return False
    book.refresh_from_db()
    try:
        access = _access(book)
        seen = _news(book, access)
        if not is_release and _is_too_much(book, seen):
            _keep(book, held_at=now, missing=len(seen.gone), lease_until=None)
            return False
        got = list(carddav.cards(book.url, access, sorted(seen.changed)))
        if seen.changed.keys() - {href for href, _, _ in got}:
            # Some cards were not handed out. Without moving on they are asked for again; one that has gone is told of then.
            seen = seen._replace(token=book.sync_token)
        batch = _batch(book, seen, got, now)
    except (Unreachable, Refusal) as no:
        _fail(book, str(no), now)
        return False
    with transaction.atomic():
        if batch:
            importing.apply(batch, now)
            if not batch.counts["new"] and not batch.counts["changed"]:
                batch.delete()
        _mark_gone(book, seen.gone, now)
        _keep(book, sync_token=seen.token, read_at=now, next_at=now + EVERY, failed_at=None, failure="", held_at=None, missing=0, lease_until=None)
    return True


def sync_due(now: datetime) -> int:
    """Read the address book that has been due longest; how many were read."""
    due = AddressBook.objects.due(now).select_related("owner").order_by("next_at").first()
    return int(bool(due and sync(due, now)))


def end(book: AddressBook, now: datetime | None = None) -> None:
    """Stop reading *book* and forget its password; the people stay. Once: a second call changes nothing."""
    AddressBook.objects.filter(pk=book.pk, ended_at=None).update(ended_at=now or clock.now(), password_sealed=b"")


def _access(book: AddressBook) -> Access:
    return Access(book.username, vault.unseal(bytes(book.password_sealed)) if book.password_sealed else "")


def _news(book: AddressBook, access: Access) -> Seen:
    """What is new since the last time; where the server has forgotten that, everything is compared."""
    token = carddav.state(book.url, access)
    known = dict(book.cards.filter(gone_at=None).values_list("href", "etag"))
    if book.sync_token and token:
        try:
            change = carddav.changes(book.url, access, book.sync_token)
        except carddav.TokenGone:
            pass
        else:
            changed = {href: etag for href, etag in change.changed.items() if not etag or known.get(href) != etag}
            return Seen(changed, sorted(change.gone & known.keys()), change.token)
    there = carddav.members(book.url, access)
    changed = {href: etag for href, etag in there.items() if not etag or known.get(href) != etag}
    return Seen(changed, sorted(known.keys() - there.keys()), token)


def _is_too_much(book: AddressBook, seen: Seen) -> bool:
    return len(seen.gone) * 5 > book.cards.filter(gone_at=None).count()


def _batch(book: AddressBook, seen: Seen, got: list[tuple[str, str, str]], now: datetime) -> ImportBatch | None:
    """The changed cards as a list to bring in; None when nobody in them can be read. Shape: *got* as `carddav.cards` gives them."""
    people: list[Person] = []
    problems: list[Unreadable] = []
    facts: list[tuple[str, str]] = []
    texts: list[str] = []
    for number, (href, etag, text) in enumerate(got, 1):
        one = _first(text, number)
        if isinstance(one, Person):
            people.append(one)
            facts.append((href, etag or seen.changed[href]))
            texts.append(text.strip())
        else:
            problems.append(one)
    if not people:
        return None
    data = "\n".join([*texts, ""]).encode()
    if len(data) > importers.MAX_BYTES * 3 // 4:
        texts = list(map(lightened, texts))
        data = "\n".join([*texts, ""]).encode()
    importers.refuse_unfit(len(data), b"BEGIN:VCARD", book.name)
    told = {"cards": facts, "sync_token": seen.token}
    return importing.keep(book.owner, data, Reading(vcard.NAME, people, problems), book.name, now, told, book=book)


def _first(text: str, number: int) -> Person | Unreadable:
    """The one person of a card on the server."""
    try:
        found = list(vcard.people(text))
    except Refusal:
        return Unreadable(number, "This card breaks off in the middle.")
    return found[0] if len(found) == 1 else Unreadable(number, "This card is not of one person.")


def _mark_gone(book: AddressBook, hrefs: Sequence[str], now: datetime) -> None:
    """Those who are no longer there are marked, and it is said on their timeline; they stay."""
    going = Card.objects.filter(book=book, gone_at=None, href__in=hrefs) if len(hrefs) < 500 else [c for c in book.cards.filter(gone_at=None) if c.href in set(hrefs)]
    facts = {"source": book.name, "link": ""}
    Event.objects.bulk_create(Event(contact_id=card.contact_id, kind="removed_there", at=now, facts=facts) for card in going if card.contact_id)
    Card.objects.filter(pk__in=[card.pk for card in going]).update(gone_at=now)


def _keep(book: AddressBook, **facts: Any) -> None:
    AddressBook.objects.filter(pk=book.pk).update(**facts)
    book.refresh_from_db()


def _fail(book: AddressBook, sentence: str, now: datetime) -> None:
    """Keeps the sentence and since when it holds; the longer it holds, the longer until the next try."""
    since = book.failed_at if book.failed_at and book.failure == sentence else now
    _keep(book, failed_at=since, failure=sentence, lease_until=None, next_at=now + min(max(now - since, EVERY), LONGEST_PAUSE))
