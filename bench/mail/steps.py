"""Every step that a worker takes towards the outside, numbered, and something done to it at one of them.

A step is a statement to the database, a commit, or a word on the network. Each counts twice: just before, and just after.
"""

import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path


class Steps:
    """Shape: *act* happens at the *at*-th moment; ``moments`` names those that have been."""

    def __init__(self, at: int = 0, act: signal.Signals = signal.SIGKILL):
        self.at, self.act, self.moments = at, act, []

    def watch(self):
        """From now on every step of this process counts."""
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.signals import connection_created

        connection_created.connect(self._new_connection)
        for name in ("commit", "rollback"):
            setattr(BaseDatabaseWrapper, name, self._wrapped(name, getattr(BaseDatabaseWrapper, name)))
        for name in ("connect", "send", "sendall", "recv", "recv_into"):
            setattr(socket.socket, name, self._wrapped(name, getattr(socket.socket, name)))

    def _new_connection(self, connection, **facts):
        connection.execute_wrappers[:] = [self._statement]

    def _statement(self, execute, sql, params, many, context):
        return self._wrapped(" ".join(sql.split()[:3]), execute)(sql, params, many, context)

    def _wrapped(self, name: str, call: Callable) -> Callable:
        def step(*args, **options):
            self._moment(f"before {name}")
            answer = call(*args, **options)
            self._moment(f"after {name}")
            return answer

        return step

    def _moment(self, name: str):
        self.moments.append(name)
        if len(self.moments) == self.at:
            os.kill(os.getpid(), self.act)


def counted(world, work: Callable[[], int | None]) -> list[str]:
    """The moments of *work*, done once without anything happening at them."""
    told = Path(world.folder, "moments.json")

    def watched():
        steps = Steps()
        steps.watch()
        work()
        told.write_text(json.dumps(steps.moments))

    world.run(watched)
    return json.loads(told.read_text())


def broken_at(
    moment: int, work: Callable[[], int | None], act: signal.Signals = signal.SIGKILL
) -> Callable[[], int | None]:
    """*work* to which *act* happens at *moment*."""

    def watched():
        Steps(moment, act).watch()
        return work()

    return watched
