"""Hours: when a letter had better leave, counted in the days and the clock of whoever it goes to."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from legup.contacts.models import Contact
from legup.lib.clock import instant
from legup.lib.refusal import Refusal
from legup.lib.workdays import EVENING, calendar_in
from legup.templatetags.legup import moment_in

MORNING = time(9, 10)  # after the first rush, and not on the stroke, as a person would press Send
BEGINS = 7  # o'clock; before that a letter lies under those of the morning
SOONEST, LATEST = timedelta(minutes=1), timedelta(days=90)


class Leaving(NamedTuple):
    """When a letter is to leave. Zone: ``at`` is an instant, chosen as a wall time in ``zone``."""

    at: datetime
    zone: str


def zone_of(contact: Contact) -> str:
    """The zone that hours are counted in: theirs, or the owner's while nobody noted where they are."""
    return contact.zone or contact.owner.zone


def is_good(contact: Contact, at: datetime) -> bool:
    """Whether a letter that leaves at an instant comes while people work there."""
    there = at.astimezone(ZoneInfo(zone_of(contact)))
    return calendar_in(zone_of(contact)).is_workday(there.date()) and BEGINS <= there.hour < EVENING


def good_hour(contact: Contact, now: datetime) -> Leaving:
    """The next morning of a working day where *contact* is, holidays left out.

    Rule: days count in the recipient's calendar, and what is sent on a Friday evening begins on Monday [S3 P11].
    """
    zone = zone_of(contact)
    calendar, there = calendar_in(zone), now.astimezone(ZoneInfo(zone))
    day = calendar.from_(there.date() + timedelta(days=there.time() >= MORNING))
    at = instant(datetime.combine(day, MORNING), zone)
    return Leaving(at, zone) if at > now + SOONEST else good_hour(contact, at)


def chosen(on: date, o_clock: time, zone: str, now: datetime) -> Leaving:
    """A day and a time that the person chose. Zone: wall time in *zone*; in a gap the next valid time, in a fold the first.

    Raises: Refusal when it is not still to come, or very far off.
    """
    at = instant(datetime.combine(on, o_clock), zone)
    if at <= now + SOONEST:
        raise Refusal(f"{moment_in(at, zone)} is not still to come. Choose a later time, or send it now.")
    if at > now + LATEST:
        raise Refusal("That is more than three months away. Much can happen until then: keep it as a draft, and choose a day nearer to it.")
    return Leaving(at, zone)


def said(at: datetime, contact: Contact) -> str:
    """An instant in their time and in the owner's, each with its zone."""
    mine = moment_in(at, contact.owner.zone)
    if not contact.zone:
        return f"{mine}, your time: nobody noted where {contact.called} is"
    theirs, there, here = moment_in(at, contact.zone), at.astimezone(ZoneInfo(contact.zone)), at.astimezone(ZoneInfo(contact.owner.zone))
    if there.utcoffset() == here.utcoffset():
        return f"{theirs}, the same hour for you both"
    return f"{theirs}; for you that is {mine.partition(', ')[2] if there.date() == here.date() else mine}"
