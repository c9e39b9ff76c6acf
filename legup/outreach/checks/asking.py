"""The question itself: M7 a conversation, M8 how long, M10 whose time, M11 by what means, M14 M15 M16 how it closes."""

import re

from legup.outreach.checks.frames import Hit, clause_start, denied, first, frame, hits
from legup.outreach.checks.talking import CALLS, COMES, WIRED
from legup.outreach.checks.text import Letter, Sentence

# --- M7: a conversation -----------------------------------------------------------------------------------------------------

_CUP = r"(?:for|over|a|an|buy you|take|have|grab|get|share|stand you|virtual|the|some|to|give you|treat you to|invite you to) (?:an? |some |quick |virtual |cup of |bite of |glass of |pot of |quiet |pint of |spot of |your )*(?:coffee|tea|lunch|breakfast|dinner|supper|brunch|drinks?|beer|pint|kopi|chai|bite|cuppa|walk|stroll|sandwich|cocoa|hot chocolate)"
_TALK = (
    r"(?:tele)?phone(?: call| conversation| chat)?|call|calls|chat|chats|talk|talks|speak|conversation|conversations|meet|meeting|zoom|facetime|skype|video ?call|video|visit|"
    rf"{_CUP}|coffee chat|coffee|sit down|sit-down|interview|catch up|catch-up|ring|bell|buzz|discuss|discussion|whatsapp|teams|hangout|google meet|webex|discord|come (?:by|and|over|in|to see|down|round|up)|see you|stop by|drop by|drop in|pop in|pop by|call on you|videoconference|video conference|"
    r"connect(?= (?:with you|over|by|on|for|to|sometime|next|this|briefly|soon|in person|and (?:hear|learn|talk|ask)))|buy you|hop on|jump on|get together|pick your brains?|a word|an audience|exchange|dialogue|consult\w*|"
    r"\d+ minutes|minutes|mins?\b|half an hour|half-hour|half hour|quarter of an hour|quarter hour|an hour|one hour|in person|face to face|answer (?:a few|some|my|three|two|a couple)|ask you (?:a few|some|a couple|my|two|three|about|what|how|why|questions)|put (?:a few|some|my) (?:\w+ )?questions|hear more|listen to you|of your time"
)
_WISHING = (
    r"could|can|would|may|might|will|shall|i'd|i would|i wish|i want|i hope|hoping|hope|wonder\w*|grateful|appreciate|happy|glad|delighted|love to|like to|possible|possibly|willing|open to|able|free|available|"
    r"interested in|let me|please|spare|if you (?:have|had|can|could|are|were|would|ever)|any chance|up for|fancy|care to|mind|request\w*|ask(?:ing)? for|asking|honou?red|pleased|prefer|looking for|seek\w*|perhaps|maybe|"
    r"have you|do you have|are you|welcome|value|permit|allow|what about|how about|shall we|treat you|need|let's|propose|invite|got|i should|i'll|obliged|kind enough|shall|delight|treasure|love|thrilled|if i|let us|be great|be lovely|be good|be nice|be wonderful|be ideal|be brilliant|be fine|both fine|either|give (?:me|us)|i have a|down (?:to|for)|come|suit\w*|works?|welcom\w*"
)
_TALK_WORD = re.compile(rf"\b(?:{_TALK})\b")
_ASKED = re.compile(rf"\b(?:{_WISHING})\b.{{0,160}}?\b(?:{_TALK})\b")
_TALK_FIRST = re.compile(rf"\b(?:{_TALK})\b.{{0,120}}?\b(?:{_WISHING})\b|\b(?:{_TALK})\b[^.!]{{0,80}}\?")
_FRAGMENT = re.compile(rf"^(?:[\w'-]+ ){{0,5}}(?:{_TALK})\b.{{0,60}}\?")
_TREAT = re.compile(
    r"\b(?:coffee|lunch|tea|drinks?|breakfast|dinner)(?:'s| is| would be) (?:on me|my treat)\b|\bmy treat\b"
)
_ALREADY = re.compile(
    r"\b(?:we|i) (?:\w+ )?(?:spoke|talked|met|chatted|discussed)\b|\b(?:spoke|talked|chatted) (?:with|to) (?:you|me)\b|\b(?:after|since|during|at|from|for|enjoyed|remember|following) (?:your|our|the|my) (?:\w+ ){0,3}(?:talk|call|visit|conversation|meeting|chat|interview|lunch|coffee|video)\b|"
    r"\b(?:your|his|her|that|this|recent|gave an?) (?:[\w'-]+ ){0,3}(?:talk|interview|video)\b|\bneed(?:n't|n't to| not)? (?:\w+ )?meet\b|\b(?:on-call|on call|call cent(?:re|er)s?|called|so-called|call (?:it|me|this|that|for (?:papers|proposals)|handlers?|takers?|logs?|sheets?|signs?|outs?)|cold call\w*|calls? itself|(?:makes?|made|making) the call|your call (?:on|when|which)|roll call|wake-up call|close call|catch up on|job talk|talk show|talk radio|meet(?:s|ing)? (?:all|the) \w+ standards?|phone (?:manner|number|shop|company|screen)|phones? (?:is|are) hard|good on the phone)\b|"
    r"\bmeet (?:the )?(?:deadline|need|demand|target|standard|requirement)s?\b|\b(?:good|right|great|best|only) person to (?:talk|speak) (?:to|with)\b|\btalks? about you\b|\bhow did you (?:\w+ )?come by\b|\byou (?:\w+ )?(?:talk|speak|spoke)\b(?! (?:to|with) me)"
)
_WRITTEN = re.compile(
    r"\b(?:by (?:e-?mail|letter|post|return)|in writing|write back|written (?:answers?|reply)|voice (?:note|memo|message)s?)\b"
)
_BY_HAND = re.compile(
    r"\b(?:answer|ask|questions?|hear|put|send|reply|write|tell|talk|discuss)\b[^.?!;]{0,60}\b(?:by (?:e-?mail|letter|post|return)|in writing|in an e-?mail|on paper|via e-?mail|over e-?mail|in a (?:letter|line|note|message|few lines)|voice (?:note|memo|message)|recorded message|written)\b|\b(?:by (?:e-?mail|letter|post)|in writing)\b[^.?!;]{0,40}\b(?:answer|reply|question)"
)
_LIVE_TEXT = re.compile(
    r"\b(?:text chat|live chat|chat by text|typed chat|instant messag\w+|signal|relay|captions?|captioned)\b"
)


