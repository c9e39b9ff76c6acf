"""Mailboxes, what arrived in them, and whether this copy of Leg Up may send at all."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from legup.lib.clock import now
from legup.lib.keys import KeyField
from legup.lib.owned import Owned


class Mailboxes(Owned):
    """Mail accounts by how they are."""

    def refused(self):
        """Letters wait: the outgoing server did not let us in, and no test has passed since."""
        return self.filter(Q(tested_at=None) | Q(tested_at__lte=F("refused_at")), refused_at__isnull=False)


class Mailbox(models.Model):
    """A person's own mail account: how letters go out and how answers are noticed.

    Shape: ``failed_at`` is when answers could not be read, ``refused_at`` when a letter could not leave because the server did not
    let us in; a test passed after that mends it. ``troubled_at`` is since when there is trouble, ``told_at`` when a notice went.
    """

    SECURITY = {"tls": "TLS from the start", "starttls": "STARTTLS", "none": "none (only on this machine)"}

    key = KeyField()
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailbox")
    address = models.EmailField("your address")
    smtp_host = models.CharField("outgoing server", max_length=255)
    smtp_port = models.PositiveIntegerField("port", default=465)
    smtp_security = models.CharField("encryption", max_length=8, default="tls", choices=list(SECURITY.items()))
    imap_host = models.CharField("incoming server", max_length=255, blank=True)
    imap_port = models.PositiveIntegerField("port", default=993)
    imap_security = models.CharField("encryption", max_length=8, default="tls", choices=list(SECURITY.items()))
    username = models.CharField("user name", max_length=255, blank=True)
    password_sealed = models.BinaryField(default=b"")
    made_at = models.DateTimeField(default=now)
    tested_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)
    troubled_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    cursor_uidvalidity = models.BigIntegerField(default=0)
    cursor_uid = models.BigIntegerField(default=0)

    objects = Mailboxes.as_manager()

    @property
    def is_refused(self) -> bool:
        """Whether letters wait, because the outgoing server did not let us in and no test has passed since."""
        return self.refused_at is not None and (self.tested_at is None or self.tested_at <= self.refused_at)

    @property
    def trouble(self) -> str:
        """What is wrong with the account, as a sentence; empty when all is well."""
        if self.is_refused:
            return self.refusal
        return self.failure if self.failed_at else ""


class Arrival(models.Model):
    """One message taken from a mailbox, as it came; kept apart from what it means.

    Shape: identity is ``content_hash``; ``(uidvalidity, uid)`` is where it lay.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    raw = models.BinaryField()
    arrived_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    understood_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")

    objects = Owned.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "content_hash"], name="one_arrival_per_content")]


class Instance(models.Model):
    """Which copy of Leg Up this database belongs to. A copy of it elsewhere sends nothing until released."""

    identity = models.CharField(max_length=64)
    since = models.DateTimeField(default=now)
    held_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
