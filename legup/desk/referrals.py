"""Referrals: a name noted in a conversation, from the note to a letter to that person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile
from zoneinfo import ZoneInfo

from django.db import transaction

from legup.accounts.models import User
from legup.contacts import search, timeline
from legup.contacts.models import Contact, Event, Position
from legup.interviews.models import Interview, Note
from legup.lib.fold import fold
from legup.lib.refusal import Refusal
from legup.organizations.keeping import organization_named
from legup.outreach import drafting
from legup.outreach.models import Message

_PARTICLES = "van von der den de da dos del della di du la le el al bin ibn ter ten of".split()
_WORD = r"[^\W\d_a-z][\w'’.-]*"
_NAME = re.compile(rf"(?:{_WORD})(?: (?:(?:{'|'.join(_PARTICLES)}) )*{_WORD})*")
_NO_NAME = set(
    "I She He They We You The A An And Also Her His Their My Ask Call Write Contact Talk Speak Meet Try Email See Somebody Someone Anybody Maybe Perhaps Colleague Friend Boss Head "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday HR".split()
)
_AT = re.compile(r"\bat (?:the )?([^\W\d_a-z][\w&'’ .-]*?)(?= in |[,;()]|$)")
_IN = re.compile(r"\bin ([^\W\d_a-z][\w'’ .-]*?)(?= at |[,;()]|$)")
_DOES = re.compile(r"^\s*[,(–-]\s*(?:an? |the )?([^,;()]+?)(?= at | in |[,;()]|$)")


@dataclass(frozen=True)
class Named:
    """Somebody whom a contact named. Shape: what the note says of them; ``name`` is empty when it names nobody."""

    note: Note
    name: str = ""
    title: str = ""
    organization: str = ""
    location: str = ""


def named_in(note: Note) -> Named:
    """Who is named in a line of notes: "Omar Haddad, a nurse at Wells Clinic in Leipzig"."""
    found = _NAME.search(_led_in(note.text))
    if not found:
        return Named(note)
    rest = _led_in(note.text)[found.end() :]
    said = [pattern.search(rest) for pattern in (_DOES, _AT, _IN)]
    return Named(note, found[0].rstrip(".,"), *(hit[1].strip() if hit else "" for hit in said))


def _led_in(text: str) -> str:
    """*text* from the first word that may begin a name."""
    words = " ".join(text.split()).split(" ")
    return " ".join(dropwhile(lambda word: word.strip(",.:;") in _NO_NAME or not word[:1].isupper(), words))


def open_for(owner: User) -> Iterator[Named]:
    """Names that *owner* was given in conversations that were held, and has not written to since; the latest first.

    Rule: a name that was given is followed up, and whoever gave it hears of it [S9 S16 B2].
    """
    notes = Note.objects.filter(interview__owner=owner, interview__ended_at__isnull=False, tag="name", done_at=None)
    found = [named_in(note) for note in notes.select_related("interview__contact").order_by("-at", "-id")[:50]]
    known = dict(Contact.objects.visible_to(owner).filter(folded__in={fold(one.name) for one in found}).values_list("folded", "pk"))
    reached = set(Event.objects.filter(contact__in=known.values(), kind__in=("queued", "sent", "replied", "held")).values_list("contact_id", flat=True))
    for one in found:
        contact = one.note.interview.contact
        if fold(one.name) != contact.folded and known.get(fold(one.name)) not in reached and not (contact.archived_at or contact.silenced_at):
            yield one


def follow(note: Note, now: datetime) -> Message:
    """The letter to whoever is named in *note*, who is among one's people from here on, with who named them.

    Raises: Refusal when the note names nobody. Once: the same person and the same letter again.
    """
    one, giver = named_in(note), note.interview.contact
    if not one.name or fold(one.name) == giver.folded:
        raise Refusal(f"Leg Up finds no name in “{note.text}”. Add the person yourself, and say who named them.")
    told = {"tie": "referred", "referrer_name": giver.full_name, "named_on": _on(note.interview)}
    with transaction.atomic():
        User.objects.select_for_update().get(pk=giver.owner_id)
        contact = Contact.objects.visible_to(giver.owner).filter(folded=fold(one.name)).order_by("archived_at", "pk").first() or _added(one, now)
        _note_referrer(contact, giver)
        return drafting.draft(contact, "meet_referral", now, **told)


def _on(talk: Interview):
    return talk.ended_at.astimezone(ZoneInfo(talk.owner.zone)).date() if talk.ended_at else None


def _added(one: Named, now: datetime) -> Contact:
    giver = one.note.interview.contact
    given, _, family = one.name.partition(" ")
    contact = Contact.objects.create(
        owner=giver.owner, full_name=one.name[:200], given_name=given[:100], family_name=family[:100], folded=fold(one.name)[:200], location=one.location[:200], made_at=now
    )
    if one.title or one.organization:
        place = organization_named(giver.owner, one.organization[:300]) if one.organization else None
        Position.objects.create(contact=contact, title=one.title[:300], organization=place, seen_at=now)
    timeline.record(contact, "added", now)
    return contact


def _note_referrer(contact: Contact, giver: Contact) -> None:
    """Who named them, unless one knows them another way already."""
    contact.tie = contact.tie or "referred"
    if contact.referrer_id is None and not contact.referrer_name:
        contact.referrer, contact.referrer_name = giver, giver.full_name
    contact.save(update_fields=["tie", "referrer", "referrer_name"])
    search.index([contact.pk])
