"""Whoever runs Leg Up may lower the limits, never raise them; letters say the same in text and in HTML, and fetch nothing."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from inscriptis import get_text

from legup.lib import clock
from legup.outreach import limits, sending
from tests.outreach.conftest import a_round, first_letter, press_send, somebody
from tests.outreach.test_reminding import asked, on, press, reminder  # noqa: F401 - a fixture
from tests.outreach.test_sending import refused


def letters(ana, count: int):
    return [first_letter(ana, somebody(ana, f"Ira Test{n}", f"ira{n}@wells.example")) for n in range(count)]


@pytest.mark.parametrize(("a_day", "a_week", "go"), [(2, 12, 2), (5, 3, 3), (5, 12, 5)])
def test_fewer_first_letters_may_be_sent_where_the_operator_says_so(as_ana, ana, box, monkeypatch, a_day, a_week, go):
    monkeypatch.setattr(limits, "FIRST_LETTERS", ((a_day, timedelta(days=1), "within a day"), (a_week, timedelta(days=7), "within a week")))
    answers = [press_send(as_ana, letter).status_code for letter in letters(ana, 6)]
    assert answers == [302] * go + [422] * (6 - go)


def test_none_at_all_says_why(as_ana, ana, box, monkeypatch):
    monkeypatch.setattr(limits, "FIRST_LETTERS", ((0, timedelta(days=1), "within a day"),))
    assert "turned them off" in refused(press_send(as_ana, letters(ana, 1)[0]))


@pytest.mark.parametrize(("most", "first", "second"), [(0, 422, 422), (1, 302, 422), (2, 302, 302)])
def test_reminders_stop_where_the_operator_says_so_and_nobody_overrules_that(asked, ben, settings, most, first, second):  # noqa: F811
    settings.REMINDERS = most
    assert press(reminder(ben), on(11), "F1", "F3").status_code == first
    again = press(reminder(ben), on(22), "F1", "F3")
    assert again.status_code == second
    if second == 422:
        assert "let it rest" in again.content.decode()


def test_the_settings_page_offers_what_is_allowed(as_ana, settings):
    assert "Two at most" in as_ana.get("/settings/").content.decode()
    settings.REMINDERS = 1
    assert "Two at most" not in as_ana.get("/settings/").content.decode()


def test_a_letter_says_the_same_in_text_and_in_html_and_fetches_nothing(as_ana, ana, ben, box, smtp_sink):
    body = first_letter(ana, ben).body + "\nMy work is at https://northfield.example/ana?a=1&b=2 <b>& more</b>\n"
    letter = first_letter(ana, ben, body=body)
    sending.queue(letter, clock.now(), ["M17"])
    a_round()
    ((_, _, raw),) = smtp_sink.messages
    sent = message_from_bytes(raw, policy=policy.default)
    plain, html = (sent.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert get_text(html).split() == plain.split()
    assert not re.search(r"<(img|link|script|style|iframe|object|embed|video|audio|svg|form|input|meta|base)\b|\b(src|background|style|on\w+)\s*=|url\(", html, re.I)
    assert re.findall(r'href="([^"]*)"', html) == ["https://northfield.example/ana?a=1&amp;b=2"]
    assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert {"Date", "Message-ID", "From", "To", "Subject"} <= set(sent.keys())

