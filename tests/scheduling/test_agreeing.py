"""An agreed time: said in both zones before it is kept, never twice, never wrong."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from legup.contacts.models import Contact, Event
from legup.interviews.models import Interview
from legup.interviews.opening import open_with
from legup.lib.refusal import Refusal
from legup.scheduling import booking
from legup.scheduling.models import SlotClaim

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
NINE = datetime(2026, 3, 5, 9, 0)


@pytest.fixture
def talk(ben) -> Interview:
    return open_with(ben)


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel(NOW, tick=False):
        yield


def typed(**changed) -> dict:
    return {"on": "2026-03-05", "hour": "09:00", "whose": "theirs", "their_zone": "America/Chicago", "minutes": "20", "medium": "phone", "reach": ""} | changed


@pytest.fixture
def look(as_ana, talk):
    """Fill in the form and look at what it means."""
    return lambda **changed: as_ana.post(reverse("scheduling:agree", args=[talk.key]), typed(look="1", **changed))


@pytest.fixture
def keep(as_ana, talk, look):
    """Look, then keep what was shown; *then* are changes made in between."""

    def keep(then=None, **changed):
        shown = re.search(r'name="shown" value="([^"]+)"', look(**changed).content.decode())
        fields = typed(**changed) | {"shown": shown[1] if shown else ""} | (then or {})
        return as_ana.post(reverse("scheduling:agree", args=[talk.key]), fields)

    return keep


def test_the_time_is_said_in_both_zones_before_it_is_kept(look, talk):
    page = look().content.decode()
    assert "Thursday 5 March, 09:00 Chicago time" in page and "15:00 yours" in page
    talk.refresh_from_db()
    assert talk.starts_at is None


def test_what_was_shown_is_kept_with_instant_zone_and_wall_time(keep, talk, ben):
    keep(reach="+1 312 555 0143")
    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
    assert (talk.zone, talk.wall.replace(tzinfo=None), talk.minutes, talk.reach) == ("America/Chicago", NINE, 20, "+1 312 555 0143")
    assert Event.objects.get(contact=ben).facts["when"] == "Thursday 5 March, 09:00 (Chicago time)"
    claim = SlotClaim.objects.get()
    assert (claim.starts_at, claim.ends_at) == (talk.starts_at, talk.starts_at + timedelta(minutes=20))


def test_my_own_clock_can_be_meant(keep, talk):
    keep(whose="mine")
    talk.refresh_from_db()
    assert (talk.starts_at, talk.zone) == (datetime(2026, 3, 5, 9, 0, tzinfo=UTC), "Europe/Lisbon")


def test_nothing_is_kept_that_was_not_shown(as_ana, talk):
    page = as_ana.post(reverse("scheduling:agree", args=[talk.key]), typed())
    assert page.status_code == 200
    talk.refresh_from_db()
    assert talk.starts_at is None


def test_a_change_after_looking_is_shown_again_first(keep, talk):
    assert "11:00 Chicago time" in keep(then={"hour": "11:00"}).content.decode()
    talk.refresh_from_db()
    assert talk.starts_at is None


def test_an_hour_that_the_clocks_skip_becomes_the_next_and_says_so(look, keep, talk):
    page = look(on="2026-03-08", hour="02:30").content.decode()
    assert "02:30 does not exist in Chicago time that day, so this says 03:00" in page
    keep(on="2026-03-08", hour="02:30")
    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 3, 8, 8, 0, tzinfo=UTC)
    assert talk.wall.hour == 3


def test_an_hour_that_comes_twice_is_the_first_and_says_so(look):
    said = booking.moment(datetime(2026, 11, 1, 1, 30), "America/Chicago")
    assert said.at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert "comes twice" in said.remark


def test_a_time_that_has_passed_asks_whether_it_is_meant(keep, talk):
    page = keep(on="2026-01-29")
    assert page.status_code == 422 and "has passed already" in page.content.decode()
    talk.refresh_from_db()
    assert talk.starts_at is None
    assert keep(on="2026-01-29", past="on").url == reverse("interviews:call", args=[talk.key])
    talk.refresh_from_db()
    assert talk.starts_at == datetime(2026, 1, 29, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("field", [{"their_zone": "Chicago"}, {"their_zone": ""}, {"on": "soon"}, {"hour": "25:00"}, {"minutes": "0"}, {"on": "9999-12-31", "hour": "23:59", "their_zone": "Pacific/Pago_Pago"}])
def test_what_cannot_be_a_time_is_said_in_place(look, field):
    page = look(**field)
    assert page.status_code == 422
    assert "What you typed is kept" in page.content.decode()


def test_a_zone_that_was_not_known_is_learnt(as_ana, keep, talk, ben):
    Contact.objects.update(zone="")
    keep(their_zone="America/Denver")
    ben.refresh_from_db()
    assert ben.zone == "America/Denver"


def with_omar(ana) -> Interview:
    return open_with(Contact.objects.create(owner=ana, full_name="Omar Haddad", given_name="Omar", folded="omar haddad"))


@pytest.mark.parametrize("minutes", [-19, 0, 19])
def test_two_calls_never_overlap(ana, keep, talk, minutes):
    booking.agree(with_omar(ana), NINE + timedelta(minutes=minutes), "America/Chicago", 20)
    page = keep()
    assert page.status_code == 422
    assert "You already talk with Omar at that time" in page.content.decode()
    talk.refresh_from_db()
    assert talk.starts_at is None


@pytest.mark.parametrize("minutes", [-20, 20])
def test_one_call_may_follow_another_at_once(ana, talk, minutes):
    booking.agree(with_omar(ana), NINE + timedelta(minutes=minutes), "America/Chicago", 20)
    booking.agree(talk, NINE, "America/Chicago", 20)
    assert SlotClaim.objects.count() == 2


def test_somebody_elses_calls_are_not_in_the_way(dov, talk):
    theirs = open_with(Contact.objects.create(owner=dov, full_name="Eve", folded="eve"))
    booking.agree(theirs, NINE, "America/Chicago", 20)
    booking.agree(talk, NINE, "America/Chicago", 20)


def test_a_call_moves_to_another_time_and_frees_the_first(ana, talk, ben):
    booking.agree(talk, NINE, "America/Chicago", 20)
    booking.agree(talk, NINE + timedelta(minutes=10), "America/Chicago", 20)
    assert SlotClaim.objects.count() == 1
    assert Event.objects.filter(contact=ben, kind="agreed").count() == 2
    booking.agree(with_omar(ana), NINE - timedelta(minutes=10), "America/Chicago", 20)


def test_the_same_time_again_is_one_event(talk, ben):
    for _ in range(2):
        booking.agree(talk, NINE, "America/Chicago", 20)
    assert Event.objects.filter(contact=ben, kind="agreed").count() == 1


def test_a_refused_move_leaves_the_first_time_as_it_was(ana, talk):
    booking.agree(talk, NINE, "America/Chicago", 20)
    booking.agree(with_omar(ana), NINE + timedelta(hours=2), "America/Chicago", 20)
    with pytest.raises(Refusal):
        booking.agree(talk, NINE + timedelta(hours=2), "America/Chicago", 20)
    talk.refresh_from_db()
    assert talk.starts_at == talk.claim.starts_at == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)


def test_called_off_it_is_free_again_and_the_conversation_stays_open(as_ana, ana, talk, ben):
    booking.agree(talk, NINE, "America/Chicago", 20)
    for _ in range(2):
        as_ana.post(reverse("scheduling:cancel", args=[talk.key]))
    talk.refresh_from_db()
    assert (talk.starts_at, talk.agreed_at, talk.zone, talk.is_open) == (None, None, "", True)
    assert Event.objects.filter(contact=ben, kind="cancelled").count() == 1
    booking.agree(with_omar(ana), NINE, "America/Chicago", 20)


def test_a_conversation_that_was_held_takes_no_new_time(as_ana, talk):
    as_ana.post(reverse("interviews:end", args=[talk.key]))
    with pytest.raises(Refusal, match="held already"):
        booking.agree(talk, NINE, "America/Chicago", 20)
    with pytest.raises(Refusal, match="held already"):
        booking.cancel(talk)


def test_the_time_goes_into_any_calendar(as_ana, talk):
    import vobject

    assert as_ana.get(reverse("scheduling:ics", args=[talk.key])).status_code == 404
    talk.reach = "+1 312 555 0143"
    booking.agree(talk, NINE, "America/Chicago", 20)
    answer = as_ana.get(reverse("scheduling:ics", args=[talk.key]))
    event = vobject.readOne(answer.content.decode()).vevent
    assert answer["Content-Type"].startswith("text/calendar")
    assert event.dtstart.value == datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=20)
    assert "Ben Okafor" in event.summary.value
    assert "09:00 (Chicago time)" in event.description.value and "15:00 (Lisbon time)" in event.description.value


def test_a_moved_call_replaces_the_first_in_the_calendar(as_ana, talk):
    import vobject

    def event():
        return vobject.readOne(as_ana.get(reverse("scheduling:ics", args=[talk.key])).content.decode()).vevent

    booking.agree(talk, NINE, "America/Chicago", 20, NOW)
    first = event()
    booking.agree(talk, NINE + timedelta(hours=1), "America/Chicago", 20, NOW + timedelta(seconds=5))
    second = event()
    assert first.uid.value == second.uid.value
    assert int(first.sequence.value) < int(second.sequence.value)
