"""The foot in the door: first a letter to the person, then the application."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from legup.contacts import timeline
from legup.contacts.models import Contact, Event
from legup.lib import clock
from legup.lib.refusal import Refusal
from legup.outreach import drafting
from legup.outreach.kinds import ASKING
from legup.outreach.models import Message
from legup.postings.models import Lead, Posting


def write(lead: Lead, now: datetime | None = None) -> Message:
    """The letter about the posting; to somebody one has not spoken with, the request for a conversation instead.

    Raises: Refusal when the posting is closed or the person wants to be left in peace.
    Once: the same letter again, unless it was dropped or failed.
    Rule: the first step is to write to the person; without a conversation it would be a cold request for a job [S1].
    """
    now = now or clock.now()
    _refuse_if_closed(lead.posting, now)
    if lead.contact.silenced_at:
        raise Refusal(f"You asked Leg Up not to suggest writing to {lead.contact.called}. Allow it again on their page first.")
    if lead.letter and lead.letter.stand not in ("dropped", "failed"):
        return lead.letter
    has_spoken = lead.contact.interviews.filter(ended_at__isnull=False).exists()
    if not has_spoken:
        _refuse_if_asked(lead.contact)
    with transaction.atomic():
        letter = drafting.draft(lead.contact, "applying", now, posting=lead.posting) if has_spoken else drafting.draft(lead.contact, "request", now)
        Lead.objects.filter(pk=lead.pk).update(letter=letter)
    lead.letter = letter
    return letter


def _refuse_if_asked(contact: Contact) -> None:
    asked = contact.messages.filter(direction="out", kind__in=ASKING, dropped_at=None, failed_at=None).exclude(queued_at=None, sent_at=None)
    if asked.exists():
        raise Refusal(f"You have already asked {contact.called} for a conversation. Wait for the answer; a second letter about a role would press them.")


def _refuse_if_closed(posting: Posting, now: datetime) -> None:
    if not posting.is_open(timezone.localdate(now)):
        raise Refusal("This posting is closed. Nothing was written, so that nobody hears from you about a role that is gone.")


@transaction.atomic
def set_applied(lead: Lead, now: datetime | None = None, without_letter: bool = False) -> bool:
    """Notes that one applied, or takes that note back; whether one has applied now.

    Raises: Refusal when the person has not been written to, unless *without_letter* says that this is meant.
    Rule: the letter goes before the application, or with it [S1].
    """
    now = now or clock.now()
    link = reverse("postings:posting", args=[lead.posting.key])
    if lead.applied_at:
        Lead.objects.filter(posting=lead.posting).update(applied_at=None)
        Event.objects.filter(contact=lead.contact, kind="applied", facts__link=link).delete()
        return False
    if not (lead.is_told or without_letter):
        raise Refusal(f"Write to {lead.contact.called} first: hearing it from you is what opens the door. You can also say that you applied without writing.")
    Lead.objects.filter(posting=lead.posting).update(applied_at=now)
    timeline.record(lead.contact, "applied", now, title=lead.posting.title, link=link, without_letter=not lead.is_told)
    return True


def set_dismissed(lead: Lead, now: datetime | None = None) -> bool:
    """Puts a lead aside, or brings it back; whether it is aside now."""
    aside = None if lead.dismissed_at else now or clock.now()
    Lead.objects.filter(pk=lead.pk).update(dismissed_at=aside)
    return aside is not None
