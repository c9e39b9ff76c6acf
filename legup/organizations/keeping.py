"""Finding an employer's record by its name, or making one."""

from collections.abc import Iterable
from datetime import datetime

from legup.accounts.models import User
from legup.lib import bulk
from legup.lib.keys import new_keys
from legup.organizations.models import Organization
from legup.organizations.naming import normal


def organization_named(owner: User, name: str) -> Organization | None:
    """The owner's organization of that name.

    Once: made at the first call, the same record for every spelling that `normal` takes as equal. None for no name.
    """
    name = " ".join(name.split())[:300]
    if not name:
        return None
    found, _ = Organization.objects.get_or_create(owner=owner, folded=normal(name), defaults={"name": name})
    return found


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
        if len(wanted) > 200
        else dict(rows.filter(folded__in=wanted).values_list("folded", "id"))
    )
    missing = {folded: " ".join(name.split())[:300] for folded, name in wanted.items() if folded not in found}
    ids, at = bulk.reserve_ids(Organization, len(missing)), bulk.as_instant(now)
    made = zip(ids, new_keys(len(missing)), missing.items(), strict=True)
    bulk.insert(
        Organization,
        ("id", "key", "owner_id", "name", "folded", "made_at"),
        [(one, key, owner.pk, name, folded, at) for one, key, (folded, name) in made],
    )
    return found | dict(zip(missing, ids, strict=True))
