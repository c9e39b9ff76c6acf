"""Replies: what comes in is kept first, then understood. A letter that cannot be understood stops nothing else.

Rule: an e-mail's From is forgeable, so mail is only ever put on a timeline; it never grants or decides anything.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from legup.contacts import timeline
from legup.contacts.models import Contact
from legup.interviews.models import Interview
from legup.lib import letters
from legup.lib.absences import away
from legup.lib.fold import fold
from legup.lib.letter_parts import attachments
from legup.lib.letter_reading import identity
from legup.lib.quoting import own_words
from legup.lib.refusal import Refusal
from legup.mail import bounces, imap
from legup.mail.models import Arrival, Mailbox
from legup.outreach import elsewhere
from legup.outreach.belonging import Belonging, Belongs
from legup.outreach.models import Doubt, Message, Messages
from legup.outreach.sending import arrived, told

TRIES = 3
AT_ONCE, SHORT = timedelta(minutes=2), 1_500  # a note by return; characters
LATELY = timedelta(days=5)  # servers give up on a letter by then
ANSWERED = "They answered before it left, so it was not sent."
GONE = "The mail server of the other side says that this address does not take letters."
NOT_TAKEN = "The mail server of the other side did not take the letter."
log_of_failures = logging.getLogger("legup.replies")


def receive(mailbox: Mailbox, came: imap.Arrival, now: datetime, is_sent: bool = False, belonging: Belonging | None = None) -> Message | None:
    """Keep what came, then understand it; the letter it became, if it became one.

    Once: known by the hash of its content, however often and from wherever it is fetched.
    """
    return understand(keep(mailbox, came, now, is_sent), now, belonging)


def keep(mailbox: Mailbox, came: imap.Arrival, now: datetime, is_sent: bool = False) -> Arrival:
    """Store the bytes and where they lay, committed before anybody looks into them."""
    digest = identity(came.raw)
    facts = {
        "owner_id": mailbox.owner_id,
        "uidvalidity": came.uidvalidity,
        "uid": came.uid,
        "raw": came.raw,
        "is_sent": is_sent,
        "arrived_at": now,
    }
    return Arrival.objects.get_or_create(mailbox=mailbox, content_hash=digest, defaults=facts)[0]


def understand_waiting(now: datetime) -> None:
    """Try again with what was kept and not understood, as after a crash."""
    for arrival in Arrival.objects.filter(understood_at=None, quarantined_at=None):
        understand(arrival, now)


def understand(arrival: Arrival, now: datetime, belonging: Belonging | None = None) -> Message | None:
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
            if Arrival.objects.select_for_update().filter(pk=arrival.pk, understood_at=None).first() is None:
                return None  # somebody else was quicker
            message = _read(arrival, belonging or Belonging(arrival.owner_id, arrival.mailbox.address, now), now)
            Arrival.objects.filter(pk=arrival.pk).update(understood_at=now)
            return message
    except Exception as error:  # noqa: BLE001 - whatever a letter does to us must not stop the others
        log_of_failures.exception("a letter could not be understood")
        if arrival.attempts + 1 >= TRIES:
            _set_aside(arrival, now, f"It could not be read ({type(error).__name__}).")
        return None


def _set_aside(arrival: Arrival, now: datetime, why: str) -> None:
    Arrival.objects.filter(pk=arrival.pk, understood_at=None, quarantined_at=None).update(
        quarantined_at=now, reason=why
    )


def _read(arrival: Arrival, belonging: Belonging, now: datetime) -> Message | None:
    raw = bytes(arrival.raw)
    letter = letters.read(raw)
    if arrival.is_sent:
        return elsewhere.note(arrival, letter, belonging, now)
    found = _named_by_the_person(arrival) or belonging.of(letter)
    report = (
        bounces.read(raw, letter.text)
        if letter.is_bounce and (found.contact is None or found.why or found.original)
        else None
    )
    if report and report.action:
        _returned(arrival, report, letter, now)
        return None
    if found.contact is None or found.why:
        arrival.delete()  # none of our business: not kept
        return None
    return _came(arrival, letter, found.contact, found.original, now)


def _named_by_the_person(arrival: Arrival) -> Belongs | None:
    """Whom the person named when asked whose it is."""
    doubt = (
        Doubt.objects.to_fetch()
        .filter(mailbox=arrival.mailbox, uidvalidity=arrival.uidvalidity, uid=arrival.uid)
        .select_related("contact")
        .first()
    )
    if doubt is None:
        return None
    doubt.delete()
    return Belongs(doubt.contact)


def _came(
    arrival: Arrival, letter: letters.Letter, contact: Contact, original: Message | None, now: datetime
) -> Message:
    """A letter from a person, or from their machine while they are away."""
    automatic = letter.auto_submitted or letter.is_bounce or _came_by_return(letter, original)
    message = Message.objects.create(
        owner_id=arrival.owner_id, contact=contact, interview=_interview(contact, original), direction="in", way="smtp",
        subject=letter.subject[:300], body=letter.text, from_address=letter.from_[1][:320], to_address=arrival.mailbox.address,
        message_id=letter.message_id, in_reply_to=letter.in_reply_to, references=" ".join(letter.references), mailbox=arrival.mailbox,
        arrival=arrival, is_automatic=automatic, attachments=attachments(bytes(arrival.raw)), received_at=_when(letter, original, now),
    )  # fmt: skip
    if original and original.stand == "uncertain":
        arrived(original, now)
    timeline.record(contact, "away" if automatic else "replied", message.received_at, **told(message))
    if not automatic:
        _stop_reminding(contact, now)
    return message


def _came_by_return(letter: letters.Letter, original: Message | None) -> bool:
    """Whether what says nothing of being automatic must be: nobody types within minutes when they will be back."""
    left = original.sent_at if original else None
    if left is None or letter.date is None or not timedelta(0) <= letter.date - left <= AT_ONCE or len(letter.text) > SHORT:
        return False
    return away(own_words(letter.text), letter.date.date()) is not None


def _when(letter: letters.Letter, original: Message | None, now: datetime) -> datetime:
    """When it was written, unless its clock is beyond belief."""
    earliest = (original.sent_at or original.handed_at) if original else None
    if letter.date is None or letter.date > now or (earliest and letter.date < earliest):
        return now
    return letter.date


def _interview(contact: Contact, original: Message | None) -> Interview | None:
    return (
        original.interview
        if original and original.interview_id
        else contact.interviews.filter(ended_at=None, closed_at=None).first()
    )


def _stop_reminding(contact: Contact, now: datetime) -> None:
    """A reminder that has not left would now be rude."""
    reminders = Message.objects.waiting().filter(contact=contact, kind="reminder")
    reminders.update(dropped_at=now, failure=ANSWERED, lease_token="")


def _returned(arrival: Arrival, bounce: bounces.Bounce, letter: letters.Letter, now: datetime) -> None:
    """A server says what became of a letter of ours. What is about other letters is not kept.

    Rule: anybody can write a report; only our server and theirs know the identifier, so without it nothing is marked as failed.
    """
    ours = Message.objects.filter(owner=arrival.owner_id, direction="out").select_related("contact")
    original = ours.filter(message_id__in=bounce.message_ids).exclude(message_id="").last()
    addresses = (bounce.recipient, arrival.mailbox.address.lower())  # in angle brackets they look like identifiers
    names_one = any(named.strip("<>").lower() not in addresses for named in bounce.message_ids)
    if original is None or original.failed_at:
        if original is None and bounce.is_final and not names_one:
            _said_to_be_returned(ours, bounce, letter, now)
    elif bounce.is_final:
        _failed(original, bounce, now)
    elif (
        bounce.action == "delayed"
        and not original.contact.events.filter(kind="delayed", facts__message=original.key).exists()
    ):
        timeline.record(original.contact, "delayed", now, text=bounce.words, **told(original))
    arrival.delete()


def _failed(original: Message, bounce: bounces.Bounce, now: datetime) -> None:
    why = GONE if bounce.is_about_the_address else NOT_TAKEN
    words = f"{why} It said: {bounce.words}" if bounce.words else why
    Message.objects.filter(pk=original.pk).update(failed_at=now, failure=words, uncertain_at=None)
    if bounce.is_about_the_address:
        original.contact.points.filter(kind="email", folded=fold(original.to_address)).update(failed_at=now)
    timeline.record(
        original.contact, "bounced" if bounce.is_about_the_address else "failed", now, text=words, **told(original)
    )


def _said_to_be_returned(ours: Messages, bounce: bounces.Bounce, letter: letters.Letter, now: datetime) -> None:
    """A report without an identifier, about an address that was written to lately: noted, and left to the person to judge."""
    lately = ours.filter(to_address__iexact=bounce.recipient, sent_at__gt=now - LATELY).exclude(to_address="")
    original = lately.order_by("sent_at").last()
    if original and not original.contact.events.filter(kind="returned", facts__message=original.key).exists():
        timeline.record(original.contact, "returned", now, text=bounce.words, **told(original))


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
