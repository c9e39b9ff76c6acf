"""What one types to write down an agreed time."""

from datetime import datetime
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from legup.interviews.models import Interview
from legup.lib.refusal import Refusal
from legup.scheduling import booking
from legup.templatetags.legup import zone_name


def zones() -> list[str]:
    """The zones offered while one types: places, not abbreviations."""
    return sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/", "US/")))


class AgreeForm(forms.Form):
    """The day, the hour and whose clock it is, and how the two will reach each other.

    Zone: ``whose`` says in which of two zones the hour is meant; ``moment`` is the instant that comes of it.
    """

    on = forms.DateField(label="Day", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    hour = forms.TimeField(label="Hour", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    whose = forms.ChoiceField()
    their_zone = forms.CharField(label="Their time zone", max_length=64, required=False, widget=forms.TextInput({"list": "zones", "autocomplete": "off"}))
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=180, help_text="What you asked for. Twenty is usual.")
    medium = forms.ChoiceField(label="How", choices=list(Interview.MEDIA.items()), widget=forms.RadioSelect)
    reach = forms.CharField(
        label="Their number, or the link", max_length=300, required=False,
        help_text="You place the call, so that they need not. If they would rather call you, write that here.",
    )  # fmt: skip
    past = forms.BooleanField(label="Yes, the call has taken place already", required=False)
    moment: booking.Moment
    """What the hour means, once the form is valid."""

    def __init__(self, data, interview: Interview):
        self.interview, contact = interview, interview.contact
        super().__init__(data, initial=_initial(interview))
        mine = zone_name(timezone.get_current_timezone_name())
        theirs = f"Theirs: {zone_name(contact.zone)}" if contact.zone else "Theirs"
        self.fields["whose"] = forms.ChoiceField(label="Whose clock is that?", choices=[("theirs", theirs), ("mine", f"Mine: {mine}")], widget=forms.RadioSelect)
        self.fields["their_zone"].help_text = f"Where {contact.called} will be that day, such as Europe/Lisbon."
        numbers = [p.value for p in contact.points.all() if p.kind == "phone" and not p.failed_at]
        if numbers:
            self.fields["reach"].widget.attrs["list"] = "numbers"
        self.numbers = numbers

    def clean(self):
        """Makes the instant, or says what is missing for it."""
        data = super().clean()
        if "on" not in data or "hour" not in data or "whose" not in data:
            return data
        zone = data.get("their_zone", "").strip() if data["whose"] == "theirs" else timezone.get_current_timezone_name()
        if not zone:
            self.add_error("their_zone", f"Say in which time zone {self.interview.contact.called} is, or choose your own clock.")
            return data
        try:
            self.moment = booking.moment(datetime.combine(data["on"], data["hour"].replace(tzinfo=None, microsecond=0)), zone)
        except (Refusal, OverflowError) as no:
            self.add_error("their_zone" if isinstance(no, Refusal) else "on", str(no) if isinstance(no, Refusal) else "That day is too far away.")
        return data

    def save(self, now) -> Interview:
        """Writes the agreed time down, and the contact's zone when it was not known before."""
        interview, contact = self.interview, self.interview.contact
        interview.medium, interview.reach = self.cleaned_data["medium"], self.cleaned_data["reach"].strip()
        booking.agree(interview, self.moment.wall, self.moment.zone, self.cleaned_data["minutes"], now, past=self.cleaned_data["past"])
        if not contact.zone and self.cleaned_data["whose"] == "theirs":
            contact.zone = self.moment.zone
            contact.save(update_fields=["zone"])
        return interview


def _initial(interview: Interview) -> dict:
    theirs = interview.contact.zone
    whose = "mine" if interview.zone and interview.zone != theirs else "theirs"
    facts = {"whose": whose, "their_zone": theirs, "minutes": interview.minutes, "medium": interview.medium, "reach": interview.reach}
    return facts | ({"on": interview.wall.date(), "hour": interview.wall.time()} if interview.wall else {})
