"""Leg Up on data of its own, whose workers are forks of one process that is ready: starting a thousand takes seconds.

To the database and to the mail server, a fork that is killed is a process that is killed. Each opens its own connections.
"""

import contextlib
import gc
import json
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

TWENTY_MINUTES = timedelta(minutes=20)
EACH = 5  # first letters that one person may send in a day
STILL = 1.5  # seconds
WRITTEN_IN_FULL = 100
AT_ONCE = 8  # cases side by side
MORE = 10  # how a worker ends that leaves letters which are due


class World:
    """The data, and the process that workers are forked from. Shape: a database is named; ``prepared`` is copied and not used."""

    def __init__(self, folder: Path, address: str = "", certificates: Path | None = None):
        self.folder, self.made = folder, 0
        for name in [name for name in os.environ if name.startswith("LEGUP_")]:
            del os.environ[name]
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "legup.settings",
            "LEGUP_DATA": str(folder),
            "LEGUP_EGRESS_ALLOW": "127.0.0.1,localhost",
        }
        os.environ |= {"LEGUP_DATABASE_URL": address} if address else {}
        os.environ |= {"LEGUP_EGRESS_CA": str(certificates)} if certificates else {}
        import django

        django.setup()
        from django.db import connection

        import legup.worker  # noqa: F401 - so that no fork has to

        self.connection = connection
        self.use(self.make("prepared"))
        self.run(_prepare)
        gc.freeze()

    # Databases

    def make(self, name: str) -> str:
        if self.connection.vendor == "postgresql":
            with self._at("postgres"):
                self._execute(f'CREATE DATABASE "{name}"')
        return name

    def use(self, name: str):
        """From now on *name* is the database, for this process and its forks."""
        self.connection.close()
        sqlite = self.connection.vendor == "sqlite"
        self.connection.settings_dict["NAME"] = self.folder / f"{name}.sqlite3" if sqlite else name

    def copy(self, of: str = "prepared") -> str:
        """Another database like *of*, in use from now on. Nobody may be using *of*."""
        self.made += 1
        name = f"copy{self.made}"
        if self.connection.vendor == "sqlite":
            self.use(of)
            with self.connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.connection.close()
            shutil.copy(self.folder / f"{of}.sqlite3", self.folder / f"{name}.sqlite3")
        else:
            with self._at("postgres"):
                self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{of}"')
        self.use(name)
        return name

    @contextlib.contextmanager
    def _at(self, name: str) -> Iterator[None]:
        before = self.connection.settings_dict["NAME"]
        self.use(name)
        try:
            yield
        finally:
            self.use(before)

    def _execute(self, words: str):
        with self.connection.cursor() as cursor:
            cursor.execute(words)

    # Processes

    def fork(self, work: Callable[[], int | None]) -> int:
        """Do *work* in a process of its own; its pid. What it gives back is how it ends."""
        self.connection.close()
        sys.stdout.flush()
        sys.stderr.flush()
        if pid := os.fork():
            return pid
        ended = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            ended = work() or 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(ended)

    def run(self, work: Callable[[], int | None], *, may_die: bool = False) -> int:
        """Do *work* in a process of its own, to its end; how it ended, negative for a signal."""
        ended = os.waitstatus_to_exitcode(os.waitpid(self.fork(work), 0)[1])
        if ended not in (0, MORE) and not (may_die and ended == -signal.SIGKILL):
            raise RuntimeError(f"a process ended with {ended}")
        return ended

    def settle(
        self, later: timedelta = 2 * TWENTY_MINUTES, rounds: int = 2, way: Callable[[timedelta], int] | None = None
    ):
        """Let fresh workers do whatever is due, each time a while later."""
        for n in range(rounds):
            while self.run(partial(way or one_round, later + n * TWENTY_MINUTES)) == MORE:
                pass


def one_round(later: timedelta) -> int:
    """A worker that does once whatever is due, thinking that it is *later*; how it should end."""
    import time_machine

    from legup import worker

    with time_machine.travel(datetime.now(UTC) + later):
        worker.once_each()
        return MORE if _is_due() else 0


def whole_worker(later: timedelta) -> int:
    """The worker as it runs all day, thinking that it is *later*, until no letter is due any more and none has moved for a while."""
    import time_machine

    from legup import worker

    stop = threading.Event()
    with time_machine.travel(datetime.now(UTC) + later):
        threading.Thread(target=_until_nothing_moves, args=[stop], daemon=True).start()
        worker.run(stop)
        return 0


def _until_nothing_moves(stop: threading.Event):
    """Set *stop* once nothing is due, and what is in anybody's hands has stayed there, as it does in those of the dead."""
    from legup.outreach.models import Message

    open_letters, since = -1, time.monotonic()
    while open_letters and time.monotonic() - since < STILL:
        now_open = (
            Message.objects.exclude(queued_at=None)
            .filter(sent_at=None, failed_at=None, uncertain_at=None, dropped_at=None)
            .count()
        )
        if now_open != open_letters or _is_due():
            open_letters, since = now_open, time.monotonic()
        time.sleep(0.02)
    stop.set()


