"""How alike two names are that no table knows: their words laid side by side, each word weighed by how much it tells.

`bench/train_organizations.py` fits the score on pairs of names from the table; docs/organizations.md says how well it does.
"""

import gzip
import json
import re
from difflib import SequenceMatcher
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

from legup.organizations.naming import LITTLE

FITTED = Path(__file__).with_name("likeness.json.gz")
MOST_WORDS = 24
SPELLING = 0.8  # how well words match that may be spelt wrong, or may be two words
OFTEN = 0.7  # how much more readily than others a word must be dropped, as a logarithm
QUESTION, NOTHING = 0.6, 0.3  # the most that likeness of that sort, or of no whole word, can come to
KINDS = frozenset(
    "university college school institute hospital foundation bank museum clinic church society association academy center laboratory library "
    "department council agency ministry trust insurance airlines pharmacy capital city county state township authority press union club".split()
)
COMMON = KINDS | frozenset(
    "national american first united general international global world new royal north south east west northern southern eastern western "
    "center central of and the for saint pacific atlantic services systems group technologies solutions partners health".split()
)
_VOWELS = re.compile(r"[aeiouy]")


class Laid(NamedTuple):
    """Two names side by side. Shape: *matched* holds pairs of positions with how well they match, 0 to 1; then what is left over."""

    short: list[str]
    long: list[str]
    matched: list[tuple[int, int, float]]
    over_short: list[str]
    over_long: list[str]


def laid(a: list[str], b: list[str]) -> Laid:
    """The words of two names in their normal form, each with its like in the other."""
    short, long = sorted((a[:MOST_WORDS], b[:MOST_WORDS]), key=lambda words: (len(words), words))
    free = dict(enumerate(long))
    matched: list[tuple[int, int, float]] = []
    for match in (_equal, _run, _near):
        for at, word in enumerate(short):
            if at not in {one for one, _, _ in matched}:
                for position, how in match(word, free):
                    matched.append((at, position, how))
                    del free[position]
    taken = {one for one, _, _ in matched}
    return Laid(short, long, matched, [w for at, w in enumerate(short) if at not in taken], list(free.values()))


def _equal(word: str, free: dict[int, str]) -> list[tuple[int, float]]:
    return next(([(at, 1.0)] for at, other in free.items() if other == word), [])


def _run(word: str, free: dict[int, str]) -> list[tuple[int, float]]:
    """Several words of the other name that this one joins, whole (“supermicro”) or by their first letters (“uw”)."""
    positions = list(free)
    for start, first in enumerate(positions):
        if free[first][0] != word[0]:
            continue
        whole, letters = "", ""
        for end in range(start, min(start + 7, len(positions))):
            other = free[positions[end]]
            whole += other
            letters += "" if other in LITTLE and letters else other[0]
            if end > start and (whole == word or (letters == word and len(word) > 1)):
                return [(at, 1.0 if whole == word else 0.9) for at in positions[start : end + 1]]
    return []


def _near(word: str, free: dict[int, str]) -> list[tuple[int, float]]:
    for at, other in free.items():
        if shortened(word, other) or shortened(other, word):
            return [(at, 0.9)]
        if word in (other + "s", other + "es") or other in (word + "s", word + "es"):
            return [(at, 0.95)]
        if close(word, other):
            return [(at, SPELLING)]
    return []


def shortened(short: str, word: str) -> bool:
    """Whether *short* is *word* shortened: its beginning, or its first letter and then only letters of it in their order."""
    if not 2 <= len(short) < len(word) or short[0] != word[0]:
        return False
    if len(short) >= 3 and word.startswith(short):
        return len(word) - len(short) > 1
    letters = iter(word)
    bare = len(short) >= 3 and len(word) >= 6 and not _VOWELS.search(short[1:])
    ends_alike = len(short) >= 4 and len(word) >= 6 and short[:2] == word[:2] and short[-1] == word[-1]
    return (bare or ends_alike) and all(letter in letters for letter in short)


def close(a: str, b: str) -> bool:
    """Whether two longer words that begin alike differ by one letter more, less or other."""
    least = min(len(a), len(b))
    if least < 6 or abs(len(a) - len(b)) > 1 or a[:3] != b[:3]:
        return False
    same = 3
    while same < least and a[same] == b[same]:
        same += 1
    return a[same + 1 :] == b[same + 1 :] or a[same:] == b[same + 1 :] or a[same + 1 :] == b[same:]


def initials(words: list[str]) -> set[str]:
    """What *words* can be shortened to by their first letters, with and without the little ones."""
    if len(words) < 2:
        return set()
    telling = [word for word in words if word not in LITTLE]
    return {"".join(word[0] for word in some) for some in (words, telling)}


def tells(word: str) -> float:
    """How much *word* tells: the logarithm of how many organizations there are for one that has it in its name."""
    return float(_fitted()["tells"].get(word, _fitted()["rare"]))


