"""The living page of parts."""

from datetime import datetime, timedelta
from types import SimpleNamespace as Thing
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.messages import constants
from django.core.paginator import Paginator
from django.shortcuts import render

from legup.desk.steps import Step
from legup.lib.clock import now

CHICAGO = ZoneInfo("America/Chicago")
TIES = [("met", "We have met"), ("told", "Somebody told me about them"), ("found", "I found their work")]
BODY = """Dear Dana,

We met at the county health fair in October, where you told me how the clinic counts its missed appointments.

I am a second-year biology student at Northfield and am deciding between research and public health. Would you have twenty minutes by telephone in the next weeks to tell me how you came to your work? I am not asking for a position.

Any time that suits you suits me.

Ana Duarte"""


class SampleForm(forms.Form):
    """One field of each kind."""

    full_name = forms.CharField(label="Your name", help_text="As you would sign a letter.")
    school = forms.CharField(label="School or university", required=False)
    email = forms.EmailField(label="Your address", required=False)
    tie = forms.ChoiceField(label="How do you know them?", choices=TIES, widget=forms.RadioSelect)
    interests = forms.MultipleChoiceField(label="What are you curious about?", choices=[("lab", "Research"), ("pub", "Public health")], widget=forms.CheckboxSelectMultiple, required=False)
    zone = forms.ChoiceField(label="Time zone", choices=[("l", "Lisbon"), ("c", "Chicago")])
    day = forms.DateField(label="When", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    hour = forms.TimeField(label="At", widget=forms.TimeInput(attrs={"type": "time"}), required=False)
    note = forms.CharField(label="One thing you spoke of", widget=forms.Textarea(attrs={"data-keep": "gallery"}), help_text="People are glad to help somebody they can place.")
    people = forms.FileField(label="A file of people", help_text="Connections.csv from LinkedIn, or a vCard.", required=False)
    agreed = forms.BooleanField(label="I have read what is kept about people", help_text="You can take this back at any time.")


def parts(request):
    """Every part of the interface in every state, for developers."""
    at = datetime(now().year + 1, 12, 3, 14, 0, tzinfo=CHICAGO)
    wrong = SampleForm({"wrong-email": "ana at northfield"}, prefix="wrong")
    wrong.add_error(None, "This letter was sent from another window a minute ago.")
    facts = {
        "form": SampleForm(),
        "wrong": wrong,
        "body": BODY,
        "at": at,
        "soon": now() + timedelta(seconds=60),
        "began": now() - timedelta(minutes=17, seconds=12),
        "levels": ["note", "good", "warn", "bad"],
        "arts": ["today", "people", "letters", "calls", "postings", "search", "import", "done"],
        "page": Paginator(range(90), 30).page(2),
        "toasts": [Thing(message="Saved.", level_tag=constants.DEFAULT_TAGS[constants.SUCCESS])],
        **lists(at),
    }
    return render(request, "ui/gallery.html", facts)


def lists(at: datetime) -> dict:
    """Rows for the parts that show more than one."""
    return {
        "steps": [
            Step("a", "Thank Dana for yesterday", "You promised to read her report; say which page stayed with you.", "Write the thanks", "#", {"kind": "thanks"}, tone="good"),
            Step("b", "Wells Clinic is looking for a field assistant. You spoke with Omar there on 4 May.", "Write to Omar before you apply: somebody who remembers you is better than a form. It closes on Sunday 6 December.", "Write to Omar", "#"),
            Step("c", "Write to Priya again, or let it rest", "Your letter went nine working days ago. One short reminder is welcome, a second is not.", "Write a reminder", "#", tone="warn", other=[("Let it rest", "#")]),
            Step("d", "Your letter to Jonas did not go", "The mail server did not know the address.", "See what to do", "#", tone="bad"),
        ],
        "events": [
            Thing(at=at, sentence="You speak with Dana", icon="call", url="#"),
            Thing(at=at - timedelta(days=3), sentence="Dana answered", icon="letter", url="#", detail="“Gladly. Thursday after two is quiet here.”"),
            Thing(at=at - timedelta(days=6), sentence="You sent a letter", icon="send"),
            Thing(at=at - timedelta(days=380), sentence="You met at the county health fair"),
        ],
        "bars": [Thing(label="Sent", value=18), Thing(label="Answered", value=11, note="11 of 18; the true share may lie between 39 and 80 of 100"), Thing(label="Spoken", value=7), Thing(label="Thanked", value=7)],
        "filters": [Thing(label="Everybody", url="?", current=True, count=214), Thing(label="Asked", url="?stage=asked", current=False, count=18), Thing(label="Spoken with", url="?stage=held", current=False, count=7)],
    }
