"""Help with the language: hints apart from the practice, and how easily a letter reads."""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse

from legup.lib.clock import now
from legup.outreach import drafting, language
from legup.outreach.language import ease, hints
from legup.outreach.models import Message

checker = pytest.mark.skipif(not language.is_there(), reason="harper is not installed")
SLIPS = "Dear Ben,\n\nI would like to hear how you came to the center, and I recieved your name from the the library. Could we talk for 20 minutes?\n\nAna Duarte\n"


def found(text: str, spelling: str = "en-GB") -> dict[str, tuple[str, ...]]:
    return {text[slice(*hint.span)]: hint.suggestions for hint in hints(text, spelling)}


@checker
def test_a_slip_is_found_in_its_place_with_what_might_stand_there():
    told = found(SLIPS)
    assert told["recieved"][0] == "received"
    assert told["the the"] == ("the",)


@checker
def test_british_and_american_spelling_are_each_right_in_their_place():
    british, american = "I like the colour of your centre, and I hope to learn from it.", "I like the color of your center, and I hope to learn from it."
    assert found(british, "en-GB") == {} and found(american, "en-US") == {}
    assert set(found(american, "en-GB")) == {"color", "center"}
    assert set(found(british, "en-US")) == {"colour", "centre"}
    assert "British English" in hints(american, "en-GB")[0].message


@checker
def test_names_addresses_and_numbers_are_left_alone():
    assert found("I am Oyelaran Tkacz of Zephyrine. Write to me at tkacz@zephyrine.example or see www.zephyrine.example/tkaczz, room b12x.") == {}


@checker
def test_typographic_apostrophes_are_apostrophes():
    assert found("I don’t know whether it’s the right time, and I can’t say how you’d like it.") == {}


@checker
def test_other_languages_get_no_hints():
    assert found("Sehr geehrter Herr Okafor, ich würde gern erfahren, wie Sie zur Epidemiologie gekommen sind und ob wir sprechen könnten.") == {}


@checker
@pytest.mark.parametrize("spelling", ["en-GB", "en-US"])
def test_what_leg_up_drafts_has_no_slips(ben, spelling):
    """The control of every hint: letters that are right are left alone."""
    type(ben.owner).objects.filter(pk=ben.owner_id).update(spelling=spelling)
    ben.owner.refresh_from_db()
    for kind in ("request", "thanks", "reminder", "answer", "applying"):
        letter = drafting.draft(ben, kind, now())
        assert found(letter.body, spelling) == {}, kind


@checker
def test_where_the_checker_is_missing_there_are_no_hints(monkeypatch):
    assert found(SLIPS)
    monkeypatch.setitem(sys.modules, "harper", None)
    assert found(SLIPS) == {} and not language.is_there()


@checker
def test_many_may_ask_at_once():
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: found(SLIPS, "en-GB" if n % 2 else "en-US"), range(24)))
    assert answers[0] == answers[2] and answers[1] == answers[3] and answers[0] != answers[1]


@checker
@pytest.mark.parametrize("body", ["I want the " + "a" * 100_000, "the of and " * 90_000, "qwx zzk the to I " * 20_000, "\n" * 100_000, ""])
def test_hints_stay_quick(body):
    hints("I would like to learn more about it.", "en-GB")
    began = time.monotonic()
    hints(body, "en-GB")
    assert time.monotonic() - began < 3


# --- how easily it reads ----------------------------------------------------------------------------------------------------

PLAIN = "Dear Ben,\n\nWe met in the library in May. You told me about maps. I would like to hear more. Could we talk for 20 minutes? Any day suits me."
HEAVY = (
    "Dear Ben,\n\nNotwithstanding the considerable heterogeneity of institutional arrangements, it is my understanding that contemporary methodologies in "
    "epidemiology necessitate interdisciplinary collaboration with governmental organizations and the participation of communities in preventive interventions."
)
LONG = "I went to the sea with the boat and the net and the dog and the man who had the map and the key to the hut on the hill by the old mill."


def test_short_and_plain_reads_as_short_and_plain():
    assert "twelve-year-old" in ease(PLAIN).words


def test_long_words_in_long_sentences_are_called_heavy():
    assert "Heavy" in ease(HEAVY).words


def test_long_sentences_are_counted_and_pointed_to():
    body = f"Dear Ben,\n\n{LONG} It was fun. {LONG}\n\nAna"
    told = ease(body)
    assert "Two sentences are over 30 words" in told.words
    assert [body[slice(*span)] for span in told.long_ones] == [LONG, LONG]


def test_a_few_words_or_another_language_are_not_judged():
    assert ease("Dear Ben, thank you.").words == ""
    assert ease("Sehr geehrter Herr Okafor, ich würde gern erfahren, wie Sie zur Epidemiologie gekommen sind und ob wir darüber einmal am Telefon sprechen könnten, wann immer es Ihnen passt.").words == ""


# --- on the page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def slipped(draft) -> Message:
    draft.body = draft.body.replace("deciding", "desiding")
    draft.save()
    return draft


def page(client, letter: Message) -> str:
    return client.get(reverse("outreach:compose", args=[letter.key])).content.decode()


def summary(shown: str) -> str:
    """How many things could be better, as the page says it."""
    return "".join(re.findall(r'id="summary".*?<span>([^<]+)</span>', shown))


@checker
def test_hints_stand_apart_and_are_not_counted(as_ana, draft):
    before = summary(page(as_ana, draft))
    draft.body = draft.body.replace("summer counting", "sumer counting")
    draft.save()
    shown = page(as_ana, draft)
    assert "“sumer” is not in the dictionary of British English." in shown and "Spelling and grammar" in shown
    assert summary(shown) == before != ""


@checker
def test_a_suggestion_is_taken_with_one_press_and_taken_back_with_another(as_ana, slipped):
    (slip,) = hints(slipped.body, "en-GB")
    choice = f"{slip.span[0]}-{slip.span[1]}-{slip.suggestions.index('deciding')}"
    assert f'name="spell" value="{choice}"' in page(as_ana, slipped)
    answer = as_ana.post(reverse("outreach:compose", args=[slipped.key]), {"subject": slipped.subject, "body": slipped.body, "spell": choice}, follow=True)
    slipped.refresh_from_db()
    assert "deciding" in slipped.body and "desiding" not in slipped.body
    assert ">desiding</del>" in answer.content.decode()
    as_ana.post(reverse("outreach:redraft", args=[slipped.key]) + "?back=1")
    slipped.refresh_from_db()
    assert "desiding" in slipped.body


@checker
@pytest.mark.parametrize("choice", ["", "0-3-0", "x", "999999-9999999-9", "-1--1-0"])
def test_a_suggestion_that_is_not_there_changes_nothing(as_ana, slipped, choice):
    answer = as_ana.post(reverse("outreach:compose", args=[slipped.key]), {"subject": slipped.subject, "body": slipped.body, "spell": choice}, follow=True)
    before = slipped.body
    slipped.refresh_from_db()
    assert slipped.body == before and "nothing was changed" in answer.content.decode()


def test_without_the_checker_the_page_says_nothing_of_spelling(as_ana, slipped, monkeypatch):
    monkeypatch.setitem(sys.modules, "harper", None)
    shown = page(as_ana, slipped)
    assert "Spelling and grammar" not in shown and "How it reads" in shown
