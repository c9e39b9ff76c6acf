"""Signing in at the provider: no password here, tokens sealed and renewed once, and a permission that is taken back is said so.

The far end is stood for by an authorization server on loopback. Dovecot is real and asks that server who a token belongs to.
"""

import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from legup.lib import clock, vault
from legup.lib.refusal import Refusal
from legup.mail import accounts, imap, oauth, smtp, trying
from legup.mail.models import Mailbox, Trial
from tests.authorization_server import SECRET
from tests.mail.test_mailbox_page import text
from tests.outreach.conftest import a_round, first_letter, press_send


def come_back(browser, far_end, address: str):
    start = browser.get("/mailbox/sign-in/", {"service": "google", "address": address})
    assert start.status_code == 302
    return browser.get(far_end.consent(start["Location"]).removeprefix("http://testserver"))


def sign_in(browser, google) -> Mailbox:
    back = come_back(browser, google.far_end, google.user)
    assert back["Location"] == "/mailbox/signed-in/", "the code is out of the address"
    assert f"Connect {google.user}" in text(browser.get("/mailbox/signed-in/"))
    assert browser.post("/mailbox/signed-in/")["Location"] == "/mailbox/test/"
    trying.try_due(clock.now())
    return Mailbox.objects.get()


def stale(box: Mailbox, far_end=None) -> Mailbox:
    """An hour later: the access token no longer counts."""
    Mailbox.objects.update(access_until=clock.now())
    if far_end:
        far_end.active.clear()
    box.refresh_from_db()
    return box


def test_signing_in_there_connects_the_account_by_a_real_round_trip(as_ana, google):
    box = sign_in(as_ana, google)
    assert (box.way, box.address, bytes(box.password_sealed)) == ("google", google.user, b"")
    assert box.tested_at and box.plus_works
    assert "auth" in google.sink.steps and len(google.sink.messages) == 1
    page = text(as_ana.get("/mailbox/"))
    assert "you can take it back there" in page and "Password" not in page.split("App passwords")[0]


