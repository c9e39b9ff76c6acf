"""Answers are noticed at once where the server tells, else soon; and one broken mailbox holds up no other."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from legup.lib import clock, vault
from legup.mail import imap
from legup.mail.models import Mailbox
from legup.outreach import collecting, watching
from legup.outreach.models import Message
from tests.outreach.conftest import somebody
from tests.outreach.test_replies import mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def box(ana, dovecot) -> Mailbox:
    """Ana's mailbox, from whose contact Ben an answer may come."""
    return connected(ana, dovecot)


def connected(owner, dovecot, **facts) -> Mailbox:
    user = dovecot.user()
    account = imap.ImapAccount(dovecot.host, dovecot.port, "none", user, dovecot.password)
    cursor = imap.present(account)
    facts = {
        "address": user, "smtp_host": "127.0.0.1", "imap_host": dovecot.host, "imap_port": dovecot.port, "imap_security": "none", "username": user,
        "password_sealed": vault.seal(dovecot.password), "tested_at": clock.now(), "cursor_uidvalidity": cursor.uidvalidity, "cursor_uid": cursor.uid,
    } | facts  # fmt: skip
    return Mailbox.objects.create(owner=owner, **facts)


def wrote(contact) -> Message:
    return Message.objects.create(
        owner=contact.owner,
        contact=contact,
        kind="request",
        way="own",
        subject="A question",
        sent_at=clock.now() - timedelta(days=1),
    )


@pytest.fixture
def watch():
    """Begin to watch with so many listeners; ends with the test."""
    stop, threads = threading.Event(), []

    def begin(listeners: int = 50, readers: int = 2):
        def run():
            watching.settings.READERS, watching.settings.LISTENERS = readers, listeners
            watching.keep_collecting(stop)
            connection.close()

        threads.append(threading.Thread(target=run, daemon=True))
        threads[0].start()
        return stop

    yield begin
    stop.set()
    for thread in threads:
        thread.join(6)
        assert not thread.is_alive()


def within(seconds: float, true) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.05)
    return true()


def test_an_answer_is_there_within_seconds_where_the_server_tells(box, ben, dovecot, watch, monkeypatch, settings):
    wrote(ben)
    monkeypatch.setattr(collecting, "EVERY", timedelta(hours=1))
    monkeypatch.setattr(collecting, "WATCHED", timedelta(hours=1))
    stop = watch()
    assert within(10, lambda: Mailbox.objects.get().watched_until and Mailbox.objects.get().read_at)
    time.sleep(0.5)
    began = time.monotonic()
    dovecot.deliver(box.address, mail("Ben Okafor <ben@wells.example>"))
    assert within(8, lambda: Message.objects.filter(direction="in").exists())
    assert time.monotonic() - began < 5
    stop.set()
    assert within(5, lambda: Mailbox.objects.get().watched_until is None)


def test_control_without_being_told_it_takes_until_the_next_look(box, ben, dovecot, watch, monkeypatch, settings):
    wrote(ben)
    monkeypatch.setattr(collecting, "EVERY", timedelta(hours=1))
    watch(listeners=0)
    assert within(10, lambda: Mailbox.objects.get().read_at)
    time.sleep(0.5)
    dovecot.deliver(box.address, mail("Ben Okafor <ben@wells.example>"))
    assert not within(4, lambda: Message.objects.filter(direction="in").exists())
    assert Mailbox.objects.get().watched_until is None


def test_a_silent_server_holds_up_no_other_mailbox(ana, dov, ben, dovecot, hostile_server, watch, settings):
    silent = hostile_server("hangs")
    connected(dov, dovecot, imap_host=silent.host, imap_port=silent.port)
    Mailbox.objects.update(read_at=clock.now() - timedelta(days=1))  # it is looked into first
    box = connected(ana, dovecot)
    wrote(ben)
    dovecot.deliver(box.address, mail("Ben Okafor <ben@wells.example>"))
    Mailbox.objects.filter(pk=box.pk).update(imap_host="localhost")
    watch(listeners=0)
    assert within(8, lambda: Message.objects.filter(direction="in").exists())


def test_no_more_connections_are_kept_open_than_allowed_and_those_first_that_wait_for_answers(
    ana, dov, ben, dovecot, watch, settings
):
    quiet, waiting = connected(dov, dovecot), connected(ana, dovecot)
    Message.objects.create(
        owner=ana, contact=ben, kind="request", way="smtp", subject="A question", mailbox=waiting, sent_at=clock.now()
    )
    watch(listeners=1)
    assert within(10, lambda: Mailbox.objects.get(pk=waiting.pk).watched_until)
    time.sleep(1.5)
    assert Mailbox.objects.get(pk=quiet.pk).watched_until is None
    assert within(5, lambda: Mailbox.objects.get(pk=quiet.pk).read_at)  # it is asked


def test_two_workers_listen_to_a_mailbox_once(box):
    stop = threading.Event()
    ours, theirs = (watching.Watch(stop, 0, 5) for _ in range(2))
    assert ours._to_hear(time.monotonic(), 5) == [box.pk]
    assert theirs._to_hear(time.monotonic(), 5) == []
    Mailbox.objects.update(watched_until=clock.now() - timedelta(seconds=1))  # whoever listened was killed
    assert theirs._to_hear(time.monotonic(), 5) == [box.pk]


def test_a_server_that_breaks_off_is_listened_to_later_and_later(box, monkeypatch):
    monkeypatch.setattr(
        watching.imap, "pushes", lambda *_: (_ for _ in ()).throw(imap.MailboxUnreachable("It hung up."))
    )
    watch = watching.Watch(threading.Event(), 0, 5)
    pauses = []
    for _ in range(12):
        began = time.monotonic()
        watch._listen(box.pk)
        pauses.append(watch.mute[box.pk] - began)
    assert (
        7 < pauses[0] < 23 and pauses[0] < pauses[4] < pauses[-1] and all(450 <= pause < 1351 for pause in pauses[-3:])
    )


def test_somebody_not_written_to_is_not_looked_for(box, ana, dovecot):
    somebody(ana, "Nobody Asked", "nobody@wells.example")
    dovecot.deliver(box.address, mail("Nobody <nobody@wells.example>"))
    collecting.collect_all(clock.now())
    assert not Message.objects.exists() and Mailbox.objects.get().cursor_uid == 1
