"""Custom where the recipient lives: one or two lines beside the letter, never a fault in it."""

import pytest
from django.urls import reverse

from legup.contacts.models import Contact
from legup.lib.clock import now
from legup.outreach import drafting
from legup.outreach.registers import REGISTERS, register_for


@pytest.mark.parametrize(
    ("zone", "location", "country"),
    [
        ("Asia/Tokyo", "", "Japan"), ("Europe/Berlin", "", "Germany"), ("Europe/Paris", "", "France"), ("Asia/Kolkata", "", "India"), ("Asia/Calcutta", "", "India"),
        ("Europe/London", "", "the United Kingdom"), ("America/Chicago", "", "the United States"), ("Pacific/Honolulu", "", "the United States"), ("America/Indiana/Knox", "", "the United States"),
        ("", "Leipzig, Deutschland", "Germany"), ("", "Austin, TX, U.S.A.", "the United States"), ("Europe/London", "Kyoto, Japan", "Japan"), ("Europe/Berlin", "Leipzig", "Germany"),
    ],
)  # fmt: skip
def test_the_country_is_told_from_the_place_or_the_zone(zone, location, country):
    assert register_for(zone, location).country == country


@pytest.mark.parametrize(("zone", "location"), [("", ""), ("UTC", ""), ("America/Toronto", ""), ("Europe/Vienna", ""), ("Asia/Seoul", "Seoul"), ("", "Paris"), ("Mars/Olympus", "")])
def test_of_all_others_nothing_is_said(zone, location):
    assert register_for(zone, location) is None


def test_every_custom_is_one_or_two_lines_with_its_sources():
    assert len(REGISTERS) == 6
    for register in REGISTERS.values():
        assert 1 <= len(register.lines) <= 2 and register.sources and all(len(line) < 160 for line in register.lines)


@pytest.mark.parametrize(("zone", "said"), [("Asia/Tokyo", "Writing to somebody in Japan"), ("America/Toronto", "")])
def test_the_hint_stands_beside_the_letter_and_changes_no_finding(as_ana, ben, zone, said):
    letter = drafting.draft(ben, "request", now())
    before = [f for f in drafting.findings(letter) if not f.good]
    Contact.objects.filter(pk=ben.pk).update(zone=zone)
    page = as_ana.get(reverse("outreach:compose", args=[letter.key])).content.decode()
    assert (said or "Writing to somebody in") in page if said else "Writing to somebody in" not in page
    assert [f for f in drafting.findings(type(letter).objects.get(pk=letter.pk)) if not f.good] == before
