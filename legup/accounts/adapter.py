"""What Leg Up tells its accounts library: who may open an account here, and how a person is spoken to."""

import logging
import time
from smtplib import SMTPException

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.urls import reverse

from legup.accounts.inviting import is_open
from legup.accounts.machine_mail import AUTOMATIC
from legup.accounts.models import Invitation
from legup.lib.clock import now
from legup.lib.refusal import Refusal

log = logging.getLogger("legup.accounts")
FRESH_SECONDS = 300


class Adapter(DefaultAccountAdapter):
    """Accounts on a server are by invitation; a laptop has one owner and no sign-up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The address and the password do not belong together.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This is not the code. Look at the newest mail.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
        "rate_limited": "A code was sent a moment ago. Wait a little before you ask for another.",
    }

    def is_open_for_signup(self, request) -> bool:
        return settings.IS_SERVER and is_open(request.session.get("invited_as", ""))

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit)
        Invitation.objects.filter(email=user.email).update(accepted_at=now())
        return user

    def login(self, request, user) -> None:
        super().login(request, user)
        request.session["came_in_at"] = time.time()

    def get_login_stages(self) -> list[str]:
        """A passkey is a way in of its own, never a second lock on the others."""
        return [stage for stage in super().get_login_stages() if ".mfa." not in stage]

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Whoever came in just now need not prove it again; on a laptop the printed link has proved it."""
        fresh = time.time() - context.request.session.get("came_in_at", 0) < FRESH_SECONDS
        return settings.IS_SERVER and not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("accounts:settings")

    def render_mail(self, template_prefix, email, context, headers=None):
        return super().render_mail(template_prefix, email, context, AUTOMATIC | (headers or {}))

    def send_mail(self, *args, **kwargs) -> None:
        try:
            super().send_mail(*args, **kwargs)
        except (OSError, SMTPException) as error:
            log.error("The server of LEGUP_MAIL_RELAY did not take a letter: %s", error)
            raise Refusal("The mail could not be sent just now. Wait a few minutes, then try again.") from None


class Passkeys(DefaultMFAAdapter):
    """How passkeys are named, here and in the browser's own window."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": "This passkey could not be used here. Try once more, or come in another way."}

    def _get_site_name(self) -> str:
        return "Leg Up"

    def generate_authenticator_name(self, user, type) -> str:
        return f"Passkey of {now():%-d %B %Y}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "Leg Up"}
