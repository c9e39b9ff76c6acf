"""Reading a letter, whoever wrote it: nothing in it can make this fall over.

Rule: an e-mail's From is forgeable; what is read here never grants anything.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

MAX_BYTES = 25_000_000
MAX_PARTS = 200
MAX_HTML = 500_000
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,450}@[!-;=?-~]{1,450}>")
# What JSON, SQLite and PostgreSQL cannot all keep.
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Letter:
    """What a letter says of itself.

    Zone: *date* is UTC, None when the letter has none that can be read.
    Shape: header text is on one line; *from_* and *to* are (name, address) pairs, addresses in lower case; ids keep their angle brackets; *text* is the whole body.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    from_: tuple[str, str]
    to: tuple[tuple[str, str], ...]
    subject: str
    date: datetime | None
    text: str
    auto_submitted: bool
    is_bounce: bool
    is_list: bool


def read(raw: bytes) -> Letter:
    """Take a letter apart. Never raises, whatever the bytes are."""
    message = _parsed(raw[:MAX_BYTES])
    ids = message_ids(_header(message, "Message-ID"))
    parents = message_ids(_header(message, "In-Reply-To"))
    senders = _people(message, "From")
    return Letter(
        message_id=ids[0] if ids else "",
        in_reply_to=parents[0] if parents else "",
        references=message_ids(_header(message, "References", 50_000)),
        from_=senders[0] if senders else ("", ""),
        to=tuple(_people(message, "To")),
        subject=_header(message, "Subject"),
        date=_quietly(lambda: _instant(_header(message, "Date")), None),
        text=_quietly(lambda: _text(message), ""),
        auto_submitted=_is_automatic(message),
        is_bounce=_is_bounce(message, senders),
        is_list=_is_list(message),
    )


def message_ids(text: str) -> tuple[str, ...]:
    """Every Message-ID in *text*, in order, each once."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))


def _quietly(act: Callable[[], Any], otherwise: Any) -> Any:
    """The standard library's parsers raise all kinds of things at hostile bytes."""
    try:
        return act()
    except Exception:
        return otherwise


def _parsed(raw: bytes) -> Message:
    whole = _quietly(lambda: message_from_bytes(raw), None)
    return _quietly(lambda: BytesHeaderParser().parsebytes(raw), Message()) if whole is None else whole


def _raw(message: Message, name: str) -> list[str]:
    """A header's values as they came; ``get`` would give up bytes that are not ASCII."""
    return _quietly(lambda: [str(value) for known, value in message.raw_items() if known.lower() == name.lower()], [])


def _header(message: Message, name: str, limit: int = 10_000) -> str:
    """A header's words, decoded, on one line."""
    value = "".join(_raw(message, name)[:1])[:limit]
    return " ".join(_kept(_quietly(lambda: "".join(_decoded(value)), value)).split())


def _decoded(value: str) -> Iterator[str]:
    if "=?" not in value:
        yield _from_bytes(value.encode("utf-8", "surrogateescape"), "utf-8")
        return
    for chunk, charset in decode_header(value):
        yield _from_bytes(chunk, charset or "utf-8") if isinstance(chunk, bytes) else chunk


def _from_bytes(chunk: bytes, charset: str) -> str:
    """Text in the charset it claims, or in the one that it is in after all."""
    for name, errors in ((charset, "strict"), ("utf-8", "strict"), ("cp1252", "replace")):
        try:
            return chunk.decode(name, errors)
        except (LookupError, ValueError):
            continue
    return ""


def _kept(text: str) -> str:
    return _UNKEPT.sub("", text)


def _people(message: Message, name: str) -> list[tuple[str, str]]:
    pairs = _quietly(lambda: getaddresses([value[:4_000] for value in _raw(message, name)[:20]]), [])
    return [(_name(shown), _kept(spec).strip().lower()) for shown, spec in pairs if "@" in spec][:100]


def _name(shown: str) -> str:
    return " ".join(_kept(_quietly(lambda: "".join(_decoded(shown)), shown)).split())


def _instant(value: str) -> datetime | None:
    at = parsedate_to_datetime(value)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


# What kind of letter it is


def _is_automatic(message: Message) -> bool:
    """Written by a machine: never answer it (RFC 3834)."""
    declared = _header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if declared and declared != "no":
        return True
    if _header(message, "Precedence").lower() == "auto_reply" or any(_header(message, n) for n in ("X-Autoreply", "X-Autorespond")):
        return True
    # Exchange marks its absence notes by nothing but their subject.
    return bool(re.match(r"(automatic reply|auto(matic)?[- ]?reply|out of (the )?office|automatische antwort|réponse automatique|respuesta automática)\b", _header(message, "Subject").lower()))


