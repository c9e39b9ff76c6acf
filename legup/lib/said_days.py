"""Days as people say them in letters, in English: when somebody is back, and when they asked to be tried again.

Rule: an out-of-office note moves the clock, and “try me in May” overrides it [practice 3].
Shape: *on* is the day, where they live, on which it was said; a day is looked for after it. Unsure means None.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
FARTHEST, SEASONS = timedelta(days=400), timedelta(days=250)
LONGEST = 4_000  # characters; what matters is said at the beginning
_COUNTS = {word: n for n, word in enumerate("no a two three four five six seven eight nine ten".split())} | {"one": 1, "a couple of": 2, "a few": 3}

_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_NUMBER = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,?\s+(?P<year>20\d\d)\b)?"
_WEEKDAY = r"(?P<weekday>mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_FORMS = [
    r"(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b",
    r"(?P<day>[0-3]?\d)\.\s?(?P<number>[01]?\d)\.(?:\s?(?P<year>20\d\d)\b)?",
    rf"(?:{_WEEKDAY},?\s+)?(?:the\s+)?{_NUMBER}\s+(?:of\s+)?{_MONTH}{_YEAR}",
    rf"(?:{_WEEKDAY},?\s+)?{_MONTH}\s+(?:the\s+)?{_NUMBER}(?!\d){_YEAR}",
    rf"{_WEEKDAY},?\s+(?:the\s+)?{_NUMBER}",
    r"the\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)\b",
    rf"(?:(?P<part>(?:the\s+)?(?:beginning|start|middle|end|early|mid|late)(?:\s+of)?|early|mid|late)[\s-]+)?{_MONTH}{_YEAR}",
    rf"(?:next\s+)?{_WEEKDAY}",
    r"(?P<span>tomorrow|next week|next month|(?:the )?new year|(?P<count>\d\d?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few|a)\s+(?P<unit>day|week|month)s?(?:'\s*time)?)\b",
]
_ANY = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", form) for form in _FORMS) + ")"
_CUE = re.compile(
    r"\b(?:(?P<back>back|return(?:s|ing)?|resum(?:e|es|ing)|(?:available|reachable|in the office) (?:again|from))|(?P<until>until|till|through|thru)"
    r"|(?P<span>from|between|away|out of (?:the )?office|(?:on )?(?:annual |parental )?(?:leave|vacation|holidays?)))\b",
    re.I,
)  # fmt: skip
_THEN = re.compile(rf"(?P<filler>[^.!?\n]{{0,40}}?)(?P<first>{_ANY})(?:\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b|\bthrough\b|\band\b)\s*(?P<last>{_ANY}))?", re.I)
_GONE = re.compile(
    r"\b(?:no longer (?:with|at|work\w*|employed|part of)|(?:has|have|'ve) left (?:the|our|my) (?:company|organi[sz]ation|firm|clinic|school|university|team|role|position)|"
    r"(?:has|have|'ve) left (?-i:[A-Z]\w+)|(?:has|have|'ve) retired|am (?:now )?retired)\b",
    re.I,
)
_CALL = r"(?:try|trying|ask|write|contact|e-?mail|ping|message|remind|nudge|reach(?:ing)? out|get(?:ting)? back|get(?:ting)? in touch|come back|check(?:ing)? (?:back|in)|circle back|follow(?:ing)? up)"
_AMONG = r"(?:me|us|to|with|again|back|in|out|up|touch|please|then|later|maybe|perhaps|some|any|time|point|a|line|sometime)"  # nothing else stands between
_AT = r"(?:(?:in|from|around|about|at|on|once|for|until|sometime|(?P<after>after))\s+)*"
_TRY = re.compile(rf"\b{_CALL}\b(?:[\s,]+{_AMONG}\b){{0,6}}?[\s,]+{_AT}(?P<when>{_ANY})", re.I)
_BUSY = re.compile(rf"\b(?P<busy>busy|swamped|snowed under|tied up|flat out|unavailable|not available|no time|away|on leave|travel+ing)\b[^.!?\n]{{0,40}}?\b(?:until|till|before|(?P<after>after))\s+(?P<when>{_ANY})", re.I)
_AGAIN = re.compile(r"\b(?:me|us|again|back|touch|reach(?:ing)? out|check(?:ing)? in|follow(?:ing)? up)\b", re.I)
_NO = re.compile(r"(?:n['’]t|\b(?:do not|never|no need to|not|rather than))\b[^.;,]{0,25}$", re.I)
_OWN = re.compile(r"\b(?:i|we|let me)\b(?:['’]\w+)?[^.;,]{0,25}$", re.I)


class Asked(NamedTuple):
    """When somebody asked to be tried again, and in which words."""

    on: date
    words: str


def back_on(text: str, on: date) -> date | None:
    """The day an out-of-office note says its writer is back; the last day of a stretch is a day away."""
    text = text[:LONGEST]
    found = sorted((_ORDER[cue.lastgroup or ""], n, day) for n, cue in enumerate(_CUE.finditer(text)) if (day := _back(cue, text, on)))
    said = [day for _, _, day in found]
    return max(day for day in said if day <= said[0] + timedelta(days=7)) if said else None  # “away to the 29th, back on Monday”


def has_left(text: str) -> bool:
    """Whether an automatic note says that its writer works there no more."""
    return bool(_GONE.search(text[:LONGEST]))


def try_again(text: str, on: date) -> Asked | None:
    """When a reply asks to be tried again; only what plainly asks, or plainly says that there is no time before.

    Shape: ``words`` as in “in May”, “on 3 June”, “until May”.
    """
    text = text[:LONGEST]
    for match in [*_TRY.finditer(text), *_BUSY.finditer(text)]:
        day = _day(match["when"], on)
        if day and day > on and _is_asked(match, text[: match.start()]):
            day = _past(match["when"], day) if match["after"] else day
            return Asked(day, _said(match["when"], day))
    return None


def _is_asked(match: re.Match, before: str) -> bool:
    """Whether they ask it of the reader: neither forbid it, nor promise to do it themselves."""
    if "busy" in match.re.groupindex:
        return True
    words = match[0][: match.start("when") - match.start()]
    to_them = re.search(r"\b(?:me|us)\b", words, re.I)
    return bool(_AGAIN.search(words)) and not _NO.search(before) and bool(to_them or not _OWN.search(before))


def _is_whole_month(when: str) -> bool:
    return not re.search(r"\d\b|\dth|\dst|\dnd|\drd|day|week|tomorrow|mon\b|tue|wed|thu|fri|sat\b|sun\b", re.sub(_YEAR, "", when), re.I)


def _past(when: str, day: date) -> date:
    return _next_month(day) if _is_whole_month(when) else day + timedelta(days=1)


def _said(when: str, day: date) -> str:
    month = MONTHS[day.month - 1]
    return f"in {month}" if _is_whole_month(when) else f"on {day.day} {month}"


_ORDER = {"back": 0, "until": 1, "span": 2}


def _back(cue: re.Match, text: str, on: date) -> date | None:
    """What stands after a cue, if it says a day; without a year no farther off than a season or two."""
    then = _THEN.match(text, cue.end())
    if not then or (cue["span"] and not then["last"] and not re.search(r"\b(?:until|till|through)\b", then["filler"])):
        return None
    start = _day(then["first"], on - timedelta(days=60) if then["last"] else on)
    end = _day(then["last"], start or on) if then["last"] else start
    away = then["last"] or re.search(r"\b(?:after|through|thru)\b", cue[0] + then["filler"], re.I)
    if not end or end < on or (end > on + SEASONS and not re.search(r"20\d\d", then[0])):
        return None
    return end + timedelta(days=1) if away else end


def _day(said: str, on: date) -> date | None:
    """The day that *said* means when it is said *on* a day."""
    for form in _FORMS:
        match = re.fullmatch(form, said.strip(), re.I)
        if match:
            day = _meant({name: value for name, value in match.groupdict().items() if value}, on)
            return day if day and on <= day <= on + FARTHEST else None
    return None


def _meant(parts: dict[str, str], on: date) -> date | None:
    if "span" in parts:
        return _span(parts, on)
    month = int(parts["number"]) if "number" in parts else _month(parts.get("month", ""))
    if "day" in parts and month:
        return _dated(int(parts["day"]), month, parts.get("year"), on)
    if "day" in parts:
        return _numbered(int(parts["day"]), parts.get("weekday", ""), on)
    if month:
        return _in_month(month, parts.get("part", "").lower(), parts.get("year"), on)
    ahead = (_weekday(parts["weekday"]) - on.weekday() - 1) % 7 + 1
    return on + timedelta(days=ahead)


def _month(name: str) -> int:
    return next((n for n, month in enumerate(MONTHS, 1) if name and month.lower().startswith(name.lower()[:3])), 0)


def _weekday(name: str) -> int:
    return next(n for n, day in enumerate(WEEKDAYS) if day.lower().startswith(name.lower()[:3]))


def _dated(day: int, month: int, year: str | None, on: date) -> date | None:
    """With a year that day; without one the next of its kind."""
    years = [int(year)] if year else [on.year, on.year + 1]
    return next((d for y in years if (d := _real(y, month, day)) and (year or d >= on)), None)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numbered(number: int, weekday: str, on: date) -> date | None:
    """The next day of that number, and of that weekday when one is said; if they disagree there is no telling."""
    days = (on + timedelta(days=n) for n in range(1, 62))
    return next((d for d in days if d.day == number and (not weekday or d.weekday() == _weekday(weekday))), None)


def _in_month(month: int, part: str, year: str | None, on: date) -> date | None:
    if part.endswith(("end", "end of")) or "late" in part:
        first = _dated(1, month, year, on.replace(day=1))
        return _next_month(first) if first and "end" in part else _dated(21, month, year, on)
    if "mid" in part:
        return _dated(15, month, year, on)
    return None if month == on.month and not year else _dated(1, month, year, on)


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _span(parts: dict[str, str], on: date) -> date:
    said = parts["span"].lower()
    if said == "tomorrow":
        return on + timedelta(days=1)
    if said == "next week":
        return on + timedelta(days=7 - on.weekday())
    if said == "next month" or "new year" in said:
        return date(on.year + 1, 1, 1) if "new year" in said else _next_month(on)
    count = parts["count"].lower()
    number = int(count) if count.isdigit() else _COUNTS[count]
    return on + timedelta(days=number * {"day": 1, "week": 7, "month": 30}[parts["unit"].lower()])
