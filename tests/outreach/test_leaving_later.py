"""A letter may leave later: at a good hour where its reader is, or when the person chose; until then it can be moved and taken back."""

import re
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from legup.contacts import timeline
from legup.contacts.models import Contact
from legup.lib.refusal import Refusal
from legup.outreach import delivering, hours
from legup.outreach.models import Message
from tests.outreach.conftest import first_letter, press_send, somebody
from tests.outreach.test_sending import kinds, now_is, refused

FRIDAY_EVENING = datetime(2026, 11, 27, 20, 15, tzinfo=UTC)


def somewhere(zone: str, owner_zone: str = "Europe/Lisbon") -> Contact:
    from legup.accounts.models import User

    return Contact(owner=User(zone=owner_zone), full_name="Ben Okafor", given_name="Ben", zone=zone)


@pytest.mark.parametrize(
    ("zone", "now", "wall"),
    [
        ("Europe/Berlin", "2026-12-01 03:00", "2026-12-01 09:10"),  # before their morning: today
        ("Europe/Berlin", "2026-12-01 11:00", "2026-12-02 09:10"),  # after it: tomorrow
        ("Europe/Berlin", "2026-11-27 20:15", "2026-11-30 09:10"),  # Friday evening: Monday
        ("America/New_York", "2026-11-25 20:00", "2026-11-27 09:10"),  # Thanksgiving is left out
        ("Asia/Dubai", "2026-11-27 20:15", "2026-11-30 09:10"),
        ("Asia/Riyadh", "2026-11-26 20:15", "2026-11-29 09:10"),  # where Friday and Saturday are the weekend
        ("Europe/Berlin", "2026-10-24 20:00", "2026-10-26 09:10"),  # clocks go back in between
        ("Europe/London", "2027-03-26 20:00", "2027-03-30 09:10"),  # Easter, and clocks go forward
        ("", "2026-11-27 20:15", "2026-11-30 09:10"),  # nobody knows where: the owner's
    ],
)
def test_the_good_hour_is_the_next_working_morning_where_they_are(zone, now, wall):
    contact = somewhere(zone)
    good = hours.good_hour(contact, datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert f"{good.at.astimezone(ZoneInfo(zone or 'Europe/Lisbon')):%Y-%m-%d %H:%M}" == wall
    assert good.zone == (zone or "Europe/Lisbon")
    assert hours.is_good(contact, good.at)


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2027-03-28 02:30", "2027-03-28 01:00"),  # a time that does not exist: the next one that does
        ("2027-10-31 02:30", "2027-10-31 00:30"),  # a time that comes twice: the first
        ("2027-07-01 09:00", "2027-07-01 07:00"),
        ("2027-01-12 09:00", "2027-01-12 08:00"),
    ],
)
def test_a_chosen_time_is_wall_time_whatever_the_clocks_do(wall, utc):
    wanted = datetime.fromisoformat(wall)
    found = hours.chosen(wanted.date(), wanted.time(), "Europe/Berlin", wanted.replace(tzinfo=UTC) - timedelta(days=60))
    assert found.at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_what_is_over_or_far_off_cannot_be_chosen():
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    for on in (date(2026, 12, 1), date(2025, 12, 2), date(2027, 6, 1)):
        with pytest.raises(Refusal):
            hours.chosen(on, time(9), "UTC", now)


def test_both_times_are_said_with_their_zones():
    at = datetime(2026, 12, 1, 8, 10, tzinfo=UTC)
    assert hours.said(at, somewhere("Asia/Tokyo")) == "Tuesday 1 December, 17:10 (Tokyo time); for you that is 08:10 (Lisbon time)"
    late = datetime(2026, 12, 1, 20, 10, tzinfo=UTC)
    assert hours.said(late, somewhere("Asia/Tokyo")) == "Wednesday 2 December, 05:10 (Tokyo time); for you that is Tuesday 1 December, 20:10 (Lisbon time)"
    assert hours.said(at, somewhere("Europe/London")) == "Tuesday 1 December, 08:10 (London time), the same hour for you both"
    assert "nobody noted where Ben is" in hours.said(at, somewhere(""))


# On the page


