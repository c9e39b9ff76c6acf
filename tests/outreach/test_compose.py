"""The page where a letter is written: without JavaScript complete, with it live; and nothing typed is lost."""

import pytest
from django.urls import reverse

from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.outreach import drafting
from legup.outreach.models import Message

LIVE = {"HX-Request": "true"}


@pytest.fixture
def letter(ben) -> Message:
    Contact.objects.filter(pk=ben.pk).update(tie="met", met_where="Northfield library", met_occasion="careers evening", met_on="2026-03-12")
    return drafting.draft(Contact.objects.get(pk=ben.pk), "request", now())


def at(name: str, letter: Message) -> str:
    return reverse(f"outreach:{name}", args=[letter.key])


def words(letter: Message, **more) -> dict:
    return {"subject": letter.subject, "body": letter.body} | more


def test_one_press_begins_a_letter_and_a_second_finds_the_same(as_ana, ben):
    first = as_ana.post(reverse("outreach:begin", args=[ben.key]), {"kind": "request"})
    again = as_ana.post(reverse("outreach:begin", args=[ben.key]), {"kind": "request"})
    assert first["Location"] == again["Location"] == at("compose", Message.objects.get())


def test_a_letter_of_no_known_kind_is_refused_in_a_sentence(as_ana, ben):
    answer = as_ana.post(reverse("outreach:begin", args=[ben.key]), {"kind": "poem"})
    assert answer.status_code == 422 and "no letter of that kind" in answer.content.decode()
    assert not Message.objects.exists()


def test_the_page_shows_the_letter_its_reasons_and_its_questions(as_ana, letter):
    page = as_ana.get(at("compose", letter)).content.decode()
    assert "Dear Ben," in page and "Why each sentence is there" in page
    assert "What connects you comes first" in page and "So advise: Chicago" in page
    assert "What made you think of Ben?" in page and "What is one thing you and Ben spoke of?" in page
    assert "Nothing stands in its way" in page


def test_an_answer_goes_into_the_record_and_the_letter(as_ana, letter):
    as_ana.post(at("compose", letter), words(letter, act="answer", **{"q-why_them": "his talk on well water"}))
    letter.refresh_from_db()
    assert letter.contact.why_them == "his talk on well water" and "because of your talk on well water" in letter.body


def test_an_answer_with_changed_words_keeps_both(as_ana, letter):
    as_ana.post(at("compose", letter), words(letter, body="Dear Ben,\r\n\r\nMine.", act="answer", **{"q-why_them": "his talk"}))
    letter.refresh_from_db()
    assert (letter.body, letter.contact.why_them) == ("Dear Ben,\n\nMine.", "his talk")


def test_a_date_that_is_none_is_said_and_the_words_are_kept(as_ana, letter):
    Contact.objects.filter(pk=letter.contact_id).update(met_on=None)
    answer = as_ana.post(at("compose", letter), words(letter, body="Mine.", act="answer", **{"q-met_on": "soon"}))
    letter.refresh_from_db()
    assert answer.status_code == 422 and letter.body == "Mine." and "Mine." in answer.content.decode()


def test_the_check_reads_what_is_typed_and_writes_nothing(as_ana, letter):
    before = list(Message.objects.values())
    typed = letter.body.replace("Dear Ben,", "Dear Ben,\n\nAre you hiring?")
    part = as_ana.post(at("check", letter), words(letter, body=typed), headers=LIVE).content.decode()
    assert "This reads as asking for work" in part and "Are you hiring?" in part and "<html" not in part
    assert list(Message.objects.values()) == before


def test_words_are_saved_as_they_are_typed(as_ana, letter):
    answer = as_ana.post(at("save", letter), {"subject": "New", "body": "New words."}, headers=LIVE)
    letter.refresh_from_db()
    assert "Kept at" in answer.content.decode() and (letter.subject, letter.body) == ("New", "New words.") and letter.edited_at


def test_a_mend_is_one_press_and_can_be_taken_back(as_ana, letter):
    spoilt = letter.body.replace("Dear Ben,", "Dear Omar,")
    answer = as_ana.post(at("compose", letter), words(letter, body=spoilt, mend="M17"), follow=True)
    letter.refresh_from_db()
    assert letter.body.startswith("Dear Ben,") and f"{at('redraft', letter)}?back=1" in answer.content.decode()
    as_ana.post(at("redraft", letter) + "?back=1")
    letter.refresh_from_db()
    assert letter.body == spoilt


def test_a_mend_shows_what_it_would_change_before_it_is_pressed(as_ana, letter):
    spoilt = letter.body.replace("Dear Ben,", "Dear Omar,")
    part = as_ana.post(at("check", letter), words(letter, body=spoilt), headers=LIVE).content.decode()
    assert "taken out: </span>Omar,</del>" in part and "put in: </span>Ben,</ins>" in part
    whole = as_ana.post(at("check", letter), words(letter), headers=LIVE).content.decode()
    assert "<del>" not in whole


def test_other_words_are_shown_sentence_by_sentence_and_taken_back(as_ana, letter):
    before = letter.body
    page = as_ana.post(at("redraft", letter), words(letter), follow=True).content.decode()
    letter.refresh_from_db()
    assert letter.body != before and "What changed" in page and "<del>" in page and "<ins>" in page
    assert "What changed" not in as_ana.get(at("compose", letter)).content.decode()
    as_ana.post(at("redraft", letter) + "?back=1", words(letter))
    letter.refresh_from_db()
    assert letter.body == before


def test_what_was_typed_after_a_suggestion_is_not_lost_by_taking_it_back(as_ana, letter):
    as_ana.post(at("redraft", letter), words(letter))
    as_ana.post(at("redraft", letter) + "?back=1", words(letter, body="Typed since."))
    assert letter.versions.filter(body="Typed since.").exists()


