"""What hangs on a letter: attachments, counted as IMAP counts them so that each can be fetched later."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any, TypedDict

OCTETS = "X-LegUp-Octets"  # says how large a part was that is left out of what is kept
MOST, DEPTH = 50, 10
SMALL_PICTURE = 15_000  # a logo in a signature
_WORDS = ("text/plain", "text/html")
_MACHINERY = (
    "message/delivery-status",
    "text/rfc822-headers",
    "message/disposition-notification",
    "application/pgp-signature",
    "application/pkcs7-signature",
)


class Attachment(TypedDict):
    """What is said of an attachment. Shape: *section* as in ``2.1``; *octets* is about how large it is."""

    section: str
    name: str
    type: str
    octets: int


def attachments(raw: bytes) -> list[Attachment]:
    """What hangs on a letter. Never raises, whatever the bytes are."""
    try:
        return [_told(section, part) for section, part in _leaves(message_from_bytes(raw)) if _hangs_on(part)][:MOST]
    except Exception:  # the standard library's parsers raise all kinds of things at hostile bytes
        return []


def opened(head: bytes, body: bytes) -> bytes:
    """The content of a part as it was before it was packed for mail. Raises: ValueError when it cannot be unpacked."""
    part = message_from_bytes(head.rstrip(b"\r\n") + b"\r\n\r\n" + body)
    if part.get_content_maintype() in ("message", "multipart"):
        return body
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise ValueError("a part without content")
    return content


def _leaves(message: Message, section: str = "", depth: int = 0) -> Iterator[tuple[str, Message]]:
    inner: Any = message.get_payload() if message.get_content_maintype() == "multipart" else None
    if not isinstance(inner, list) or depth >= DEPTH:
        yield section or "1", message
        return
    for n, part in enumerate(inner[:100], 1):
        yield from _leaves(part, f"{section}.{n}".strip("."), depth + 1)


def _hangs_on(part: Message) -> bool:
    kind, placed = part.get_content_type(), part.get_content_disposition()
    if kind in _MACHINERY or part.get_content_maintype() == "multipart":
        return False
    if kind in _WORDS and placed != "attachment":
        return False
    is_logo = (
        part.get_content_maintype() == "image"
        and placed != "attachment"
        and part.get("Content-ID")
        and _octets(part) < SMALL_PICTURE
    )
    return not is_logo


def _told(section: str, part: Message) -> Attachment:
    return {"section": section, "name": _name(part), "type": part.get_content_type()[:100], "octets": _octets(part)}


def _octets(part: Message) -> int:
    said = str(part.get(OCTETS, "")).strip()
    if said.isdigit():
        return min(int(said), 10**12)
    content = part.get_payload(decode=True) if not part.is_multipart() else part.as_bytes()
    return len(content) if isinstance(content, bytes) else 0


def _name(part: Message) -> str:
    """The name it came with, fit to be a file's; one of ours when it has none."""
    inner: Any = part.get_payload()
    is_letter = part.get_content_type() == "message/rfc822"
    given = part.get_filename() or (
        f"{inner[0].get('Subject', '')}.eml" if is_letter and isinstance(inner, list) and inner else ""
    )
    try:
        given = str(make_header(decode_header(given)))
    except Exception:
        given = str(given)
    return fit_name(given) or ("letter.eml" if is_letter else f"attachment.{part.get_content_subtype()[:10]}")


def fit_name(name: str) -> str:
    """*name* without folders, control characters and marks that turn the direction of writing."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[\x00-\x1f\x7f\"<>|:*?\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", last)
    return " ".join(clean.split()).lstrip(".")[-150:]
