"""Composing: the words of a letter from facts, one reasoned part at a time. No database, no clock, no chance.

A template is a text file. ``[name RULE …] why`` opens a part; a line of dashes opens a paragraph. Under it stand groups of
wordings, richest first, with blank lines between groups. The first group that has a wording whose ``{slots}`` are all
known is used; within a group the letter's own seed chooses, so that two letters do not read alike. ``{ring/call}`` is
British or American; ``{slot:}`` must be known and is not said.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from functools import cache
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
class _Spot:
    name: str
    rules: tuple[str, ...]
    reason: str
    groups: tuple[tuple[str, ...], ...]


def compose(kind: str, facts: Facts, variant: str | int | None = None) -> Draft:
    """The letter of *kind* that *facts* allow; what is unknown becomes a question beside it, never words in it.

    Once: the same facts and *variant* give the same letter.
    Rule: short, under 120 words [S6 S15].
    """
    shelf = kinds.KINDS[kind]
    draft = _written(shelf, facts, variant)
    for shorter in _shorter(facts):
        if _words(draft) <= shelf.WORDS:
            break
        draft = _written(shelf, shorter, variant)
    return replace(draft, questions=shelf.questions(facts))


def _words(draft: Draft) -> int:
    """The length as advice counts it, without the signature."""
    return sum(len(p.text.split()) for p in draft.parts if p.name not in ("subject", "closing", "name", "phone"))


def _shorter(facts: Facts):
    """The same facts, told with less and less of one's own story, then without asides."""
    told = [sentence(s) for s in sentences(facts.writer.background)]
    for keep in (" ".join(told[:2]), *told[:1], ""):
        yield facts.having(writer_background=keep)
    yield facts.having(writer_background="", talked_about="")


def _written(shelf, facts: Facts, variant) -> Draft:
    known = phrases(facts)
    seed = f"{facts.key}:{variant if variant is not None else ''}"
    paragraphs = [[part for spot in spots if (part := _said(spot, known, seed))] for spots in _template(shelf.NAME)]
    subject = next((p.text for p in paragraphs[0]), "")
    body = "\n\n".join(_set(parts) for parts in paragraphs[1:] if parts)
    return Draft(subject, body, [p for parts in paragraphs for p in parts])


def _set(parts: list[Part]) -> str:
    lines = "\n" if parts[0].name == "closing" else " "
    return lines.join(p.text for p in parts)


def _said(spot: _Spot, known: dict[str, str], seed: str) -> Part | None:
    """The part in one of the wordings of the richest group that can be said."""
    for group in spot.groups:
        sayable = [(said, w) for w in group if (said := _filled(w, known)) and (spot.name != "subject" or len(said) <= 60)]
        if sayable:
            text, wording = sayable[_pick(seed + spot.name, len(sayable))]
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
def _template(name: str) -> list[list[_Spot]]:
    """The paragraphs of a template, each a list of spots; the first holds the subject."""
    paragraphs: list[list[_Spot]] = [[]]
    head: tuple[str, tuple[str, ...], str] | None = None
    groups: list[list[str]] = [[]]
    for line in [*(_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines(), "---"]:
        opens = _HEAD.match(line)
        if (opens or line.startswith("---")) and head:
            paragraphs[-1].append(_Spot(*head, tuple(tuple(g) for g in groups if g)))
            head, groups = None, [[]]
        if line.startswith("---"):
            paragraphs.append([])
        elif opens:
            head = (opens[1], tuple(opens[2].split()), opens[3])
        elif not line.strip():
            groups.append([])
        elif not line.startswith("#"):
            groups[-1].append(line.strip())
    return paragraphs
