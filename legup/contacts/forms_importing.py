"""A list of people as one hands it in: a file, or pasted."""

from django import forms

from legup.contacts.importers import MAX_BYTES, refuse_unfit
from legup.lib.refusal import Refusal

ACCEPTED = ".csv,.vcf,.vcard,.txt,.tsv,text/csv,text/vcard"


class ImportForm(forms.Form):
    """One of the two is enough; the file wins."""

    file = forms.FileField(
        label="Your file", required=False, allow_empty_file=True,
        help_text="Connections.csv from LinkedIn, a CSV file from Google or Outlook, a vCard (.vcf), or any table with names in it. You can drop it here.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "data-largest": MAX_BYTES}),
    )  # fmt: skip
    pasted = forms.CharField(
        label="Or paste a list", required=False, strip=False, max_length=1_000_000,
        help_text="One person a line, such as: Dana Whitfield, dana@wells.example. Rows copied from a spreadsheet work too.",
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
