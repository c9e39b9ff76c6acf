"""Greenhouse: a whole board in one answer [postings 2.1]."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from legup.postings.jobposting import JobPosting, Unreadable, day, line, text_of, web_address

NAME = "greenhouse"
TITLE = "Greenhouse"
EXAMPLES = ("boards.greenhouse.io/wellsclinic", "job-boards.greenhouse.io/wellsclinic/jobs/123", "careers.wells.example/?gh_jid=123")
HOSTS = frozenset({"boards.greenhouse.io", "job-boards.greenhouse.io", "job-boards.eu.greenhouse.io", "boards.eu.greenhouse.io", "boards-api.greenhouse.io"})
_TOKEN = re.compile(r"^[a-z0-9][a-z0-9_-]{1,99}$", re.I)
_ON_PAGE = re.compile(
    r"(?:job-)?boards(?:\.eu)?\.greenhouse\.io/(?:embed/job_(?:board|app)(?:/js)?\?(?:[\w=]*&(?:amp;)?)*for=)?([a-z0-9][\w-]+)"
    r"|boards-api\.greenhouse\.io/v1/boards/([a-z0-9][\w-]+)",
    re.I,
)
_NOT_BOARDS = frozenset({"embed", "v1", "jobs", "careers", "job_board", "job_app"})
_PARTS_OF_HOSTS = frozenset("www careers career jobs job apply work boards co com org net ac edu gov".split())


def board_of(address: str, page: str = "") -> str:
    """The token of the board that *address* names; a bare token names itself.

    Shape: for ``?gh_jid=`` on an employer's own site what *page* embeds, or else a guess from the site's name. Empty for anything else.
    """
    address = address.strip()
    if _TOKEN.match(address):
        return address.lower()
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        query = parse_qs(parts.query)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    if parts.hostname in HOSTS:
        return _in_path([part for part in parts.path.split("/") if part], query)
    return _on_page(page) or (_guess(parts.hostname) if "gh_jid" in query else "")


def _in_path(path: list[str], query: dict[str, list[str]]) -> str:
    if path[:2] == ["v1", "boards"]:
        path = path[2:]
    token = query.get("for", [""])[0] if path[:1] == ["embed"] else next(iter(path), "")
    return token.lower() if _TOKEN.match(token) and token not in _NOT_BOARDS else ""


def _on_page(page: str) -> str:
    """The one board that a careers page embeds or links to; nothing when it names several."""
    named = {(a or b).lower() for a, b in _ON_PAGE.findall(page)} - _NOT_BOARDS
    return named.pop() if len(named) == 1 else ""


def _guess(host: str) -> str:
    names = [part for part in host.lower().split(".")[:-1] if part not in _PARTS_OF_HOSTS]
    return names[-1] if names and _TOKEN.match(names[-1]) else ""


def page_of(board: str) -> str:
    """Where a person looks at the board."""
    return f"https://boards.greenhouse.io/{board}"


def request(board: str) -> str:
    """Where the whole board is read."""
    return f"{settings.GREENHOUSE_URL}/v1/boards/{board}/jobs?content=true"


def parse(text: str) -> list[JobPosting]:
    """Every entry of a board's answer.

    Raises: Unreadable when it is not JSON of this shape, or holds fewer entries than it says.
    """
    try:
        answer = json.loads(text)
        jobs, total = answer["jobs"], (answer.get("meta") or {}).get("total")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable("What came back is not a Greenhouse board.") from None
    if not isinstance(jobs, list) or not all(isinstance(job, dict) and line(job.get("id")) for job in jobs):
        raise Unreadable("What came back is not a Greenhouse board.")
    if isinstance(total, int) and total > len(jobs):
        raise Unreadable(f"Only {len(jobs)} of {total} postings came back.")
    return [_posting(job) for job in jobs]


def _posting(job: dict) -> JobPosting:
    place = job.get("location")
    location = line(place.get("name")) if isinstance(place, dict) else ""
    return JobPosting(
        source=NAME,
        id=line(job["id"], 200),
        title=line(job.get("title")) or "A role without a title",
        hiring_organization=line(job.get("company_name")),
        location=location,
        remote="remote" in location.lower(),
        date_posted=day(job.get("first_published")),
        valid_through=day(job.get("application_deadline")),
        employment_type=_employment_type(job.get("metadata")),
        url=web_address(job.get("absolute_url")),
        description_text=text_of(unescape(job["content"])) if isinstance(job.get("content"), str) else "",
    )


def _employment_type(metadata) -> str:
    """What the employer calls it, when one of their own fields says so."""
    for entry in metadata if isinstance(metadata, list) else []:
        if isinstance(entry, dict) and line(entry.get("name")).lower() in ("employment type", "job type", "time type", "commitment"):
            return line(entry.get("value"), 60)
    return ""
