"""The informational interview itself: one conversation with one person, from the first word to the last."""

from django.conf import settings
from django.db import models

from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.lib.keys import KeyField
from legup.lib.owned import Owned


class Interview(models.Model):
    """One conversation, hoped for, agreed or held.

    Zone: ``starts_at`` is the UTC instant, ``zone`` where it was agreed, ``wall`` the time as it was said there.
    Units: ``minutes`` is what was asked for.
    Rule: about twenty minutes, by phone [S1].
    """

    MEDIA = {"phone": "by phone", "video": "by video", "person": "in person", "text": "in writing"}

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="interviews")
    opened_at = models.DateTimeField(default=now)
    minutes = models.PositiveSmallIntegerField(default=20)
    medium = models.CharField(max_length=6, default="phone", choices=list(MEDIA.items()))
    reach = models.CharField("number or link", max_length=300, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    wall = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)

    objects = Owned.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return not (self.ended_at or self.declined_at or self.closed_at)


class GuideQuestion(models.Model):
    """A question to bring.

    Rule: six for twenty minutes, three of them essential [S12 S41 P3].
    """

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    is_essential = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "id"]


class Note(models.Model):
    """One line caught during or after the call."""

    TAGS = {"": "note", "promise": "promise", "name": "name", "advice": "advice", "quote": "quote"}

    key = KeyField()
    interview = models.ForeignKey(Interview, models.CASCADE, related_name="lines")
    tag = models.CharField(max_length=8, blank=True, choices=list(TAGS.items()))
    text = models.CharField(max_length=500)
    at = models.DateTimeField(default=now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
