"""Reading address books from a CardDAV server (RFC 6352): finding them, what changed since, and the cards. Nothing is ever written there."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring

from legup.lib import egress
from legup.lib.refusal import Refusal

AT_ONCE = 50
MOST_CARDS = 50_000
MOST_ROUNDS = 200
SECONDS = 30
_D, _C = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
_PROPFIND = '<?xml version="1.0"?><propfind xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><prop>{}</prop></propfind>'
_SYNC = '<?xml version="1.0"?><sync-collection xmlns="DAV:"><sync-token>{}</sync-token><sync-level>1</sync-level><prop><getetag/></prop></sync-collection>'
_MULTIGET = '<?xml version="1.0"?><C:addressbook-multiget xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><prop><getetag/><C:address-data/></prop>{}</C:addressbook-multiget>'


class Unreadable(Refusal):
    """The server answered, but not so that its address book can be read; the sentence says why and what to do."""


class TokenGone(Exception):
    """The server does not know any more how far we had read; everything has to be compared once."""


class Access(NamedTuple):
    """Who asks."""

    username: str
    password: str


class Found(NamedTuple):
    """An address book on the server."""

    url: str
    name: str


class Change(NamedTuple):
    """What is new since a token. Shape: *changed* is the version of each card by its address."""

    changed: dict[str, str]
    gone: set[str]
    token: str


def find(address: str, access: Access) -> list[Found]:
    """The address books behind what a person typed in: the address of one, of an account, or of a server alone.

    Raises: Refusal when there are none, or the server cannot be reached or does not let us in.
    """
    address = address.strip()
    address = address if "://" in address else f"https://{address}"
    places = [address, _well_known(address)]
    why: Refusal | None = None
    for place in dict.fromkeys(filter(None, places)):
        try:
            if found := _below(place, access):
                return found
        except Unreadable as no:
            why = why or no
    raise why or Unreadable("There is no address book at that address. Copy the CardDAV address from your provider’s help page.")


def _well_known(address: str) -> str:
    """Where the server says that its address books are; asked without the password."""
    place = urlsplit(address)
    try:
        there = egress.fetch(f"{place.scheme}://{place.netloc}/.well-known/carddav").url
    except egress.Unreachable:
        return ""
    if urlsplit(there).netloc == place.netloc:
        return there
    if urlsplit(there).scheme == "https" and (urlsplit(there).hostname or "").split(".")[-2:] == (place.hostname or "").split(".")[-2:]:
        return there
    raise Unreadable(f"The server sends us on to {urlsplit(there).hostname}. If that is where your address book is, type that name in instead.")


def _below(url: str, access: Access) -> list[Found]:
    """The address books that an address leads to."""
    told = _one(url, access, "<resourcetype/><displayname/><current-user-principal/><C:addressbook-home-set/>")
    if told.is_book:
        return [Found(url, told.name)]
    home = told.link(f"{_C}addressbook-home-set")
    if not home and (principal := told.link(f"{_D}current-user-principal")):
        home = _one(principal, access, "<C:addressbook-home-set/>").link(f"{_C}addressbook-home-set")
    listed = _ask("PROPFIND", home or url, access, _PROPFIND.format("<resourcetype/><displayname/>"), depth="1")
    return [Found(entry.url, entry.name) for entry in listed if entry.is_book]


class _Entry(NamedTuple):
    """One response of a multistatus."""

    url: str
    status: int
    props: dict[str, Any]

    @property
    def is_book(self) -> bool:
        kinds = self.props.get(f"{_D}resourcetype")
        return kinds is not None and kinds.find(f"{_C}addressbook") is not None

    @property
    def name(self) -> str:
        return " ".join(self.text(f"{_D}displayname").split())[:200] or unquote(urlsplit(self.url).path.rstrip("/").rpartition("/")[2])[:200] or "Address book"

    def text(self, name: str) -> str:
        element = self.props.get(name)
        return (element.text or "").strip() if element is not None else ""

    def link(self, name: str) -> str:
        """The address inside a property; only on the same server."""
        element = self.props.get(name)
        href = element.find(f"{_D}href") if element is not None else None
        return _same_server(self.url, href.text or "") if href is not None else ""


def _same_server(base: str, href: str) -> str:
    there = urljoin(base, href.strip())
    same = urlsplit(there).scheme == urlsplit(base).scheme
    ours, theirs = (urlsplit(base).hostname or ""), (urlsplit(there).hostname or "")
    return there if same and (ours == theirs or ours.split(".")[-2:] == theirs.split(".")[-2:] and not ours.replace(".", "").isdigit()) else ""


def state(url: str, access: Access) -> str:
    """How far the address book has come, as a token; empty when the server has none.

    Raises: Unreadable when there is no address book at *url* any more.
    """
    told = _one(url, access, "<resourcetype/><sync-token/>")
    if not told.is_book:
        raise Unreadable("There is something else at this address now, not an address book. Nothing was changed. Connect the address book anew.")
    return told.text(f"{_D}sync-token")


def members(url: str, access: Access) -> dict[str, str]:
    """The version of every card by its address."""
    listed = _ask("PROPFIND", url, access, _PROPFIND.format("<getetag/><resourcetype/>"), depth="1")
    return {path: entry.text(f"{_D}getetag") for entry in listed if entry.status < 300 and (path := _card_path(url, entry.url))}


def changes(url: str, access: Access, token: str) -> Change:
    """What is new since *token*.

    Raises: TokenGone when the server does not know it any more.
    """
    changed: dict[str, str] = {}
    gone: set[str] = set()
    for _ in range(MOST_ROUNDS):
        entries, following = _report(url, access, token)
        for entry in entries:
            path = _card_path(url, entry.url)
            if path and entry.status == 404:
                gone.add(path)
                changed.pop(path, None)
            elif path and entry.status < 300:
                changed[path] = entry.text(f"{_D}getetag")
                gone.discard(path)
        is_whole = not any(entry.status == 507 for entry in entries)
        if is_whole or following == token:
            return Change(changed, gone, following)
        token = following
    raise Unreadable("The server sends its changes without an end. Nothing was changed; we try again later.")


def cards(url: str, access: Access, hrefs: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The cards at *hrefs*, some at a time. Shape: (address, version, text); those that have gone meanwhile are left out."""
    for start in range(0, len(hrefs), AT_ONCE):
        yield from _some_cards(url, access, hrefs[start : start + AT_ONCE])


