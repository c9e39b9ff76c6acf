"""Days as people say them: when they are back, and when they asked to be tried again."""

from datetime import date

import pytest

from legup.lib.said_days import back_on, has_left, try_again

WEDNESDAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("note", "back"),
    [
        ("I am out of the office and back on 3 June.", "2026-06-03"),
        ("I am away until Monday 1 June, thanks.", "2026-06-01"),
        ("Out of office until Monday 25.", "2026-05-25"),
        ("I am returning 2026-06-03.", "2026-06-03"),
        ("I'll be back June 3rd.", "2026-06-03"),
        ("I return to work on Wednesday, June 3, 2026.", "2026-06-03"),
        ("I will be on leave from 20 May to 3 June.", "2026-06-04"),
        ("Out of office 18 May – 29 May, with no access to mail", "2026-05-30"),
        ("On vacation between May 18th and May 29th.", "2026-05-30"),
        ("Out of the office 20 May - 29 May; back in the office on Monday", "2026-05-30"),
        ("away through June 5", "2026-06-06"),
        ("I will be back after 3 June", "2026-06-04"),
        ("out until 03.06.2026", "2026-06-03"),
        ("back in the office on the 27th", "2026-05-27"),
        ("I am away from my desk until Thursday.", "2026-05-21"),
        ("Back next week", "2026-05-25"),
        ("returning in two weeks", "2026-06-03"),
        ("parental leave until the end of June", "2026-07-01"),
        ("on leave until January 4", "2027-01-04"),
        ("Back 2 June. For urgent matters write to Omar until 1 June.", "2026-06-02"),
        # Unsure is not guessed
        ("Thank you for your message. We answer within two days.", None),
        ("from 3 June you can reach me at the new office", None),
        ("Out of office until Monday 14", None),  # no Monday is a 14th for months
        ("I will be back on 31 February", None),
        ("I will be back on 3 May", None),  # an old note, still switched on
        ("away until 2099-01-01", None),
        ("", None),
    ],
)
def test_when_an_out_of_office_note_says_its_writer_is_back(note, back):
    assert back_on(note, WEDNESDAY) == (date.fromisoformat(back) if back else None)


@pytest.mark.parametrize(
    ("reply", "on", "words"),
    [
        ("Snowed under at the moment. Try me in September.", "2026-09-01", "in September"),
        ("Could you try me again in September?", "2026-09-01", "in September"),
        ("Please write to me again after 15 June.", "2026-06-16", "on 16 June"),
        ("Feel free to reach out again in the new year.", "2027-01-01", "in January"),
        ("Please get back to me in two weeks", "2026-06-03", "on 3 June"),
        ("Ask me again next month", "2026-06-01", "in June"),
        ("Can you follow up with me in early July?", "2026-07-01", "in July"),
        ("try me after August", "2026-09-01", "in September"),
        ("I'm busy until July, but glad to help then.", "2026-07-01", "in July"),
    ],
)
def test_when_a_reply_asks_to_be_tried_again(reply, on, words):
    assert try_again(reply, WEDNESDAY) == (date.fromisoformat(on), words)


@pytest.mark.parametrize(
    "reply",
    [
        "Happy to talk in June.",
        "I'll write to you again in June.",
        "Let me get back to you in June.",
        "I will get back to you on Monday.",
        "Don't write to me again in June.",
        "I would rather you did not write to me in June.",
        "I tried to write to you in March.",
        "Could we talk on 3 June at 10?",
        "Call me on Monday at 10.",
        "Email me some times by Monday.",
        "Write me a few lines for next week's panel.",
        "You may ask my colleague in June.",
        "May I ask who told you?",
        "Write back when you may.",
        "",
    ],
)
def test_an_answer_that_asks_for_no_such_thing_is_left_alone(reply):
    assert try_again(reply, WEDNESDAY) is None


@pytest.mark.parametrize(("note", "left"), [("I no longer work at Wells Clinic.", True), ("Ben has left the company.", True), ("I have retired.", True), ("I have left for lunch.", False), ("Away until Monday.", False)])
def test_a_note_that_says_they_work_there_no_more(note, left):
    assert has_left(note) is left


def test_long_and_strange_notes_are_read_quickly():
    for text in ("back " * 20_000, "a" * 100_000, "until " + "1" * 50_000, "try me again in " * 5_000, "\u202e\u200b" * 20_000):
        back_on(text, WEDNESDAY), try_again(text, WEDNESDAY), has_left(text)
