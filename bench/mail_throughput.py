"""How fast letters leave, beside a bare smtplib loop that marks each letter as sent as durably.

Both hand the same letters to the same server and commit to a database of the same kind, with the same durability, after each
letter. The bare loop keeps one conversation, looks at nothing, and has one mark; ours takes each letter by a lease, commits that
it is handed over before the first byte, and writes a line on the timeline. The runs alternate; the best of each counts.
"""

import argparse
import json
import smtplib
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.mail.sink import Sink
from bench.mail.world import MORE, TWENTY_MINUTES, World, fates, one_round, whole_worker, write_letters
from tests.daemons import running_postgresql

ROUNDS = 5


def main() -> dict:
    parser = argparse.ArgumentParser(prog="bin/bench mail-throughput", description=__doc__)
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    told = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="legup-bench-")), "data")
        folder.mkdir()
        address = stack.enter_context(running_postgresql()) if told.database == "postgresql" else ""
        return measured(World(folder, address), told)


def measured(world: World, told: argparse.Namespace) -> dict:
    sink = Sink()
    letters = world.copy()
    world.run(partial(write_letters, sink.port, told.letters))
    world.run(_all_by_one_account)
    ways = {
        "bare": bare,
        "bare_a_conversation_each": bare_a_conversation_each,
        "ours_one_thread": one_thread,
        "ours": whole_worker_of_ours,
    }
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            sink.forget()
            world.copy(of=letters)
            began = time.monotonic()
            way(world)
            rates.setdefault(name, []).append(told.letters / (time.monotonic() - began))
            arrived = fates(sink.kept())
            if arrived["sent", 1] != told.letters:
                raise RuntimeError(f"{name}: {arrived} {why_not()}")
            print(f"{name}: {rates[name][-1]:.0f} letters a second", file=sys.stderr)
    sink.close()
    return {
        "bench": "mail_throughput",
        "workload": f"{told.letters} letters of one account, {told.database}; {ROUNDS} alternating turns; each run includes starting a process",
        "compared_to": "smtplib over one conversation, one durable mark after each letter",
        "ratio": median_ratio(rates["ours"], rates["bare"]),
        "ratio_to_a_conversation_each": median_ratio(rates["ours"], rates["bare_a_conversation_each"]),
        "ratios": [round(ours / bare, 2) for ours, bare in zip(rates["ours"], rates["bare"], strict=True)],
        "letters_per_second": {name: round(statistics.median(found)) for name, found in rates.items()},
    }


def median_ratio(ours: list[float], others: list[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(ours, others, strict=True)), 2)


def why_not() -> list[str]:
    from legup.outreach.models import Message

    return list(Message.objects.exclude(failure="").values_list("failure", flat=True).distinct())


def bare(world: World):
    world.run(_bare)


def bare_a_conversation_each(world: World):
    world.run(_bare_each)


def one_thread(world: World):
    while world.run(partial(one_round, TWENTY_MINUTES)) == MORE:
        pass


def whole_worker_of_ours(world: World):
    world.run(partial(whole_worker, TWENTY_MINUTES))


def _bare():
    letters = _letters()
    with smtplib.SMTP("127.0.0.1", letters[0][4]) as server:
        for letter in letters:
            server.sendmail(letter[1], [letter[2]], bytes(letter[3]))
            _mark(letter[0])


def _bare_each():
    for letter in _letters():
        with smtplib.SMTP("127.0.0.1", letter[4]) as server:
            server.sendmail(letter[1], [letter[2]], bytes(letter[3]))
        _mark(letter[0])


def _letters() -> list[tuple]:
    from legup.outreach.models import Message

    return list(
        Message.objects.exclude(queued_at=None).values_list(
            "pk", "from_address", "to_address", "raw", "mailbox__smtp_port"
        )
    )


def _mark(pk: int):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE legup_message SET sent_at = %s WHERE id = %s", [datetime.now(UTC), pk])


def _all_by_one_account():
    from legup.mail.models import Mailbox
    from legup.outreach.models import Message

    first = Mailbox.objects.order_by("pk").first()
    Mailbox.objects.update(password_sealed=b"")
    Message.objects.exclude(queued_at=None).update(mailbox=first, from_address=first.address)


if __name__ == "__main__":
    print(json.dumps(main()))
