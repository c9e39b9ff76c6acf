"""How well the checks read letters, beside a list of key words: agreement with labels, and time a letter.

Reads every set of labelled letters that is at hand (JSON lines with ``subject``, ``body`` and ``labels``), or the files named.
Each label's figure is the mean of the F1 of true and of the F1 of false. No rule was written against ``held_out.jsonl``; its
letters are never listed. With ``--errors`` the disagreements of the other sets are.
"""

import json
import re
import statistics
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


SETS = {
    "development": HOUSE.parent / "shared/corpus/requests-dev.jsonl",
    "written": HOUSE / "tests/outreach/letters/written.jsonl",
    "more_a": HOUSE / "tests/outreach/letters/more_a.jsonl",
    **{name: HOUSE / f"tests/outreach/letters/{name}.jsonl" for name in ("more_b", "more_c", "more_d", "more_e", "more_f", "more_g")},
    "held_out": HOUSE / "tests/outreach/letters/held_out.jsonl",
    "held_out_2": HOUSE / "tests/outreach/letters/held_out_2.jsonl",
}


def main() -> None:
    """Print one JSON object."""
    named = {Path(a).stem: Path(a) for a in sys.argv[1:] if not a.startswith("--")} or SETS
    sets = {name: measured(read(path), "--errors" in sys.argv and not name.startswith("held_out")) for name, path in named.items() if path.exists()}
    print(json.dumps({
        "bench": "letters",
        "workload": ", ".join(f"{name}: {found['letters']} letters" for name, found in sets.items()),
        "compared_to": "a list of key words for each label",
        "ratio": {name: round(found["macro_f1"] / found["macro_f1_of_key_words"], 2) for name, found in sets.items()},
        "sets": sets,
    }))


def read(path: Path) -> list[dict]:
    """The labelled letters of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measured(rows: list[dict], list_errors: bool = False) -> dict:
    """The figures of one set of letters."""
    spent, found = [], []
    for row in rows:
        began = time.perf_counter()
        found.append(labels(row.get("kind", "request"), row["subject"], row["body"]))
        spent.append((time.perf_counter() - began) * 1000)
    names = [name for name in rows[0]["labels"] if name != "length_minutes"]
    ours = {name: agreement(rows, found, name) for name in names}
    plain = {name: agreement(rows, [by_keywords(row) for row in rows], name) for name in names}
    if list_errors:
        tell_errors(names, rows, found)
    stated = [(r["labels"]["length_minutes"], f["length_minutes"]) for r, f in zip(rows, found, strict=True) if r["labels"]["states_length"] is not None]
    asks = pairs_of(rows, found, "asks_for_job")
    right = asks.count((True, True))
    return {
        "letters": len(rows),
        "macro_f1": round(statistics.mean(ours.values()), 3),
        "macro_f1_of_key_words": round(statistics.mean(plain.values()), 3),
        "asks_for_job_precision": round(right / max(1, right + asks.count((False, True))), 3),
        "asks_for_job_recall": round(right / max(1, right + asks.count((True, False))), 3),
        "exact_length": round(sum(a == b for a, b in stated) / max(1, len(stated)), 3),
        "median_milliseconds": round(statistics.median(spent), 2),
        "labels": ours,
    }


def pairs_of(rows: list[dict], found: list[dict], name: str) -> list[tuple[bool, bool]]:
    """What a letter has and what was found, where the label means anything."""
    return [(r["labels"][name], bool(f[name])) for r, f in zip(rows, found, strict=True) if r["labels"].get(name) is not None]


def agreement(rows: list[dict], found: list[dict], name: str) -> float:
    """The mean of the F1 of true and of the F1 of false."""
    pairs = pairs_of(rows, found, name)
    return round((f1(pairs, True) + f1(pairs, False)) / 2, 3)


def f1(pairs: list[tuple[bool, bool]], want: bool) -> float:
    """F1 of one answer; 1 where neither side ever gives it."""
    right = pairs.count((want, want))
    wrong = pairs.count((want, not want)) + pairs.count((not want, want))
    return 2 * right / (2 * right + wrong) if right or wrong else 1.0


def tell_errors(names: list[str], rows: list[dict], found: list[dict]) -> None:
    """Each disagreement on a line of its own."""
    for number, (row, given) in enumerate(zip(rows, found, strict=True), 1):
        for name in names:
            if row["labels"].get(name) is not None and row["labels"][name] != bool(given[name]):
                print(name, row.get("id", number), "should be", row["labels"][name], file=sys.stderr)


if __name__ == "__main__":
    main()
