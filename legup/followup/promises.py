"""Promises: what one said one would do, until it is done."""

from django.db.models import QuerySet

from legup.accounts.models import User
from legup.interviews.models import Note


def open_for(owner: User) -> "QuerySet[Note]":
    """What *owner* promised in conversations that were held and has not done, the oldest first."""
    mine = Note.objects.filter(interview__owner=owner, tag="promise", done_at=None)
    return mine.select_related("interview__contact").order_by("at", "id")
