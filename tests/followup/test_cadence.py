"""When to write again, and when to let it rest: driven over HTTP, with the clock moved, in the calendar of whoever is asked."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from html import unescape
from types import SimpleNamespace

import pytest
import time_machine

from legup.contacts import timeline
from legup.contacts.models import Contact, Event, Position
from legup.followup import cadence
from legup.interviews.opening import open_with
from legup.lib.fold import fold
from legup.lib.workdays import calendar_in
from legup.mail.models import Mailbox
from legup.organizations.keeping import organization_named
from legup.outreach import replies
from legup.outreach.models import Message
from legup.scheduling import booking
from tests.cast import signed_in
from tests.outreach.conftest import BODY

TUESDAY = datetime(2026, 6, 2, 15, tzinfo=UTC)  # ten in the morning in Chicago; three working days later is the 5th, seven the 11th
AGAIN = "Write to Ben again, or let it rest"


def on(day: int, month: int = 6, hour: int = 15) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def write(contact: Contact, at: datetime, kind: str = "request") -> Message:
    """Ana sends a letter from her own mail, and says so."""
    letter = Message.objects.create(owner=contact.owner, contact=contact, kind=kind, subject="A question", body=BODY.format(name=contact.called), drafted_at=at)
    with time_machine.travel(at, tick=False):
        assert signed_in(contact.owner).post(f"/letters/{letter.key}/sent-myself/", {"way": "own"}).status_code == 302
    letter.refresh_from_db()
    return letter


def come(letter: Message, at: datetime, text: str, automatic: bool = False) -> Message:
    """A letter from them, as it comes out of the mailbox."""
    box = Mailbox.objects.get_or_create(owner=letter.owner, defaults={"address": "ana@northfield.example", "smtp_host": "smtp.northfield.example", "smtp_port": 587})[0]
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = letter.contact.email, box.address, "Re: A question", format_datetime(at)
    mail["Message-ID"] = f"<{at.timestamp()}@wells.example>"
    if automatic:
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(text)
    with time_machine.travel(at, tick=False):
        message = replies.receive(box, SimpleNamespace(raw=mail.as_bytes(), uidvalidity=1, uid=int(at.timestamp())), at)
    assert message
    return message


def page(owner, address: str, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        return unescape(signed_in(owner).get(address).content.decode())


def today(owner, at: datetime) -> str:
    return page(owner, "/today/", at)


def person(contact: Contact, at: datetime) -> str:
    return page(contact.owner, f"/people/{contact.key}/", at)


def press(contact: Contact, what: str, at: datetime, **fields):
    with time_machine.travel(at, tick=False):
        return signed_in(contact.owner).post(f"/people/{contact.key}/{what}/", fields)


@pytest.fixture
def priya(ana) -> Contact:
    """Somebody else at Ben's clinic, whom Ana knows."""
    priya = Contact.objects.create(owner=ana, full_name="Priya Raman", given_name="Priya", folded=fold("Priya Raman"), tie="met", zone="America/Chicago")
    Position.objects.create(contact=priya, organization=organization_named(ana, "Wells Clinic"), title="Analyst")
    return priya


# 3B7


def test_after_seven_working_days_one_may_write_again_or_let_it_rest(ana, ben):
    write(ben, TUESDAY)
    assert AGAIN not in today(ana, on(10))
    shown = today(ana, on(11))
    assert AGAIN in shown and "Write a reminder" in shown and "Let it rest" in shown
    assert "Your letter went on Tuesday 2 June, and 7 working days are a fair wait for an answer." in shown
    assert AGAIN in person(ben, on(11))


def test_calendar_days_would_come_too_early(ana, ben):
    """The control: seven days, and seven weekdays, are over before seven working days of theirs."""
    sent = datetime(2026, 11, 17, 15, tzinfo=UTC)
    write(ben, sent)
    weekdays = calendar_in("UTC").after(sent.date(), 7)
    assert sent + timedelta(days=7) < datetime(2026, 11, 26, 15, tzinfo=UTC) and weekdays.isoformat() == "2026-11-26"
    assert AGAIN not in today(ana, datetime(2026, 11, 26, 15, tzinfo=UTC))  # Thanksgiving
    assert AGAIN in today(ana, datetime(2026, 11, 27, 15, tzinfo=UTC))


