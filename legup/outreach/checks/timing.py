"""Timing: M10, whether the choice of time is left to the reader."""

import re

from legup.outreach.checks import handing
from legup.outreach.checks.frames import Hit, frame
from legup.outreach.checks.text import Letter, Sentence

_TIME = r"(?:times?|arvos?|nites?|days?|dates?|hours?|slots?|weeks?|moments?|evenings?|mornings?|afternoons?|nights?|weekdays?|weekends?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|appointments?|schedules?|windows?|lunch ?(?:breaks?|hours?)|breaks?)"
_ANY = r"(?:any|whatever|whichever|what|which|all|every|each|another|other|a different|some other|any other|the rest of the)"
_FIT = r"(?:suits?|suited|suitable|works?|convenient|conveniently|fits?|best|easiest|easier|better|possible|quiet(?:est)?|gentlest|kindest|handiest|handy|preferable|free|available)"
_SUITS = r"(?:suits?|suited|suitable|works?|convenient|conveniently|fits?|good|best|easiest|easier|better|possible|ok|okay|fine|free|available|quiet(?:est)?|gentlest|prefer\w*|least|kindest|slow(?:est)?|handiest|handy|like|likes|choose|wish|want|say|pick|please|permit\w*|allow\w*|spare|can|could|name|fix|set|desire|find|care|are|'re|have|you)"

