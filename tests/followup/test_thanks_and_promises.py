"""Thanks are owed from the end of a call on; promises stay until they are done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from legup.contacts.models import Event
from legup.followup import promises, thanks
from legup.interviews.calling import catch
from legup.interviews.ending import end
from legup.interviews.opening import open_with

END = datetime(2026, 3, 5, 15, 20, tzinfo=UTC)


@pytest.fixture
def held(ben):
    """Ana's conversation with Ben, held, not thanked for."""
    talk = open_with(ben)
    end(talk, END)
    return talk


def test_thanks_are_owed_from_the_end_until_they_are_given(ana, ben):
    talk = open_with(ben)
    assert not thanks.owed(ana, END)
    end(talk, END)
    assert list(thanks.owed(ana, END)) == [talk]
    talk.thanked_at = END
    talk.save()
    assert not thanks.owed(ana, END)


def test_nobody_else_owes_them(dov, held):
    assert not thanks.owed(dov, END)


@pytest.mark.parametrize(("hours", "stand"), [(1, "good"), (24, "good"), (25, "amber"), (48, "amber"), (49, "red"), (119, "red"), (121, "sorry")])
def test_how_late_thanks_are(held, hours, stand):
    assert thanks.lateness(held, END + timedelta(hours=hours)) == stand


def test_a_promise_is_open_until_it_is_done_and_done_is_on_the_timeline_once(as_ana, ana, held, ben):
    note = catch(held, "promise", "Send her the survey")
    catch(held, "advice", "Learn R")
    assert list(promises.open_for(ana)) == [note]
    for _ in range(2):
        as_ana.post(reverse("interviews:promise_done", args=[note.key]))
    assert not promises.open_for(ana)
    assert Event.objects.filter(contact=ben, kind="kept").count() == 1


def test_a_promise_marked_by_mistake_is_open_again(as_ana, ana, held, ben):
    note = catch(held, "promise", "Send her the survey")
    as_ana.post(reverse("interviews:promise_done", args=[note.key]))
    as_ana.post(reverse("interviews:promise_open", args=[note.key]))
    assert list(promises.open_for(ana)) == [note]
    assert not Event.objects.filter(contact=ben, kind="kept").exists()


def test_only_a_promise_can_be_kept(as_ana, held):
    note = catch(held, "advice", "Learn R")
    as_ana.post(reverse("interviews:promise_done", args=[note.key]))
    note.refresh_from_db()
    assert note.done_at is None


def test_the_button_leads_back_to_where_it_stood_and_never_elsewhere(as_ana, held, ben):
    note = catch(held, "promise", "Send her the survey")
    address = reverse("interviews:promise_done", args=[note.key])
    assert as_ana.post(address, headers={"Referer": "http://testserver/today/"}).url == "http://testserver/today/"
    assert as_ana.post(address, headers={"Referer": "http://evil.example/"}).url == reverse("desk:person", args=[ben.key])


def test_promises_of_others_are_not_mine(dov, held):
    catch(held, "promise", "Send her the survey")
    assert not promises.open_for(dov)
