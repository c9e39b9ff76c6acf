"""The small next steps, each a question to the facts; nothing here is stored."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse

from legup.contacts.models import Contact, Event
from legup.desk import referrals
from legup.followup import cadence, promises, thanks
from legup.interviews.models import Interview
from legup.mail import release
from legup.mail.models import Mailbox, Trial
from legup.outreach import delivering, doubting
from legup.outreach.models import Message
from legup.outreach.standing import stand
from legup.postings import matching
from legup.templatetags.legup import ago, day, moment

UPDATE_AFTER, TOUCH_AFTER, KEPT_AFTER = timedelta(days=42), timedelta(days=90), timedelta(days=14)
ENDED_AFTER = timedelta(days=28), timedelta(days=240)
HELD_BACK = timedelta(days=7)
FIRST_LEADS = 2
LATEST_REPLY = timedelta(days=60)


@dataclass(frozen=True)
class Step:
    """One thing to do now. Shape: a sentence, its reason, one button; ``post`` fields when the button acts, a link otherwise.

    Shape: ``letters`` are other letters that fit, each as words, address and fields to post.
    """

    key: str
    sentence: str
    reason: str
    button: str
    address: str
    post: dict[str, str] | None = None
    contact: Contact | None = None
    tone: str = ""
    other: list[tuple[str, str]] = field(default_factory=list)
    rest: str = ""
    letters: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


def all_steps(user, now: datetime) -> Iterator[Step]:
    """Everything that could be done next, the most pressing first."""
    postings = list(leads(user, now))
    for source in (held, broken_mailbox, half_a_mailbox, failed, uncertain, unsure, held_back):
        yield from source(user, now)
    yield from postings[:FIRST_LEADS]
    for source in (calls, thank, answers, promised, named, remind):
        yield from source(user, now)
    yield from postings[FIRST_LEADS:]
    for source in (drafts, ended, touch, begin):
        yield from source(user, now)


def next_with(contact: Contact, now: datetime) -> Step:
    """The one primary act on a person's page: what Today would say about them, or else the next small thing."""
    due = (step for source in (failed, uncertain, leads, calls, thank, answers, promised, named, remind, ended, touch) for step in source(contact.owner, now))
    return next((step for step in due if step.contact == contact), None) or _otherwise(contact, now)


def _otherwise(contact: Contact, now: datetime) -> Step:
    called, draft = contact.called, contact.messages.drafts().last()
    if draft:
        return Step(f"draft-{draft.key}", f"A letter to {called} is begun", draft.subject, "Go on writing", reverse("outreach:compose", args=[draft.key]))
    kinds = set(contact.events.values_list("kind", flat=True))
    if kinds.isdisjoint({"sent", "queued", "replied", "held"}):
        if not contact.tie:
            reason = "The first sentence of your letter stands on this. People are glad to help somebody they can place."
            return Step("tie", f"How do you know {called}?", reason, "Say how, and write", reverse("desk:first_letter", args=[contact.key]))
        kind = "meet_referral" if contact.tie == "referred" else "request"
        return Step("ask", f"Ask {called} for twenty minutes", "Leg Up drafts the letter from what you noted; you make it yours.", "Write the request", *_letter(contact, kind))
    last = contact.events.filter(kind__in=("sent", "queued", "replied", "held", "thanked")).order_by("-at").first()
    if last is None:
        return Step("ask", f"Write to {called}", "A first letter has not left yet.", "Write the request", *_letter(contact, "request"))
    if leaving := contact.messages.waiting().last():
        return Step("leaving", f"Your letter to {called} is on its way", stand(leaving, now).sentence, "Look at it", reverse("outreach:letter", args=[leaving.key]))
    if last.kind in ("sent", "queued"):
        return Step("wait", f"{called} has your letter", f"It went {ago(last.at)}. Most answers take a few days, some two weeks; there is nothing to do.", "Write down an answer", reverse("outreach:log", args=[contact.key]))
    told = contact.messages.filter(kind="update", sent_at__isnull=False).exists()
    kind = "answer" if last.kind == "replied" else "touch" if told else "update"
    return Step("later", f"Things are well with {called}", f"You were last in touch {ago(last.at)}. Write again when there is something to tell.", "Write something", *_letter(contact, kind))


def _person(contact: Contact) -> str:
    return reverse("desk:person", args=[contact.key])


def _more(words: str, contact: Contact, kind: str, **about) -> tuple[str, str, dict[str, str]]:
    return (words, *_letter(contact, kind, **about))


