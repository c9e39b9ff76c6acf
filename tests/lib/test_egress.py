"""The only door to the network: where it leads, where it does not, and what a bad server can do to us."""

import re
import socket
import time
from pathlib import Path

import pytest

from legup.lib import egress
from legup.lib.egress import Unreachable, connect, is_public
from legup.lib.hostnames import ascii_host

PRIVATE = """
127.0.0.1 127.255.0.9 0.0.0.0 10.1.2.3 100.64.0.1 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1
198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:2::1
2001:db8::1 2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
""".split()
PUBLIC = "8.8.8.8 1.1.1.1 151.101.1.69 172.32.0.1 100.128.0.1 2606:4700::1111 2a00:1450:4001::200e ::ffff:8.8.8.8 64:ff9b::808:808".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_known_as_such(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_known_as_such(address):
    assert is_public(address)


def test_control_the_standard_library_lets_some_of_them_through():
    import ipaddress

    passed = {a for a in PRIVATE if ipaddress.ip_address(a.partition("%")[0]).is_global}
    assert {"224.0.0.1", "64:ff9b::7f00:1", "ff0e::1"} <= passed


@pytest.fixture
def locked(settings):
    """Nothing private is allowed, as on a server of an office."""
    settings.EGRESS_ALLOW = ()


def outcome_of(act, *args, **kwargs) -> str:
    with pytest.raises(Unreachable) as refused:
        act(*args, **kwargs)
    assert str(refused.value).endswith(".")
    return refused.value.outcome


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST.", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "::1", "[::1]", "0"])
def test_no_spelling_of_this_machine_is_let_through(host, locked, hostile_server):
    assert outcome_of(connect, host, hostile_server("hangs").port, 5) in ("not_allowed", "no_such_host")


@pytest.mark.parametrize("host", ["", " ", "a b", "a/b", "a\r\nb", "a..b", "-a.example", "x" * 64, ".".join(["x" * 60] * 5), "a\x00b", "user@host", "💥.example", "1:2:3"])
def test_what_is_no_host_name_is_not_looked_up(host, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("it was looked up"))
    assert outcome_of(connect, host, 80) == "no_such_host"


@pytest.mark.parametrize("entry, good", [("127.0.0.1", True), ("127.0.0.1:{port}", True), ("127.0.0.1:1", False), ("127.0.0.2", False), ("LocalHost", True)])
def test_whoever_runs_it_can_allow_a_server_by_name_or_address(entry, good, settings, hostile_server):
    server = hostile_server(b"hello")
    settings.EGRESS_ALLOW = (entry.format(port=server.port),)
    host = "localhost" if entry == "LocalHost" else server.host
    if good:
        with connect(host, server.port, 5) as opened:
            assert opened.recv(5) == b"hello"
    else:
        assert outcome_of(connect, host, server.port, 5) == "not_allowed"


def answering(monkeypatch, *answers):
    """A name server that gives each of *answers* in turn, and the last one from then on."""
    asked = []

    def getaddrinfo(name, port, *_, **__):
        asked.append(name)
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    monkeypatch.setattr(egress.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_one_private_address_among_public_ones_closes_the_door(locked, monkeypatch):
    answering(monkeypatch, ["8.8.8.8", "127.0.0.1"])
    assert outcome_of(connect, "mixed.example", 80, 1) == "not_allowed"


def test_the_address_that_was_judged_is_the_one_connected_to(locked, monkeypatch, hostile_server):
    """A name server that answers differently the second time gains nothing; a naive check does fall for it."""
    server = hostile_server(b"secret")
    asked = answering(monkeypatch, ["203.0.113.1"], ["127.0.0.1"])
    monkeypatch.setattr(egress, "is_public", lambda address: address == "203.0.113.1")
    tried = []
    monkeypatch.setattr(egress.socket, "create_connection", lambda where, **_: tried.append(where) or (_ for _ in ()).throw(OSError()))
    assert outcome_of(connect, "rebinding.example", server.port, 1) == "refused"
    assert tried == [("203.0.113.1", server.port)]
    assert asked == ["rebinding.example"]

    monkeypatch.undo()
    answering(monkeypatch, ["203.0.113.1"], ["127.0.0.1"])
    first = socket.getaddrinfo("rebinding.example", server.port)[0][4][0]
    assert first == "203.0.113.1"  # the naive check is content,
    with socket.create_connection(("rebinding.example", server.port), timeout=2) as opened:
        assert opened.recv(6) == b"secret"  # and looks the name up again


def test_a_name_server_that_never_answers_is_given_up_on(monkeypatch):
    monkeypatch.setattr(egress.socket, "getaddrinfo", lambda *a, **k: time.sleep(8))
    started = time.monotonic()
    assert outcome_of(connect, "slow.example", 80, 0.3) == "timeout"
    assert time.monotonic() - started < 5


def test_a_closed_port_is_told_apart(hostile_server):
    server = hostile_server("refuses")
    assert outcome_of(connect, server.host, server.port, 5) == "refused"
    assert outcome_of(connect, server.host, 0, 2) == "refused"
    assert outcome_of(connect, "no-such-name.invalid", 80, 5) in ("no_such_host", "timeout")


def test_host_names_of_other_scripts_keep_their_meaning():
    assert ascii_host("Bücher.Example") == "xn--bcher-kva.example"
    assert ascii_host("straße.example") == "xn--strae-oqa.example"
    assert ascii_host("例。example") == "xn--fsq.example"
    assert "straße.example".encode("idna") == b"strasse.example"  # control: another domain



def test_nothing_else_opens_connections():
    """Outside egress no module of the product opens a socket or talks HTTP by itself."""
    door = re.compile(r"create_connection\(|urlopen\(|socket\.socket\(|import requests|from requests|urllib\.request|import urllib3|HTTPS?Connection\(")
    product = Path(egress.__file__).parents[1]
    others = [p for p in product.rglob("*.py") if p.name != "egress.py" and "serving" not in p.name and "supervising" not in p.name]
    assert [str(p) for p in others if door.search(p.read_text())] == []
