"""The parts of a letter, as IMAP counts them: which are words to fetch, and which are left on the server until somebody asks [RFC 9051]."""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from typing import Any, NamedTuple

from legup.lib.letter_parts import OCTETS

MOST = 100
MAX_WORDS = 2_000_000
_READ = (
    (b"text", b"plain"),
    (b"text", b"html"),
    (b"message", b"delivery-status"),
    (b"text", b"rfc822-headers"),
    (b"message", b"rfc822"),
)


class Part(NamedTuple):
    """One part. Shape: *section* as in ``2.1``; *inner* are the parts of a multipart; *octets* as it lies on the server."""

    section: str
    inner: list["Part"]
    is_read: bool
    octets: int


def tree(structure: Any, section: str = "", depth: int = 0) -> Part:
    """The parts of a letter by its BODYSTRUCTURE. Raises: whatever a structure that is none provokes."""
    if structure.is_multipart and depth < 10:
        inner = [tree(part, f"{section}.{n}".strip("."), depth + 1) for n, part in enumerate(structure[0][:MOST], 1)]
        return Part(section, inner, False, 0)
    kind = () if structure.is_multipart else (structure[0].lower(), structure[1].lower())
    octets = structure[6] if kind and isinstance(structure[6], int) else 0
    is_base64 = bool(kind) and str(structure[5]).lower().find("base64") >= 0
    is_read = kind in _READ and octets <= MAX_WORDS and not _is_attached(structure)
    return Part(section or "1", [], is_read, octets * 3 // 4 if is_base64 else octets)


def _is_attached(structure: Any) -> bool:
    return any(
        isinstance(field, tuple) and field and isinstance(field[0], bytes) and field[0].lower() == b"attachment"
        for field in structure[7:]
    )


def leaves(part: Part) -> Iterator[Part]:
    """The parts that are no multiparts."""
    if not part.inner:
        yield part
    for inner in part.inner:
        yield from leaves(inner)


def every(part: Part) -> Iterator[Part]:
    """All parts but the letter itself."""
    for inner in part.inner:
        yield inner
        yield from every(inner)


def assembled(head: bytes, whole: Part, part_of: Callable[[str], bytes]) -> bytes:
    """The letter with the words in it and without what hangs on it; each missing part says how large it is.

    Shape: *part_of* gives what the server has for ``2.1`` or ``2.1.MIME``.
    """
    if whole.inner:
        return head + _multipart(head, whole, part_of)
    return head + part_of("1") if whole.is_read else _missing(head, whole)


def _multipart(head: bytes, part: Part, part_of: Callable[[str], bytes]) -> bytes:
    boundary = str(message_from_bytes(head).get_boundary("")).encode("utf-8", "surrogateescape")
    return (
        b"".join(b"--" + boundary + b"\r\n" + _one(inner, part_of) + b"\r\n" for inner in part.inner)
        + b"--"
        + boundary
        + b"--\r\n"
    )


def _one(part: Part, part_of: Callable[[str], bytes]) -> bytes:
    head = part_of(f"{part.section}.MIME")
    if part.inner:
        return head + _multipart(head, part, part_of)
    return head + part_of(part.section) if part.is_read else _missing(head, part)


def _missing(head: bytes, part: Part) -> bytes:
    return head.rstrip(b"\r\n") + f"\r\n{OCTETS}: {part.octets}\r\n\r\n".encode()