def test_a_mend_that_no_longer_applies_is_said(as_ana, letter):
    page = as_ana.post(at("compose", letter), words(letter, mend="M17"), follow=True).content.decode()
    assert "nothing was changed" in page


def test_the_subject_is_judged_where_it_is_written(as_ana, letter):
    poor = as_ana.post(at("check", letter), words(letter, subject="Hello"), headers=LIVE).content.decode()
    note = poor.split('id="subject-note"')[1].split("</p>")[0]
    assert "anybody" in note and 'href="#id_subject"' not in note
    good = as_ana.post(at("check", letter), words(letter), headers=LIVE).content.decode()
    assert good.split('id="subject-note"')[1].split("</p>")[0].endswith(">")


@pytest.mark.parametrize(("change", "said"), [("", "Nothing stands in its way"), ("Dear Omar,", "1 thing to mend first"), ("Hey Ben,", "1 thing could be better")])
def test_one_line_says_how_many_things_could_be_better(as_ana, letter, change, said):
    body = letter.body.replace("Dear Ben,", change or "Dear Ben,")
    part = as_ana.post(at("check", letter), words(letter, body=body), headers=LIVE).content.decode()
    assert f"<span>{said}</span>" in part.split('id="summary"')[1]


def test_the_keys_of_this_page_stand_in_the_list_of_keys(as_ana, letter):
    page = as_ana.get(at("compose", letter)).content.decode()
    assert "<kbd>Ctrl</kbd> <kbd>Enter</kbd>" in page and "send the letter" in page
    assert "send the letter" not in as_ana.get(reverse("outreach:letters")).content.decode()


def test_a_refusal_to_send_is_shown_beside_the_words_which_are_kept(as_ana, letter):
    answer = as_ana.post(at("compose", letter), words(letter, body="Dear Omar,\n\nAre you hiring?", act="send"))
    letter.refresh_from_db()
    page = answer.content.decode()
    assert answer.status_code == 422 and "It has not left" in page and "Are you hiring?" in page
    assert letter.body == "Dear Omar,\n\nAre you hiring?" and letter.stand == "draft"


def test_sending_oneself_keeps_the_last_words_first(as_ana, letter):
    as_ana.post(at("compose", letter), words(letter, body="Dear Ben,\n\nThe last words.", act="own"))
    letter.refresh_from_db()
    assert (letter.stand, letter.way, letter.body) == ("sent", "own", "Dear Ben,\n\nThe last words.")


def test_a_letter_that_has_left_is_read_and_not_written(as_ana, letter):
    Message.objects.filter(pk=letter.pk).update(sent_at=now())
    assert as_ana.get(at("compose", letter))["Location"] == reverse("outreach:letter", args=[letter.key])
    as_ana.post(at("compose", letter), {"subject": "x", "body": "x"})
    assert as_ana.post(at("save", letter), {"subject": "x", "body": "x"}).status_code == 409
    letter.refresh_from_db()
    assert letter.body != "x"


def test_open_in_my_mail_carries_address_subject_and_lines(as_ana, letter):
    as_ana.post(at("save", letter), {"subject": "Tides & wells?", "body": "One\n\nTwo"})
    page = as_ana.get(at("compose", letter)).content.decode()
    assert "mailto:ben@wells.example?subject=Tides%20%26%20wells%3F&amp;body=One%0D%0A%0D%0ATwo" in page


def test_what_is_typed_is_shown_as_text_and_never_as_markup(as_ana, letter):
    hostile = "Dear Ben,\n\n<script>alert(1)</script> & <img src=x>\n\n</textarea><b>Ana</b>"
    as_ana.post(at("save", letter), {"subject": '"><script>', "body": hostile})
    page = as_ana.get(at("compose", letter)).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page and "</textarea><b>" not in page and '"><script>' not in page


@pytest.mark.parametrize("name", ["compose", "check", "save", "redraft", "begin"])
def test_to_dov_it_is_not_there(as_dov, letter, name):
    address = reverse("outreach:begin", args=[letter.contact.key]) if name == "begin" else at(name, letter)
    before = list(Message.objects.values())
    assert as_dov.post(address, {"subject": "x", "body": "x", "kind": "request"}).status_code == 404
    assert list(Message.objects.values()) == before


def test_a_page_asks_the_database_a_fixed_number_of_times(as_ana, letter, django_assert_max_num_queries):
    as_ana.get(at("compose", letter))
    with django_assert_max_num_queries(20):
        as_ana.get(at("compose", letter))


def test_send_keeps_the_last_words_and_gives_a_minute_to_take_them_back(as_ana, letter, box):
    page = as_ana.get(at("compose", letter)).content.decode()
    assert 'name="act" value="send"' in page
    last = letter.body.replace("Ana Duarte", "Ana Duarte, who thanks you for reading so far.")
    answer = as_ana.post(at("compose", letter), words(letter, body=last, act="send"), follow=True)
    letter.refresh_from_db()
    assert letter.stand == "queued" and letter.body == last and b"so far." in bytes(letter.raw)
    assert reverse("outreach:undo", args=[letter.key]) in answer.content.decode()


def test_an_error_can_be_overruled_and_it_is_kept_that_it_was(as_ana, letter, box):
    spoilt = words(letter, body=letter.body.replace("Dear Ben,", "Dear Omar,"), act="send")
    assert as_ana.post(at("compose", letter), spoilt).status_code == 422
    as_ana.post(at("compose", letter), spoilt | {"overriding": "M17"})
    letter.refresh_from_db()
    assert letter.stand == "queued" and [o["rule"] for o in letter.overrides] == ["M17"]
