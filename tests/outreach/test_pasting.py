"""Words that come from elsewhere: clean when they are kept, said when something was taken out, and never slow or fatal."""

import re
import time

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from legup.outreach import pasting
from legup.outreach.pasting import cleaned

WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head><body>'
    "<p class=MsoNormal>Dear Ben,<o:p></o:p></p><p class=MsoNormal>It’s about&nbsp;<b>wells</b>.<o:p></o:p></p></body></html>"
)
HARD = {
    "one million letters": "a" * 1_000_000,
    "a million short words": "so it is " * 111_111,
    "one line of 100,000 characters": "I would like to learn how you came to it, and " * 2_174,
    "a hundred thousand lines": "a\n" * 100_000,
    "invisible": "\u200b\u202e\u2066" * 50_000,
    "brackets": "[[{{<<" * 30_000,
    "tags": "<p>" * 60_000,
    "word": "<html><body>" + "<div>" * 30_000,
    "surrogates and controls": "".join(chr(n) for n in range(32)) * 2_000,
    "emoji": "👩‍🔬 " * 40_000,
    "nothing": "",
    "blank": " \n" * 5_000,
}


def at(name: str, letter) -> str:
    return reverse(f"outreach:{name}", args=[letter.key])


def test_line_ends_and_spaces_are_made_plain():
    assert cleaned("Dear\u00a0Ben,\r\n\r\nOne\rtwo\x0bthree\u2028four\u202ffive").text == "Dear Ben,\n\nOne\ntwo\nthree\nfour five"


def test_typographic_marks_stay():
    words = "“It’s” – she said — “née Łódź”… 漢字 é e\u0301"
    assert cleaned(words) == pasting.Pasted(words)


def test_what_nobody_sees_is_taken_out_and_counted():
    got = cleaned("De\u200bar \u202eBen\u202c,\ufeff so\u00adft")
    assert got.text == "Dear Ben, soft" and got.note == "5 invisible characters were taken out."


def test_joiners_stay_where_they_mean_something():
    for words in ("می\u200cخواهم", "👩\u200d🔬", "क्\u200dष"):
        assert cleaned(words).text == words
    assert cleaned("a\u200db").text == "ab"


def test_the_source_of_a_page_becomes_its_words():
    got = cleaned(WORD)
    assert got.text == "Dear Ben,\n\nIt’s about wells." and "markup" in got.note


def test_a_letter_about_tags_stays_as_it_is():
    words = "I read your page on the <p> element & why <b> is not <strong>."
    assert cleaned(words).text == words


def test_what_is_too_long_is_cut_and_said():
    got = cleaned("a" * 200_005)
    assert len(got.text) == 200_000 and "the last 5 were not kept" in got.note


@given(st.text())
def test_what_is_clean_stays_clean(typed):
    once = cleaned(typed).text
    assert cleaned(once).text == once


def test_keeping_cleans_and_says_so(as_ana, draft):
    answer = as_ana.post(at("save", draft), {"subject": "A\u200b question\u202e", "body": "Dear\u00a0Ben,\u200b\n\nHello."})
    draft.refresh_from_db()
    assert (draft.subject, draft.body) == ("A question", "Dear Ben,\n\nHello.")
    assert "1 invisible character was taken out" in answer.content.decode()


def test_a_button_cleans_and_says_so(as_ana, draft):
    answer = as_ana.post(at("compose", draft), {"subject": draft.subject, "body": WORD, "act": "check"}, follow=True)
    draft.refresh_from_db()
    assert draft.body.startswith("Dear Ben,\n") and "<" not in draft.body
    assert "markup of a web page or of Word was taken out" in answer.content.decode()


def test_clean_words_are_kept_without_a_word(as_ana, draft):
    answer = as_ana.post(at("save", draft), {"subject": draft.subject, "body": draft.body + " More."})
    assert "taken out" not in answer.content.decode()


def test_while_typing_what_will_be_taken_out_is_announced_and_nothing_written(as_ana, draft):
    part = as_ana.post(at("check", draft), {"subject": draft.subject, "body": draft.body + "\u202e"}).content.decode()
    assert "1 invisible character was taken out. This happens when it is kept." in part
    draft.refresh_from_db()
    assert "\u202e" not in draft.body


@pytest.mark.parametrize("name", HARD)
def test_hard_letters_are_answered_quickly_on_every_way(as_ana, draft, name):
    body = HARD[name]
    for view, act in (("check", ""), ("save", ""), ("compose", "check"), ("redraft", "")):
        began = time.monotonic()
        answer = as_ana.post(at(view, draft), {"subject": "S" * 5_000, "body": body, "act": act})
        assert answer.status_code in (200, 302), (view, answer.status_code)
        assert time.monotonic() - began < 3, (view, time.monotonic() - began)
    as_ana.post(at("save", draft), {"subject": "x", "body": body})
    for view in ("compose", "versions"):
        began = time.monotonic()
        assert as_ana.get(at(view, draft)).status_code == 200
        assert time.monotonic() - began < 3, view


def test_a_long_letter_is_shown_in_part_and_kept_whole(as_ana, draft):
    body = "Dear Ben,\n\n" + "I would like to learn from you. " * 3_000
    as_ana.post(at("save", draft), {"subject": "x", "body": body})
    shown = as_ana.get(at("compose", draft)).content.decode()
    draft.refresh_from_db()
    assert draft.body == body
    assert "Only the first 20,000 characters are read; 76,011 more are kept." in shown
    assert len(re.search(r'href="(mailto:[^"]*)"', shown)[1]) < 200, "a link of that length is refused by mail programs"


@pytest.mark.parametrize(
    "body",
    [
        "Sehr geehrter Herr Okafor,\n\nich würde gern erfahren, wie Sie zur Epidemiologie gekommen sind. Könnten wir zwanzig Minuten telefonieren, wann immer es Ihnen passt?\n\nAna Duarte",
        "Estimado Ben:\n\nMe gustaría saber cómo llegó usted a la epidemiología. ¿Podríamos hablar veinte minutos por teléfono cuando mejor le convenga?\n\nAna Duarte",
        "尊敬するオカフォー様\n\n疫学の お仕事に ついて お話を 伺いたく 存じます。 二十分ほど お電話で お話し できます でしょうか。 ご都合の よい 日時を お知らせ ください。\n\nアナ",
    ],
)
def test_of_other_languages_it_is_said_that_the_rules_are_for_english(as_ana, draft, body):
    part = as_ana.post(at("check", draft), {"subject": draft.subject, "body": body}).content.decode()
    assert "The rules are for letters in English" in part and "Spelling and grammar" not in part
    assert "twelve-year-old" not in part


def test_of_english_it_is_not(as_ana, draft):
    part = as_ana.post(at("check", draft), {"subject": draft.subject, "body": draft.body}).content.decode()
    assert "The rules are for letters in English" not in part
