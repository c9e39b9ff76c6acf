"""The guide: questions in order, an introduction, what is known. Every button keeps what was typed."""

import pytest
from django.urls import reverse

from legup.contacts import timeline
from legup.interviews import guide
from legup.interviews.calling import catch
from legup.interviews.question_bank import BANK


@pytest.fixture
def press(as_ana, talk):
    """Press a button of the guide, with the page's fields as they stand and *typed* on top."""

    def press(act, **typed):
        fields = {f"q{q.pk}": q.text for q in talk.questions.all()}
        fields["essential"] = [q.pk for q in talk.questions.all() if q.is_essential]
        return as_ana.post(reverse("interviews:guide", args=[talk.key]), fields | {"act": act} | typed, follow=True)

    return press


def texts(talk):
    return [q.text for q in talk.questions.all()]


def test_a_question_of_ones_own_goes_before_the_one_for_names(press, talk):
    press("add", new="  What did the   mosquito survey change? ")
    assert texts(talk)[-2] == "What did the mosquito survey change?"
    assert len(texts(talk)) == 7


def test_adding_the_same_question_again_adds_nothing(press, talk):
    press("add", new="What now?")
    press("add", new="What now?")
    assert texts(talk).count("What now?") == 1


def test_words_are_changed_and_the_marks_with_them(press, talk):
    first, second = talk.questions.all()[:2]
    press("save", **{f"q{first.pk}": "How did you begin?", "essential": [second.pk]})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.text, first.is_essential, second.is_essential) == ("How did you begin?", False, True)


def test_an_emptied_question_keeps_its_words(press, talk):
    first = talk.questions.first()
    press("save", **{f"q{first.pk}": "   "})
    assert texts(talk)[0] == first.text


def test_up_and_down_change_the_order_and_keep_what_was_typed(press, talk):
    before = texts(talk)
    second = talk.questions.all()[1]
    press(f"up {second.pk}", **{f"q{second.pk}": "Changed on the way?"})
    assert texts(talk) == ["Changed on the way?", before[0], *before[2:]]
    press(f"down {second.pk}")
    assert texts(talk)[1] == "Changed on the way?"


def test_the_first_cannot_go_further_up(press, talk):
    before = texts(talk)
    press(f"up {talk.questions.first().pk}")
    assert texts(talk) == before


def test_a_question_taken_out_can_be_put_back_where_it_was(press, talk):
    before = texts(talk)
    page = press(f"remove {talk.questions.all()[2].pk}").content.decode()
    assert texts(talk) == before[:2] + before[3:]
    assert "Put it back" in page
    assert "Put it back" not in press("back").content.decode()
    assert texts(talk) == before


def test_a_question_of_the_bank_is_brought_in_and_no_longer_offered(press, talk):
    text = BANK["trends"][0]
    page = press(f"bring {text}").content.decode()
    assert text in texts(talk)
    assert f'value="bring {text}"' not in page


def test_more_than_anybody_could_ask_is_refused_with_a_sentence(press, talk):
    for n in range(14):
        press("add", new=f"Question number {n}?")
    answer = press("add", new="One too many?")
    assert answer.status_code == 422
    assert "Six fill twenty minutes" in answer.content.decode()
    assert len(texts(talk)) == 20


def test_a_question_of_somebody_elses_guide_cannot_be_touched(press, talk, dov):
    from legup.contacts.models import Contact
    from legup.interviews.opening import open_with

    theirs = open_with(Contact.objects.create(owner=dov, full_name="Eve", folded="eve")).questions.first()
    press(f"remove {theirs.pk}", **{f"q{theirs.pk}": "Mine now?"})
    theirs.refresh_from_db()
    assert theirs.text != "Mine now?"


def test_the_bank_holds_about_forty_open_questions_of_one_breath():
    every = [text for texts in BANK.values() for text in texts]
    assert 38 <= len(every) <= 48
    assert len(set(every)) == len(every)
    for text in every:
        assert text.count("?") <= 1 and len(text) <= 120, text
        assert not text.lower().startswith(("do ", "did ", "is ", "are ", "have ", "will ", "can ", "don't")), text


def test_the_page_says_when_nobody_is_asked_for_names(press, talk):
    page = press(f"remove {talk.questions.last().pk}").content.decode()
    assert "None asks who else to talk to" in page


@pytest.mark.parametrize("text", ["Who else should I talk to?", "Whom would you speak with next?", "Is there anyone else I could ask?", "Could you put me in touch with a colleague?"])
def test_questions_for_names_are_known(talk, text):
    talk.questions.all().delete()
    assert guide.asks_for_names([guide.add(talk, text)])


def test_the_introduction_says_who_why_them_and_what_one_hopes_within_a_minute(talk, ben):
    ben.tie, ben.met_where = "met", "the county health fair"
    text = guide.introduction(talk)
    for part in ("Ana Duarte", "a second-year biology student", "We met at the county health fair", "public health", "mosquitoes"):
        assert part in text
    assert 15 <= guide.seconds_aloud(text) <= 60


def test_the_introduction_of_somebody_who_said_nothing_about_themselves_still_reads(talk, ana):
    ana.full_name = ana.headline = ana.background = ana.curiosity = ""
    talk.owner = ana
    assert guide.introduction(talk).startswith("I would like to hear")


def test_the_brief_shows_who_how_the_last_words_the_number_and_the_promises(as_ana, talk, ben):
    ben.tie, ben.referrer_name = "referred", "Omar Haddad"
    ben.save()
    ben.points.create(kind="phone", value="+1 312 555 0143", folded="+13125550143")
    timeline.record(ben, "replied")
    catch(talk, "promise", "Send her the survey")
    for page in ("interviews:guide", "interviews:brief"):
        text = as_ana.get(reverse(page, args=[talk.key])).content.decode()
        for part in ("Ben Okafor", "Epidemiologist, Wells Clinic", "Omar Haddad told you about them", "+1 312 555 0143", "Ben answered", "Send her the survey"):
            assert part in text, (page, part)