def _is_bounce(message: Message, senders: list[tuple[str, str]]) -> bool:
    kind = _quietly(lambda: (message.get_content_type(), str(message.get_param("report-type", "")).lower()), ("", ""))
    if kind == ("multipart/report", "delivery-status") or _header(message, "X-Failed-Recipients"):
        return True
    sender = senders[0][1].partition("@")[0] if senders else ""
    return _header(message, "Return-Path") == "<>" or sender in ("mailer-daemon", "postmaster")


def _is_list(message: Message) -> bool:
    return any(_header(message, n) for n in ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List")) or _header(message, "Precedence").lower() in ("bulk", "list", "junk")


# The words


def _text(message: Message) -> str:
    parts = list(_inline(message))
    plain = [_payload(p) for p in parts if p.get_content_type() == "text/plain"]
    if any(t.strip() for t in plain):
        return _tidy("\n".join(plain))
    return _tidy("\n".join(from_html(_payload(p)) for p in parts if p.get_content_type() == "text/html"))


def _inline(message: Message) -> Iterator[Message]:
    """The parts that are read where they stand: no attachments, and no letters within the letter."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(), seen + 1
        if part.is_multipart():
            inner: Any = part.get_payload() if part.get_content_maintype() == "multipart" else []
            waiting += reversed(inner[:MAX_PARTS])
        elif _quietly(part.get_content_disposition, "attachment") != "attachment":
            yield part


def _payload(part: Message) -> str:
    content = _quietly(lambda: part.get_payload(decode=True), b"")
    if not isinstance(content, bytes):
        return ""
    charset = _quietly(lambda: str(part.get_content_charset("utf-8")), "utf-8")
    return _from_bytes(content, charset)


def _tidy(text: str) -> str:
    lines = _kept(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def from_html(source: str) -> str:
    """HTML as a person would read it."""
    from inscriptis import get_text  # lxml is slow to load, and most letters have plain text

    short = _kept(source)[:MAX_HTML]
    try:
        return get_text(short)
    except Exception:  # lxml's own errors, and what hostile nesting provokes
        return html.unescape(re.sub(r"<[^>]{0,2000}>", " ", short))


# What is new, and what is quoted

_ATTRIBUTION = re.compile(r"\b(wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|skrev|schreef|napisał\(?a?\)?|kirjoitti)\b.{0,200}[:：]\s*$", re.I)
_SEPARATOR = re.compile(r"\s*(-{2,}\s*(original message|original-nachricht|ursprüngliche nachricht|message d.origine|mensaje original|mensagem original|messaggio originale)\s*-{2,}|_{20,})\s*$", re.I)
_HEADER_LINE = re.compile(r"\*?(from|von|de|da|van|från|fra|sent|gesendet|envoyé|enviado|inviato|verzonden|date|datum|fecha|data|to|an|à|para|a|aan|till|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne)\s?:\*? \S", re.I)


def split_quoted(text: str) -> tuple[str, str]:
    """What the writer added, and the earlier letters quoted below it.

    Rule: when words stand between or below quoted lines nothing is cut, for an answer may be among them: the whole text is new.
    """
    lines = text.split("\n")
    start = next((n for n in range(len(lines)) if _opens_quote(lines, n)), None)
    if start is None:
        return text, ""
    quoted = lines[start:]
    new = "\n".join(lines[:start]).rstrip()
    if not new.strip() or _has_answers(quoted):
        return text, ""
    return new, "\n".join(quoted)


def _opens_quote(lines: list[str], n: int) -> bool:
    line = lines[n].strip()
    if line.startswith(">") or _SEPARATOR.fullmatch(line):
        return True
    if _HEADER_LINE.match(line):
        return sum(bool(_HEADER_LINE.match(follower.strip())) for follower in lines[n : n + 5]) >= 3
    return bool(line) and _attributes(lines, n)


def _attributes(lines: list[str], n: int) -> bool:
    """Whether "On Monday Ana wrote:" starts here, on one line or wrapped over up to three."""
    for length in (1, 2, 3) if n and not lines[n - 1].strip() else (1,):
        wrapped = lines[n : n + length]
        joined = " ".join(line.strip() for line in wrapped)
        if not all(line.strip() for line in wrapped) or not joined.endswith((":", "：")) or len(joined) > 400:
            continue
        below = next((line for line in lines[n + length : n + length + 3] if line.strip()), "")
        dated = re.search(r"\d|@", joined)
        if dated and (_ATTRIBUTION.search(joined) or below.startswith(">")):
            return True
    return False


def _has_answers(quoted: list[str]) -> bool:
    """Words of the writer's own after the first line marked with ``>``."""
    marked = [n for n, line in enumerate(quoted) if line.lstrip().startswith(">")]
    return bool(marked) and any(line.strip() and not line.lstrip().startswith(">") for line in quoted[marked[0] :])
