"""Booking: a time is agreed, and from then on nobody else has it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from legup.accounts.models import User
from legup.contacts import timeline
from legup.interviews.models import Interview
from legup.lib import clock
from legup.lib.refusal import Refusal
from legup.scheduling.models import SlotClaim
from legup.templatetags.legup import moment_in, zone_name


@dataclass(frozen=True)
class Moment:
    """A wall time in a zone, made an instant. Zone: ``at`` is UTC; ``wall`` is naive, the time as it will read there."""

    at: datetime
    wall: datetime
    zone: str
    remark: str = ""


def moment(wall: datetime, zone: str) -> Moment:
    """What *wall* in *zone* means, with a remark when the clocks change about then.

    Zone: *wall* is naive; *zone* an IANA name.
    Rule: in a gap the next valid time, in a fold the first.
    Raises: Refusal when there is no such zone.
    """
    if not clock.is_zone(zone):
        raise Refusal(f"“{zone}” is not a time zone that Leg Up knows. Choose one from the list, such as Europe/Lisbon.")
    at = clock.instant(wall, zone)
    there = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    place = zone_name(zone)
    if there != wall:
        return Moment(at, there, zone, f"The clocks go forward about then: {wall:%H:%M} does not exist in {place} that day, so this says {there:%H:%M}.")
    twice = wall.replace(tzinfo=ZoneInfo(zone), fold=1).utcoffset() != wall.replace(tzinfo=ZoneInfo(zone), fold=0).utcoffset()
    return Moment(at, wall, zone, f"The clocks go back about then: {wall:%H:%M} comes twice in {place} that day. This is the first of the two." if twice else "")


def agree(interview: Interview, wall: datetime, zone: str, minutes: int, now: datetime | None = None, *, past: bool = False) -> Interview:
    """Writes down the time that was agreed, and claims it; a call that had a time is moved.

    Zone: *wall* is naive, as it was said in *zone*; the instant, the zone and the wall time are all kept.
    Units: *minutes* of the call, which also bound the claim.
    Raises: Refusal when the person has another call then, when the conversation is over, or when the time has passed and *past* is not said.
    Once: the same time again changes nothing.
    """
    now, said = now or clock.now(), moment(wall, zone)
    if said.at < now and not past:
        raise Refusal(f"{moment_in(said.at, zone)} has passed already. If the call was then, say so; otherwise look at the date.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=interview.owner_id)
        interview.refresh_from_db(fields=["ended_at", "agreed_at", "starts_at", "zone", "wall"])
        if interview.ended_at:
            raise Refusal("This conversation was held already. Begin another one with the same person to agree on a new time.")
        is_same = (interview.starts_at, interview.zone) == (said.at, zone) and SlotClaim.objects.filter(interview=interview).exists()
        claim(interview, said.at, minutes)
        _write_down(interview, said, minutes, (is_same and interview.agreed_at) or now)
        if not is_same:
            timeline.record(interview.contact, "agreed", now, when=moment_in(said.at, zone), interview=interview.key)
    return interview


def _write_down(interview: Interview, said: Moment, minutes: int, agreed_at: datetime) -> None:
    interview.starts_at, interview.zone, interview.wall, interview.minutes = said.at, said.zone, _as_utc(said.wall), minutes
    interview.agreed_at, interview.declined_at, interview.closed_at = agreed_at, None, None
    interview.save(update_fields=["starts_at", "zone", "wall", "minutes", "medium", "reach", "agreed_at", "declined_at", "closed_at"])


def _as_utc(wall: datetime) -> datetime:
    """The wall time as the column holds it: the figures on the clock, labelled UTC because every column is."""
    return wall.replace(tzinfo=ZoneInfo("UTC"))


def claim(interview: Interview, starts_at: datetime, minutes: int) -> None:
    """Takes the minutes of the owner's day; the row is the lock. Call it inside a transaction that locked the owner.

    Units: *minutes* make the half-open interval that nobody else may overlap.
    Raises: Refusal when another conversation has any of them.
    """
    ends_at = starts_at + timedelta(minutes=minutes)
    others = SlotClaim.objects.filter(owner=interview.owner_id, starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(interview=interview)
    taken = others.select_related("interview__contact").first()
    if taken:
        raise Refusal(f"You already talk with {taken.interview.contact.called} at that time. Agree on another, or call the other conversation off first.")
    SlotClaim.objects.update_or_create(interview=interview, defaults={"owner_id": interview.owner_id, "starts_at": starts_at, "ends_at": ends_at})


def release(interview: Interview) -> None:
    """Gives the minutes back. Once: a second release does nothing."""
    SlotClaim.objects.filter(interview=interview).delete()


def cancel(interview: Interview, now: datetime | None = None) -> None:
    """Calls an agreed time off; the conversation stays open, so that another can be agreed.

    Raises: Refusal when it was held already.
    Once: without an agreed time it does nothing.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=interview.owner_id)
        interview.refresh_from_db()
        if interview.ended_at:
            raise Refusal("This conversation was held already; there is nothing to call off.")
        release(interview)
        if not interview.starts_at:
            return
        when = moment_in(interview.starts_at, interview.zone)
        interview.agreed_at = interview.starts_at = interview.wall = interview.began_at = None
        interview.zone = ""
        interview.save(update_fields=["agreed_at", "starts_at", "wall", "zone", "began_at"])
        timeline.record(interview.contact, "cancelled", now or clock.now(), when=when, interview=interview.key)
