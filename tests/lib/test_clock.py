"""Wall time to instant, in every zone there is: in a gap the next valid time, in a fold the first."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest

from legup.lib import clock

FIRST, DAYS = datetime(2025, 1, 1, tzinfo=UTC), 3 * 365


def offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset()


def changes(zone: ZoneInfo) -> list[datetime]:
    """The instants at which the clocks of *zone* change, found by bisection to the minute."""
    found, day = [], FIRST
    for _ in range(DAYS):
        after = day + timedelta(days=1)
        low, high = day, after
        if offset(zone, low) != offset(zone, high):
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=((high - low) // timedelta(minutes=1)) // 2)
                low, high = (middle, high) if offset(zone, middle) == offset(zone, low) else (low, middle)
            found.append(high)
        day = after
    return found


@cache
def walls() -> list[tuple[str, datetime, datetime]]:
    """Wall times around every change, and a plain one in every zone, each with the right instant by another road."""
    cases = []
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        plain = datetime(2026, 1, 15, 12, 0)
        cases.append((name, plain, plain.replace(tzinfo=UTC) - offset(zone, datetime(2026, 1, 15, 12, tzinfo=UTC))))
        for change in changes(zone):
            before, after = offset(zone, change - timedelta(minutes=1)), offset(zone, change)
            edge = (change + before).replace(tzinfo=None)
            for minutes in (-180, -61, -60, -30, -1, 0, 1, 29, 30, 59, 60, 61, 180):
                wall = edge + timedelta(minutes=minutes)
                cases.append((name, wall, right(zone, wall, change, (before, after))))
    return cases


def right(zone: ZoneInfo, wall: datetime, change: datetime, offsets) -> datetime:
    valid = [at for o in offsets if (at := wall.replace(tzinfo=UTC) - o).astimezone(zone).replace(tzinfo=None) == wall]
    return min(valid, default=change)


def test_every_wall_time_in_every_zone_is_the_right_instant():
    assert len(walls()) > 5_000
    wrong = [(zone, wall) for zone, wall, at in walls() if clock.instant(wall, zone) != at]
    assert wrong == []


def test_the_simple_way_is_wrong_somewhere():
    """The control: the same cases catch a conversion that ignores gaps."""
    assert any(wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) != at for zone, wall, at in walls())


@pytest.mark.parametrize(
    ("zone", "wall", "at"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 4, 2, 10), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 30, 12, 0), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 5, 1, 9, 0), datetime(2026, 5, 1, 3, 15, tzinfo=UTC)),
        ("UTC", datetime(2026, 5, 1, 9, 0), datetime(2026, 5, 1, 9, 0, tzinfo=UTC)),
    ],
)
def test_known_gaps_folds_and_odd_offsets(zone, wall, at):
    assert clock.instant(wall, zone) == at


def test_a_zone_is_a_place_on_the_list():
    assert clock.is_zone("Europe/Lisbon")
    assert not any(clock.is_zone(name) for name in ("", "Lisbon", "../../etc/passwd", "Europe/Lisbon\n"))


def test_the_machines_zone_is_always_one(monkeypatch):
    monkeypatch.setenv("TZ", ":America/Chicago")
    assert clock.machine_zone() == "America/Chicago"
    monkeypatch.setenv("TZ", "nonsense")
    assert clock.is_zone(clock.machine_zone())
