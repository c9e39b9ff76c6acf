"""Two records of one employer become one, and can be parted again; what the table knows links people and postings."""

from datetime import UTC, datetime

import pytest

from legup.contacts.models import Contact, Position
from legup.lib.refusal import Refusal
from legup.organizations import merging, register
from legup.organizations.keeping import link_by_table, organization_named, organizations_named
from legup.organizations.models import Organization, SameName
from legup.organizations.naming import normal
from legup.postings import matching, typing_in
from legup.postings.models import Posting

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)


def person(owner, name, organization) -> Position:
    contact = Contact.objects.create(owner=owner, full_name=name, given_name=name.split()[0], folded=name.lower())
    return Position.objects.create(contact=contact, organization=organization_named(owner, organization))


def leads(owner) -> set[str]:
    return {lead.contact.full_name for lead in matching.leads_of(owner)}


@pytest.fixture
def two(ana):
    """Two records of what is one clinic, with a person, a posting and a decision at the one that goes."""
    stays, goes = organization_named(ana, "Wells Clinic"), organization_named(ana, "Wells Hospital Group")
    Organization.objects.filter(pk=goes.pk).update(domain="wells.example", note="Ask for Fay.")
    goes.refresh_from_db()
    SameName.objects.create(owner=ana, organization=goes, folded="whg", is_same=True)
    SameName.objects.create(owner=ana, organization=stays, folded="lumbres", is_same=False)
    SameName.objects.create(owner=ana, organization=goes, folded="lumbres", is_same=True)
    return stays, goes, person(ana, "Fay Nord", "Wells Hospital Group")


def state() -> tuple:
    """Everything that merging touches, by name."""
    return (
        sorted(Organization.objects.values_list("key", "name", "folded", "domain", "note", "made_at")),
        sorted(Position.objects.values_list("contact__full_name", "organization__folded")),
        sorted(SameName.objects.values_list("organization__folded", "folded", "is_same", "said_by")),
    )


def test_what_was_the_ones_own_is_the_others(ana, two):
    stays, goes, fay = two
    merging.merge(goes, stays, NOW)
    fay.refresh_from_db()
    stays.refresh_from_db()
    assert fay.organization == stays
    assert (stays.domain, stays.note) == ("wells.example", "Ask for Fay.")
    assert not Organization.objects.filter(name="Wells Hospital Group").exists()
    assert {(one.folded, one.is_same) for one in stays.decisions.all()} == {
        ("whg", True),
        ("lumbres", False),
        ("wells hospital group", True),
    }


def test_parted_again_everything_is_as_it_was(ana, two):
    stays, goes, _ = two
    before = state()
    done = merging.merge(goes, stays, NOW)
    assert state() != before
    back = merging.part(done, NOW)
    assert state() == before
    assert merging.part(done, NOW) == back
    assert state() == before


def test_what_came_after_merging_stays_where_it_is(ana, two):
    stays, goes, _ = two
    done = merging.merge(goes, stays, NOW)
    late = person(ana, "Gus Late", "Wells Clinic")
    merging.part(done, NOW)
    late.refresh_from_db()
    assert late.organization == stays


def test_the_name_that_went_means_the_other_from_now_on(ana, two):
    stays, goes, _ = two
    merging.merge(goes, stays, NOW)
    assert organization_named(ana, "WELLS HOSPITAL GROUP, Inc.") == stays
    assert organizations_named(ana, ["Wells Hospital Group", "Lumbres"], NOW)["wells hospital group"] == stays.pk
    assert Organization.objects.filter(owner=ana, folded="wells hospital group").count() == 0


def test_nothing_is_merged_with_itself_or_with_what_is_not_ones_own(ana, dov, two):
    stays, goes, _ = two
    for other in (goes, organization_named(dov, "Wells Clinic")):
        with pytest.raises(Refusal):
            merging.merge(goes, other, NOW)
    assert Organization.objects.filter(pk=goes.pk).exists()


