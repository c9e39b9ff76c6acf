"""Every source on the shelf keeps the same promises; and what is particular to each."""

import json
from datetime import date

import pytest

from legup.postings import sources
from legup.postings.jobposting import LONGEST_TEXT, JobPosting, Unreadable, is_evergreen, text_of
from legup.postings.sources import greenhouse
from tests.postings.boards import SAMPLES

SHELF = sorted(sources.SOURCES)


@pytest.mark.parametrize("name", SHELF)
def test_a_source_reads_its_sample(name):
    (sample,) = SAMPLES.glob(f"{name}.*")
    postings = sources.read(name, sample.read_text())
    assert postings
    assert all(isinstance(p, JobPosting) and p.source == name for p in postings)
    assert all(isinstance(p.id, str) and p.id and p.title for p in postings)
    assert all(p.url == "" or p.url.startswith(("http://", "https://")) for p in postings)
    assert all("<" not in p.description_text and "alert(1)" not in p.description_text for p in postings)
    assert len({p.id for p in postings}) == len(postings)


@pytest.mark.parametrize("name", SHELF)
@pytest.mark.parametrize("text", ["", "<!doctype html><h1>Sorry</h1>", "null", "[]", "{}", "[" * 100_000, '{"jobs": 3}', "\x00"])
def test_a_source_says_so_when_an_answer_is_not_its_own(name, text):
    with pytest.raises(Unreadable) as refused:
        sources.SOURCES[name].parse(text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("name", SHELF)
def test_a_source_recognises_the_page_of_its_own_board(name):
    source = sources.SOURCES[name]
    assert source.board_of(source.page_of("wellsclinic")) == "wellsclinic"
    assert all(source.board_of(example) for example in source.EXAMPLES)
    assert "wellsclinic" in source.request("wellsclinic")


def test_greenhouse_text_is_unescaped_once_and_dates_are_kept_as_written():
    intern, nurse, manager = sources.read("greenhouse", (SAMPLES / "greenhouse.json").read_text())
    assert intern == JobPosting(
        source="greenhouse", id="4100000001", title="Field Epidemiology Intern", hiring_organization="Wells Clinic Careers",
        location="Chicago, Illinois", remote=False, date_posted=date(2026, 9, 28), valid_through=date(2026, 12, 3), employment_type="Internship",
        url="https://job-boards.greenhouse.io/wellsclinic/jobs/4100000001", description_text=intern.description_text,
    )  # fmt: skip
    assert "Wells Clinic looks after three counties & their wells." in intern.description_text
    assert "  * Count what others overlook" in intern.description_text
    assert (nurse.remote, nurse.valid_through) == (True, None)
    assert (manager.title, manager.location, manager.date_posted) == ("Data Manager", "", None)


def test_fewer_jobs_than_the_board_says_is_not_a_whole_answer():
    with pytest.raises(Unreadable, match="Only 1 of 5"):
        greenhouse.parse(json.dumps({"jobs": [{"id": 1, "title": "Nurse"}], "meta": {"total": 5}}))


def test_odd_entries_are_read_as_far_as_they_make_sense():
    job = {"id": "007", "title": None, "location": "Paris", "metadata": {"a": 1}, "content": 5, "absolute_url": "javascript:alert(1)", "application_deadline": "soon"}
    (posting,) = greenhouse.parse(json.dumps({"jobs": [job], "meta": None}))
    assert posting == JobPosting(source="greenhouse", id="007", title="A role without a title")


@pytest.mark.parametrize(
    ("address", "board"),
    [
        ("https://boards.greenhouse.io/wellsclinic", "wellsclinic"),
        ("https://boards.greenhouse.io/wellsclinic/jobs/4100000001?gh_src=x", "wellsclinic"),
        ("boards.greenhouse.io/wellsclinic", "wellsclinic"),
        ("https://job-boards.greenhouse.io/wellsclinic/jobs/1", "wellsclinic"),
        ("https://job-boards.eu.greenhouse.io/WellsClinic/jobs/1", "wellsclinic"),
        ("https://boards-api.greenhouse.io/v1/boards/wellsclinic/jobs?content=true", "wellsclinic"),
        ("https://boards.greenhouse.io/embed/job_app?for=wellsclinic&token=41", "wellsclinic"),
        ("https://careers.wells.example/open?gh_jid=41", "wells"),
        ("wellsclinic", "wellsclinic"),
        ("Wells Clinic", ""),
        ("https://boards.greenhouse.io/", ""),
        ("https://boards.greenhouse.io.evil.example/wellsclinic", ""),
        ("https://evil.example/boards.greenhouse.io/wellsclinic", ""),
        ("ftp://boards.greenhouse.io/wellsclinic", ""),
        ("https://wells.example/careers", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_greenhouse_boards_are_recognised_by_their_addresses(address, board):
    assert greenhouse.board_of(address) == board


def test_a_page_that_embeds_a_board_is_believed_before_the_name_of_its_site():
    page = '<script src="https://boards.greenhouse.io/embed/job_board/js?for=wellsclinic"></script>'
    assert greenhouse.board_of("https://wells.example/careers?gh_jid=1", page) == "wellsclinic"
    assert greenhouse.board_of("https://wells.example/careers", page + '<a href="https://boards.greenhouse.io/another/jobs/1">') == ""


@pytest.mark.parametrize(
    "title",
    [
        "Join our talent community", "Talent Community", "Wells Clinic Talent Network", "Open Application", "General Application - Marketing", "Åpen søknad",
        "Initiativbewerbung (m/w/d)", "General Interest: Nursing", "Don’t see the right role?", "Spontaneous application", "Future Opportunities", "Expression of Interest",
        "Candidature spontanée", "Öppen ansökan", "Talent Pool: Nurses",
    ],
)  # fmt: skip
def test_entries_that_only_gather_names_are_no_openings(title):
    assert is_evergreen(title)


@pytest.mark.parametrize(
    "title",
    [
        "Manager, Talent Community", "Talent Community Manager", "Director of Talent Pools", "Open Application Security Engineer", "Future Opportunities Analyst",
        "General Manager", "Application Support Nurse", "Interest Rate Analyst", "Community Nurse",
    ],
)  # fmt: skip
def test_roles_with_such_words_in_them_are_openings(title):
    assert not is_evergreen(title)


@pytest.mark.parametrize("html", ["<script>" * 40_000, "<div" * 60_000, "<a href='" * 40_000, "<!--" * 60_000, "<table><tr>" * 20_000, "&lt;" * 60_000, "x" * 3_000_000])
def test_hostile_descriptions_cost_little_and_stay_small(html):
    assert len(text_of(html)) <= LONGEST_TEXT
