"""A list of people as one hands it in: a file, or pasted."""

from django import forms
from django.utils.html import format_html

from legup.contacts.importers import MAX_BYTES, refuse_unfit
from legup.contacts.importers.plain_csv import MEANINGS, NAMING, Outline
from legup.lib.refusal import Refusal

ACCEPTED = ".csv,.vcf,.json,.vcard,.txt,.tsv,text/csv,text/vcard"


class ImportForm(forms.Form):
    """One of the two is enough; the file wins."""

    file = forms.FileField(
        label="Your file", required=False, allow_empty_file=True,
        help_text="Connections.csv from LinkedIn, a CSV file from Google or Outlook, a vCard (.vcf), or any table with names in it. You can drop it here.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-largest": MAX_BYTES}),
    )  # fmt: skip
    pasted = forms.CharField(
        label="Or paste text", required=False, strip=False, max_length=1_000_000,
        help_text="The signature below a letter, or one person a line: Dana Whitfield, nurse, Wells Clinic, dana@wells.example. Rows copied from a spreadsheet work too.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            try:
                refuse_unfit(file.size, file.read(2_000), file.name)
            except Refusal as no:
                raise forms.ValidationError(str(no)) from None
            file.seek(0)
        return file

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not (cleaned.get("pasted") or "").strip():
            raise forms.ValidationError("Choose a file or paste a list first.")
        return cleaned

    @property
    def content(self) -> tuple[bytes, str]:
        """What was handed in, and what it is called. Shape: (bytes, name)."""
        if file := self.cleaned_data["file"]:
            return file.read(), file.name
        return self.cleaned_data["pasted"].encode(), ""


class ColumnsForm(forms.Form):
    """What each column of a table means; one question a column."""

    def __init__(self, *args, laid_out: Outline, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        columns = chosen if len(chosen) == len(laid_out.header) else laid_out.columns
        for i, (heading, meaning) in enumerate(zip(laid_out.header, columns, strict=True)):
            cells = dict.fromkeys(" ".join(row[i].split())[:40] for row in laid_out.sample if len(row) > i and row[i].strip())
            self.fields[f"column-{i}"] = forms.ChoiceField(
                label=heading.strip() or f"Column {i + 1}", choices=[(meaning or "other", words) for meaning, words in MEANINGS.items()], initial=meaning or "other",
                help_text=format_html("Such as: {}", " · ".join(list(cells)[:3])) if cells else "Empty in the first rows.",
            )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not NAMING & set(self.columns):
            raise forms.ValidationError("Say which column holds the names or the e-mail addresses; without one of them nobody can be told apart.")
        return cleaned

    @property
    def columns(self) -> list[str]:
        """The meaning of each column, in their order."""
        return [self.cleaned_data.get(name, "other").replace("other", "") for name in self.fields]


class BookForm(forms.Form):
    """Where an address book is and who asks for it."""

    address = forms.CharField(
        label="Address of the server", max_length=500, help_text="The CardDAV address from your provider’s help page, such as contacts.icloud.com or cloud.northfield.example.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    username = forms.CharField(label="User name", max_length=255, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}))
    password = forms.CharField(
        label="Password", max_length=500, required=False, strip=False, help_text="Most providers want an app password, made for this purpose. It is kept encrypted.",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
