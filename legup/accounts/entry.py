"""Coming in by a link that works once."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from legup.accounts.models import EntryLink, User
from legup.lib.refusal import Refusal

COOKIE = "legup_entry"
BEYOND = {"passkeys": "mfa_add_webauthn"}  # where a link may lead besides the desk
LASTS = timedelta(minutes=30)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_link(user: User, now: datetime, lasts: timedelta = LASTS) -> str:
    """The path of a fresh one-time link for *user*; only a hash of it is kept."""
    token = secrets.token_urlsafe(24)
    EntryLink.objects.create(token_hash=_hash(token), user=user, made_at=now, expires_at=now + lasts)
    return reverse("accounts:enter_link", args=[token])


def use(token: str, now: datetime) -> User:
    """The person whom *token* lets in.

    Raises: Refusal when it was used before, is too old, or was never made.
    Once: the second use of a link is refused.
    """
    fresh = EntryLink.objects.filter(token_hash=_hash(token), used_at=None, expires_at__gt=now)
    with transaction.atomic():
        link = fresh.select_related("user").first()
        if link is None or not fresh.filter(pk=link.pk).update(used_at=now):
            raise Refusal("This link has been used, or is too old. Start Leg Up again for a new one.")
        return link.user
