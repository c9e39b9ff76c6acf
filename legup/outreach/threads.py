"""Threads: the letters to and from one person, in order, and how a new one joins them."""

from datetime import datetime
from typing import NamedTuple

from legup.contacts.models import Contact
from legup.lib.absences import Away
from legup.lib.quoting import Piece, own_words, pieces
from legup.lib.said_days import Asked, try_again
from legup.lib.said_wishes import asks_to_stop
from legup.outreach import reminding
from legup.outreach.models import Message
from legup.outreach.standing import Standing, stand

LONGEST = 20  # identifiers in References; RFC 5322 asks for all, servers cut long headers


class Shown(NamedTuple):
    """A letter as a page shows it, in pieces: what is new in it, and what only repeats an earlier one.

    Shape: of an answer also what it seems to ask for: to be left alone (in these words), or to be tried again later; of an automatic
    note, until when they are away. All of it is shown and left to the person.
    """

    message: Message
    stand: Standing
    pieces: list[Piece]
    stop: str = ""
    later: Asked | None = None
    away: Away | None = None


def shown(message: Message, now: datetime) -> Shown:
    """*message* with where it stands at *now*; only answers are split, since one's own letters quote nothing."""
    where = stand(message, now)
    if message.direction == "out":
        return Shown(message, where, [Piece(message.body)])
    if message.is_automatic:
        return Shown(message, where, pieces(message.body), away=reminding.absence(message, message.contact))
    on = reminding.calendar_of(message.contact).today(message.at)
    return Shown(message, where, pieces(message.body), asks_to_stop(message.body), try_again(own_words(message.body), on))


def letters(contact: Contact) -> list[Message]:
    """Every letter that is part of the conversation, oldest first; what was put away is left out."""
    return sorted(contact.messages.filter(dropped_at=None).select_related("contact__owner", "mailbox"), key=lambda message: (message.at, message.pk))


def last(contact: Contact) -> Message | None:
    """The last letter that left or came and has an identifier to answer to."""
    known = [m for m in letters(contact) if m.message_id and (m.sent_at or m.received_at) and not m.failed_at and not m.is_automatic]
    return known[-1] if known else None


def join(message: Message) -> tuple[str, list[str]]:
    """What *message* answers: ``in_reply_to``, and ``references`` with the first and the latest of the thread."""
    before = last(message.contact)
    if before is None:
        return "", []
    chain = [*before.references.split(), before.message_id]
    return before.message_id, chain if len(chain) <= LONGEST else [chain[0], *chain[1 - LONGEST :]]


def asked_without_answer(contact: Contact, kind: str, since: datetime) -> Message | None:
    """The letter of *kind* that is on its way or left and was not answered since, begun after *since*."""
    heard = max((m.received_at for m in contact.messages.filter(direction="in", is_automatic=False) if m.received_at), default=None)
    gone = [m for m in contact.messages.filter(kind=kind, direction="out", failed_at=None, dropped_at=None) if m.sent_at or m.queued_at]
    open_ones = [m for m in gone if (heard is None or m.at > heard) and m.at > since]
    return open_ones[-1] if open_ones else None
