"""The cadence: whom to write to again, on which day, and why; and when a thread rests. Nothing here is stored but a person's own word.

Rule: 3B7. Three business days after a first letter without an answer write to a second person at the same organization,
after seven remind the first; then let it rest [S6 B1 P11].
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from legup.accounts.models import User
from legup.contacts.models import Contact, Event, Position
from legup.lib.workdays import Calendar, calendar_in
from legup.outreach import turns
from legup.outreach.kinds import ASKING
from legup.outreach.models import Message
from legup.outreach.reminding import CONTACT, DORMANT, REMIND, TIMES, Thread, threads
from legup.templatetags.legup import day, zone_name

SECOND = 3  # working days until a second person there is worth a letter
DECISIONS = ("rested", "later")
LOOK_BACK = timedelta(days=400)
ACTS = ("second", "remind", "again", "thank")
THANKING = timedelta(days=60)  # a no is thanked soon or not at all
_TIES = list(Contact.TIES)


@dataclass(frozen=True)
class Cadence:
    """What comes next with one person. Zone: days are days in their calendar.

    Shape: *next* is second, remind, again (they or you said when), thank (for a no), afresh (after a rest) or empty.
    Shape: *why* is a clause, as after “because”; *kind* is the letter to write.
    """

    contact: Contact
    next: str = ""
    on: date | None = None
    why: str = ""
    rests_until: date | None = None
    letter: Message | None = None
    second: Contact | None = None
    second_on: date | None = None
    remind_on: date | None = None
    away_until: date | None = None
    kind: str = "reminder"
    is_decided: bool = False
    is_said_no: bool = False
    is_due: bool = False

    @property
    def is_own_calendar(self) -> bool:
        """Whether days are counted in the owner's calendar, for want of the person's."""
        return not self.contact.zone

    @property
    def sentence(self) -> str:
        """The next day and its reason, as it is told."""
        if self.rests_until:
            return f"Rests until {self._day(self.rests_until)}, because {self.why}."
        acts = {"second": "write to somebody else there too", "remind": "write once more, or let it rest", "again": "write again", "thank": "thank them", "afresh": "you may write afresh"}
        if self.next and self.on:
            return f"From {self._day(self.on)}: {acts[self.next]}, because {self.why}.{self._guess()}"
        return self.reason

    @property
    def waits(self) -> str:
        """What one waits for, as a line of a list."""
        if not self.letter or not self.remind_on:
            return ""
        since = self._day(calendar_of(self.contact).today(self.letter.at))
        return turns.waits(self.contact.called, since, self._day(self.remind_on), self._day(self.away_until) if self.away_until else "")

    @property
    def reason(self) -> str:
        """Why, as a sentence of its own."""
        return f"{self.why[:1].upper()}{self.why[1:]}.{self._guess()}" if self.why else ""

    def _day(self, on: date) -> str:
        return day(on) if self.contact.zone in ("", self.contact.owner.zone) else f"{day(on)} ({zone_name(self.contact.zone)})"

    def _guess(self) -> str:
        return f" Counted in your own working days: nobody noted where {self.contact.called} is." if self.next in ("second", "remind") and self.is_own_calendar else ""


def of(contact: Contact, now: datetime) -> Cadence:
    """What comes next with *contact*, read from letters and events. Zone: *now* is aware."""
    (found,) = _judged([contact], now)
    return found


def due(owner: User, now: datetime) -> list[Cadence]:
    """What is due today in the calendar of whoever it concerns, the longest due first; a fixed number of questions to the database.

    Zone: a day begins where the recipient is.
    """
    ripe = [c for c in _judged(_under_way(owner, now), now) if c.is_due]
    return sorted(ripe, key=lambda c: (c.on or date.max, c.contact.pk))


def waiting(owner: User, now: datetime) -> list[Cadence]:
    """Whose answer one waits for, nothing being due yet, the longest waiting first: neither those who rest nor those who answered."""
    open_ones = [c for c in _judged(_under_way(owner, now), now) if c.remind_on and c.letter and c.letter.sent_at and not (c.is_due and c.next == "remind")]
    return sorted(open_ones, key=lambda c: (c.letter.at if c.letter else now, c.contact.pk))


def calendar_of(contact: Contact) -> Calendar:
    """The calendar that waiting for *contact* is counted in: theirs, or the owner's while nobody noted where they are."""
    return calendar_in(contact.zone or contact.owner.zone)


def _under_way(owner: User, now: datetime) -> QuerySet[Contact]:
    """Those with whom letters were exchanged lately, or about whom something was decided."""
    since = now - LOOK_BACK
    lately = Message.objects.visible_to(owner).filter(Q(sent_at__gte=since) | Q(queued_at__gte=since) | Q(received_at__gte=since))
    decided = Event.objects.filter(contact__owner=owner, kind__in=DECISIONS)
    people = Contact.objects.visible_to(owner).filter(silenced_at=None, archived_at=None)
    return people.filter(Q(pk__in=lately.values("contact")) | Q(pk__in=decided.values("contact"))).select_related("owner")


