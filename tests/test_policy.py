"""Who gets in where: the matrix of address, role, method and owner, made from the routes themselves."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from legup import policy
from legup.lib.clock import now
from tests.cast import signed_in

OWN = {name: rule for name, rule in policy.POLICY.items() if ":" in name and rule.who == "person"}
NO_FILE_YET = {"outreach:eml", "scheduling:ics"}  # of a letter to somebody without an address, and of a time not agreed
LEFT_ALONE = {"legup_submission", "django_session", "sqlite_sequence"}


def addresses(things: dict[str, str]) -> dict[str, str]:
    """A real address for each view of the rooms, with keys of Ana's things."""
    found = {}
    for name, pattern in policy.routes():
        if name not in OWN:
            continue
        room = name.split(":")[0]
        if "<key:" in pattern:
            found[name] = reverse(name, args=[things.get(name) or things[room] for _ in range(pattern.count("<key:"))])
        else:
            found[name] = reverse(name)
    return found


def snapshot() -> dict[str, list]:
    """Every row of every table that a refused request must leave alone."""
    tables = [t for t in connection.introspection.table_names() if t.startswith("legup_") and t not in LEFT_ALONE and "words" not in t]
    rows = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = cursor.fetchall()
    return rows


@pytest.fixture
def things(ana, ben) -> dict[str, str]:
    """One of each of Ana's things, by the room whose addresses name it."""
    from legup.contacts.models import AddressBook, ImportBatch
    from legup.interviews.models import Interview, Note
    from legup.outreach.models import Message
    from legup.postings.models import Lead, Posting, Watch

    talk = Interview.objects.create(owner=ana, contact=ben)
    note = Note.objects.create(interview=talk, text="send the article", tag="promise")
    letter = Message.objects.create(owner=ana, contact=ben, interview=talk, kind="request", subject="Hello", body="Dear Ben")
    posting = Posting.objects.create(owner=ana, source="typed", source_id="1", title="Analyst", hiring_organization="Wells Clinic")
    lead = Lead.objects.create(owner=ana, posting=posting, contact=ben, evidence="same")
    watch = Watch.objects.create(owner=ana, source="greenhouse", board="wells")
    batch = ImportBatch.objects.create(owner=ana, kind="linkedin", previewed_at=now())
    book = AddressBook.objects.create(owner=ana, url="https://dav.example/book/", name="Everybody")
    return {
        **dict.fromkeys("contacts:book_look contacts:book_sync contacts:book_release contacts:book_end".split(), book.key),
        "contacts": ben.key, "desk": ben.key, "followup": ben.key, "interviews": talk.key, "scheduling": talk.key, "outreach": letter.key, "postings": posting.key, "accounts": "0" * 12, "mail": "0" * 12,
        "contacts:import_preview": batch.key, "contacts:import_columns": batch.key, "contacts:import_apply": batch.key, "contacts:import_result": batch.key, "contacts:import_revert": batch.key,
        "contacts:import_progress": batch.key, "interviews:promise_done": note.key, "interviews:uncatch": note.key, "interviews:promise_open": note.key, "interviews:open": ben.key, "outreach:begin": ben.key, "outreach:log": ben.key,
        "postings:write": lead.key, "postings:applied": lead.key, "postings:dismiss": lead.key,
        "postings:unwatch": watch.key, "postings:check_now": watch.key,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_visitor_who_is_not_signed_in_is_sent_to_the_door_and_changes_nothing(things):
    before, visitor = snapshot(), Client()
    for name, address in addresses(things).items():
        for method in ("get", "post", "put", "delete"):
            answer = getattr(visitor, method)(address)
            assert answer.status_code == 302, (name, method, answer.status_code)
            assert answer["Location"].startswith("/account/login/"), name
    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_somebody_elses_things_are_not_there_for_dov_and_stay_as_they_were(things, dov):
    outsider, before = signed_in(dov), snapshot()
    keyed = {name: address for name, address in addresses(things).items() if "<key:" in dict(policy.routes())[name]}
    assert len(keyed) > 25
    for name, address in keyed.items():
        for method in OWN[name].methods - {"HEAD", "OPTIONS"}:
            answer = getattr(outsider, method.lower())(address, {"text": "x", "kind": "request", "body": "x"})
            assert answer.status_code == 404, (name, method, answer.status_code)
    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_a_method_that_is_not_declared_is_refused(things, ana):
    owner = signed_in(ana)
    for name, address in addresses(things).items():
        for method in {"GET", "POST", "PUT", "DELETE"} - OWN[name].methods:
            answer = getattr(owner, method.lower())(address)
            assert answer.status_code == 405, (name, method, answer.status_code)


@pytest.mark.django_db(transaction=True)
def test_reading_never_writes(things, ana):
    owner, before = signed_in(ana), snapshot()
    for name, address in addresses(things).items():
        if "GET" in OWN[name].methods:
            answer = owner.get(address)
            assert answer.status_code in (200, 302) or name in NO_FILE_YET, (name, answer.status_code)
    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_a_view_that_forgot_itself_cannot_write_on_get(ana, ben, monkeypatch):
    """The control: the same write goes through on a POST and is refused by the database on a GET."""
    from django.db.utils import DatabaseError

    from legup.contacts.models import Contact
    from legup.lib.readonly import reading_only

    Contact.objects.filter(pk=ben.pk).update(note="on a post")
    with reading_only(), pytest.raises(DatabaseError):
        Contact.objects.filter(pk=ben.pk).update(note="on a get")
    ben.refresh_from_db()
    assert ben.note == "on a post"
    Contact.objects.filter(pk=ben.pk).update(note="afterwards again")


@pytest.mark.django_db
def test_a_view_without_a_line_in_the_policy_is_not_there(ana, monkeypatch):
    assert signed_in(ana).get("/people/").status_code == 200
    monkeypatch.delitem(policy.POLICY, "contacts:people")
    assert signed_in(ana).get("/people/").status_code == 404
    assert any("contacts:people" in str(e.msg) for e in policy.every_view_is_declared())


@pytest.mark.django_db
def test_every_answer_carries_the_strict_content_policy(as_ana):
    header = as_ana.get("/people/")["Content-Security-Policy"]
    assert "default-src 'self'" in header
    assert "unsafe" not in header
    assert "frame-ancestors 'none'" in header
