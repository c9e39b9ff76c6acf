"""The question itself: M7 a conversation, M8 how long, M10 whose time, M11 by what means, M14 M15 M16 how it closes."""

import re

from legup.outreach.checks.frames import Hit, denied, first, frame, hits
from legup.outreach.checks.text import Letter, Sentence

# --- M7: a conversation -----------------------------------------------------------------------------------------------------

_TALK = (
    r"(?:tele)?phone(?: call| conversation| chat)?|call|calls|chat|talk|speak|conversation|meet|meeting|coffee|tea|lunch|breakfast|dinner|drink|zoom|facetime|skype|video ?call|video|visit|"
    r"sit down|sit-down|interview|catch up|ring|discuss|discussion|whatsapp|teams|come (?:by|and|over|in|to see)|stop by|drop by|walk|connect|buy you|hop on|get together|pick your brain|a word|"
    r"minutes|mins?\b|half an hour|quarter of an hour|an hour|in person|face to face"
)
_WISHING = (
    r"could|can|would|may|might|will|shall|i'd|i would|i wish|i want|i hope|hoping|hope|wonder\w*|grateful|appreciate|happy|glad|delighted|love to|like to|possible|possibly|willing|open to|able|free|available|"
    r"interested in|let me|please|spare|if you (?:have|had|can|could|are|were|would|ever)|any chance|up for|fancy|care to|mind|request\w*|ask(?:ing)? for|asking|honou?red|pleased|prefer|looking for|seek\w*|perhaps|maybe|"
    r"have you|do you have|are you|welcome|value|permit|allow|what about|how about|shall we|treat you|need|let's|propose|invite|got"
)
_ASKED = re.compile(rf"\b(?:{_WISHING})\b.{{0,160}}?\b(?:{_TALK})\b")
_TALK_FIRST = re.compile(rf"\b(?:{_TALK})\b.{{0,120}}?\b(?:{_WISHING})\b|\b(?:{_TALK})\b[^.!]{{0,80}}\?")
_FRAGMENT = re.compile(rf"^(?:[\w'-]+ ){{0,5}}(?:{_TALK})\b.{{0,60}}\?")
_TREAT = re.compile(r"\b(?:coffee|lunch|tea|drinks?|breakfast|dinner)(?:'s| is| would be) (?:on me|my treat)\b|\bmy treat\b")
_ALREADY = re.compile(
    r"\b(?:we|i) (?:\w+ )?(?:spoke|talked|met|chatted|discussed)\b|\b(?:spoke|talked|chatted) (?:with|to) (?:you|me)\b|\b(?:after|since|during|at|from|for|enjoyed|remember|following) (?:your|our|the|my) (?:\w+ ){0,3}(?:talk|call|visit|conversation|meeting|chat|interview|lunch|coffee|video)\b|"
    r"\b(?:your|his|her|that|this|recent|gave an?) (?:[\w'-]+ ){0,3}(?:talk|interview|video)\b|\bneed(?:n't|n't to| not)? (?:\w+ )?meet\b|\b(?:on-call|on call|call cent(?:re|er)s?|called|so-called|call (?:it|me|this|that|for (?:papers|proposals)))\b|"
    r"\bmeet (?:the )?(?:deadline|need|demand|target|standard|requirement)s?\b|\b(?:good|right|great|best|only) person to (?:talk|speak) (?:to|with)\b|\btalks? about you\b|\byou (?:\w+ )?(?:talk|speak|spoke)\b(?! (?:to|with) me)"
)
_WRITTEN = re.compile(r"\b(?:by (?:e-?mail|letter|post|return)|in writing|write back|written (?:answers?|reply)|voice (?:note|memo|message)s?)\b")
_LIVE_TEXT = re.compile(r"\b(?:text chat|live chat|chat by text|typed chat|instant messag\w+|signal|relay|captions?|captioned)\b")


def conversation(letter: Letter) -> Hit | None:
    """Where a live conversation is asked for."""
    for sentence in letter.sentences:
        found = _asked(sentence)
        if found:
            return (sentence.start + found[0], sentence.start + found[1])
    subject = letter.lead.low
    weak = re.search(rf"\b(?:{_TALK})\b.*\?", subject)
    return (-1, -1) if weak and not _ALREADY.search(subject) else None


