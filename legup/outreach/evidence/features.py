"""Features: what can be noticed about each sentence of a letter, as words each of which a weight can be given to."""

import re
from dataclasses import dataclass

from legup.outreach.checks.text import Letter
from legup.outreach.evidence.classes import classes_of

LONGEST = 60  # words of a sentence that are looked at, and sentences of a letter
_TOKEN = re.compile(
    r"(?P<web>https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+\.example\S*)|(?P<clock>\b\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|o'clock)\b|\b\d{1,2}:\d\d\b)|"
    r"(?P<mins>\b\d{1,3} ?(?:-|to|or)? ?\d{0,3} ?(?:min(?:ute)?s?|m|')(?!\w))|(?P<num>'?\d[\d,.]*(?:st|nd|rd|th|s|k)?)|(?P<word>[^\W\d_]+(?:['-][^\W\d_]+)*)|(?P<mark>[?!;:,()]|--|\.{2,})"
)
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays".split()
)
_MONTHS = frozenset(
    "january february march april june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty twenty-five".split()
)
_ORGANIZATION = frozenset(
    "university college school institute academy ltd inc llc gmbh company bank hospital museum trust society department foundation labs studios group council".split()
)
_APART = {
    "i'm": "i am", "im": "i am", "i'd": "i would", "i've": "i have", "ive": "i have", "i'll": "i will", "you're": "you are", "you'd": "you would", "you've": "you have",
    "you'll": "you will", "we're": "we are", "we've": "we have", "it's": "it is", "that's": "that is", "there's": "there is", "what's": "what is", "let's": "let us", "can't": "can not", "cannot": "can not",
    "won't": "will not", "dont": "do not", "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks", "lmk": "let me know", "gonna": "going to", "wanna": "want to",
    "cant": "can not", "doesnt": "does not", "isnt": "is not", "didnt": "did not", "where's": "where is", "how's": "how is", "who's": "who is", "she's": "she is", "he's": "he is",
}  # fmt: skip
_DENYING = frozenset("not never no nor neither without nothing none nobody".split())
_TURNING = frozenset("but however though although yet unless because so".split()) | frozenset(";:(),") | {"--"}
_QUIET = frozenset(
    "a an the of to and in on at is am are was were be been for with that this it i you my your me as by".split()
)
_PLACES = frozenset(("first", "last"))  # where a sentence stands tells something by itself only
_BIDDING = frozenset("please kindly let tell keep pass call pick choose give put".split())


@dataclass(frozen=True)
class Noticed:
    """One sentence, where it stands in what was typed (None for the subject), and what was noticed about it, each with the words it rests on."""

    span: tuple[int, int] | None
    names: dict[str, str]


def notice(letter: Letter) -> list[Noticed]:
    """The subject, each sentence and the lines of the signature."""
    sentences = letter.sentences[:LONGEST]
    seen = [Noticed(None, _named(letter.lead.text, {"subject"}))] if letter.subject else []
    for sentence in sentences:
        marks = _marks(sentence.place, len(sentences), sentence.low)
        seen.append(
            Noticed(letter.span(sentence.start, sentence.start + len(sentence.text)), _named(sentence.text, marks))
        )
    if letter.signature.strip():
        seen.append(Noticed(letter.span(letter.closing, len(letter.text.rstrip())), _signed(letter.signature)))
    return seen


def _marks(place: int, count: int, low: str) -> set[str]:
    marks = {"first"} if place < 2 else {"last"} if place == count - 1 else set()
    return marks | ({"ps"} if low.startswith(("ps", "p.s")) else set())


def _signed(signature: str) -> dict[str, str]:
    lines = [line for line in signature.splitlines() if line.strip()]
    names = {f"sig {name}": word for name, word in _named(" ; ".join(lines), set()).items() if name[0] in "wc"}
    return names | {f"sig lines {min(len(lines), 4)}": ""}


def tokens(text: str) -> list[str]:
    """The words of a sentence in small letters; numbers, times, names and addresses as what they are."""
    out: list[str] = []
    for found in _TOKEN.finditer(text[:600]):
        kind, word = found.lastgroup, found[0]
        if kind == "word":
            out += _word(word, not out)
        elif kind == "num":
            out.append("<year>" if re.fullmatch(r"(?:19|20)\d\d|'\d\d", word.rstrip(".,")) else "<num>")
        else:
            out.append(word if kind == "mark" else f"<{kind}>")
    return out[:LONGEST]


def _word(word: str, first: bool) -> list[str]:
    low = word.lower()
    if low in _APART:
        return _APART[low].split()
    if low.endswith("n't"):
        return [low[:-3], "not"]
    low = low.removesuffix("'s").replace("é", "e")
    if low in _DAYS or (low in _MONTHS and word[0].isupper()):
        return ["<day>"]
    if low in _NUMBERS:
        return ["<num>"]
    if word[0].isupper() and low != "i" and not first and not word.isupper() and not classes_of(low):
        return ["<org>" if low in _ORGANIZATION else "<name>"]
    return [low]


def _named(text: str, marks: set[str]) -> dict[str, str]:
    """Words, pairs of words, classes of words, and the form of the sentence; what is denied counts as another word."""
    words = _joined(tokens(text))
    form = marks | _form(words)
    names = {f"m {mark}": "" for mark in form}
    crossed = sorted(form - _PLACES)
    for at, (word, no) in enumerate(zip(words, _denied(words), strict=True)):
        sign = "~" if no else ""
        before, after = words[at - 1] if at else "<s>", words[at + 1] if at + 1 < len(words) else "</s>"
        if word not in _QUIET:
            names.setdefault(f"w {sign}{word}", word)
        names.setdefault(f"b {'' if word in _QUIET else sign}{word} {after}", f"{word} {after}")
        for kind in classes_of(word):
            names.setdefault(f"c {sign}{kind}", word)
            names.setdefault(f"b {sign}{kind} {after}", f"{word} {after}")
            names.setdefault(f"b {before} {sign}{kind}", f"{before} {word}")
            for mark in crossed:
                names.setdefault(f"f {mark} {sign}{kind}", word)
    return names


def _joined(words: list[str]) -> list[str]:
    """A run of names counts as one."""
    return [w for i, w in enumerate(words) if not (w == "<name>" and i and words[i - 1] == "<name>")]


def _form(words: list[str]) -> set[str]:
    form = {"asks"} if "?" in words else set()
    if "if" in words or "should" in words[:1]:
        form.add("if")
    if words and words[0] in _BIDDING:
        form.add("bids")
    if "i" in words or "my" in words or "me" in words:
        form.add("self")
    if "you" in words or "your" in words:
        form.add("you")
    return form


def _denied(words: list[str]) -> list[bool]:
    """Which words stand after a denial in their own clause."""
    out, on = [], False
    for word in words:
        if word in _TURNING:
            on = False
        out.append(on)
        on = on or word in _DENYING
    return out
