"""Who uses Leg Up, and how they come in."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from legup.lib.clock import now
from legup.lib.keys import KeyField


class Users(BaseUserManager["User"]):
    """Accounts are known by their address."""

    def create_user(self, email: str, password: str | None = None, **facts) -> "User":
        """A new person; without *password* they come in by link, code or passkey."""
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, with what their letters may say of them."""

    SPELLINGS = {"en-GB": "British (programme, organise)", "en-US": "American (program, organize)"}
    REMINDERS = {1: "One, then let it rest", 2: "Two at most, then let it rest"}

    email = models.EmailField(unique=True)
    full_name = models.CharField("your name", max_length=200, blank=True)
    headline = models.CharField("who you are", max_length=200, blank=True)
    school = models.CharField("school or university", max_length=200, blank=True)
    background = models.TextField("a sentence or two about you", max_length=600, blank=True)
    curiosity = models.CharField("what you are curious about", max_length=300, blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    zone = models.CharField("time zone", max_length=64, default="UTC")
    spelling = models.CharField(max_length=5, default="en-GB", choices=list(SPELLINGS.items()))
    reminders = models.PositiveSmallIntegerField("reminders to a letter", default=1, choices=list(REMINDERS.items()))
    advice = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    owns_this_machine = models.BooleanField(default=False)
    sample_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="samples")
    joined_at = models.DateTimeField(default=now)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    notices_ended_at = models.DateTimeField(null=True, blank=True)

    objects = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self):
        return self.full_name or self.email

    @property
    def is_sample(self) -> bool:
        """Whether this is the desk with sample people, from which nothing can be sent."""
        return self.sample_of_id is not None

    @property
    def most_reminders(self) -> int:
        """How many reminders a letter may have: the person's choice, and never more than the operator allows."""
        return min(self.reminders, settings.REMINDERS)

    @property
    def first_name(self) -> str:
        """How the person is greeted."""
        return self.full_name.split(" ")[0] if self.full_name else ""


class EntryLink(models.Model):
    """A link that signs one person in, once. Only a hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """Somebody may open an account on this server."""

    key = KeyField()
    email = models.EmailField(unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True)
    invited_at = models.DateTimeField(default=now)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Submission(models.Model):
    """A form that was sent in, so that sending it in again gives back the first answer."""

    once = models.CharField(max_length=40)
    session_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    location = models.TextField(default="")
    notices = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session_hash", "once"], name="one_answer_per_form")]
