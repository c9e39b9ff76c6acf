"""Who works where something is open: found by evidence, asked about when in doubt, left alone when they wish it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from legup.contacts.models import Contact, Event, Position
from legup.interviews.models import Interview
from legup.lib.fold import fold
from legup.organizations.keeping import organization_named
from legup.organizations.models import Organization, SameName
from legup.postings import jobs, matching, typing_in, watching
from legup.postings.models import Lead, Posting

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)


def typed(owner, organization="Wells Clinic", title="Field Assistant", **facts) -> Posting:
    return typing_in.type_in(owner, title=title, organization=organization, now=NOW, **facts)


def person(owner, name, organization, **facts) -> Contact:
    contact = Contact.objects.create(owner=owner, full_name=name, given_name=name.split()[0], folded=fold(name), **facts)
    Position.objects.create(contact=contact, organization=organization_named(owner, organization))
    return contact


def due(owner) -> list[tuple[str, str]]:
    return [(lead.contact.full_name, lead.posting.title) for lead in matching.due_leads(owner, NOW)]


def test_a_typed_posting_finds_the_person_at_once(ana, spoken):
    posting = typed(ana, "The Wells Clinic, Inc.", closes_on=date(2026, 12, 1))
    (lead,) = matching.due_leads(ana, NOW)
    assert (lead.posting, lead.contact, lead.spoke_on) == (posting, spoken, date(2026, 5, 4))
    assert Event.objects.get(contact=spoken, kind="posting").facts["title"] == "Field Assistant"


def test_typed_twice_is_there_once(ana, spoken):
    assert typed(ana).pk == typed(ana, "wells clinic", "FIELD ASSISTANT").pk
    assert (Posting.objects.count(), Lead.objects.count(), Event.objects.filter(kind="posting").count()) == (1, 1, 1)


def test_the_day_of_the_talk_is_the_day_where_the_writer_lives(ana, ben):
    ana.zone = "Pacific/Auckland"
    ana.save()
    Interview.objects.create(owner=ana, contact=ben, ended_at=datetime(2026, 5, 4, 20, 0, tzinfo=UTC))
    typed(ana)
    assert matching.due_leads(ana, NOW)[0].spoke_on == date(2026, 5, 5)


def test_somebody_never_spoken_with_is_known_there_and_their_timeline_stays_theirs(ana, ben):
    typed(ana)
    (lead,) = matching.due_leads(ana, NOW)
    assert (lead.contact, lead.spoke_on) == (ben, None)
    assert not ben.events.filter(kind="posting").exists()


def test_the_person_spoken_with_comes_before_those_one_only_knows(ana, spoken):
    person(ana, "Abel First", "Wells Clinic", tie="met")
    typed(ana)
    assert due(ana) == [("Ben Okafor", "Field Assistant")]
    assert Lead.objects.count() == 2


def test_a_talk_after_the_posting_is_told_too(ana, ben):
    typed(ana)
    Interview.objects.create(owner=ana, contact=ben, ended_at=datetime(2026, 11, 9, 15, tzinfo=UTC))
    assert matching.due_leads(ana, NOW)[0].spoke_on == date(2026, 11, 9)


@pytest.mark.parametrize("field", ["silenced_at", "archived_at"])
def test_somebody_silenced_or_put_away_is_never_suggested(ana, spoken, field):
    Contact.objects.filter(pk=spoken.pk).update(**{field: NOW})
    typed(ana)
    assert (due(ana), Lead.objects.count()) == ([], 0)


@pytest.mark.parametrize("field", ["silenced_at", "archived_at"])
def test_silenced_later_is_silent_at_once(ana, spoken, field):
    typed(ana)
    Contact.objects.filter(pk=spoken.pk).update(**{field: NOW})
    assert due(ana) == []


def test_somebody_who_left_is_no_longer_a_way_in(ana, spoken):
    typed(ana)
    spoken.positions.update(ended_on=date(2026, 10, 1))
    assert due(ana) == []


def test_somebody_who_begins_there_later_is_found_by_the_worker(ana):
    typed(ana)
    nia = person(ana, "Nia Example", "Wells Clinic Ltd.")
    nia.positions.update(seen_at=NOW)
    jobs.check_watches(NOW)
    assert due(ana) == [("Nia Example", "Field Assistant")]
    assert matching.match_due(NOW, ana) == []


def test_nobody_elses_people_are_matched(ana, dov, spoken):
    typed(dov)
    assert (due(dov), due(ana), Lead.objects.count()) == ([], [], 0)


@pytest.mark.parametrize("name", ["Wells Clinic Foundation", "Wells", "Lumbres Clinic", "Wells Hospital", "Clinic"])
def test_a_name_that_is_only_alike_announces_nothing(ana, spoken, name):
    typed(ana, name)
    assert (due(ana), Lead.objects.count()) == ([], 0)


def test_a_name_that_is_alike_is_asked_about_and_yes_is_remembered(ana, spoken):
    posting = typed(ana, "Wells Clinic Group")
    (question,) = matching.questions(ana)
    assert (question.organization.name, [p.full_name for p in question.people]) == ("Wells Clinic", ["Ben Okafor"])
    matching.decide(posting, question.organization, True, NOW)
    assert due(ana) == [("Ben Okafor", "Field Assistant")]
    assert matching.questions(ana) == []
    typed(ana, "Wells Clinic Group, Inc.", "Second role")
    assert len(due(ana)) == 2


def test_no_is_remembered_too_and_takes_back_what_nothing_came_of(ana, spoken):
    posting = typed(ana)
    place = Organization.objects.get(folded="wells clinic")
    matching.decide(posting, place, False, NOW)
    assert (due(ana), Lead.objects.count()) == ([], 0)
    typed(ana, title="Second role")
    matching.match_due(NOW, ana)
    assert (due(ana), matching.questions(ana)) == ([], [])
    matching.decide(posting, place, True, NOW)
    assert len(due(ana)) == 2
    assert SameName.objects.count() == 1


def test_few_questions_are_asked_at_a_time_and_only_where_somebody_works(ana):
    for number in range(6):
        person(ana, f"Person {number}", f"Lumbres{number}")
        typed(ana, f"Lumbres{number} Holdings", f"Role {number}")
    organization_named(ana, "Empty House")
    typed(ana, "Empty House Group")
    questions = matching.questions(ana)
    assert len(questions) == matching.MOST_QUESTIONS
    assert all(question.people for question in questions)


def test_the_web_domain_of_an_employer_is_worth_a_question(ana, ben):
    Organization.objects.update(domain="wells.example")
    posting = typed(ana, "Three Counties Health", url="https://careers.wells.example/jobs/1")
    (question,) = matching.questions(ana, posting)
    assert "wells.example" in question.reason
    assert due(ana) == []


def test_what_is_closed_over_dismissed_or_applied_for_is_not_due(ana, spoken):
    for title in ("closed", "over", "dismissed", "applied", "open"):
        typed(ana, title=title)
    watching.set_closed(Posting.objects.get(title="closed"), NOW)
    Posting.objects.filter(title="over").update(valid_through=date(2026, 11, 9))
    Posting.objects.filter(title="open").update(valid_through=date(2026, 11, 10))
    Lead.objects.filter(posting__title="dismissed").update(dismissed_at=NOW)
    Lead.objects.filter(posting__title="applied").update(applied_at=NOW)
    assert due(ana) == [("Ben Okafor", "open")]


def test_newest_comes_first(ana, spoken):
    for days, title in ((3, "older"), (1, "newer"), (2, "between")):
        typing_in.type_in(ana, title=title, organization="Wells Clinic", now=NOW - timedelta(days=days))
    assert [title for _, title in due(ana)] == ["newer", "between", "older"]


def test_a_big_employer_does_not_bring_everybody_but_always_somebody_spoken_with(ana):
    for number in range(30):
        person(ana, f"Colleague {number}", "Wells Clinic")
    late = person(ana, "Zoe Last", "Wells Clinic")
    typed(ana)
    assert Lead.objects.count() == matching.MOST_PER_POSTING
    assert matching.match_due(NOW, ana) == []
    Interview.objects.create(owner=ana, contact=late, ended_at=NOW)
    assert [lead.contact for lead in matching.match_due(NOW, ana)] == [late]


@pytest.mark.parametrize("many", [1, 3])
def test_today_is_told_with_a_fixed_number_of_queries(ana, spoken, many, django_assert_num_queries):
    for number in range(many):
        typed(ana, title=f"Role {number}")
    with django_assert_num_queries(4):
        for lead in matching.due_leads(ana, NOW):
            assert lead.contact.called and lead.posting.hiring_organization and lead.letter is None
