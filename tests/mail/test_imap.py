"""Looking into a real mailbox: everything wanted is found once, and nothing is touched."""

import base64
import imaplib
import threading
import time
from contextlib import closing

import pytest

from legup.lib.letter_parts import attachments
from legup.lib.letters import Letter, read
from legup.lib.refusal import Refusal
from legup.mail import imap_session
from legup.mail.imap import (
    Cursor,
    ImapAccount,
    MailboxRefused,
    MailboxUnreachable,
    Place,
    append_sent,
    attachment,
    fetch_new,
    find_in_sent,
    present,
    pushes,
)


def letter(n: int, words: bytes = b"hello", reply_to: str = "") -> bytes:
    head = f"From: ben@wells.example\r\nTo: ana@northfield.example\r\nSubject: number {n}\r\nMessage-ID: <{n}@wells.example>\r\n"
    return (head + (f"In-Reply-To: {reply_to}\r\n" if reply_to else "")).encode() + b"\r\n" + words + b"\r\n"


@pytest.fixture
def ana(dovecot) -> ImapAccount:
    return ImapAccount(dovecot.host, dovecot.port, "none", dovecot.user(), dovecot.password)


def everything(_: Letter) -> str:
    return "whole"


def subjects(arrivals) -> list[str]:
    return [
        next(line for line in a.raw.decode().splitlines() if line.startswith("Subject")).removeprefix("Subject: ")
        for a in arrivals
    ]


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
    monkeypatch.setattr(
        imap_session.Mailbox,
        "letter",
        lambda self, uid, size, real=imap_session.Mailbox.letter: fetched.append(uid) or real(self, uid, size),
    )
    visit = fetch_new(ana, Cursor(), lambda head: "whole" if head.in_reply_to == "<mine@northfield.example>" else "")
    assert subjects(visit) == ["number 4"]
    assert fetched == [5] and visit.cursor.uid == 6


def test_what_was_not_wanted_is_not_looked_at_again(dovecot, ana):
    dovecot.deliver(ana.username, letter(0))
    visit = fetch_new(ana, Cursor(), lambda head: "")
    assert list(visit) == []
    looked = []
    assert list(fetch_new(ana, visit.cursor, lambda head: looked.append(head) or "whole")) == []
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
    monkeypatch.setattr(imap_session, "SPAN", 4)
    monkeypatch.setattr(imap_session, "BATCH", 2)
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


