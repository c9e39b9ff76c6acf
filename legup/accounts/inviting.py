"""Asking people in to a server, and nobody else."""

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from legup.accounts.models import Invitation, User
from legup.lib.clock import now
from legup.lib.refusal import Refusal

LASTS_SECONDS = 14 * 24 * 3600


def invite(email: str, by: User | None) -> Invitation:
    """Open the door for *email* and write to them with the way in.

    Raises: Refusal on a laptop, which has one owner.
    Once: a second call opens the same invitation again and writes again.
    """
    if not settings.IS_SERVER:
        raise Refusal("This copy of Leg Up belongs to one person. Inviting others needs a server: set LEGUP_SITE_URL.")
    with transaction.atomic():
        facts = {"invited_by": by, "invited_at": now(), "withdrawn_at": None}
        invitation, _ = Invitation.objects.update_or_create(email=email.lower(), defaults=facts)
    path = reverse("accounts:invited", args=[signing.dumps(invitation.email, salt="invited")])
    host = by.full_name if by and by.full_name else "Your career office"
    text = (
        f"{host} invites you to Leg Up, which helps you to ask people about their work.\n\n"
        f"Open your account here, within two weeks: {settings.SITE_URL}{path}\n"
    )
    send_mail("Your invitation to Leg Up", text, None, [invitation.email])
    return invitation


def address_of(token: str) -> str:
    """For whom an invitation link was made.

    Raises: Refusal when it is too old or not ours.
    """
    try:
        return signing.loads(token, salt="invited", max_age=LASTS_SECONDS)
    except signing.BadSignature:
        raise Refusal("This invitation is too old, or the link is not whole. Ask for a new one.") from None
