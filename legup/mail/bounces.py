"""Bounces: what a mail server says about a letter that it could not deliver [RFC 3464]."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from legup.lib.letters import message_ids

PARTS = 50
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_DELAYED = re.compile(r"\b(delayed|will (?:be retried|retry|keep trying|continue)|still trying|warning message)\b", re.I)
# Speak of the letter, of a full mailbox or of the hour, and not of the address.
_PASSING = ("5.2.2", "5.2.3", "5.3.", "5.6.", "5.7.")


@dataclass(frozen=True)
class Bounce:
    """One report. Shape: *action* is failed, delayed, delivered, relayed or expanded; *status* such as 5.1.1, or empty."""

    action: str
    status: str
    words: str
    message_ids: tuple[str, ...]

    @property
    def is_final(self) -> bool:
        """Whether the letter will not arrive."""
        return self.action == "failed"

    @property
    def is_about_the_address(self) -> bool:
        """Whether writing to the same address again is pointless."""
        return self.is_final and not self.status.startswith(_PASSING) and not self.status.startswith("4")


def read(raw: bytes, text: str) -> Bounce:
    """What a report says; *text* are its words for people, for servers that send nothing else."""
    parts = list(message_from_bytes(raw).walk())[:PARTS]
    fields = [field for part in parts if part.get_content_type() == "message/delivery-status" for field in _fields(part)]
    told = dict(reversed([(name.lower(), value) for name, value in fields]))
    found = _STATUS.search(told.get("status", "") or text)
    action = told.get("action", "").strip().lower() or ("delayed" if _DELAYED.search(text) else "failed")
    words = told.get("diagnostic-code", "").partition(";")[2] or _telling_line(text)
    return Bounce(action, found[1] if found else "", " ".join(words.split())[:300], _ids(parts))


def _fields(part: Message) -> list[tuple[str, str]]:
    blocks = part.get_payload()
    return [(name, str(value)) for block in blocks if isinstance(block, Message) for name, value in block.items()] if isinstance(blocks, list) else []


def _telling_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if _STATUS.search(line) or re.search(r"\b5\d\d\b", line)), lines[0] if lines else "")


def _ids(parts: list[Message]) -> tuple[str, ...]:
    """Every Message-ID in the report, also in the copy of the letter that it carries."""
    said = [f"{part.get(name, '')}" for part in parts for name in ("Message-ID", "In-Reply-To", "References")]
    said += [_payload(part) for part in parts if not part.is_multipart()]
    return message_ids(" ".join(said))


def _payload(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content[:100_000].decode("latin-1") if isinstance(content, bytes) else ""
