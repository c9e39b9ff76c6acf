"""Derive what ``legup field`` knows: the table of titles and the weights in legup/organizations/fields.

    python bench/train_fields.py ALTERNATES REPORTED HANDBOOK     write titles.txt.gz and weights.json.gz
    python bench/train_fields.py --without=LABELLED.csv ALTERNATES …     measure instead: learn without those titles, then judge them, none looked up

ALTERNATES and REPORTED are “Alternate Titles.txt” and “Sample of Reported Titles.txt” of the O*NET database (US Department of Labor,
CC BY 4.0); HANDBOOK is the A-Z index of the Occupational Outlook Handbook (US Bureau of Labor Statistics, public domain) as JSON
with ``titles``: raw, canonical, category. bench/titles.txt holds titles in the style of postings, written for the purpose. Changes made to
the data: reduced to titles and the first two digits of the SOC code, put in small letters, titles of several groups left out of the table.
Needs numpy and scipy, which the product does not.
"""

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
from legup.organizations.fields.plain import key_of  # noqa: E402
from legup.organizations.fields.weighing import HERE, features  # noqa: E402

MAJORS = {
    "production": "51", "education training and library": "25", "construction and extraction": "47", "life physical and social science": "19", "office and administrative support": "43",
    "management": "11", "transportation and material moving": "53", "business and financial": "13", "architecture and engineering": "17", "installation maintenance and repair": "49",
    "personal care and service": "39", "entertainment and sports": "27", "media and communication": "27", "farming fishing and forestry": "45", "community and social service": "21",
    "computer and information technology": "15", "protective service": "33", "sales": "41", "arts and design": "27", "food preparation and serving": "35",
    "building and grounds cleaning": "37", "legal": "23", "math": "15", "military": "55",
}  # fmt: skip
_HELPERS = re.compile(
    r"\b(?:aide|assistant|attendant|orderly|transcription|phlebotom|massage)", re.I
)  # 31 among those of health care
WEIGHT = {"onet": 1.0, "handbook": 2.0, "postings": 8.0}
STRENGTH, SEEN_IN, KEPT = 20.0, 2, 170_000


def onet(alternates: Path, reported: Path) -> list[tuple[str, str, str]]:
    """Title, major group and occupation of every title of O*NET."""
    found = []
    for path, columns in ((alternates, (1, 2)), (reported, (1,))):
        rows = csv.reader(
            path.read_text(encoding="utf-8", errors="replace").splitlines()[1:], delimiter="\t", quoting=csv.QUOTE_NONE
        )
        found += [
            (row[column], row[0][:2], row[0][:7])
            for row in rows
            for column in columns
            if row[column] not in ("", "n/a")
        ]
    return found


def handbook(path: Path) -> list[tuple[str, str, str]]:
    """The same of the handbook; health care is two major groups, and helpers are the second."""
    raw = path.read_bytes()
    titles = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)["titles"].values()
    return [(row["raw"], MAJORS.get(row["category"].lower()) or _health(row), row["canonical"]) for row in titles]


def _health(row: dict) -> str:
    said = f"{row['canonical']} {row['raw']}".lower()
    return "31" if _HELPERS.search(said) and "physician assistant" not in said else "29"


def postings() -> list[tuple[str, str, str]]:
    """Titles in the style of postings, each its own occupation."""
    found = []
    for line in (HOUSE / "bench/titles.txt").read_text(encoding="utf-8").splitlines():
        major, _, titles = line.partition(":")
        if not line.startswith("#"):
            found += [(title.strip(), major, title.strip()) for title in titles.split(";") if title.strip()]
    return found


def matrix(titles: list[str], column: dict[str, int]) -> csr_matrix:
    """The titles as rows of features."""
    seen = [
        (at, column[name], value)
        for at, title in enumerate(titles)
        for name, value in features(title).items()
        if name in column
    ]
    rows, columns, values = zip(*seen, strict=True)
    return csr_matrix((values, (rows, columns)), shape=(len(titles), len(column)))


