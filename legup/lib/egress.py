"""The only door to the network: every connection that Leg Up opens is judged here first.

Rule: a person's own servers, feeds and boards are addresses somebody typed in. None of them may lead into the network
that Leg Up itself stands in, so every address must be public unless whoever runs Leg Up allowed it.
"""

import http.client
import ipaddress
import os
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from legup import __version__
from legup.lib.hostnames import ascii_host
from legup.lib.refusal import Refusal

USER_AGENT = f"LegUp/{__version__} (informational interviewing; self-hosted)"
MAX_REDIRECTS = 3
CHUNK = 65_536

SENTENCES = {
    "not_allowed": "Leg Up does not connect to {where}: it is not a public address. If it is yours, whoever runs Leg Up can allow it with LEGUP_EGRESS_ALLOW.",
    "no_such_host": "There is no server called {where}, or this machine is offline. Check the spelling.",
    "refused": "{where} does not accept connections. Check the name and the port, or try again later.",
    "timeout": "{where} did not answer in time. Check the name and the port, or try again later.",
    "tls": "{where} could not prove who it is, so nothing was sent. Check the name, the port and the kind of encryption.",
    "too_large": "What {where} sent is too large for Leg Up to take in.",
    "bad_answer": "{where} sent an answer that Leg Up does not understand. Check that the address is the right one.",
}

