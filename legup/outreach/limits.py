"""Limits: what may not be sent, or not yet, each with its reason. Called inside the transaction that queues a letter.

Rule: a letter that is to leave later counts on the day on which it is to leave.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from legup.accounts.models import User
from legup.lib.refusal import Refusal
from legup.mail.models import Mailbox
from legup.outreach import reminding, threads
from legup.outreach.kinds import ASKING
from legup.outreach.models import Message, Messages
from legup.templatetags.legup import moment_in

FIRST_LETTERS = (
    (settings.FIRST_LETTERS_PER_DAY, timedelta(days=1), "within a day"),
    (settings.FIRST_LETTERS_PER_WEEK, timedelta(days=7), "within a week"),
)
SAMPLES = "Nothing can be sent from the desk with sample people. Go back to your own desk to write to somebody real."
DORMANT = timedelta(days=182)


def refuse_unless_allowed(message: Message, now: datetime, leaves: datetime | None = None) -> None:
    """Say no to a letter that must not go, or not yet; *leaves* is when it is to leave, now if nothing is said.

    Raises: Refusal with the reason, and with when it may go if that is known.
    Rule: one reminder, then rest for six months [S6 P10].
    """
    if message.owner.is_sample:
        raise Refusal(SAMPLES)
    _addressed(message)
    _written(message)
    _once_only(message, now)
    if is_first(message):
        _not_too_many(message, leaves or now)


def usable_mailbox(owner: User) -> Mailbox:
    """The mailbox that letters leave by.

    Raises: Refusal when there is none, or none that was tested.
    """
    mailbox = Mailbox.objects.filter(owner=owner).first()
    if mailbox is None:
        raise Refusal("Leg Up does not know your mail account yet. Add it under Mailbox, or open the letter in your own mail.")
    if mailbox.tested_at is None:
        raise Refusal("Your mail account has not passed its test yet. Test it under Mailbox, or open the letter in your own mail.")
    return mailbox


def is_first(message: Message) -> bool:
    """Whether this is a first letter: a request, or anything to somebody with whom no letter was exchanged."""
    return message.kind in ASKING or not _exchanged(message.contact_id).exclude(pk=message.pk).exists()


def _exchanged(contact: int | OuterRef) -> Messages:
    return Message.objects.filter(contact=contact, failed_at=None, dropped_at=None).exclude(queued_at=None, sent_at=None, received_at=None)


def _addressed(message: Message) -> None:
    contact = message.contact
    if contact.silenced_at:
        raise Refusal(f"You asked Leg Up not to write to {contact.full_name}. Lift that on their page first, if they have changed their mind.")
    if not contact.email:
        failed = contact.points.filter(kind="email").exists()
        why = "The address you have did not work" if failed else "There is no e-mail address"
        raise Refusal(f"{why} for {contact.full_name}. Add one on their page; the letter is kept.")


def _written(message: Message) -> None:
    if not message.subject.strip():
        raise Refusal("The letter has no subject yet. A few words are enough; they decide whether it is opened.")
    if not message.body.strip():
        raise Refusal("The letter is empty.")


def _once_only(message: Message, now: datetime) -> None:
    """One request until they answer, and no reminder once they did."""
    if message.kind == "reminder":
        reminding.refuse_if_answered(message, now)
        reminding.refuse_if_too_many(message, now)
    if message.kind not in ASKING:
        return
    before = next((asked for kind in ASKING if (asked := threads.asked_without_answer(message.contact, kind, now - DORMANT)) and asked.pk != message.pk), None)
    if before:
        on = moment_in(before.at, message.owner.zone).partition(",")[0]
        raise Refusal(f"You wrote to {message.contact.full_name} on {on} and have no answer yet. Send a reminder instead of a second first letter.")


def _not_too_many(message: Message, leaves: datetime) -> None:
    for most, span, words in FIRST_LETTERS:
        others = _first_letters(message, leaves - span, leaves + span)
        if most and _fits(others, leaves, most, span):
            continue
        if not most:
            raise Refusal("First letters are not sent from here: whoever runs this Leg Up has turned them off. Open the letter in your own mail.")
        free = next(at for at in sorted(other + span for other in others if other + span > leaves) if _fits(others, at, most, span))
        raise Refusal(
            f"You have written {most} first letters {words}, and that is the most. Each of them deserves your attention when "
            f"it is answered. The next one can go on {moment_in(free, message.owner.zone)}."
        )


def _fits(others: list[datetime], leaves: datetime, most: int, span: timedelta) -> bool:
    """Whether one more letter makes no stretch as long as *span*, before it or after it, hold more than *most*."""
    times = sorted([*others, leaves])
    stretches = zip(times, times[most:], strict=False)
    return not any(last - first < span and first <= leaves <= last for first, last in stretches)


def _first_letters(message: Message, after: datetime, before: datetime) -> list[datetime]:
    """When the owner's other first letters left, or are to leave, between two instants; oldest first."""
    earlier = _exchanged(OuterRef("contact_id")).filter(pk__lt=OuterRef("pk"))
    out = Message.objects.filter(owner=message.owner, direction="out", failed_at=None, dropped_at=None).exclude(pk=message.pk)
    dated = out.annotate(leaves=Coalesce("later_at", "queued_at", "sent_at")).filter(leaves__gt=after, leaves__lt=before)
    return list(dated.filter(Q(kind__in=ASKING) | ~Exists(earlier)).order_by("leaves").values_list("leaves", flat=True))
