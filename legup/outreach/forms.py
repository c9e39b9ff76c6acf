"""Questions beside a letter, as a form: every answer is optional, and goes on record."""

from django import forms

from legup.contacts.models import Contact
from legup.outreach.questions import Question

_LONG = {"writer.background": 600, "why_them": 300, "writer.curiosity": 300, "talked_about": 300, "writer.school": 200, "recipient.given_name": 100}
_DAYS = ("met_on", "called_on", "apply_on", "first_sent_on")
_CHOICES = {"tie": list(Contact.TIES.items()), "answered": [("yes", "Yes"), ("later", "Later"), ("no", "No")]}
_MANY_LINES = ("writer.background",)


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
    known = {"label": question.text, "help_text": question.help, "required": False}
    if question.field in _CHOICES:
        return forms.ChoiceField(choices=_CHOICES[question.field], widget=forms.RadioSelect, **known)
    if question.field in _DAYS:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **known)
    widget = forms.Textarea(attrs={"rows": 2}) if question.field in _MANY_LINES else forms.TextInput
    return forms.CharField(max_length=_LONG.get(question.field, 200), widget=widget, **known)
