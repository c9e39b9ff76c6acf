"""The clock: one place that tells the time, and how wall time in a zone becomes an instant."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone


def now() -> datetime:
    """The present instant. Zone: aware, UTC."""
    return timezone.now()


def is_zone(name: str) -> bool:
    """Whether *name* is an IANA zone name such as ``Europe/Berlin``."""
    return name in available_timezones()


def instant(wall: datetime, zone: str) -> datetime:
    """The UTC instant of a naive wall time in *zone*.

    Zone: *zone* is an IANA name; the answer is aware, UTC.
    Rule: in a gap the next valid time, in a fold the first.
    """
    there = ZoneInfo(zone)
    early = wall.replace(tzinfo=there, fold=0)
    back = early.astimezone(UTC).astimezone(there)
    if back.replace(tzinfo=None) == wall:
        return early.astimezone(UTC)
    before, beyond = early.utcoffset() or timedelta(), wall.replace(tzinfo=there, fold=1).utcoffset() or timedelta()
    after = wall + abs(before - beyond)
    edge = after.replace(tzinfo=there).astimezone(UTC)
    return _first_valid(edge, there, wall)


def _first_valid(at: datetime, there: ZoneInfo, wall: datetime) -> datetime:
    """Walk back by minutes from just after a gap to its first valid minute."""
    while at.astimezone(there).replace(tzinfo=None) > wall:
        earlier = at - timedelta(minutes=1)
        if earlier.astimezone(there).replace(tzinfo=None) < wall:
            return at
        at = earlier
    return at


def machine_zone() -> str:
    """The IANA zone this machine is set to, or ``UTC`` when it does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    if is_zone(named):
        return named
    link = Path("/etc/localtime").resolve().as_posix()
    _, found, name = link.partition("zoneinfo/")
    name = name.removeprefix("posix/").removeprefix("right/")
    return name if found and is_zone(name) else "UTC"