# IANA's special-purpose registries, and the address by which Azure's machines reach their host.
_CLOSED_IPV4 = [
    ipaddress.IPv4Network(n)
    for n in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 "
        "192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32"
    ).split()
]
_OPEN_IPV6 = ipaddress.IPv6Network("2000::/3")
# Protocol assignments (with Teredo), documentation twice, and 6to4: a way into IPv4 that nobody judged.
_CLOSED_IPV6 = [ipaddress.IPv6Network(n) for n in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Unreachable(Refusal):
    """A server could not be reached or understood; the sentence says why, and holds nothing that the server said.

    Shape: ``outcome`` is a key of ``SENTENCES``.
    """

    def __init__(self, outcome: str, where: str):
        self.outcome = outcome
        super().__init__(SENTENCES[outcome].format(where=where))


class Fetched(NamedTuple):
    """An answer over HTTP. Shape: *headers* has lower-case names; *url* is where the redirects ended."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str


def is_public(address: str) -> bool:
    """Whether *address* is on the public internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 4:
        return not any(ip in network for network in _CLOSED_IPV4)
    if ip in _NAT64 or ip.ipv4_mapped:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip in _OPEN_IPV6 and not any(ip in network for network in _CLOSED_IPV6)


def is_allowed(host: str, port: int) -> bool:
    """Whether whoever runs Leg Up named *host* (or *host* at *port*) as one that may be private."""
    entries = {str(entry).lower() for entry in getattr(settings, "EGRESS_ALLOW", ())}
    shown = f"[{host}]" if ":" in host else host
    return not entries.isdisjoint({host, shown, f"{shown}:{port}"})


def tls_context() -> ssl.SSLContext:
    """Certificates verified against the system's authorities, and against those the operator added."""
    context = ssl.create_default_context()
    if own := getattr(settings, "EGRESS_CA", ""):
        context.load_verify_locations(own)
    return context


def connect(host: str, port: int, timeout: float = 10) -> socket.socket:
    """A socket to *host*, connected to one of the very addresses that were judged.

    Units: *timeout* in seconds, for looking up and connecting together; it stays the socket's timeout.
    Raises: Unreachable.
    """
    give_up_at = time.monotonic() + timeout
    try:
        name = ascii_host(host)
    except ValueError:
        raise Unreachable("no_such_host", "that name") from None
    if not 0 < port < 65536:
        raise Unreachable("refused", name)
    addresses = _addresses(name, port, timeout)
    if not is_allowed(name, port) and not all(is_public(a) or is_allowed(a, port) for a in addresses):
        raise Unreachable("not_allowed", name)
    connected = _first_open(addresses, name, port, give_up_at)
    connected.settimeout(timeout)
    return connected


def secure(plain: socket.socket, host: str, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
    """*plain* under TLS, with the certificate checked against *host*. Raises: Unreachable."""
    name = ascii_host(host)
    try:
        return (context or tls_context()).wrap_socket(plain, server_hostname=name)
    except TimeoutError:
        raise Unreachable("timeout", name) from None
    except (OSError, ValueError) as wrong:
        raise Unreachable("tls", name) from wrong
    finally:
        # Does nothing when TLS took the socket over; otherwise nobody else would close it.
        plain.close()


def _addresses(name: str, port: int, timeout: float) -> list[str]:
    """Every address of *name*, looked up once. The system's own patience can be far longer than ours."""
    answers: queue.Queue = queue.Queue()

    def look_up():
        try:
            answers.put(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put([])

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answers.get(timeout=max(timeout, 0.001))
    except queue.Empty:
        raise Unreachable("timeout", name) from None
    if not found:
        raise Unreachable("no_such_host", name)
    return list(dict.fromkeys(entry[4][0] for entry in found))


def _first_open(addresses: list[str], name: str, port: int, give_up_at: float) -> socket.socket:
    outcome = "refused"
    for nth, address in enumerate(addresses):
        left = give_up_at - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), timeout=left / (len(addresses) - nth))
        except TimeoutError:
            outcome = "timeout"
        except OSError:
            continue
    raise Unreachable(outcome, name)


class Deadline:
    """The time that a whole exchange may take. When it is up the line is cut, also for a server that drips.

    Units: seconds.
    """

    def __init__(self, seconds: float):
        self.at = time.monotonic() + seconds
        self._cuts: list[tuple[threading.Timer, socket.socket]] = []

    @property
    def left(self) -> float:
        return max(self.at - time.monotonic(), 0.001)

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self.at

    def guard(self, connection: socket.socket) -> socket.socket:
        """Cut *connection* when the time is up, whatever is wrapped around it by then."""
        # A second handle on the same connection: TLS takes the first one over, and cannot be copied itself.
        handle = socket.socket(fileno=os.dup(connection.fileno()))
        timer = threading.Timer(self.left, _cut, [handle])
        timer.daemon = True
        timer.start()
        self._cuts.append((timer, handle))
        return connection

    def close(self):
        for timer, handle in self._cuts:
            timer.cancel()
            timer.join()
            handle.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _cut(handle: socket.socket):
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


# HTTP


class _Place(NamedTuple):
    """A URL that has been taken apart and may be asked for."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self[:3]

    @property
    def url(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{shown}{'' if usual else f':{self.port}'}{self.path}"


def _place(url: str) -> _Place:
    """Take *url* apart. Raises: Unreachable when it is not one that may be asked for."""
    try:
        if re.search(r"[\x00-\x20\x7f\\]", url):
            raise ValueError("characters that no address has")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or "@" in parts.netloc or not parts.hostname or ("[" in parts.netloc and ":" not in parts.hostname):
            raise ValueError("not a plain web address")
        host, port = ascii_host(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Unreachable("not_allowed", "an address of that form") from None
    if port not in (80, 443) and port < 1024 and not is_allowed(host, port):
        raise Unreachable("not_allowed", f"{host}:{port}")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]") if parts.query else ""
    return _Place(parts.scheme, host, port, path + query)


class _Http(http.client.HTTPConnection):
    """A connection that is opened by ``connect``, under TLS for https, and cut at the deadline."""

    def __init__(self, place: _Place, deadline: Deadline):
        super().__init__(place.host, place.port)
        self.place, self.deadline = place, deadline
        self.default_port = 443 if place.scheme == "https" else 80

    def connect(self):
        opened = self.deadline.guard(connect(self.place.host, self.place.port, self.deadline.left))
        self.sock = secure(opened, self.place.host) if self.place.scheme == "https" else opened


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    data: bytes | None = None,
    max_bytes: int = 5_000_000,
    max_inflated: int = 20_000_000,
    seconds: float = 10,
) -> Fetched:
    """Ask for *url* and follow at most three redirects, each judged anew. No cookies, no proxies.

    Units: *seconds* for everything together; *max_bytes* as sent, *max_inflated* after unpacking.
    Raises: Unreachable.
    """
    place, sent = _place(url), dict(headers or {})
    with Deadline(seconds) as deadline:
        for _ in range(MAX_REDIRECTS + 1):
            answer = _ask(place, method, sent, data, deadline, max_bytes, max_inflated)
            location = answer.headers.get("location")
            if answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            following = _place(_joined(place.url, location))
            if answer.status in (301, 302, 303) and method not in ("HEAD", "PROPFIND", "REPORT"):
                method, data = "GET", None
            if following.origin != place.origin:
                # What the caller said to one server (a key, a signature) is not for another.
                sent = {name: value for name, value in sent.items() if name.lower().startswith("accept")}
                if data is not None:
                    break
            place = following
    raise Unreachable("bad_answer", place.host)


def _joined(base: str, location: str) -> str:
    """Where a redirect leads; header bytes above ASCII are what people put there, UTF-8."""
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(base, location.strip())
    except ValueError:
        return ""


def _ask(place: _Place, method, headers, data, deadline, max_bytes, max_inflated) -> Fetched:
    with _told_apart(place, deadline):
        connection = _Http(place, deadline)
        try:
            connection.request(method, place.path, body=data, headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **headers})
            response = connection.getresponse()
            packing = response.getheader("Content-Encoding", "identity").strip().lower()
            body = _unpacked(_chunks(response, place, max_bytes), packing, place, max_inflated)
            if deadline.passed:
                raise Unreachable("timeout", place.host)
            received = {name.lower(): value for name, value in response.getheaders()}
            return Fetched(response.status, received, body, place.url)
        finally:
            connection.close()


@contextmanager
def _told_apart(place: _Place, deadline: Deadline) -> Iterator[None]:
    """Whatever goes wrong on the line becomes one of the fixed outcomes."""
    try:
        yield
    except (Unreachable, OSError, http.client.HTTPException, zlib.error, ValueError) as wrong:
        if deadline.passed or isinstance(wrong, TimeoutError):
            raise Unreachable("timeout", place.host) from None
        if isinstance(wrong, Unreachable):
            raise
        raise Unreachable("bad_answer", place.host) from None


def _chunks(response: http.client.HTTPResponse, place: _Place, max_bytes: int) -> Iterator[bytes]:
    """The body as it was sent, stopping at *max_bytes*."""
    taken = 0
    if (response.length or 0) > max_bytes:
        raise Unreachable("too_large", place.host)
    while chunk := response.read(CHUNK):
        taken += len(chunk)
        if taken > max_bytes:
            raise Unreachable("too_large", place.host)
        yield chunk
    if response.length:
        raise http.client.IncompleteRead(b"")


def _unpacked(chunks: Iterator[bytes], packing: str, place: _Place, limit: int) -> bytes:
    """The body without its packing, never holding more than *limit* of it."""
    if packing in ("identity", ""):
        return b"".join(chunks)
    if packing not in ("gzip", "x-gzip"):
        raise Unreachable("bad_answer", place.host)
    out, unpacker = bytearray(), zlib.decompressobj(31)
    for chunk in chunks:
        out += unpacker.decompress(chunk, limit + 1 - len(out))
        if len(out) > limit:
            raise Unreachable("too_large", place.host)
    if out and not unpacker.eof:
        raise Unreachable("bad_answer", place.host)
    return bytes(out)
