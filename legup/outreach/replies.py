"""Replies: what comes in is kept first, then understood. A letter that cannot be understood stops nothing else.

Rule: an e-mail's From is forgeable, so mail is only ever put on a timeline; it never grants or decides anything.
"""

import hashlib
import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from legup.contacts import timeline
from legup.contacts.models import Contact, Point
from legup.interviews.models import Interview
from legup.lib import letters
from legup.lib.fold import fold
from legup.lib.refusal import Refusal
from legup.mail import bounces, imap
from legup.mail.models import Arrival, Mailbox
from legup.outreach.models import Message, Messages
from legup.outreach.sending import arrived, told

TRIES = 3
ANSWERED = "They answered before it left, so it was not sent."
GONE = "The mail server of the other side says that this address does not take letters."
NOT_TAKEN = "The mail server of the other side did not take the letter."
log_of_failures = logging.getLogger("legup.replies")


def receive(mailbox: Mailbox, came: imap.Arrival, now: datetime) -> Message | None:
    """Keep what came, then understand it; the letter it became, if it became one.

    Once: known by the hash of its bytes, however often and from wherever it is fetched.
    """
    return understand(keep(mailbox, came, now), now)


def keep(mailbox: Mailbox, came: imap.Arrival, now: datetime) -> Arrival:
    """Store the bytes and where they lay, committed before anybody looks into them."""
    digest = hashlib.sha256(came.raw).hexdigest()
    facts = {"owner_id": mailbox.owner_id, "uidvalidity": came.uidvalidity, "uid": came.uid, "raw": came.raw, "arrived_at": now}
    return Arrival.objects.get_or_create(mailbox=mailbox, content_hash=digest, defaults=facts)[0]


def understand_waiting(now: datetime) -> None:
    """Try again with what was kept and not understood, as after a crash."""
    for arrival in Arrival.objects.filter(understood_at=None, quarantined_at=None):
        understand(arrival, now)


def understand(arrival: Arrival, now: datetime) -> Message | None:
    """What an arrival means, written down as one.

    Once: what is understood stays so. The third try that fails sets it aside with the reason; a try counts when it begins.
    """
    with transaction.atomic():
        trying = Arrival.objects.filter(pk=arrival.pk, understood_at=None, quarantined_at=None, attempts__lt=TRIES)
        if not trying.update(attempts=F("attempts") + 1):
            _set_aside(arrival, now, "Leg Up stopped while reading it, more than once.")
            return None
    try:
        with transaction.atomic():
            message = _read(arrival, now)
            Arrival.objects.filter(pk=arrival.pk).update(understood_at=now)
            return message
    except Exception as error:  # noqa: BLE001 - whatever a letter does to us must not stop the others
        log_of_failures.exception("a letter could not be understood")
        if arrival.attempts + 1 >= TRIES:
            _set_aside(arrival, now, f"It could not be read ({type(error).__name__}).")
        return None


def _set_aside(arrival: Arrival, now: datetime, why: str) -> None:
    Arrival.objects.filter(pk=arrival.pk, understood_at=None, quarantined_at=None).update(quarantined_at=now, reason=why)


def _read(arrival: Arrival, now: datetime) -> Message | None:
    letter = letters.read(bytes(arrival.raw))
    own = Message.objects.filter(owner=arrival.owner_id, direction="out")
    writer = None if letter.is_list else _written_to(arrival.owner_id, letter.from_[1])
    if letter.is_bounce and writer is None:
        _returned(own, bounces.read(bytes(arrival.raw), letter.text), arrival, now)
        return None
    original = _answered(own, letter)
    contact = original.contact if original else writer
    if contact is None or letter.from_[1] == arrival.mailbox.address.lower():
        arrival.delete()  # none of our business: not kept
        return None
    return _came(arrival, letter, contact, original, now)


def _answered(own: Messages, letter: letters.Letter) -> Message | None:
    """The letter of ours that this one names. Only whoever had it before them knows its identifier."""
    ids = [letter.in_reply_to, *reversed(letter.references)]
    found = {message.message_id: message for message in own.filter(message_id__in=[i for i in ids if i]).select_related("contact")}
    return next((found[i] for i in ids if i in found), None)


