"""The call: a clock, the next question, notes that are never lost, lines that are caught."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from legup.contacts.models import Event
from legup.interviews import calling, ending
from legup.interviews.models import Interview, Note

START = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)


@pytest.fixture
def press(as_ana, talk):
    """Press a button of the call page; *program* asks as the page's script does."""

    def press(name, program=False, key=talk.key, **fields):
        headers = {"Accept": "application/json"} if program else {}
        return as_ana.post(reverse(f"interviews:{name}", args=[key]), fields, headers=headers)

    return press


def fresh(talk) -> Interview:
    return Interview.objects.get(pk=talk.pk)


def kinds(contact) -> list[str]:
    return list(Event.objects.filter(contact=contact).order_by("id").values_list("kind", flat=True))


# The clock


def test_the_clock_begins_once(press, talk, ben):
    press("begin")
    first = fresh(talk).began_at
    press("begin")
    assert fresh(talk).began_at == first
    assert kinds(ben) == ["began"]


def test_a_beginning_pressed_without_signal_counts_from_when_it_was_pressed(talk):
    calling.begin(talk, now=START, at=START - timedelta(minutes=3))
    assert talk.began_at == START - timedelta(minutes=3)


@pytest.mark.parametrize("at", [START + timedelta(minutes=1), START - timedelta(days=2)])
def test_an_impossible_beginning_is_not_believed(talk, at):
    calling.begin(talk, now=START, at=at)
    assert talk.began_at == START


def test_little_time_is_said_at_four_fifths(as_ana, talk):
    assert calling.nudge_minute(talk) == 16
    talk.minutes = 30
    assert calling.nudge_minute(talk) == 24


# Notes


def test_notes_come_along_with_whatever_is_pressed(press, talk):
    press("begin", notes="She began in Accra", base="")
    assert fresh(talk).notes == "She began in Accra"


def test_the_page_shows_the_notes_again(as_ana, press, talk):
    press("keep_notes", notes="one\ntwo", base="")
    assert "one\ntwo" in as_ana.get(reverse("interviews:call", args=[talk.key])).content.decode()


def test_the_script_is_told_the_new_version(press, talk):
    answer = press("keep_notes", program=True, notes="one", base="").json()
    assert answer["base"] == calling.stamp(fresh(talk)) != ""
    again = press("keep_notes", program=True, notes="one\ntwo", base=answer["base"]).json()
    assert "notes" not in again
    assert fresh(talk).notes == "one\ntwo"


def test_two_windows_keep_both_and_are_told(press, talk):
    press("keep_notes", program=True, notes="from the laptop", base="")
    answer = press("keep_notes", program=True, notes="from the phone", base="").json()
    kept = fresh(talk).notes
    assert "from the laptop" in kept and "from the phone" in kept and "another window" in kept
    assert answer["notes"] == kept
    assert "Both are kept" in answer["sentence"]


def test_the_last_writer_would_have_lost_the_first(talk):
    """The control: without the stamp, the same two windows lose a line."""
    for text in ("from the laptop", "from the phone"):
        Interview.objects.filter(pk=talk.pk).update(notes=text)
    assert "from the laptop" not in fresh(talk).notes


def test_two_windows_typing_on_lose_nothing_and_do_not_swell(talk):
    bases, pages = ["", ""], ["", ""]
    for n in range(30):
        me = n % 2
        pages[me] += f"{'ab'[me]}{n}\n"
        kept = calling.keep_notes(talk, pages[me], bases[me], START + timedelta(seconds=n))
        bases[me], pages[me] = kept.stamp, kept.notes.rstrip("\n") + "\n"
    for n in range(30):
        assert sum(line == f"{'ab'[n % 2]}{n}" for line in fresh(talk).notes.split("\n")) == 1
    assert len(fresh(talk).notes.split("\n")) < 30 * 4


def test_without_script_the_page_says_that_both_were_kept(as_ana, press, talk):
    press("keep_notes", notes="from the laptop", base="")
    press("keep_notes", notes="from the phone", base="")
    assert "Both are kept" in as_ana.get(reverse("interviews:call", args=[talk.key])).content.decode()


def test_a_save_whose_answer_was_lost_is_not_taken_for_another_window(talk):
    calling.keep_notes(talk, "She said", "", START)
    kept = calling.keep_notes(talk, "She said it takes years", "", START)
    assert (kept.clash, kept.notes) == (False, "She said it takes years")


def test_the_same_text_again_changes_nothing(talk):
    first = calling.keep_notes(talk, "one", "", START)
    assert calling.keep_notes(talk, "one", first.stamp, START + timedelta(minutes=5)).stamp == first.stamp


def test_every_change_has_its_own_stamp_even_when_the_clock_stands(talk):
    stamps = [calling.keep_notes(talk, text, "", START).stamp for text in ("a", "ab", "abc")]
    assert len(set(stamps)) == 3


def test_notes_longer_than_can_be_kept_are_refused_and_the_old_ones_stay(press, talk):
    press("keep_notes", notes="short", base="")
    answer = press("keep_notes", program=True, notes="x" * 200_001, base=calling.stamp(fresh(talk)))
    assert answer.status_code == 422 and "What was saved before is safe" in answer.json()["sentence"]
    assert fresh(talk).notes == "short"


def test_notes_may_be_emptied_on_purpose(press, talk):
    base = press("keep_notes", program=True, notes="one", base="").json()["base"]
    press("keep_notes", notes="", base=base)
    assert fresh(talk).notes == ""


def test_notes_can_still_be_tidied_after_the_end(press, talk):
    press("end", notes="rough", base="")
    assert press("keep_notes", notes="tidy", base=calling.stamp(fresh(talk))).url == reverse("interviews:after", args=[talk.key])
    assert fresh(talk).notes == "tidy"


