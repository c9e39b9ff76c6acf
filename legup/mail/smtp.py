"""Handing one letter to a mail server, so that afterwards it is known what became of it.

Rule: three steps. Everything up to the server's go-ahead can be tried again; then the caller writes down that the letter is handed
over; only then the first byte of it leaves. What goes wrong after that is not known, and is never sent again by itself.
"""

import base64
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from legup.lib.egress import Deadline, Unreachable, connect, is_allowed, secure
from legup.lib.hostnames import ascii_host
from legup.lib.refusal import Refusal

STEP_SECONDS = 30
MAX_LINE = 2_000
MAX_LINES = 100


@dataclass(frozen=True)
class Account:
    """Where and as whom letters are handed over.

    Shape: *security* is ``tls``, ``starttls`` or ``none``; with a *token* one signs in by OAuth 2 (XOAUTH2), and *password* is not used.
    """

    host: str
    port: int = 465
    security: str = "tls"
    username: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __post_init__(self):
        check_security(self.security)


def check_security(security: str):
    """Raises: ValueError, for a word that could be taken for "no encryption"."""
    if security not in ("tls", "starttls", "none"):
        raise ValueError(f"no such kind of encryption: {security}")


def check_clear(account: Account):
    """Without encryption only to a server that whoever runs Leg Up allowed. Raises: Unreachable."""
    if account.security == "none" and not is_allowed(ascii_host(account.host), account.port):
        raise Unreachable("not_allowed", f"{account.host} without encryption")


class Delivered(NamedTuple):
    """The server took the letter. Shape: *server_words* is what it said, one line."""

    server_words: str


class Undelivered(Exception):
    """The letter was not taken, or nobody knows; ``words`` is a sentence or what the server said.

    Shape: *handed* says whether ``at_handover`` had been called and said yes. *about* says what the trouble is with, and so which
    other letters would fare alike: the ``letter``, the ``account``, or the ``server``, which does not answer at all.
    """

    def __init__(self, words: str, *, handed: bool = False, about: str = "letter"):
        self.words, self.handed, self.about = words, handed, about
        super().__init__(words)


class TryLater(Undelivered):
    """Certainly not delivered; trying again later may help."""


class Refused(Undelivered):
    """Certainly not delivered, and trying again will not help."""


class Uncertain(Undelivered):
    """Handed over, and no answer that says what became of it: never send it again without asking."""


class NotSignedIn(Refusal):
    """The server does not let us in with this account: a person has to mend it, and the letter, of which nothing was sent, can wait.

    Shape: ``words`` is what the server said, or a sentence.
    """

    def __init__(self, words: str):
        self.words = words
        super().__init__(words)


class NotOurs(Exception):
    """``at_handover`` said no: somebody else has this letter. Nothing of it was sent."""


