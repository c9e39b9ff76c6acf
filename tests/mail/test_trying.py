"""An account counts as connected only after a letter went out by it and was read back: once, whatever happens meanwhile."""

import asyncio
import imaplib
import multiprocessing
import re
import signal
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from legup.accounts.models import User
from legup.lib import clock
from legup.lib.refusal import Refusal
from legup.mail import release, trying
from legup.mail.models import Mailbox, Trial
from legup.outreach import jobs, limits
from legup.outreach.models import Message
from tests.cast import signed_in
from tests.mail.test_mailbox_page import connect, text
from tests.outreach.conftest import a_round, first_letter, press_send

SECOND = timedelta(seconds=1)


def begin(browser, provider, **changed) -> Trial:
    answer = browser.post("/mailbox/", provider.typed(**changed))
    assert answer["Location"] == "/mailbox/test/", text(answer)
    return Trial.objects.open().latest("pk")


def code_in(provider) -> str:
    return re.search(rb"Your code is (\w{8})", provider.sink.messages[-1][2])[1].decode()


def inbox(provider) -> int:
    line = imaplib.IMAP4(provider.dovecot.host, provider.dovecot.port)
    line.login(provider.user, provider.dovecot.password)
    count = int(line.select("INBOX", readonly=True)[1][0])
    line.logout()
    return count


def test_the_test_letter_goes_to_oneself_and_is_read_back(as_ana, ana, provider):
    begin(as_ana, provider)
    assert "The test letter is leaving" in text(as_ana.get("/mailbox/test/"))
    trying.try_due(clock.now())
    ((sender, recipients, raw),) = provider.sink.messages
    local, _, domain = provider.user.partition("@")
    assert (sender, recipients) == (provider.user, [f"{local}+legup@{domain}"])
    assert b"Auto-Submitted: auto-generated" in raw and b"you can delete this letter" in raw
    box = Mailbox.objects.get()
    assert box.tested_at and box.plus_works is True and inbox(provider) == 1
    assert box.cursor_uidvalidity > 0 and box.cursor_uid == 1
    answer = as_ana.get("/mailbox/test/", follow=True)
    assert "Your mail account is connected." in text(answer)


def test_an_answer_that_comes_while_nobody_looks_is_not_missed(as_ana, ana, ben, provider):
    """What lay there before the account was connected is passed over; what comes from then on is not, also before the first look."""
    provider.dovecot.deliver(provider.user, b"From: ben@wells.example\r\nSubject: Earlier\r\n\r\nhello\r\n", "ben@wells.example")
    connect(as_ana, provider.typed())
    letter = first_letter(ana, ben)
    press_send(as_ana, letter)
    a_round()
    letter.refresh_from_db()
    answer = f"From: ben@wells.example\r\nSubject: Re: yes\r\nIn-Reply-To: {letter.message_id}\r\n\r\nWith pleasure.\r\n"
    provider.dovecot.deliver(provider.user, answer.encode(), "ben@wells.example")
    jobs.collect_replies(clock.now())
    assert [came.subject for came in Message.objects.filter(direction="in")] == ["Re: yes"]


def test_nothing_secret_is_left_of_a_trial(as_ana, provider):
    trial = begin(as_ana, provider)
    assert bytes(trial.password_sealed) and trial.code
    trying.try_due(clock.now())
    trial.refresh_from_db()
    assert trial.arrived_at and not bytes(trial.password_sealed) and not trial.code


def test_where_plus_addresses_do_not_arrive_the_plain_one_is_used(as_ana, provider):
    provider.plus, now = False, clock.now()
    begin(as_ana, provider)
    trying.try_due(now)
    assert Mailbox.objects.count() == 0
    trying.try_due(now + 21 * SECOND)
    trying.try_due(now + 22 * SECOND)
    assert [recipients for _, recipients, _ in provider.sink.messages][1] == [provider.user]
    assert Mailbox.objects.get().plus_works is False and len(provider.sink.messages) == 2


def test_a_plus_address_that_is_refused_is_not_waited_for(as_ana, provider):
    now = clock.now()
    begin(as_ana, provider)
    provider.sink.faults["rcpt"] = "550 5.1.1 no such mailbox"
    trying.try_due(now)
    del provider.sink.faults["rcpt"]
    trying.try_due(now + SECOND)
    assert Mailbox.objects.get().plus_works is False and len(provider.sink.messages) == 1