def _asked(sentence: Sentence) -> Hit | None:
    low = _ALREADY.sub(lambda m: "_" * len(m[0]), sentence.low)
    for pattern in (_ASKED, _FRAGMENT, _TALK_FIRST):
        for found in pattern.finditer(low):
            talk = list(re.finditer(rf"\b(?:{_TALK})\b", found[0]))
            at = found.start() + talk[-1 if pattern is _ASKED else 0].start()
            clause = max((a for a, _ in sentence.clauses if a <= at), default=0)
            if not denied(low[clause:], at - clause) and not re.search(r"\b(?:write|reply|answer|look(?:ing)? forward to|hope to) (?:\w+ ){0,3}$", low[max(0, at - 30) : at]):
                return found.span()
    paid = _TREAT.search(low)
    return paid.span() if paid else None


# --- M8: how long -----------------------------------------------------------------------------------------------------------

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_NUMBERS = {word: i + 1 for i, word in enumerate(_ONES)} | _TENS | {f"{t}-five": n + 5 for t, n in _TENS.items()} | {f"{t} five": n + 5 for t, n in _TENS.items()}
_NUMBER = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LENGTH = re.compile(
    rf"\b(?:(?P<low>{_NUMBER})(?: ?(?:-|to|or) ?| ))?(?P<n>{_NUMBER})[ -]?(?P<unit>minutes?|mins?|min|m(?=\b[ ,.?!])|')(?!\w)|"
    rf"(?P<half>\bhalf[ -]an?[ -]hour|\bhalf[ -]hour|\b30 ?mins)|(?P<quarter>\b(?:a )?quarter(?: of)?(?: an)? hour)|(?P<most>\bthree quarters of an hour)|"
    rf"(?P<hours>\b(?P<h>an?|one|two|1|2|1\.5)[ -](?:and a half )?hours?\b)|(?P<oneandhalf>\bhour and a half\b)"
)
_OTHERS = re.compile(
    r"\b(?:ago|behind|ahead|late|early|away|drive|walk from|flight|by (?:train|bus|car|bike)|train ride|commute|spent|spoke for|talked for|talked|lasted|waited|waiting|every|each day|per (?:day|week)|(?:hours?|minutes|mins|times) a (?:day|week)|old|from (?:you|your|here|campus|the|my)|"
    r"into (?:your|the)|before|later|last(?:ed)? (?:week|month|year)|took (?:me|us)|explaining|long (?:talk|video|lecture|film)|difference|of (?:your )?(?:talk|lecture|video|film)|drove|walked|gave (?:me|us)|given|set of|listened|i have (?:been|spent)|speech|episode|your [\w-]+[- ]min(?:ute)?s?)\b"
)
_OFFERED = re.compile(rf"\b(?:{_TALK}|{_WISHING}|time|your|enough|either way|at most|no more|no longer|max|tops|promise|about|around|roughly|under|less than|plenty|all i|that'?s all)\b|\?")


def length(letter: Letter) -> tuple[int, Hit] | None:
    """The minutes asked for, the upper end of a range, and where they stand."""
    asked = {s.place for s in letter.sentences if _asked(s)}
    near = asked | {p + 1 for p in asked} | {p - 1 for p in asked}
    for sentence in letter.sentences:
        for found in _LENGTH.finditer(sentence.low):
            if _belongs_to_ask(sentence, found, sentence.place in near):
                return minutes(found), (sentence.start + found.start(), sentence.start + found.end())
    titled = _LENGTH.search(letter.lead.low)
    return (minutes(titled), (-1, -1)) if titled and not re.search(r"ago|after|late", letter.lead.low) and asked else None


def _belongs_to_ask(sentence: Sentence, found: re.Match, near: bool) -> bool:
    around = sentence.low[max(0, found.start() - 28) : found.end() + 24]
    if denied(sentence.low[max(0, found.start() - 14) : found.start()], 14) and not re.search(r"(?:no|not) (?:more|longer)", around):
        return False
    return not _OTHERS.search(around) and bool(_asked(sentence) or (near and _OFFERED.search(sentence.low)))