_NO_TALK = re.compile(
    r"\b(?:(?:how )?did you come by|come by the present|(?:may|might) sit upon|i come from|come from|come to (?:think|terms|the conclusion|believe)|come across|came across|come up with|so-called|they call|calls? (?:it|itself|this|that)|what (?:the \w+|you|they|people) calls?|call(?:ed)? to (?:the|mind|arms)|a call to|on call\b(?! (?:on|at|tomorrow|today|with))|wait(?:ing)? (?:on|for) (?:a|the|my)|"
    r"(?:wrote|write|read|heard|saw|made|bought|sold|drove|walked|passed|pass|walk|stood|sat|waited|spent|lasted|took|takes me|every|each)\b[^.?!]{0,30}\b(?:minutes|mins|hour|half an hour|coffee|tea|beer)|(?:stop|leave off|end|sparing|spare you) (?:a |the )?call|voice (?:note|memo|message)s?)\b"
)


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
    low = _ALREADY.sub(_blank, sentence.low)
    live = bool(_LIVE.search(low))
    if _BY_HAND.search(low) and not live:
        return None
    for pattern in (_ASKED, _FRAGMENT, _TALK_FIRST):
        for found in pattern.finditer(low):
            talk = [m.start() for m in _TALK_WORD.finditer(low, found.start()) if m.start() < found.end()]
            at = talk[-1 if pattern is _ASKED else 0] if talk else found.start()
            clause = max((a for a, _ in sentence.clauses if a <= at), default=0)
            if _MERELY_ASKS.match(low, at) and not (sentence.asks or live or re.match(r"ask you|hear more", low[at:])):
                continue
            if not denied(low[clause:], at - clause) and not re.search(
                r"\b(?:write|reply|answer|look(?:ing)? forward to|hope to) (?:\w+ ){0,3}$", low[max(0, at - 30) : at]
            ):
                return found.span()
    paid = _TREAT.search(low)
    return paid.span() if paid else _otherwise(sentence)


def _otherwise(sentence: Sentence) -> Hit | None:
    """The rarer ways: a bare "call me", minutes on a wire, a visit, a cup of something."""
    low = _NO_TALK.sub(_blank, sentence.low)
    for found in (f for pattern in (CALLS, COMES) for f in pattern.finditer(low)):
        start = clause_start(sentence, found.start())
        if not denied(low[start:], found.start() - start):
            return found.span()
    return None