def _some_cards(url: str, access: Access, hrefs: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """A handful of cards in one answer; where that is too large, in two, down to a single card, which then comes without its text."""
    asked = "".join(f"<href>{escape(href)}</href>" for href in hrefs)
    try:
        entries = _ask("REPORT", url, access, _MULTIGET.format(asked), depth="1")
    except egress.Unreachable as no:
        if no.outcome != "too_large":
            raise
        half = len(hrefs) // 2
        if not half:
            yield hrefs[0], "", ""
            return
        for some in (hrefs[:half], hrefs[half:]):
            yield from _some_cards(url, access, some)
        return
    for entry in entries:
        path, text = _card_path(url, entry.url), entry.text(f"{_C}address-data")
        if path in hrefs and text:
            yield path, entry.text(f"{_D}getetag"), text


def _card_path(url: str, there: str) -> str:
    """The address of a card inside the collection, as the server writes it; nothing for anything else."""
    path, home = urlsplit(there).path, urlsplit(url).path.rstrip("/") + "/"
    inside = unquote(path).startswith(unquote(home)) and path.rstrip("/") != home.rstrip("/") and not path.endswith("/")
    return path[:1000] if inside and urlsplit(there).netloc == urlsplit(url).netloc else ""


# Asking


def _one(url: str, access: Access, props: str) -> _Entry:
    entries = _ask("PROPFIND", url, access, _PROPFIND.format(props), depth="0")
    if not entries:
        raise Unreadable("The server’s answer is empty. Nothing was changed; we try again later.")
    return entries[0]


def _ask(method: str, url: str, access: Access, body: str, depth: str) -> list[_Entry]:
    return _parsed(_sent(method, url, access, body, depth))[0]


def _report(url: str, access: Access, token: str) -> tuple[list[_Entry], str]:
    """One round of changes, and the token after it."""
    answer = _sent("REPORT", url, access, _SYNC.format(escape(token)), "0", may_fail=True)
    if answer.status != 207:
        if answer.status in (400, 403, 404, 405, 409, 410, 412, 415, 501, 507):
            raise TokenGone
        raise Unreadable(_why_not(answer))
    entries, following = _parsed(answer)
    if not following:
        raise TokenGone
    return entries, following


def _sent(method: str, url: str, access: Access, body: str, depth: str, may_fail: bool = False) -> egress.Fetched:
    place = urlsplit(url)
    port = place.port or (443 if place.scheme == "https" else 80)
    if place.scheme != "https" and not egress.is_allowed(place.hostname or "", port):
        raise Unreadable("Leg Up does not send a password without encryption. Use an address that begins with https.")
    pair = base64.b64encode(f"{access.username}:{access.password}".encode()).decode()
    headers = {"Authorization": f"Basic {pair}", "Depth": depth, "Content-Type": "application/xml; charset=utf-8"}
    answer = egress.fetch(url, method=method, headers=headers, data=body.encode(), max_bytes=20_000_000, max_inflated=50_000_000, seconds=SECONDS)
    if answer.status == 401 or (answer.status != 207 and not may_fail):
        raise Unreadable(_why_not(answer))
    return answer


def _why_not(answer: egress.Fetched) -> str:
    host = urlsplit(answer.url).hostname
    if answer.status in (401, 403):
        return f"{host} did not accept the user name and password. Some providers want an app password here; make one there and type it in."
    if answer.status in (404, 405, 410, 501) or answer.status < 300:
        return f"There is no address book at this address on {host}. Nothing was changed. Copy the CardDAV address from your provider’s help page."
    if answer.status == 429 or answer.status >= 500:
        return f"{host} is too busy or broken at the moment (it answered {answer.status}). Nothing was changed; we try again later."
    return f"{host} did not hand out the address book (it answered {answer.status}). Nothing was changed."


def _parsed(answer: egress.Fetched) -> tuple[list[_Entry], str]:
    """The responses of a multistatus, and its sync token. Raises: Unreadable for half an answer, or something else."""
    try:
        root = fromstring(answer.body, forbid_dtd=True)
    except Exception:  # whatever a parser may say of bytes from outside
        raise Unreadable("The server’s answer broke off or is not one of an address book. Nothing was changed; we try again later.") from None
    if root.tag != f"{_D}multistatus":
        raise Unreadable("The server’s answer is not one of an address book. Nothing was changed; we try again later.")
    entries = [_entry(answer.url, response) for response in root.findall(f"{_D}response")]
    if len(entries) > MOST_CARDS:
        raise Unreadable(f"This address book has more than {MOST_CARDS:,} cards, which is more than Leg Up takes in.")
    return entries, (root.findtext(f"{_D}sync-token") or "").strip()


def _entry(base: str, response: Any) -> _Entry:
    props: dict[str, Any] = {}
    status = _code(response.findtext(f"{_D}status") or "HTTP/1.1 200 OK")
    for propstat in response.findall(f"{_D}propstat"):
        inside = propstat.find(f"{_D}prop")
        if inside is not None and _code(propstat.findtext(f"{_D}status") or "") == 200:
            props |= {prop.tag: prop for prop in inside}
    return _Entry(urljoin(base, (response.findtext(f"{_D}href") or "").strip()), status, props)


def _code(line: str) -> int:
    word = line.split()[1:2]
    return int(word[0]) if word and word[0].isdecimal() else 500
