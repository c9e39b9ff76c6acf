"""A title without what does not belong to the work: level, term, place, marketing, numbers."""

import re

from legup.lib.fold import unaccented

_GENDERS = re.compile(
    r"\((?:[mwfdxhi*]\s*[/|,]?\s*){2,5}\)|\b[mwfh]/[mwfh](?:/[dx])?\b|\(all genders\)|:in(?:nen)?\b|\*in(?:nen)?\b",
    re.I,
)
_NUMBERS = re.compile(
    r"\b(?:req(?:uisition)?|job|id|ref|posting)\s*[#:.]?\s*[a-z]*-?\d{3,}\b|#\s*\d+|\b[a-z]{1,3}-?\d{4,}\b|\b(?:19|20)\d\d(?:\s*[-/]\s*(?:19|20)?\d\d)?\b|\b\d{5,}\b",
    re.I,
)
_TERMS = re.compile(
    r"\b(?:spring|summer|fall|autumn|winter|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|"
    r"\b(?:remote|hybrid|on-?site|full[ -]?time|part[ -]?time|contract|fixed[ -]term|temporary|temp|seasonal|permanent|casual|per diem|prn|w2|1099|urgent(?:ly)?|now hiring|immediate(?:ly)?|sign-?on bonus|bonus|"
    r"weekends?|nights?|days? shift|evenings?|1st shift|2nd shift|3rd shift|\d+ months?|\d+ hours?|\d+%|\$[\d.,k]+(?:\s*[-/]\s*(?:\$?[\d.,k]+|hr|hour|year))*|new grad(?:uate)?|early career|entry[ -]level)\b",
    re.I,
)
_PLACES = re.compile(
    r"\b(?:u\.?s\.?a?\.?|uk|eu|emea|apac|latam|canada|india|germany|france|spain|ireland|nyc|new york(?: city)?|london|manchester|san francisco|sf|bay area|boston|chicago|seattle|austin|dallas|denver|atlanta|houston|"
    r"berlin|munich|münchen|paris|lyon|madrid|dublin|toronto|vancouver|singapore|sydney|washington,? d\.?c\.?|los angeles|philadelphia|phoenix|miami|portland|bangalore|bengaluru|mumbai|tokyo|amsterdam|zurich|vienna)\b",
    re.I,
)
_SERVED = re.compile(
    r"(?<=\w) to (?:the |our |a )?(?:ceo|cfo|coo|cto|president|director|chair|chief|head|dean|founder|partners?|board|vice)\b.*",
    re.I,
)  # "Assistant to the Dean" is no dean
_LEVELS = re.compile(
    r"\b(?:senior|sr\.?|junior|jr\.?|i{1,3}|iv|v|l[1-9]|level (?:[1-9]|i{1,3})|[1-5](?:st|nd|rd)?)\b(?!\w)", re.I
)


def plain(title: str) -> str:
    """*title* without level, term, place and numbers; whatever is left is never empty."""
    text = _SERVED.sub("", unaccented(title[:400]))
    for pattern in (_GENDERS, _NUMBERS, _TERMS, _PLACES, _LEVELS):
        left = pattern.sub(" ", text)
        text = left if re.search(r"[a-z]{3}", left, re.I) else text
    return " ".join(text.split()).strip(" -–,|/:;()")


def key_of(title: str) -> str:
    """The form in which titles are looked up: small letters and digits, words in the singular."""
    words = re.findall(r"[a-z0-9+#]+", unaccented(title[:400].lower()))
    return " ".join(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
        for word in words
    )