def test_after_three_working_days_a_second_person_there_comes_first(ana, ben, priya):
    write(ben, TUESDAY)
    second = "Write to Priya Raman too, at the same place as Ben"
    assert second not in today(ana, on(4))
    assert second in today(ana, on(5)) and second in person(ben, on(5))
    assert AGAIN in today(ana, on(11)) and second not in today(ana, on(11))


def test_nobody_is_suggested_where_nobody_else_is_known(ana, ben, dov):
    stranger = Contact.objects.create(owner=dov, full_name="Sam Far", folded="sam far")
    Position.objects.create(contact=stranger, organization=organization_named(dov, "Wells Clinic"))
    write(ben, TUESDAY)
    assert "too, at the same place" not in today(ana, on(5))


def test_a_second_person_is_enough(ana, ben, priya):
    omar = Contact.objects.create(owner=ana, full_name="Omar Said", given_name="Omar", folded="omar said")
    Position.objects.create(contact=omar, organization=organization_named(ana, "Wells Clinic"))
    write(ben, TUESDAY)
    assert "Write to Priya Raman too" in today(ana, on(5))  # met: nearer than Omar
    write(priya, on(5))
    for day in range(5, 11):
        assert "too, at the same place" not in today(ana, on(day))


def test_a_letter_of_friday_evening_counts_from_monday(ana, ben):
    write(ben, datetime(2026, 6, 5, 23, 30, tzinfo=UTC))  # half past six in Chicago
    assert AGAIN not in today(ana, on(16)) and AGAIN in today(ana, on(17))


def test_a_letter_of_friday_morning_counts_from_friday(ana, ben):
    write(ben, datetime(2026, 6, 5, 15, tzinfo=UTC))
    assert AGAIN not in today(ana, on(15)) and AGAIN in today(ana, on(16))


def test_the_day_begins_where_they_are_even_across_the_date_line(ana, ben):
    type(ana).objects.filter(pk=ana.pk).update(zone="Pacific/Honolulu")
    Contact.objects.filter(pk=ben.pk).update(zone="Pacific/Auckland")
    ben.refresh_from_db()
    write(ben, datetime(2026, 6, 11, 22, tzinfo=UTC))  # Thursday in Honolulu, Friday in Auckland
    assert AGAIN not in today(ana, datetime(2026, 6, 22, 11, 59, tzinfo=UTC))
    shown = today(ana, datetime(2026, 6, 22, 12, 0, tzinfo=UTC))  # Tuesday in Auckland, Monday in Honolulu
    assert AGAIN in shown
    assert "Tuesday 23 June (Auckland time)" in person(ben, on(15))


def test_without_a_zone_the_days_are_ones_own_and_that_is_said(ana, ben):
    Contact.objects.filter(pk=ben.pk).update(zone="")
    write(ben, TUESDAY)
    # Corpus Christi on the 4th and Portugal Day on the 10th are holidays in Lisbon
    assert AGAIN not in today(ana, on(11))
    assert "Counted in your own working days: nobody noted where Ben is" in person(Contact.objects.get(pk=ben.pk), on(9))
    assert cadence.of(Contact.objects.get(pk=ben.pk), on(9)).is_own_calendar
    Contact.objects.filter(pk=ben.pk).update(zone="America/Chicago")
    assert AGAIN in today(ana, on(11))
    assert "Counted in your own" not in person(Contact.objects.get(pk=ben.pk), on(9))


# The stop rule


def test_after_one_reminder_the_thread_rests_half_a_year_and_says_why(ana, ben):
    write(ben, TUESDAY)
    write(ben, on(11), "reminder")
    assert "Rests until Friday 11 December (Chicago time), because you wrote twice without an answer." in person(ben, on(12))
    for at in (on(12), on(30), on(1, 9), on(1, 12), datetime(2027, 2, 1, tzinfo=UTC)):
        assert AGAIN not in today(ana, at)
    after = cadence.of(ben, on(11, 12))
    assert (after.next, after.rests_until) == ("afresh", None)
    assert "Rests until" not in person(ben, on(11, 12)) and "you may write afresh" in person(ben, on(11, 12))


