"""A machine for tests of the command: a data folder of its own, on which real processes run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONNECTIONS = """First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ben,Okafor,https://www.linkedin.com/in/ben-okafor-example,ben@harbour.example,Harbour Analytics,Data Analyst,12 Mar 2024
Mei,Lindqvist,https://www.linkedin.com/in/mei-l-example,,Northfield Clinic,Nurse,01 Feb 2023
"""


class Machine:
    """A machine with a data folder of its own, on which commands are given."""

    def __init__(self, folder: Path):
        self.data = folder / "data"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("LEGUP_", "DJANGO_"))}
        self.env |= {"LEGUP_DATA": str(self.data), "PYTHONPATH": str(ROOT), "CI": "1"}
        self.started: list[subprocess.Popen] = []

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-P", "-m", "legup", *words]
        return subprocess.run(command, env=self.env | env, capture_output=True, text=True, timeout=60)

    def start(self, *words: str, **env: str) -> "Running":
        command = [sys.executable, "-P", "-m", "legup", *words, "--json"]
        log = (self.data.parent / f"log{len(self.started)}").open("w+")
        legup = subprocess.Popen(command, env=self.env | env, stdout=subprocess.PIPE, stderr=log, text=True)
        self.started.append(legup)
        return Running(legup, Path(log.name))

    def off(self) -> None:
        """Pull the plug."""
        for process in self.started:
            for pid in family(process.pid):
                if pid != process.pid or process.poll() is None:
                    os.kill(pid, signal.SIGKILL)
            process.wait(10)


class Running:
    """A Leg Up that has said it is ready."""

    def __init__(self, process: subprocess.Popen, log: Path):
        self.process, self.log = process, log
        line = process.stdout.readline()
        assert line, log.read_text()
        self.told = json.loads(line)
        self.address, self.link = self.told["listening"], self.told["ready"]

    def family(self) -> list[int]:
        return family(self.process.pid)

    def status(self, path: str = "/") -> int:
        try:
            return urllib.request.urlopen(self.address + path, timeout=20).status
        except urllib.error.HTTPError as error:
            return error.code

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(10)
        return time.monotonic() - began


def family(pid: int) -> list[int]:
    """A process and everything it started; pid by pid from the system's own table."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = dict(map(int, line.split()) for line in listing.splitlines())
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def is_alive(pid: int) -> bool:
    listing = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(listing.strip()) and not listing.startswith("Z")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A data folder that a first start has prepared; making one takes longer than most tests."""
    first = Machine(tmp_path_factory.mktemp("prepared"))
    first.start("serve").stop()
    return first.data


@pytest.fixture
def new_machine(tmp_path):
    """A machine on which Leg Up has never run."""
    there = Machine(tmp_path)
    yield there
    there.off()


@pytest.fixture
def machine(new_machine, prepared):
    """A machine on which Leg Up has run once."""
    shutil.copytree(prepared, new_machine.data)
    return new_machine
