"""Looking into a mailbox without leaving a trace in it: nothing is marked as read, moved or deleted."""

import imaplib
import re
import ssl
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError
from imapclient.imapclient import SENT

from legup.lib.egress import Deadline, Unreachable, connect, secure, tls_context
from legup.lib.letters import Letter, message_ids, read
from legup.lib.refusal import Refusal
from legup.mail.smtp import Account, check_clear, words_of, xoauth2

STEP_SECONDS = 30
VISIT_SECONDS = 300
MAX_LETTER = 25_000_000
MAX_HEAD = 65_536
BATCH = 50
# UIDs asked about at once: the answer must fit on one line of a megabyte.
SPAN = 50_000


@dataclass(frozen=True)
class ImapAccount(Account):
    """Where and as whom a mailbox is read. Shape: as ``smtp.Account``."""

    port: int = 993


class Cursor(NamedTuple):
    """How far a mailbox has been looked through. Shape: a changed *uidvalidity* makes every *uid* meaningless."""

    uidvalidity: int = 0
    uid: int = 0


class Arrival(NamedTuple):
    """One letter as it lay in the mailbox."""

    uidvalidity: int
    uid: int
    raw: bytes


class MailboxUnreachable(Refusal):
    """The mailbox could not be read this time; trying again later may help."""


class MailboxRefused(Refusal):
    """The mailbox will not be read with this account; somebody has to change something."""


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
        """Hang up before everything was looked at."""
        self._arrivals.close()


def fetch_new(
    account: ImapAccount,
    cursor: Cursor,
    wanted: Callable[[Letter], bool],
    limit: int = 200,
    *,
    context: ssl.SSLContext | None = None,
    seconds: float = STEP_SECONDS,
) -> Visit:
    """What came into the inbox after *cursor*: of each letter the head, and the whole of those that are *wanted*.

    Units: *limit* letters are looked at; *seconds* for each answer. Letters over 25 MB are passed over.
    Shape: *wanted* is given the letter without its words. After a change of UIDVALIDITY everything is looked at once more.
    Raises: MailboxUnreachable, MailboxRefused, while iterating.
    """

    def arrivals(visit: Visit) -> Generator[Arrival, None, None]:
        with _mailbox(account, context, seconds) as mailbox:
            uidvalidity, uidnext = mailbox.examine("INBOX")
            if uidvalidity != visit.cursor.uidvalidity:
                visit.cursor = Cursor(uidvalidity, 0)
            for uid, size, head in mailbox.heads(visit.cursor.uid + 1, uidnext, limit):
                raw = mailbox.letter(uid) if size <= MAX_LETTER and wanted(read(head)) else None
                if raw is not None:
                    yield Arrival(uidvalidity, uid, raw)
                visit.cursor = Cursor(uidvalidity, uid)

    return Visit(cursor, arrivals)


def present(account: ImapAccount, *, context: ssl.SSLContext | None = None, seconds: float = STEP_SECONDS) -> Cursor:
    """The end of the inbox as it is now: what came before is not looked at. Raises: as ``fetch_new``."""
    with _mailbox(account, context, seconds) as mailbox:
        uidvalidity, uidnext = mailbox.examine("INBOX")
        return Cursor(uidvalidity, max(uidnext - 1, 0))


def find_in_sent(account: ImapAccount, message_id: str, *, context: ssl.SSLContext | None = None, seconds: float = STEP_SECONDS) -> bool:
    """Whether the letter lies among the sent ones. Raises: as ``fetch_new``."""
    with _mailbox(account, context, seconds) as mailbox:
        return mailbox.holds(mailbox.sent_folder(), message_id)


