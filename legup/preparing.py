"""Preparing the data folder: who may use it at once, and bringing its tables up to date."""

import errno
import fcntl
import os
import pkgutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from legup.lib.refusal import Refusal

KEPT_COPIES = 3
Say = Callable[[str], object]


class Running(Refusal):
    """Leg Up already runs on this data; ``address`` is where."""

    def __init__(self, address: str):
        self.address = address
        where = f"at {address}" if address else "on this data, and still starting"
        super().__init__(f"Leg Up is already running {where}.")


@contextmanager
def serving(data: Path) -> Iterator[Callable[[str], object]]:
    """Hold *data* as the one program that serves it; call what comes back to tell others at which address.

    Raises: Running, with the other's address, when it is served already.
    """
    with _locked(data / "serving.lock", fcntl.LOCK_EX | fcntl.LOCK_NB) as handle:
        if handle is None:
            raise Running((data / "serving.lock").read_text())
        os.ftruncate(handle, 0)
        yield lambda address: os.pwrite(handle, address.encode(), 0)


@contextmanager
def using(data: Path, alone: bool = False) -> Iterator[None]:
    """Use *data* beside others, or *alone* as a restore must.

    Raises: Refusal when somebody uses it alone, or when *alone* is asked and somebody uses it.
    """
    with _locked(data / "use.lock", (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB) as handle:
        if handle is None and alone:
            raise Refusal(f"Leg Up is using the data in {data}. Stop it first, then try again.")
        if handle is None:
            raise Refusal(f"A backup is being restored into {data}. Wait until it has ended, then try again.")
        yield


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[int | None]:
    """A lock that the system lets fall when this program and its children end, however they end."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError:
            yield None
        else:
            yield handle
    finally:
        os.close(handle)


def prepare(say: Say = lambda sentence: None) -> None:
    """Bring the tables up to date, after keeping a copy of what was there.

    Once: a second call finds nothing to do, quickly.
    Raises: Refusal when the data is newer than this program, damaged, or cannot be written.
    """
    from django.conf import settings
    from django.db import DatabaseError, connection

    try:
        with _locked(settings.DATA / "prepare.lock", fcntl.LOCK_EX):
            _bring_up_to_date(say)
    except DatabaseError as error:
        raise Refusal(_what_is_wrong(error)) from error
    finally:
        connection.close()


def _bring_up_to_date(say: Say) -> None:
    from django.conf import settings

    from legup import keeping

    keeping.finish_swap()
    steps, applied = wanted(), _applied()
    if newer := {step for step in applied - steps if step[0] == "legup"}:
        raise Refusal(f"This data was made by a newer Leg Up ({min(newer)[1]}). Update Leg Up, or restore an older backup.")
    if steps - applied:
        _update(bool(applied), say)
    if settings.IS_SERVER:
        from django.core.management import call_command

        call_command("createcachetable", verbosity=0)  # also where a laptop becomes a server
    keeping.hold_after_restore()


def problems() -> list[str]:
    """What does not fit together, a sentence each. Looks only."""
    from django.core import checks
    from django.db import DatabaseError, connection

    found = [f"{message.msg} {message.hint or ''}".strip() for message in checks.run_checks() if message.level >= checks.WARNING]
    try:
        if missing := wanted() - _applied():
            found.append(f"The data is not up to date ({len(missing)} steps). Starting Leg Up brings it up to date.")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check")
                found += [f"The database is damaged: {row[0]}. Restore a backup." for row in cursor.fetchall() if row[0] != "ok"]
    except DatabaseError as error:
        found.append(_what_is_wrong(error))
    return found


def wanted() -> set[tuple[str, str]]:
    """The migrations that this program ships, by name: loading all of them takes longer than the rest of the start."""
    from django.apps import apps

    return {
        (app.label, module.name)
        for app in apps.get_app_configs()
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")])
        if module.name[0] not in "_~"
    }


def _applied() -> set[tuple[str, str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return set()
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


def _update(holds_data: bool, say: Say) -> None:
    from django.conf import settings
    from django.core.management import call_command

    from legup import keeping
    from legup.lib.clock import now

    if holds_data:
        copy = settings.DATA / f"before-update-{now():%Y%m%d-%H%M%S}.copy"
        try:
            keeping.copy_database(copy)
            say(f"Updating the data; a copy from before is kept in {copy}.")
        except Refusal as no:
            say(f"Updating the data without a copy from before. {no}")
        for old in sorted(settings.DATA.glob("before-update-*.copy"))[:-KEPT_COPIES]:
            old.unlink()
    call_command("migrate", verbosity=0, interactive=False)


def _what_is_wrong(error: Exception) -> str:
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "sqlite":
        return f"The database cannot be used: {str(error).strip()}. LEGUP_DATABASE_URL says where it is."
    cause = error.__cause__
    where = settings.DATABASES["default"]["NAME"]
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    advice = {
        sqlite3.SQLITE_NOTADB: "Move that file away, or put a backup in its place with legup restore FILE.",
        sqlite3.SQLITE_CORRUPT: "Put a backup in its place with legup restore FILE.",
        sqlite3.SQLITE_FULL: "The disk is full: make room, then start again.",
        sqlite3.SQLITE_READONLY: "It may not be written: give it back to your user, or name another folder with --data.",
        sqlite3.SQLITE_CANTOPEN: "It may not be opened: look at the folder's permissions, or name another with --data.",
    }.get(code, "")
    return f"The database {where} cannot be used: {error}. {advice}".strip()


def disk_sentence(error: OSError) -> str:
    """What a person reads when a file could not be read or written."""
    if error.errno == errno.ENOSPC:
        return "The disk is full. Make room, then try again; nothing was left half-written."
    return f"{error.filename or 'A file'} cannot be used: {error.strerror}."
