"""Reading a letter, whoever wrote it: nothing in it can make this fall over.

Rule: an e-mail's From is forgeable; what is read here never grants anything.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from legup.lib.letter_text import from_bytes, from_html, kept, quietly, text
from legup.lib.quoting import split_quoted

__all__ = ["Letter", "from_html", "identity", "message_ids", "read", "split_quoted"]

MAX_BYTES = 25_000_000
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,450}@[!-;=?-~]{1,450}>")
Heads = dict[str, list[str]]
People = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Letter:
    """What a letter says of itself.

    Zone: *date* is UTC, None when the letter has none that can be read.
    Shape: header text is on one line; *from_*, *to*, *cc* and *delivered_to* are (name, address) pairs, addresses in lower case; ids keep their angle brackets; *text* is the whole body.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    from_: tuple[str, str]
    to: People
    cc: People
    delivered_to: People
    subject: str
    date: datetime | None
    text: str
    auto_submitted: bool
    is_bounce: bool
    is_list: bool


def read(raw: bytes) -> Letter:
    """Take a letter apart. Never raises, whatever the bytes are."""
    message = _parsed(raw[:MAX_BYTES])
    heads = _heads(message)
    ids = message_ids(_header(heads, "message-id"))
    parents = message_ids(_header(heads, "in-reply-to"))
    senders = _people(heads, "from")
    return Letter(
        message_id=ids[0] if ids else "",
        in_reply_to=parents[0] if parents else "",
        references=message_ids(_header(heads, "references", 50_000)),
        from_=senders[0] if senders else ("", ""),
        to=_people(heads, "to"),
        cc=_people(heads, "cc"),
        delivered_to=_people(heads, "delivered-to") + _people(heads, "x-original-to") + _people(heads, "envelope-to"),
        subject=_header(heads, "subject"),
        date=quietly(lambda: _instant(_header(heads, "date")), None),
        text=quietly(lambda: text(message), ""),
        auto_submitted=_is_automatic(heads),
        is_bounce=_is_bounce(message, heads, senders),
        is_list=_is_list(heads),
    )


_SAME = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to")


def identity(raw: bytes) -> str:
    """The hash of what a letter says: the same when it comes by another way or twice, whatever servers wrote on it."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    heads = _heads(quietly(lambda: BytesHeaderParser().parsebytes(head + b"\n\n"), Message()))
    said = [f"{name}:{' '.join(value.split())}" for name in _SAME for value in heads.get(name, [])]
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape") + b"\n\n" + body.rstrip()).hexdigest()


def message_ids(words: str) -> tuple[str, ...]:
    """Every Message-ID in *words*, in order, each once."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(words)))


def _parsed(raw: bytes) -> Message:
    whole = quietly(lambda: message_from_bytes(raw), None)
    return quietly(lambda: BytesHeaderParser().parsebytes(raw), Message()) if whole is None else whole


def _heads(message: Message) -> Heads:
    """The headers as they came; ``get`` would give up bytes that are not ASCII."""
    heads: Heads = {}
    for name, value in quietly(lambda: list(message.raw_items()), []):
        heads.setdefault(name.lower(), []).append(str(value))
    return heads


def _header(heads: Heads, name: str, limit: int = 10_000) -> str:
    """A header's words, decoded, on one line."""
    value = heads[name][0][:limit] if name in heads else ""
    return " ".join(kept(quietly(lambda: "".join(_decoded(value)), value)).split())


def _decoded(value: str) -> Iterator[str]:
    if "=?" not in value:
        yield value if value.isascii() else from_bytes(value.encode("utf-8", "surrogateescape"), "utf-8")
        return
    for chunk, charset in decode_header(value):
        yield from_bytes(chunk, charset or "utf-8") if isinstance(chunk, bytes) else chunk


def _people(heads: Heads, name: str) -> People:
    if name not in heads:
        return ()
    pairs = quietly(lambda: getaddresses([value[:4_000] for value in heads[name][:20]]), [])
    return tuple((_name(shown), kept(spec).strip().lower()) for shown, spec in pairs if "@" in spec)[:100]


def _name(shown: str) -> str:
    return " ".join(kept(quietly(lambda: "".join(_decoded(shown)), shown)).split())


def _instant(value: str) -> datetime | None:
    at = parsedate_to_datetime(value)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


# What kind of letter it is

# Exchange marks its absence notes by nothing but their subject.
_AWAY = re.compile(
    r"(automatic reply|auto(matic)?[- ]?(reply|response)|autoresponse|out of (the )?office|away from (the )?office|vacation (reply|response)|i am out of office|"
    r"automatische (antwort|rückmeldung)|abwesenheits?(notiz|nachricht|benachrichtigung|meldung|assistent)?\b|abwesend|nicht im büro|(ich bin )?außer haus|"
    r"réponse automatique|absence du bureau|message d.absence|absente?\b|absence\s*(?=:|$|du \d|jusqu)|"
    r"respuesta automática|fuera de (la )?oficina|ausente|ausencia|resposta automática|fora do escritório|ausência|"
    r"risposta automatica|fuori (sede|ufficio)|assenza|automatisch antwoord|automatische reactie|afwezig|autosvar|automaattinen vastaus|automatyczna odpowiedź|自動応答|自动回复)(?!\w)",
    re.I,
)  # fmt: skip
_RETURNED = re.compile(
    r"(undeliver(able|ed)|delivery status notification|(mail )?delivery (has )?fail(ed|ure)|mail delivery failed|failure notice|returned mail|message not delivered|"
    r"unzustellbar|nicht zugestellt|non remis|non distribu|échec de la remise|no se puede entregar|no entregado|mailzustellung|impossibile recapitare|onbestelbaar|warning: (message|could not send))",
    re.I,
)  # fmt: skip
_MACHINES = re.compile(
    r"(mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]*|mailerdaemon|mdaemon|bounces?)@", re.I
)


def _is_automatic(heads: Heads) -> bool:
    """Written by a machine: never answer it (RFC 3834)."""
    declared = _header(heads, "auto-submitted").lower().partition(";")[0].strip()
    if declared and declared != "no":
        return True
    if _header(heads, "precedence").lower() == "auto_reply" or any(
        name in heads for name in ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-mail-autoreply")
    ):
        return True
    return bool(_AWAY.match(re.sub(r"^(re|aw|sv|antw)\s*:\s*", "", _header(heads, "subject"), flags=re.I)))


def _is_bounce(message: Message, heads: Heads, senders: People) -> bool:
    kind = quietly(lambda: (message.get_content_type(), str(message.get_param("report-type", "")).lower()), ("", ""))
    if kind == ("multipart/report", "delivery-status") or "x-failed-recipients" in heads:
        return True
    name, sender = senders[0] if senders else ("", "")
    if (
        _header(heads, "return-path") == "<>"
        or sender.partition("@")[0] in ("mailer-daemon", "postmaster")
        or sender.startswith("microsoftexchange")
    ):
        return True
    return bool(
        _RETURNED.match(_header(heads, "subject"))
        and (
            _MACHINES.match(sender)
            or re.search(r"\b(mail (delivery|system)|postmaster|microsoft outlook)\b", name, re.I)
        )
    )


def _is_list(heads: Heads) -> bool:
    return any(name in heads for name in ("list-id", "list-post", "list-unsubscribe", "mailing-list")) or _header(
        heads, "precedence"
    ).lower() in ("bulk", "list", "junk")
