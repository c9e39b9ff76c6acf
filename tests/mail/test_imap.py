"""Looking into a real mailbox: everything wanted is found once, and nothing is touched."""

import imaplib
import time
from contextlib import closing

import pytest

from legup.lib.letters import Letter
from legup.mail import imap
from legup.mail.imap import (
    Cursor,
    ImapAccount,
    MailboxRefused,
    MailboxUnreachable,
    append_sent,
    fetch_new,
    find_in_sent,
    present,
)


def letter(n: int, words: bytes = b"hello", reply_to: str = "") -> bytes:
    head = f"From: ben@wells.example\r\nTo: ana@northfield.example\r\nSubject: number {n}\r\nMessage-ID: <{n}@wells.example>\r\n"
    return (head + (f"In-Reply-To: {reply_to}\r\n" if reply_to else "")).encode() + b"\r\n" + words + b"\r\n"


@pytest.fixture
def ana(dovecot) -> ImapAccount:
    return ImapAccount(dovecot.host, dovecot.port, "none", dovecot.user(), dovecot.password)


def everything(_: Letter) -> bool:
    return True


def subjects(arrivals) -> list[str]:
    return [next(line for line in a.raw.decode().splitlines() if line.startswith("Subject")).removeprefix("Subject: ") for a in arrivals]


def by_hand(dovecot, account) -> imaplib.IMAP4:
    line = imaplib.IMAP4(dovecot.host, dovecot.port)
    line.login(account.username, account.password)
    return line


def seen(dovecot, account) -> int:
    line = by_hand(dovecot, account)
    line.select("INBOX", readonly=True)
    return len(line.search(None, "SEEN")[1][0].split())


def test_letters_are_found_once_in_the_order_they_came(dovecot, ana):
    for n in range(3):
        dovecot.deliver(ana.username, letter(n))
    visit = fetch_new(ana, Cursor(), everything)
    assert subjects(visit) == ["number 0", "number 1", "number 2"]
    assert list(fetch_new(ana, visit.cursor, everything)) == []
    dovecot.deliver(ana.username, letter(3))
    assert subjects(fetch_new(ana, visit.cursor, everything)) == ["number 3"]


def test_the_letter_is_what_was_delivered(dovecot, ana):
    raw = letter(0, b"\xc3\xa9\r\n.\r\n" + b"long " * 50_000)
    dovecot.deliver(ana.username, raw)
    (arrival,) = fetch_new(ana, Cursor(), everything)
    assert arrival.raw.endswith(raw) and arrival.uid == 1 and arrival.uidvalidity > 0


def test_nothing_is_marked_as_read(dovecot, ana):
    for n in range(3):
        dovecot.deliver(ana.username, letter(n))
    list(fetch_new(ana, Cursor(), everything))
    find_in_sent(ana, "<0@wells.example>")
    assert seen(dovecot, ana) == 0


def test_control_a_naive_look_marks_letters_as_read(dovecot, ana):
    dovecot.deliver(ana.username, letter(0))
    line = by_hand(dovecot, ana)
    line.select("INBOX")
    line.fetch("1", "(RFC822)")
    line.logout()
    assert seen(dovecot, ana) == 1


def test_only_what_is_wanted_is_fetched_whole(dovecot, ana, monkeypatch):
    for n in range(6):
        dovecot.deliver(ana.username, letter(n, b"x" * 200_000, reply_to="<mine@northfield.example>" if n == 4 else ""))
    fetched = []
    monkeypatch.setattr(imap.Mailbox, "letter", lambda self, uid, real=imap.Mailbox.letter: fetched.append(uid) or real(self, uid))
    visit = fetch_new(ana, Cursor(), lambda head: head.in_reply_to == "<mine@northfield.example>")
    assert subjects(visit) == ["number 4"]
    assert fetched == [5] and visit.cursor.uid == 6


def test_what_was_not_wanted_is_not_looked_at_again(dovecot, ana):
    dovecot.deliver(ana.username, letter(0))
    visit = fetch_new(ana, Cursor(), lambda head: False)
    assert list(visit) == []
    looked = []
    assert list(fetch_new(ana, visit.cursor, lambda head: looked.append(head) or True)) == []
    assert looked == []


