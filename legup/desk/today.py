"""Today: at most seven small steps, and what is waiting on others."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from legup.accounts.models import User
from legup.contacts.models import Event
from legup.desk import steps
from legup.desk.models import Snooze
from legup.outreach.kinds import ASKING
from legup.outreach.models import Message

MOST = 7


@dataclass(frozen=True)
class Today:
    """What the page shows. Units: at most ``MOST`` steps."""

    steps: list[steps.Step]
    waiting: list[Message]
    leaving: list[Message]
    snoozed: int


def today(user: User, now: datetime) -> Today:
    """The steps for *user* at *now*, those put off left out."""
    put_off = Snooze.objects.visible_to(user).exclude(until__lte=now)
    hidden = set(put_off.values_list("step", flat=True))
    shown = list(islice((s for s in steps.all_steps(user, now) if s.key not in hidden), MOST))
    return Today(shown, _waiting(user), list(Message.objects.visible_to(user).waiting().select_related("contact")), len(hidden))


def _waiting(user: User) -> list[Message]:
    """Requests that went out and have no answer yet."""
    sent = Message.objects.visible_to(user).filter(direction="out", kind__in=(*ASKING, "reminder"), sent_at__isnull=False)
    latest = {letter.contact_id: letter for letter in sent.select_related("contact").order_by("sent_at")}
    answered = {
        (event.contact_id): event.at
        for event in Event.objects.filter(contact__in=latest, kind__in=("replied", "declined", "agreed", "held", "bounced")).order_by("at")
    }
    return [m for pk, m in latest.items() if pk not in answered or answered[pk] < m.sent_at]
