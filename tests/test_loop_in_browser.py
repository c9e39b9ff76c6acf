"""The first five minutes and the call, walked in Chromium by a new person; pictures of each step are kept in ``screenshots``."""

import re
from datetime import timedelta

import pytest
import time_machine

from legup.accounts import entry
from legup.accounts.owner import laptop_owner
from legup.contacts.models import Contact
from legup.interviews.models import Interview
from legup.lib.clock import now
from legup.lib.vault import seal
from legup.mail.models import Mailbox
from legup.outreach import jobs as letters
from legup.outreach.models import Message
from tests.test_every_page import keep_picture

PAGE = {"width": 390, "height": 844}


@pytest.mark.django_db(transaction=True)
def test_a_new_person_walks_from_the_printed_link_to_thanks(live_server, browser, smtp_sink, open_page):
    page = open_page(live_server.url + entry.new_link(laptop_owner(), now()), width=PAGE["width"], height=PAGE["height"], timezone_id="Europe/Lisbon")

    def step(name: str):
        keep_picture(page, f"loop-{name}")

    step("01-door")
    page.get_by_role("button", name="Open my desk").click()
    page.get_by_label("Your name").fill("Ana Duarte")
    page.get_by_label("Who you are").fill("a second-year biology student at Northfield College")
    step("02-who")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What you are curious about").wait_for()
    assert laptop_owner().zone == "Europe/Lisbon", "the device knows its zone; nobody is asked"
    page.get_by_label("What you are curious about").fill("how people come to work in public health")
    step("03-curious")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Ben Okafor")
    page.get_by_label("What they do").fill("epidemiologist")
    page.get_by_label("Where they work").fill("Wells Clinic")
    page.get_by_label("E-mail address").fill("ben@wells.example")
    step("04-one-person")
    page.get_by_role("button", name="Write to this person").click()

    # Only the questions that fit the answer are asked.
    page.get_by_label("We have met").check()
    assert page.get_by_label("Where did you meet?").is_visible()
    assert not page.get_by_label("Who told you about them?").is_visible()
    page.get_by_label("Where did you meet?").fill("Northfield")
    page.get_by_label("At what occasion?").fill("the careers evening")
    step("05-how-we-met")
    page.get_by_role("button", name="Draft my letter").click()

    # The letter, with its reasons; the findings follow what is typed, without pressing anything.
    body = page.get_by_label("Letter", exact=True)
    assert "careers evening" in body.input_value()
    assert page.get_by_role("heading", name="Why each sentence is there").is_visible()
    step("06-letter")
    letter = body.input_value()
    words, _, name = letter.rpartition("\n\n")
    body.fill(f"{words} Please forward my CV to your manager.\n\n{name}")
    page.get_by_role("heading", name="Before it goes").wait_for()
    step("07-findings-follow")
    body.fill(letter)
    page.get_by_role("heading", name="Before it goes").wait_for(state="detached")
    page.get_by_text("Kept").first.wait_for()

    # A mailbox makes it one click; there is a minute to take it back.
    owner = laptop_owner()
    Mailbox.objects.create(owner=owner, address="ana@northfield.example", username="ana@northfield.example", smtp_host="127.0.0.1", smtp_port=smtp_sink.port, smtp_security="none", password_sealed=seal("correct horse battery"), tested_at=now())
    page.reload()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name=re.compile("Undo")).first.wait_for()
    step("08-on-its-way")
    with time_machine.travel(now() + timedelta(seconds=62)):
        letters.send_due(now())
    assert len(smtp_sink.messages) == 1
    page.reload()
    step("09-sent")

    # The call, held on the telephone in her hand.
    ben = Contact.objects.get()
    talk = Interview.objects.get()
    page.goto(f"{live_server.url}/interviews/{talk.key}/guide/")
    step("10-questions")
    page.goto(f"{live_server.url}/interviews/{talk.key}/call/")
    page.get_by_role("button", name=re.compile("Begin the")).click()
    page.get_by_role("textbox", name="Notes").fill("Draw maps before you model.")
    page.get_by_role("button", name="Advice").click()
    page.locator(".lines").get_by_text("Draw maps before you model.").wait_for()
    step("11-call")
    page.get_by_role("button", name="End the call").click()
    page.get_by_role("button", name="Write the thanks").wait_for()
    step("12-after")
    page.get_by_role("button", name="Write the thanks").click()
    assert "maps" in page.get_by_label("Letter", exact=True).input_value()
    step("13-thanks")
    page.goto(f"{live_server.url}/people/{ben.key}/")
    assert page.get_by_text("You spoke with Ben").is_visible()
    step("14-person")
    assert Message.objects.filter(sent_at__isnull=False).count() == 1
