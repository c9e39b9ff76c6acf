"""Today and the thread say what waits on whom, what did not leave, and what to do; whoever rests or answered is not waited for."""

from datetime import timedelta

import pytest
import time_machine

from legup.contacts import timeline
from legup.mail.models import Mailbox
from legup.outreach import delivering, hours, sending
from legup.outreach.models import Message
from tests.followup.test_cadence import TUESDAY, come, on, page, write
from tests.outreach.conftest import first_letter

WAITS = "Waiting for Ben since Tuesday 2 June (Chicago time); a reminder is due on Thursday 11 June (Chicago time)."


def waiting(owner, at) -> str:
    return page(owner, "/today/", at).partition("Waiting on others")[2]


def thread(letter: Message, at) -> str:
    return page(letter.owner, f"/letters/{letter.key}/", at)


@pytest.fixture
def asked(ana, ben) -> Message:
    return write(ben, TUESDAY)


def test_a_letter_without_an_answer_is_waited_for_until_the_reminder_is_due(ana, asked):
    assert WAITS in waiting(ana, on(5))
    assert "Waiting for Ben since Tuesday 2 June; a reminder is due on Thursday 11 June." in thread(asked, on(5))
    assert waiting(ana, on(11)) == ""
    assert "Write to Ben again, or let it rest" in page(ana, "/today/", on(11))
    assert "Write once more, or let it rest." in thread(asked, on(11))


def test_an_absence_moves_the_day_and_is_said(ana, asked):
    come(asked, on(3), "I am out of office until 10 June.", automatic=True)
    assert "who is away until Wednesday 10 June" in waiting(ana, on(5))
    # Seven working days; the 19th is a holiday there.
    assert "a reminder is due on Monday 22 June" in thread(asked, on(5))


def test_an_answer_makes_it_ones_own_turn(ana, asked):
    come(asked, on(4), "Gladly. How about Thursday?")
    assert waiting(ana, on(5)) == ""
    assert "Ben answered on Thursday 4 June; it is your turn." in thread(asked, on(5))
    timeline.record(asked.contact, "agreed", on(5), when="Thursday")
    assert "your turn" not in thread(asked, on(6))


def test_who_rests_is_not_waited_for(ana, asked, ben):
    write(ben, on(11), "reminder")
    assert waiting(ana, on(12)) == ""
    assert "You wrote twice without an answer. Let it rest until" in thread(asked, on(12))


def test_what_the_person_decided_is_said(ana, asked, ben, as_ana):
    with time_machine.travel(on(5), tick=False):
        as_ana.post(f"/people/{ben.key}/rest/")
    assert waiting(ana, on(6)) == ""
    assert "You let it rest until" in thread(asked, on(6))


def test_an_account_that_does_not_let_us_in_is_said_first_with_the_letters_that_wait(ana, ben, box, as_ana):
    letter = first_letter(ana, ben)
    sending.queue(letter, on(5), ["M17"])
    assert "does not let Leg Up in" not in page(ana, "/today/", on(5))
    Mailbox.objects.update(tested_at=on(4), refused_at=on(5), refusal="Your password is wrong.")
    today = page(ana, "/today/", on(5, hour=18))
    assert "Your mail account ana@northfield.example does not let Leg Up in" in today
    assert "Your password is wrong. One letter waits for it." in today
    assert "leaves once the account works again" in thread(letter, on(5, hour=18))
    Mailbox.objects.update(tested_at=on(6))
    assert "does not let Leg Up in" not in page(ana, "/today/", on(6))


def test_a_letter_whose_moment_passed_is_not_put_away_in_silence(ana, ben, box):
    late = first_letter(ana, ben, kind="reminder", not_after=on(5, hour=16))
    sending.queue(late, on(5), ["M17", "F4", "M1", "M7"])
    delivering.send_due(on(5, hour=17))
    assert "Your reminder to Ben was not sent" in page(ana, "/today/", on(5, hour=18))
    assert "was not sent" not in page(ana, "/today/", on(5) + timedelta(days=8))


def test_a_letter_that_failed_again_is_shown_again(ana, ben, box, as_ana):
    letter = first_letter(ana, ben, queued_at=on(3), failed_at=on(3), failure="There is no such address.")
    with time_machine.travel(on(5), tick=False):
        as_ana.post("/today/later/", {"step": f"failed-{letter.key}-202606031500", "how": "done"})
    assert "did not go" not in page(ana, "/today/", on(6))
    Message.objects.update(failed_at=on(6))
    assert "Your letter to Ben did not go" in page(ana, "/today/", on(7))


def test_what_is_on_its_way_says_when_it_leaves(ana, ben, box):
    letter = first_letter(ana, ben)
    sending.queue(letter, on(5), ["M17"], hours.good_hour(ben, on(5)))
    today = page(ana, "/today/", on(5))
    assert "It leaves on Monday 8 June, 09:10 (Chicago time); for you that is 15:10 (Lisbon time)." in today
    assert "is on its way, to leave on Monday 8 June" in page(ana, f"/people/{ben.key}/", on(5))
    assert "Your letter to Ben is on its way" in page(ana, f"/people/{ben.key}/", on(5))
