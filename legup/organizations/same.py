"""Whether two names mean one organization: same, related, different, with the reason in words.

Only what was measured to be right nearly always says *same*; what is merely alike is a question for the person.
"""

import re
from dataclasses import dataclass

from legup.organizations import register
from legup.organizations.likeness import COMMON, difference, initials, likeness, tells
from legup.organizations.naming import LITTLE, board_words_off, legal_system, normal

_PARTNERS = re.compile(r"\b(?:LLP|PLLC|L\.L\.P\.)$|^[\w.'’-]+(?:, [\w.'’-]+)+,? (?:&|and) [\w.'’-]+", re.I)
_TRADES = frozenset("consulting tax advisory audit legal law accounting financial capital wealth".split())
TELLING = 7.5  # how rare a name must be to stand for a firm: one organization of about 1,800 has it
LONGEST = 300  # characters of a name
SAME, WORTH_ASKING = 0.75, 0.5  # how alike names must be; see docs/organizations.md


@dataclass(frozen=True)
class Verdict:
    """An answer and why.

    Shape: ``kind`` is same, related or different; ``score`` how likely it is that the two are one, 0 to 1. Only what is ``sure`` may be
    acted on without asking; every other *same* and *related* is worth a question.
    """

    kind: str
    reason: str
    score: float = 0.0
    sure: bool = False


def compare(a: str, b: str, *, decided: bool | None = None, domains: tuple[str, str] = ("", "")) -> Verdict:
    """Whether *a* and *b* are names of one organization.

    Shape: *decided* is the person's own word if there is one; *domains* are the web domains of the two, if known.
    Rule: the person's word beats every rule; likeness alone is never sure [postings 5].
    """
    a, b = (" ".join(name.split())[:LONGEST] for name in (a, b))
    if decided is not None:
        return (
            Verdict("same", f"You said that {a} is {b}.", 1.0, True)
            if decided
            else Verdict("different", f"You said that {a} is not {b}.", 0.0, True)
        )
    plain_a, plain_b = board_words_off(a), board_words_off(b)
    folded_a, folded_b = normal(plain_a), normal(plain_b)
    if not folded_a or not folded_b:
        return Verdict("different", "A name is missing.")
    if folded_a == folded_b:
        return _same_name(a, b, legal_system(plain_a), legal_system(plain_b))
    return _differently_named(plain_a, plain_b, domains)


def _same_name(a: str, b: str, system_a: str, system_b: str) -> Verdict:
    """One name; still a question when the legal forms are of different countries, as with a parent and its branch abroad."""
    if system_a and system_b and system_a != system_b:
        return Verdict(
            "related", f"One name, but {a} has a legal form of {system_a}, and {b} of {system_b}.", score=0.6
        )
    if a.casefold() == b.casefold():
        return Verdict("same", f"Both are called {a}.", 1.0, True)
    if normal(a) == normal(b):
        return Verdict("same", f"{a} = {b}: only the spelling or the legal form differs.", 0.995, True)
    return Verdict("same", f"{a} = {b}: only words of the job board differ.", 0.99, True)


def _differently_named(a: str, b: str, domains: tuple[str, str]) -> Verdict:
    """By the table of known organizations if it knows both, else by how alike the words are."""
    found = register.link(normal(a), normal(b))
    if found is not None and found.kind not in ("siblings", "apart"):
        return _in_register(a, b, found)
    shared = _domain(a, b, domains)
    if found is not None and found.is_ours and not shared:
        return Verdict("different", f"{a} and {b} are known as two organizations.", 0.02)
    words_a, words_b = normal(a).split(), normal(b).split()
    alike = likeness(words_a, words_b)
    if found is None and alike >= SAME:
        return Verdict("same", f"{a} = {b}: {difference(words_a, words_b)}.", round(0.95 * alike, 3))
    if shared:
        return shared
    if found is None and _of_partners(a, b, words_a, words_b):
        return Verdict("same", f"{a} = {b}: a firm of partners goes by the first of their names.", 0.86)
    if found is not None and alike < WORTH_ASKING:
        return Verdict("different", f"{a} and {b} are known as two organizations.", round(0.2 * alike, 3))
    return _alike(a, b, alike)


def _of_partners(a: str, b: str, words_a: list[str], words_b: list[str]) -> bool:
    """Whether one is a firm called by its partners (“Wells, Lumbres & Nord LLP”), and the other the first of their names."""
    (short, _), (long, name) = sorted(((words_a, a), (words_b, b)), key=lambda one: len(one[0]))
    begins = short == long[: len(short)] and len(short[0]) > 3 and tells(short[0]) > TELLING
    surnames = not _TRADES & set(long) and all(tells(word) > TELLING - 2 for word in long if word not in LITTLE)
    return begins and surnames and bool(_PARTNERS.search(name))


def _in_register(a: str, b: str, found: register.Link) -> Verdict:
    """What the table of known organizations says of two names that differ."""
    source = register.source_of(found.one)
    if found.kind == "part":
        return Verdict("related", f"One of {a} and {b} belongs to the other ({source}).", 0.2)
    if found.many > register.FEW:
        return Verdict(
            "related",
            f"{a} and {b} can mean one organization ({source}), but the name is that of {found.many} organizations.",
            0.6,
        )
    words = {"short": "is short for", "former": "is a former name of"}.get(found.kind)
    sure = found.among == 1 and not register.is_brand(found.one)
    score = 0.985 if sure else 0.9
    if not words:
        return Verdict("same", f"{a} and {b} are names of one organization ({source}).", score, sure)
    is_first = found.vaguer == normal(a)
    return Verdict("same", f"{a if is_first else b} {words} {b if is_first else a} ({source}).", score, sure)


def _domain(a: str, b: str, domains: tuple[str, str]) -> Verdict | None:
    """A web address that both have: strong, still no proof, as a university's is its hospital's too."""
    if domains[0] and domains[0].casefold() == domains[1].casefold():
        return Verdict("related", f"{a} and {b} share the web address {domains[0]}.", 0.7)
    return None


def _alike(a: str, b: str, alike: float) -> Verdict:
    """Signs that are worth a question, or none."""
    short, long = sorted((normal(a).split(), normal(b).split()), key=len)
    score = round(0.9 * alike, 3)
    if short == long[: len(short)] and not set(short) <= COMMON:
        return Verdict("related", f"{a} and {b} begin with the same name.", score)
    if len(short) == 1 and 3 <= len(short[0]) <= 7 and short[0] in initials(long):
        return Verdict(
            "related", f"{short[0].upper()} could stand for {b if normal(a).split() == short else a}.", score
        )
    if alike >= WORTH_ASKING:
        return Verdict("related", f"{a} and {b} are much alike: {difference(short, long)}.", score)
    return Verdict("different", f"Nothing says that {a} and {b} belong together.", score)


def acronym(name: str) -> str:
    """The first letters of the telling words of a name of three words or more, or nothing."""
    words = [word for word in normal(name).split() if word not in LITTLE]
    return "".join(word[0] for word in words) if len(words) >= 3 else ""
