"""Absences: until when an automatic note says that its writer is away, in several languages, and the sentence it was read from.

Rule: an out-of-office note moves the clock [practice 3]. A day that can be read in two ways is the later one, and that is said.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from legup.lib.said_days import MONTHS, SEASONS, WEEKDAYS, back_on

LONGEST = 4_000
_MONTH_FIRST = re.compile(
    r"US/|America/(New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Boise|Anchorage|Juneau|Indiana|Kentucky|North_Dakota|Puerto_Rico)|Pacific/Honolulu|Asia/Manila"
)
_NUMERIC = re.compile(
    r"(?:\b(?P<weekday>\w{2,9})\.?,?\s+(?:the\s+)?)?(?<![\d./-])(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?:(?P=mark)(?P<year>\d{4}|\d\d)\b|(?P=mark)?(?![\d/]))"
)
_SENTENCE = re.compile(r"(?<=[!?;])\s+|(?<=[^\d\s]\.)\s+|(?<=\d\d\d\d\.)\s+|\n+")

# What other languages call what English notes say, in words that ``said_days`` knows; the longer first.
_SAID = {
    "de": (
        "januar|jänner februar|feber märz|maerz april mai juni juli august september oktober november dezember",
        "montag dienstag mittwoch donnerstag freitag samstag|sonnabend sonntag",
        {
            r"bis (?:einschließlich|inklusive|inkl\.?|und mit)|einschließlich": "through", r"bis zum|bis": "until", r"vom|von": "from", r"ab dem|ab": "back on", r"zurück|wieder": "back",
            r"nächste woche|kommende woche": "next week", r"nächste[nrs]?|kommende[nrs]?": "next", r"morgen": "tomorrow", r"anfang": "early", r"mitte": "mid", r"ende": "end of", r"am|zum|den|dem|der": "",
            r"abwesend|nicht im (?:büro|hause?)|außer haus|im urlaub|urlaub|elternzeit|dienstreise": "away",
        },
    ),
    "fr": (
        "janvier février|fevrier mars avril mai juin juillet août|aout septembre octobre novembre décembre|decembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        {
            r"jusqu.?(?:au|à|a|en)(?: le)?": "until", r"de retour|retour|reviens|reviendrai|reprendrai|serai joignable|reprise": "back", r"à partir d[ue]|dès le|dès": "back on", r"du (?=\w* ?\d)": "from ",
            r"au (?=\w* ?\d)|et le (?=\d)": "to ", r"la semaine prochaine": "next week", r"demain": "tomorrow", r"début": "early", r"mi-": "mid ", r"fin": "end of",
            r"absente?|en congés?|en vacances|congés?": "away", r"le|ce": "",
        },
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre",
        "lunes martes miércoles|miercoles jueves viernes sábado|sabado domingo",
        {
            r"hasta el(?: día)?|hasta": "until", r"de vuelta|regreso|regresaré|volveré|vuelvo|vuelta|retorno|reincorpor\w+": "back", r"a partir del?|desde el": "back on", r"del (?=\w* ?\d)": "from ",
            r"al (?=\w* ?\d)": "to ", r"la próxima semana|la semana que viene|la semana próxima": "next week", r"próximo": "next", r"mañana": "tomorrow", r"principios de": "early", r"mediados de": "mid", r"finales de|fin de": "end of",
            r"ausente|fuera de (?:la )?oficina|vacaciones": "away", r"(?<=\d )de|(?<=\w )de (?=20\d\d)|el|día": "",
        },
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "lunedì|lunedi martedì|martedi mercoledì|mercoledi giovedì|giovedi venerdì|venerdi sabato domenica",
        {
            r"fino al?|sino al?": "until", r"rientro|rientrerò|tornerò|di ritorno|ritorno": "back", r"a partire dal?": "back on", r"dal (?=\w* ?\d)": "from ", r"al (?=\w* ?\d)": "to ",
            r"la prossima settimana|la settimana prossima": "next week", r"prossimo": "next", r"domani": "tomorrow", r"assente|in ferie|ferie|fuori (?:sede|ufficio)": "away", r"il|giorno": "",
        },
    ),
    "nl": (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        {
            r"tot en met|t/m": "through", r"tot": "until", r"terug|weer (?:bereikbaar|aanwezig|beschikbaar)|weer": "back", r"vanaf": "back on", r"van": "from", r"volgende week": "next week",
            r"aanstaande|volgende": "next", r"morgen": "tomorrow", r"afwezig|met (?:vakantie|verlof)|niet aanwezig|vakantie|verlof": "away", r"op|de": "",
        },
    ),
    "pt": (
        "janeiro fevereiro março|marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "segunda(?:-feira)? terça(?:-feira)? quarta(?:-feira)? quinta(?:-feira)? sexta(?:-feira)? sábado domingo",
        {
            r"até(?: ao?)?(?: dia)?": "until", r"retorno|retornarei|voltarei|volto|regresso|regressarei|de volta": "back", r"a partir d[eo]": "back on", r"de (?=\d{1,2}\b.{3,20} a \d)": "from ", r"a (?=\d)": "to ",
            r"(?:n)?a próxima semana": "next week", r"amanhã": "tomorrow", r"ausente|fora do escritório|de férias|férias": "away", r"(?<=\d )de|(?<=\w )de (?=20\d\d)|dia|em|no|na": "",
        },
    ),
}  # fmt: skip
_TELLING = {
    "en": r"the|am|will|until|back|returning|office|for|and|with|please|your|on|of|to|is",
    "de": r"ich|bin|bis|nicht|und|im|für|ihre|wieder|vielen|dank|sehr|geehrte|urlaub|abwesend|zurück|zum|erreichbar|am|ab",
    "fr": r"je|suis|jusqu|du|au|et|absente?|votre|vous|bonjour|retour|congés?|bureau|serai|actuellement|le|les",
    "es": r"estoy|hasta|el|fuera|oficina|vacaciones|estaré|ausente|gracias|su|correo|volveré|regreso|del|al|hola",
    "it": r"sono|fino|al|ufficio|assente|ferie|dal|rientro|rientrerò|grazie|della|il|non|di",
    "nl": r"ik|ben|tot|en|met|afwezig|terug|niet|van|uw|bericht|vakantie|weer|vanaf",
    "pt": r"estou|até|férias|ausente|obrigado|obrigada|retorno|do|escritório|estarei|voltarei|dia|não|ao|meu",
}


class Away(NamedTuple):
    """Until when somebody is away. Shape: *on* is the day they are back; *words* is the sentence that says so; *is_unsure* when it can be read in two ways."""

    on: date
    words: str
    is_unsure: bool = False


def away(text: str, on: date, zone: str = "") -> Away | None:
    """What a note written *on* a day says of its writer's return; *zone* is where they are, for days in figures. Unsure means the later day."""
    sentences = [s.strip() for s in _SENTENCE.split(text[:LONGEST]) if s.strip()][:60]
    language = _language(text[:LONGEST])
    # Where nobody knows better, 7/12 may be either; a language other than English, or a known place, says which.
    orders = (
        [False] if language != "en" or (zone and not _MONTH_FIRST.match(zone)) else [True] if zone else [False, True]
    )
    english = [_english(sentence, language) for sentence in sentences]
    read = [_read(english, on, month_first) for month_first in orders]
    found = [told for told in read if told]
    if not found:
        return None
    back, at = max(found)
    return Away(back, sentences[at][:300] if at >= 0 else "", len({told[0] for told in found}) > 1)


