"""Bringing people in: looked at before anything is written, the same twice, and taken back as one."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from legup.contacts import importing, search, timeline
from legup.contacts.models import Contact, Event, ImportBatch, Point, Position
from legup.interviews.models import Interview
from legup.lib.refusal import Refusal
from legup.organizations.models import Organization

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "samples"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = datetime(2026, 6, 4, 12, tzinfo=UTC)
LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
DANA = "Dana,Whitfield,https://www.linkedin.com/in/dana-w,,Wells Clinic,Head of Patient Services,15 Jan 2024\n"
OMAR = "Omar,El Sayed,https://www.linkedin.com/in/omar-e,omar@harbour.example,Harbour Data,Analyst,03 Nov 2023\n"


def bring(owner, text: str | bytes, now=NOON) -> ImportBatch:
    data = text.encode() if isinstance(text, str) else text
    return importing.apply(importing.preview(owner, data, "people.csv", now), now)


def counts(batch: ImportBatch) -> tuple:
    return tuple(batch.counts[name] for name in ("new", "changed", "same", "again", "unreadable"))


def everything() -> dict[str, list]:
    """Every row of the tables that an import may touch, but for the batches themselves and the search."""
    found = {}
    with connection.cursor() as cursor:
        for model in (Contact, Point, Position, Event, Organization):
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
            found[model.__name__] = cursor.fetchall()
    return found


def test_a_preview_writes_nothing_about_anybody(ana, ben):
    before = everything()
    batch = importing.preview(ana, (LINKEDIN + DANA + OMAR).encode(), "Connections.csv", NOON)
    assert everything() == before
    assert counts(batch) == (2, 0, 0, 0, 0)
    assert batch.counts["shown"]["new"][0] == ["Dana Whitfield", "Head of Patient Services · Wells Clinic"]


def test_a_second_preview_takes_the_place_of_the_first(ana):
    importing.preview(ana, (LINKEDIN + DANA).encode())
    kept = importing.preview(ana, (LINKEDIN + OMAR).encode())
    assert list(ImportBatch.objects.all()) == [kept]


def test_everything_that_the_file_tells_is_kept(ana):
    batch = bring(ana, (SAMPLES / "google.csv").read_bytes())
    assert counts(batch) == (3, 0, 0, 0, 1)
    dana = Contact.objects.get(given_name="Dana")
    assert (dana.full_name, dana.location, dana.note) == ("Dr. Dana Q. Whitfield", "Chicago, IL, US", "Met at the spring fair.\nLikes tea.")
    assert dana.extra["Birthday"] == "1980-02-03"
    assert dana.email == "dana@wells.example"
    assert sorted(dana.points.values_list("kind", flat=True)) == ["email"] * 3 + ["phone"] * 2 + ["url"]
    assert (dana.current.title, dana.current.organization.name) == ("Head of Patient Services", "Wells Clinic")
    assert [timeline.sentence(event, "Dana") for event in dana.events.all()] == ["Came with a list of Google contacts"]
    assert dana.made_at == NOON


def test_people_brought_in_are_found_at_once(ana):
    bring(ana, LINKEDIN + DANA + OMAR)
    assert search.find(ana, "patient serv") == [Contact.objects.get(given_name="Dana").pk]
    assert search.find(ana, "harbour.example") == [Contact.objects.get(given_name="Omar").pk]


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_the_same_file_twice_changes_nothing(ana, name):
    data = (SAMPLES / name).read_bytes()
    first = bring(ana, data)
    before = everything()
    second = bring(ana, data, LATER)
    assert everything() == before
    assert counts(second)[:3] == (0, 0, first.counts["new"])


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_a_file_that_differs_by_a_blank_line_changes_nothing_either(ana, name):
    data = (SAMPLES / name).read_bytes()
    bring(ana, data)
    before = everything()
    bring(ana, data.rstrip(b"\r\n") if b"\0" not in data else data, LATER)
    assert everything() == before


def test_applying_twice_is_applying_once(ana):
    batch = importing.preview(ana, (LINKEDIN + DANA).encode())
    importing.apply(batch, NOON)
    before = everything()
    importing.apply(ImportBatch.objects.get(), LATER)
    assert everything() == before


def test_who_is_known_by_address_is_completed_and_never_emptied(ana, ben):
    Contact.objects.filter(pk=ben.pk).update(note="mine", location="Chicago")
    batch = bring(ana, "Name,E-mail,Phone,Organization,Role,Place,Notes,Shoe size\nBen A. Okafor,BEN@wells.example,+1 555 0100,,,Springfield,theirs,44\n")
    assert counts(batch) == (0, 1, 0, 0, 0)
    ben.refresh_from_db()
    assert (ben.full_name, ben.note, ben.location, ben.current.title) == ("Ben Okafor", "mine", "Chicago", "Epidemiologist")
    assert ben.extra == {"Also called": "Ben A. Okafor", "Another place": "Springfield", "Another note": "theirs", "Shoe size": "44"}
    assert [p.value for p in ben.points.filter(kind="phone")] == ["+1 555 0100"]


def test_somebody_who_changed_jobs_has_a_new_position_and_keeps_the_old_one(ana):
    bring(ana, LINKEDIN + DANA)
    batch = bring(ana, LINKEDIN + DANA.replace("Wells Clinic,Head of Patient Services", "Harbour Data,Director"), LATER)
    dana = Contact.objects.get()
    assert batch.counts["shown"]["changed"] == [["Dana Whitfield", "is now Director at Harbour Data (was Head of Patient Services at Wells Clinic)"]]
    assert [(p.organization.name, p.ended_on) for p in dana.positions.all()] == [("Wells Clinic", date(2026, 6, 4)), ("Harbour Data", None)]
    assert timeline.sentence(dana.events.first(), "Dana") == "Dana is Director at Harbour Data now"
    older = bring(ana, LINKEDIN + DANA, LATER)
    assert counts(older)[:3] == (0, 0, 1)


def test_what_one_changed_by_hand_survives_the_same_file(ana):
    bring(ana, LINKEDIN + DANA)
    Position.objects.update(title="Director")
    Point.objects.all().delete()
    before = everything()
    bring(ana, LINKEDIN + DANA, LATER)
    assert everything() == before


def test_two_people_of_one_name_at_one_firm_stay_two(ana):
    twin = DANA.replace("dana-w", "dana-w-2")
    assert counts(bring(ana, LINKEDIN + DANA + twin)) == (2, 0, 0, 0, 0)
    assert counts(bring(ana, LINKEDIN + twin + DANA + OMAR)) == (1, 0, 2, 0, 0)


def test_an_address_shared_by_an_office_does_not_make_two_people_one(ana):
    text = "Name,E-mail\nDana Whitfield,office@wells.example\nOmar El Sayed,office@wells.example\n"
    assert counts(bring(ana, text)) == (2, 0, 0, 0, 0)
    assert counts(bring(ana, text + "Dana W.,office@wells.example\n")) == (0, 1, 1, 1, 0)


def test_somebody_named_twice_in_a_file_is_brought_once_with_all_that_is_told(ana):
    batch = bring(ana, "Name,E-mail,Phone,Hobby\nDana Whitfield,dana@wells.example,,Rowing\nDana Whitfield,dana@wells.example,555 0100,Chess\n")
    assert counts(batch) == (1, 0, 0, 1, 0)
    dana = Contact.objects.get()
    assert dana.extra == {"Hobby": "Rowing\nChess"}
    assert dana.points.count() == 2


def test_an_organization_is_made_once_for_all_its_spellings(ana, ben):
    text = LINKEDIN + DANA.replace("Wells Clinic", '"Wells Clinic, Inc."') + OMAR.replace("Harbour Data", "HARBOUR DATA LTD") + OMAR.replace("omar", "lena").replace("Omar", "Lena")
    bring(ana, text)
    assert sorted(Organization.objects.values_list("name", flat=True)) == ["HARBOUR DATA LTD", "Wells Clinic"]


def test_what_is_too_long_for_its_column_is_kept_whole_beside(ana):
    bring(ana, f"Name,Role,Organization\nDana Whitfield,{'Head ' * 100},Wells\n")
    dana = Contact.objects.get()
    assert len(dana.current.title) == 300
    assert dana.extra["Title, whole"] == ("Head " * 100).strip()


def test_taking_an_import_back_leaves_everything_as_it_was(ana, ben):
    Contact.objects.filter(pk=ben.pk).update(extra={"Hobby": "Rowing"})
    search.index([ben.pk])
    before = everything()
    text = "Name,E-mail,Phone,Organization,Role,Place,Hobby,Shoe size\nBen Okafor,ben@wells.example,+1 555 0100,Harbour Data,Director,Chicago,Chess,44\nDana Whitfield,dana@new.example,,New Firm,Head,,,\n"
    batch = bring(ana, text, LATER)
    assert counts(batch) == (1, 1, 0, 0, 0)
    assert everything() != before
    assert importing.revert(batch, LATER) == []
    assert everything() == before
    assert search.find(ana, "dana") == []
    assert search.find(ana, "director") == []
    assert search.find(ana, "epidemiologist") == [ben.pk]


def test_taking_back_twice_is_taking_back_once_and_the_file_may_come_again(ana):
    batch = bring(ana, LINKEDIN + DANA)
    importing.revert(batch, LATER)
    assert importing.revert(batch, LATER) == []
    with pytest.raises(Refusal, match="taken back"):
        importing.apply(batch, LATER)
    assert counts(bring(ana, LINKEDIN + DANA, LATER)) == (1, 0, 0, 0, 0)


def test_people_with_a_history_since_stay_when_an_import_is_taken_back(ana):
    batch = bring(ana, LINKEDIN + DANA + OMAR + OMAR.replace("mar", "tto").replace("omar", "otto"))
    dana, omar = Contact.objects.get(given_name="Dana"), Contact.objects.get(given_name="Omar")
    timeline.record(dana, "note", text="called me back")
    Interview.objects.create(owner=ana, contact=omar)
    (sentence,) = importing.revert(batch, LATER)
    assert sentence == "2 people stay, because there are letters, calls or notes since: Dana Whitfield, Omar El Sayed."
    assert sorted(Contact.objects.values_list("given_name", flat=True)) == ["Dana", "Omar"]
    assert dana.current.organization.name == "Wells Clinic"


def test_what_was_changed_by_hand_since_stays_and_is_named(ana, ben):
    batch = bring(ana, "Name,E-mail,Place\nBen Okafor,ben@wells.example,Chicago\n")
    Contact.objects.filter(pk=ben.pk).update(location="Evanston")
    assert importing.revert(batch, LATER) == ["What was changed by hand since then stays as it is, with Ben Okafor."]
    ben.refresh_from_db()
    assert ben.location == "Evanston"


def test_nothing_is_half_done_when_it_fails_on_the_way(ana, ben, monkeypatch):
    batch = importing.preview(ana, (LINKEDIN + DANA).encode())
    before = everything()
    monkeypatch.setattr(search, "index_batch", lambda batch_id: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        importing.apply(batch)
    assert everything() == before
    batch.refresh_from_db()
    assert batch.applied_at is None
    monkeypatch.undo()
    assert counts(importing.apply(batch)) == (1, 0, 0, 0, 0)


def test_nobody_elses_people_are_matched_or_touched(ana, dov, ben):
    batch = bring(dov, "Name,E-mail,Phone\nBen Okafor,ben@wells.example,555\n")
    assert counts(batch) == (1, 0, 0, 0, 0)
    assert ben.points.count() == 1


def test_how_far_it_has_come_is_told(ana):
    heard = []
    importing.apply(importing.preview(ana, (LINKEDIN + DANA + OMAR).encode()), NOON, lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, 2)
    assert heard[-1] == (2, 2)


def test_a_short_list_and_a_long_one_find_the_same_people(ana, monkeypatch):
    bring(ana, LINKEDIN + DANA + OMAR)
    bring(ana, (SAMPLES / "google.csv").read_bytes())
    text = (LINKEDIN + DANA.replace("Wells", "Welles") + OMAR).encode()
    short = counts(importing.preview(ana, text))
    monkeypatch.setattr("legup.contacts.matching.FEW", -1)
    assert counts(importing.preview(ana, text)) == short == (0, 1, 1, 0, 0)


def test_without_matching_the_same_people_would_come_twice(ana, monkeypatch):
    """The control for the promise above: the naive way fails under the same file."""
    monkeypatch.setattr("legup.contacts.matching._Directory.find", lambda self, one: None)
    bring(ana, LINKEDIN + DANA)
    bring(ana, LINKEDIN + DANA, LATER)
    assert Contact.objects.count() == 2
