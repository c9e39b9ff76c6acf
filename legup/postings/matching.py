"""Matching: who among one's people works where a posting is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from legup.accounts.models import User
from legup.contacts import timeline
from legup.contacts.models import Contact, Position
from legup.interviews.models import Interview
from legup.lib import clock
from legup.organizations import register
from legup.organizations.keeping import link_by_table, organization_named
from legup.organizations.models import Organization, SameName
from legup.organizations.naming import board_words_off, normal
from legup.organizations.same import Verdict, acronym, compare
from legup.postings.models import Lead, Posting

MOST_PER_POSTING = 10
MOST_QUESTIONS = 3
MOST_DUE = 50
MOST_LOOKED_AT = 200
LATELY = timedelta(hours=2)
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
    return _keep(_found(posting, now), now)


def _found(posting: Posting, now: datetime) -> list[Lead]:
    _know_employer(posting)
    link_by_table(posting.owner, [_folded(posting)], now)
    verdicts = same_organizations(posting)
    known = posting.leads.count()
    people = _people_at(posting.owner_id, verdicts, besides=posting)
    room = max(MOST_PER_POSTING - known, 1 if people and people[0].spoken_at else 0)
    return [_lead(posting, someone, verdicts, now) for someone in people[:room]]


def _keep(leads: list[Lead], now: datetime) -> list[Lead]:
    try:
        with transaction.atomic():
            kept = Lead.objects.bulk_create(leads)
            for lead in kept:
                _note(lead, now)
    except IntegrityError:
        # Somebody else found the same at this moment; what is left is found the next time.
        return []
    return kept


def _know_employer(posting: Posting) -> None:
    if posting.organization is None:
        posting.organization = organization_named(posting.owner, board_words_off(posting.hiring_organization))
        posting.save(update_fields=["organization"])


def same_organizations(posting: Posting) -> dict[int, Verdict]:
    """The owner's organizations that are surely the posting's employer, each with its reason."""
    name, folded = posting.hiring_organization, _folded(posting)
    said = list(SameName.objects.filter(owner=posting.owner_id, folded=folded))
    decided = {one.organization_id: one.is_same for one in said if one.said_by != SameName.SaidBy.TABLE}
    yes = [one.organization_id for one in said if one.is_same]
    there = Organization.objects.filter(Q(folded=folded) | Q(pk__in=yes), owner=posting.owner_id)
    verdicts = {place.pk: compare(place.name, name, decided=decided.get(place.pk)) for place in there}
    return {pk: verdict for pk, verdict in verdicts.items() if verdict.sure}


def _folded(posting: Posting) -> str:
    return normal(board_words_off(posting.hiring_organization))


def _people_at(owner_id: int, places: Iterable[int], besides: Posting | None = None) -> list[_Someone]:
    """Who works there now and is not yet connected with *besides*: those spoken with first, then those met. Units: ``MOST_PER_POSTING``."""
    there = Position.objects.filter(contact__owner=owner_id, organization__in=list(places), ended_on=None)
    there = there.filter(contact__silenced_at=None, contact__archived_at=None)
    if besides:
        there = there.filter(~Exists(Lead.objects.filter(posting=besides, contact=OuterRef("contact"))))
    how_well = Case(When(contact__tie="met", then=0), When(contact__tie="", then=2), default=1)
    ranked = there.annotate(spoken_at=_spoken("contact")).order_by(BEST_FIRST[0], how_well, "contact_id")
    found: dict[int, _Someone] = {}
    for place in ranked.select_related("contact", "organization")[:MOST_PER_POSTING]:
        found.setdefault(place.contact_id, _Someone(place.contact, place, place.spoken_at))
    return list(found.values())


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


def _day_of(at: datetime | None, owner: User) -> date | None:
    return at.astimezone(ZoneInfo(owner.zone)).date() if at else None


def _note(lead: Lead, now: datetime) -> None:
    """News belongs on the timeline of somebody one has spoken with; what a board began with is no news."""
    posting = lead.posting
    if lead.spoke_on and not posting.was_there_first:
        link = reverse("postings:posting", args=[posting.key])
        timeline.record(lead.contact, "posting", now, organization=posting.hiring_organization, title=posting.title, link=link)


def match_due(now: datetime, owner: User) -> list[Lead]:
    """Leads for every open posting at whose employer somebody works who is not yet connected with it, whichever came first."""
    still = Posting.objects.filter(owner=owner).open_on(now.astimezone(ZoneInfo(owner.zone)).date())
    for posting in still.filter(organization=None):
        _know_employer(posting)
    link_by_table(owner, still.order_by().values_list("organization__folded", flat=True).distinct(), now)
    due = _with_somebody_new(owner, dict(still.order_by().values_list("pk", "organization__folded")))
    some = Posting.objects.filter(pk__in=due).select_related("owner", "organization").defer("description_text")
    return _keep([lead for posting in some for lead in _found(posting, now)], now)


def match_newcomers(now: datetime) -> list[Lead]:
    """The same for everybody among whose people somebody began somewhere, or was brought in, a short while ago."""
    lately = Position.objects.filter(seen_at__gte=now - LATELY).order_by().values("contact__owner").distinct()
    owners = Posting.objects.filter(owner__in=lately).order_by().values("owner").distinct()
    return [lead for owner in User.objects.filter(pk__in=owners) for lead in match_due(now, owner)]


def _with_somebody_new(owner: User, employers: dict[int, str]) -> list[int]:
    """Of these postings, by the form of their employers' names, those with room for somebody new or with somebody spoken with."""
    there = _people_by_name(owner, set(employers.values()))
    known: dict[int, set[int]] = {}
    for posting, contact in Lead.objects.filter(owner=owner, posting__in=employers).order_by().values_list("posting_id", "contact_id"):
        known.setdefault(posting, set()).add(contact)
    spoken = set(Interview.objects.filter(owner=owner, ended_at__isnull=False).values_list("contact_id", flat=True))
    due = []
    for posting, folded in employers.items():
        already = known.get(posting, set())
        new = there.get(folded, set()) - already
        if new and (len(already) < MOST_PER_POSTING or (new & spoken and not already & spoken)):
            due.append(posting)
    return due


