"""The list of conversations: by how far they have come, found by what was said."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from legup.contacts.models import Contact
from legup.interviews import calling
from legup.interviews.calling import catch
from legup.interviews.models import Interview
from legup.interviews.opening import open_with

THEN = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)


def with_somebody(ana, name, **facts) -> Interview:
    talk = open_with(Contact.objects.create(owner=ana, full_name=name, folded=name.lower()))
    Interview.objects.filter(pk=talk.pk).update(**facts)
    return talk


@pytest.fixture
def three(ana):
    """One agreed, one waiting, one held."""
    return [
        with_somebody(ana, "Omar", starts_at=THEN, zone="Europe/Lisbon"),
        with_somebody(ana, "Priya"),
        with_somebody(ana, "Dana", ended_at=THEN, notes="They hire in autumn"),
    ]


def shown(as_ana, **query) -> list[tuple[str, list[str]]]:
    page = as_ana.get(reverse("interviews:interviews"), query)
    return [(key, [call.contact.full_name for call in rows]) for key, _, rows in page.context["groups"]]


def test_the_first_time_the_list_teaches(as_ana):
    assert "A conversation begins with a short letter" in as_ana.get(reverse("interviews:interviews")).content.decode()


def test_calls_stand_by_how_far_they_have_come(as_ana, three):
    assert shown(as_ana) == [("coming", ["Omar"]), ("waiting", ["Priya"]), ("held", ["Dana"])]
    assert shown(as_ana, shown="held") == [("held", ["Dana"])]


def test_a_call_is_found_by_name_by_notes_and_by_a_caught_line(as_ana, three):
    catch(three[0], "name", "Lucía at the museum")
    assert shown(as_ana, q="priya") == [("waiting", ["Priya"])]
    assert shown(as_ana, q="autumn hire") == [("held", ["Dana"])]
    assert shown(as_ana, q="museum") == [("coming", ["Omar"])]
    assert shown(as_ana, q="nowhere") == []


def test_a_longer_list_asks_the_database_no_more_often(as_ana, ana, three):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        shown(as_ana)
    for n in range(6):
        with_somebody(ana, f"Person {n}", ended_at=THEN)
    with CaptureQueriesContext(connection) as many:
        shown(as_ana)
    assert len(many) == len(few)


def test_a_call_whose_clock_runs_is_no_longer_waiting_for_a_time(as_ana, three):
    calling.begin(three[1])
    assert shown(as_ana)[0] == ("coming", ["Priya", "Omar"])
