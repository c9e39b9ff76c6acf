"""Looking into a mailbox without leaving a trace in it: nothing is marked as read, moved or deleted."""

import ssl
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import NamedTuple

from imapclient.imapclient import ALL, ARCHIVE

from legup.lib.letter_parts import opened
from legup.lib.letters import Letter, read
from legup.lib.refusal import Refusal
from legup.mail.imap_session import (
    FIRST,
    MAX_LETTER,
    STEP_SECONDS,
    ImapAccount,
    Mailbox,
    MailboxRefused,
    MailboxUnreachable,
    signed_in,
)

__all__ = [
    "Arrival", "Cursor", "ImapAccount", "Mailbox", "MailboxRefused", "MailboxUnreachable", "Visit", "append_sent", "attachment", "fetch_new", "find_in_sent",
    "first_words", "letter_at", "look", "present", "pushes", "put_among_sent", "signed_in",
]  # fmt: skip

INBOX = "INBOX"
PUSH_SECONDS = 25 * 60  # servers hang up after 29 minutes of silence
HEED = 1.0  # seconds until a request to stop is heeded


class Cursor(NamedTuple):
    """How far a mailbox has been looked through. Shape: a changed *uidvalidity* makes every *uid* meaningless."""

    uidvalidity: int = 0
    uid: int = 0


class Arrival(NamedTuple):
    """One letter as it lay in the mailbox. Shape: unless it *is_whole*, *raw* breaks off after the first words."""

    uidvalidity: int
    uid: int
    raw: bytes
    is_whole: bool = True


# What is wanted of a letter, judged by its head: ``whole``, its ``first`` words, or nothing.
Wanted = Callable[[Letter], str]


@dataclass(frozen=True)
class Place:
    """Where a letter lies. Shape: it may have been moved since; then it is looked for by its *message_id*."""

    cursor: Cursor
    message_id: str = ""
    is_sent: bool = False


class Visit(Iterator[Arrival]):
    """The wanted letters, oldest first.

    Shape: ``cursor`` is how far every letter was either handed out and come back for, or not wanted. It may be kept at any time.
    """

    def __init__(self, cursor: Cursor, arrivals: Callable[["Visit"], Generator[Arrival, None, None]]):
        self.cursor = cursor
        self._arrivals = arrivals(self)

    def __next__(self) -> Arrival:
        return next(self._arrivals)

    def close(self):
        """Stop before everything was looked at."""
        self._arrivals.close()


def look(
    mailbox: Mailbox, folder: str, cursor: Cursor, wanted: Wanted, limit: int = 200, since: date | None = None
) -> Visit:
    """What came into *folder* after *cursor*: of each letter the head, and as much as is *wanted* of it.

    Units: *limit* letters are looked at. Letters over 25 MB come without what hangs on them, as all that are large.
    Shape: *wanted* is given the letter without its words. After a change of UIDVALIDITY everything that came *since* a day is looked at once more.
    Raises: MailboxUnreachable, while iterating.
    """

    def arrivals(visit: Visit) -> Generator[Arrival, None, None]:
        uidvalidity, uidnext = mailbox.examine(folder)
        is_new = uidvalidity != visit.cursor.uidvalidity
        if is_new:
            visit.cursor = Cursor(uidvalidity, 0)
        for uid, size, head in mailbox.heads(visit.cursor.uid + 1, uidnext, limit, since if is_new else None):
            how = wanted(read(head))
            raw = (
                mailbox.letter(uid, size)
                if how == "whole"
                else mailbox.part(uid, "", FIRST)
                if how == "first"
                else None
            )
            if raw is not None:
                yield Arrival(uidvalidity, uid, raw, how == "whole")
            elif how:
                mailbox.insist_gone({uid})
            visit.cursor = Cursor(uidvalidity, uid)

    return Visit(cursor, arrivals)


def fetch_new(
    account: ImapAccount,
    cursor: Cursor,
    wanted: Wanted,
    limit: int = 200,
    *,
    context: ssl.SSLContext | None = None,
    seconds: float = STEP_SECONDS,
) -> Visit:
    """As ``look``, into the inbox, in a conversation of its own. Units: *seconds* for each answer. Raises: MailboxRefused too."""

    def arrivals(visit: Visit) -> Generator[Arrival, None, None]:
        with (
            signed_in(account, context, seconds) as mailbox,
            closing(look(mailbox, INBOX, visit.cursor, wanted, limit)) as within,
        ):
            for arrival in within:
                visit.cursor = within.cursor
                yield arrival
            visit.cursor = within.cursor

    return Visit(cursor, arrivals)


def present(account: ImapAccount, *, context: ssl.SSLContext | None = None, seconds: float = STEP_SECONDS) -> Cursor:
    """The end of the inbox as it is now: what came before is not looked at. Raises: as ``fetch_new``."""
    with signed_in(account, context, seconds) as mailbox:
        return end(mailbox, INBOX)