def _people_by_name(owner: User, names: set[str]) -> dict[str, set[int]]:
    """Who works now at employers of these names, in their normal form, by name and by the person's word."""
    decided = list(SameName.objects.filter(owner=owner, folded__in=names).values_list("folded", "organization_id", "is_same"))
    places = set(Organization.objects.filter(owner=owner, folded__in=names).values_list("folded", "pk"))
    places = places.union((f, pk) for f, pk, is_same in decided if is_same).difference((f, pk) for f, pk, is_same in decided if not is_same)
    held = Position.objects.filter(organization__in={pk for _, pk in places}, ended_on=None, contact__silenced_at=None, contact__archived_at=None)
    people: dict[int, set[int]] = {}
    for place, contact in held.order_by().values_list("organization_id", "contact_id"):
        people.setdefault(place, set()).add(contact)
    found: dict[str, set[int]] = {}
    for folded, place in places:
        found.setdefault(folded, set()).update(people.get(place, set()))
    return found


def _working_there() -> Q:
    """For leads: whether the person's position now is at the posting's employer, by its name or by the owner's word."""
    now_at = Position.objects.filter(contact=OuterRef("contact"), ended_on=None)
    word = SameName.objects.filter(organization=OuterRef("organization"), folded=OuterRef(OuterRef("posting__organization__folded")))
    by_name = now_at.filter(~Exists(word.filter(is_same=False)), organization=OuterRef("posting__organization"))
    return Q(Exists(by_name)) | Q(Exists(now_at.filter(Exists(word.filter(is_same=True)))))