_HANDED = frame(
    rf"\b(?:whenever|any ?time|{_ANY} (?:[\w'-]+ ){{0,3}}?{_TIME}) (?:[\w',-]+ ){{0,5}}?(?:{_SUITS})\b|\b(?:whenever|any ?time|whichever|whatever) (?:is|are|it|that|you|your|the|would|may|might|best|works?|suits?|fits?|easiest|of)\b|\b(?:whenever|any ?time)(?: [\w'-]+){{0,4}}\W*$",
    r"\b(?:suits?|suited|suitable|convenient|convenience|convenien\w+|works?|fits?|good|best|easiest|easier|better|fine|easy|possible|ok|okay|comfortable|least \w+|kindest|handy) (?:best |well |better )?(?:for|to|with|into|in|around|round) (?:you|your|the|both)\b|\bsuits? (?:you|your|the)\b|\bat (?:your|a|the) (?:\w+ )?convenien\w+|\byour (?:own )?convenience\b",
    rf"\b(?:when(?:ever)?|what|which) (?:{_TIME} )?(?:(?:it|this|that)(?:'s| is| would be|'d be)? |is |are |would be |might be |'s |would |might |may )?(?:most |more |the )?(?:{_FIT}|least \w+|good\b(?! (?:a|at))|a good (?:time|day|moment)|you(?:'d| would| can| could| may| might)? (?:prefer|like|choose|wish|can\b|could|have (?:time|a moment|a minute|half)|care|please|say|see fit|think best))\b(?! (?:a|the|my) (?:job|career))",
    rf"\b(?:pick|choose|name|propose|suggest|decide|set|fix|say(?! (?:at|on|in|about|for)\b)|put|select|appoint|tell me|let me know|give me|send me|offer|state|dictate|determine|nominate|indicate) (?:me )?(?:on |with |about )?(?:just |only |me |please )?(?:when|{_ANY}|an?|the|your|my|some|two|three|best|preferred)? ?(?:[\w'-]+ ){{0,2}}?(?:when|{_TIME}|availability|whichever|which)\b",
    rf"\b(?:call|ask for|you put|you name) (?:the|a) (?:{_TIME})\b|\bany (?:{_TIME}) (?:but|except|other than|bar|save|apart from)\b|\b(?:attend|come|talk|call|ring|speak|meet|available|ready) at any (?:time|hour)\b",
    r"\b(?:please |you |just |kindly |so |only |and |to )(?:may |can |could |should |just |only |please |kindly |need (?:only )?|have (?:only )?to |simply |must )*(?:say|choose|decide|pick|name it|tell me|let me know)(?: so)?(?: (?:when|which|what|how|whichever|the word|yourself|freely))?(?=\W*$|[,;:] )|\byou(?:'d)? (?:can |may |could |should |please )?(?:pick|choose|decide|say when|tell me when|name it|set it|would prefer|prefer|like best|say which|say how)\b",
    r"\b(?:let me know|tell me|say|just say|tell|ask(?:ing)? you to say|for you to say|yours to say|up to you|it's for you|only to say|have only to say|need only say) (?:just |please )?(?:when|which|what (?:time|day|suits|works)|how and when|if (?:any|another|those|that|a different)|if there is (?:a|any))\b|\b(?:when|what time) (?:and|or) (?:how|where)\b|\b(?:leave|leaving) (?:the )?(?:choice|timing|time|when|day|it|that|this) (?:\w+ ){0,3}?(?:to|up to|with|entirely to) you\b|\bup to you\b",
    rf"\b(?:of|at) your (?:choice|choosing|pleasure|disposal|own choosing)\b|\b(?:your|you) choice of (?:{_TIME})\b|\byour (?:choice|pick)\b|\byour call(?: on when| which| when)?(?=\W|$)(?! (?:log|is)\b)|\b(?:your|you are|you're) (?:schedule|timetable|calendar|diary|availability|timing|preference|hours?|rota|shifts?|week) (?:is mine|is my|comes first|decides|rules|entirely|permits?|allows?|is (?:best|king))\b|\byour hour is\b",
    r"\b(?:belong|belongs) to you\b|\b(?:i'm |i am |is |are |time's |time is |they're |day is |week is )(?:all |entirely |completely |wholly )?yours(?: to (?:choose|pick|name|command|fill|take|decide)(?: from)?)?\b(?! (?:sincerely|truly|faithfully))|\b(?:all|entirely) yours\b(?! sincerely)|\bat (?:your|thy) disposal\b|\bi(?:'m| am) (?:all )?yours\b",
    r"\b(?:work|fit|bend|adapt|plan|arrange\w*|conform|orient|adjust|organi[sz]e|flex|shift|move|juggle|accommodate|revolve|go|rearrange) (?:myself |mine |me |things |everything |all |entirely |totally |in |it |to )*(?:around|round|to|with|by|in with|in around) (?:you|your|whatever|whichever|the (?:date|hour|time|day))\b|\b(?:around|round) (?:you|your (?:schedule|shifts?|calendar|diary|day|week|hours?|timetable|rota|patients|classes|meetings|commitments|work|term|family))\b",
    r"\bi(?:'m| am|'ll be| will be| can be| could be)? (?:[\w']+ ){0,2}?(?:flexible|easy about|easy (?:on|as to)|free (?:any|most times|all day|all week|whenever|as (?:the|a))|available (?:any|most times|all|whenever|at any)|ready when(?:ever)?|at your disposal|open to any|happy with any|fine with any|not fussy|wide open|retired and free)\b|\bi can (?:at |do |make )?(?:any|every|all|whatever|whichever)\b|\bmy (?:schedule|calendar|time|timetable|diary|week) is (?:\w+ )?(?:flexible|open|free|empty|clear|my own|yours)\b|\b(?:very|completely|totally|fully|quite|pretty|entirely) flexible\b|\bflexible (?:on|about|with|as to) (?:times?|dates?|days?|when)\b",
    r"\b(?:can|could|will|'ll|would|happy to|able to) (?:[\w']+ )?(?:make|do|take|manage|accept) (?:almost |nearly |just about |absolutely )?(?:any|every|whatever|whichever|all)\b|\bmake (?:almost |nearly )?(?:any|every) (?:\w+ )?work\b|\b(?:ready|free|available|there|prepared) (?:at|on|for|in|during) (?:any|whatever|whichever|all|every)\b|\b(?:ready|ring|call|come|be there|find me ready) (?:when|whenever|the moment|as soon as) you\b",
    rf"\b(?:or|and|but|else|otherwise|if not|failing that|though|alternatively)[,]? (?:\w+ ){{0,4}}?(?:any|another|an other|some other|a different|other|some) (?:other )?(?:{_TIME})\b|\b(?:or|and) (?:at )?(?:another|any other|a different|some other|other) (?:{_TIME})\b|\bor (?:some |any )?(?:other )?(?:{_TIME}) (?:that|you|if|of)\b|\bsome other (?:{_TIME})\b|\bor when(?:ever)?\b|\bother (?:{_TIME}) (?:[\w',]+ ){{0,4}}?(?:fit|work|suit|fine|possible|too|as well|are|would|belong|i)\b|\bif (?:neither|none|those|that|these|it|this|mornings|afternoons) (?:\w+ ){{0,3}}?(?:suits?|works?|fits?|work for you|is good|are good|only do|do not|don't|doesn't|prefers?)\b[^.?!]{{0,60}}",
    rf"\b(?:a|the|that|on a|at a|at an|on any|at any|an|this) (?:[\w-]+ )?(?:{_TIME}) (?:that |which |when |where )?(?:\w+ )?(?:suits?|works?|fits?|is (?:good|easy|best|quiet|least|kind\w*|convenient|easier|slow)|you(?:'d|'re)?\b(?! (?:spent|gave|took|were|had|said|told))|isn't|aren't|it isn't|the \w+ (?:permit|allow|suit)|wouldn't|would not|of your)\b|\bany (?:{_TIME})(?: of the (?:week|day))?(?: [\w']+){{0,3}}\W*$|\b(?:early|late|morning|evening|day|night|mornings|evenings|days|dawn|noon) (?:or|and) (?:early|late|morning|evening|day|night|mornings|evenings|weekends|nights|dusk)\b|\bin your (?:day|week|shift|calendar|diary|lunch|break|breaks|tea break|coffee break)\b|\bbetween (?:your )?(?:shifts|patients|meetings|classes|lambing|lessons|customers|jobs|services)\b",
    rf"\b(?:all|any|every|either|both) (?:[\w'-]+ )?(?:of (?:them|these|those|the \w+) )?(?:\w+ )?(?:are |is |would be |will be )?(?:fine|good|possible|the same|equally good|welcome|alike|works?|suits?) (?:with|by|for|to)? ?(?:me|us)?\b|\bi have no (?:appointments|plans|fixed)\b|\b(?:i(?:'ll| will|'d| would)) (?:take|be there|come|ring|call|be ready|fit|manage|make it|travel)\b[^.?!]{{0,30}}\b(?:any|whatever|whichever|whenever|at the hour|when you)\b|\b(?:whatever|whichever) (?:{_TIME})\b[^.?!]{{0,30}}\bi(?:'ll| will| can)\b|\bdays?(?: and | or |/| & )(?:time|hour)s?\b.{{0,20}}\b(?:you|your)\b|\bday or night\b",
    rf"\b(?:a |your )?(?:proposal|suggestion)s? (?:for|of|from) (?:an?|your|the) (?:{_TIME}|side)\b|\b(?:choose|pick|take) (?:any|whichever|whatever|one|freely|between)\b|\bchoose any\b|\b(?:you|your (?:\w+ )?(?:office|secretary|assistant|cabinet|staff)) (?:may |can |could |might |should |would )?(?:fix|set|decide|name|choose|dictate|appoint|determine|put|call|pick|propose|suggest)(?:s)? (?:the |a |an |any )?(?:{_TIME}|it)\b|\bthe (?:{_TIME}) (?:that |which )?(?:you|your \w+) (?:may |can |might |would )?(?:prefer|choose|fix|like|wish|name|set|say)\b|\b(?:summons|invitation|call) at any\b",
    rf"\bwhen (?:you|your \w+) (?:are|'re|have|might|may|can|would|could|get|feel|find|is|has|permits?|allows?|next)\b[^.?!]{{0,30}}\b(?:free|time|moment|minute|break|chance|like|wish|quiet|quieter|spare|able|ready|up to it|suits?|hour|slow|easier|nothing)\b|\bif (?:there is|there's|you have|you can find|you find|you ever have) (?:a|any|some) (?:\w+ )?(?:day|time|moment|week|hour|gap|window|slot|quiet|evening)\b|\bwhen (?:are|would|might|could) you (?:be )?(?:free|available|able|around|like)\b|\b(?:guided|led|ruled|governed) by (?:you|your)\b|\b(?:arrange|plan|fit|work|organi[sz]e) (?:my \w+|myself|things|everything)? ?(?:around|round) (?:it|that|whatever|you)\b|\bwhich(?:ever)? (?:one|of them) (?:you|suits|is|works)\b|\bif you have (?:an)?other (?:{_TIME})\b|\b24/7\b|\bround the clock\b|\b(?:call|ring|phone|text|message) me (?:at )?any ?time\b|\bat your earliest convenience\b|\b(?:{_TIME}) (?:which |that )?you (?:estimate|find|consider|deem|think|judge)\b|\bwhen (?:it|things) (?:is|are|'s) (?:\w+ )?(?:quiet\w*|calm\w*|slow\w*|convenient|easier|less busy)\b",
)
_REPLY = re.compile(
    r"\b(?:reply|respond|answer|write back|get back to me|revert|hear from you|hear back)\b[^.?!]{0,30}\b(?:convenience|whenever|when you|any ?time)\b"
)
_WHERE = re.compile(
    r"\b(?:where|place|location|venue|cafe|café|office|wherever|coffee shop|whatever length|however long|whatever way|whichever way|whichever medium)\b(?:[^.?!;,]{0,24})?\b(?:suits?|convenient|works?|you (?:like|prefer|choose)|you'd|easiest)\b|\b(?:by|on|over|via) (?:phone|zoom|email|video|teams)(?:,? (?:or|and) (?:by |on |over )?\w+)* ?,? (?:whichever|whatever|as)\b(?! (?:time|day|date))[^.?!]{0,20}\b(?:prefer|like|suits?|easier|easiest)\b"
)
_REPROACH = re.compile(
    r"\b(?:know|understand|sure|realise|realize|imagine|aware|appreciate) (?:that )?(?:you|your) (?:schedule|calendar|diary|time|are|must|have|'re)\b|\b(?:work|fit|match|suited|asset|use|best person|right person|chance|interview|role|position|place|job|career) (?:with|for|to|in|into) (?:you|your)\b(?! (?:day|week|schedule|calendar|time|diary|shifts?|timetable|hours?))|\bif you (?:like|want) (?:the|my)\b|\bsuits? you (?:to|in|as)\b"
)
_OWN_HOURS = re.compile(
    r"\b(?:i(?:'m| am| can| could|'ll)?|my)\b[^.?!]{0,40}\b(?:any|every|most|all) (?:day|evening|morning|afternoon|time|weekday|night)s?\b[^.?!]{0,20}\b(?:this week|between|after|before|from|until|except|\d)|\bi(?:'m| am) (?:at|on) [\d ()+-]{5,20} day (?:or|and) night\b|\bi can be (?:reached|contacted|called)\b"
)