def minutes(found: re.Match) -> int:
    """A match of a length as a number of minutes."""
    if found["n"]:
        return int(found["n"]) if found["n"].isdigit() else _NUMBERS[found["n"]]
    if found["oneandhalf"] or found["hours"] and "half" in found["hours"]:
        return 90
    if found["hours"]:
        return {"two": 120, "2": 120, "1.5": 90}.get(found["h"], 60)
    return 30 if found["half"] else 45 if found["most"] else 15


# --- M10: whose time --------------------------------------------------------------------------------------------------------

_YOUR_TIME = frame(
    r"\b(?:whenever|any ?time|any (?:day|hour|week|evening|morning|slot|date|moment)|what(?:so)?ever (?:\w+ )?(?:time|day|hour|date|slot|suits|works|is easiest|is convenient)|(?:or|and|time|day) when suits|whichever (?:day|time|date|slot|hour|of (?:those|these)|is|suits|works|week))\b",
    r"\b(?:suits?|suited|convenient|convenience|convenes|convenien\w+) (?:for |to )?(?:you|your|the|best)\b|\bat (?:your|a) convenien\w+|\byour (?:own )?convenience\b|\bwhen (?:it(?:'s| is| would be|'d be)? )?(?:most )?convenient\b|\bconvenient (?:time|day|moment|hour)\b",
    r"\b(?:works?|fits?|good|best|easiest|better|fine|easy|possible|ok|okay|comfortable) (?:best |well |better )?(?:for|with|into|in|around) (?:you|your|the)\b|\bwhat works\b|\bfit(?:s|ted)? (?:in )?(?:around|into|in with|with) (?:you|your)\b",
    r"\byou (?:can |may |could |please )?(?:pick|choose|prefer|name|decide|say when|set|tell me when|would prefer|like best)\b|\b(?:pick|choose|name|propose|suggest) (?:a|any|the|your|whatever|whichever|what) (?:\w+ )?(?:time|day|date|hour|slot|week|moment)\b|\bname (?:a|the|your) \w+\b",
    r"\b(?:of|at) your (?:choice|choosing|pleasure)\b|\byour (?:choice|schedule|timetable|calendar|diary|availability|timing|preference|hours|call)\b(?! (?:is|must be) (?:busy|full|packed|demanding|hectic))",
    r"\b(?:work|fit|bend|adapt|plan|arrange\w*) (?:myself |mine )?(?:around|to) (?:you|your|whatever)\b|\bi(?:'m| am|'ll be| will be)? (?:\w+ )?(?:flexible|free (?:any|most|all|whenever)|available (?:any|most|all|whenever|at any)|ready when|at your disposal)\b|\bmy (?:schedule|calendar|time|timetable) is (?:\w+ )?(?:flexible|open|free)\b|\bcompletely flexible\b",
    r"\bwhen(?:ever)? (?:you|your) (?:are|'re|have|might|may|can|would|could|schedule|get|feel|find)\b|\bif (?:there is|there's) (?:a|any) (?:day|time|moment|week)\b|\bday(?:s)? (?:and|or|&) (?:time|hour)s?\b.{0,20}\b(?:you|your)\b",
    r"\b(?:or|and|but) (?:any|an)?other (?:time|day|date|slot|hour)s?\b|\bsome other (?:time|day)\b|\bor (?:some |any )?(?:other )?(?:time|day)s? (?:that|you)\b|\bor (?:at )?(?:another|any other|a different) (?:time|day|hour|moment)\b",
    r"\b(?:a|the) (?:time|day|moment|hour|week|date|slot|evening|morning) (?:that )?(?:\w+ )?(?:suits?|works?|fits?|is (?:good|easy|best|quiet|least)|you)\b|\bwhat (?:time|day|days|times|hours?) (?:\w+ )?(?:suit|work|are|is|would|might|do)\b|\bwhen(?:ever)? (?:is|are|would|might) (?:a )?(?:good|best|easiest|you)\b|\b(?:early|late|morning|evening|day|night) or (?:early|late|morning|evening|day|night)\b",
    r"\b(?:tell me|let me know|say) (?:just )?when\b|\ball (?:\w+ )?(?:fine|good|possible|the same) (?:with|by|for|to) me\b|\bany (?:of (?:them|these|those)|slot|time)\b[^.?!]{0,20}\b(?:fine|good|works?)\b|\bmake any (?:slot|time|day|hour) work\b|\b(?:send|give) me (?:a|some|your) (?:times?|slots?|dates?)\b",
    r"\bin your (?:day|week|shift|calendar|diary|lunch|break)\b|\bbetween (?:your )?(?:shifts|patients|meetings|classes|lambing)\b",
)
_REPLY = re.compile(r"\bearliest convenience\b|\b(?:reply|respond|answer|write back|get back to me)\b[^.?!]{0,30}\b(?:convenience|whenever|when you|any ?time)\b")
_WHERE = re.compile(r"\b(?:where|place|location|venue|cafe|café|office|wherever|coffee shop)\b(?:[^.?!]{0,24})?\b(?:suits?|convenient|works?|you (?:like|prefer|choose))\b")
_REPROACH = re.compile(r"\b(?:know|understand|sure|realise|realize|imagine) (?:that )?your (?:schedule|calendar|diary|time)\b")


