"""Servers are found from what a domain publishes: a file for mail programs, or the DNS. The web server and the name server are real, on loopback."""

import contextlib
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dns.message
import dns.rrset
import pytest

from legup.lib.letters import Address
from legup.lib.name_records import records
from legup.mail import autoconfig
from legup.mail.autoconfig import parse, published, suggest
from tests.mail.test_mailbox_page import text

ANA = "ana@northfield.example"
FILE = b"""<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="northfield.example"><domain>northfield.example</domain>
<incomingServer type="pop3"><hostname>pop.northfield.example</hostname><port>995</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>
<incomingServer type="imap"><hostname>mail.northfield.example</hostname><port>143</port><socketType>STARTTLS</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<outgoingServer type="smtp"><hostname>out.northfield.example</hostname><port>587</port><socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
</emailProvider></clientConfig>"""


class NameServer:
    """A DNS server that knows a few records, as lines of a zone file. Shape: ``silent`` makes it answer nothing."""

    def __init__(self):
        self.zone: dict[tuple[str, str], list[str]] = {}
        self.silent = False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def add(self, name: str, kind: str, *values: str):
        self.zone[name, kind] = list(values)

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                asked, who = self.socket.recvfrom(4096)
                question = dns.message.from_wire(asked)
                answer = dns.message.make_response(question)
                wanted = question.question[0]
                found = self.zone.get((wanted.name.to_text(omit_final_dot=True), wanted.rdtype.name))
                if found:
                    answer.answer.append(dns.rrset.from_text(wanted.name, 60, "IN", wanted.rdtype.name, *found))
                if not self.silent:
                    self.socket.sendto(answer.to_wire(), who)


@pytest.fixture
def nameserver(settings, monkeypatch):
    """The DNS as the domain has it; no web server answers under the domain."""
    server = NameServer()
    settings.LOOK_UP_SERVERS, settings.NAMESERVER = True, server.place
    monkeypatch.setattr(autoconfig, "PLACES", ("https://127.0.0.1:1/{domain}",))
    yield server
    server.socket.close()


@pytest.fixture
def web(settings, certificate, monkeypatch, nameserver):
    """A web server under TLS. Only where the file lies is changed: a test has neither the domain's name nor port 443."""
    settings.EGRESS_CA = str(certificate.cert_file)
    web = Web(certificate)
    monkeypatch.setattr(autoconfig, "PLACES", tuple(place.replace("https://autoconfig.{domain}", web.url).replace("https://{domain}", web.url) for place in PLACES))
    yield web
    web.http.shutdown()


PLACES = autoconfig.PLACES


class Web:
    """Shape: ``files`` are answered by path; ``asked`` is what was asked for."""

    def __init__(self, certificate):
        self.files, self.asked, self.wait = {}, [], 0.0
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.http.socket = certificate.server_context().wrap_socket(self.http.socket, server_side=True)
        self.url = f"https://localhost:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=[0.05], daemon=True).start()

    def _handler(self):
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                web.asked.append(self.path)
                time.sleep(web.wait)
                body = web.files.get(self.path.partition("?")[0])
                with contextlib.suppress(OSError):
                    self.send_response(200 if body is not None else 404)
                    self.send_header("Content-Length", str(len(body or b"")))
                    self.end_headers()
                    self.wfile.write(body or b"")

            def log_message(self, *_):
                pass

        return Handler


def servers(found) -> tuple:
    return (found.smtp.host, found.smtp.port, found.smtp.security), (found.imap.host, found.imap.port, found.imap.security)


PUBLISHED = (("out.northfield.example", 587, "starttls"), ("imap.northfield.example", 993, "tls"))


@pytest.mark.parametrize("path", ["/mail/config-v1.1.xml", "/.well-known/autoconfig/mail/config-v1.1.xml"])
def test_a_file_for_mail_programs_is_read_in_either_place(web, path):
    web.files[path] = FILE
    found = suggest(ANA)
    assert servers(found) == PUBLISHED and found.known and found.provider == "northfield.example"
    assert "/mail/config-v1.1.xml?emailaddress=ana%40northfield.example" in web.asked


def test_the_person_sees_what_was_found_before_a_password_goes_anywhere(web, as_ana):
    web.files["/mail/config-v1.1.xml"] = FILE.replace(b"<username>%EMAILADDRESS%", b"<username>%EMAILLOCALPART%")
    page = text(as_ana.post("/mailbox/", {"step": "address", "address": ANA}))
    assert 'value="out.northfield.example"' in page and 'value="imap.northfield.example"' in page
    assert 'name="username" value="ana"' in page and "publishes these servers" in page


def test_services_in_the_dns_are_used(nameserver):
    nameserver.add("_submissions._tcp.northfield.example", "SRV", "0 1 465 out.northfield.example.")
    nameserver.add("_imaps._tcp.northfield.example", "SRV", "10 1 993 second.northfield.example.", "0 1 993 imap.northfield.example.")
    assert servers(suggest(ANA)) == (("out.northfield.example", 465, "tls"), ("imap.northfield.example", 993, "tls"))


