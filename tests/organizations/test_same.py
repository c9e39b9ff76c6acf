"""Traps: names that share much and are not one, and one organization under names that share nothing."""

import pytest

from legup.organizations import likeness
from legup.organizations.register import link, rows_of
from legup.organizations.same import compare

NOT_SAME = """
Delta Air Lines | Delta Dental
First National Bank of Omaha | First National Bank of Pennsylvania
Mercy Hospital of Wells | Mercy Hospital of Lumbres
Northfield University | Northfield College
Northfield University | Northfield University Hospital
Northfield University | Northfield State University
Northfield University | University of Northfield
Northfield Foundation | Northfield Hospital
Northeastern University | Northeastern Illinois University
University of Chicago | City of Chicago
Target | Targus
Target | Target Hospitality
Box | Boxed
Square | Square One
Compass | Compass Group
Ramp | Rampart Security
CLEAR | Clear Channel Outdoor
United Airlines | United Rentals
American Airlines | American Express
National Grid | National Instruments
First | First Wells
Hanson Capital | Hansen Capital
Sanford Health | Stanford Health
Brex | Bex
Merck & Co., Inc. | Merck KGaA
Bank of Wells | Wells Trust
Robert Half | Adecco
Acme Staffing | Acme Foods
JPMorgan Chase | Morgan Stanley
"""
BELONGS = """
EY-Parthenon | EY
Alphabet | Google
YouTube | Google
Wells Fargo Advisors | Wells Fargo
Harvard Business School | Harvard University
Chase Bank | JPMorgan Chase
Penn Medicine | University of Pennsylvania
Sun Microsystems | Oracle
"""
SAME = """
Facebook | Meta
Raytheon Technologies | RTX
Médecins Sans Frontières | Doctors Without Borders
UCM | University of Chicago Medical Center
P&G | The Procter & Gamble Company
Chicago Fed | Federal Reserve Bank of Chicago
State Department | U.S. Department of State
Wal-Mart Stores, Inc. | Walmart
Willis Towers Watson | WTW
Virginia Polytechnic Institute and State University | Virginia Tech
Silver Pine Mach. Works | Silver Pine Machine Works
Inst. for Ocean Studies | Institute for Ocean Studies
Super Pine | Superpine Inc.
Fisher & Nord LLP | Fisher Nord
Quillfeather, Nord & Ashby LLP | Quillfeather
OAK HARBOR FINL GROUP INC /DE/ | Oak Harbor Financial Group
Tallinna Masinad OÜ | Tallinna Masinad
"""


def pairs(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split(" | ")) for line in text.strip().splitlines()]


def both_ways(a: str, b: str):
    there, back = compare(a, b), compare(b, a)
    assert (there.kind, there.score, there.sure) == (back.kind, back.score, back.sure)
    assert there.reason.endswith(".")
    return there


@pytest.mark.parametrize(("a", "b"), pairs(NOT_SAME))
def test_what_shares_much_is_not_one(a, b):
    verdict = both_ways(a, b)
    assert verdict.kind != "same"
    assert not verdict.sure


@pytest.mark.parametrize(("a", "b"), pairs(BELONGS))
def test_what_belongs_to_another_is_related(a, b):
    verdict = both_ways(a, b)
    assert (verdict.kind, verdict.sure) == ("related", False)
    assert "belongs to" in verdict.reason


@pytest.mark.parametrize(("a", "b"), pairs(SAME))
def test_one_organization_under_two_names(a, b):
    assert both_ways(a, b).kind == "same"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("MSU", "Michigan State University"),
        ("MSU", "Mississippi State University"),
        ("BU", "Boston University"),
        ("Silver Pine Group", "Silver Pine"),
        ("SPOR", "Silver Pine Ocean Research"),
    ],
)
def test_first_letters_and_likeness_are_never_acted_on(a, b):
    assert not both_ways(a, b).sure


def test_three_first_letters_of_nobody_known_are_a_question():
    assert both_ways("SPO", "Silver Pine Observatory").kind == "related"


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ("BCG", "Boston Consulting Group", "is short for"),
        ("Facebook", "Meta", "is a former name of"),
        ("Silver Pine Mach.", "Silver Pine Machine", "stands for"),
        ("Wells Inc", "Wells", "legal form"),
        ("Wells Careers", "Wells", "job board"),
    ],
)
def test_the_reason_says_what_differs(a, b, words):
    assert words in compare(a, b).reason


def test_a_bought_company_is_not_its_buyer_and_a_former_name_is():
    assert link("sun microsystems", "oracle").kind == "part"
    assert link("sbc communications", "at and t").kind == "former"


def test_our_own_list_counts_before_what_else_a_name_can_mean():
    assert len(rows_of("cdc")) > 1
    assert link("cdc", "centers for disease control and prevention").kind == "short"


@pytest.mark.parametrize(
    "a",
    [
        "",
        "   ",
        "!!!",
        "Inc",
        "\x00",
        "日本放送協会",
        "x" * 100_000,
        "a - " + "careers " * 5_000,
        "(us, " * 3_000,
        "A." * 5_000,
        "𝔘niversity",
    ],
)
def test_whatever_comes_in_an_answer_comes_out(a):
    for b in ("Wells", "", a, a + " Inc", "Zed " * 500):
        verdict = compare(a, b)
        assert verdict.kind in ("same", "related", "different")
        assert 0 <= verdict.score <= 1
        assert verdict.reason


@pytest.mark.parametrize(
    ("short", "word", "is_short"),
    [
        ("univ", "university", True),
        ("mfg", "manufacturing", True),
        ("finl", "financial", True),
        ("box", "boxed", True),
        ("uni", "unit", False),
        ("wells", "wells", False),
        ("ba", "bank", False),
        ("zzz", "zebra", False),
    ],
)
def test_words_shortened(short, word, is_short):
    assert likeness.shortened(short, word) is is_short