# Caught lines


def test_without_script_the_last_line_of_the_notes_is_caught(press, talk):
    press("catch", tag="advice", notes="Began in Accra\nLearn R before SAS\n\n", base="")
    note = Note.objects.get()
    assert (note.tag, note.text) == ("advice", "Learn R before SAS")
    assert fresh(talk).notes.startswith("Began in Accra")


def test_a_promise_stands_on_the_timeline_once(press, talk, ben):
    for _ in range(2):
        press("catch", program=True, tag="promise", line="Send her the survey")
    assert Note.objects.count() == 1
    assert kinds(ben) == ["promised"]


def test_the_script_gets_the_lines_as_they_stand_safely(press, talk):
    answer = press("catch", program=True, tag="name", line="<b>Omar</b>").json()
    assert "&lt;b&gt;Omar&lt;/b&gt;" in answer["lines"]


@pytest.mark.parametrize("fields", [{"tag": "gossip", "line": "x"}, {"tag": "", "line": "x"}, {"tag": "advice", "line": "  "}])
def test_what_is_no_line_or_no_tag_catches_nothing(press, talk, fields):
    press("catch", **fields)
    assert not Note.objects.exists()


def test_a_line_let_go_leaves_the_notes_as_they_are(press, talk, ben):
    press("catch", tag="promise", notes="I will send the survey", base="")
    press("uncatch", key=Note.objects.get().key)
    assert not Note.objects.exists()
    assert kinds(ben) == []
    assert fresh(talk).notes == "I will send the survey"


# Questions


def test_asked_questions_make_room_for_the_next(as_ana, press, talk):
    first, second = talk.questions.all()[:2]
    press("ask", question=f"asked {first.pk}")
    page = as_ana.get(reverse("interviews:call", args=[talk.key]))
    assert page.context["next"] == second
    press("ask", question=f"not {first.pk}")
    assert as_ana.get(reverse("interviews:call", args=[talk.key])).context["next"] == first


def test_asked_twice_keeps_the_first_time(talk):
    question = talk.questions.first()
    calling.ask(talk, question.pk, True, START)
    calling.ask(talk, question.pk, True, START + timedelta(minutes=4))
    question.refresh_from_db()
    assert question.asked_at == START


# The end


def test_the_end_leaves_one_line_with_the_minutes(talk, ben):
    calling.begin(talk, START)
    ending.end(talk, START + timedelta(minutes=22))
    ending.end(talk, START + timedelta(minutes=50))
    held = Event.objects.get(contact=ben, kind="held")
    assert (held.facts["minutes"], held.at) == (22, START + timedelta(minutes=22))


def test_an_end_pressed_without_signal_counts_from_when_it_was_pressed(talk):
    calling.begin(talk, START)
    ending.end(talk, START + timedelta(minutes=90), at=START + timedelta(minutes=21))
    assert Event.objects.get(kind="held").facts["minutes"] == 21


def test_a_clock_forgotten_over_night_says_nothing_of_the_length(talk):
    calling.begin(talk, START)
    ending.end(talk, START + timedelta(hours=11))
    assert "minutes" not in Event.objects.get(kind="held").facts


def test_a_call_that_was_never_begun_can_be_ended(press, talk):
    assert press("end").url == reverse("interviews:after", args=[talk.key])
    assert "minutes" not in Event.objects.get(kind="held").facts


def test_a_mistaken_end_is_taken_back(press, talk, ben):
    press("end")
    assert press("reopen").url == reverse("interviews:call", args=[talk.key])
    assert fresh(talk).is_open
    assert "held" not in kinds(ben)


def test_once_thanks_were_sent_the_end_stays(press, talk, ben):
    press("end")
    Interview.objects.update(thanked_at=START)
    press("reopen")
    assert not fresh(talk).is_open
    assert "held" in kinds(ben)


def test_the_page_after_offers_promises_and_names_found_in_the_notes(as_ana, press, talk):
    notes = "Began in Accra\nI will send her my mosquito report\nTalk to Omar Haddad at the county\nBen Okafor was kind"
    press("end", notes=notes, base="")
    page = as_ana.get(reverse("interviews:after", args=[talk.key]))
    assert page.context["suggested"] == {"promise": ["I will send her my mosquito report"], "name": ["Omar Haddad"]}
    press("catch", tag="name", line="Omar Haddad")
    assert as_ana.get(reverse("interviews:after", args=[talk.key])).context["suggested"]["name"] == []


def test_before_the_end_there_is_no_page_after(as_ana, talk):
    assert as_ana.get(reverse("interviews:after", args=[talk.key])).url == reverse("interviews:call", args=[talk.key])


def test_what_the_thanks_may_draw_on(talk):
    calling.keep_notes(talk, "Began in Accra\nLearn R before SAS", "", START)
    assert ending.remembered(talk)["said"] == ["Began in Accra", "Learn R before SAS"]
    calling.catch(talk, "advice", "Learn R before SAS")
    calling.catch(talk, "promise", "Send her the survey")
    calling.catch(talk, "name", "Omar Haddad")
    assert ending.remembered(talk) == {"said": ["Learn R before SAS"], "promises": ["Send her the survey"], "names": ["Omar Haddad"]}


@pytest.mark.parametrize(
    ("reach", "link"),
    [("+1 (312) 555-0143", "tel:+13125550143"), ("https://meet.example/abc", "https://meet.example/abc"), ("javascript:alert(1)", ""), ("she calls me", ""), ("", "")],
)
def test_only_numbers_and_web_addresses_become_links(talk, reach, link):
    talk.reach = reach
    assert calling.reach_link(talk) == link
