"""The next small steps: names followed up, answers answered, calls moved, what came of it told; each gone once it is done."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from legup.contacts import timeline
from legup.contacts.models import Contact
from legup.desk import referrals, steps
from legup.interviews import calling
from legup.interviews.models import Interview, Note
from legup.lib.clock import now
from legup.lib.fold import fold
from legup.outreach import drafting, sending
from legup.outreach.models import Message

pytestmark = pytest.mark.django_db


def said(user, at=None) -> list[str]:
    return [step.sentence for step in steps.all_steps(user, at or now())]


def step_about(user, words: str, at=None):
    return next((step for step in steps.all_steps(user, at or now()) if words in step.sentence), None)


def press(client, step, which: str = ""):
    """The button of a step, or one of the letters beside it."""
    address, post = next(((a, p) for w, a, p in step.letters if w == which), (step.address, step.post))
    return client.post(address, post)


@pytest.fixture
def talk(ana, ben) -> Interview:
    """A conversation that Ana held with Ben three days ago, and thanked him for."""
    held = now() - timedelta(days=3)
    talk = Interview.objects.create(owner=ana, contact=ben, began_at=held, ended_at=held + timedelta(minutes=20), thanked_at=held + timedelta(hours=3))
    timeline.record(ben, "held", talk.ended_at)
    timeline.record(ben, "thanked", talk.thanked_at)
    return talk


def noted(talk, text: str) -> Note:
    return Note.objects.create(interview=talk, tag="name", text=text, at=talk.ended_at)


# --- names ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "title", "organization", "location"),
    [
        ("Omar Haddad", "Omar Haddad", "", "", ""),
        ("Omar Haddad, a nurse epidemiologist", "Omar Haddad", "nurse epidemiologist", "", ""),
        ("Lucía Barranco in Leipzig", "Lucía Barranco", "", "", "Leipzig"),
        ("her colleague Omar Haddad, head of nursing at Tarn County Council in Leeds", "Omar Haddad", "head of nursing", "Tarn County Council", "Leeds"),
        ("Ask Ludwig van der Berg at the Port Authority of Kell", "Ludwig van der Berg", "", "Port Authority of Kell", ""),
        ("Omar from the lab", "Omar", "", "", ""),
        ("Dr. Ines Calloway (science writer)", "Dr. Ines Calloway", "science writer", "", ""),
        ("somebody in the nursing school", "", "", "", ""),
        ("Somebody at HR", "", "", "", ""),
    ],
)
def test_a_note_says_who_was_named(talk, text, name, title, organization, location):
    one = referrals.named_in(noted(talk, text))
    assert (one.name, one.title, one.organization, one.location) == (name, title, organization, location)


def test_a_name_is_a_step_until_the_letter_to_them_has_left(as_ana, ana, ben, talk):
    noted(talk, "Omar Haddad, a nurse at Tarn County Council")
    step = step_about(ana, "Write to Omar Haddad, whom Ben named")
    assert steps.next_with(ben, now()).sentence == step.sentence
    press(as_ana, step)
    letter = Message.objects.get(kind="meet_referral")
    omar = letter.contact
    assert (omar.full_name, omar.tie, omar.referrer, omar.referrer_name) == ("Omar Haddad", "referred", ben, "Ben Okafor")
    assert omar.current.title == "nurse" and omar.current.organization.name == "Tarn County Council"
    first = letter.body.split("\n\n")[1]
    assert first.startswith("Ben Okafor") and letter.body.startswith("Dear Omar Haddad,")
    assert step_about(ana, "whom Ben named"), "the letter has not left"
    sending.sent_myself(letter, now(), "own")
    assert not step_about(ana, "whom Ben named")


def test_pressing_twice_makes_one_person_and_one_letter(as_ana, ana, talk):
    step = step_about(ana, "whom Ben named") or noted(talk, "Omar Haddad") and step_about(ana, "whom Ben named")
    first, second = press(as_ana, step), press(as_ana, step)
    assert first["Location"] == second["Location"]
    assert Contact.objects.filter(full_name="Omar Haddad").count() == Message.objects.count() == 1


def test_somebody_one_knows_already_is_not_made_again_and_keeps_how_one_knows_them(as_ana, ana, ben, talk):
    Contact.objects.create(owner=ana, full_name="Omar Haddad", given_name="Omar", folded=fold("Omar Haddad"), tie="met", met_where="the Tarn mill")
    noted(talk, "OMAR HADDAD")
    press(as_ana, step_about(ana, "whom Ben named"))
    omar = Contact.objects.get(folded="omar haddad")
    assert (omar.tie, omar.referrer) == ("met", ben)
    assert Message.objects.get().body.split("\n\n")[1].startswith("Ben Okafor")


def test_a_line_without_a_name_asks_for_one_and_the_giver_is_no_referral(as_ana, ana, talk):
    noted(talk, "somebody in the nursing school")
    noted(talk, "Ben Okafor")
    found = [step for step in steps.all_steps(ana, now()) if step.key.startswith("name-")]
    assert [step.button for step in found] == ["Add them"] and found[0].post is None
    note = Note.objects.first()
    assert as_ana.post(reverse("desk:follow_referral", args=[note.key])).status_code == 422
    assert not Message.objects.exists()


def test_nobody_follows_anothers_names(as_dov, dov, talk):
    note = noted(talk, "Omar Haddad")
    assert as_dov.post(reverse("desk:follow_referral", args=[note.key])).status_code == 404
    assert as_dov.get(reverse("desk:follow_referral", args=[note.key])).status_code == 405
    assert not step_about(dov, "Omar") and not Contact.objects.filter(full_name="Omar Haddad").exists()


def test_names_from_a_call_that_is_not_over_wait(ana, ben, talk):
    noted(talk, "Omar Haddad")
    Interview.objects.filter(pk=talk.pk).update(ended_at=None)
    assert not step_about(ana, "whom Ben named")


def test_a_person_somebody_named_is_asked_with_that_name_first(as_ana, ana, ben):
    omar = Contact.objects.create(owner=ana, full_name="Omar Haddad", folded="omar haddad", tie="referred", referrer=ben, referrer_name="Ben Okafor")
    step = steps.next_with(omar, now())
    assert step.post["kind"] == "meet_referral"


# --- answers and calls ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("which", "kind", "answered"), [("Answer a yes", "answer", "yes"), ("Answer “later”", "answer", "later"), ("Answer a no", "declined", None)])
def test_an_answer_may_be_answered_in_three_ways(as_ana, ana, ben, which, kind, answered):
    Interview.objects.create(owner=ana, contact=ben)
    timeline.record(ben, "replied", now() - timedelta(hours=2))
    step = step_about(ana, "Ben answered")
    assert step.button == "Agree a time"
    press(as_ana, step, which)
    letter = Message.objects.get()
    assert letter.kind == kind and letter.about.get("answered") == answered


def test_an_agreed_call_can_be_moved_with_a_letter(as_ana, ana, ben):
    call = Interview.objects.create(owner=ana, contact=ben, agreed_at=now(), starts_at=now() + timedelta(days=1), zone="America/Chicago")
    press(as_ana, step_about(ana, "You speak with Ben"), "Move it")
    letter = Message.objects.get()
    assert letter.kind == "reschedule" and letter.interview == call and "(Chicago time)" in letter.body and "sorry" in letter.body


# --- keeping in touch -------------------------------------------------------------------------------------------------------


def later(days: int):
    return now() + timedelta(days=days)


def test_what_came_of_it_is_told_after_some_weeks_and_not_before(as_ana, ana, ben, talk):
    assert not step_about(ana, "what came of it", later(30))
    step = step_about(ana, "Tell Ben what came of it", later(45))
    press(as_ana, step)
    assert Message.objects.get().kind == "update"


def test_a_kept_promise_is_told_sooner(ana, ben, talk):
    promise = Note.objects.create(interview=talk, tag="promise", text="read his report")
    assert not step_about(ana, "what came of it", later(15))
    calling.keep_promise(promise)
    step = step_about(ana, "what came of it", later(15))
    assert "done what you promised" in step.reason
    assert "read your report" in drafting.draft(ben, "update", later(15)).body


def test_once_told_a_line_is_suggested_every_few_months(as_ana, ana, ben, talk):
    update = drafting.draft(ben, "update", now())
    sending.sent_myself(update, now(), "own")
    assert not step_about(ana, "Ben", later(60))
    step = step_about(ana, "Is there something to tell Ben?", later(95))
    press(as_ana, step)
    assert Message.objects.filter(kind="touch").count() == 1


@pytest.mark.parametrize("how", ["silenced_at", "archived_at"])
def test_nobody_in_peace_or_put_away_is_suggested(ana, ben, talk, how):
    noted(talk, "Omar Haddad")
    Contact.objects.filter(pk=ben.pk).update(**{how: now()})
    assert not [sentence for sentence in said(ana, later(120)) if "Ben" in sentence]


def test_any_contact_starts_the_clock_again(ana, ben, talk):
    timeline.record(ben, "replied", later(40))
    timeline.record(ben, "sent", later(41))
    assert not step_about(ana, "what came of it", later(60))


def test_how_it_ended_is_told_once(as_ana, ana, ben, talk):
    timeline.record(ben, "applied", now(), title="Field technician")
    told = drafting.draft(ben, "applying", now(), posting_title="Field technician", posting_organization="Wells Clinic")
    sending.sent_myself(told, now(), "own")
    assert not step_about(ana, "how it ended", later(10))
    step = step_about(ana, "Tell Ben how it ended: Field technician", later(30))
    press(as_ana, step)
    letter = Message.objects.get(kind="outcome")
    assert "Field technician" in letter.body and "Wells Clinic" in letter.body
    assert not step_about(ana, "how it ended", later(30))


def test_the_day_of_the_conversation_with_whoever_named_them_is_said(as_ana, ana, ben, talk):
    Interview.objects.filter(pk=talk.pk).update(ended_at=f"{date.today().year - 1}-05-04T12:00:00Z")
    noted(talk, "Omar Haddad")
    press(as_ana, step_about(ana, "whom Ben named"))
    bodies = set()
    letter = Message.objects.get()
    for _ in range(8):
        drafting.redraft(letter, now(), another=True)
        bodies.add(letter.body)
    assert all("in May" in body or "on 4 May" in body for body in bodies)
