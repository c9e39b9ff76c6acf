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

from bench.mail import copies, crashes, headers, kills, naive, receiving, smtp_faults
from bench.mail.sink import Sink
from bench.mail.world import World, write_letters
from tests.daemons import make_certificate, running_dovecot, running_postgresql

WORKLOAD = "letters of a person's own to people who exist nowhere, through Leg Up's own worker, to a mail server on the same machine"


def main() -> dict:
    told = arguments()
    if not told.one_database:
        return {"bench": "mail_faults", "seed": told.seed, "workload": WORKLOAD} | {
            database: in_a_process(told, database) for database in told.database
        }
    with ExitStack() as stack:
        # In memory where there is such a folder: who is killed leaves behind what was written, whatever is on the disk by then.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="legup-bench-", dir=memory)))
        certificate = told.certificate = make_certificate(folder, "localhost")
        address = stack.enter_context(running_postgresql("-c fsync=off")) if told.one_database == "postgresql" else ""
        data = folder / "data"
        data.mkdir()
        world = World(data, address, certificate.cert_file)
        return {name: tried(name, told, world) for name in told.parts}


def tried(name: str, told: argparse.Namespace, world: World) -> dict:
    """One part, which is told at once: the whole takes long."""
    found = PARTS[name](told, world)
    print(f"{name}: {json.dumps(found)}", file=sys.stderr)
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/bench mail-faults", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="WHAT", help=", ".join(PARTS))
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--every", type=int, default=1, help="try only every n-th step, or fault")
    parser.add_argument("--pauses", type=int, default=200)
    parser.add_argument(
        "--patience", type=float, help="seconds for a silent server, instead of the product's own thirty"
    )
    parser.add_argument("--strings", type=int, default=100_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 4])
    parser.add_argument("--database", nargs="*", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--one-database", default="", help=argparse.SUPPRESS)
    told = parser.parse_args()
    told.parts = told.parts or list(PARTS)
    return told


def in_a_process(told: argparse.Namespace, database: str) -> dict:
    """One database after the other, each in a process of its own: settings are read once."""
    numbers = [
        word
        for name in ("kills", "letters", "every", "pauses", "strings", "seed")
        for word in (f"--{name}", getattr(told, name))
    ]
    numbers += ["--patience", told.patience] if told.patience else []
    numbers += ["--workers", *told.workers]
    command = [
        sys.executable,
        __file__,
        *told.parts,
        "--database",
        *told.database,
        "--one-database",
        database,
        *numbers,
    ]
    print(f"{database}, seed {told.seed}", file=sys.stderr)
    done = subprocess.run([*map(str, command)], stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    return json.loads(done.stdout)


def killed(told: argparse.Namespace, world: World) -> dict:
    """Kills at random moments, and the same without any; beside two naive ways."""
    sink, letters = with_letters(world, told.letters)

    def campaign(**options) -> dict:
        sink.forget()
        world.copy(of=letters)
        return kills.Campaign(world, sink, seed=told.seed, **options).run()

    found = {}
    for workers in told.workers:
        found[f"{workers}_workers"] = campaign(kills=told.kills, workers=workers)
        found[f"{workers}_workers_without_faults"] = campaign(kills=0, workers=workers)
    for way in (naive.mark_then_send, naive.send_then_mark):
        found[f"control_{way.__name__}"] = campaign(kills=told.kills, workers=1, way=way)
    sink.close()
    return found


def crashed(told: argparse.Namespace, world: World) -> dict:
    """A crash at every step of a worker that sends two letters; beside two naive ways."""
    sink, letters = with_letters(world, 2)
    found = {"sending": crashes.while_sending(world, sink, letters, every=told.every)}
    for way in (naive.mark_then_send, naive.send_then_mark):
        found[f"control_{way.__name__}"] = crashes.while_sending(world, sink, letters, way, told.every // 3 or 1)
    sink.close()
    return found


def paused(told: argparse.Namespace, world: World) -> dict:
    """Workers that sleep for longer than their lease; beside a lease without a fence."""
    sink, letters = with_letters(world, 2)
    found = {"sending": crashes.paused(world, sink, letters, told.pauses, told.seed)}
    found["control_lease_without_fence"] = crashes.paused(
        world, sink, letters, min(told.pauses, 50), told.seed, naive.lease_without_fence
    )
    sink.close()
    return found


def smtp(told: argparse.Namespace, world: World) -> dict:
    """A mail server that breaks at each of its steps, in each way; beside sending again whatever failed."""
    return smtp_faults.tried(world, told.certificate, every=told.every, seconds=told.patience) | {
        "control_send_again_when_it_failed": smtp_faults.control(world, told.every)
    }


def hostile(told: argparse.Namespace, world: World) -> dict:
    """Hostile strings in every field that reaches a header; beside a template, and the standard library alone."""
    from legup.lib.refusal import Refusal

    sink = Sink()
    found = {"from_end_to_end": headers.through_the_desk(world, sink, told.strings // 250, told.seed)}
    sink.close()
    if told.one_database == told.database[0]:  # the rest needs no database
        found["composed"] = headers.tried(told.strings, told.seed, expected=(Refusal,))
        found["control_by_hand"] = headers.tried(told.strings // 10, told.seed, headers.by_hand)
        found["control_standard_library"] = headers.tried(
            told.strings // 10, told.seed, headers.by_library, (ValueError, LookupError)
        )
    return found


def received(told: argparse.Namespace, world: World) -> dict:
    """A crash at every step of receiving, and an IMAP server that misbehaves; beside two naive ways of keeping one's place."""
    with running_dovecot(told.certificate) as dovecot:
        answers = receiving.Answers(world, dovecot)
        found = {"crashes": answers.crashes(told.every), "faults": answers.faults(told.every, told.patience)}
        for way in (naive.place_first, naive.place_last):
            answers.way = way
            every = told.every // 2 or 1
            found[f"control_{way.__name__}"] = {
                "crashes": answers.crashes(every),
                "faults": answers.faults(told.every, told.patience),
            }
            del found[f"control_{way.__name__}"]["faults"]["not_as_promised"]
    return found


def copied(told: argparse.Namespace, world: World) -> dict:
    """A hundred letters that are due, in copied and in restored data; beside a copy that was robbed of its mark."""
    sink, letters = with_letters(world, min(100, told.letters))
    found = copies.tried(world, sink, letters)
    sink.close()
    return found


def with_letters(world: World, count: int) -> tuple[Sink, str]:
    """A sink, and a database with letters that are to leave by it."""
    sink = Sink(auth=True)
    name = world.copy()
    world.run(lambda: write_letters(sink.port, count))
    return sink, name


PARTS = {
    "kills": killed,
    "crashes": crashed,
    "pauses": paused,
    "smtp": smtp,
    "headers": hostile,
    "receiving": received,
    "copies": copied,
}

if __name__ == "__main__":
    print(json.dumps(main()))
