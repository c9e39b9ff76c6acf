"""Bounces: what a mail server says about a letter that it could not deliver [RFC 3464], or in plain words."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from legup.lib.letters import message_ids

PARTS = 50
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])5\d\d[ -]")
_DELAYED = re.compile(
    r"\b(delayed|will (?:be retried|retry|keep trying|continue|try again)|still trying|try(?:ing)? (?:again )?for|warning message|not (?:yet )?been delivered (?:yet|so far)|"
    r"you do not need to resend|verzögert|wird weiter versucht|retardée?|nouvelle tentative|retrasad[oa])\b",
    re.I,
)  # fmt: skip
_FAILED = re.compile(
    r"\b(undeliver\w*|deliver\w* (?:\w+ ){0,3}fail\w*|fail\w* to deliver|(?:could|can|was|has) ?n[o']t (?:\w+ ){0,2}(?:deliver\w*|be delivered|reach\w*|been delivered)|couldn.t be delivered|wasn.t delivered|"
    r"unable to deliver|permanent (?:fatal )?errors?|permanent failure|returned to sender|message (?:was )?blocked|address(?: couldn.t be|) not found|unzustellbar|nicht zugestellt|konnte nicht|"
    r"n.a pas pu|non remis|échec de la remise|no se (?:ha )?pud[oi]|no entregado)\b",
    re.I,
)  # fmt: skip
_UNKNOWN = re.compile(
    r"no such (?:user|person|recipient|mailbox|address|account)|(?:user|recipient|mailbox|address|account|email|e-mail|inbox)\b.{0,60}?\b(?:unknown|not found|wasn.t found|(?:does not|doesn.t|not) exist|"
    r"invalid|disabled|inactive|not recogni[sz]ed|no longer|couldn.t be found)|unknown (?:user|recipient|address|mailbox)|no mailbox here|recip(?:ient)?notfound|unrouteable address|"
    r"host (?:or domain name )?not found|domain\b.{0,60}?\b(?:not found|couldn.t be found|does not exist|doesn.t exist)|unbekannt|existiert nicht|inconnue?\b|n.existe pas|no existe|non esiste",
    re.I,
)  # fmt: skip
_ABOUT_THE_ADDRESS = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
_SAY_LITTLE = ("", "5.0.0", "5.5.0", "5.4.1", "5.4.0", "5.3.0")


@dataclass(frozen=True)
class Bounce:
    """One report.

    Shape: *action* is failed, delayed, delivered, relayed or expanded, or empty when it is no report after all; *status* such as
    5.1.1, or empty; *recipient* is the address that it is about, in lower case, if it says.
    """

    action: str
    status: str
    words: str
    message_ids: tuple[str, ...]
    recipient: str = ""

    @property
    def is_final(self) -> bool:
        """Whether the letter will not arrive."""
        return self.action == "failed"

    @property
    def is_about_the_address(self) -> bool:
        """Whether writing to the same address again is pointless. A full mailbox or a refused letter says nothing against the address."""
        return self.is_final and (
            self.status in _ABOUT_THE_ADDRESS or (self.status in _SAY_LITTLE and bool(_UNKNOWN.search(self.words)))
        )


def read(raw: bytes, text: str) -> Bounce:
    """What a report says; *text* are its words for people, for servers that send nothing else."""
    message = message_from_bytes(raw)
    parts = list(message.walk())[:PARTS]
    fields = [
        field for part in parts if part.get_content_type() == "message/delivery-status" for field in _fields(part)
    ]
    told = dict(reversed([(name.lower(), value) for name, value in fields]))
    own = _before_the_copy(text)
    words = told.get("diagnostic-code", "").partition(";")[2] or _telling_line(own)
    status = _status(told.get("status", ""), words, own)
    action = told.get("action", "").strip().lower() or _action(status, f"{message.get('Subject', '')}\n{own}")
    recipient = (
        told.get("final-recipient", "").partition(";")[2]
        or str(message.get("X-Failed-Recipients", ""))
        or _address(own)
    )
    return Bounce(action, status, " ".join(words.split())[:300], _ids(parts), recipient.strip(" <>\t").lower())


def _status(said: str, words: str, text: str) -> str:
    """The most telling of the codes: a server often says 5.0.0 itself and quotes the other side's."""
    found = [code for source in (said, words, text[:5_000]) for code in _STATUS.findall(source)]
    return next((code for code in found if code not in _SAY_LITTLE), found[0] if found else "")


def _action(status: str, text: str) -> str:
    if status.startswith("4") or (_DELAYED.search(text) and not status.startswith("5")):
        return "delayed"
    return "failed" if status.startswith("5") or _CODE.search(text) or _FAILED.search(text) else ""


def _before_the_copy(text: str) -> str:
    """The report itself, without the copy of the letter below it."""
    return re.split(
        r"^.{0,5}(?:Below this line is a copy|-{3,}.{0,40}(?:Original message|copy of the message|Ursprüngliche)|Original message headers)",
        text,
        maxsplit=1,
        flags=re.I | re.M,
    )[0]


def _address(text: str) -> str:
    found = re.search(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", text[:5_000])
    return found[0] if found else ""


def _fields(part: Message) -> list[tuple[str, str]]:
    blocks = part.get_payload()
    return (
        [(name, str(value)) for block in blocks if isinstance(block, Message) for name, value in block.items()]
        if isinstance(blocks, list)
        else []
    )


def _telling_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()][:200]
    tells = (
        lambda line: _STATUS.search(line),
        lambda line: re.search(r"\b5\d\d\b", line),
        _UNKNOWN.search,
        _FAILED.search,
    )
    return next((line for tell in tells for line in lines if tell(line)), lines[0] if lines else "")


def _ids(parts: list[Message]) -> tuple[str, ...]:
    """Every Message-ID that the report names, also in the copy of the letter that it carries; not its own."""
    said = [f"{part.get(name, '')}" for part in parts for name in ("Message-ID", "In-Reply-To", "References") if part is not parts[0] or name != "Message-ID"]
    said += [_payload(part) for part in parts if not part.is_multipart()]
    return message_ids(" ".join(said))


def _payload(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content[:100_000].decode("latin-1") if isinstance(content, bytes) else ""
