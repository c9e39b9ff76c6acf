"""Asking people in to a server, and nobody else."""

from django.conf import settings
from django.core import signing
from django.core.validators import validate_email
from django.db import transaction
from django.forms import ValidationError
from django.urls import reverse

from legup.accounts import machine_mail
from legup.accounts.models import Invitation, User
from legup.lib.clock import now
from legup.lib.refusal import Refusal

LASTS_SECONDS = 14 * 24 * 3600


def invite(email: str, by: User | None) -> str:
    """Open the door for *email*, write to them with the way in, and return that way in.

    Without a mail relay only the operator (*by* nobody) may invite, and hands the link over.
    Raises: Refusal on a laptop, which has one owner; for what is no address; when the letter could not be sent.
    Once: a second call opens the same invitation again and writes again.
    """
    email = email.strip().lower()
    _may_invite(email, by)
    with transaction.atomic():
        facts = {"invited_by": by, "invited_at": now(), "withdrawn_at": None, "accepted_at": None}
        Invitation.objects.update_or_create(email=email, defaults=facts)
    path = reverse("accounts:invited", args=[signing.dumps(email, salt="invited")])
    if settings.MAIL_RELAY:
        _write_to(email, by, settings.SITE_URL + path)
    return settings.SITE_URL + path


def _may_invite(email: str, by: User | None) -> None:
    if not settings.IS_SERVER:
        raise Refusal("This copy of Leg Up belongs to one person. Inviting others needs a server: set LEGUP_SITE_URL.")
    if by and not settings.MAIL_RELAY:
        raise Refusal("This server sends no mail, so it cannot write to anybody. Its operator can invite with: legup invite ADDRESS.")
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"“{email}” is not a mail address.") from None


def _write_to(email: str, by: User | None, link: str) -> None:
    host = by.full_name if by and by.full_name else "Your career office"
    text = (
        f"{host} invites you to Leg Up, which helps you to ask people about their work.\n\n"
        f"Open your account here, within two weeks:\n\n{link}\n\n"
        "If you do not know what this is about, leave it be: nothing is opened until you follow the link.\n"
    )
    try:
        machine_mail.post(email, "Your invitation to Leg Up", text)
    except Refusal:
        raise Refusal("The invitation could not be sent just now. Wait a few minutes, then invite again.") from None


def address_of(token: str) -> str:
    """For whom an invitation link was made.

    Raises: Refusal when it is too old or not ours.
    """
    try:
        return signing.loads(token, salt="invited", max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise Refusal("This invitation is too old, or the link is not whole. Ask for a new one.") from None


def is_open(email: str) -> bool:
    """Whether *email* was asked in and has not come yet."""
    return bool(email) and Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).exists()
