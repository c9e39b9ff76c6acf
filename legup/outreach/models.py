"""Letters: what is written and what comes back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from legup.contacts.models import Contact
from legup.interviews.models import Interview
from legup.lib.clock import now
from legup.lib.keys import KeyField
from legup.lib.owned import Owned
from legup.mail.models import Arrival, Mailbox


class Messages(Owned):
    """Letters by where they stand; a stand is read from facts, never stored."""

    def drafts(self):
        """Begun, and neither on their way nor gone."""
        return self.filter(direction="out", queued_at=None, sent_at=None, dropped_at=None)

    def waiting(self):
        """Queued, and not yet handed to a mail server."""
        return self.filter(queued_at__isnull=False, handed_at=None, sent_at=None, failed_at=None, dropped_at=None)

    def due(self, at):
        """Waiting, past their minute of undo, and in nobody's hands."""
        free = Q(lease_until=None) | Q(lease_until__lte=at)
        return self.waiting().filter(free, not_before__lte=at)

    def leaving(self, at):
        """Due, and by an account that lets us in."""
        return self.due(at).exclude(mailbox__in=Mailbox.objects.refused())

    def droppable(self):
        """Drafts, letters that are still here, and letters that failed."""
        here = Q(handed_at=None, sent_at=None) | Q(failed_at__isnull=False)
        return self.filter(here, direction="out", dropped_at=None)

    def uncertain(self):
        """Handed over, and the server went silent before it said what became of them."""
        return self.filter(uncertain_at__isnull=False, sent_at=None, failed_at=None, dropped_at=None)


class Message(models.Model):
    """One letter, out or in.

    Shape: ``queued_at`` freezes ``raw``, ``message_id``, ``to_address``; ``handed_at`` is committed after the server's 354.
    Zone: ``later_at`` is when it was asked to leave, chosen as a wall time in ``later_zone``; ``not_before`` is when it is tried next.
    ``attachments`` are what hangs on a letter that came, each with ``section`` (as IMAP counts), ``name``, ``type`` and ``octets``.
    Once: ``handed_at`` without ``sent_at`` or ``failed_at`` is uncertain and never sent again by itself.
    """

    DIRECTIONS = {"out": "sent", "in": "received"}
    WAYS = {"smtp": "by Leg Up", "own": "from your own mail", "copy": "copied", "logged": "written down", "seen": "among your sent mail"}

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="messages")
    interview = models.ForeignKey(Interview, models.SET_NULL, null=True, blank=True, related_name="messages")
    direction = models.CharField(max_length=3, default="out", choices=list(DIRECTIONS.items()))
    kind = models.CharField(max_length=20, blank=True)
    about = models.JSONField(default=dict, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    drafted_body = models.TextField(blank=True)
    way = models.CharField(max_length=6, blank=True, choices=list(WAYS.items()))
    to_address = models.CharField(max_length=320, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, blank=True)
    message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.TextField(blank=True)
    raw = models.BinaryField(null=True)
    overrides = models.JSONField(default=list, blank=True)
    arrival = models.OneToOneField(Arrival, models.SET_NULL, null=True, blank=True)
    is_automatic = models.BooleanField(default=False)
    attachments = models.JSONField(default=list, blank=True)
    drafted_at = models.DateTimeField(default=now)
    edited_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    not_after = models.DateTimeField(null=True)
    later_at = models.DateTimeField(null=True)
    later_zone = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    uncertain_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = Messages.as_manager()

    class Meta:
        ordering = ["drafted_at", "id"]
        indexes = [
            models.Index(fields=["not_before"], name="letters_waiting", condition=Q(queued_at__isnull=False, sent_at=None)),
            models.Index(fields=["message_id"], name="letters_by_message_id"),
        ]

    @property
    def at(self):
        """The instant that places this letter on a timeline."""
        return self.received_at or self.sent_at or self.handed_at or self.queued_at or self.edited_at or self.drafted_at

    @property
    def stand(self) -> str:
        """One word for where the letter stands."""
        facts = ("dropped", "failed", "sent", "received", "uncertain", "handed", "queued")
        return next((f for f in facts if getattr(self, f + "_at")), "draft")


class Version(models.Model):
    """Earlier words of a letter, set aside when they gave way to others.

    Shape: ``at`` is when these words were last changed; ``why`` says what came after them.
    """

    WHYS = {
        "pause": "before you went on writing",
        "cut": "before much of it was taken out",
        "other": "before it was said in other words",
        "mend": "before a suggestion was taken",
        "answer": "before your answers went in",
        "back": "before earlier words came back",
        "send": "as it was to leave",
    }

    key = KeyField()
    message = models.ForeignKey(Message, models.CASCADE, related_name="versions")
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=now)
    why = models.CharField(max_length=6)

    class Meta:
        ordering = ["-id"]

    @property
    def reason(self) -> str:
        """Why these words were set aside, as a person says it."""
        return self.WHYS.get(self.why, "")


class OwnWording(models.Model):
    """How a person says a kind of letter, in the form of a template: facts of the contact it was written to are slots.

    Shape: ``[name]`` opens a part and its wording stands under it; a part without a wording is said in ours.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    kept_at = models.DateTimeField(default=now)

    objects = Owned.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="one_own_wording_of_a_kind")]

    @property
    def text(self) -> str:
        """The whole template, subject first."""
        return f"[subject]\n{self.subject}\n---\n{self.body}"


class Doubts(Owned):
    """Letters of which it is not known whom they are from, by whether the person has said."""

    def open(self):
        """Not decided yet."""
        return self.filter(decided_at=None)

    def to_fetch(self):
        """The person said whom it is from; the letter itself has not been fetched yet."""
        return self.exclude(decided_at=None).exclude(contact=None)


class Doubt(models.Model):
    """A letter in the mailbox that may be from one of one's people: its head and first words, until the person says.

    Shape: *contact* is the guess, then whom the person named; without one, and decided, nothing of the letter is left but its hash,
    so that it is not asked about again. *why* is ``subject``, ``name`` or ``shared`` (several people have the address).
    """

    key = KeyField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    mailbox = models.ForeignKey(Mailbox, models.CASCADE)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True)
    why = models.CharField(max_length=10)
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    head_hash = models.CharField(max_length=64)
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    first_words = models.TextField(blank=True)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    objects = Doubts.as_manager()

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [models.UniqueConstraint(fields=["mailbox", "head_hash"], name="one_doubt_per_letter")]