def _read(english: list[str], on: date, month_first: bool) -> tuple[date, int] | None:
    """The day, and which sentence says it."""
    said = [_dated(sentence, on, month_first) for sentence in english]
    back = back_on("\n".join(said), on)
    if back is None:
        return None
    return back, next((n for n, sentence in enumerate(said) if back_on(sentence, on) == back), -1)


def _language(text: str) -> str:
    words = text.lower()
    counts = {name: len(re.findall(rf"\b(?:{telling})\b", words)) for name, telling in _TELLING.items()}
    return max(counts, key=lambda name: (counts[name], name == "en"))


def _english(sentence: str, language: str) -> str:
    """The sentence with what matters in English."""
    if language == "en":
        return sentence
    months, weekdays, cues = _SAID[language]
    said = re.sub(r"\b1er\b|\b1º\b", "1", sentence.lower())
    if re.search(r"\b(?:inclus|inclusive|compreso|incluído)\b", said):
        said = re.sub(r"jusqu.?au|hasta el|hasta|fino al|até(?: ao)?", "through", said)
    if language == "de" and re.search(r"\bab\b.{1,25}\bbis\b", said):
        said = re.sub(r"\bab(?: dem)?\b", "from", said)
    for cue, english in cues.items():
        said = re.sub(rf"(?<!\w)(?:{cue})(?!\w)" if not cue.endswith(")") else rf"(?<!\w)(?:{cue})", english, said)
    for names, known in ((months, MONTHS), (weekdays, WEEKDAYS)):
        for theirs, ours in zip(names.split(), known, strict=True):
            said = re.sub(rf"(?<!\w)(?:{theirs})(?!\w)", ours, said)
    said = re.sub(rf"(\d)\.\s+(?={'|'.join(MONTHS)})", r"\1 ", said)
    return " ".join(said.split())


def _dated(sentence: str, on: date, month_first: bool) -> str:
    """The sentence with days in figures written out."""
    return _NUMERIC.sub(lambda match: _written_out(match, on, month_first), sentence)


def _written_out(match: re.Match[str], on: date, month_first: bool) -> str:
    a, b, year = int(match["a"]), int(match["b"]), match["year"]
    if match["mark"] == "-" and not year:
        return match[0]  # a stretch of days or hours
    readings = [(b, a), (a, b)] if match["mark"] == "." or not month_first else [(a, b), (b, a)]
    readings = readings[:1] if match["mark"] == "." else readings
    days = [day for month, number in readings for day in _days(number, month, year, on)]
    named = next(
        (
            n
            for n, name in enumerate(WEEKDAYS)
            if match["weekday"] and name.lower().startswith(match["weekday"].lower()[:3])
        ),
        None,
    )
    fitting = [day for day in days if day.weekday() == named] if named is not None else days
    before = f"{match['weekday']} " if match["weekday"] and named is None else ""
    return f"{before}{fitting[0].isoformat()}" if fitting else match[0]


def _days(number: int, month: int, year: str | None, on: date) -> Iterator[date]:
    """The day of that number and month, of that year or else the nearest one that is not long past."""
    years = [int(year) if len(year) == 4 else 2000 + int(year)] if year else [on.year, on.year + 1]
    for each in years:
        try:
            day = date(each, month, number)
        except ValueError:
            return
        if year or on - timedelta(days=60) <= day <= on + SEASONS:
            yield day
            return
