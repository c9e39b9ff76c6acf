"""Bringing people in by browser: hand in, look, bring in, take back; without and with JavaScript."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from legup.contacts import importing
from legup.contacts.models import Contact, ImportBatch
from legup.lib import progress
from tests.browser import session_cookie, violations

SAMPLES = Path(__file__).parent / "samples"


def upload(client, data: bytes, name: str = "Connections.csv", then: str = ""):
    return client.post("/people/import/" + then, {"file": SimpleUploadedFile(name, data)})


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("&#x27;", "'").split())


@pytest.mark.django_db
def test_a_list_is_looked_at_brought_in_and_taken_back(as_ana):
    answer = upload(as_ana, (SAMPLES / "linkedin.csv").read_bytes())
    assert answer.status_code == 302
    page = as_ana.get(answer["Location"])
    assert "5 people you do not have yet" in words(page)
    assert "1 row holds no readable person" in words(page)
    assert "Dana Whitfield Head of Patient Services · Wells Clinic, Inc." in words(page)
    assert Contact.objects.count() == 0
    assert "this row has no name" in words(as_ana.get(answer["Location"] + "?shown=unreadable")).lower()
    done = as_ana.post(answer["Location"] + "applying/", follow=True)
    assert "5 people came in" in words(done)
    assert Contact.objects.count() == 5
    key = ImportBatch.objects.get().key
    undone = as_ana.post(f"/people/import/{key}/reverting/", follow=True)
    assert "Everything is as it was before this list" in words(undone)
    assert Contact.objects.count() == 0


@pytest.mark.django_db
def test_a_pasted_list_is_as_good_as_a_file(as_ana):
    page = as_ana.post("/people/import/", {"pasted": "Dana Whitfield, dana@wells.example\nOmar El Sayed, omar@harbour.example"}, follow=True)
    assert "2 people you do not have yet" in words(page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "Connections.csv", "empty"),
        (b"PK\x03\x04 Connections.csv", "Basic_LinkedInDataExport.zip", "choose Connections.csv inside"),
        (b"%PDF-1.7", "people.csv", "is a PDF"),
        (b"First Name,Last Name,Email\n", "people.csv", "headings only"),
        (b'Name,Email\nDana,"dana@wells.example\n', "people.csv", "breaks off in row 2"),
        (b"x,y\n" * 7_000_000, "people.csv", "25 MB"),
    ],
    ids=range(6),
)
def test_what_cannot_be_read_is_said_beside_the_field_and_nothing_is_kept(as_ana, data, name, said):
    answer = upload(as_ana, data, name)
    assert answer.status_code in (413, 422)
    assert said in words(answer)
    assert ImportBatch.objects.count() == 0


@pytest.mark.django_db
def test_nothing_chosen_is_said(as_ana):
    answer = as_ana.post("/people/import/", {})
    assert answer.status_code == 422
    assert "Choose a file or paste a list first" in words(answer)


@pytest.mark.django_db
def test_a_hundred_megabytes_are_refused_before_anything_is_parsed(as_ana, monkeypatch):
    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", lambda self: pytest.fail("it was parsed"))
    answer = upload(as_ana, bytes(100_000_000))
    assert answer.status_code == 413
    assert "is 100 MB; Leg Up takes files up to 25 MB" in words(answer)


@pytest.mark.django_db
def test_welcome_leads_on_to_the_first_letter(as_ana):
    answer = upload(as_ana, (SAMPLES / "linkedin.csv").read_bytes(), then="?then=choose")
    assert answer["Location"].endswith("?then=choose")
    done = as_ana.post(answer["Location"].replace("?", "applying/?"), follow=True)
    assert "Choose whom to ask first" in words(done)


@pytest.mark.django_db
def test_how_far_it_has_come_is_told_while_it_runs(as_ana, ana, monkeypatch):
    batch = importing.preview(ana, (SAMPLES / "linkedin.csv").read_bytes())
    heard = []

    def listening(key, done, total):
        tell(key, done, total)
        heard.append(as_ana.get(f"/people/import/{batch.key}/progress/").json())

    tell = progress.tell
    monkeypatch.setattr(progress, "tell", listening)
    as_ana.post(f"/people/import/{batch.key}/applying/")
    assert heard[0]["total"] == heard[-1]["done"] == 5
    assert as_ana.get(f"/people/import/{batch.key}/progress/").json() == {"done": 0, "total": 0, "ended": True}


@pytest.mark.django_db
def test_somebody_elses_list_is_not_there(as_dov, ana):
    batch = importing.preview(ana, (SAMPLES / "linkedin.csv").read_bytes())
    for path in ("", "result/", "progress/"):
        assert as_dov.get(f"/people/import/{batch.key}/{path}").status_code == 404
    for path in ("applying/", "reverting/"):
        assert as_dov.post(f"/people/import/{batch.key}/{path}").status_code == 404
    assert Contact.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_in_a_browser(live_server, open_page, ana, as_ana, tmp_path, width, scheme):
    list_ = tmp_path / "Connections.csv"
    list_.write_bytes((SAMPLES / "linkedin.csv").read_bytes())
    page = open_page(live_server.url + "/people/import/", width=width, scheme=scheme, cookies=session_cookie(live_server, as_ana))
    assert violations(page) == []
    page.set_input_files("input[type=file]", list_)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_text("5 people you do not have yet").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Bring 5 people in").click()
    page.get_by_text("5 people came in").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Everything is as it was").wait_for()
    assert Contact.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_too_large_is_refused_before_it_is_sent(live_server, open_page, as_ana, tmp_path):
    large = tmp_path / "people.csv"
    large.write_bytes(b"x" * 26_000_000)
    page = open_page(live_server.url + "/people/import/", cookies=session_cookie(live_server, as_ana))
    page.set_input_files("input[type=file]", large)
    assert "up to 25 MB" in page.evaluate("document.querySelector('input[type=file]').validationMessage")


UNKNOWN = "Ainm;Sloinne;Comhlacht;Bróg\nDana;Wells;Wells Clinic;38\nOmar;El Sayed;Harbour Data;44\n".encode()
MEANT = {"column-0": "given_name", "column-1": "family_name", "column-2": "organization", "column-3": "other"}


@pytest.mark.django_db
def test_a_table_that_nobody_can_read_is_asked_about_once_and_remembered(as_ana, ana):
    asked = upload(as_ana, UNKNOWN, "liosta.csv")
    assert asked["Location"].endswith("/columns/")
    page = words(as_ana.get(asked["Location"]))
    assert "Such as: Wells Clinic · Harbour Data" in page
    wrong = as_ana.post(asked["Location"], {"column-0": "other", "column-1": "other", "column-2": "organization", "column-3": "other"})
    assert wrong.status_code == 422
    assert "Say which column holds the names" in words(wrong)
    seen = as_ana.post(asked["Location"], MEANT, follow=True)
    assert "2 people you do not have yet" in words(seen)
    as_ana.post(seen.redirect_chain[-1][0] + "applying/")
    dana = Contact.objects.get(full_name="Dana Wells")
    assert (dana.current.organization.name, dana.extra) == ("Wells Clinic", {"Bróg": "38"})
    again = upload(as_ana, UNKNOWN + b"Priya;Nair;;37\n", "another.csv")
    assert "1 person you do not have yet" in words(as_ana.get(again["Location"]))


@pytest.mark.django_db
def test_what_is_remembered_is_the_persons_own(as_ana, as_dov):
    as_ana.post(upload(as_ana, UNKNOWN)["Location"], MEANT)
    assert upload(as_dov, UNKNOWN)["Location"].endswith("/columns/")


@pytest.mark.django_db
def test_a_guess_from_the_cells_is_shown_before_it_counts(as_ana):
    table = "A,B,C\nDana Wells,Nurse,dana@wells.example\nOmar El Sayed,Analyst,omar@harbour.example\n"
    asked = upload(as_ana, table.replace("Nurse", "<b>Nurse").encode(), "table.csv")
    assert "<b>Nurse" not in as_ana.get(asked["Location"]).content.decode()
    asked = upload(as_ana, table.encode(), "table.csv")
    assert asked["Location"].endswith("/columns/")
    page = as_ana.get(asked["Location"]).content.decode()
    assert re.findall(r'<option value="(\w+)" selected', page) == ["full_name", "title", "email"]


@pytest.mark.django_db
def test_columns_can_be_put_right_that_were_read_wrongly(as_ana):
    seen = upload(as_ana, b"Name,Nickname,Company\nDana,Dana Wells,Wells Clinic\n", "table.csv")
    assert "Dana Wells Clinic" in words(as_ana.get(seen["Location"]))
    put_right = as_ana.post(seen["Location"] + "columns/", {"column-0": "given_name", "column-1": "full_name", "column-2": "organization"}, follow=True)
    assert "Dana Wells Wells Clinic" in words(put_right)
