"""The call page in a real browser: nothing typed is lost, with signal, without it, and in two windows."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from legup.contacts.models import Event
from legup.interviews.calling import begin
from legup.interviews.models import Interview, Note
from legup.interviews.opening import open_with
from legup.lib.clock import now
from legup.scheduling.booking import agree
from tests.browser import session_cookie, violations


@pytest.fixture
def talk(transactional_db, ben) -> Interview:
    return open_with(ben)


@pytest.fixture
def device(browser, live_server, as_ana):
    """Ana's telephone: a browser that may lose its signal."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies(session_cookie(live_server, as_ana))
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def call(device, live_server, talk):
    """The call page, opened once more with every call."""

    def call():
        page = device.new_page()
        page.goto(live_server.url + reverse("interviews:call", args=[talk.key]))
        page.wait_for_selector(".call.live")
        return page

    return call


def notes(talk) -> str:
    return Interview.objects.get(pk=talk.pk).notes


def saved(page):
    page.wait_for_selector("[data-state]:text-matches('^Saved ')")


def test_what_is_typed_is_kept_without_pressing_anything(call, talk):
    page = call()
    page.fill("#id_notes", "Began in Accra")
    saved(page)
    assert notes(talk) == "Began in Accra"
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('legup:notes'))") == []


def test_without_signal_it_stays_on_the_device_and_goes_when_there_is_one(call, device, talk):
    page = call()
    device.set_offline(True)
    page.fill("#id_notes", "Said in a tunnel")
    page.wait_for_selector("text=No signal")
    assert notes(talk) == ""
    device.set_offline(False)
    saved(page)
    assert notes(talk) == "Said in a tunnel"


def lost_page(call, device):
    """A page that dies without signal, with words on it that were never sent."""
    page = call()
    device.set_offline(True)
    page.fill("#id_notes", "Said in a tunnel")
    page.close()
    device.set_offline(False)


def test_a_page_lost_without_signal_gives_the_words_back(call, device, talk):
    lost_page(call, device)
    page = call()
    assert page.input_value("#id_notes") == "Said in a tunnel"
    saved(page)
    assert notes(talk) == "Said in a tunnel"


def test_without_the_copy_on_the_device_they_would_be_gone(call, device, live_server, talk):
    """The control: the same lost page, its copy cleared before the next visit, has lost the words."""
    lost_page(call, device)
    elsewhere = device.new_page()
    elsewhere.goto(live_server.url + reverse("interviews:brief", args=[talk.key]))
    elsewhere.evaluate("localStorage.clear()")
    assert call().input_value("#id_notes") == ""


def test_words_kept_on_the_device_are_offered_when_others_were_written_meanwhile(call, device, talk):
    lost_page(call, device)
    Interview.objects.filter(pk=talk.pk).update(notes="From the laptop", saved_at=now())
    page = call()
    assert page.input_value("#id_notes") == "From the laptop"
    assert "Said in a tunnel" in page.inner_text("[data-kept]")
    page.click("text=Put them back")
    page.wait_for_selector("text=Both are kept")
    assert "From the laptop" in notes(talk) and "Said in a tunnel" in notes(talk)
    assert page.input_value("#id_notes") == notes(talk)


def test_two_windows_lose_nothing_and_say_so(call, talk):
    one, two = call(), call()
    one.fill("#id_notes", "From the first window")
    saved(one)
    two.fill("#id_notes", "From the second window")
    two.wait_for_selector("text=Both are kept")
    for words in ("From the first window", "From the second window"):
        assert words in notes(talk)
        assert words in two.input_value("#id_notes")


def test_a_touch_makes_the_line_under_the_cursor_a_promise(call, talk):
    page = call()
    page.fill("#id_notes", "Began in Accra\nI will send the survey\nHalf the week is meetings")
    page.evaluate("document.querySelector('#id_notes').setSelectionRange(20, 20)")
    page.click(".tags >> text=Promise")
    page.wait_for_selector(".lines >> text=I will send the survey")
    note = Note.objects.get()
    assert (note.tag, note.text) == ("promise", "I will send the survey")
    page.click(".lines >> text=Let go")
    page.wait_for_selector(".lines li", state="detached")
    assert not Note.objects.exists()


