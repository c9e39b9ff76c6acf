"""A person's own way of saying a kind of letter, kept for the next one without anything about the contact it was written to.

What stands for a fact becomes a slot. A sentence that still says something of that contact is not kept: ours stands in its place.
"""

import re
from datetime import datetime
from functools import cache

from legup.accounts.models import User
from legup.contacts.models import Contact
from legup.lib.fold import fold
from legup.lib.refusal import Refusal
from legup.outreach.checks.text import read
from legup.outreach.composing import OWN, Draft, layout_of, template
from legup.outreach.facts import Facts
from legup.outreach.kinds import KINDS
from legup.outreach.models import Message, OwnWording
from legup.outreach.phrases import phrases

_MINE = set("me who status school phone field is wonder question background minutes by ringing spelling".split())
_SIGNS = set("yes is are".split())
_SLOT = re.compile(r"\{\w+\}")
_END = re.compile(r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bProf\.)(?<!\be\.g\.)(?<!\bi\.e\.)\s+(?=[A-Z\"'(“{])")
_GREETS = re.compile(r"\W*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings)\b", re.I)
_TELLS = re.compile(
    r"\b(?:(?:you|we)(?:'ve|’ve|'d|’d| have| had| also| both| once| kindly| then)* (?:said|told|wrote|gave|made|moved|left|built|led|spoke|taught|met|knew|ran|went|came|did|were|was|began|brought|found|"
    r"sent|showed|drew|won|sang|read|took|kept|got|saw|thought|understood|fed|ate|drank|sat|stood|shook|grew|lost|\w{2,}ed)|"
    r"your (?:\w+ ){0,2}(?:talk|lecture|article|book|paper|post|podcast|interview|project|report|film|move|career|path|story|joke|remark|advice|idea|family|son|daughter|wife|husband|dog|cat)s?)\b"
    r"(?!(?:\W+\w+){0,2}\W*\{)",  # what a slot stands right behind is said of everybody
    re.I,
)
_LIKENESS = 0.5


def version(owner: User, kind: str) -> OwnWording | None:
    """How *owner* says a letter of *kind*, if they have kept a way of their own."""
    return OwnWording.objects.visible_to(owner).filter(kind=kind).first()


def text_for(message: Message) -> str:
    """The template that a letter is drafted from: the person's own, unless they asked for other words."""
    own = None if message.about.get("variant") else version(message.owner, message.kind)
    return own.text if own else ""


def keep(message: Message, written: Draft, facts: Facts, now: datetime) -> OwnWording:
    """Keep the words of *message* as its owner's way of this kind, in place of the way kept before.

    Shape: *written* and *facts* are the letter as the record would have it, and what it was drafted from.
    Raises: Refusal when there is nothing to keep, or not in English: then we could not tell what is about the contact.
    """
    if message.kind not in KINDS or not message.body.strip():
        raise Refusal("There is nothing to keep yet. Write the letter first.")
    if not read(message.subject, message.body).is_english:
        raise Refusal("Only letters in English can be kept as your way: in other languages Leg Up cannot tell which words are about this person.")
    reader = _Reader(message, written, facts)
    found, _ = OwnWording.objects.update_or_create(owner=message.owner, kind=message.kind, defaults={"subject": reader.subject(), "body": reader.body(), "kept_at": now})
    return found


def forget(owner: User, kind: str) -> bool:
    """Go back to our wording of *kind*; whether there was one of their own. Once: a second call changes nothing."""
    return bool(OwnWording.objects.visible_to(owner).filter(kind=kind).delete()[0])


_SAID = {
    "dear": "their name", "given": "their first name", "family": "their family name", "full": "their full name", "me": "your name", "who": "who you are", "phone": "your number",
    "background": "your story", "wonder": "what you would like to learn", "field": "your field", "minutes": "the minutes", "because": "why them", "why_said": "why them", "met": "where and when you met",
    "talked_about": "what you spoke of", "role": "their role", "employer": "their organization", "referrer": "who named them", "source": "where you found them", "called": "the day you talked",
    "said": "what they said", "promised": "what you promised", "names": "the names they gave", "posting": "the role", "firm": "the organization", "times": "the hours you offer", "call": "the hour",
}  # fmt: skip


def shown(wording: OwnWording) -> list[tuple[str, bool]]:
    """A kept way as a person reads it, part by part; False marks a part that is said in our words."""
    lines = [spot for spots in layout_of(wording.kind, wording.text)[1:] for spot in spots]
    ours = {spot.name: spot for spots in template(wording.kind) for spot in spots}
    told = []
    for spot in lines:
        own = [group for group in spot.groups if group not in getattr(ours.get(spot.name), "groups", ())]
        said = _SLOT.sub(lambda m: f"[{_SAID.get(m[0][1:-1], 'what you noted')}]", own[0][0]) if own else spot.reason
        told.append((said, bool(own)))
    return told


class _Reader:
    """Turns one person's letter into a template."""

    def __init__(self, message: Message, written: Draft, facts: Facts):
        self.message, self.parts = message, [p for p in written.parts if p.name != "subject"]
        self.table = slot_table(facts)
        self.contact_words, self.mine = _record_of(message.contact, facts), _words(" ".join(map(str, vars(facts.writer).values())))
        self.layout = layout_of(message.kind, text_for(message))
        self.texts = {part.name: self._slotted(part.text) for part in self.parts}
        self.used: set[str] = set()

    def subject(self) -> str:
        said = self._slotted(self.message.subject)
        return "" if self._is_private(said) else said[:300]

    def body(self) -> str:
        paragraphs = [self._paragraph(p, n) for n, p in enumerate(re.split(r"\n\s*\n", self.message.body.strip()))]
        if paragraphs[0] and paragraphs[0][0][0] == "greeting" and len(paragraphs[0]) > 1:
            paragraphs[:1] = [paragraphs[0][:1], paragraphs[0][1:]]
        self._put_in_unsaid(paragraphs)
        shown = ["\n".join(f"[{name}]\n{said}".rstrip() for name, said in parts) for parts in paragraphs if parts]
        return "\n---\n".join(shown)

    def _slotted(self, text: str) -> str:
        """*text* with every stretch that stands for a fact replaced by its slot."""
        for value, name in self.table:
            first = f"[{re.escape(value[0] + value[0].upper())}]"
            text = re.sub(rf"(?<![\w{{]){first}{re.escape(value[1:])}(?![\w}}])", f"{{{name}}}", text)
        return text

    def _paragraph(self, text: str, number: int) -> list[tuple[str, str]]:
        lines = [line.strip() for line in self._slotted(text).split("\n") if line.strip()]
        if number and self._is_signature(lines):
            return [self._signed(line, at) for at, line in enumerate(lines)]
        found: list[tuple[str, str]] = []
        for at, line in enumerate(lines):
            if not number and not at and _GREETS.match(line):
                found.append(("greeting", "" if self._is_private(line) else line.replace("{given}", "{dear}")))
                self.used.add("greeting")
                continue
            for said in _END.split(line):
                self._add(found, said)
        return found

    def _add(self, found: list[tuple[str, str]], said: str) -> None:
        name = self._descends_from(said)
        is_private = self._is_private(said) or self._lost_its_fact(said, name)
        if found and name != OWN and found[-1][0] == name:
            both = f"{found[-1][1]} {said}"
            found[-1] = (name, "" if is_private or not found[-1][1] else both)
        elif name in self.used or name == OWN:
            found += [] if is_private else [(OWN, said)]
        else:
            self.used.add(name)
            found.append((name, "" if is_private else said))

    def _descends_from(self, said: str) -> str:
        """The part of the draft that a sentence was made of."""
        words = set(said.lower().split())
        likeness = {name: len(words & set(text.lower().split())) / len(words) for name, text in self.texts.items() if name not in ("greeting", "closing", "name", "phone")}
        best = max(likeness, key=lambda name: likeness[name], default=OWN)
        return best if likeness.get(best, 0) >= _LIKENESS else OWN

    def _lost_its_fact(self, said: str, name: str) -> bool:
        """Whether the draft said a fact of the contact here, and the sentence says it in words that no slot stands for."""
        theirs = [slot for slot in _SLOT.findall(self.texts.get(name, "")) if slot[1:-1] not in _MINE]
        return bool(theirs) and not any(slot in said for slot in theirs)

    def _is_private(self, said: str) -> bool:
        """Whether anything in *said* may be about the contact."""
        if said in self.texts.values():
            return False
        rest = _SLOT.sub(" ", said)
        if re.search(r"[{}\[\]|]|^#|^---|\d(?!\d?[ -]minutes?\b)(?!\d)", rest) or _TELLS.search(said):
            return True
        words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", rest)
        return any(self._betrays(word, is_first=rest.lstrip("\"'“( ").startswith(word) and not at) for at, word in enumerate(words))

    def _betrays(self, word: str, is_first: bool) -> bool:
        plain = re.sub(r"['’]s?$", "", fold(word))
        if plain in self.mine or word.startswith(("I'", "I’")) or word == "I":
            return False
        named = word[:1].isupper() and not (is_first and plain in _common())
        return named or plain in self.contact_words or not word.isascii() and not re.fullmatch(r"[\u0000-\u024f’]+", word)

    def _is_signature(self, lines: list[str]) -> bool:
        return len(lines) <= 6 and len(lines[0].split()) <= 5 and lines[0][-1] not in ".?!:"

    def _signed(self, line: str, at: int) -> tuple[str, str]:
        own_name = bool(_words(line) & _words(self.message.owner.full_name)) or "{me}" in line
        name = "phone" if "{phone}" in line else "name" if own_name else "closing" if at == 0 else OWN
        name = OWN if name in self.used else name
        self.used.add(name)
        return name, "" if self._is_private(line) and not own_name else line

    def _put_in_unsaid(self, paragraphs: list[list[tuple[str, str]]]) -> None:
        """Parts that could not be said of this contact keep their place for the next."""
        said, before = {p.name for p in self.parts}, "greeting"
        for spot in (spot for spots in self.layout[1:] for spot in spots):
            if spot.name not in said and spot.name not in (OWN, *self.used):
                where = next(((parts, at) for parts in paragraphs for at, (name, _) in enumerate(parts) if name == before), None)
                if where and before != "greeting":
                    where[0].insert(where[1] + 1, (spot.name, ""))
                    self.used.add(spot.name)
            before = spot.name if spot.name in self.used else before


def slot_table(facts: Facts) -> list[tuple[str, str]]:
    """Which words of a letter stand for which fact, longest first; what is the contact's before what is one's own."""
    known = {name: value for name, value in phrases(facts).items() if value not in _SIGNS and name not in ("spelling", "by", "status") and not _says_nothing(value)}
    ordered = sorted(known, key=lambda name: (-len(known[name]), name in _MINE, name == "dear", name))
    return [(known[name], name) for name in ordered]


def _says_nothing(value: str) -> bool:
    """Whether a fact is so plain a word that it stands in any letter: then no slot can be told from the word."""
    return len(value) < 2 or len(value.split()) < 3 and not value[0].isdigit() and _words(value) <= _common()


def _record_of(contact: Contact, facts: Facts) -> set[str]:
    """Every telling word that is on record about the contact and what happened with them."""
    told = [value for name, value in vars(facts).items() if name not in ("writer", "recipient", "tie", "medium", "answered", "ended", "other_agreed", "minutes", "key")]
    kept = [contact.note, contact.location, contact.referrer_name, contact.full_name]
    kept += [f"{place.title} {place.organization.name if place.organization else ''}" for place in contact.positions.all()]
    kept += [point.value for point in contact.points.all()] + [talk.notes for talk in contact.interviews.all()]
    kept += [note.text for talk in contact.interviews.all() for note in talk.lines.all()]
    return _words(" ".join(map(str, [*vars(facts.recipient).values(), *told, *kept]))) - _common()


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", fold(text)) if len(word) > 1}


@cache
def _common() -> set[str]:
    """Words that say nothing of anybody: those of our own wordings."""
    wordings = [wording for kind in KINDS for spots in template(kind) for spot in spots for group in spot.groups for wording in group]
    return _words(" ".join(_SLOT.sub(" ", re.sub(r"\{(\w+)/(\w+)\}", r"\1 \2", re.sub(r"\{\w+:\}", " ", wording))) for wording in wordings)) | set(
        "an and any are as at be been but by can could did do does each else ever every few for from get give go had has have here hope how if in into is it its just kindly know like "
        "little look many may maybe me might mine more most much must my never no not nothing now of off often on one only or other our out over perhaps please quite rather really say "
        "see shall she should since so some somebody soon still such sure take talk tell than that the their them then there these they thing things think this those though time to "
        "today too try two under until up us very want was we well were what when where which while who why will wish with without word work would write yes yet you your yours best "
        "cheers sincerely yours greetings regards thanks happy glad delighted sorry curious eager keen grateful again also always".split()
    )
