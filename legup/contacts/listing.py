"""The list of people: a page of it at a time, however many there are."""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from legup.accounts.models import User
from legup.contacts import search, timeline
from legup.contacts.models import Contact, Event

PAGE = 25
COUNTED = 1000
FOUND = 200
COLUMNS = ("id", "key", "full_name", "location")
SHOWN = {
    "": "everyone",
    "asked": "asked, no answer yet",
    "answered": "answered",
    "spoken": "spoken with",
    "untouched": "not yet written to",
    "archived": "put away",
}


@dataclass
class Row:
    """One line of the list. Shape: what is shown, nothing more."""

    id: int
    key: str
    full_name: str
    location: str
    title: str = ""
    organization: str = ""
    stage: str = "noted"


@dataclass
class Page:
    """Some rows, and how to get at the next ones."""

    rows: list[Row]
    next_key: str = ""
    count: int = 0
    has_more_than_counted: bool = False
    search_words: str = ""
    shown: str = ""
    choices: dict = field(default_factory=lambda: SHOWN)


def page(owner: User, *, words: str = "", shown: str = "", after: str = "") -> Page:
    """One page of the owner's people, by name, or the best matches for *words*.

    Units: ``PAGE`` rows; people are counted up to ``COUNTED`` and found up to ``FOUND``, so that the page costs the same for thirty and three hundred thousand.
    """
    people = _shown(Contact.objects.visible_to(owner), shown)
    if words:
        return _found(owner, people, words, shown, after)
    count = people.order_by()[: COUNTED + 1].count()
    start = Contact.objects.visible_to(owner).filter(key=after).values_list("folded", "id").first() if after else None
    if start:
        people = people.filter(Q(folded__gt=start[0]) | Q(folded=start[0], id__gt=start[1]), folded__gte=start[0])
    rows = [Row(*values) for values in people.values_list(*COLUMNS)[: PAGE + 1]]
    next_key = rows[PAGE - 1].key if len(rows) > PAGE else ""
    return Page(_told(rows[:PAGE]), next_key, min(count, COUNTED), count > COUNTED, words, shown)


def _found(owner: User, people: QuerySet, words: str, shown: str, after: str) -> Page:
    """Matches, the likeliest first."""
    ids = search.find(owner, words, FOUND, with_archived=shown == "archived")
    if shown:
        there = set(people.filter(pk__in=ids).order_by().values_list("pk", flat=True))
        ids = [pk for pk in ids if pk in there]
    start = int(after) if after.isdecimal() else 0
    some = ids[start : start + PAGE]
    by_id = {values[0]: Row(*values) for values in people.filter(pk__in=some).order_by().values_list(*COLUMNS)}
    next_key = str(start + PAGE) if len(ids) > start + PAGE else ""
    return Page(_told([by_id[pk] for pk in some if pk in by_id]), next_key, len(ids), len(ids) == FOUND, words, shown)


def _shown(people: QuerySet, shown: str) -> QuerySet:
    def had(*kinds):
        return Exists(Event.objects.filter(contact=OuterRef("pk"), kind__in=kinds))

    if shown == "archived":
        return people.exclude(archived_at=None)
    people = people.filter(archived_at=None)
    if shown == "asked":
        return people.filter(had("sent"), ~had("replied", "held"))
    if shown == "answered":
        return people.filter(had("replied"), ~had("held"))
    if shown == "spoken":
        return people.filter(had("held"))
    return people.filter(~had("sent", "replied", "held")) if shown == "untouched" else people


_BESIDE = """
    SELECT p.contact_id, '', p.title, coalesce(o.name, '') FROM legup_position p LEFT JOIN legup_organization o ON o.id = p.organization_id
    WHERE p.ended_on IS NULL AND p.contact_id IN ({ids})
    UNION ALL SELECT e.contact_id, e.kind, '', '' FROM legup_event e WHERE e.contact_id IN ({ids}) GROUP BY e.contact_id, e.kind"""


def _told(rows: list[Row]) -> list[Row]:
    """Add where each works and how far things have come, in one plain statement: asked through the ORM it is half of the page."""
    if not rows:
        return rows
    by_id = {row.id: row for row in rows}
    kinds: dict[int, set[str]] = {row.id: set() for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(_BESIDE.format(ids=", ".join(["%s"] * len(by_id))), [*by_id, *by_id])
        for contact, kind, title, organization in cursor.fetchall():
            if kind:
                kinds[contact].add(kind)
            else:
                by_id[contact].title, by_id[contact].organization = title, organization
    for row in rows:
        row.stage = timeline.stage(kinds[row.id])
    return rows
