"""Dispatching: letters of several people leave side by side, so that one slow server holds up nobody else's.

Rule: one account has one conversation at a time in each worker; one server never has every thread; and an account in
trouble is left alone for a minute, as is a server that does not answer, whoever's account it is.
"""

import logging
import time
from collections import Counter
from threading import Condition, Event, Thread

from django.conf import settings
from django.db import close_old_connections, connections

from legup.lib.clock import now
from legup.outreach import delivering

EVERY = 1.0  # seconds
LET_ALONE = 60.0
GRACE = 1.2  # seconds in which letters that are being handed over may still be answered for when the worker ends
Account = tuple[int | None, str]  # a mail account and its server, as delivering.accounts_due gives them
log = logging.getLogger("legup.dispatching")


def keep_sending(stop: Event) -> None:
    """Deliver letters as they become due until told to stop; what was not handed over by then is given back."""
    desk = Desk(settings.SENDERS)
    try:
        while True:
            close_old_connections()
            try:
                desk.look()
            except Exception:  # whoever is being served goes on meanwhile
                log.exception("what is due could not be seen, and is looked for again")
            if stop.wait(EVERY):
                return
    finally:
        desk.end()


class Desk:
    """What the sending threads share: the accounts by which letters are due, and who is being served."""

    def __init__(self, senders: int):
        self.most_by_server = max(1, senders - 1)
        self.changed = Condition()
        self.due: list[Account] = []
        self.busy: dict[int | None, str] = {}
        self.let_alone: dict[str | int | None, float] = {}  # servers and accounts, until when
        self.ended = False
        self.threads = [Thread(target=self._work, name=f"letters {n}", daemon=True) for n in range(senders)]
        for thread in self.threads:
            thread.start()

    def look(self) -> None:
        """See what is due."""
        due = delivering.accounts_due(now())
        with self.changed:
            self.due = due
            self.changed.notify_all()

    def end(self) -> None:
        """Begin nothing more, wait a little for what is being handed over, and give back the rest."""
        with self.changed:
            self.ended = True
            self.changed.notify_all()
        delivering.give_back_all()
        until = time.monotonic() + GRACE
        for thread in self.threads:
            thread.join(max(0.0, until - time.monotonic()))
        delivering.own_up(now())

    def _work(self) -> None:
        try:
            while account := self._take():
                self._serve(*account)
        finally:
            connections.close_all()

    def _take(self) -> Account | None:
        """The next account that may be served now, waited for; nothing once it is over."""
        with self.changed:
            while not self.ended:
                if account := self._next():
                    self.due.remove(account)
                    self.busy[account[0]] = account[1]
                    return account
                self.changed.wait()
        return None

    def _next(self) -> Account | None:
        at, talks = time.monotonic(), Counter(self.busy.values())
        free = (one for one in self.due if one[0] not in self.busy and all(self.let_alone.get(what, 0) <= at for what in one))
        return next((one for one in free if talks[one[1]] < self.most_by_server), None)

    def _serve(self, mailbox: int | None, server: str) -> None:
        sent, trouble = 1, ""
        try:
            close_old_connections()
            while sent and not trouble and not self.ended:
                sent, trouble = delivering.send_by(mailbox, now(), lambda: not self.ended)
        except Exception:
            log.exception("letters could not be sent, and are tried again")
        with self.changed:
            del self.busy[mailbox]
            if trouble:
                self.let_alone[server if trouble == "server" else mailbox] = time.monotonic() + LET_ALONE
            self.changed.notify_all()