def test_the_far_end_is_asked_as_the_protocol_wants_it(as_ana, google):
    start = as_ana.get("/mailbox/sign-in/", {"service": "google", "address": google.user})["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start).query).items()}
    assert asked["scope"] == "https://mail.google.com/ openid email" and asked["login_hint"] == google.user
    assert (asked["access_type"], asked["prompt"], asked["redirect_uri"]) == ("offline", "consent", "http://testserver/mailbox/signed-in/")
    assert len(asked["state"]) >= 32 and len(asked["code_challenge"]) == 43
    assert SECRET not in start


def test_nothing_is_kept_in_the_clear(as_ana, google):
    box = sign_in(as_ana, google)
    tokens = [*google.far_end.active, *google.far_end.renewals]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM legup_mailbox UNION ALL SELECT * FROM legup_mailbox")
        rows = repr(cursor.fetchall())
    assert tokens and not any(token in rows for token in tokens)
    assert vault.unseal(bytes(box.renewal_sealed)) in tokens
    assert not any(token in as_ana.get("/export/").content.decode() for token in tokens)


@pytest.mark.parametrize("change", [{"state": "another"}, {"code": None}, {"error": "access_denied", "code": None}])
def test_what_comes_back_without_its_state_or_its_code_connects_nothing(as_ana, google, change):
    start = as_ana.get("/mailbox/sign-in/", {"service": "google", "address": google.user})
    back = parse_qs(urlsplit(google.far_end.consent(start["Location"])).query)
    asked = {name: values[0] for name, values in back.items()} | change
    answer = as_ana.get("/mailbox/signed-in/", {name: value for name, value in asked.items() if value})
    assert answer.status_code == 422 and "Nothing was connected" in text(answer)
    assert as_ana.post("/mailbox/signed-in/").status_code == 422
    assert google.far_end.asked == [] and Trial.objects.count() == 0


def test_somebody_elses_visit_cannot_be_ended_here(as_ana, as_dov, google):
    """An address with a code of Ana's, opened in Dov's browser, connects nothing to Dov's desk."""
    start = as_ana.get("/mailbox/sign-in/", {"service": "google", "address": google.user})
    answer = as_dov.get(google.far_end.consent(start["Location"]).removeprefix("http://testserver"))
    assert answer.status_code == 422 and as_dov.post("/mailbox/signed-in/").status_code == 422


def test_coming_back_changes_nothing_before_a_click(as_ana, google):
    come_back(as_ana, google.far_end, google.user)
    as_ana.get("/mailbox/signed-in/")
    assert google.far_end.asked == [] and Trial.objects.count() == 0


def test_without_a_client_id_there_is_no_button(as_ana, google, settings):
    assert "Sign in at Google" in text(as_ana.get("/mailbox/"))
    assert "Sign in at Google" in text(as_ana.post("/mailbox/", {"step": "address", "address": "ana@gmail.com"}))
    settings.OAUTH = {}
    assert "Sign in at Google" not in text(as_ana.get("/mailbox/"))
    page = text(as_ana.post("/mailbox/", {"step": "address", "address": "ana@gmail.com"}))
    assert "Sign in at Google" not in page and "app password" in page
    assert as_ana.get("/mailbox/sign-in/", {"service": "google"})["Location"] == "/mailbox/"


# Tokens


def test_a_stale_token_is_renewed_and_used_by_both_servers(as_ana, google):
    box = stale(sign_in(as_ana, google), google.far_end)
    assert imap.present(accounts.imap_account(box)).uidvalidity
    assert smtp.deliver(accounts.smtp_account(box), box.address, box.address, b"Subject: x\r\n\r\nx\r\n", at_handover=lambda: True)
    assert [asked["grant_type"] for asked in google.far_end.asked] == ["authorization_code", "refresh_token"]


def test_a_token_that_no_longer_counts_is_refused_by_both_servers(as_ana, google):
    """The control: what is not renewed is not let in."""
    box = sign_in(as_ana, google)
    google.far_end.active.clear()
    with pytest.raises(smtp.NotSignedIn, match="535"):
        smtp.deliver(accounts.smtp_account(box), box.address, box.address, b"Subject: x\r\n\r\nx\r\n", at_handover=lambda: pytest.fail("it was handed over"))
    with pytest.raises(imap.MailboxRefused, match="sign-in by way of your provider"):
        imap.present(accounts.imap_account(box))


@pytest.mark.django_db(transaction=True)
def test_eight_who_need_a_new_token_ask_for_one(as_ana, google):
    """The far end takes each renewal token once: a race for it would end the permission."""
    stale(sign_in(as_ana, google))
    gate, got = threading.Barrier(8), []

    def need():
        box = Mailbox.objects.get()
        gate.wait()
        got.append(accounts.imap_account(box).token)
        connection.close()

    threads = [threading.Thread(target=need) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(got) == 8 and len(set(got)) == 1
    assert [asked["grant_type"] for asked in google.far_end.asked].count("refresh_token") == 1


def test_control_renewing_without_taking_turns_ends_the_permission(as_ana, google):
    box = sign_in(as_ana, google)
    renewal = vault.unseal(bytes(box.renewal_sealed))
    oauth.renew("google", renewal, clock.now())
    with pytest.raises(smtp.NotSignedIn):
        oauth.renew("google", renewal, clock.now())


def test_one_that_died_while_renewing_holds_nobody_up_for_long(as_ana, google):
    box = stale(sign_in(as_ana, google))
    Mailbox.objects.update(renewing_until=clock.now() + timedelta(seconds=0.5))
    assert accounts.smtp_account(box).token


@pytest.mark.parametrize(
    "fault, kind, words",
    [
        ((400, {"error": "invalid_grant"}), smtp.NotSignedIn, "Sign in at Google again"),
        ((401, {"error": "invalid_client"}), smtp.NotSignedIn, "client id"),
        ((503, {"error": "temporarily_unavailable"}), Refusal, "asked again"),
        ((200, {"token_type": "Bearer"}), Refusal, "asked again"),
        ((400, ["not", "an", "object"]), smtp.NotSignedIn, "Sign in at Google again"),
    ],
)
def test_a_renewal_that_fails_says_whether_a_person_must_act(as_ana, google, fault, kind, words):
    box = stale(sign_in(as_ana, google))
    google.far_end.fault = fault
    with pytest.raises(Refusal, match=words) as told:
        accounts.smtp_account(box)
    assert isinstance(told.value, smtp.NotSignedIn) is (kind is smtp.NotSignedIn)
    google.far_end.fault = None
    assert accounts.smtp_account(box).token, "nothing was lost by the failure"


def test_a_service_that_is_no_longer_set_up_is_said_so(as_ana, google, settings):
    box = stale(sign_in(as_ana, google))
    settings.OAUTH = {}
    with pytest.raises(smtp.NotSignedIn, match="no longer set up"):
        accounts.smtp_account(box)


def test_a_permission_taken_back_is_mended_by_signing_in_again(as_ana, google):
    box = stale(sign_in(as_ana, google), google.far_end)
    google.far_end.renewals.clear()
    Mailbox.objects.update(refused_at=clock.now(), refusal="Google no longer lets Leg Up in.")
    page = text(as_ana.get("/mailbox/"))
    assert "Letters wait" in page and "Sign in at Google again" in page
    come_back(as_ana, google.far_end, google.user)
    assert as_ana.post("/mailbox/signed-in/")["Location"] == "/mailbox/test/"
    box.refresh_from_db()
    assert not box.is_refused and len(google.sink.messages) == 1, "signing in again is test enough"


def test_letters_wait_while_the_permission_is_gone_and_leave_when_it_is_back(as_ana, ana, ben, google):
    stale(sign_in(as_ana, google), google.far_end)
    google.sink.forward, letter = None, first_letter(ana, ben)
    press_send(as_ana, letter)
    google.far_end.renewals.clear()
    for after in (61, 600, 90_000):
        a_round(after)
    letter.refresh_from_db()
    assert (letter.failed_at, letter.sent_at) == (None, None) and len(google.sink.messages) == 1
    assert "no longer lets Leg Up in" in text(as_ana.get("/mailbox/"))
    come_back(as_ana, google.far_end, google.user)
    as_ana.post("/mailbox/signed-in/")
    a_round()
    letter.refresh_from_db()
    assert letter.sent_at and google.sink.messages[-1][1] == ["ben@wells.example"]


@pytest.mark.parametrize("token", ["a\x01b", "a\r\nb"])
def test_a_token_cannot_say_more_than_itself(token):
    with pytest.raises(smtp.NotSignedIn):
        smtp.xoauth2("ana@northfield.example", token)
    assert smtp.xoauth2("ana@northfield.example", "tok") == "user=ana@northfield.example\x01auth=Bearer tok\x01\x01"
