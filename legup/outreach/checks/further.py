"""The letters after a conversation was agreed or held: moving it, taking a no, keeping in touch, introducing, telling the end."""

import re

from legup.lib.fold import fold
from legup.outreach.checks import asking, later, timing, who
from legup.outreach.checks.finding import Finding, absent, composed, fault, praise, present
from legup.outreach.checks.frames import first, frame
from legup.outreach.checks.text import Letter
from legup.outreach.facts import Facts

MONTH = 31  # days after which people want to be told again who writes

_SURFACING = re.compile(
    r"\b(?:just |only |quickly )?(?:check(?:ing)? in|touch(?:ing)? base|say(?:ing)? (?:hi|hello|hey)|drop(?:ping)? (?:you )?a line|stay(?:ing)? (?:on|in|at) (?:your|the) (?:radar|mind|thoughts?)|"
    r"(?:see|ask|know|hear) how (?:you(?:'re| are)|things are|it(?:'s| is) going)|reconnect(?:ing)?|catch(?:ing)? up)\b"
)
_BRINGS = frame(
    r"https?://|\b(?:this|the|an?|your|their|new) (?:\w+ ){0,3}(?:article|book|paper|talk|report|podcast|film|study|news|piece|programme|program|essay|exhibition|event|lecture|interview)\b",
    r"\b(?:made|makes) me think of\b|\b(?:thought|reminded) (?:of )?(?:me of )?(?:you|what you)\b|\bas you (?:suggested|said|advised|recommended|told)\b|\bi have (?:some )?news\b",
    r"\bi(?:'ve| have)? (?:\w+ ){0,2}(?:decided|finished|passed|started|begun|began|joined|moved|graduated|enrolled|tried|spoke|spoken|met|read|wrote|written|learned|learnt|chose|chosen|took|taken|got|applied|handed|built|visited|accepted)\b",
)
_SORRY = frame(r"\b(?:sorry|apolog(?:y|ies|i[sz]e)|regret|forgive|pardon|my fault|excuse)\b")
_OTHER_TIME = frame(
    r"\b(?:another|any other|a different|a new|some other|other|new|instead|either|one of) (?:\w+ ){0,2}(?:time|day|date|hour|slot|week|morning|afternoon|evening|these|them)s?\b|\b(?:would|could|might|can) (?:\w+ ){0,4}(?:suit|work|do|fit|be possible)\b",
    r"\b(?:i(?:'m| am)|i(?:'d| would) be) (?:\w+ )?(?:free|available)\b|\b(?:next|this|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}(?::\d\d)? ?(?:am|pm|o'clock)\b",
)
_ARGUING = frame(
    r"\b(?:reconsider|change your mind|think (?:it over|again|about it again)|make an exception|give me (?:a|one) chance|are you (?:really |quite )?sure|please just|hear me out|won't you|would you not|"
    r"surely (?:you|there)|i (?:really |only |just )?(?:need|beg|insist|must)|i was (?:really |so )?(?:hoping|counting)|disappoint\w*|a pity|unfair|why not|what if)\b",
    r"\b(?:even|just|only) (?:five|ten|fifteen|5|10|15|a few|a couple of|one|two) (?:short |quick )?(?:minutes?|mins?|questions?)\b|\b(?:if|when) you (?:do )?(?:find|have|get) (?:the |some |more )?time\b|\b(?:try|write|ask|call) (?:you )?(?:again|later|back|next)\b",
)
_BOTH_AGREED = frame(
    r"\b(?:you|they) (?:both|each|two)\b[^.?!]{0,40}\b(?:agree\w*|said|wish\w*|want\w*|told|happy|glad|keen|like)\b|\b(?:both (?:of you )?(?:said|agreed|wished|told|kindly|know|are happy))\b|\bas (?:you )?(?:agreed|promised|discussed|asked)\b|"
    r"\b(?:is|was|are) (?:very |quite |also )?(?:happy|glad|keen|delighted|willing) (?:to|for|that)\b|\b(?:said|says) (?:that )?(?:\w+ )?(?:would|'d) (?:like|love|be)\b|\bwith (?:her|his|their|your) (?:permission|leave|consent|agreement)\b|\bhas agreed\b|\bwho said the same\b"
)
_ASKS_LEAVE = frame(
    r"\b(?:may|shall|should|could|can) i (?:introduce|put you|connect|pass|give|share)\b|\b(?:would|if) you(?:'d| would)? (?:like|wish|both wish|be happy|be open|mind|care|rather)\b|\bif you both\b|\blet me know (?:if|whether)\b|\buntil you say\b"
)
_ADDRESS = re.compile(
    r"\b[\w.+-]+@[\w-]+\.\w[\w.]*\b|\+?\d[\d ()-]{7,}\d|\b(?:cc'?(?:ing|d|ed)|copied (?:in|here)|in copy)\b"
)
_TOGETHER = re.compile(r"\b(?:introduc\w*|meet|know|connect\w*|bring\w*|put(?:ting)?)\b")
_END = frame(
    r"\b(?:offered (?:me|the)|got (?:the|it|an offer)|(?:the|their|its) (?:answer|decision)|is (?:a )?yes|said (?:yes|no)|accept(?:ed|ing)|start(?:ing)? (?:on|in|as|work)|went to (?:somebody|someone|another)|somebody else|someone else|another (?:candidate|person)|"
    r"turned (?:me )?down|rejected|rejection|unsuccessful|not (?:successful|chosen|selected|offered|picked|to be)|(?:didn't|did not|haven't|have not) (?:get|got|make|made|been)|withdr[ae]w\w*|decided (?:against|otherwise|not to)|chose|chosen|came to nothing|no luck|hired|landed|how it ended|in the end)\b"
)