@pytest.mark.parametrize("fault, words", [("554 5.7.1 not from you", "not from you"), ("450 4.7.1 busy", "try again later"), ("535 5.7.8 who are you", "who are you"), ("drop", "broke off")])
def test_a_server_that_does_not_take_the_letter_is_quoted_and_the_account_does_not_count(as_ana, provider, fault, words):
    begin(as_ana, provider)
    provider.sink.faults["auth" if fault[:3] == "535" else "mail"] = fault
    for after in range(3):
        trying.try_due(clock.now() + after * SECOND)
    assert Mailbox.objects.count() == 0 and provider.sink.messages == []
    page = text(as_ana.get("/mailbox/test/"))
    assert "That did not work" in page and words in page
    assert words in text(as_ana.get("/mailbox/")) and "did not work" in text(as_ana.get("/today/"))
    provider.sink.faults.clear()
    as_ana.post("/mailbox/test/letter/")
    trying.try_due(clock.now())
    assert Mailbox.objects.get().tested_at


def test_a_letter_that_leaves_and_is_not_acknowledged_is_looked_for_and_not_sent_again(as_ana, provider):
    begin(as_ana, provider)
    provider.sink.faults["answer"] = "drop"
    for after in range(3):
        trying.try_due(clock.now() + after * SECOND)
    assert Mailbox.objects.get().tested_at and len(provider.sink.messages) == 1


def test_a_letter_that_stays_away_is_waited_for_and_then_given_up(as_ana, provider):
    provider.holds_back, now = True, clock.now()
    begin(as_ana, provider)
    for after in (0, 1, 30, 31, 90, 600):
        trying.try_due(now + after * SECOND)
    assert len(provider.sink.messages) == 2 and Mailbox.objects.count() == 0
    provider.dovecot.deliver(provider.user, provider.sink.messages[0][2])
    trying.try_due(now + 700 * SECOND)
    assert Mailbox.objects.get().tested_at


def test_after_an_hour_it_is_said_that_the_letter_did_not_come(as_ana, provider):
    provider.holds_back, now = True, clock.now()
    begin(as_ana, provider)
    for after in (0, 30, 31, 3700):
        trying.try_due(now + after * SECOND)
    assert "has not come in for an hour" in text(as_ana.get("/mailbox/test/"))