def _letter(contact: Contact, kind: str, **about) -> tuple[str, dict[str, str]]:
    return reverse("outreach:begin", args=[contact.key]), {"kind": kind, **about}


def held(user, now):
    """A copy or a restore sends nothing until somebody says so."""
    if release.held():
        reason = "This data was copied or restored. Letters that were waiting may have gone out from the original already."
        yield Step("held", "Sending is on hold", reason, "Look at what is waiting", reverse("mail:mailbox"), tone="warn")


def broken_mailbox(user, now):
    """A mail account that does not work is said, not hidden; letters wait for it."""
    mailbox = Mailbox.objects.visible_to(user).first()
    if not mailbox or not mailbox.trouble:
        return
    since = mailbox.troubled_at or (mailbox.refused_at if mailbox.is_refused else mailbox.failed_at) or now
    waiting = Message.objects.visible_to(user).waiting().count() if mailbox.is_refused else 0
    letters = {0: "", 1: " One letter waits for it."}.get(waiting, f" {waiting} letters wait for it.")
    what = f"Your mail account {mailbox.address} does not let Leg Up in" if mailbox.is_refused else f"Your mailbox {mailbox.address} cannot be read"
    yield Step(f"mailbox-{since:%Y%m%d%H%M}", f"{what} since {moment(since)}", mailbox.trouble + letters, "Mend it", reverse("mail:mailbox"), tone="bad" if waiting else "warn")


def half_a_mailbox(user, now):
    """A mail account that was begun and waits for the person."""
    for trial in Trial.objects.open().visible_to(user)[:1]:
        if trial.failed_at:
            yield Step(f"trial-{trial.key}", f"Connecting {trial.address} did not work", trial.failure, "What to do", reverse("mail:trial"), tone="warn")
        elif trial.handed_at and not trial.imap_host:
            reason = "A test letter with a code went there. When you have typed it in, letters can leave."
            yield Step(f"trial-{trial.key}", f"Finish connecting {trial.address}", reason, "Type in the code", reverse("mail:trial"))


def failed(user, now):
    """A letter that did not go is the worst thing to be silent about."""
    for letter in Message.objects.visible_to(user).exclude(failed_at=None).filter(dropped_at=None).select_related("contact"):
        key, what = f"failed-{letter.key}-{letter.failed_at:%Y%m%d%H%M}", "reminder" if letter.kind == "reminder" else "letter"
        yield Step(key, f"Your {what} to {letter.contact.called} did not go", letter.failure, "See what to do", reverse("outreach:letter", args=[letter.key]), contact=letter.contact, tone="bad")


def unsure(user, now):
    """A letter that may be an answer is asked about, not passed over."""
    for doubt in doubting.open_for(user)[:2]:
        whose = "Who is this letter from?" if doubt.why == "shared" else f"Is this from {doubt.contact.full_name}?"
        said = f"“{doubt.subject}”, from {doubt.from_address}. " if doubt.subject else f"From {doubt.from_address}. "
        yield Step(f"unsure-{doubt.key}", whose, said + doubting.REASONS.get(doubt.why, ""), "Have a look", reverse("outreach:doubts"), contact=doubt.contact)


def held_back(user, now):
    """What was put away unsent because its moment had passed, or because they had written first."""
    lately = Message.objects.visible_to(user).filter(dropped_at__gt=now - HELD_BACK, failed_at=None, failure__in=(delivering.LATE, delivering.ANSWERED))
    for letter in lately.select_related("contact"):
        what = "reminder" if letter.kind == "reminder" else "letter"
        yield Step(f"dropped-{letter.key}", f"Your {what} to {letter.contact.called} was not sent", letter.failure, "Look at it", reverse("outreach:letter", args=[letter.key]), contact=letter.contact, tone="warn")


def uncertain(user, now):
    """Never sent again by itself, never forgotten either."""
    for letter in Message.objects.visible_to(user).uncertain().select_related("contact"):
        reason = f"The mail server went silent at {moment(letter.uncertain_at)}. It was probably delivered."
        yield Step(f"uncertain-{letter.key}", f"Did your letter to {letter.contact.called} arrive?", reason, "Settle it", reverse("outreach:letter", args=[letter.key]), contact=letter.contact, tone="warn")


def leads(user, now):
    """The foot in the door: write to the person first, then apply [S1]."""
    for lead in matching.due_leads(user, now):
        posting, person = lead.posting, lead.contact
        spoke = f"you spoke with {person.called} there on {day(lead.spoke_on)}" if lead.spoke_on else f"you know {person.called} there"
        closes = f" It closes on {day(posting.valid_through)}." if posting.valid_through else ""
        yield Step(
            f"lead-{lead.key}", f"{posting.hiring_organization} is looking for: {posting.title}. {spoke[0].upper()}{spoke[1:]}.",
            f"Write to {person.called} before you apply: somebody who remembers you is better than a form.{closes}",
            f"Write to {person.called}", reverse("postings:posting", args=[posting.key]), contact=person, tone="good",
        )  # fmt: skip


