"""The command ``legup same-organization``, by real processes."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ask(tmp_path):
    def run(given: bytes, *words: str) -> subprocess.CompletedProcess:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LEGUP_DATA": str(tmp_path / "none"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-P", "-m", "legup", "same-organization", "--csv", *words]
        return subprocess.run(command, input=given, capture_output=True, env=environment, timeout=60)

    return run


def rows(done: subprocess.CompletedProcess) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def test_each_pair_gets_a_verdict_a_score_and_the_reason_in_words(ask, tmp_path):
    told = rows(ask(b"id,a,b\n1,BCG,The Boston Consulting Group\n2,YouTube,Google\n3,Delta Air Lines,Delta Dental\n"))
    assert [(row["id"], row["verdict"], row["same"]) for row in told] == [
        ("1", "same", "1"),
        ("2", "related", "0"),
        ("3", "different", "0"),
    ]
    assert [float(row["score"]) for row in told] == sorted((float(row["score"]) for row in told), reverse=True)
    assert all(row["why"].endswith(".") for row in told)
    assert not (tmp_path / "none").exists()


def test_strange_rows_cost_no_others(ask):
    strange = 'a,b\n,\nWells\n"Wells, Inc.",WELLS\n' + "x" * 100_000 + ",y\n\x00,\x00\n株式会社,日本\n"
    told = rows(ask(strange.encode() + b"\xff\xfe,z\n"))
    assert [row["same"] for row in told] == ["0", "0", "1", "0", "0", "0", "0"]


def test_a_table_without_the_two_columns_is_refused_in_a_sentence(ask):
    done = ask(b"a,c\n1,2\n")
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert "“b”" in done.stderr.decode()


def test_from_a_file_as_from_the_standard_input(ask, tmp_path):
    table = tmp_path / "pairs.csv"
    table.write_bytes(b"\xef\xbb\xbfA,B\r\nWells Inc,Wells\r\n")
    assert rows(ask(b"", str(table))) == rows(ask(table.read_bytes(), "-"))
