"""A server for many: by invitation, mailed codes, passwords; walked over HTTP through the real program."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import signing

from tests.accounts.office import KEY, PASSWORD, Office


def status(office: Office, path: str, **headers: str) -> int:
    request = urllib.request.Request(office.address + path, headers=headers)
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


# Opening an account


def test_an_invitation_leads_to_an_account_and_to_welcome(office):
    ana = office.visitor().open(office.invite("ana@northfield.example"))
    assert (ana.path, ana.value("email")) == ("/account/signup/", "ana@northfield.example")
    ana.press("Open my account")
    assert "A code is on its way to ana@northfield.example." in ana.text
    assert ana.press("Come in", code="XXXX-XXXX").path == "/account/confirm-email/"
    assert "This is not the code." in ana.text
    ana.press("Come in", code=office.code("ana@northfield.example"))
    assert ana.path == "/welcome/"
    assert len(office.letters("ana@northfield.example")) == 2


def test_an_invitation_is_for_one_address(office):
    office.invite("mei@northfield.example")
    eve = office.visitor().open(office.invite("eve@northfield.example"))
    eve.press("Open my account", email="mei@northfield.example")
    assert "Your invitation is for eve@northfield.example." in eve.text
    assert len(office.letters("mei@northfield.example")) == 1


def test_nobody_else_can_open_an_account(office):
    visitor = office.visitor().open("/account/signup/")
    assert "Accounts here are by invitation" in visitor.text
    visitor.open("/account/login/")
    token = visitor.value("csrfmiddlewaretoken")
    answer = visitor.browser.post(office.address + "/account/signup/", {"email": "x@elsewhere.example", "csrfmiddlewaretoken": token})
    assert "Accounts here are by invitation" in answer.text
    assert office.letters("x@elsewhere.example") == []


def test_an_invitation_that_was_taken_back_is_refused(office):
    cora = office.member("cora@northfield.example").open("/settings/")
    assert "An invitation is on its way to tom@northfield.example." in cora.press("Invite", email="tom@northfield.example").text
    link = office.letter("tom@northfield.example").split("\n\n")[2]
    early = office.visitor().open(link)
    cora.press("Take it back")
    assert "This invitation was taken back." in refused(office, link)
    assert "Accounts here are by invitation" in early.press("Open my account").text


@pytest.mark.parametrize("days", [13, 15])
def test_an_invitation_lasts_two_weeks(office, days):
    address = f"day{days}@northfield.example"
    office.invite(address)
    with time_machine.travel(datetime.now(UTC) - timedelta(days=days), tick=False):
        token = signing.dumps(address, key=KEY, salt="invited")
    if days < 14:
        assert office.visitor().open(f"/invited/{token}/").path == "/account/signup/"
    else:
        assert "This invitation is too old" in refused(office, f"{office.address}/invited/{token}/")


def test_an_invitation_that_we_did_not_write_is_refused(office):
    token = signing.dumps("eve@evil.example", key="some other secret that eve has made up", salt="invited")
    assert "This invitation is too old, or the link is not whole." in refused(office, f"{office.address}/invited/{token}/")


def test_a_used_invitation_leads_to_the_door(office):
    link = office.invite("ida@northfield.example")
    office.member("ida@northfield.example")
    again = office.visitor().open(link)
    assert again.path == "/account/login/"
    assert "Your account is open already." in again.text


def refused(office: Office, link: str) -> str:
    """The sentence with which *link* is refused."""
    answer = urllib.request.Request(link)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(answer, timeout=20)
    assert error.value.code == 422
    return error.value.read().decode()


# Coming in


def test_a_mailed_code_lets_in_once(office):
    office.member("pia@northfield.example")
    pia = office.visitor().open("/").follow("Send me a code").press("Send me a code", email="pia@northfield.example")
    assert "If pia@northfield.example has an account here, a code is on its way to it." in pia.text
    code = office.code("pia@northfield.example")
    assert pia.press("Come in", code=code.lower().replace("-", " ")).path == "/welcome/"
    thief = office.visitor().open("/account/login/code/").press("Send me a code", email="pia@northfield.example")
    assert "This is not the code." in thief.press("Come in", code=code).text


def test_a_code_may_be_guessed_three_times(office):
    office.member("uma@northfield.example")
    guesser = office.visitor().open("/account/login/code/").press("Send me a code", email="uma@northfield.example")
    for _ in range(3):
        guesser.press("Come in", code="BCDF-GHJK")
    assert guesser.path in ("/account/login/", "/account/login/code/")
    assert "Too many tries." in guesser.text
    guesser.open("/account/login/code/confirm/")
    assert guesser.path != "/account/login/code/confirm/"


def test_strangers_are_answered_alike_and_never_written_to(office):
    stranger = office.visitor().open("/account/login/code/").press("Send me a code", email="nobody@elsewhere.example")
    assert "If nobody@elsewhere.example has an account here" in stranger.text
    assert "This is not the code." in stranger.press("Come in", code="BCDF-GHJK").text
    stranger = office.visitor().open("/account/password/reset/").press("Send me the link", email="nobody@elsewhere.example")
    assert "If the address has an account here" in stranger.text
    assert office.letters("nobody@elsewhere.example") == []


def test_another_code_may_be_asked_for(office):
    office.member("lea@northfield.example")
    lea = office.visitor().open("/account/login/code/").press("Send me a code", email="lea@northfield.example")
    first = office.code("lea@northfield.example")
    lea.press("Send another code")
    assert "This is not the code." in lea.press("Come in", code=first).text
    assert lea.press("Come in", code=office.code("lea@northfield.example")).path == "/welcome/"


def test_a_password_is_set_used_changed_and_replaced(office):
    address = "noor@northfield.example"
    noor = office.member(address).open("/settings/").follow("Set a password")
    assert "too common" in noor.press("Set the password", password1="1234567890", password2="1234567890").text
    noor.press("Set the password", password1=PASSWORD, password2=PASSWORD)
    assert (noor.path, "Your password is set." in noor.text) == ("/settings/", True)
    there = office.visitor().open("/account/login/").press("Come in", login=address, password=PASSWORD)
    there.open("/settings/").follow("Change the password")
    assert "This is not your present password." in there.press("Change the password", oldpassword="nine loud crows", password1="ten slow turtles", password2="ten slow turtles").text
    there.press("Change the password", oldpassword=PASSWORD, password1="ten slow turtles", password2="ten slow turtles")
    assert (there.path, "Your new password is set." in there.text) == ("/settings/", True)
    assert noor.open("/settings/").path == "/account/login/", "the other device is still signed in"
    lost = office.visitor().open("/account/login/").follow("I do not remember it").press("Send me the link", email=address)
    lost.open(office.letter(address).split("\n\n")[1]).press("Set the password", password1="six green kettles", password2="six green kettles")
    assert lost.follow("Come in with it").press("Come in", login=address, password="six green kettles").path == "/welcome/"


def test_an_account_may_be_opened_with_a_password_at_once(office):
    office.member("kim@northfield.example", password1=PASSWORD)
    assert office.visitor().open("/account/login/").press("Come in", login="Kim@Northfield.example", password=PASSWORD).path == "/welcome/"


def test_passwords_cannot_be_guessed_though_two_processes_answer(machine, smtp_sink):
    office = Office(machine, smtp_sink, LEGUP_WEB_PROCESSES="2")
    assert len(office.legup.family()) == 5
    said = []
    for _ in range(8):
        guesser = office.visitor().open("/account/login/").press("Come in", login="ana@northfield.example", password="a wrong guess")
        said.append("Too many tries" in guesser.text)
    assert said == [False] * 5 + [True] * 3


# Nobody else


def test_who_is_signed_out_sees_nothing(office):
    ana = office.member("amy@northfield.example").open("/people/")
    assert ana.path == "/people/"
    visitor = office.visitor()
    for path in ("/", "/people/", "/letters/", "/postings/", "/settings/", "/export/", "/welcome/"):
        assert visitor.open(path).path == "/account/login/", path
    ana.open("/account/logout/").press("Sign out")
    assert ana.open("/people/").path == "/account/login/"


def test_another_member_sees_nothing_of_hers(office):
    amy = office.member("zoe@northfield.example").open("/people/new/").press("Save", full_name="Ben Okafor")
    person = amy.path
    assert "Ben Okafor" in amy.open("/people/").text
    dov = office.member("dov@elsewhere.example")
    assert "Ben Okafor" not in dov.open("/people/").text
    assert dov.browser.open(office.address + person).status_code == 404


@pytest.mark.parametrize(("host", "answer"), [("localhost", 200), ("evil.example", 400), ("127.0.0.1", 400)])
def test_only_its_own_name_is_answered(office, host, answer):
    assert status(office, "/account/login/", Host=host) == answer


def test_there_is_no_link_that_lets_in(office):
    assert office.legup.link == f"{office.address}/"
    assert status(office, "/enter/a-made-up-token-of-some-length/") == 404
    assert status(office, "/enter/") == 404


# The command


def test_without_a_relay_the_link_is_printed_and_a_password_is_needed(machine, smtp_sink):
    office = Office(machine, smtp_sink, LEGUP_MAIL_RELAY="")
    told = json.loads(machine.run("invite", "Ana@Northfield.example", "--json", **office.env).stdout)
    assert told["mailed"] is False
    ana = office.visitor().open(told["link"])
    assert "This field is required" in ana.press("Open my account").text
    assert ana.press("Open my account", password1=PASSWORD).path == "/welcome/"
    there = office.visitor().open("/")
    assert "Send me a code" not in there.text
    assert there.press("Come in", login="ana@northfield.example", password=PASSWORD).path == "/welcome/"
    assert smtp_sink.messages == []


def test_a_laptop_invites_nobody(machine):
    refused = machine.run("invite", "ana@northfield.example", "--json")
    assert refused.returncode == 1
    assert "belongs to one person" in json.loads(refused.stdout)["refused"]


def test_what_is_no_address_is_not_invited(machine):
    refused = machine.run("invite", "ana at northfield", LEGUP_SITE_URL="https://legup.northfield.example", LEGUP_SECRET_KEY=KEY)
    assert refused.returncode == 1
    assert refused.stderr.endswith("“ana at northfield” is not a mail address.\n")


def test_a_relay_that_does_not_take_letters_is_said_in_a_sentence(machine, smtp_sink):
    office = Office(machine, smtp_sink)
    office.member("ana@northfield.example")
    smtp_sink.faults["rcpt"] = "451 not now"
    said = machine.run("invite", "tom@northfield.example", **office.env)
    assert said.returncode == 1
    assert said.stderr.endswith("The invitation could not be sent just now. Wait a few minutes, then invite again.\n")
    ana = office.visitor().open("/account/login/code/").press("Send me a code", expect=422, email="ana@northfield.example")
    assert "The mail could not be sent just now." in ana.text
