"""Two records of one organization made one, and parted again."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.dateparse import parse_datetime

from legup.lib import clock
from legup.lib.refusal import Refusal
from legup.organizations.models import Merging, Organization, SameName

FIELDS = ("key", "name", "folded", "domain", "note")


@transaction.atomic
def merge(organization: Organization, into: Organization, now: datetime | None = None) -> Merging:
    """*organization* goes, and all that was its own is *into*'s: people's positions, postings, watches, decisions about names.

    Once: its name means *into* from now on, also in what is brought in later.
    Raises: Refusal for one and the same, or for records of two owners.
    """
    if organization.pk == into.pk or organization.owner_id != into.owner_id:
        raise Refusal("Choose two different organizations of your own.")
    now = now or clock.now()
    moved: dict[str, Any] = {"decisions": _decisions_that_clash(organization, into)}
    for field in _pointing():
        moved[_label(field)] = list(_rows(field, organization).values_list("pk", flat=True))
        _rows(field, organization).update(**{field.name: into})
    moved["lent"] = _lent(organization, into)
    parted = {name: getattr(organization, name) for name in FIELDS} | {"made_at": organization.made_at.isoformat()}
    organization.delete()
    SameName.objects.update_or_create(
        organization=into,
        folded=parted["folded"],
        defaults={"owner": into.owner, "is_same": True, "said_by": SameName.SaidBy.MERGING, "decided_at": now},
    )
    return Merging.objects.create(owner=into.owner, organization=into, parted=parted, moved=moved, merged_at=now)


@transaction.atomic
def part(merging: Merging, now: datetime | None = None) -> Organization:
    """The organization that went is there again, with what was its own and has not been given to another since.

    Once: a second call gives back the same organization.
    """
    merging = Merging.objects.select_for_update().get(pk=merging.pk)
    facts = dict(merging.parted)
    if merging.reverted_at:
        return Organization.objects.get(owner=merging.owner, folded=facts["folded"])
    made_at = parse_datetime(facts.pop("made_at"))
    back, _ = Organization.objects.get_or_create(
        owner=merging.owner, folded=facts.pop("folded"), defaults=facts | {"made_at": made_at}
    )
    _end_decision(merging, back)
    for field in _pointing():
        _rows(field, merging.organization).filter(pk__in=merging.moved.get(_label(field), [])).update(
            **{field.name: back}
        )
    for folded, is_same, said_by in merging.moved["decisions"]:
        SameName.objects.get_or_create(
            organization=back, folded=folded, defaults={"owner": merging.owner, "is_same": is_same, "said_by": said_by}
        )
    Organization.objects.filter(pk=merging.organization.pk, **merging.moved["lent"]).update(
        **dict.fromkeys(merging.moved["lent"], "")
    )
    merging.reverted_at = now or clock.now()
    merging.save(update_fields=["reverted_at"])
    return back


@transaction.atomic
def split(
    organization: Organization, name: str, folded: str, positions: models.QuerySet[Any], now: datetime | None = None
) -> Organization:
    """Some of the *positions* at *organization* are at another one, called *name*.

    Once: taken back by merging the new one into the old.
    Raises: Refusal when there is one of that name, or none of the positions is there.
    """
    there = positions.filter(organization=organization)
    if not name.strip() or Organization.objects.filter(owner=organization.owner, folded=folded).exists():
        raise Refusal("Give the new organization a name that none of yours has yet.")
    if not there.exists():
        raise Refusal("Choose at least one person who works there.")
    made = Organization.objects.create(
        owner=organization.owner, name=" ".join(name.split())[:300], folded=folded, made_at=now or clock.now()
    )
    SameName.objects.filter(organization=organization, folded=folded).delete()
    there.update(organization=made)
    return made


def _pointing() -> list[models.ForeignKey]:
    """Every field of every table that points to an organization."""
    return [found.field for found in Organization._meta.related_objects if isinstance(found.field, models.ForeignKey)]


def _label(field: models.ForeignKey) -> str:
    return f"{field.model._meta.label}.{field.name}"


def _rows(field: models.ForeignKey, organization: Organization) -> models.QuerySet[Any]:
    return field.model._base_manager.filter(**{field.name: organization})


def _decisions_that_clash(organization: Organization, into: Organization) -> list[tuple[str, bool, str]]:
    """What was decided about names for both, or about the one for the other, taken out at the one that goes."""
    theirs = SameName.objects.filter(organization=organization)
    clash = theirs.filter(
        folded__in=[into.folded, organization.folded, *into.decisions.values_list("folded", flat=True)]
    )
    kept = list(clash.values_list("folded", "is_same", "said_by"))
    clash.delete()
    return kept


def _lent(organization: Organization, into: Organization) -> dict[str, str]:
    """What *into* did not have and now has from the other: its web domain, its note."""
    lent = {
        name: getattr(organization, name)
        for name in ("domain", "note")
        if getattr(organization, name) and not getattr(into, name)
    }
    Organization.objects.filter(pk=into.pk).update(**lent)
    return lent


def _end_decision(merging: Merging, back: Organization) -> None:
    SameName.objects.filter(
        organization=merging.organization, folded=back.folded, said_by=SameName.SaidBy.MERGING
    ).delete()
