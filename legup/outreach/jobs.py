"""Due work of letters."""

from datetime import datetime

from legup.outreach import collecting, delivering


def send_due(now: datetime) -> None:
    """Deliver the letters whose time has come."""
    delivering.send_due(now)


def collect_replies(now: datetime) -> None:
    """Look for answers in every mailbox whose turn it is."""
    collecting.collect_all(now)
