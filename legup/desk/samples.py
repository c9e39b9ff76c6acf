"""A desk of made-up people, filled with a believable half year, on its own and gone with one click."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from legup.accounts.models import User
from legup.contacts import search, timeline
from legup.contacts.models import Contact, Point, Position
from legup.desk.sample_people import NOTES, PEOPLE, POSTINGS, REPLIES
from legup.interviews.models import Interview, Note
from legup.lib.fold import fold
from legup.organizations.keeping import organization_named
from legup.outreach import drafting
from legup.outreach.models import Message
from legup.postings import matching
from legup.postings.models import Posting

ME = {
    "full_name": "Ana Sample",
    "headline": "a second-year biology student at Northfield College",
    "school": "Northfield College",
    "curiosity": "how people come to work in public health",
    "background": "I spent last summer counting mosquitoes for a county survey and am deciding between research and public health.",
}


def fill(owner: User, now: datetime) -> User:
    """The sample desk of *owner*, with about forty people and half a year behind it.

    Once: made at the first call, opened as it is afterwards.
    """
    with transaction.atomic():
        me = User.objects.filter(sample_of=owner).first()
        if me is None:
            me = User.objects.create_user(f"sample-{owner.pk}@legup.example", sample_of=owner, zone=owner.zone, welcomed_at=now, **ME)
            _people(me, now)
            _postings(me, now)
    return me


def remove(owner: User) -> bool:
    """Take the sample desk of *owner* away, whole; whether there was one."""
    return bool(User.objects.filter(sample_of=owner).delete()[0])


def _people(me: User, now: datetime) -> None:
    made = [_person(me, [part.strip() for part in line.split("|")], now) for line in PEOPLE.splitlines()]
    search.index([contact.pk for contact, _ in made])
    for contact, story in made:
        kind, days = story.split()
        _STORIES[kind](_Story(me, contact, now, int(days)))


def _person(me: User, parts: list[str], now: datetime) -> tuple[Contact, str]:
    name, title, organization, place, zone, tie, source, spoke, story = parts
    begun = now - timedelta(days=int(story.split()[1]) + 20)
    given, _, family = name.partition(" ")
    knows: dict[str, object] = {"met_where" if tie == "met" else "referrer_name" if tie == "referred" else "address_source": source} if tie else {}
    if tie == "met":
        knows |= {"met_on": (begun - timedelta(days=12)).date(), "talked_about": spoke}
    if tie == "referred":
        knows["referrer"] = Contact.objects.filter(owner=me, full_name=source).first()
    person = Contact.objects.create(owner=me, full_name=name, given_name=given, family_name=family, folded=fold(name), location=place, zone=zone, tie=tie, made_at=begun, **knows)
    address = f"{fold(given)}@{fold(organization).replace(' ', '-').replace('’', '').replace('&', 'and')}.example" if organization else ""
    if address:
        Point.objects.create(contact=person, kind="email", value=address, folded=address)
    Position.objects.create(contact=person, title=title, organization=organization_named(me, organization), seen_at=begun)
    timeline.record(person, "imported" if not tie else "added", begun, source="a file from LinkedIn")
    return person, story


class _Story:
    """One person's half year, told in the order it happened; ``back`` counts days before now."""

    def __init__(self, me: User, contact: Contact, now: datetime, days: int):
        self.me, self.contact, self.now, self.days = me, contact, now, days
        self.talk = Interview.objects.create(owner=me, contact=contact, opened_at=self.back(days + 14))

    def back(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def letter(self, kind: str, days: float) -> None:
        at = self.back(days)
        draft = drafting.draft(self.contact, kind, at, interview=self.talk)
        Message.objects.filter(pk=draft.pk).update(way="own", sent_at=at, drafted_at=at, edited_at=at, to_address=self.contact.email)
        words = {"request": "your request", "meet_referral": "your request", "update": "word of what came of it", "declined": "thanks for their answer"}
        timeline.record(self.contact, "thanked" if kind == "thanks" else "sent", at, what=words.get(kind, "a letter"))

    def ask(self, days: float) -> None:
        self.letter("meet_referral" if self.contact.tie == "referred" else "request", days)

    def reply(self, answer: str, days: float) -> None:
        at, when = self.back(days), self.back(days - 5)
        body = REPLIES[answer].format(me=self.me.first_name, them=self.contact.given_name, when=f"{when:%A} at ten")
        Message.objects.create(owner=self.me, contact=self.contact, interview=self.talk, direction="in", kind="reply", subject="Re: a conversation", body=body, received_at=at, drafted_at=at, from_address=self.contact.email)
        timeline.record(self.contact, "replied", at)

    def agree(self, days: float) -> None:
        zone = ZoneInfo(self.contact.zone)
        start = self.back(days).astimezone(zone).replace(hour=10, minute=0, second=0, microsecond=0)
        agreed_at, wall = self.back(max(days, 0) + 3), start.replace(tzinfo=ZoneInfo("UTC"))
        Interview.objects.filter(pk=self.talk.pk).update(agreed_at=agreed_at, starts_at=start, zone=self.contact.zone, wall=wall)
        timeline.record(self.contact, "agreed", agreed_at, when=f"{start:%A} {start.day} {start:%B}, {start:%H:%M}")

    def hold(self, days: float) -> None:
        began = self.back(days)
        Interview.objects.filter(pk=self.talk.pk).update(began_at=began, ended_at=began + timedelta(minutes=21))
        self.talk.refresh_from_db()
        kept = [Note(interview=self.talk, tag=tag, text=text, at=began, done_at=began + timedelta(days=9) if days > 90 and tag == "promise" else None) for tag, text in NOTES.get(self.contact.full_name, [])]
        Note.objects.bulk_create(kept)
        timeline.record(self.contact, "held", began + timedelta(minutes=21), minutes=21)


def _fresh(story: _Story) -> None:
    story.talk.delete()


def _draft(story: _Story) -> None:
    drafting.draft(story.contact, "request", story.back(story.days), interview=story.talk)


def _asked(story: _Story) -> None:
    story.ask(story.days)


def _no(story: _Story) -> None:
    story.ask(story.days + 5)
    story.reply("no", story.days)
    story.letter("declined", story.days - 1)
    timeline.record(story.contact, "declined", story.back(story.days))
    Interview.objects.filter(pk=story.talk.pk).update(declined_at=story.back(story.days))


def _answered(story: _Story) -> None:
    story.ask(story.days + 4)
    story.reply("yes", story.days)


def _agreed(story: _Story) -> None:
    story.ask(8)
    story.reply("yes", 5)
    story.agree(-story.days)


def _held(story: _Story) -> None:
    story.ask(story.days + 12)
    story.reply("yes", story.days + 8)
    story.agree(story.days)
    story.hold(story.days)


def _thanked(story: _Story) -> None:
    _held(story)
    story.letter("thanks", story.days - 0.5)
    Interview.objects.filter(pk=story.talk.pk).update(thanked_at=story.back(story.days - 0.5))


def _told(story: _Story) -> None:
    _thanked(story)
    story.letter("update", story.days - 40)


_STORIES = {"fresh": _fresh, "draft": _draft, "asked": _asked, "silent": _asked, "answered": _answered, "agreed": _agreed, "held": _held, "thanked": _thanked, "told": _told, "no": _no}


def _postings(me: User, now: datetime) -> None:
    for number, line in enumerate(POSTINGS.splitlines()):
        title, organization, place, seen, closes = (part.strip() for part in line.split("|"))
        at = now - timedelta(days=int(seen))
        posting = Posting.objects.create(
            owner=me, source="typed", source_id=f"sample-{number}", title=title, hiring_organization=organization, location=place,
            date_posted=at.date(), valid_through=(now + timedelta(days=int(closes))).date() if closes else None, first_seen_at=at, last_seen_at=now,
        )  # fmt: skip
        matching.match(posting, at)