def leaves_time(letter: Letter) -> Hit | None:
    """Where the choice of time is handed over."""
    for sentence in letter.sentences:
        low = _REPROACH.sub(_blank, _WHERE.sub(_blank, _REPLY.sub(_blank, sentence.low)))
        found = _YOUR_TIME.search(low)
        if found and not (re.match(r"any (?:day|evening|morning)", found[0]) and _CLOCK.search(low)):
            return (sentence.start + found.start(), sentence.start + found.end())
    return None


_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|o'clock)\b")


def _blank(found: re.Match) -> str:
    return "_" * len(found[0])


# --- M11: by phone or video -------------------------------------------------------------------------------------------------

_REMOTE = frame(
    r"\b(?:tele)?phone\b|\bby tel\b|\b(?:on|over|via) (?:google )?meet\b|\b(?:zoom|skype|facetime|google meet|ms teams|microsoft teams|whatsapp|jitsi|webex)\b|\b(?:on|over|via|by|in|a|or|use) teams\b|\bvideo(?:[ -]?(?:call|chat|conference|conversation|meeting|link))?\b(?! (?:editor|editing|games?|production|of|about|on))|"
    r"\b(?:virtual|virtually|online)\b(?! (?:article|course|courses|store|shop|magazine|profile|directory|class|portfolio|degree|talk|lecture|post|presence|reality|programme|program|bio|forum|community))|\b(?:met|talk\w*|speak|chat|call|conversation|meet\w*) (?:briefly )?(?:on ?line|remotely)\b",
    r"\b(?:a|an|the|quick|short|brief|minute|minutes|min|mins|possible|introductory|audio|voice|free for a|15|20|30|our) (?:[\w-]+ )?call\b(?! (?:cent|for))|\b(?:by|on a|over a|via|for a|hop on a|jump on a|have a) (?:[\w-]+ )?call\b|\bcall (?:you|me)\b(?! (?:a|an|by|mr|ms|dr|\w+ly)\b)|\b(?:i|we|could|may|might|can|to|would|you|prefer (?:a|to)) call\b(?! (?:it|this|that|them|him|her|home|myself|for|on my)\b)|"
    r"\bgive (?:you|me) a (?:call|ring|bell|buzz)\b|\b(?:ring|phone|telephone|dial) (?:you|me)\b|\bcall\?|\bring\?|\bcalls?,? (?:or|if|at|any|whenever|when|in|on|next|this|suits?|works?|would|is fine)\b",
)
_NOT_REMOTE = re.compile(
    r"\bon[ -]call\b|\bcall cent(?:re|er)s?\b|\bcalled\b|\bcall (?:for (?:papers|proposals)|of duty)\b|\b(?:my|your|the|by) (?:phone|telephone|mobile) number\b|\b(?:phone|tel(?:ephone)?|mobile|cell)\s*[:.]?\s*\+?[\d(]|\b(?:your|the|a|my) (?:[\w-]+ )?(?:video|phone app|webinar)s? (?:on|about|of|where|in which|at)\b|"
    r"\b(?:saw|seen|watched|found|read) (?:\w+ ){0,5}(?:video|online)\b|\bphone (?:repair|shop|screen|company|bank\w*)\b|\bfound you online\b"
)


