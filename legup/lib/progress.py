"""How far a long act has come, told to other requests while its transaction is still open.

A row cannot tell: nobody sees it before the act has ended. So it is a small file in the data folder.
"""

from pathlib import Path

from django.conf import settings


def tell(key: str, done: int, total: int) -> None:
    """Note that *done* of *total* is done in the act of that *key*."""
    path = _path(key)
    path.parent.mkdir(exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(f"{done} {total}")
    beside.replace(path)


def told(key: str) -> tuple[int, int] | None:
    """What was noted last, as (done, total); None when nothing is under way."""
    try:
        done, total = _path(key).read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return int(done), int(total)


def forget(key: str) -> None:
    """The act has ended, one way or another."""
    _path(key).unlink(missing_ok=True)


def _path(key: str) -> Path:
    return settings.DATA / "progress" / key
