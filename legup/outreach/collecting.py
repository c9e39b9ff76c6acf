"""Collecting: looking into mailboxes for answers. The place reached in a mailbox moves only after what lay there was kept."""

import logging
import random
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta

from legup.lib.letters import Letter
from legup.lib.refusal import Refusal
from legup.mail import accounts, imap
from legup.mail.models import Mailbox
from legup.outreach import doubting, replies
from legup.outreach.belonging import Belonging
from legup.outreach.models import Message
from legup.outreach.sending import arrived

EVERY = timedelta(seconds=50)
WATCHED = timedelta(minutes=5)  # between looks where the server says what arrives
BACKOFF = [timedelta(minutes=m) for m in (2, 5, 10, 20, 40, 60)]
LOCKED = timedelta(minutes=10)  # a wrong password tried every minute locks accounts
AT_ONCE = 10_000
NOT_UNDERSTOOD = "Leg Up could not make sense of what this mail server sent. It will try again."
log = logging.getLogger("legup.collecting")


def collect_all(now: datetime) -> None:
    """Look into every mailbox whose turn it is; one that fails says so on itself and stops no other."""
    tidy(now)
    for mailbox in turns(now):
        look_into(mailbox, now)


def tidy(now: datetime) -> None:
    """What is to be done without a mailbox: trying again what was not understood, forgetting what was not decided."""
    replies.understand_waiting(now)
    doubting.forget_old(now)


def turns(now: datetime) -> list[Mailbox]:
    """The mailboxes whose turn it is."""
    return [
        mailbox
        for mailbox in Mailbox.objects.exclude(imap_host="").exclude(tested_at=None).order_by("read_at", "pk")
        if _is_its_turn(mailbox, now)
    ]


def look_into(mailbox: Mailbox, now: datetime) -> bool:
    """Look into one mailbox now; whether it was looked into. Once: by one worker at a time."""
    if not _claim(mailbox, now):
        return False
    _visit(mailbox, now)
    return True


def _is_its_turn(mailbox: Mailbox, now: datetime) -> bool:
    if mailbox.failed_at and mailbox.look_at and mailbox.look_at > now:
        return False
    pause = WATCHED if mailbox.watched_until and mailbox.watched_until > now and not _is_wanted_soon(mailbox) else EVERY
    return mailbox.read_at is None or mailbox.read_at <= now - pause


def _is_wanted_soon(mailbox: Mailbox) -> bool:
    waiting = doubting.Doubt.objects.to_fetch().filter(mailbox=mailbox)
    return waiting.exists() or Message.objects.uncertain().filter(mailbox=mailbox).exists()


def _claim(mailbox: Mailbox, now: datetime) -> bool:
    """One worker looks; another that had the same thought finds the times changed."""
    unchanged = Mailbox.objects.filter(pk=mailbox.pk, read_at=mailbox.read_at, failed_at=mailbox.failed_at)
    return unchanged.update(read_at=now) == 1


def _visit(mailbox: Mailbox, now: datetime) -> None:
    try:
        with imap.signed_in(accounts.imap_account(mailbox)) as line:
            sent = line.folder()
            _collect(mailbox, line, now)
            if sent:
                _notice_sent(mailbox, line, sent, now)
            doubting.fetch_decided(mailbox, line, now)
            _settle(mailbox, line, sent, now)
    except Refusal as trouble:
        _failed(mailbox, str(trouble), now, isinstance(trouble, imap.MailboxRefused))
    except Exception:
        log.exception("a mailbox could not be read")
        _failed(mailbox, NOT_UNDERSTOOD, now)
    else:
        Mailbox.objects.filter(pk=mailbox.pk).update(failed_at=None, failure="", misses=0, look_at=None)


def _failed(mailbox: Mailbox, why: str, now: datetime, is_refused: bool = False) -> None:
    """Say what is wrong, since when, and when it is tried again: the later the more often it failed, and not all at the same moment."""
    pause = BACKOFF[min(mailbox.misses, len(BACKOFF) - 1)]
    pause = max(pause, LOCKED) if is_refused else pause
    again = now + pause * random.uniform(0.9, 1.3)  # noqa: S311 (no secret)
    facts = {
        "failure": why,
        "misses": min(mailbox.misses + 1, 1_000),
        "look_at": again,
        "failed_at": mailbox.failed_at or now,
    }
    Mailbox.objects.filter(pk=mailbox.pk).update(read_at=mailbox.read_at, **facts)


def _collect(mailbox: Mailbox, line: imap.Mailbox, now: datetime) -> None:
    """What came into the inbox."""
    cursor = imap.Cursor(mailbox.cursor_uidvalidity, mailbox.cursor_uid)

    def keep(reached: imap.Cursor) -> None:
        Mailbox.objects.filter(pk=mailbox.pk).update(cursor_uidvalidity=reached.uidvalidity, cursor_uid=reached.uid)

    if not cursor.uidvalidity:  # what lay there before Leg Up came is none of its business
        keep(imap.end(line, imap.INBOX))
        return
    belonging = Belonging(mailbox.owner_id, mailbox.address, now)

    def wanted(head: Letter) -> str:
        try:
            return belonging.wanted(head)
        except Exception:  # it will fail again when it is understood, and then be set aside with the reason
            log.exception("the head of a letter could not be judged")
            return "whole"

    def take(came: imap.Arrival) -> None:
        if came.is_whole:
            replies.receive(mailbox, came, now, belonging=belonging)
        else:
            doubting.note(mailbox, came, belonging, now)

    _go_through(imap.look(line, imap.INBOX, cursor, wanted, AT_ONCE, _since(mailbox)), take, keep)


def _notice_sent(mailbox: Mailbox, line: imap.Mailbox, folder: str, now: datetime) -> None:
    """What the person sent from their ordinary mail program."""
    cursor = imap.Cursor(mailbox.sent_uidvalidity, mailbox.sent_uid)

    def keep(reached: imap.Cursor) -> None:
        Mailbox.objects.filter(pk=mailbox.pk).update(sent_uidvalidity=reached.uidvalidity, sent_uid=reached.uid)

    if not cursor.uidvalidity:
        keep(imap.end(line, folder))
        return
    belonging = Belonging(mailbox.owner_id, mailbox.address, now)
    visit = imap.look(line, folder, cursor, belonging.wanted_of_sent, AT_ONCE, _since(mailbox))
    _go_through(visit, lambda came: replies.receive(mailbox, came, now, True, belonging), keep)


def _go_through(visit: imap.Visit, take: Callable[[imap.Arrival], object], keep: Callable[[imap.Cursor], None]) -> None:
    with closing(visit):
        try:
            for came in visit:
                take(came)
        finally:
            keep(visit.cursor)


def _since(mailbox: Mailbox) -> date | None:
    """From which day on letters are looked at once more after a mailbox was made anew; what lay there before was not ours either."""
    seen = max(filter(None, (mailbox.read_at, mailbox.tested_at)), default=None)
    return (seen - timedelta(days=2)).date() if seen else None


def _settle(mailbox: Mailbox, line: imap.Mailbox, sent: str | None, now: datetime) -> None:
    """Among the sent letters: being there settles an uncertain one (not being there says nothing), and what left lately is put there."""
    for message in Message.objects.uncertain().filter(mailbox=mailbox):
        if line.holds(sent, message.message_id):
            arrived(message, now)
    since = mailbox.read_at or now - EVERY
    for message in Message.objects.filter(
        mailbox=mailbox, direction="out", way="smtp", sent_at__gt=since, sent_at__lte=now, failed_at=None
    ):
        imap.put_among_sent(line, sent, message.message_id, bytes(message.raw or b""))
