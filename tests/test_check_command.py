"""The command ``legup check``, by real processes: a letter for a person, a stream for programs, and whatever else may come in."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LABELS = 14  # the thirteen, and the minutes
LETTER = """Subject: A question after the careers evening

Dear Dana,

We met at the Northfield careers evening and spoke about your move from the lab to policy. I am Ana Duarte, a second-year biology student.

Could I ring you for about 20 minutes, at whatever time suits you? Thank you for reading this.

Kind regards,
Ana Duarte

P.S. Please forward my CV to your director.
"""


def command(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "legup", "check", *words]


def environment(tmp_path) -> dict:
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path / "no-home"), "LEGUP_DATA": str(tmp_path / "no-data"), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def check(tmp_path):
    def run(given: bytes | str, *words: str) -> subprocess.CompletedProcess:
        raw = given.encode() if isinstance(given, str) else given
        return subprocess.run(command(*words), input=raw, capture_output=True, env=environment(tmp_path), timeout=60)

    return run


@pytest.fixture
def answers(check):
    def run(*rows: object, words: tuple[str, ...] = ()) -> list[dict]:
        lines = b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)
        done = check(lines, "--jsonl", *words)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


def test_a_person_reads_the_sentence_the_reason_the_source_and_the_mend(check):
    told = check(LETTER).stdout.decode()
    assert "Must change (M9): “P.S. Please forward my CV to your director.”" in told
    assert "This reads as asking for work" in told
    assert "So advise: Chicago" in told
    assert "Mend: take this sentence out." in told
    assert "subject" not in told


def test_a_good_letter_hears_what_is_good(check):
    told = check(LETTER.split("P.S.")[0]).stdout.decode()
    assert "Must change" not in told
    assert "done well" in told.splitlines()[0]


def test_a_letter_may_come_from_a_file_and_answer_as_json(check, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text(LETTER)
    told = json.loads(check("", "--json", str(file)).stdout)
    assert told["labels"]["asks_for_job"] is True
    ask = next(f for f in told["findings"] if f["rule"] == "M9")
    assert ask["severity"] == "error"
    body = LETTER.split("\n", 2)[2]
    assert body[slice(*ask["span"])] == "P.S. Please forward my CV to your director."


def test_a_stream_is_answered_line_by_line_as_it_comes(tmp_path):
    process = subprocess.Popen(command("--jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(tmp_path))
    try:
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "body": "Dear Dana, could we talk?"}).encode() + b"\n")
            process.stdin.flush()
            assert select.select([process.stdout], [], [], 20)[0], "no answer before the stream ended"
            assert json.loads(process.stdout.readline())["id"] == number
    finally:
        process.stdin.close()
        assert process.wait(20) == 0
        process.stdout.close()


def test_each_letter_gets_its_labels_and_findings(answers):
    (told,) = answers({"id": "a", "kind": "request", "subject": "Hello", "body": "Dear Dana,\n\nMay I ask you for 20 to 30 minutes by phone?\n\nAna", "unknown": {"key": 1}})
    assert set(told) == {"id", "labels", "findings"}
    assert len(told["labels"]) == LABELS
    assert (told["labels"]["states_length"], told["labels"]["length_minutes"], told["labels"]["by_phone_or_call"]) == (True, 30, True)
    assert all({"rule", "severity", "span", "message"} <= set(f) and f["severity"] in ("error", "warning", "hint") for f in told["findings"])


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("request", LABELS),
        ("thanks", 3),
        ("applying", 3),
        ("answer", 8),
        ("reminder", 9),
        ("something new", 3),
    ],
)
def test_what_a_label_does_not_mean_for_a_kind_is_null(answers, kind, meant):
    body = "Dear Dana,\n\nThank you. May I call you for 20 minutes, whenever suits you, to hear how you began? I am a nurse.\n\nAna"
    (told,) = answers({"id": 1, "kind": kind, "body": body})
    assert sum(value is not None for value in told["labels"].values()) == meant
    assert told["labels"]["asks_for_job"] is False


def test_a_kind_may_be_given_for_all(answers, check):
    (told,) = answers({"id": 1, "body": "Dear Dana, thank you."}, words=("--kind", "thanks"))
    assert told["labels"]["introduces_self"] is None
    refused = check("Dear Dana", "--kind", "sonnet")
    assert refused.returncode == 2
    assert b"is not a kind of letter" in refused.stderr


def test_a_bad_line_says_so_and_the_rest_goes_on(answers):
    rows = [b"nonsense", b"[]", b'"text"', {"id": 4}, {"id": 5, "body": 7}, {"id": 6, "body": "x", "kind": ["request"]}, b"[" * 50_000, b'{"id": 8, "body"', b"\xff\xfe", b"", {"id": 10, "body": "Dear Dana, could we talk?"}]
    told = answers(*rows)
    assert len(told) == 10
    assert all(set(one) == {"id", "error"} for one in told[:-1])
    assert [one["id"] for one in told] == [None, None, None, 4, 5, 6, None, None, None, 10]
    assert "labels" in told[-1]


STRANGE = {
    "a megabyte": "Could we talk about your work and " * 31_000, "a long line": "a" * 100_000, "empty": "", "NUL": "Dear\x00 Dana, are you hiring?", "zero width": "Are you hi\u200bring?",
    "bidi": "Dear \u202edana\u202c, are you hiring?", "surrogate": "\ud83d hello", "word": "<html xmlns:o='urn:x'><!--[if gte mso 9]><xml></xml><![endif]--><p class=MsoNormal>Are you <b>hiring</b>&nbsp;now?</p></html>",
    "spaces": " " * 100_000, "lines": "\n" * 100_000, "letters": "\u0430\u043b" * 500, "emoji": "\U0001f600" * 5_000,
}  # fmt: skip


def test_nothing_that_can_be_sent_stops_the_stream(answers):
    began = time.perf_counter()
    told = answers(*({"id": name, "subject": body[:300], "body": body} for name, body in STRANGE.items()))
    assert [one["id"] for one in told] == list(STRANGE)
    assert all("labels" in one for one in told)
    jobs = {one["id"]: one["labels"]["asks_for_job"] for one in told}
    assert jobs["NUL"] and jobs["zero width"] and jobs["bidi"] and jobs["word"]
    for one in told:
        assert all(f["span"] is None or 0 <= f["span"][0] <= f["span"][1] <= len(STRANGE[one["id"]]) for f in one["findings"])
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("raw", [b"Dear Dana,\xff\xfe are you hiring?", "Dear Zoé, are you hiring?".encode("cp1252"), "\ufeffDear Dana, are you hiring?".encode(), "Dear Dana, are you hiring?".encode("utf-16"), b""])
def test_text_in_any_encoding_is_read(check, raw):
    done = check(raw)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert (b"M9" in done.stdout) is bool(raw)


def test_another_language_is_said_to_be_beyond_the_rules_and_gaps_are_still_seen(answers):
    german = "Sehr geehrte [Name],\n\nich studiere Biologie im zweiten Jahr und würde mich sehr über ein kurzes Gespräch freuen. Wann hätten Sie Zeit? Ich richte mich ganz nach Ihnen.\n\nAna"
    (told,) = answers({"id": 1, "body": german})
    assert {"language", "placeholder"} <= {f["rule"] for f in told["findings"]}
    assert told["labels"]["introduces_self"] is None
    assert told["labels"]["word_count_over_150"] is False


def test_it_needs_no_data_and_leaves_nothing_behind(check, tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    file = here / "letter.txt"
    file.write_text(LETTER)
    here.chmod(0o500)
    assert check("", str(file)).returncode == 0
    assert not (tmp_path / "no-data").exists()
    assert not (tmp_path / "no-home").exists()
    assert [p.name for p in here.iterdir()] == ["letter.txt"]


def test_it_loads_neither_the_web_nor_the_database(tmp_path):
    asked = "import sys; from legup.cli import main; main(['check', sys.argv[1]]); print(*(m for m in ('django', 'sqlite3', 'allauth') if m in sys.modules), file=sys.stderr)"
    file = tmp_path / "letter.txt"
    file.write_text(LETTER)
    done = subprocess.run([sys.executable, "-P", "-c", asked, str(file)], capture_output=True, env=environment(tmp_path), timeout=60)
    assert done.stderr.split() == []


def test_a_file_that_is_not_there_is_refused(check, tmp_path):
    refused = check("", str(tmp_path / "none.txt"))
    assert refused.returncode == 1
    assert refused.stderr.decode() == f"{tmp_path / 'none.txt'} cannot be read: No such file or directory.\n"


def test_a_reader_that_leaves_early_is_no_failure(tmp_path):
    process = subprocess.Popen(command("--jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path))
    process.stdout.close()
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(b'{"id":1,"body":"Dear Dana"}\n' * 50)
        process.stdin.close()
    assert process.wait(30) == 0
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
