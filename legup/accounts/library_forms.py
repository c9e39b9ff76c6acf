"""Where the forms of the accounts library ask something else than it would."""

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm, SignupForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings

LABELS = {"oldpassword": "Your present password", "password1": "Password", "password2": "The same password again"}


def _in_our_words(form: forms.Form) -> None:
    for name, label in LABELS.items():
        if name in form.fields:
            form.fields[name].label = label
    form.fields["password1"].help_text = "Ten characters or more, and none that many people use."


class OpenAccount(SignupForm):
    """An account is opened for the address that was invited and no other."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = self.invited
        self.fields["email"].widget.attrs["readonly"] = True
        _in_our_words(self)
        if not self.fields["password1"].required:
            self.fields["password1"].help_text += " A code by mail lets you in as well."

    @property
    def invited(self) -> str:
        return context.request.session.get("invited_as", "")

    def clean_email(self) -> str:
        if self.cleaned_data["email"].lower() != self.invited:
            raise forms.ValidationError(f"Your invitation is for {self.invited}. For another address, ask for another invitation.")
        return super().clean_email()


class ChangePassword(ChangePasswordForm):
    """On a laptop the printed link has proved who is there; a forgotten password can be replaced."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self)
        self.fields["password1"].label = "Your new password"
        if not settings.IS_SERVER:
            del self.fields["oldpassword"]


class SetPassword(SetPasswordForm):
    """A first password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self)


class ReplacePassword(ResetPasswordKeyForm):
    """A password in place of a forgotten one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _in_our_words(self)


class AddPasskey(AddWebAuthnForm):
    """Only keys that let somebody in by themselves. The script that makes one reads the box."""

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.CheckboxInput(attrs={"hidden": True}))
