"""The only door to the network: where it leads, where it does not, and what a bad server can do to us."""

import gzip
import http.server
import re
import socket
import threading
import time
from pathlib import Path

import pytest

from legup.lib import egress
from legup.lib.egress import Unreachable, connect, fetch, is_public
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
    assert outcome_of(connect, host, hostile_server("hangs").port, 2) in ("not_allowed", "no_such_host")


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
        with connect(host, server.port, 2) as opened:
            assert opened.recv(5) == b"hello"
    else:
        assert outcome_of(connect, host, server.port, 2) == "not_allowed"


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
    monkeypatch.setattr(egress.socket, "getaddrinfo", lambda *a, **k: time.sleep(3))
    started = time.monotonic()
    assert outcome_of(connect, "slow.example", 80, 0.3) == "timeout"
    assert time.monotonic() - started < 1.5


def test_a_closed_port_is_told_apart(hostile_server):
    server = hostile_server("refuses")
    assert outcome_of(connect, server.host, server.port, 2) == "refused"
    assert outcome_of(connect, server.host, 0, 2) == "refused"
    assert outcome_of(connect, "no-such-name.invalid", 80, 5) in ("no_such_host", "timeout")


def test_host_names_of_other_scripts_keep_their_meaning():
    assert ascii_host("Bücher.Example") == "xn--bcher-kva.example"
    assert ascii_host("straße.example") == "xn--strae-oqa.example"
    assert ascii_host("例。example") == "xn--fsq.example"
    assert "straße.example".encode("idna") == b"strasse.example"  # control: another domain


# HTTP


