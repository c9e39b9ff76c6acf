"""Letting it rest, being reminded on a day, and noting a no."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from legup.contacts.views import mine
from legup.followup import cadence, resting
from legup.followup.forms import LaterForm
from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.templatetags.legup import day


def rest(request, key):
    """Nothing more is suggested about them for half a year."""
    contact = mine(request, key)
    resting.rest(contact, now())
    return _said(request, contact, f"{contact.called} rests until {day(cadence.of(contact, now()).rests_until)}.")


def later(request, key):
    """They come back to Today on a day the person chose."""
    contact, form = mine(request, key), LaterForm(request.POST)
    if not form.is_valid():
        raise Refusal("That is no day. Choose one from the calendar, or write it like 2027-06-03.")
    resting.remind_me(contact, form.cleaned_data["on"], now())
    return _said(request, contact, f"You will be reminded of {contact.called} on {day(form.cleaned_data['on'])}.")


def _said(request, contact, words: str):
    messages.success(request, words, extra_tags=f"undo {reverse('followup:take_up', args=[contact.key])}")
    return redirect("desk:person", contact.key)


def take_up(request, key):
    """The person's word is taken back."""
    contact = mine(request, key)
    resting.take_up(contact, now())
    messages.success(request, f"{contact.called} rests no longer.")
    return redirect("desk:person", key)


def declined(request, key):
    """They said no; said again, it is taken back."""
    contact = mine(request, key)
    if cadence.of(contact, now()).is_said_no:
        resting.not_declined(contact, now())
        messages.success(request, "Taken back.")
    else:
        resting.decline(contact, now())
        messages.success(request, f"Noted. {contact.called} is not reminded again; a word of thanks is welcome.", extra_tags=f"undo {request.path}")
    return redirect("desk:person", key)
