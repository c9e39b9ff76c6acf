"""Fit the score for names that the table does not know, legup/organizations/likeness.json.gz, on pairs of names from the table.

    python bench/train_organizations.py [PAIRS.csv]

Needs scikit-learn, which the product does not. Pairs that are same: two names of one organization of the table. Pairs that are not: names of
different organizations that share their most telling word or their first one, that belong together (parent and part), or that fell together by
chance. With PAIRS.csv (columns a, b, same, relation, source) the score is measured there, fitted without any organization that stands in it.
"""

import csv
import gzip
import json
import random
import sys
from collections import Counter, defaultdict
from math import log
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
from legup.organizations import likeness, register  # noqa: E402
from legup.organizations.naming import board_words_off, normal  # noqa: E402

SEED, ROWS = 20, 24_000
Pair = tuple[str, str, int]


def rows_of_table(without: set[str]) -> list[tuple[list[str], list[int], str]]:
    """Names, parents and source of each organization none of whose names is in *without*."""
    rows = []
    with gzip.open(register.REGISTER, "rt", encoding="ascii") as lines:
        for line in lines:
            source, names, _, former, above = line.rstrip("\n").split("\t")
            told = [name for name in [*names.split("|"), *former.split("|")] if name]
            kept = [] if without & set(told) else told
            rows.append((kept, [int(one) for one in above.split(",") if one], source))
    return rows


def weights(rows: list[tuple[list[str], list[int], str]]) -> tuple[dict[str, float], float]:
    """How much a word tells: the rarer among organizations, the more. Only words of two organizations or more are kept."""
    seen: Counter[str] = Counter()
    for names, _, _ in rows:
        seen.update({word for name in names for word in name.split()})
    total = len(rows)
    return {word: round(log(total / count), 2) for word, count in seen.items() if count > 3}, round(log(total / 2), 2)


def pairs_of(rows: list[tuple[list[str], list[int], str]], tells: dict[str, float], rare: float) -> list[Pair]:
    chance = random.Random(SEED)
    holding: dict[str, list[int]] = defaultdict(list)
    beginning: dict[str, list[int]] = defaultdict(list)
    for at, (names, _, _) in enumerate(rows):
        for word in {word for name in names[:2] for word in name.split()}:
            holding[word].append(at)
        if names:
            beginning[names[0].split()[0]].append(at)
    called = defaultdict(set)
    for at, (names, _, _) in enumerate(rows):
        for name in names:
            called[name].add(at)
    there = [at for at, (names, _, _) in enumerate(rows) if names]
    chosen = set(chance.sample(there, min(ROWS, len(there)))) | {at for at in there if rows[at][2] in "ls"}
    found: list[Pair] = []

    def not_same(name: str, other: int) -> None:
        second = chance.choice(rows[other][0][:2])
        if second != name and not called[name] & called[second]:
            found.append((name, second, 0))

    for at in sorted(chosen):
        names, parents, _ = rows[at]
        for _ in range(min(3, len(names) - 1)):
            a, b = chance.sample(names, 2)
            if set(a.split()) & set(b.split()) or chance.random() < 0.3:
                found.append((a, b, 1))
        name = chance.choice(names)
        telling = sorted((w for w in name.split() if len(holding[w]) > 1), key=lambda w: -tells.get(w, rare))
        for word in telling[:2]:
            not_same(name, chance.choice([one for one in holding[word] if one != at] or [at]))
        alike = chance.sample(holding[telling[0]], min(12, len(holding[telling[0]]))) if telling else []
        best = max(
            (one for one in alike if one != at),
            key=lambda one: len(set(rows[one][0][0].split()) & set(name.split())),
            default=at,
        )
        for other in (best, chance.choice(beginning[names[0].split()[0]]), chance.choice(there), *parents[:1]):
            if other != at and rows[other][0]:
                not_same(name, other)
    return found


