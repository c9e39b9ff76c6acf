"""The pages of postings, through HTTP: led by the person, with the letter before the form; Dov sees nothing."""

import re
from datetime import date, timedelta

import pytest

from legup.contacts.models import Event
from legup.interviews.models import Interview, Note
from legup.lib.clock import now
from legup.outreach.models import Message
from legup.postings import matching, typing_in, watching
from legup.postings.models import Lead, Posting, Watch
from tests.cast import signed_in
from tests.postings.boards import job


def text(response) -> str:
    """The words in the main part of a page, without its markup."""
    page = response.content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", page[page.index("<main") :]).split())


@pytest.fixture
def posting(ana, spoken) -> Posting:
    """A role at Wells Clinic, where Ben works, with whom Ana spoke on 4 May."""
    return typing_in.type_in(ana, title="Field Assistant", organization="Wells Clinic", url="https://wells.example/jobs/7", closes_on=date(2099, 12, 3))


@pytest.fixture
def lead(posting) -> Lead:
    return posting.leads.get()


def test_an_empty_list_teaches(as_ana):
    page = as_ana.get("/postings/")
    assert page.status_code == 200
    assert "paste the link of any job on it" in text(page)


def test_a_posting_is_typed_in_and_leads_with_the_person(as_ana, spoken):
    facts = {"title": "Field Assistant", "organization": "The Wells Clinic, Inc.", "url": "wells.example/jobs/7", "closes_on": "2099-12-03", "note": "Ask about the wells."}
    page = as_ana.post("/postings/new/", facts, follow=True)
    assert page.status_code == 200
    said = text(page)
    assert said.index("You spoke with Ben on 4 May") < said.index("Field Assistant")
    assert said.index("First: write to Ben") < said.index("Then: apply") < said.index("The role")
    assert "Thursday 3 December 2099" in said
    assert Posting.objects.get().url == "https://wells.example/jobs/7"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"title": ""}, "required"), ({"organization": " "}, "required"), ({"closes_on": "soon"}, "valid date"), ({"url": "javascript:alert(1)"}, "valid URL"), ({"url": "ftp://wells.example/"}, "begins with https://")],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_nothing_is_lost(as_ana, wrong, sentence):
    page = as_ana.post("/postings/new/", {"title": "Field Assistant", "organization": "Wells Clinic", "note": "My note"} | wrong)
    assert page.status_code == 422
    assert sentence in text(page)
    assert "My note" in page.content.decode()
    assert not Posting.objects.exists()


def test_what_ben_said_is_quoted_from_the_notes(as_ana, posting):
    Note.objects.create(interview=Interview.objects.get(), tag="advice", text="The team hires in autumn.")
    assert "The team hires in autumn." in text(as_ana.get(f"/postings/{posting.key}/"))


def test_the_list_is_led_by_whom_one_knows_and_keeps_its_filters_in_the_address(as_ana, ana, posting):
    typing_in.type_in(ana, title="Gardener", organization="Lumbres")
    closed = typing_in.type_in(ana, title="Clerk", organization="Lumbres")
    watching.set_closed(closed)
    said = text(as_ana.get("/postings/"))
    assert said.index("Field Assistant") < said.index("You spoke with Ben there on 4 May") < said.index("Gardener")
    assert "Clerk" not in said
    assert "Gardener" not in text(as_ana.get("/postings/?shown=known"))
    only_closed = text(as_ana.get("/postings/?shown=closed"))
    assert "Clerk" in only_closed and "Gardener" not in only_closed
    found = text(as_ana.get("/postings/?q=garden+lumbres"))
    assert "Gardener" in found and "Field Assistant" not in found


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_many(as_ana, ana, spoken, number, django_assert_max_num_queries):
    for n in range(number):
        typing_in.type_in(ana, title=f"Role {n}", organization="Wells Clinic")
    with django_assert_max_num_queries(16):
        assert as_ana.get("/postings/").status_code == 200


def test_the_letter_is_drafted_before_the_application(as_ana, ana, posting, lead):
    answer = as_ana.post(f"/postings/leads/{lead.key}/writing/")
    letter = Message.objects.get(kind="applying")
    assert (answer.status_code, letter.contact, letter.owner) == (302, lead.contact, ana)
    assert letter.key in answer["Location"]
    assert "Field Assistant" in letter.subject + letter.body
    as_ana.post(f"/postings/leads/{lead.key}/writing/")
    assert Message.objects.filter(kind="applying").count() == 1
    assert matching.due_leads(ana, now())[0].letter == letter


