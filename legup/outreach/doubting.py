"""Doubting: a letter that may be from one of one's people is asked about. Until the person says, only its head and first words are kept."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from legup.accounts.models import User
from legup.contacts.models import Contact, Point
from legup.lib import letters
from legup.lib.fold import fold
from legup.lib.letter_reading import identity
from legup.lib.refusal import Refusal
from legup.mail import imap
from legup.mail.models import Mailbox
from legup.outreach import replies
from legup.outreach.belonging import Belonging
from legup.outreach.models import Doubt, Doubts, Message

KEPT = timedelta(days=30)
MOST = 30  # questions at a time; whoever is asked more answers none
REASONS = {
    "subject": "It answers a letter of yours by its subject, from an address that is not on record.",
    "quote": "It quotes a letter of yours, from an address that is not on record.",
    "name": "The name is the same; the address is not on record.",
    "shared": "More than one of your people has this address.",
}


def note(mailbox: Mailbox, came: imap.Arrival, belonging: Belonging, now: datetime) -> Doubt | None:
    """Ask whose the letter is that begins with ``came.raw``. Once: a letter is asked about once, also after a no."""
    letter = letters.read(came.raw)
    found = belonging.of_beginning(letter)
    if found.contact is None or Doubt.objects.open().filter(mailbox=mailbox).count() >= MOST:
        return None
    words = {
        "from_name": letter.from_[0][:200],
        "from_address": letter.from_[1][:320],
        "subject": letter.subject[:300],
        "first_words": imap.first_words(came.raw),
    }
    place = {"uidvalidity": came.uidvalidity, "uid": came.uid, "owner_id": mailbox.owner_id, "found_at": now}
    return Doubt.objects.get_or_create(
        mailbox=mailbox,
        head_hash=_hash(came.raw),
        defaults=words | place | {"contact": found.contact, "why": found.why},
    )[0]


def _hash(raw: bytes) -> str:
    return identity(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0])


def open_for(user: User) -> Doubts:
    """What is asked."""
    return Doubt.objects.visible_to(user).open().select_related("contact")


def likely(doubt: Doubt) -> list[Contact]:
    """Whose it may be: the guess, or all who have the address."""
    if doubt.why != "shared":
        return [doubt.contact] if doubt.contact else []
    return list(Contact.objects.filter(owner_id=doubt.owner_id, points__kind="email", points__folded=fold(doubt.from_address)).distinct())


def written_to(user: User) -> "QuerySet[Contact]":
    """Everybody to whom a letter left, by name."""
    wrote = Message.objects.visible_to(user).filter(direction="out").exclude(sent_at=None, handed_at=None)
    return Contact.objects.visible_to(user).filter(pk__in=wrote.values("contact"))


def belongs_to(doubt: Doubt, contact: Contact, now: datetime) -> None:
    """The person says whose it is: the letter is fetched, and the address is kept with theirs.

    Raises: Refusal when it was decided before, or forgotten.
    """
    with transaction.atomic():
        if not Doubt.objects.open().filter(pk=doubt.pk).update(contact=contact, decided_at=now):
            raise Refusal("This has been decided already.")
        if doubt.why != "shared" and not contact.points.filter(kind="email", folded=fold(doubt.from_address)).exists():
            Point.objects.create(
                contact=contact,
                kind="email",
                value=doubt.from_address,
                folded=fold(doubt.from_address),
                label="answered from",
            )


def is_nobodys(doubt: Doubt, now: datetime) -> None:
    """The person says that it is not from any of theirs: nothing of it is kept but its hash, so as not to ask again."""
    blank = {"from_name": "", "from_address": "", "subject": "", "first_words": "", "contact": None}
    Doubt.objects.open().filter(pk=doubt.pk).update(decided_at=now, **blank)


def forget_old(now: datetime) -> None:
    """What was not decided within a month is forgotten, and so is that something was asked."""
    Doubt.objects.filter(found_at__lt=now - KEPT).delete()


def fetch_decided(mailbox: Mailbox, line: imap.Mailbox, now: datetime) -> None:
    """Fetch the letters whose people are known by now; of one that is gone, what was read of it is kept."""
    for doubt in Doubt.objects.to_fetch().filter(mailbox=mailbox).select_related("contact"):
        came = imap.letter_at(line, imap.Place(imap.Cursor(doubt.uidvalidity, doubt.uid)))
        if came:
            replies.receive(mailbox, came, now)
        else:
            _keep_the_words(doubt, now)


def _keep_the_words(doubt: Doubt, now: datetime) -> None:
    with transaction.atomic():
        said = f"{doubt.subject}\n\n{doubt.first_words} […]".strip()
        if doubt.contact and Doubt.objects.filter(pk=doubt.pk).delete()[0]:
            replies.log(doubt.contact, said, doubt.found_at, now)
