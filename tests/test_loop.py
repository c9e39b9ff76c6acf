"""The whole story in one test: from an imported contact to the letter about a posting, over HTTP, SMTP and IMAP.

Real: the pages, the database, the SMTP server, Dovecot, the board's bytes. Played: the clock, which is moved on by months.
"""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import time_machine

from legup.accounts import entry
from legup.accounts.owner import laptop_owner
from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.mail import jobs as mail
from legup.outreach import jobs as letters
from legup.postings import jobs as boards
from tests.visitor import Visitor

BOARD = Path(__file__).resolve().parents[2] / "shared/corpus/postings-dev/greenhouse-vercel.json"
SAMPLE = Path(__file__).parent / "postings/samples/greenhouse.json"
BEGIN = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
CONNECTIONS = """Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ben,Okafor,https://www.linkedin.com/in/ben-okafor-sample,ben@wells.example,{employer},Account Executive,12 Mar 2026
Priya,Lindqvist,https://www.linkedin.com/in/priya-sample,,Harbour Health Trust,Data analyst,02 Feb 2026
Theo,Marchbanks,https://www.linkedin.com/in/theo-sample,,Clear Wells Fund,Field officer,30 Jan 2026
"""


class Board:
    """A job board on loopback that lists what it is told to."""

    def __init__(self, payload: dict):
        self.payload, board = payload, self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps(board.payload | {"meta": {"total": len(board.payload["jobs"])}}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def board(settings):
    """The real captured board when it is at hand, our own sample of the same shape otherwise."""
    made = Board(json.loads((BOARD if BOARD.exists() else SAMPLE).read_text()))
    settings.GREENHOUSE_URL = made.address
    yield made
    made.server.shutdown()


def answer_to(raw: bytes, text: str) -> bytes:
    """Ben's answer, as his mail program writes it."""
    asked, reply = message_from_bytes(raw, policy=policy.default), EmailMessage()
    reply["From"], reply["To"] = "Ben Okafor <ben@wells.example>", asked["From"]
    reply["Subject"], reply["Message-ID"] = f"Re: {asked['Subject']}", "<answer-1@wells.example>"
    reply["In-Reply-To"] = reply["References"] = asked["Message-ID"]
    reply["Date"] = now()
    reply.set_content(text + "\n\n> " + "\n> ".join(asked.get_body(("plain",)).get_content().splitlines()))
    return reply.as_bytes()


def kinds(contact: Contact) -> list[str]:
    """What happened, oldest first."""
    return list(contact.events.order_by("at", "id").values_list("kind", flat=True))


@pytest.mark.django_db(transaction=True)
def test_from_an_imported_contact_to_a_foot_in_the_door(live_server, smtp_sink, dovecot, board, tmp_path):
    with time_machine.travel(BEGIN, tick=True) as clock:
        mail_user = dovecot.user()
        smtp_sink.users[mail_user] = dovecot.password
        employer = board.payload["jobs"][0]["company_name"]
        later, board.payload["jobs"] = board.payload["jobs"][:1], board.payload["jobs"][1:]
        ana = Visitor(live_server.url)

        # Ana opens the printed link and says who she is.
        ana.open(entry.new_link(laptop_owner(), now())).press("Open my desk")
        ana.press("Go on", full_name="Ana Duarte", headline="a second-year biology student at Northfield College", school="Northfield College")
        ana.press("Go on", curiosity="how people come to work in sales", background="I have sold bread at the market for three summers.")

        # She brings her people, looks first, changes her mind, takes it back as one, and brings them again.
        file = tmp_path / "Connections.csv"
        file.write_text(CONNECTIONS.format(employer=employer))
        for turn in (1, 2):
            ana.open("/people/import/")
            with file.open("rb") as upload:
                ana.press("Look at it", file=upload)
            assert "Ben Okafor" in ana.text
            assert Contact.objects.count() == 0, "nothing is kept before she says so"
            ana.press("Bring 3 people in")
            assert Contact.objects.count() == 3
            if turn == 1:
                ana.press("Undo")
                assert Contact.objects.count() == 0
        ben = Contact.objects.get(full_name="Ben Okafor")

        # She chooses Ben, says how they met, and holds a letter.
        ana.open("/choose/").follow("Ben Okafor")
        ana.press("Draft my letter", tie="met", met_where="Northfield", met_occasion="the careers evening", met_on="2026-03-12", talked_about="selling to people who have time", why_them="you moved from the shop floor to large accounts")
        letter = ana.value("body")
        for part in ("Ben", "careers evening", "Northfield", "selling to people who have time", "biology student", "20 minutes", "bread at the market"):
            assert part in letter, f"{part!r} is missing from:\n{letter}"
        assert len(letter.split()) < 150
        compose = ana.path

        # The findings follow what she types.
        ana.press("Check again", body=letter + "\n\nPlease could you also forward my CV to your manager?")
        assert "job" in ana.text.lower() or "favour" in ana.text.lower()
        ana.press("Check again", body=letter)

        # She connects her mailbox: a letter to herself must come back before it counts.
        smtp_sink.forward = lambda sender, recipients, raw: dovecot.deliver(mail_user, raw, sender)
        ana.open("/mailbox/").press("Next", address=mail_user)
        ana.press(
            "Connect", address=mail_user, username=mail_user, password=dovecot.password, smtp_host="127.0.0.1", smtp_port=str(smtp_sink.port), smtp_security="none",
            imap_host="127.0.0.1", imap_port=str(dovecot.port), imap_security="none",
        )  # fmt: skip
        mail.try_accounts(now())
        ana.open("/mailbox/test/")
        assert "Your mail account is connected" in ana.text
        smtp_sink.forward = None
        smtp_sink.messages.clear()
        letters.collect_replies(now())

        # She sends, takes it back within the minute, and sends again.
        ana.open(compose).press("Send")
        ana.press("Undo")
        clock.shift(timedelta(minutes=5))
        letters.send_due(now())
        assert smtp_sink.messages == []
        ana.open(compose).press("Send")
        letters.send_due(now())
        assert smtp_sink.messages == [], "the minute is not over"
        clock.shift(timedelta(seconds=61))
        letters.send_due(now())
        letters.send_due(now())
        [(sender, recipients, raw)] = smtp_sink.messages
        assert (sender, recipients) == (mail_user, ["ben@wells.example"])

        # Ben answers; Leg Up notices it by itself.
        clock.shift(timedelta(days=2))
        dovecot.deliver(mail_user, answer_to(raw, "With pleasure. Thursday at ten, my time?"), "ben@wells.example")
        dovecot.deliver(mail_user, b"From: shop@elsewhere.example\r\nTo: a@b.example\r\nSubject: Sale\r\n\r\nBuy.\r\n", "shop@elsewhere.example")
        letters.collect_replies(now())
        ana.open("/today/")
        assert "Ben answered" in ana.text
        ana.follow("Agree a time")

        # They agree on a time, and she holds the call.
        ana.press("Show it in both", on="2026-03-26", hour="10:00", whose="theirs", their_zone="America/Chicago", minutes="20").press("Keep this time")
        call = ben.interviews.get()
        assert call.starts_at == datetime(2026, 3, 26, 15, 0, tzinfo=UTC)
        clock.move_to(datetime(2026, 3, 26, 15, 0, tzinfo=UTC))
        ana.open(f"/interviews/{call.key}/call/").press("Begin the 20 minutes")
        ana.press("Advice", notes="Learn the product before you learn the pitch.")
        ana.press("Promise", notes="Tell him how the spring market goes.")
        clock.shift(timedelta(minutes=19))
        ana.press("End the call")

        # She is asked to thank, and the thanks know what was said.
        clock.shift(timedelta(hours=2))
        ana.open("/today/")
        assert "Thank Ben" in ana.text
        ana.press("Write the thanks")
        assert "Learn the product" in ana.value("body") or "learn the product" in ana.value("body")
        ana.press("Send")
        clock.shift(timedelta(seconds=61))
        letters.send_due(now())
        assert len(smtp_sink.messages) == 2

        # She watches the board. What stands there already is no news.
        ana.open("/postings/boards/new/").press("Watch it", address="https://job-boards.greenhouse.io/vercel")
        boards.check_watches(now())
        assert board.payload["jobs"][0]["title"] in ana.open("/postings/").text
        assert board.payload["jobs"][0]["title"] not in ana.open("/today/").text

        # Months later a posting appears there.
        clock.move_to(datetime(2026, 9, 21, 8, 0, tzinfo=UTC))
        board.payload["jobs"] += later
        boards.check_watches(now())
        ana.open(entry.new_link(laptop_owner(), now())).press("Open my desk")
        first = ana.browser.page.find(class_="step").get_text(" ")
        assert later[0]["title"] in first
        assert "You spoke with Ben there on Thursday 26 March" in " ".join(first.split())

        # The first thing she does is write to him.
        ana.follow("Write to Ben").press("Write to Ben")
        body = ana.value("body")
        assert "26 March" in body
        assert later[0]["title"] in body
        ana.press("Send")
        clock.shift(timedelta(seconds=61))
        letters.send_due(now())
        assert len(smtp_sink.messages) == 3
        assert message_from_bytes(smtp_sink.messages[2][2])["In-Reply-To"], "in the thread they already have"

        # Every step left a dated line.
        told = kinds(ben)
        order = ["met", "imported", "tie", "drafted", "queued", "undone", "queued", "sent", "replied", "agreed", "began", "held", "thanked", "posting", "sent"]
        rest = iter(told)
        assert all(kind in rest for kind in order), told
