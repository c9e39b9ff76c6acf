"""How long importing 30,000 LinkedIn connections takes, beside a bare csv reader and executemany into the same tables.

Both write the same rows of the same tables, search included, in one transaction on an SQLite file of their own; the
runs alternate and the best of each counts. What ours does besides: find the kind and the language of the file,
compare with everybody known, keep a batch that can be taken back. Options: the number of rows, and ``--json``.
"""

import csv
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
ROUNDS = 3


def main(rows: int) -> dict:
    """Run both in turn; the figures."""
    folder = tempfile.mkdtemp(prefix="legup-bench-")
    os.environ |= {"LEGUP_DATA": folder, "DJANGO_SETTINGS_MODULE": "legup.settings"}
    try:
        return measured(rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measured(rows: int) -> dict:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    data = connections(rows)
    times: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        for name, seconds in (("bare", bare(data, number)), *ours(data, number).items()):
            times.setdefault(name, []).append(seconds)
    best = {name: min(found) for name, found in times.items()}
    return {
        "bench": "import_people",
        "workload": f"{rows} LinkedIn rows, {len(data) / 1e6:.1f} MB, into an account of its own; best of {ROUNDS} alternating runs",
        "compared_to": "csv.reader and executemany into the same tables and search, one transaction",
        "ratio": round(best["apply"] / best["bare"], 2),
        "ratio_preview_and_apply": round((best["preview"] + best["apply"]) / best["bare"], 2),
        "seconds": {name: round(seconds, 3) for name, seconds in best.items()},
        "rows_per_second": round(rows / (best["preview"] + best["apply"])),
    }


def connections(rows: int) -> bytes:
    """A made-up Connections.csv: few addresses, many firms, as real ones are."""
    chance = random.Random(20)
    given = "Dana Omar Priya Ngoc Lena Jürgen Inês Kofi Mei Aiko Pat Sam Noor Ravi Eva Tom".split()
    family = ["Whitfield", "El Sayed", "Okafor", "Trần", "Hoffmann", "Weiß", "Peñarrubia", "Mensah", "Lin", "Sato", "O'Brien", "Reyes"]
    firms = [f"{a} {b} {n}" for a in "Wells Harbour North River Oak Cedar".split() for b in "Clinic Data University Labs Foods".split() for n in range(rows // 90)]
    roles = ["Head of Research", "Analyst", "Software Engineer", "Nurse", "Teacher", "Partner, Public Sector"]
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerows([["Notes:"], ["When you export your connections, some addresses are missing."], []])
    table.writerow("First Name,Last Name,URL,Email Address,Company,Position,Connected On".split(","))
    for i in range(rows):
        first, last = chance.choice(given), f"{chance.choice(family)}-{i % 977}"
        address = f"p{i}@mail{i % 50}.example" if chance.random() < 0.1 else ""
        day = f"{chance.randint(1, 28):02} {chance.choice('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split())} {chance.randint(2008, 2025)}"
        table.writerow([first, last, f"https://www.linkedin.com/in/person-{i:x}", address, chance.choice(firms), chance.choice(roles), day])
    return out.getvalue().encode()


def ours(data: bytes, number: int) -> dict[str, float]:
    """A preview, the import, the same file again, and taking back, each timed."""
    from legup.accounts.models import User
    from legup.contacts import importing

    owner = User.objects.create_user(f"ana{number}@northfield.example")
    spent = {}
    began = time.perf_counter()
    batch = importing.preview(owner, data, "Connections.csv")
    spent["preview"] = time.perf_counter() - began
    began = time.perf_counter()
    importing.apply(batch)
    spent["apply"] = time.perf_counter() - began
    began = time.perf_counter()
    again = importing.apply(importing.preview(owner, data + b"\n", "Connections.csv"))
    spent["preview_and_apply_again"] = time.perf_counter() - began
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    began = time.perf_counter()
    importing.revert(batch)
    spent["revert"] = time.perf_counter() - began
    return spent


def bare(data: bytes, number: int) -> float:
    """The same rows by the shortest way; then they are removed again."""
    from django.db import connection

    from legup.accounts.models import User

    owner = User.objects.create_user(f"bare{number}@northfield.example").pk
    connection.cursor()
    raw = connection.connection
    began = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    write_bare(raw, data, owner)
    raw.execute("COMMIT")
    spent = time.perf_counter() - began
    for statement in ("DELETE FROM legup_point", "DELETE FROM legup_position", "DELETE FROM legup_event", "DELETE FROM legup_contact", "DELETE FROM legup_organization"):
        raw.execute(statement)
    return spent


def write_bare(raw, data: bytes, owner: int) -> None:
    """csv.reader and one executemany a table."""
    months = {name: f"{i:02}" for i, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
    people = list(csv.reader(io.StringIO(data.decode(), newline="")))[4:]
    at = "2026-05-04 12:00:00"
    first = raw.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'legup_contact'").fetchone()[0] + 1
    raw.executemany(
        "INSERT INTO legup_organization (key, owner_id, name, folded, domain, note, made_at) VALUES (?, ?, ?, ?, '', '', ?)",
        [(f"o{owner}-{i}", owner, name, name.lower(), at) for i, name in enumerate({row[4]: 1 for row in people})],
    )
    ids = dict(raw.execute("SELECT name, id FROM legup_organization WHERE owner_id = ?", (owner,)))
    raw.executemany(
        "INSERT INTO legup_contact (id, key, owner_id, full_name, given_name, family_name, folded, location, zone, tie, met_where, met_occasion, talked_about, address_source,"
        " referrer_name, why_them, connected_on, note, extra, uid, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, '', '', '', '', '', '', '', '', '', ?, '', '{}', '', ?)",
        [
            (i, f"c{owner}-{i}", owner, f"{r[0]} {r[1]}", r[0], r[1], f"{r[0]} {r[1]}".lower(), f"{r[6][7:]}-{months[r[6][3:6]]}-{r[6][:2]}", at)
            for i, r in enumerate(people, first)
        ],
    )
    points = [(i, "url", r[2], r[2].lower(), "LinkedIn") for i, r in enumerate(people, first)]
    points += [(i, "email", r[3], r[3].lower(), "") for i, r in enumerate(people, first) if r[3]]
    raw.executemany("INSERT INTO legup_point (contact_id, kind, value, folded, label) VALUES (?, ?, ?, ?, ?)", points)
    raw.executemany("INSERT INTO legup_position (contact_id, organization_id, title, seen_at) VALUES (?, ?, ?, ?)", [(i, ids[r[4]], r[5], at) for i, r in enumerate(people, first)])
    raw.executemany("INSERT INTO legup_event (contact_id, kind, at, facts, noted_at) VALUES (?, 'imported', ?, '{}', ?)", [(i, at, at) for i in range(first, first + len(people))])
    raw.executemany(
        "INSERT INTO legup_contact_words (rowid, name, work, words) VALUES (?, ?, ?, ?)",
        [(i, f"{r[0]} {r[1]}", f"{r[5]} {r[4]}", f"{r[2]} {r[3]}") for i, r in enumerate(people, first)],
    )


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    print(json.dumps(main(*sizes or [30_000])))
