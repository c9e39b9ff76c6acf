"""Letters of several people leave side by side; whatever is wrong with one account, server or address holds up nothing else."""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from legup.lib import clock
from legup.mail import smtp
from legup.mail.models import Mailbox
from legup.outreach import dispatching, sending
from legup.outreach.models import Message
from tests.outreach.conftest import a_round, first_letter, press_send, somebody
from tests.outreach.test_sending import kinds, now_is

WRONG = "535 5.7.8 Username and Password not accepted"


def queued(owner, name: str) -> Message:
    """A letter of *owner*'s that is due."""
    letter = first_letter(owner, somebody(owner, name, f"{name.split()[-1].lower()}@wells.example"))
    sending.queue(letter, clock.now() - timedelta(minutes=2), ["M17"])
    return letter


# An account that does not let us in


def test_a_wrong_password_keeps_every_letter_until_it_is_mended(as_ana, ana, box, draft, ben, smtp_sink):
    other = queued(ana, "Ira Test")
    press_send(as_ana, draft)
    smtp_sink.faults["auth"] = WRONG
    for seconds in (61, 62, 4000, 200_000):
        a_round(after_seconds=seconds)
    assert smtp_sink.steps.count("auth") == 1  # a password that is wrong is not tried again: it would lock the account
    for letter in (draft, other):
        assert (now_is(letter).stand, now_is(letter).attempts, now_is(letter).failure) == ("queued", 0, "")
    assert Mailbox.objects.get().is_refused
    assert kinds(ben) == ["queued"]
    page = as_ana.get(f"/letters/{draft.key}/").content.decode()
    assert "has not let Leg Up in since" in page and "Username and Password not accepted" in page
    assert 'href="/mailbox/"' in page
    smtp_sink.faults.clear()
    Mailbox.objects.update(tested_at=clock.now() + timedelta(days=3))
    a_round(after_seconds=4 * 86_400)
    assert {now_is(draft).stand, now_is(other).stand} == {"sent"}
    assert len(smtp_sink.messages) == 2


def test_an_address_that_is_wrong_fails_at_once_and_keeps_nothing_in(as_ana, ana, box, draft, smtp_sink):
    """The control: only the sign-in is about the account."""
    smtp_sink.faults["mail"] = _for_the_first(smtp_sink, "rcpt", "550 5.1.1 No such person here")
    other = queued(ana, "Ira Test")
    press_send(as_ana, draft)
    a_round()
    assert {now_is(other).stand, now_is(draft).stand} == {"failed", "sent"}
    assert not Mailbox.objects.get().is_refused


def test_a_password_mended_while_the_old_one_was_being_refused_counts(as_ana, ana, box, draft, smtp_sink):
    press_send(as_ana, draft)
    smtp_sink.faults["auth"] = WRONG
    smtp_sink.faults["ehlo"] = lambda: None
    claimed, deliver = [], smtp.Line.deliver

    def mended_meanwhile(*args, **options):
        claimed.append(1)
        Mailbox.objects.update(tested_at=clock.now())
        return deliver(*args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtp.Line, "deliver", mended_meanwhile)
        a_round()
    assert claimed and not Mailbox.objects.get().is_refused
    smtp_sink.faults.clear()
    a_round()
    assert now_is(draft).stand == "sent"


# One conversation, several letters


def _for_the_first(sink, step: str, reply: str):
    """A fault at *step* in the first letter's turn, and none in the next ones'; to be put at the step "mail"."""
    turns = []

    def at_mail():
        turns.append(1)
        sink.faults.pop(step, None)
        if len(turns) == 1:
            sink.faults[step] = reply

    return at_mail


def test_letters_of_one_account_go_over_one_conversation(ana, box, smtp_sink):
    letters = [queued(ana, f"Ira Test{n}") for n in range(4)]
    a_round()
    assert [now_is(letter).stand for letter in letters] == ["sent"] * 4
    assert smtp_sink.steps.count("ehlo") == 1


@pytest.mark.parametrize("fault", ["drop", "421 4.3.2 That is enough for one conversation"])
def test_a_server_that_ends_the_conversation_between_two_letters_gets_the_second_in_a_new_one(ana, box, smtp_sink, fault):
    letters, turns = [queued(ana, f"Ira Test{n}") for n in range(2)], []

    class EndsBeforeTheSecond(dict):
        def get(self, step):
            if step == "mail":
                turns.append(1)
            return fault if step == "mail" and len(turns) == 2 else None

    smtp_sink.faults = EndsBeforeTheSecond()
    a_round()
    assert [now_is(letter).stand for letter in letters] == ["sent"] * 2
    assert (len(smtp_sink.messages), smtp_sink.steps.count("ehlo")) == (2, 2)
    assert {now_is(letter).attempts for letter in letters} == {1}