def append_sent(account: ImapAccount, message_id: str, raw: bytes, *, context: ssl.SSLContext | None = None, seconds: float = STEP_SECONDS) -> bool:
    """Put a letter among the sent ones, where the server has such a folder; whether it was put there now.

    Once: a letter that lies there already is not put there again. Raises: as ``fetch_new``.
    """
    with _mailbox(account, context, seconds) as mailbox:
        folder = mailbox.sent_folder()
        if not folder or mailbox.holds(folder, message_id):
            return False
        with mailbox.spoken():
            mailbox.client.append(folder, raw, flags=[SEEN])
        return True


class _Line(imaplib.IMAP4):
    """imaplib's connection, opened through the one door, with limits on time and size."""

    def __init__(self, mailbox: "Mailbox"):
        self.mailbox, self.taken = mailbox, 0
        super().__init__(mailbox.account.host, mailbox.account.port, mailbox.seconds)

    def _create_socket(self, timeout=None):
        account = self.mailbox.account
        opened = self.mailbox.deadline.guard(connect(account.host, account.port, self.mailbox.seconds))
        return secure(opened, account.host, self.mailbox.context) if account.security == "tls" else opened

    def send(self, data):
        self.taken = 0
        super().send(data)

    def readline(self):
        line = super().readline()
        self.mailbox.said = self.mailbox.said or line
        self._count(len(line))
        return line

    def read(self, size):
        self._count(size)
        return super().read(size)

    def _count(self, size: int):
        self.taken += size
        if self.taken > MAX_LETTER + 5_000_000:
            raise self.abort("an answer without end")


class _Client(IMAPClient):
    def __init__(self, mailbox: "Mailbox"):
        self.mailbox = mailbox
        super().__init__(mailbox.account.host, mailbox.account.port, ssl=mailbox.account.security == "tls", timeout=mailbox.seconds)

    def _create_IMAP4(self):
        return _Line(self.mailbox)


