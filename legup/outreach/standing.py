"""Where a letter stands, in words for the person whose letter it is."""

from datetime import datetime
from typing import NamedTuple

from legup.outreach.hours import said
from legup.outreach.models import Message
from legup.templatetags.legup import moment


class Standing(NamedTuple):
    """Shape: *word* for a list, *sentence* for the page, *tone* good, warn, bad, accent or nothing."""

    word: str
    sentence: str
    tone: str = ""


def stand(message: Message, now: datetime) -> Standing:
    """Where *message* stands at *now*; times are said in the reader's zone."""
    return _SAY[message.stand](message, now)


def _draft(message: Message, now: datetime) -> Standing:
    return Standing("Draft", f"A draft, begun on {moment(message.drafted_at)}.")


def _queued(message: Message, now: datetime) -> Standing:
    if message.mailbox and message.mailbox.is_refused:
        since = f"Your mail account has not let Leg Up in since {moment(message.mailbox.refused_at)}."
        return Standing("Waits", f"{since} {message.mailbox.refusal} The letter is safe, and leaves once the account works again.", "bad")
    if message.later_at and not message.failure and message.later_at > now:
        return Standing("Leaves later", f"It leaves on {said(message.later_at, message.contact)}. Until then you can take it back, or let it leave at another time.", "accent")
    if message.failure:
        return Standing("Trying again", f"{message.failure} The letter is safe; the next try is on {moment(message.not_before)}.", "warn")
    if message.not_before and message.not_before > now:
        return Standing("Leaves in a minute", "It leaves within a minute. Until then you can take it back.", "accent")
    return Standing("On its way", f"On its way since {moment(message.not_before)}. It leaves as soon as Leg Up can send.", "accent")


def _handed(message: Message, now: datetime) -> Standing:
    return Standing("Being delivered", "It is being handed to your mail server at this moment.", "accent")


def _sent(message: Message, now: datetime) -> Standing:
    said = {"own": "You sent it from your own mail", "seen": "You sent it from your own mail, as its folder of sent letters shows,", "copy": "You copied it and sent it yourself"}
    return Standing("Sent", f"{said.get(message.way, 'Your mail server took it')} on {moment(message.sent_at)}.", "good")


def _failed(message: Message, now: datetime) -> Standing:
    return Standing("Not delivered", f"It could not be delivered on {moment(message.failed_at)}. {message.failure} The letter is kept here.", "bad")


def _uncertain(message: Message, now: datetime) -> Standing:
    sentence = (
        f"It was handed over on {moment(message.handed_at)}, and nobody said what became of it. {message.failure} "
        "Look in the Sent folder of your mail, or wait for an answer, before you send it again."
    )
    return Standing("Probably delivered", sentence, "warn")


def _received(message: Message, now: datetime) -> Standing:
    if message.is_automatic:
        return Standing("Automatic", f"An automatic note that came on {moment(message.received_at)}. No person wrote it.")
    came = "It reached you another way" if message.way == "logged" else "It came"
    return Standing("Answer", f"{came} on {moment(message.received_at)}.", "good")


def _dropped(message: Message, now: datetime) -> Standing:
    return Standing("Put away", f"Put away on {moment(message.dropped_at)}. {message.failure}".strip())


_SAY = {
    "draft": _draft, "queued": _queued, "handed": _handed, "sent": _sent, "failed": _failed,
    "uncertain": _uncertain, "received": _received, "dropped": _dropped,
}  # fmt: skip
