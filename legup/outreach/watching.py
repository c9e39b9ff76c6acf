"""Watching: mailboxes are looked into side by side, at once where the server says that something arrived, else every minute.

Rule: a bounded number of mailboxes is listened to at a time, those first by which letters left lately; the others are asked. A server
that does not answer is tried again later and later, and never holds up more than a part of the threads.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from threading import Condition, Event, Thread

from django.conf import settings
from django.db import close_old_connections, connections
from django.db.models import F, Max, Q

from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.mail import accounts, imap
from legup.mail.models import Mailbox
from legup.outreach import collecting

EVERY = 1.0  # seconds between looks at whose turn it is
TIDY = 30.0
LEASE, RENEW = timedelta(minutes=3), 60.0
PAUSE = 2.0  # after a look, so that ten letters at once are not ten looks
AGAIN = (15.0, 900.0)  # seconds until one listens again after trouble: at first, and at most
DEAF = 3600.0  # until a server that does not tell is asked again whether it does
GRACE = 1.5
log = logging.getLogger("legup.watching")


def keep_collecting(stop: Event) -> None:
    """Look for answers in every mailbox until told to stop."""
    watch = Watch(stop, settings.READERS, settings.LISTENERS)
    try:
        while True:
            close_old_connections()
            watch.look()
            if stop.wait(EVERY):
                return
    finally:
        watch.end()


class Watch:
    """What the threads share: whose turn it is, who is being looked into, and to whom somebody listens."""

    def __init__(self, stop: Event, readers: int, listeners: int):
        self.stop, self.most_by_server, self.listeners = stop, max(1, readers - 1), listeners
        self.changed = Condition()
        self.due: list[Mailbox] = []
        self.busy: dict[int, str] = {}
        self.heard: dict[int, Thread] = {}
        self.mute: dict[int, float] = {}
        self.misses: Counter[int] = Counter()
        self.next_tidy = self.next_renewal = 0.0
        self.readers = [self._begin(f"mailboxes {n}", self._read) for n in range(readers)]

    def _begin(self, name: str, call: Callable[..., None], *args: int) -> Thread:
        thread = Thread(target=self._within, args=(call, *args), name=name, daemon=True)
        thread.start()
        return thread

    def _within(self, call: Callable[..., None], *args: int) -> None:
        try:
            call(*args)
        except Exception:
            log.exception("a thread that looks into mailboxes ended")
        finally:
            connections.close_all()

    def look(self) -> None:
        """See whose turn it is, and to whom one may listen."""
        at, instant = time.monotonic(), now()
        if at >= self.next_tidy:
            self.next_tidy = at + TIDY
            collecting.tidy(instant)
        due = collecting.turns(instant)
        with self.changed:
            self.due = [mailbox for mailbox in due if mailbox.pk not in self.busy]
            self.changed.notify_all()
        self._listen_to_more(at)

    def end(self) -> None:
        """Begin nothing more, and let go of what is listened to."""
        self.stop.set()
        with self.changed:
            self.changed.notify_all()
        until = time.monotonic() + GRACE
        for thread in [*self.readers, *self.heard.values()]:
            thread.join(max(0.0, until - time.monotonic()))
        Mailbox.objects.filter(pk__in=list(self.heard)).update(watched_until=None)

    # Asking

    def _read(self) -> None:
        while mailbox := self._take():
            self._look_into(mailbox)

    def _take(self) -> Mailbox | None:
        with self.changed:
            while not self.stop.is_set():
                if mailbox := self._next():
                    self.due.remove(mailbox)
                    self.busy[mailbox.pk] = mailbox.imap_host
                    return mailbox
                self.changed.wait()
        return None

    def _next(self) -> Mailbox | None:
        talks = Counter(self.busy.values())
        return next((m for m in self.due if m.pk not in self.busy and talks[m.imap_host] < self.most_by_server), None)

    def _look_into(self, mailbox: Mailbox) -> None:
        try:
            close_old_connections()
            collecting.look_into(mailbox, now())
        except Exception:
            log.exception("a mailbox could not be looked into, and is tried again")
        finally:
            with self.changed:
                self.busy.pop(mailbox.pk, None)
                self.changed.notify_all()

    # Listening

    def _listen_to_more(self, at: float) -> None:
        """Begin to listen where one may, and say of all that are listened to that they are."""
        self.heard = {pk: thread for pk, thread in self.heard.items() if thread.is_alive()}
        if at < self.next_renewal:
            return
        self.next_renewal = at + (RENEW if self.heard else 5.0)
        Mailbox.objects.filter(pk__in=list(self.heard)).update(watched_until=now() + LEASE)
        free = self.listeners - len(self.heard)
        if free > 0:
            for pk in self._to_hear(at, free):
                self.heard[pk] = self._begin(f"mailbox {pk}", self._listen, pk)

    def _to_hear(self, at: float, free: int) -> list[int]:
        """Mailboxes that nobody listens to, claimed; those first by which letters left lately."""
        unheard = Mailbox.objects.filter(
            Q(watched_until=None) | Q(watched_until__lte=now()), failed_at=None, cursor_uidvalidity__gt=0
        )
        unheard = unheard.exclude(imap_host="").exclude(tested_at=None).annotate(wrote_at=Max("message__sent_at"))
        likely = unheard.order_by(F("wrote_at").desc(nulls_last=True), "pk").values_list("pk", flat=True)
        pks = [pk for pk in likely[: 4 * free + len(self.mute)] if self.mute.get(pk, 0) <= at and pk not in self.heard][
            :free
        ]
        return [
            pk
            for pk in pks
            if Mailbox.objects.filter(Q(watched_until=None) | Q(watched_until__lte=now()), pk=pk).update(
                watched_until=now() + LEASE
            )
        ]

    def _listen(self, pk: int) -> None:
        """Listen to one mailbox as long as the connection holds, looking into it whenever something arrived."""
        began, wait, told = time.monotonic(), 0.0, False
        try:
            mailbox = Mailbox.objects.get(pk=pk)
            account, cursor = (
                accounts.imap_account(mailbox),
                imap.Cursor(mailbox.cursor_uidvalidity, mailbox.cursor_uid),
            )
            connections.close_all()
            for _ in imap.pushes(account, cursor, self.stop):
                told = True
                self._look_at(pk)
                self.misses.pop(pk, None)
            wait = 0.0 if told or time.monotonic() - began > AGAIN[0] else DEAF
        except (Refusal, Mailbox.DoesNotExist):
            first, most = AGAIN
            self.misses[pk] += 1
            wait = min(first * 2 ** (self.misses[pk] - 1), most) * random.uniform(0.5, 1.5)  # noqa: S311 (no secret)
        finally:
            self.mute[pk] = time.monotonic() + wait
            Mailbox.objects.filter(pk=pk).update(watched_until=None)

    def _look_at(self, pk: int) -> None:
        with self.changed:
            while pk in self.busy and not self.stop.is_set():
                self.changed.wait(1)
            mailbox = Mailbox.objects.filter(pk=pk).exclude(tested_at=None).exclude(imap_host="").first()
            if mailbox is None or self.stop.is_set():
                return
            self.busy[pk] = mailbox.imap_host
        self._look_into(mailbox)
        connections.close_all()
        self.stop.wait(PAUSE)
