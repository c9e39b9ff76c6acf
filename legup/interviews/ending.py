"""The ending: what was said is gathered while it is fresh, and thanks are owed from here on."""

import re
from datetime import datetime, timedelta
from itertools import dropwhile

from django.db import transaction

from legup.contacts import timeline
from legup.contacts.models import Event
from legup.interviews.models import Interview
from legup.lib import clock

LONGEST = timedelta(hours=4)
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:(?:van|von|de|der|da|dos|bin|al|el|la|le)\s)*[A-Z][\w'’-]+){1,2}", re.U)
_PROMISE = re.compile(
    r"^\W*(?:I(?:'ll|’ll| will| promised| said I would)|(?:to-?do|promise[ds]?)\b|(?:send|write|read|look up|tell|let)\b.*\b(?:her|him|them|me know|it)\b)", re.I
)
_NOT_A_NAME = set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September October November December "
    "I She He They We You It The A An And But Or If So My Our Her His Their This That In On At For From With Who What How Why When Where "
    "Ask Call Write Email Meet Met See Talk Tell Thank Send Read Contact Said Says Also Maybe Then".split()
)


def end(interview: Interview, now: datetime | None = None, at: datetime | None = None) -> None:
    """The call is over: it was held, for so many minutes if its beginning was marked.

    Zone: *at* is when it was pressed, for a press that came late for want of signal.
    Units: minutes on the timeline; a clock that was forgotten for hours says nothing of the length.
    Once: a call that has ended keeps its end.
    """
    now = now or clock.now()
    ended_at = at if at and (interview.began_at or now - LONGEST) <= at <= now else now
    with transaction.atomic():
        if not Interview.objects.filter(pk=interview.pk, ended_at=None).update(ended_at=ended_at, declined_at=None, closed_at=None):
            return
        interview.refresh_from_db()
        timeline.record(interview.contact, "held", ended_at, interview=interview.key, **_length(interview))


def _length(interview: Interview) -> dict[str, int]:
    if not interview.began_at or not interview.ended_at or interview.ended_at - interview.began_at > LONGEST:
        return {}
    return {"minutes": max(1, round((interview.ended_at - interview.began_at).total_seconds() / 60))}


def reopen(interview: Interview) -> None:
    """Takes a mistaken end back; the notes were never touched by it. Once thanks were sent, the end stays."""
    with transaction.atomic():
        if Interview.objects.filter(pk=interview.pk, thanked_at=None).update(ended_at=None):
            Event.objects.filter(contact=interview.contact, kind="held", facts__interview=interview.key).delete()


def remembered(interview: Interview) -> dict[str, list[str]]:
    """What a thank-you letter may draw on.

    Shape: ``said`` (advice and quotes; the plain notes when nothing was tagged), ``promises`` not done yet, ``names``.
    Rule: thanks name something specific that was said [S3 S24 S28].
    """
    lines = list(interview.lines.all())
    said = [n.text for n in lines if n.tag in ("advice", "quote")]
    tagged = {n.text for n in lines}
    plain = [line for line in _lines(interview.notes) if line not in tagged and not line.startswith("(")]
    return {
        "said": said or plain[:3],
        "promises": [n.text for n in lines if n.tag == "promise" and not n.done_at],
        "names": [n.text for n in lines if n.tag == "name"],
    }


def _lines(text: str) -> list[str]:
    return [" ".join(line.split())[:500] for line in text.splitlines() if line.strip()]


def suggestions(interview: Interview) -> dict[str, list[str]]:
    """Lines of the notes that look like a promise, and names that stand in them; nothing is kept until somebody says so."""
    caught = {(n.tag, n.text) for n in interview.lines.all()}
    lines = _lines(interview.notes)
    promises = [line for line in lines if _PROMISE.search(line) and ("promise", line) not in caught]
    names = dict.fromkeys(name for line in lines for name in _names(line))
    own = {interview.contact.full_name, interview.owner.full_name}
    known = " · ".join(text for tag, text in caught if tag == "name")
    return {"promise": promises[:6], "name": [n for n in names if n not in own and n not in known][:8]}


def _names(line: str) -> list[str]:
    """Two or three words with capitals, without the verb or the small word that the line began with."""
    found = (dropwhile(_NOT_A_NAME.__contains__, words.split()) for words in _NAME.findall(line))
    names = [list(words) for words in found]
    return [" ".join(words) for words in names if len(words) > 1 and not _NOT_A_NAME.intersection(words)]