def test_applying_waits_for_the_letter_and_can_be_overruled(as_ana, posting, lead):
    refused = as_ana.post(f"/postings/leads/{lead.key}/applied/")
    assert refused.status_code == 422
    assert "Write to Ben first" in text(refused)
    assert not Lead.objects.exclude(applied_at=None).exists()
    done = as_ana.post(f"/postings/leads/{lead.key}/applied/", {"without_letter": "yes"}, follow=True)
    assert "You applied" in text(done)
    event = Event.objects.get(contact=lead.contact, kind="applied")
    assert event.facts["without_letter"] is True


def test_after_the_letter_the_application_is_the_next_step_and_can_be_undone(as_ana, ana, posting, lead):
    as_ana.post(f"/postings/leads/{lead.key}/writing/")
    Message.objects.filter(kind="applying").update(sent_at=now(), queued_at=now())
    assert "You wrote to Ben" in text(as_ana.get(f"/postings/{posting.key}/"))
    as_ana.post(f"/postings/leads/{lead.key}/applied/")
    assert matching.due_leads(ana, now()) == []
    assert Event.objects.get(kind="applied").facts["without_letter"] is False
    as_ana.post(f"/postings/leads/{lead.key}/applied/")
    assert not Event.objects.filter(kind="applied").exists()
    assert len(matching.due_leads(ana, now())) == 1


def test_somebody_never_spoken_with_is_asked_for_a_conversation_instead(as_ana, ana, ben):
    posting = typing_in.type_in(ana, title="Field Assistant", organization="Wells Clinic")
    assert "ask Ben for a conversation" in text(as_ana.get(f"/postings/{posting.key}/"))
    as_ana.post(f"/postings/leads/{posting.leads.get().key}/writing/")
    letter = Message.objects.get()
    assert letter.kind == "request"
    assert "Field Assistant" not in letter.body
    Message.objects.update(sent_at=now(), queued_at=now())
    second = typing_in.type_in(ana, title="Second role", organization="Wells Clinic")
    refused = as_ana.post(f"/postings/leads/{second.leads.get().key}/writing/")
    assert refused.status_code == 422
    assert "already asked Ben" in text(refused)


def test_nobody_hears_about_a_role_that_is_closed(as_ana, posting, lead):
    as_ana.post(f"/postings/{posting.key}/closing/")
    assert "This posting is closed." in text(as_ana.get(f"/postings/{posting.key}/"))
    assert as_ana.post(f"/postings/leads/{lead.key}/writing/").status_code == 422
    assert not Message.objects.exists()
    as_ana.post(f"/postings/{posting.key}/closing/")
    assert as_ana.post(f"/postings/leads/{lead.key}/writing/").status_code == 302


def test_a_lead_is_put_aside_and_brought_back(as_ana, ana, posting, lead):
    page = as_ana.post(f"/postings/leads/{lead.key}/dismissed/", follow=True)
    assert f"/postings/leads/{lead.key}/dismissed/" in page.content.decode()
    assert matching.due_leads(ana, now()) == []
    as_ana.post(f"/postings/leads/{lead.key}/dismissed/")
    assert len(matching.due_leads(ana, now())) == 1


def test_a_question_is_answered_on_the_page_and_remembered(as_ana, ana, spoken):
    posting = typing_in.type_in(ana, title="Field Assistant", organization="Wells Clinic Group")
    page = as_ana.get("/postings/")
    assert "Is Wells Clinic Group the same as Wells Clinic?" in text(page)
    place = spoken.current.organization
    assert as_ana.post(f"/postings/{posting.key}/same/", {"organization": place.key, "is_same": "perhaps"}).status_code == 422
    answered = as_ana.post(f"/postings/{posting.key}/same/", {"organization": place.key, "is_same": "yes"}, follow=True)
    assert "You spoke with Ben on 4 May" in text(answered)
    assert "Is Wells Clinic Group the same" not in text(as_ana.get("/postings/"))


def test_a_board_is_watched_by_pasting_a_link_and_says_whom_one_knows_there(as_ana, ana, spoken, board):
    board.lists("wellsclinic", job(1, "Archivist"), job(2, "Nurse"))
    page = as_ana.post("/postings/boards/new/", {"address": "https://job-boards.greenhouse.io/wellsclinic/jobs/1"}, follow=True)
    said = text(page)
    assert "Greenhouse board “wellsclinic”: 2 roles are open." in said
    assert "You spoke with Ben there on 4 May" in said
    assert "2 open roles" in said
    watch = Watch.objects.get()
    assert "Archivist" in text(as_ana.get(f"/postings/?watch={watch.key}"))
    assert matching.due_leads(ana, now()) == []


