"""Calendar files (RFC 5545): one event as a file that any calendar takes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Event:
    """One appointment. Zone: ``starts_at`` is an aware instant. ``sequence`` grows with every change of the same ``uid``."""

    uid: str
    starts_at: datetime
    minutes: int
    summary: str
    description: str = ""
    location: str = ""
    sequence: int = 0
    made_at: datetime | None = None


def calendar(event: Event) -> bytes:
    """The file with *event*, times as UTC instants, which every calendar shows in its reader's zone.

    Shape: UTF-8, CRLF, lines folded at 75 octets.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Leg Up//Informational interviews//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_utc(event.made_at or event.starts_at)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.starts_at + timedelta(minutes=event.minutes))}",
        f"SEQUENCE:{event.sequence}",
        f"SUMMARY:{_text(event.summary)}",
        *([f"LOCATION:{_text(event.location)}"] if event.location else []),
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    plain = "".join(c for c in value.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or c >= " " and c != "\x7f")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """One content line; a fold never cuts a character in two."""
    pieces, room = [b""], 75
    for char in line:
        octets = char.encode()
        if len(pieces[-1]) + len(octets) > room:
            pieces.append(b"")
            room = 74
        pieces[-1] += octets
    return b"\r\n ".join(pieces) + b"\r\n"
