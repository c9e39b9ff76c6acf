"""Handing a letter over: none lost, none sent twice, and the gap told honestly."""

import random
import smtplib
import socket
import threading
import time

import pytest

from legup.mail import smtp
from legup.mail.smtp import Account, NotOurs, NotSignedIn, Refused, TryLater, Uncertain, deliver
from tests.servers import PASSWORD

ANA, BEN = "ana@northfield.example", "ben@wells.example"
RAW = b"From: ana@northfield.example\r\nTo: ben@wells.example\r\nSubject: Twenty minutes\r\n\r\nDear Ben,\r\n.\r\n..dots\r\nhello\r\n"


def account(server, security="none", **changes) -> Account:
    return Account(**{"host": "localhost" if security != "none" else server.host, "port": server.port, "security": security, **changes})


def hand_over(server, raw=RAW, answer=True, seconds=5.0, context=None, **changes):
    """Deliver, and note how often the hand-over was asked for. Shape: (result or error, times asked)."""
    asked = []
    try:
        result = deliver(account(server, **changes), ANA, BEN, raw, at_handover=lambda: asked.append(1) or answer, seconds=seconds, context=context)
    except (smtp.Undelivered, NotOurs, NotSignedIn) as wrong:
        result = wrong
    return result, len(asked)


def test_a_letter_arrives_as_it_was_written(smtp_sink):
    delivered, asked = hand_over(smtp_sink)
    assert (delivered.server_words, asked) == ("2.0.0 kept", 1)
    assert smtp_sink.messages == [(ANA, [BEN], RAW)]


def test_the_account_signs_in_with_any_script(smtp_sink):
    smtp_sink.users["ana"] = "pässwörd 例"
    smtp_sink.auth_required = True
    assert hand_over(smtp_sink, username="ana", password="pässwörd 例")[1] == 1
    wrong, asked = hand_over(smtp_sink, username="ana", password="guess")
    assert isinstance(wrong, NotSignedIn) and wrong.words.startswith("535 ") and asked == 0
    assert isinstance(hand_over(smtp_sink)[0], NotSignedIn)
    assert len(smtp_sink.messages) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_under_tls_the_certificate_must_be_good(security, smtp_sinks, certificate):
    sink = smtp_sinks(security=security, context=certificate.server_context())
    facts = {"security": security, "username": ANA, "password": PASSWORD}
    doubted, asked = hand_over(sink, **facts)
    assert isinstance(doubted, TryLater) and "prove who it is" in doubted.words and asked == 0
    assert "auth" not in sink.steps
    assert hand_over(sink, context=certificate.client_context(), **facts)[0].server_words == "2.0.0 kept"
    assert len(sink.messages) == 1


def test_without_starttls_nothing_is_said_in_the_clear(smtp_sink, smtp_sinks, certificate):
    smtp_sink.users = {ANA: PASSWORD}
    wrong, _ = hand_over(smtp_sink, security="starttls", username=ANA, password=PASSWORD)
    assert isinstance(wrong, TryLater) and "auth" not in smtp_sink.steps and "mail" not in smtp_sink.steps
    broken = smtp_sinks(security="starttls", context=certificate.server_context())
    broken.faults["starttls"] = "454 not now"
    wrong, _ = hand_over(broken, security="starttls", username=ANA, password=PASSWORD, context=certificate.client_context())
    assert isinstance(wrong, TryLater) and "auth" not in broken.steps and broken.messages == []


def test_control_a_client_that_takes_what_it_gets_says_the_password_in_the_clear(smtp_sink):
    """Against the same server, which offers no STARTTLS: "encrypt if you can" sends everything."""
    heard = []
    smtp_sink.faults["auth"] = lambda: heard.append("password")
    with smtplib.SMTP(smtp_sink.host, smtp_sink.port) as naive:
        naive.ehlo()
        if naive.has_extn("starttls"):
            naive.starttls()
        naive.login(ANA, PASSWORD)
    assert heard == ["password"]


def test_clear_text_is_only_for_servers_that_were_allowed(smtp_sink, settings, monkeypatch):
    settings.EGRESS_ALLOW = ()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("it was looked up"))
    wrong, _ = hand_over(smtp_sink, host="mail.wells.example", port=25)
    assert isinstance(wrong, Refused) and "without encryption" in wrong.words
    with pytest.raises(ValueError):
        Account("mail.wells.example", security="ssl")


def test_a_private_server_is_refused_for_good(smtp_sink, settings, certificate):
    settings.EGRESS_ALLOW = ()
    wrong, _ = hand_over(smtp_sink, security="tls", host="127.0.0.1", context=certificate.client_context())
    assert isinstance(wrong, Refused) and "not a public address" in wrong.words


