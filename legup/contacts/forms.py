"""A person as one types them in, and how one knows them."""

from datetime import UTC, date, datetime, time

from django import forms
from django.db import transaction

from legup.contacts import search, timeline
from legup.contacts.models import Contact, Point, Position
from legup.lib.clock import is_zone, now
from legup.lib.fold import fold
from legup.organizations.keeping import organization_named


class ContactForm(forms.ModelForm):
    """Who somebody is and how to reach them; saving keeps earlier employers as dated positions."""

    email = forms.EmailField(label="e-mail address", required=False)
    phone = forms.CharField(label="telephone", required=False, max_length=60)
    title = forms.CharField(label="what they do", required=False, max_length=300)
    organization = forms.CharField(label="where they work", required=False, max_length=300)
    zone = forms.CharField(
        label="their time zone", required=False, max_length=64, help_text="Such as America/Chicago. Leave it empty when you are not sure.",
        widget=forms.TextInput(attrs={"list": "zones"}),
    )  # fmt: skip

    class Meta:
        model = Contact
        fields = ["full_name", "given_name", "location", "zone", "note"]
        labels = {"given_name": "what you call them"}
        help_texts = {"note": "Only you can see this.", "given_name": "Dana, or Professor Reyes. Leave it empty when you are not sure; letters then use the whole name."}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    field_order = ["full_name", "given_name", "title", "organization", "email", "phone", "location", "zone", "note"]

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        if self.instance.pk:
            self._show_what_is_kept()

    def _show_what_is_kept(self):
        self.initial["email"] = self.instance.email
        self.initial["phone"] = next((p.value for p in self.instance.points.all() if p.kind == "phone"), "")
        if position := self.instance.current:
            self.initial["title"] = position.title
            self.initial["organization"] = position.organization.name if position.organization else ""

    def clean_zone(self):
        zone = self.cleaned_data["zone"].strip().replace(" ", "_")
        if zone and not is_zone(zone):
            raise forms.ValidationError("That is not a time zone we know. They look like Europe/Lisbon or America/Chicago.")
        return zone

    def save(self, commit=True):
        contact, is_new = super().save(commit=False), self.instance.pk is None
        contact.owner, contact.folded = self.owner, fold(contact.full_name)
        with transaction.atomic():
            contact.save()
            self._keep_point(contact, "email")
            self._keep_point(contact, "phone")
            self._keep_position(contact)
            timeline.record(contact, "added" if is_new else "changed")
            search.index([contact.pk])
        return contact

    def _keep_point(self, contact: Contact, kind: str):
        value, before = self.cleaned_data[kind].strip(), self.initial.get(kind, "")
        if value == before:
            return
        if before:
            contact.points.filter(kind=kind, value=before).delete()
        if value:
            Point.objects.create(contact=contact, kind=kind, value=value, folded=fold(value))

    def _keep_position(self, contact: Contact):
        title, name = self.cleaned_data["title"], self.cleaned_data["organization"]
        was = (self.initial.get("title", ""), self.initial.get("organization", ""))
        if (title, name) == was:
            return
        if was[1] and was[1] != name:
            contact.positions.filter(ended_on=None).update(ended_on=now().date())
            timeline.record(contact, "moved", text=f"{contact.called} left {was[1]}" + (f" for {name}" if name else ""))
        else:
            contact.positions.filter(ended_on=None).delete()
        if title or name:
            Position.objects.create(contact=contact, title=title, organization=organization_named(self.owner, name))


class TieForm(forms.ModelForm):
    """How one knows somebody: the facts that a request stands on.

    Rule: met before, remind where and when; not met, say where the address came from; referred, by whom [S1 S2 S4].
    """

    class Meta:
        model = Contact
        fields = ["tie", "met_on", "met_where", "met_occasion", "talked_about", "referrer_name", "address_source", "why_them"]
        widgets = {"tie": forms.RadioSelect, "met_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {
            "tie": "How do you know them?",
            "met_where": "Where did you meet?",
            "met_on": "When?",
            "met_occasion": "At what occasion?",
            "referrer_name": "Who told you about them?",
            "address_source": "Where does their address come from?",
            "why_them": "What made you think of them?",
        }
        help_texts = {
            "met_on": "Roughly is fine.",
            "met_where": "A place they will remember: Northfield, the library steps, Zoom.",
            "met_occasion": "The careers evening, a cousin's wedding, a lecture.",
            "talked_about": "One detail is what makes people place you: her work on well water.",
            "referrer_name": "They will be named in your first sentence, so make sure that they agree.",
            "address_source": "The alumni directory of Northfield College, her page at the clinic, your talk at …",
            "why_them": "One concrete thing: you moved from the lab to the county, your article on …",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tie"].choices = list(Contact.TIES.items())

    def save(self, commit=True):
        with transaction.atomic():
            contact = super().save(commit)
            timeline.record(contact, "tie")
            if contact.tie == "met" and contact.met_on:
                self._met(contact, contact.met_on)
            search.index([contact.pk])
        return contact

    def _met(self, contact: Contact, on: date):
        contact.events.filter(kind="met").delete()
        at = datetime.combine(on, time(12), tzinfo=UTC)
        place = ", ".join(filter(None, (contact.met_occasion, contact.met_where)))
        timeline.record(contact, "met", at, place=f": {place}" if place else "")
