"""Mail accounts: from what a person typed in to what the servers are spoken to with; tried before they count."""

from datetime import datetime

from legup.accounts.models import User
from legup.lib import vault
from legup.lib.refusal import Refusal
from legup.mail import imap, probe, smtp
from legup.mail.models import Mailbox

FORGOTTEN = {
    "smtp_host": "", "imap_host": "", "username": "", "password_sealed": b"", "tested_at": None, "read_at": None, "failed_at": None, "failure": "", "refused_at": None, "refusal": "",
    "cursor_uidvalidity": 0, "cursor_uid": 0,
}  # fmt: skip


def smtp_account(mailbox: Mailbox | None) -> smtp.Account:
    """How letters leave by *mailbox*. Raises: Refusal when it was forgotten, or its password cannot be read."""
    if mailbox is None or not mailbox.smtp_host:
        raise Refusal("The mail account that this letter was to leave by has been forgotten. Add one under Mailbox.")
    return smtp.Account(mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security, _username(mailbox), _password(mailbox))


def imap_account(mailbox: Mailbox) -> imap.ImapAccount:
    """Where answers to *mailbox* come in. Raises: Refusal when its password cannot be read."""
    return imap.ImapAccount(mailbox.imap_host, mailbox.imap_port, mailbox.imap_security, _username(mailbox), _password(mailbox))


def keep_if_it_works(mailbox: Mailbox, now: datetime) -> list[probe.Finding]:
    """Try *mailbox* by signing in to its servers, then keep it; what was found, a sentence each.

    Once: settings that fail never take the place of settings that work; where there are none yet, they are kept untried.
    """
    findings = probe.probe(smtp_account(mailbox), imap_account(mailbox) if mailbox.imap_host else None)
    works = all(finding.ok for finding in findings)
    replaces = Mailbox.objects.filter(pk=mailbox.pk).exclude(tested_at=None).exists()
    if works or not replaces:
        mailbox.tested_at, mailbox.failed_at, mailbox.failure = (now if works else None), None, ""
        mailbox.save()
    return findings


def forget(owner: User) -> None:
    """Let go of the password and the servers; letters and answers that came by it stay. Once: forgotten stays forgotten."""
    Mailbox.objects.filter(owner=owner).update(**FORGOTTEN)


def _username(mailbox: Mailbox) -> str:
    return (mailbox.username or mailbox.address) if mailbox.password_sealed else ""


def _password(mailbox: Mailbox) -> str:
    return vault.unseal(bytes(mailbox.password_sealed)) if mailbox.password_sealed else ""
