"""Earlier words of a letter: remembered when they give way, shown with what changed, brought back."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from legup.lib.clock import now
from legup.outreach import drafting, sending, versions
from legup.outreach.comparing import changed, compare
from legup.outreach.models import Message, Version

LATER = timedelta(minutes=3)


def type_(letter: Message, body: str, after: timedelta = timedelta()) -> None:
    """Words kept some time after those before."""
    versions.keep(letter, letter.subject, body, (letter.edited_at or letter.drafted_at) + after)


def remembered(letter: Message) -> list[tuple[str, str]]:
    return [(version.body, version.why) for version in letter.versions.all()]


def page(client, letter: Message) -> str:
    return client.get(reverse("outreach:versions", args=[letter.key])).content.decode()


def test_going_on_after_a_pause_keeps_the_words_before(draft):
    first = draft.body
    type_(draft, first + "One.", LATER)
    assert remembered(draft) == [(first, "pause")]
    assert draft.versions.get().at == draft.drafted_at


def test_typing_without_a_pause_keeps_nothing(draft):
    for n in range(20):
        type_(draft, draft.body + f" {n}", timedelta(seconds=119))
    assert remembered(draft) == []


def test_taking_out_most_of_a_letter_at_once_keeps_it(draft):
    whole = draft.body
    type_(draft, "Dear Ben,", timedelta(seconds=2))
    assert remembered(draft) == [(whole, "cut")]


def test_the_same_words_again_are_no_version(draft):
    type_(draft, draft.body, LATER)
    assert remembered(draft) == []


def test_only_the_last_fifty_stay(draft):
    for n in range(60):
        type_(draft, f"{n}", LATER)
    kept = [body for body, _ in remembered(draft)]
    assert len(kept) == versions.MOST == 50
    assert (kept[0], kept[-1]) == ("58", "9")


def test_a_letter_that_has_left_gets_no_versions(draft):
    Message.objects.filter(pk=draft.pk).update(sent_at=now())
    type_(draft, "Something else.", LATER)
    assert remembered(draft) == []


def test_saying_it_in_other_words_keeps_the_words_before(as_ana, ben):
    letter = drafting.draft(ben, "request", now())
    mine = letter.body + "\n\nMine."
    as_ana.post(reverse("outreach:redraft", args=[letter.key]), {"subject": letter.subject, "body": mine})
    assert (mine, "other") in remembered(letter)


def test_a_mend_keeps_the_words_before(as_ana, draft):
    spoilt = draft.body.replace("Dear Ben", "Dear Omar")
    as_ana.post(reverse("outreach:compose", args=[draft.key]), {"subject": draft.subject, "body": spoilt, "mend": "M17"})
    assert (spoilt, "mend") in remembered(draft)


def test_what_was_sent_is_remembered_when_it_is_taken_back(as_ana, draft, box):
    as_ana.post(reverse("outreach:compose", args=[draft.key]), {"subject": draft.subject, "body": draft.body, "act": "send"})
    assert remembered(draft) == [(draft.body, "send")]
    sending.undo(draft, now())
    assert "These are the words the letter has now." in page(as_ana, draft)


def test_a_refused_sending_is_no_version(as_ana, draft):
    as_ana.post(reverse("outreach:compose", args=[draft.key]), {"subject": draft.subject, "body": draft.body, "act": "send"})
    assert remembered(draft) == []


def test_the_page_says_what_went_and_what_came_without_colour(as_ana, draft):
    type_(draft, draft.body.replace("phone", "video"), LATER)
    shown = page(as_ana, draft)
    assert '<del><span class="hidden-text">taken out: </span>phone</del>' in shown
    assert '<ins><span class="hidden-text">put in: </span>video</ins>' in shown
    assert "before you went on writing" in shown and "Lisbon time" in shown


def test_without_versions_the_page_says_how_they_come(as_ana, draft):
    assert "No earlier words yet" in page(as_ana, draft)


def test_words_are_put_back_and_the_putting_back_is_undone(as_ana, draft):
    first = draft.body
    type_(draft, "Dear Ben,\n\nQuite different.", LATER)
    version = draft.versions.get()
    answer = as_ana.post(reverse("outreach:restore", args=[draft.key, version.key]), follow=True)
    draft.refresh_from_db()
    assert draft.body == first
    aside = draft.versions.get(why="back")
    undo = reverse("outreach:restore", args=[draft.key, aside.key])
    assert undo in answer.content.decode()
    as_ana.post(undo)
    draft.refresh_from_db()
    assert draft.body == "Dear Ben,\n\nQuite different."
    assert draft.versions.count() == 2


def test_subjects_come_back_too(draft):
    versions.keep(draft, "Another subject", draft.body, draft.drafted_at + LATER)
    versions.restore(draft, draft.versions.get(), now())
    assert draft.subject == "A question about epidemiology"


def test_a_letter_on_its_way_is_not_changed_by_earlier_words(as_ana, draft, box):
    type_(draft, draft.body + "\n\nYours.", LATER)
    version = draft.versions.get()
    sending.queue(draft, now())
    answer = as_ana.post(reverse("outreach:restore", args=[draft.key, version.key]))
    draft.refresh_from_db()
    assert answer.status_code == 422 and draft.body.endswith("Yours.")


def test_words_of_another_letter_cannot_be_put_here(as_ana, draft, ben):
    other = Message.objects.create(owner=draft.owner, contact=ben, body="Others.")
    stranger = versions.set_aside(other, "other")
    assert as_ana.post(reverse("outreach:restore", args=[draft.key, stranger.key])).status_code == 404


def test_to_dov_they_are_not_there(as_dov, draft):
    version, before = versions.set_aside(draft, "other"), draft.body
    assert as_dov.get(reverse("outreach:versions", args=[draft.key])).status_code == 404
    assert as_dov.post(reverse("outreach:restore", args=[draft.key, version.key])).status_code == 404
    draft.refresh_from_db()
    assert draft.body == before and Version.objects.count() == 1


def test_they_go_along_when_everything_is_taken_along(as_ana, draft):
    versions.set_aside(draft, "other")
    told = json.loads(as_ana.get(reverse("desk:export")).content)
    assert [row["body"] for row in told["tables"]["Version"]] == [draft.body]


def test_the_page_asks_the_database_as_often_for_fifty_as_for_two(as_ana, draft, django_assert_max_num_queries):
    for n in range(50):
        type_(draft, f"{n} " * 100, LATER)
    with django_assert_max_num_queries(8):
        page(as_ana, draft)


def test_fifty_very_long_letters_are_listed_quickly(as_ana, draft):
    import time

    Version.objects.bulk_create(Version(message=draft, body=f"{n} " * 60_000, why="pause") for n in range(50))
    began = time.monotonic()
    shown = page(as_ana, draft)
    assert time.monotonic() - began < 5
    assert shown.count("Too long to show what changed.") >= 45


# --- what changed, sentence by sentence -------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    return text.split()


def side(before: str, after: str, kind: str) -> list[str]:
    """The words of one side, put together again from the pieces."""
    return [word for change in compare(before, after) for piece in change.pieces if piece.kind in ("same", kind) for word in words(piece.text)]


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from("I you. we? him\n\n her, Dr. (so) “yes” no! é 漢".split(" "))), st.lists(st.sampled_from("I you. we? him\n\n her, them. me".split(" "))))
def test_no_word_is_lost_or_made_up_in_comparing(old, new):
    before, after = " ".join(old), " ".join(new)
    assert side(before, after, "out") == words(before)
    assert side(before, after, "in") == words(after)


def test_a_changed_sentence_stands_beside_what_it_was():
    (only,) = changed("Dear Ben, hello. I am Ana. Bye.", "Dear Ben, hello. I am Anna. Bye.")
    assert [(p.kind, p.text) for p in only.pieces] == [("same", "I am"), ("out", "Ana."), ("in", "Anna.")]


def test_nothing_changed_is_nothing_shown():
    assert changed("Dear Ben, hello.", "Dear Ben,  hello.") == []


def test_what_changed_is_shown_as_text(draft):
    (only,) = changed("Hello.", "<script>alert(1)</script>")[:1]
    assert "<script>" not in "".join(change.shown for change in changed("Hello.", "<b>Hello.</b>")) and "<script>" not in only.shown


@pytest.mark.parametrize("body", ["word " * 40_000, "a" * 200_000, "a. " * 60_000, " ".join(str(n) for n in range(30_000)), "\n" * 200_000])
def test_comparing_stays_quick(body):
    import time

    began = time.monotonic()
    compare(body, body[::-1])
    compare(body, body.replace("a", "b", 1))
    assert time.monotonic() - began < 2
