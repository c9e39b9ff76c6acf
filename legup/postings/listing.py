"""The list of postings: those where one knows somebody first."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils import timezone

from legup.postings import matching
from legup.postings.models import Posting, Watch

PAGE = 25
MOST_NAMED = 4
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
    leads = {lead.posting_id: lead for lead in matching.best_of(matching.leads_of(owner).filter(pk__in=[best[p.pk][0] for p in page if p.pk in best]))}
    for posting in page:
        posting.lead = leads.get(posting.pk)
    return Listing(page, shown, words, watch, filters(shown))


def _known_first(postings, best: dict[int, tuple[int, bool]]):
    spoken = [pk for pk, (_, has_spoken) in best.items() if has_spoken]
    rank = Case(When(pk__in=spoken, then=Value(0)), When(pk__in=list(best), then=Value(1)), default=Value(2), output_field=IntegerField())
    return postings.order_by(rank, "-first_seen_at", "-id")


def best_leads(owner, postings) -> dict[int, tuple[int, bool]]:
    """For each of *postings* the lead to show, and whether one has spoken with that person."""
    best: dict[int, tuple[int, bool]] = {}
    leads = matching.leads_of(owner).filter(posting__in=postings.order_by().values("pk"), dismissed_at=None)
    for posting, lead, spoken_at in leads.order_by(*matching.BEST_FIRST).values_list("posting_id", "pk", "spoken_at"):
        best.setdefault(posting, (lead, spoken_at is not None))
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
    known: dict[int, dict[int, int]] = {}
    leads = matching.leads_of(owner).filter(posting__watch__in=going, posting__in=Posting.objects.open_on(today)).order_by(*matching.BEST_FIRST)
    for watch_id, contact, lead in leads.values_list("posting__watch_id", "contact_id", "pk"):
        known.setdefault(watch_id, {}).setdefault(contact, lead)
    shown = matching.leads_of(owner).select_related("contact").in_bulk([lead for people in known.values() for lead in list(people.values())[:MOST_NAMED]])
    for watch in going:
        watch.open_now = open_now.get(watch.pk, 0)
        watch.known = [shown[lead] for lead in list(known.get(watch.pk, {}).values())[:MOST_NAMED]]
    return going
