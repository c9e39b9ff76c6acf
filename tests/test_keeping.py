"""Backups and restores, through the command: whole, proven, never half in place, and no letter sent by accident."""

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.machines import CONNECTIONS, Machine, machine, new_machine, prepared

__all__ = ["machine", "new_machine", "prepared"]

CRASHING = """
import os, pathlib, sys, django
django.setup()
from legup import keeping
real, left = pathlib.Path.rename, [int(sys.argv[2])]
def rename(self, to):
    left[0] -= 1
    if left[0] < 0:
        os._exit(9)
    return real(self, to)
pathlib.Path.rename = rename
keeping.restore(pathlib.Path(sys.argv[1]))
"""


@pytest.fixture(scope="session")
def template(prepared, tmp_path_factory):
    """The data of a machine that knows two people and keeps a file, and a backup of it."""
    first = Machine(tmp_path_factory.mktemp("known"))
    shutil.copytree(prepared, first.data)
    file, saved = first.data.parent / "Connections.csv", first.data.parent / "saved"
    file.write_text(CONNECTIONS)
    assert first.run("import", str(file)).returncode == 0
    (first.data / "media" / "letters").mkdir(parents=True)
    (first.data / "media" / "letters" / "cv.pdf").write_bytes(b"%PDF " + bytes(range(256)) * 40)
    done = first.run("backup", str(saved))
    assert done.returncode == 0, done.stderr
    return first.data, saved


@pytest.fixture
def known(new_machine, template):
    """A machine that knows two people and keeps a file."""
    shutil.copytree(template[0], new_machine.data)
    return new_machine


@pytest.fixture
def saved(template, tmp_path):
    """A backup of what is known."""
    return shutil.copy(template[1], tmp_path / "saved")


def ask(machine: Machine, question: str):
    with closing(sqlite3.connect(machine.data / "legup.sqlite3")) as database:
        return database.execute(question).fetchall()


def names(machine: Machine) -> list[str]:
    return [name for (name,) in ask(machine, "SELECT full_name FROM legup_contact ORDER BY 1")]