def test_the_cursor_waits_until_one_comes_back_for_more(dovecot, ana):
    """Whoever stops after the first letter, because the second could not be kept, sees the second again."""
    for n in range(3):
        dovecot.deliver(ana.username, letter(n))
    visit = fetch_new(ana, Cursor(), everything)
    next(visit)
    assert visit.cursor.uid == 0
    next(visit)
    assert visit.cursor.uid == 1
    assert subjects(fetch_new(ana, visit.cursor, everything)) == ["number 1", "number 2"]


def test_a_long_mailbox_is_looked_through_piece_by_piece(dovecot, ana, monkeypatch):
    monkeypatch.setattr(imap, "SPAN", 4)
    monkeypatch.setattr(imap, "BATCH", 2)
    for n in range(11):
        dovecot.deliver(ana.username, letter(n))
    line = by_hand(dovecot, ana)
    line.select("INBOX")
    line.store("3:9", "+FLAGS", "\\Deleted")
    line.expunge()
    line.logout()
    cursor, found = Cursor(), []
    for _ in range(3):
        visit = fetch_new(ana, cursor, everything, limit=2)
        found.append(subjects(visit))
        cursor = visit.cursor
    assert found == [["number 0", "number 1"], ["number 9", "number 10"], []]


def test_a_mailbox_that_was_made_anew_is_looked_through_from_the_start(dovecot, ana):
    dovecot.deliver(ana.username, letter(0))
    visit = fetch_new(ana, Cursor(uidvalidity=1, uid=500), everything)
    assert subjects(visit) == ["number 0"] and visit.cursor.uidvalidity != 1


def test_one_can_begin_with_what_comes_from_now_on(dovecot, ana):
    dovecot.deliver(ana.username, letter(0))
    now = present(ana)
    dovecot.deliver(ana.username, letter(1))
    assert subjects(fetch_new(ana, now, everything)) == ["number 1"]


def test_a_letter_that_is_too_large_is_passed_over(dovecot, ana, monkeypatch):
    monkeypatch.setattr(imap, "MAX_LETTER", 10_000)
    for n, size in enumerate((10, 20_000, 10)):
        dovecot.deliver(ana.username, letter(n, b"x" * size))
    visit = fetch_new(ana, Cursor(), everything)
    assert subjects(visit) == ["number 0", "number 2"] and visit.cursor.uid == 3


def test_hostile_letters_in_the_mailbox_stop_nothing(dovecot, ana):
    for raw in (b"\xff\xfe\x80 no header at all\r\n", b"Subject: " + b"=?utf-8?q?" * 5_000 + b"\r\n\r\nx\r\n", b"X: y\r\n" * 30_000 + b"\r\nx\r\n", b"Subject: {10}\r\n\r\n) A1 OK done\r\n* BYE\r\n"):
        dovecot.deliver(ana.username, raw)
    dovecot.deliver(ana.username, letter(4))
    assert len(list(fetch_new(ana, Cursor(), everything))) == 5


