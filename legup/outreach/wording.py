"""Turning what a person typed into words that fit a sentence: articles, dates, places, and "her" into "your"."""

import re
from datetime import date, datetime

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_AN_SOUND = re.compile(r"hon(?:est|our|or)|heir|hour|11(?!\d)|18(?!\d)|[aeiou8]", re.I)
_A_SOUND = re.compile(r"uni(?:t|v|q|o|f|c|s)|us(?:e|u|ab)|uti|uk\b|us\b|eu|one\b|once\b|ewe|ubi", re.I)
_LETTERS = re.compile(r"[A-Z]{2,5}\b")
_OPEN_WORDS = ("a", "an", "the", "my", "one", "your", "our", "some", "this", "two", "three", "her", "his", "their")
_DOING = (
    "studying working finishing starting training retraining living teaching doing currently now about between returning changing "
    "in at on from with just recently still also looking preparing completing"
).split()
_EVENT = re.compile(
    r"\b(fair|evening|night|day|days|conference|meeting|summit|workshop|dinner|lunch|party|lecture|symposium|panel|festival|reunion|"
    r"weekend|week|show|meetup|event|talk|seminar|wedding|course|class|visit|tour|exhibition|hackathon|mixer|reception)$",
    re.I,
)
_HOUSE = re.compile(
    r"\b(college|university|school|library|hall|cent(?:er|re)|caf[eé]|museum|office|house|hotel|room|building|station|clinic|hospital|"
    r"lab|laboratory|institute|church|gym|club|shop|store|bookshop|theatre|theater|gallery|campus|airport|stand|booth|union|academy)\b",
    re.I,
)
_PLACING = ("at", "in", "on", "near", "during", "after", "before", "through", "outside", "by", "over", "via", "from", "while", "when")


def tidy(text: str) -> str:
    """One line, single spaces, no closing full stop, no stray space before punctuation."""
    text = "".join(c for c in " ".join(str(text or "").split()) if c.isprintable())
    text = re.sub(r"(?<![\w'’])i(?= |['’])", "I", re.sub(r" +([,.;:?!])", r"\1", text))
    return text.strip(" ,;:").rstrip(".").rstrip(" ,;:")


def sentence(text: str) -> str:
    """*text* as a sentence of its own: a capital first, a full stop last."""
    text = " ".join(str(text or "").split()).strip(" ,;:")
    if not text:
        return ""
    ended = text[-1] in ".!?" or text[-2:] in ('."', '?"', ".)", "?)")
    return text[0].upper() + text[1:] + ("" if ended else ".")


def lower_first(text: str) -> str:
    """*text* with a small first letter, unless its first word is a name, an abbreviation or *I*."""
    first = text.split(" ", 1)[0]
    small = first.lower() in _SMALL or _COMMON.search(first)
    return text[0].lower() + text[1:] if text and small and first[1:] == first[1:].lower() else text


_COMMON = re.compile(r"(?:ology|ics|istry|history|science|ture|-(?:year|time|career|level|semester|employed|taught|generation|trained))$", re.I)


_SMALL = set(_OPEN_WORDS) | set(_DOING) | set(_PLACING) | set(
    "how what why when where which who whether you she he they it that to if start read send look write talk ask try go do let tell call "
    "second first third final fourth student nurse teacher junior senior sophomore freshman graduate postgraduate recent retired former "
    "career part full self high master's doctoral phd-student early mid-career undergraduate works worked moved left wrote gave is was has "
    "get take find keep make learn apply email be don't never always nobody people everyone there most "
    "teacher engineer lawyer researcher writer designer developer librarian journalist accountant biologist economist chemist "
    "marketing nursing engineering accounting publishing teaching planning medical legal software data public social law policy "
    "alumni careers career job nobody whoever working reading writing".split()
)


def article(words: str) -> str:
    """*words* with *a* or *an* before them, by sound."""
    first = words.split(" ", 1)[0]
    spelled = _LETTERS.match(first)
    vowel = first[0] in "AEFHILMNORSX" if spelled else _AN_SOUND.match(first) and not _A_SOUND.match(first)
    return ("an " if vowel else "a ") + words


