"""``kill -9`` at random moments, again and again, until every letter has left or is known to be open."""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from bench.mail.sink import Sink
from bench.mail.world import MORE, TWENTY_MINUTES, World, fates, verdict, whole_worker

STARTING = 0.02


class Campaign:
    """One campaign: workers come, send, and are killed. Units: times in seconds.

    When nothing is due any more but what dead workers had taken, the next ones think that it is twenty minutes later.
    """

    def __init__(
        self,
        world: World,
        sink: Sink,
        *,
        seed: int,
        kills: int,
        workers: int,
        way: Callable[[timedelta], int] = whole_worker,
    ):
        self.world, self.sink, self.chance, self.workers, self.way = world, sink, random.Random(seed), workers, way
        self.killed, self.left, self.later, self.nothing_due = 0, kills + kills // 20, TWENTY_MINUTES, False
        self.alive: dict[int, tuple[float, float]] = {}  # pid: when it began, when it is to be killed
        self.lived, self.hit = 0.0, {"before_hand_over": 0, "after_hand_over": 0}

    def run(self) -> dict:
        began = time.monotonic()
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
        self.letters = self._open_letters()
        while self._open_letters():
            self._until_nothing_is_due()
            self.later += TWENTY_MINUTES
        told = fates(self.sink.kept())
        found = verdict(told) | {
            "kills": self.killed,
            "workers": self.workers,
            "hit": self.hit,
            "seconds": round(time.monotonic() - began, 1),
        }
        print(f"{self.way.__name__}: {found}", file=sys.stderr)
        return found

    def _open_letters(self) -> int:
        """How many have neither left nor are known to be open; counts what dead workers left in their hands."""
        from legup.outreach.models import Message

        taken = Message.objects.waiting().exclude(lease_until=None).count()
        silent = Message.objects.exclude(handed_at=None).filter(sent_at=None, failed_at=None, uncertain_at=None).count()
        self.hit["before_hand_over"] += taken
        self.hit["after_hand_over"] += silent
        print(
            f"kills {self.killed}, arrived {self.sink.count()}, taken {taken}, silent {silent}",
            file=sys.stderr,
        )
        return Message.objects.waiting().count() + silent

    def _until_nothing_is_due(self):
        self.nothing_due = False
        while self.alive or not self.nothing_due:
            while len(self.alive) < self.workers and not self.nothing_due:
                self._start()
            to_die = min(self.alive, key=lambda pid: self.alive[pid][1])
            left = self.alive[to_die][1] - time.monotonic()
            if left > 0 and not (ended := os.waitpid(-1, os.WNOHANG))[0]:
                signal.sigtimedwait([signal.SIGCHLD], left)
                ended = os.waitpid(-1, os.WNOHANG)
            elif left <= 0:
                os.kill(to_die, signal.SIGKILL)
                ended = os.waitpid(to_die, 0)
            if ended[0]:
                self._ended(*ended)

    def _start(self):
        life = STARTING + self.chance.expovariate(1 / self._life()) if self.left > 0 else 3600
        later, now = self.later, time.monotonic()
        self.alive[self.world.fork(lambda: self.way(later))] = (now, now + life)

    def _life(self) -> float:
        """How long the next worker should live, so that the kills are spent a little before the letters are."""
        arrived = self.sink.count()
        per_letter = max(self.lived, 0.1) / max(arrived, 10)
        return max(0.5 * per_letter * (self.letters - arrived) / self.left, 0.001)

    def _ended(self, pid: int, status: int):
        began, _ = self.alive.pop(pid)
        self.lived += max(time.monotonic() - began - STARTING, 0)
        how = os.waitstatus_to_exitcode(status)
        if how == -signal.SIGKILL:
            self.killed, self.left = self.killed + 1, self.left - 1
        elif how == 0:
            self.nothing_due = True
        elif how != MORE:
            raise RuntimeError(f"a worker ended with {how}")
