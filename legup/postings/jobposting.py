"""A posting as a source tells it, in the words of schema.org, and what every source needs to read one."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from legup.lib.fold import fold

LONGEST_TEXT = 40_000


@dataclass(frozen=True)
class JobPosting:
    """One open role. Shape: ``id`` is text; ``url`` is http(s) or empty; an empty employer means that the source does not say."""

    source: str
    id: str
    title: str
    hiring_organization: str = ""
    location: str = ""
    remote: bool = False
    date_posted: date | None = None
    valid_through: date | None = None
    employment_type: str = ""
    url: str = ""
    description_text: str = ""


class Unreadable(Exception):
    """An answer that is not what the source promises; ``str()`` is a sentence for the person."""


def line(value, longest: int = 300) -> str:
    """One line of plain text from whatever the source put there."""
    return " ".join(str(value).split())[:longest] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def day(value) -> date | None:
    """The calendar date at the head of an ISO date or time, as its writer meant it; None for anything else."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def web_address(value) -> str:
    """*value* when it is an http or https address; nothing otherwise."""
    text = line(value, 2000)
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""


def text_of(html: str) -> str:
    """The words of an HTML description: no markup, no addresses behind links."""
    from inscriptis import get_text  # noqa: PLC0415  it brings lxml, which start-up can do without

    html = html[: LONGEST_TEXT * 5].replace("\0", "")
    try:
        text = get_text(html) if html.strip() else ""
    except (ValueError, RecursionError, AssertionError):
        text = _TAG.sub(" ", html)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(row.rstrip() for row in text.strip().splitlines()))[:LONGEST_TEXT]


_TAG = re.compile(r"<[^>]*>")

_POOL = r"(?:talent|candidate|alumni) (?:communit(?:y|ies)|pools?|networks?|pipeline|bench)"
_OPEN = (
    r"(?:(?:open|general|spontaneous|speculative|unsolicited|future|prospective) (?:application|applicant|candidate|opportunit(?:y|ies)|openings?|roles?|interest)s?"
    r"|(?:general )?expressions? of interest|general interest|(?:register|submit) your (?:interest|cv|resume)|(?:initiativ|blind)bewerbung\w*"
    r"|apen s[oø]knad|oppen ansokan|spontanansokan|uopfordret ans[oø]gning|avoin hakemus|open sollicitatie|candidatures? spontanee?s?"
    r"|candidatura espontanea|candidatura spontanea|aplikacja spontaniczna)"
)
_REST = r"(?: (?:for|at|in|to|from|h/f)\b.*| ?[^\w\s].*)?"
_EVERGREEN = re.compile(
    rf"^(?:join (?:our|the|us)\b.*\b{_POOL}\b.*|(?:[\w&.]+ ){{0,2}}{_POOL}{_REST}|{_OPEN}{_REST}"
    r"|(?:don.?t|can.?t|did.?nt|not) (?:see|seeing|find|finding)\b.*|join our team\W*|stay in touch\W*|.* - (?:general|open) application)$"
)
_WHO_RUNS_IT = re.compile(r"\b(?:manager|director|head|lead|specialist|coordinator|recruiter|associate|analyst|partner|officer|intern)\b")


def is_evergreen(title: str) -> bool:
    """Whether *title* only gathers names (“Join our talent community”) and no role is open.

    Rule: evergreen entries never count as an opening [postings 1].
    """
    said = fold(title)
    head = re.split(rf"\b{_POOL}", said)[0]
    return bool(_EVERGREEN.match(said)) and not _WHO_RUNS_IT.search(head if head != said else "")