def test_everything_pressed_without_signal_arrives_in_order(call, device, talk):
    page = call()
    device.set_offline(True)
    page.click("text=Begin the 20 minutes")
    page.wait_for_selector(".call-clock:has-text('0:0')")
    page.fill("#id_notes", "Learn R before SAS")
    page.click(".tags >> text=Advice")
    page.click("[data-next]")
    assert page.inner_text("#next-question") == talk.questions.all()[1].text
    page.wait_for_timeout(2500)
    assert Interview.objects.get(pk=talk.pk).began_at is None
    pressed_before = now() - timedelta(seconds=2)
    device.set_offline(False)
    saved(page)
    fresh = Interview.objects.get(pk=talk.pk)
    assert fresh.began_at < pressed_before
    assert fresh.notes == "Learn R before SAS"
    assert Note.objects.get().tag == "advice"
    assert talk.questions.filter(asked_at__isnull=False).count() == 1


def test_the_end_keeps_the_last_words_and_leads_to_what_comes_after(call, talk, ben):
    begin(talk)
    page = call()
    page.fill("#id_notes", "The last words")
    page.click("text=End the call")
    page.wait_for_url("**/after/")
    assert notes(talk) == "The last words"
    assert Event.objects.filter(contact=ben, kind="held").count() == 1


def test_the_clock_says_when_little_time_is_left_and_can_be_paused_and_hidden(call, talk):
    begin(talk, now=now(), at=now() - timedelta(minutes=17))
    page = call()
    page.wait_for_selector("text=Little time is left")
    page.click("text=Pause")
    shown = page.inner_text(".call-clock")
    page.wait_for_timeout(1500)
    assert page.inner_text(".call-clock") == shown
    page.click("text=Go on")
    page.click("text=Hide the clock")
    assert not page.is_visible(".call-clock")
    page.click("text=Show the clock")
    assert page.is_visible(".call-clock")


def test_the_field_and_the_tags_can_be_reached_with_one_thumb(call):
    page = call()
    page.locator("#id_notes").scroll_into_view_if_needed()
    for box in (tag.bounding_box() for tag in page.locator(".tags button").all()):
        assert box["height"] >= 44 and box["width"] >= 44
        assert box["y"] > 740 / 2 and box["y"] + box["height"] <= 740


def test_all_of_it_works_without_script(browser, live_server, as_ana, talk, ben):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(session_cookie(live_server, as_ana))
    page = context.new_page()
    page.goto(live_server.url + reverse("interviews:call", args=[talk.key]))
    page.click("text=Begin the 20 minutes")
    page.fill("#id_notes", "Began in Accra\nLearn R before SAS")
    page.click(".tags >> text=Advice")
    page.click(".call-next > .actions >> text=Asked")
    page.click("text=End the call")
    assert page.url.endswith("/after/")
    assert page.input_value("#id_notes") == "Began in Accra\nLearn R before SAS"
    context.close()
    assert Note.objects.get().text == "Learn R before SAS"
    assert talk.questions.filter(asked_at__isnull=False).count() == 1
    assert list(Event.objects.filter(contact=ben).order_by("id").values_list("kind", flat=True)) == ["began", "held"]


def test_a_time_is_shown_in_both_zones_as_one_types(live_server, as_ana, open_page, talk):
    page = open_page(live_server.url + reverse("scheduling:agree", args=[talk.key]), cookies=session_cookie(live_server, as_ana))
    page.fill("[name=on]", "2031-03-05")
    page.fill("[name=hour]", "09:00")
    page.locator("[name=hour]").blur()
    page.wait_for_selector("text=09:00 Chicago time")
    page.click("text=Keep this time")
    page.wait_for_url("**/guide/*")
    talk.refresh_from_db()
    assert talk.starts_at.hour == 15


def test_a_question_moves_without_a_new_page(live_server, as_ana, open_page, talk):
    first, second = [q.text for q in talk.questions.all()[:2]]
    page = open_page(live_server.url + reverse("interviews:guide", args=[talk.key]), cookies=session_cookie(live_server, as_ana))
    page.evaluate("window.same = true")
    page.click("[aria-label='Move question 2 up']")
    page.wait_for_function("text => document.querySelector('.guide textarea').value === text", arg=second)
    assert page.evaluate("window.same")
    assert [q.text for q in talk.questions.all()[:2]] == [second, first]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("name", ["interviews:interviews", "interviews:guide", "interviews:brief", "interviews:call", "interviews:after", "scheduling:agree"])
def test_every_page_is_sound(live_server, as_ana, open_page, talk, name, width, scheme):
    agree(talk, datetime(2031, 3, 5, 9, 0), "America/Chicago", 20)
    if name == "interviews:call":
        begin(talk)
    if name == "interviews:after":
        as_ana.post(reverse("interviews:end", args=[talk.key]), {"notes": "I will write to Omar Haddad", "base": ""})
    address = reverse(name, args=[] if name == "interviews:interviews" else [talk.key])
    page = open_page(live_server.url + address, width=width, scheme=scheme, cookies=session_cookie(live_server, as_ana))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert violations(page) == []
