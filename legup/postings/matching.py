"""Matching: who among one's people works where a posting is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from legup.contacts import timeline
from legup.contacts.models import Contact, Position
from legup.interviews.models import Interview
from legup.lib import clock
from legup.organizations.keeping import organization_named
from legup.organizations.models import Organization, SameName
from legup.organizations.naming import board_words_off, normal
from legup.organizations.same import Verdict, acronym, compare
from legup.postings.models import Lead, Posting

MOST_PER_POSTING = 10
MOST_QUESTIONS = 3
BEST_FIRST = (F("spoken_at").desc(nulls_last=True), "id")


@dataclass(frozen=True)
class Question:
    """Whether an employer that is hiring is one where somebody works; the person's answer is remembered."""

    posting: Posting
    organization: Organization
    reason: str
    people: list[Contact]


class _Someone(NamedTuple):
    """Somebody who works at an employer now."""

    contact: Contact
    position: Position
    spoken_at: datetime | None


def match(posting: Posting, now: datetime | None = None) -> list[Lead]:
    """The people of the posting's owner who work at its employer now, as new leads.

    Once: a person already connected with the posting is passed over.
    Rule: nobody silenced or put away; names that are only alike are asked about, never acted on [postings 5].
    """
    now = now or clock.now()
    _know_employer(posting)
    known = set(posting.leads.values_list("contact_id", flat=True))
    verdicts = same_organizations(posting)
    people = [someone for someone in _people_at(posting.owner_id, verdicts) if someone.contact.pk not in known]
    spoken = [someone for someone in people if someone.spoken_at]
    room = max(0, MOST_PER_POSTING - len(known) - len(spoken))
    with transaction.atomic():
        leads = Lead.objects.bulk_create([_lead(posting, someone, verdicts, now) for someone in [*spoken, *people[len(spoken) :][:room]]])
        for lead in leads:
            _note(lead, now)
    return leads


def _know_employer(posting: Posting) -> None:
    if posting.organization is None:
        posting.organization = organization_named(posting.owner, board_words_off(posting.hiring_organization))
        posting.save(update_fields=["organization"])


def same_organizations(posting: Posting) -> dict[int, Verdict]:
    """The owner's organizations that are surely the posting's employer, each with its reason."""
    name, folded = posting.hiring_organization, _folded(posting)
    decided = dict(SameName.objects.filter(owner=posting.owner_id, folded=folded).values_list("organization_id", "is_same"))
    yes = [pk for pk, is_same in decided.items() if is_same]
    there = Organization.objects.filter(Q(folded=folded) | Q(pk__in=yes), owner=posting.owner_id)
    verdicts = {place.pk: compare(place.name, name, decided=decided.get(place.pk)) for place in there}
    return {pk: verdict for pk, verdict in verdicts.items() if verdict.kind == "same"}


def _folded(posting: Posting) -> str:
    return normal(board_words_off(posting.hiring_organization))


def _people_at(owner_id: int, places: Iterable[int]) -> list[_Someone]:
    """Who works there now, those spoken with first, then those met."""
    now_there = Position.objects.filter(contact__owner=owner_id, organization__in=list(places), ended_on=None)
    now_there = now_there.filter(contact__silenced_at=None, contact__archived_at=None).select_related("contact", "organization")
    found: dict[int, _Someone] = {}
    for place in now_there.annotate(spoken_at=_spoken("contact")).order_by(*BEST_FIRST):
        found.setdefault(place.contact_id, _Someone(place.contact, place, place.spoken_at))
    return sorted(found.values(), key=lambda one: (one.spoken_at is None, one.contact.tie != "met", not one.contact.tie))


def _spoken(contact: str) -> Subquery:
    """When one last spoke with *contact*."""
    held = Interview.objects.filter(contact=OuterRef(contact), ended_at__isnull=False).order_by("-ended_at")
    return Subquery(held.values("ended_at")[:1])


def _lead(posting: Posting, someone: _Someone, verdicts: dict[int, Verdict], now: datetime) -> Lead:
    place = someone.position
    role = f", {place.title}" if place.title else ""
    evidence = f"{someone.contact.full_name} works at {place.organization}{role}. {verdicts[place.organization_id or 0].reason}"
    spoke_on = _day_of(someone.spoken_at, posting.owner)
    return Lead(owner_id=posting.owner_id, posting=posting, contact=someone.contact, evidence=evidence[:300], spoke_on=spoke_on, found_at=now)


def _day_of(at: datetime | None, owner) -> date | None:
    return at.astimezone(ZoneInfo(owner.zone)).date() if at else None


def _note(lead: Lead, now: datetime) -> None:
    """News belongs on the timeline of somebody one has spoken with; what a board began with is no news."""
    posting = lead.posting
    if lead.spoke_on and not posting.was_there_first:
        link = reverse("postings:posting", args=[posting.key])
        timeline.record(lead.contact, "posting", now, organization=posting.hiring_organization, title=posting.title, link=link)


def match_due(now: datetime, owner=None) -> list[Lead]:
    """Leads for every open posting at whose employer somebody works who is not yet connected with it, whichever came first."""
    postings = Posting.objects.filter(owner=owner) if owner else Posting.objects.all()
    still = postings.open_on(timezone.localdate(now))
    for posting in still.filter(organization=None).select_related("owner"):
        _know_employer(posting)
    due = _with_somebody_new(still)
    return [lead for posting in due.select_related("owner", "organization") for lead in match(posting, now)]


