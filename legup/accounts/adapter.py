"""What Leg Up tells its accounts library: who may open an account here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.forms import ValidationError

from legup.accounts.models import Invitation
from legup.lib.clock import now


class Adapter(DefaultAccountAdapter):
    """Accounts on a server are by invitation; a laptop has one owner and no sign-up."""

    def is_open_for_signup(self, request) -> bool:
        return settings.IS_SERVER and _invited(request.session.get("invited_as", ""))

    def clean_email(self, email: str) -> str:
        email = super().clean_email(email).lower()
        if not _invited(email):
            raise ValidationError("There is no open invitation for this address. Use the address your career office wrote to, or ask them.")
        return email

    def save_user(self, request, user, form, commit=True):
        user = super().save_user(request, user, form, commit)
        Invitation.objects.filter(email=user.email.lower()).update(accepted_at=now())
        return user


def _invited(email: str) -> bool:
    return bool(email) and Invitation.objects.filter(email=email.lower(), accepted_at=None, withdrawn_at=None).exists()