BEFORE = ["greeting", "ehlo", "mail", "rcpt", "data"]


@pytest.mark.parametrize("step", BEFORE)
@pytest.mark.parametrize("fault, kind", [("450 4.2.1 come back", TryLater), ("554 5.7.1 never", Refused), ("421 4.3.2 closing", TryLater), ("drop", TryLater), ("hang", TryLater), ("garbage", TryLater)])
def test_before_the_hand_over_it_is_for_later_or_for_good(step, fault, kind, smtp_sink):
    smtp_sink.faults[step] = fault
    wrong, asked = hand_over(smtp_sink, seconds=0.5 if fault == "hang" else 5)
    assert type(wrong) is kind and not wrong.handed and asked == 0
    assert smtp_sink.messages == []
    if fault[0].isdigit() and step != "ehlo":
        assert wrong.words == fault


def test_sign_in_faults_keep_the_words_of_the_server(smtp_sink):
    for fault, kind in (("535 5.7.8 use an app password", NotSignedIn), ("534 5.7.9 use an app password", NotSignedIn), ("454 4.7.0 later", TryLater)):
        smtp_sink.faults["auth"] = fault
        wrong, _ = hand_over(smtp_sink, username=ANA, password=PASSWORD)
        assert type(wrong) is kind and wrong.words == fault


@pytest.mark.parametrize(
    "step, fault, kind, kept",
    [
        ("body", "450 4.2.1 come back", TryLater, 0),
        ("body", "554 5.7.1 spam", Refused, 0),
        ("body", "drop", Uncertain, 0),
        ("body", "hang", Uncertain, 0),
        ("answer", "drop", Uncertain, 1),
        ("answer", "hang", Uncertain, 1),
        ("answer", "garbage", Uncertain, 1),
        ("answer", "354 what", Uncertain, 1),
    ],
)
def test_after_the_hand_over_only_a_clear_answer_counts(step, fault, kind, kept, smtp_sink):
    smtp_sink.faults[step] = fault
    wrong, asked = hand_over(smtp_sink, seconds=0.5 if fault == "hang" else 5)
    assert type(wrong) is kind and wrong.handed and asked == 1
    assert len(smtp_sink.messages) == kept


def test_the_hand_over_is_asked_for_after_the_go_ahead_and_before_the_first_byte(hostile_server):
    """What the server has read by the time it is asked for."""
    heard, at_handover = bytearray(), []

    def server(connection):
        connection.sendall(b"220 hello\r\n")
        replies = [b"250 hello\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"]
        while data := connection.recv(65536):
            heard.extend(data)
            if replies:
                connection.sendall(replies.pop(0))
            elif heard.endswith(b"\r\n.\r\n"):
                connection.sendall(b"250 kept\r\n")

    def ask():
        time.sleep(0.2)
        at_handover.append(bytes(heard))
        return True

    place = hostile_server(server)
    deliver(account(place), ANA, BEN, RAW, at_handover=ask)
    assert at_handover[0].endswith(b"DATA\r\n")
    assert b"Subject" in heard


def test_a_letter_that_somebody_else_has_is_left_alone(smtp_sink):
    wrong, asked = hand_over(smtp_sink, answer=False)
    assert isinstance(wrong, NotOurs) and asked == 1
    time.sleep(0.2)
    assert "body" not in smtp_sink.steps and smtp_sink.messages == []


def test_when_the_hand_over_cannot_be_written_down_nothing_is_sent(smtp_sink):
    def locked():
        raise RuntimeError("database is locked")

    with pytest.raises(RuntimeError):
        deliver(account(smtp_sink), ANA, BEN, RAW, at_handover=locked)
    time.sleep(0.2)
    assert smtp_sink.messages == [] and "body" not in smtp_sink.steps


def test_an_envelope_has_one_plain_address(smtp_sink):
    for sender, recipient in ((ANA, "a@b.example> <c@d.example"), (ANA, "a@b.example\r\nRCPT TO:<c@d.example>"), ("é@b.example", BEN), (ANA, "a@b.example c@d.example")):
        with pytest.raises(Refused):
            deliver(account(smtp_sink), sender, recipient, RAW, at_handover=lambda: True)
    assert smtp_sink.messages == [] and "rcpt" not in smtp_sink.steps


