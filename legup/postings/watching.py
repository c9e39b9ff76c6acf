"""Watching: looking at a board about once a day, and taking in what stands there."""

import re
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from legup.accounts.models import User
from legup.lib import clock, egress
from legup.lib.refusal import Refusal
from legup.organizations.keeping import organization_named
from legup.organizations.naming import board_words_off
from legup.postings import matching, sources
from legup.postings.jobposting import JobPosting, Unreadable
from legup.postings.models import Posting, Postings, Watch

LEASE = timedelta(minutes=3)
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=15), timedelta(days=1)
EMPTY_IS_BELIEVED_AFTER = timedelta(days=7)
_BARE_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?$")
EMPTY = "The board answered, but lists nothing at all, though it did before. Nothing was closed; if it stays empty for a week, that will be believed."
FIELDS = ("title", "hiring_organization", "location", "employment_type", "date_posted", "valid_through", "url", "description_text")


def watch(owner: User, address: str, now: datetime | None = None) -> Watch:
    """Looks at the board that *address* names from now on; *address* may also be a board's bare name or a page that embeds it.

    Raises: Refusal when no board is recognised there.
    Once: the same board is the same watch; one that had ended begins anew, with what is there now as its baseline.
    """
    now = now or clock.now()
    source, board = find_board(address)
    with transaction.atomic():
        kept, is_new = Watch.objects.get_or_create(
            owner=owner, source=source, board=board, defaults={"address": sources.SOURCES[source].page_of(board), "made_at": now, "next_at": now}
        )
        if not is_new and kept.ended_at:
            Watch.objects.filter(pk=kept.pk).update(ended_at=None, first_seen_all_at=None, next_at=now, failed_at=None, failure="")
            kept.refresh_from_db()
    return kept


def find_board(address: str) -> tuple[str, str]:
    """The source and board behind *address*; a page elsewhere is read once to see which board it shows.

    Raises: Refusal with what to paste instead.
    """
    address = address.strip()
    if _BARE_ADDRESS.match(address):
        address = f"https://{address}"
    page = _page(address) if sources.is_elsewhere(address) else ""
    if found := sources.recognise(address, page):
        return found
    raise Refusal(
        "There is no job board at that address that Leg Up can read. Paste the link of one job on the board, such as "
        + " or ".join(sources.SOURCES["greenhouse"].EXAMPLES[:2])
        + ". A role from anywhere else can be typed in."
    )


def _page(address: str) -> str:
    try:
        fetched = egress.fetch(address)
    except egress.Unreachable as unreachable:
        if sources.recognise(address):
            return ""
        raise Refusal(f"{urlsplit(address).hostname} could not be read. {unreachable}") from None
    return fetched.body.decode("utf-8", "replace") if fetched.status == 200 else ""


def check(watch: Watch, now: datetime | None = None) -> bool:
    """Reads the board once; whether its answer was whole and taken in. A failure is kept on the watch, in words.

    Once: a board that somebody else is reading at this moment is left to them.
    """
    now = now or clock.now()
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    if not Watch.objects.going().filter(free, pk=watch.pk, next_at=watch.next_at).update(lease_until=now + LEASE):
        return False
    try:
        postings = _read(watch)
    except (egress.Unreachable, Unreadable) as failure:
        _fail(watch, str(failure), now)
        return False
    take_in(watch, postings, now)
    return not watch.failure


def _read(watch: Watch) -> list[JobPosting]:
    source = sources.SOURCES[watch.source]
    fetched = egress.fetch(source.request(watch.board))
    if fetched.status in (404, 410):
        raise Unreadable(f"{source.TITLE} has no board called “{watch.board}”. Look at the address again, or stop watching it.")
    if fetched.status == 429 or fetched.status >= 500:
        raise Unreadable(f"{source.TITLE} is too busy or broken at the moment (it answered {fetched.status}).")
    if fetched.status != 200:
        raise Unreadable(f"{source.TITLE} did not hand out this board (it answered {fetched.status}).")
    return sources.read(watch.source, fetched.body.decode("utf-8", "replace"))


def _fail(watch: Watch, sentence: str, now: datetime) -> None:
    """Keeps the sentence and since when it holds; the longer it holds, the longer until the next try."""
    watch.failed_at = watch.failed_at if watch.failed_at and watch.failure == sentence else now
    pause = min(max(now - watch.failed_at, SHORTEST_PAUSE), LONGEST_PAUSE)
    watch.failure, watch.next_at, watch.lease_until = sentence, now + pause + _jitter(5), None
    watch.save(update_fields=["failed_at", "failure", "next_at", "lease_until"])


def _jitter(minutes: int) -> timedelta:
    return timedelta(seconds=secrets.randbelow(minutes * 60))