def remote(letter: Letter) -> Hit | None:
    """Where a telephone, video or online conversation is offered."""
    for sentence in letter.sentences:
        low = _NOT_REMOTE.sub(_blank, sentence.low)
        for found in _REMOTE.finditer(low):
            clause = max((a for a, _ in sentence.clauses if a <= found.start()), default=0)
            if not denied(low[clause:], found.start() - clause):
                return (sentence.start + found.start(), sentence.start + found.end())
    return (-1, -1) if _REMOTE.search(letter.lead.low) else None


# --- M14 M15 M16: how it closes ---------------------------------------------------------------------------------------------

_MY_STEP = frame(r"\bi(?:'ll| will| shall|'d| would) (?:\w+ )?(?:write|call|ring|phone|try|send|follow|be in touch|telephone|come|keep|contact)\b", r"\b(?:may|could|might|can) i (?:call|ring|phone|telephone|write|visit)\b")
_YOUR_STEP = re.compile(r"\b(?:please |you can |kindly |feel free to )(?:call|ring|phone|contact|reach) me\b|\bcall me (?:at|on)\b|\bbook (?:a )?(?:time|slot|here)\b")
_THANKING = frame(r"\bthank(?:s| you| u)?\b", r"\bgrateful\b", r"\bappreciate\b", r"\bmuch obliged\b")
_WAY_OUT = frame(
    r"\b(?:if not|if (?:it|this|that|now|you)(?:'s| is|'re| are)?(?: not|n't| too| cannot| can't| do not| don't| would rather| have no)|no (?:need|pressure|obligation|hard feelings|worries)|(?:quite|entirely|completely|perfectly|fully|totally)? ?understand\b(?: if)?|either way|feel free to (?:ignore|say no|decline)|"
    r"please (?:do not|don't) (?:feel|trouble|worry)|whether or not|even if not|should you (?:not|prefer not))",
)
_PRESUMING = frame(
    r"\bi(?:'ve| have) (?:already )?(?:booked|scheduled|reserved|blocked|put|sent (?:you )?(?:a|an|the) (?:calendar |meeting )?invit\w+|set up)\b(?! (?:my|a place at))",
    r"\b(?:calendar )?invit(?:e|ation) (?:is )?(?:attached|enclosed)\b|\bkindly confirm\b|\bplease confirm (?:your|the|that|by)\b|\b(?:calendly|cal\.com|doodle|savvycal)\b|\bbook(?:ing)? (?:link|page)\b|\bbook (?:a|your) (?:time|slot) (?:here|on|in|at)\b",
    r"\b(?:asap|a\.s\.a\.p|urgent(?:ly)?|as soon as possible|immediately|at your earliest convenience|by (?:tomorrow|today|friday|monday|end of (?:day|week)|eod|cob))\b(?! (?:after|recogni))",
    r"\bi (?:expect|insist|require|demand|will (?:stop by|drop by|come by|be at your office))\b|\bi look forward to (?:our|your call on|seeing you (?:on|at|next))\b|\bthank(?:s| you) in advance\b",
)


def keeps_step(letter: Letter) -> Hit | None:
    """Where the writer says what they will do."""
    return first(letter, _MY_STEP)


def gives_step(letter: Letter) -> Hit | None:
    """Where the reader is left the work of calling."""
    return first(letter, _YOUR_STEP)


def thanks(letter: Letter) -> Hit | None:
    """Where the reader is thanked, a closing line counting too."""
    found = re.search(r"\bthank|\bthanks|\bgrateful", letter.low[letter.closing :])
    return first(letter, _THANKING) or ((letter.closing + found.start(), letter.closing + found.end()) if found else None)


def way_out(letter: Letter) -> Hit | None:
    """Where a no is made easy."""
    for sentence in letter.sentences:
        found = _WAY_OUT.search(sentence.low)
        if found:
            return (sentence.start + found.start(), sentence.start + found.end())
    return None


def presumes(letter: Letter) -> Hit | None:
    """Where something not yet agreed is taken for granted."""
    for sentence, found in hits(letter, _PRESUMING, subject=True):
        return (sentence.start + found.start(), sentence.start + found.end()) if sentence.place >= 0 else (-1, -1)
    return None
