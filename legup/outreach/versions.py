"""Versions: the earlier words of a letter, set aside when they give way, shown with what changed, and brought back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from legup.outreach import drafting
from legup.outreach.comparing import Change, compare
from legup.outreach.models import Message, Version
from legup.outreach.pasting import Pasted, cleaned, cleaned_line

PAUSE = timedelta(minutes=2)
MOST = 50
COMPARED = 150_000  # characters compared on one page; older words beyond are listed without what changed


@dataclass(frozen=True)
class Earlier:
    """One earlier wording as a page lists it. Shape: ``changes`` lead to the words that came next; None when they were not compared."""

    version: Version
    changes: list[Change] | None
    is_current: bool


def keep(message: Message, subject: str, body: str, now: datetime) -> Pasted:
    """Keep what was typed or pasted, clean; after a pause, or when much was taken out, the words before stay as a version.

    Once: the same words again change nothing; a letter that is no longer a draft is left as it is.
    """
    pasted = cleaned(body)
    before = _words_of(message)
    with transaction.atomic():
        if drafting.keep(message, cleaned_line(subject), pasted.text, now) and (why := _why(before, message, now)):
            _add(message, before | {"why": why})
    return pasted


def set_aside(message: Message, why: str) -> Version:
    """Remember the words as they stand, before they give way to others. Once: words that are remembered are not remembered twice."""
    words = _words_of(message)
    with transaction.atomic():
        found = message.versions.filter(subject=words["subject"], body=words["body"]).first()
        return found or _add(message, words | {"why": why})


def restore(message: Message, version: Version, now: datetime) -> Version:
    """Put earlier words back; the answer is where the present ones went."""
    with transaction.atomic():
        aside = set_aside(message, "back")
        drafting.keep(message, version.subject, version.body, now)
    return aside


def history(message: Message) -> Iterator[Earlier]:
    """The earlier words, newest first, each with what changed after it."""
    newer, left = _whole(message), COMPARED
    for version in message.versions.all():
        older = _whole(version)
        left -= len(older)
        yield Earlier(version, compare(older, newer) if left > 0 else None, (version.subject, version.body) == (message.subject, message.body))
        newer = older


def _whole(words: Message | Version) -> str:
    return f"{words.subject}\n{words.body}"


def _words_of(message: Message) -> dict:
    return {"subject": message.subject, "body": message.body, "at": message.edited_at or message.drafted_at}


def _why(before: dict, message: Message, now: datetime) -> str:
    """Why words that were just replaced deserve remembering; empty for a few letters more while typing."""
    if now - before["at"] > PAUSE:
        return "pause"
    return "cut" if len(before["body"]) > 80 and len(message.body) * 2 < len(before["body"]) else ""


def _add(message: Message, words: dict) -> Version:
    version = Version.objects.create(message=message, **words)
    oldest = message.versions.values_list("pk", flat=True)[MOST:]
    Version.objects.filter(pk__in=list(oldest)).delete()
    return version
