"""Employers as records of their own."""

from django.conf import settings
from django.db import models

from legup.lib.clock import now
from legup.lib.keys import KeyField
from legup.lib.owned import Owned


class Organization(models.Model):
    """An employer as one person knows it.

    Shape: ``folded`` is the name as `naming.normal` gives it, unique per owner.
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    domain = models.CharField("web domain", max_length=255, blank=True)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField(default=now)

    objects = Owned.as_manager()

    class Meta:
        ordering = ["folded"]
        constraints = [models.UniqueConstraint(fields=["owner", "folded"], name="one_organization_per_name")]

    def __str__(self):
        return self.name


class SameName(models.Model):
    """Whether a name means this organization.

    Shape: ``said_by`` is person, whose word beats every rule; or table, for what ships with Leg Up; or merging, when two records became one.
    Rule: the user's decisions are remembered, both ways [postings 5.5].
    """

    class SaidBy(models.TextChoices):
        PERSON = "person"
        TABLE = "table"
        MERGING = "merging"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="decisions")
    folded = models.CharField(max_length=300)
    is_same = models.BooleanField()
    said_by = models.CharField(max_length=10, choices=SaidBy.choices, default=SaidBy.PERSON)
    decided_at = models.DateTimeField(default=now)

    objects = Owned.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "folded"], name="one_decision_per_name")]


class Merging(models.Model):
    """Two records of organizations that became one, and what it takes to part them again.

    Shape: ``parted`` holds the fields of the record that went; ``moved`` the ids of what was its own, by model and field.
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="mergings")
    parted = models.JSONField()
    moved = models.JSONField()
    merged_at = models.DateTimeField(default=now)
    reverted_at = models.DateTimeField(null=True)

    objects = Owned.as_manager()

    class Meta:
        ordering = ["-merged_at"]
