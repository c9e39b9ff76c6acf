"""Today: at most seven small steps, and what is waiting on others."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from legup.accounts.models import User
from legup.desk import steps
from legup.desk.models import Snooze
from legup.followup import cadence
from legup.outreach.models import Message
from legup.outreach.standing import Standing, stand

MOST = 7


@dataclass(frozen=True)
class Today:
    """What the page shows. Units: at most ``MOST`` steps."""

    steps: list[steps.Step]
    waiting: list[cadence.Cadence]
    leaving: list[tuple[Message, Standing]]
    snoozed: int


def today(user: User, now: datetime) -> Today:
    """The steps for *user* at *now*, those put off left out."""
    put_off = Snooze.objects.visible_to(user).exclude(until__lte=now)
    hidden = set(put_off.values_list("step", flat=True))
    shown = list(islice((s for s in steps.all_steps(user, now) if s.key not in hidden), MOST))
    leaving = Message.objects.visible_to(user).waiting().select_related("contact__owner", "mailbox").order_by("not_before", "pk")
    return Today(shown, cadence.waiting(user, now), [(letter, stand(letter, now)) for letter in leaving], len(hidden))
