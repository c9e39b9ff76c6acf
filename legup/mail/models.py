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


class Servers(models.Model):
    """How a mail account is spoken to: where, as whom, and by what proof; secrets are sealed.

    Shape: *way* is how one signs in: ``password``, or ``google`` or ``microsoft`` by OAuth 2, or not at all because letters leave by
    the ``office``. *renewal_sealed* gets a new access token, which is good until *access_until*; *renewing_until* says that somebody is at it.
    """

    SECURITY = {"tls": "TLS from the start", "starttls": "STARTTLS", "none": "none (only on this machine)"}

    address = models.EmailField("your address")
    way = models.CharField(max_length=12, default="password")
    smtp_host = models.CharField("outgoing server", max_length=255)
    smtp_port = models.PositiveIntegerField("port", default=465)
    smtp_security = models.CharField("encryption", max_length=8, default="tls", choices=list(SECURITY.items()))
    imap_host = models.CharField("incoming server", max_length=255, blank=True)
    imap_port = models.PositiveIntegerField("port", default=993)
    imap_security = models.CharField("encryption", max_length=8, default="tls", choices=list(SECURITY.items()))
    username = models.CharField("user name", max_length=255, blank=True)
    password_sealed = models.BinaryField(default=b"")
    renewal_sealed = models.BinaryField(default=b"")
    access_sealed = models.BinaryField(default=b"")
    access_until = models.DateTimeField(null=True, blank=True)
    renewing_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Mailbox(Servers):
    """A person's own mail account: how letters go out and how answers are noticed. It counts from *tested_at* on.

    Shape: ``failed_at`` is when answers could not be read, ``refused_at`` when a letter could not leave because the server did not
    let us in; a test passed after that mends it. ``troubled_at`` is since when there is trouble, ``told_at`` when a notice went.
    ``plus_works``: whether letters to ``name+anything@domain`` arrive; None when nobody knows. After trouble in reading it is looked
    into again at ``look_at``, the later the more ``misses`` in a row. Somebody is told at once of what arrives until ``watched_until``.
    ``cursor_…`` is how far the inbox has been looked through, ``sent_…`` the folder of sent letters.
    """

    key = KeyField()
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mailbox")
    plus_works = models.BooleanField(null=True, blank=True)
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
    sent_uidvalidity = models.BigIntegerField(default=0)
    sent_uid = models.BigIntegerField(default=0)
    look_at = models.DateTimeField(null=True, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    watched_until = models.DateTimeField(null=True, blank=True)

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


class Trials(Owned):
    """Accounts that are being tried, by how far they have come."""

    def open(self):
        """Not ended: the test letter is to leave, or is being looked for."""
        return self.filter(arrived_at=None, ended_at=None)

    def to_leave(self, now):
        """The test letter has not been handed over, and nobody is at it."""
        return self.open().filter(Q(lease_until=None) | Q(lease_until__lte=now), handed_at=None, failed_at=None)

    def to_look_for(self, now):
        """The test letter may have arrived by now in a mailbox that can be looked into, and nobody is at it."""
        return self.open().filter(Q(lease_until=None) | Q(lease_until__lte=now), handed_at__isnull=False, look_at__lte=now, failed_at=None).exclude(imap_host="")


class Trial(Servers):
    """An account on its way to being a mailbox: a test letter goes out by it to the person themselves, and must be read back.

    Shape: ``handed_at`` is committed before the first byte leaves, so the letter never leaves twice. ``to_address`` is the plus
    address first; ``plus_failed_at`` is when that was given up. ``ended_at`` is when it stopped counting for another reason.
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="trials")
    code = models.CharField(max_length=16)
    to_address = models.CharField(max_length=330)
    began_at = models.DateTimeField(default=now)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, default="")
    handed_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    plus_failed_at = models.DateTimeField(null=True)
    guesses = models.PositiveSmallIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    objects = Trials.as_manager()


class Arrival(models.Model):
    """One message taken from a mailbox, as it came; kept apart from what it means.

    Shape: identity is ``content_hash``; ``(uidvalidity, uid)`` is where it lay, in the inbox or, when it ``is_sent``, among the sent
    ones. Of a large one ``raw`` lacks the attachments.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    raw = models.BinaryField()
    is_sent = models.BooleanField(default=False)
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
