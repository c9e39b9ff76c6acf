"""Trying out a mail account that somebody typed in: what works, what does not, and what to do about it."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from legup.lib.egress import Deadline, Unreachable
from legup.lib.refusal import Refusal
from legup.mail.imap import ImapAccount, Mailbox, MailboxRefused, MailboxUnreachable
from legup.mail.providers import Suggestion, advice_for, guess
from legup.mail.smtp import Account, Session, words_of

__all__ = ["Finding", "Suggestion", "guess", "probe"]

SECONDS = 8
SWITCHED_OFF = "Your school or employer has switched off sending by other programs (“authenticated SMTP”). Ask its help desk to allow it for your mailbox, or open each letter in your own mail."


class Finding(NamedTuple):
    """One thing that was tried. Shape: *step* is ``sending`` or ``reading``, a colon, and what was tried."""

    ok: bool
    step: str
    sentence: str


def probe(smtp_account: Account, imap_account: ImapAccount | None, *, context: ssl.SSLContext | None = None, seconds: float = SECONDS) -> list[Finding]:
    """Connect, agree on encryption, sign in; both servers at once. Sends nothing and changes nothing.

    Units: *seconds* for each server altogether. Shape: on each side the first failure is the last finding.
    """
    tries: list[Callable[[], list[Finding]]] = [lambda: list(_sending(smtp_account, context, seconds))]
    if imap_account:
        tries.append(lambda: list(_reading(imap_account, context, seconds)))
    with ThreadPoolExecutor(len(tries)) as pool:
        return [finding for found in pool.map(lambda attempt: attempt(), tries) for finding in found]


def _sending(account: Account, context: ssl.SSLContext | None, seconds: float) -> Iterator[Finding]:
    step, session = "sending: connection", None
    with Deadline(seconds) as whole:
        try:
            session = Session(account, context, seconds, whole)
            session.open()
            yield Finding(True, step, f"{account.host} answers, {_shielded(account)}.")
            step = "sending: sign-in"
            session.sign_in()
            if account.username:
                yield Finding(True, step, f"{account.host} accepted {_proof(account)}.")
        except (Refusal, OSError, ValueError, smtplib.SMTPException) as wrong:
            yield Finding(False, step, _why_not(account, wrong, whole.passed, session, step))
        finally:
            if session:
                session.close()


def _why_not(account: Account, wrong: Exception, late: bool, session: Session | None, step: str) -> str:
    said = session.said if session else b""
    if isinstance(wrong, smtplib.SMTPResponseException) and 400 <= wrong.smtp_code < 600:
        words = f"It said: {wrong.smtp_code} {words_of(wrong.smtp_error)}"
        if "SmtpClientAuthentication is disabled" in words:
            return f"{SWITCHED_OFF} {words}"
        if step == "sending: sign-in" and wrong.smtp_code >= 500:
            return f"{account.host} did not accept {_proof(account)}. {_advice(account)} {words}".replace("  ", " ")
        return f"{account.host} does not want to talk to us. {words}"
    if said and not said.startswith(b"220"):
        return _mistaken(account.host, said, "outgoing")
    if late or isinstance(wrong, TimeoutError):
        return _too_slow(account)
    if isinstance(wrong, Refusal):
        return _hint(account, wrong)
    if isinstance(wrong, ValueError) and not session:
        return "That is not the name of a mail server. Check the spelling."
    return f"{account.host} hung up in the middle of the conversation. {_elsewhere(account)}"


def _reading(account: ImapAccount, context: ssl.SSLContext | None, seconds: float) -> Iterator[Finding]:
    step = "reading: connection"
    with Deadline(seconds) as whole:
        mailbox = Mailbox(account, context, seconds, whole)
        try:
            mailbox.open()
            yield Finding(True, step, f"{account.host} answers, {_shielded(account)}.")
            step = "reading: sign-in"
            mailbox.sign_in()
            yield Finding(True, step, f"{account.host} accepted {_proof(account)}.")
            step = "reading: inbox"
            mailbox.examine("INBOX")
            yield Finding(True, step, "The inbox can be read. Leg Up looks into it without marking anything as read.")
        except MailboxRefused as wrong:
            yield Finding(False, step, f"{wrong} {_advice(account)}".strip())
        except MailboxUnreachable as wrong:
            yield Finding(False, step, _why_not_read(account, wrong, whole.passed, mailbox.said))
        finally:
            mailbox.close()


def _proof(account: Account) -> str:
    return "the sign-in by way of your provider" if account.token else "the user name and the password"


def _advice(account: Account) -> str:
    return "" if account.token else advice_for(account.host)


def _why_not_read(account: ImapAccount, wrong: MailboxUnreachable, late: bool, said: bytes) -> str:
    if said and not said.startswith(b"* "):
        return _mistaken(account.host, said, "incoming")
    if late or isinstance(wrong.__cause__, TimeoutError):
        return _too_slow(account)
    return _hint(account, wrong)


def _mistaken(host: str, said: bytes, wanted: str) -> str:
    """Another kind of server answered."""
    kinds = [
        (rb"\* (OK|PREAUTH|BYE)", "an incoming (IMAP) server; the outgoing one is often called smtp"),
        (rb"\+OK|-ERR", "an incoming server of the older kind (POP); Leg Up needs IMAP, usually on port 993"),
        (rb"220[ -]", "an outgoing (SMTP) server; the incoming one is often called imap"),
        (rb"HTTP/|<", "a web server; look for the mail servers' names on your provider's help pages"),
        (rb"SSH-", "a server for something else (SSH); check the port"),
    ]
    kind = next((words for pattern, words in kinds if re.match(pattern, said)), None)
    return f"{host} is {kind}." if kind else f"{host} does not answer like an {wanted} mail server. Check the name and the port."


def _too_slow(account: Account) -> str:
    if account.security != "tls" and account.port in (465, 993):
        return f"{account.host} did not say anything in time. Port {account.port} expects TLS from the start: choose that."
    return f"{account.host} did not answer in time. {_elsewhere(account)}"


def _hint(account: Account, wrong: Refusal) -> str:
    """The sentence of *wrong*, or a better one where we can tell what is amiss with the encryption."""
    if isinstance(wrong.__cause__, ssl.SSLCertVerificationError):
        return f"The certificate of {account.host} is not one that this computer trusts, or is for another name. Check the name of the server; nothing was sent."
    if str(wrong) != str(Unreachable("tls", account.host)):
        return str(wrong)
    if account.security == "starttls":
        return f"{account.host} does not offer STARTTLS on port {account.port}, so nothing was sent. {_elsewhere(account)}"
    return f"{account.host} does not speak TLS from the start on port {account.port}. {_elsewhere(account)}"


def _elsewhere(account: Account) -> str:
    if isinstance(account, ImapAccount):
        return "Usual for incoming mail is port 993 with TLS from the start."
    return "Usual for outgoing mail is port 465 with TLS from the start, or port 587 with STARTTLS."


def _shielded(account: Account) -> str:
    return "but without encryption: only for a server on this machine" if account.security == "none" else "and the connection is encrypted"
