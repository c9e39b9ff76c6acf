"""Composing: the words of a letter from facts, one reasoned part at a time. No database, no clock, no chance.

A template is a text file. ``[name RULE …] why`` opens a part; a line of dashes opens a paragraph. Under it stand groups of
wordings, richest first, with blank lines between groups. The first group that has a wording whose ``{slots}`` are all
known is used; within a group the letter's own seed chooses, so that two letters do not read alike. ``{ring/call}`` is
British or American, ``(whenever|when)`` is either; ``{slot:}`` must be known and is not said. A person's own version of a kind
is a text of the same form: its wordings come first, ours stand behind them.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from legup.outreach import kinds
from legup.outreach.facts import Facts
from legup.outreach.phrases import phrases
from legup.outreach.questions import Question
from legup.outreach.rules import RULES
from legup.outreach.wording import sentence, sentences

_HEAD = re.compile(r"^\[(\w+)((?: \w+)*)\]\s*(.*)$")
_SLOT = re.compile(r"\{(\w+)(:?)\}")
_SPELLED = re.compile(r"\{(\w+)/(\w+)\}")
_EITHER = re.compile(r"\(([^()]*\|[^()]*)\)")
_OWN_WORDS = 250  # a person's own way may be longer than ours
_TURNS = 6  # other wordings that are tried before a fact is left out
OWN = "own"  # a sentence of a person's own version that none of ours stands behind
_FOLDER = Path(__file__).parent.parent / "templates" / "outreach" / "kinds"


@dataclass(frozen=True)
class Part:
    """One sentence or two of a letter, and why they are there."""

    name: str
    text: str
    reason: str
    rule: str = ""
    source_keys: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A letter ready to be read, its parts with their reasons, and what is still worth asking."""

    subject: str
    body: str
    parts: list[Part] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def part(self, rule: str) -> Part | None:
        """The first part that carries out *rule*, if the letter has one."""
        return next((p for p in self.parts if p.rule == rule), None)


@dataclass(frozen=True)
class Spot:
    """A place in a letter where one part stands, with its wordings, richest group first."""

    name: str
    rules: tuple[str, ...]
    reason: str
    groups: tuple[tuple[str, ...], ...]


def compose(kind: str, facts: Facts, variant: str | int | None = None, own: str = "") -> Draft:
    """The letter of *kind* that *facts* allow; what is unknown becomes a question beside it, never words in it.

    Shape: *own* is the person's own version of the kind, in the form of a template.
    Once: the same facts and *variant* give the same letter.
    Rule: short, under 120 words [S6 S15].
    """
    shelf = kinds.KINDS[kind]
    layout = layout_of(kind, own)
    for told in (facts, *getattr(shelf, "shorter", _shorter)(facts)):
        known = phrases(told)
        tries = (_written(layout, known, f"{facts.key}:{turn}") for turn in _turns(variant))
        found = next((one for one in tries if _fits(one, shelf, shelf.WORDS if not own else _OWN_WORDS)), None)
        if found:
            break
    draft = found or _written(layout, known, facts.key)
    return replace(draft, questions=shelf.questions(facts))


def _turns(variant) -> list[str]:
    """The seeds to try: the letter's own, then others, as long as it does not fit."""
    own = "" if variant is None else str(variant)
    return [own, *(f"{own}/{turn}" for turn in range(1, _TURNS))]


def _fits(draft: Draft, shelf, most: int) -> bool:
    return _words(draft) <= most and len(draft.body) <= getattr(shelf, "CHARACTERS", len(draft.body))


def _words(draft: Draft) -> int:
    """The length as advice counts it, without the signature."""
    return sum(len(p.text.split()) for p in draft.parts if p.name not in ("subject", "closing", "name", "phone"))


def _shorter(facts: Facts):
    """The same facts, told with less and less of one's own story, then without asides."""
    told = [sentence(s) for s in sentences(facts.writer.background)]
    for keep in (" ".join(told[:2]), *told[:1], ""):
        yield facts.having(writer_background=keep)
    yield facts.having(writer_background="", talked_about="")