_LIVE = re.compile(
    r"\b(?:call|calls|phone|telephone|ring|bell|zoom|skype|facetime|meet|meeting|chat|talk|speak|conversation|coffee|lunch|tea|in person|visit|video|minutes|hour|come (?:by|and|over|down|to))\b"
)
_MERELY_ASKS = re.compile(r"answer |ask you |put |hear more|listen to you|of your time|exchange|consult")
_ACCEPTS = frame(
    r"\b(?:suits?|works?|is|are|be|would be|sounds?) (?:me |for me |perfect|perf|fine|great|good|lovely|ideal|wonderful|excellent|best|ok|okay)\b|\bi(?:'ll| will| shall) (?:call|ring|phone|dial|be there|be ready|join|come|meet|see you|take)\b|\b(?:zoom|teams|meet|video) link\b|"
    r"\b(?:see|speak to|talk to|meet|hear from) you (?:on|at|then|there|next|tomorrow|soon)\b|\blook(?:ing)? forward to (?:our|the|talking|speaking|meeting|seeing|it)\b|\b(?:call|calls|phone|telephone|zoom|video|conversation|talk|meet\w*|chat|speak\w*|coffee|lunch|tea)\b"
)


def accepts(letter: Letter) -> Hit | None:
    """Where a conversation that was offered is taken up."""
    return first(letter, _ACCEPTS)


# --- M8: how long -----------------------------------------------------------------------------------------------------------

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_NUMBERS = (
    {word: i + 1 for i, word in enumerate(_ONES)}
    | _TENS
    | {f"{t}-five": n + 5 for t, n in _TENS.items()}
    | {f"{t} five": n + 5 for t, n in _TENS.items()}
)
_NUMBER = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LENGTH = re.compile(
    rf"\b(?:(?P<low>{_NUMBER})(?: ?(?:-|to|or) ?| ))?(?P<n>{_NUMBER})(?:[ -]?ish|[ -]odd)?[ -]?(?P<unit>minutes?|mins?|min|m(?=\b[ ,.?!])|')(?!\w)|"
    rf"(?P<bare>\b(?:10|15|20|25|30|40|45)(?= (?:for|on) (?:a |the )?(?:quick |short |brief )?(?:call|chat|phone|zoom|coffee|talk|ring|conversation)\b))|(?P<oneandhalf>\b(?:an? )?hour and a half\b)|(?P<most>\b(?:three[ -]quarters of an|45[ -]minute|three quarter) hour)|(?P<half>\bhalf[ -]an?[ -]hour|\bhalf[ -]hour|\bhalf of an hour|\bhalf hourish)|(?P<quarter>\b(?:a )?quarter(?:[ -]of)?(?:[ -]an)?[ -]hour)|"
    rf"(?P<hours>\b(?P<h>an?|one|two|1|2|1\.5|the|your|under an|within an)[ -](?:single |whole |full |good |quick |short |spare |brief |free |entire |odd |little )?(?:and a half )?hours?\b)"
)
_OTHERS = re.compile(
    r"\b(?:ago|behind|ahead|late|early|away|drive|walk from|flight|by (?:train|bus|car|bike)|train ride|commute|spent|spoke for|talked for|talked|lasted|waited|waiting|every|each day|per (?:day|week)|(?:hours?|minutes|mins|times) a (?:day|week)|old|from (?:you|your|here|campus|the|my)|"
    r"into (?:your|the)|before|later|last(?:ed)? (?:week|month|year)|took (?:me|us)|explaining|long (?:talk|video|lecture|film)|difference|of (?:your )?(?:talk|lecture|video|film)|drove|walked|gave (?:me|us)|given|set of|listened|i have (?:been|spent)|speech|episode|your [\w-]+[- ]min(?:ute)?s?)\b"
)
_OFFERED = re.compile(
    rf"\b(?:{_TALK}|{_WISHING}|time|your|enough|either way|at most|no more|no longer|max|tops|promise|about|around|roughly|under|less than|plenty|all i|that'?s all)\b|\?"
)


