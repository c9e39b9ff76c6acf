"""Elsewhere: letters that the person sent from their ordinary mail program, as the folder of sent letters shows them."""

from datetime import datetime, timedelta
from difflib import SequenceMatcher

from legup.contacts.models import Contact
from legup.interviews.models import Interview
from legup.lib import letters
from legup.lib.letter_parts import attachments
from legup.mail.models import Arrival
from legup.outreach import reminding
from legup.outreach.belonging import Belonging, topic
from legup.outreach.models import Message, Messages
from legup.outreach.sending import note_sent

ABOUT_THEN = timedelta(days=4)
ALIKE = 0.6
WROTE = "You wrote to them from your own mail before it left, so it was not sent."


def note(arrival: Arrival, letter: letters.Letter, belonging: Belonging, now: datetime) -> Message | None:
    """Put a sent letter on the timeline of each person known here whom it went to; the last of them.

    Once: a letter is known by its Message-ID, or as the one that the person said they had sent.
    """
    left_here = letter.message_id and Message.objects.filter(owner_id=arrival.owner_id, direction="out", message_id=letter.message_id).exists()
    people = belonging.recipients(letter) if belonging.wanted_of_sent(letter) and not left_here else []
    noted = [message for contact in people if (message := _note(arrival, letter, contact, now))]
    if not noted:
        arrival.delete()
        return None
    Message.objects.filter(pk=noted[0].pk).update(arrival=arrival)
    return noted[-1]


def _note(arrival: Arrival, letter: letters.Letter, contact: Contact, now: datetime) -> Message | None:
    at = letter.date if letter.date and letter.date <= now else now
    facts = {
        "message_id": letter.message_id, "in_reply_to": letter.in_reply_to, "references": " ".join(letter.references), "body": letter.text, "subject": letter.subject[:300],
        "from_address": letter.from_[1][:320], "mailbox": arrival.mailbox, "attachments": attachments(bytes(arrival.raw)),
    }  # fmt: skip
    mine = _the_same(
        contact.messages.filter(
            direction="out", way__in=("own", "copy"), message_id="", sent_at__range=(at - ABOUT_THEN, at + ABOUT_THEN)
        ),
        letter,
    )
    if mine:
        Message.objects.filter(pk=mine.pk).update(**facts)
        return mine
    draft = _the_same(contact.messages.drafts(), letter)
    sent = {"way": "own" if draft else "seen", "sent_at": at, "to_address": _address(contact, letter), **facts}
    if draft:
        Message.objects.filter(pk=draft.pk).update(**sent)
        draft.refresh_from_db()
        message = draft
    else:
        message = Message.objects.create(
            owner_id=arrival.owner_id,
            contact=contact,
            direction="out",
            kind=_kind(contact, now),
            drafted_at=at,
            interview=_interview(contact),
            **sent,
        )
    note_sent(message, at)
    contact.messages.filter(pk__in=Message.objects.waiting().filter(kind="reminder")).update(
        dropped_at=now, failure=WROTE, lease_token=""
    )
    return message


def _the_same(candidates: Messages, letter: letters.Letter) -> Message | None:
    """The one that reads like *letter*, however it was touched up on the way."""
    for message in candidates:
        words = message.body.split()[:400]
        same_topic = bool(topic(message.subject)) and topic(message.subject) == topic(letter.subject)
        alike = SequenceMatcher(None, words, letter.text.split()[:400], autojunk=False).ratio() if words else 0.0
        if alike >= (ALIKE / 2 if same_topic else ALIKE):
            return message
    return None


def _kind(contact: Contact, now: datetime) -> str:
    """A letter after one that was not answered reminds; any other is of no kind that anything follows from."""
    return "reminder" if reminding.thread(contact, now).unanswered else ""


def _interview(contact: Contact) -> Interview | None:
    return contact.interviews.filter(ended_at=None, closed_at=None).first()


def _address(contact: Contact, letter: letters.Letter) -> str:
    own = set(contact.points.filter(kind="email").values_list("folded", flat=True))
    return next((address for _, address in letter.to + letter.cc if address in own), "")[:320]