def due_leads(owner: User, now: datetime | None = None) -> list[Lead]:
    """What Today says of postings, newest first: one person for each, the one last spoken with before one never spoken with.

    Units: at most ``MOST_DUE``.
    Shape: with contact, posting, letter and a fresh ``spoke_on``. Not what was dismissed, applied for, closed, or there before
    its board was watched; nor whoever has left, was silenced or put away.
    """
    now = now or clock.now()
    today = now.astimezone(ZoneInfo(owner.zone)).date()
    news = Posting.objects.filter(owner=owner, was_there_first=False).open_on(today)
    open_leads = leads_of(owner).filter(posting__in=news, dismissed_at=None).exclude(posting__leads__applied_at__isnull=False)
    leads = best_of(open_leads.order_by("-posting__first_seen_at", "-posting_id", *BEST_FIRST), MOST_DUE)
    for lead in leads:
        lead.spoke_on = _day_of(lead.spoken_at, owner)
    return leads


def best_of(leads: QuerySet, most: int | None = None) -> list[Lead]:
    """The first lead of each posting, in the order of *leads*; only those are loaded whole."""
    first: dict[int, int] = {}
    for posting, lead in leads.values_list("posting_id", "pk"):
        first.setdefault(posting, lead)
    chosen = list(first.values())[:most]
    loaded = leads.select_related("posting", "contact", "letter").defer("posting__description_text", "letter__raw").prefetch_related("contact__positions__organization")
    by_pk = loaded.order_by().in_bulk(chosen)
    return [by_pk[pk] for pk in chosen]


def leads_of(owner: User) -> QuerySet:
    """The owner's leads that still hold: the person works there now and may be written to. Annotated with ``spoken_at``."""
    leads = Lead.objects.visible_to(owner).filter(_working_there(), contact__silenced_at=None, contact__archived_at=None)
    return leads.annotate(spoken_at=_spoken("contact"))


def questions(owner: User, posting: Posting | None = None, most: int = MOST_QUESTIONS) -> list[Question]:
    """Employers that are hiring and are perhaps one where somebody works, for the person to say.

    Units: at most *most*; nothing that was answered before.
    """
    today = clock.now().astimezone(ZoneInfo(owner.zone)).date()
    newest = Posting.objects.visible_to(owner).open_on(today).only("key", "owner", "hiring_organization", "url")[:MOST_LOOKED_AT]
    asked = {_folded(p): p for p in reversed([posting] if posting else newest)}
    found: list[Question] = []
    for folded, some in asked.items():
        if len(found) < most:
            found += _questions_about(owner, folded, some)
    return found[:most]


def _questions_about(owner: User, folded: str, posting: Posting) -> list[Question]:
    decided = set(SameName.objects.filter(owner=owner, folded=folded).values_list("organization", flat=True))
    host, found = _host(posting.url), []
    for place in _alike(owner, folded, acronym(posting.hiring_organization), host):
        verdict = compare(place.name, posting.hiring_organization, domains=(place.domain, host))
        if verdict.kind != "different" and not verdict.sure and place.pk not in decided:
            people = [someone.contact for someone in _people_at(owner.pk, [place.pk])[:3]]
            found += [Question(posting, place, verdict.reason, people)] if people else []
    return found


def _alike(owner: User, folded: str, short: str, host: str) -> list[Organization]:
    """Employers whose name begins with the same word, is the word or the first letters of the other, or whose domain it is."""
    first, mine = folded.split()[0], Organization.objects.visible_to(owner)
    # From "wells " to "wells!": in SQLite a range finds its index, where LIKE would read every row; in other collations it would be wrong.
    begins = Q(folded__gte=f"{first} ", folded__lt=f"{first}!") if connection.vendor == "sqlite" else Q(folded__startswith=f"{first} ")
    some = [*mine.filter(begins)[:20], *mine.filter(folded__in={folded, first, short} - {""})]
    some += mine.filter(folded__in=register.others(folded))
    some += mine.filter(domain=host) if host else []
    return list({place.pk: place for place in some}.values())


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
    SameName.objects.update_or_create(organization=organization, folded=folded, defaults={"owner": posting.owner, "is_same": is_same, "said_by": SameName.SaidBy.PERSON, "decided_at": now})
    if is_same:
        match_due(now, posting.owner)
    else:
        wrong = Lead.objects.filter(owner=posting.owner, posting__organization__folded=folded, contact__positions__organization=organization)
        Lead.objects.filter(pk__in=wrong.filter(letter=None, applied_at=None).values("pk")).delete()
