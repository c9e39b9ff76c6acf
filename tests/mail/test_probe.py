"""Typing in an account: what works, what does not, and what to do about it, in plain words and in time."""

import time

import pytest

from legup.lib.refusal import Refusal
from legup.mail.imap import ImapAccount
from legup.mail.probe import guess, probe
from legup.mail.providers import advice_for
from legup.mail.smtp import Account
from tests.servers import PASSWORD

ANA = "ana@northfield.example"


def only(findings, side: str):
    """The last finding of one side, and whether those before it were good."""
    found = [f for f in findings if f.step.startswith(side)]
    assert all(f.ok for f in found[:-1])
    assert all(f.sentence.endswith(".") or "It said:" in f.sentence for f in found)
    return found[-1]


def sending(server, *, security="none", username=ANA, password=PASSWORD, context=None, seconds=6, host="127.0.0.1"):
    return only(probe(Account(host, server.port, security, username, password), None, context=context, seconds=seconds), "sending")


def reading(server, *, security="none", port=None, context=None, seconds=6, host="127.0.0.1"):
    findings = probe(Account("127.0.0.1", 1, "none"), ImapAccount(host, port or server.port, security, "ana", "word"), context=context, seconds=seconds)
    return only(findings, "reading")


def test_an_account_that_works_says_so_step_by_step(smtp_sinks, dovecot, certificate):
    sink = smtp_sinks(security="starttls", context=certificate.server_context())
    smtp = Account("localhost", sink.port, "starttls", ANA, PASSWORD)
    imap = ImapAccount("localhost", dovecot.tls_port, "tls", dovecot.user(), dovecot.password)
    findings = probe(smtp, imap, context=certificate.client_context())
    assert [(f.ok, f.step) for f in findings] == [
        (True, "sending: connection"), (True, "sending: sign-in"), (True, "reading: connection"), (True, "reading: sign-in"), (True, "reading: inbox"),
    ]  # fmt: skip
    assert "encrypted" in findings[0].sentence
    assert sink.messages == [] and "mail" not in sink.steps


def test_a_wrong_password_is_said_so(smtp_sink, dovecot):
    found = sending(smtp_sink, password="guess")
    assert (found.ok, found.step) == (False, "sending: sign-in") and "did not accept the user name and the password" in found.sentence
    found = reading(dovecot)
    assert (found.ok, found.step) == (False, "reading: sign-in") and "did not accept the user name or the password" in found.sentence


def test_a_school_that_switched_sending_off_is_said_so(smtp_sink):
    smtp_sink.faults["auth"] = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
    found = sending(smtp_sink)
    assert not found.ok and "help desk" in found.sentence and "password" not in found.sentence


@pytest.mark.parametrize("answer", ["530 5.7.0 first something else", "538 5.7.11 encrypt first", "525 5.7.13 disabled"])
def test_whatever_is_refused_at_the_sign_in_is_about_the_sign_in(answer, smtp_sink):
    smtp_sink.faults["auth"] = answer
    found = sending(smtp_sink)
    assert found.step == "sending: sign-in" and found.sentence.endswith(f"It said: {answer}") and "did not accept" in found.sentence


def test_a_certificate_that_is_not_trusted_is_said_so(smtp_sinks, dovecot, certificate):
    for security in ("tls", "starttls"):
        sink = smtp_sinks(security=security, context=certificate.server_context())
        assert "certificate" in sending(sink, security=security, host="localhost").sentence
        port = dovecot.tls_port if security == "tls" else dovecot.port
        assert "certificate" in reading(dovecot, security=security, port=port, host="localhost").sentence


def test_the_wrong_kind_of_encryption_is_said_so(smtp_sink, smtp_sinks, dovecot, certificate):
    assert "does not speak TLS from the start" in sending(smtp_sink, security="tls").sentence
    assert "does not offer STARTTLS" in sending(smtp_sink, security="starttls").sentence
    assert "does not speak TLS from the start" in reading(dovecot, security="tls").sentence
    sink = smtp_sinks(security="tls", context=certificate.server_context())
    assert "did not answer in time. Usual for outgoing mail is port 465" in sending(sink, security="starttls", seconds=1).sentence


