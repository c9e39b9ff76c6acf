"""The pages of letters in a real browser: readable at every size, quiet under axe, and moving by themselves while a letter leaves."""

from datetime import timedelta

import pytest

from legup.lib import clock
from legup.mail import release
from legup.mail.models import Arrival, Instance
from legup.outreach import delivering, replies, sending
from legup.outreach.models import Message
from tests.browser import session_cookie, violations
from tests.outreach.conftest import first_letter, somebody

SIZES = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]
ANSWER = "Dear Ana,\n\nGladly. Thursday at two?\n\nBen\n\nOn Monday, 1 June 2026, Ana Duarte wrote:\n> Could we talk by phone for about 20 minutes?\n"


@pytest.fixture
def desk(transactional_db, ana, box, draft, ben):
    """Letters of every stand, and one conversation of three."""
    now = clock.now()
    Message.objects.filter(pk=draft.pk).update(sent_at=now - timedelta(days=3), way="smtp", to_address="ben@wells.example", raw=b"From: a\r\n\r\nb")
    Message.objects.create(owner=ana, contact=ben, direction="in", subject="Re: A question about epidemiology", body=ANSWER, from_address="ben@wells.example", received_at=now - timedelta(days=1))
    first_letter(ana, ben, kind="answer", subject="Re: A question about epidemiology", body="Dear Ben,\n\nThursday at two suits me well.\n\nAna")
    facts = {
        "Ira Waiting": {"queued_at": now, "not_before": now + timedelta(seconds=50)},
        "Iris Trouble": {"queued_at": now, "not_before": now + timedelta(hours=1), "failure": "mail.northfield.example did not answer in time."},
        "Ivo Failed": {"queued_at": now, "failed_at": now, "failure": "The mail server refused it: there is no such address. It said: “550 5.1.1 No such person”."},
        "Ida Uncertain": {"queued_at": now, "handed_at": now, "uncertain_at": now, "failure": delivering.STOPPED_WORKING},
    }
    return {name: first_letter(ana, somebody(ana, name, f"{name[:3].lower()}@wells.example"), **given) for name, given in facts.items()}


def look(open_page, live_server, as_ana, path: str, width: int, scheme: str):
    page = open_page(live_server.url + path, width=width, scheme=scheme, cookies=session_cookie(live_server, as_ana))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    return page


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_pages_are_readable_at_every_size(open_page, live_server, as_ana, ben, desk, draft, box, width, scheme):
    release.settle(clock.now())
    for path in ("/letters/", f"/letters/{draft.key}/", f"/people/{ben.key}/answers/new/", "/mailbox/"):
        look(open_page, live_server, as_ana, path, width, scheme)


@pytest.mark.parametrize("name", ["Ira Waiting", "Iris Trouble", "Ivo Failed", "Ida Uncertain"])
def test_every_stand_is_readable(open_page, live_server, as_ana, desk, name):
    look(open_page, live_server, as_ana, f"/letters/{desk[name].key}/", 360, "dark")


@pytest.mark.parametrize("asked", ["shown=attention", "q=nobody", "shown=answers"])
def test_narrowed_lists_are_readable(open_page, live_server, as_ana, desk, asked):
    look(open_page, live_server, as_ana, f"/letters/?{asked}", 360, "light")


@pytest.mark.parametrize(("width", "scheme"), SIZES[1:3])
def test_a_mailbox_in_trouble_is_readable_too(open_page, live_server, as_ana, ana, desk, box, width, scheme):
    type(box).objects.update(failed_at=clock.now(), failure="The incoming server did not answer in time.", imap_host="127.0.0.1")
    Arrival.objects.create(owner=ana, mailbox=box, uidvalidity=1, uid=1, content_hash="x", raw=b"", arrived_at=clock.now(), quarantined_at=clock.now(), reason="It could not be read.")
    release.settle(clock.now())
    Instance.objects.update(identity="the other copy")
    look(open_page, live_server, as_ana, "/mailbox/", width, scheme)
    page = look(open_page, live_server, as_ana, f"/letters/{desk['Ira Waiting'].key}/", width, scheme)
    assert "kept in" in page.inner_text("main")


def test_the_minute_runs_down_and_the_page_follows_the_letter(open_page, live_server, as_ana, desk, smtp_sink):
    letter = desk["Ira Waiting"]
    page = look(open_page, live_server, as_ana, f"/letters/{letter.key}/", 1280, "light")
    clock_face = page.locator("[data-until]").first
    first = clock_face.inner_text()
    page.wait_for_function("(before) => document.querySelector('[data-until]').innerText !== before", arg=first)
    Message.objects.filter(pk=letter.pk).update(sent_at=clock.now(), way="smtp")
    page.wait_for_selector("text=Your mail server took it")
    assert "Take it back" not in page.inner_text("main")


def test_a_letter_is_taken_back_with_one_press(open_page, live_server, as_ana, transactional_db, box, draft, smtp_sink):
    sending.queue(draft, clock.now())
    page = look(open_page, live_server, as_ana, f"/letters/{draft.key}/", 360, "light")
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_url("**/writing/**")
    delivering.send_due(clock.now() + timedelta(seconds=61))
    assert smtp_sink.messages == []


def test_quoted_words_are_folded_away(open_page, live_server, as_ana, desk, draft):
    page = look(open_page, live_server, as_ana, f"/letters/{draft.key}/", 1280, "light")
    assert "Gladly. Thursday at two?" in page.inner_text("main")
    quoted = page.locator(".letter-quoted")
    assert not quoted.is_visible()
    page.click("text=What they quoted")
    assert quoted.is_visible()


def test_a_letter_of_scripts_is_only_words(open_page, live_server, as_ana, ana, ben, desk):
    hostile = replies.log(ben, '<img src=x onerror="document.title=1"><script>document.title=2</script>Hello', clock.now(), clock.now())
    page = look(open_page, live_server, as_ana, f"/letters/{hostile.key}/", 1280, "light")
    assert "<script>" in page.inner_text("main")
    assert "Leg Up" in page.title()
