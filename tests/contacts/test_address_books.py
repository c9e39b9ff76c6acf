"""Address books on a CardDAV server: read against a real Radicale, and against a server that misbehaves in every way."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from legup.contacts import importing, jobs, syncing, timeline
from legup.contacts.models import AddressBook, Card, Contact, ImportBatch
from legup.lib.refusal import Refusal
from tests.browser import session_cookie, violations
from tests.contacts.conftest import Crooked

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
DANA = ("Dana Whitfield", "EMAIL:dana@wells.example", "ORG:Wells Clinic", "TITLE:Nurse", "X-SHOE:38")


def connected(owner, server) -> AddressBook:
    (book,) = syncing.connect(owner, server.root, server.user, server.password, NOON)
    importing.apply(syncing.look(book, NOON), NOON)
    book.refresh_from_db()
    return book


def synced(book, hours: int, **how) -> bool:
    worked = syncing.sync(book, NOON + timedelta(hours=hours), **how)
    book.refresh_from_db()
    return worked


def people() -> list[str]:
    return list(Contact.objects.order_by("pk").values_list("full_name", flat=True))


def fill(server, count: int) -> None:
    server.put(1, *DANA)
    for number in range(2, count + 1):
        server.put(number, f"Person Number{number}", f"EMAIL:p{number}@harbour.example")


# Against Radicale


@pytest.mark.django_db
def test_a_book_is_found_from_the_servers_name_and_looked_at_first(ana, radicale):
    fill(radicale, 3)
    (book,) = syncing.connect(ana, radicale.root, radicale.user, radicale.password, NOON)
    assert (book.name, book.url, book.brought_at) == ("Everybody", radicale.book, None)
    assert radicale.password.encode() not in bytes(book.password_sealed)
    batch = syncing.look(book, NOON)
    assert (batch.counts["new"], Contact.objects.count()) == (3, 0)
    importing.apply(batch, NOON)
    dana = Contact.objects.get(full_name="Dana Whitfield")
    assert (dana.email, dana.current.title, dana.extra) == ("dana@wells.example", "Nurse", {"X-SHOE": "38"})
    assert Card.objects.filter(book=book, contact__isnull=False).count() == 3
    importing.revert(batch)
    assert people() == []
    assert jobs.read_address_books(NOON + timedelta(hours=2)) == 0
    book.refresh_from_db()
    assert book.brought_at is None
    assert syncing.look(book, NOON).counts["new"] == 3


@pytest.mark.django_db
def test_what_is_new_comes_in_and_the_same_again_changes_nothing(ana, radicale):
    fill(radicale, 3)
    book = connected(ana, radicale)
    assert book.sync_token
    before = list(Contact.objects.values())
    assert synced(book, 1)
    assert (list(Contact.objects.values()), ImportBatch.objects.count()) == (before, 1)
    radicale.put(4, "Omar Sayed", "EMAIL:omar@harbour.example")
    radicale.put(1, "Dana Wells", "EMAIL:dana@home.example", "ORG:Harbour Data", "TITLE:Director")
    assert synced(book, 2)
    dana = Contact.objects.get(full_name="Dana Whitfield")
    assert sorted(dana.points.values_list("value", flat=True)) == ["dana@home.example", "dana@wells.example"]
    assert (dana.current.organization.name, dana.extra["Also called"]) == ("Harbour Data", "Dana Wells")
    assert "Omar Sayed" in people()
    importing.revert(ImportBatch.objects.latest("pk"))
    assert "Omar Sayed" not in people()
    assert Contact.objects.get(full_name="Dana Whitfield").current.organization.name == "Wells Clinic"


@pytest.mark.django_db
def test_who_is_removed_there_is_marked_and_stays_here(ana, radicale):
    fill(radicale, 6)
    book = connected(ana, radicale)
    radicale.remove(1)
    assert synced(book, 1)
    dana = Contact.objects.get(full_name="Dana Whitfield")
    assert dana.cards.get().gone_at == NOON + timedelta(hours=1)
    assert timeline.sentence(dana.events.first(), "Dana") == "Is no longer in Everybody; kept here"
    radicale.put(1, *DANA)
    assert synced(book, 2)
    assert dana.cards.get().gone_at is None
    assert Contact.objects.count() == 6


@pytest.mark.django_db
def test_a_sync_that_would_lose_more_than_a_fifth_stops_and_asks(ana, radicale):
    fill(radicale, 9)
    book = connected(ana, radicale)
    radicale.put(20, "Newly There")
    for number in (2, 3):
        radicale.remove(number)
    assert not synced(book, 1)
    assert (book.held_at, book.missing, book.cards.filter(gone_at=None).count(), "Newly There" in people()) == (NOON + timedelta(hours=1), 2, 9, False)
    assert jobs.read_address_books(NOON + timedelta(hours=9)) == 0
    assert synced(book, 2, is_release=True)
    assert (book.held_at, book.cards.filter(gone_at=None).count(), Contact.objects.count()) == (None, 8, 10)


@pytest.mark.django_db
def test_without_the_brake_an_emptied_book_would_mark_everybody(ana, radicale, monkeypatch):
    """The control for the promise above."""
    monkeypatch.setattr(syncing, "_is_too_much", lambda book, seen: False)
    fill(radicale, 5)
    book = connected(ana, radicale)
    for number in range(1, 6):
        radicale.remove(number)
    assert synced(book, 1)
    assert book.cards.filter(gone_at=None).count() == 0
    assert Contact.objects.count() == 5


@pytest.mark.django_db
def test_a_token_that_the_server_forgot_means_comparing_everything_and_losing_nothing(ana, radicale):
    fill(radicale, 6)
    book = connected(ana, radicale)
    AddressBook.objects.update(sync_token="http://radicale.org/ns/sync/" + "0" * 64)
    radicale.put(7, "Omar Sayed")
    radicale.remove(6)
    assert synced(book, 1)
    assert (Contact.objects.count(), book.cards.filter(gone_at=None).count(), book.failure) == (7, 6, "")
    assert not book.sync_token.endswith("0" * 64)


@pytest.mark.django_db
def test_a_hundred_and_twenty_cards_come_in_several_batches(ana, radicale):
    fill(radicale, 120)
    connected(ana, radicale)
    assert Contact.objects.count() == 120


@pytest.mark.django_db
def test_the_worker_reads_each_hour_what_is_due_and_nothing_that_was_ended(ana, radicale):
    fill(radicale, 2)
    book = connected(ana, radicale)
    assert jobs.read_address_books(NOON + timedelta(minutes=50)) == 0
    radicale.put(3, "Omar Sayed")
    assert jobs.read_address_books(NOON + timedelta(minutes=61)) == 1
    assert "Omar Sayed" in people()
    syncing.end(book, NOON)
    book.refresh_from_db()
    assert bytes(book.password_sealed) == b""
    assert jobs.read_address_books(NOON + timedelta(hours=9)) == 0
    assert Contact.objects.count() == 3


@pytest.mark.django_db
def test_a_wrong_password_is_said(ana, radicale):
    with pytest.raises(Refusal, match="did not accept the user name and password"):
        syncing.connect(ana, radicale.root, radicale.user, "wrong", NOON)
    book = connected_after(radicale, ana)
    AddressBook.objects.update(password_sealed=syncing.vault.seal("changed there"))
    book.refresh_from_db()
    assert not synced(book, 1)
    assert "did not accept the user name and password" in book.failure
    assert Contact.objects.count() == 2
    syncing.connect(ana, radicale.root, radicale.user, radicale.password, NOON)
    assert synced(book, 2)
    assert book.failure == ""


def connected_after(server, owner) -> AddressBook:
    fill(server, 2)
    return connected(owner, server)


# Against a server that misbehaves


BOOK = '<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><response><href>/book/</href><propstat><prop><resourcetype><collection/><C:addressbook/></resourcetype><displayname>People</displayname><sync-token>{token}</sync-token></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>'
CALENDAR = BOOK.replace("C:addressbook/", "C:calendar/").format(token="1")
EMPTY = '<multistatus xmlns="DAV:"/>'


def listing(*numbers: int, etag: str = "a", token: str = "") -> str:
    rows = "".join(f"<response><href>/book/{n}.vcf</href><propstat><prop><getetag>{etag}{n}</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response>" for n in numbers)
    return f'<multistatus xmlns="DAV:">{rows}{f"<sync-token>{token}</sync-token>" if token else ""}</multistatus>'


def card_answer(*numbers: int) -> str:
    rows = "".join(
        f"<response><href>/book/{n}.vcf</href><propstat><prop><getetag>a{n}</getetag><C:address-data>BEGIN:VCARD\nVERSION:3.0\nFN:Person N{n}\nEND:VCARD\n</C:address-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>"
        for n in numbers
    )
    return f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">{rows}</multistatus>'


def crooked_book(crooked, owner, count: int = 10) -> AddressBook:
    """A book of *count* people on the crooked server, brought in while it still behaved."""
    numbers = range(1, count + 1)
    crooked.told = {
        "PROPFIND <getetag": (207, listing(*numbers), {}), "PROPFIND ": (207, BOOK.format(token="1"), {}),
        "REPORT multiget": (207, card_answer(*numbers), {}), "REPORT sync-token": (207, listing(token="2"), {}),
    }  # fmt: skip
    (book,) = syncing.connect(owner, crooked.url, "ana", "pear", NOON)
    importing.apply(syncing.look(book, NOON), NOON)
    book.refresh_from_db()
    assert Contact.objects.count() == count
    return book


WRONG = {
    "the password does not count any more": ({"PROPFIND ": (401, "", {})}, "did not accept"),
    "something else is there": ({"PROPFIND ": (207, CALENDAR, {})}, "something else at this address"),
    "an empty answer": ({"PROPFIND ": (207, EMPTY, {})}, "answer is empty"),
    "no answer at all": ({"PROPFIND ": (207, "", {})}, "broke off"),
    "half an answer": ({"PROPFIND ": (207, BOOK[:200], {})}, "broke off"),
    "half a body": ({"PROPFIND ": (207, BOOK[:200], {"Content-Length": "5000"})}, "does not understand"),
    "a web page": ({"PROPFIND ": (207, "<html><body>Sign in</body></html>", {})}, "not one of an address book"),
    "an entity bomb": ({"PROPFIND ": (207, '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><multistatus xmlns="DAV:">&b;</multistatus>', {})}, "broke off"),
    "not found": ({"PROPFIND ": (404, "", {})}, "no address book at this address"),
    "too busy": ({"PROPFIND ": (503, "", {})}, "too busy or broken"),
    "half the changes": ({"REPORT sync-token": (207, listing(1, 2, token="3")[:150], {})}, "broke off"),
    "cards that break off": ({"REPORT sync-token": (207, listing(11, token="3"), {}), "REPORT multiget": (207, card_answer(11)[:200], {})}, "broke off"),
    "a way into the private network": ({"PROPFIND ": (301, "", {"Location": "http://10.0.0.1/book/"})}, "does not understand"),
    "a way to another machine": ({"PROPFIND ": (307, "", {"Location": "http://169.254.169.254/latest/"})}, "does not understand"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WRONG)
def test_what_goes_wrong_is_said_and_nothing_is_lost(ana, crooked, name):
    book = crooked_book(crooked, ana)
    before = list(Contact.objects.values())
    wrong, said = WRONG[name]
    crooked.told = wrong | {word: answer for word, answer in crooked.told.items() if word not in wrong and not (word.startswith("PROPFIND") and "PROPFIND " in wrong)}
    assert not synced(book, 1)
    assert said in book.failure
    assert book.failure.endswith(".")
    assert (list(Contact.objects.values()), book.cards.filter(gone_at=None).count(), book.sync_token, book.lease_until) == (before, 10, "1", None)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [(403, '<error xmlns="DAV:"><valid-sync-token/></error>'), (409, ""), (410, ""), (501, ""), (207, listing(1, 2))], ids=range(5))
def test_without_its_token_everything_is_compared(ana, crooked, answer):
    book = crooked_book(crooked, ana)
    crooked.told |= {"REPORT sync-token": (*answer, {}), "PROPFIND <getetag": (207, listing(*range(1, 10), 11), {}), "REPORT multiget": (207, card_answer(11), {})}
    assert synced(book, 1)
    assert (Contact.objects.count(), book.cards.filter(gone_at=None).count()) == (11, 10)


@pytest.mark.django_db
def test_a_book_that_is_suddenly_empty_is_asked_about(ana, crooked):
    book = crooked_book(crooked, ana)
    crooked.told |= {"REPORT sync-token": (403, "", {}), "PROPFIND <getetag": (207, EMPTY, {})}
    assert not synced(book, 1)
    assert (book.missing, book.cards.filter(gone_at=None).count(), book.failure) == (10, 10, "")


@pytest.mark.django_db
def test_an_answer_that_is_too_large_is_asked_for_in_parts(ana, crooked):
    book = crooked_book(crooked, ana)
    large = card_answer(11) + " " * 21_000_000
    crooked.told = {"REPORT /book/12.vcf": (207, large, {}), "REPORT multiget": (207, card_answer(11), {})} | crooked.told
    crooked.told |= {"REPORT sync-token": (207, listing(11, 12, token="3"), {}), "REPORT multiget": (207, card_answer(11), {})}
    assert synced(book, 1)
    assert Contact.objects.count() == 11
    assert book.failure == ""


@pytest.mark.django_db
def test_cards_that_are_not_handed_out_are_asked_for_again(ana, crooked):
    book = crooked_book(crooked, ana)
    whole = {"REPORT sync-token": (207, listing(11, 12, token="3"), {}), "REPORT multiget": (207, card_answer(11, 12), {})}
    crooked.told |= whole | {"REPORT multiget": (207, card_answer(11), {})}
    assert synced(book, 1)
    assert (Contact.objects.count(), book.sync_token) == (11, "1")
    crooked.told |= whole
    assert synced(book, 2)
    assert (Contact.objects.count(), book.sync_token) == (12, "3")


@pytest.mark.django_db
def test_cards_of_another_place_and_broken_cards_are_left_out(ana, crooked):
    book = crooked_book(crooked, ana)
    foreign = listing(11, 12, token="3").replace("/book/12.vcf", "http://169.254.169.254/12.vcf")
    crooked.told |= {"REPORT sync-token": (207, foreign, {}), "REPORT multiget": (207, card_answer(11, 12).replace("FN:Person N11\nEND:VCARD", "FN:Person"), {})}
    assert synced(book, 1)
    assert Contact.objects.count() == 10


@pytest.mark.django_db
def test_a_password_never_leaves_without_encryption_nor_to_another_server(ana, crooked, settings):
    other = Crooked()
    crooked.told = {"GET ": (301, "", {"Location": other.url.replace("127.0.0.1", "localhost")}), "PROPFIND ": (404, "", {})}
    with pytest.raises(Refusal, match="sends us on to localhost"):
        syncing.connect(ana, crooked.url.removesuffix("book/"), "ana", "pear", NOON)
    other.server_close()
    assert [sign for _, _, sign in other.asked if sign] == [sign for method, _, sign in crooked.asked if method == "GET" and sign] == []
    assert len(other.asked) == 1
    settings.EGRESS_ALLOW = ()
    with pytest.raises(Refusal, match="without encryption"):
        syncing.connect(ana, "http://dav.northfield.example/", "ana", "pear", NOON)
    with pytest.raises(Refusal, match="does not connect to"):
        syncing.connect(ana, "https://127.0.0.1/", "ana", "pear", NOON)


# By browser


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.django_db
def test_the_whole_way_by_form(as_ana, ana, radicale):
    fill(radicale, 6)
    wrong = as_ana.post("/people/books/", {"address": radicale.root, "username": radicale.user, "password": "wrong"})
    assert wrong.status_code == 422
    assert "did not accept" in words(wrong)
    found = as_ana.post("/people/books/", {"address": radicale.root, "username": radicale.user, "password": radicale.password}, follow=True)
    assert "Found Everybody" in words(found)
    assert radicale.password not in found.content.decode()
    book = AddressBook.objects.get()
    seen = as_ana.post(f"/people/books/{book.key}/preview/", follow=True)
    assert "6 people you do not have yet" in words(seen)
    as_ana.post(seen.redirect_chain[-1][0] + "applying/")
    radicale.remove(1)
    page = words(as_ana.post(f"/people/books/{book.key}/reading/", follow=True))
    assert "5 people here" in page
    assert "No longer there" in page
    assert "Dana Whitfield" in page
    for number in (2, 3, 4):
        radicale.remove(number)
    page = words(as_ana.post(f"/people/books/{book.key}/reading/", follow=True))
    assert "3 people are missing" in page
    assert "2 people here" in words(as_ana.post(f"/people/books/{book.key}/release/", follow=True))
    assert "is not read any more" in words(as_ana.post(f"/people/books/{book.key}/ending/", follow=True))
    assert Contact.objects.count() == 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_pages_are_readable(live_server, open_page, ana, as_ana, crooked, width, scheme):
    book = crooked_book(crooked, ana)
    Card.objects.filter(href="/book/1.vcf").update(gone_at=NOON)
    AddressBook.objects.filter(pk=book.pk).update(failed_at=NOON, failure="dav.example is too busy or broken at the moment.", held_at=NOON, missing=4)
    batch = importing.preview(ana, b"Ainm;Sloinne;Comhlacht\nDana;Wells;Wells Clinic\nOmar;El Sayed;Harbour Data\n", "liosta.csv")
    page = open_page(live_server.url + "/people/books/", width=width, scheme=scheme, cookies=session_cookie(live_server, as_ana))
    for address in ("/people/books/", f"/people/import/{batch.key}/columns/"):
        page.goto(live_server.url + address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
