"""What was tried against the mail: killed, paused and crashed workers, mail servers that break off, hostile strings, copied data.

Each part runs beside a naive way of doing the same, which must fail under the same hands. Options: what to try (all of it
without), ``--kills``, ``--letters``, ``--workers``, ``--database``, ``--seed``. Progress goes to stderr.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench.mail import kills, naive
from bench.mail.sink import Sink
from bench.mail.world import World, write_letters
from tests.daemons import make_certificate, running_postgresql

WORKLOAD = "letters of a person's own to people who exist nowhere, through Leg Up's own worker, to a mail server on the same machine"


def main() -> dict:
    told = arguments()
    if not told.one_database:
        return {"bench": "mail_faults", "seed": told.seed, "workload": WORKLOAD} | {
            database: in_a_process(told, database) for database in told.database
        }
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="legup-bench-")))
        certificate = make_certificate(folder, "localhost")
        address = stack.enter_context(running_postgresql()) if told.one_database == "postgresql" else ""
        data = folder / "data"
        data.mkdir()
        world = World(data, address, certificate.cert_file)
        return {name: PARTS[name](told, world) for name in told.parts}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench mail-faults", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="WHAT", help=", ".join(PARTS))
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 4])
    parser.add_argument("--database", nargs="*", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--one-database", default="", help=argparse.SUPPRESS)
    told = parser.parse_args()
    told.parts = told.parts or list(PARTS)
    return told


def in_a_process(told: argparse.Namespace, database: str) -> dict:
    """One database after the other, each in a process of its own: settings are read once."""
    numbers = ["--kills", told.kills, "--letters", told.letters, "--seed", told.seed, "--workers", *told.workers]
    command = [sys.executable, __file__, *told.parts, "--one-database", database, *numbers]
    print(f"{database}, seed {told.seed}", file=sys.stderr)
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    return json.loads(done.stdout)


def killed(told: argparse.Namespace, world: World) -> dict:
    """Kills at random moments, and the same without any; beside two naive ways."""
    sink = Sink(auth=True)
    world.copy()
    world.run(lambda: write_letters(sink.port, told.letters))
    with_letters = world.connection.settings_dict["NAME"]
    name = Path(with_letters).stem

    def campaign(**options) -> dict:
        sink.forget()
        world.copy(of=name)
        return kills.Campaign(world, sink, seed=told.seed, **options).run()

    found = {}
    for workers in told.workers:
        found[f"{workers}_workers"] = campaign(kills=told.kills, workers=workers)
        found[f"{workers}_workers_without_faults"] = campaign(kills=0, workers=workers)
    for way in (naive.mark_then_send, naive.send_then_mark):
        found[f"control_{way.__name__}"] = campaign(kills=told.kills, workers=1, way=way)
    sink.close()
    return found


PARTS = {"kills": killed}

if __name__ == "__main__":
    print(json.dumps(main()))
