"""Working days are those of whoever is waited for: their weekend, their holidays, their date."""

import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from legup.lib.workdays import calendar_in, country_of

HOLIDAYS = [  # zone, sent on, seven working days later, seven weekdays later
    ("America/New_York", date(2026, 11, 17), date(2026, 11, 27), date(2026, 11, 26)),  # Thanksgiving
    ("Europe/London", date(2026, 8, 25), date(2026, 9, 4), date(2026, 9, 3)),  # the summer bank holiday
    ("Europe/Berlin", date(2025, 9, 25), date(2025, 10, 7), date(2025, 10, 6)),  # German Unity Day
    ("Asia/Tokyo", date(2026, 4, 27), date(2026, 5, 12), date(2026, 5, 6)),  # Golden Week
    ("America/Toronto", date(2026, 10, 6), date(2026, 10, 16), date(2026, 10, 15)),  # Thanksgiving in Canada
]


@pytest.mark.parametrize(("zone", "sent", "due", "naive"), HOLIDAYS)
def test_public_holidays_do_not_count(zone, sent, due, naive):
    assert calendar_in(zone).after(sent, 7) == due
    assert calendar_in(zone).between(sent, due) == 7
    assert calendar_in("UTC").after(sent, 7) == naive != due  # the control: weekdays alone


def test_the_weekend_is_theirs():
    friday, sunday = date(2026, 6, 5), date(2026, 6, 7)
    assert [calendar_in(zone).is_workday(friday) for zone in ("Asia/Riyadh", "Europe/Paris")] == [False, True]
    assert [calendar_in(zone).is_workday(sunday) for zone in ("Asia/Riyadh", "Europe/Paris")] == [True, False]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-06-05T10:00", "2026-06-05"),  # Friday morning
        ("2026-06-05T16:59", "2026-06-05"),
        ("2026-06-05T17:00", "2026-06-08"),  # Friday evening
        ("2026-06-06T09:00", "2026-06-08"),
        ("2026-07-02T20:00", "2026-07-06"),  # the eve of Independence Day, observed
        ("2026-06-09T23:59", "2026-06-10"),
    ],
)
def test_what_comes_on_friday_evening_is_read_on_monday(sent, read):
    at = datetime.fromisoformat(sent).replace(tzinfo=ZoneInfo("America/Chicago"))
    assert calendar_in("America/Chicago").reads(at.astimezone(UTC)) == date.fromisoformat(read)


def test_the_day_is_the_one_on_their_side_of_the_date_line():
    at = datetime(2026, 6, 11, 22, 0, tzinfo=UTC)  # Thursday noon in Honolulu
    assert calendar_in("Pacific/Honolulu").reads(at) == date(2026, 6, 11)
    assert calendar_in("Pacific/Auckland").reads(at) == date(2026, 6, 12)
    assert calendar_in("Pacific/Kiritimati").today(at) == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("America/Chicago", "US"), ("US/Eastern", "US"), ("Asia/Calcutta", "IN"), ("Europe/Kiev", "UA"), ("Europe/Amsterdam", "NL"), ("GB", "GB"),
        ("UTC", ""), ("Etc/GMT+5", ""), ("EST", ""), ("CET", ""),
    ],
)  # fmt: skip
def test_the_country_is_read_from_the_zone(zone, country):
    assert country_of(zone) == country


def test_every_zone_of_the_world_has_working_days():
    for zone in available_timezones():
        calendar = calendar_in(zone)
        assert 3 <= calendar.between(date(2026, 6, 7), date(2026, 6, 14)) <= 6, zone
        assert bool(calendar.country) or "/" not in zone or zone.startswith(("Etc/", "posix/", "right/")), zone


def test_none_lie_between_a_day_and_itself_or_an_earlier_one():
    calendar = calendar_in("Europe/Lisbon")
    assert calendar.between(date(2026, 6, 8), date(2026, 6, 8)) == calendar.between(date(2026, 6, 8), date(2026, 6, 1)) == 0


def test_starting_does_not_wait_for_the_holidays_of_the_world():
    words = "import django, sys; django.setup(); import legup.urls; from legup.lib.workdays import calendar_in; calendar_in('Asia/Tokyo'); print('holidays' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, env=_environment(), check=True)
    assert shown.stdout.split() == ["False"]


def _environment() -> dict[str, str]:
    import os

    return os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
