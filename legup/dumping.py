"""One database as one file, for SQLite and for PostgreSQL: copying it, checking a copy, putting a copy in place."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from legup.lib.refusal import Refusal


class Sqlite:
    """The database file in the data folder."""

    entry = "database.sqlite3"
    word = "SQLite"

    def __init__(self, settings: dict):
        self.file = Path(settings["NAME"])

    def copy(self, to: Path) -> dict[str, int]:
        """A whole and consistent copy while others write; the rows of each table in it."""
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
        with closing(sqlite3.connect(to)) as copied:
            return _rows_of(copied)

    def check(self, copy: Path) -> tuple[dict[str, int], set[str]]:
        """The rows of each table in *copy*, and the names of our migrations in it.

        Raises: Refusal when it is not a whole database.
        """
        try:
            with closing(sqlite3.connect(copy)) as copied:
                found = copied.execute("PRAGMA integrity_check").fetchone()[0]
                if found != "ok" or copied.execute("PRAGMA foreign_key_check").fetchone():
                    raise Refusal(f"The database in it is damaged ({found}).")
                steps = copied.execute("SELECT name FROM django_migrations WHERE app = 'legup'")
                return _rows_of(copied), {name for (name,) in steps}
        except sqlite3.Error as error:
            raise Refusal(f"The database in it is damaged ({error}).") from error

    def stage(self, copy: Path, name: str) -> None:
        """Put *copy* where *place* will look for it: it lies there already."""

    def refuse_while_used(self) -> None:
        """Say no while another program uses it: the lock on the data folder says so already."""

    def place(self, folder: Path, name: str, kept: Path) -> None:
        """Make the copy in *folder* the database, the present one kept in *kept*. Once: a second call does nothing."""
        copy = folder / self.entry
        if copy.exists():
            for tail in ("", "-wal", "-shm"):
                if (old := Path(f"{self.file}{tail}")).exists():
                    old.rename(kept / old.name)
            copy.rename(self.file)


def _rows_of(database: sqlite3.Connection) -> dict[str, int]:
    real = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    names = [name for (name,) in database.execute(real)]
    return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(names)}  # noqa: S608 - names from the schema


class Postgresql:
    """The database that LEGUP_DATABASE_URL names. Its user must be allowed to create databases."""

    entry = "database.dump"
    word = "PostgreSQL"

    def __init__(self, settings: dict):
        self.name = settings["NAME"]
        self.settings = settings

    def copy(self, to: Path) -> dict[str, int]:
        """A consistent copy while others write; the rows of each table, counted in the same snapshot."""
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}", self.name)
            return self._rows(cursor)

    def check(self, copy: Path) -> tuple[dict[str, int], set[str]]:
        """As for SQLite, by restoring into a database of its own that is dropped afterwards."""
        name = f"{self.name}_check_{os.getpid()}"
        self.stage(copy, name)
        try:
            return self._look(name)
        finally:
            self._maintain(f'DROP DATABASE IF EXISTS "{name}"')

    def stage(self, copy: Path, name: str) -> None:
        """Restore *copy* into a new database called *name*."""
        self._maintain(f'CREATE DATABASE "{name}"')
        try:
            self._run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}", str(copy))
        except Refusal:
            self._maintain(f'DROP DATABASE IF EXISTS "{name}"')
            raise

    def refuse_while_used(self) -> None:
        """Say no while another program is connected, for then the database cannot be renamed."""
        connections.close_all()
        if self._maintain("SELECT pid FROM pg_stat_activity WHERE datname = %s", self.name):
            raise Refusal("Something is connected to the PostgreSQL database. Stop every Leg Up and every tool that uses it, then try again.")

    def place(self, folder: Path, name: str, kept: Path) -> None:
        """Rename the staged database into place, and the present one away. Once: a second call does nothing."""
        connections.close_all()
        there = {row[0] for row in self._maintain("SELECT datname FROM pg_database")}
        if name in there:
            if self.name in there:
                self._maintain(f'ALTER DATABASE "{self.name}" RENAME TO "{self.name}_{kept.name}"')
            self._maintain(f'ALTER DATABASE "{name}" RENAME TO "{self.name}"')

    def _look(self, name: str) -> tuple[dict[str, int], set[str]]:
        import psycopg

        with closing(psycopg.connect(**self._address(name))) as there, there.cursor() as cursor:
            rows = self._rows(cursor)
            cursor.execute("SELECT name FROM django_migrations WHERE app = 'legup'")
            return rows, {row[0] for row in cursor.fetchall()}

    @staticmethod
    def _rows(cursor: Any) -> dict[str, int]:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        rows = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - names from the schema
            rows[table] = cursor.fetchone()[0]
        return rows

    def _maintain(self, statement: str, *values: str) -> list:
        import psycopg

        try:
            with closing(psycopg.connect(**self._address("postgres"), autocommit=True)) as server:
                done = server.execute(statement, values or None)
                return done.fetchall() if done.description else []
        except psycopg.Error as error:
            words = str(error).strip().splitlines()[0]
            raise Refusal(f"PostgreSQL did not allow it: {words}. The user of LEGUP_DATABASE_URL must be allowed to create databases (CREATEDB).") from error

    def _address(self, name: str) -> dict:
        known = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        return {"dbname": name} | {key: self.settings[kept] for key, kept in known.items() if self.settings[kept]}

    def _run(self, program: str, *arguments: str) -> None:
        found = shutil.which(program) or next(iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None)
        if found is None:
            raise Refusal(f"{program} is not here. Install PostgreSQL's client programs, then try again.")
        known = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        told = {key: str(self.settings[kept]) for key, kept in known.items() if self.settings[kept]}
        done = subprocess.run([str(found), *arguments], env=os.environ | told, capture_output=True, text=True)  # noqa: S603 - our own arguments
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Refusal(f"{program} failed: {last}")


def database() -> Sqlite | Postgresql:
    """The database of this Leg Up."""
    kind = Sqlite if connection.vendor == "sqlite" else Postgresql
    return kind(connection.settings_dict)
