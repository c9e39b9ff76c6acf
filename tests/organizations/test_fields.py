"""Fields of work from titles: looked up, weighed, or honestly unsure; and the command that tells them."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from legup.organizations.fields import field_of
from legup.organizations.fields.naming import FIELDS
from legup.organizations.fields.plain import plain

ROOT = Path(__file__).resolve().parents[2]
DEVELOPMENT = ROOT.parent / "shared/corpus/titles-dev.csv"


@pytest.mark.parametrize(
    ("title", "major", "name"),
    [
        ("Registered Nurse", "29", "health care"),
        ("registered nurses", "29", "health care"),
        ("Zookeeper", "39", "hospitality & personal service"),
        ("2027 Summer Intern, Data Science (m/w/d)", "15", "software & data"),
        ("Sr. Backend Engineer II – Payments (Remote, US) #48213", "15", "software & data"),
        ("Forklift Operator, 2nd shift, $21/hr, sign-on bonus", "53", "trades, production & transport"),
        ("Executive Assistant to the Dean", "43", "operations & administration"),
        ("Dean of Students", "11", "education"),
        ("Marketing Manager", "11", "marketing & PR"),
        ("Talent Acquisition Partner", "13", "people & HR"),
        ("Ingénieur logiciel", "15", "software & data"),
    ],
)
def test_a_title_is_placed(title, major, name):
    found = field_of(title)
    assert (found.soc_major, found.name) == (major, name)
    assert found.why


@pytest.mark.parametrize("title", ["", "   ", "?!", "Xqzt", "12345", "💼", "x" * 100_000, "=1+1"])
def test_what_says_nothing_is_left_unsaid(title):
    found = field_of(title)
    assert found.soc_major == "" and found.name == ""


def test_level_term_and_place_do_not_matter():
    assert {
        field_of(f"{before}Mechanical Engineer{after}").soc_major
        for before in ("", "Senior ", "2026 ")
        for after in ("", " II", ", Chicago", " - Remote", " (Summer 2027)")
    } == {"17"}
    assert plain("Summer 2027") == "Summer", "what is left is never empty"


def run(tmp_path, table: bytes, *words: str) -> subprocess.CompletedProcess:
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LEGUP_DATA": str(tmp_path / "no-data"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, "-P", "-m", "legup", "field", *words],
        input=table,
        capture_output=True,
        env=env,
        timeout=60,
        check=False,
    )


def test_a_table_comes_back_with_more_columns_and_nothing_else_changed(tmp_path):
    table = '\ufeffid,Title,organization\r\n7,"Nurse, Night shift",Wells Clinic\r\n8,\r\n9,"Chef\n(head)",X,more\r\n'.encode()
    answer = run(tmp_path, table, "--csv", "-")
    rows = list(csv.reader(io.StringIO(answer.stdout.decode(), newline="")))
    assert answer.returncode == 0
    assert rows[0] == ["id", "Title", "organization", "soc_major", "field", "certainty", "why"]
    assert rows[1][:5] == ["7", "Nurse, Night shift", "Wells Clinic", "29", "health care"]
    assert rows[2][:5] == ["8", "", "", "", ""]
    assert rows[3][:3] == ["9", "Chef\n(head)", "X"] and "35" in rows[3]
    assert not (tmp_path / "no-data").exists()


@pytest.mark.parametrize("table", [b"", b"name,organization\nA,B\n", b"\xff\xfe\x00title", b'title\n"never closed'])
def test_a_table_that_is_none_gets_a_sentence(tmp_path, table):
    answer = run(tmp_path, table, "--csv")
    said = answer.stderr.decode()
    assert "Traceback" not in said
    assert answer.returncode == 0 or len(said.strip().splitlines()) == 1


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path):
    answer = run(tmp_path, b"", "--csv", str(tmp_path / "none.csv"))
    assert answer.returncode == 1 and b"cannot be read" in answer.stderr


def test_the_figures_in_the_documentation_are_held():
    """On titles in the style of postings, which stand in no table, and on those of the handbook, which do."""
    if not DEVELOPMENT.exists():
        pytest.skip("the labelled titles are not at hand")
    with DEVELOPMENT.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "posting" in row["source"] or "BLS" in row["source"]]
    posted = [field_of(row["title"]).soc_major == row["soc_major"] for row in rows if "posting" in row["source"]]
    listed = [field_of(row["title"]).soc_major == row["soc_major"] for row in rows if "BLS" in row["source"]]
    assert sum(posted) / len(posted) >= 0.85
    assert sum(listed) / len(listed) >= 0.98
    assert {field_of(row["title"]).name for row in rows} <= {*FIELDS, ""}
