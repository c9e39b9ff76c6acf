"""The call: twenty minutes with a clock, the next question, and notes that are never lost."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from legup.contacts import timeline
from legup.contacts.models import Event
from legup.interviews.models import Interview, Note
from legup.lib import clock
from legup.lib.refusal import Refusal

NUDGE = 0.8
NOTES_LENGTH = 200_000
LATE = timedelta(hours=12)


@dataclass(frozen=True)
class Kept:
    """What became of notes that were sent in: as they now stand, and whether another window had changed them meanwhile."""

    notes: str
    stamp: str
    clash: bool


def begin(interview: Interview, now: datetime | None = None, at: datetime | None = None) -> None:
    """Starts the clock.

    Zone: *at* is when it was pressed, for a press that came late for want of signal; at most twelve hours ago.
    Once: a call that has begun keeps its beginning.
    """
    now = now or clock.now()
    began_at = at if at and now - LATE <= at <= now else now
    with transaction.atomic():
        if Interview.objects.filter(pk=interview.pk, began_at=None, ended_at=None).update(began_at=began_at):
            timeline.record(interview.contact, "began", began_at, interview=interview.key)
    interview.refresh_from_db()


def reach_link(interview: Interview) -> str:
    """What one touches to call: ``tel:`` for a number, the address of a room, or nothing when it is neither."""
    reach = interview.reach.strip()
    if re.match(r"https?://\S+$", reach):
        return reach
    number = re.sub(r"[\s().\-/]", "", reach)
    return f"tel:{number}" if re.fullmatch(r"\+?\d{4,17}", number) else ""


def nudge_minute(interview: Interview) -> int:
    """When to say that little time is left. Units: minutes from the beginning. Rule: at four fifths of what was asked for [B2]."""
    return round(interview.minutes * NUDGE)


def stamp(interview: Interview) -> str:
    """Which version of the notes a page shows; empty before anything was kept."""
    return interview.saved_at.isoformat() if interview.saved_at else ""


def keep_notes(interview: Interview, text: str, base: str, now: datetime | None = None) -> Kept:
    """The notes as typed; *base* is the stamp of the version that they were typed upon.

    Once: the same text again changes nothing.
    Shape: when another window kept something else meanwhile, both stay: theirs first, then what only this one has.
    Raises: Refusal when the notes are longer than a book chapter.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > NOTES_LENGTH:
        raise Refusal("These notes are longer than Leg Up can keep. What was saved before is safe; keep the rest in a file of your own.")
    now = now or clock.now()
    with transaction.atomic():
        stored = Interview.objects.select_for_update().get(pk=interview.pk)
        clash = stamp(stored) != base and not _contains(text, stored.notes)
        if clash:
            text = both(stored.notes, text, now)
        if text != stored.notes:
            earliest = stored.saved_at + timedelta(microseconds=1) if stored.saved_at else now
            stored.notes, stored.saved_at = text, max(now, earliest)
            stored.save(update_fields=["notes", "saved_at"])
    interview.notes, interview.saved_at = stored.notes, stored.saved_at
    return Kept(stored.notes, stamp(stored), clash)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _contains(text: str, other: str) -> bool:
    """Whether every line of *other* stands in *text*, perhaps typed further."""
    lines = _lines(text)
    return all(any(line.startswith(theirs) for line in lines) for theirs in _lines(other))


def both(theirs: str, mine: str, now: datetime) -> str:
    """Two versions of the notes as one: *theirs*, then the lines that only *mine* has, under a line that says why.

    Zone: the hour is told in the reader's zone.
    """
    more = [line for line in _lines(mine) if not _contains(theirs, line)]
    if not more:
        return theirs
    heading = f"(Typed in another window, kept at {timezone.localtime(now):%H:%M})"
    return "\n".join([theirs.rstrip(), "", heading, *more]).lstrip("\n")


def last_line(text: str) -> str:
    """The line one has just typed."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def catch(interview: Interview, tag: str, text: str, now: datetime | None = None) -> Note | None:
    """One line caught under *tag*; a promise also stands on the person's timeline.

    Shape: *tag* is promise, name, advice or quote.
    Once: the same line under the same tag is one note.
    """
    text = " ".join(text.split())[:500]
    if not text or not tag or tag not in Note.TAGS:
        return None
    now = now or clock.now()
    with transaction.atomic():
        Interview.objects.select_for_update().get(pk=interview.pk)
        note, is_new = Note.objects.get_or_create(interview=interview, tag=tag, text=text, defaults={"at": now})
        if is_new and tag == "promise":
            timeline.record(interview.contact, "promised", now, text=text, note=note.key)
    return note


def uncatch(note: Note) -> None:
    """Lets a caught line go, and what the timeline said of it. The notes themselves stay as they are."""
    with transaction.atomic():
        Event.objects.filter(contact=note.interview.contact, kind__in=("promised", "kept"), facts__note=note.key).delete()
        Note.objects.filter(pk=note.pk).delete()


def ask(interview: Interview, pk: int, asked: bool, now: datetime | None = None) -> None:
    """Marks a question as asked, or as not asked after all. Once: said twice is said once."""
    questions = interview.questions.filter(pk=pk, asked_at__isnull=asked)
    questions.update(asked_at=(now or clock.now()) if asked else None)


def keep_promise(note: Note, done: bool = True, now: datetime | None = None) -> None:
    """A promise is kept, or was marked so by mistake. Once: the timeline says it one time."""
    now = now or clock.now()
    with transaction.atomic():
        changed = Note.objects.filter(pk=note.pk, tag="promise", done_at__isnull=done).update(done_at=now if done else None)
        if changed and done:
            timeline.record(note.interview.contact, "kept", now, text=note.text, note=note.key)
        elif changed:
            Event.objects.filter(contact=note.interview.contact, kind="kept", facts__note=note.key).delete()
