"""Drafting: from the record of a person to a letter one may change, and from a changed letter back to what is on record."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from legup.accounts.models import User
from legup.contacts import search, timeline
from legup.contacts.models import Contact
from legup.interviews import opening
from legup.interviews.models import Interview, Note
from legup.outreach import own_wording, reminding
from legup.outreach.advising import preferences_of
from legup.outreach.checks import Finding, review
from legup.outreach.composing import Draft, compose
from legup.outreach.facts import Facts, Recipient, Writer
from legup.outreach.kinds import AHEAD, ASKING, KINDS
from legup.outreach.models import Message

__all__ = ["answer", "compose", "draft", "facts_about", "facts_for", "findings", "keep", "redraft", "take_back"]

_DATES = {f.name for f in fields(Facts) if f.type == (date | None)}
_SEVERAL = {f.name for f in fields(Facts) if f.type == tuple[str, ...]}
_LINES = {"said": "advice", "promises": "promise", "names": "name"}
_TOLD = {f.name for f in fields(Facts)} - {"writer", "recipient", "key", "today"}


def facts_about(contact: Contact, interview: Interview | None = None, posting: Any = None, at: datetime | None = None, **told: Any) -> Facts:
    """What is on record about *contact* and their writer, as a letter may use it.

    Zone: dates are days in the writer's zone; *at* gives today.
    Shape: *posting* is anything with ``title``, ``hiring_organization``, ``date_posted`` and ``valid_through``; *told* are further facts by name.
    """
    owner, place = contact.owner, contact.current
    zone = ZoneInfo(owner.zone)
    known = _tie(contact) | _named(contact, zone) | _conversation(interview, zone) | _first_letter(contact, zone) | _since(contact)
    known |= _role(posting) if posting or "posting_title" in told else _applied(contact)
    known |= {name: _plain(name, value) for name, value in told.items() if name in _TOLD and value}
    return Facts(
        writer=Writer(owner.full_name, owner.headline, owner.school, owner.background, owner.curiosity, owner.phone, owner.zone, owner.spelling),
        recipient=Recipient(
            contact.full_name, contact.given_name, contact.family_name, place.title if place else "",
            place.organization.name if place and place.organization else "", "", contact.zone,
        ),
        today=at.astimezone(zone).date() if at else None,
        key=f"{owner.pk}-{contact.key}",
        **known,
    )  # fmt: skip


def _tie(contact: Contact) -> dict:
    names = ("tie", "met_on", "met_where", "met_occasion", "talked_about", "address_source", "why_them")
    referrer = contact.referrer.full_name if contact.referrer else contact.referrer_name
    return {name: getattr(contact, name) for name in names} | {"referrer_name": referrer}


def _named(contact: Contact, zone: ZoneInfo) -> dict:
    """When whoever named them was last spoken with."""
    talk = contact.referrer.interviews.filter(ended_at__isnull=False).order_by("-ended_at").first() if contact.referrer else None
    return {"named_on": talk.ended_at.astimezone(zone).date()} if talk and talk.ended_at else {}


def _since(contact: Contact) -> dict:
    """Whom they named and one wrote to, or spoke with, since."""
    wrote = Exists(Message.objects.filter(contact=OuterRef("pk"), direction="out", sent_at__isnull=False, dropped_at=None))
    spoke = Exists(Interview.objects.filter(contact=OuterRef("pk"), ended_at__isnull=False))
    named = contact.referred.annotate(wrote=wrote, spoke=spoke).filter(Q(wrote=True) | Q(spoke=True)).order_by("-made_at")[:4]
    return {
        "spoke_with": tuple(one.full_name for one in named if one.spoke),
        "wrote_to": tuple(one.full_name for one in named if not one.spoke),
    }


def _applied(contact: Contact) -> dict:
    """The role of which one told them last."""
    told = contact.messages.filter(kind="applying", sent_at__isnull=False, dropped_at=None).order_by("sent_at").last()
    return {name: told.about.get(name, "") for name in ("posting_title", "posting_organization")} if told else {}


def _conversation(interview: Interview | None, zone: ZoneInfo) -> dict:
    """The talk as it was asked for, and once it was held what was noted in it."""
    if not interview:
        return {}
    known: dict = {"minutes": interview.minutes, "medium": interview.medium, "reach": interview.reach}
    held = interview.began_at or interview.ended_at
    return known | (_noted(interview) | {"called_on": held.astimezone(zone).date()} if held else {"call_at": interview.starts_at})


def _noted(interview: Interview) -> dict:
    """What was kept of a conversation that was held, line by line."""
    lines = list(interview.lines.all())
    by_tag = {tag: tuple(line.text for line in lines if line.tag == tag and not line.done_at) for tag in ("quote", "advice", "promise", "name")}
    said = by_tag["advice"] + by_tag["quote"]
    kept = tuple(line.text for line in lines if line.tag == "promise" and line.done_at)
    return {"said": said, "promises": by_tag["promise"], "kept": kept, "names": by_tag["name"], "learned": said[0] if said else ""}


def _first_letter(contact: Contact, zone: ZoneInfo) -> dict:
    sent = contact.messages.filter(kind__in=ASKING, direction="out", sent_at__isnull=False, dropped_at=None).order_by("sent_at").last()
    return {"first_sent_on": sent.at.astimezone(zone).date(), "first_subject": sent.subject} if sent else {}


def _role(posting: Any) -> dict:
    if posting is None:
        return {}
    return {
        "posting_title": posting.title, "posting_organization": posting.hiring_organization,
        "date_posted": posting.date_posted, "valid_through": posting.valid_through,
    }  # fmt: skip


def _plain(name: str, value: Any) -> Any:
    """A told fact as `Facts` wants it, also when it comes back from JSON."""
    if name in _DATES and isinstance(value, str):
        return date.fromisoformat(value)
    if name in _SEVERAL:
        return (value,) if isinstance(value, str) else tuple(value)
    return value


def draft(contact: Contact, kind: str, now: datetime, *, interview: Interview | None = None, posting: Any = None, **told: Any) -> Message:
    """The open draft of *kind* to *contact*, written here if there is none.

    Shape: *posting* and *told* as for `facts_about`; they stay with the letter.
    Once: while one is open it is given back as it stands; a draft about another posting is another draft.
    """
    about = _json(_role(posting) | told)
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        open_ones = Message.objects.drafts().filter(contact=contact, kind=kind).order_by("-drafted_at")
        found = next((m for m in open_ones if m.about.get("posting_title") == about.get("posting_title")), None)
        return found or _written(contact, kind, now, interview or _talk(contact, kind, now), about)


def _json(told: Mapping) -> dict:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items() if value}


def _talk(contact: Contact, kind: str, now: datetime) -> Interview | None:
    """The conversation a letter of *kind* is about."""
    if kind in ASKING:
        return opening.open_with(contact, now)
    held = contact.interviews.filter(ended_at__isnull=False).order_by("-ended_at").first()
    if kind not in AHEAD:
        return held
    return contact.interviews.filter(ended_at=None, declined_at=None, closed_at=None).first() or held or contact.interviews.first()


def _written(contact: Contact, kind: str, now: datetime, interview: Interview | None, about: dict) -> Message:
    message = Message(owner=contact.owner, contact=contact, interview=interview, kind=kind, about=about, drafted_at=now)
    _fill(message, now)
    message.save()
    timeline.record(contact, "drafted", now, what=f"“{message.subject}”", message=message.key)
    return message


def facts_for(message: Message, at: datetime | None = None) -> Facts:
    """The facts that a letter was and will be drafted from."""
    return facts_about(message.contact, message.interview, at=at, **message.about)


def composed(message: Message, at: datetime | None = None) -> Draft:
    """The letter as the record would have it now, with the reason of each part and the questions beside it."""
    return compose(message.kind, facts_for(message, at), message.about.get("variant"), own_wording.text_for(message))


def _fill(message: Message, now: datetime) -> None:
    written = composed(message, now)
    message.subject, message.body, message.drafted_body = written.subject[:300], written.body, written.body


def is_untouched(message: Message) -> bool:
    """Whether nobody has changed the words that were drafted."""
    return message.body == message.drafted_body


def findings(message: Message, at: datetime | None = None, subject: str | None = None, body: str | None = None) -> list[Finding]:
    """What there is to say about a letter, or about other words for it, beside the record."""
    subject, body = message.subject if subject is None else subject, message.body if body is None else body
    timing = reminding.findings(message, at) if at and message.kind == "reminder" else []
    facts = facts_for(message, at) if message.kind in KINDS else None
    return timing + review(message.kind, subject, body, facts, preferences_of(message.owner))


def keep(message: Message, subject: str, body: str, now: datetime) -> bool:
    """Keep what was typed; whether anything changed.

    Once: a letter that is no longer a draft is left as it is.
    """
    subject, body = " ".join(subject.replace("\x00", "").split())[:300], plain_body(body)
    if (subject, body) == (message.subject, message.body):
        return False
    kept = Message.objects.drafts().filter(pk=message.pk).update(subject=subject, body=body, edited_at=now)
    message.refresh_from_db(fields=["subject", "body", "edited_at"])
    return bool(kept)


def plain_body(typed: str) -> str:
    """A body as it came from a form, with plain line ends."""
    return typed[:200_000].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def reword(message: Message, body: str, now: datetime) -> None:
    """Other words for the body; those before are kept aside for `take_back`."""
    message.about |= {"before": _aside(message)}
    message.body, message.edited_at = body, now
    _save_draft(message)


def _aside(message: Message) -> dict:
    return {"subject": message.subject, "body": message.body, "drafted_body": message.drafted_body, "variant": message.about.get("variant", 0)}


def redraft(message: Message, now: datetime, *, another: bool = False) -> None:
    """Write the draft again from the record, *another* in other words; the words before are kept aside."""
    message.about |= {"before": _aside(message), "variant": message.about.get("variant", 0) + another}
    _fill(message, now)
    _save_draft(message)


def take_back(message: Message) -> None:
    """Give back the words that stood before the last redrafting. Once: a second call changes nothing."""
    before = message.about.pop("before", None)
    if before:
        message.about["variant"] = before.pop("variant")
        message.subject, message.body, message.drafted_body = before["subject"], before["body"], before["drafted_body"]
        _save_draft(message)


def _save_draft(message: Message) -> None:
    words = {name: getattr(message, name) for name in ("subject", "body", "drafted_body", "edited_at", "about")}
    Message.objects.drafts().filter(pk=message.pk).update(**words)


def answer(message: Message, answers: Mapping[str, object], now: datetime) -> bool:
    """Put answers to the questions beside a letter on record; an untouched letter is written again from them.

    Shape: *answers* by ``Question.field``; empty ones are passed over. The answer says whether the letter was written again.
    """
    given = {name: value for name, value in answers.items() if value}
    with transaction.atomic():
        _keep_of_writer(message.owner, {n.removeprefix("writer."): v for n, v in given.items() if n.startswith("writer.")})
        _keep_of_contact(message.contact, {n.removeprefix("recipient."): v for n, v in given.items()})
        _keep_of_letter(message, given, now)
        if given and is_untouched(message):
            _fill(message, now)
        _save_draft(message)
    return bool(given) and is_untouched(message)


def _keep_of_writer(owner: User, given: Mapping[str, object]) -> None:
    for name, value in given.items():
        setattr(owner, name, value)
    if given:
        owner.save(update_fields=list(given))


def _keep_of_contact(contact: Contact, given: Mapping[str, object]) -> None:
    kept = [name for name in given if name in _CONTACT]
    for name in kept:
        setattr(contact, name, given[name])
    if kept:
        contact.save(update_fields=kept)
        search.index([contact.pk])


_CONTACT = ("tie", "met_on", "met_where", "met_occasion", "talked_about", "referrer_name", "address_source", "why_them", "given_name")


def _keep_of_letter(message: Message, given: Mapping[str, object], now: datetime) -> None:
    """Lines go to the notes of the conversation, whatever is left stays with the letter."""
    for name, value in given.items():
        if name in _LINES and message.interview:
            Note.objects.create(interview=message.interview, tag=_LINES[name], text=str(value)[:500], at=now)
        elif name in _SEVERAL:
            message.about[name] = [value]
        elif name in _TOLD - set(_CONTACT):
            message.about |= _json({name: value})
