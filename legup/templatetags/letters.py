"""What the page of a letter asks beside the letter itself."""

from django import template

from legup.lib.clock import now
from legup.mail.models import Mailbox
from legup.outreach import notices
from legup.outreach import own_wording as own
from legup.outreach.kinds import KINDS
from legup.outreach.models import Message, OwnWording
from legup.outreach.registers import Register, register_for
from legup.outreach.rules import said_by

register = template.Library()


@register.simple_tag
def own_wording(message: Message) -> OwnWording | None:
    """The way in which the writer of *message* says letters of its kind, if they have kept one."""
    return own.version(message.owner, message.kind)


@register.filter
def has_wording(message: Message) -> bool:
    """Whether there is a wording of ours for letters of this kind."""
    return message.kind in KINDS


@register.simple_tag
def own_lines(wording: OwnWording) -> list[tuple[str, bool]]:
    """A kept way as one reads it: sentences with what is put in, and whether they are the person's own."""
    return own.shown(wording)


@register.simple_tag
def register_of(contact) -> Register | None:
    """How letters are written where *contact* lives, if we know."""
    return register_for(contact.zone, contact.location)


@register.filter
def advised_by(sources: tuple[str, ...]) -> str:
    """Who gives an advice, in words."""
    return said_by(sources)


@register.simple_tag
def lasting_trouble(user) -> Mailbox | None:
    """The mail account of *user*, when it has not worked for an hour."""
    return notices.lasting(user, now()) if user.is_authenticated and not user.is_sample else None