@pytest.fixture
def friday(ana, ben):
    """It is Friday evening in Lisbon, where Ana is; Ben is in Chicago."""
    type(ana).objects.filter(pk=ana.pk).update(zone="Europe/Lisbon")
    Contact.objects.filter(pk=ben.pk).update(zone="America/Chicago")
    with time_machine.travel(FRIDAY_EVENING, tick=False):
        yield FRIDAY_EVENING


MONDAY = datetime(2026, 11, 30, 15, 10, tzinfo=UTC)


def shown_hour(page: str) -> str:
    return re.search(r'name="good_hour" value="([^"]+)"', page)[1]


def press_later(client, message):
    page = client.get(f"/letters/{message.key}/writing/").content.decode()
    return client.post(f"/letters/{message.key}/writing/", {"act": "good", "good_hour": shown_hour(page), "subject": message.subject, "body": message.body})


def test_a_letter_pressed_on_friday_evening_leaves_on_monday_morning(friday, as_ana, box, draft, ben, smtp_sink):
    page = as_ana.get(f"/letters/{draft.key}/writing/").content.decode()
    assert "Send on Monday 30 November, 09:10" in page
    assert "Monday 30 November, 09:10 (Chicago time); for you that is 15:10 (Lisbon time)" in page
    assert press_later(as_ana, draft).status_code == 302
    said = as_ana.get(f"/letters/{draft.key}/").content.decode()
    assert "It leaves on Monday 30 November, 09:10 (Chicago time)" in said
    for at in (friday + timedelta(minutes=5), MONDAY - timedelta(minutes=1)):
        delivering.send_due(at)
    assert smtp_sink.messages == []
    delivering.send_due(MONDAY + timedelta(seconds=5))
    ((_, _, raw),) = smtp_sink.messages
    assert parsedate_to_datetime(message_from_bytes(raw, policy=policy.default)["Date"]) == MONDAY
    assert now_is(draft).stand == "sent"


def test_sent_without_choosing_the_same_letter_leaves_on_friday(friday, as_ana, box, draft, smtp_sink):
    """The control of the test above."""
    press_send(as_ana, draft)
    delivering.send_due(friday + timedelta(minutes=5))
    assert len(smtp_sink.messages) == 1


def test_a_letter_that_leaves_later_can_be_taken_back_moved_and_sent_at_once(friday, as_ana, box, draft, ben, smtp_sink):
    press_later(as_ana, draft)
    as_ana.post(f"/letters/{draft.key}/taking-back/")
    assert (now_is(draft).stand, now_is(draft).later_at, now_is(draft).not_before) == ("draft", None, None)
    press_later(as_ana, draft)
    own = {"how": "at", "leave_on": "2026-12-02", "leave_time": "14:30", "leave_clock": "mine"}
    assert as_ana.post(f"/letters/{draft.key}/leaving/", own).status_code == 302
    assert now_is(draft).later_at == datetime(2026, 12, 2, 14, 30, tzinfo=UTC)
    assert now_is(draft).later_zone == "Europe/Lisbon"
    as_ana.post(f"/letters/{draft.key}/leaving/", own | {"leave_clock": "theirs"})
    assert now_is(draft).later_at == datetime(2026, 12, 2, 20, 30, tzinfo=UTC)
    delivering.send_due(MONDAY + timedelta(hours=1))
    assert smtp_sink.messages == []
    as_ana.post(f"/letters/{draft.key}/leaving/", {"how": "now"})
    delivering.send_due(friday + timedelta(seconds=61))
    assert len(smtp_sink.messages) == 1
    assert "too late" in refused(as_ana.post(f"/letters/{draft.key}/leaving/", own))
    assert now_is(draft).stand == "sent"


def test_a_letter_is_not_moved_under_the_hands_of_a_worker(friday, as_ana, box, draft, smtp_sink, monkeypatch):
    press_send(as_ana, draft)
    hand_over = delivering._hand_over

    def after_moving(*args):
        """The server has said 354; the person moves the letter just now."""
        monkeypatch.setattr(delivering, "_hand_over", hand_over)
        as_ana.post(f"/letters/{draft.key}/leaving/", {"how": "at", "leave_on": "2026-12-02", "leave_time": "09:00", "leave_clock": "mine"})
        return hand_over(*args)

    monkeypatch.setattr(delivering, "_hand_over", after_moving)
    delivering.send_due(friday + timedelta(minutes=2))
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "queued"
    delivering.send_due(datetime(2026, 12, 2, 9, 1, tzinfo=UTC))
    assert len(smtp_sink.messages) == 1


