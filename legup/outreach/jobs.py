"""Due work of letters."""


def send_due(now):
    """Send what is due."""


def collect_replies(now):
    """Notice answers."""
