"""What the sources disagree on, as a person's office has it: kept with the person, used by every check of theirs."""

from django import forms

from legup.accounts.models import User
from legup.outreach.checks.preferring import Preferences

QUESTIONS = {
    "say_not_seeking": ("Saying “I am not looking for a job”", {"allowed": "Fine to say", "avoid": "Better left out"}, "Kansas State, Lawrence and Pomona want it said; Dalton wants work unmentioned."),
    "resume": ("A CV", {"never": "Never unasked", "on_request": "Offered, not attached", "attach": "Attached is fine"}, "Most offices say never with the first letter; Rochester attaches two pages."),
    "thanks_within": ("Thanks", {"24": "Within a day", "72": "Within three days", "120": "Within five days"}, "Most say a day; Indiana and Delft allow longer."),
    "phone_or_person": ("The conversation", {"either": "Either", "phone": "By telephone first", "person": "In person first"}, "Chicago asks for a call; Stanford finds meeting better."),
    "referral_after_talk": ("Asking for a good word, once you have talked", {"leave": "Left to them to offer", "gently": "Gently, with an easy way out"}, "Chicago and Kansas State leave it to them; people in technology often ask."),
    "register": ("The greeting", {"either": "As it suits", "formal": "Title and family name until they sign otherwise", "first_name": "First names"}, "Amherst is formal; business schools use first names."),
}  # fmt: skip


class AdviceForm(forms.Form):
    """One question for each thing that the sources disagree on.

    Rule: both sides are shown, and an office may choose [S2 S6 S12 S11 S14].
    """

    def __init__(self, data=None, *, user: User):
        super().__init__(data)
        self.user, kept = user, preferences_of(user)
        for name, (label, choices, help_text) in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=list(choices.items()), help_text=help_text, initial=str(getattr(kept, name)))

    def save(self) -> None:
        """Keep the answers with the person."""
        User.objects.filter(pk=self.user.pk).update(advice=self.cleaned_data)


def preferences_of(user: User) -> Preferences:
    """What the checks should prefer for *user*; whatever was never set, or is no longer known, is as most sources have it."""
    kept = {name: value for name, value in user.advice.items() if name in QUESTIONS and value in QUESTIONS[name][1]}
    if "thanks_within" in kept:
        kept["thanks_within"] = int(kept["thanks_within"])
    return Preferences(**kept, reminders=user.reminders)
