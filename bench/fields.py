"""How well ``legup field`` tells the major group of a title, and how fast, beside looking titles up alone.

Workload: the labelled titles of ../shared/corpus/titles-dev.csv, or the CSV files named, with ``title``, ``soc_major``, ``source``.
Titles of O*NET and of the handbook stand in the tables and are looked up; those of postings are what to expect of new ones.
"""

import csv
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
from legup.organizations.fields import field_of  # noqa: E402
from legup.organizations.fields.plain import key_of  # noqa: E402
from legup.organizations.fields.weighing import table, weigh  # noqa: E402


def main() -> None:
    """Print one JSON object."""
    named = [Path(a) for a in sys.argv[1:] if not a.startswith("--")] or [HOUSE.parent / "shared/corpus/titles-dev.csv"]
    rows = [row for path in named if path.exists() for row in csv.DictReader(path.open(encoding="utf-8"))]
    field_of("nurse")
    began = time.perf_counter()
    found = [field_of(row["title"]) for row in rows]
    spent = time.perf_counter() - began
    by: dict[str, list] = defaultdict(list)
    for row, field in zip(rows, found, strict=True):
        by[row["source"].split(" (")[0].split(",")[0]].append((row, field))
    print(
        json.dumps(
            {
                "bench": "fields",
                "workload": f"{len(rows)} labelled titles",
                "compared_to": "looking titles up in the tables, without any weighing",
                "sources": {source: told(pairs) for source, pairs in by.items()},
                "titles_a_second": round(len(rows) / max(spent, 1e-9)),
            }
        )
    )


def told(pairs: list) -> dict:
    """The figures of one source."""
    right = sum(field.soc_major == row["soc_major"] for row, field in pairs)
    named = [(row["field"], field.name) for row, field in pairs if row.get("field")]
    return {
        "titles": len(pairs),
        "accuracy": round(right / len(pairs), 3),
        "unsure": round(sum(not field.soc_major for _, field in pairs) / len(pairs), 3),
        "field": round(sum(a == b for a, b in named) / max(1, len(named)), 3),
        "accuracy_of_looking_up": round(
            sum(table().get(key_of(row["title"])) == row["soc_major"] for row, _ in pairs) / len(pairs), 3
        ),
        "accuracy_of_weighing": round(
            sum(weigh(row["title"])[0] == row["soc_major"] for row, _ in pairs) / len(pairs), 3
        ),
    }


if __name__ == "__main__":
    main()
