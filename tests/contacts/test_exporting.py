"""People handed out and brought in again are the same people, with every field, in every format."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import vobject
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from legup.accounts.models import User
from legup.contacts import exporting, importing
from legup.contacts.models import Contact, Event, Organization, Point, Position
from legup.contacts.records import records
from legup.lib.fold import fold
from legup.lib.refusal import Refusal
from legup.organizations.keeping import organization_named

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "samples"
FORMATS = sorted(exporting.KINDS_OF_FILE)

WORDS = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\0"), max_size=30)
TRAPS = st.sampled_from(["", "=1+1", "+49 40", "-", "@home", "'quoted", '"', "a;b", "a,b", "a\\nb", "line\nline", "BEGIN:VCARD", "END:VCARD", "x" * 200, "é" * 80, "\\", "::", "|", "\t", "  ", "sep=;", "quoted-printable="])
TEXTS = WORDS | TRAPS
DATES = st.dates(date(1950, 1, 1), date(2030, 1, 1)) | st.none()
POINTS = st.lists(st.tuples(st.sampled_from(["email", "phone", "url"]), TEXTS, TEXTS), max_size=4)
POSITIONS = st.lists(st.tuples(TEXTS, TEXTS, DATES, DATES), max_size=3)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "full_name": TEXTS, "given_name": TEXTS, "family_name": TEXTS, "location": TEXTS, "note": TEXTS, "met_where": TEXTS, "why_them": TEXTS, "referrer_name": TEXTS,
            "uid": TEXTS, "tie": st.sampled_from(["", *Contact.TIES]), "zone": st.sampled_from(["", "Europe/Lisbon"]), "met_on": DATES, "connected_on": DATES,
            "silenced_at": st.sampled_from([None, datetime(2026, 5, 4, 12, tzinfo=UTC)]),
            "extra": st.dictionaries(TEXTS | st.sampled_from(["BDAY", "ROLE", "ADR home", "ADR", "NICKNAME", "CATEGORIES", "Name", "Shoe size"]), TEXTS, max_size=4),
        }
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def keep(owner: User, facts: dict, points, positions) -> None:
    """Somebody with these facts, as any form or list may have left them."""
    cut = {name: value[:100] if isinstance(value, str) and name != "note" else value for name, value in facts.items()}
    one = Contact.objects.create(owner=owner, folded=fold(cut["full_name"])[:200], **cut)
    for kind, value, label in points:
        Point.objects.create(contact=one, kind=kind, value=value, folded=fold(value), label=label[:60])
    for title, name, began, ended in positions:
        Position.objects.create(contact=one, title=title, organization=organization_named(owner, name), began_on=began, ended_on=ended)


def handed_out(owner: User, kind: str) -> bytes:
    return exporting.KINDS_OF_FILE[kind][0](owner)


def somebody(number: int) -> User:
    return User.objects.create_user(f"somebody-{number}@northfield.example")


def bring(owner: User, data: bytes) -> None:
    importing.apply(importing.preview(owner, data, "people"))


def forget_everybody() -> None:
    for model in (Event, Point, Position, Contact, Organization):
        model.objects.all().delete()
    User.objects.filter(email__startswith="somebody").delete()


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(people=PEOPLE, points=POINTS, positions=POSITIONS)
def test_export_and_import_are_the_identity(db, people, points, positions):
    forget_everybody()
    first = somebody(0)
    for facts in people:
        keep(first, facts, points, positions)
    told = list(records(first))
    for number, kind in enumerate(FORMATS, 1):
        other = somebody(number)
        data = handed_out(first, kind)
        bring(other, data)
        assert list(records(other)) == told, kind
        assert handed_out(other, kind) == data


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_what_any_list_brought_goes_out_and_comes_in_again(ana, dov, name, kind):
    bring(ana, (SAMPLES / name).read_bytes())
    bring(dov, handed_out(ana, kind))
    assert list(records(dov)) == list(records(ana))


@pytest.mark.parametrize("kind", FORMATS)
def test_ones_own_export_changes_nothing(ana, ben, kind):
    bring(ana, (SAMPLES / "google.csv").read_bytes())
    before = list(records(ana))
    batch = importing.preview(ana, handed_out(ana, kind))
    assert (batch.counts["new"], batch.counts["changed"], batch.counts["same"]) == (0, 0, 4)
    importing.apply(batch)
    assert list(records(ana)) == before


@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_only_leg_ups_completes_somebody_and_is_taken_back(ana, ben, dov, kind):
    Contact.objects.filter(pk=ben.pk).update(tie="met", met_on=date(2026, 3, 1), met_where="Northfield", silenced_at=datetime(2026, 4, 1, tzinfo=UTC))
    Position.objects.create(contact=ben, title="Intern", organization=organization_named(ana, "Harbour Data"), ended_on=date(2020, 1, 1))
    data = handed_out(ana, kind)
    bring(dov, b"Name,E-mail,Organization,Role\nBen Okafor,ben@wells.example,Wells Clinic,Epidemiologist\n")
    before = list(records(dov))
    batch = importing.apply(importing.preview(dov, data))
    assert batch.counts["changed"] == 1
    (known,) = records(dov)
    assert (known["tie"], known["met_on"], known["met_where"], known["zone"]) == ("met", "2026-03-01", "Northfield", "America/Chicago")
    assert [p["title"] for p in known["positions"]] == ["Epidemiologist", "Intern"]
    importing.revert(batch)
    assert list(records(dov)) == before


def test_other_programs_can_read_the_cards(ana, ben):
    Contact.objects.filter(pk=ben.pk).update(note="Met; at the fair,\nlikes tea", extra={"BDAY": "1980-02-03", "Shoe size": "44"})
    (card,) = vobject.readComponents(exporting.as_vcards(ana).decode())
    assert (card.version.value, card.fn.value, card.email.value, card.title.value) == ("4.0", "Ben Okafor", "ben@wells.example", "Epidemiologist")
    assert (card.note.value, card.bday.value) == ("Met; at the fair,\nlikes tea", "1980-02-03")
    assert all(len(line.encode()) <= 75 for line in exporting.as_vcards(ana).decode().split("\r\n"))


def test_nobody_elses_people_go_out(ana, ben, dov):
    for kind in FORMATS:
        assert b"Okafor" not in handed_out(dov, kind)
    assert json.loads(exporting.as_json(dov))["people"] == []


def test_a_list_of_ours_that_is_broken_is_said(ana, ben):
    with pytest.raises(Refusal, match="cut off on the way"):
        importing.preview(ana, exporting.as_json(ana)[:-20])
    with pytest.raises(Refusal, match="cut off on the way"):
        importing.preview(ana, b'{"format": "legup-people-1", "people": ' + b"[" * 100_000)
    odd = b'{"format": "legup-people-1", "people": [7, null, {"full_name": ""}, {"full_name": "Dana", "tie": "nonsense", "met_on": "never", "emails": 5}, {"full_name": "Omar", "tie": "nonsense"}]}'
    batch = importing.preview(ana, odd)
    assert (batch.counts["new"], batch.counts["unreadable"]) == (1, 4)


@pytest.mark.parametrize(("ending", "kind"), [("vcf", "text/vcard"), ("csv", "text/csv"), ("json", "application/json")])
def test_the_files_are_fetched_from_the_settings(as_ana, as_dov, ben, ending, kind):
    assert f"/people/export.{ending}" in as_ana.get("/settings/").content.decode()
    answer = as_ana.get(f"/people/export.{ending}")
    assert answer["Content-Type"].startswith(kind)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"Ben Okafor" in answer.content
    assert b"Ben Okafor" not in as_dov.get(f"/people/export.{ending}").content


def test_more_people_than_the_database_takes_at_once_go_out(ana):
    Contact.objects.bulk_create(Contact(owner=ana, full_name=f"Person {i}", folded=f"person {i}") for i in range(1_200))
    assert exporting.as_csv(ana).count(b"\r\n") == 1_201
