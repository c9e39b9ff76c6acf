"""Postings at the organizations where one knows somebody."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.lib.keys import KeyField
from legup.lib.owned import Owned
from legup.organizations.models import Organization
from legup.outreach.models import Message


class Watches(Owned):
    """Boards by whether they are looked at."""

    def going(self):
        """Not ended."""
        return self.filter(ended_at=None)

    def due(self, at):
        """Going, their day come, and in nobody's hands."""
        return self.going().filter(Q(lease_until=None) | Q(lease_until__lte=at), next_at__lte=at)


class Postings(Owned):
    """Postings by whether one can still apply."""

    def open_on(self, day: date):
        """Not closed, and their last day not over."""
        return self.filter(Q(valid_through=None) | Q(valid_through__gte=day), closed_at=None)

    def closed_on(self, day: date):
        """The rest."""
        return self.exclude(pk__in=self.open_on(day).order_by().values("pk"))


class Watch(models.Model):
    """A job board that is looked at for the owner, about once a day.

    Shape: ``checked_at`` is the last complete answer, ``first_seen_all_at`` the first; ``failed_at`` is since when ``failure`` holds.
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True)
    source = models.CharField(max_length=30)
    board = models.CharField(max_length=200)
    address = models.URLField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=now)
    next_at = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    first_seen_all_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = Watches.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "source", "board"], name="one_watch_per_board")]


class Posting(models.Model):
    """An open role, in the words of schema.org ``JobPosting``.

    Shape: identity is (owner, source, board, source_id), all text; "new" means first seen by us.
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    watch = models.ForeignKey(Watch, models.SET_NULL, null=True, blank=True, related_name="postings")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="postings")
    source = models.CharField(max_length=30)
    board = models.CharField(max_length=200, blank=True)
    source_id = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    hiring_organization = models.CharField(max_length=300)
    location = models.CharField(max_length=300, blank=True)
    employment_type = models.CharField(max_length=60, blank=True)
    date_posted = models.DateField(null=True, blank=True)
    valid_through = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    description_text = models.TextField(blank=True)
    first_seen_at = models.DateTimeField(default=now)
    last_seen_at = models.DateTimeField(default=now)
    was_there_first = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Postings.as_manager()

    class Meta:
        ordering = ["-first_seen_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "source", "board", "source_id"], name="one_row_per_posting")]

    def __str__(self):
        return f"{self.title}, {self.hiring_organization}"

    def is_open(self, day: date) -> bool:
        """Whether one can still apply on *day*."""
        return self.closed_at is None and (self.valid_through is None or self.valid_through >= day)


class Lead(models.Model):
    """A posting where one knows somebody: the foot in the door.

    Shape: ``spoke_on`` as it was when found; `matching.leads_of` adds ``spoken_at``, as it is now.
    Rule: write to the person first, then apply [S1].
    """

    spoken_at: datetime | None

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    posting = models.ForeignKey(Posting, models.CASCADE, related_name="leads")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="leads")
    evidence = models.CharField(max_length=300)
    spoke_on = models.DateField(null=True)
    found_at = models.DateTimeField(default=now)
    letter = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="leads")
    applied_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)

    objects = Owned.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["posting", "contact"], name="one_lead_per_person")]

    @property
    def is_told(self) -> bool:
        """Whether the person has been written to, or the letter is on its way."""
        return self.letter is not None and self.letter.stand in ("sent", "queued", "handed", "uncertain")
