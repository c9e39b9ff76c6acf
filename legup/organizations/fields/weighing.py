"""Weighing: the words of a title and the letters of its words, each with what it says for every major group."""

import gzip
import json
import math
import re
from functools import cache
from pathlib import Path

from legup.organizations.fields.plain import plain

HERE = Path(__file__).parent
_SMALL = frozenset("of the and for in a an to at with on by or de la le des du und fur".split())
GRAM = 4


@cache
def table() -> dict[str, str]:
    """Major groups by title, for the titles of the open tables that have one group only."""
    lines = gzip.decompress((HERE / "titles.txt.gz").read_bytes()).decode().splitlines()
    known, major = {}, ""
    for line in lines:
        if line.startswith("="):
            major = line[1:]
        else:
            known[line] = major
    return known


@cache
def weights() -> dict:
    """The weights, read when first needed. Shape: ``features`` by name, pairs of group number and weight in hundredths."""
    return json.loads(gzip.decompress((HERE / "weights.json.gz").read_bytes()))


def features(title: str) -> dict[str, float]:
    """What is noticed about a title: words, pairs, the head before the first comma, the first and the last word, runs of four letters."""
    text = (
        plain(title)
        .lower()
        .replace("&", " and ")
        .replace("c++", "cplusplus")
        .replace("c#", "csharp")
        .replace(".net", " dotnet")
    )
    parts = [re.findall(r"[a-z0-9]+", part) for part in re.split(r"[,|:;()–/]|\s-\s", text)]
    parts = [[word for word in part if word not in _SMALL] for part in parts]
    words = [word for part in parts for word in part]
    found: dict[str, float] = {}
    for at, word in enumerate(words):
        found[f"w {word}"] = 1.0
        if at + 1 < len(words):
            found[f"b {word} {words[at + 1]}"] = 1.0
        whole = f"^{word}$"
        for start in range(len(whole) - GRAM + 1):
            found[f"c {whole[start : start + GRAM]}"] = 0.5
    head = next((part for part in parts if part), [])
    if head:
        found[f"h {head[-1]}"] = found[f"f {head[0]}"] = 1.0
    length = math.sqrt(sum(value * value for value in found.values())) or 1.0
    return {name: value / length for name, value in found.items()}


def weigh(title: str) -> tuple[str, float, tuple[str, ...]]:
    """The likeliest major group, how likely it is, and the words that said most for it."""
    held, seen = weights(), features(title)
    sums = [bias / 100 for bias in held["bias"]]
    for name, value in seen.items():
        for number, weight in held["features"].get(name, ()):
            sums[number] += value * weight / 100
    best = max(range(len(sums)), key=sums.__getitem__)
    certainty = 1 / sum(math.exp(total - sums[best]) for total in sums)
    said = {
        name[2:]: seen[name] * weight
        for name in seen
        if name[0] in "wb"
        for number, weight in held["features"].get(name, ())
        if number == best and weight > 0
    }
    return held["groups"][best], certainty if seen else 0.0, tuple(sorted(said, key=lambda word: -said[word])[:2])