def test_sent_letters_are_found_and_put_there_once(dovecot, ana):
    assert not find_in_sent(ana, "<0@wells.example>")
    assert append_sent(ana, "<0@wells.example>", letter(0))
    assert not append_sent(ana, "<0@wells.example>", letter(0))
    assert find_in_sent(ana, "<0@wells.example>")
    assert not find_in_sent(ana, "<1@wells.example>")
    assert not find_in_sent(ana, '0@wells.example" OR ALL')
    line = by_hand(dovecot, ana)
    assert line.select("Sent", readonly=True)[1] == [b"1"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_under_tls_the_certificate_must_be_good(security, dovecot, certificate, ana):
    port = dovecot.tls_port if security == "tls" else dovecot.port
    account = ImapAccount("localhost", port, security, ana.username, ana.password)
    with pytest.raises(MailboxUnreachable, match="prove who it is"):
        present(account)
    dovecot.deliver(ana.username, letter(0))
    assert subjects(fetch_new(account, Cursor(), everything, context=certificate.client_context())) == ["number 0"]


def test_a_wrong_password_is_a_refusal_with_the_words_of_the_server(dovecot, ana):
    with pytest.raises(MailboxRefused, match="did not accept the user name or the password. It said: .*[Aa]uthentication failed"):
        present(ImapAccount(ana.host, ana.port, "none", ana.username, "guess"))
    with pytest.raises(MailboxRefused, match="cannot be typed"):
        present(ImapAccount(ana.host, ana.port, "none", "ana\r\nA1 LOGOUT", "x"))


def test_clear_text_and_private_servers_need_leave(dovecot, ana, settings):
    settings.EGRESS_ALLOW = ()
    with pytest.raises(MailboxRefused, match="without encryption"):
        present(ana)
    with pytest.raises(MailboxRefused, match="not a public address"):
        present(ImapAccount(ana.host, dovecot.tls_port, "tls", ana.username, ana.password))


def talking(greeting: bytes, answers: dict[bytes, bytes] | None = None):
    """An IMAP server that says *greeting* and gives the same answer to each command of a kind; else OK."""

    def behave(connection):
        connection.sendall(greeting)
        for line in connection.makefile("rb"):
            tag, *words = line.split()
            kind = words[1] if words[0] == b"UID" else words[0]
            untagged = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n", **(answers or {})}.get(kind.upper(), b"")
            connection.sendall(untagged + tag + b" OK done\r\n")

    return behave


READY = b"* OK ready\r\n"
BOX = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n"


@pytest.mark.parametrize("behaviour", ["refuses", "hangs", "closes", "drips", "garbage", b"220 mail ready\r\n", b"+OK POP3\r\n", b"HTTP/1.1 400 Bad\r\n\r\n", b"* BYE full\r\n", b"* OK " + b"x" * 2_000_000, b"* OK {99999999999}\r\n"])
@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_server_that_is_none_becomes_a_sentence(behaviour, security, hostile_server, monkeypatch):
    monkeypatch.setattr(imap, "VISIT_SECONDS", 0.6)
    server = hostile_server(behaviour)
    started = time.monotonic()
    with pytest.raises(MailboxUnreachable) as refused:
        present(ImapAccount("127.0.0.1", server.port, security, "ana", "word"), seconds=0.6)
    assert str(refused.value).endswith(".") and time.monotonic() - started < 8


@pytest.mark.parametrize(
    "answers",
    [
        {b"EXAMINE": b"* 1 EXISTS\r\n"},
        {b"EXAMINE": b"* OK [UIDVALIDITY x] y\r\n"},
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH one two\r\n"},
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": b"* 1 FETCH (UID 1 BODY[HEADER]<0> {99999999999}\r\n"},
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": b"* 1 FETCH (((((((\r\n"},
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": b"* 1 FETCH " + b"(" * 5_000 + b"\r\n"},
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": b"* 1 FETCH (UID x RFC822.SIZE y)\r\n"},
    ],
)
def test_an_answer_that_lies_becomes_a_sentence(answers, hostile_server):
    server = hostile_server(talking(READY, answers))
    with pytest.raises(MailboxUnreachable):
        list(fetch_new(ImapAccount("127.0.0.1", server.port, "none", "ana", "word"), Cursor(), everything, seconds=5))


@pytest.mark.parametrize("fetched", [b"", b"* 1 FETCH (UID 9 RFC822.SIZE 5 BODY[HEADER]<0> \"x\")\r\n", b"* 1 FETCH (UID 1 RFC822.SIZE 5 BODY[HEADER]<0> NIL)\r\n"])
def test_a_letter_that_is_gone_or_empty_is_passed_over(fetched, hostile_server):
    server = hostile_server(talking(READY, {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": fetched}))
    visit = fetch_new(ImapAccount("127.0.0.1", server.port, "none", "ana", "word"), Cursor(), everything, seconds=5)
    assert list(visit) == [] and visit.cursor.uidvalidity == 7


def test_a_mistake_of_ours_is_not_blamed_on_the_server(dovecot, ana):
    dovecot.deliver(ana.username, letter(0))

    def broken(_):
        raise KeyError("our own")

    with pytest.raises(KeyError):
        list(fetch_new(ana, Cursor(), broken))


def test_the_connection_is_closed_when_one_stops_early(dovecot, ana):
    for n in range(2):
        dovecot.deliver(ana.username, letter(n))
    visit = fetch_new(ana, Cursor(), everything)
    with closing(visit):
        next(visit)
    assert list(visit) == []
