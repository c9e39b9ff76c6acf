"""Derive the table of known organizations, legup/organizations/register.tsv.gz, from open data and from our own list.

    python bench/derive_organizations.py ROR.csv.gz SP500.csv [NSI.tgz]

ROR.csv.gz: records of the Research Organization Registry (CC0), columns ror_id, name, other_names, acronyms, country, city, types, domains,
status, relations; several values are divided by “|”. SP500.csv: the names of S&P 500 constituents over time (PDDL), columns symbol, name,
first_seen_on, last_seen_on. NSI.tgz: the package name-suggestion-index (BSD-3-Clause; labels from Wikidata, CC0). Our own list is
legup/organizations/employers/*.txt. The same input gives the same file.
"""

import csv
import gzip
import io
import json
import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
from legup.organizations.naming import normal  # noqa: E402

REGISTER = HOUSE / "legup/organizations/register.tsv.gz"
EMPLOYERS = sorted((HOUSE / "legup/organizations/employers").glob("*.txt"))
LONGEST, LONGEST_ACRONYM = 110, 14
_COUNTRY = re.compile(r" \([A-Z][\w .]+\)$")
_TRADED = re.compile(r" (?:inc )?(?:class )?[abc]$")
_BRANCH = re.compile(
    r" of north america$|(?<! of)(?<! for) (?:north america|americas?)$"
)  # a branch on another continent is a part
_LATIN = re.compile(r"[a-z0-9 ]+")


@dataclass
class Known:
    """One organization. Shape: names in their normal form, the one it goes by first; parents by ``(source, id)``."""

    source: str
    names: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    parents: list[tuple[str, str]] = field(default_factory=list)
    abroad: bool = False  # one of several of its name, told apart by the country

    def add(self, names: Iterable[str], to: str = "names") -> "Known":
        held = getattr(self, to)
        for name in names:
            plain = normal(name)
            if (
                _LATIN.fullmatch(plain)
                and len(plain) <= LONGEST
                and plain not in held
                and (to == "names" or plain not in self.names)
            ):
                held.append(plain)
        return self


Table = dict[tuple[str, str], Known]


def from_list(lines: Iterable[str]) -> Table:
    """Our own list: ``name | other names | former names | parent | bought``, several divided by ``;``."""
    table: Table = {}
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, others, former, parent, bought = [part.strip() for part in (line + "||||").split("|")[:5]]
        key = ("l", normal(name))
        row = table.setdefault(key, Known("l"))
        abroad = [one for one in _several(others, ";") if _BRANCH.search(normal(one))]
        row.add([name]).add(one for one in _several(others, ";") if not _is_short(one) and one not in abroad)
        row.add((one for one in _several(others, ";") if _is_short(one)), "short").add(_several(former, ";"), "former")
        row.parents += [("l", normal(one)) for one in _several(parent, ";")]
        for one in [*_several(bought, ";"), *abroad]:
            table.setdefault(("l", normal(one)), Known("l")).add([one]).parents.append(key)
    missing = sorted({one for row in table.values() for _, one in row.parents if ("l", one) not in table})
    if missing:
        sys.exit(f"These parents have no line of their own: {', '.join(missing)}")
    return table