_SURELY = re.compile(
    r"(?:\b(?:for|spare(?: me)?|ask(?:ing)? for|grant(?: me)?|give me|allow me|lend me|have|need|want|take(?: up)?|of|say|about|around|maximum|max|most|than|under|only|just|perhaps|maybe|approx\w*|roughly|a|up to|within|offer(?: me)?|could use|got|afford(?: me)?)\W+(?:about |around |roughly |say |only |just |maybe |perhaps |up to |at most |approximately |circa |a |some |no more than |not more than |under |max |like |even )*)$"
)
_SURELY_AFTER = re.compile(
    r"\W*(?:or (?:so|less|thereabouts)|max\w*|tops|at (?:the )?(?:most|outside)|of your (?:time|day|week|evening|morning|lunch|afternoon)|call|chat|conversation|talk|phone|zoom|video|virtual|coffee|meeting|slot|interview|discussion|telephone|would (?:do|be|suffice|make)|will do|is (?:plenty|enough|all|perf\w*|fine|ample)|are (?:plenty|enough|ample)|on (?:the )?(?:phone|zoom|teams|meet|video|skype|facetime|whatsapp)|by (?:phone|zoom|video|telephone)|over (?:the )?(?:phone|zoom|video|coffee|tea|lunch)|with you|ish|,? (?:as i said|i promise|no more|not a minute)|\?|suits|works)"
)
_NOT_THE_TALK = re.compile(
    r"\b(?:spent|spend|spoke|talked|lasted|waited|waiting|working|worked|drove|walked|explaining|took|takes|sat|stood|stayed|slept|within|every|each|lasts|ran|late|after|hold|on hold)\W+(?:\w+ ){0,2}$|\b(?:late|longer|shorter|later|out) by\W+(?:\w+ ){0,1}$"
)
_NOT_THE_TALK_AFTER = re.compile(
    r"\W*(?:ago|behind|ahead|late|early|away|earlier|later|long\b|from (?:you|your|here|campus|the|my)|before (?:you|the show|it)|by (?:train|bus|car|bike|foot|ferry)|drive|walk|flight|ride|commute|train|bus|a (?:day|week|night|shift)|each|every|per|of (?:difference|experience|work|sleep|talk|footage|video)|difference|old|notice|into (?:your|the)|talk (?:at|on|you)|lecture|film|episode|video (?:on|about)|podcast|documentary|presentation|speech|show|set|version|time difference|shifts?|days?|of the city|a head|per head|in the (?:film|book|video|pool|rain|queue|car|van))"
)


def length(letter: Letter, answering: bool = False) -> tuple[int, Hit] | None:
    """The minutes asked for, the upper end of a range, and where they stand; *answering* lets a mere mention count."""
    asked = {s.place for s in letter.sentences if _asked(s)}
    near = (
        {s.place for s in letter.sentences}
        if answering
        else asked | {p + 1 for p in asked} | {p - 1 for p in asked} | {p + 2 for p in asked}
    )
    best: tuple[int, Hit] | None = None
    for sentence in letter.sentences:
        for found in _LENGTH.finditer(sentence.low):
            how = _belongs_to_ask(sentence, found, sentence.place in asked, sentence.place in near)
            here = (minutes(found), (sentence.start + found.start(), sentence.start + found.end()))
            if how > 1:
                return here
            best = best or (here if how else None)
    titled = _LENGTH.search(letter.lead.low)
    if best or not titled or not asked or re.search(r"ago|after|late|not really|questions", letter.lead.low):
        return best
    return (minutes(titled), (-1, -1))


def _belongs_to_ask(sentence: Sentence, found: re.Match, asked: bool, near: bool) -> int:
    """How surely a length is that of the conversation: 0 not, 1 perhaps, 2 surely."""
    before, after = (
        sentence.low[max(0, found.start() - 60) : found.start()],
        sentence.low[found.end() : found.end() + 40],
    )
    if _NOT_THE_TALK.search(before) or _NOT_THE_TALK_AFTER.match(after):
        return 0
    if denied(before[-14:], len(before[-14:])) and not re.search(
        r"(?:no|not|n't|never)\b.{0,24}\b(?:more|longer|above|beyond|over|exceed\w*)\b|\b(?:no|not) (?:more|longer)",
        before[-40:] + after,
    ):
        return 0
    if (
        found["hours"]
        and found["h"] in ("the", "your")
        and not re.search(r"\b(?:whole|full|with|happy|thank|offer|grateful|take)\b", before[-20:] + found[0])
    ):
        return 0
    sure = _SURELY.search(before) or _SURELY_AFTER.match(after)
    if _OTHERS.search(before[-28:] + found[0] + after[:24]) and not sure:
        return 0
    if sure and (asked or near):
        return 2
    return int(bool(asked or near and _OFFERED.search(sentence.low)))