def identity(headline: str, school: str = "") -> str:
    """What may follow "I am" or a name and a comma: "a second-year biology student at Northfield College"."""
    text = tidy(re.sub(r"^\W*(?:i am|i'm|i’m|im)\s+", "", tidy(headline), flags=re.I))
    if not text:
        return ""
    text = plain_words(re.sub(r"^(?:just|recently|newly) graduated(?: from\b)?", lambda m: "a recent graduate" + (" of" if "from" in m[0] else ""), text, flags=re.I))
    first = text.split(" ", 1)[0].lower()
    if text.lower() in _STATES:
        return text.lower()
    if first not in _OPEN_WORDS and first not in _DOING and not re.match(r"(?:head|director|president|professor|ceo|cto|chair)\b.* (?:of|at)\b", text, re.I):
        text = article(text)
    known = tidy(school)
    if known and _LEARNER.search(text) and known.lower() not in text.lower() and " at " not in text:
        role_said, comma, more = text.partition(",")
        return f"{role_said} at {known}{comma}{more}"
    return text


def plain_words(text: str) -> str:
    """*text* with common nouns in small letters up to its first preposition: "Marketing Manager at Hale" → "marketing manager at Hale"."""
    head = re.match(r"(?:(?!\b(?:at|in|of|from|for|with)\b)[^,])*", text)
    said = head[0] if head else text
    return re.sub(r"\b[A-Z][a-z'-]+\b", lambda m: m[0].lower() if m[0].lower() in _SMALL | _ROLES or _COMMON.search(m[0]) else m[0], said) + text[len(said) :]


_STATES = {"unemployed", "retired", "self-employed", "freelance", "curious", "between jobs", "redundant"}
_ROLES = set(
    "manager director major assistant coordinator associate consultant specialist officer administrator intern candidate scientist professor lecturer "
    "mother father parent veteran computer senior analyst biology chemistry physics mathematics maths math economics english-major marine public health "
    "environmental mechanical electrical civil chemical biomedical political communications communication business finance sales operations product project "
    "machine learning user experience graphic web front-end elementary secondary school college phd-candidate pre-med apprentice trainee worker driver "
    "chef cook barista technician clerk secretary soldier psychology sociology anthropology philosophy art music theatre film creative".split()
)


_LEARNER = re.compile(r"\b(?:student|undergraduate|postgraduate|freshman|sophomore|junior|senior|pupil|major|candidate)\b(?! \w+(?:er|or|ist|ant)\b)|\bstudying\b", re.I)


_PROPER = re.compile(r"(?:ish|ese|ican|rench|erman|ussian|talian|atin|reek|rabic|indi|uropean|ndian)$")


def role(title: str) -> str:
    """A job title as it may follow "as": "an epidemiologist", "Head of Events"; empty when it is a slogan rather than a role."""
    text = tidy(title)
    if len(text) > 60 or re.search(r"[|•/@]| - |\bhelping\b|\blooking for\b", text, re.I):
        return ""
    plain = re.sub(r"(?<!of )(?<!for )(?<!in )(?<!at )(?<!\w)[A-Z][a-z]+(?!\w)", lambda m: m[0] if _PROPER.search(m[0]) else m[0].lower(), text)
    return identity(plain if not re.search(r"\b(?:at|of)\b", text) else text)


def said_date(on: date | None, today: date | None = None, spelling: str = "en-GB") -> str:
    """A date as people say it, with its preposition: "yesterday", "on Tuesday", "on 12 March", "in March 2023"."""
    if not on:
        return ""
    days = (today - on).days if today else 9999
    if today and abs(days) <= 1:
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    if today and 1 < abs(days) < 7:
        return "on " + _DAYS[on.weekday()]
    month = _MONTHS[on.month - 1]
    if today and days > 330:
        return f"in {month} {on.year}"
    return f"on {month} {on.day}" if spelling == "en-US" else f"on {on.day} {month}"


def bare_date(on: date | None, today: date | None = None, spelling: str = "en-GB") -> str:
    """The same without its preposition, for "our call of 12 March"."""
    return re.sub(r"^(?:on|in) ", "", said_date(on, today, spelling))


def clock_time(at: datetime, spelling: str = "en-GB") -> str:
    """An hour of a day as people say it: "Thursday 26 March at 15:00", "Thursday, March 26 at 3:00 pm". Zone: *at* is on the clock it is said by."""
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    if spelling == "en-US":
        return f"{day}, {month} {at.day} at {at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
    return f"{day} {at.day} {month} at {at:%H:%M}"


