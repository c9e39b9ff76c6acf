"""Fit the weights that decide the labels of a letter together with the rules: legup/outreach/evidence/weights.json.gz.

    python bench/train_letters.py           fit and write; the same letters, sentences and rules give the same file
    python bench/train_letters.py --cv      measure instead: rules alone, words alone, both, by five folds, three times over

Needs numpy and scipy, which the product does not. Learns from tests/outreach/letters (never from held_out.jsonl), from
bench/sentences.txt, and from further labelled letters named in LEGUP_TRAIN_LETTERS. One model a label: each sentence is scored by what
is noticed in it, the loudest sentences count (log-sum-exp), and the outcome of the rules, the kind and the length are added.
"""

import gzip
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
from legup.outreach.checks.labels import ruled_of  # noqa: E402
from legup.outreach.checks.text import read  # noqa: E402
from legup.outreach.evidence.features import notice  # noqa: E402
from legup.outreach.evidence.model import NAMES, WEIGHTS, known_of  # noqa: E402

LETTERS = HOUSE / "tests/outreach/letters"
FILES = ("written.jsonl", *(f"more_{letter}.jsonl" for letter in "abcdefg"))
# The rules were written with these in view, so what they say there proves nothing: those letters teach words only.
BESIDE_RULES = ("requests-dev.jsonl", "written.jsonl", *(f"more_{letter}.jsonl" for letter in "abcde"))
STRENGTH, KEPT, SEEN_IN = 1.5, 2500, 2
POINTED = 0.25  # how much a sentence that a reader pointed at, or passed over, teaches beside its letter
TRUST, TRUST_OTHERS = 10.0, 0.3  # how far the rule of a label may sway it, and the rules of other labels
THRESHOLDS = {"asks_for_job": (0.3, 0.2)}  # the chance from which a label is given: when its rule says no, when it says yes


class Rows:
    """Letters and sentences as numbers. Shape: ``want[name]`` is 1, 0 or nan where a label says nothing."""

    def __init__(self, rows: list[dict]):
        letters = [read(row["subject"], row["body"]) for row in rows]
        noticed = [notice(letter) for letter in letters]
        seen = [[sentence.names for sentence in sentences] or [{}] for sentences in noticed]
        counts = Counter(name for letter in seen for name in set().union(*letter))
        self.features = sorted(name for name, count in counts.items() if count >= SEEN_IN)
        column = {name: at for at, name in enumerate(self.features)}
        self.owner = np.array([at for at, letter in enumerate(seen) for _ in letter])
        places = [(at, column[name]) for at, names in enumerate(names for letter in seen for names in letter) for name in names if name in column]
        self.matrix = csr_matrix((np.ones(len(places)), tuple(zip(*places, strict=True))), shape=(len(self.owner), len(column)))
        self.ruled = [ruled_of(row["kind"], letter) for row, letter in zip(rows, letters, strict=True)]
        trusted = [{} if row["blank"] else ruled for row, ruled in zip(rows, self.ruled, strict=True)]
        self.known = np.array([known_of(row["kind"], letter.words, ruled) for row, letter, ruled in zip(rows, letters, trusted, strict=True)])
        self.asked = np.array([known_of(row["kind"], letter.words, ruled) for row, letter, ruled in zip(rows, letters, self.ruled, strict=True)])
        whole = np.array([not row.get("sentence") for row in rows])
        self.known[~whole, -1] = self.asked[~whole, -1] = self.known[whole, -1].mean()
        self.want = {name: np.array([_wanted(row, name) for row in rows]) for name in NAMES}
        self.pointed = {name: np.concatenate([_pointed(row, name, seen) for row, seen in zip(rows, noticed, strict=True)]) for name in NAMES}

    def part(self, chosen: np.ndarray) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
        """The sentences of the chosen rows, which row each belongs to, and which they are."""
        kept = np.flatnonzero(np.isin(self.owner, chosen))
        return self.matrix[kept], np.searchsorted(chosen, self.owner[kept]), kept

    def teaching(self, name: str, chosen: np.ndarray) -> np.ndarray:
        """The rows that teach a label."""
        return chosen[~np.isnan(self.want[name])[chosen]]


def _wanted(row: dict, name: str) -> float:
    """1, 0, or nan: what two readers differ on teaches nothing.

    A letter that asks for work has ``information_only`` denied, so what it teaches of learning is what a reader pointed at.
    """
    value, pointed = row["labels"].get(name), row.get("evidence")
    if value is not None and pointed is not None:
        value = None if name not in pointed else bool(pointed[name]) if name == "information_only" else value
    elif name == "information_only" and row["labels"].get("asks_for_job"):
        value = None
    return np.nan if value is None else float(value)


