"""Delivering: the worker's half of sending. Each step is committed before the next one reaches the outside.

A letter is claimed by a lease and a token. After the server has said that it is ready for the letter, ``handed_at`` is
committed on that token, and only then does the first byte leave. So a crash before loses nothing, and a crash after
leaves a letter that is known to be uncertain and is never sent again by itself.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q

from legup.contacts import timeline
from legup.lib.refusal import Refusal
from legup.mail import accounts, release, smtp
from legup.mail.models import Mailbox
from legup.mail.server_words import translated
from legup.outreach import hours, reminding
from legup.outreach.models import Message, Messages
from legup.outreach.sending import move, note_sent, told

LEASE = timedelta(minutes=10)
AT_ONCE = 50
TRIES = 28  # about a day of them
MISSED = timedelta(hours=2)
BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60)]
STOPPED_WORKING = "Leg Up was stopped while the letter was being taken. It was probably delivered."
LATE = "It was meant to arrive before its time had passed, so it was not sent."
ANSWERED = "You were in touch before it left, so it was not sent."
NOT_WANTED = "You asked Leg Up not to write to them any more, so it was not sent."
# The two marks of every letter, in SQL: the server waits while the first is made, and putting them together took longer than making them.
HANDED = """UPDATE legup_message SET handed_at = %s WHERE id = %s AND lease_token = %s AND lease_until > %s AND (not_after IS NULL OR not_after > %s)
    AND queued_at IS NOT NULL AND handed_at IS NULL AND sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"""
SENT = """UPDATE legup_message SET sent_at = %s, uncertain_at = NULL, failure = '', lease_until = NULL WHERE id = %s AND lease_token = %s
    AND sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"""
Clock = Callable[[], datetime]
Value = int | str | datetime
log = logging.getLogger("legup.delivering")
_tokens: set[str] = set()  # those that this process holds letters by


def send_due(now: datetime) -> int:
    """Deliver the letters whose time has come, one account after another; how many left.

    Once: a letter in somebody's hands is not due, so two workers at it send each letter once.
    """
    clock, left, silent = _clock(now), 0, set()
    for mailbox, server in accounts_due(now):
        if server not in silent:
            sent, trouble = send_by(mailbox, clock())
            left += sent
            silent |= {server} if trouble == "server" else set()
    return left


def accounts_due(now: datetime) -> list[tuple[int | None, str]]:
    """Mail accounts by which a letter is due, the longest due first, after what must not leave was put away; none while letters are held.

    Shape: the account's id, and its server as ``host:port``.
    """
    release.settle(now)
    notice_crashes(now)
    if release.held():
        return []
    drop_pointless(now)
    put_off_missed(now)
    rows = Message.objects.leaving(now).order_by("not_before", "pk").values_list("mailbox_id", "mailbox__smtp_host", "mailbox__smtp_port")
    return list(dict.fromkeys((mailbox, f"{host}:{port}") for mailbox, host, port in rows))


def send_by(mailbox: int | None, now: datetime, may_go_on: Callable[[], bool] = lambda: True) -> tuple[int, str]:
    """Deliver what is due by one account over one conversation; how many letters left, and what ended it early: account, server or nothing."""
    token, clock = secrets.token_hex(16), _clock(now)
    left, trouble = 0, ""
    _tokens.add(token)
    try:
        letters = _claim(mailbox, token, now)
        account = Mailbox.objects.filter(pk=mailbox).first() if letters and mailbox else None
        with closing(_Hands(account, token, clock)) as hands:
            while letters and not trouble and may_go_on() and clock() < now + LEASE / 2:
                outcome, trouble = hands.deliver(letters.pop(0), is_last=not letters)
                left += outcome == "sent"
        _give_back(token, [letter.pk for letter in letters])
    finally:
        _tokens.discard(token)
    return left, trouble


def _claim(mailbox: int | None, token: str, now: datetime) -> list[Message]:
    """Take hold of the letters that are due by one account: a lease for each, and a token."""
    due = list(Message.objects.leaving(now).filter(mailbox=mailbox).order_by("not_before", "pk").values_list("pk", flat=True)[:AT_ONCE])
    claim = {"lease_token": token, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    if not due or not Message.objects.due(now).filter(pk__in=due).update(**claim):
        return []
    mine = Message.objects.filter(pk__in=due, lease_token=token).select_related("contact").defer("body", "drafted_body", "about", "overrides")
    return list(mine.order_by("not_before", "pk"))


def _give_back(token: str, untried: list[int]) -> None:
    """Let go of letters that were claimed and not tried."""
    if untried:
        Message.objects.waiting().filter(pk__in=untried, lease_token=token).update(**_untouched())


def give_back_all() -> None:
    """Let go of whatever this process holds and has not handed over. Whoever is still talking to a server about one will find it gone."""
    if held := list(_tokens):
        Message.objects.waiting().filter(lease_token__in=held).update(**_untouched())


def own_up(now: datetime) -> None:
    """Letters that this process has handed over and will not hear of any more, because it ends, are uncertain."""
    if held := list(_tokens):
        _doubt(_silent().filter(lease_token__in=held), now)


def _untouched() -> dict:
    return {"lease_token": "", "lease_until": None, "attempts": F("attempts") - 1}


def _clock(began: datetime) -> Clock:
    """The time from *began* on, untouched by whatever happens to the clock on the wall."""
    at = time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - at)


class _Hands:
    """One attempt at the letters of one account: the token that they are held by, and the line to the server."""

    def __init__(self, mailbox: Mailbox | None, token: str, clock: Clock):
        self.mailbox, self.token, self.clock = mailbox, token, clock
        self.line: smtp.Line | None = None

    def close(self) -> None:
        if self.line:
            self.line.close()

    def deliver(self, message: Message, is_last: bool) -> tuple[str, str]:
        """The word for what became of a letter, and for what is wrong with more than this letter."""
        token, clock = self.token, self.clock
        try:
            _still_theirs(message, self.mailbox)
            self.line = self.line or smtp.Line(accounts.smtp_account(self.mailbox))
            self.line.deliver(message.from_address, message.to_address, bytes(message.raw or b""), at_handover=lambda: _hand_over(message, token, clock()))
        except smtp.NotOurs:
            return "", ""
        except smtp.TryLater as no:
            return _later(message, token, clock(), translated(no.words)), no.about.replace("letter", "")
        except smtp.Refused as no:
            return _failed(message, token, clock(), translated(no.words)), ""
        except smtp.Uncertain as no:
            return _uncertain(message, token, clock(), no.words), ""
        except smtp.NotSignedIn as no:
            return _refused(message, self.mailbox, token, clock(), translated(no.words)), "account"
        except Refusal as no:  # the account is gone, or its password can no longer be read
            return _later(message, token, clock(), str(no)), "account"
        except Exception:  # a letter that nobody can make sense of must not keep the others in
            log.exception("letter %s could not be sent", message.key)
            return "", ""
        with nullcontext() if is_last else _soon_on_disk():
            return _sent(message, token, clock()), ""


def _still_theirs(message: Message, mailbox: Mailbox | None) -> None:
    """A letter leaves from the address that stands on it. Raises: Refused, when the account is another one now."""
    if mailbox and mailbox.tested_at and (now := accounts.sender(mailbox, "").spec) != message.from_address:
        raise smtp.Refused(f"It was to leave from {message.from_address}, and your letters leave from {now} now. Try again, and it leaves from there.")


def _hand_over(message: Message, token: str, at: datetime) -> bool:
    """Commit that the next byte may be read by the other side; whoever no longer holds the letter, or is too late with it, must hang up."""
    return _marked(HANDED, at, message.pk, token, at, at)


def _sent(message: Message, token: str, at: datetime) -> str:
    with transaction.atomic():
        if _marked(SENT, at, message.pk, token):
            note_sent(message, at)
    return "sent"


@contextmanager
def _soon_on_disk() -> Iterator[None]:
    """What is committed within survives any crash of ours, and a power cut once the next letter is handed over.

    Were it lost, the letter would count as handed over and be uncertain, which is honest; so one wait for the disk is enough for each letter.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            cursor.execute("PRAGMA synchronous=FULL")