class Session(smtplib.SMTP):
    """An SMTP conversation through the one door, with a time limit for each step."""

    def __init__(self, account: Account, context: ssl.SSLContext | None = None, seconds: float = STEP_SECONDS, whole: Deadline | None = None):
        self.account, self.context, self.whole, self.said, self.unread = account, context, whole, b"", b""
        # Our own name: servers want one, and looking up this machine's would tell who it is and can take long.
        super().__init__(local_hostname="[127.0.0.1]", timeout=seconds)
        self._host = ascii_host(account.host)

    def open(self) -> "Session":
        """Connect, agree on encryption, and say hello. Raises: Unreachable, OSError, SMTPException."""
        check_clear(self.account)
        self.expect(220, self.connect(self._host, self.account.port))
        self.ehlo_or_helo_if_needed()
        if self.account.security == "starttls":
            self.start_tls()
        return self

    def _get_socket(self, host, port, timeout):
        opened = connect(host, port, timeout)
        if self.whole:
            self.whole.guard(opened)
        if self.account.security != "tls":
            return opened
        with Deadline(timeout) as deadline:
            return secure(deadline.guard(opened), host, self.context)

    def start_tls(self):
        """Go on under TLS, or not at all. Raises: Unreachable."""
        if not self.has_extn("starttls") or self.docmd("STARTTLS")[0] != 220:
            raise Unreachable("tls", self._host)
        with Deadline(self.timeout) as deadline:
            self.sock = secure(deadline.guard(self.sock), self._host, self.context)
        # What was said before anybody was sure who is talking does not count (RFC 3207).
        self.unread, self.helo_resp, self.ehlo_resp, self.esmtp_features, self.does_esmtp = b"", None, None, {}, False
        self.ehlo_or_helo_if_needed()

    def sign_in(self):
        """Sign in, if the account has a name to sign in with. Raises: SMTPResponseException; NotSignedIn when there is no way to."""
        if not self.account.username:
            return
        user, password = self.account.username, self.account.password
        ways = self.esmtp_features.get("auth", "").upper().split()
        if self.account.token and "XOAUTH2" in ways:
            self._sign_in_by_token()
        elif self.account.token:
            raise NotSignedIn(f"{self._host} does not offer to sign in by way of your provider (XOAUTH2). Connect the account with a password instead.")
        elif "PLAIN" in ways:
            self.expect(235, self.docmd("AUTH PLAIN", _base64(f"\0{user}\0{password}")))
        elif "LOGIN" in ways:
            self.expect(334, self.docmd("AUTH LOGIN"))
            self.expect(334, self.docmd(_base64(user)))
            self.expect(235, self.docmd(_base64(password)))
        else:
            raise NotSignedIn(f"{self._host} does not offer to sign in with a password here. Try STARTTLS on port 587, or TLS on port 465.")

    def _sign_in_by_token(self):
        code, words = self.docmd("AUTH XOAUTH2", _base64(xoauth2(self.account.username, self.account.token)))
        if code == 334:  # the reason, as JSON; an empty line asks for the verdict
            code, words = self.docmd("")
        self.expect(235, (code, words))

    def getreply(self):
        """One reply, of limited length, in limited time: also from a server that drips."""
        until, words = time.monotonic() + self.timeout, []
        more = True
        while more:
            line = self._line(until)
            words.append(line[4:].strip())
            self.said = self.said or line
            more = line[3:4] == b"-" and len(words) <= MAX_LINES
        if line[3:4] == b"-":
            raise smtplib.SMTPServerDisconnected("the server does not stop talking")
        code = int(line[:3]) if re.match(rb"[2-5]\d\d[ \r\n-]", line) else -1
        return code, b"\n".join(words)

    def _line(self, until: float) -> bytes:
        if not self.sock:
            raise smtplib.SMTPServerDisconnected("there is no conversation")
        try:
            while b"\n" not in self.unread and len(self.unread) < MAX_LINE:
                self.sock.settimeout(max(until - time.monotonic(), 0.001))
                if not (came := self.sock.recv(4096)):
                    raise smtplib.SMTPServerDisconnected("the server hung up")
                self.unread += came
        finally:
            self.sock.settimeout(self.timeout)
        line, end, self.unread = self.unread.partition(b"\n")
        if not end or len(line) > MAX_LINE:
            raise smtplib.SMTPServerDisconnected("the server does not stop talking")
        return line + end

    def expect(self, code: int, reply: tuple[int, bytes]) -> bytes:
        if reply[0] != code:
            raise smtplib.SMTPResponseException(*reply)
        return reply[1]


def deliver(
    account: Account,
    sender: str,
    recipient: str,
    raw: bytes,
    *,
    at_handover: Callable[[], bool],
    context: ssl.SSLContext | None = None,
    seconds: float = STEP_SECONDS,
) -> Delivered:
    """Hand *raw* to the account's server for *recipient* alone.

    Units: *seconds* for each step.
    Raises: TryLater, Refused, Uncertain, NotSignedIn, NotOurs; and whatever *at_handover* raises, with nothing sent.
    Rule: *at_handover* is called after the server's go-ahead and before the first byte of the letter.
    """
    line = Line(account, context=context, seconds=seconds)
    try:
        return line.deliver(sender, recipient, raw, at_handover=at_handover)
    finally:
        line.close()


class Line:
    """A conversation with an account's server, over which letters go one after another. It begins with the first, and again after trouble.

    Units: *seconds* for each step.
    """

    def __init__(self, account: Account, *, context: ssl.SSLContext | None = None, seconds: float = STEP_SECONDS):
        self.account, self.context, self.seconds = account, context, seconds
        self.session: Session | None = None

    def deliver(self, sender: str, recipient: str, raw: bytes, *, at_handover: Callable[[], bool]) -> Delivered:
        """As the function of that name, over this line."""
        is_new = self.session is None
        try:
            return self._deliver(sender, recipient, raw, at_handover)
        except TryLater as no:
            # A server may end a conversation between two letters; that says nothing of the second one.
            if is_new or no.handed or no.about == "letter":
                raise
        return self._deliver(sender, recipient, raw, at_handover)

    def _deliver(self, sender: str, recipient: str, raw: bytes, at_handover: Callable[[], bool]) -> Delivered:
        try:
            with _before_handover(self.account, "account"):
                session = self.session = self.session or self._open()
            with _before_handover(self.account):
                _envelope(session, sender, recipient)
            if not at_handover():
                raise NotOurs
            return Delivered(_body(session, raw))
        except BaseException:
            # Without the closing full stop a letter does not count, so hanging up sends nothing.
            self._hang_up()
            raise

    def _open(self) -> Session:
        session = self.session = Session(self.account, self.context, self.seconds)
        session.open()
        with _signing_in():
            session.sign_in()
        return session

    def _hang_up(self) -> None:
        if self.session:
            self.session.close()
        self.session = None

    def close(self) -> None:
        """Say goodbye without waiting for the answer."""
        if self.session:
            with suppress(OSError, smtplib.SMTPException):
                self.session.putcmd("QUIT")
        self._hang_up()


