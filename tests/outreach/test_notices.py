"""A mail account that does not work is told of: on every page, and by a notice that can be ended with one press. By a real SMTP server."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client

from legup.accounts import inviting
from legup.accounts.models import User
from legup.lib import clock
from legup.mail.models import Mailbox
from legup.outreach import notices, sending
from legup.outreach.models import Message
from tests.outreach.conftest import a_round, first_letter, somebody

SITE = "http://testserver"
WRONG = "Your password is wrong."


@pytest.fixture
def relay(smtp_sinks, settings):
    """The operator's own mail server."""
    sink = smtp_sinks()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = sink.host, sink.port, False
    settings.MAIL_RELAY, settings.SITE_URL, settings.IS_SERVER = f"smtp://{sink.host}:{sink.port}", SITE, True
    return sink


@pytest.fixture
def broken(box) -> Mailbox:
    """Ana's mailbox, which has just stopped letting us in."""
    at = clock.now()
    Mailbox.objects.filter(pk=box.pk).update(tested_at=at - timedelta(days=1), refused_at=at, refusal=WRONG)
    return box


def look(**span) -> None:
    notices.look(clock.now() + timedelta(**span))


def letter(sink):
    (_, recipients, raw) = sink.messages[-1]
    assert recipients == ["ana@northfield.example"]
    return message_from_bytes(raw, policy=policy.default)


def test_after_an_hour_it_is_told_once_and_again_after_a_day(broken, relay):
    for minutes in (0, 1, 30, 59):
        look(minutes=minutes)
    assert relay.messages == []
    for minutes in (62, 63, 120, 1400):
        look(minutes=minutes)
    assert len(relay.messages) == 1
    look(days=1, minutes=65)
    look(days=1, minutes=66)
    assert len(relay.messages) == 2


def test_what_is_mended_is_not_told_and_a_new_trouble_is_told_anew(broken, relay):
    look(minutes=0)
    look(minutes=61)
    Mailbox.objects.update(tested_at=clock.now() + timedelta(minutes=90))
    look(minutes=91)
    look(days=2)
    assert len(relay.messages) == 1
    assert Mailbox.objects.get().troubled_at is None
    Mailbox.objects.update(failed_at=clock.now() + timedelta(days=2), failure="The server does not answer.")
    look(days=2, minutes=1)
    look(days=2, minutes=62)
    assert len(relay.messages) == 2
    assert "The server does not answer." in letter(relay).get_content()


def test_the_notice_says_what_is_wrong_what_waits_and_how_to_end_it(broken, ana, ben, relay):
    sending.queue(first_letter(ana, ben), clock.now(), ["M17"])
    look(minutes=0)
    look(minutes=61)
    told = letter(relay)
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = told.get_content()
    assert WRONG in text and "One letter waits for it. It is safe" in text and f"{SITE}/mailbox/" in text
    link = re.fullmatch(r"<(http://testserver/notices/\S+/)>", told["List-Unsubscribe"].replace("\n", "").replace(" ", ""))[1]
    assert link in text


def the_link(relay) -> str:
    look(minutes=0)
    look(minutes=61)
    return letter(relay)["List-Unsubscribe"].strip(" <>")


def test_one_press_ends_the_notices_without_signing_in(broken, relay, ana):
    link, program = the_link(relay), Client(enforce_csrf_checks=True)
    page = program.get(link)
    assert page.status_code == 200 and "Send no more notices" in page.content.decode()
    assert User.objects.get(pk=ana.pk).notices_ended_at is None  # looking ends nothing
    assert program.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    look(days=3)
    assert len(relay.messages) == 1
    assert "no more notices" in program.get(link).content.decode()


def test_without_the_press_the_same_days_bring_another(broken, relay):
    """The control of the test above."""
    the_link(relay)
    look(days=3)
    assert len(relay.messages) == 2


def test_a_link_that_we_did_not_write_ends_nothing(broken, relay, ana):
    link = the_link(relay)
    assert Client().post(link[:-3] + "x/").status_code == 422
    assert User.objects.get(pk=ana.pk).notices_ended_at is None


def test_notices_are_turned_on_again_in_settings(broken, relay, as_ana, ana):
    as_ana.post("/settings/notices/", {"how": "off"})
    assert "sends you no notices" in as_ana.get("/settings/").content.decode()
    as_ana.post("/settings/notices/", {"how": "on"})
    look(minutes=0)
    look(minutes=61)
    assert len(relay.messages) == 1


def test_a_notice_that_could_not_be_sent_is_tried_again(broken, relay):
    relay.faults["data"] = "451 4.3.0 later"
    look(minutes=0)
    look(minutes=61)
    relay.faults.clear()
    look(minutes=65)
    assert relay.messages == []
    look(minutes=72)
    look(minutes=80)
    assert len(relay.messages) == 1


def test_letters_that_could_not_leave_for_an_hour_count_as_trouble(box, ana, ben, relay, smtp_sink):
    sending.queue(first_letter(ana, ben), clock.now(), ["M17"])
    smtp_sink.faults["rcpt"] = "451 4.3.2 Our disk is full"
    for minutes in (2, 4, 12, 40, 59):
        a_round(after_seconds=60 * minutes)
        look(minutes=minutes)
    assert relay.messages == [] and Message.objects.get().failure
    look(minutes=61)
    look(minutes=62)
    assert len(relay.messages) == 1
    assert "Our disk is full" in letter(relay).get_content()
    smtp_sink.faults.clear()
    a_round(after_seconds=7200)
    look(minutes=121)
    assert Mailbox.objects.get().troubled_at is None


def test_every_page_says_so_as_long_as_it_lasts(broken, as_ana, as_dov):
    """On a laptop, where no mail can tell it."""
    look(minutes=0)
    assert "Your mail account does not work" not in as_ana.get("/people/").content.decode()
    Mailbox.objects.update(troubled_at=clock.now() - timedelta(minutes=61))
    for address in ("/people/", "/letters/", "/settings/"):
        assert "Your mail account does not work" in as_ana.get(address).content.decode()
        assert "Your mail account does not work" not in as_dov.get(address).content.decode()
    assert as_ana.get("/today/").content.decode().count(WRONG) == 1  # there it is the first step
    Mailbox.objects.update(tested_at=clock.now() + timedelta(minutes=1))
    look(minutes=2)
    assert "Your mail account does not work" not in as_ana.get("/people/").content.decode()


def test_codes_and_invitations_say_that_a_machine_wrote_them(relay, ana, rf):
    inviting.invite("eve@northfield.example", ana)
    invitation = message_from_bytes(relay.messages[-1][2], policy=policy.default)
    assert invitation["Auto-Submitted"] == "auto-generated"
    assert invitation["List-Unsubscribe"] is None  # it is asked for and comes once
    from allauth.account.adapter import get_adapter

    mail = get_adapter().render_mail("account/email/login_code", "ana@northfield.example", {"code": "ABCD-EFGH", "user": ana})
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_letter_of_a_persons_own_says_nothing_of_machines(box, ana, smtp_sink):
    """The control: people write these."""
    sending.queue(first_letter(ana, somebody(ana, "Ira Test", "ira@wells.example")), clock.now(), ["M17"])
    a_round()
    sent = message_from_bytes(smtp_sink.messages[-1][2], policy=policy.default)
    assert sent["Auto-Submitted"] is None and sent["List-Unsubscribe"] is None
