"""Due work of postings."""

from datetime import datetime

from legup.postings import matching, watching
from legup.postings.models import Watch


def check_watches(now: datetime) -> int:
    """Look at the board that has been due longest, and at who works where something is open; how many boards were read.

    Once: one board at a time, so that no server is asked in a rush and letters do not wait behind a slow one.
    """
    due = Watch.objects.due(now).select_related("owner", "organization").order_by("next_at").first()
    read = bool(due and watching.check(due, now))
    matching.match_newcomers(now)
    return int(read)