def test_a_board_that_fails_says_why_and_can_be_tried_again(as_ana, board):
    page = as_ana.post("/postings/boards/new/", {"address": "wellsclinic"}, follow=True)
    assert "has no board called “wellsclinic”" in text(page)
    assert "Try again now" in text(page)
    board.lists("wellsclinic", job(1))
    again = as_ana.post(f"/postings/boards/{Watch.objects.get().key}/checking/", follow=True)
    assert "1 role is open" in text(again)
    assert "Could not be read" not in text(again)


def test_a_link_that_is_no_board_is_refused_in_place_with_what_was_typed(as_ana):
    page = as_ana.post("/postings/boards/new/", {"address": "Wells Clinic"})
    assert page.status_code == 422
    assert "no job board at that address" in text(page)
    assert 'value="Wells Clinic"' in page.content.decode()
    assert "/postings/new/?url=Wells%20Clinic" in page.content.decode()


def test_watching_is_ended_and_taken_up_again(as_ana, ana, board):
    board.lists("wellsclinic", job(1))
    as_ana.post("/postings/boards/new/", {"address": "wellsclinic"})
    key = Watch.objects.get().key
    ended = as_ana.post(f"/postings/boards/{key}/ending/", follow=True)
    assert "No board is watched" in text(ended)
    assert Posting.objects.exists()
    as_ana.post(f"/postings/boards/{key}/ending/")
    assert Watch.objects.going().count() == 1


def test_a_typed_link_on_a_known_board_offers_to_watch_it(as_ana, ana):
    posting = typing_in.type_in(ana, title="Nurse", organization="Wells Clinic", url="https://boards.greenhouse.io/wellsclinic/jobs/1")
    assert "Watch this board" in text(as_ana.get(f"/postings/{posting.key}/"))


def test_hostile_words_of_a_board_are_words(as_ana, ana, board):
    board.lists("wellsclinic", job(1, "<img src=x onerror=alert(1)>", company_name="<b>Wells</b>", content="&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;img src=x&amp;gt;"))
    as_ana.post("/postings/boards/new/", {"address": "wellsclinic"})
    for address in ("/postings/", f"/postings/{Posting.objects.get().key}/", "/postings/?shown=watches"):
        page = as_ana.get(address).content.decode()
        assert "<img src=x" not in page and "<b>Wells" not in page and "alert(1)</script>" not in page


def test_no_tracking_of_who_looks_at_a_posting(as_ana, posting):
    page = as_ana.get(f"/postings/{posting.key}/").content.decode()
    link = re.search(r'<a[^>]*href="https://wells.example/jobs/7"[^>]*>', page).group()
    assert "noreferrer" in link and "noopener" in link


def test_an_outsider_finds_nothing_of_it(as_ana, dov, posting, lead, board, spoken):
    board.lists("wellsclinic", job(1))
    as_ana.post("/postings/boards/new/", {"address": "wellsclinic"})
    watch, outsider = Watch.objects.get(), signed_in(dov)
    before = [list(model.objects.values()) for model in (Posting, Lead, Watch, Message)]
    assert outsider.get(f"/postings/{posting.key}/").status_code == 404
    for act in (
        f"{posting.key}/same/", f"{posting.key}/closing/", f"boards/{watch.key}/checking/", f"boards/{watch.key}/ending/",
        f"leads/{lead.key}/writing/", f"leads/{lead.key}/applied/", f"leads/{lead.key}/dismissed/",
    ):  # fmt: skip
        answer = outsider.post(f"/postings/{act}", {"organization": spoken.current.organization.key, "is_same": "no", "without_letter": "yes"})
        assert answer.status_code == 404, act
    assert [list(model.objects.values()) for model in (Posting, Lead, Watch, Message)] == before
    for address in ("/postings/", "/postings/?shown=watches", "/postings/?shown=closed", f"/postings/?watch={watch.key}", "/postings/?q=Field"):
        assert "Field Assistant" not in text(outsider.get(address))
        assert "wellsclinic" not in text(outsider.get(address)).replace(watch.key, "")


def test_acts_are_posts(as_ana, posting, lead):
    for act in (f"{posting.key}/same/", f"{posting.key}/closing/", f"leads/{lead.key}/writing/", f"leads/{lead.key}/applied/", f"leads/{lead.key}/dismissed/"):
        assert as_ana.get(f"/postings/{act}").status_code == 405


def test_a_role_whose_last_day_is_over_is_closed_by_itself(as_ana, posting):
    Posting.objects.update(valid_through=now().date() - timedelta(days=2))
    assert "The last day to apply is over." in text(as_ana.get(f"/postings/{posting.key}/"))
    assert "Field Assistant" in text(as_ana.get("/postings/?shown=closed"))
