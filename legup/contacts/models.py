"""The people one knows, how one met them, and what happened since."""

from django.conf import settings
from django.db import models

from legup.lib.clock import now
from legup.lib.keys import KeyField
from legup.lib.owned import Owned
from legup.organizations.models import Organization


class ImportBatch(models.Model):
    """One file of people: looked at, applied, and possibly taken back, as one."""

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    kind = models.CharField(max_length=40)
    filename = models.CharField(max_length=255, blank=True)
    payload = models.BinaryField(default=b"")
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    previewed_at = models.DateTimeField()
    progress = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True)
    reverted_at = models.DateTimeField(null=True)

    objects = Owned.as_manager()


class Contact(models.Model):
    """A person one may write to.

    Shape: ``full_name`` as typed, never re-ordered; ``tie`` says how one knows them, with the facts beside it.
    Rule: met before, remind where; not met, say where the address came from [S1 S2].
    """

    TIES = {
        "met": "We have met",
        "referred": "Somebody told me about them",
        "directory": "From a directory",
        "found": "I found their work",
    }

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    full_name = models.CharField("name", max_length=200)
    given_name = models.CharField("given name", max_length=100, blank=True)
    family_name = models.CharField("family name", max_length=100, blank=True)
    folded = models.CharField(max_length=200)
    location = models.CharField("place", max_length=200, blank=True)
    zone = models.CharField("time zone", max_length=64, blank=True)
    tie = models.CharField("how you know them", max_length=10, blank=True, choices=list(TIES.items()))
    met_on = models.DateField("when", null=True, blank=True)
    met_where = models.CharField("where", max_length=200, blank=True)
    met_occasion = models.CharField("at what occasion", max_length=200, blank=True)
    talked_about = models.CharField("one thing you spoke of", max_length=300, blank=True)
    address_source = models.CharField("where the address came from", max_length=200, blank=True)
    referrer = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="referred")
    referrer_name = models.CharField("who told you about them", max_length=200, blank=True)
    why_them = models.CharField("what made you think of them", max_length=300, blank=True)
    connected_on = models.DateField(null=True, blank=True)
    note = models.TextField("notes", blank=True)
    extra = models.JSONField(default=dict, blank=True)
    uid = models.CharField(max_length=255, blank=True)
    brought_by = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="brought")
    made_at = models.DateTimeField(default=now)
    silenced_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = Owned.as_manager()

    class Meta:
        ordering = ["folded", "id"]
        indexes = [models.Index(fields=["owner", "folded", "id"], name="people_of_owner_by_name")]

    def __str__(self):
        return self.full_name

    @property
    def called(self) -> str:
        """The name for a friendly mention: the given name when one is on record."""
        return self.given_name or self.full_name

    @property
    def email(self) -> str:
        """The first address that has not failed, or nothing."""
        points = [p for p in self.points.all() if p.kind == "email" and not p.failed_at]
        return points[0].value if points else ""

    @property
    def current(self) -> "Position | None":
        """Where the person works now, as far as is known."""
        return next((p for p in self.positions.all() if p.ended_on is None), None)


class Point(models.Model):
    """A way to reach a person: an e-mail address, a number, a page."""

    KINDS = {"email": "e-mail", "phone": "telephone", "url": "web page"}

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="points")
    kind = models.CharField(max_length=5, choices=list(KINDS.items()))
    value = models.CharField(max_length=500)
    folded = models.CharField(max_length=500)
    label = models.CharField(max_length=60, blank=True)
    failed_at = models.DateTimeField(null=True)
    brought_by = models.ForeignKey(ImportBatch, models.SET_NULL, null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["folded"], name="points_by_value")]


class Position(models.Model):
    """What a person does or did at an organization, dated."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="positions")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="positions")
    title = models.CharField("role", max_length=300, blank=True)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField(default=now)
    brought_by = models.ForeignKey(ImportBatch, models.SET_NULL, null=True)

    class Meta:
        ordering = ["id"]


class ImportedChange(models.Model):
    """One field that an import filled in on a person already known, with what was there before."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes")
    contact = models.ForeignKey(Contact, models.CASCADE)
    field = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)


class Event(models.Model):
    """One dated line of a person's timeline."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    noted_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["contact", "at"], name="timeline_of_contact")]
