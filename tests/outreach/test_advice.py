"""What the sources disagree on: an office's word is kept, and the checks follow it."""

import pytest

from legup.accounts.models import User
from legup.lib.clock import now
from legup.outreach import drafting

pytestmark = pytest.mark.django_db
WITH_CV = (
    "Dear Ben,\n\nWe met at the careers evening in Northfield. My name is Ana Duarte and I study biology. I would like to learn how you came to public health. "
    "I attach my CV. Might I ring you for 20 minutes, whenever it suits you?\n\nBest wishes,\nAna Duarte"
)
CHOICES = {"say_not_seeking": "allowed", "resume": "never", "thanks_within": "24", "phone_or_person": "either", "register": "either", "referral_after_talk": "leave"}


@pytest.fixture
def letter(ben):
    message = drafting.draft(ben, "request", now())
    drafting.keep(message, "A question", WITH_CV, now())
    return message


def rules(letter) -> set[str]:
    letter.refresh_from_db()
    letter.owner.refresh_from_db()
    return {f.rule for f in drafting.findings(letter, now()) if not f.good}


def test_a_cv_in_the_first_letter_is_said_to_be_too_much_unless_the_office_says_otherwise(as_ana, letter):
    assert "M12" in rules(letter), "the control: most offices say never"
    assert as_ana.post("/letters/advice/", CHOICES | {"resume": "attach"}).status_code == 302
    assert "M12" not in rules(letter)
    as_ana.post("/letters/advice/", CHOICES)
    assert "M12" in rules(letter)


def test_first_names_are_fine_unless_the_office_wants_titles(as_ana, letter):
    assert "M18" not in rules(letter)
    as_ana.post("/letters/advice/", CHOICES | {"register": "formal"})
    assert "M18" in rules(letter)


def test_one_persons_office_says_nothing_to_anothers_letters(as_dov, letter):
    as_dov.post("/letters/advice/", CHOICES | {"resume": "attach"})
    assert "M12" in rules(letter)


def test_an_answer_that_was_never_offered_is_refused_with_a_sentence(as_ana, ana):
    answer = as_ana.post("/letters/advice/", CHOICES | {"resume": "always"})
    assert answer.status_code == 422
    assert User.objects.get(pk=ana.pk).advice == {}


def test_what_an_older_version_kept_does_no_harm(as_ana, letter, ana):
    User.objects.filter(pk=ana.pk).update(advice={"resume": "carved in stone", "gone": "yes"})
    assert "M12" in rules(letter)
    assert as_ana.get("/letters/advice/").status_code == 200


def test_a_gentle_request_for_a_word_is_fine_where_the_office_says_so(as_ana, ben):
    letter = drafting.draft(ben, "applying", now())
    drafting.keep(letter, "Analyst: I hope to apply", "Dear Ben,\n\nWhen we talked in May you told me how the team works, and I hope to apply.\n\nWould you put in a good word for me? If not, I quite understand.\n\nBest wishes,\nAna Duarte", now())
    assert "A4" in rules(letter), "the control: most leave it to them to offer"
    as_ana.post("/letters/advice/", CHOICES | {"referral_after_talk": "gently"})
    assert "A4" not in rules(letter)
