"""Working days where somebody lives: their weekend and their public holidays, told from their time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

EVENING = 17  # a letter that comes after this hour is read on the next working day
# Where nearly every bank holiday is one of a region, the zone names the region most people in it live in.
_REGIONS = {
    "Europe/London": "ENG", "America/Toronto": "ON", "America/Vancouver": "BC", "America/Edmonton": "AB", "America/Winnipeg": "MB",
    "America/Halifax": "NS", "Australia/Sydney": "NSW", "Australia/Melbourne": "VIC", "Australia/Brisbane": "QLD", "Australia/Perth": "WA",
    "Australia/Adelaide": "SA",
}  # fmt: skip
_NOWHERE = frozenset("CET CST6CDT EET EST EST5EDT HST MET MST MST7MDT PST8PDT WET".split())  # offsets, whatever they are linked to


@dataclass(frozen=True)
class Calendar:
    """The working days of a place. Zone: an IANA name. Shape: *country* as in ISO 3166, empty when the zone belongs to none."""

    zone: str
    country: str = ""
    region: str = ""

    def is_workday(self, day: date) -> bool:
        """Whether people work there on *day*; without a country, Monday to Friday."""
        known = _workdays(self.country, self.region, day.year) if self.country else None
        return day.weekday() < 5 if known is None else day in known

    def from_(self, day: date) -> date:
        """The first working day that is not before *day*."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, days: int) -> date:
        """The working day that is *days* working days after *day*."""
        for _ in range(days):
            day = self.from_(day + timedelta(days=1))
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after *start* up to and with *end*; none when *end* is not later.

        Rule: waiting is counted in business days of whoever is waited for [S3 P11].
        """
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def today(self, at: datetime) -> date:
        """The date there at an instant. Zone: *at* is aware."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def reads(self, at: datetime) -> date:
        """The day on which a letter sent at an instant is read: on Monday, when it comes on Friday evening. Zone: *at* is aware."""
        there = at.astimezone(ZoneInfo(self.zone))
        return self.from_(there.date() + timedelta(days=there.hour >= EVENING))


@lru_cache
def calendar_in(zone: str) -> Calendar:
    """The calendar of an IANA zone."""
    name = _names().get(zone, zone)
    region = _REGIONS.get(zone) or _REGIONS.get(name, "")
    return Calendar(zone, country_of(zone), region)


def country_of(zone: str) -> str:
    """The country in which an IANA zone lies, as in ISO 3166; empty for ``UTC`` and other zones of no country."""
    if zone in _NOWHERE:
        return ""
    return _countries().get(zone) or _countries().get(_names().get(zone, zone), "")


@lru_cache
def _countries() -> dict[str, str]:
    lines = (line.split("\t") for line in _table("zone.tab") if not line.startswith("#"))
    return {line[2].strip(): line[0] for line in lines if len(line) > 2}


@lru_cache
def _names() -> dict[str, str]:
    """Older names of zones, and the names they have now."""
    links = (line.split() for line in _table("tzdata.zi") if line.startswith("L "))
    return {link[2]: link[1] for link in links}


def _table(name: str) -> list[str]:
    return (files("tzdata") / "zoneinfo" / name).read_text("utf-8").splitlines()


@lru_cache(maxsize=512)
def _workdays(country: str, region: str, year: int) -> frozenset[date] | None:
    """Every working day of a year; None when the holidays of the country are not known."""
    import holidays  # takes a while to load, and only waiting needs it

    try:
        known = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError:
        return None
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return frozenset(day for day in days if day.year == year and known.is_working_day(day))