def _written(layout: list[list[Spot]], known: dict[str, str], seed: str) -> Draft:
    paragraphs = [[part for spot in spots if (part := _said(spot, known, seed))] for spots in layout]
    subject = next((p.text for p in paragraphs[0]), "")
    body = "\n\n".join(_set(parts) for parts in paragraphs[1:] if parts)
    return Draft(subject, body, [p for parts in paragraphs for p in parts])


def _set(parts: list[Part]) -> str:
    lines = "\n" if parts[0].name == "closing" else " "
    return lines.join(p.text for p in parts)


def _said(spot: Spot, known: dict[str, str], seed: str) -> Part | None:
    """The part in one of the wordings of the richest group that can be said."""
    for group in spot.groups:
        at = _pick(seed + spot.name, len(group))
        for wording in group[at:] + group[:at]:
            text = _filled(wording, known)
            if text and (spot.name != "subject" or len(text) <= 60):
                slots = tuple(dict.fromkeys(name for name, _ in _SLOT.findall(wording)))
                return Part(spot.name, text, spot.reason, spot.rules[0] if spot.rules else "", _sources(spot.rules), slots)
    return None


def _filled(wording: str, known: dict[str, str]) -> str:
    """A wording with its slots filled, or nothing when one of them is not known. ``{slot:}`` must be known but is not said."""
    if not all(known.get(name) for name, _ in _SLOT.findall(wording)):
        return ""
    spelled = _SPELLED.sub(r"\2" if known["spelling"] == "en-US" else r"\1", wording)
    text = _SLOT.sub(lambda m: "" if m[2] else known[m[1]], spelled)
    text = re.sub(r"([.?!])\.(?= |$)", r"\1", text)
    return text[0].upper() + text[1:]


def _sources(rules: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for rule in rules if rule in RULES for key in RULES[rule].sources))


def _pick(seed: str, count: int) -> int:
    return int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest(), "big") % count


@cache
def template(kind: str) -> list[list[Spot]]:
    """The paragraphs of our wordings of *kind*, each a list of spots; the first holds the subject."""
    return _read((_FOLDER / f"{kind}.txt").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def _read(text: str) -> list[list[Spot]]:
    paragraphs: list[list[Spot]] = [[]]
    head: tuple[str, tuple[str, ...], str] | None = None
    groups: list[list[str]] = [[]]
    for line in [*text.splitlines(), "---"]:
        opens = _HEAD.match(line)
        if (opens or line.startswith("---")) and head:
            paragraphs[-1].append(Spot(*head, tuple(tuple(g) for g in groups if g)))
            head, groups = None, [[]]
        if line.startswith("---"):
            paragraphs.append([])
        elif opens:
            head = (opens[1], tuple(opens[2].split()), opens[3])
        elif not line.strip():
            groups.append([])
        elif not line.startswith("#"):
            groups[-1] += _either(line.strip())
    return paragraphs


def _either(line: str) -> list[str]:
    """Every wording that a line with alternatives stands for."""
    pieces = _EITHER.split(line)
    choices = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(pieces)]
    return ["".join(chosen) for chosen in product(*choices)]


def layout_of(kind: str, own: str = "") -> list[list[Spot]]:
    """The paragraphs of a letter of *kind*, in a person's *own* version when there is one."""
    return _with_ours(_read(own), template(kind)) if own else template(kind)


def _with_ours(own: list[list[Spot]], ours: list[list[Spot]]) -> list[list[Spot]]:
    """A person's version with our reasons beside it, and our wordings behind it for what theirs cannot say of this contact."""
    known = {spot.name: spot for spots in ours for spot in spots}
    mine = Spot(OWN, (), "Your own words.", ())
    return [[replace(known.get(spot.name, mine), groups=spot.groups + known.get(spot.name, mine).groups) for spot in spots] for spots in own]