def zone_said(zone: str) -> str:
    """A zone as people say it: America/Chicago is "Chicago time"."""
    return "UTC" if zone in ("", "UTC", "Etc/UTC") else f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} time"


def occasion(text: str) -> str:
    """An occasion as both would name it: "the careers evening", "Maker Weekend 2024", "your lecture"."""
    text = lower_first(second_person(tidy(text)))
    first = text.split(" ", 1)[0]
    if not text or first.lower() in _OPEN_WORDS or first.lower() in _PLACING or re.search(r"\d$", text) or re.match(r"\w+['’]s? ", text):
        return text
    named = first[:1].isupper() and not _EVENT.search(text)
    return text if named else "the " + text


def place(text: str, houses: tuple[str, ...] = ()) -> str:
    """A place with its preposition: "in Boston", "at the library"; *houses* are names known to be organizations."""
    text = lower_first(second_person(tidy(text)))
    if not text or text.split(" ", 1)[0].lower() in _PLACING:
        return text
    if re.match(r"(?:zoom|teams|skype|linkedin|discord|slack|instagram|facebook|twitter|google meet)\b", text, re.I) or re.match(r"(?:the |a |an |my |our )?(?:[\w-]+ )?(?:train|bus|plane|ferry|flight|tram|boat|street|beach|campus|phone)\b", text, re.I):
        return "on " + text
    if text.lower() in ("online", "abroad", "here", "there", "downtown"):
        return text
    if _HOUSE.search(text) or text.lower() in {h.lower() for h in houses if h}:
        unnamed = not text.split(" ")[-1][0].isupper() and text.split(" ", 1)[0] not in _OPEN_WORDS
        return "at the " + text if unnamed else "at " + text
    town = "," in text or all(w[:1].isupper() for w in text.split()) and len(text.split()) <= 3
    bare = text[0].islower() and text.split(" ", 1)[0] not in (*_OPEN_WORDS, "work", "home", "school", "church", "college", "university")
    return ("in " if town else "at the " if bare else "at ") + text


def is_told(text: str) -> bool:
    """Whether a note of where an address came from is a sentence of its own: "my school gave it to me"."""
    return bool(re.search(r"\b(?:gave|told|sent|shared|passed|provided|lists|listed|handed|mentioned|showed)\b", text))


def named_you(text: str, *names: str) -> str:
    """A note that begins with the person's name turned to face them: "Dana works" → "you work", "Dana's talk" → "your talk"."""
    for name in sorted({tidy(n) for n in names if tidy(n)}, key=len, reverse=True):
        if text.lower().startswith((name.lower() + "'s ", name.lower() + "’s ")):
            return "your" + text[len(name) + 2 :]
        if text.lower().startswith(name.lower() + " "):
            verb, *rest = text[len(name) + 1 :].split(" ", 1)
            return " ".join(["you", base_verb(verb), *rest])
    return text


def source(text: str) -> str:
    """Where an address came from, with its preposition: "in the alumni directory", "on LinkedIn"."""
    text = lower_first(second_person(tidy(text)))
    text = re.sub(r"^from (?=the\b|your\b|an?\b|[A-Z])", "", text)
    if not text or text.split(" ", 1)[0] in _PLACING:
        return text
    first = text.split(" ", 1)[0]
    on = re.search(r"\b(?:linkedin|web ?site|web ?page|page|site|profile|blog|platform|github|facebook|board|wall|map|portal|network)$", text, re.I)
    inside = re.search(r"\b(?:directory|list|newsletter|magazine|article|report|book|yearbook|database|paper|journal|programme|program)\b", text, re.I)
    named = first[:1].isupper() and not inside and not (on and len(text.split()) > 1)
    if not named and first.lower() not in _OPEN_WORDS and not re.match(r"\w+['’]s? ", text):
        text = "the " + text
    return ("in " if inside else "on " if on else "through ") + text