def leaves_time(letter: Letter) -> Hit | None:
    """Where the choice of time is handed over."""
    for sentence in letter.sentences:
        found = _handed(sentence)
        if found:
            return (sentence.start + found[0], sentence.start + found[1])
    return None


def _handed(sentence: Sentence) -> Hit | None:
    low = sentence.low
    for pattern in (_REPLY, _WHERE, _REPROACH, _OWN_HOURS, handing.NOT_TIME):
        low = pattern.sub(lambda m: "_" * len(m[0]), low)
    for found in _HANDED.finditer(low):
        if not re.search(
            r"\b(?:not|never|cannot|can't|don't|won't|isn't)\b[^,;]{0,25}$", low[: found.start()]
        ) and not (re.match(r"any (?:day|evening|morning)", found[0]) and _CLOCK.search(low)):
            return found.span()
    return _handed_otherwise(sentence)


def _handed_otherwise(sentence: Sentence) -> Hit | None:
    if handing.ABOUT_WORK.search(sentence.low):
        return None
    low = handing.NOT_TIME.sub(lambda m: "_" * len(m[0]), _REPLY.sub(lambda m: "_" * len(m[0]), sentence.low))
    found = next((m for m in handing.HANDED.finditer(low) if not _CLOCK.search(low) or _BESIDE.search(low)), None)
    return found.span() if found else None


_BESIDE = re.compile(
    r"\b(?:or|but|though|and|otherwise|else),? (?:\w+ )?(?:any|another|other|whenever|whatever|whichever|earlier|later|else|if|inside|outside|as you|choose|pick)\b"
)
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|o'clock)\b")