@pytest.mark.parametrize("ending", [b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r\n.\r\n"])
def test_no_line_in_a_letter_ends_it_early(ending, smtp_sink):
    smuggled = b"MAIL FROM:<x@y.example>\r\nRCPT TO:<z@y.example>\r\nDATA\r\nSubject: second\r\n\r\nboo"
    hand_over(smtp_sink, raw=RAW + b"first" + ending + smuggled)
    assert len(smtp_sink.messages) == 1 and smtp_sink.messages[0][2].endswith(b"boo\r\n")
    assert b"\r\n.\r\nMAIL FROM" in smtp_sink.messages[0][2]


@pytest.mark.parametrize("behaviour", ["refuses", "hangs", "closes", "drips", "garbage", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"* OK IMAP4rev1 ready\r\n", b"220-" + b"x" * 500_000, b"220-more\r\n" * 50_000])
@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_server_that_is_none_is_for_later(behaviour, security, hostile_server):
    started = time.monotonic()
    wrong, asked = hand_over(hostile_server(behaviour), security=security, seconds=0.6)
    assert isinstance(wrong, TryLater) and asked == 0 and wrong.words.endswith(".")
    assert time.monotonic() - started < 8


def test_the_words_of_a_server_are_fit_to_be_shown():
    assert smtp.words_of(b"a\x00b\x1b[31m\nc \xff" + b"x" * 999).startswith("ab[31m c")
    assert len(smtp.words_of(b"x" * 999)) == 300


# The promise itself, and its controls: what a killed worker leaves behind.


class Ledger:
    """What stands written down of each letter, as a database would keep it."""

    def __init__(self, letters: int):
        self.facts = dict.fromkeys(range(letters), "queued")

    def waiting(self):
        return [n for n, fact in self.facts.items() if fact == "queued"]


class Killed(BaseException):
    """The worker is gone; nothing after this line runs."""


def three_steps(ledger, n, place, kill):
    def at_handover():
        kill("before the mark")
        ledger.facts[n] = "handed"
        kill("after the mark")
        return True

    try:
        deliver(place, ANA, BEN, b"Subject: %d\r\n\r\nx\r\n" % n, at_handover=at_handover, seconds=10)
    except TryLater:
        ledger.facts[n] = "queued"
        return
    except Uncertain:
        return
    kill("after the answer")
    ledger.facts[n] = "sent"


def mark_then_send(ledger, n, place, kill):
    kill("before the mark")
    ledger.facts[n] = "sent"
    kill("after the mark")
    naive_send(n, place)
    kill("after the answer")


def send_then_mark(ledger, n, place, kill):
    kill("before the mark")
    naive_send(n, place)
    kill("after the answer")
    ledger.facts[n] = "sent"


def naive_send(n, place):
    with smtplib.SMTP(place.host, place.port) as line:
        line.sendmail(ANA, [BEN], b"Subject: %d\r\n\r\nx\r\n" % n)


def run(worker, sink, letters=60) -> tuple[int, int]:
    """Work until nothing waits, with a worker that is killed at random. Shape: (lost and not shown, doubled)."""
    pick, ledger, place = random.Random(7), Ledger(letters), account(sink)
    sink.messages.clear()

    def kill(_):
        if pick.random() < 0.2:
            raise Killed

    while waiting := ledger.waiting():
        try:
            worker(ledger, waiting[0], place, kill)
        except Killed:
            continue
    kept = [int(raw.split(b"\r\n")[0].removeprefix(b"Subject: ")) for _, _, raw in sink.messages]
    lost = [n for n, fact in ledger.facts.items() if fact == "sent" and n not in kept]
    return len(lost), len(kept) - len(set(kept))


def test_with_a_worker_that_dies_no_letter_is_lost_and_none_goes_twice(smtp_sink):
    assert run(three_steps, smtp_sink) == (0, 0)


def test_control_marking_first_loses_letters(smtp_sink):
    lost, doubled = run(mark_then_send, smtp_sink)
    assert lost > 0 and doubled == 0


def test_control_sending_first_doubles_letters(smtp_sink):
    lost, doubled = run(send_then_mark, smtp_sink)
    assert doubled > 0 and lost == 0


def test_a_worker_that_wakes_up_late_sends_nothing(smtp_sink):
    """Two workers hold the same letter; the fence lets one through."""
    lock, owner, results = threading.Lock(), [], []

    def fence():
        with lock:
            if owner:
                return False
            owner.append(threading.get_ident())
            return True

    def work():
        try:
            results.append(deliver(account(smtp_sink), ANA, BEN, RAW, at_handover=fence))
        except NotOurs:
            results.append("not ours")

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results.count("not ours") == 5 and len(smtp_sink.messages) == 1
