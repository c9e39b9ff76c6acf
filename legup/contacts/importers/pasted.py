"""Text about people: the signature of a letter, several of them, a line for each person, or the addressees of a letter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import getaddresses

from legup.contacts.importers import Person, Unreadable, by_columns
from legup.contacts.telling import EMAIL, PHONE, URL, is_employer, is_name, is_role, looks_like
from legup.lib.fold import fold

NAME = "pasted"
TITLE = "text about people"
MOST = 200_000
LONGEST = 1_000
MOST_PARTS = 20
LONGEST_PART = 120
_CLOSINGS = re.compile(
    r"^(?:(?:with )?(?:best|kind|warm|many|all the)?(?:est)? ?(?:regards|wishes|thanks|best)|sincerely|cheers|yours(?: \w+)?|thank you|thanks|mit freundlichen gru(?:ss|ß)en|"
    r"(?:viele|beste|liebe|herzliche) gru(?:ss|ß)e|gru(?:ss|ß)|cordialement|bien a vous|salutations|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|met vriendelijke groet|"
    r"dear .*|hi\b.*|hello\b.*|sent from my .*|von meinem .* gesendet|envoye de mon .*)[,.!]*$"
)
_LABEL = re.compile(
    r"(?:^|(?<=[\s|,;·•(]))(e-?mail|mail|m|mob(?:ile)?|cell|c|t|tel(?:e(?:fon|phone|fono))?|ph(?:one)?|p|o(?:ffice)?|direct|d|w(?:ork)?|h(?:ome)?|fax|f|handy|mobil|web|website|linkedin|url)"
    r"\.? ?[:.]? ?(?=\t)", re.I
)  # fmt: skip
_LABELS = {"m": "mobile", "mob": "mobile", "c": "cell", "t": "", "tel": "", "telefon": "", "telephone": "", "telefono": "", "ph": "", "phone": "", "p": "", "o": "office", "d": "direct", "w": "work", "h": "home", "f": "fax"}  # fmt: skip
_RULE = re.compile(r"^[-_=*~–—]{2,}$")
_BULLET = re.compile(r"^\s*(?:[-*•–·]|\d{1,3}[.)])\s+")
_AT = re.compile(r"\s+(?:at|@|with|bei|chez|presso|bij|hos)\s+", re.I)
_LEVELS = (r"\t+", r"\s*;\s*", r"\s*[|•·]\s*", r"\s+[-–—]\s+", r"\s*,\s*")
_HANGS_ON = re.compile(r"^(?:inc|llc|llp|ltd|plc|co|corp|gmbh|ag|s\.?a|ph\.?d|m\.?d|r\.?n|mba|m\.?a|b\.?a|esq|cpa|jr|sr|ii|iii|mph|msw|pe|pmp)\.?$", re.I)
_TOWN = re.compile(r"^(?:[^\W\d][\w.' -]+,? [A-Z]{2},?(?: \d{5}(?:-\d{4})?)?|\d{4,6} [^\W\d][\w.' -]+|[^\W\d][\w.' -]+ [A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2})$")
_PART_OF_ONE = re.compile(r"(?:department|dept|faculty|division|office|section|abteilung|lehrstuhl|fakultat|departement|departamento|facultad)\b")


@dataclass
class _Found:
    """What has been read about one person so far."""

    name: str = ""
    title: str = ""
    organization: str = ""
    location: str = ""
    emails: list[tuple[str, str]] = field(default_factory=list)
    phones: list[tuple[str, str]] = field(default_factory=list)
    urls: list[tuple[str, str]] = field(default_factory=list)
    address: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    @property
    def is_somebody(self) -> bool:
        return bool(self.emails or (self.name and (self.title or self.organization or self.phones or self.urls)))

    def person(self) -> Person:
        extra = {"Address": "\n".join(self.address)} if self.address else {}
        if self.rest:
            extra["Also in the text"] = "\n".join(self.rest)[:4_000]
        name = self.name or self.emails[0][0]
        several = tuple(self.emails), tuple(self.phones), tuple(self.urls)
        return Person(name, "", "", *several, self.organization, self.title, self.location, "", None, extra)


def recognises(text: str) -> bool:
    """Whether *text* is no table with headings, and tells of somebody how they are reached or what they do."""
    if len(text) > MOST or max(map(len, text.splitlines()), default=0) > LONGEST:
        return False
    laid_out = by_columns().outline(text)
    if laid_out and laid_out.number and set(laid_out.columns) & {"full_name", "given_name", "family_name", "email"}:
        return False
    return any(isinstance(one, Person) for one in people(text))


def people(text: str) -> Iterator[Person | Unreadable]:
    """Everybody of whom *text* tells, in its order."""
    lines = [re.sub(r"^(?:> ?)+", "", line).strip() for line in text.replace("\r\n", "\n").split("\n")]
    filled = [(number, _BULLET.sub("", line)) for number, line in enumerate(lines, 1) if line]
    if any(_is_addressees(line) for _, line in filled):
        yield from _addressees(filled)
        return
    each = [(number, line, _line(line)) for number, line in filled]
    told = sum(found.is_somebody and bool(found.name) for _, _, found in each)
    only_addresses = bool(each) and all(found.is_somebody and not found.name for _, _, found in each)
    if only_addresses or (told and told * 3 >= len(each) * 2):
        yield from (_or_unreadable(number, line, found) for number, line, found in each)
    elif len(each) > 1 and all(is_name(line, strictly=True) and not is_employer(line) and not is_role(line) for _, line, _ in each):
        yield from (_Found(name=line).person() for _, line, _ in each)
    else:
        yield from (found.person() for found in map(_block, _blocks(lines)) if found.is_somebody)


def _or_unreadable(number: int, line: str, found: _Found) -> Person | Unreadable:
    if found.is_somebody:
        return found.person()
    if is_name(line, strictly=True):
        return _Found(name=line).person()
    return Unreadable(number, f"This line tells of nobody: {line[:80].rstrip('.')}.")


def _is_addressees(line: str) -> bool:
    return len(re.findall(r"<[^<>@\s]+@[^<>\s]+>", line)) > 1 or bool(re.match(r"(?:to|cc|an|a|para|von|from): .*@", line, re.I))


def _addressees(filled: list[tuple[int, str]]) -> Iterator[Person | Unreadable]:
    """Everybody in lines such as ``To: Dana Wells <dana@wells.example>, "Sayed, Omar" <omar@harbour.example>``."""
    for number, line in filled:
        bare = re.sub(r"^(?:to|cc|bcc|an|a|para|von|from): *", "", line, flags=re.I).replace(";", ",")
        pairs = [(name, address) for name, address in getaddresses([bare]) if EMAIL.fullmatch(address)]
        yield from (Person(" ".join(name.split()) or address, emails=((address, ""),)) for name, address in pairs)
        if not pairs:
            yield Unreadable(number, f"This line holds no address: {line[:80].rstrip('.')}.")


def _reached(line: str, found: _Found) -> str:
    """*line* without addresses, pages and numbers, which go to *found* with their labels; a tab stands for each."""
    for pattern, kept in ((EMAIL, found.emails), (URL, found.urls), (PHONE, found.phones)):
        while hit := pattern.search(line):
            before = line[: hit.start()].rstrip("<(")
            label = _LABEL.search(before + "\t")
            word = label[1].lower() if label else ""
            kept.append((hit[0].rstrip(".,;>)") if pattern is URL else hit[0], _LABELS.get(word, word if word not in ("email", "e-mail", "mail", "web", "website", "url") else "")))
            line = (before[: label.start()] if label else before).removesuffix("mailto:") + "\t" + line[hit.end() :].lstrip(">)")
    return line


def _parts(line: str, is_first: bool) -> list[str]:
    """*line* at its strongest separator; commas part only what no other separator does, or what comes after the name."""
    line = re.sub(r"\s*\(([^()]*)\)\s*", r"\t\1\t", line)
    level = next((pattern for pattern in _LEVELS if re.search(pattern, line.strip("\t "))), _LEVELS[-1])
    parts = [part.strip(" \t,;\"“”") for part in re.split(level, line, maxsplit=MOST_PARTS)]
    out: list[str] = []
    for i, part in enumerate(filter(None, parts)):
        pieces = [part] if level == _LEVELS[-1] or (is_first and i == 0 and not re.search(r",\s*\S+\s*,|\S+\s+\S+\s*,", part)) else re.split(r"\s*[,|]\s*|\s+[-–—]\s+", part, maxsplit=MOST_PARTS)
        for piece in filter(None, (piece.strip(" \t,;\"“”") for piece in pieces)):
            if out and _HANGS_ON.match(piece):
                out[-1] += ", " + piece
            else:
                out.append(piece)
    return out


def _line(line: str) -> _Found:
    """One person from one line; the name comes first, or first after an address."""
    found = _Found()
    parts = _parts(_reached(line, found), is_first=True)
    if parts and is_name(parts[0]) and not is_employer(parts[0]) and not is_role(parts[0]):
        found.name = parts.pop(0)
    elif parts and (" at " in parts[0] or ":" in parts[0] or len(parts[0].split()) > 6):
        return _Found()
    for part in parts:
        _take(found, part)
    return found


def _blocks(lines: list[str]) -> list[list[str]]:
    """The lines of each person: a new one begins where, after a gap, a name stands although there is one already."""
    has_gaps = any(not line for line in lines)
    blocks: list[list[str]] = [[]]
    has_name = is_reached = False
    after_gap = True
    for line in lines:
        if not line or _RULE.match(line) or _CLOSINGS.match(fold(line)):
            after_gap = True
            continue
        name = _name_in(line)
        if name and has_name and is_reached and (after_gap or not has_gaps):
            blocks.append([])
            has_name = is_reached = False
        has_name |= bool(name)
        is_reached |= bool(EMAIL.search(line) or PHONE.search(line) or URL.search(line))
        blocks[-1].append(line)
        after_gap = False
    return blocks


def _name_in(line: str) -> str:
    """The name that *line* begins with, if it is one in two words or more."""
    parts = _parts(_reached(line, _Found()), is_first=True)
    first = parts[0] if parts else ""
    return first if is_name(first, strictly=True) and not is_employer(first) and not is_role(first) else ""


def _block(lines: list[str]) -> _Found:
    """One person from the lines of a signature."""
    found = _Found()
    whole = next(filter(None, map(_name_in, lines)), "") or (lines[0] if len(lines) > 1 and len(lines[0].split()) == 1 and is_name(lines[0]) else "")
    for line in lines:
        left = _reached(line, found).strip("\t ,;|:")
        if found.name != whole and left != whole and left in whole.split():
            continue
        name = "" if found.name or not left.startswith(whole) else whole
        for part in _parts(left, is_first=bool(name)):
            if name and part.startswith(name):
                found.name, name = part, ""
            elif _is_address(left):
                found.address.append(left)
                found.location = found.location or (left if _TOWN.match(left) else "")
                break
            elif re.fullmatch(_LABEL.pattern.replace(r"(?=\t)", ""), part, re.I) is None:
                _take(found, part)
    return found


def _is_address(line: str) -> bool:
    """Whether *line* is of a postal address: a town with its code, or words with a number."""
    return len(line) <= LONGEST_PART and (bool(_TOWN.match(line)) or (any(map(str.isdigit, line)) and any(map(str.isalpha, line))))


def _take(found: _Found, part: str) -> None:
    """One more part about the person: what they do, where they work, where they live, or something else."""
    if len(part) > LONGEST_PART or part.endswith((".", "!", "?")) and len(part.split()) > 6:
        found.rest.append(part)
        return
    what, at = (*_AT.split(part, maxsplit=1), "")[:2]
    if at and not found.title and not found.organization:
        found.title, found.organization = what, at
        return
    kind = "organization" if _is_their_domain(found, part) else looks_like(part)
    if kind == "title" and not found.title:
        found.title = part
    elif kind == "organization" and not found.organization:
        found.organization = part
    elif kind == "organization" and _PART_OF_ONE.match(fold(found.organization)):
        found.rest.append(found.organization)
        found.organization = part
    elif kind in ("title", "organization"):
        found.rest.append(part)
    elif not found.title and (part[:1].islower() or not found.organization and not is_name(part)):
        found.title = part
    elif not found.organization:
        found.organization = part
    elif not found.location and is_name(part):
        found.location = part
    else:
        found.rest.append(part)


def _is_their_domain(found: _Found, part: str) -> bool:
    """Whether the person's address is at a domain that is called like *part*."""
    plain = re.sub(r"\W", "", fold(part))
    for address, _ in found.emails:
        domain = address.rpartition("@")[2].lower()
        label = re.sub(r"\W", "", domain.split(".")[0])
        if len(label) > 2 and (plain.startswith(label) or label.startswith(plain)) and len(plain) > 2:
            return True
    return False
