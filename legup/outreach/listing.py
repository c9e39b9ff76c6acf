"""The list of letters: narrowed by where they stand, found by words, newest first."""

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.db.models.functions import Coalesce

from legup.accounts.models import User
from legup.lib.fold import fold
from legup.outreach.models import Message, Messages

PAGE = 30
SHOWN = {
    "": "everything",
    "attention": "need a decision",
    "drafts": "drafts",
    "waiting": "on their way",
    "sent": "sent",
    "answers": "answers",
    "away": "put away",
}


def page(owner: User, *, words: str = "", shown: str = "", number: str = "1") -> Page:
    """One page of the owner's letters. Shape: *shown* is a key of ``SHOWN``; *words* are looked for in names, subjects and texts."""
    found = _narrowed(Message.objects.visible_to(owner), shown)
    for word in words.split()[:8]:
        found = found.filter(Q(contact__folded__contains=fold(word)) | Q(subject__icontains=word) | Q(body__icontains=word))
    placed = found.annotate(placed=Coalesce("received_at", "sent_at", "handed_at", "queued_at", "edited_at", "drafted_at"))
    return Paginator(placed.select_related("contact__owner", "mailbox").defer("raw", "body", "drafted_body").order_by("-placed", "-pk"), PAGE).get_page(number)


def counts(owner: User) -> dict[str, int]:
    """How many letters wait for something; what is merely there is not counted."""
    letters = Message.objects.visible_to(owner)
    return {shown: _narrowed(letters, shown).count() for shown in ("attention", "drafts", "waiting")}


def _narrowed(letters: Messages, shown: str) -> Messages:
    if shown == "away":
        return letters.exclude(dropped_at=None)
    letters = letters.filter(dropped_at=None)
    if shown == "attention":
        return letters.filter(Q(failed_at__isnull=False) | Q(uncertain_at__isnull=False, sent_at=None))
    if shown == "drafts":
        return letters.drafts()
    if shown == "waiting":
        return letters.filter(queued_at__isnull=False, sent_at=None, failed_at=None, uncertain_at=None)
    if shown == "sent":
        return letters.filter(sent_at__isnull=False, failed_at=None)
    return letters.filter(direction="in") if shown == "answers" else letters
