"""Due work of contacts."""

from datetime import datetime

from legup.contacts import syncing


def read_address_books(now: datetime) -> int:
    """Read the address book that has been due longest, if any."""
    return syncing.sync_due(now)
