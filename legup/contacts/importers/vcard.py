"""vCards, as Apple, Google, Outlook and telephones write them."""

from collections.abc import Iterator
from typing import Any

from legup.contacts.columns import joined
from legup.contacts.importers import Pairs, Person, Unreadable
from legup.contacts.importers.legup import POSITION, person_of
from legup.contacts.records import OWN
from legup.lib.vcard import Broken, Line, cards

NAME = "vcard"
TITLE = "a file of vCards"
# They say something of the file or the program, not of the person; a new export would seem a change.
_DROPPED = {"SOUND", "KEY", "VERSION", "PRODID", "REV", "FN", "N", "X-ABLABEL", "X-ABADR", "AGENT", "SOURCE", "CLASS", "MAILER", "PROFILE", "SORT-STRING"}
PICTURES = ("PHOTO", "LOGO")
_PAGES = ("URL", "X-SOCIALPROFILE", "SOCIALPROFILE")
_OUR_OWN = {"BEGIN", "END", "VERSION", "UID", "FN", "N", "EMAIL", "TEL", "URL", "ORG", "TITLE", "NOTE", "X-ABLABEL"}
_NOT_LABELS = {"internet", "pref", "voice", "x-internet", "other"}


def recognises(text: str) -> bool:
    """Whether a card begins near the top."""
    return text[:5_000].lstrip("\ufeff \t\r\n")[:11].upper() == "BEGIN:VCARD" or "\nBEGIN:VCARD" in text[:5_000].upper()


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody in the file; a card of a firm without a person comes as `Unreadable`."""
    for number, card in enumerate(cards(text), 1):
        yield Unreadable(number, card.sentence) if isinstance(card, Broken) else _person(number, card)


def _person(number: int, card: list[Line]) -> Person | Unreadable:
    labels = {line.group: line.text for line in card if line.name == "X-ABLABEL" and line.group}
    by_name: dict[str, list[Line]] = {}
    for line in card:
        by_name.setdefault(line.name, []).append(line)
    family, given, middle = ([*by_name["N"][0].parts, "", "", ""] if "N" in by_name else ["", "", ""])[:3]
    emails = _pairs(by_name.get("EMAIL", []), labels)
    name = _first(by_name, "FN") or joined(given, middle, family) or (emails[0][0] if emails else "")
    organization = [part for part in (by_name["ORG"][0].parts if "ORG" in by_name else []) if part]
    if not name or _first(by_name, "X-ABSHOWAS").upper() == "COMPANY" or _first(by_name, "KIND").lower() in ("org", "group", "location"):
        return Unreadable(number, f"This card is about {name or ' '.join(organization) or 'nobody'}, not about a person.")
    if any(name.startswith("X-LEGUP-") for name in by_name):
        return _our_own(number, by_name, labels, family, given)
    kept = {"EMAIL", "TEL", "NOTE", "UID", "ORG", "TITLE", *_PAGES, *_DROPPED}
    extra: dict[str, str] = {}
    for line in card:
        if line.name not in kept:
            _keep(extra, labels.get(line.group) or _called(line), line)
    if len(organization) > 1:
        extra["Department"] = ", ".join(organization[1:])
    return Person(
        name,
        given,
        family,
        emails,
        _pairs(by_name.get("TEL", []), labels),
        _pairs([line for page in _PAGES for line in by_name.get(page, [])], labels),
        organization[0] if organization else "",
        _first(by_name, "TITLE"),
        _place(by_name.get("ADR", [])),
        "\n".join(line.text for line in by_name.get("NOTE", []) if line.text),
        None,
        extra,
        _first(by_name, "UID"),
    )


def _our_own(number: int, by_name: dict[str, list[Line]], labels: dict[str, str], family: str, given: str) -> Person | Unreadable:
    """A card that Leg Up wrote."""
    told: dict[str, Any] = {"uid": _first(by_name, "UID"), "full_name": _first(by_name, "FN"), "given_name": given, "family_name": family, "note": _first(by_name, "NOTE")}
    told |= {name: _first(by_name, f"X-LEGUP-{name.upper().replace('_', '-')}") for name in ("location", "connected_on", *OWN)}
    for name, several in (("EMAIL", "emails"), ("TEL", "phones"), ("URL", "urls")):
        told[several] = [(line.text, labels.get(line.group, "")) for line in by_name.get(name, [])]
    told["positions"] = [dict(zip(POSITION, line.parts, strict=False)) for line in by_name.get("X-LEGUP-POSITION", [])]
    extra: dict[str, str] = {}
    for name, lines in by_name.items():
        if name not in _OUR_OWN and not name.startswith("X-LEGUP-"):
            for line in lines:
                _keep(extra, _called(line), line)
    for line in by_name.get("X-LEGUP-EXTRA", []):
        named, value = [*line.parts, ""][:2]
        extra[named] = value
    told["extra"] = extra
    return person_of(told)


def _first(by_name: dict[str, list[Line]], name: str) -> str:
    return next((line.text for line in by_name.get(name, []) if line.text), "")


def _pairs(lines: list[Line], labels: dict[str, str]) -> Pairs:
    """Every value with its label: the person's own, or the kind that the card names."""
    found = []
    for line in lines:
        value = line.text.removeprefix("tel:").removeprefix("mailto:")
        if value:
            own = labels.get(line.group, "").removeprefix("_$!<").removesuffix(">!$_")
            found.append((value, own or next((kind for kind in line.types if kind not in _NOT_LABELS), "")))
    return tuple(found)


def _place(addresses: list[Line]) -> str:
    """City, region and country of the first address that names any."""
    for line in addresses:
        parts = [*line.parts, *[""] * 7]
        if place := ", ".join(filter(None, (parts[3], parts[4], parts[6]))):
            return place
    return ""


def _called(line: Line) -> str:
    if line.name in PICTURES:
        return line.name
    return f"{line.name} {line.types[0]}" if line.types else line.name


def _keep(extra: dict[str, str], name: str, line: Line) -> None:
    """Keep a field under its name; several of one name stand below each other."""
    text = ", ".join(filter(None, line.parts)) if line.name in ("ADR", "N") else line.picture if line.name in PICTURES else line.text
    if text:
        extra[name] = f"{extra[name]}\n{text}" if name in extra else text
