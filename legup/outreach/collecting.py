"""Collecting: looking into mailboxes for answers. The place reached in a mailbox moves only after what lay there was kept."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from legup.lib.fold import fold
from legup.lib.letters import Letter
from legup.lib.refusal import Refusal
from legup.mail import accounts, imap
from legup.mail.models import Mailbox
from legup.outreach import replies
from legup.outreach.models import Message
from legup.outreach.sending import arrived

EVERY = timedelta(seconds=50)
AFTER_TROUBLE = timedelta(minutes=10)  # a wrong password tried every minute locks accounts
AT_ONCE = 200
log = logging.getLogger("legup.collecting")


def collect_all(now: datetime) -> None:
    """Look into every mailbox whose turn it is; one that fails says so on itself and stops no other."""
    replies.understand_waiting(now)
    for mailbox in Mailbox.objects.exclude(imap_host="").exclude(tested_at=None):
        if _is_its_turn(mailbox, now) and _claim(mailbox, now):
            _visit(mailbox, now)


def _is_its_turn(mailbox: Mailbox, now: datetime) -> bool:
    looked = mailbox.read_at is None or mailbox.read_at <= now - EVERY
    return looked and (mailbox.failed_at is None or mailbox.failed_at <= now - AFTER_TROUBLE)


def _claim(mailbox: Mailbox, now: datetime) -> bool:
    """One worker looks; another that had the same thought finds the times changed."""
    unchanged = Mailbox.objects.filter(pk=mailbox.pk, read_at=mailbox.read_at, failed_at=mailbox.failed_at)
    return unchanged.update(read_at=now) == 1


def _visit(mailbox: Mailbox, now: datetime) -> None:
    try:
        account = accounts.imap_account(mailbox)
        if mailbox.cursor_uidvalidity:
            _collect(mailbox, account, now)
        else:  # what lay there before Leg Up came is none of its business
            _keep_place(mailbox, imap.present(account))
        _settle(mailbox, account, now)
    except Refusal as trouble:
        Mailbox.objects.filter(pk=mailbox.pk).update(read_at=mailbox.read_at, failed_at=now, failure=str(trouble))
    except Exception:
        log.exception("a mailbox could not be read")
        why = "Leg Up could not make sense of what this mail server sent. It will try again."
        Mailbox.objects.filter(pk=mailbox.pk).update(read_at=mailbox.read_at, failed_at=now, failure=why)
    else:
        Mailbox.objects.filter(pk=mailbox.pk).update(failed_at=None, failure="")


def _collect(mailbox: Mailbox, account: imap.ImapAccount, now: datetime) -> None:
    visit = imap.fetch_new(account, imap.Cursor(mailbox.cursor_uidvalidity, mailbox.cursor_uid), wanted(mailbox), AT_ONCE)
    try:
        for came in visit:
            replies.receive(mailbox, came, now)
    finally:
        _keep_place(mailbox, visit.cursor)


def _keep_place(mailbox: Mailbox, cursor: imap.Cursor) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(cursor_uidvalidity=cursor.uidvalidity, cursor_uid=cursor.uid)


def wanted(mailbox: Mailbox) -> Callable[[Letter], bool]:
    """Whether a letter is worth fetching, told from its head: from somebody who was written to, about a letter of ours, or a report."""
    people = set(replies.written_to(mailbox.owner_id).values_list("folded", flat=True))
    ours = Message.objects.filter(owner=mailbox.owner_id, direction="out").exclude(message_id="")

    def is_wanted(head: Letter) -> bool:
        named = [head.in_reply_to, *head.references]
        return head.is_bounce or fold(head.from_[1]) in people or ours.filter(message_id__in=named).exists()

    return is_wanted


def _settle(mailbox: Mailbox, account: imap.ImapAccount, now: datetime) -> None:
    """Among the sent letters: being there settles an uncertain one (not being there says nothing), and what left lately is put there."""
    for message in Message.objects.uncertain().filter(mailbox=mailbox):
        if imap.find_in_sent(account, message.message_id):
            arrived(message, now)
    since = mailbox.read_at or now - EVERY
    for message in Message.objects.filter(mailbox=mailbox, direction="out", way="smtp", sent_at__gt=since, sent_at__lte=now, failed_at=None):
        imap.append_sent(account, message.message_id, bytes(message.raw or b""))
