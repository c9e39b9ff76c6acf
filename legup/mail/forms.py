"""A mail account as a person types it in."""

import re

from django import forms

from legup.lib import vault
from legup.mail.models import Mailbox, Trial
from legup.mail.providers import guess

SETTINGS = "smtp_host smtp_port smtp_security imap_host imap_port imap_security".split()
TYPED = ["address", "username", *SETTINGS]


def without_gaps(password: str) -> str:
    """An app password as providers show it, in groups, is meant without the gaps; any other password stays as it is."""
    return re.sub(r"\s", "", password) if re.fullmatch(r"\s*[a-z]{4}(\s[a-z]{4}){3}\s*", password) else password


class AddressForm(forms.Form):
    """The first step: the address, from which most settings can be found."""

    address = forms.EmailField(label="your e-mail address", help_text="Letters leave from here, and answers come back here.")


class OfficeForm(forms.Form):
    """Letters leave by the office's own server: only where answers go is asked."""

    address = forms.EmailField(label="where answers go", help_text="A letter with a code goes there first, to make sure that it is yours.")


class CodeForm(forms.Form):
    """What stands in the test letter."""

    code = forms.CharField(
        label="the code in the test letter", max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class IncomingForm(forms.ModelForm):
    """Where answers come in, for letters that leave by the office."""

    password = forms.CharField(label="password", strip=False, max_length=1000, help_text="It is kept encrypted, and never shown again.", widget=forms.PasswordInput(attrs={"autocomplete": "off"}))

    class Meta:
        model = Trial
        fields = ["username", "imap_host", "imap_port", "imap_security"]
        help_texts = {"username": "Leave it empty when it is your address."}

    field_order = ["password", "imap_host", "imap_port", "imap_security", "username"]

    def __init__(self, box: Mailbox, data=None):
        found = guess(box.address).imap
        super().__init__(data, initial={"imap_host": found.host, "imap_port": found.port, "imap_security": found.security})
        self.box = box
        self.fields["imap_host"].required = True

    def trial(self, owner) -> Trial:
        """The account as before, with where answers come in, to be tried. It is not kept yet."""
        trial = super().save(commit=False)
        trial.owner, trial.way, trial.address = owner, self.box.way, self.box.address
        trial.smtp_host, trial.smtp_port, trial.smtp_security = self.box.smtp_host, self.box.smtp_port, self.box.smtp_security
        trial.password_sealed = vault.seal(without_gaps(self.cleaned_data["password"]))
        return trial


class MailboxForm(forms.ModelForm):
    """Everything that is needed to send, and to notice answers. The password is never shown again."""

    password = forms.CharField(
        label="password", strip=False, max_length=1000,
        error_messages={"required": "Your mail server asks for a password. For many accounts it is an app password; see beside."},
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = Trial
        fields = TYPED
        help_texts = {
            "username": "Leave it empty when it is your address.",
            "imap_host": "Leave it empty when you do not want answers to be noticed.",
        }

    field_order = ["address", "password", "username", *SETTINGS]

    def __init__(self, data=None, box: Mailbox | None = None, initial=None):
        self.box = box if box and box.smtp_host and box.way == "password" else None
        known = {name: getattr(self.box, name) for name in TYPED} if self.box else {}
        super().__init__(data, initial=known | (initial or {}))
        kept = bool(self.box and self.box.password_sealed and not self.box.is_refused)
        self.fields["password"].help_text = "Leave it empty to keep the one that is saved." if kept else "It is kept encrypted, and never shown again."
        self.fields["password"].required = not kept
        self.fields["imap_port"].required = self.fields["imap_security"].required = False

    def clean(self):
        tidy = super().clean()
        tidy["imap_port"] = tidy.get("imap_port") or 993
        tidy["imap_security"] = tidy.get("imap_security") or "tls"
        if self.box and self.box.password_sealed and not tidy.get("password") and any(tidy.get(name) != getattr(self.box, name) for name in SETTINGS):
            self.add_error("password", "A server setting has changed, so please type it in again. A saved password is not shown to another server.")
        return tidy

    def trial(self, owner) -> Trial:
        """The account as it was typed in, to be tried. It is not kept yet."""
        trial = super().save(commit=False)
        trial.owner = owner
        if typed := self.cleaned_data["password"]:
            trial.password_sealed = vault.seal(without_gaps(typed))
        elif self.box:
            trial.password_sealed = self.box.password_sealed
        return trial
