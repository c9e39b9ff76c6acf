"""Thanks: who is still to be thanked for a conversation."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from legup.accounts.models import User
from legup.interviews.models import Interview
from legup.lib import clock

GOOD, AMBER, LATE = timedelta(hours=24), timedelta(hours=48), timedelta(days=5)


def owed(owner: User, now: datetime | None = None) -> "QuerySet[Interview]":
    """Conversations that *owner* held and has not given thanks for, the longest ago first.

    Rule: within a day, the same day better [S7 S24 S26].
    """
    held = Interview.objects.visible_to(owner).filter(ended_at__lte=now or clock.now(), thanked_at=None)
    return held.select_related("contact").order_by("ended_at")


def lateness(interview: Interview, now: datetime | None = None) -> str:
    """How the thanks for a held conversation stand: ``good`` within a day, ``amber`` within two, ``red`` after that, ``sorry`` after five days.

    Rule: late thanks are sent anyway, after five days with a word of apology [S7 S29].
    """
    now = now or clock.now()
    waited = now - (interview.ended_at or now)
    return "good" if waited <= GOOD else "amber" if waited <= AMBER else "red" if waited <= LATE else "sorry"
