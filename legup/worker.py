"""The work that is due when nobody is looking: the list, and the threads that do it side by side."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Any

from django.db import close_old_connections, connections

from legup.accounts import once
from legup.contacts import jobs as contacts
from legup.lib.clock import now
from legup.mail import jobs as mail
from legup.outreach import jobs as outreach
from legup.postings import jobs as postings

GRACE = 2.0  # seconds; whoever started us waits little longer (supervising.PATIENCE)
log = logging.getLogger("legup.worker")


@dataclass(frozen=True)
class Job:
    """One kind of due work, done in a thread of its own. Units: *every* in seconds.

    Shape: *call* is given the present instant; it claims, does and records, and may be repeated. One that *keeps_running* is given
    the event that says stop instead, returns soon after that is set, and is begun again when it ends before; *once* does what it does,
    as far as it is due at an instant.
    """

    name: str
    every: float
    call: Callable[[Any], object]
    keeps_running: bool = False
    once: Callable[[datetime], object] | None = None


def jobs() -> list[Job]:
    """Everything that the worker does, on one screen."""
    return [
        Job("letters that are due", 1, outreach.keep_sending, keeps_running=True, once=outreach.send_due),
        Job("mail accounts being tried", 1, mail.try_accounts),
        Job("answers in mailboxes", 1, outreach.keep_collecting, keeps_running=True, once=outreach.collect_replies),
        Job("accounts that do not work", 60, outreach.tell_of_trouble),
        Job("address books", 30, contacts.read_address_books),
        Job("watched boards", 30, postings.check_watches),
        Job("old form keys", 3600, once.forget_old),
    ]


def run(stop: Event) -> None:
    """Do due work until *stop* is set; each job at least once. A job that fails is logged each time and tried again; the rest goes on."""
    threads = [Thread(target=_keep_doing, args=(job, stop), name=job.name, daemon=True) for job in jobs()]
    for thread in threads:
        thread.start()
    stop.wait()
    until = time.monotonic() + GRACE
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))


def once_each() -> None:
    """Whatever is due, one job after another, in this thread; a failure is not caught."""
    for job in jobs():
        if call := job.once or (None if job.keeps_running else job.call):
            call(now())


def _keep_doing(job: Job, stop: Event) -> None:
    try:
        while True:
            close_old_connections()
            _do(job, stop)
            if stop.wait(job.every):
                return
    finally:
        connections.close_all()


def _do(job: Job, stop: Event) -> None:
    try:
        job.call(stop if job.keeps_running else now())
    except Exception:
        log.exception("%s: failed, will be tried again", job.name)
