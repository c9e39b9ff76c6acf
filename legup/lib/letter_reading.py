"""Reading a letter, whoever wrote it: nothing in it can make this fall over.

Rule: an e-mail's From is forgeable; what is read here never grants anything.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from functools import cached_property

from legup.lib.letter_text import from_bytes, from_html, kept, quietly, text
from legup.lib.quoting import split_quoted

__all__ = ["Letter", "from_html", "identity", "message_ids", "read", "split_quoted"]

MAX_BYTES = 25_000_000
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,450}@[!-;=?-~]{1,450}>")
Heads = dict[str, list[str]]
People = tuple[tuple[str, str], ...]
_FIELD = re.compile(r"^([!-9;-~]{1,200}):[ \t]*(.*(?:\n[ \t].*)*)", re.M)
_END = re.compile(rb"\r?\n\r?\n")
_PLAIN = re.compile(r"\s*\"?([^\"<>,;:()@\\=]*?)\"?\s*<\s*([^<>,;:()\"\\\s@]+@[^<>,;:()\"\\\s@]+)\s*>\s*")
_SAME = ("from", "to", "cc", "subject", "date", "message-id", "in-reply-to")


class Letter:
    """What a letter says of itself, taken apart as far as it is asked for. Nothing of it raises, whatever the bytes are.

    Zone: *date* is UTC, None when the letter has none that can be read.
    Shape: header text is on one line; *from_*, *to*, *cc* and *delivered_to* are (name, address) pairs, addresses in lower case; ids keep their angle brackets; *text* is the whole body.
    """

    def __init__(self, raw: bytes):
        self._raw, self._heads = raw[:MAX_BYTES], _heads(raw)

    @cached_property
    def message_id(self) -> str:
        return next(iter(message_ids(_header(self._heads, "message-id"))), "")

    @cached_property
    def in_reply_to(self) -> str:
        return next(iter(message_ids(_header(self._heads, "in-reply-to"))), "")

    @cached_property
    def references(self) -> tuple[str, ...]:
        return message_ids(_header(self._heads, "references", 50_000))

    @cached_property
    def from_(self) -> tuple[str, str]:
        return next(iter(_people(self._heads, "from")), ("", ""))

    @cached_property
    def to(self) -> People:
        return _people(self._heads, "to")

    @cached_property
    def cc(self) -> People:
        return _people(self._heads, "cc")

    @cached_property
    def delivered_to(self) -> People:
        return tuple(pair for name in ("delivered-to", "x-original-to", "envelope-to") for pair in _people(self._heads, name))

    @cached_property
    def subject(self) -> str:
        return _header(self._heads, "subject")

    @cached_property
    def date(self) -> datetime | None:
        return quietly(lambda: _instant(_header(self._heads, "date")), None)

    @cached_property
    def text(self) -> str:
        return quietly(lambda: text(_parsed(self._raw)), "")

    def says(self, words: str) -> bool:
        """Whether *words* stand anywhere in the headers that say to whom it went."""
        return any(words in value.lower() for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to") for value in self._heads.get(name, []))

    @cached_property
    def auto_submitted(self) -> bool:
        """Written by a machine: never answer it."""
        return _is_automatic(self._heads)

    @cached_property
    def is_bounce(self) -> bool:
        return _is_bounce(self._heads, *self.from_)

    @cached_property
    def is_list(self) -> bool:
        return _is_list(self._heads)


def read(raw: bytes) -> Letter:
    """Take a letter, or the head of one, apart. Never raises, whatever the bytes are."""
    return Letter(raw)


def identity(raw: bytes) -> str:
    """The hash of what a letter says: the same when it comes by another way or twice, whatever servers wrote on it."""
    end = _END.search(raw)
    body = raw[end.end() :] if end else b""
    heads = _heads(raw)
    said = [f"{name}:{' '.join(value.split())}" for name in _SAME for value in heads.get(name, [])]
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape") + b"\n\n" + body.replace(b"\r\n", b"\n").rstrip()).hexdigest()


def message_ids(words: str) -> tuple[str, ...]:
    """Every Message-ID in *words*, in order, each once."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(words)))


def _parsed(raw: bytes) -> Message:
    whole = quietly(lambda: message_from_bytes(raw), None)
    return quietly(lambda: BytesHeaderParser().parsebytes(raw), Message()) if whole is None else whole


def _heads(raw: bytes) -> Heads:
    """The headers as they came, by name: much quicker than a parser, and as lenient as people's programs."""
    end = _END.search(raw)
    heads: Heads = {}
    for name, value in _FIELD.findall(raw[: end.start() if end else MAX_BYTES].replace(b"\r\n", b"\n").decode("ascii", "surrogateescape")):
        heads.setdefault(name.lower(), []).append(value)
    return heads


def _header(heads: Heads, name: str, limit: int = 10_000) -> str:
    """A header's words, decoded, on one line."""
    if name not in heads:
        return ""
    value = heads[name][0][:limit]
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
    if len(heads[name]) == 1 and (plain := _PLAIN.fullmatch(heads[name][0])) and heads[name][0].isascii() and heads[name][0].isprintable():
        return ((" ".join(plain[1].split()), plain[2].lower()),)
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


def _is_bounce(heads: Heads, name: str, sender: str) -> bool:
    kind = " ".join(_header(heads, "content-type").lower().split())
    if kind.startswith("multipart/report") and re.search(r"report-type\s*=\s*\"?delivery-status", kind) or "x-failed-recipients" in heads:
        return True
    if _header(heads, "return-path") == "<>" or sender.partition("@")[0] in ("mailer-daemon", "postmaster") or sender.startswith("microsoftexchange"):
        return True
    is_machine = _MACHINES.match(sender) or re.search(r"\b(mail (delivery|system)|postmaster|microsoft outlook)\b", name, re.I)
    return bool(is_machine and _RETURNED.match(_header(heads, "subject")))


def _is_list(heads: Heads) -> bool:
    return any(name in heads for name in ("list-id", "list-post", "list-unsubscribe", "mailing-list")) or _header(
        heads, "precedence"
    ).lower() in ("bulk", "list", "junk")
