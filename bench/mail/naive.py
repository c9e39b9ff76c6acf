"""Ways of sending and receiving that look right and are not: under the same hands they must fail, or the hands prove nothing."""

import smtplib
from datetime import UTC, datetime, timedelta


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