def everything(machine: Machine) -> dict:
    """Every row, but for those that say which copy this is."""
    tables = [name for (name,) in ask(machine, "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: ask(machine, f'SELECT * FROM "{name}"') for name in tables if name != "legup_instance"}


def forget_people(machine: Machine) -> None:
    with closing(sqlite3.connect(machine.data / "legup.sqlite3")) as database:
        database.execute("UPDATE legup_contact SET full_name = 'Somebody Else'")
        database.commit()


def media(machine: Machine) -> dict:
    return {file.name: file.read_bytes() for file in (machine.data / "media").rglob("*") if file.is_file()}


def is_held(machine: Machine) -> bool:
    return ask(machine, "SELECT held_at IS NOT NULL FROM legup_instance") == [(1,)]


# Saving


def test_what_was_saved_comes_back_whole(known, saved):
    before, files = everything(known), media(known)
    forget_people(known)
    shutil.rmtree(known.data / "media")
    done = known.run("restore", str(saved), "--json")
    assert done.returncode == 0, done.stderr
    assert everything(known) == before
    assert media(known) == files
    assert known.run("check-deploy").returncode == 0


def test_a_backup_made_while_it_runs_holds_what_a_copied_file_misses(machine, new_machine, tmp_path):
    machine.start("serve")
    (tmp_path / "Connections.csv").write_text(CONNECTIONS)
    machine.run("import", str(tmp_path / "Connections.csv"))
    copied = tmp_path / "copied.sqlite3"
    shutil.copy(machine.data / "legup.sqlite3", copied)
    with closing(sqlite3.connect(copied)) as control:
        assert control.execute("SELECT count(*) FROM legup_contact").fetchone() == (0,)
    assert machine.run("backup", str(tmp_path / "saved")).returncode == 0
    elsewhere = Machine(tmp_path / "elsewhere")
    elsewhere.data.mkdir(parents=True)
    elsewhere.run("restore", str(tmp_path / "saved"))
    assert names(elsewhere) == ["Ben Okafor", "Mei Lindqvist"]


def test_a_backup_says_what_it_holds_and_that_it_was_proven(known, tmp_path):
    done = known.run("backup", str(tmp_path / "saved"))
    assert done.stdout.startswith(f"Saved and proven by a trial restore: {tmp_path / 'saved'} (")
    told = json.loads(known.run("backup", str(tmp_path / "again"), "--json").stdout)
    assert told["tables"]["legup_contact"] == 2
    assert sorted(told["files"]) == ["database.sqlite3", "media/letters/cv.pdf"]
    assert (tmp_path / "saved").stat().st_mode & 0o077 == 0


def test_a_damaged_database_is_not_passed_off_as_a_backup(known, tmp_path):
    with closing(sqlite3.connect(known.data / "legup.sqlite3")) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM legup_user")
        database.commit()
    refused = known.run("backup", str(tmp_path / "saved"))
    assert refused.returncode == 1
    assert "The database in it is damaged" in refused.stderr
    assert not [file for file in tmp_path.iterdir() if "backup" in file.name or file.name == "saved"]


def test_a_backup_never_takes_the_place_of_another_file(known, saved):
    before = saved.read_bytes()
    assert known.run("backup", str(saved)).stderr == f"{saved} is there already. Name another file.\n"
    assert saved.read_bytes() == before
    assert "There is no folder" in known.run("backup", str(saved.parent / "none" / "saved")).stderr


def test_the_key_is_in_a_backup_only_when_asked_for(known, saved, tmp_path):
    key = (known.data / "secret.key").read_text()
    known.run("backup", str(tmp_path / "with"), "--with-key")
    for number, (file, same) in enumerate([(saved, False), (tmp_path / "with", True)]):
        elsewhere = Machine(tmp_path / f"elsewhere{number}")
        elsewhere.data.mkdir(parents=True)
        assert elsewhere.run("restore", str(file)).returncode == 0
        assert ((elsewhere.data / "secret.key").read_text() == key) is same
        assert (elsewhere.data / "secret.key").stat().st_mode & 0o077 == 0


# Restoring


def test_nothing_leaves_after_a_restore_until_a_person_says_so(known, saved):
    assert not is_held(known)
    known.run("restore", str(saved))
    assert is_held(known)
    assert "was restored" in ask(known, "SELECT reason FROM legup_instance")[0][0]


def test_what_was_there_before_a_restore_is_kept(known, saved):
    forget_people(known)
    kept = json.loads(known.run("restore", str(saved), "--json").stdout)["kept"]
    with closing(sqlite3.connect(f"{kept}/legup.sqlite3")) as database:
        assert database.execute("SELECT DISTINCT full_name FROM legup_contact").fetchall() == [("Somebody Else",)]


def test_a_restore_while_it_runs_is_refused(known, saved):
    forget_people(known)
    known.start("serve")
    refused = known.run("restore", str(saved))
    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr
    assert set(names(known)) == {"Somebody Else"}


@pytest.mark.parametrize("moves", range(9))
def test_a_restore_cut_off_at_any_move_is_finished_by_the_next_start(known, saved, moves):
    forget_people(known)
    cut = subprocess.run([sys.executable, "-P", "-c", CRASHING, str(saved), str(moves)], env=known.env | {"DJANGO_SETTINGS_MODULE": "legup.settings"})
    assert cut.returncode in (0, 9)
    assert known.run("demo", "--remove").returncode == 0
    restored = names(known) == ["Ben Okafor", "Mei Lindqvist"]
    assert restored or names(known) == ["Somebody Else"] * 2
    assert is_held(known) is restored
    assert restored is (moves > 0)
    assert media(known)["cv.pdf"].startswith(b"%PDF ")


def rewritten(saved, change) -> None:
    """Write the backup again as *change* makes it: (name, bytes) pairs in and out."""
    with zipfile.ZipFile(saved) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def with_manifest(change):
    def rewrite(entries):
        manifest = json.loads(entries["manifest.json"])
        change(manifest, entries)
        entries["manifest.json"] = json.dumps(manifest)

    return rewrite


def climbing(manifest, entries):
    manifest["files"]["media/../../climbed"] = manifest["files"].pop("media/letters/cv.pdf")
    entries["media/../../climbed"] = entries.pop("media/letters/cv.pdf")


def bomb(manifest, entries):
    entries["media/zeros"] = bytes(400_000_000)
    manifest["files"]["media/zeros"] = {"size": 400_000_000, "sha256": ""}


def smaller(manifest, entries):
    manifest["files"]["media/letters/cv.pdf"]["size"] -= 1


def other_bytes(manifest, entries):
    entries["media/letters/cv.pdf"] = entries["media/letters/cv.pdf"][::-1]


def fewer_rows(manifest, entries):
    manifest["tables"]["legup_contact"] = 1


def hidden(manifest, entries):
    entries["media/hidden"] = b"not in the list"


def postgresql_instead(manifest, entries):
    manifest["files"]["database.dump"] = manifest["files"].pop("database.sqlite3")
    entries["database.dump"] = entries.pop("database.sqlite3")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda entries: entries.pop("manifest.json"), "It is not a backup made by Leg Up."),
        (lambda entries: entries.update({"manifest.json": "[" * 100_000}), "is not a Leg Up backup"),
        (with_manifest(lambda manifest, _: manifest.update(format="Something 3")), "It was not made by this kind of Leg Up."),
        (with_manifest(climbing), "It holds a file that no backup has"),
        (with_manifest(bomb), "It would unpack to far more than a backup does."),
        (with_manifest(smaller), "What it holds is not what its list says."),
        (with_manifest(hidden), "What it holds is not what its list says."),
        (with_manifest(other_bytes), "media/letters/cv.pdf in it is damaged."),
        (with_manifest(fewer_rows), "The database in it does not have the rows that its list says."),
        (with_manifest(postgresql_instead), "It was not made from SQLite, which this Leg Up uses."),
    ],
)
def test_what_is_not_an_honest_backup_is_refused_and_nothing_changes(known, saved, change, says):
    rewritten(saved, change)
    assert_refused(known, saved, says)