def test_who_wants_two_reminders_is_told_of_two_and_then_it_rests(ana, ben):
    with time_machine.travel(TUESDAY):
        fields = {"full_name": "Ana Duarte", "zone": "Europe/Lisbon", "spelling": "en-GB"}
        assert signed_in(ana).post("/settings/", fields | {"reminders": "2"}).status_code in (200, 302)
        signed_in(ana).post("/settings/", fields)
    ana.refresh_from_db()
    assert ana.reminders == 2  # a form that does not ask changes nothing
    ben.refresh_from_db()
    write(ben, TUESDAY)
    write(ben, on(11), "reminder")
    assert AGAIN not in today(ana, on(22)) and AGAIN in today(ana, on(23))  # Juneteenth lies between
    write(ben, on(23), "reminder")
    assert "because you wrote three times without an answer" in person(ben, on(24))
    assert AGAIN not in today(ana, on(20, 7))


def test_after_half_a_year_without_a_reminder_nothing_is_pressed(ana, ben):
    write(ben, TUESDAY)
    assert AGAIN in today(ana, on(1, 11))
    assert AGAIN not in today(ana, on(4, 12))


# What moves it


@pytest.mark.parametrize(
    ("note", "last", "first"),
    [
        ("I am out of the office and back on 15 June.", 24, 25),  # then seven working days, the 19th a holiday
        ("Away until Monday 8 June.", 16, 17),
        ("Returning 2026-06-10.", 18, 22),
        ("I am not at my desk.", 17, 18),  # a week from the 2nd, when it does not say
    ],
)
def test_an_out_of_office_note_moves_it(ana, ben, note, last, first):
    letter = write(ben, TUESDAY)
    come(letter, TUESDAY + timedelta(minutes=1), note, automatic=True)
    assert AGAIN not in today(ana, on(11))  # the control: without the note it is due
    assert AGAIN not in today(ana, on(last)) and AGAIN in today(ana, on(first))


def test_the_reason_names_the_absence(ana, ben):
    letter = write(ben, TUESDAY)
    come(letter, TUESDAY, "I am back on 15 June.", automatic=True)
    assert "because Ben was away until Monday 15 June, and 7 working days after that is a fair wait" in person(ben, on(16))


def test_nobody_is_reminded_at_an_address_they_have_left(ana, ben):
    letter = write(ben, TUESDAY)
    come(letter, TUESDAY, "Ben Okafor no longer works at Wells Clinic.", automatic=True)
    assert AGAIN not in today(ana, on(11)) and "works there no more" in person(ben, on(11))


def test_try_me_in_september_overrides_every_rule(ana, ben):
    letter = write(ben, TUESDAY)
    come(letter, on(4), "Dear Ana, I am snowed under. Try me in September.\n\nBen")
    assert "Rests until Tuesday 1 September (Chicago time), because Ben asked you to try again in September." in person(ben, on(5))
    thanks = write(ben, on(5), "answer")
    assert thanks and "Rests until Tuesday 1 September" in person(ben, on(6))  # a word of thanks does not use it up
    assert "Write to Ben again" not in today(ana, on(31, 8))
    shown = today(ana, on(1, 9))
    assert "Write to Ben again" in shown and "Ben asked you to try again in September." in shown
    write(ben, on(1, 9))
    assert "Ben asked you to try again" not in today(ana, on(2, 9))


def test_try_me_in_may_is_the_first_working_day_of_their_may(ana, ben):
    Contact.objects.filter(pk=ben.pk).update(zone="Asia/Tokyo")
    ben.refresh_from_db()
    letter = write(ben, datetime(2026, 2, 3, 9, tzinfo=UTC))
    come(letter, datetime(2026, 2, 4, 9, tzinfo=UTC), "Could you try me again in May?")
    assert cadence.of(ben, on(1, 3)).rests_until.isoformat() == "2026-05-01"
    Contact.objects.filter(pk=ben.pk).update(zone="Europe/Berlin")  # where the first of May is a holiday
    assert cadence.of(Contact.objects.get(pk=ben.pk), on(1, 3)).rests_until.isoformat() == "2026-05-04"


def test_what_they_quote_is_not_what_they_ask(ana, ben):
    letter = write(ben, TUESDAY)
    come(letter, on(4), "Yes, gladly. Thursday?\n\nOn 2 June Ana wrote:\n> If it does not fit, shall I try again in September?\n")
    assert cadence.of(ben, on(5)).next == ""


