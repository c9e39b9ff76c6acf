"""Due work of letters."""

from datetime import datetime
from threading import Event

from legup.outreach import collecting, delivering, dispatching, notices, watching


def send_due(now: datetime) -> None:
    """Deliver the letters whose time has come."""
    delivering.send_due(now)


def keep_sending(stop: Event) -> None:
    """Deliver letters as they become due, several people's side by side, until told to stop."""
    dispatching.keep_sending(stop)


def collect_replies(now: datetime) -> None:
    """Look for answers in every mailbox whose turn it is."""
    collecting.collect_all(now)


def tell_of_trouble(now: datetime) -> None:
    """Tell people whose mail account has not worked for an hour."""
    notices.look(now)


def keep_collecting(stop: Event) -> None:
    """Look for answers as they come, in several people's mailboxes side by side, until told to stop."""
    watching.keep_collecting(stop)
