"""When the disk is full: a sentence, nothing half-written, and reading goes on."""

import pytest
from django.db import connection

from legup.contacts.models import Contact, Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite is told how large it may grow; PostgreSQL cannot be")]


@pytest.fixture
def no_room():
    """SQLite itself answers that the disk is full as soon as the file would have to grow."""

    def fill():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")

    yield fill
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_full_disk_gets_a_sentence_and_keeps_nothing_half(as_ana, ben, no_room):
    no_room()
    long = {"full_name": "Priya Lindqvist", "note": "x " * 60_000, "organization": "Harbour Health Trust"}
    answer = as_ana.post("/people/new/", long)
    assert answer.status_code == 507
    assert "The disk is full" in answer.content.decode()
    assert Contact.objects.filter(full_name="Priya Lindqvist").count() == 0
    assert Event.objects.exclude(contact=ben).count() == 0
    assert "Ben Okafor" in as_ana.get("/people/").content.decode()


def test_with_room_the_same_form_is_kept(as_ana):
    """The control."""
    answer = as_ana.post("/people/new/", {"full_name": "Priya Lindqvist", "note": "x " * 60_000, "organization": "Harbour Health Trust"})
    assert answer.status_code == 302
    assert Contact.objects.count() == 1
