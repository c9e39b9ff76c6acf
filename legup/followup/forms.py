"""The day on which a person wants to be reminded."""

from django import forms


class LaterForm(forms.Form):
    """One day."""

    on = forms.DateField(label="remind me on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
