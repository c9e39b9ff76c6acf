"""Names of employers: the form in which two spellings of one name are equal."""

import re
from functools import lru_cache

from legup.lib.fold import fold

_LEGAL_FORMS = (
    "inc incorporated corp corporation co company cos companies llc llp lllp lp ltd limited plc pllc pc pbc na ulc ltee limitee "
    "gmbh ggmbh mbh ag kg kgaa ug ev eg ohg gbr se sa sas sasu sarl eurl sca scs snc scop sl slu slne sau spa srl srls sapa sapi "
    "bv nv cv vof bvba cvba sprl scrl asbl vzw ab as asa oy oyj aps ehf hf ou sia uab sro zrt nyrt kft doo dd ood eood ead spzoo spk "
    "ooo oao pao zao jsc cjsc ojsc pjsc psc wll fze fzco dmcc epe pty pte pvt bhd sdn berhad kk gk lda ltda limitada eireli tbk pt"
).split()
_LEADING_FORMS = "pt|ooo|oao|pao|zao|uab|sia"
_LONG_FORMS = (
    "limited liability (?:company|partnership)|limited partnership|public limited company|public ltd co|public benefit corp(?:oration)?|private limited|"
    "professional corporation|sp zoo|sp z oo|spolka z ograniczona odpowiedzialnoscia|spolka akcyjna|(?:sa|sab|sapi|s de rl|srl) de cv|s de rl|s r l|"
    "s a s|s p a|publ|haftungsbeschrankt|gesellschaft mit beschrankter haftung|aktiengesellschaft|societe anonyme|societe par actions simplifiee|"
    "sociedad anonima|sociedade anonima|societa per azioni|naamloze vennootschap|besloten vennootschap|kabushiki kaisha|anonim sirketi|ltd sti"
)
_ENDING = re.compile(rf"(?<=\w)(?: (?:and )?(?:{_LONG_FORMS}|{'|'.join(_LEGAL_FORMS)}))+(?: and)?$")
_LEADING = re.compile(rf"^(?:{_LEADING_FORMS}) (?=\w)")
_SHORT = {
    "intl": "international", "natl": "national", "univ": "university", "assn": "association", "mfg": "manufacturing", "svcs": "services",
    "mgmt": "management", "mgt": "management", "finl": "financial", "grp": "group", "bros": "brothers", "hosp": "hospital", "ctr": "center",
    "soc": "society", "acad": "academy", "ntl": "national", "organisation": "organization", "organisations": "organizations", "labour": "labor",
    "defence": "defense", "theatre": "theater", "programme": "program", "programmes": "programs", "assoc": "association", "govt": "government",
    "dept": "department", "centre": "center", "centres": "centers", "st": "saint", "mt": "mount",
}  # fmt: skip
LITTLE = frozenset("of and the for at in de la du et y e del und fur der".split())
_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){2,}")
_SINGLES = re.compile(r"\b[a-z](?: [a-z]\b)+")
_FILED_IN = re.compile(r"(?:\s+/\s?|/\s?)(?:[a-z]{2,3}|new)?/?$")
_NOT_WORDS = re.compile(r"[^\w\s]+")
_THE = re.compile(r"^the (?=\w)|(?<=\w) the$")


@lru_cache(maxsize=20_000)
def normal(name: str) -> str:
    """*name* without case, accents, punctuation, legal form or “The”; never empty for a name that is not.

    Rule: normalise first, match exactly; measured precision 1.0 [postings 4].
    """
    plain = _plain(name)
    bare = _LEADING.sub("", _ENDING.sub("", plain) or plain)
    return bare[:300] or fold(name)[:300]


def _plain(name: str) -> str:
    """*name* in plain words, its legal form still on."""
    words = _FILED_IN.sub("", fold(name)).replace("&", " and ").replace("+", " and ")
    words = _INITIALS.sub(lambda m: m.group().replace(".", "").replace(" ", "") + " ", words)
    words = " ".join(_NOT_WORDS.sub(" ", words.replace("'", "").replace("’", "")).split())
    words = _SINGLES.sub(lambda m: m.group().replace(" ", ""), words)
    return _THE.sub("", " ".join(_SHORT.get(word, word) for word in words.split()))


