"""Sending: what a person may do with a letter that is to leave, is leaving, or did not arrive. Nothing here opens a connection."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from legup.accounts.models import User
from legup.contacts import timeline
from legup.interviews.models import Interview
from legup.lib import letters
from legup.lib.refusal import Refusal
from legup.mail import accounts
from legup.outreach import belonging, drafting, limits, threads
from legup.outreach.hours import Leaving
from legup.outreach.models import Message
from legup.templatetags.legup import moment_in

UNDO = timedelta(seconds=60)
NOT_ON_ITS_WAY = {
    "queued_at": None, "not_before": None, "later_at": None, "later_zone": "", "lease_until": None, "lease_token": "", "attempts": 0, "handed_at": None, "sent_at": None,
    "failed_at": None, "failure": "", "uncertain_at": None, "message_id": "", "in_reply_to": "", "references": "", "raw": None, "way": "",
}  # fmt: skip


def queue(message: Message, now: datetime, overriding: Collection[str] = (), later: Leaving | None = None) -> Message:
    """Freeze the letter and put it on its way, to leave in a minute or *later*; until then it can be taken back.

    Shape: *overriding* are the rules whose errors the person has read and overruled; each is kept with its time.
    Raises: Refusal when an error stands, a limit is reached, or there is nobody or nothing to send by.
    Once: a letter on its way, or gone, is left as it is.
    """
    with transaction.atomic():
        message = _locked(message)
        if message.stand != "draft":
            return message
        leaves = later.at if later else now
        limits.refuse_unless_allowed(message, now, leaves)
        _refuse_standing_errors(message, leaves, overriding)
        if later and message.not_after and later.at >= message.not_after:
            raise Refusal("By then the time of this letter would have passed. Choose an earlier hour, or send it now.")
        message.later_at, message.later_zone = later or (None, "")
        _freeze(message, now, leaves)
        message.save()
        leaves_on = {"later": f", to leave on {moment_in(leaves, message.owner.zone)}"} if later else {}
        timeline.record(message.contact, "queued", now, **told(message), **leaves_on)
    return message


def move(message: Message, now: datetime, later: Leaving | None = None) -> Message:
    """Let a letter that is on its way leave at another time: *later*, or in a minute.

    It is frozen anew, so that its date is that of its leaving. Raises: Refusal when it has left, or may not leave then.
    """
    with transaction.atomic():
        message = _locked(message)
        if not Message.objects.waiting().filter(pk=message.pk).update(**NOT_ON_ITS_WAY):
            raise Refusal(f"It is too late to change when this letter leaves: {_where_it_is(message)}.")
        return queue(message, now, [override["rule"] for override in message.overrides], later)


def as_draft_file(message: Message, now: datetime) -> bytes:
    """A letter that has not left, as a file that the person's own mail program opens as a draft. Raises: Refusal when there is no address."""
    if not message.contact.email:
        raise Refusal(f"There is no e-mail address for {message.contact.full_name}. Add one on their page; the letter is kept.")
    in_reply_to, chain = threads.join(message)
    return letters.as_eml(
        sender=None, to=letters.Address(message.contact.email, message.contact.full_name), subject=message.subject, body=message.body,
        message_id=letters.new_message_id("localhost"), date=now, in_reply_to=in_reply_to, references=chain,
    )  # fmt: skip


def undo(message: Message, now: datetime) -> None:
    """Take back a letter that has not been handed to a server; it is a draft again.

    Raises: Refusal when it has left already. Once: a draft stays a draft.
    """
    with transaction.atomic():
        message = _locked(message)
        if message.stand == "draft":
            return
        if not Message.objects.waiting().filter(pk=message.pk).update(**NOT_ON_ITS_WAY):
            raise Refusal(f"It is too late to take this letter back: {_where_it_is(message)}.")
        timeline.record(message.contact, "undone", now, **told(message))


def sent_myself(message: Message, now: datetime, way: str) -> None:
    """Write down that the person sent the letter from their own mail (``own``), or pasted it somewhere (``copy``).

    Raises: Refusal on the desk with sample people. Once: a letter on its way, or gone, is left as it is.
    """
    with transaction.atomic():
        message = _locked(message)
        if message.owner.is_sample:
            raise Refusal(limits.SAMPLES)
        if message.stand == "draft":
            message.way, message.sent_at, message.to_address = way, now, message.contact.email
            message.save()
            note_sent(message, now)


def not_sent_after_all(message: Message) -> None:
    """Undo of ``sent_myself``: the letter is a draft again, and the timeline forgets the slip."""
    with transaction.atomic():
        if Message.objects.filter(pk=message.pk, way__in=("own", "copy"), sent_at__isnull=False).update(**NOT_ON_ITS_WAY):
            message.contact.events.filter(kind__in=("sent", "thanked"), facts__message=message.key).delete()
            _thank(message, message.sent_at, None)


