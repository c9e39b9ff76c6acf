"""The list of conversations: coming, waiting for a time, held; found by a name or by what was said."""

from django.db.models import F, Q, QuerySet

from legup.accounts.models import User
from legup.interviews.models import Interview
from legup.lib.fold import fold

SHOWN = {"": "All", "coming": "Agreed", "waiting": "Waiting for a time", "held": "Held"}
_OPEN = Q(ended_at=None, declined_at=None, closed_at=None)
_WHICH = {
    "coming": _OPEN & (Q(starts_at__isnull=False) | Q(began_at__isnull=False)),
    "waiting": _OPEN & Q(starts_at=None, began_at=None),
    "held": Q(ended_at__isnull=False),
}


def found(owner: User, words: str = "") -> "QuerySet[Interview]":
    """*owner*'s conversations in which all *words* occur: in the name, the notes, or a caught line."""
    rows = Interview.objects.visible_to(owner).select_related("contact").prefetch_related("contact__positions__organization")
    for word in words.split()[:8]:
        said = Q(notes__icontains=word) | Q(pk__in=Interview.objects.visible_to(owner).filter(lines__text__icontains=word))
        rows = rows.filter(Q(contact__folded__contains=fold(word)) | said)
    return rows


def groups(rows: "QuerySet[Interview]", shown: str = "", most: int = 200) -> list[tuple[str, str, list[Interview]]]:
    """The rows by how far they have come. Shape: (key, heading, rows), empty groups left out; the soonest first, the held ones latest first."""
    order = {"coming": F("starts_at").asc(nulls_first=True), "waiting": F("opened_at").desc(), "held": F("ended_at").desc()}
    keys = [shown] if shown in _WHICH else list(_WHICH)
    parts = [(key, SHOWN[key], list(rows.filter(_WHICH[key]).order_by(order[key], "-id")[:most])) for key in keys]
    return [part for part in parts if part[2]]