def _logged(ben, letter):
    press_at = on(4)
    with time_machine.travel(press_at, tick=False):
        signed_in(ben.owner).post(f"/people/{ben.key}/answers/new/", {"text": "He rang: gladly, later.", "came_on": "2026-06-04"})
    assert ben.messages.filter(way="logged").exists()


def _logged_on_the_day_of_the_letter(ben, letter):
    with time_machine.travel(on(4), tick=False):
        signed_in(ben.owner).post(f"/people/{ben.key}/answers/new/", {"text": "He rang at six.", "came_on": "2026-06-02"})
    assert ben.messages.filter(way="logged").get().received_at < letter.sent_at


def _replied(ben, letter):
    come(letter, on(4), "Yes, gladly.")


def _agreed(ben, letter):
    booking.agree(open_with(ben, on(3)), datetime(2026, 6, 20, 10), "America/Chicago", 20, on(4))


def _held(ben, letter):
    timeline.record(ben, "held", on(4))


def _declined(ben, letter):
    assert press(ben, "no", on(4)).status_code == 302


@pytest.mark.parametrize("contact", [_logged, _logged_on_the_day_of_the_letter, _replied, _agreed, _held, _declined])
def test_any_contact_on_any_channel_ends_the_waiting(ana, ben, contact):
    letter = write(ben, TUESDAY)
    assert AGAIN in today(ana, on(11))
    contact(ben, letter)
    for at in (on(11), on(30)):
        assert AGAIN not in today(ana, at)
    assert cadence.of(ben, on(11)).next in ("", "thank")


def test_silence_and_being_put_away_end_it(ana, ben):
    write(ben, TUESDAY)
    for what in ("silence", "put-away"):
        press(ben, what, on(3))
        assert AGAIN not in today(ana, on(11))
        press(ben, what, on(3))
        assert AGAIN in today(ana, on(11))


def test_a_letter_that_failed_is_waited_for_by_nobody(ana, ben):
    letter = write(ben, TUESDAY)
    Message.objects.filter(pk=letter.pk).update(failed_at=TUESDAY, failure="The address does not exist.")
    assert AGAIN not in today(ana, on(11)) and cadence.of(ben, on(11)).next == ""


# A no


def test_a_no_is_thanked_and_never_reminded_and_can_be_taken_back(ana, ben):
    write(ben, TUESDAY)
    press(ben, "no", on(4))
    shown = today(ana, on(4))
    assert "Thank Ben for answering" in shown and "is there anybody else" in shown
    write(ben, on(5), "declined")
    assert "Thank Ben" not in today(ana, on(6)) and AGAIN not in today(ana, on(30))
    press(ben, "no", on(6))
    assert not Event.objects.filter(contact=ben, kind="declined").exists()


def test_a_reply_that_says_no_is_marked_so_on_the_persons_page(ana, ben):
    letter = write(ben, TUESDAY)
    assert "They said no" in person(ben, on(3))
    come(letter, on(4), "I am sorry, I cannot.")
    assert "They said no" in person(ben, on(4))
    press(ben, "no", on(4))
    assert "It was not a no" in person(ben, on(5)) and "Ben said no on Thursday 4 June" in person(ben, on(5))


# One's own word


def test_letting_it_rest_is_kept_with_its_day_and_can_be_undone(ana, ben):
    write(ben, TUESDAY)
    assert press(ben, "rest", on(11)).status_code == 302
    assert AGAIN not in today(ana, on(11)) and AGAIN not in today(ana, on(11, 9))
    shown = person(ben, on(12))
    assert "Rests until Friday 11 December (Chicago time), because you let it rest on Thursday 11 June." in shown
    assert "You let it rest until 11 December 2026" in shown
    press(ben, "rest", on(15))
    assert Event.objects.filter(contact=ben, kind="rested").count() == 1
    press(ben, "rest/over", on(15))
    assert AGAIN in today(ana, on(15)) and not Event.objects.filter(contact=ben, kind="rested").exists()


def test_on_a_day_of_ones_own_it_comes_back(ana, ben):
    write(ben, TUESDAY)
    press(ben, "reminder", on(3), on="2026-07-06")
    assert AGAIN not in today(ana, on(11)) and "Write to Ben again" not in today(ana, on(5, 7))
    shown = today(ana, on(6, 7))
    assert "Write to Ben again" in shown and "You wanted to be reminded on Monday 6 July." in shown
    assert 'name="kind" value="reminder"' in shown  # the first letter has no answer yet


