"""Telling by itself what a few words are: a name, an address, a number, what somebody does, or where they work."""

import re
from functools import lru_cache

from legup.lib.fold import fold
from legup.organizations.fields import field_of
from legup.organizations.fields.plain import key_of

LONGEST = 120
EMAIL = re.compile(r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(r"\b(?:https?://\S+|www\.\S+|(?:[\w-]{1,40}\.){0,3}linkedin\.com/\S+)", re.I)
PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d \u00a0()./-]{5,22}\d(?:\s*(?:x|ext\.?|extension)\s*\d{1,6})?(?![\w@])", re.I)
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")
# Words that stand in the names of employers and hardly in anything else.
_EMPLOYERS = re.compile(
    r"\b(?:inc|llc|llp|ltd|plc|corp|corporation|company|co|gmbh|ag|kg|e\.? ?v|s\.?a\.?|sarl|s\.?l|b\.?v|n\.?v|ab|oy|pty|group|gruppe|groupe|grupo|holdings?|partners|associates|"
    r"universit\w+|college|school|schule|ecole|escuela|institut\w*|academy|akademie|hospital|klinik\w*|clinic|clinique|clinica|krankenhaus|hopital|infirmary|medical center|health system|"
    r"bank|trust|fund|foundation|stiftung|fondation|fundacion|society|association|verband|verein|council|ministry|ministerium|department of|office of|agency|agentur|authority|"
    r"bureau|city of|county|laborator\w+|labs?|studios?|museum|library|press|verlag|editions|media|news|systems|technologies|software|solutions|services|consulting|capital|"
    r"industries|works|pharma\w*|airlines?|railways?|energy|energie|power|motors|foods|stores|church|theat\w+|orchestra|nhs|centre|center|zentrum|data)\b"
)
_ROLES = re.compile(
    r"\b(?:head|chief|director|manager|managing|lead|leader|officer|president|chair\w*|founder|owner|partner|principal|senior|junior|assistant|associate|deputy|vice|dean|professor\w*|prof|"
    r"lecturer|teacher|tutor|nurse|doctor|physician|surgeon|therapist|pharmacist|engineer|developer|programmer|scientist|researcher|fellow|analyst|consultant|advisor|adviser|"
    r"coordinator|specialist|technician|designer|architect|editor|writer|journalist|reporter|producer|artist|photographer|librarian|curator|lawyer|attorney|solicitor|counsel|judge|"
    r"clerk|secretary|administrator|accountant|auditor|banker|broker|trader|economist|statistician|intern|trainee|apprentice|student|volunteer|officer|agent|representative|"
    r"planner|strategist|recruiter|marketer|biologist|chemist|physicist|epidemiologist|psychologist|baker|carpenter|electrician|chef|cook|farmer|pilot|driver|"
    r"leiter\w*|\w+leiter(?:in)?|geschaftsfuhrer\w*|referent\w*|berater\w*|lehrer\w*|arzt|arztin|ingenieur\w*|lektor\w*|redakteur\w*|koch|kochin|"
    r"directeur|directrice|responsable|charge\w* d\w*|infirmi\w+|professeur\w*|ingenieure?|editrice|editeur|directora?|jefe|jefa|enfermer\w+|profesora?|ingenier\w+|abogad\w+|"
    r"ceo|cto|cfo|coo|cmo|vp|md|rn|hr|pm)\b"
)
_EAST_ASIAN_EMPLOYERS = re.compile("株式会社|有限会社|会社|工務店|大学|病院|学校|研究所|銀行|公司|集团|医院|银行|주식회사|대학교|병원|학교|은행")
_EAST_ASIAN_ROLES = re.compile("代表|社長|部長|課長|教授|医師|看護師|研究員|エンジニア|デザイナー|经理|總經理|总监|主任|工程师|教师|医生|대표|부장|과장|교수|연구원|개발자")
_SMALL = {"von", "van", "de", "del", "della", "der", "den", "di", "da", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "ben", "zu", "ter", "ten", "y", "e", "und", "and", "of"}
_TITLES_BEFORE = re.compile(r"^(?:(?:dr|prof|professor|mr|mrs|ms|mx|miss|sir|herr|frau|m|mme|mlle|sr|sra|ing|dipl|rev|hon|capt|lt|col)\.? )+", re.I)
_DEGREES = re.compile(r"(?:, ?| )(?:ph\.?d|m\.?d|r\.?n|msc|m\.?sc|b\.?sc|mba|m\.?a|b\.?a|cpa|cfa|esq|j\.?d|jr|sr|ii|iii|iv|mph|msw|lcsw|pe|pmp|dphil|frcp|obe|mbe)\.?\b", re.I)


@lru_cache(maxsize=20_000)
def looks_like(text: str) -> str:
    """What *text* is: email, phone, url, title, organization or full_name; nothing when it may be anything."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        return ""
    if EMAIL.fullmatch(text.removeprefix("mailto:").strip("<>")):
        return "email"
    if URL.fullmatch(text):
        return "url"
    if PHONE.fullmatch(text.removeprefix("tel:")) and not _DATE.fullmatch(text):
        return "phone"
    if is_role(text):
        return "title"
    if is_employer(text):
        return "organization"
    return "full_name" if is_name(text) else ""


@lru_cache(maxsize=20_000)
def is_role(text: str) -> bool:
    """Whether *text* is what somebody does: a known title, or words of one without an employer's."""
    if len(text) > LONGEST:
        return False
    bare = _TITLES_BEFORE.sub("", text)
    plain = fold(bare if is_name(bare, strictly=True) and not bare[:1].islower() else text)
    if _EAST_ASIAN_ROLES.search(text):
        return True
    if _ROLES.search(plain):
        return not re.search(r"\b(?:inc|llc|ltd|gmbh|universit\w+|college|hospital|clinic|partners|associates)$", plain) or " of " in plain
    return field_of(text).certainty == 1.0 and not is_name(text, strictly=True) and bool(key_of(text))


@lru_cache(maxsize=20_000)
def is_employer(text: str) -> bool:
    """Whether some word of *text* is one of employers' names."""
    if len(text) > LONGEST:
        return False
    return bool(_EAST_ASIAN_EMPLOYERS.search(text)) or (not text.islower() and bool(_EMPLOYERS.search(fold(text))))


@lru_cache(maxsize=20_000)
def is_name(text: str, strictly: bool = False) -> bool:
    """Whether *text* may be a person's name: two to five words that begin large, or one *strictly* not.

    Shape: forms of address before it and degrees behind it do not count.
    """
    if len(text) > LONGEST:
        return False
    bare = _DEGREES.sub("", _TITLES_BEFORE.sub("", text.strip()))
    words = bare.replace(",", " ").split()
    if not (2 if strictly else 1) <= len(words) <= 6 or any(c.isdigit() or c in "@/:;|()<>\"“”?&" for c in bare):
        return False
    large = [word for word in words if fold(word) not in _SMALL]
    return bool(large) and all(word[0].isupper() or not word[0].isascii() or "'" in word[:3] for word in large) and not bare.rstrip().endswith((".", "!")) or _is_whole_script(bare)


def _is_whole_script(text: str) -> bool:
    """A name in a script without large letters: Chinese, Japanese, Korean, Arabic, Hebrew, Indic."""
    bare = text.replace(" ", "")
    return 2 <= len(bare) <= 20 and all(c.isalpha() and not c.isupper() and not c.islower() for c in bare)