def test_an_address_that_takes_no_mail_yet_holds_up_no_other_letter(ana, box, smtp_sink):
    smtp_sink.faults["mail"] = _for_the_first(smtp_sink, "rcpt", "450 4.2.0 Greylisted, come back in five minutes")
    first, second = queued(ana, "Ira First"), queued(ana, "Ira Second")
    a_round()
    assert (now_is(first).stand, now_is(second).stand) == ("queued", "sent")
    assert "Greylisted" in now_is(first).failure


# Several accounts


@pytest.fixture
def dov_hangs(db, dov, hostile_server, monkeypatch):
    """Dov's mail server takes the call and never says a word."""
    monkeypatch.setitem(smtp.Line.__init__.__kwdefaults__, "seconds", 4)
    server = hostile_server("hangs")
    facts = {"smtp_host": server.host, "smtp_port": server.port, "smtp_security": "none", "tested_at": clock.now()}
    Mailbox.objects.create(owner=dov, address=dov.email, **facts)
    return server


@contextmanager
def working(senders: int):
    """The sending threads of a worker."""
    stop, desk = threading.Event(), None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatching.settings, "SENDERS", senders)
        patch.setattr(dispatching, "EVERY", 0.1)
        desk = threading.Thread(target=dispatching.keep_sending, args=[stop], daemon=True)
        desk.start()
        try:
            yield
        finally:
            stop.set()
            desk.join(5)
            connection.close()
    assert not desk.is_alive()


def within(seconds: float, true) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(true())


def settled() -> bool:
    """The threads that were left talking to a silent server have given up."""
    return within(8, lambda: not any(thread.name.startswith("letters ") for thread in threading.enumerate()))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("senders", "in_time"), [(2, True), (1, False)])
def test_a_server_that_hangs_holds_up_nobody_elses_letters(ana, dov, box, dov_hangs, smtp_sink, senders, in_time):
    """With one thread it does: the control."""
    hanging = [queued(dov, f"Ivo Test{n}") for n in range(3)]
    with working(senders):
        assert within(3, lambda: dov_hangs.connections)
        letter = queued(ana, "Ira Test")
        assert within(2, lambda: smtp_sink.messages) is in_time
        assert len(dov_hangs.connections) == 1  # and one account has one conversation at a time
    assert settled()
    assert {now_is(one).stand for one in hanging} == {"queued"}
    assert now_is(letter).stand == ("sent" if in_time else "queued")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_handed_over(dov, dov_hangs, smtp_sink):
    letters = [queued(dov, f"Ivo Test{n}") for n in range(2)]
    began = time.monotonic()
    with working(2):
        assert within(3, lambda: dov_hangs.connections)
    assert time.monotonic() - began < 4
    for letter in letters:
        assert (now_is(letter).stand, now_is(letter).lease_token, now_is(letter).attempts) == ("queued", "", 0)
    assert settled()
    Mailbox.objects.update(smtp_port=smtp_sink.port)
    a_round()
    assert len(smtp_sink.messages) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_ends_before_the_answer_says_so_at_once(ana, box, smtp_sink, monkeypatch):
    monkeypatch.setitem(smtp.Line.__init__.__kwdefaults__, "seconds", 4)
    letter = queued(ana, "Ira Test")
    smtp_sink.faults["answer"] = "hang"
    with working(2):
        assert within(3, lambda: smtp_sink.messages)
    assert now_is(letter).stand == "uncertain"
    assert "stopped while the letter was being taken" in now_is(letter).failure
    assert settled()
    assert now_is(letter).stand == "uncertain"


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_short_of_time_is_not_pressed_with_the_next_letter_at_once(ana, box, smtp_sink):
    letters = [queued(ana, f"Ira Test{n}") for n in range(3)]
    smtp_sink.faults["ehlo"] = "421 4.7.0 Too many connections from you"
    with working(2):
        assert within(3, lambda: "ehlo" in smtp_sink.steps)
        time.sleep(0.5)
    assert smtp_sink.steps.count("greeting") == 1
    assert sorted(now_is(letter).attempts for letter in letters) == [0, 0, 1]