@pytest.mark.parametrize(("woken", "leaves"), [(MONDAY + timedelta(hours=1), True), (MONDAY + timedelta(hours=5), True), (MONDAY + timedelta(hours=12), False)])
def test_an_hour_that_was_slept_through_is_not_made_up_for_at_night(friday, as_ana, box, draft, smtp_sink, woken, leaves):
    press_later(as_ana, draft)
    delivering.send_due(woken)
    assert len(smtp_sink.messages) == leaves
    if not leaves:
        assert now_is(draft).later_at == MONDAY + timedelta(days=1)
        delivering.send_due(MONDAY + timedelta(days=1, seconds=5))
        assert len(smtp_sink.messages) == 1


@pytest.mark.parametrize("fields", [{"how": "at"}, {"how": "at", "leave_on": "2026-11-26", "leave_time": "09:00"}, {"how": "good", "good_hour": "soon"}, {"how": "good", "good_hour": "2026-11-20T09:00:00+00:00"}])
def test_what_is_no_hour_is_refused_and_the_letter_stays_a_draft(friday, as_ana, box, draft, fields):
    refused(press_send(as_ana, draft, **fields))
    assert now_is(draft).stand == "draft"


def test_a_letter_does_not_leave_after_its_time(friday, as_ana, ana, box, ben):
    late = first_letter(ana, ben, not_after=friday + timedelta(hours=3))
    assert "would have passed" in refused(press_send(as_ana, late, how="good", good_hour=MONDAY.isoformat()))


def test_a_letter_whose_time_passes_while_the_server_is_slow_does_not_leave(friday, as_ana, box, draft, smtp_sink, monkeypatch):
    press_send(as_ana, draft)
    hand_over = delivering._hand_over

    def too_late(*args):
        Message.objects.update(not_after=friday + timedelta(minutes=2))
        return hand_over(*args)

    monkeypatch.setattr(delivering, "_hand_over", too_late)
    delivering.send_due(friday + timedelta(minutes=2))
    delivering.send_due(friday + timedelta(minutes=20))
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "dropped"


def test_somebody_who_writes_first_gets_no_first_letter_any_more(friday, as_ana, box, draft, ben, smtp_sink):
    press_later(as_ana, draft)
    timeline.record(ben, "replied", friday + timedelta(days=1))
    delivering.send_due(MONDAY + timedelta(minutes=1))
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "dropped"
    assert "dropped" in kinds(ben)


def test_letters_count_on_the_day_they_leave(friday, as_ana, ana, box):
    """Five may leave on Monday and five now; a sixth on either day is refused, also when one is moved there."""
    letters = [first_letter(ana, somebody(ana, f"Ira Test{n}", f"ira{n}@wells.example")) for n in range(12)]
    monday = {"how": "good", "good_hour": datetime(2026, 11, 30, 9, 10, tzinfo=UTC).isoformat()}
    for letter in letters[:5]:
        assert press_send(as_ana, letter, **monday).status_code == 302
    assert "within a day" in refused(press_send(as_ana, letters[5], **monday))
    for letter in letters[5:10]:
        assert press_send(as_ana, letter).status_code == 302
    assert "within a day" in refused(press_send(as_ana, letters[10]))
    assert "within a day" in refused(as_ana.post(f"/letters/{letters[0].key}/leaving/", {"how": "now"}))
    assert now_is(letters[0]).later_at is not None
    assert Message.objects.filter(queued_at__isnull=False).count() == 10


def test_a_message_without_a_subject_is_copied_and_not_sent(as_ana, ana, box, ben):
    short = first_letter(ana, ben, kind="short", subject="", body="Dear Ben, we met at the library in Northfield. May I ask you two questions about wells? Ana")
    page = as_ana.get(f"/letters/{short.key}/writing/").content.decode()
    assert 'value="send"' not in page and 'value="good"' not in page
    assert "Copy it, paste it there" in page
    assert 'value="send"' in as_ana.get(f"/letters/{first_letter(ana, ben).key}/writing/").content.decode()
