"""Finding an employer's record by its name, or making one."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from legup.accounts.models import User
from legup.lib import bulk
from legup.lib.keys import new_keys
from legup.organizations import register
from legup.organizations.models import Organization, SameName
from legup.organizations.naming import normal
from legup.organizations.same import compare

MOST_ASKED = 200  # names put into one query; beyond that all are read


def organization_named(owner: User, name: str) -> Organization | None:
    """The owner's organization of that name.

    Once: made at the first call, the same record for every spelling that `normal` takes as equal, and the one that a record of that name
    was merged into. None for no name.
    """
    name = " ".join(name.split())[:300]
    if not name:
        return None
    if merged := _merged(owner, [normal(name)]):
        return Organization.objects.get(pk=merged[normal(name)])
    found, _ = Organization.objects.get_or_create(owner=owner, folded=normal(name), defaults={"name": name})
    return found


def _merged(owner: User, names: list[str]) -> dict[str, int]:
    """For names whose records were merged into others: those others."""
    said = SameName.objects.filter(owner=owner, said_by=SameName.SaidBy.MERGING, is_same=True)
    if len(names) <= MOST_ASKED:
        said = said.filter(folded__in=names)
    return dict(said.exclude(folded=F("organization__folded")).values_list("folded", "organization_id"))


def link_by_table(owner: User, names: Iterable[str], now: datetime) -> None:
    """Keeps what the table of known organizations surely says of *names*, in their normal form: which of the owner's organizations they mean.

    Once: what is decided already stays; the person's word is never touched.
    """
    others = {folded: set(register.others(folded)) for folded in set(names)}
    some = {other for known in others.values() for other in known}
    mine = Organization.objects.filter(owner=owner).order_by()
    if len(some) <= MOST_ASKED:
        mine = mine.filter(folded__in=some)
    there = {place.folded: place for place in mine.only("folded") if place.folded in some} if some else {}
    links = [
        SameName(
            owner=owner,
            organization=there[other],
            folded=folded,
            is_same=True,
            said_by=SameName.SaidBy.TABLE,
            decided_at=now,
        )
        for folded, known in others.items()
        for other in known & there.keys()
        if compare(folded, other).sure
    ]
    SameName.objects.bulk_create(links, ignore_conflicts=True)


def organizations_named(owner: User, names: Iterable[str], now: datetime) -> dict[str, int]:
    """The owner's organizations of these names, as ids by their `normal` names; to be called in a transaction.

    Once: those that are there are taken, the others made at *now*, one per name that `normal` takes as equal.
    """
    wanted: dict[str, str] = {}
    for name in names:
        if name:
            wanted.setdefault(normal(name), name)
    rows = Organization.objects.visible_to(owner).order_by()
    found = (
        dict(rows.values_list("folded", "id"))
        if len(wanted) > MOST_ASKED
        else dict(rows.filter(folded__in=wanted).values_list("folded", "id"))
    )
    found |= {
        folded: pk
        for folded, pk in _merged(owner, [f for f in wanted if f not in found]).items()
        if folded not in found
    }
    missing = {folded: " ".join(name.split())[:300] for folded, name in wanted.items() if folded not in found}
    ids, at = bulk.reserve_ids(Organization, len(missing)), bulk.as_instant(now)
    made = zip(ids, new_keys(len(missing)), missing.items(), strict=True)
    bulk.insert(
        Organization,
        ("id", "key", "owner_id", "name", "folded", "made_at"),
        [(one, key, owner.pk, name, folded, at) for one, key, (folded, name) in made],
    )
    return found | dict(zip(missing, ids, strict=True))