def left_out(word: str) -> bool:
    """Whether names of organizations are often written without *word*."""
    return word in LITTLE or _fitted()["dropped"].get(word, -1.0) > OFTEN


def signs(a: list[str], b: list[str]) -> list[float]:
    """What the score looks at."""
    fitted = _fitted()
    side = laid(a, b)
    weight, default = fitted["tells"], fitted["rare"]

    def told(words: list[str]) -> list[float]:
        return [weight.get(word, default) for word in words]

    fits = {at: how for _, at, how in side.matched}
    fits_short = {at: how for at, _, how in side.matched}
    weight_long, weight_short = sum(told(side.long)) or 1, sum(told(side.short)) or 1
    whole_a, whole_b = "".join(side.short)[:150], "".join(side.long)[:150]
    first = whole_a if len(side.short) <= 2 else ""
    dropped = fitted["dropped"]
    return [
        sum(how * weight.get(side.short[at], default) for at, how in fits_short.items()) / weight_short,
        sum(how * weight.get(side.long[at], default) for at, how in fits.items()) / weight_long,
        max(told(side.over_short), default=0.0),
        max(told(side.over_long), default=0.0),
        min((dropped.get(word, fitted["other"]) for word in side.over_long), default=3.0),
        min((dropped.get(word, fitted["other"]) for word in side.over_short), default=3.0),
        float(len(side.over_long)),
        float(len(side.over_short)),
        float(bool(side.matched) and fits.get(0, 0.0) > 0 and fits_short.get(0, 0.0) > 0),
        float(fits.get(len(side.long) - 1, 0.0)),
        float(whole_a.replace("and", "") == whole_b.replace("and", "")),
        float(len(first) if first in initials(side.long) else 0),
        max((weight.get(side.long[at], default) for at in fits), default=0.0),
        float(len(side.short)),
        float(len(side.long)),
        float(side.short == side.long[: len(side.short)]),
        min(fits.values(), default=0.0),
        float(len((set(side.over_short) | set(side.over_long)) & KINDS)),
        float(bool(set(side.over_short) & KINDS) and bool(set(side.over_long) & KINDS)),
        SequenceMatcher(None, whole_a, whole_b, autojunk=False).ratio(),
    ]


@lru_cache(maxsize=1)
def _fitted() -> dict[str, Any]:
    with gzip.open(FITTED, "rt", encoding="ascii") as told:
        return json.load(told)


def likeness(a: list[str], b: list[str]) -> float:
    """How likely it is, from the words alone, that two names are of one organization, 0 to 1.

    Rule: names that each have a telling word of their own, or share only common words, are of two organizations; those that differ by a kind
    (bank, hospital), by a letter, by the order of a university's words, or are three first letters, are a question [postings 5.6].
    """
    if "".join(a).replace("and", "") == "".join(b).replace("and", ""):
        return 0.95
    return min(_grown(signs(a, b)), _most(a, b))


def _most(a: list[str], b: list[str]) -> float:
    """The most that the likeness of two names can come to, by what they differ in."""
    if letters := max(
        (len("".join(one)) for one, other in ((a, b), (b, a)) if "".join(one) in initials(other)), default=0
    ):
        return 1.0 if letters > 3 else QUESTION
    side = laid(a, b)
    left = [[word for word in words if word not in LITTLE] for words in (side.over_short, side.over_long)]
    if all(left) or not any(how == 1 and side.long[at] not in COMMON for _, at, how in side.matched):
        return NOTHING
    places = [at for _, at, _ in sorted(side.matched)]
    moved = places != sorted(places)
    if KINDS & set(side.over_short + side.over_long):
        return QUESTION
    if any(how == SPELLING for _, _, how in side.matched) or (moved and not any(left) and KINDS & set(side.long)):
        return QUESTION
    return 1.0


def _grown(values: list[float]) -> float:
    total = _fitted()["start"]
    for tree in _fitted()["trees"]:
        at = tree
        while len(at) > 1:
            at = at[2] if values[at[0]] <= at[1] else at[3]
        total += at[0]
    return 1 / (1 + exp(-total))


def difference(a: list[str], b: list[str]) -> str:
    """In words, how two names that are much alike differ."""
    side = laid(a, b)
    if "".join(a).replace("and", "") == "".join(b).replace("and", ""):
        return "only the spaces or an “and” differ"
    for words in (side.short, side.long):
        other = side.long if words is side.short else side.short
        if len(words) == 1 and words[0] in initials(other):
            return f"{words[0].upper()} is made of the first letters"
    left = [f"“{word}”" for word in side.over_short + side.over_long]
    brief = [(side.short[at], side.long[to]) for at, to, how in side.matched if how < 1]
    told = [f"“{x if len(x) < len(y) else y}” stands for “{y if len(x) < len(y) else x}”" for x, y in brief[:1]]
    told += [f"only {' and '.join(left[:3])} {'is' if len(left) == 1 else 'are'} left out"] if left else []
    return "; ".join(told) or "only the order of the words differs"
