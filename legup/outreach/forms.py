"""Questions beside a letter, as a form: every answer is optional, and goes on record."""

from django import forms

from legup.contacts.models import Contact
from legup.outreach.questions import Question

_LONG = {"writer.background": 600, "why_them": 300, "writer.curiosity": 300, "talked_about": 300, "writer.school": 200, "recipient.given_name": 100, "did": 400, "news": 400, "other_why": 300}
_DAYS = ("met_on", "called_on", "apply_on", "first_sent_on", "named_on")
_CHOICES = {
    "tie": list(Contact.TIES.items()),
    "answered": [("yes", "Yes"), ("later", "Later"), ("no", "No")],
    "ended": [("yes", "They said yes"), ("no", "They chose somebody else"), ("withdrawn", "I decided otherwise")],
    "other_agreed": [("yes", "Yes, both"), ("no", "Not yet")],
}
_MANY_LINES = ("writer.background", "did", "news")


class QuestionsForm(forms.Form):
    """One field for each question. Shape: fields are named ``q-`` and the fact."""

    def __init__(self, questions: list[Question], *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields["q-" + question.field] = _field(question)

    @property
    def answers(self) -> dict[str, object]:
        """What was answered, by fact."""
        return {name.removeprefix("q-"): value for name, value in self.cleaned_data.items() if value}

    def first(self):
        """The questions to begin with."""
        return list(self)[:3]

    def rest(self):
        """The others, which can wait."""
        return list(self)[3:]


def _field(question: Question) -> forms.Field:
    """The kind of field that suits the fact."""
    name = question.field
    field: forms.Field
    if name in _CHOICES:
        field = forms.ChoiceField(choices=_CHOICES[name], widget=forms.RadioSelect, required=False)
    elif name in _DAYS:
        field = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False)
    else:
        field = forms.CharField(max_length=_LONG.get(name, 200), widget=forms.Textarea(attrs={"rows": 2}) if name in _MANY_LINES else forms.TextInput, required=False)
    field.label, field.help_text = question.text, question.help
    return field