def test_submission_with_starttls_will_do(nameserver):
    nameserver.add("_submissions._tcp.northfield.example", "SRV", "0 0 0 .")
    nameserver.add("_submission._tcp.northfield.example", "SRV", "0 1 587 out.northfield.example.")
    nameserver.add("_imaps._tcp.northfield.example", "SRV", "0 1 993 imap.northfield.example.")
    assert servers(suggest(ANA))[0] == ("out.northfield.example", 587, "starttls")


@pytest.mark.parametrize(
    "exchanger, provider, outgoing",
    [
        ("aspmx.l.google.com.", "Gmail", "smtp.gmail.com"),
        ("northfield-example.mail.protection.outlook.com.", "Microsoft 365", "smtp.office365.com"),
        ("northfield-example.k-v1.mx.microsoft.", "Microsoft 365", "smtp.office365.com"),
        ("in1-smtp.messagingengine.com.", "Fastmail", "smtp.fastmail.com"),
        ("mx.zoho.eu.", "Zoho", "smtp.zoho.eu"),
        ("mta-gw.infomaniak.ch.", "Infomaniak", "mail.infomaniak.com"),
        ("smtpin.rzone.de.", "STRATO", "smtp.strato.de"),
    ],
)
def test_whoever_takes_the_mail_in_tells_the_provider(nameserver, exchanger, provider, outgoing):
    nameserver.add("northfield.example", "MX", "20 backup.elsewhere.example.", f"10 {exchanger}")
    found = suggest(ANA)
    assert (found.provider, found.smtp.host, found.smtp.username) == (provider, outgoing, ANA)


def test_behind_a_filter_microsoft_is_told_by_another_name(nameserver):
    nameserver.add("northfield.example", "MX", "10 mx1.hc1-filter.elsewhere.example.")
    assert not suggest(ANA).known
    nameserver.add("autodiscover.northfield.example", "CNAME", "autodiscover.outlook.com.")
    assert suggest(ANA).provider == "Microsoft 365"


def test_an_exchanger_that_only_looks_like_one_is_not_taken_for_it(nameserver):
    nameserver.add("northfield.example", "MX", "10 notgoogle.com.", "20 google.com.elsewhere.example.")
    assert not suggest(ANA).known


def test_the_file_counts_before_the_dns(web, nameserver):
    nameserver.add("northfield.example", "MX", "10 aspmx.l.google.com.")
    assert suggest(ANA).provider == "Gmail"
    web.files["/mail/config-v1.1.xml"] = FILE
    assert servers(suggest(ANA)) == PUBLISHED


def test_what_is_in_the_table_is_not_looked_up(web):
    assert suggest("ana@posteo.de").provider == "Posteo" and web.asked == []


def test_whoever_runs_leg_up_can_turn_it_off(web, settings):
    web.files["/mail/config-v1.1.xml"] = FILE
    settings.LOOK_UP_SERVERS = False
    assert not suggest(ANA).known and web.asked == []


def test_servers_that_do_not_answer_take_four_seconds_at_most(web, nameserver):
    web.wait, nameserver.silent, started = 30, True, time.monotonic()
    assert not suggest(ANA, seconds=1).known
    assert time.monotonic() - started < 2 and autoconfig.SECONDS <= 4


def test_a_private_address_that_nobody_allowed_is_not_asked(web, settings):
    web.files["/mail/config-v1.1.xml"] = FILE
    settings.EGRESS_ALLOW = ()
    assert published(ANA, 2) is None and web.asked == []


def test_without_a_trusted_certificate_the_file_does_not_count(web, settings):
    web.files["/mail/config-v1.1.xml"] = FILE
    settings.EGRESS_CA = ""
    assert published(ANA, 2) is None


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><clientConfig>&b;</clientConfig>'


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html><body>not found</body></html>", b"<clientConfig>", BOMB, b"\xff\xfe\x00", FILE[:-40], FILE.replace(b"SSL", b"plain").replace(b"STARTTLS", b"plain"),
        FILE.replace(b"<port>587", b"<port>99999"), FILE.replace(b"out.northfield.example", b"bad host/name"), FILE.replace(b'type="smtp"', b'type="x"'), b" " * 200_000 + FILE,
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_passed_over(web, body):
    web.files["/mail/config-v1.1.xml"] = body
    assert not suggest(ANA).known


def test_what_the_file_says_is_taken_as_text():
    smtp, imap = parse(FILE.replace(b"<username>%EMAILLOCALPART%", b"<username>%REALNAME%"), Address(ANA))
    assert imap.username == ANA and smtp.username == ANA
    assert parse(FILE, Address("a+%EMAILDOMAIN%b@northfield.example"))[0].username == "a+%EMAILDOMAIN%b@northfield.example"


def test_a_name_that_is_none_is_not_asked_for(nameserver):
    assert records("bad name", "MX", 1) == [] and records("", "MX", 1) == []
