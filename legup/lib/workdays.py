"""Working days: Monday to Friday. Holidays come from the calendar of whoever is asked, later on."""

from datetime import date, timedelta


def workdays_between(start: date, end: date) -> int:
    """How many working days lie after *start* up to and with *end*; none when *end* is not later.

    Rule: waiting is counted in business days [S3 P11].
    """
    days = max((end - start).days, 0)
    weeks, rest = divmod(days, 7)
    return weeks * 5 + sum((start + timedelta(days=weeks * 7 + n)).weekday() < 5 for n in range(1, rest + 1))
