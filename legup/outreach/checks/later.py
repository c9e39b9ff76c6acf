"""The letters that come later: thanks, a reminder, and the news that one hopes to apply."""

import re

from legup.lib.fold import fold
from legup.outreach.checks import asking, jobs, who
from legup.outreach.checks.finding import Finding, absent, fault, praise, present
from legup.outreach.checks.frames import Hit, first, frame
from legup.outreach.checks.text import Letter
from legup.outreach.facts import Facts

_TELLING = r"you (?:said|told|mentioned|suggested|explained|described|advised|pointed|showed|recommended|put it|called|warned|encouraged|spoke|shared|asked|gave me the)"
_SPECIFIC = frame(
    rf"\b{_TELLING}\b[^.?!]{{0,80}}\b(?:that|about|how|why|to|of|me|:|the|when|what)\b",
    r"\b(?:what|the way|something|one thing) you (?:said|told|described|explained)\b|\byour (?:\w+ )?(?:advice|point|story|suggestion|remark|description|idea|tip|example|account|warning|question) (?:about|on|to|that|of|for)\b",
    r"\bstayed with me\b|\bkeep (?:coming back to|thinking (?:about|of))\b|\bi had not (?:thought|known|realised|realized)\b|\bi wrote (?:it |this )?down\b",
)
_DOING = frame(
    r"\bi(?:'ll| will| shall|'m going to| am going to| plan to| intend to|'ve(?: already)?| have(?: already)?| already| just) (?:[a-z]+ly )?(?!be in touch|keep in touch)(?:\w+)\b",
    r"\bi (?:signed|read|wrote|ordered|called|enrolled|applied|looked|started|joined|contacted|booked|bought|asked)\b|\bas (?:i )?promised\b",
)
_GUILT = frame(
    r"\b(?:you (?:have|still have|'ve)(?: still)?(?:n't| not| never)|haven't) (?:\w+ )?(?:respond|repl|answer|written|heard|got)\w*|\b(?:no|not a) (?:reply|response|answer|word) (?:from you|yet|so far)|\bignor(?:ed|ing)\b|\bstill waiting\b|\bwaiting (?:for|to hear)\b",
    r"\bdid you (?:get|receive|see|read) my\b|\b(?:second|third|fourth|2nd|3rd|4th|several|multiple|previous two|last two|two|three) (?:time|e-?mails?|messages?|letters?|attempts?)\b|\b(?:disappointed|frustrat\w+|surprised (?:that|not)|rude|at least (?:reply|answer|respond))\b|"
    r"\bper my (?:last|previous)\b|\bi(?:'m| am) (?:sure|guessing) you(?:'re| are) (?:too|very) (?:busy|important)\b|\bbump\w*\b|\bcircling back\b",
)
_RECALLED = frame(
    r"\bwhen (?:we|i) (?:spoke|talked|met)\b|\b(?:our|the) (?:\w+ )?(?:conversation|talk|call|chat|meeting|interview)\b|\b(?:talking|speaking|spoke|talked|talk) (?:with|to) (?:you|me)\b|\byou (?:told|said|mentioned|gave me|described|explained)\b|\bwe (?:spoke|talked|met)\b"
)
_APPLYING = re.compile(r"\b(?:apply|applying|applied|application|put my name)\b")


def thanks_them(letter: Letter, facts: Facts | None) -> list[Finding]:
    """T1."""
    return present("T1", letter, asking.thanks(letter))


def says_what_stayed(letter: Letter, facts: Facts | None) -> list[Finding]:
    """T3: a word of theirs from the notes, or a sentence that tells one."""
    noted = shared(" ".join(facts.said), letter) if facts and facts.said else None
    return present("T3", letter, noted or first(letter, _SPECIFIC))


def says_what_next(letter: Letter, facts: Facts | None) -> list[Finding]:
    """T3, its second half."""
    return present("T3b", letter, first(letter, _DOING))


def asks_nothing(letter: Letter, facts: Facts | None) -> list[Finding]:
    """T4."""
    return absent("T4", letter, jobs.job_ask(letter))


def thanks_length(letter: Letter, facts: Facts | None) -> list[Finding]:
    """T5."""
    words = letter.own_words
    return (
        [praise("T5", letter)]
        if 30 <= words <= 150
        else [
            fault(
                "T5",
                letter,
                message=f"These are {words} words. Thanks of 40 to 150 are long enough to mean it and short enough to read.",
            )
        ]
    )


def recalls(letter: Letter, facts: Facts | None) -> list[Finding]:
    """A1: the conversation, near the start."""
    return present("A1", letter, recalls_at(letter))


def recalls_at(letter: Letter) -> Hit | None:
    """Where a conversation that was held is recalled."""
    return first(letter, _RECALLED)


def names_role(letter: Letter, facts: Facts | None) -> list[Finding]:
    """A2: the role by its name, and the hope to apply."""
    hoping = _APPLYING.search(letter.low)
    named = (
        not facts
        or not facts.posting_title
        or shared(facts.posting_title, letter)
        or shared(facts.posting_title, letter, letter.subject)
    )
    return present("A2", letter, hoping.span() if hoping and named else None)


def says_lesson(letter: Letter, facts: Facts | None) -> list[Finding]:
    """A3."""
    noted = shared(facts.learned, letter) if facts and facts.learned else None
    return present("A3", letter, noted or first(letter, _SPECIFIC))


def asks_no_favour(letter: Letter, facts: Facts | None) -> list[Finding]:
    """A4: asking to mention their name is a permission; asking for a word is a favour."""
    return absent("A4", letter, jobs.favour_ask(letter))


def reminds_lightly(letter: Letter, facts: Facts | None) -> list[Finding]:
    """F4: short, and nobody's fault."""
    for sentence in letter.sentences:
        guilt = _GUILT.search(sentence.low)
        if guilt:
            hit = (sentence.start, sentence.start + len(sentence.text))
            return [fault("F4", letter, hit, "This may read as a reproach. They owe nothing; leave it out.", "")]
    if letter.own_words > 80:
        return [
            fault("F4", letter, message=f"These are {letter.own_words} words. A reminder of up to 80 is read at once.")
        ]
    return [praise("F4", letter)]


_COMMON = set(
    "the and that this with from they them their have been were what when your about would could should into more most just than then there some "
    "very much like said says told will does your you're for are was not but all can her his she him has had our out one who how why any".split()
)


def shared(noted: str, letter: Letter, text: str | None = None) -> Hit | None:
    """Where a telling word of *noted* stands in the letter."""
    where = fold(text) if text is not None else letter.low
    for word in sorted(set(re.findall(r"[^\W\d_]{4,}", fold(noted))) - _COMMON, key=len, reverse=True):
        at = where.find(word[: max(4, len(word) - 2)])
        if at >= 0:
            return (at, at + len(word)) if text is None else (-1, -1)
    return None


def reminds_who(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M1 in a reminder."""
    return present("M1", letter, who.introduces(letter))