def minutes_in(low: str) -> int | None:
    """The first length in a sentence of small letters, as a number of minutes."""
    found = _LENGTH.search(low)
    return minutes(found) if found else None


def minutes(found: re.Match) -> int:
    """A match of a length as a number of minutes."""
    if found["low"] in _TENS and found["n"] in _ONES[:9]:
        return _TENS[found["low"]] + _NUMBERS[found["n"]]
    if found["n"]:
        return int(found["n"]) if found["n"].isdigit() else _NUMBERS[found["n"]]
    if found["bare"]:
        return int(found["bare"])
    if found["oneandhalf"] or found["hours"] and "half" in found["hours"]:
        return 90
    if found["hours"]:
        return {"two": 120, "2": 120, "1.5": 90}.get(found["h"], 60)
    return 30 if found["half"] else 45 if found["most"] else 15


def _blank(found: re.Match) -> str:
    return "_" * len(found[0])


# --- M11: by phone or video -------------------------------------------------------------------------------------------------

_REMOTE = frame(
    r"\b(?:tele)?phone\b|\btelephonic\w*|\bby tel\b|\b(?:on|over|via|use|through) (?:google )?meet\b|\b(?:zoom|skype|facetime|google meet|ms teams|microsoft teams|whatsapp|jitsi|webex|discord|hangouts?|telegram|viber|wechat|google duo|slack huddle|huddle)\b|\b(?:(?:on|over|via|by|in|or|use|through) (?:teams|signal)|(?:on|over|via|by) line)\b|"
    r"\bvideo ?(?:call|chat|conference|conferencing|conversation|meeting|link|telephon\w*)?\b(?! (?:editor|editing|games?|production|of|store|series|art|journalis\w*))|\bvideoconferenc\w*|\b(?:virtual|online|remote|web|voice|audio) (?:\w+ )?(?:call|chat|coffee|tea|meeting|conversation|talk|session|meet|catch|catch-up|cuppa|interview|lunch|discussion|appointment)s?\b|"
    r"\b(?:met|meet\w*|talk\w*|speak|chat|call|conversation|coffee|do (?:it|this)|in person|discuss\w*|see you|minutes|connect\w*|hop|it|is fine|are fine|works?) (?:\w+ ){0,2}?(?:on ?line|remotely|virtually)\b|\b(?:virtually|online|remotely) (?:if|or|is|works|would|at|for|,|whichever|whatever|when)|\bminutes,? (?:online|remotely|virtually)\b|\bvoice or text\b|\bby meet\b|\bmeet (?:us |you )?by meet\b",
    r"\b(?:a|an|the|quick|short|brief|minute|minutes|min|mins|possible|introductory|audio|voice|free for a|our|one|any|your|that|this|hour|half-hour|easy) (?:[\w-]+ )?call\b|\b(?:by|on a|over a|via|for a|hop on a|jump on a|have a) (?:[\w-]+ )?call\b|\bcall (?:you|me)\b(?! (?:a|an|by|mr|ms|dr|\w+ly)\b)|\b(?:i|we|could|may|might|can|to|would|you|prefer (?:a|to)|i'll|i will|just|and|please|then) call\b(?! (?:it|this|that|them|him|her|home|myself|for|on|in at|a|my)\b)|"
    r"\b(?:give|gi'e) (?:you|me|us|you all) a (?:\w+ )?(?:call|ring|bell|buzz|tinkle|shout|phone)\b|\b(?:ring|phone|telephone|dial) (?:you|me|your|up|us)\b|\bcall\?|\bring\?|\bcalls?,? (?:or|if|at|any|whenever|when|in|next|this|suits?|works?|would|is|are|with|to (?:hear|learn|ask|talk)|sometime|some time|about|\(|so)\b|\b(?:a|quick|short) (?:[\w-]+ )?(?:ring|bell|buzz|tinkle)\b|\bi'll ring\b|\b(?:might|may|could|can|to|and|we) (?:telephone|ring)\b(?! (?:the|a) (?:bell|changes))|\bcan talk (?:by|on|over)\b|\bby (?:voice|wire|landline|mobile)\b",
)
_NOT_REMOTE = re.compile(
    r"\bon[ -]call\b|\bcall[ -](?:cent(?:re|er)|handler|taker|log|sheet|sign|out|girl|boy|up)s?\b|\bcold[ -]call\w*|\bcalled\b|\bcall (?:for (?:papers|proposals)|of duty)\b|\b(?:makes?|made|making|hard|tough|judgement|judgment|close|final|wake-up|roll|casting|bird|curtain|first|last) (?:the |a )?call\b|\byour call(?: on (?:when|which|where)| when| which|\b(?=[.,!;]|$))|"
    r"\b(?:my|your|the|by) (?:phone|telephone|mobile) number\b|\b(?:phone|tel(?:ephone)?|mobile|cell)\s*[:.]?\s*\+?\(?\d|\b(?:your|the|a|my|this|that|recent|youtube) (?:[\w-]+ )?(?:video|phone app|webinar)s? (?:on|about|of|where|in which|at|that|was|is|made|showed|series|with)\b|\b(?:saw|seen|watched|found|read|watching|made) (?:\w+ ){0,5}(?:video|online|zoom|teams)\b|"
    r"\bphone (?:repair|shop|screen|company|bank\w*|manner|calls? all day|line|lines|support|operator|sales)\b|\bfound you online\b|\bphones? (?:are|is|be) (?:\w+ )?(?:hard|difficult|impossible|not)\b|\b(?:no good|hopeless|bad|not good|terrible|shy|deaf|lost|poor|useless) (?:on|at|over|with) (?:the )?(?:tele)?phones?\b|\bno (?:tele)?phone\b|\b(?:over|on|by|during) (?:the )?(?:zoom|phone|telephone|video|teams) (?:in|last|on \w+day|yesterday|earlier|back in)\b|\b(?:our|the|that|your|my) (?:\w+ )?(?:phone |zoom |video )?call (?:of|on|last|in|yesterday|from|ended)\b|"
    r"\b(?:answer(?:ing)?|sell(?:ing)?|repair(?:ing)?|mend(?:ing)?) (?:the )?(?:tele)?phones?\b|\bvoice (?:process|notes?|memos?|messages?|actors?|acting|over)\b|\bring (?:road|fence|binder|a bell)\b|\b(?:wedding|signet|boxing|engagement) ring\b|\ba call to (?:the|arms)\b|\bcall (?:up)?on you\b(?! by)|\b(?:the|what) \w+ call\b|\b(?:drop|send|write)(?:ping)? (?:me |you )?a line\b|\ba line (?:on a|or two)\b|\b(?:line|short-order) cook\b|\bbell (?:caster|founder|ringer|tower|foundry)|\b(?:rather|sooner|better|sparing you|spare you|instead of|than|not having|no need to|need to) (?:\w+ ){0,4}(?:a |an )?(?:e-?mail than a )?(?:phone ?call|call|ring|phone)\b(?= than| would not|,? as|;|\.|,)|\bonline (?:cert\w*|course|courses|article|store|shop|portfolio|form|application)\b"
)


