"""How well the checks read letters: agreement with labelled ones, and how long a check takes.

Reads a file of JSON lines with ``subject``, ``body`` and ``labels``; ``--errors`` lists the disagreements.
"""

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from legup.outreach.checks.labels import labels  # noqa: E402


def main(path: str, *options: str) -> None:
    """Print one JSON object: macro F1, a line per label, and milliseconds a letter."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    began = time.perf_counter()
    found = [labels(row.get("kind", "request"), row["subject"], row["body"]) for row in rows]
    spent = (time.perf_counter() - began) * 1000 / max(1, len(rows))
    names = [n for n, v in rows[0]["labels"].items() if n != "length_minutes"]
    per_label = {name: _scores(name, rows, found) for name in names}
    if "--errors" in options:
        _list_errors(names, rows, found)
    exact = [r["labels"]["length_minutes"] == f["length_minutes"] for r, f in zip(rows, found, strict=True) if r["labels"]["states_length"]]
    print(json.dumps({
        "bench": "letters",
        "workload": f"{len(rows)} labelled letters",
        "compared_to": "labels given by people",
        "macro_f1": round(sum(s["f1"] for s in per_label.values()) / len(per_label), 4),
        "exact_length": round(sum(exact) / max(1, len(exact)), 4),
        "milliseconds_per_letter": round(spent, 2),
        "labels": per_label,
    }, indent=None if "--json" in options else 1))


def _scores(name: str, rows: list, found: list) -> dict:
    pairs = [(bool(r["labels"][name]), bool(f[name])) for r, f in zip(rows, found, strict=True) if r["labels"].get(name) is not None]
    right, wrong, missed = (sum(p == want for p in pairs) for want in ((True, True), (False, True), (True, False)))
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    f1 = 1.0 if not right + wrong + missed else 2 * right / (2 * right + wrong + missed)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3), "n": right + missed}


def _list_errors(names: list, rows: list, found: list) -> None:
    for row, given in zip(rows, found, strict=True):
        for name in names:
            if row["labels"].get(name) is not None and bool(row["labels"][name]) != given[name]:
                print(name, row.get("id"), "should be", row["labels"][name], file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
