"""The outside of a letter: gaps, greeting, subject, length, and whether it agrees with the record."""

import re

from legup.lib.fold import fold
from legup.outreach.checks.finding import Finding, composed, fault, praise, whole
from legup.outreach.checks.frames import Hit, first, frame
from legup.outreach.checks.text import Letter
from legup.outreach.facts import Facts
from legup.outreach.phrases import salutation
from legup.outreach.wording import tidy

# --- gaps -------------------------------------------------------------------------------------------------------------------

_GAP = re.compile(
    r"\[(?=[^\]\n]{0,59}[A-Za-z])[^\]\n]{1,60}\]|\{\{[^}\n]{0,60}\}?\}?|\{[A-Za-z_ ]{2,40}\}|<(?:your|their|first|last|name|company|organi[sz]ation|title|insert|recipient)[^<>\n]{0,40}>|\bTODO\b|\bTBD\b|\bX{3,}\b|\b(?:INSERT|YOUR) [A-Z][A-Z ]{2,30}\b|"
    r"_{3,}|%[A-Za-z_]{3,30}%|\blorem ipsum\b|\b(?:FirstName|LastName|First Name|Company Name|Your Name)\b|\bDear (?:None|null|undefined|N/A)\b"
)


def gaps(letter: Letter, facts: Facts | None) -> list[Finding]:
    """Places still to be filled in."""
    found = next(_GAP.finditer(letter.typed[:20_000]), None)
    if found:
        return [
            Finding(
                "placeholder",
                "error",
                f"“{found[0][:40]}” is still to be filled in.",
                found.span(),
                "S3 S14 P23",
                None,
                False,
                "Has no gaps",
            )
        ]
    in_subject = _GAP.search(letter.subject)
    return (
        [fault("placeholder", letter, None, f"“{in_subject[0][:40]}” in the subject is still to be filled in.")]
        if in_subject
        else []
    )


# --- what is not there ------------------------------------------------------------------------------------------------------

_ATTACHED = frame(
    r"\b(?:i(?:'m| am)?|we|have|please find|find|see|here(?:'s| is)|is|are|the|which) (?:also |now |herewith |just )?(?:attach(?:ing|ed)?|enclos(?:ing|ed?))\b(?! to (?!this|the (?:e-?mail|letter|message)))",
    r"\battached (?:is|are|you(?:'ll| will) find|please|herewith|here|below|to this)\b|\b(?:see|in|open|read) (?:the |my |this )?attachments?\b|\b(?:please )?find (?:[\w-]+ ){1,5}(?:attached|enclosed)\b|^\W*(?:attached|enclosed)\b(?! to)|\b(?:encl|enc)\.",
)


def attached(letter: Letter, facts: Facts | None) -> list[Finding]:
    """Something announced that cannot be there: letters leave without attachments."""
    hit = first(letter, _ATTACHED)
    return [fault("attached", letter, whole(letter, hit))] if hit else []


# --- greeting ---------------------------------------------------------------------------------------------------------------

_OPENING = re.compile(r"^\W*(?:dear|hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings)\b[\s,]*", re.I)
_HONORIFICS = set(
    "dr prof professor mr mrs ms mx miss rev reverend dean judge sir madam dame madame chief captain rabbi father sister officer sergeant engineer and & the".split()
)
_NOBODY = re.compile(
    r"\b(?:sir|madam|to whom|whom it may|colleagues?|team|all|everyone|everybody|hiring manager|friend|professional|alum(?:ni|na|nus)|recruiter)\b",
    re.I,
)
_MANY = re.compile(
    r"\bcolleagues (?:such as|like) you\w*|\b(?:many|several|other|all the) (?:people|alumni|professionals) (?:in your|like you|such as)|\bI(?:'m| am) writing to (?:several|many|a number of)\b",
    re.I,
)
_GUESSED = re.compile(r"\b(?:mr|mrs|ms|miss|sir|madam)\b\.?", re.I)