def _pointed(row: dict, name: str, seen: list) -> np.ndarray:
    """For each sentence of a letter 1 where a reader found the label, 0 where not; nan where nobody said.

    Shape: ``row["evidence"][name]`` lists stretches of the body; [-1, -1] is the subject.
    """
    told = row.get("evidence", {}).get(name)
    if told is None or row["labels"].get(name) is None or not seen:
        return np.full(max(1, len(seen)), np.nan)
    return np.array([float(any(_same(sentence.span, stretch) for stretch in told)) for sentence in seen])


def _same(span: tuple[int, int] | None, stretch: list[int]) -> bool:
    """Whether most of the shorter lies in the other."""
    if span is None or stretch[0] < 0:
        return span is None and stretch[0] < 0
    return 2 * (min(span[1], stretch[1]) - max(span[0], stretch[0])) > min(span[1] - span[0], stretch[1] - stretch[0])


def letters() -> list[dict]:
    """All labelled letters, with the file that each came from."""
    paths = [LETTERS / name for name in FILES] + [Path(p) for p in os.environ.get("LEGUP_TRAIN_LETTERS", "").split(os.pathsep) if p]
    found = []
    for path in paths:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found += [{"kind": "request", **row, "file": path.name, "blank": path.name in BESIDE_RULES} for row in rows]
    return found


def sentences() -> list[dict]:
    """Single sentences with one label each."""
    found, name = [], ""
    for line in (HOUSE / "bench/sentences.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[] ")
        elif line[:2] in ("+ ", "- "):
            found.append({"kind": "request", "subject": "", "body": f"Dear Ms. Vale,\n\n{line[2:]}\n", "labels": {name: line[0] == "+"}, "blank": True, "sentence": True})
    return found