def _is_due() -> bool:
    from legup.outreach.models import Message

    return Message.objects.due(datetime.now(UTC)).exists()


def _prepare():
    import logging

    from legup import preparing
    from legup.lib import clock
    from legup.mail import release

    preparing.prepare()
    release.settle(clock.now())
    logging.disable(logging.INFO)


def write_letters(port: int, count: int, security: str = "none", host: str = "127.0.0.1"):
    """*count* letters that are due, each to somebody else, from as many people as it takes. Beyond some they are like earlier ones."""
    from django.db import transaction

    from legup.lib import clock, vault
    from legup.outreach import sending
    from legup.outreach.models import Message
    from tests.outreach.conftest import first_letter

    box = {
        "smtp_host": host,
        "smtp_port": port,
        "smtp_security": security,
        "password_sealed": vault.seal("correct horse battery"),
    }
    written: list[Message] = []
    ana = None
    with transaction.atomic():
        for n in range(count):
            ana = ana if n % EACH else _ana(n, box)
            ira = _ira(ana, n)
            if n < WRITTEN_IN_FULL:
                written.append(sending.queue(first_letter(ana, ira), clock.now(), ["M17"]))
            else:
                _like(written[n % WRITTEN_IN_FULL], ana, ira, n)
        Message.objects.filter(queued_at__isnull=False).update(not_before=clock.now())


def _ana(n: int, box: dict):
    from legup.accounts.models import User
    from legup.lib import clock
    from legup.mail.models import Mailbox

    ana = User.objects.create_user(
        f"ana{n}@northfield.example", full_name="Ana Duarte", headline="a student", zone="Europe/Lisbon"
    )
    Mailbox.objects.create(owner=ana, address=ana.email, tested_at=clock.now(), **box)
    return ana


def _ira(ana, n: int):
    from tests.outreach.conftest import somebody

    return somebody(ana, f"Ira Test{n}", f"ira{n}@wells.example")


def _like(letter, ana, ira, n: int):
    """Another letter as *letter* is, frozen for somebody else."""
    from legup.lib import letters
    from legup.lib.keys import new_key

    changes = {
        letter.to_address: ira.email,
        letter.from_address: ana.email,
        letter.message_id: letters.new_message_id("northfield.example"),
    }
    raw = bytes(letter.raw)
    for before, after in changes.items():
        raw = raw.replace(before.encode(), after.encode())
    facts = {
        field.attname: getattr(letter, field.attname)
        for field in letter._meta.concrete_fields
        if field.attname not in ("id", "key")
    }
    facts |= {"owner_id": ana.pk, "contact_id": ira.pk, "mailbox_id": ana.mailbox.pk, "interview_id": None, "raw": raw}
    facts |= dict(zip(("to_address", "from_address", "message_id"), changes.values(), strict=True))
    type(letter).objects.create(key=new_key(), **facts)


def fates(kept: list[tuple[str, list[str], bytes]]) -> Counter:
    """For every letter: what is said of it (held: its account has to be mended first), and how often it arrived, byte for byte as it was frozen."""
    from legup.outreach.models import Message

    arrived = Counter((to, raw) for _, tos, raw in kept for to in tos)
    told = Counter()
    for message in Message.objects.filter(queued_at__isnull=False).select_related("mailbox"):
        held = message.stand == "queued" and message.mailbox.refused_at
        told["held" if held else message.stand, arrived.pop((message.to_address, bytes(message.raw)), 0)] += 1
    told.update({("nobody wrote it", times): 1 for times in arrived.values()})
    return told


def verdict(told: Counter) -> dict[str, int]:
    """How many letters were lost, doubled, are shown as uncertain, or are of no account."""
    return {
        "letters": sum(told.values()),
        "sent_once": told["sent", 1],
        "lost": sum(
            n for (said, times), n in told.items() if times == 0 and said not in ("uncertain", "failed", "held")
        ),
        "doubled": sum(n for (said, times), n in told.items() if times > 1),
        "uncertain": sum(n for (said, times), n in told.items() if said == "uncertain" and times < 2),
        "uncertain_that_arrived": told["uncertain", 1],
        "failed": told["failed", 0],
        "held": told["held", 0],
        "false": sum(n for (said, times), n in told.items() if times and said not in ("sent", "uncertain")),
    }


def in_turns(world: World, of: str, cases: list[Callable[[], dict]]) -> Iterator[dict]:
    """What each case tells, some of them side by side, each in a process and on a copy of the database of its own."""
    for start in range(0, len(cases), AT_ONCE):
        running = []
        for case in cases[start : start + AT_ONCE]:
            name = world.copy(of=of)
            told = Path(world.folder, f"{name}.json")
            running.append((world.fork(lambda case=case, told=told: _tell(case, told)), told))
        for pid, told in running:
            if os.waitpid(pid, 0)[1]:
                raise RuntimeError("a case broke down")
            yield json.loads(told.read_text())
        print(f"cases {start + len(running)} of {len(cases)}", file=sys.stderr)


def _tell(case: Callable[[], dict], told: Path) -> int:
    told.write_text(json.dumps(case()))
    return 0