def retry(message: Message, now: datetime) -> Message:
    """Send a letter that failed once more, as a new one to the address that is on record now.

    Raises: Refusal as ``queue`` does; then it is still marked as failed.
    """
    with transaction.atomic():
        if not Message.objects.filter(pk=message.pk, failed_at__isnull=False, dropped_at=None, direction="out").update(**NOT_ON_ITS_WAY):
            return _locked(message)
        return queue(message, now, [override["rule"] for override in message.overrides])


def reopen(message: Message) -> None:
    """Make a letter that failed a draft again, to be changed."""
    Message.objects.filter(pk=message.pk, failed_at__isnull=False, direction="out").update(**NOT_ON_ITS_WAY)


def arrived(message: Message, now: datetime) -> None:
    """The person knows that an uncertain letter arrived. Once: only while it is uncertain."""
    with transaction.atomic():
        if Message.objects.uncertain().filter(pk=message.pk).update(sent_at=F("handed_at"), lease_token=""):
            message.refresh_from_db()
            note_sent(message, message.sent_at or now)


def send_again(message: Message, now: datetime) -> None:
    """Send an uncertain letter once more because the person says so.

    It keeps its ``message_id``, so that a mail program that already has it may show it once. Once: only while it is uncertain.
    """
    again = {"handed_at": None, "uncertain_at": None, "failure": "", "lease_until": None, "lease_token": "", "attempts": 0}
    with transaction.atomic():
        if Message.objects.uncertain().filter(pk=message.pk).update(not_before=now + UNDO, **again):
            timeline.record(message.contact, "queued", now, **told(message))


def drop(message: Message, now: datetime) -> None:
    """Put away a draft, or a letter that failed or never left. Dropping what is dropped brings it back as a draft.

    Raises: Refusal when it has left already.
    """
    with transaction.atomic():
        message = _locked(message)
        if message.stand == "dropped":
            Message.objects.filter(pk=message.pk).update(dropped_at=None, **NOT_ON_ITS_WAY)
        elif not Message.objects.droppable().filter(pk=message.pk).update(dropped_at=now, lease_token=""):
            raise Refusal(f"This letter cannot be put away: {_where_it_is(message)}.")


def note_sent(message: Message, at: datetime) -> None:
    """What follows from a letter having left: a line on the timeline, and thanks that are said."""
    timeline.record(message.contact, "sent", at, **told(message))
    if message.kind == "thanks":
        _thank(message, None, at)
        timeline.record(message.contact, "thanked", at, **told(message))


def _thank(message: Message, before: datetime | None, after: datetime | None) -> None:
    if message.interview_id:
        Interview.objects.filter(pk=message.interview_id, thanked_at=before).update(thanked_at=after)


def told(message: Message) -> dict[str, str]:
    """What a line of the timeline says of a letter."""
    return {"what": f"“{message.subject}”" if message.subject else "a letter", "message": message.key}


def _locked(message: Message) -> Message:
    """The letter as it is now, with its owner's other letters kept from moving meanwhile."""
    User.objects.select_for_update().get(pk=message.owner_id)
    return Message.objects.select_related("owner", "contact").get(pk=message.pk)


def _refuse_standing_errors(message: Message, now: datetime, overriding: Collection[str]) -> None:
    errors = [finding for finding in drafting.findings(message, now) if finding.severity == "error" and not finding.good]
    standing = [finding for finding in errors if finding.rule not in overriding]
    if standing:
        raise Refusal(f"One thing first: {standing[0].message} Mend it, or say that you want to send it as it is.")
    message.overrides = [{"rule": finding.rule, "at": now.isoformat()} for finding in errors]


def _freeze(message: Message, now: datetime, date: datetime) -> None:
    mailbox, contact, owner = limits.usable_mailbox(message.owner), message.contact, message.owner
    message.mailbox, message.way, message.queued_at, message.not_before = mailbox, "smtp", now, message.later_at or now + UNDO
    sender, to = accounts.sender(mailbox, owner.full_name), letters.Address(contact.email, contact.full_name)
    message.from_address, message.to_address = sender.spec, to.spec
    message.message_id = letters.new_message_id(sender.domain)
    message.in_reply_to, chain = threads.join(message)
    message.references = " ".join(chain)
    message.raw = letters.compose(
        sender=sender, to=to, subject=message.subject, body=message.body, message_id=message.message_id, date=date,
        in_reply_to=message.in_reply_to, references=chain, reply_to=accounts.reply_to(mailbox, owner.full_name) or belonging.reply_to(mailbox, contact, owner.full_name),
    )  # fmt: skip


def _where_it_is(message: Message) -> str:
    return {
        "sent": "it has been delivered to the mail server",
        "handed": "it is being delivered at this moment",
        "uncertain": "it was probably delivered",
        "failed": "it could not be delivered, which ended its way",
        "received": "it came to you",
    }.get(message.stand, "it has moved on")
