"""Agreed times. A row here is the lock: while it exists nobody else has that time."""

from django.conf import settings
from django.db import models

from legup.interviews.models import Interview
from legup.lib.owned import Owned


class SlotClaim(models.Model):
    """Minutes of the owner's day that belong to one interview. Half-open: ``[starts_at, ends_at)``."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    interview = models.OneToOneField(Interview, models.CASCADE, related_name="claim")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = Owned.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "starts_at"], name="claims_of_owner")]
