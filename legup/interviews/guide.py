"""The guide: what one brings to a conversation. Questions in order, an introduction, and what is known of the person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from django.db import transaction
from django.db.models import F

from legup.contacts import timeline
from legup.contacts.models import Contact
from legup.interviews.models import GuideQuestion, Interview, Note
from legup.interviews.question_bank import ABOUT, BANK, STARTERS
from legup.lib.refusal import Refusal

PLAN = (
    (0, 2, "Thank them, ask whether the end still suits, a word about what connects you."),
    (2, 4, "Say who you are, why you wrote to them, and what you hope to learn. A minute is enough."),
    (4, 16, "Your questions. Follow what they say rather than your list."),
    (16, 19, "Name the time that is left. Ask for advice, and who else to talk to."),
    (19, 20, "Thank them, say what you will do, ask whether you may tell them how it goes. Then stop."),
)
"""Twenty minutes, from minute to minute [B2 P13 S35]. Units: minutes."""
WORDS_A_MINUTE = 140
MOST = 20
LENGTH = 300
_REFERRAL = re.compile(r"\bwhom?\b[^?]*\b(talk|speak|know|hear)|\b(any|some)(one|body) else\b|\bput me in touch\b|\bwho else\b", re.I)


@dataclass(frozen=True)
class Brief:
    """What to have before one's eyes when the telephone rings."""

    role: str
    known: str
    last_words: list[tuple[datetime, str]]
    numbers: list[str]
    promises: list[Note]


def prepare(interview: Interview) -> None:
    """Six questions to begin with, fitted to where the person works.

    Once: a guide that has questions is left as it is.
    Rule: six for twenty minutes, three essential, one that asks for names [S12 S41 P3].
    """
    if interview.questions.exists():
        return
    place = _place(interview.contact)
    GuideQuestion.objects.bulk_create(
        GuideQuestion(interview=interview, place=n, text=BANK[about][which].format(place=place), is_essential=essential)
        for n, (about, which, essential) in enumerate(STARTERS)
    )


def _place(contact: Contact) -> str:
    position = contact.current
    name = position.organization.name if position and position.organization else ""
    return name if 0 < len(name) <= 80 else "your organization"


def bank_for(interview: Interview) -> list[tuple[str, list[str]]]:
    """Every question of the bank that is not in the guide yet, by what it is about."""
    place, there = _place(interview.contact), {q.text for q in interview.questions.all()}
    shelves = ((ABOUT[about], [text.format(place=place) for text in texts]) for about, texts in BANK.items())
    return [(said, [text for text in texts if text not in there]) for said, texts in shelves]


def add(interview: Interview, text: str, essential: bool = False, place: int | None = None) -> GuideQuestion | None:
    """One more question, before the one that asks for names if that stands last, or at *place*.

    Once: a question that is there already is given back.
    Raises: Refusal when the guide is longer than anybody could ask.
    """
    text = _clean(text)
    if not text:
        return None
    with transaction.atomic():
        there = list(interview.questions.select_for_update())
        same = next((q for q in there if q.text == text), None)
        if same or len(there) >= MOST:
            return same or _too_many()
        if place is None:
            place = there[-1].place if there and asks_for_names(there[-1:]) else (there[-1].place + 1 if there else 0)
        interview.questions.filter(place__gte=place).update(place=F("place") + 1)
        return GuideQuestion.objects.create(interview=interview, place=place, text=text, is_essential=essential)


def _too_many() -> NoReturn:
    raise Refusal(f"There are {MOST} questions already. Six fill twenty minutes; take one out before you add another.")


def _clean(text: str) -> str:
    return " ".join(text.split())[:LENGTH]


