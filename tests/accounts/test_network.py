"""A laptop on a network: whoever has not got the link gets nothing, and no page elsewhere can reach it by a trick."""

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from tests.accounts.office import PASSWORD
from tests.machines import Machine, Running
from tests.visitor import Visitor

OWNER = "owner@this-computer.invalid"
ROOMS = ["/people/", "/letters/", "/calls/", "/postings/", "/settings/", "/mailbox/", "/export/", "/welcome/"]


def ask(legup: Running, host: str, path: str = "/account/login/", method: str = "GET") -> tuple[int, str]:
    """The status and where it leads, when a browser thinks that Leg Up is called *host*."""
    parts = urlsplit(legup.address)
    there = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    try:
        there.request(method, path, headers={"Host": f"{host}:{parts.port}"})
        answer = there.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        there.close()


def test_without_the_link_nobody_on_the_network_gets_anything(machine):
    legup = machine.start("serve", "--no-browser", "--host", "0.0.0.0")
    for path in ROOMS:
        status, leads = ask(legup, "192.168.7.20", path)
        assert status in (302, 404) and (status == 404 or leads.startswith("/account/login/")), (path, status, leads)
        assert ask(legup, "192.168.7.20", path, "POST")[0] in (302, 403, 404), path
    for path in ("/account/signup/", "/account/login/code/", "/account/password/reset/", "/invited/x/"):
        assert ask(legup, "192.168.7.20", path)[0] == 404, path
    visitor = Visitor(legup.address).open("/enter/")
    assert "Open my desk" not in visitor.text
    visitor.open("/account/login/").press("Come in", login=OWNER, password="owner")
    assert visitor.open("/people/").path == "/account/login/"


@pytest.mark.parametrize(
    ("host", "answer"),
    [("127.0.0.1", 200), ("localhost", 200), ("192.168.7.20", 200), ("[fe80::1]", 200), ("evil.example", 400), ("127.0.0.1.evil.example", 400), ("localhost.evil.example", 400)],
)
def test_a_page_elsewhere_cannot_lend_it_a_name(one_laptop, host, answer):
    assert ask(one_laptop, host)[0] == answer


@pytest.fixture(scope="module")
def one_laptop(tmp_path_factory, prepared):
    """A laptop that only answers."""
    there = Machine(tmp_path_factory.mktemp("laptop"))
    yield there.start("serve", "--no-browser")
    there.off()


@pytest.mark.parametrize("host", ["127.0.0.2", "::1"])
def test_it_is_reached_under_the_address_that_was_asked_for(machine, host):
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.bind((host, 0))
    except OSError:
        pytest.skip(f"this machine has no address {host}")
    legup = machine.start("serve", "--no-browser", "--host", host)
    assert f"//{host}:" in legup.link or f"//[{host}]:" in legup.link
    owner = Visitor(legup.address).open(legup.link).press("Open my desk")
    assert owner.path == "/welcome/"


def test_passwords_on_a_laptop_cannot_be_guessed_and_a_forgotten_one_is_replaced(machine):
    legup = machine.start("serve", "--no-browser")
    owner = Visitor(legup.address).open(legup.link).press("Open my desk").open("/settings/").follow("Set a password")
    owner.press("Set the password", password1=PASSWORD, password2=PASSWORD)
    said = []
    for _ in range(7):
        guesser = Visitor(legup.address).open("/account/login/").press("Come in", login=OWNER, password="a wrong guess")
        said.append("Too many tries" in guesser.text)
    assert said == [False] * 5 + [True] * 2
    owner.follow("Change the password").press("Change the password", password1="six green kettles", password2="six green kettles")
    assert (owner.path, "Your new password is set." in owner.text) == ("/settings/", True)


@pytest.mark.parametrize(
    ("host", "says", "status"),
    [("127.0.0.1:8471", "“localhost”", 200), ("192.168.7.20:8471", "on the computer where Leg Up runs", 422), ("[fe80::1]:8471", "on the computer where Leg Up runs", 422)],
)
def test_a_passkey_is_not_offered_where_it_cannot_work(as_ana, host, says, status):
    page = as_ana.get("/settings/", headers={"host": host}).content.decode()
    assert ("Add a passkey" in page) == (status == 200)
    answer = as_ana.post("/settings/localhost/", headers={"host": host})
    assert (answer.status_code, says in answer.content.decode()) == (status, True)


def test_under_localhost_a_passkey_is_made_at_once(as_ana):
    assert "/account/passkeys/add/" in as_ana.get("/settings/", headers={"host": "localhost:8471"}).content.decode()
