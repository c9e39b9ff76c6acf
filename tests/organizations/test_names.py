"""When two names of employers are one, when they are worth a question, and when they are not."""

import pytest

from legup.organizations.keeping import organization_named
from legup.organizations.naming import board_words_off, normal
from legup.organizations.same import compare


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Wells Clinic", "WELLS CLINIC, INC."),
        ("The Wells Clinic", "Wells Clinic (The)"),
        ("Wells & Daughters", "Wells and Daughters Ltd."),
        ("Wells & Company", "Wells"),
        ("Krüger GmbH & Co. KG", "Kruger"),
        ("J.P. Wells", "J P Wells"),
        ("Wells A/S", "Wells AS"),
        ("Wells Intl", "Wells International S.A."),
        ("Wells Corp /DE/", "Wells Corporation"),
        ("Lumbres Sp. z o.o.", "Lumbres"),
        ("St. Wells Centre", "Saint Wells Center"),
        ("L’Oreille", "L'Oreille"),
    ],
)
def test_spellings_of_one_name_have_one_form(a, b):
    assert normal(a) == normal(b)
    assert compare(a, b).kind == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Northfield University", "Northfield College"),
        ("Northfield University", "Northfield University Hospital"),
        ("First National Bank of Wells", "First National Bank of Lumbres"),
        ("Wells", "Wells Capital"),
        ("Wells Inc.", "Wells GmbH"),
        ("Box", "Boxed"),
    ],
)
def test_a_telling_word_more_is_never_the_same(a, b):
    assert compare(a, b).kind != "same"
    assert compare(b, a).kind != "same"


@pytest.mark.parametrize("name", ["Inc", "The", "Company", "!!!", "株式会社", "& Co", "S.A."])
def test_a_name_is_never_emptied(name):
    assert normal(name)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Wells Careers", "Wells"), ("Careers at Wells", "Wells"), ("Wells - US", "Wells"), ("Wells (EMEA)", "Wells"), ("Wells - University Recruiting", "Wells"),
        ("Wells Job Board", "Wells"), ("Wells Internship Program", "Wells"), ("Wells Corporate Careers", "Wells"), ("Wells External Website", "Wells"),
        ("Campus", "Campus"), ("Jobs", "Jobs"), ("Careers", "Careers"), ("Remote", "Remote"), ("Northfield University Careers", "Northfield University"),
        ("Wells Global", "Wells Global"), ("Hiring Our Neighbours", "Hiring Our Neighbours"), ("Wells Clinic", "Wells Clinic"),
    ],
)  # fmt: skip
def test_words_of_the_board_are_taken_off_at_the_ends_only(written, name):
    assert board_words_off(written) == name


def test_the_persons_word_beats_every_rule_both_ways():
    assert compare("Wells", "Lumbres", decided=True).kind == "same"
    assert compare("Wells", "Wells", decided=False).kind == "different"
    assert "You said" in compare("Wells", "Wells", decided=False).reason


@pytest.mark.parametrize(
    ("a", "b", "domains"),
    [
        ("Point Nine", "Point Nine Asset Management", ("", "")),
        ("DCB", "Disease Control Borsetshire", ("", "")),
        ("Wells", "The Good Hospital", ("wells.example", "wells.example")),
        ("Wells Inc.", "Wells GmbH", ("", "")),
    ],
)
def test_signs_are_worth_a_question_and_say_why(a, b, domains):
    verdict = compare(a, b, domains=domains)
    assert verdict.kind != "different"
    assert not verdict.sure
    assert verdict.reason.endswith(".")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Wells Clinic", "Lumbres Bank"),
        ("University of Wells", "University of Lumbres"),
        ("American Wells", "American Lumbres"),
        ("First", "First Wells"),
    ],
)
def test_names_with_nothing_telling_in_common_are_different(a, b):
    assert compare(a, b).kind == "different"


def test_one_record_for_every_spelling(ana, dov):
    first = organization_named(ana, "Wells Clinic")
    assert organization_named(ana, "  THE WELLS   CLINIC, Inc. ") == first
    assert organization_named(dov, "Wells Clinic") != first
    assert organization_named(ana, "  ") is None