_HER_OBJECT = re.compile(
    r"\b(?:her|him)\b(?=\s*(?:$|[,.;:]|(?:the|a|an|my|some|that|this|to|about|for|at|in|on|with|by|from|after|and|or|how|what|when|if|"
    r"know|again|one|two|of|into|up|out)\b))|(?<=hear )(?:her|him)\b|(?<=heard )(?:her|him)\b(?= (?:speak|talk|present|say|explain|read|play))",
    re.I,
)
_DOES = re.compile(r"\b(she|he)((?:['’]s)|\s+(?:(?:also|now|once|really|still|often|always|just|first|then)\s+)?[\w'’]+)", re.I)


def _you_do(found: re.Match) -> str:
    rest = found.group(2)
    if rest[0] in "'’":
        return "you are"
    *before, verb = rest.split()
    return " ".join(["you", *before, base_verb(verb)])


def base_verb(verb: str) -> str:
    """The form after *you* of a verb said of *she*: is → are, carries → carry, works → work, moved → moved."""
    fixed = {"is": "are", "was": "were", "has": "have", "does": "do", "goes": "go", "isn't": "aren't", "wasn't": "weren't", "hasn't": "haven't", "doesn't": "don't"}
    if verb.lower() in fixed:
        return fixed[verb.lower()]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if re.search(r"(?:ch|sh|ss|x|zz)es$", verb):
        return verb[:-2]
    return verb[:-1] if re.search(r"[^su']s$", verb) and len(verb) > 3 else verb


def second_person(text: str) -> str:
    """A note about the person turned to face them: "her report" → "your report", "she works" → "you work".

    Shape: a text that already says *you* is left as it is, since its *she* must be somebody else.
    """
    if re.search(r"\byou(?:r|rs|'re|'ve)?\b", text, re.I):
        return text
    text = re.sub(r"^they (?=\w)", "you ", re.sub(r"^their ", "your ", text, flags=re.I), flags=re.I)
    text = _DOES.sub(_you_do, text)
    text = _HER_OBJECT.sub("you", text)
    text = re.sub(r"\b(?:her|his)\b", "your", text, flags=re.I)
    return re.sub(r"\b(?:hers)\b", "yours", re.sub(r"\b(?:she|he)\b", "you", text, flags=re.I), flags=re.I)


_NOTED = re.compile(r"^(?:(?:that )?(?:she|he|they|you) (?:said|told me|says|mentioned|advised|suggested)|advice|quote|note)(?: that)?\s*[:,]?\s*(?=\S)", re.I)


def note(text: str) -> str:
    """A line of notes as it may stand after a colon."""
    text = tidy(text)
    return lower_first(second_person(_NOTED.sub("", text) or text))


_KEEPING = set(
    "send read write look let tell call share ask try apply check email e-mail report follow get give go forward introduce contact talk speak "
    "watch listen visit join update keep come bring learn take book buy return put find finish meet make do think study start show mail post draft "
    "sign order practise practice reply answer pass connect thank attend".split()
)


def promise(text: str) -> str:
    """What was promised, as it may follow "I will"; empty when the note does not begin with a verb."""
    text = re.sub(r"^(?:i (?:will|would|'ll|promised to|said i would|promised|am going to|need to)|i['’]ll|to|will|promised to|must)\s+", "", tidy(text), flags=re.I)
    text = second_person(text)
    verb = text.split(" ", 1)[0].lower()
    return text[0].lower() + text[1:] if verb in _KEEPING else ""


_PAST = re.compile(
    r"(?:(?:then|also|now|finally|just) )?(?:[a-z]+ed|wrote|read|met|spoke|sent|took|began|went|gave|found|made|built|ran|left|did|had|got|told|saw|taught|won|chose|came|heard|kept|"
    r"have|was|am|will|would|hope|plan|want)\b"
)


def mine(text: str) -> str:
    """What one did, as sentences of one's own: "wrote to Omar" → "I wrote to Omar."."""
    text = tidy(text)
    small = text[:1].lower() + text[1:]
    return sentence("I " + small if _PAST.match(small) else text)


def joined(items: list[str], word: str = "and") -> str:
    """A list as people say it: "a", "a and b", "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}" if items else ""


def sentences(text: str) -> list[str]:
    """The sentences of a short text, for keeping the first one or two."""
    return [s for s in re.split(r"(?<=[.!?])\s+(?=[A-Z\"'(])", " ".join(text.split())) if s]