def _judged(contacts: Iterable[Contact], now: datetime) -> list[Cadence]:
    found = [_judge(thread, now) for thread in threads(contacts, now, (*CONTACT, *DECISIONS))]
    seconds = _seconds([c for c in found if c.next == "remind"], now)
    return [_ripe(_with_second(c, seconds.get(c.contact.pk), now), now) for c in found]


def _ripe(cadence: Cadence, now: datetime) -> Cadence:
    today = calendar_of(cadence.contact).today(now)
    return replace(cadence, is_due=bool(cadence.next in ACTS and cadence.on and not cadence.rests_until and cadence.on <= today))


def _judge(thread: Thread, now: datetime) -> Cadence:
    """The first of these that has something to say: silence, one's own word, theirs, an answer, the stop rule, the waiting."""
    steps = (_silent, _decided, _asked_for_later, _answered, _left, _stopped, _waiting)
    return next((cadence for step in steps if (cadence := step(thread, now))), None) or Cadence(thread.contact)


def _silent(thread: Thread, now: datetime) -> Cadence | None:
    called = thread.contact.called
    if thread.contact.silenced_at:
        return Cadence(thread.contact, why=f"you asked Leg Up not to suggest writing to {called}")
    return Cadence(thread.contact, why=f"you have put {called} away") if thread.contact.archived_at else None


def _decided(thread: Thread, now: datetime) -> Cadence | None:
    """The person's own word stands until somebody writes or speaks."""
    word = max((e for e in thread.events if e.kind in DECISIONS), key=lambda e: (e.at, e.pk), default=None)
    last = max([m.queued_at or m.at for m in thread.letters] + ([thread.heard_at] if thread.heard_at else []), default=None)
    if word is None or (last and last > word.at):
        return None
    until = date.fromisoformat(word.facts["until"])
    on = thread.calendar.today(word.at)
    why = f"you let it rest on {day(on)}" if word.kind == "rested" else f"you wanted to be reminded on {day(until)}"
    return _resting(thread, "afresh" if word.kind == "rested" else "again", until, why, now, is_decided=True)


def _resting(thread: Thread, next_: str, until: date, why: str, now: datetime, **more: Any) -> Cadence:
    rests = until if thread.calendar.today(now) < until else None
    letter, kind = (thread.letters[-1] if thread.letters else None), "reminder" if thread.unanswered and next_ == "again" else "request"
    return Cadence(thread.contact, next_, until, why, rests, letter, kind=kind, **more)


def _asked_for_later(thread: Thread, now: datetime) -> Cadence | None:
    """“Try me in May” overrides every rule, until something came of it [practice 3]."""
    said_at = max((m.at for m in thread.replies), default=now)
    moved_on = any(e.kind != "replied" and e.kind in CONTACT and e.at > said_at for e in thread.events)
    since = [m for m in thread.letters if m.at > said_at]
    if moved_on or any(m.kind in (*ASKING, "reminder") for m in since) or not (asked := thread.asked_for_later):
        return None
    on = thread.calendar.from_(asked.on)
    if any(thread.calendar.today(m.at) >= on for m in since):
        return None
    return _resting(thread, "again", on, f"{thread.contact.called} asked you to try again {asked.words}", now)


def _answered(thread: Thread, now: datetime) -> Cadence | None:
    if thread.unanswered or not thread.heard_at:
        return None
    if thread.heard and thread.heard.kind == "declined":
        return _said_no(thread, thread.heard, now)
    last = thread.replies[-1] if thread.replies else None
    return Cadence(thread.contact, why=f"you were last in touch on {day(thread.heard.at if thread.heard else thread.heard_at)}", letter=last)


def _said_no(thread: Thread, no: Event, now: datetime) -> Cadence:
    """A no is thanked, and may be followed by one question; it is never reminded of [S7 P32]."""
    called, thanked = thread.contact.called, any(m.at > no.at for m in thread.letters)
    if thanked or no.at < now - THANKING:
        return Cadence(thread.contact, why=f"{called} said no on {day(no.at)}", is_said_no=True)
    why = f"{called} said no on {day(no.at)}; a no is thanked, and may be followed by “is there anybody else?”"
    return Cadence(thread.contact, "thank", thread.calendar.today(no.at), why, kind="declined", is_said_no=True)


def _left(thread: Thread, now: datetime) -> Cadence | None:
    if thread.unanswered and thread.has_left:
        return Cadence(thread.contact, why=f"an automatic note says that {thread.contact.called} works there no more; look for a new address")
    return None


