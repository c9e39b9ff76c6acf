"""The person's own pages that look across rooms: Today, and everything about one person."""

from datetime import timedelta

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from legup.contacts import timeline
from legup.contacts.models import Position
from legup.contacts.views import mine
from legup.desk import exporting, referrals, steps
from legup.desk.models import Snooze
from legup.desk.today import today as todays
from legup.followup import cadence
from legup.interviews.models import Note
from legup.lib.clock import now
from legup.outreach.kinds import TITLES

PUT_OFF = {"tomorrow": timedelta(days=1), "week": timedelta(days=7), "done": None, "mine": None}
SAID = {"done": "Good. It will not come back.", "mine": "Not for you: it will not come back."}


def today(request):
    """The list of small next steps."""
    if not request.user.welcomed_at:
        return redirect("desk:welcome")
    return render(request, "desk/today.html", {"today": todays(request.user, now()), "date": timezone.localdate()})


def person(request, key):
    """Who somebody is, how one knows them, everything that happened, and the one next step."""
    contact = mine(request, key)
    events = timeline.told(contact)
    facts = {
        "contact": contact,
        "events": events,
        "step": steps.next_with(contact, now()),
        "interview": contact.interviews.first(),
        "kinds": TITLES.items(),
        "colleagues": _colleagues(contact),
        "cadence": cadence.of(contact, now()),
        "leads": contact.leads.filter(dismissed_at=None).select_related("posting"),
    }
    return render(request, "desk/person.html", facts)


def _colleagues(contact):
    """Everybody else one knows at the same organization."""
    position = contact.current
    if not position or not position.organization_id:
        return []
    there = Position.objects.filter(organization=position.organization_id, ended_on=None).exclude(contact=contact)
    return there.select_related("contact")[:12]


def follow_referral(request, key):
    """From a name that somebody gave to the letter to that person."""
    note = get_object_or_404(Note.objects.filter(interview__owner=request.user, tag="name").select_related("interview__contact__owner"), key=key)
    return redirect("outreach:compose", referrals.follow(note, now()).key)


def snooze(request):
    """Puts a step off, for a while or for good."""
    step, span = request.POST.get("step", "")[:80], request.POST.get("how", "week")
    if step and span in PUT_OFF:
        until = now() + PUT_OFF[span] if PUT_OFF[span] else None
        facts = {"until": until, "at": now()}
        Snooze.objects.update_or_create(owner=request.user, step=step, defaults=facts)
        messages.success(request, SAID.get(span, "Put off. It comes back by itself."))
    return redirect("desk:today")


def unsnooze(request):
    """Brings back everything that was put off."""
    Snooze.objects.visible_to(request.user).delete()
    return redirect("desk:today")


def export(request):
    """Everything one owns, as one JSON file."""
    response = JsonResponse(exporting.everything(request.user), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="legup-{timezone.localdate():%Y-%m-%d}.json"'
    return response
