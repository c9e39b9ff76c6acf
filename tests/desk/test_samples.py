"""Looking around with sample people: full, clearly marked, harmless, and gone with one click."""

import pytest

from legup.accounts.models import User
from legup.contacts.models import Contact, Event
from legup.desk import samples
from legup.lib.clock import now
from legup.outreach.models import Message
from legup.postings.models import Posting
from tests.cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(ana, as_ana):
    """Ana's browser, looking around."""
    as_ana.post("/samples/")
    return as_ana


def test_the_sample_desk_is_full_and_says_what_it_is(inside, ben):
    page = inside.get("/today/").content.decode()
    assert "You are looking at sample people" in page
    assert "Wells Clinic is looking for: Field studies assistant" in page
    assert page.count('class="step ') >= 5
    assert "40 people" in inside.get("/people/").content.decode()
    assert "Ben Okafor" not in inside.get("/people/?q=ben").content.decode()


def test_half_a_year_lies_behind_it(ana):
    me = samples.fill(ana, now())
    events = Event.objects.filter(contact__owner=me)
    assert (now() - events.order_by("at").first().at).days > 170
    assert set(events.values_list("kind", flat=True)) >= {"sent", "replied", "agreed", "held", "thanked", "declined", "posting"}
    assert Posting.objects.filter(owner=me).count() == 4
    assert Message.objects.filter(owner=me, direction="in").count() > 5


def test_every_sample_address_is_one_that_no_mail_can_reach(ana):
    me = samples.fill(ana, now())
    assert {c.email.rsplit(".", 1)[-1] for c in Contact.objects.filter(owner=me) if c.email} == {"example"}


def test_nothing_can_be_sent_from_it(inside):
    draft = Message.objects.drafts().filter(owner__sample_of__isnull=False).first()
    answer = inside.post(f"/letters/{draft.key}/sending/")
    assert answer.status_code == 422
    assert "sample" in answer.content.decode()
    assert Message.objects.filter(queued_at__isnull=False).count() == 0


def test_one_click_leads_back_and_one_click_removes_it(inside, ana, ben):
    assert inside.post("/samples/leaving/").status_code == 302
    assert "Ben Okafor" in inside.get("/people/").content.decode()
    inside.post("/samples/")
    inside.post("/samples/removal/")
    assert "Ben Okafor" in inside.get("/people/").content.decode()
    assert list(User.objects.all()) == [ana]
    assert list(Contact.objects.all()) == [ben]


def test_opening_it_twice_fills_it_once(ana):
    assert samples.fill(ana, now()) == samples.fill(ana, now())
    assert Contact.objects.count() == 40


def test_nobody_else_gets_into_somebodys_samples(inside, dov, as_dov):
    key = Contact.objects.filter(full_name="Dana Whitlock").get().key
    assert inside.get(f"/people/{key}/").status_code == 200
    assert as_dov.get(f"/people/{key}/").status_code == 404
    assert as_dov.post("/samples/leaving/").status_code == 404
    as_dov.post("/samples/")
    assert Contact.objects.filter(full_name="Dana Whitlock").count() == 2
    assert as_dov.get(f"/people/{key}/").status_code == 404


def test_what_is_real_cannot_be_left_by_the_samples_door(ana):
    assert signed_in(ana).post("/samples/leaving/").status_code == 404
