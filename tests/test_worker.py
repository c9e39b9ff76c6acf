"""Due work is done side by side: what is slow or broken holds up nothing else, and being told to stop is heeded soon."""

import threading
import time

import pytest

from legup import worker
from legup.worker import Job


@pytest.fixture
def running(monkeypatch):
    """Run these jobs in place of the product's; gives the event that stops them."""
    stop, threads = threading.Event(), []

    def start(*jobs):
        monkeypatch.setattr(worker, "jobs", lambda: list(jobs))
        threads.append(threading.Thread(target=worker.run, args=[stop], daemon=True))
        threads[0].start()
        return stop

    yield start
    stop.set()
    threads[0].join(5)
    assert not threads[0].is_alive()


def within(seconds: float, true) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()


def test_a_slow_job_holds_up_no_other(running):
    slow, quick = threading.Event(), []
    running(Job("slow", 1, lambda now: slow.wait(20)), Job("quick", 0.05, quick.append))
    assert within(5, lambda: len(quick) > 3)
    slow.set()


def test_a_job_that_fails_is_tried_again(running):
    tries = []

    def fail(now):
        tries.append(now)
        raise RuntimeError("not this time")

    running(Job("fails", 0.05, fail))
    assert within(5, lambda: len(tries) > 2)


def test_a_job_that_keeps_running_is_told_to_stop_and_begun_again_when_it_ends(running):
    begun, ended = [], []

    def keep(stop):
        begun.append(1)
        if len(begun) > 1:
            ended.append(stop.wait(20))

    stop = running(Job("keeps", 0.05, keep, keeps_running=True))
    assert within(5, lambda: len(begun) == 2)
    stop.set()
    assert within(2, lambda: ended == [True])


def test_stopping_waits_a_little_for_what_is_being_done_and_not_for_ever(running):
    stuck, done, began = threading.Event(), [], []

    def finish(now):
        began.append(now)
        time.sleep(0.5)
        done.append(now)

    stop = running(Job("stuck", 1, lambda now: stuck.wait(20)), Job("finishes", 60, finish))
    assert within(5, lambda: began)
    stop.set()
    assert within(
        worker.GRACE + 1, lambda: done and not any(t.is_alive() and t.name == "finishes" for t in threading.enumerate())
    )
    stuck.set()