def pooled(scores: np.ndarray, owner: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The soft maximum of each row's sentences, and each sentence's share in it."""
    starts = np.searchsorted(owner, np.arange(count))
    top = np.maximum.reduceat(scores, starts)
    raised = np.exp(scores - top[owner])
    total = np.add.reduceat(raised, starts)
    return top + np.log(total), raised / total[owner]


def fit(name: str, matrix: csr_matrix, owner: np.ndarray, known: np.ndarray, want: np.ndarray, pointed: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Weights of features, of what is known of the letter, and the bias: penalized logistic loss by L-BFGS, from zero.

    Sentences that a reader judged add a loss of their own, with a bias of their own.
    """
    wide, extra, turned = matrix.shape[1], known.shape[1], matrix.T.tocsr()
    judged = ~np.isnan(pointed)
    target = np.where(judged, pointed, 0.0)
    trust = np.full(extra, TRUST_OTHERS)
    trust[NAMES.index(name)] = TRUST

    def loss(at: np.ndarray) -> tuple[float, np.ndarray]:
        words, rules, bias, lone = at[:wide], at[wide:-2], at[-2], at[-1]
        scores = matrix @ words
        pool, share = pooled(scores, owner, len(want))
        total = pool + known @ rules + bias
        off = 1 / (1 + np.exp(-total)) - want
        alone = scores + lone
        astray = POINTED * judged * (1 / (1 + np.exp(-alone)) - target)
        value = np.sum(np.logaddexp(0, total) - want * total) + words @ words / (2 * STRENGTH) + rules @ (rules / trust) / 2
        value += POINTED * np.sum((np.logaddexp(0, alone) - target * alone)[judged])
        return value, np.concatenate([turned @ (off[owner] * share + astray) + words / STRENGTH, known.T @ off + rules / trust, [off.sum(), astray.sum()]])

    at = minimize(loss, np.zeros(wide + extra + 2), jac=True, method="L-BFGS-B", options={"maxiter": 150}).x
    words = at[:wide]
    words[np.abs(words) < np.sort(np.abs(words))[-min(KEPT, wide)]] = 0
    return words, at[wide:-2], at[-2]


def train(rows: Rows, chosen: np.ndarray, blind: bool = False) -> dict:
    """A model for each label from the chosen rows; *blind* hides the rules."""
    fitted = {}
    for name in NAMES:
        taught = rows.teaching(name, chosen)
        known = rows.known[taught].copy()
        known[:, : len(NAMES)] *= not blind
        matrix, owner, which = rows.part(taught)
        fitted[name] = fit(name, matrix, owner, known, rows.want[name][taught], rows.pointed[name][which])
    return fitted


def chances(rows: Rows, fitted: dict, chosen: np.ndarray, blind: bool = False) -> dict[str, np.ndarray]:
    """Yes or no for each label of the chosen rows, none at odds with another."""
    matrix, owner, _ = rows.part(chosen)
    known = rows.asked[chosen].copy()
    known[:, : len(NAMES)] *= not blind
    found = {}
    for name, (words, rules, bias) in fitted.items():
        total = pooled(matrix @ words, owner, len(chosen))[0] + known @ rules + bias
        unruled, ruled = _edges(name)
        found[name] = total >= np.where(known[:, NAMES.index(name)] > 0, ruled, unruled)
    found["information_only"] &= ~found["asks_for_job"]
    found["where_met_or_where_found"] &= found["says_how_connected"]
    return found


def _edges(name: str) -> list[float]:
    return [round(float(np.log(chance / (1 - chance))), 3) for chance in THRESHOLDS.get(name, (0.5, 0.5))]


def write(rows: Rows) -> None:
    """Fit on everything and write the weights."""
    fitted = train(rows, np.arange(len(rows.ruled)))
    features: dict[str, list] = defaultdict(list)
    for number, name in enumerate(NAMES):
        words = fitted[name][0]
        for at in np.flatnonzero(np.abs(words) >= 0.005):
            features[rows.features[at]].append([number, round(float(words[at]), 2)])
    held = {name: {"bias": round(float(bias), 3), "known": [round(float(v), 3) for v in rules], "edges": _edges(name)} for name, (_, rules, bias) in fitted.items()}
    text = json.dumps({"labels": held, "features": features}, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    WEIGHTS.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(features)} features, {WEIGHTS.stat().st_size // 1024} kB")


def groups(rows: list[dict]) -> list[int]:
    """Letters that share a run of eight words stay in one fold, so that a near copy does not answer for another."""
    group, held = list(range(len(rows))), {}
    for at, row in enumerate(rows):
        words = re.findall(r"[a-z']+", row["body"].lower())
        for run in zip(*(words[n:] for n in range(8)), strict=False):
            first = held.setdefault(run, at)
            if group[first] != group[at]:
                old, new = group[at], group[first]
                group = [new if g == old else g for g in group]
    return group


def measure(rows: Rows, found: list[dict]) -> None:
    """Print macro-F1 over thirteen labels and F1 for each, the mean of three times five folds, by file."""
    group, count = groups(found), len(found)
    extra = np.arange(count, len(rows.ruled))
    sums: dict = defaultdict(lambda: defaultdict(list))
    for seed in range(3):
        order = sorted(set(group))
        random.Random(seed).shuffle(order)  # noqa: S311 (no secret)
        fold = {g: at % 5 for at, g in enumerate(order)}
        got = {way: {name: np.zeros(count, bool) for name in NAMES} for way in ("rules", "words", "both")}
        for number in range(5):
            test = np.array([at for at in range(count) if fold[group[at]] == number])
            rest = np.concatenate([np.array([at for at in range(count) if fold[group[at]] != number]), extra])
            for way, blind in (("words", True), ("both", False)):
                for name, values in chances(rows, train(rows, rest, blind), test, blind).items():
                    got[way][name][test] = values
        got["rules"] = {name: np.array([bool(rows.ruled[at][name]) for at in range(count)]) for name in NAMES}
        for way, by_name in got.items():
            for file in sorted({row["file"] for row in found}):
                here = np.array([row["file"] == file for row in found])
                for name, values in by_name.items():
                    sums[file, way][name].append(_scores(rows.want[name][:count][here], values[here]))
    for (file, way), by_name in sorted(sums.items()):
        means = {name: np.mean(values, axis=0).round(3).tolist() for name, values in by_name.items()}
        macro = (sum(value[2] for value in means.values()) + 1) / (len(NAMES) + 1)  # counting words needs no weights
        print(json.dumps({"letters": file, "by": way, "macro_f1": round(macro, 4), "precision_recall_f1": means}))


def _scores(want: np.ndarray, got: np.ndarray) -> tuple[float, float, float]:
    told = ~np.isnan(want)
    right = float(np.sum((want[told] == 1) & got[told]))
    precision, recall = right / max(1, got[told].sum()), right / max(1.0, float((want[told] == 1).sum()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


if __name__ == "__main__":
    own = letters()
    if "--cv" in sys.argv:
        measure(Rows(own + sentences()), own)
    else:
        write(Rows(own + sentences()))