class Pages(http.server.BaseHTTPRequestHandler):
    """A small web server; each page shows one habit of real ones."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.command, self.path, dict(self.headers)))
        body, headers, status = b"hello", {}, 200
        if self.path.startswith("/to/"):
            status, headers["Location"] = int(self.path[4:7]), self.server.target
        elif self.path == "/gzip":
            body, headers["Content-Encoding"] = gzip.compress(b"hello " * 10), "gzip"
        elif self.path == "/bomb":
            body, headers["Content-Encoding"] = gzip.compress(b"\0" * 30_000_000), "gzip"
        elif self.path == "/half-gzip":
            body, headers["Content-Encoding"] = gzip.compress(b"hello " * 100)[:-12], "gzip"
        elif self.path == "/brotli":
            headers["Content-Encoding"] = "br"
        elif self.path == "/big":
            body = b"x" * 3_000
        elif self.path == "/missing":
            status = 404
        elif self.path == "/cookie":
            headers["Set-Cookie"] = "a=b"
        if "Content-Length" in self.headers:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_POST = do_HEAD = do_PROPFIND = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def websites():
    """Make small websites; ``target`` is where their redirects lead."""
    made = []

    def make(tls=None):
        site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        site.daemon_threads, site.seen, site.target = True, [], "/"
        if tls:
            site.socket = tls.wrap_socket(site.socket, server_side=True)
        site.url = f"http{'s' if tls else ''}://localhost:{site.server_port}"
        threading.Thread(target=site.serve_forever, args=[0.02], daemon=True).start()
        made.append(site)
        return site

    yield make
    for site in made:
        site.shutdown()
        site.server_close()


@pytest.fixture
def website(websites):
    return websites()


def test_a_page_is_fetched_and_we_say_who_we_are(website):
    answer = fetch(website.url + "/a path".replace(" ", "%20") + "?q=é")
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"hello", "5")
    method, path, headers = website.seen[0]
    assert (method, path) == ("GET", "/a%20path?q=%C3%A9")
    assert headers["User-Agent"].startswith("LegUp/") and headers["Host"] == website.url[7:]
    assert "Cookie" not in headers


def test_what_the_server_says_about_missing_pages_reaches_the_caller(website):
    assert fetch(website.url + "/missing").status == 404


def test_other_methods_and_data_are_sent(website):
    assert fetch(website.url, method="POST", data=b"words", headers={"X-Key": "k"}).body == b"words"
    assert fetch(website.url, method="PROPFIND", data=b"<x/>").body == b"<x/>"
    assert fetch(website.url, method="HEAD").body == b""
    assert website.seen[0][2]["X-Key"] == "k"


def test_packed_pages_are_unpacked_and_bombs_are_not(website):
    assert fetch(website.url + "/gzip").body == b"hello " * 10
    assert outcome_of(fetch, website.url + "/bomb") == "too_large"
    assert outcome_of(fetch, website.url + "/half-gzip") == "bad_answer"
    assert outcome_of(fetch, website.url + "/brotli") == "bad_answer"


def test_pages_over_the_size_are_not_taken_in(website):
    assert len(fetch(website.url + "/big", max_bytes=3_000).body) == 3_000
    assert outcome_of(fetch, website.url + "/big", max_bytes=2_999) == "too_large"


def test_redirects_are_followed_at_most_three_times(website):
    website.target = website.url + "/there"
    assert fetch(website.url + "/to/302").url.endswith("/there")
    website.target = "/to/301"
    assert outcome_of(fetch, website.url + "/to/301") == "bad_answer"
    assert len([path for _, path, _ in website.seen if path == "/to/301"]) == 4


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://2130706433:{port}/", "http://[::ffff:127.0.0.1]:{port}/"])
def test_a_redirect_is_judged_like_a_first_address(target, website, websites, settings):
    """A page on an allowed server cannot send us on to its neighbours; a naive client goes."""
    inside = websites()
    settings.EGRESS_ALLOW = (f"localhost:{website.server_port}",)
    website.target = target.format(port=inside.server_port)
    assert outcome_of(fetch, website.url + "/to/302") == "not_allowed"
    assert inside.seen == []


def test_control_a_naive_client_follows_the_redirect(website, websites):
    import urllib.request

    inside = websites()
    website.target = f"http://127.0.0.1:{inside.server_port}/"
    urllib.request.urlopen(website.url + "/to/302", timeout=5).read()
    assert len(inside.seen) == 1


def test_what_was_said_to_one_server_is_not_repeated_to_another(website, websites):
    other = websites()
    website.target = other.url + "/"
    fetch(website.url + "/to/302", headers={"Authorization": "Bearer secret", "Accept": "text/plain"})
    assert "secret" not in str(other.seen) and "text/plain" in str(other.seen)
    assert outcome_of(fetch, website.url + "/to/307", method="POST", data=b"private") == "bad_answer"
    assert len(other.seen) == 1
    website.target = website.url + "/"
    assert fetch(website.url + "/to/307", method="POST", data=b"private").body == b"private"
    assert fetch(website.url + "/to/303", method="POST", data=b"private").body == b"hello"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "javascript:alert(1)", "//a.example", "a.example", "",
        "http://", "http:///x", "http://user@a.example/", "http://user:word@a.example/", "http://a.example@127.0.0.1/", "http://a.example:22/",
        "http://a.example:70000/", "http://a.example:x/", "http://a.example\\@127.0.0.1/", "http://a.exam\nple/", "http://a.example/\r\nX: y",
        "http://[::1", "http://[v1.x]/", "http://a example/", " http://a.example/",
    ],
)  # fmt: skip
def test_an_address_of_another_form_is_never_asked_for(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: pytest.fail("it was looked up"))
    assert outcome_of(fetch, url) == "not_allowed"


def says(*parts: bytes):
    """A server that reads a request, says *parts* and hangs up."""

    def behave(connection):
        connection.recv(65536)
        for part in parts:
            connection.sendall(part)

    return behave


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "parts, outcome",
    [
        ([b""], "bad_answer"),
        ([b"SSH-2.0-OpenSSH_9\r\n"], "bad_answer"),
        ([OK + b"Content-Length: 10\r\n\r\nhalf"], "bad_answer"),
        ([OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"], "bad_answer"),
        ([OK + b"Transfer-Encoding: chunked\r\n\r\n", b"5" * 200_000], "bad_answer"),
        ([OK + b"X: y\r\n" * 500 + b"\r\n"], "bad_answer"),
        ([OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n"], "bad_answer"),
        ([OK + b"Content-Encoding: gzip\r\n\r\nnot gzip"], "bad_answer"),
        ([OK + b"Content-Length: 99999999999\r\n\r\n"], "too_large"),
        ([OK + b"Content-Length: -5\r\n\r\n" + b"x" * 6_000_000], "too_large"),
        ([b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n"], "not_allowed"),
        ([b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"], "not_allowed"),
    ],
)
def test_an_answer_that_is_none_becomes_a_sentence(parts, outcome, hostile_server):
    server = hostile_server(says(*parts))
    assert outcome_of(fetch, f"http://127.0.0.1:{server.port}/", seconds=5) == outcome


def drip_headers(connection):
    connection.recv(65536)
    connection.sendall(OK)
    while True:
        connection.sendall(b"X: y\r\n")
        time.sleep(0.1)


def drip_body(connection):
    connection.recv(65536)
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_continue(connection):
    connection.recv(65536)
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.1)


@pytest.mark.parametrize("behaviour", ["hangs", "drips", drip_headers, drip_body, drip_continue])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_is_slow_on_purpose_is_given_up_on(behaviour, scheme, hostile_server):
    server = hostile_server(behaviour)
    started = time.monotonic()
    outcome = outcome_of(fetch, f"{scheme}://127.0.0.1:{server.port}/", seconds=0.8)
    assert outcome == "timeout" or (scheme, outcome) == ("https", "tls")
    assert time.monotonic() - started < 2


def test_control_a_time_out_per_read_does_not_stop_a_server_that_drips(hostile_server):
    import http.client

    server = hostile_server(drip_body)
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=0.8)
    line.request("GET", "/")
    response, started = line.getresponse(), time.monotonic()
    while time.monotonic() - started < 1.6:
        assert response.read(1) == b"x"


def test_a_certificate_must_be_known_and_carry_the_name(websites, certificate, settings):
    site = websites(certificate.server_context())
    assert outcome_of(fetch, site.url) == "tls"
    settings.EGRESS_CA = str(certificate.cert_file)
    assert fetch(site.url).body == b"hello"
    settings.EGRESS_ALLOW = ("ip6-localhost", "localhost.localdomain", "127.0.0.1")
    assert outcome_of(fetch, site.url.replace("localhost", "127.0.0.2")) in ("tls", "not_allowed", "refused")


def test_a_certificate_for_another_name_is_refused(websites, tmp_path, settings):
    from tests.daemons import make_certificate

    other = make_certificate(tmp_path, "elsewhere.example")
    site = websites(other.server_context())
    settings.EGRESS_CA = str(other.cert_file)
    assert outcome_of(fetch, site.url) == "tls"


def test_proxies_in_the_environment_are_not_used(website, hostile_server, monkeypatch):
    proxy = hostile_server("closes")
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    assert fetch(website.url).body == b"hello"
    assert proxy.connections == []


def test_no_sentence_holds_what_the_server_said(hostile_server):
    server = hostile_server(says(b"<script>secret</script>\r\n"))
    with pytest.raises(Unreachable) as refused:
        fetch(f"http://127.0.0.1:{server.port}/")
    assert "secret" not in str(refused.value)


def test_nothing_else_opens_connections():
    """Outside egress no module of the product opens a socket or talks HTTP by itself."""
    door = re.compile(r"create_connection\(|urlopen\(|socket\.socket\(|import requests|from requests|urllib\.request|import urllib3|HTTPS?Connection\(")
    product = Path(egress.__file__).parents[1]
    others = [p for p in product.rglob("*.py") if p.name != "egress.py" and "serving" not in p.name and "supervising" not in p.name]
    assert [str(p) for p in others if door.search(p.read_text())] == []
