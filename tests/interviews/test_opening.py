"""A conversation is begun once, with six questions to bring."""

from django.urls import reverse

from legup.contacts.models import Contact
from legup.interviews import guide
from legup.interviews.ending import end
from legup.interviews.models import Interview
from legup.interviews.opening import open_with


def test_the_open_conversation_is_given_again(ben):
    assert open_with(ben) == open_with(ben)
    assert Interview.objects.count() == 1


def test_after_one_was_held_another_is_begun(ben):
    first = open_with(ben)
    end(first)
    assert open_with(ben) != first


def test_it_starts_with_six_questions_three_essential_one_for_names(ben):
    questions = list(open_with(ben).questions.all())
    assert len(questions) == 6
    assert sum(q.is_essential for q in questions) == 3
    assert guide.asks_for_names(questions[-1:])
    assert any("Wells Clinic" in q.text for q in questions)


def test_somebody_without_a_known_employer_gets_questions_that_still_read(ana):
    stranger = Contact.objects.create(owner=ana, full_name="Noor", folded="noor")
    assert any("your organization" in q.text for q in open_with(stranger).questions.all())
    assert not any("{" in q.text for q in open_with(stranger).questions.all())


def test_it_can_be_begun_from_the_persons_page_without_a_letter(as_ana, ben):
    answer = as_ana.post(reverse("interviews:open", args=[ben.key]), {"then": "agree"})
    assert answer.url == reverse("scheduling:agree", args=[Interview.objects.get().key])
    again = as_ana.post(reverse("interviews:open", args=[ben.key]))
    assert again.url == reverse("interviews:guide", args=[Interview.objects.get().key])
