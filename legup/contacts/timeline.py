"""The timeline: one dated line for everything that happens between a person and a contact."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from legup.contacts.models import Contact, Event
from legup.lib.clock import now

SENTENCES = {
    "added": "You added {name}",
    "imported": "Came with {source}",
    "completed": "Completed from {source}",
    "removed_there": "Is no longer in {source}; kept here",
    "met": "You met{place}",
    "tie": "You noted how you know {name}",
    "changed": "You changed what is kept about {name}",
    "note": "{text}",
    "moved": "{text}",
    "drafted": "You began {what}",
    "queued": "{What} is on its way{later}",
    "undone": "You took {what} back before it left",
    "sent": "You sent {what}",
    "failed": "{What} could not be delivered",
    "dropped": "{What} was put away: {text}",
    "uncertain": "{What} was probably delivered",
    "replied": "{name} answered",
    "delayed": "{What} is delayed; the mail servers go on trying",
    "returned": "A mail server says, without proof, that {what} did not arrive: {text}",
    "away": "{name} is away for now",
    "bounced": "The address does not work any more",
    "declined": "{name} said no for now",
    "rested": "You let it rest until {when}",
    "later": "You want to be reminded on {when}",
    "agreed": "You agreed on {when}",
    "cancelled": "The call was called off",
    "began": "You began the call",
    "held": "You spoke with {name}",
    "promised": "You promised: {text}",
    "kept": "You kept your promise: {text}",
    "thanked": "You thanked {name}",
    "posting": "{organization} is looking for: {title}",
    "applied": "You applied: {title}",
    "silenced": "You asked Leg Up not to suggest writing to {name}",
    "unsilenced": "Leg Up may suggest writing to {name} again",
}
STAGES = {
    "in touch": ("posting", "applied", "kept"),
    "thanked": ("thanked",),
    "held": ("held",),
    "agreed": ("agreed",),
    "answered": ("replied",),
    "asked": ("sent",),
}


def record(contact: Contact, kind: str, at: datetime | None = None, **facts: object) -> Event:
    """One more line on *contact*'s timeline.

    Zone: *at* is an aware instant, now by default.
    Shape: *kind* is a key of ``SENTENCES``; *facts* are JSON values that the sentence uses, and a ``link`` path if any.
    """
    if kind not in SENTENCES:
        raise KeyError(f"There is no sentence for {kind!r} in legup/contacts/timeline.py.")
    return Event.objects.create(contact=contact, kind=kind, at=at or now(), facts=facts)


def sentence(event: Event, called: str) -> str:
    """The line as it is shown; *called* is how the contact is mentioned."""
    facts = {"name": called, "place": "", "what": "a letter", "text": "", "when": "a time", "source": "a file", "later": ""} | event.facts
    facts["What"] = facts["what"][:1].upper() + facts["what"][1:]
    try:
        return SENTENCES[event.kind].format_map(facts)
    except KeyError:
        return event.kind.capitalize()


@dataclass(frozen=True)
class Line:
    """A line as a page shows it."""

    at: datetime
    sentence: str
    url: str = ""


def told(contact: Contact, most: int = 200) -> list[Line]:
    """The latest *most* lines of *contact*'s timeline, newest first."""
    return [Line(event.at, sentence(event, contact.called), event.facts.get("link", "")) for event in contact.events.all()[:most]]


def stage(kinds: Iterable[str]) -> str:
    """How far things have come, from the kinds of events there are. Computed, never stored."""
    there = set(kinds)
    return next((name for name, signs in STAGES.items() if there.intersection(signs)), "noted")