def _stopped(thread: Thread, now: datetime) -> Cadence | None:
    """One reminder, two at most, then half a year of rest [S6 P10]."""
    sent = len(thread.unanswered)
    if not sent or len(thread.reminders) < thread.contact.owner.most_reminders:
        return None
    times = TIMES.get(sent, f"{sent} times")
    return _resting(thread, "afresh", thread.rests_until, f"you wrote {times} without an answer", now)


def _waiting(thread: Thread, now: datetime) -> Cadence | None:
    if not thread.unanswered:
        return None
    if thread.calendar.today(now) >= thread.rests_until:
        return Cadence(thread.contact, "afresh", thread.rests_until, "your letter went half a year ago", letter=thread.unanswered[-1])
    on = thread.calendar.after(thread.waits_from, REMIND)
    second_on = thread.calendar.after(thread.waits_from, SECOND)
    return Cadence(thread.contact, "remind", on, _waited(thread), letter=thread.unanswered[-1], second_on=second_on, remind_on=on, away_until=_away(thread))


def _away(thread: Thread) -> date | None:
    """Until when they are away, if that is what one waits for."""
    return thread.back_on if thread.back_on and thread.waits_from > thread.calendar.reads(thread.letters[-1].at) else None


def _waited(thread: Thread) -> str:
    called, last = thread.contact.called, thread.calendar.today(thread.letters[-1].at)
    if _away(thread):
        return f"{called} was away until {day(_away(thread))}, and {REMIND} working days after that is a fair wait"
    return f"your letter went on {day(last)}, and {REMIND} working days are a fair wait for an answer"


def _with_second(cadence: Cadence, second: Contact | None, now: datetime) -> Cadence:
    """Until the reminder is due, the second person comes first."""
    if not second or not cadence.on or cadence.on <= calendar_of(cadence.contact).today(now):
        return cadence
    called = cadence.contact.called
    why = f"{called} has had your letter for {SECOND} working days, and those who answer quickly are the ones to find"
    return replace(cadence, next="second", on=cadence.second_on, why=why, second=second)


def _seconds(waiting: list[Cadence], now: datetime) -> dict[int, Contact]:
    """For each person waited for, the best other one at their organization; none where somebody else was asked already."""
    if not waiting:
        return {}
    places = Position.objects.filter(contact__in=[c.contact.pk for c in waiting], ended_on=None, organization__isnull=False)
    left_at = Coalesce("contact__messages__sent_at", "contact__messages__queued_at", output_field=DateTimeField())
    out = Q(contact__messages__direction="out", contact__messages__failed_at=None, contact__messages__dropped_at=None)
    there: Any = Position.objects.filter(ended_on=None, organization__in=places.values("organization")).annotate(wrote_at=Max(left_at, filter=out))
    by_place = defaultdict(list)
    for position in there.select_related("contact").order_by("id"):
        by_place[position.organization_id].append(position)
    found: dict[int, Contact] = {}
    for positions in by_place.values():
        written = {p.contact_id for p in positions if p.wrote_at and p.wrote_at > now - DORMANT}
        others = [p.contact for p in positions if not (p.wrote_at or p.contact.silenced_at or p.contact.archived_at)]
        if len(written) == 1 and others:
            found[written.pop()] = min(others, key=_nearness)
    return found


def _nearness(contact: Contact) -> tuple[int, int]:
    """Whoever one has something in common with first [S2 S4 S8]."""
    return (_TIES.index(contact.tie) if contact.tie in _TIES else len(_TIES), contact.pk)


def answer_by(replied_at: datetime, owner: User) -> date:
    """The day by which an answer is answered: the next working day of the owner's.

    Rule: within one business day [S3 P10].
    """
    calendar = calendar_in(owner.zone)
    return calendar.after(calendar.today(replied_at), 1)


def lateness(replied_at: datetime, owner: User, now: datetime) -> str:
    """How an answer that is not answered stands: ``good`` within a working day, ``warn`` within two, ``late`` after that."""
    calendar = calendar_in(owner.zone)
    waited = calendar.between(calendar.today(replied_at), calendar.today(now))
    return "good" if waited <= 1 else "warn" if waited <= 2 else "late"


def answer_wanted(replied_at: datetime, owner: User, now: datetime) -> str:
    """What there is to say about an answer that waits for one, by how long it has."""
    by = day(answer_by(replied_at, owner))
    return {
        "good": f"Write down the time you agree on, or answer by {by}.",
        "warn": f"An answer within a working day keeps the door open; that was {by}. Write down the time you agree on, or answer today.",
        "late": f"It was to be answered by {by}. Answer today with a word of apology; they will still be glad.",
    }[lateness(replied_at, owner, now)]
