"""Reminding: how things stand between a letter and its answer, and when one may write once more.

Everything is read from letters and events; what moves the clock is what they say.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from legup.contacts.models import Contact, Event
from legup.lib.absences import Away, away
from legup.lib.quoting import own_words
from legup.lib.refusal import Refusal
from legup.lib.said_days import Asked, has_left, try_again
from legup.lib.workdays import Calendar, calendar_in
from legup.outreach.checks.finding import Finding
from legup.outreach.kinds import ASKING
from legup.outreach.models import Message
from legup.outreach.rules import RULES
from legup.templatetags.legup import day

CONTACT = ("replied", "declined", "agreed", "cancelled", "began", "held", "met")  # on whatever channel
TOO_SOON, SOON, REMIND = 3, 5, 7  # working days
UNKNOWN_ABSENCE = timedelta(days=7)
DORMANT_MONTHS, DORMANT = 6, timedelta(days=182)
HEARD = Exists(Event.objects.filter(contact=OuterRef("contact"), kind__in=CONTACT, noted_at__gte=OuterRef("queued_at")))
ANSWERED = Q(kind="reminder") & HEARD | Q(kind__in=ASKING, later_at__isnull=False) & HEARD  # a letter that leaves within a minute leaves
TIMES = {1: "once", 2: "twice", 3: "three times"}
_FIELDS = "key owner_id contact_id direction way kind body is_automatic queued_at sent_at handed_at received_at edited_at drafted_at".split()


@dataclass(frozen=True)
class Thread:
    """What went to one person and what came back. Shape: *letters* left or are leaving, oldest first."""

    contact: Contact
    letters: list[Message] = field(default_factory=list)
    replies: list[Message] = field(default_factory=list)
    automatic: list[Message] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @cached_property
    def calendar(self) -> Calendar:
        """Their calendar."""
        return calendar_of(self.contact)

    @cached_property
    def heard(self) -> Event | None:
        """The last contact with them, on whatever channel."""
        return max((e for e in self.events if e.kind in CONTACT), key=lambda e: (self._known(e), e.pk), default=None)

    @cached_property
    def heard_at(self) -> datetime | None:
        """From when on one knew of it; a day written down later counts to its end, for nobody noted the hour."""
        times = [self._known(self.heard)] if self.heard else []
        return max(times + [m.received_at for m in self.replies if m.received_at], default=None)

    def _known(self, event: Event) -> datetime:
        evening = event.at.astimezone(ZoneInfo(self.contact.owner.zone)).replace(hour=23, minute=59)
        return max(event.at, min(event.noted_at, evening))

    @cached_property
    def unanswered(self) -> list[Message]:
        """The first letter and its reminders, as long as nothing was heard since."""
        open_ones = [m for m in self.letters if m.kind in (*ASKING, "reminder") and (self.heard_at is None or m.at > self.heard_at)]
        begun = max((n for n, m in enumerate(open_ones) if m.kind in ASKING), default=0)
        return open_ones[begun:]

    @property
    def reminders(self) -> list[Message]:
        """The reminders among them."""
        return [m for m in self.unanswered if m.kind == "reminder"]

    @cached_property
    def waits_from(self) -> date:
        """The day in their calendar from which waiting counts: when the last letter is read, or when they are back."""
        last = max(m.at for m in self.letters)
        read = self.calendar.reads(last)
        return self.calendar.from_(max(read, self.back_on or read))

    @cached_property
    def absence(self) -> Away | None:
        """The latest return that their out-of-office notes name, and the words; a week after a note that names none."""
        found = [absence(m, self.contact) or Away(self.calendar.today(m.received_at) + UNKNOWN_ABSENCE, "") for m in self.automatic if m.received_at]
        return max(found, default=None)

    @property
    def back_on(self) -> date | None:
        """When they are back, by the latest of their out-of-office notes."""
        return self.absence.on if self.absence else None

    @property
    def has_left(self) -> bool:
        """Whether an automatic note says that they work there no more."""
        return any(has_left(m.body) for m in self.automatic)

    @cached_property
    def asked_for_later(self) -> Asked | None:
        """When the last answer asks to be tried again."""
        if not self.replies:
            return None
        last = max(self.replies, key=lambda m: m.at)
        return try_again(own_words(last.body), self.calendar.today(last.at))

    def waited(self, now: datetime) -> int:
        """Working days of theirs since the last letter, or since they are back."""
        return self.calendar.between(self.waits_from, self.calendar.today(now))

    @property
    def rests_until(self) -> date:
        """Half a year after the last letter. Rule: after the stop, rest for six months [S6 P10]."""
        last = self.calendar.today(max(m.at for m in self.unanswered))
        return self.calendar.from_(max(months_after(last, DORMANT_MONTHS), last + DORMANT))


def absence(note: Message, contact: Contact) -> Away | None:
    """What an out-of-office note says of its writer's return. Zone: days are days where they live."""
    return away(note.body, calendar_of(contact).today(note.received_at or note.drafted_at), contact.zone)


