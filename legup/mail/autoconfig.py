"""Which mail servers a domain publishes: in a file for mail programs, in the DNS, or by whom it lets its mail be taken in [RFC 6186].

What is found is shown to the person before a password goes anywhere, and the certificate must be for the name that was found.
"""

import re
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from urllib.parse import quote
from xml.etree.ElementTree import Element

from django.conf import settings

from legup.lib.egress import Unreachable, fetch
from legup.lib.hostnames import ascii_host
from legup.lib.letters import Address
from legup.lib.name_records import records
from legup.mail.imap import ImapAccount
from legup.mail.providers import Suggestion, by_exchanger, by_server, guess
from legup.mail.smtp import Account

SECONDS = 4.0
LARGEST = 100_000
PLACES = ("https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={address}", "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml")
PUBLISHED = "{0} publishes these servers. Usually the password of your mail account is the right one; with a second step at sign-in, look for “app password” in its settings."
SOCKETS = {"SSL": "tls", "STARTTLS": "starttls"}
Found = tuple[Account, ImapAccount]


def suggest(address: str, seconds: float = SECONDS) -> Suggestion:
    """The servers of *address*: from the table, from what its domain publishes, or guessed from its name.

    Units: *seconds* in all. Raises: Refusal when *address* is none.
    """
    guessed = guess(address)
    if guessed.known or not settings.LOOK_UP_SERVERS:
        return guessed
    return published(address, seconds) or guessed


def published(address: str, seconds: float = SECONDS) -> Suggestion | None:
    """What the domain of *address* says of itself; the file for mail programs before the DNS. Units: *seconds* in all."""
    whose, until = Address.parse(address), time.monotonic() + seconds
    ways: list[Callable[[], Suggestion | None]] = [lambda place=place: _from_file(place, whose, seconds) for place in PLACES]  # type: ignore[misc]
    ways += [lambda: _from_services(whose, seconds / 2), lambda: _from_exchangers(whose, seconds / 2)]
    pool = ThreadPoolExecutor(len(ways))
    try:
        return next((found for future in [pool.submit(way) for way in ways] if (found := _in_time(future, until))), None)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _in_time(future: "Future[Suggestion | None]", until: float) -> Suggestion | None:
    try:
        return future.result(max(until - time.monotonic(), 0))
    except TooSlow:
        return None


# The file for mail programs


def _from_file(place: str, whose: Address, seconds: float) -> Suggestion | None:
    try:
        answer = fetch(place.format(domain=whose.domain, address=quote(whose.spec)), seconds=seconds, max_bytes=LARGEST, max_inflated=LARGEST)
    except Unreachable:
        return None
    found = parse(answer.body, whose) if answer.status == 200 and answer.url.startswith("https://") else None
    return _suggestion(whose, *found) if found else None


def parse(text: bytes, whose: Address) -> Found | None:
    """The servers that a file for mail programs names for *whose*; nothing when it names none that can be used under TLS."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(text)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    outgoing = _first(root, "outgoingServer", "smtp", whose)
    incoming = _first(root, "incomingServer", "imap", whose)
    return (Account(*outgoing), ImapAccount(*incoming)) if outgoing and incoming else None


def _first(root: Element, tag: str, kind: str, whose: Address) -> tuple[str, int, str, str] | None:
    """The first server under TLS from the start, or else with STARTTLS."""
    known = [server for entry in root.iter(tag) if entry.get("type") == kind and (server := _server(entry, whose))]
    return min(known, key=lambda server: server[2] != "tls", default=None)


def _server(entry: Element, whose: Address) -> tuple[str, int, str, str] | None:
    told = {child.tag: _filled((child.text or "").strip(), whose) for child in entry}
    security, port = SOCKETS.get(told.get("socketType", "").upper()), told.get("port", "")
    if not security or not port.isdecimal() or not 0 < int(port) < 65536:
        return None
    try:
        return ascii_host(told.get("hostname", "")), int(port), security, _username(told.get("username", ""), whose)
    except ValueError:
        return None


def _filled(text: str, whose: Address) -> str:
    local = whose.spec.rpartition("@")[0]
    values = {"%EMAILADDRESS%": whose.spec, "%EMAILLOCALPART%": local, "%EMAILDOMAIN%": whose.domain}
    return re.sub(r"%EMAIL(ADDRESS|LOCALPART|DOMAIN)%", lambda match: values[match[0]], text)


def _username(said: str, whose: Address) -> str:
    return said if said and len(said) <= 255 and said.isprintable() and "%" not in said else whose.spec


# The DNS


def _from_services(whose: Address, seconds: float) -> Suggestion | None:
    """Services by name, TLS from the start before STARTTLS; halves do not count."""
    outgoing = _service("_submissions", "tls", whose, seconds) or _service("_submission", "starttls", whose, seconds)
    incoming = _service("_imaps", "tls", whose, seconds)
    return _suggestion(whose, Account(*outgoing), ImapAccount(*incoming)) if outgoing and incoming else None


def _service(service: str, security: str, whose: Address, seconds: float) -> tuple[str, int, str, str] | None:
    for record in records(f"{service}._tcp.{whose.domain}", "SRV", seconds):
        host = record.target.to_text(omit_final_dot=True)
        if host and host != "." and 0 < record.port < 65536:
            return host, record.port, security, whose.spec
    return None


def _from_exchangers(whose: Address, seconds: float) -> Suggestion | None:
    names = [record.exchange.to_text() for record in records(whose.domain, "MX", seconds)]
    found = next((found for name in names if (found := by_exchanger(whose.spec, name))), None)
    if found:
        return found
    # A filter in front hides whose mail servers they are; Microsoft's customers tell it in another place.
    points_to = [record.target.to_text() for record in records(f"autodiscover.{whose.domain}", "CNAME", seconds)]
    return by_exchanger(whose.spec, "mail.protection.outlook.com") if "autodiscover.outlook.com." in points_to else None


def _suggestion(whose: Address, smtp: Account, imap: ImapAccount) -> Suggestion:
    """With what the table knows about these servers, where it knows them."""
    published = Suggestion(provider=whose.domain, smtp=smtp, imap=imap, sentence=PUBLISHED.format(whose.domain), known=True)
    return by_server(whose.spec, smtp.host, smtp.port) or published