def end(mailbox: Mailbox, folder: str) -> Cursor:
    """The end of *folder* as it is now. Raises: MailboxUnreachable."""
    uidvalidity, uidnext = mailbox.examine(folder)
    return Cursor(uidvalidity, max(uidnext - 1, 0))


def find_in_sent(
    account: ImapAccount, message_id: str, *, context: ssl.SSLContext | None = None, seconds: float = STEP_SECONDS
) -> bool:
    """Whether the letter lies among the sent ones. Raises: as ``fetch_new``."""
    with signed_in(account, context, seconds) as mailbox:
        return mailbox.holds(mailbox.folder(), message_id)


def append_sent(
    account: ImapAccount,
    message_id: str,
    raw: bytes,
    *,
    context: ssl.SSLContext | None = None,
    seconds: float = STEP_SECONDS,
) -> bool:
    """Put a letter among the sent ones, where the server has such a folder; whether it was put there now.

    Once: a letter that lies there already is not put there again. Raises: as ``fetch_new``.
    """
    with signed_in(account, context, seconds) as mailbox:
        return put_among_sent(mailbox, mailbox.folder(), message_id, raw)


def put_among_sent(mailbox: Mailbox, folder: str | None, message_id: str, raw: bytes) -> bool:
    """As ``append_sent``, in a conversation that is under way."""
    if not folder or mailbox.holds(folder, message_id):
        return False
    mailbox.append(folder, raw)
    return True


def letter_at(mailbox: Mailbox, place: Place) -> Arrival | None:
    """The letter that lies at *place*; None when it is nowhere to be found. Raises: MailboxUnreachable."""
    uid = _found(mailbox, place)
    raw = mailbox.letter(uid, mailbox.size(uid)) if uid else None
    return Arrival(place.cursor.uidvalidity, place.cursor.uid, raw) if raw is not None else None


def attachment(
    account: ImapAccount,
    place: Place,
    section: str,
    *,
    most: int = MAX_LETTER,
    context: ssl.SSLContext | None = None,
    seconds: float = STEP_SECONDS,
) -> bytes:
    """The content of one part of a letter. Raises: Refusal when it is not there any more or too large; else as ``fetch_new``."""
    with signed_in(account, context, seconds) as mailbox:
        uid = _found(mailbox, place)
        if uid is None:
            raise Refusal(
                "This letter is not in your mailbox any more, or lies in a folder of your own. Open it in your mail program."
            )
        body = mailbox.part(uid, section, most * 4 // 3 + 100_000)
        head = mailbox.part(uid, f"{section}.MIME", 65_536) or mailbox.head(uid) or b""
    with suppress(ValueError):
        if body and len(content := opened(head, body)) <= most:
            return content
    raise Refusal("This attachment is too large to be fetched here, or damaged. Open the letter in your mail program.")


def _found(mailbox: Mailbox, place: Place) -> int | None:
    """The UID of a letter in the folder that is then open: where it lay, or where it was moved to as far as one can know."""
    first = mailbox.folder() if place.is_sent else INBOX
    for folder in dict.fromkeys(f for f in (first, mailbox.folder(ARCHIVE), mailbox.folder(ALL)) if f):
        uidvalidity, _ = mailbox.examine(folder)
        if folder == first and uidvalidity == place.cursor.uidvalidity and mailbox.head(place.cursor.uid) is not None:
            return place.cursor.uid
        if uids := mailbox.find(place.message_id):
            return uids[-1]
    return None


def pushes(
    account: ImapAccount,
    cursor: Cursor,
    stop: Event,
    *,
    context: ssl.SSLContext | None = None,
    seconds: float = STEP_SECONDS,
    whole: float = PUSH_SECONDS,
) -> Iterator[None]:
    """One item each time that something may have come into the inbox after *cursor*, as soon as the server says so [RFC 2177].

    Shape: ends after *whole* seconds, when *stop* is set, and at once where the server does not tell. Raises: as ``fetch_new``.
    """
    with signed_in(account, context, seconds, whole + 60) as mailbox:
        if not mailbox.client.has_capability("IDLE"):
            return
        until, here = time.monotonic() + whole, end(mailbox, INBOX)
        if here != cursor:
            yield
        with mailbox.spoken():
            mailbox.client.idle()
        while not stop.is_set() and time.monotonic() < until:
            with mailbox.spoken():
                came = _heard(mailbox)
            if came:
                yield
        with suppress(Exception):
            mailbox.client.idle_done()


def _heard(mailbox: Mailbox) -> bool:
    """Whether the server says within a moment that something arrived. Raises: ConnectionError when it hung up."""
    began = time.monotonic()
    said = mailbox.heard(HEED)
    if any(line[0] == b"BYE" for line in said) or (not said and time.monotonic() - began < HEED / 2):
        raise ConnectionError("the server hung up")
    return any(len(line) > 1 and line[1] in (b"EXISTS", b"RECENT") for line in said)


def first_words(raw: bytes, most: int = 300) -> str:
    """How a letter begins, on one line; *raw* may break off."""
    return " ".join(read(raw).text.split())[:most]
