"""A crash, or a long pause, at every step of sending and of receiving in turn; then fresh workers, and what became of it."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bench.mail.sink import Sink
from bench.mail.steps import broken_at, counted
from bench.mail.world import TWENTY_MINUTES, World, fates, one_round, verdict

PATIENCE = 1.5
Way = Callable[[timedelta], int]


def while_sending(world: World, sink: Sink, letters: str, way: Way = one_round, every: int = 1) -> dict:
    """Crash at each moment of a worker's round that sends what is in the database *letters*. Units: *every*-th moment."""
    world.copy(of=letters)
    moments = counted(world, partial(way, TWENTY_MINUTES))
    told, wrong = Counter(), 0
    for moment in range(1, len(moments) + 1, every):
        sink.forget()
        world.copy(of=letters)
        world.run(broken_at(moment, partial(way, TWENTY_MINUTES)), may_die=True)
        world.settle(way=way)
        told.update(fates(sink.kept()))
        wrong += wrong_lines()
    return (
        {"moments": len(moments), "crashes": len(range(1, len(moments) + 1, every))}
        | verdict(told)
        | {"wrong_lines": wrong}
    )


def paused(world: World, sink: Sink, letters: str, pauses: int, seed: int, way: Way = one_round) -> dict:
    """Stop a worker that has taken a letter, let others take over, and let it go on."""
    world.copy(of=letters)
    moments = counted(world, partial(way, TWENTY_MINUTES))
    began = next(n for n, name in enumerate(moments) if name.endswith("connect"))
    chance, told, waited, wrong = random.Random(seed), Counter(), 0, 0
    for _ in range(pauses):
        sink.forget()
        world.copy(of=letters)
        sleeper = world.fork(
            broken_at(chance.randint(began, len(moments) - 1), partial(way, TWENTY_MINUTES), signal.SIGSTOP)
        )
        os.waitpid(sleeper, os.WUNTRACED)
        # Further on than the lease, so to whoever comes the letter is free; to the one who slept it is still theirs.
        taker = world.fork(partial(way, 2 * TWENTY_MINUTES))
        waited += not _ends_within(taker, PATIENCE)
        os.kill(sleeper, signal.SIGCONT)
        for pid in (sleeper, taker):
            _ends_within(pid, 120)
        world.settle(3 * TWENTY_MINUTES, way=way)
        told.update(fates(sink.kept()))
        wrong += wrong_lines()
    return {"pauses": pauses, "others_had_to_wait": waited} | verdict(told) | {"wrong_lines": wrong}


def _ends_within(pid: int, seconds: float) -> bool:
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            return True
        time.sleep(0.005)
    return False


def wrong_lines() -> int:
    """How many letters lack their line on the timeline, or have it twice."""
    from legup.contacts.models import Event
    from legup.outreach.models import Message

    wrong = 0
    for message in Message.objects.exclude(queued_at=None):
        lines = Counter(Event.objects.filter(contact=message.contact_id).values_list("kind", flat=True))
        wrong += lines["sent" if message.stand == "queued" else message.stand] != (message.stand != "queued")
    return wrong
