"""Which names mean one employer: how often it is right, how often it would be wrong among thousands, and how fast it is.

    bin/bench organizations [--json] [PAIRS.csv ...]

Quality is told for tests/organizations/pairs.csv and for each further file of labelled pairs (columns a, b, same, relation and perhaps
source; relations part and subsidiary are told apart). Speed: 10,000 employers of postings against 30,000 organizations of people, beside an
exact join on normalised names and rapidfuzz.process.cdist over normalised names.
"""

import csv
import gc
import json
import random
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from legup.organizations import naming, register
from legup.organizations.joining import Names
from legup.organizations.likeness import initials
from legup.organizations.naming import LITTLE
from legup.organizations.same import compare
from tests.organizations import PAIRS

PARTS = ("part", "subsidiary")
SEED, POSTINGS, PEOPLE, CONTACTS, POOL = 4, 10_000, 30_000, 300, 9_000
SAID = {
    ("same", True): "acted_on",
    ("same", False): "called_same",
    ("related", False): "asked_about",
    ("different", False): "",
    ("different", True): "",
}
CLOSE = 88  # a token_sort_ratio from which cdist is taken to say same


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def source_of(row: dict[str, str]) -> str:
    """The kind of source a pair is from, in a word or two; its relation where the file names none."""
    source = row.get("source", "")
    if not source:
        return row["relation"]
    for begins, name in (
        ("datasets", "S&P history"),
        ("S&P 500 list", "SEC and S&P"),
        ("name-", "name-suggestion-index"),
        ("hand", "hand-written"),
        ("Green", "board names"),
    ):
        if source.startswith(begins):
            return name
    return source if "+" not in source else "other organizations"