def _several(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def from_ror(rows: Iterable[dict[str, str]]) -> Table:
    """ROR: a record that gave way to another is the same organization, unless it was a company: then it was bought."""
    table: Table = {}
    gone: dict[tuple[str, str], tuple[str, str]] = {}
    for record in rows:
        plain, key = _COUNTRY.sub("", record["name"]), ("r", record["ror_id"])
        row = Known("r", abroad=plain != record["name"]).add(
            [plain, *(_COUNTRY.sub("", name) for name in _several(record["other_names"], "|"))]
        )
        row.add((name for name in _several(record["acronyms"], "|") if len(name) <= LONGEST_ACRONYM), "short")
        for relation in _several(record["relations"], "|"):
            kind, _, other = relation.partition(":")
            if kind == "parent" or (kind == "successor" and "company" in record["types"]):
                row.parents.append(("r", other))
            elif kind == "successor":
                gone[key] = ("r", other)
        if row.names:
            table[key] = row
    for key, later in gone.items():
        if key in table and later in table and gone.get(later) != key:
            table[later].add(table.pop(key).names, "former")
    return table


def from_sp500(rows: Iterable[dict[str, str]]) -> Table:
    """S&P 500: the names of one symbol that follow each other without a gap of a year are of one company."""
    seen: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in rows:
        name = _TRADED.sub("", normal(row["name"]))
        dates = seen[row["symbol"]].setdefault(name, [row["first_seen_on"], row["last_seen_on"]])
        dates[:] = [min(dates[0], row["first_seen_on"]), max(dates[1], row["last_seen_on"])]
    table: Table = {}
    for symbol, names in seen.items():
        until, part = "", 0
        for name, (first, last) in sorted(names.items(), key=lambda item: item[1]):
            part += bool(until) and int(first[:4]) * 12 + int(first[5:7]) > int(until[:4]) * 12 + int(until[5:7]) + 22
            table.setdefault(("s", f"{symbol}.{part}"), Known("s")).names.insert(0, name)
            until = max(until, last)
    return table


def from_nsi(package: Path) -> Table:
    """NSI: what brands and operators are called; an outlet whose name is not its brand's belongs to the brand."""
    with tarfile.open(package) as tar:
        paths = json.load(tar.extractfile("package/dist/json/nsi.min.json"))["nsi"]  # type: ignore[arg-type]
        labels = json.load(tar.extractfile("package/dist/wikidata/wikidata.min.json"))["wikidata"]  # type: ignore[arg-type]
    table: Table = {}
    for path, group in sorted(paths.items()):
        if path.startswith(("brands/", "operators/")):
            for item in group["items"]:
                _brand(table, item["tags"], "brand" if path.startswith("brands/") else "operator", labels)
    return {
        key: row for key, row in table.items() if row.names and (len(row.names) + len(row.short) > 1 or row.parents)
    }


def _brand(table: Table, tags: dict[str, str], kind: str, labels: dict[str, dict]) -> None:
    brand, name = tags.get(f"{kind}:en") or tags.get(kind, ""), tags.get("name:en") or tags.get("name", "")
    number = tags.get(f"{kind}:wikidata", "")
    if not number or not brand:
        return
    row = table.setdefault(("n", number), Known("n")).add([brand, labels.get(number, {}).get("label", "")])
    own = [value for key in ("official_name", "alt_name", "short_name") for value in _several(tags.get(key, ""), ";")]
    if not name or normal(name) == normal(brand):
        for value in own:
            row.add([value], "short" if _is_short(value) else "names")
    elif normal(name) not in row.names:
        table.setdefault(("n", f"{number} {normal(name)}"), Known("n", parents=[("n", number)])).add([name])


def _is_short(name: str) -> bool:
    return len(name) <= 6 and name.isupper()


def joined(table: Table) -> list[Known]:
    """One row for one organization: rows of several sources that go by one name, and a company's rows of several countries."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    into: dict[tuple[str, str], tuple[str, str]] = {}
    called = Counter((row.source, row.names[0]) for row in table.values() if not row.abroad)
    for key, row in table.items():
        name = row.names[0]
        alone = called[row.source, name] <= 1
        kind = "company" if alone and (row.source != "n" or " " in name or len(name) > 6) else f"{key}"
        into[key] = first.setdefault((kind, name), key)
        if row.source == "l":
            for other in row.names[1:]:
                if " " in other and ("l", other) not in table:
                    first.setdefault(("company", other), key)
    rows: dict[tuple[str, str], Known] = {}
    for key, row in table.items():
        whole = rows.setdefault(into[key], Known(row.source, row.names[:1]))
        whole.names += [name for name in row.names if name not in whole.names + whole.former]
        whole.short += [name for name in row.short if name not in whole.short and name not in whole.names]
        whole.former += [name for name in row.former if name not in whole.former and name not in whole.names]
        whole.parents += [
            into[parent] for parent in row.parents if parent in into and into[parent] not in (into[key], *whole.parents)
        ]
    order = sorted(rows, key=lambda key: (rows[key].names[0], key))
    number = {key: str(at) for at, key in enumerate(order)}
    for row in rows.values():
        row.parents = [("", number[parent]) for parent in row.parents]
    return [rows[key] for key in order]


def told(rows: Iterable[Known]) -> Iterator[str]:
    for row in rows:
        yield (
            "\t".join(
                (
                    row.source,
                    "|".join(row.names),
                    "|".join(row.short),
                    "|".join(row.former),
                    ",".join(number for _, number in row.parents),
                )
            )
            + "\n"
        )


def write(rows: list[Known]) -> None:
    plain = "".join(told(rows)).encode()
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", mtime=0, filename="") as out:
        out.write(plain)
    REGISTER.write_bytes(held.getvalue())
    print(
        f"{len(rows)} organizations, {sum(len(r.names) + len(r.short) + len(r.former) for r in rows)} names, {REGISTER.stat().st_size} bytes"
    )


def main(ror: str, sp500: str, nsi: str = "") -> None:
    lines = [line for one in EMPLOYERS for line in one.read_text(encoding="utf-8").splitlines()]
    with gzip.open(ror, "rt", encoding="utf-8") as one, open(sp500, encoding="utf-8") as two:
        table = from_list(lines) | from_ror(csv.DictReader(one)) | from_sp500(csv.DictReader(two))
    write(joined(table | (from_nsi(Path(nsi)) if nsi else {})))


if __name__ == "__main__":
    main(*sys.argv[1:])