def dropped_words(pairs: list[Pair]) -> dict[str, float]:
    """Words by how readily they are left out of a name without its meaning another organization."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    for a, b, same in pairs:
        side = likeness.laid(a.split(), b.split())
        if (
            side.matched
            and len(side.over_long) + len(side.over_short) <= 2
            and not (side.over_long and side.over_short)
        ):
            for word in side.over_long + side.over_short:
                counts[word][same] += 1
    all_no, all_yes = (sum(c[k] for c in counts.values()) for k in (0, 1))
    base = log(all_yes / all_no)
    return {
        word: round(log((yes + 2 * all_yes / (all_yes + all_no)) / (no + 2 * all_no / (all_yes + all_no))) - base, 2)
        for word, (no, yes) in counts.items()
        if yes + no >= 8
    }


def fit(pairs: list[Pair], tells: dict[str, float], rare: float) -> dict:
    from sklearn.ensemble import GradientBoostingClassifier

    fitted = {"tells": tells, "rare": rare, "dropped": {}, "other": -0.5, "start": 0.0, "trees": []}
    likeness._fitted = lambda: fitted  # type: ignore[assignment]
    fitted["dropped"] = dropped_words(pairs)
    model = GradientBoostingClassifier(
        n_estimators=120, max_depth=4, learning_rate=0.12, subsample=0.6, min_samples_leaf=40, random_state=SEED
    )
    model.fit([likeness.signs(a.split(), b.split()) for a, b, _ in pairs], [same for _, _, same in pairs])
    share = sum(same for _, _, same in pairs) / len(pairs)
    fitted |= {
        "start": round(log(share / (1 - share)), 4),
        "trees": [_told(tree[0].tree_, 0, model.learning_rate) for tree in model.estimators_],
    }
    return fitted


def _told(tree, at: int, rate: float) -> list:
    if tree.children_left[at] < 0:
        return [round(float(tree.value[at][0][0]) * rate, 4)]
    branch = [_told(tree, child, rate) for child in (tree.children_left[at], tree.children_right[at])]
    return [int(tree.feature[at]), round(float(tree.threshold[at]), 4), *branch]


def keep(fitted: dict) -> None:
    plain = json.dumps(fitted, separators=(",", ":"), sort_keys=True).encode()
    likeness.FITTED.write_bytes(gzip.compress(plain, 9, mtime=0))


def measured(pairs: list[dict[str, str]]) -> None:
    """Precision and recall of the score alone over the pairs without parts and parents, at several thresholds."""
    told = []
    for row in pairs:
        a, b = (normal(board_words_off(row[side])) for side in "ab")
        told.append((likeness.likeness(a.split(), b.split()) if a != b else 1.0, row))
    for least in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        said = [row for score, row in told if score >= least]
        same = [row for row in said if row["same"] == "1"]
        wrong = [row for row in said if row["same"] == "0" and row["relation"] != "subsidiary"]
        parts = sum(row["relation"] == "subsidiary" for row in said)
        every = sum(row["same"] == "1" for row in pairs)
        print(
            f"{least:.2f}: precision {len(same) / (len(same) + len(wrong)):.3f} recall {len(same) / every:.3f} parts called same {parts}"
        )


def main(against: str = "") -> None:
    test = list(csv.DictReader(Path(against).read_text(encoding="utf-8").splitlines())) if against else []
    if test:
        without = {normal(board_words_off(row[side])) for row in test for side in "ab"}
        rows = rows_of_table(without)
        tells, rare = weights(rows)
        fit(pairs_of(rows, tells, rare), tells, rare)
        measured(test)
    rows = rows_of_table(set())
    tells, rare = weights(rows)
    pairs = pairs_of(rows, tells, rare)
    keep(fit(pairs, tells, rare))
    print(f"{len(pairs)} pairs, {sum(same for *_, same in pairs)} same; {likeness.FITTED.stat().st_size} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
