"""Two letters of one person do not read alike: measured on letters to the forty sample people.

The measure: of the five-word sequences of the shorter of two letters, how many stand in the other too. What the writer says of
themselves is theirs and comes again; it is not counted. Two strangers' letters share next to nothing; one text with another name
shares three quarters and more.
"""

import re
from datetime import date
from itertools import combinations
from statistics import mean

import pytest

from legup.desk.sample_people import PEOPLE
from legup.desk.samples import ME
from legup.outreach.composing import compose
from legup.outreach.facts import Facts, Recipient, Writer
from legup.outreach.kinds import ASKING, KINDS

ME_ = Writer(ME["full_name"], ME["headline"], ME["school"], ME["background"], ME["curiosity"], "", "Europe/London")
REFERRERS = ["Dana Whitlock", "Ruth Abernethy", "Odile Farrant"]
# A first letter has about eight sentences, and many of them go out in the same weeks, some to colleagues: two sentences in common
# are what anybody's letters have. The later letters are shorter, and go to one person at a time.
BOUND = {kind: 0.25 if kind in ASKING else 0.5 for kind in KINDS}


def everybody(kind: str) -> list[Facts]:
    """What is known about each of the sample people, with something of their own for every kind."""
    return [_about(kind, number, [part.strip() for part in line.split("|")]) for number, line in enumerate(PEOPLE.splitlines())]


def _about(kind, number, parts) -> Facts:
    name, title, organization, _, zone, tie, source, spoke, _ = parts
    given, _, family = name.partition(" ")
    tie = "referred" if kind == "meet_referral" else tie
    return Facts(
        writer=ME_, recipient=Recipient(name, given, family, title, organization, "", zone), tie=tie, met_where=source if tie == "met" else "", talked_about=spoke,
        referrer_name=REFERRERS[number % 3] if tie == "referred" else "", address_source=source if tie in ("directory", "found") else "", named_on=date(2026, 3, 1 + number % 19),
        called_on=date(2026, 3, 1 + number % 19), first_sent_on=date(2026, 3, 1 + number % 19), said=(f"{title} is the {number}th name for it",), learned=f"{title} is the {number}th name for it",
        did=f"wrote to the {title} of {organization}", news=f"The {title} of {organization} has a new book.", posting_title=title, posting_organization=organization,
        other_name=REFERRERS[number % 3], other_who=title, other_agreed="yes", answered="yes", ended="no", today=date(2026, 3, 20), key=f"7-{name}",
    )  # fmt: skip


def fives(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w’'-]+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


OWN = fives(f"I am {ME['full_name']}, {ME['headline']}") | fives(ME["background"]) | fives(f"understand {ME['curiosity']}")


def alike(letters: list[str]) -> float:
    """How much two of the letters share, on average."""
    sets = [found for letter in letters if (found := fives(letter) - OWN)]
    return mean(len(one & other) / min(len(one), len(other)) for one, other in combinations(sets, 2))


@pytest.mark.parametrize("kind", list(KINDS))
def test_letters_to_forty_people_do_not_read_alike(kind):
    letters = [compose(kind, facts).body for facts in everybody(kind)]
    assert len(letters) == 40
    assert alike(letters) < BOUND[kind]


@pytest.mark.parametrize("kind", list(KINDS))
def test_with_one_wording_for_everybody_they_would(kind):
    """The control: the same seed for all is variation switched off."""
    assert alike([compose(kind, facts.having(key="one for all")).body for facts in everybody(kind)]) > max(BOUND[kind], 0.55)


def test_the_same_letter_to_everybody_shares_nearly_all_and_strangers_letters_nothing():
    one = "Could you spare a little time for me this month, at an hour that you choose? I am curious how a lighthouse is kept."
    other = "My aunt and I wondered whether the museum lends its barometers to schools; a line by post would please us both very much."
    assert alike([f"Dear Ben, {one}", f"Dear Dana, {one}"]) > 0.75
    assert alike([one, other]) == 0
