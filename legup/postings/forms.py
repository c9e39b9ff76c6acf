"""A posting typed in, and the address of a board."""

from django import forms

from legup.postings import typing_in, watching
from legup.postings.models import Posting, Watch


class TypedForm(forms.Form):
    """A role that one saw somewhere."""

    title = forms.CharField(label="What is the role called?", max_length=300)
    organization = forms.CharField(label="Who is hiring?", max_length=300, help_text="The employer’s name, as the posting has it. Leg Up looks for whom you know there.")
    url = forms.URLField(label="Link", required=False, max_length=2000, assume_scheme="https")
    closes_on = forms.DateField(label="Last day to apply", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    note = forms.CharField(label="What it says, or a note", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))

    def clean_url(self):
        url = self.cleaned_data["url"]
        if url and not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError("A link begins with https:// or http://.")
        return url

    def save(self, owner) -> Posting:
        """Once: typed in twice is there once."""
        return typing_in.type_in(owner, **self.cleaned_data)


class WatchForm(forms.Form):
    """Any link that leads to a job board."""

    address = forms.CharField(
        label="Link of a job, a board, or a careers page", max_length=2000,
        help_text="Greenhouse boards can be read at present: boards.greenhouse.io/…, job-boards.greenhouse.io/…, or an employer’s own page that shows one.",
    )  # fmt: skip

    def save(self, owner) -> Watch:
        """Raises: Refusal when there is no board that can be read."""
        return watching.watch(owner, self.cleaned_data["address"])