def mixed(*parts: tuple[str, bytes]) -> bytes:
    inner = b"".join(b"--b\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts)
    return (
        b'From: ben@wells.example\r\nMessage-ID: <big@wells.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + inner
        + b"--b--\r\n"
    )


PAPER = b"%PDF-1.4 " + bytes(range(256)) * 50
WITH_PAPER = mixed(
    ("Content-Type: text/plain; charset=utf-8", "Here it is, Ana. Grüße".encode()),
    (
        "Content-Type: application/pdf; name=paper.pdf\r\nContent-Disposition: attachment; filename=paper.pdf\r\nContent-Transfer-Encoding: base64",
        base64.encodebytes(PAPER),
    ),
)


def test_what_hangs_on_a_large_letter_stays_where_it_is(dovecot, ana, monkeypatch):
    monkeypatch.setattr(imap_session, "MAX_WHOLE", 1_000)
    dovecot.deliver(ana.username, WITH_PAPER)
    (arrival,) = fetch_new(ana, Cursor(), everything)
    assert len(arrival.raw) < 1_000 and read(arrival.raw).text == "Here it is, Ana. Grüße"
    (paper,) = attachments(arrival.raw)
    assert (paper["section"], paper["name"], paper["type"]) == ("2", "paper.pdf", "application/pdf") and abs(
        paper["octets"] - len(PAPER)
    ) < len(PAPER) / 10
    again = list(fetch_new(ana, Cursor(), everything))
    assert again[0].raw == arrival.raw


@pytest.mark.parametrize("whole", [1_000, 1_000_000])
def test_an_attachment_is_fetched_on_demand_also_from_where_the_letter_was_moved(whole, dovecot, ana, monkeypatch):
    monkeypatch.setattr(imap_session, "MAX_WHOLE", whole)
    dovecot.deliver(ana.username, WITH_PAPER)
    (arrival,) = fetch_new(ana, Cursor(), everything)
    place = Place(Cursor(arrival.uidvalidity, arrival.uid), "<big@wells.example>")
    assert attachment(ana, place, attachments(arrival.raw)[0]["section"]) == PAPER
    with pytest.raises(Refusal, match="too large"):
        attachment(ana, place, "2", most=5_000)
    with pytest.raises(Refusal, match="damaged"):
        attachment(ana, place, "7")
    line = by_hand(dovecot, ana)
    line.select("INBOX")
    line.copy("1", "INBOX")
    line.store("1", "+FLAGS", "\\Deleted")
    line.expunge()
    assert attachment(ana, place, "2") == PAPER
    line.store("1", "+FLAGS", "\\Deleted")
    line.expunge()
    with pytest.raises(Refusal, match="not in your mailbox any more"):
        attachment(ana, place, "2")
    assert seen(dovecot, ana) == 0


def test_large_letters_of_other_shapes_are_read_too(dovecot, ana, monkeypatch):
    monkeypatch.setattr(imap_session, "MAX_WHOLE", 400)
    nested = mixed(
        (
            "Content-Type: multipart/alternative; boundary=c",
            b"--c\r\nContent-Type: text/plain\r\n\r\nInner words\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>Inner words</p>\r\n--c--",
        ),
        ("Content-Type: image/png; name=a.png", b"x" * 500),
    )
    for raw in (
        nested,
        letter(1, b"only words " * 100),
        letter(2, b"x" * 500).replace(b"Subject", b"Content-Type: application/pdf\r\nSubject", 1),
        mixed() + b"x" * 500,
    ):
        dovecot.deliver(ana.username, raw)
    texts = [read(a.raw) for a in fetch_new(ana, Cursor(), everything)]
    assert [t.text[:11] for t in texts] == ["Inner words", "only words ", "", ""]
    assert attachments(fetch_new(ana, Cursor(texts and 0, 0), everything).__next__().raw)[0]["section"] == "2"


def test_a_letter_beyond_all_measure_still_says_its_words(dovecot, ana, monkeypatch):
    monkeypatch.setattr(imap_session, "MAX_LETTER", 10_000)
    monkeypatch.setattr(imap_session, "MAX_WHOLE", 10_000)
    for n, size in enumerate((10, 20_000, 10)):
        dovecot.deliver(ana.username, letter(n, b"x" * size))
    visit = fetch_new(ana, Cursor(), everything)
    assert subjects(visit) == ["number 0", "number 1", "number 2"] and visit.cursor.uid == 3


def test_hostile_letters_in_the_mailbox_stop_nothing(dovecot, ana):
    for raw in (
        b"\xff\xfe\x80 no header at all\r\n",
        b"Subject: " + b"=?utf-8?q?" * 5_000 + b"\r\n\r\nx\r\n",
        b"X: y\r\n" * 30_000 + b"\r\nx\r\n",
        b"Subject: {10}\r\n\r\n) A1 OK done\r\n* BYE\r\n",
    ):
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
    with pytest.raises(
        MailboxRefused, match="did not accept the user name or the password. It said: .*[Aa]uthentication failed"
    ):
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
            if isinstance(untagged, list):  # one after the other, then nothing
                untagged = untagged.pop(0) if untagged else b""
            connection.sendall(untagged + tag + b" OK done\r\n")

    return behave


READY = b"* OK ready\r\n"
BOX = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n"


@pytest.mark.parametrize(
    "behaviour",
    [
        "refuses",
        "hangs",
        "closes",
        "drips",
        "garbage",
        b"220 mail ready\r\n",
        b"+OK POP3\r\n",
        b"HTTP/1.1 400 Bad\r\n\r\n",
        b"* BYE full\r\n",
        b"* OK " + b"x" * 2_000_000,
        b"* OK {99999999999}\r\n",
    ],
)
@pytest.mark.parametrize("security", ["none", "tls", "starttls"])
def test_a_server_that_is_none_becomes_a_sentence(behaviour, security, hostile_server, monkeypatch):
    monkeypatch.setattr(imap_session, "VISIT_SECONDS", 0.6)
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
        {
            b"EXAMINE": BOX,
            b"SEARCH": b"* SEARCH 1\r\n",
            b"FETCH": b"* 1 FETCH (UID 1 BODY[HEADER]<0> {99999999999}\r\n",
        },
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": b"* 1 FETCH (((((((\r\n"},
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": b"* 1 FETCH " + b"(" * 5_000 + b"\r\n"},
        {b"EXAMINE": BOX, b"SEARCH": b"* SEARCH 1\r\n", b"FETCH": b"* 1 FETCH (UID x RFC822.SIZE y)\r\n"},
    ],
)
def test_an_answer_that_lies_becomes_a_sentence(answers, hostile_server):
    server = hostile_server(talking(READY, answers))
    with pytest.raises(MailboxUnreachable):
        list(fetch_new(ImapAccount("127.0.0.1", server.port, "none", "ana", "word"), Cursor(), everything, seconds=5))


@pytest.mark.parametrize(
    "fetched",
    [
        b"",
        b'* 1 FETCH (UID 9 RFC822.SIZE 5 BODY[HEADER]<0> "x")\r\n',
        b"* 1 FETCH (UID 1 RFC822.SIZE 5 BODY[HEADER]<0> NIL)\r\n",
    ],
)
@pytest.mark.parametrize("is_gone", [True, False])
def test_a_letter_that_was_left_out_is_passed_over_only_when_it_is_gone(fetched, is_gone, hostile_server):
    """A server that says OK and leaves a letter out, or gives it another number, has not lost it: it is asked again next time."""
    found = b"* SEARCH 1\r\n"
    server = hostile_server(talking(READY, {b"EXAMINE": BOX, b"SEARCH": [found] if is_gone else found, b"FETCH": fetched}))
    visit = fetch_new(ImapAccount("127.0.0.1", server.port, "none", "ana", "word"), Cursor(), everything, seconds=5)
    if is_gone:
        assert list(visit) == [] and visit.cursor.uidvalidity == 7
    else:
        with pytest.raises(MailboxUnreachable):
            list(visit)
        assert visit.cursor.uid == 0


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


# Being told at once


@pytest.mark.parametrize("security", ["none", "tls"])
def test_one_is_told_within_seconds_of_what_arrives(security, dovecot, certificate, ana):
    stop, told, here = threading.Event(), [], present(ana)
    account = ImapAccount("localhost", dovecot.tls_port, "tls", ana.username, ana.password) if security == "tls" else ana
    waiting = pushes(account, here, stop, context=certificate.client_context())
    listener = threading.Thread(target=lambda: told.extend(time.monotonic() for _ in waiting), daemon=True)
    listener.start()
    time.sleep(0.7)
    delivered = time.monotonic()
    dovecot.deliver(ana.username, letter(0))
    while not told and time.monotonic() < delivered + 10:
        time.sleep(0.02)
    assert told and told[0] - delivered < 5
    stop.set()
    listener.join(3)
    assert not listener.is_alive()


def test_what_came_before_one_listened_is_told_at_once(dovecot, ana):
    here = present(ana)
    dovecot.deliver(ana.username, letter(0))
    with closing(pushes(ana, here, threading.Event())) as waiting:
        next(waiting)


def test_listening_ends_in_time_to_begin_anew(dovecot, ana):
    began = time.monotonic()
    assert list(pushes(ana, present(ana), threading.Event(), whole=1.2)) == [] and time.monotonic() - began < 5


def test_a_server_that_does_not_tell_is_left_to_be_asked(hostile_server):
    server = hostile_server(talking(READY, {b"EXAMINE": BOX}))
    assert (
        list(
            pushes(ImapAccount("127.0.0.1", server.port, "none", "ana", "word"), Cursor(), threading.Event(), seconds=5)
        )
        == []
    )


def test_a_line_that_was_cut_while_listening_becomes_a_sentence(hostile_server):
    server = hostile_server(
        talking(
            READY,
            {
                b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
                b"EXAMINE": BOX,
                b"IDLE": b"+ idling\r\n* BYE going down\r\n",
            },
        )
    )
    with pytest.raises(MailboxUnreachable):
        list(
            pushes(
                ImapAccount("127.0.0.1", server.port, "none", "ana", "word"), Cursor(7, 1), threading.Event(), seconds=5
            )
        )


def test_sent_letters_lie_where_the_server_or_the_name_says(hostile_server):
    listed = b'* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\HasNoChildren) "/" "Gesendete Objekte"\r\n'
    server = hostile_server(talking(READY, {b"LIST": listed}))
    with imap_session.signed_in(ImapAccount("127.0.0.1", server.port, "none", "ana", "word"), seconds=5) as mailbox:
        assert mailbox.folder() == "Gesendete Objekte" and mailbox.folder(b"\\Archive") is None