def test_somebody_never_written_to_comes_back_too(ana, ben):
    press(ben, "reminder", on(3), on="2026-07-06")
    assert "Write to Ben again" not in today(ana, on(5, 7)) and "Write to Ben again" in today(ana, on(6, 7))


def test_ones_own_word_said_while_a_letter_is_leaving_stands(ana, ben):
    letter = write(ben, TUESDAY)
    Message.objects.filter(pk=letter.pk).update(queued_at=TUESDAY)
    press(ben, "reminder", TUESDAY + timedelta(seconds=20), on="2026-06-08")
    Message.objects.filter(pk=letter.pk).update(sent_at=TUESDAY + timedelta(minutes=2))
    assert "You wanted to be reminded on Monday 8 June" in today(ana, on(8))


def test_an_answer_sets_ones_own_word_aside(ana, ben):
    letter = write(ben, TUESDAY)
    press(ben, "reminder", on(3), on="2026-07-06")
    come(letter, on(4), "Yes, gladly.")
    assert "You wanted to be reminded" not in today(ana, on(6, 7))


@pytest.mark.parametrize("day", ["2026-06-03", "2025-01-01", "soon", ""])
def test_a_day_that_is_not_still_to_come_is_refused(ben, day):
    assert press(ben, "reminder", on(3), on=day).status_code == 422
    assert not Event.objects.filter(contact=ben, kind="later").exists()


def test_an_outsider_decides_nothing(as_dov, ben):
    for what in ("rest", "rest/over", "reminder", "no"):
        assert as_dov.post(f"/people/{ben.key}/{what}/", {"on": "2030-01-01"}).status_code == 404
    assert not Event.objects.filter(contact=ben).exists()


# Answering in time


@pytest.mark.parametrize(
    ("at", "stand", "words"),
    [
        (datetime(2026, 6, 5, 16, tzinfo=UTC), "good", "answer by Monday 8 June"),  # Friday
        (datetime(2026, 6, 8, 16, tzinfo=UTC), "good", "answer by Monday 8 June"),
        (datetime(2026, 6, 9, 16, tzinfo=UTC), "warn", "that was Monday 8 June"),
        (datetime(2026, 6, 11, 16, tzinfo=UTC), "late", "to be answered by Monday 8 June"),  # the 10th is Portugal Day
    ],
)
def test_an_answer_is_answered_within_a_working_day_of_ones_own(ana, ben, at, stand, words):
    letter = write(ben, TUESDAY)
    friday = datetime(2026, 6, 5, 14, tzinfo=UTC)
    come(letter, friday, "Yes, gladly.")
    assert cadence.lateness(friday, ana, at) == stand
    assert words in today(ana, at)


# Cost


def _many(ana, number: int, first: int = 0) -> None:
    people = Contact.objects.bulk_create([Contact(owner=ana, full_name=f"P {n}", folded=f"p {n}", zone="America/Chicago") for n in range(first, first + number)])
    Event.objects.bulk_create([Event(contact=person, kind="imported", at=TUESDAY) for person in people])


@pytest.mark.parametrize("number", [1, 60])
def test_what_is_due_costs_the_same_for_one_and_for_many(ana, ben, number, django_assert_num_queries):
    _many(ana, number)
    clinic = organization_named(ana, "Wells Clinic")
    people = list(Contact.objects.filter(owner=ana))
    Position.objects.bulk_create([Position(contact=person, organization=clinic) for person in people])
    Message.objects.bulk_create([Message(owner=ana, contact=person, kind="request", direction="out", way="own", sent_at=TUESDAY) for person in people])
    with django_assert_num_queries(4):
        assert len(cadence.due(ana, on(11))) == number + 1


def test_thirty_thousand_people_do_not_make_today_slow(ana, ben):
    _many(ana, 30_000)
    letter = write(ben, TUESDAY)
    come(letter, TUESDAY, "I am back on 3 June.", automatic=True)
    cadence.due(ana, on(30))  # loads the holidays
    began = datetime.now(UTC)
    assert [c.contact for c in cadence.due(ana, on(30))] == [ben]
    assert datetime.now(UTC) - began < timedelta(seconds=0.5)
