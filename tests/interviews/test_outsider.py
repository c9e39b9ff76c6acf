"""Dov must see nothing and change nothing; reading never writes."""

from datetime import datetime

import pytest
from django.db import connection
from django.urls import reverse

from legup.contacts.models import Event
from legup.interviews.calling import catch, keep_notes
from legup.interviews.models import Interview, Note
from legup.scheduling.booking import agree
from legup.scheduling.models import SlotClaim

PAGES = ["interviews:guide", "interviews:brief", "interviews:call", "interviews:after", "scheduling:agree", "scheduling:ics"]
ACTS = ["interviews:guide", "interviews:begin", "interviews:keep_notes", "interviews:catch", "interviews:ask", "interviews:end", "interviews:reopen", "scheduling:agree", "scheduling:cancel"]
LINES = ["interviews:uncatch", "interviews:promise_done", "interviews:promise_open"]


@pytest.fixture
def full(talk):
    """A conversation with a time, notes and a promise."""
    agree(talk, datetime(2031, 3, 5, 9, 0), "America/Chicago", 20)
    keep_notes(talk, "secret words", "")
    catch(talk, "promise", "Send her the survey")
    return talk


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Interview, Note, Event, SlotClaim)]


@pytest.mark.parametrize("name", PAGES)
def test_an_outsider_finds_no_page(as_dov, as_ana, full, name):
    address = reverse(name, args=[full.key])
    assert as_dov.get(address).status_code == 404
    assert as_ana.get(address).status_code in (200, 302)


@pytest.mark.parametrize("name", ACTS)
def test_an_outsider_changes_nothing(as_dov, full, name):
    before = everything()
    answer = as_dov.post(reverse(name, args=[full.key]), {"notes": "gone", "act": "add", "new": "x", "tag": "name", "line": "x"})
    assert answer.status_code == 404
    assert everything() == before


@pytest.mark.parametrize("name", LINES)
def test_an_outsider_touches_no_line(as_dov, full, name):
    before = everything()
    assert as_dov.post(reverse(name, args=[Note.objects.get().key])).status_code == 404
    assert everything() == before


def test_an_outsider_opens_nothing_with_somebody_elses_contact(as_dov, ben):
    assert as_dov.post(reverse("interviews:open", args=[ben.key])).status_code == 404
    assert not Interview.objects.exists()


def test_an_outsiders_list_is_empty_and_their_search_finds_nothing(as_dov, full):
    for query in ({}, {"q": "secret"}, {"q": "ben"}, {"shown": "coming"}):
        page = as_dov.get(reverse("interviews:interviews"), query).content.decode()
        assert "Ben" not in page and "secret words" not in page


def test_nobody_signed_in_is_sent_to_the_door(as_nobody, full):
    assert as_nobody.get(reverse("interviews:call", args=[full.key])).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_reading_writes_nothing(as_ana, full, name):
    before = everything()
    with connection.execute_wrapper(no_writing):
        as_ana.get(reverse(name, args=[full.key]))
    assert everything() == before


def no_writing(execute, sql, params, many, context):
    assert not sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")), sql
    return execute(sql, params, many, context)


def test_the_guard_against_writing_does_stop_writing(full):
    """The control: the same guard fails when something is written."""
    with pytest.raises(AssertionError), connection.execute_wrapper(no_writing):
        keep_notes(full, "other words", "")


@pytest.mark.parametrize("name", ["interviews:begin", "interviews:keep_notes", "interviews:end", "scheduling:cancel", "interviews:catch"])
def test_acts_are_not_reached_by_a_link(as_ana, full, name):
    assert as_ana.get(reverse(name, args=[full.key])).status_code == 405