def _with_somebody_new(postings: QuerySet) -> QuerySet:
    there = _working_there("organization", "owner").filter(~Exists(Lead.objects.filter(posting=OuterRef(OuterRef("pk")), contact=OuterRef("contact"))))
    spoken = there.filter(Exists(Interview.objects.filter(contact=OuterRef("contact"), ended_at__isnull=False)))
    crowded = Lead.objects.filter(posting=OuterRef("pk")).order_by().values("posting").annotate(n=Count("pk")).filter(n__gte=MOST_PER_POSTING)
    return postings.filter(Exists(there), Q(Exists(spoken)) | ~Exists(crowded))


def _working_there(organization: str, owner: str) -> QuerySet:
    """Positions held now at the outer row's employer, by name or by the person's word."""
    agreed = SameName.objects.filter(organization=OuterRef("organization"), folded=OuterRef(OuterRef(f"{organization}__folded")))
    same = (Q(organization=OuterRef(organization)) & ~Exists(agreed.filter(is_same=False))) | Exists(agreed.filter(is_same=True))
    people = Position.objects.filter(contact__owner=OuterRef(owner), contact__silenced_at=None, contact__archived_at=None)
    return people.filter(same, ended_on=None)


def due_leads(owner, now: datetime | None = None) -> list[Lead]:
    """What Today says of postings, newest first: one person for each, the one last spoken with before one never spoken with.

    Shape: with contact, posting, letter and a fresh ``spoke_on``. Not what was dismissed, applied for, closed, or there before
    its board was watched; nor whoever has left, was silenced or put away.
    """
    now = now or clock.now()
    still = leads_of(owner).filter(posting__in=Posting.objects.filter(owner=owner, was_there_first=False).open_on(now.astimezone(ZoneInfo(owner.zone)).date()))
    open_leads = still.filter(dismissed_at=None, applied_at=None).exclude(posting__leads__applied_at__isnull=False)
    best: dict[int, Lead] = {}
    for lead in open_leads.order_by("-posting__first_seen_at", "-posting_id", *BEST_FIRST):
        lead.spoke_on = _day_of(lead.spoken_at, owner)
        best.setdefault(lead.posting_id, lead)
    return list(best.values())


def leads_of(owner) -> QuerySet:
    """The owner's leads that still hold: the person works there now and may be written to. Annotated with ``spoken_at``."""
    there = _working_there("posting__organization", "owner").filter(contact=OuterRef("contact"))
    leads = Lead.objects.visible_to(owner).filter(Exists(there)).annotate(spoken_at=_spoken("contact"))
    return leads.select_related("posting", "contact", "letter", "owner").prefetch_related("contact__positions__organization")


def questions(owner, posting: Posting | None = None, most: int = MOST_QUESTIONS) -> list[Question]:
    """Employers that are hiring and are perhaps one where somebody works, for the person to say.

    Units: at most *most*; nothing that was answered before.
    """
    found: list[Question] = []
    postings = [posting] if posting else Posting.objects.visible_to(owner).open_on(clock.now().astimezone(ZoneInfo(owner.zone)).date())[:500]
    asked = {_folded(p): p for p in reversed(list(postings))}
    for folded, some in asked.items():
        found += _questions_about(owner, folded, some)
        if len(found) >= most:
            break
    return found[:most]


def _questions_about(owner, folded: str, posting: Posting) -> list[Question]:
    decided = SameName.objects.filter(owner=owner, folded=folded).values("organization")
    first, short, host = folded.split()[0], acronym(posting.hiring_organization), _host(posting.url)
    alike = Q(folded=folded) | Q(folded=first) | Q(folded__startswith=f"{first} ") | Q(folded=short or folded) | Q(domain=host or "-")
    places = Organization.objects.visible_to(owner).filter(alike).exclude(pk__in=decided)
    found = []
    for place in places.filter(positions__ended_on=None, positions__isnull=False).distinct()[:20]:
        verdict = compare(place.name, posting.hiring_organization, domains=(place.domain, host))
        people = [someone.contact for someone in _people_at(owner.pk, [place.pk])[:3]] if verdict.kind == "related" else []
        found += [Question(posting, place, verdict.reason, people)] if people else []
    return found


def _host(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.").removeprefix("careers.").removeprefix("jobs.")


@transaction.atomic
def decide(posting: Posting, organization: Organization, is_same: bool, now: datetime | None = None) -> None:
    """Remembers the person's word on whether the posting's employer is *organization*, and acts on it.

    Once: the last word counts. A “no” takes back leads that nothing came of.
    Rule: it beats every other evidence, both ways [postings 5.5].
    """
    now = now or clock.now()
    folded = _folded(posting)
    SameName.objects.update_or_create(organization=organization, folded=folded, defaults={"owner": posting.owner, "is_same": is_same, "decided_at": now})
    if is_same:
        match_due(now, posting.owner)
    else:
        wrong = Lead.objects.filter(owner=posting.owner, posting__organization__folded=folded, contact__positions__organization=organization)
        Lead.objects.filter(pk__in=wrong.filter(letter=None, applied_at=None).values("pk")).delete()
