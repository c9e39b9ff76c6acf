"""Mail accounts: from what is kept of them to what the servers are spoken to with, and whose name is on the letters."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from legup.accounts.models import User
from legup.lib import clock, vault
from legup.lib.letters import Address
from legup.lib.refusal import Refusal
from legup.mail import imap, oauth, smtp
from legup.mail.models import Mailbox, Servers

FORGOTTEN = {
    "smtp_host": "", "imap_host": "", "username": "", "way": "password", "password_sealed": b"", "renewal_sealed": b"", "access_sealed": b"", "access_until": None,
    "tested_at": None, "read_at": None, "failed_at": None, "failure": "", "refused_at": None, "refusal": "", "plus_works": None, "look_at": None, "misses": 0,
    "cursor_uidvalidity": 0, "cursor_uid": 0, "sent_uidvalidity": 0, "sent_uid": 0,
}  # fmt: skip
FORGOT = "The mail account that this letter was to leave by has been forgotten. Add one under Mailbox."
STALE = timedelta(minutes=2)  # an access token must still be good when the server gets to see it
RENEWING = timedelta(seconds=20)


def smtp_account(mailbox: Servers | None) -> smtp.Account:
    """How letters leave by *mailbox*. May renew an access token, over the network.

    Raises: NotSignedIn when a person has to mend the account; another Refusal when it may work later.
    """
    if mailbox is None:
        raise Refusal(FORGOT)
    if mailbox.way == "office":
        return _by_the_office()
    if not mailbox.smtp_host:
        raise smtp.NotSignedIn(FORGOT)
    return smtp.Account(mailbox.smtp_host, mailbox.smtp_port, mailbox.smtp_security, _username(mailbox), *_proof(mailbox))


def imap_account(mailbox: Servers) -> imap.ImapAccount:
    """Where answers to *mailbox* come in. Raises: as ``smtp_account``."""
    return imap.ImapAccount(mailbox.imap_host, mailbox.imap_port, mailbox.imap_security, _username(mailbox), *_proof(mailbox))


def sender(mailbox: Mailbox | Servers, name: str) -> Address:
    """Whom letters by *mailbox* come from: the person's own address, or the office's under the person's name."""
    return Address(settings.OFFICE_FROM if mailbox.way == "office" and settings.OFFICE_FROM else mailbox.address, name)


def reply_to(mailbox: Mailbox | Servers, name: str) -> Address | None:
    """Where answers go when they would not come back to the person by themselves."""
    return Address(mailbox.address, name) if mailbox.way == "office" else None


def forget(owner: User) -> None:
    """Let go of the password and the servers; letters and answers that came by it stay. Once: forgotten stays forgotten."""
    Mailbox.objects.filter(owner=owner).update(**FORGOTTEN)


def _by_the_office() -> smtp.Account:
    if settings.OFFICE_RELAY is None:
        raise smtp.NotSignedIn("Your office no longer lets letters leave by its own server. Connect your own mailbox, or open the letter in your own mail.")
    return smtp.Account(**settings.OFFICE_RELAY)


def _username(servers: Servers) -> str:
    return (servers.username or servers.address) if servers.password_sealed or servers.renewal_sealed else ""


def _proof(servers: Servers) -> tuple[str, str]:
    """The password, or an access token that is still good for a while."""
    if servers.renewal_sealed:
        return "", _access_token(servers)
    return (_unsealed(servers.password_sealed) if servers.password_sealed else ""), ""


def _unsealed(sealed: bytes | memoryview) -> str:
    try:
        return vault.unseal(bytes(sealed))
    except Refusal as lost:
        raise smtp.NotSignedIn(str(lost)) from None


def _access_token(servers: Servers) -> str:
    """The access token, renewed when it is stale: by one of those who need it, while the others wait for it."""
    give_up = time.monotonic() + RENEWING.total_seconds()
    while time.monotonic() < give_up:
        now = clock.now()
        if servers.pk:
            servers.refresh_from_db(fields=["access_sealed", "access_until", "renewal_sealed"])
        if servers.access_until and servers.access_until > now + STALE:
            return _unsealed(servers.access_sealed)
        # Only on top of what was just read: a renewal token may be good for one use.
        free = _row(servers).filter(Q(renewing_until=None) | Q(renewing_until__lte=now), access_until=servers.access_until)
        if free.update(renewing_until=now + RENEWING):
            return _renewed(servers, now)
        time.sleep(0.1)
    raise Refusal("The permission to use this mail account is being renewed. It will be tried again.")


def _row(servers: Servers) -> QuerySet:
    return type(servers)._default_manager.filter(pk=servers.pk)


def _renewed(servers: Servers, now: datetime) -> str:
    facts: dict[str, object] = {}
    try:
        grant = oauth.renew(servers.way, _unsealed(servers.renewal_sealed), now)
        facts = granted(grant)
        return grant.access
    finally:
        _row(servers).update(renewing_until=None, **facts)


def granted(grant: oauth.Grant) -> dict[str, object]:
    """What is kept of a grant, sealed."""
    renewal = {"renewal_sealed": vault.seal(grant.renewal)} if grant.renewal else {}
    return {"access_sealed": vault.seal(grant.access), "access_until": grant.until, **renewal}