def test_looking_again_and_again_sends_nothing(as_ana, provider):
    provider.holds_back = True
    begin(as_ana, provider)
    trying.try_due(clock.now())
    for _ in range(3):
        assert "Looking for it in your inbox" in text(as_ana.get("/mailbox/test/"))
        trying.try_due(clock.now())
    assert len(provider.sink.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_test_letter(as_ana, provider):
    begin(as_ana, provider)
    gate = threading.Barrier(4)

    def work():
        gate.wait()
        trying.try_due(clock.now())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert len(provider.sink.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_a_class_connects_side_by_side(provider, settings):
    """Six accounts, and the server takes half a second for each letter."""
    settings.SENDERS = 6
    people = [User.objects.create_user(f"student{n}@northfield.example", full_name=f"Student {n}") for n in range(6)]
    addresses = [provider.dovecot.user() for _ in people]
    provider.sink.users |= dict.fromkeys(addresses, provider.dovecot.password)
    for person, address in zip(people, addresses, strict=True):
        begin(signed_in(person), provider, address=address)
    provider.sink.faults["mail"] = slow = _Slow()
    trying.try_due(clock.now())
    assert Mailbox.objects.exclude(tested_at=None).count() == len(provider.sink.messages) == 6
    assert slow.most > 2


class _Slow:
    """Half a second at a step of a server, without holding up its other conversations; ``most`` is how many were there at once."""

    def __init__(self):
        self.there = self.most = 0

    async def __call__(self):
        self.there += 1
        self.most = max(self.most, self.there)
        await asyncio.sleep(0.5)
        self.there -= 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_leaves_the_rest_to_another(as_ana, provider):
    """Killed while the server has the letter and has not said so: what stands in the row is enough to go on, and nothing is sent again."""
    now = clock.now()
    begin(as_ana, provider)
    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=trying.try_due, args=[now])
    provider.sink.faults["answer"] = lambda: worker.kill()
    worker.start()
    worker.join(20)
    del provider.sink.faults["answer"]
    assert worker.exitcode == -signal.SIGKILL
    trying.try_due(now + SECOND)
    assert Mailbox.objects.count() == 0, "it is still the killed worker's"
    trying.try_due(now + trying.LEASE + SECOND)
    assert Mailbox.objects.get().tested_at and len(provider.sink.messages) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("taken_over, sent", [(True, 0), (False, 1)])
def test_a_worker_that_wakes_up_late_sends_nothing(as_ana, provider, taken_over, sent):
    """Before its hand-over another worker took the trial over, or, as the control, did not."""
    begin(as_ana, provider)

    def take_over():
        Trial.objects.update(lease_token="another")
        connection.close()

    def meanwhile():
        other = threading.Thread(target=take_over if taken_over else lambda: None)
        other.start()
        other.join()

    provider.sink.faults["data"] = meanwhile
    trying.try_due(clock.now())
    assert len(provider.sink.messages) == sent


# Without an incoming server


def test_without_an_incoming_server_the_code_in_the_letter_is_typed_in(as_ana, provider):
    begin(as_ana, provider, imap_host="", imap_port="")
    trying.try_due(clock.now())
    assert provider.sink.messages[0][1] == [provider.user] and Mailbox.objects.count() == 0
    assert "Finish connecting" in text(as_ana.get("/today/"))
    assert "the code in the test letter" in text(as_ana.get("/mailbox/test/")).lower()
    code = code_in(provider)
    wrong = as_ana.post("/mailbox/test/code/", {"code": "AAAAAAAA"})
    assert wrong.status_code == 422 and Mailbox.objects.count() == 0
    as_ana.post("/mailbox/test/code/", {"code": f" {code[:4].lower()} {code[4:]}"})
    assert Mailbox.objects.get().tested_at and Mailbox.objects.get().plus_works is None
    assert "Not noticed by themselves" in text(as_ana.get("/mailbox/"))


def test_a_code_cannot_be_guessed(as_ana, provider):
    begin(as_ana, provider, imap_host="", imap_port="")
    trying.try_due(clock.now())
    answers = [as_ana.post("/mailbox/test/code/", {"code": f"AAAAAAA{n}"}) for n in range(2, 8)]
    assert "no longer counts" in text(answers[-1])
    as_ana.post("/mailbox/test/code/", {"code": code_in(provider)})
    assert Mailbox.objects.count() == 0


def test_a_code_does_not_stand_in_for_reading_back(as_ana, provider):
    provider.holds_back = True
    begin(as_ana, provider)
    trying.try_due(clock.now())
    assert as_ana.post("/mailbox/test/code/", {"code": code_in(provider)}).status_code == 422
    assert Mailbox.objects.count() == 0


# Bounds


def test_test_letters_within_a_day_are_few(as_ana, provider):
    for _ in range(trying.MOST_A_DAY):
        assert as_ana.post("/mailbox/", provider.typed()).status_code == 302
    assert "within a day is the most" in text(as_ana.post("/mailbox/", provider.typed()))
    assert Trial.objects.open().count() == 1


def test_an_account_that_was_not_proved_is_not_written_by(as_ana, ana, provider):
    provider.holds_back = True
    begin(as_ana, provider)
    trying.try_due(clock.now())
    with pytest.raises(Refusal, match="does not know your mail account"):
        limits.usable_mailbox(ana)


def test_a_copy_that_holds_its_letters_sends_no_test_letter_either(as_ana, provider):
    begin(as_ana, provider)
    release.hold("A backup was restored.")
    trying.try_due(clock.now())
    assert provider.sink.messages == []
    assert "not even a test letter" in text(as_ana.get("/mailbox/test/"))
    as_ana.post("/mailbox/release/")
    trying.try_due(clock.now())
    assert Mailbox.objects.get().tested_at


def test_giving_up_forgets_what_was_typed_and_keeps_what_worked(as_ana, provider, smtp_sinks):
    before = connect(as_ana, provider.typed())
    other = smtp_sinks()
    other.users = provider.sink.users
    begin(as_ana, provider, smtp_port=other.port)
    as_ana.post("/mailbox/test/end/")
    trying.try_due(clock.now())
    assert other.messages == [] and Mailbox.objects.get().smtp_port == before.smtp_port
    assert not any(bytes(trial.password_sealed) for trial in Trial.objects.all())


def test_nobody_else_sees_or_ends_a_trial(as_ana, as_dov, provider):
    begin(as_ana, provider, imap_host="", imap_port="")
    trying.try_due(clock.now())
    assert as_dov.get("/mailbox/test/")["Location"] == "/mailbox/"
    assert as_dov.post("/mailbox/test/code/", {"code": code_in(provider)}).status_code == 404
    assert as_dov.post("/mailbox/test/letter/").status_code == 404
    as_dov.post("/mailbox/test/end/")
    assert Trial.objects.open().count() == 1
