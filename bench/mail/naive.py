"""Ways of sending and receiving that look right and are not: under the same hands they must fail, or the hands prove nothing."""

import contextlib
import imaplib
import smtplib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parseaddr

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError


def mark_then_send(later: timedelta) -> int:
    """Note that it is sent, then send it: a crash between the two loses the letter."""
    return _each(later, _mark, _send)


def send_then_mark(later: timedelta) -> int:
    """Send it, then note that it is sent: a crash between the two sends it again."""
    return _each(later, _send, _mark)


def lease_without_fence(later: timedelta) -> int:
    """A lease, and no second look before the letter goes: who pauses for longer than the lease sends it again."""
    from legup.outreach.models import Message

    now = datetime.now(UTC) + later
    for message in Message.objects.due(now):
        if Message.objects.due(now).filter(pk=message.pk).update(lease_until=now + timedelta(minutes=10)):
            _send(message, now)
            _mark(message, now)
    return 0


def send_again_when_it_failed(later: timedelta) -> int:
    """Whatever goes wrong is tried again: also where the server had taken the letter."""
    from legup.outreach.models import Message

    now = datetime.now(UTC) + later
    for message in Message.objects.due(now):
        try:
            _send(message, now)
        except (OSError, smtplib.SMTPException):
            continue
        _mark(message, now)
    return 0


def _each(later: timedelta, *steps) -> int:
    from legup.outreach.models import Message

    now = datetime.now(UTC) + later
    for message in Message.objects.due(now):
        for step in steps:
            step(message, now)
    return 0


def _mark(message, now: datetime):
    type(message).objects.filter(pk=message.pk).update(sent_at=now)


def _send(message, now: datetime):
    with smtplib.SMTP(message.mailbox.smtp_host, message.mailbox.smtp_port, timeout=5) as server:
        server.sendmail(message.from_address, [message.to_address], bytes(message.raw))


def place_first(later: timedelta) -> int:
    """Keep the place in the mailbox, then look at what came: a crash in between loses it."""
    return _look(later, keep_first=True)


def place_last(later: timedelta) -> int:
    """Look at what came, then keep the place in the mailbox: a crash in between shows it twice."""
    return _look(later, keep_first=False)


def _look(later: timedelta, keep_first: bool) -> int:
    from legup.mail.models import Mailbox

    for mailbox in Mailbox.objects.exclude(cursor_uidvalidity=0):
        with (
            contextlib.suppress(OSError, imaplib.IMAP4.error, IMAPClientError),
            IMAPClient(mailbox.imap_host, mailbox.imap_port, ssl=False, timeout=5) as server,
        ):
            server.login(mailbox.username, "correct-horse-battery")
            server.select_folder("INBOX", readonly=True)
            uids = [uid for uid in server.search(["UID", f"{mailbox.cursor_uid + 1}:*"]) if uid > mailbox.cursor_uid]
            place = Mailbox.objects.filter(pk=mailbox.pk)
            if keep_first and uids:
                place.update(cursor_uid=max(uids))
            for facts in server.fetch(uids, ["BODY.PEEK[]"]).values():
                _note(message_from_bytes(facts[b"BODY[]"]), datetime.now(UTC) + later)
            if not keep_first and uids:
                place.update(cursor_uid=max(uids))
    return 0


def _note(letter, now: datetime):
    from legup.contacts import timeline
    from legup.contacts.models import Point
    from legup.outreach.models import Message

    if point := Point.objects.filter(value=parseaddr(letter["From"])[1]).first():
        contact = point.contact
        Message.objects.create(owner=contact.owner, contact=contact, direction="in", received_at=now)
        timeline.record(contact, "replied", now, what="a letter", message="")
