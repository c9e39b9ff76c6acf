"""The pages of what comes in, as people see them: readable at every size, and usable without a mouse or JavaScript."""

from datetime import timedelta

import pytest

from legup.lib import clock
from legup.mail.models import Mailbox
from legup.outreach.models import Doubt, Message
from tests.browser import session_cookie
from tests.outreach.conftest import somebody
from tests.outreach.test_letters_in_browser import look

pytestmark = pytest.mark.django_db(transaction=True)
BETWEEN = "Hello Ana,\n\nOn Mon, 2 Mar 2026, Ana wrote:\n> When could we talk?\n\nThursday at ten.\n\n> By phone?\n\nYes. But please do not contact me again after that.\n\n" + "".join(f"> an old line {n}\n" for n in range(20))


@pytest.fixture
def mailbox(ana) -> Mailbox:
    return Mailbox.objects.create(owner=ana, address="ana@northfield.example", smtp_host="127.0.0.1", imap_host="127.0.0.1", tested_at=clock.now())


@pytest.fixture
def came(ana, ben, mailbox) -> Message:
    """An answer with everything that an answer may have, and an absence note before it."""
    at = clock.now()
    Message.objects.create(owner=ana, contact=ben, kind="request", way="seen", subject="A question", body="Dear Ben,\n\nCould we talk?", sent_at=at - timedelta(days=3), to_address="ben@wells.example")
    Message.objects.create(owner=ana, contact=ben, direction="in", way="smtp", is_automatic=True, subject="Automatische Antwort", body="Ich bin bis zum 3. Dezember nicht im Büro.", received_at=at - timedelta(days=2))
    hung = [
        {"section": "2", "name": "a-very-long-name-of-a-paper-about-wells-and-what-is-in-them-final-version-7.pdf", "type": "application/pdf", "octets": 2_400_000},
        {"section": "3", "name": "map.png", "type": "image/png", "octets": 90_000},
    ]
    return Message.objects.create(owner=ana, contact=ben, direction="in", way="smtp", subject="Re: A question", body=BETWEEN, from_address="ben@wells.example", received_at=at - timedelta(days=1), attachments=hung)


@pytest.fixture
def doubts(ana, ben, mailbox) -> list[Doubt]:
    priya = somebody(ana, "Priya Lindqvist", "priya@wells.example")
    omar = somebody(ana, "Omar Reyes", "priya@wells.example")
    for contact in (ben, priya, omar):
        Message.objects.create(owner=ana, contact=contact, way="own", subject="A question", sent_at=clock.now())
    facts = {"owner": ana, "mailbox": mailbox, "uidvalidity": 1, "found_at": clock.now()}
    words = "Dear Ana, gladly. Thursday would be fine, or any day after that; I am at home in the mornings and " + "x" * 150
    return [
        Doubt.objects.create(contact=ben, why="subject", uid=1, head_hash="1", from_name="B. O.", from_address="a-rather-long-address-of-somebody@home-and-garden.example", subject="Re: A question", first_words=words, **facts),
        Doubt.objects.create(contact=omar, why="shared", uid=2, head_hash="2", from_name="Wells Clinic", from_address="priya@wells.example", subject="", first_words="", **facts),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_what_came_in_is_readable(open_page, live_server, as_ana, came, doubts, width, scheme):
    for name, path in {"doubts": "/letters/may-be-answers/", "answer": f"/letters/{came.key}/", "today-doubt": "/today/"}.items():
        page = look(open_page, live_server, as_ana, path, width, scheme)
        page.screenshot(path=f"screenshots/receiving-{name}-{width}-{scheme}.png", full_page=True)


def test_answers_between_the_quotes_are_seen_and_the_long_quote_waits_to_be_opened(open_page, live_server, as_ana, came):
    page = look(open_page, live_server, as_ana, f"/letters/{came.key}/", 1280, "light")
    letter = page.locator(f"#letter-{came.key}")
    for words in ("Thursday at ten.", "When could we talk?", "By phone?", "map.png", "Write no more"):
        assert letter.get_by_text(words).first.is_visible()
    assert not letter.get_by_text("an old line 7").first.is_visible()
    letter.get_by_text("What they quoted").first.click()
    assert letter.get_by_text("an old line 7").first.is_visible()


def test_a_doubt_is_settled_without_javascript(open_page, live_server, as_ana, ben, doubts):
    page = open_page(live_server.url + "/letters/may-be-answers/", cookies=session_cookie(live_server, as_ana), java_script_enabled=False)
    page.get_by_role("button", name="Yes, from Ben").click()
    assert "fetches the letter within a minute" in page.inner_text("body")
    assert Doubt.objects.to_fetch().get().contact == ben
    page.get_by_role("button", name="No, forget it").click()
    assert "Nothing to ask you" in page.inner_text("main")
