"""What the guide and the call page send in."""

from datetime import datetime

from django import forms

from legup.interviews.calling import last_line
from legup.interviews.models import Interview, Note


def questions_from(post) -> tuple[dict[int, str], set[int]]:
    """The texts and the essential marks of the guide's one form. Shape: fields ``q<number>``, ``essential`` with numbers."""
    texts = {int(name[1:]): value for name, value in post.items() if name[:1] == "q" and name[1:].isdecimal() and len(name) < 12}
    return texts, {int(n) for n in post.getlist("essential") if n.isdecimal() and len(n) < 12}


class NotesForm(forms.Form):
    """The one field that is always ready, and the version it was typed upon."""

    notes = forms.CharField(label="Notes", required=False, strip=False, widget=forms.Textarea({"rows": 8}))
    base = forms.CharField(required=False, widget=forms.HiddenInput)


class LineForm(forms.Form):
    """One line and what it is."""

    tag = forms.ChoiceField(choices=[(t, said) for t, said in Note.TAGS.items() if t])
    line = forms.CharField(required=False, max_length=2000)


def pressed_at(post) -> datetime | None:
    """When a button was pressed on a page without signal. Zone: an ISO instant with an offset; anything else is nothing."""
    try:
        at = datetime.fromisoformat(post.get("at", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def own_line(form: LineForm, interview: Interview) -> str:
    """The line that is meant: the one sent along, or the last one of the notes when they came with it."""
    sent = form.cleaned_data["line"]
    return sent if sent.strip() or "notes" not in form.data else last_line(interview.notes)