def words_of(reply: bytes | str) -> str:
    """What a server said, fit to be shown: one line, printable, not endless."""
    line = " ".join((reply if isinstance(reply, str) else reply.decode("utf-8", "replace")).split())
    return "".join(c for c in line if c.isprintable())[:300]


def _envelope(session: Session, sender: str, recipient: str):
    for address in (sender, recipient):
        if re.search(r"[\x00-\x20<>\x7f-\U0010ffff]", address):
            raise Refusal(f"“{words_of(address)}” is not an address that can be written to.")
    _said_yes(session.docmd(f"MAIL FROM:<{sender}>"), 250)
    _said_yes(session.docmd(f"RCPT TO:<{recipient}>"), 250, 251)
    session.expect(354, session.docmd("DATA"))


def _said_yes(reply: tuple[int, bytes], *codes: int):
    if reply[0] in (530, 535):  # said only now by servers that let anybody come this far
        raise NotSignedIn(f"{reply[0]} {words_of(reply[1])}")
    if reply[0] not in codes:
        raise smtplib.SMTPResponseException(*reply)


@contextmanager
def _signing_in() -> Iterator[None]:
    """Whatever the server refuses for good while one signs in is about the account, not about the letter. Raises: NotSignedIn."""
    try:
        yield
    except smtplib.SMTPResponseException as answered:
        if not 500 <= answered.smtp_code < 600:
            raise
        raise NotSignedIn(f"{answered.smtp_code} {words_of(answered.smtp_error)}") from answered


def _body(session: Session, raw: bytes) -> str:
    """Send the letter itself. From here on only a clear answer is an answer."""
    # Every line ends in CRLF, so that no line of ours reads as the end of the letter to one server and not to the next.
    is_even = raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
    lines = raw if is_even else re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n")
    try:
        session.send(stuffed + b"\r\n.\r\n")
        code, reply = session.getreply()
    except (OSError, smtplib.SMTPException, ValueError):
        raise Uncertain("The mail server went silent after it had begun to take the letter. It was probably delivered.", handed=True) from None
    if 200 <= code < 300:
        return words_of(reply)
    if 400 <= code < 500:
        raise TryLater(f"{code} {words_of(reply)}", handed=True)
    if 500 <= code < 600:
        raise Refused(f"{code} {words_of(reply)}", handed=True)
    raise Uncertain("The mail server gave no clear answer to the letter. It was probably delivered.", handed=True)


@contextmanager
def _before_handover(account: Account, about: str = "letter") -> Iterator[None]:
    """Whatever goes wrong before the hand-over is either for later or for good; nothing was sent."""
    try:
        yield
    except smtplib.SMTPResponseException as answered:
        kind = Refused if 500 <= answered.smtp_code < 600 else TryLater
        words = words_of(answered.smtp_error)
        sentence = f"{answered.smtp_code} {words}" if answered.smtp_code > 0 else f"{account.host} does not answer like a mail server."
        raise kind(sentence, about="account" if answered.smtp_code in (-1, 421) else about) from None
    except Unreachable as unreachable:
        kind = Refused if unreachable.outcome == "not_allowed" else TryLater
        raise kind(str(unreachable), about="server") from None
    except NotSignedIn:
        raise
    except Refusal as refusal:
        raise Refused(str(refusal)) from None
    except ValueError:
        raise Refused(f"“{words_of(account.host)}” is not the name of a mail server.") from None
    except TimeoutError:
        raise TryLater(f"{account.host} did not answer in time.", about="server") from None
    except (OSError, smtplib.SMTPException):
        raise TryLater(f"{account.host} broke off the conversation before the letter was handed over.", about="account") from None


def xoauth2(username: str, token: str) -> str:
    """What is said to sign in by OAuth 2. Raises: NotSignedIn for a name or a token that would say something else as well."""
    if re.search(r"[\x00-\x1f\x7f]", username + token):
        raise NotSignedIn("The user name holds a character that cannot be typed. Enter it again.")
    return f"user={username}\x01auth=Bearer {token}\x01\x01"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