def quality(pairs: list[dict[str, str]], judge=compare) -> dict[str, dict]:
    """Precision, recall and F1 of *same*, without parts; and how many parts are called same. All, and by source."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for row in pairs:
        said = judge(row["a"], row["b"]).kind == "same"
        outcome = ("part", said) if row["relation"] in PARTS else (row["same"] == "1", said)
        source = source_of(row)
        for name in {
            "all",
            source,
            "hand-written and board names" if source in ("hand-written", "board names") else source,
        }:
            counts[name][outcome] += 1
    return {name: _figures(count) for name, count in sorted(counts.items())}


def _figures(count: Counter) -> dict:
    right, wrong, missed = count[True, True], count[False, True], count[True, False]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    told = {
        "pairs": sum(count.values()),
        "same": right + missed,
        "false_same": wrong,
        "parts": count["part", True] + count["part", False],
        "parts_called_same": count["part", True],
    }
    if right + missed:
        told |= {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(2 * precision * recall / max(0.001, precision + recall), 3),
        }
    return told


def false_alarms(known: bool) -> dict:
    """How many employers of a pool are wrongly taken for that of a contact; with the table, or as if it knew nobody.

    Every name is held against every other that has a word in common with it or its first letters.
    """
    chance = random.Random(SEED)
    named = register._table().names
    rows = chance.sample(range(len(named)), CONTACTS + POOL)
    names = [chance.choice(named[row]) for row in rows]
    pool = names[CONTACTS:]
    by_word = defaultdict(set)
    for name in pool:
        for word in {*name.split(), *initials(name.split())}:
            by_word[word].add(name)
    real, counts, shown = register.link, Counter(), []
    if not known:
        register.link = lambda a, b: None  # type: ignore[assignment]
    for name in names[:CONTACTS]:
        for other in set().union(*(by_word[word] for word in {*name.split(), *initials(name.split())} - LITTLE)):
            found = real(name, other)
            if name != other and not (found and found.kind in ("name", "short", "former")):
                verdict = compare(name, other)
                counts[SAID[verdict.kind, verdict.sure]] += 1
                shown += [f"{name} / {other}"] if verdict.kind == "same" else []
    register.link = real
    told = {
        f"wrongly_{name}_per_contact": round(counts[name] / CONTACTS, 3)
        for name in ("acted_on", "called_same", "asked_about")
    }
    return {"contacts": CONTACTS, "employers": POOL} | told | {"called_same": shown[:20]}


# --- speed ------------------------------------------------------------------------------------------------------------------

_ENDS = ("", " Inc.", ", LLC", " Corp", " Ltd", " Careers", " - US", " Job Board")
_BRIEF = {
    "University": "Univ.",
    "International": "Intl",
    "Management": "Mgmt.",
    "Technologies": "Tech.",
    "Institute": "Inst.",
    "Services": "Svcs",
    "Department": "Dept.",
    "Association": "Assn.",
}


def workload() -> tuple[list[str], list[str], list[set[str]]]:
    """Names of people's organizations, employers of postings, and for each employer the organizations that it is."""
    chance = random.Random(SEED)
    names = [some for some in register._table().names if all(len(name) > 3 for name in some)]
    chance.shuffle(names)
    people = [chance.choice(some).title() for some in names[:PEOPLE]]
    held = list(zip(names[:PEOPLE], people, strict=True))
    truth: dict[str, set[str]] = defaultdict(set)
    for some, name in held:
        for one in some:
            truth[one].add(name)
    there = [(some, name) for some, name in chance.sample(held, POSTINGS * 7 // 10)]
    away = [(some, chance.choice(some).title()) for some in names[PEOPLE : PEOPLE + POSTINGS - len(there)]]
    postings, right = [], []
    for some, name in [*there, *away]:
        said = chance.choice(some).title() if chance.random() < 0.4 else name
        postings.append(" ".join(_BRIEF.get(word, word) for word in said.split()) + chance.choice(_ENDS))
        right.append(set().union(*(truth[one] for one in some)))
    return people, postings, right


def _fresh() -> None:
    naming.normal.cache_clear()
    naming.board_words_off.cache_clear()
    gc.collect()


def joined_exactly(people: list[str], postings: list[str]) -> list[set[str]]:
    by_form: dict[str, set[str]] = defaultdict(set)
    for name in people:
        by_form[naming.normal(name)].add(name)
    return [by_form.get(naming.normal(naming.board_words_off(name)), set()) for name in postings]


def joined_by_legup(people: list[str], postings: list[str]) -> list[set[str]]:
    names = Names(people)
    return [{name for name, verdict in names.found(posting).items() if verdict.kind == "same"} for posting in postings]


def joined_by_cdist(people: list[str], postings: list[str]) -> list[set[str]]:
    """The best name of each row of the whole matrix, where it is close enough."""
    import numpy
    from rapidfuzz import fuzz, process

    plain = [naming.normal(name) for name in people]
    found: list[set[str]] = []
    for start in range(0, len(postings), 500):
        some = [naming.normal(naming.board_words_off(name)) for name in postings[start : start + 500]]
        scores = process.cdist(
            some, plain, scorer=fuzz.token_sort_ratio, score_cutoff=CLOSE, dtype=numpy.uint8, workers=-1
        )
        best = scores.argmax(axis=1)
        found += [{people[at]} if scores[row, at] >= CLOSE else set() for row, at in enumerate(best)]
    return found


def timed(join, people: list[str], postings: list[str], right: list[set[str]]) -> dict:
    _fresh()
    began, used = time.perf_counter(), time.process_time()
    found = join(people, postings)
    took, cpu = time.perf_counter() - began, time.process_time() - used
    hits = sum(len(got & want) for got, want in zip(found, right, strict=True))
    precision, recall = hits / max(1, sum(map(len, found))), hits / max(1, sum(map(len, right)))
    return {
        "seconds": round(took, 2),
        "cpu_seconds": round(cpu, 2),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(0.001, precision + recall), 3),
    }


def speed() -> dict:
    people, postings, right = workload()
    compare("Fjordhaven Trust", "Fjordhaven Trust of Ashby")  # what is loaded once, is loaded
    told = {
        "exact join on normalised names": timed(joined_exactly, people, postings, right),
        "Leg Up": timed(joined_by_legup, people, postings, right),
    }
    told["rapidfuzz.process.cdist, token_sort_ratio"] = timed(joined_by_cdist, people, postings, right)
    ratio = told["Leg Up"]["cpu_seconds"] / told["exact join on normalised names"]["cpu_seconds"]
    return {"postings": len(postings), "people": len(people), "ratio_to_exact_join": round(ratio, 2), **told}


def ten_thousand() -> dict:
    pairs = read(PAIRS)
    chance = random.Random(SEED)
    some = [(chance.choice(pairs)["a"], chance.choice(pairs)["b"]) for _ in range(10_000)]
    _fresh()
    began = time.perf_counter()
    for a, b in some:
        compare(a, b)
    return {"pairs": 10_000, "seconds": round(time.perf_counter() - began, 2)}


def main(*files: str) -> None:
    told = {
        "quality": {Path(file).name: quality(read(Path(file))) for file in (PAIRS, *files)},
        "ten_thousand_pairs": ten_thousand(),
        "speed": speed(),
    }
    told["false_alarms"] = {"with_the_table": false_alarms(True), "as_if_it_knew_nobody": false_alarms(False)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