def brings_something(letter: Letter, facts: Facts | None) -> list[Finding]:
    """K1: a reason to write; surfacing alone is none."""
    told = first(letter, _BRINGS)
    noted = later.shared(" ".join([facts.did, facts.news, *facts.said, *facts.kept]), letter) if facts else None
    if told or noted:
        return [praise("K1", letter, told or noted)]
    surfacing = _SURFACING.search(letter.low)
    return [fault("K1", letter, surfacing.span() if surfacing else None)]


def says_who_again(letter: Letter, facts: Facts | None) -> list[Finding]:
    """K2: after a month, who writes and where they met; without a record, nothing is asked."""
    known = who.introduces(letter) or later.recalls_at(letter)
    if known:
        return [praise("K2", letter, known)]
    long_ago = facts and facts.called_on and facts.today and (facts.today - facts.called_on).days > MONTH
    return [fault("K2", letter, mend=composed(facts, "K2", "touch"))] if long_ago else []


def names_both(letter: Letter, facts: Facts | None) -> list[Finding]:
    """I1: both people, by name."""
    if facts and facts.other_name:
        at = letter.low.find(fold(facts.other_name)[:60]) if fold(facts.other_name) else -1
        found = (at, at + len(facts.other_name)) if at >= 0 else later.shared(facts.other_name, letter)
    else:
        found = next((s for s in (_named(letter, x) for x in letter.sentences if _TOGETHER.search(x.low)) if s), None)
    return present("I1", letter, found)


def _named(letter: Letter, sentence) -> tuple[int, int] | None:
    found = re.search(r"(?<=[a-z,:] )[A-Z][\w'-]+(?: [A-Z][\w'-]+)+", sentence.text)
    return (sentence.start + found.start(), sentence.start + found.end()) if found else None


def has_leave(letter: Letter, facts: Facts | None) -> list[Finding]:
    """I2: both were asked; an address goes on only with its owner's leave."""
    agreed, asks = first(letter, _BOTH_AGREED), first(letter, _ASKS_LEAVE)
    passed = _ADDRESS.search(letter.low)
    said_no = bool(facts and facts.other_name and facts.other_agreed != "yes")
    if passed and (said_no or not agreed):
        return [
            fault("I2", letter, passed.span(), "This passes an address on. Ask both first; then say that both agreed.")
        ]
    return present("I2", letter, agreed or asks)


def apologizes(letter: Letter, facts: Facts | None) -> list[Finding]:
    """R1."""
    return (
        [praise("R1", letter, hit)]
        if (hit := first(letter, _SORRY))
        else [fault("R1", letter, mend=composed(facts, "R1", "reschedule"))]
    )


def offers_times(letter: Letter, facts: Facts | None) -> list[Finding]:
    """R2: new times, or the choice left to them."""
    hit = timing.leaves_time(letter) or first(letter, _OTHER_TIME)
    return [praise("R2", letter, hit)] if hit else [fault("R2", letter, mend=composed(facts, "R2", "reschedule"))]


def takes_the_no(letter: Letter, facts: Facts | None) -> list[Finding]:
    """F6: thanks for the answer, and no second attempt."""
    arguing = first(letter, _ARGUING)
    if arguing:
        return absent("F6", letter, arguing)
    thanked = asking.thanks(letter)
    return (
        [praise("F6", letter, thanked)]
        if thanked
        else [
            fault(
                "F6",
                letter,
                None,
                "Thank them for answering: most people do not.",
                composed(facts, "F6", "declined"),
                "hint",
            )
        ]
    )


def has_talked(letter: Letter, facts: Facts | None) -> list[Finding]:
    """A5: there was a conversation; read from the record, never from the words alone."""
    if facts is None or facts.called_on:
        return []
    return [fault("A5", letter)]


def says_the_end(letter: Letter, facts: Facts | None) -> list[Finding]:
    """O1: how it ended, plainly."""
    hit = first(letter, _END, subject=True)
    return (
        [praise("O1", letter, hit)]
        if hit
        else [fault("O1", letter, mend=composed(facts, "O1", "outcome") if facts and facts.ended else None)]
    )
