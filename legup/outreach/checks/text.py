"""A letter taken apart: greeting, sentences, clauses, signature, each with its place in what was typed."""

import html
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from legup.outreach.checks.spelling import spelled_out

LIMIT = 20_000  # nobody's letter is longer; what is beyond is not read, so that a check stays quick
MOST = 400  # sentences that are read
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "…": ".",
        "，": ",",
        "。": ".",
        "？": "?",
    }
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|&(?:#\d{1,6}|[a-zA-Z]{2,8});")
_BREAKING = re.compile(r"</?(?:p|div|br|li|tr|h\d)\b", re.I)
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n[ \t]*\n[\s]*|\n(?=[ \t]*(?:[-*•]|\d{1,2}[.)]) )|(?<![,;&-])\n")
_WRAPPED = 55  # a longer line goes on in the next; a shorter one was ended on purpose
_HOUR = re.compile(r"\b[ap]\.m\.\s+[A-Z]")
_NUMBERED = re.compile(r"no\. ?\d", re.I)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:dr|mr|mrs|ms|mx|prof|st|sr|jr|rev|hon|vs|etc|e\.g|i\.e|u\.s|u\.k|inc|ltd|co|p\.s|p\.p\.s|dept|univ|approx|min|mins|hr|hrs|cllr|eng|ing|lic|arq|sra|sgt|capt|lt|col|gen|maj|fr|messrs|"
    r"jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|(?:[a-z]{1,2}\.)+[a-z]{1,2}|(?<!\bam )(?<!\bdo )(?<!\bthan )(?<!\band )[a-z])\.$",
    re.I,
)
_GREETING = re.compile(
    r"\s*(?:(?:dear|hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern|respected|sehr geehrte[r]?|esteemed)\b"
    r"(?:\b(?:dr|mr|mrs|ms|mx|prof|st|rev|hon|med|ing|dipl|capt|sgt|[a-z])\.|[^\n,:!?.]){0,60}(?:[,:!]|-{1,2}(?=\s)|(?=\n)|\.(?=\s*\n)|$))",
    re.I,
)
_CLOSING = re.compile(
    r"^[ \t]*(?:--[ \t]*|(?:yours|very|most|kind|kindest|warm|warmest|best|with|many|all|in|my|sincerely|respectfully|cordially|faithfully|truly|"
    r"gratefully|regards|cheers|thanks|thank|respects|wishes|love|veuillez|mit|hochachtungsvoll|cordialement|greetings|a thousand|warmly|hopefully|"
    r"appreciatively|good|be|take)\b(?:[ \t]+[^\s.?!:,]{1,14}){0,4}(?:,|!)?[ \t]*|(?:thanks|thank you|cheers|regards|best|best wishes)\.[ \t]*)$",
    re.I | re.M,
)
_ENDED = re.compile(r"(?:[.!?,:;)\"']|\n)[ \t]*\n\Z|\A\Z")
_OPEN_CLOSING = re.compile(
    r"\s*(?:with|in|all|my|be|take|very|most|good|many|a)\b(?!.*(?:,|regards|wishes|thanks|respect)\s*$)", re.I
)
# Below the name, a line says something when it is a postscript, or when somebody does something in it.
_SAID_BELOW = re.compile(
    r"^\W*(?:p\.? ?p?\.?s\b|ps\b|nb\b|n\.b\.|edit\b|also\b|oh\b|btw\b|one more)|\b(?:i|i'm|i'd|i'll|i've|we|you|please|kindly|could|would|can|may|let me)\b(?=(?:\W+\w+){2})|\b(?:attached|enclosed|hiring|vacanc\w+)\b|\w+(?:\W+\w+){4,}\?",
    re.I,
)
_SAYING = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|you|your|my|me|can|could|would|will|is|are|was|were|please|any|how|when|what)\b", re.I
)
_SIGNED = re.compile(
    r"^\W*(?:sent from my|get outlook|confidential|this e-?mail|unsubscribe|www\.|https?:|tel\b|phone|mobile|e-?mail\s*:)",
    re.I,
)
_CLAUSE = re.compile(
    r"[;:,()]|\s-{1,2}\s|\s(?=(?:but|however|though|although|yet|still|because|so that|unless|whereas)\b)|\s(?=(?:and|or) (?:i|we|you|if|would|could|can|please|let|the|my)\b)",
    re.I,
)


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words in small letters for matching, as typed for names, and where it stands."""

    low: str
    text: str
    start: int
    place: int

    @cached_property
    def clauses(self) -> list[tuple[int, str]]:
        """Stretches between commas and turning words, with their offsets."""
        edges = [0, *(m.end() for m in _CLAUSE.finditer(self.low)), len(self.low)]
        return [(a, self.low[a:b]) for a, b in zip(edges, edges[1:], strict=False) if self.low[a:b].strip()]

    @property
    def asks(self) -> bool:
        """Whether it ends as a question."""
        return self.low.rstrip(" \n\"')").endswith("?")


@dataclass(frozen=True)
class Letter:
    """A subject and a body as the checks read them.

    Shape: ``offsets[i]`` is where character *i* of ``text`` stood in the body that was typed; ``ruled`` remembers, by kind, what the rules said.
    """

    subject: str
    typed: str
    text: str
    offsets: list[int] = field(repr=False)
    ruled: dict[str, dict] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def low(self) -> str:
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)

    @cached_property
    def greeting(self) -> tuple[int, int]:
        """Where the greeting stands; an empty span when there is none."""
        found = _GREETING.match(self.text)
        return (found.start() + len(found[0]) - len(found[0].lstrip()), found.end()) if found else (0, 0)

    @cached_property
    def closing(self) -> int:
        """Where the letter is signed off."""
        for found in _CLOSING.finditer(self.text, self.greeting[1]):
            if (
                not _OPEN_CLOSING.match(found[0]) or _ENDED.search(self.text[: found.start()][-4:])
            ) and self.text.count("\n", found.end()) <= 14:
                return found.start()
        return _last_lines(self.text, self.greeting[1])

    @cached_property
    def below(self) -> list[tuple[int, int, bool]]:
        """The lines from the closing on, and whether each still says something: a postscript, a line after the name."""
        lines: list[tuple[int, int, bool]] = []
        at, said = self.closing, False
        for line in self.text[self.closing :].splitlines(keepends=True):
            said = (
                bool(_SAID_BELOW.search(line))
                and not _SIGNED.search(line)
                and bool(lines)
                or said
                and bool(line.strip())
                and not _SIGNED.search(line)
            )
            lines.append((at, at + len(line), said))
            at += len(line)
        return lines

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences between greeting and closing, and those that stand below the name."""
        spans = list(_spans(self.text, self.greeting[1], self.closing))
        run = None
        for a, b, said in [*self.below, (0, 0, False)]:
            if said:
                run = (run[0] if run else a, b)
            elif run:
                spans, run = [*spans, *_spans(self.text, *run)], None
        return [Sentence(self.low[a:b], self.text[a:b], a, i) for i, (a, b) in enumerate(spans[:MOST])]

    @cached_property
    def signature(self) -> str:
        """The closing, the name, and what stands with it; what is said below the name is blotted out, so that places stay."""
        return "".join(re.sub(r"[^\n]", " ", self.text[a:b]) if said else self.text[a:b] for a, b, said in self.below)

    @cached_property
    def lead(self) -> Sentence:
        """The subject as a sentence, for what may stand there instead."""
        plain = spelled_out(*clean(self.subject[:400]))[0]
        return Sentence("".join(c.lower() if len(c.lower()) == 1 else c for c in plain), plain, -1, -1)

    @cached_property
    def words(self) -> int:
        """All words of the body."""
        return len(self.typed.split())

    @cached_property
    def own_words(self) -> int:
        """The words between greeting and signature."""
        return len(self.text[self.greeting[1] : self.closing].split()) + (len(self.typed[LIMIT:].split()))

    @cached_property
    def is_english(self) -> bool:
        """Whether common English words appear as they would in English, names and addresses aside; short texts get the benefit of the doubt."""
        words = [
            w
            for w in re.findall(r"(?<![\w.@-])[^\W\d_]+(?:'[a-z]+)?(?![\w@]|\.\w)", self.text[:4000])
            if not w[0].isupper() or w[:1] == "I"
        ]
        common = sum(w.lower() in _COMMON for w in words)
        return len(words) < 8 or common / len(words) >= 0.2

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of ``text`` as a stretch of what was typed."""
        if not self.offsets or start >= len(self.offsets):
            return (len(self.typed), len(self.typed))
        return (
            self.offsets[start],
            self.offsets[min(end, len(self.offsets)) - 1] + 1 if end > start else self.offsets[start],
        )


_COMMON = set(
    "i i'm i'd the a an to of and in you your my me is was be for that with on at we have had it about by from are not if would could this as so or but do did can will just how what when who "
    "please thanks hi hello dear let's us our they he she has been any some may might am no yes there here up out one all more get got like love work one's don't".split()
)


def read(subject: str, body: str) -> Letter:
    """The letter as the checks see it: invisible characters gone, quotes straight, pasted markup dropped."""
    typed = str(body or "")
    text, offsets = spelled_out(*clean(typed[:LIMIT]))
    return Letter(" ".join(str(subject or "").split()), typed, text, offsets)


def clean(typed: str) -> tuple[str, list[int]]:
    """*typed* without what a reader does not see, and where each character came from."""
    if typed.isascii() and "<" not in typed and "&" not in typed and "\r" not in typed and "\t" not in typed:
        return typed, list(range(len(typed)))
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(typed):
        tag = _TAG.match(typed, at) if typed[at] in "<&" else None
        shown = _shown(tag[0]) if tag else _plain(typed[at])
        out += shown
        offsets += [at] * len(shown)
        at = tag.end() if tag else at + 1
    return "".join(out), offsets


def _shown(tag: str) -> str:
    if tag[0] == "&":
        return html.unescape(tag).translate(_PLAIN).replace("\xa0", " ")
    return "\n\n" if _BREAKING.match(tag) else ""


def _plain(char: str) -> str:
    if char.isascii():
        return {"\r": "", "\t": " "}.get(char, char)
    if unicodedata.category(char) in ("Cf", "Cc", "Cs"):
        return ""
    return " " if char.isspace() else char.translate(_PLAIN)


def _spans(text: str, start: int, end: int):
    """Where sentences begin and end, blank ones left out."""
    begin = start
    for found in _END.finditer(text, start, end):
        stop = found.end()
        before = text[max(begin, found.start() - 12) : found.start() + 1]
        if found[0][0] == "." and (
            _ABBREVIATED.search(before)
            and not _HOUR.search(text[found.start() - 3 : stop + 3])
            or _NUMBERED.match(text, found.start() - 2)
        ):
            continue
        if found[0] == "\n" and found.start() - begin > _WRAPPED:
            continue
        yield from _trimmed(text, begin, stop)
        begin = stop
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, a: int, b: int):
    whole = text[a:b]
    a, b = a + len(whole) - len(whole.lstrip()), a + len(whole.rstrip())
    if a < b:
        yield a, b


def _last_lines(text: str, start: int) -> int:
    """The beginning of closing lines that are no sentences: a name, a role, a number."""
    end = len(text.rstrip())
    at = end
    for _ in range(6):
        line_start = text.rfind("\n", start, at) + 1
        line = text[line_start:at].strip()
        if (
            line_start <= start
            or len(line) > 60
            or _SAYING.search(line)
            or line.endswith((".", "?", "!", ",", ":"))
            and len(line.split()) > 2
        ):
            break
        at, end = line_start - 1, line_start
    return min(end, len(text)) if end != len(text.rstrip()) else len(text)
