"""Registers: how letters are written where the recipient lives, as a hint beside the letter. Never a score, never a fault.

Rule: formality, length and grammar are not measured by one country's yardstick [C1 C2 C3 S21 S39].
"""

from dataclasses import dataclass

from legup.lib.fold import fold
from legup.lib.workdays import country_of

_NAMED = {
    "JP": "japan", "DE": "germany deutschland", "FR": "france", "IN": "india", "GB": "uk england scotland wales britain", "US": "usa us",
}  # fmt: skip
_COUNTRIES = {name: code for code, names in _NAMED.items() for name in names.split()}
_COUNTRIES |= {"united kingdom": "GB", "great britain": "GB", "northern ireland": "GB", "united states": "US", "united states of america": "US"}


@dataclass(frozen=True)
class Register:
    """How letters are written in one country. Shape: ``lines`` are two sentences or so of advice."""

    country: str
    lines: tuple[str, ...]
    sources: tuple[str, ...]


_TABLE = """
JP|Japan|Begin with an apology for writing out of the blue, and say where you have the address; a longer, formal letter is usual.|Half an hour to an hour is normal there. Offer three dates, and any other that suits.|C1 C2 C3
DE|Germany|Use a full title and the family name until they offer another. A longer, more formal opening is usual there.|Length and formality are theirs to set; say early and plainly what you would like to know.|S39
FR|France|Use a title and the family name until they sign with their first name. A formal opening and closing are usual there.|A sentence more of courtesy is not too much.|S39
IN|India|Use a full title and a respectful opening; letters run somewhat longer there.|Leave the hour to them, and mind the half hour between their clock and most others.|S39
GB|the United Kingdom|“A chat about your career” is understood better there than “informational interview”.|They say CV, diary and ring rather than résumé, calendar and call.|S21
US|the United States|Short and plain is courteous there: a few sentences and one clear question.|“Informational interview” is a phrase that most people know.|S1 S10
"""

REGISTERS = {code: Register(country, tuple(lines), tuple(sources.split())) for code, country, *lines, sources in (line.split("|") for line in _TABLE.strip().splitlines())}


def register_for(zone: str = "", location: str = "") -> Register | None:
    """How letters are written where somebody lives, if we know; a country named last in *location* counts before the zone.

    Zone: an IANA name. Rule: hints, never scores [C1 C2 C3 S21 S39].
    """
    named = _COUNTRIES.get(fold(location.rsplit(",", 1)[-1]).replace(".", ""))
    return REGISTERS.get(named or (country_of(zone) if zone else ""))