class Mailbox:
    """One conversation with an IMAP server. Whatever goes wrong in it becomes a sentence."""

    client: _Client

    def __init__(self, account: ImapAccount, context: ssl.SSLContext | None, seconds: float, deadline: Deadline):
        self.account, self.context, self.seconds, self.deadline, self.said = account, context, seconds, deadline, b""

    def open(self):
        """Connect and agree on encryption. Raises: MailboxUnreachable."""
        with self.spoken():
            check_clear(self.account)
            self.client = _Client(self)
            if self.account.security == "starttls":
                self._start_tls()

    def _start_tls(self):
        try:
            self.client.starttls(self.context or tls_context())
        except (IMAPClientError, ssl.SSLError) as wrong:
            raise Unreachable("tls", self.account.host) from wrong

    def sign_in(self):
        """Raises: MailboxUnreachable, MailboxRefused."""
        user, password = self.account.username, self.account.password
        if re.search(r"[\x00-\x1f\x7f]", user + password):
            raise MailboxRefused("The user name or the password holds a line break or another character that cannot be typed. Enter it again.")
        with self.spoken():
            try:
                if self.account.token:
                    self._sign_in_by_token()
                elif self.client.has_capability("AUTH=PLAIN"):
                    self.client.plain_login(user, password)
                else:
                    self.client.login(user, password)
            except LoginError as refused:
                words = words_of(str(refused))
                if isinstance(refused.__context__, imaplib.IMAP4.abort) or re.search(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", words):
                    raise
                proof = "sign-in by way of your provider" if self.account.token else "user name or the password"
                raise MailboxRefused(f"{self.account.host} did not accept the {proof}. It said: {words}") from None

    def _sign_in_by_token(self):
        said = xoauth2(self.account.username, self.account.token)
        if not self.client.has_capability("AUTH=XOAUTH2"):
            raise MailboxRefused(f"{self.account.host} does not offer to sign in by way of your provider (XOAUTH2). Connect the account with a password instead.")
        # A challenge that is not empty is the reason why not, as JSON; an empty answer asks for the verdict.
        self.client.sasl_login("XOAUTH2", lambda challenge: b"" if challenge else said.encode())

    def examine(self, folder: str) -> tuple[int, int]:
        """Open *folder* for reading only. Shape: (UIDVALIDITY, UIDNEXT)."""
        with self.spoken():
            opened = self.client.select_folder(folder, readonly=True)
            return int(opened[b"UIDVALIDITY"]), int(opened[b"UIDNEXT"])

    def heads(self, first: int, uidnext: int, limit: int) -> Iterator[tuple[int, int, bytes]]:
        """Size and head of each letter from *first* on, by UID."""
        for low in range(first, uidnext, SPAN):
            uids = self.search(["UID", f"{low}:{min(low + SPAN, uidnext) - 1}"], low)[:limit]
            for start in range(0, len(uids), BATCH):
                answers = self.fetch(uids[start : start + BATCH], "RFC822.SIZE", f"BODY.PEEK[HEADER]<0.{MAX_HEAD}>")
                for uid in sorted(answers):
                    size = answers[uid].get(b"RFC822.SIZE", 0)
                    yield uid, size if isinstance(size, int) else 0, _part(answers[uid], b"BODY[HEADER]") or b""
            limit -= len(uids)
            if limit <= 0:
                return

    def letter(self, uid: int) -> bytes | None:
        """The whole letter; None when it is gone by now, or larger than it said."""
        answers = self.fetch([uid], f"BODY.PEEK[]<0.{MAX_LETTER + 1}>")
        raw = _part(answers.get(uid, {}), b"BODY[]")
        return raw if raw is not None and len(raw) <= MAX_LETTER else None

    def search(self, criteria: list[str], low: int = 1) -> list[int]:
        with self.spoken():
            return sorted({uid for uid in self.client.search(criteria) if isinstance(uid, int) and uid >= low})

    def fetch(self, uids: list[int], *parts: str) -> dict[int, dict[bytes, Any]]:
        with self.spoken():
            answers = self.client.fetch(uids, list(parts))
        return {uid: facts for uid, facts in answers.items() if uid in uids}

    def sent_folder(self) -> str | None:
        with self.spoken():
            return self.client.find_special_folder(SENT)

    def holds(self, folder: str | None, message_id: str) -> bool:
        """Whether a letter with *message_id* lies in *folder*."""
        if not folder or message_ids(message_id) != (message_id,):
            return False
        self.examine(folder)
        return bool(self.search(["HEADER", "Message-ID", message_id]))

    def close(self):
        # Without LOGOUT, for which one would have to wait; IMAP lets a client hang up.
        with suppress(Exception):
            self.client.shutdown()

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """The libraries raise many kinds of things at an answer that is none; all of them are the server's doing."""
        try:
            yield
        except Refusal as refusal:
            if self.deadline.passed and isinstance(refusal, Unreachable):
                refusal = Unreachable("timeout", self.account.host)
            kind = MailboxRefused if isinstance(refusal, MailboxRefused) or getattr(refusal, "outcome", "") == "not_allowed" else MailboxUnreachable
            raise kind(str(refusal)) from refusal.__cause__
        except Exception as wrong:
            late = self.deadline.passed or isinstance(wrong, TimeoutError)
            outcome = "timeout" if late else "bad_answer"
            raise MailboxUnreachable(str(Unreachable(outcome, self.account.host))) from wrong


@contextmanager
def _mailbox(account: ImapAccount, context: ssl.SSLContext | None, seconds: float) -> Iterator[Mailbox]:
    """A mailbox one is signed in to."""
    with Deadline(max(VISIT_SECONDS, seconds)) as deadline:
        mailbox = Mailbox(account, context, seconds, deadline)
        try:
            mailbox.open()
            mailbox.sign_in()
            yield mailbox
        finally:
            mailbox.close()


def _part(facts: dict[bytes, Any], name: bytes) -> bytes | None:
    """One part of a letter; its key carries the range that was asked for."""
    return next((value for key, value in facts.items() if key.startswith(name) and isinstance(value, bytes)), None)
