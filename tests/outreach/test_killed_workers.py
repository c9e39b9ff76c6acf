"""``kill -9`` at any moment: no letter is lost, none is sent twice, and what is not known is shown as not known.

Each case runs beside two naive ways of sending, which must fail under the same hands.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LETTERS = 6


def environment(data: Path) -> dict:
    return {**os.environ, "LEGUP_DATA": str(data), "DJANGO_SETTINGS_MODULE": "legup.settings", "LEGUP_EGRESS_ALLOW": "127.0.0.1", "PYTHONPATH": str(ROOT)}


def start(data: Path, *words) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.outreach.worker_process", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, env=environment(data), stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """A data folder with letters that are due."""
    data = tmp_path_factory.mktemp("prepared")
    made = start(data, "prepare", 1, LETTERS)
    assert made.wait(180) == 0, made.stderr.read().decode()
    return data


@pytest.fixture
def data(prepared, tmp_path, smtp_sink) -> Path:
    """A copy of it, whose mailbox is at the sink."""
    for name in ("legup.sqlite3", "legup.sqlite3-wal", "secret.key"):
        if (prepared / name).exists():
            shutil.copy(prepared / name, tmp_path / name)
    with closing(sqlite3.connect(tmp_path / "legup.sqlite3")) as database, database:
        database.execute("UPDATE legup_mailbox SET smtp_port = ?", [smtp_sink.port])
    return tmp_path


class Killer:
    """Kills the worker of the moment, the first time in its life that the server reaches a certain step."""

    def __init__(self, sink, step: str, kills: int):
        self.left, self.worker, self.killed = kills, None, set()
        sink.faults[step] = self

    def __call__(self):
        if self.left and self.worker.pid not in self.killed:
            self.left -= 1
            self.killed.add(self.worker.pid)
            os.kill(self.worker.pid, signal.SIGKILL)


def run_until_done(data: Path, way: str, killer) -> int:
    """Start workers one after another, each thinking it is twenty minutes later, until two ended by themselves; how many died."""
    deaths = quiet = offset = 0
    while quiet < 2:
        offset += 1200
        worker = start(data, way, offset)
        if killer:
            killer.worker = worker
        ended = worker.wait(180)
        assert ended in (0, -signal.SIGKILL), worker.stderr.read().decode()
        deaths, quiet = deaths + (ended != 0), quiet + (ended == 0)
    return deaths


def fates(data: Path, sink) -> Counter:
    """For every letter: what the product says of it, and how often it arrived."""
    arrived = Counter(recipients[0] for _, recipients, _ in sink.messages)
    with closing(sqlite3.connect(data / "legup.sqlite3")) as database:
        rows = database.execute("SELECT to_address, sent_at IS NOT NULL, uncertain_at IS NOT NULL AND sent_at IS NULL, failed_at IS NOT NULL FROM legup_message WHERE queued_at IS NOT NULL").fetchall()
    said = {to: "sent" if sent else "uncertain" if uncertain else "failed" if failed else "waiting" for to, sent, uncertain, failed in rows}
    return Counter((said[to], arrived[to]) for to in said)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("data", {("sent", 1): LETTERS}),
        ("body", {("sent", 1): LETTERS - 2, ("uncertain", 1): 2}),
        ("answer", {("sent", 1): LETTERS - 2, ("uncertain", 1): 2}),
    ],
)
def test_a_killed_worker_loses_and_doubles_nothing(data, smtp_sink, step, expected):
    assert run_until_done(data, "ours", Killer(smtp_sink, step, kills=2)) == 2
    assert fates(data, smtp_sink) == expected


def test_marking_first_loses_letters_under_the_same_hands(data, smtp_sink):
    assert run_until_done(data, "mark_then_send", Killer(smtp_sink, "data", kills=2)) == 2
    assert fates(data, smtp_sink)["sent", 0] == 2


def test_sending_first_doubles_letters_under_the_same_hands(data, smtp_sink):
    assert run_until_done(data, "send_then_mark", Killer(smtp_sink, "answer", kills=2)) == 2
    assert max(arrived for _, arrived in fates(data, smtp_sink)) > 1


def test_kills_at_random_moments(data, smtp_sink):
    """Whatever is neither delivered once nor known to be open would be a lost or a doubled letter."""
    chance, offset = random.Random(), 0
    for _ in range(4):
        offset += 1200
        worker = start(data, "ours", offset)
        timer = threading.Timer(0.4 + chance.random(), worker.kill)
        timer.start()
        worker.wait(180)
        timer.cancel()
    run_until_done(data, "ours", None)
    for (said, arrived), _ in fates(data, smtp_sink).items():
        assert (said, arrived) in {("sent", 1), ("uncertain", 0), ("uncertain", 1)}


def test_two_workers_at_once_send_each_letter_once(data, smtp_sink):
    workers = [start(data, "ours", 1200) for _ in range(3)]
    assert [worker.wait(180) for worker in workers] == [0, 0, 0]
    assert fates(data, smtp_sink) == {("sent", 1): LETTERS}


@pytest.mark.parametrize(("way", "most"), [("ours", 2), ("naive", LETTERS)])
def test_the_limit_holds_when_several_are_sent_at_once(data, way, most):
    """Two a day here. The naive way counts outside the transaction, and lets everything through."""
    at = time.time() + 8
    pressed = [start(data, "press", n, at, way) for n in range(4)]
    ended = [one.wait(180) for one in pressed]
    with closing(sqlite3.connect(data / "legup.sqlite3")) as database:
        queued = database.execute("SELECT count(*) FROM legup_message WHERE queued_at IS NOT NULL AND from_address LIKE 'dov%'").fetchone()[0]
    assert queued == min(most, 4)
    assert ended.count(0) == queued


@pytest.mark.parametrize(("way", "times"), [("ours", 1), ("naive", 3)])
def test_one_letter_sent_from_three_windows_at_once_is_queued_once(data, way, times):
    at = time.time() + 8
    assert [one.wait(180) for one in [start(data, "press", 0, at, way) for _ in range(3)]] == [0, 0, 0]
    with closing(sqlite3.connect(data / "legup.sqlite3")) as database:
        begun = database.execute("SELECT count(*) FROM legup_event e JOIN legup_message m ON m.contact_id = e.contact_id WHERE e.kind = 'queued' AND m.from_address LIKE 'dov%'")
        assert begun.fetchone()[0] == times
