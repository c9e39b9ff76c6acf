"""Whether two names mean one organization: same, related, different, with the reason in words.

Only what was measured to be right nearly always says *same*; what is merely alike is a question for the person.
"""

from dataclasses import dataclass

from legup.organizations import register
from legup.organizations.naming import board_words_off, legal_system, normal

_KINDS_OF_PLACE = frozenset(
    "university college school institute hospital foundation bank state city county national american first united general international new royal "
    "north south east west northern southern eastern western center of and the for saint global pacific atlantic central".split()
)
MOST_MEANT = 4  # a name that can mean more organizations than this proves nothing
_LITTLE = frozenset("of and the for at in de la du".split())


@dataclass(frozen=True)
class Verdict:
    """An answer and why. Shape: ``kind`` is same, related or different; *related* is worth asking about, never acting on."""

    kind: str
    reason: str


def compare(a: str, b: str, *, decided: bool | None = None, domains: tuple[str, str] = ("", "")) -> Verdict:
    """Whether *a* and *b* are names of one organization.

    Shape: *decided* is the person's own word if there is one; *domains* are the web domains of the two, if known.
    Rule: the person's word beats every rule; likeness alone never says same [postings 5].
    """
    if decided is not None:
        return (
            Verdict("same", f"You said that {a} is {b}.")
            if decided
            else Verdict("different", f"You said that {a} is not {b}.")
        )
    plain_a, plain_b = board_words_off(a), board_words_off(b)
    if normal(plain_a) == normal(plain_b):
        return _same_name(a, b, legal_system(plain_a), legal_system(plain_b))
    known = _in_register(plain_a, plain_b)
    if known is not None and known.kind != "different":
        return known
    return (
        _alike(plain_a, plain_b, domains)
        or known
        or Verdict("different", f"Nothing says that {a} and {b} belong together.")
    )


def _same_name(a: str, b: str, system_a: str, system_b: str) -> Verdict:
    """One name; still a question when the legal forms are of different countries, as with a parent and its branch abroad."""
    if system_a and system_b and system_a != system_b:
        return Verdict("related", f"One name, but {a} has a legal form of {system_a}, and {b} of {system_b}.")
    if a.casefold() == b.casefold():
        return Verdict("same", f"Both are called {a}.")
    what = "the spelling or the legal form" if normal(a) == normal(b) else "words of the job board"
    return Verdict("same", f"{a} = {b}: only {what} differs.")


def _in_register(a: str, b: str) -> Verdict | None:
    """What the table of known organizations says of two names that differ."""
    found = register.link(normal(a), normal(b))
    if found is None:
        return None
    source = register.source_of(found.one) if found.one >= 0 else ""
    if found.kind == "part":
        return Verdict("related", f"One of {a} and {b} belongs to the other ({source}).")
    if found.kind in ("siblings", "apart"):
        return Verdict("different", f"{a} and {b} are known as two organizations.")
    if found.many > MOST_MEANT:
        return Verdict(
            "related",
            f"{a} and {b} can mean one organization ({source}), but the name is that of {found.many} organizations.",
        )
    return Verdict("same", f"{a} and {b} are names of one organization ({source}).")


def _alike(a: str, b: str, domains: tuple[str, str]) -> Verdict | None:
    """Signs that are worth a question."""
    if domains[0] and domains[0].casefold() == domains[1].casefold():
        return Verdict("related", f"{a} and {b} share the web address {domains[0]}.")
    short, long = sorted((normal(a).split(), normal(b).split()), key=len)
    if short == long[: len(short)] and not set(short) <= _KINDS_OF_PLACE:
        return Verdict("related", f"{a} and {b} begin with the same name.")
    if len(short) == 1 and 3 <= len(short[0]) <= 7 and short[0] in (acronym(a), acronym(b)):
        return Verdict("related", f"{short[0].upper()} could stand for {a if acronym(a) == short[0] else b}.")
    return None


def acronym(name: str) -> str:
    """The first letters of the telling words of a name of three words or more, or nothing."""
    words = [word for word in normal(name).split() if word not in _LITTLE]
    return "".join(word[0] for word in words) if len(words) >= 3 else ""
