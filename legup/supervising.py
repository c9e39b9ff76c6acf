"""Supervising: child processes that are started, started again when they die, and stopped together."""

import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from legup.lib.refusal import Refusal

PATIENCE = 2.5  # seconds that a part has to end by itself
FORKS = sys.platform == "linux"  # elsewhere a copy of a warmed program is not safe
log = logging.getLogger("legup.supervising")


@dataclass
class Part:
    """One child process: a function of a module, and what it is called with. Units: seconds of the monotonic clock."""

    name: str
    run: Callable[..., None]
    arguments: tuple = ()
    pid: int = 0
    started: float = 0.0
    due: float = 0.0
    delay: float = 0.5
    ends: int = 0


class Supervisor:
    """Starts the parts, starts one again when it dies, and takes all down together."""

    def __init__(self, parts: list[Part]):
        self.parts = parts
        self.stopping = False
        self.wake, self.waker = os.pipe()

    def run(self, answers: Callable[[], bool], ready: Callable[[], None]) -> int:
        """Until a signal says stop; *ready* is called once, as soon as the first part *answers*.

        Raises: Refusal when the first part dies three times before that, or stays silent.
        """
        self._listen()
        try:
            for part in self.parts:
                self._start(part)
            if self._comes_up(answers):
                ready()
            while not self.stopping:
                self._wait(self._next_due())
                self._mend()
        finally:
            self._stop()
        return 0

    def _listen(self) -> None:
        for end in (self.wake, self.waker):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _told_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _wait(self, seconds: float | None) -> None:
        """Sleep until a signal arrives, a child ends, or *seconds* have passed."""
        if not self.stopping and select.select([self.wake], [], [], seconds)[0]:
            os.read(self.wake, 4096)

    def _start(self, part: Part) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        part.started = time.monotonic()
        part.pid = _fork(part) if FORKS else _spawn(part)

    def _next_due(self) -> float | None:
        dues = [part.due for part in self.parts if not part.pid]
        return max(0.0, min(dues) - time.monotonic()) if dues else None

    def _mend(self) -> None:
        """Note who has died, and start again whoever has waited long enough."""
        self._reap()
        for part in self.parts:
            if not part.pid and part.due <= time.monotonic() and not self.stopping:
                self._start(part)

    def _reap(self) -> None:
        while pid := _ended():
            for part in self.parts:
                if part.pid == pid:
                    self._died(part)

    def _died(self, part: Part) -> None:
        lasted = time.monotonic() - part.started
        part.delay = 0.5 if lasted > 60 else min(part.delay * 2, 30.0)
        part.pid, part.due, part.ends = 0, time.monotonic() + part.delay, part.ends + 1
        if not self.stopping:
            log.error("%s ended after %.0f s and is started again in %.0f s", part.name, lasted, part.delay)

    def _comes_up(self, answers: Callable[[], bool], within: float = 60.0) -> bool:
        """Wait until the first part answers. False when told to stop before."""
        until = time.monotonic() + within
        while not self.stopping:
            if answers():
                return True
            self._wait(0.02)
            self._mend()
            if self.parts[0].ends >= 3 or time.monotonic() > until:
                raise Refusal(f"{self.parts[0].name.capitalize()} did not come up. The lines above say why.")
        return False

    def _stop(self) -> None:
        """Ask every part to end, then make it."""
        self.stopping = True
        for part in self.parts:
            _kill(part, signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        while any(part.pid for part in self.parts) and time.monotonic() < until:
            self._reap()
            time.sleep(0.01)
        for part in self.parts:
            _kill(part, signal.SIGKILL)
        self._reap()


def _kill(part: Part, number: signal.Signals) -> None:
    if part.pid:
        with suppress(ProcessLookupError):
            (os.killpg if number == signal.SIGKILL else os.kill)(part.pid, number)


def _ended() -> int:
    """The id of a child that has ended, or 0."""
    try:
        return os.waitpid(-1, os.WNOHANG)[0]
    except ChildProcessError:
        return 0


def _fork(part: Part) -> int:
    """Start *part* as a copy of this program, in a process group of its own: Ctrl-C is ours to pass on."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        end_with_parent()
        part.run(*part.arguments)
        code = 0
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _spawn(part: Part) -> int:
    """Start *part* afresh, where copying a program is not safe."""
    code = (
        "import os, sys, django; os.setpgid(0, 0); django.setup();"
        "from legup.supervising import end_with_parent; end_with_parent();"
        f"from {part.run.__module__} import {part.run.__name__} as run; run(*sys.argv[1:])"
    )
    command = [sys.executable, "-P", "-c", code, *map(str, part.arguments)]
    return subprocess.Popen(command).pid  # noqa: S603 - our own words


def end_with_parent() -> None:
    """End this process soon after its parent, however the parent ended."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end with parent").start()