def calendar_of(contact: Contact) -> Calendar:
    """Their calendar; the owner's own as long as nobody knows where they are."""
    return calendar_in(contact.zone or contact.owner.zone)


def months_after(day_: date, months: int) -> date:
    """The same day of the month some months later, or the last day of a shorter month."""
    year, month = divmod(day_.year * 12 + day_.month - 1 + months, 12)
    for number in (day_.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def threads(contacts: Iterable[Contact], now: datetime, kinds: Iterable[str] = CONTACT) -> list[Thread]:
    """How things stand with *contacts*, in two questions to the database however many there are.

    Shape: ``events`` are those of *kinds*; letters older than the rest after a stop are left out.
    """
    found = {contact.pk: Thread(contact) for contact in contacts}
    for message in _messages(found, now):
        thread = found[message.contact_id]
        (thread.letters if message.direction == "out" else thread.automatic if message.is_automatic else thread.replies).append(message)
    for event in Event.objects.filter(contact__in=found, kind__in=list(kinds)).order_by("at", "id"):
        found[event.contact_id].events.append(event)
    return list(found.values())


def _messages(contacts: Iterable[int], now: datetime) -> list[Message]:
    exchanged = Message.objects.filter(contact__in=contacts, failed_at=None, dropped_at=None).exclude(queued_at=None, sent_at=None, received_at=None)
    recent = [m for m in exchanged.only(*_FIELDS) if m.direction == "in" or m.at > now - DORMANT - timedelta(days=3)]
    return sorted(recent, key=lambda m: (m.at, m.pk))


def thread(contact: Contact, now: datetime, but: Message | None = None) -> Thread:
    """How things stand with one person, without the letter *but*."""
    (found,) = threads([contact], now)
    return Thread(contact, [m for m in found.letters if m != but], found.replies, found.automatic, found.events)


def refuse_if_too_many(message: Message, now: datetime) -> None:
    """Say no to a reminder beyond fewer that whoever runs Leg Up allows; nobody may overrule it.

    Raises: Refusal. Rule: one reminder, two at most [S6 P10].
    """
    sent, most = len(thread(message.contact, now, message).reminders), settings.REMINDERS
    if most < max(message.owner.REMINDERS) and sent >= most:
        enough = "That is the most that may be sent" if most else "Reminders are not sent from here"
        raise Refusal(f"You reminded {message.contact.full_name} {TIMES.get(sent, f'{sent} times')}. {enough}: let it rest." if sent else f"{enough}: let it rest.")


def refuse_if_answered(message: Message, now: datetime) -> None:
    """Say no to a reminder that has been answered, on whatever channel.

    Raises: Refusal. Rule: whoever answered, or said no, is never reminded [S7 P32].
    """
    so_far = thread(message.contact, now, message)
    if so_far.heard_at and not so_far.unanswered:
        said_no = so_far.heard and so_far.heard.kind == "declined"
        what = "said no" if said_no else "answered you"
        then = "Thank them instead" if said_no else "Answer them instead of reminding them"
        raise Refusal(f"{message.contact.full_name} {what} on {day(so_far.heard.at if so_far.heard else so_far.heard_at)}. {then}.")


def findings(message: Message, now: datetime) -> list[Finding]:
    """What there is to say about the day of a reminder; errors may be overruled, and that is kept with the letter.

    Rule: not within three business days, better after five to seven; one reminder, two at most [S3 S6 P10 P11].
    """
    so_far = thread(message.contact, now, message)
    if message.kind != "reminder" or not so_far.unanswered:
        return []
    return [*_too_often(so_far), *_too_soon(so_far, now)]


def _too_often(so_far: Thread) -> list[Finding]:
    most, sent = so_far.contact.owner.most_reminders, so_far.reminders
    if not sent or len(sent) < most:
        return []
    last = f"{so_far.contact.full_name} on {day(so_far.calendar.today(sent[-1].at))}"
    enough = "One reminder is enough" if most == 1 else "Two reminders are the most anybody welcomes"
    return [_finding("F3", f"You reminded {last}. {enough}: let it rest, and write to somebody else.")]


def _too_soon(so_far: Thread, now: datetime) -> list[Finding]:
    called, waited, today = so_far.contact.called, so_far.waited(now), so_far.calendar.today(now)
    good = day(so_far.calendar.after(so_far.waits_from, SOON))
    if so_far.back_on and so_far.back_on > today:
        return [_finding("F1", f"{called} is away until {day(so_far.back_on)}: a reminder is welcome from {good} on.")]
    if waited >= SOON:
        return []
    had = "has hardly had your letter" if waited < TOO_SOON else f"has had your letter for {waited} working days"
    return [_finding("F1", f"{called} {had}: a reminder is welcome from {good} on.", "error" if waited < TOO_SOON else "warning")]


def _finding(rule: str, message: str, severity: str = "") -> Finding:
    known = RULES[rule]
    return Finding(rule, severity or known.severity, message, source=" ".join(known.sources), title=known.title)
