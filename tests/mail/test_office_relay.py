"""Sending through the office: its server and its address, the person's name, and answers to the person's own address."""

import re

import pytest

from legup.lib import clock
from legup.lib.letters import read
from legup.mail import accounts, trying
from legup.mail.models import Mailbox, Trial
from legup.outreach.models import Message
from tests.mail.test_mailbox_page import connect as own
from tests.mail.test_mailbox_page import text
from tests.outreach.conftest import a_round, first_letter, press_send

FROM = "letters@careers.northfield.example"

@pytest.fixture
def office(settings, smtp_sink):
    """An office's own server, which knows only the office."""
    smtp_sink.users = {"office": "a secret of the office"}
    settings.OFFICE_RELAY = {"host": smtp_sink.host, "port": smtp_sink.port, "security": "none", "username": "office", "password": "a secret of the office"}
    settings.OFFICE_FROM = FROM
    return smtp_sink


def connect(browser, office) -> Mailbox:
    assert browser.post("/mailbox/office/", {"address": "ana@northfield.example"})["Location"] == "/mailbox/test/"
    trying.try_due(clock.now())
    code = re.search(rb"Your code is (\w{8})", office.messages[-1][2])[1].decode()
    browser.post("/mailbox/test/code/", {"code": code})
    return Mailbox.objects.get()


def test_without_an_office_relay_nothing_of_it_shows(as_ana):
    assert "through your office" not in text(as_ana.get("/mailbox/"))
    assert as_ana.post("/mailbox/office/", {"address": "ana@northfield.example"}).status_code == 404


def test_a_code_at_ones_own_address_connects_without_a_password(as_ana, office):
    assert "Or send through your office" in text(as_ana.get("/mailbox/"))
    box = connect(as_ana, office)
    assert (box.way, box.address, bytes(box.password_sealed)) == ("office", "ana@northfield.example", b"")
    ((sender, recipients, raw),) = office.messages
    assert (sender, recipients) == (FROM, ["ana@northfield.example"])
    page = text(as_ana.get("/mailbox/"))
    assert "By your office's server" in page and "a secret of the office" not in page


def test_without_the_code_no_letter_leaves(as_ana, office):
    as_ana.post("/mailbox/office/", {"address": "somebody.else@northfield.example"})
    trying.try_due(clock.now())
    assert Mailbox.objects.count() == 0 and len(office.messages) == 1


def test_strangers_get_few_codes(as_ana, office):
    for n in range(12):
        as_ana.post("/mailbox/office/", {"address": f"stranger{n}@elsewhere.example"})
        trying.try_due(clock.now())
    assert len(office.messages) == trying.MOST_A_DAY == Trial.objects.count()


def test_a_letter_comes_from_the_office_and_is_answered_to_the_person(as_ana, ana, ben, office):
    connect(as_ana, office)
    office.messages.clear()
    assert press_send(as_ana, first_letter(ana, ben)).status_code == 302
    a_round()
    ((sender, recipients, raw),) = office.messages
    assert (sender, recipients) == (FROM, ["ben@wells.example"])
    told = read(raw)
    assert told.from_ == ("Ana Duarte", FROM)
    assert re.findall(rb"(?mi)^Reply-To: (.*?)\r$", raw.replace(b"\r\n ", b" ")) == [b'"Ana Duarte" <ana@northfield.example>']
    assert Message.objects.get().sent_at


def test_a_letter_that_was_to_come_from_another_address_stays_here(as_ana, ana, ben, provider, office):
    """She changes to the office's relay within the minute: a letter with her own address on it does not leave by the office."""
    office.users[provider.user] = provider.dovecot.password
    own(as_ana, provider.typed())
    letter = first_letter(ana, ben)
    press_send(as_ana, letter)
    connect(as_ana, office)
    office.messages.clear()
    a_round()
    letter.refresh_from_db()
    assert office.messages == [] and f"leave from {FROM} now" in letter.failure
    as_ana.post(f"/letters/{letter.key}/next-try/")
    a_round(200)
    assert [sender for sender, _, _ in office.messages] == [FROM]


def test_answers_can_be_noticed_all_the_same(as_ana, provider, office, settings):
    office.users["office"] = "a secret of the office"
    as_ana.post("/mailbox/office/", {"address": provider.user})
    trying.try_due(clock.now())
    as_ana.post("/mailbox/test/code/", {"code": re.search(rb"Your code is (\w{8})", office.messages[-1][2])[1].decode()})
    assert "Let answers be noticed" in text(as_ana.get("/mailbox/"))
    typed = {name: value for name, value in provider.typed().items() if name.startswith("imap") or name == "password"}
    assert as_ana.post("/mailbox/", typed | {"step": "incoming", "password": "wrong"}).status_code == 422
    assert as_ana.post("/mailbox/", typed | {"step": "incoming"})["Location"] == "/mailbox/test/"
    trying.try_due(clock.now())
    box = Mailbox.objects.get()
    assert (box.way, box.imap_host, box.plus_works) == ("office", provider.dovecot.host, True) and box.cursor_uidvalidity
    assert office.messages[-1][0] == FROM and accounts.smtp_account(box).username == "office"


def test_an_office_that_stops_offering_keeps_letters_back(as_ana, office, settings):
    box = connect(as_ana, office)
    settings.OFFICE_RELAY = None
    with pytest.raises(accounts.smtp.NotSignedIn, match="no longer"):
        accounts.smtp_account(box)
