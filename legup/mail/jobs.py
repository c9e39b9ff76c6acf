"""Due work of mail accounts."""

from datetime import datetime

from legup.mail import trying


def try_accounts(now: datetime) -> None:
    """Bring the accounts that are being tried one step further."""
    trying.try_due(now)
