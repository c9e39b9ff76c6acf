"""Asking for pages: what comes in, what stays out, and what a bad server can do to us."""

import gzip
import http.client
import http.server
import socket
import threading
import time
import urllib.request

import pytest

from legup.lib.egress import Unreachable, fetch
from tests.daemons import make_certificate
from tests.lib.test_egress import outcome_of


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
    assert time.monotonic() - started < 6


def test_control_a_time_out_per_read_does_not_stop_a_server_that_drips(hostile_server):
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
