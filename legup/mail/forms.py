"""A mail account as a person types it in."""

from django import forms

from legup.lib import vault
from legup.mail.models import Mailbox

SETTINGS = "smtp_host smtp_port smtp_security imap_host imap_port imap_security".split()


class AddressForm(forms.Form):
    """The first step: the address, from which most settings can be guessed."""

    address = forms.EmailField(label="your e-mail address", help_text="Letters leave from here, and answers come back here.")


class MailboxForm(forms.ModelForm):
    """Everything that is needed to send, and to notice answers. The password is never shown again."""

    password = forms.CharField(
        label="password", strip=False, max_length=1000,
        error_messages={"required": "Your mail server asks for a password. For many accounts it is an app password; see beside."},
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = Mailbox
        fields = ["address", "username", *SETTINGS]
        help_texts = {
            "username": "Leave it empty when it is your address.",
            "imap_host": "Leave it empty when you do not want answers to be noticed.",
        }

    field_order = ["address", "password", "username", *SETTINGS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = bool(self.instance.password_sealed)
        self.fields["password"].help_text = "Leave it empty to keep the one that is saved." if kept else "It is kept encrypted, and never shown again."
        self.fields["password"].required = not kept
        self.fields["imap_port"].required = self.fields["imap_security"].required = False

    def clean(self):
        tidy = super().clean()
        tidy["imap_port"] = tidy.get("imap_port") or 993
        tidy["imap_security"] = tidy.get("imap_security") or "tls"
        if self.instance.password_sealed and not tidy.get("password") and set(SETTINGS) & set(self.changed_data):
            self.add_error("password", "A server setting has changed, so please type it in again. A saved password is not shown to another server.")
        return tidy

    def save(self, commit=True):
        mailbox = super().save(commit=False)
        if self.cleaned_data["password"]:
            mailbox.password_sealed = vault.seal(self.cleaned_data["password"])
        if {"imap_host", "imap_port", "username", "address"} & set(self.changed_data):
            mailbox.cursor_uidvalidity = mailbox.cursor_uid = 0
        if commit:
            mailbox.save()
        return mailbox