def fit(rows: csr_matrix, want: np.ndarray, weight: np.ndarray, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights (features × groups) and biases: penalized multinomial logistic loss by L-BFGS, from zero."""
    wide, turned, one = rows.shape[1], rows.T.tocsr(), np.arange(len(want))

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        words, bias = at[: wide * groups].reshape(wide, groups), at[wide * groups :]
        total = rows @ words + bias
        total -= total.max(1, keepdims=True)
        chance = np.exp(total)
        chance /= chance.sum(1, keepdims=True)
        value = -np.sum(weight * np.log(chance[one, want] + 1e-12)) + np.sum(words * words) / (2 * STRENGTH)
        chance[one, want] -= 1
        chance *= weight[:, None]
        return value, np.concatenate([(turned @ chance + words / STRENGTH).ravel(), chance.sum(0)])

    at = minimize(loss, np.zeros((wide + 1) * groups), jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    return at[: wide * groups].reshape(wide, groups), at[wide * groups :]


def trained(rows: list[tuple[str, str, str, str]]) -> tuple[list[str], list[str], np.ndarray, np.ndarray]:
    """Groups, names of features, weights and biases from rows of title, group, occupation, source."""
    counts = Counter(name for title, *_ in rows for name in features(title))
    names = sorted(name for name, count in counts.items() if count >= SEEN_IN)
    groups = sorted({major for _, major, *_ in rows})
    want = np.array([groups.index(major) for _, major, *_ in rows])
    weight = np.array([WEIGHT[source] for *_, source in rows])
    words, bias = fit(
        matrix([title for title, *_ in rows], {name: at for at, name in enumerate(names)}), want, weight, len(groups)
    )
    words[np.abs(words) < np.sort(np.abs(words), axis=None)[-min(KEPT, words.size)]] = 0
    return groups, names, words, bias


def write(rows: list[tuple[str, str, str, str]]) -> None:
    """Write the table and the weights; the same data gives the same files."""
    groups, names, words, bias = trained(rows)
    held = {
        name: [[int(number), int(round(100 * words[at, number]))] for number in np.flatnonzero(words[at])]
        for at, name in enumerate(names)
        if words[at].any()
    }
    text = json.dumps(
        {"groups": groups, "bias": [int(round(100 * b)) for b in bias], "features": held},
        sort_keys=True,
        separators=(",", ":"),
    )
    (HERE / "weights.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    known: dict[str, Counter] = defaultdict(Counter)
    for title, major, _, source in rows:
        if source != "postings":
            known[key_of(title)][major] += WEIGHT[source]
    sure = {title: next(iter(majors)) for title, majors in known.items() if len(majors) == 1}
    lines = [
        line
        for major in groups
        for line in [f"={major}", *sorted(title for title, its in sure.items() if its == major)]
    ]
    (HERE / "titles.txt.gz").write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    print(
        f"{len(held)} features, {len(sure)} titles, {sum(path.stat().st_size for path in HERE.glob('*.gz')) // 1024} kB"
    )


def without(path: Path, rows: list[tuple[str, str, str, str]]) -> None:
    """Accuracy on the labelled titles of *path* by source, learned without them; nothing is looked up."""
    test = list(csv.DictReader(path.open(encoding="utf-8")))
    away = {key_of(row["title"]) for row in test}
    groups, names, words, bias = trained([row for row in rows if key_of(row[0]) not in away])
    total = matrix([row["title"] for row in test], {name: at for at, name in enumerate(names)}) @ words + bias
    right: dict[str, list[bool]] = defaultdict(list)
    for row, best in zip(test, total.argmax(1), strict=True):
        right[row["source"].split(" (")[0].split(",")[0]].append(groups[best] == row["soc_major"])
    print(
        json.dumps(
            {
                source: {"titles": len(found), "accuracy": round(sum(found) / len(found), 3)}
                for source, found in right.items()
            }
        )
    )


if __name__ == "__main__":
    paths = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    everything = (
        [(*row, "onet") for row in onet(*paths[:2])]
        + [(*row, "handbook") for row in handbook(paths[2])]
        + [(*row, "postings") for row in postings()]
    )
    left = next((Path(a.partition("=")[2]) for a in sys.argv if a.startswith("--without=")), None)
    without(left, everything) if left else write(everything)
