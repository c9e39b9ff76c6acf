"""How well the checks read letters, beside a list of key words: agreement with labels, and time a letter.

Reads JSON lines with ``subject``, ``body`` and ``labels``: the file named first, or in LEGUP_BENCH_LETTERS, or our own
samples. With ``--errors`` the disagreements are listed.
"""

import json
import os
import re
import sys
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
from legup.outreach.checks.labels import labels  # noqa: E402

KEYWORDS = {
    "introduces_self": r"my name is|i am a|i'm a",
    "says_how_connected": r"met|referred|alumni|read your|saw your",
    "where_met_or_where_found": r"met at|directory|linkedin|article",
    "information_only": r"learn|advice|hear",
    "why_this_person": r"your (?:talk|article|work|career)",
    "background_or_goals": r"consider|interested in|hope to|years",
    "asks_for_conversation": r"talk|speak|chat|call|meet|coffee",
    "states_length": r"minutes|hour",
    "by_phone_or_call": r"phone|call|zoom|video",
    "accommodates_schedule": r"convenien|whenever|suits|available",
    "asks_for_job": r"job|internship|position|hiring|vacanc|opening",
    "attaches_or_offers_resume": r"cv\b|r[eé]sum[eé]",
}


def by_keywords(row: dict) -> dict:
    """The simple way that the checks are compared to."""
    text = f"{row['subject']} {row['body']}".lower()
    return {name: bool(re.search(words, text)) for name, words in KEYWORDS.items()} | {"word_count_over_150": len(row["body"].split()) > 150}


def main() -> None:
    """Print one JSON object."""
    named = [a for a in sys.argv[1:] if not a.startswith("--")]
    path = Path(named[0] if named else os.environ.get("LEGUP_BENCH_LETTERS") or HOUSE / "tests/outreach/samples/letters.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    began = time.perf_counter()
    found = [labels(row.get("kind", "request"), row["subject"], row["body"]) for row in rows]
    spent = (time.perf_counter() - began) * 1000 / max(1, len(rows))
    names = [name for name in rows[0]["labels"] if name != "length_minutes"]
    ours, plain = scored(names, rows, found), scored(names, rows, [by_keywords(row) for row in rows])
    if "--errors" in sys.argv:
        list_errors(names, rows, found)
    stated = [(r["labels"]["length_minutes"], f["length_minutes"]) for r, f in zip(rows, found, strict=True) if r["labels"]["states_length"]]
    print(json.dumps({
        "bench": "letters",
        "workload": f"{len(rows)} labelled letters from {path.name}",
        "compared_to": "a list of key words for each label",
        "macro_f1": macro(ours),
        "macro_f1_of_key_words": macro(plain),
        "ratio": round(macro(ours) / max(0.001, macro(plain)), 3),
        "exact_length": round(sum(a == b for a, b in stated) / max(1, len(stated)), 4),
        "milliseconds_per_letter": round(spent, 2),
        "labels": ours,
    }))


def macro(scores: dict) -> float:
    """The mean F1 over labels."""
    return round(sum(s["f1"] for s in scores.values()) / len(scores), 4)


def scored(names: list, rows: list, found: list) -> dict:
    """Precision, recall and F1 for each label; a label that is null in a row is left out there."""
    return {name: _score([(bool(r["labels"][name]), bool(f[name])) for r, f in zip(rows, found, strict=True) if r["labels"].get(name) is not None]) for name in names}


def _score(pairs: list) -> dict:
    right, wrong, missed = (pairs.count(want) for want in ((True, True), (False, True), (True, False)))
    f1 = 1.0 if not right + wrong + missed else 2 * right / (2 * right + wrong + missed)
    return {"precision": round(right / max(1, right + wrong), 3), "recall": round(right / max(1, right + missed), 3), "f1": round(f1, 3), "n": right + missed}


def list_errors(names: list, rows: list, found: list) -> None:
    """Each disagreement on a line of its own."""
    for number, (row, given) in enumerate(zip(rows, found, strict=True), 1):
        for name in names:
            if row["labels"].get(name) is not None and bool(row["labels"][name]) != given[name]:
                print(name, row.get("id", number), "should be", row["labels"][name], file=sys.stderr)


if __name__ == "__main__":
    main()
