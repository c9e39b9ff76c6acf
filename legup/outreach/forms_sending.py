"""An answer that a person writes down, because it came another way."""

from datetime import datetime, time

from django import forms
from django.utils import timezone


class AnswerForm(forms.Form):
    """What they said, and when."""

    text = forms.CharField(
        label="what they said", max_length=20_000, strip=True, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Paste it, or write down what you remember of it. A sentence is enough.",
    )  # fmt: skip
    came_on = forms.DateField(label="when", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=timezone.localdate)

    def clean_came_on(self):
        came_on = self.cleaned_data["came_on"]
        if came_on > timezone.localdate():
            raise forms.ValidationError("That day is still to come.")
        return came_on

    def came_at(self) -> datetime:
        """The instant that stands for the day: now for today, noon for an earlier day. Zone: the reader's."""
        on = self.cleaned_data["came_on"]
        if on == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(on, time(12)))