def take_in(watch: Watch, postings: list[JobPosting], now: datetime) -> list[Posting]:
    """Keeps a complete answer of the board and matches it; the postings never seen before.

    Once: the same answer again changes nothing but the times.
    Rule: the first answer is a baseline, not news; missing from two complete answers in a row is closed; an empty answer
    closes nothing until it has been empty for a week [postings 1].
    """
    if not postings and _was_full(watch) and not _believed_empty(watch, now):
        _fail(watch, EMPTY, now)
        return []
    new = _keep(watch, {posting.id: posting for posting in postings}, now)
    matching.match_due(now, watch.owner)
    return new


@transaction.atomic
def _keep(watch: Watch, told: dict[str, JobPosting], now: datetime) -> list[Posting]:
    known = {row.source_id: row for row in Posting.objects.filter(owner=watch.owner_id, source=watch.source, board=watch.board)}
    employers = {name: organization_named(watch.owner, name) for name in {_employer(watch, p) for p in told.values()}}
    new = Posting.objects.bulk_create([_row(watch, told[key], employers, now) for key in told if key not in known])
    _refresh(watch, [(known[key], told[key]) for key in told if key in known], employers, now)
    _close(Posting.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in told]), watch, bool(told), now)
    _looked(watch, employers, now)
    return new


def _was_full(watch: Watch) -> bool:
    return watch.postings.filter(closed_at=None).exists()


def _believed_empty(watch: Watch, now: datetime) -> bool:
    return watch.failure == EMPTY and watch.failed_at is not None and now - watch.failed_at >= EMPTY_IS_BELIEVED_AFTER


def _employer(watch: Watch, posting: JobPosting) -> str:
    """Who hires, without the words of the board; a board that does not say is called by what the watch knows."""
    return board_words_off(posting.hiring_organization) or (watch.organization.name if watch.organization else watch.board)


def _facts(watch: Watch, posting: JobPosting, employers: dict) -> dict:
    name = _employer(watch, posting)
    facts = {field: getattr(posting, field) for field in FIELDS}
    return facts | {"hiring_organization": name, "organization": employers[name], "watch": watch}


def _row(watch: Watch, posting: JobPosting, employers: dict, now: datetime) -> Posting:
    return Posting(
        owner=watch.owner, source=watch.source, board=watch.board, source_id=posting.id, first_seen_at=now, last_seen_at=now,
        was_there_first=watch.first_seen_all_at is None, **_facts(watch, posting, employers),
    )  # fmt: skip


def _refresh(watch: Watch, pairs: list[tuple[Posting, JobPosting]], employers: dict, now: datetime) -> None:
    """What is still there was seen now; what reads differently is rewritten; what had been missing is open again."""
    changed = []
    for row, posting in pairs:
        facts = _facts(watch, posting, employers)
        if any(getattr(row, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(row, name, value)
            changed.append(row)
    Posting.objects.bulk_update(changed, [*FIELDS, "organization", "watch"], batch_size=100)
    Posting.objects.filter(pk__in=[row.pk for row, _ in pairs]).update(last_seen_at=now, closed_at=None)


def _close(missing: Postings, watch: Watch, lists_something: bool, now: datetime) -> None:
    """Closes what the complete answer before this one did not have either, and everything when emptiness is believed."""
    if lists_something:
        missing = missing.filter(last_seen_at__lt=watch.checked_at) if watch.checked_at else missing.none()
    missing.filter(closed_at=None).update(closed_at=now)


def _looked(watch: Watch, employers: dict, now: datetime) -> None:
    watch.organization = next(iter(employers.values())) if len(employers) == 1 else watch.organization
    watch.checked_at, watch.first_seen_all_at = now, watch.first_seen_all_at or now
    watch.failed_at, watch.failure, watch.lease_until = None, "", None
    watch.next_at = now + timedelta(hours=20) + _jitter(8 * 60)
    watch.save(update_fields=["organization", "checked_at", "first_seen_all_at", "failed_at", "failure", "lease_until", "next_at"])


def unwatch(watch: Watch, now: datetime | None = None) -> bool:
    """Stops looking, or goes on again; whether it is looked at now. What was found stays."""
    now = now or clock.now()
    ended = None if watch.ended_at else now
    Watch.objects.filter(pk=watch.pk).update(ended_at=ended, next_at=now, lease_until=None)
    return ended is None


def set_closed(posting: Posting, now: datetime | None = None) -> bool:
    """Notes that a posting is closed, or open after all; whether it is closed now."""
    now = now or clock.now()
    closed = posting.is_open(timezone.localdate(now))
    Posting.objects.filter(pk=posting.pk).update(closed_at=now if closed else None)
    return closed
