"""The shelf of job boards: one file per kind, and one word here.

A source has ``NAME``, ``TITLE``, ``EXAMPLES``, ``HOSTS``, and four functions without network or database:
``board_of(address, page="")``, ``page_of(board)``, ``request(board)`` and ``parse(text)``.
"""

from types import ModuleType
from urllib.parse import urlsplit

from legup.postings.jobposting import JobPosting, is_evergreen
from legup.postings.sources import greenhouse

SOURCES: dict[str, ModuleType] = {source.NAME: source for source in (greenhouse,)}


def recognise(address: str, page: str = "") -> tuple[str, str] | None:
    """The source and the board that *address* names, or that *page*, the text behind it, names. None when no source knows it."""
    for name, source in SOURCES.items():
        if board := source.board_of(address, page):
            return name, board
    return None


def is_elsewhere(address: str) -> bool:
    """Whether *address* is a web page outside every known board, so that only the page itself can say which board it shows."""
    host = urlsplit(address).hostname if "://" in address else None
    return bool(host) and not any(host in source.HOSTS for source in SOURCES.values())


def read(source: str, text: str) -> list[JobPosting]:
    """The open roles in an answer of *source*.

    Raises: Unreadable when it is not such an answer, or not a whole one.
    Rule: evergreen entries are left out [postings 1].
    """
    return [posting for posting in SOURCES[source].parse(text) if not is_evergreen(posting.title)]
