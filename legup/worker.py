"""The work that is due when nobody is looking: the list, and the loop that does it."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from django.db import close_old_connections

from legup.accounts import once
from legup.lib.clock import now
from legup.outreach import jobs as outreach
from legup.postings import jobs as postings

log = logging.getLogger("legup.worker")


@dataclass
class Job:
    """One kind of due work. Units: *every* in seconds. The call claims, does and records; it may be repeated."""

    name: str
    every: float
    call: Callable[[datetime], object]
    next_at: float = 0.0


def jobs() -> list[Job]:
    """Everything that the worker does, on one screen."""
    return [
        Job("letters that are due", 1, outreach.send_due),
        Job("answers in mailboxes", 60, outreach.collect_replies),
        Job("watched boards", 30, postings.check_watches),
        Job("old form keys", 3600, once.forget_old),
    ]


def run(stop: Event) -> None:
    """Do due work until *stop* is set. A job that fails is logged once a time and tried again; the rest goes on."""
    todo = jobs()
    while not stop.is_set():
        for job in todo:
            if time.monotonic() >= job.next_at and not stop.is_set():
                _do(job)
        stop.wait(0.5)


def _do(job: Job) -> None:
    close_old_connections()
    try:
        job.call(now())
    except Exception:
        log.exception("%s: failed, will be tried again", job.name)
    job.next_at = time.monotonic() + job.every
