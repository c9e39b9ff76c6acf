"""The table of known organizations that ships with the product: what they are called, were called, and belong to.

`bench/derive_organizations.py` derives it from open data and from ``employers.txt`` beside it; docs/organizations.md says how.
"""

import gzip
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from legup.lib.refusal import Refusal

REGISTER = Path(__file__).with_name("register.tsv.gz")
SOURCES = {"l": "Leg Up's own list", "r": "ROR", "s": "the S&P 500 list", "n": "the name-suggestion-index"}
NAME, SHORT, FORMER = 0, 1, 2
FEW = 4  # what can mean more organizations than this proves nothing


class Link(NamedTuple):
    """How two names hang together in the table. Shape: ``kind`` is name, short, former, part, siblings or apart; *one* is the row."""

    kind: str
    one: int
    many: int  # how many organizations the vaguer of the two names can mean, counted in our own list if that knows both
    vaguer: str = ""  # of two names of one organization, the short or former one
    among: int = 0  # how many it can mean in the whole table
    is_ours: bool = False  # our own list says so


class _Table(NamedTuple):
    meant: dict[str, tuple[int, ...]]  # by name: each row it can mean times 4, plus NAME, SHORT or FORMER
    parents: list[tuple[int, ...]]
    firsts: list[str]
    names: list[list[str]]
    sources: str


@lru_cache(maxsize=1)
def _table() -> _Table:
    meant: dict[str, tuple[int, ...]] = {}
    parents, firsts, every, sources = [], [], [], []
    with gzip.open(REGISTER, "rt", encoding="ascii") as lines:
        for row, line in enumerate(lines):
            source, names, short, former, above = line.rstrip("\n").split("\t")
            told = [
                (how, name)
                for how, some in ((FORMER, former), (SHORT, short), (NAME, names))
                if some
                for name in some.split("|")
            ]
            for how, name in told:
                meant[name] = (*meant.get(name, ()), row * 4 + how)
            every.append([name for _, name in told])
            parents.append(tuple(map(int, above.split(","))) if above else ())
            firsts.append(names.partition("|")[0])
            sources.append(source)
    if not firsts:
        raise Refusal("The table of organizations is empty; install Leg Up again.")
    return _Table(meant, parents, firsts, every, "".join(sources))


def rows_of(folded: str) -> dict[int, int]:
    """The organizations that a name in its normal form can mean, each with how: ``NAME``, ``SHORT`` or ``FORMER``."""
    return {code // 4: code % 4 for code in _table().meant.get(folded, ())}


def others(folded: str) -> list[str]:
    """Every other name of the organizations that a name in its normal form can mean; if it can mean many, of those of our own list."""
    table, rows = _table(), rows_of(folded)
    some = rows if len(rows) <= FEW else _ours(table, rows)
    return [name for row in some for name in table.names[row] if name != folded]


def source_of(row: int) -> str:
    """Who says so, in words."""
    return SOURCES[_table().sources[row]]


def is_brand(row: int) -> bool:
    """Whether only a list of brands says so, whose names may be those of single shops or of towns."""
    return _table().sources[row] == "n"


def link(a: str, b: str) -> Link | None:
    """How two names in their normal form hang together by the table; None when it does not know both."""
    table = _table()
    rows_a, rows_b = rows_of(a), rows_of(b)
    if not rows_a or not rows_b:
        return None
    ours_a, ours_b = _ours(table, rows_a), _ours(table, rows_b)
    if ours_a and ours_b:
        among = max(len(rows_a), len(rows_b))
        return _between(table, a, b, ours_a, ours_b)._replace(among=among, is_ours=True)
    return _between(table, a, b, rows_a, rows_b)


def _ours(table: _Table, rows: dict[int, int]) -> dict[int, int]:
    """Those of our own list, which holds what students mean by a name; there it counts before what else it can mean."""
    return {row: how for row, how in rows.items() if table.sources[row] == "l"}


def _between(table: _Table, a: str, b: str, rows_a: dict[int, int], rows_b: dict[int, int]) -> Link:
    many = max(len(rows_a), len(rows_b))
    both = rows_a.keys() & rows_b.keys()
    above = _above(table, rows_a, rows_b) or _above(table, rows_b, rows_a)
    row = min(both, key=lambda row: (rows_a[row] + rows_b[row], row)) if both else -1
    how = max(rows_a[row], rows_b[row]) if both else NAME
    if both and not (above and (how == FORMER or table.firsts[row] not in (a, b))):
        return Link(("name", "short", "former")[how], row, many, a if rows_a[row] == how else b, many)
    if above:
        return Link("part", above[0], many)
    if shared := _over(table, rows_a) & _over(table, rows_b):
        return Link("siblings", min(shared), many)
    return Link("apart", -1, many)


def _above(table: _Table, low: Iterable[int], high: dict[int, int]) -> list[int]:
    """Those of *high* that one of *low* belongs to."""
    return sorted(high.keys() & _over(table, low))


def _over(table: _Table, rows: Iterable[int]) -> set[int]:
    """Everything that *rows* belong to, three steps up."""
    found: set[int] = set()
    step = set(rows)
    for _ in range(3):
        step = {parent for row in step for parent in table.parents[row]} - found
        found |= step
    return found
