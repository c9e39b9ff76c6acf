"""Finding an employer's record by its name, or making one."""

from legup.organizations.models import Organization
from legup.organizations.naming import normal


def organization_named(owner, name: str) -> Organization | None:
    """The owner's organization of that name.

    Once: made at the first call, the same record for every spelling that `normal` takes as equal. None for no name.
    """
    name = " ".join(name.split())[:300]
    if not name:
        return None
    found, _ = Organization.objects.get_or_create(owner=owner, folded=normal(name), defaults={"name": name})
    return found
