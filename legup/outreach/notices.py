"""Notices: a mail account that has not worked for an hour is told of by mail, and on every page; once a day, until it is mended."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from legup.accounts import machine_mail
from legup.accounts.models import User
from legup.lib.refusal import Refusal
from legup.mail.models import Mailbox
from legup.outreach.models import Message, Messages
from legup.templatetags.legup import moment_in

AFTER, AGAIN, RETRY = timedelta(hours=1), timedelta(days=1), timedelta(minutes=10)


def look(now: datetime) -> None:
    """Note since when each account is in trouble, tell whoever it belongs to, and forget it when it is mended.

    Once: two workers at it tell once; each trouble is told of after an hour, and again after a day at the earliest.
    """
    marked = Q(troubled_at__isnull=False) | Q(failed_at__isnull=False) | Q(refused_at__isnull=False) | Q(pk__in=_stuck(now).values("mailbox"))
    for mailbox in Mailbox.objects.filter(marked).select_related("owner"):
        why, since = _trouble(mailbox, now)
        if not why:
            Mailbox.objects.filter(pk=mailbox.pk).exclude(troubled_at=None).update(troubled_at=None, told_at=None)
        elif mailbox.troubled_at is None:
            Mailbox.objects.filter(pk=mailbox.pk, troubled_at=None).update(troubled_at=since)
        elif mailbox.troubled_at <= now - AFTER and (mailbox.told_at is None or mailbox.told_at <= now - AGAIN):
            _tell(mailbox, why, now)


def lasting(user: User, now: datetime) -> Mailbox | None:
    """The user's mail account, when it has been in trouble for an hour. Reads only, for every page."""
    return Mailbox.objects.visible_to(user).filter(troubled_at__lte=now - AFTER).first()


def _trouble(mailbox: Mailbox, now: datetime) -> tuple[str, datetime]:
    """What is wrong, and since when; an account by which no letter has left for an hour is in trouble too."""
    if mailbox.trouble:
        return mailbox.trouble, (mailbox.refused_at if mailbox.is_refused else mailbox.failed_at) or now
    letter = _stuck(now).filter(mailbox=mailbox).order_by("wanted_at").first()
    return (letter.failure, letter.wanted_at) if letter else ("", now)


def _stuck(now: datetime) -> Messages:
    """Letters that were to leave an hour ago and were tried in vain."""
    waiting = Message.objects.waiting().annotate(wanted_at=Coalesce("later_at", "queued_at"))
    return waiting.exclude(failure="").filter(wanted_at__lte=now - AFTER)


def _tell(mailbox: Mailbox, why: str, now: datetime) -> None:
    unchanged = Mailbox.objects.filter(pk=mailbox.pk, told_at=mailbox.told_at)
    if not unchanged.update(told_at=now):
        return
    try:
        machine_mail.notify(mailbox.owner, "Your mail account does not work", _words(mailbox, why))
    except Refusal:
        Mailbox.objects.filter(pk=mailbox.pk, told_at=now).update(told_at=now - AGAIN + RETRY)


def _words(mailbox: Mailbox, why: str) -> str:
    waiting = Message.objects.waiting().filter(mailbox=mailbox).count()
    letters = {0: "", 1: "One letter waits for it. It is safe, and leaves once the account works again.\n\n"}
    many = f"{waiting} letters wait for it. They are safe, and leave once the account works again.\n\n"
    where = f"Mend it here: {settings.SITE_URL}{reverse('mail:mailbox')}\n" if settings.SITE_URL else "Open Leg Up, and look under Mailbox.\n"
    since = moment_in(mailbox.troubled_at, mailbox.owner.zone)
    return f"Since {since}, Leg Up cannot use your mail account {mailbox.address}.\n\n{why}\n\n{letters.get(waiting, many)}{where}"