def greeting(letter: Letter, facts: Facts | None) -> list[Finding]:
    """The right name, for one person."""
    start, end = letter.greeting
    said = letter.text[start:end].strip(" ,:!-\n")
    name = _OPENING.sub("", said)
    right = salutation(facts) if facts else ""
    many = _MANY.search(letter.text)
    if many:
        return [
            fault("M17", letter, many.span(), "Let them feel that you are writing to them alone.", severity="warning")
        ]
    if not said:
        return []
    if _NOBODY.search(said) and not _known(name, facts):
        return [
            fault(
                "M17",
                letter,
                (start, end),
                "This greets nobody in particular. Use their name.",
                f"Dear {right}," if right else None,
                "warning",
            )
        ]
    return _compared(letter, (start, end), name, facts, right)


def _compared(letter: Letter, where: Hit, name: str, facts: Facts | None, right: str) -> list[Finding]:
    """The greeting's name beside the one on record."""
    tokens = _tokens(name)
    if not facts or not tokens or not _record(facts):
        return [praise("M17", letter, where)] if tokens else []
    strange = [t for t in tokens if t not in _record(facts)]
    if not strange:
        return [praise("M17", letter, where)]
    wrong = len(strange) == len(tokens)
    said = f"You greet “{name}”; your record says {tidy(facts.recipient.full_name)}."
    return [
        fault(
            "M17",
            letter,
            where,
            said,
            f"Dear {right}," if right else None,
            "error" if wrong or _near(strange, facts) else "warning",
        )
    ]


def _tokens(name: str) -> list[str]:
    return [t for t in re.split(r"[^\w'-]+", fold(name)) if t and t not in _HONORIFICS and t != "there"]


def _record(facts: Facts) -> set[str]:
    them = facts.recipient
    return set(_tokens(f"{them.full_name} {them.given_name} {them.family_name}"))


def _known(name: str, facts: Facts | None) -> bool:
    return bool(facts and set(_tokens(name)) & _record(facts))


def _near(strange: list[str], facts: Facts) -> bool:
    """Whether a strange name is a misspelling of a known one: the same letters, or one off."""
    return any(
        s[0] == k[0] and abs(len(s) - len(k)) <= 1 and len(set(s) ^ set(k)) <= 2
        for s in strange
        for k in _record(facts)
    )


def register(letter: Letter, facts: Facts | None) -> list[Finding]:
    """How courteously the letter begins."""
    said = letter.text[slice(*letter.greeting)]
    if not said.strip():
        return [fault("M18", letter)]
    if re.match(r"\s*(?:hey|hiya|yo)\b", said, re.I):
        return [fault("M18", letter, letter.greeting)]
    guessed = (
        facts and facts.recipient.full_name and _GUESSED.search(said) and not _GUESSED.search(facts.recipient.full_name)
    )
    if guessed:
        return [
            fault(
                "M18", letter, letter.greeting, "A title that you have to guess may be wrong. Their full name never is."
            )
        ]
    return [praise("M18", letter, letter.greeting)]


# --- subject, length --------------------------------------------------------------------------------------------------------

_GENERIC = re.compile(
    r"^(?:re: *)?(?:hi|hello|hey|hello from .{1,20}|quick (?:call|question|chat)|question|opportunity|request|meeting|urgent|important|introduction|intro|help|advice|coffee|chat|\W*)[?.]*$",
    re.I,
)


def subject(letter: Letter, facts: Facts | None) -> list[Finding]:
    """A subject that says what the letter is about."""
    said = letter.subject.strip()
    if not said:
        return [
            fault(
                "subject",
                letter,
                message="There is no subject yet. A few words decide whether the letter is opened.",
                severity="warning",
            )
        ]
    if _GENERIC.match(said):
        return [
            fault(
                "subject",
                letter,
                message="This subject could be anybody's. Say what connects you, or what you would like to ask about.",
            )
        ]
    if len(said) > 60:
        return [
            fault(
                "subject",
                letter,
                message="A telephone shows about 60 characters of a subject; this one is cut off there.",
            )
        ]
    if said.isupper() and len(said) > 6:
        return [fault("subject", letter, message="Capitals throughout look like shouting.")]
    return [praise("subject", letter)]


