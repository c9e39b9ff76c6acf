"""Reading: a letter as its page shows it, each sentence with what it does and what could be better."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from legup.outreach.checks import Finding, mended
from legup.outreach.checks.text import read
from legup.outreach.comparing import changed
from legup.outreach.composing import Draft
from legup.outreach.rules import RULES, said_by

LEVELS = {"error": "bad", "warning": "warn", "hint": "note"}
WORDS_A_MINUTE = 230
SHOWN = 20_000  # characters of a letter that are shown as it will be read


@dataclass(frozen=True)
class Fault:
    """A finding as a page shows it."""

    rule: str
    level: str
    title: str
    reason: str
    quote: str
    href: str
    source: str
    mend_label: str
    change: SafeString


@dataclass(frozen=True)
class Line:
    """One sentence of the letter, and why it is there."""

    text: str
    reason: str
    source: str
    href: str


@dataclass(frozen=True)
class Reading:
    """A letter read: its faults, its merits, its sentences. Shape: *written* is the letter as the record would have it."""

    body: str
    found: list[Finding]
    written: Draft | None = None

    @cached_property
    def faults(self) -> list[Fault]:
        return [self._fault(f) for f in self.found if not f.good]

    @cached_property
    def errors(self) -> list[Fault]:
        return [f for f in self.faults if f.level == "bad"]

    @cached_property
    def summary(self) -> str:
        """How many things could be better, in words."""
        first, better = len(self.errors), len(self.faults) - len(self.errors)
        said = [f"{first} {'thing' if first == 1 else 'things'} to mend first"] if first else []
        things = "" if first else " thing" if better == 1 else " things"
        said += [f"{better}{things} could be better"] if better else []
        return ", ".join(said) or "Nothing stands in its way"

    @cached_property
    def of_subject(self) -> Fault | None:
        """What could be better about the subject."""
        return next((fault for fault in self.faults if fault.rule == "subject"), None)

    @cached_property
    def beyond(self) -> int:
        """How many characters are kept and sent, and not shown as they will be read."""
        return max(0, len(self.body) - SHOWN)

    @cached_property
    def merits(self) -> list[str]:
        return list(dict.fromkeys(f.title for f in self.found if f.good))

    @cached_property
    def words(self) -> int:
        return len(self.body.split())

    @cached_property
    def seconds(self) -> int:
        """How long it takes to read, to the nearest five seconds."""
        return max(5, round(self.words / WORDS_A_MINUTE * 12) * 5)

    @cached_property
    def marks(self) -> list[tuple[int, int]]:
        """The stretches that findings and reasons point to, in order, none inside another."""
        spans = sorted({f.span for f in self.found if f.span and not f.good and f.span[0] < f.span[1]} | {line[:2] for line in self._sentences})
        kept: list[tuple[int, int]] = []
        for start, end in spans:
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept

    @cached_property
    def lines(self) -> list[Line]:
        """Every sentence with its reason: what it was written for, or the rules it keeps."""
        shown: list[Line] = []
        wrong = [f.span for f in self.found if f.span and not f.good and f.severity == "error"]
        for a, b in self._sentences:
            if any(start < b and a < end for start, end in wrong):
                continue
            line = Line(self.body[a:b], *self._why(self.body[a:b], a, b), self._href((a, b)))
            if shown and shown[-1].reason == line.reason:
                shown[-1] = replace(shown[-1], text=f"{shown[-1].text} {line.text}")
            elif line.reason:
                shown.append(line)
        return shown

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        letter = read("", self.body)
        greeting = [letter.span(*letter.greeting)] if letter.greeting[1] else []
        return greeting + [letter.span(s.start, s.start + len(s.text)) for s in letter.sentences]

    def _why(self, text: str, start: int, end: int) -> tuple[str, str]:
        part = next((p for p in self.written.parts if p.name != "subject" and text in p.text), None) if self.written else None
        if part:
            return part.reason, said_by(part.source_keys)
        kept = [f.rule for f in self.found if f.good and f.span and start <= f.span[0] < end and f.rule in RULES]
        reasons = ". ".join(dict.fromkeys(RULES[rule].title for rule in kept))
        return (reasons + ".", said_by(RULES[kept[0]].sources)) if kept else ("", "")

    def _fault(self, found: Finding) -> Fault:
        title, colon, reason = found.message.partition(": ")
        if not colon or len(title) > 90:
            title, reason = found.message, ""
        quote = self.body[slice(*found.span)] if found.span else ""
        reason, change = reason[:1].upper() + reason[1:], self._change(found)
        href = "#id_subject" if found.rule == "subject" else self._href(found.span)
        label = _label(found) if change else ""
        return Fault(found.rule, LEVELS[found.severity], title, reason, _short(quote), href, said_by(tuple(found.source.split())), label, change)

    def _change(self, found: Finding) -> SafeString:
        """What mending would do, as the sentence before and after; empty when it would change nothing."""
        return mark_safe(" ".join(change.shown for change in changed(self.body, mended(self.body, found))))  # noqa: S308 (escaped where it is made)

    def _href(self, span: tuple[int, int] | None) -> str:
        if not span:
            return ""
        at = next((i for i, (a, b) in enumerate(self.marks) if a <= span[0] < b), None)
        return f"#s{at}" if at is not None else ""

    @cached_property
    def marked(self) -> SafeString:
        """The letter as it will be read, its sentences as places one may jump to."""
        out, at = [], 0
        weak = {line[:2] for line in self._sentences}
        faulty = [f.span for f in self.found if f.span and not f.good]
        for number, (start, end) in enumerate((a, min(b, SHOWN)) for a, b in self.marks if a < SHOWN):
            seen = any(a < end and start < b for a, b in faulty) or (start, end) not in weak
            tag = "mark" if seen else "span"
            out += [escape(self.body[at:start]), f'<{tag} id="s{number}" data-span="{start}-{end}">', escape(self.body[start:end].replace("\n\n", "\n")), f"</{tag}>"]
            at = end
        return mark_safe(linebreaks("".join([*out, escape(self.body[at:SHOWN])]), autoescape=False))  # noqa: S308 (every piece is escaped)


def _label(found: Finding) -> str:
    """The words of the button that mends it."""
    return "Take it out" if found.mend == "" else "Change it" if found.span else "Put it in"


def _short(text: str, longest: int = 110) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"
