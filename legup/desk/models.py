"""What a person said about a step on Today: later, or not mine."""

from django.conf import settings
from django.db import models

from legup.lib.owned import Owned


class Snooze(models.Model):
    """A step put off until a day, or for good when ``until`` is empty."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    step = models.CharField(max_length=80)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    objects = Owned.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "step"], name="one_snooze_per_step")]
