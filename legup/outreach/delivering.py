"""Delivering: the worker's half of sending. Each step is committed before the next one reaches the outside.

A letter is claimed by a lease and a token. After the server has said that it is ready for the letter, ``handed_at`` is
committed on that token, and only then does the first byte leave. So a crash before loses nothing, and a crash after
leaves a letter that is known to be uncertain and is never sent again by itself.
"""

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from legup.contacts import timeline
from legup.lib.refusal import Refusal
from legup.mail import accounts, release, smtp
from legup.mail.server_words import translated
from legup.outreach import reminding
from legup.outreach.models import Message, Messages
from legup.outreach.sending import note_sent, told

LEASE = timedelta(minutes=10)
AT_ONCE = 20
PATIENCE = timedelta(days=1)
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60)]
STOPPED_WORKING = "Leg Up was stopped while the letter was being taken. It was probably delivered."
LATE = "It was meant to arrive before its time had passed, so it was not sent."
ANSWERED = "You were in touch before it left, so it was not sent."
NOT_WANTED = "You asked Leg Up not to write to them any more, so it was not sent."


def send_due(now: datetime) -> int:
    """Deliver the letters whose time has come; how many left.

    Once: a letter in somebody's hands is not due, so two workers at it send each letter once.
    """
    release.settle(now)
    notice_crashes(now)
    if release.held():
        return 0
    drop_pointless(now)
    began, left, troubled = time.monotonic(), 0, set()
    for pk, mailbox in Message.objects.due(now).order_by("not_before", "pk").values_list("pk", "mailbox_id")[:AT_ONCE]:
        if mailbox not in troubled:
            outcome = send(pk, now + timedelta(seconds=time.monotonic() - began))
            left += outcome == "sent"
            troubled |= {mailbox} if outcome == "later" else set()
    return left


def send(pk: int, now: datetime) -> str:
    """Claim one letter and deliver it; the word for what became of it, empty when somebody else has it."""
    token = secrets.token_hex(16)
    claim = {"lease_token": token, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    if not Message.objects.due(now).filter(pk=pk).update(**claim):
        return ""
    message = Message.objects.select_related("owner", "contact", "mailbox").get(pk=pk)
    began = time.monotonic()
    return _attempt(message, token, lambda: now + timedelta(seconds=time.monotonic() - began))


def _attempt(message: Message, token: str, clock: Callable[[], datetime]) -> str:
    try:
        account = accounts.smtp_account(message.mailbox)
        smtp.deliver(account, message.from_address, message.to_address, bytes(message.raw or b""), at_handover=lambda: _hand_over(message, token, clock()))
    except smtp.NotOurs:
        return ""
    except smtp.TryLater as no:
        return _later(message, token, clock(), translated(no.words))
    except smtp.Refused as no:
        return _failed(message, token, clock(), translated(no.words))
    except smtp.Uncertain as no:
        return _uncertain(message, token, clock(), no.words)
    except Refusal as no:  # the account is gone, or its password can no longer be read
        return _later(message, token, clock(), str(no))
    return _sent(message, token, clock())


def _hand_over(message: Message, token: str, at: datetime) -> bool:
    """Commit that the next byte may be read by the other side; whoever no longer holds the letter must hang up."""
    mine = Message.objects.waiting().filter(pk=message.pk, lease_token=token, lease_until__gt=at)
    return mine.update(handed_at=at) == 1


def _sent(message: Message, token: str, at: datetime) -> str:
    with transaction.atomic():
        if _open(message, token).update(sent_at=at, uncertain_at=None, failure="", lease_until=None):
            note_sent(message, at)
    return "sent"


def _failed(message: Message, token: str, at: datetime, why: str) -> str:
    with transaction.atomic():
        if _open(message, token).update(failed_at=at, failure=why, uncertain_at=None, lease_until=None):
            timeline.record(message.contact, "failed", at, text=why, **told(message))
    return "failed"


def _later(message: Message, token: str, at: datetime, why: str) -> str:
    """Not now: again in a while, or, after a day of trying, not at all."""
    if at - (message.queued_at or at) >= PATIENCE and message.attempts > len(BACKOFF):
        return _failed(message, token, at, f"It could not be delivered for a day. The last reason was: {why}")
    pause = BACKOFF[min(message.attempts, len(BACKOFF)) - 1]
    again = {"handed_at": None, "uncertain_at": None, "lease_until": None, "lease_token": ""}
    _open(message, token).update(not_before=at + pause, failure=why, **again)
    return "later"


def _uncertain(message: Message, token: str, at: datetime, why: str) -> str:
    with transaction.atomic():
        if _open(message, token).filter(uncertain_at=None).update(uncertain_at=at, failure=why, lease_until=None):
            timeline.record(message.contact, "uncertain", at, **told(message))
    return "uncertain"


def _open(message: Message, token: str) -> Messages:
    """The letter, as long as this attempt may still say what became of it."""
    return Message.objects.filter(pk=message.pk, lease_token=token, sent_at=None, failed_at=None, dropped_at=None)


def notice_crashes(now: datetime) -> None:
    """Letters whose worker died after handing them over are uncertain. Those it had only claimed are due again by themselves."""
    silent = Message.objects.filter(handed_at__isnull=False, sent_at=None, failed_at=None, uncertain_at=None, dropped_at=None)
    for message in silent.filter(lease_until__lte=now).select_related("contact"):
        _uncertain(message, message.lease_token, now, STOPPED_WORKING)


def drop_pointless(now: datetime) -> None:
    """Put away letters whose time has passed, to somebody who is not to be written to any more, and reminders of what was answered."""
    free = Message.objects.waiting().filter(Q(lease_until=None) | Q(lease_until__lte=now))
    for why, pointless in ((LATE, Q(not_after__lte=now)), (NOT_WANTED, Q(contact__silenced_at__isnull=False)), (ANSWERED, reminding.ANSWERED)):
        for message in free.filter(pointless).select_related("contact"):
            with transaction.atomic():
                if free.filter(pk=message.pk).update(dropped_at=now, failure=why, lease_token=""):
                    timeline.record(message.contact, "dropped", now, text=why, **told(message))