def calls(user, now):
    """Today's and tomorrow's calls, and one that was begun and not ended."""
    soon = Interview.objects.visible_to(user).filter(ended_at=None, declined_at=None, closed_at=None, starts_at__lte=now + timedelta(days=2))
    for call in soon.select_related("contact").order_by("starts_at"):
        called = call.contact.called
        if call.began_at:
            yield Step(f"call-{call.key}", f"Your call with {called} is still open", "End it, so that your notes are kept together.", "Go to the call", reverse("interviews:call", args=[call.key]), contact=call.contact)
        elif call.starts_at > now - timedelta(hours=1):
            yield Step(f"call-{call.key}", f"You speak with {called} {ago(call.starts_at)}: {moment(call.starts_at)}", "Six questions are enough for twenty minutes; three of them matter.", "Prepare", reverse("interviews:guide", args=[call.key]), contact=call.contact, letters=[_more("Move it", call.contact, "reschedule", interview=call.key)])
        else:
            yield Step(f"call-{call.key}", f"Did you speak with {called} on {day(call.starts_at)}?", "Write down what you remember while it is fresh.", "Open the call", reverse("interviews:call", args=[call.key]), contact=call.contact)


def thank(user, now):
    """Within a day if it can be, and gladly later if not [S7 S24]."""
    for call in thanks.owed(user, now):
        address, post = _letter(call.contact, "thanks", interview=call.key)
        late = now - call.ended_at > timedelta(days=2)
        reason = "It is not too late; they will be glad all the same." if late else "Say the one thing you will remember. The same day is best, the next is fine."
        yield Step(f"thank-{call.key}", f"Thank {call.contact.called} for the conversation {ago(call.ended_at)}", reason, "Write the thanks", address, post, call.contact, "good")


def answers(user, now):
    """An answer is answered within a working day [S3]."""
    recent = Event.objects.filter(contact__owner=user, kind="replied", at__gte=now - LATEST_REPLY).select_related("contact").order_by("-at")
    seen: set[int] = set()
    for event in recent:
        if event.contact_id in seen:
            continue
        seen.add(event.contact_id)
        later = event.contact.events.filter(kind__in=("agreed", "sent", "held", "declined", "thanked"), at__gte=event.at)
        if not later.exists():
            call = event.contact.interviews.filter(ended_at=None, declined_at=None, closed_at=None).first()
            address = reverse("scheduling:agree", args=[call.key]) if call else _person(event.contact)
            fitting = [_more("Answer a yes", event.contact, "answer", answered="yes"), _more("Answer “later”", event.contact, "answer", answered="later"), _more("Answer a no", event.contact, "declined")]
            yield Step(f"answer-{event.pk}", f"{event.contact.called} answered {ago(event.at)}", cadence.answer_wanted(event.at, user, now), "Agree a time" if call else "Read it", address, contact=event.contact, other=[("Read it", _person(event.contact))] if call else [], letters=fitting)


def promised(user, now):
    """What one promised is done, or it is the first thing they remember."""
    for note in promises.open_for(user):
        contact = note.interview.contact
        yield Step(f"promise-{note.key}", f"You promised {contact.called}: {note.text}", f"Said {ago(note.at)}.", "Done", reverse("interviews:promise_done", args=[note.key]), {}, contact)


def named(user, now):
    """A name that was given is a promise until it is followed up [S9 S16 B2]."""
    for one in referrals.open_for(user):
        giver, note = one.note.interview.contact, one.note
        reason = f"Named {ago(note.at)}. Their name opens the letter; it is followed up best while both remember."
        if one.name:
            yield Step(f"name-{note.key}", f"Write to {one.name}, whom {giver.called} named", reason, f"Write to {one.name.split()[0]}", reverse("desk:follow_referral", args=[note.key]), {}, giver)
        else:
            yield Step(f"name-{note.key}", f"{giver.called} pointed you to somebody: {note.text}", "Find out the name, and add them to your people.", "Add them", reverse("contacts:create"), contact=giver)


