"""Machine mail: what Leg Up itself writes to a person, marked as made by a machine; notices can be ended with one press (RFC 8058)."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from legup.accounts.models import User
from legup.lib.refusal import Refusal

AUTOMATIC = {"Auto-Submitted": "auto-generated"}  # so that no out-of-office note answers it (RFC 3834)
log = logging.getLogger("legup.accounts")


def post(address: str, subject: str, text: str, headers: dict[str, str] | None = None) -> None:
    """Write to *address* by the operator's own mail server. Raises: Refusal when it could not be sent."""
    try:
        EmailMessage(subject, text, None, [address], headers=AUTOMATIC | (headers or {})).send()
    except (OSError, SMTPException) as error:
        log.error("The server of LEGUP_MAIL_RELAY did not take a letter: %s", error)
        raise Refusal("The mail could not be sent just now. Wait a few minutes, then try again.") from None


def notify(user: User, subject: str, text: str) -> bool:
    """Send a notice of a kind that may come again; whether it went.

    Not to whoever ended them, nor where the operator gave no mail server. Raises: as ``post``.
    """
    if not settings.MAIL_RELAY or user.notices_ended_at or user.is_sample or user.email.endswith(".invalid"):
        return False
    if not settings.SITE_URL:
        post(user.email, subject, text)
        return True
    link = settings.SITE_URL + reverse("accounts:end_notices", args=[_token(user)])
    foot = f"\n-- \nTo get no notices of this kind any more: {link}\n"
    post(user.email, subject, text + foot, {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})
    return True


def _token(user: User) -> str:
    return signing.dumps(user.pk, salt="notices")


def named_by(token: str) -> User:
    """Whose notices a link ends. Raises: Refusal when it is not ours."""
    try:
        return User.objects.get(pk=signing.loads(token, salt="notices"))
    except (signing.BadSignature, User.DoesNotExist):
        raise Refusal("This link is not whole. Sign in and turn the notices off under Settings.") from None