def test_some_people_are_split_off_and_merged_back(ana, two):
    stays, _, _ = two
    one, other = person(ana, "Hal One", "Wells Clinic"), person(ana, "Ida Two", "Wells Clinic")
    made = merging.split(stays, "Wells Laboratory", normal("Wells Laboratory"), Position.objects.filter(pk=one.pk), NOW)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.organization, other.organization) == (made, stays)
    merging.merge(made, stays, NOW)
    one.refresh_from_db()
    assert one.organization == stays


@pytest.mark.parametrize("name", ["", "  ", "The Wells Clinic, Inc.", "Wells Hospital Group"])
def test_a_split_needs_a_new_name(ana, two, name):
    with pytest.raises(Refusal):
        merging.split(two[0], name, normal(name), Position.objects.all(), NOW)


def test_nobody_chosen_is_no_split(ana, two):
    with pytest.raises(Refusal):
        merging.split(two[0], "Wells Laboratory", "wells laboratory", Position.objects.none(), NOW)


def test_a_name_the_table_surely_knows_links_by_itself_and_says_why(ana):
    person(ana, "Fay Nord", "The Boston Consulting Group")
    posting = typing_in.type_in(ana, title="Analyst", organization="BCG Careers", now=NOW)
    assert leads(ana) == {"Fay Nord"}
    assert "short for" in posting.leads.get().evidence
    assert SameName.objects.get(owner=ana).said_by == "table"
    assert matching.questions(ana) == []


def test_whoever_comes_later_is_linked_by_the_table_too(ana):
    typing_in.type_in(ana, title="Analyst", organization="BCG", now=NOW)
    assert leads(ana) == set()
    person(ana, "Fay Nord", "Boston Consulting Group")
    matching.match_due(NOW, ana)
    assert leads(ana) == {"Fay Nord"}


def test_the_persons_no_beats_the_table_and_stays(ana):
    person(ana, "Fay Nord", "Boston Consulting Group")
    posting = typing_in.type_in(ana, title="Analyst", organization="BCG", now=NOW)
    matching.decide(posting, Organization.objects.get(folded="boston consulting group"), False, NOW)
    assert leads(ana) == set()
    matching.match_due(NOW, ana)
    link_by_table(ana, ["bcg"], NOW)
    assert leads(ana) == set()
    assert SameName.objects.get(owner=ana).said_by == "person"


@pytest.mark.parametrize(
    ("works_at", "hires"),
    [("YouTube", "Google"), ("Michigan State University", "MSU"), ("Boies Schiller Flexner", "Boies Schiller")],
)
def test_what_is_not_sure_is_asked_and_not_acted_on(ana, works_at, hires):
    person(ana, "Fay Nord", works_at)
    typing_in.type_in(ana, title="Analyst", organization=hires, now=NOW)
    assert leads(ana) == set()
    assert Posting.objects.get().leads.count() == 0


def test_a_short_name_of_several_is_asked_about_once(ana):
    person(ana, "Fay Nord", "Michigan State University")
    posting = typing_in.type_in(ana, title="Analyst", organization="MSU", now=NOW)
    (question,) = matching.questions(ana)
    assert question.organization.name == "Michigan State University"
    matching.decide(posting, question.organization, False, NOW)
    assert matching.questions(ana) == []


def test_nothing_of_another_owner_is_linked(ana, dov):
    person(dov, "Fay Nord", "Boston Consulting Group")
    typing_in.type_in(ana, title="Analyst", organization="BCG", now=NOW)
    assert leads(ana) == leads(dov) == set()
    assert not SameName.objects.exists()


def test_a_thousand_employers_are_linked_in_three_questions_to_the_database(ana, django_assert_max_num_queries):
    person(ana, "Fay Nord", "Boston Consulting Group")
    names = [names[0] for names in register._table().names[::50]]
    with django_assert_max_num_queries(3):
        link_by_table(ana, [*names, "bcg"], NOW)
    assert SameName.objects.get(owner=ana, folded="bcg").organization.name == "Boston Consulting Group"
