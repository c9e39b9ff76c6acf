"""A board is watched: what it began with is no news, what comes later is, and nothing closes by mistake."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from legup.contacts.models import Contact, Event, Position
from legup.lib.refusal import Refusal
from legup.organizations.keeping import organization_named
from legup.postings import jobs, matching, watching
from legup.postings.jobposting import JobPosting
from legup.postings.models import Lead, Posting, Watch
from tests.postings.boards import CAPTURED, job, sample

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def watched(ana, board) -> Watch:
    """Ana watches the board of Wells Clinic, where one role is open already."""
    board.lists("wellsclinic", job(1, "Archivist"))
    watch = watching.watch(ana, "https://boards.greenhouse.io/wellsclinic/jobs/1", NOW)
    assert watching.check(watch, NOW)
    watch.refresh_from_db()
    return watch


def look(watch: Watch, at: datetime) -> bool:
    watch.refresh_from_db()
    return watching.check(watch, at)


def titles(**facts) -> set[str]:
    return set(Posting.objects.filter(**facts).values_list("title", flat=True))


def test_what_a_board_began_with_is_listed_and_not_announced(ana, spoken, watched):
    posting = Posting.objects.get()
    assert posting.was_there_first
    assert posting.leads.get().contact == spoken
    assert matching.due_leads(ana, NOW) == []
    assert not Event.objects.filter(contact=spoken, kind="posting").exists()


def test_months_later_a_new_role_leads_with_the_person_and_the_day_of_the_talk(ana, spoken, watched, board):
    board.lists("wellsclinic", job(1, "Archivist"), job(2, "Field Assistant"))
    later = NOW + 60 * DAY
    assert look(watched, later)
    (lead,) = matching.due_leads(ana, later)
    assert (lead.posting.title, lead.contact, f"{lead.spoke_on}") == ("Field Assistant", spoken, "2026-05-04")
    assert "Ben Okafor works at Wells Clinic" in lead.evidence
    event = Event.objects.get(contact=spoken, kind="posting")
    assert (event.at, event.facts["title"]) == (later, "Field Assistant")


def test_evergreen_entries_are_never_kept(ana, board):
    board.lists("wellsclinic", *sample())
    watching.check(watching.watch(ana, "wellsclinic", NOW), NOW)
    assert titles() == {"Field Epidemiology Intern", "Nurse, Community Outreach", "Data Manager"}


def test_the_same_answer_again_changes_nothing_but_the_times(watched):
    before = list(Posting.objects.values())
    assert look(watched, NOW + DAY)
    (after,) = Posting.objects.values()
    assert after == before[0] | {"last_seen_at": NOW + DAY}


def test_a_role_whose_words_change_stays_the_same_role(watched, board):
    key = Posting.objects.get().key
    board.lists("wellsclinic", job(1, "Senior Archivist"))
    look(watched, NOW + DAY)
    assert (Posting.objects.get().key, Posting.objects.get().title) == (key, "Senior Archivist")


def test_gone_once_is_open_gone_twice_is_closed_back_is_open_again(watched, board):
    board.lists("wellsclinic", job(2, "Field Assistant"))
    look(watched, NOW + DAY)
    assert Posting.objects.get(source_id="1").closed_at is None
    look(watched, NOW + 2 * DAY)
    assert Posting.objects.get(source_id="1").closed_at == NOW + 2 * DAY
    board.lists("wellsclinic", job(1, "Archivist"), job(2, "Field Assistant"))
    look(watched, NOW + 3 * DAY)
    assert titles(closed_at=None) == {"Archivist", "Field Assistant"}


def test_a_failed_look_between_two_does_not_count_as_gone(watched, board):
    board.lists("wellsclinic", job(2))
    look(watched, NOW + DAY)
    board.says("wellsclinic", 503)
    for hours in range(30, 60, 5):
        assert not look(watched, NOW + timedelta(hours=hours))
    assert Posting.objects.get(source_id="1").closed_at is None


def test_a_partial_answer_closes_nothing_and_adds_nothing(watched, board):
    board.lists("wellsclinic", job(2), meta={"total": 40})
    assert not look(watched, NOW + DAY)
    assert titles() == {"Archivist"}
    watched.refresh_from_db()
    assert watched.failure == "Only 1 of 40 postings came back."


def test_an_empty_answer_closes_nothing_until_it_has_been_empty_for_a_week(watched, board):
    board.lists("wellsclinic", meta={"total": 0})
    for days in (1, 2, 5):
        assert not look(watched, NOW + days * DAY)
    assert titles(closed_at=None) == {"Archivist"}
    watched.refresh_from_db()
    assert watched.failure == watching.EMPTY
    assert look(watched, NOW + 9 * DAY)
    assert titles(closed_at=None) == set()


def test_a_board_that_was_empty_from_the_first_is_simply_empty(ana, board):
    board.lists("wellsclinic", meta={"total": 0})
    watch = watching.watch(ana, "wellsclinic", NOW)
    assert watching.check(watch, NOW)
    board.lists("wellsclinic", job(1))
    assert look(watch, NOW + DAY)
    assert not Posting.objects.get().was_there_first


BAD = {
    "a board that is not there": ((404, b'{"status":404,"error":"Job not found"}'), "no board called “wellsclinic”"),
    "a web page": ((200, b"<!doctype html><h1>We are moving</h1>"), "not a Greenhouse board"),
    "half an answer": ((200, json.dumps({"jobs": [job(1)]}).encode()[:200]), "not a Greenhouse board"),
    "bytes": ((200, b"\x89PNG\xff\xfe\x00" * 50), "not a Greenhouse board"),
    "too many requests": ((429, b""), "too busy"),
    "a refusal": ((403, b"no"), "answered 403"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_becomes_a_dated_sentence_and_nothing_else(case, ana, watched, board):
    (status, body), sentence = BAD[case]
    board.says("wellsclinic", status, body)
    assert not look(watched, NOW + DAY)
    watched.refresh_from_db()
    assert sentence in watched.failure and watched.failure.endswith(".")
    assert (watched.failed_at, watched.checked_at, watched.lease_until) == (NOW + DAY, NOW, None)
    assert titles(closed_at=None) == {"Archivist"}


def test_a_board_that_never_answers_is_given_up_in_time(ana, watched, board):
    board.answers["/v1/boards/wellsclinic/jobs"] = lambda handler: board.stopped.wait(30)
    assert not look(watched, NOW + DAY)
    watched.refresh_from_db()
    assert "did not answer in time" in watched.failure


@pytest.mark.parametrize("announced", [True, False])
def test_a_hundred_megabytes_are_not_swallowed(ana, watched, board, announced):
    sent = []

    def flood(handler):
        handler.send_response(200)
        if announced:
            handler.send_header("Content-Length", str(100_000_000))
        handler.end_headers()
        try:
            for _ in range(1600):
                handler.wfile.write(b" " * 62_500)
                sent.append(62_500)
        except OSError:
            pass

    board.answers["/v1/boards/wellsclinic/jobs"] = flood
    assert not look(watched, NOW + DAY)
    watched.refresh_from_db()
    assert "too large" in watched.failure
    assert sum(sent) < 30_000_000


@pytest.mark.parametrize("target", ["http://10.0.0.1/v1/boards/wellsclinic/jobs", "http://169.254.169.254/latest/", "http://[::1]:9/", "file:///etc/passwd"])
def test_a_board_that_leads_into_a_private_network_is_not_followed(ana, watched, board, target):
    board.says("wellsclinic", 302, Location=target)
    assert not look(watched, NOW + DAY)
    watched.refresh_from_db()
    assert "does not connect to" in watched.failure


def test_tries_grow_rarer_while_a_board_fails_and_begin_anew_when_it_answers(watched, board):
    board.says("wellsclinic", 503)
    at, pauses = NOW + DAY, []
    for _ in range(8):
        look(watched, at)
        watched.refresh_from_db()
        pauses.append(watched.next_at - at)
        at = watched.next_at
    assert pauses[0] < timedelta(minutes=21)
    assert pauses[-1] > timedelta(hours=10)
    assert all(pause <= timedelta(days=1, minutes=5) for pause in pauses)
    assert watched.failed_at == NOW + DAY
    board.lists("wellsclinic", job(1))
    assert look(watched, at)
    watched.refresh_from_db()
    assert (watched.failed_at, watched.failure) == (None, "")
    assert timedelta(hours=20) <= watched.next_at - at <= timedelta(hours=28)


def test_the_worker_reads_a_due_board_once_and_leaves_the_others(ana, watched, board):
    asked = len(board.asked)
    assert jobs.check_watches(NOW + timedelta(hours=1)) == 0
    assert jobs.check_watches(NOW + 2 * DAY) == 1
    assert jobs.check_watches(NOW + 2 * DAY) == 0
    assert len(board.asked) == asked + 1


def test_a_board_in_somebody_elses_hands_is_left_to_them(watched, board):
    asked = len(board.asked)
    Watch.objects.update(lease_until=NOW + DAY + timedelta(minutes=1))
    assert not look(watched, NOW + DAY)
    assert len(board.asked) == asked
    assert look(watched, NOW + DAY + timedelta(minutes=2))


def test_a_reader_with_an_old_copy_of_the_watch_does_not_read_it_again(watched, board):
    stale = Watch.objects.get(pk=watched.pk)
    assert look(watched, NOW + DAY)
    asked = len(board.asked)
    assert not watching.check(stale, NOW + DAY)
    assert len(board.asked) == asked


def test_the_same_board_is_watched_once_and_one_taken_up_again_begins_anew(ana, watched, board):
    assert watching.watch(ana, "job-boards.greenhouse.io/wellsclinic", NOW) == watched
    watching.unwatch(watched, NOW)
    assert jobs.check_watches(NOW + 5 * DAY) == 0
    again = watching.watch(ana, "wellsclinic", NOW + 90 * DAY)
    board.lists("wellsclinic", job(1), job(7, "Came while nobody looked"))
    assert watching.check(again, NOW + 90 * DAY)
    assert Posting.objects.get(source_id="7").was_there_first


def test_a_careers_page_is_read_for_the_board_that_it_shows(ana, board):
    board.answers["/careers"] = (200, {"Content-Type": "text/html"}, b'<script src="https://boards.greenhouse.io/embed/job_board/js?for=wellsclinic"></script>')
    assert watching.find_board(f"{board.url}/careers") == ("greenhouse", "wellsclinic")


@pytest.mark.parametrize("address", ["Wells Clinic", "", "not a link at all", "mailto:ana@northfield.example", "http://"])
def test_what_is_no_board_is_refused_with_what_to_paste_instead(ana, address):
    with pytest.raises(Refusal, match="typed in"):
        watching.watch(ana, address, NOW)
    assert not Watch.objects.exists()


def test_a_page_without_a_board_is_refused(ana, board):
    board.answers["/careers"] = (200, {}, b"<h1>Come and work with us</h1>")
    with pytest.raises(Refusal, match="no job board at that address"):
        watching.watch(ana, f"{board.url}/careers", NOW)


def test_a_page_in_a_private_network_is_not_read(ana):
    with pytest.raises(Refusal, match="does not connect to"):
        watching.watch(ana, "http://192.168.1.1/careers", NOW)


def test_five_hundred_roles_are_taken_in_with_few_questions(ana, watched, django_assert_max_num_queries):
    postings = [JobPosting(source="greenhouse", id=str(n), title=f"Role {n}", hiring_organization="Lumbres") for n in range(2, 502)]
    with django_assert_max_num_queries(40):
        watching.take_in(watched, postings, NOW + DAY)
    assert Posting.objects.count() == 501


def test_the_employer_may_hire_under_the_name_of_its_board(ana, spoken, board):
    board.lists("wellsclinic", job(1, company_name="Wells Clinic - External Careers"))
    watching.check(watching.watch(ana, "wellsclinic", NOW), NOW)
    assert Posting.objects.get().organization == organization_named(ana, "Wells Clinic")
    assert Lead.objects.get().contact == spoken


@pytest.mark.skipif(not CAPTURED.exists(), reason="no captured board beside the checkout")
def test_a_captured_board_is_read_whole_and_a_later_role_finds_the_person(ana, board):
    captured = json.loads(CAPTURED.read_text())
    first, *rest = captured["jobs"]
    board.lists("vercel", *rest)
    watch = watching.watch(ana, "https://job-boards.greenhouse.io/vercel/jobs/1", NOW)
    assert watching.check(watch, NOW)
    nia = Contact.objects.create(owner=ana, full_name="Nia Example", folded="nia example")
    Position.objects.create(contact=nia, organization=organization_named(ana, f"{first['company_name']}, Inc."))
    board.lists("vercel", *captured["jobs"])
    assert look(watch, NOW + DAY)
    assert Posting.objects.count() == len(captured["jobs"])
    (lead,) = matching.due_leads(ana, NOW + DAY)
    assert (lead.contact, lead.posting.title, lead.posting.source_id) == (nia, first["title"], str(first["id"]))
    assert lead.posting.description_text and "<" not in lead.posting.description_text
