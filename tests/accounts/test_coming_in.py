"""Coming in by the printed link, and nobody else."""

from datetime import timedelta

import pytest
from django.test import Client

from legup.accounts import entry
from legup.accounts.models import EntryLink, User
from legup.accounts.owner import laptop_owner
from legup.lib.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return laptop_owner()


def test_the_link_opens_the_desk_after_one_click(owner):
    browser = Client()
    first = browser.get(entry.new_link(owner, now()))
    assert (first.status_code, first["Location"]) == (302, "/enter/")
    assert "Open my desk" in browser.get("/enter/").content.decode()
    opened = browser.post("/enter/")
    assert (opened.status_code, opened["Location"]) == (302, "/welcome/")
    assert browser.get("/people/").status_code == 200


def test_opening_the_link_alone_signs_nobody_in_and_uses_nothing_up(owner):
    link = entry.new_link(owner, now())
    scanner = Client()
    scanner.get(link)
    scanner.get("/enter/")
    assert scanner.get("/people/").status_code == 302
    assert EntryLink.objects.get().used_at is None
    person = Client()
    person.get(link)
    assert person.post("/enter/").status_code == 302


def test_a_link_works_once(owner):
    link = entry.new_link(owner, now())
    for browser, status in ((Client(), 302), (Client(), 422)):
        browser.get(link)
        answer = browser.post("/enter/")
        assert answer.status_code == status
    assert "Start Leg Up again" in answer.content.decode()
    assert browser.get("/people/").status_code == 302


def test_an_old_link_is_refused(owner):
    link = entry.new_link(owner, now() - timedelta(hours=1))
    browser = Client()
    browser.get(link)
    assert browser.post("/enter/").status_code == 422


def test_a_made_up_link_is_refused():
    browser = Client()
    browser.get("/enter/made-up/")
    assert browser.post("/enter/").status_code == 422


def test_the_token_is_kept_only_as_a_hash(owner):
    link = entry.new_link(owner, now())
    token = link.strip("/").split("/")[-1]
    kept = EntryLink.objects.get()
    assert token not in kept.token_hash
    assert len(kept.token_hash) == 64


def test_a_laptop_has_one_owner(owner):
    assert laptop_owner().pk == owner.pk


def test_a_strange_host_name_is_turned_away(owner):
    assert Client(headers={"host": "evil.example"}).get("/people/").status_code == 400


def test_a_laptop_opens_no_further_accounts(client):
    answer = client.post("/account/signup/", {"email": "eve@evil.example"})
    assert answer.status_code == 404
    assert not User.objects.filter(email="eve@evil.example").exists()


def test_a_password_set_in_settings_lets_the_owner_in(owner):
    browser = Client()
    browser.get(entry.new_link(owner, now()))
    browser.post("/enter/")
    secret = "eleven quiet herons"
    saved = browser.post("/account/password/set/", {"password1": secret, "password2": secret})
    assert saved.status_code == 302, saved.content.decode()[:2000]
    again = Client()
    wrong = again.post("/account/login/", {"login": owner.email, "password": "not the one"})
    assert wrong.status_code == 200
    assert again.get("/people/").status_code == 302
    assert again.post("/account/login/", {"login": owner.email, "password": secret}).status_code == 302
    assert again.get("/people/").status_code == 200


def test_on_a_server_the_ways_in_are_changed_only_by_who_came_in_just_now(ana, settings):
    settings.IS_SERVER = True
    ana.set_password("eleven quiet herons")
    ana.save()
    browser = Client()
    browser.force_login(ana)
    asked = browser.get("/account/passkeys/add/")
    assert (asked.status_code, asked["Location"].partition("?")[0]) == (302, "/account/reauthenticate/")
    wrong = browser.post(asked["Location"], {"password": "nine loud crows"})
    assert "This is not your password." in wrong.content.decode()
    assert browser.post(asked["Location"], {"password": "eleven quiet herons"})["Location"] == "/account/passkeys/add/"
    assert browser.get("/account/passkeys/add/").status_code == 200


def test_on_a_laptop_the_link_is_proof_enough(owner):
    owner.set_password("eleven quiet herons")
    owner.save()
    browser = Client()
    browser.get(entry.new_link(owner, now()))
    browser.post("/enter/")
    assert browser.get("/account/passkeys/add/", headers={"host": "localhost"}).status_code == 200


def test_a_session_that_no_longer_counts_is_a_visitor(owner):
    browser = Client()
    browser.force_login(owner)
    owner.set_password("eleven quiet herons")
    owner.save()
    answer = browser.get("/people/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/people/")