def test_the_wrong_kind_of_server_is_said_so(smtp_sink, dovecot, hostile_server):
    assert "is an incoming (IMAP) server" in sending(dovecot).sentence
    assert "is an outgoing (SMTP) server" in reading(smtp_sink).sentence
    assert "POP" in sending(hostile_server(b"+OK ready\r\n")).sentence and "POP" in reading(hostile_server(b"+OK ready\r\n")).sentence
    assert "web server" in sending(hostile_server(b"HTTP/1.1 400 Bad Request\r\n\r\n")).sentence
    assert "SSH" in reading(hostile_server(b"SSH-2.0-x\r\n")).sentence


@pytest.mark.parametrize("reply", ["554 5.7.1 your address is on a list", "421 4.3.2 too busy"])
def test_a_server_that_says_no_is_quoted(reply, smtp_sink):
    smtp_sink.faults["greeting"] = reply
    found = sending(smtp_sink)
    assert not found.ok and found.sentence.endswith(f"It said: {reply}")


@pytest.mark.parametrize("behaviour", ["refuses", "hangs", "closes", "drips", "garbage", b"220-" + b"x" * 300_000, b"220-more\r\n" * 20_000, b"* OK {999999999}\r\n", b"220 hello\r\n"])
@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_every_bad_server_gets_a_sentence_in_time(behaviour, security, hostile_server):
    server, started = hostile_server(behaviour), time.monotonic()
    findings = probe(Account("127.0.0.1", server.port, security, "a", "b"), ImapAccount("127.0.0.1", server.port, security, "a", "b"), seconds=0.8)
    assert [f.ok for f in findings] == [False, False]
    assert all(f.sentence.endswith(".") and "Traceback" not in f.sentence and "xxx" not in f.sentence for f in findings)
    assert time.monotonic() - started < 8


def test_as_set_a_hanging_pair_of_servers_takes_less_than_ten_seconds(hostile_server):
    server, started = hostile_server("drips"), time.monotonic()
    probe(Account("127.0.0.1", server.port, "none"), ImapAccount("127.0.0.1", server.port, "none", "a", "b"))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("step", ["ehlo", "auth"])
@pytest.mark.parametrize("fault", ["hang", "drop"])
def test_a_server_that_stops_half_way_gets_a_sentence(step, fault, smtp_sink):
    smtp_sink.faults[step] = fault
    assert not sending(smtp_sink, seconds=0.7).ok


@pytest.mark.parametrize("host", ["", "mail server", "smtp.wells.example:465", "https://smtp.wells.example", "x" * 300, "a\r\nb"])
def test_a_host_that_is_no_name_gets_a_sentence(host):
    findings = probe(Account(host, 465), ImapAccount(host, 993), seconds=2)
    assert [f.ok for f in findings] == [False, False]
    assert all(f.sentence.endswith(".") and "\n" not in f.sentence for f in findings)


def test_private_servers_need_leave(smtp_sink, settings):
    settings.EGRESS_ALLOW = ()
    findings = probe(Account("127.0.0.1", 465), ImapAccount("10.0.0.1", 993), seconds=2)
    assert all(not f.ok and "LEGUP_EGRESS_ALLOW" in f.sentence for f in findings)


@pytest.mark.parametrize(
    "address, smtp, imap, word",
    [
        ("ana@gmail.com", ("smtp.gmail.com", 465, "tls"), ("imap.gmail.com", 993, "tls"), "app password"),
        ("Ana <ana@HOTMAIL.com>", ("smtp-mail.outlook.com", 587, "starttls"), ("outlook.office365.com", 993, "tls"), "no longer"),
        ("ana@web.de", ("smtp.web.de", 587, "starttls"), ("imap.web.de", 993, "tls"), "allowed in its settings"),
        ("ana@proton.me", ("127.0.0.1", 1025, "starttls"), ("127.0.0.1", 1143, "starttls"), "Bridge"),
        ("ana@northfield.example", ("smtp.northfield.example", 465, "tls"), ("imap.northfield.example", 993, "tls"), "usual names"),
    ],
)
def test_servers_are_suggested_for_an_address(address, smtp, imap, word):
    found = guess(address)
    assert (found.smtp.host, found.smtp.port, found.smtp.security) == smtp
    assert (found.imap.host, found.imap.port, found.imap.security) == imap
    assert word in found.sentence and "{" not in found.sentence and "@" in found.smtp.username
    assert found.known is ("northfield" not in address)


def test_no_address_no_suggestion():
    with pytest.raises(Refusal):
        guess("ana")
    assert "app password" in advice_for("imap.gmail.com") and advice_for("mail.northfield.example") == ""
