"""The people one knows, how one met them, and what happened since."""

from django.conf import settings
from django.db import models

from legup.lib.clock import now
from legup.lib.keys import KeyField
from legup.lib.owned import Owned
from legup.organizations.models import Organization


class ColumnChoice(models.Model):
    """What the columns of a table mean, by the person's own word; it is remembered for the next table with the same headings."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    headings = models.CharField(max_length=64)
    meanings = models.JSONField(default=list)
    chosen_at = models.DateTimeField(default=now)

    objects = Owned.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "headings"], name="one_choice_per_headings")]


class AddressBooks(Owned):
    """Address books by when they are to be read."""

    def going(self):
        """Those that have been brought in once and were not ended."""
        return self.filter(ended_at=None, brought_at__isnull=False)

    def due(self, now):
        """Those to be read by now, with nobody at it and nothing to be answered first."""
        return self.going().filter(models.Q(lease_until=None) | models.Q(lease_until__lte=now), held_at=None, next_at__lte=now)


class AddressBook(models.Model):
    """An address book on a CardDAV server: read, never written to.

    Shape: ``address`` as typed, ``url`` of the collection that was found there. ``brought_at`` is when its people first came in;
    ``sync_token`` is how far it has been read. ``held_at`` is when reading stopped because ``missing`` people, more than a fifth, would
    have been marked as removed there; the person decides.
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    address = models.CharField("address", max_length=500)
    url = models.CharField(max_length=1000)
    name = models.CharField(max_length=200)
    username = models.CharField("user name", max_length=255, blank=True)
    password_sealed = models.BinaryField(default=b"")
    sync_token = models.TextField(blank=True)
    made_at = models.DateTimeField(default=now)
    brought_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True)
    missing = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = AddressBooks.as_manager()


class ImportBatch(models.Model):
    """One list of people: looked at, applied, and possibly taken back, as one.

    Shape: ``facts`` is what else one must know to read the payload: ``columns``, the meanings of its columns, or ``cards``, the address
    and version of each card of ``book``, with the ``sync_token`` after them.
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    book = models.ForeignKey(AddressBook, models.SET_NULL, null=True, related_name="batches")
    facts = models.JSONField(default=dict)
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


class Card(models.Model):
    """One card of an address book as it was last read; ``gone_at`` is when it was no longer there."""

    book = models.ForeignKey(AddressBook, models.CASCADE, related_name="cards")
    href = models.CharField(max_length=1000)
    etag = models.CharField(max_length=300, blank=True)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="cards")
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "href"], name="one_card_per_address")]


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
