"""The list of postings: those where one knows somebody first."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils import timezone

from legup.postings import matching
from legup.postings.models import Lead, Posting, Watch

PAGE = 25
SHOWN = {"": "Open", "known": "Where you know somebody", "closed": "Closed", "watches": "Watched boards"}
COLUMNS = ("key", "title", "hiring_organization", "location", "valid_through", "closed_at", "first_seen_at", "was_there_first", "organization")


@dataclass
class Listing:
    """One page of postings. Shape: each has ``lead``, the person to write to, or None."""

    page: Page
    shown: str = ""
    words: str = ""
    watch: Watch | None = None
    filters: list[dict] = field(default_factory=list)


def listing(owner, *, shown: str = "", words: str = "", board: str = "", number: str = "1") -> Listing:
    """The owner's postings, narrowed as the address says. Units: ``PAGE`` to a page."""
    shown, today = shown if shown in SHOWN else "", timezone.localdate()
    watch = Watch.objects.visible_to(owner).filter(key=board).first() if board else None
    postings = Posting.objects.visible_to(owner)
    postings = postings.closed_on(today) if shown == "closed" else postings.open_on(today)
    if watch:
        postings = postings.filter(watch=watch)
    for word in words.split()[:8]:
        postings = postings.filter(Q(title__icontains=word) | Q(hiring_organization__icontains=word) | Q(location__icontains=word))
    best = best_leads(owner, postings)
    if shown == "known":
        postings = postings.filter(pk__in=best)
    page = Paginator(_known_first(postings, best).only(*COLUMNS), PAGE).get_page(number)
    for posting in page:
        posting.lead = best.get(posting.pk)
    return Listing(page, shown, words, watch, filters(shown))


def _known_first(postings, best: dict[int, Lead]):
    spoken = [pk for pk, lead in best.items() if lead.spoken_at]
    rank = Case(When(pk__in=spoken, then=Value(0)), When(pk__in=list(best), then=Value(1)), default=Value(2), output_field=IntegerField())
    return postings.order_by(rank, "-first_seen_at", "-id")


def best_leads(owner, postings) -> dict[int, Lead]:
    """For each of *postings* the person to write to: the one last spoken with, before one never spoken with."""
    best: dict[int, Lead] = {}
    for lead in matching.leads_of(owner).filter(posting__in=postings.order_by().values("pk"), dismissed_at=None).order_by(*matching.BEST_FIRST):
        best.setdefault(lead.posting_id, lead)
    return best


def filters(shown: str) -> list[dict]:
    """The ways to narrow the list, for the address."""
    return [{"label": label, "url": f"?shown={value}" if value else "?", "current": value == shown} for value, label in SHOWN.items()]


def watches(owner) -> list[Watch]:
    """The boards that are looked at, each with how much is open and whom one knows there."""
    going = list(Watch.objects.visible_to(owner).going().select_related("organization").order_by("-made_at"))
    today = timezone.localdate()
    counts = Posting.objects.visible_to(owner).open_on(today).filter(watch__in=going).order_by().values_list("watch").annotate(Count("pk"))
    open_now = dict(counts)
    known: dict[int, dict[int, Lead]] = {}
    for lead in matching.leads_of(owner).filter(posting__watch__in=going, posting__in=Posting.objects.open_on(today)).order_by(*matching.BEST_FIRST):
        known.setdefault(lead.posting.watch_id, {}).setdefault(lead.contact_id, lead)
    for watch in going:
        watch.open_now, watch.known = open_now.get(watch.pk, 0), list(known.get(watch.pk, {}).values())[:5]
    return going