def _marked(statement: str, *values: Value) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datetimefield_value(v) if isinstance(v, datetime) else v for v in values])
        return cursor.rowcount == 1


def _refused(message: Message, mailbox: Mailbox | None, token: str, at: datetime, why: str) -> str:
    """The account does not let us in: the letter waits untouched, with all others of the account, until a person has mended it."""
    with transaction.atomic():
        if mailbox and _open(message, token).filter(handed_at=None).update(**_untouched()):
            # Unless a test has passed meanwhile: then what was refused is not what is on record any more.
            Mailbox.objects.filter(pk=mailbox.pk, tested_at=mailbox.tested_at).update(refused_at=at, refusal=why)
    return "held"


def _failed(message: Message, token: str, at: datetime, why: str) -> str:
    with transaction.atomic():
        if _open(message, token).update(failed_at=at, failure=why, uncertain_at=None, lease_until=None):
            timeline.record(message.contact, "failed", at, text=why, **told(message))
    return "failed"


def _later(message: Message, token: str, at: datetime, why: str) -> str:
    """Not now: again in a while, or, after a day of trying, not at all."""
    if message.attempts >= TRIES:
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
    _doubt(_silent().filter(lease_until__lte=now), now)


def _silent() -> Messages:
    """Handed over, and nothing heard so far."""
    return Message.objects.filter(handed_at__isnull=False, sent_at=None, failed_at=None, uncertain_at=None, dropped_at=None)


def _doubt(silent: Messages, now: datetime) -> None:
    for message in silent.select_related("contact"):
        _uncertain(message, message.lease_token, now, STOPPED_WORKING)


def drop_pointless(now: datetime) -> None:
    """Put away letters whose time has passed, to somebody who is not to be written to any more, and reminders of what was answered."""
    free = Message.objects.waiting().filter(Q(lease_until=None) | Q(lease_until__lte=now))
    for why, pointless in ((LATE, Q(not_after__lte=now)), (NOT_WANTED, Q(contact__silenced_at__isnull=False)), (ANSWERED, reminding.ANSWERED)):
        for message in free.filter(pointless).select_related("contact"):
            with transaction.atomic():
                if free.filter(pk=message.pk).update(dropped_at=now, failure=why, lease_token=""):
                    timeline.record(message.contact, "dropped", now, text=why, **told(message))


def put_off_missed(now: datetime) -> None:
    """A letter that missed the hour it was to leave at, because Leg Up was not running or its account did not work, waits for a good one."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    missed = Message.objects.waiting().filter(free, later_at__lte=now - MISSED, not_before__lte=now, attempts=0)
    for message in missed.exclude(mailbox__in=Mailbox.objects.refused()).select_related("contact__owner"):
        if not hours.is_good(message.contact, now):
            with suppress(Refusal):  # then it had better leave than wait
                move(message, now, hours.good_hour(message.contact, now))