_SYSTEMS = {
    "Germany": "gmbh ggmbh mbh ag kg kgaa ug ev eg ohg",
    "Singapore": "pte",
    "Australia": "pty",
    "India": "pvt",
    "Malaysia": "bhd sdn berhad",
    "Japan": "kk gk",
    "the Nordic countries": "ab as asa oy oyj aps",
    "the Netherlands": "bv nv vof",
    "English-speaking countries": "inc incorporated corp corporation co company companies llc llp plc ltd limited",
}


def legal_system(name: str) -> str:
    """Where the legal form at the end of *name* is used; nothing when there is none or it is used in many places."""
    forms = set(_plain(name)[len(normal(name)) :].split())
    return next((place for place, theirs in _SYSTEMS.items() if forms & set(theirs.split())), "")


_STRONG = "careers? jobs? internships? interns? recruiting recruitment hiring openings vacancies opportunities external postings?".split()
_WEAK = (
    "early corporate campus remote portal page board site website program programme referrals? graduates? students? talent community feed roles? "
    "positions? apprenticeships? apprentices? fellowships? analysts? associates? managers? internal team linkedin acquisition evergreen pipeline "
    "general interest summer winter spring fall 20[0-9][0-9] new grads? partners? contractors? contract hourly retail field office employee employees the for at our"
).split()
_PLACES = (
    "us usa uk eu emea apac latam anz dach mena europe asia americas international global worldwide india canada germany france spain italy ireland "
    "poland netherlands sweden israel japan china singapore australia brazil mexico private public university headquarters hq united states kingdom north america"
).split()
_ALWAYS = re.compile(rf" +(?:{'|'.join(_STRONG)})$", re.I)
_THEN = re.compile(
    rf" +(?:early|corporate|campus|remote|portal|page|board|site|website|programm?e?|referrals?|graduates?|students?|global|{'|'.join(_STRONG)})$",
    re.I,
)
_PAIRED = re.compile(
    r" +(?:(?:job|jobs|careers?) (?:board|site|website|page|portal)|(?:external|recruiting|hiring) (?:website|site|portal|page)|internship programm?e?|"
    r"(?:campus (?:recruiting|hiring|jobs|careers)|university (?:recruiting|hiring))(?: referrals?)?|(?:external|jobs?) feed\b.*|talent (?:community|network|pool|acquisition)|"
    r"early (?:careers?|talent))$",
    re.I,
)
_REGION = re.compile(r" +(?:US|USA|UK|EMEA|APAC)$")
_TAIL = rf"(?:{'|'.join(_STRONG + _WEAK + _PLACES)})"
_BESIDE = re.compile(
    rf"(?:(?: +[-–—|:•] +| *\(| *\[)(?:{_TAIL}\b[ &/,]*)+[)\]]?| *, *(?:(?:{'|'.join(_STRONG + _PLACES)}|campus|corporate|remote)\b[ &/]*)+)$",
    re.I,
)
_JOBBISH = re.compile(
    rf" +[-–—|] +(?=[^-–—|]*\b(?:{'|'.join(_STRONG)}|roles?|positions?|programm?e?|campus|talent)\b)[^-–—|]*$", re.I
)
_BEFORE = re.compile(
    r"^(?:(?:careers?|jobs|internships?|internship programm?e?|work|working|opportunities|life|join|roles|openings) (?:at|with) |careers? [-–—|:] )(?=\w)",
    re.I,
)


@lru_cache(maxsize=20_000)
def board_words_off(name: str) -> str:
    """The employer's own name in the name it gave a job board: “Newlab Careers”, “Cleo (EMEA)”.

    Rule: only at the ends, and never so that nothing is left [postings 5.1].
    """
    name = " ".join(name.split())
    kept = _BEFORE.sub("", _JOBBISH.sub("", _BESIDE.sub("", name))) or name
    short = _PAIRED.sub("", kept)
    short = _ALWAYS.sub("", short) if short == kept else short
    if short == kept:
        return kept
    while (shorter := _REGION.sub("", _THEN.sub("", short))) != short:
        short = shorter
    return short
