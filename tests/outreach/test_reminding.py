"""A reminder leaves neither too early, nor too often, nor to anybody who answered: pressed over HTTP, delivered to a real SMTP server."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from legup.contacts import timeline
from legup.contacts.models import Event
from legup.interviews.opening import open_with
from legup.outreach import jobs
from legup.outreach.models import Message
from legup.scheduling import booking
from tests.cast import signed_in
from tests.outreach.conftest import first_letter, press_send

TUESDAY = datetime(2026, 6, 2, 15, tzinfo=UTC)  # ten in the morning in Chicago
REMINDER = (
    "Dear Ben,\n\nI wrote to you last week; I am Ana Duarte, a biology student at Northfield. Twenty minutes by phone would help me a great deal, "
    "and a no is fine too.\n\nAna Duarte"
)


def on(day: int, month: int = 6) -> datetime:
    return datetime(2026, month, day, 15, tzinfo=UTC)


def sent(contact, at: datetime, kind: str = "request") -> Message:
    letter = first_letter(contact.owner, contact, kind=kind, drafted_at=at, way="own", sent_at=at)
    timeline.record(contact, "sent", at)
    return letter


def reminder(contact) -> Message:
    return first_letter(contact.owner, contact, kind="reminder", subject="My question about epidemiology", body=REMINDER)


def press(letter: Message, at: datetime, *overriding: str):
    with time_machine.travel(at, tick=False):
        return press_send(signed_in(letter.owner), letter, overriding=list(overriding))


def refused(answer) -> str:
    assert answer.status_code == 422
    return answer.content.decode()


@pytest.fixture
def asked(ana, ben, box) -> Message:
    """Ana's first letter to Ben, which left on a Tuesday."""
    return sent(ben, TUESDAY)


@pytest.mark.parametrize("day", [2, 3, 4])
def test_within_three_working_days_a_reminder_is_held_back(asked, ben, day):
    assert "a reminder is welcome from Tuesday 9 June on" in refused(press(reminder(ben), on(day)))


@pytest.mark.parametrize("day", [5, 8, 9, 11])
def test_from_the_third_on_nothing_stands_in_its_way(asked, ben, day):
    assert press(reminder(ben), on(day)).status_code == 302


@pytest.mark.parametrize(("day", "warned"), [(5, True), (8, True), (9, False), (11, False)])
def test_before_the_fifth_its_page_says_that_it_is_early(asked, ben, day, warned):
    letter = reminder(ben)
    with time_machine.travel(on(day), tick=False):
        page = signed_in(ben.owner).get(f"/letters/{letter.key}/writing/")
        page = page if page.status_code == 200 else signed_in(ben.owner).get(page["Location"])
    assert ("a reminder is welcome from" in page.content.decode().lower()) is warned


def test_three_calendar_days_over_a_weekend_are_one_working_day(ana, ben, box):
    sent(ben, on(5))
    assert press(reminder(ben), on(9)).status_code == 422  # the control: four days later, and only two working days
    assert press(reminder(ben), on(10)).status_code == 302


def test_a_deliberate_override_goes_and_is_recorded(asked, ben):
    letter = reminder(ben)
    assert press(letter, on(3), "F1").status_code == 302
    letter.refresh_from_db()
    assert [(o["rule"], o["at"][:10]) for o in letter.overrides] == [("F1", "2026-06-03")]


def test_a_reminder_to_somebody_away_is_held_back(asked, ben):
    Message.objects.create(owner=ben.owner, contact=ben, direction="in", is_automatic=True, body="I am back on 29 June.", received_at=TUESDAY)
    assert "Ben is away until Monday 29 June" in refused(press(reminder(ben), on(15)))


@pytest.mark.parametrize(("most", "words"), [(1, "One reminder is enough"), (2, "Two reminders are the most")])
def test_one_more_than_one_wants_needs_a_deliberate_override(asked, ana, ben, most, words):
    type(ana).objects.filter(pk=ana.pk).update(reminders=most)
    ben.owner.refresh_from_db()
    for n in range(most):
        sent(ben, on(11 + 7 * n), "reminder")
    letter = reminder(ben)
    assert words in refused(press(letter, on(1, 7)))
    assert words in refused(press(letter, on(1, 7), "F1"))  # the control: another rule overruled is not this one
    assert press(letter, on(1, 7), "F3").status_code == 302
    letter.refresh_from_db()
    assert [o["rule"] for o in letter.overrides] == ["F3"]


def _logged(ben):
    with time_machine.travel(on(4), tick=False):
        assert signed_in(ben.owner).post(f"/people/{ben.key}/answers/new/", {"text": "He rang: gladly.", "came_on": "2026-06-04"}).status_code == 302


def _agreed(ben):
    booking.agree(open_with(ben, on(3)), datetime(2026, 6, 20, 10), "America/Chicago", 20, on(4))


def _declined(ben):
    with time_machine.travel(on(4), tick=False):
        assert signed_in(ben.owner).post(f"/people/{ben.key}/no/").status_code == 302


def _silenced(ben):
    with time_machine.travel(on(4), tick=False):
        assert signed_in(ben.owner).post(f"/people/{ben.key}/silence/").status_code == 302


@pytest.mark.parametrize(("happened", "words"), [(_logged, "answered you on"), (_agreed, "answered you on"), (_declined, "said no on"), (_silenced, "not to write")])
def test_whoever_answered_anywhere_is_never_reminded_whatever_is_overruled(asked, ben, happened, words):
    letter = reminder(ben)
    happened(ben)
    ben.refresh_from_db()
    assert words in refused(press(letter, on(11), "F1", "F3"))
    assert Message.objects.get(pk=letter.pk).stand == "draft"


def test_a_reminder_that_waits_is_put_away_when_a_call_is_agreed_meanwhile(asked, ben, smtp_sink):
    letter = reminder(ben)
    assert press(letter, on(11)).status_code == 302
    with time_machine.travel(on(11) + timedelta(seconds=30), tick=False):
        booking.agree(open_with(ben), datetime(2026, 6, 20, 10), "America/Chicago", 20)
    jobs.send_due(on(11) + timedelta(minutes=5))
    letter.refresh_from_db()
    assert (letter.stand, smtp_sink.messages) == ("dropped", [])
    assert "You were in touch before it left" in letter.failure
    assert Event.objects.filter(contact=ben, kind="dropped").exists()


def test_a_reminder_that_waits_leaves_when_nothing_happens(asked, ben, smtp_sink):
    letter = reminder(ben)
    press(letter, on(11))
    jobs.send_due(on(11) + timedelta(minutes=5))
    assert Message.objects.get(pk=letter.pk).stand == "sent" and len(smtp_sink.messages) == 1


def test_a_first_letter_is_not_held_to_the_days_of_reminders(ana, ben, box):
    assert press(first_letter(ana, ben), TUESDAY).status_code == 302