def assert_refused(known, file, says: str) -> None:
    before, inside = everything(known), sorted(known.data.iterdir())
    refused = known.run("restore", str(file))
    assert refused.returncode == 1
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr
    assert everything(known) == before
    assert sorted(known.data.iterdir()) == inside
    assert not (known.data.parent / "climbed").exists()


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_part_of_a_backup_is_refused(known, saved, share):
    saved.write_bytes(saved.read_bytes()[: int(saved.stat().st_size * share)])
    assert_refused(known, saved, "is not a Leg Up backup, or only a part of one")


def test_a_flipped_bit_is_noticed(known, saved):
    content = bytearray(saved.read_bytes())
    content[len(content) // 3] ^= 0x10
    saved.write_bytes(content)
    assert_refused(known, saved, "is not a Leg Up backup, or only a part of one")


def test_a_backup_of_a_newer_leg_up_is_refused(known, tmp_path):
    with closing(sqlite3.connect(known.data / "legup.sqlite3")) as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('mfa', '9999_later', '2026-01-01')")
        database.commit()
    assert known.run("backup", str(tmp_path / "saved")).returncode == 0
    rewritten(tmp_path / "saved", as_if_newer(tmp_path))
    assert_refused(known, tmp_path / "saved", "It was made by a newer Leg Up (9999_later).")


def as_if_newer(folder):
    import hashlib

    def change(entries):
        (folder / "newer.sqlite3").write_bytes(entries["database.sqlite3"])
        with closing(sqlite3.connect(folder / "newer.sqlite3")) as database:
            database.execute("UPDATE django_migrations SET app = 'legup' WHERE name = '9999_later'")
            database.commit()
        entries["database.sqlite3"] = content = (folder / "newer.sqlite3").read_bytes()
        manifest = json.loads(entries["manifest.json"])
        manifest["files"]["database.sqlite3"] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        entries["manifest.json"] = json.dumps(manifest)

    return change


# Updating


def test_a_copy_is_kept_before_the_data_is_brought_up_to_date(known):
    back = [sys.executable, "manage.py", "migrate", "sessions", "zero", "--verbosity", "0"]
    subprocess.run(back, env=known.env, cwd=known.env["PYTHONPATH"], check=True)
    done = known.run("demo", "--remove")
    (copy,) = known.data.glob("before-update-*.copy")
    assert f"a copy from before is kept in {copy}" in done.stderr
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT count(*) FROM legup_contact").fetchone() == (2,)
        assert database.execute("SELECT count(*) FROM django_migrations WHERE app = 'sessions'").fetchone() == (0,)
    assert known.run("check-deploy").returncode == 0


# PostgreSQL


@pytest.fixture
def on_postgresql(new_machine, postgresql):
    """A machine whose data is in a PostgreSQL database of its own."""
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS kept WITH (FORCE)")
        server.execute("CREATE DATABASE kept")
    new_machine.env["LEGUP_DATABASE_URL"] = urlsplit(postgresql)._replace(path="/kept").geturl()
    return new_machine


def test_postgresql_is_saved_proven_and_restored_the_same_way(on_postgresql, postgresql, tmp_path):
    import psycopg

    (tmp_path / "Connections.csv").write_text(CONNECTIONS)
    for words in (["import", str(tmp_path / "Connections.csv")], ["backup", str(tmp_path / "saved")]):
        done = on_postgresql.run(*words)
        assert done.returncode == 0, done.stderr
    address = on_postgresql.env["LEGUP_DATABASE_URL"]
    with psycopg.connect(address, autocommit=True) as there:
        there.execute("UPDATE legup_contact SET full_name = 'Somebody Else'")
        in_the_way = on_postgresql.run("restore", str(tmp_path / "saved"))
        assert in_the_way.stderr.startswith("Something is connected to the PostgreSQL database.")
    done = on_postgresql.run("restore", str(tmp_path / "saved"))
    assert done.returncode == 0, done.stderr
    with psycopg.connect(address) as there:
        people = there.execute("SELECT full_name FROM legup_contact ORDER BY 1").fetchall()
        held = there.execute("SELECT held_at IS NOT NULL FROM legup_instance").fetchall()
    with psycopg.connect(postgresql) as server:
        databases = sorted(row[0].partition("before")[0] for row in server.execute("SELECT datname FROM pg_database"))
    assert (people, held) == ([("Ben Okafor",), ("Mei Lindqvist",)], [(True,)])
    assert databases == ["kept", "kept_", "postgres", "template0", "template1"]
