"""Turns: whose turn it is in a conversation, in words for the person whose conversation it is."""

from datetime import date, datetime
from typing import NamedTuple

from legup.contacts.models import Contact
from legup.outreach import reminding
from legup.outreach.reminding import CONTACT, REMIND, TIMES, Thread
from legup.templatetags.legup import day

DECISIONS = {"rested": "You let it rest until {when}.", "later": "You want to be reminded on {when}."}


class Turn(NamedTuple):
    """Shape: a sentence or two, or nothing to say; *tone* good, warn or nothing."""

    words: str
    tone: str = ""


def turn(contact: Contact, now: datetime) -> Turn:
    """Whose turn it is with *contact*. Zone: days are days in their calendar."""
    (thread,) = reminding.threads([contact], now, (*CONTACT, *DECISIONS))
    return _decided(thread) or _theirs(thread, now) or _yours(thread) or Turn("")


def waits(called: str, since: str, due: str, away_until: str = "") -> str:
    """That one waits, as a line of a list; days in words."""
    away = f", who is away until {away_until}" if away_until else ""
    return f"Waiting for {called} since {since}{away}; a reminder is due on {due}."


def _decided(thread: Thread) -> Turn | None:
    """The person's own word stands until somebody writes or speaks."""
    word = max((e for e in thread.events if e.kind in DECISIONS), key=lambda e: (e.at, e.pk), default=None)
    written = max((m.queued_at or m.at for m in thread.letters), default=None)
    if word is None or (written and written > word.at) or (thread.heard_at and thread.heard_at > word.at):
        return None
    return Turn(DECISIONS[word.kind].format(when=word.facts.get("when", "a day that you chose")))


def _theirs(thread: Thread, now: datetime) -> Turn | None:
    if not thread.unanswered or not all(m.sent_at for m in thread.unanswered):
        return None
    called, sent = thread.contact.called, len(thread.unanswered)
    if thread.has_left:
        return Turn(f"An automatic note says that {called} works there no more. Look for a new address.", "warn")
    if len(thread.reminders) >= thread.contact.owner.most_reminders:
        return Turn(f"You wrote {TIMES.get(sent, f'{sent} times')} without an answer. Let it rest until {day(thread.rests_until)}.")
    since, due = thread.calendar.today(thread.unanswered[-1].at), thread.calendar.after(thread.waits_from, REMIND)
    if due <= thread.calendar.today(now):
        return Turn(f"Waiting for {called} since {day(since)}. Write once more, or let it rest.", "warn")
    return Turn(waits(called, day(since), day(due), day(_away(thread))))


def _away(thread: Thread) -> date | None:
    """Until when they are away, if that is what one waits for."""
    return thread.back_on if thread.back_on and thread.waits_from > thread.calendar.reads(thread.letters[-1].at) else None


def _yours(thread: Thread) -> Turn | None:
    reply = max(thread.replies, key=lambda m: m.at, default=None)
    if reply is None or any(m.at > reply.at for m in thread.letters) or any(e.kind != "replied" and e.kind in CONTACT and e.at > reply.at for e in thread.events):
        return None
    return Turn(f"{thread.contact.called} answered on {day(reply.at)}; it is your turn.", "good")
