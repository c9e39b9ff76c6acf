"""What is tried against the mail at length by ``bin/bench mail-faults``, in small: the same hands, and the same controls."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.daemons import postgresql_program, program

ROOT = Path(__file__).resolve().parents[2]
SMALL = "--kills 8 --letters 30 --workers 2 --every 17 --pauses 4 --strings 3000 --patience 0.7".split()


def figures(database: str, *parts: str) -> dict:
    command = [sys.executable, "bench/mail_faults.py", *parts, "--database", database, *SMALL]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": "/usr/sbin:/usr/bin:/bin", "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)[database]


@pytest.fixture(scope="module")
def tried() -> dict:
    """Everything but the receiving, on SQLite."""
    return figures("sqlite", "kills", "crashes", "pauses", "smtp", "headers", "copies")


def kept(found: dict) -> bool:
    """No letter lost, none doubled, and nothing said that is not so."""
    return found["lost"] == found["doubled"] == found["false"] == 0 and found["letters"] > 0


def test_kills_at_random_moments_lose_and_double_nothing(tried):
    found = tried["kills"]
    assert kept(found["2_workers"]) and found["2_workers"]["kills"] >= 6
    assert found["2_workers_without_faults"]["sent_once"] == found["2_workers_without_faults"]["letters"] == 30
    assert found["control_mark_then_send"]["lost"] > 0
    assert found["control_send_then_mark"]["lost"] == 0


def test_a_crash_at_any_step_of_sending_loses_and_doubles_nothing(tried):
    found = tried["crashes"]
    assert kept(found["sending"]) and found["sending"]["wrong_lines"] == 0
    assert found["sending"]["crashes"] >= 6
    assert found["control_mark_then_send"]["lost"] > 0
    assert found["control_send_then_mark"]["doubled"] > 0


def test_a_worker_that_sleeps_past_its_lease_doubles_nothing(tried):
    found = tried["pauses"]
    assert kept(found["sending"]) and found["sending"]["wrong_lines"] == 0
    assert found["control_lease_without_fence"]["doubled"] > 0


def test_every_fault_of_a_mail_server_ends_as_promised(tried):
    found = tried["smtp"]
    for word in ("once", "for_good"):
        assert found[word]["not_as_promised"] == {}
        assert kept(found[word]) and found[word]["letters"] >= 3
    assert found["control_send_again_when_it_failed"]["doubled"] > 0


def test_hostile_strings_change_no_header_and_add_no_recipient(tried):
    found = tried["headers"]
    assert found["composed"].get("wrong", 0) == 0 and found["composed"]["right"] > 300
    ends = found["from_end_to_end"]
    assert (ends["wrong"], ends["with_other_than_one_recipient"], ends["not_arrived"]) == (0, 0, 0) and ends["arrived"] > 4
    assert found["control_by_hand"]["another header or recipient"] > 0
    assert found["control_standard_library"]["another header or recipient"] > 0


def test_copied_and_restored_data_send_nothing_until_released(tried):
    for way in ("copied", "restored"):
        assert tried["copies"][way]["left_before_release"] == 0
        assert tried["copies"][way]["sent_once"] == tried["copies"][way]["letters"] == 30
    assert tried["copies"]["control_unmarked"]["left_before_release"] > 0


@pytest.mark.skipif(not program("dovecot"), reason="Dovecot is not installed (Debian: dovecot-imapd and dovecot-lmtpd)")
def test_answers_are_there_once_whatever_crashes_or_breaks_off():
    found = figures("sqlite", "receiving")["receiving"]
    for part in ("crashes", "faults"):
        assert found[part]["once"] == found[part]["answers"] > 10
        assert found[part]["of_strangers"] == found[part]["wrong_lines"] == 0
    assert found["control_place_first"]["crashes"]["lost"] > 0
    assert found["control_place_last"]["crashes"]["doubled"] > 0


@pytest.mark.skipif(not postgresql_program("initdb"), reason="PostgreSQL is not installed (Debian: postgresql)")
def test_kills_and_sleeps_on_postgresql():
    found = figures("postgresql", "kills", "pauses")
    assert kept(found["kills"]["2_workers"]) and kept(found["pauses"]["sending"])
    assert found["kills"]["2_workers_without_faults"]["sent_once"] == 30
    assert found["pauses"]["control_lease_without_fence"]["doubled"] > 0
