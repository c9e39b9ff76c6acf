"""One conversation with an IMAP server. Whatever goes wrong in it becomes a sentence; nothing in the mailbox is changed by looking."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError
from imapclient.imapclient import SENT

from legup.lib.egress import Deadline, Unreachable, connect, secure, tls_context
from legup.lib.letters import message_ids
from legup.lib.refusal import Refusal
from legup.mail import imap_parts
from legup.mail.smtp import Account, check_clear, words_of, xoauth2

STEP_SECONDS = 30
VISIT_SECONDS = 300
MAX_LETTER = 25_000_000
MAX_WHOLE = 1_000_000  # of a larger letter the attachments are left where they are
MAX_HEAD = 65_536
FIRST = 16_384
BATCH = 200
# UIDs asked about at once: the answer must fit on one line of a megabyte.
SPAN = 50_000

# Where sent letters lie on servers that do not say so.
SENT_NAMES = (
    "sent", "sent items", "sent mail", "sent messages", "gesendet", "gesendete objekte", "gesendete elemente", "envoyés", "messages envoyés", "éléments envoyés",
    "enviados", "elementos enviados", "itens enviados", "posta inviata", "inviati", "inviata", "verzonden", "verzonden items", "skickat", "sendt", "wysłane", "odeslané",
)  # fmt: skip


@dataclass(frozen=True)
class ImapAccount(Account):
    """Where and as whom a mailbox is read. Shape: as ``smtp.Account``."""

    port: int = 993


class MailboxUnreachable(Refusal):
    """The mailbox could not be read this time; trying again later may help."""


class MailboxRefused(Refusal):
    """The mailbox will not be read with this account; somebody has to change something."""


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
        super().__init__(
            mailbox.account.host, mailbox.account.port, ssl=mailbox.account.security == "tls", timeout=mailbox.seconds
        )

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
            raise MailboxRefused(
                "The user name or the password holds a line break or another character that cannot be typed. Enter it again."
            )
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
                if isinstance(refused.__context__, imaplib.IMAP4.abort) or re.search(
                    r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", words
                ):
                    raise
                proof = "sign-in by way of your provider" if self.account.token else "user name or the password"
                raise MailboxRefused(f"{self.account.host} did not accept the {proof}. It said: {words}") from None

    def _sign_in_by_token(self):
        said = xoauth2(self.account.username, self.account.token)
        if not self.client.has_capability("AUTH=XOAUTH2"):
            raise MailboxRefused(
                f"{self.account.host} does not offer to sign in by way of your provider (XOAUTH2). Connect the account with a password instead."
            )
        # A challenge that is not empty is the reason why not, as JSON; an empty answer asks for the verdict.
        self.client.sasl_login("XOAUTH2", lambda challenge: b"" if challenge else said.encode())

    def examine(self, folder: str) -> tuple[int, int]:
        """Open *folder* for reading only. Shape: (UIDVALIDITY, UIDNEXT)."""
        with self.spoken():
            opened = self.client.select_folder(folder, readonly=True)
            return int(opened[b"UIDVALIDITY"]), int(opened[b"UIDNEXT"])

    def heads(
        self, first: int, uidnext: int, limit: int, since: date | None = None
    ) -> Iterator[tuple[int, int, bytes]]:
        """Size and head of each letter from *first* on, by UID; those that came *since* a day, if one is named."""
        dated = ["SINCE", since] if since else []
        for low in range(first, uidnext, SPAN):
            uids = self.search(["UID", f"{low}:{min(low + SPAN, uidnext) - 1}", *dated], low)[:limit]
            for start in range(0, len(uids), BATCH):
                answers = self.fetch(uids[start : start + BATCH], "RFC822.SIZE", f"BODY.PEEK[HEADER]<0.{MAX_HEAD}>")
                self.insist_gone(set(uids[start : start + BATCH]) - set(answers))
                for uid in sorted(answers):
                    size = answers[uid].get(b"RFC822.SIZE", 0)
                    yield uid, size if isinstance(size, int) else 0, _part(answers[uid], b"BODY[HEADER]") or b""
            limit -= len(uids)
            if limit <= 0:
                return

    def letter(self, uid: int, size: int = 0) -> bytes | None:
        """The letter; of a large one, or one larger than it said, the words without what hangs on it. None when it is gone by now."""
        if size > MAX_WHOLE:
            return self._words_of(uid)
        raw = self.part(uid, "", MAX_LETTER)
        return self._words_of(uid) if raw and len(raw) > MAX_LETTER else raw

    def insist_gone(self, uids: set[int]):
        """Letters that an answer left out may be gone; one that still lies there was left out by mistake. Raises: MailboxUnreachable."""
        if any(self.search(["UID", str(uid)], uid) == [uid] for uid in uids):
            raise MailboxUnreachable(f"{self.account.host} left out a letter that lies in the mailbox. It is asked for again.")

    def part(self, uid: int, section: str, most: int) -> bytes | None:
        """One part of a letter as it lies on the server, and a byte more than *most* when it is larger; None when it is not there."""
        answers = self.fetch([uid], f"BODY.PEEK[{section}]<0.{most + 1}>")
        return _part(answers.get(uid, {}), f"BODY[{section}]".encode())

    def size(self, uid: int) -> int:
        """How large a letter is; 0 when it is gone by now."""
        size = self.fetch([uid], "RFC822.SIZE").get(uid, {}).get(b"RFC822.SIZE", 0)
        return size if isinstance(size, int) else 0

    def head(self, uid: int) -> bytes | None:
        """The head of a letter; None when it is gone by now."""
        return self.part(uid, "HEADER", MAX_HEAD)

    def _words_of(self, uid: int) -> bytes | None:
        answers = self.fetch([uid], "BODYSTRUCTURE", f"BODY.PEEK[HEADER]<0.{MAX_HEAD}>")
        facts = answers.get(uid, {})
        head, structure = _part(facts, b"BODY[HEADER]"), facts.get(b"BODYSTRUCTURE")
        if head is None or structure is None:
            return None
        with self.spoken():
            whole = imap_parts.tree(structure)
            sections = [part.section for part in imap_parts.leaves(whole) if part.is_read]
            sections += [f"{part.section}.MIME" for part in imap_parts.every(whole)]
            fetched = (
                self.fetch([uid], *(f"BODY.PEEK[{section}]" for section in sections)).get(uid, {}) if sections else {}
            )
            return imap_parts.assembled(
                head, whole, lambda section: _part(fetched, f"BODY[{section}]".encode()) or b"\r\n"
            )

    def search(self, criteria: list[Any], low: int = 1) -> list[int]:
        with self.spoken():
            return sorted({uid for uid in self.client.search(criteria) if isinstance(uid, int) and uid >= low})

    def fetch(self, uids: list[int], *parts: str) -> dict[int, dict[bytes, Any]]:
        with self.spoken():
            answers = self.client.fetch(uids, list(parts))
        return {uid: facts for uid, facts in answers.items() if uid in uids}

    def folder(self, flag: bytes = SENT) -> str | None:
        """The folder of a special use, by what the server says or by its name; None when there is none."""
        with self.spoken():
            folders = [(flags, name) for flags, _, name in self.client.list_folders() if b"\\Noselect" not in flags]
        return next((name for flags, name in folders if flag in flags), None) or _by_name(folders, flag)

    def holds(self, folder: str | None, message_id: str) -> bool:
        """Whether a letter with *message_id* lies in *folder*."""
        if not folder or message_ids(message_id) != (message_id,):
            return False
        self.examine(folder)
        return bool(self.find(message_id))

    def find(self, message_id: str) -> list[int]:
        """Where in the open folder letters with *message_id* lie."""
        return self.search(["HEADER", "Message-ID", message_id]) if message_ids(message_id) == (message_id,) else []

    def append(self, folder: str, raw: bytes):
        """Put a letter into *folder*, as one that was read."""
        with self.spoken():
            self.client.append(folder, raw, flags=[SEEN])

    def heard(self, seconds: float) -> list[tuple[Any, ...]]:
        """What the server says by itself within *seconds*, while it idles. Shape: as ``IMAPClient.idle_check``."""
        said = []
        while self._has_more():  # what came in the same breath as an earlier answer is not on the socket any more
            words = self.client._imap._get_line().split()
            said.append(tuple(int(word) if word.isdigit() else word for word in words[1:3]))
        return said or self.client.idle_check(timeout=seconds)

    def _has_more(self) -> bool:
        line: Any = self.client._imap
        line.sock.setblocking(False)
        try:
            return bool((getattr(line, "_file", None) or line.file).peek(1))
        except OSError:
            return False
        finally:
            line.sock.settimeout(self.seconds)

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
            kind = (
                MailboxRefused
                if isinstance(refusal, MailboxRefused) or getattr(refusal, "outcome", "") == "not_allowed"
                else MailboxUnreachable
            )
            raise kind(str(refusal)) from refusal.__cause__
        except Exception as wrong:
            late = self.deadline.passed or isinstance(wrong, TimeoutError)
            outcome = "timeout" if late else "bad_answer"
            raise MailboxUnreachable(str(Unreachable(outcome, self.account.host))) from wrong


@contextmanager
def signed_in(
    account: ImapAccount,
    context: ssl.SSLContext | None = None,
    seconds: float = STEP_SECONDS,
    whole: float | None = None,
) -> Iterator[Mailbox]:
    """A mailbox one is signed in to. Units: *seconds* for each answer, *whole* for all of it, some minutes if nothing is said.

    Raises: MailboxUnreachable, MailboxRefused.
    """
    with Deadline(max(whole or VISIT_SECONDS, seconds)) as deadline:
        mailbox = Mailbox(account, context, seconds, deadline)
        try:
            mailbox.open()
            mailbox.sign_in()
            yield mailbox
        finally:
            mailbox.close()


def _by_name(folders: list[tuple[Any, str]], flag: bytes) -> str | None:
    known = SENT_NAMES if flag == SENT else ()
    found = {re.split(r"[./]", str(name))[-1].casefold(): str(name) for _, name in folders}
    return next((found[name] for name in known if name in found), None)


def _part(facts: dict[bytes, Any], name: bytes) -> bytes | None:
    """One part of a letter; its key carries the range that was asked for."""
    return next((value for key, value in facts.items() if key.startswith(name) and isinstance(value, bytes)), None)