def remind(user, now):
    """A second person after three working days, one reminder after seven, then rest; and whoever named a day [S3 S6 P11]."""
    for due in cadence.due(user, now):
        person, letter, reason = due.contact, due.letter.key if due.letter else due.contact.key, due.reason
        if due.second:
            address, post = _letter(due.second, "request")
            yield Step(f"second-{letter}", f"Write to {due.second.full_name} too, at the same place as {person.called}", reason, f"Write to {due.second.called}", address, post, person)
            continue
        sentence, button = {
            "remind": (f"Write to {person.called} again, or let it rest", "Write a reminder"),
            "again": (f"Write to {person.called} again", f"Write to {person.called}"),
            "thank": (f"Thank {person.called} for answering", "Write the thanks"),
        }[due.next]
        yield Step(f"{due.next}-{letter}", sentence, reason, button, *_letter(person, due.kind), person, rest="" if due.next == "thank" else _rest(person))


def _rest(contact: Contact) -> str:
    return reverse("followup:rest", args=[contact.key])


def drafts(user, now):
    """Letters begun and left lying."""
    for letter in Message.objects.visible_to(user).drafts().filter(drafted_at__lte=now - timedelta(minutes=30)).select_related("contact").order_by("-drafted_at")[:3]:
        yield Step(f"draft-{letter.key}", f"Your letter to {letter.contact.called} is waiting for you", f"Begun {ago(letter.drafted_at)}.", "Go on writing", reverse("outreach:compose", args=[letter.key]), contact=letter.contact)


def ended(user, now):
    """Whoever helped with an application hears how it ended, from the person [S10 S24]."""
    soonest, latest = ENDED_AFTER
    told = Message.objects.visible_to(user).filter(kind="outcome", dropped_at=None).values("contact")
    applied = Event.objects.filter(contact__owner=user, contact__silenced_at=None, contact__archived_at=None, kind="applied", at__lte=now - soonest, at__gt=now - latest)
    for event in applied.exclude(contact__in=told).select_related("contact").order_by("at"):
        person = event.contact
        reason = f"You applied {ago(event.at)}. They helped you to the door and like to hear how it went, whichever way; if you do not know yet, let it wait."
        yield Step(f"ended-{event.pk}", f"Tell {person.called} how it ended: {event.facts.get('title', 'your application')}", reason, "Write how it ended", *_letter(person, "outcome"), person)


def touch(user, now):
    """What came of it, some weeks after the thanks or once a promise is kept; after that every few months, with something to say [S26 P41 P45]."""
    thanked = Contact.objects.visible_to(user).filter(silenced_at=None, archived_at=None, events__kind="thanked", events__at__lte=now - KEPT_AFTER).distinct()
    told = set(Message.objects.visible_to(user).filter(kind="update", sent_at__isnull=False, dropped_at=None).values_list("contact_id", flat=True))
    lasts = _latest(thanked, ("sent", "replied", "held", "thanked"))
    kept = _latest(thanked, ("kept",))
    for contact in thanked:
        last = lasts[contact.pk]
        key, since = f"touch-{contact.key}-{last:%Y%m%d}", f"You were last in touch {ago(last)}."
        if contact.pk in kept and kept[contact.pk] > last and last <= now - KEPT_AFTER:
            yield Step(key, f"Tell {contact.called} what came of it", f"{since} You have done what you promised; they will be glad to hear it.", "Write what came of it", *_letter(contact, "update"), contact)
        elif contact.pk not in told and last <= now - UPDATE_AFTER:
            yield Step(key, f"Tell {contact.called} what came of it", f"{since} People who gave advice like to hear where it led.", "Write what came of it", *_letter(contact, "update"), contact)
        elif last <= now - TOUCH_AFTER:
            yield Step(key, f"Is there something to tell {contact.called}?", f"{since} An article they would enjoy, news of yours or theirs; without something to say, let it wait.", "Write a line", *_letter(contact, "touch"), contact)


def _latest(people, kinds) -> dict[int, datetime]:
    events = Event.objects.filter(contact__in=people.values("pk"), kind__in=kinds).order_by("at").values_list("contact_id", "at")
    return dict(events)


def begin(user, now):
    """Nobody asked yet, or nothing under way: one suggestion."""
    if not Message.objects.visible_to(user).filter(direction="out").exclude(queued_at=None, sent_at=None).exists():
        has_people = Contact.objects.visible_to(user).exists()
        sentence = "Choose the first person to ask" if has_people else "Bring your people"
        reason = "One person whom you have met, or who went where you go, is the easiest beginning." if has_people else "A file from LinkedIn, Google or your telephone; or type in one name."
        yield Step("begin", sentence, reason, "Choose somebody" if has_people else "Bring your people", reverse("desk:choose" if has_people else "contacts:import"))