def written_to(owner_id: int) -> "QuerySet[Point]":
    """The addresses of people to whom a letter left: the only ones whose mail is looked at."""
    wrote = Message.objects.filter(owner_id=owner_id, direction="out").exclude(sent_at=None, handed_at=None)
    return Point.objects.filter(kind="email", contact__in=wrote.values("contact"))


def _written_to(owner_id: int, address: str) -> Contact | None:
    point = written_to(owner_id).filter(folded=fold(address)).select_related("contact").last()
    return point.contact if point else None


def _came(arrival: Arrival, letter: letters.Letter, contact: Contact, original: Message | None, now: datetime) -> Message:
    """A letter from a person, or from their machine while they are away."""
    automatic = letter.auto_submitted or letter.is_bounce
    message = Message.objects.create(
        owner_id=arrival.owner_id, contact=contact, interview=_interview(contact, original), direction="in", way="smtp",
        subject=letter.subject[:300], body=letter.text, from_address=letter.from_[1][:320], to_address=arrival.mailbox.address,
        message_id=letter.message_id, in_reply_to=letter.in_reply_to, references=" ".join(letter.references), mailbox=arrival.mailbox,
        arrival=arrival, is_automatic=automatic, received_at=_when(letter, original, now),
    )  # fmt: skip
    if original and original.stand == "uncertain":
        arrived(original, now)
    timeline.record(contact, "away" if automatic else "replied", message.received_at, **told(message))
    if not automatic:
        _stop_reminding(contact, now)
    return message


def _when(letter: letters.Letter, original: Message | None, now: datetime) -> datetime:
    """When it was written, unless its clock is beyond belief."""
    earliest = (original.sent_at or original.handed_at) if original else None
    if letter.date is None or letter.date > now or (earliest and letter.date < earliest):
        return now
    return letter.date


def _interview(contact: Contact, original: Message | None) -> Interview | None:
    return original.interview if original and original.interview_id else contact.interviews.filter(ended_at=None, closed_at=None).first()


def _stop_reminding(contact: Contact, now: datetime) -> None:
    """A reminder that has not left would now be rude."""
    reminders = Message.objects.waiting().filter(contact=contact, kind="reminder")
    reminders.update(dropped_at=now, failure=ANSWERED, lease_token="")


def _returned(own: Messages, bounce: bounces.Bounce, arrival: Arrival, now: datetime) -> None:
    """A server says what became of a letter of ours. Reports of delays, and about letters that are not ours, are not kept."""
    original = own.filter(message_id__in=bounce.message_ids).exclude(message_id="").select_related("contact").last()
    if original is None or not bounce.is_final or original.failed_at:
        arrival.delete()
        return
    why = GONE if bounce.is_about_the_address else NOT_TAKEN
    words = f"{why} It said: {bounce.words}" if bounce.words else why
    Message.objects.filter(pk=original.pk).update(failed_at=now, failure=words, uncertain_at=None)
    if bounce.is_about_the_address:
        original.contact.points.filter(kind="email", folded=fold(original.to_address)).update(failed_at=now)
    timeline.record(original.contact, "bounced" if bounce.is_about_the_address else "failed", now, text=words, **told(original))


def log(contact: Contact, text: str, received_at: datetime, now: datetime) -> Message:
    """Write down an answer that came another way.

    Zone: *received_at* is aware. Raises: Refusal when there is nothing in it, or it is still to come.
    """
    if not text.strip():
        raise Refusal("Write down at least a word of what they said.")
    if received_at > now:
        raise Refusal("That is still to come.")
    with transaction.atomic():
        message = Message.objects.create(
            owner_id=contact.owner_id, contact=contact, interview=_interview(contact, None), direction="in", way="logged",
            body=text.strip(), received_at=received_at, drafted_at=now,
        )  # fmt: skip
        timeline.record(contact, "replied", received_at, **told(message))
        _stop_reminding(contact, now)
    return message