def remote(letter: Letter) -> Hit | None:
    """Where a telephone, video or online conversation is offered."""
    for sentence in letter.sentences:
        low = _NOT_REMOTE.sub(_blank, sentence.low)
        for found in (f for pattern in (_REMOTE, WIRED) for f in pattern.finditer(low)):
            clause = max((a for a, _ in sentence.clauses if a <= found.start()), default=0)
            if not denied(low[clause:], found.start() - clause):
                return (sentence.start + found.start(), sentence.start + found.end())
    return (-1, -1) if _REMOTE.search(_NOT_REMOTE.sub(_blank, letter.lead.low)) else None


# --- M14 M15 M16: how it closes ---------------------------------------------------------------------------------------------

_MY_STEP = frame(
    r"\bi(?:'ll| will| shall|'d| would) (?:\w+ )?(?:write|call|ring|phone|try|send|follow|be in touch|telephone|come|keep|contact)\b",
    r"\b(?:may|could|might|can) i (?:call|ring|phone|telephone|write|visit)\b",
)
_YOUR_STEP = re.compile(
    r"\b(?:please |you can |kindly |feel free to )(?:call|ring|phone|contact|reach) me\b|\bcall me (?:at|on)\b|\bbook (?:a )?(?:time|slot|here)\b"
)
_THANKING = frame(r"\bthank(?:s| you| u)?\b", r"\bgrateful\b", r"\bappreciate\b", r"\bmuch obliged\b")
_WAY_OUT = frame(
    r"\b(?:a )?no is (?:also |of course )?(?:a )?(?:quite |perfectly |entirely |just |absolutely )*(?:all right|alright|fine|ok(?:ay)?|enough|good|welcome|an answer|as good)\b",
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
    return first(letter, _THANKING) or (
        (letter.closing + found.start(), letter.closing + found.end()) if found else None
    )


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