def revise(interview: Interview, texts: dict[int, str], essential: Iterable[int]) -> None:
    """The questions as they now read. One that was emptied keeps its old words; taking out is an act of its own."""
    chosen = set(essential)
    for question in interview.questions.filter(pk__in=texts):
        text, marked = _clean(texts[question.pk]) or question.text, question.pk in chosen
        if (text, marked) != (question.text, question.is_essential):
            question.text, question.is_essential = text, marked
            question.save(update_fields=["text", "is_essential"])


def move(interview: Interview, pk: int, by: int) -> None:
    """One question up (-1) or down (+1); at the end of the list it stays."""
    with transaction.atomic():
        order = list(interview.questions.select_for_update())
        at = next((n for n, q in enumerate(order) if q.pk == pk), None)
        if at is None or not 0 <= at + by < len(order):
            return
        order[at], order[at + by] = order[at + by], order[at]
        for n, question in enumerate(order):
            question.place = n
        GuideQuestion.objects.bulk_update(order, ["place"])


def remove(interview: Interview, pk: int) -> GuideQuestion | None:
    """Takes a question out; what was taken out is given back, so that it can be put back."""
    question = interview.questions.filter(pk=pk).first()
    if question:
        interview.questions.filter(pk=pk).delete()
    return question


def asks_for_names(questions: Iterable[GuideQuestion]) -> bool:
    """Whether one of them asks who else to talk to. Rule: every plan has one [S9 S16 B2]."""
    return any(_REFERRAL.search(q.text) for q in questions)


def introduction(interview: Interview) -> str:
    """Sixty seconds about oneself, from the profile and from how one knows the person; what is unknown is left out.

    Rule: who I am, why you, what I hope to learn, in 90 seconds at most [B2].
    """
    me, contact = interview.owner, interview.contact
    who = ", ".join(filter(None, (me.full_name, me.headline)))
    parts = [
        who and f"I am {who}",
        known(contact, spoken=True),
        me.background,
        f"I am curious about {me.curiosity}" if me.curiosity else "",
        "I would like to hear how it looks from where you are. I brought a few questions, and I will keep an eye on the time",
    ]
    return " ".join(p.strip().rstrip(".") + "." for p in parts if p.strip())


def seconds_aloud(text: str) -> int:
    """How long *text* takes to say. Units: seconds, to the nearest five [G5]."""
    return round(len(text.split()) * 60 / WORDS_A_MINUTE / 5) * 5


def known(contact: Contact, spoken: bool = False) -> str:
    """How one knows *contact*: a line to read, or *spoken* to them. Nothing when it was not written down."""
    you, them = ("We", "you") if spoken else ("You", "them")
    told = contact.referrer.full_name if contact.referrer else contact.referrer_name
    where = [f"at {contact.met_where}" if contact.met_where else "", f"in {contact.met_on:%B %Y}" if contact.met_on else ""]
    said = {
        "met": " ".join(filter(None, [f"{you} met", *where])),
        "referred": told and f"{told} told {'me' if spoken else 'you'} about {them}",
        "directory": contact.address_source and f"{'I' if spoken else 'You'} found {them} in {contact.address_source}",
        "found": contact.address_source and f"{'I' if spoken else 'You'} found {them} through {contact.address_source}",
    }
    detail = f". You spoke of {contact.talked_about}" if contact.tie == "met" and contact.talked_about and not spoken else ""
    return said.get(contact.tie, "") + detail


def brief(interview: Interview) -> Brief:
    """Who it is, how one knows them, the last words exchanged, the number, and what was promised."""
    contact, position = interview.contact, interview.contact.current
    role = ", ".join(p for p in (position.title, position.organization.name if position.organization else "") if p) if position else ""
    events = contact.events.filter(kind__in=("sent", "replied", "note", "held", "declined"))[:4]
    return Brief(
        role=role,
        known=known(contact),
        last_words=[(e.at, timeline.sentence(e, contact.called)) for e in events],
        numbers=[p.value for p in contact.points.all() if p.kind == "phone" and not p.failed_at],
        promises=list(Note.objects.filter(interview__contact=contact, tag="promise", done_at=None)),
    )
