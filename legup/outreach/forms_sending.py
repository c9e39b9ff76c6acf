"""An answer that a person writes down, because it came another way; and the hour at which a letter is to leave."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from legup.contacts.models import Contact
from legup.lib.refusal import Refusal
from legup.outreach import hours
from legup.templatetags.legup import day, zone_name


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


class LeavingForm(forms.Form):
    """When a letter is to leave: at the good hour that was shown, or on a day and at a time of one's own."""

    use_required_attribute = False  # the form is part of a page with other buttons
    leave_on = forms.DateField(label="day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    leave_time = forms.TimeField(label="time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    leave_clock = forms.ChoiceField(label="by whose clock")

    def __init__(self, contact: Contact, now: datetime, data: QueryDict | None = None):
        self.contact, self.now, self.good = contact, now, hours.good_hour(contact, now)
        there = self.good.at.astimezone(ZoneInfo(self.good.zone))
        super().__init__(data, initial={"leave_on": there.date(), "leave_time": there.time()})
        mine = contact.owner.zone
        clocks = [("theirs", f"Theirs: {zone_name(contact.zone)}"), ("mine", f"Mine: {zone_name(mine)}")]
        differ = contact.zone and contact.zone != mine
        self.fields["leave_clock"] = forms.ChoiceField(label="by whose clock", choices=clocks if differ else clocks[:1] if contact.zone else clocks[1:])

    @property
    def good_day(self) -> str:
        """The good hour in few words, in their time."""
        there = self.good.at.astimezone(ZoneInfo(self.good.zone))
        return f"{day(there.date())}, {there:%H:%M}"

    @property
    def good_said(self) -> str:
        """The good hour in their time and in the owner's."""
        return hours.said(self.good.at, self.contact)

    @property
    def hour_there(self) -> str:
        """What time it is where they are, as a sentence; nothing where nobody knows."""
        if not self.contact.zone:
            return ""
        return f"It is {self.now.astimezone(ZoneInfo(self.contact.zone)):%A, %H:%M} where {self.contact.called} is, outside of working hours."

    @property
    def is_good_now(self) -> bool:
        """Whether a letter that leaves now comes while people work there."""
        return hours.is_good(self.contact, self.now)

    def leaving(self, how: str) -> hours.Leaving | None:
        """What was asked for: ``good`` with the instant that was shown, ``at`` with a day and a time, anything else for at once.

        Raises: Refusal for what is no time, or is over.
        """
        if how == "good":
            shown = parse_datetime(self.data.get("good_hour", "")) if len(self.data.get("good_hour", "")) < 40 else None
            if not shown or timezone.is_naive(shown):
                raise Refusal("That is not an hour. Choose a day and a time.")
            there = shown.astimezone(ZoneInfo(self.good.zone))
            return hours.chosen(there.date(), there.time(), self.good.zone, self.now)
        if how != "at":
            return None
        if not self.is_valid():
            raise Refusal("Choose a day and a time at which the letter is to leave.")
        zone = self.contact.zone if self.cleaned_data["leave_clock"] == "theirs" and self.contact.zone else self.contact.owner.zone
        return hours.chosen(self.cleaned_data["leave_on"], self.cleaned_data["leave_time"], zone, self.now)
