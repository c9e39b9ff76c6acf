"""Connecting a mailbox by hand in a browser, and every page on the way: readable at every width, in either light."""

import os

import pytest

from legup.lib import clock
from legup.mail import trying
from legup.mail.models import Mailbox, Trial
from tests.browser import session_cookie, violations
from tests.test_every_page import OVERFLOW, SMALL

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [(360, "light"), (1280, "dark")]


@pytest.fixture
def look(open_page, live_server, as_ana):
    """Open one page at every size; what is wrong with it fails the test."""
    page = open_page(live_server.url + "/settings/", cookies=session_cookie(live_server, as_ana))
    page.set_default_timeout(30_000)

    def at(path: str | None = None, name: str = ""):
        if path:
            page.goto(live_server.url + path)
        for width, scheme in SIZES:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(150 if os.environ.get("PICTURES_OF_MAIL") else 60)
            if folder := os.environ.get("PICTURES_OF_MAIL"):
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
            assert page.evaluate(OVERFLOW) <= 0 and page.evaluate(SMALL) == []
            assert violations(page) == []
        return page

    return at


def type_in(page, facts: dict):
    page.locator("details:has(#id_smtp_host)").evaluate("(details) => { details.open = true }")
    for name, value in facts.items():
        field = page.locator(f"#id_{name}")
        field.select_option(str(value)) if "security" in name else field.fill(str(value))


def test_an_account_is_connected_by_hand_and_the_page_follows_the_test(look, provider, settings):
    settings.OAUTH = {"google": {"client_id": "x"}}
    settings.OFFICE_RELAY, settings.OFFICE_FROM = {"host": "127.0.0.1", "port": 1, "security": "none"}, "letters@careers.northfield.example"
    page = look("/mailbox/", "begin")
    page.fill("#id_address >> nth=0", "ana@gmail.com")
    page.click("text=Next")
    look(name="gmail")
    type_in(page, provider.typed())
    look(name="typed")
    page.click("button:text('Connect')")
    page.wait_for_url("**/mailbox/test/")
    look(name="leaving")
    provider.holds_back = True
    trying.try_due(clock.now())
    page.wait_for_selector("text=Looking for it in your inbox")
    look(name="looking")
    Trial.objects.update(handed_at=clock.now() - 2 * trying.QUICK)
    page.wait_for_selector("text=It takes longer than usual")
    look(name="slow")
    provider.dovecot.deliver(provider.user, provider.sink.messages[0][2])
    Trial.objects.update(look_at=clock.now(), to_address=provider.user)
    trying.try_due(clock.now())
    page.wait_for_url("**/mailbox/")
    assert "Your mail account is connected" in page.inner_text("body")
    look(name="connected")
    Mailbox.objects.update(refused_at=clock.now(), refusal="The mail server refused it: it wants an app password; make one and type it in under Mailbox. It said: “535 5.7.9 no”.")
    look("/mailbox/", "refused")


def test_the_other_ends_of_a_test_are_readable_too(look, provider, as_ana, settings):
    provider.sink.faults["mail"] = "554 5.7.1 not from you"
    as_ana.post("/mailbox/", provider.typed())
    trying.try_due(clock.now())
    trying.try_due(clock.now())
    look("/mailbox/test/", "failed")
    look("/mailbox/", "failed-mailbox")
    provider.sink.faults.clear()
    as_ana.post("/mailbox/", provider.typed(imap_host=""))
    trying.try_due(clock.now())
    look("/mailbox/test/", "code")
    session = as_ana.session
    session["signing_in"] = {"service": "google", "state": "s", "verifier": "v", "back": "b", "address": "ana.duarte@gmail.com", "code": "c"}
    session.save()
    settings.OAUTH = {"google": {"client_id": "x"}}
    look("/mailbox/signed-in/", "signed-in")


def test_while_it_signs_in_the_page_says_so(look, hostile_server, provider):
    page = look("/mailbox/", "again")
    page.fill("#id_address >> nth=0", "ana@northfield.example")
    page.click("text=Next")
    type_in(page, provider.typed(smtp_port=hostile_server("hangs").port))
    said = page.evaluate("""async () => {
      const form = document.querySelector("form[data-busy]:has(#id_smtp_host)");
      form.requestSubmit();
      await new Promise((later) => setTimeout(later, 200));
      return [form.querySelector(".busy").textContent, form.querySelector("[type=submit]").disabled];
    }""")
    assert said == ["Signing in to your mail servers. This takes ten seconds at most.", True]


def test_signing_in_elsewhere_and_coming_back_works_under_the_content_policy(open_page, live_server, as_ana, google):
    page = open_page(live_server.url + "/mailbox/", cookies=session_cookie(live_server, as_ana))
    page.set_default_timeout(30_000)
    page.click("text=Sign in at Google")
    page.wait_for_url("**/mailbox/signed-in/")
    page.click("button:text('Connect')")
    page.wait_for_url("**/mailbox/test/")
    trying.try_due(clock.now())
    page.wait_for_url("**/mailbox/")
    assert Mailbox.objects.get().way == "google" and "kept encrypted" in page.inner_text("main")
