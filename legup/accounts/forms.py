"""What a person says of themselves."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from legup.accounts.models import Invitation, User
from legup.lib.clock import is_zone


def zone_choices() -> list[tuple[str, str]]:
    """Zones as a person picks them: by region and city."""
    names = sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/")))
    return [("UTC", "UTC")] + [(z, z.replace("_", " ").replace("/", " · ")) for z in names]


def reminder_choices() -> list[tuple[int, str]]:
    """How many reminders a person may choose, as far as the operator allows."""
    return [(most, words) for most, words in User.REMINDERS.items() if most <= settings.REMINDERS] or [(1, "None: nobody is reminded here")]


class ProfileForm(forms.ModelForm):
    """Everything a letter may say of the writer."""

    zone = forms.ChoiceField(label="time zone", choices=zone_choices)
    reminders = forms.TypedChoiceField(label="reminders to a letter", coerce=int, empty_value=None, required=False, choices=reminder_choices)

    class Meta:
        model = User
        fields = ["full_name", "headline", "school", "background", "curiosity", "phone", "zone", "spelling", "reminders"]
        help_texts = {
            "headline": "As you would say it after “I am”: a second-year biology student at Northfield College.",
            "background": "What you have done, or what you are deciding between. One or two sentences are enough.",
            "curiosity": "A field, a kind of work or a question: how people come to work in public health.",
            "phone": "Only if you want it at the end of your letters.",
        }


class WhoForm(forms.ModelForm):
    """The first of the three questions of Welcome."""

    zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-zone": ""}))

    class Meta:
        model = User
        fields = ["full_name", "headline", "school", "zone"]
        help_texts = {"headline": ProfileForm.Meta.help_texts["headline"], "school": "People who went there too are glad to hear from you."}

    def clean_zone(self):
        said = self.cleaned_data["zone"]
        return said if is_zone(said) else self.instance.zone


class CuriousForm(forms.ModelForm):
    """The second question of Welcome."""

    class Meta:
        model = User
        fields = ["curiosity", "background"]
        help_texts = {"curiosity": ProfileForm.Meta.help_texts["curiosity"], "background": ProfileForm.Meta.help_texts["background"]}


class InvitationForm(forms.ModelForm):
    """Asking somebody in."""

    class Meta:
        model = Invitation
        fields = ["email"]