def short(letter: Letter, facts: Facts | None) -> list[Finding]:
    """Between 25 and 150 words of one's own; about 100 is best."""
    words = letter.own_words
    if words > 200:
        return [
            fault(
                "M13",
                letter,
                message=f"These are {words} words. Few people read a first letter of more than 150 to its end; about 100 is best.",
            )
        ]
    if words > 150:
        return [fault("M13", letter, message=f"These are {words} words. Under 150 is better, and about 100 is best.")]
    if words < 25:
        return [fault("M13", letter, message="This is very short; they may not see who asks, and why them.")]
    return [praise("M13", letter)]


# --- the record -------------------------------------------------------------------------------------------------------------

_COMMON = set(
    "the a an at in on of and for with our my your to from by near after during college university school careers career evening".split()
)
_HOUSE = re.compile(
    r"\b[Yy]our (?:[\w'-]+ ){0,2}(?:work|role|job|team|position|colleagues) (?:at|with|for) (?:the )?([A-Z][\w&'-]*(?: (?:of |and |& )?[A-Z][\w&'-]*){0,4})|\b[Yy]ou (?:now |currently )?(?:work|are|lead|manage) (?:[\w'-]+ ){0,4}?(?:at|for|with) (?:the )?([A-Z][\w&'-]*(?: (?:of |and |& )?[A-Z][\w&'-]*){0,4})"
)


def agreement(letter: Letter, facts: Facts | None) -> list[Finding]:
    """Whether the letter says what the record says: the place, the referrer, the organization."""
    if not facts:
        return []
    return [*_says_where(letter, facts), *_says_who(letter, facts), *_right_house(letter, facts)]


def _says_where(letter: Letter, facts: Facts) -> list[Finding]:
    noted = f"{facts.met_where} {facts.met_occasion}".strip()
    if facts.tie != "met" or not noted or _shares(noted, letter):
        return []
    return [
        fault(
            "record",
            letter,
            message=f"The letter does not say where you met: you noted “{', '.join(filter(None, (facts.met_occasion, facts.met_where)))}”.",
            mend=composed(facts, "M2"),
        )
    ]


def _says_who(letter: Letter, facts: Facts) -> list[Finding]:
    name = tidy(facts.referrer_name)
    if facts.tie != "referred" or not name:
        return []
    where = fold(letter.text).find(fold(name).split()[-1])
    if where < 0 and fold(name).split()[0] not in fold(letter.text):
        return [
            fault(
                "record",
                letter,
                message=f"{name} told you about them. Name {name} in the first sentence.",
                mend=composed(facts, "M2"),
            )
        ]
    early = letter.sentences and fold(name).split()[-1] in fold(" ".join(s.text for s in letter.sentences[:2]))
    return (
        []
        if early
        else [
            fault(
                "record",
                letter,
                message=f"{name} comes late. Begin with the name that opens the door.",
                severity="hint",
            )
        ]
    )


def _right_house(letter: Letter, facts: Facts) -> list[Finding]:
    known = " ".join(
        (
            facts.recipient.organization,
            facts.recipient.title,
            facts.writer.school,
            facts.met_where,
            facts.met_occasion,
            facts.why_them,
            facts.talked_about,
            facts.posting_organization,
        )
    )
    house = tidy(facts.recipient.organization)
    found = _HOUSE.search(letter.text) if house else None
    named = (found[1] or found[2]) if found else ""
    if not found or set(fold(named).split()) & set(fold(known).split()) - {"the", "of", "and"}:
        return []
    at = found.span(1 if found[1] else 2)
    return [fault("record", letter, at, f"You write “{named}”; your record says {house}.", house, "error")]


def _shares(noted: str, letter: Letter) -> bool:
    telling = [w for w in re.findall(r"[\w'-]+", fold(noted)) if w not in _COMMON and len(w) > 2]
    body = set(re.findall(r"[\w'-]+", fold(letter.text)))
    return not telling or any(w in body for w in telling)
