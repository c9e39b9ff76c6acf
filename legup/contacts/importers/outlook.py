"""Outlook's contacts as CSV, from the program and from outlook.com, with the headings of the language it runs in."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from legup.contacts.columns import joined, meaning, table
from legup.contacts.importers import Pairs, Person, Unreadable
from legup.lib.csvfile import rows
from legup.lib.fold import fold

NAME = "outlook"
TITLE = "a list of Outlook contacts"
_NOTHING = {"", "0/0/00", "0/0/0000", "00.00.00", "00/00/00", "unspecified", "normal", "false", "smtp", "ex", "keine angabe", "nicht angegeben", "falsch", "non specifie", "faux", "sin especificar", "falso"}

# Words by which a heading says of which of somebody's places it is, in English, German, French, Spanish, Portuguese, Italian and Dutch.
_PLACES = {
    "Business": "business|work|company|geschaftlich|buro|firma|bureau|professionnel|societe|trabajo|oficina|comercial|empresa|ufficio|lavoro|werk|zakelijk",
    "Home": "home|privat|private|domicile|personnel|particular|casa|residencial|abitazione|thuis|prive",
    "Other": "other|weitere[sr]?|autre|otr[oa]s?|outr[oa]s?|altr[oa]|overig",
}
_WHERE = {place: re.compile(rf"\b(?:{words})\b") for place, words in _PLACES.items()}
_TELEPHONES = re.compile(
    r"phone\b|\bphone|telefon|\btelephone|\btel\b|\bmobil|\bmovil|\bcellulare|\bhandy|callback|ruckmeldung|\brappel\b|\bpager|radiomessagerie|devolucion de llamada|\bisdn\b|\brnis\b"
)
_MOBILE = re.compile(r"mobil|movil|cellulare|handy|cell")
_FAXES = re.compile(r"\bfax|telecopie|telefax")
_MAILS = re.compile(r"\be-?mail\b|\bmessagerie\b|correo electronico|posta elettronica|\be-mailadres")
_BESIDE_MAIL = re.compile(r"\b(?:type?|tipo|soort)\b")
_SHOWN_NAMES = re.compile(r"display|angezeigt|nom complet|pantalla|mostrar|exibicao|visualizzat|weergave")
_PAGES = re.compile(r"web ?(?:page|site|seite|pagina)|\bpage web\b|\bsite web\b|pagina web|sitio web|homepage|personal web")
_TOWNS = re.compile(r"\b(?:city|ort|ville|ciudad|cidade|citta|plaats)\b")
_STATES = re.compile(r"\b(?:state|bundesland|kanton|region|dep|departement|provincia|estado|stato|provincie)\b")
_COUNTRIES = re.compile(r"\b(?:country|land|pays|pais|paese)\b")
_TITLES = {"job title", "position", "fonction", "puesto", "cargo", "titre 1", "titre professionnel", "posizione", "functie"}
_FIELDS = {"given_name", "middle_name", "family_name", "organization", "note"}
_SWITCHES = re.compile(r"^(?:priority|private|sensitivity|priorit\w+|privat|prive|privado|vertraulichkeit|critere de diffusion|confidencialidad)$")


def recognises(text: str) -> bool:
    """Whether the first row has names in parts beside headings that say of which place a number or a town is."""
    header = next(islice(rows(text), 1), [])
    senses = [_sense(name) for name in header]
    kinds = {kind for kind, _ in senses}
    places = sum(kind in ("phone", "town", "state", "country", "fax") and bool(place) for kind, place in senses)
    marks = places + sum(kind in ("shown", "switch") or (kind == "email" and "2" in name) for (kind, _), name in zip(senses, header, strict=True))
    return bool(kinds & {"given_name", "family_name"}) and marks > 1


@lru_cache(maxsize=2_000)
def _sense(heading: str) -> tuple[str, str]:
    """What a column is. Shape: (kind, which of the person's places it belongs to)."""
    plain = " ".join(re.sub(r"[^\w'-]+", " ", fold(heading)).split())
    place = next((place for place, words in _WHERE.items() if words.search(plain)), "")
    if _MAILS.search(plain):
        return ("beside" if _BESIDE_MAIL.search(plain) else "shown" if _SHOWN_NAMES.search(plain) else "email"), place
    kinds = (("fax", _FAXES), ("phone", _TELEPHONES), ("url", _PAGES), ("switch", _SWITCHES))
    if kind := next((kind for kind, words in kinds if words.search(plain)), ""):
        return kind, place
    if place and (kind := next((kind for kind, words in (("town", _TOWNS), ("country", _COUNTRIES), ("state", _STATES)) if words.search(plain)), "")):
        return kind, place
    if plain in _TITLES:
        return "title", ""
    field = meaning(heading)
    return (field if field in _FIELDS else ""), ""


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody in the list; an entry of a firm without a person comes as `Unreadable`."""
    header = [name.strip() for name in next(rows(text))]
    senses = _distinct([_sense(name) for name in header], header)
    for number, row in table(text, 1, header):
        if row is None:
            yield Unreadable(number, "The file ends in the middle of this row. Export it again to have it whole.")
            continue
        cells = [(kind, place, name, value) for (kind, place), name, value in zip(senses, header, map(str.strip, row), strict=False) if fold(value) not in _NOTHING]
        yield _person(number, cells)


def _distinct(senses: list[tuple[str, str]], header: list[str]) -> list[tuple[str, str]]:
    """*senses*, each field once: French calls both the form of address and the role “Titre”, and the second one is the role."""
    titles = [i for i, name in enumerate(header) if fold(name) == "titre"]
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for i, (kind, place) in enumerate(senses):
        if len(titles) == 2 and i == titles[1]:
            kind = "title"
        if kind in seen and kind in {*_FIELDS, "title"}:
            kind = ""
        seen.add(kind)
        found.append((kind, place))
    return found


def _person(number: int, cells: list[tuple[str, str, str, str]]) -> Person | Unreadable:
    first = {kind: value for kind, _, _, value in reversed(cells)}
    given, family = first.get("given_name", ""), first.get("family_name", "")
    emails: Pairs = tuple((value, "") for kind, _, _, value in cells if kind == "email" and "@" in value)
    name = joined(given, first.get("middle_name", ""), family) or first.get("shown", "") or (emails[0][0] if emails else "")
    if not name:
        return Unreadable(number, "This entry has neither a name nor an e-mail address.")
    used = {"given_name", "family_name", "organization", "title", "note", "email", "phone", "url", "beside", "switch"}
    return Person(
        name,
        given,
        family,
        emails,
        tuple(sorted(((value, heading.removesuffix(" Phone")) for kind, _, heading, value in cells if kind == "phone"), key=lambda pair: not _MOBILE.search(fold(pair[1])))),
        tuple((value, "") for kind, _, _, value in cells if kind == "url"),
        first.get("organization", ""),
        first.get("title", ""),
        _town(cells),
        first.get("note", ""),
        None,
        {heading: value for kind, _, heading, value in cells if kind not in used or (kind == "email" and "@" not in value)},
    )


def _town(cells: list[tuple[str, str, str, str]]) -> str:
    """Town, state and country of the first place that has a town."""
    at = {(kind, place): value for kind, place, _, value in reversed(cells)}
    place = next((place for place in _PLACES if ("town", place) in at), "Business")
    return ", ".join(filter(None, (at.get((kind, place)) for kind in ("town", "state", "country"))))
