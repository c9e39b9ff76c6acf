"""Resting: a person's own word on when to write again, and the noting of a no. Each can be taken back."""

from datetime import date, datetime

from django.db import transaction

from legup.contacts import timeline
from legup.contacts.models import Contact, Event
from legup.followup import cadence
from legup.interviews.models import Interview
from legup.lib.refusal import Refusal
from legup.outreach.reminding import DORMANT_MONTHS, months_after


def rest(contact: Contact, now: datetime) -> Event:
    """Let it rest for half a year, because the person says so.

    Once: what rests goes on resting until the day already said.
    """
    with transaction.atomic():
        standing = cadence.of(contact, now)
        if standing.is_decided and standing.next == "afresh" and standing.rests_until:
            return _word(contact)
        until = cadence.calendar_of(contact).from_(months_after(cadence.calendar_of(contact).today(now), DORMANT_MONTHS))
        return timeline.record(contact, "rested", now, until=until.isoformat(), when=_dated(until))


def remind_me(contact: Contact, on: date, now: datetime) -> Event:
    """Bring it back on a day the person chose. Zone: a day where the contact is.

    Raises: Refusal when the day is not still to come. Once: the same day again changes nothing.
    """
    if on <= cadence.calendar_of(contact).today(now):
        raise Refusal("That day is not still to come. Choose a later one, or write today.")
    with transaction.atomic():
        standing = cadence.of(contact, now)
        if standing.is_decided and standing.next == "again" and standing.on == on:
            return _word(contact)
        return timeline.record(contact, "later", now, until=on.isoformat(), when=_dated(on))


def _word(contact: Contact) -> Event:
    return Event.objects.filter(contact=contact, kind__in=cadence.DECISIONS).latest("at", "pk")


def take_up(contact: Contact, now: datetime) -> None:
    """Undo the person's word that stands; an earlier one stands again. Once: without one nothing happens."""
    with transaction.atomic():
        if cadence.of(contact, now).is_decided:
            _word(contact).delete()


def decline(contact: Contact, now: datetime) -> None:
    """They said no: nobody is reminded of anything any more.

    Rule: a no is thanked [S7 P32]. Once: a no that is the last word stays one.
    """
    with transaction.atomic():
        if not cadence.of(contact, now).is_said_no:
            timeline.record(contact, "declined", now)
            contact.interviews.filter(ended_at=None, declined_at=None, closed_at=None).update(declined_at=now)


def not_declined(contact: Contact, now: datetime) -> None:
    """Undo of `decline`. Once: only while the no is the last word."""
    with transaction.atomic():
        if cadence.of(contact, now).is_said_no:
            said = Event.objects.filter(contact=contact, kind="declined").latest("at", "pk")
            Interview.objects.filter(contact=contact, declined_at=said.at).update(declined_at=None)
            said.delete()


def _dated(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
