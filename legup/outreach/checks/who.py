"""Who writes and why them: M1, M5, M6."""

import re

from legup.outreach.checks.frames import Hit, denied, first, frame, hits
from legup.outreach.checks.text import Letter, Sentence

# --- M1: who I am -----------------------------------------------------------------------------------------------------------

_STUDY_OR_ROLE = (
    r"student|senior|junior|sophomore|freshman|fresher|undergrad\w*|postgrad\w*|graduate|postdoc\w*|doctoral|phd|alum\w*|major|apprentice|trainee|intern|"
    r"teacher|nurse|engineer|\w+ist|\w+ician|\w+ologist|accountant|librarian|lawyer|solicitor|barrister|paralegal|writer|editor|designer|developer|"
    r"programmer|analyst|manager|assistant|officer|clerk|technician|mechanic|driver|carpenter|electrician|plumber|chef|cook|waiter|barista|farmer|"
    r"veteran|parent|mother|father|researcher|fellow|consultant|coordinator|administrator|owner|baker|teller|soldier|sergeant|lecturer|professor|"
    r"translator|interpreter|photographer|musician|actor|painter|potter|welder|buyer|planner|surveyor|architect|doctor|vet|midwife|carer|therapist|pupil"
)
_WORKING = (
    r"study|teach|manage|coordinate|oversee|handle|write (?:code|software|about|copy)|produce|organi[sz]e|run|work|lead|own|drive|coach|edit|sell|repair|build|design|translate|nurse|volunteer|read (?:law|history|english|physics)|"
    r"attend|major in|train|practi[cs]e|supervise|write for|keep (?:the )?books|look after|cook|farm|tutor|edit|play|make|fix|fly|research"
)
_MENTAL = (
    r"hope|wish|would|could|can|will|may|might|should|am|was|have|had|did|do|know|think|believe|found|read|saw|met|came|heard|got|sat|took|went|spoke|wrote|write|look|ask|want|like|love|need|"
    r"see|feel|thank|understand|promise|admire|appreciate|enjoy|follow|remember|live|keep|just|really|only|still|never|always|hear|bought|left|spent|ran|grew|stood|gave|made|learn|learnt|apply|search|wonder|"
    r"stand|listen|watch|notice|mean|reach|call|ring|talk|speak|chat|begin|began|attach|enclose|send|sent|kept|told|said|suppose|guess|come|go|be|share|noticed"
)
_I_AM = r"\b(?:i am|i'm|im|i was|i've been|i have been|myself)"
_IDENTITY = frame(
    r"\bmy name(?:'s| is)\b",
    rf"{_I_AM} (?:currently |also |now |just |still |only )?(?:an?|the|your|one of|half of|part of) (?!bit\b|little\b|huge\b|big\b|great\b|fan\b|long[- ]time (?:fan|reader)|lot\b|regular reader)",
    rf"{_I_AM} (?:currently |now |just )?(?:studying|working|training|finishing|completing|doing (?:a|my)|teaching|serving|enrolled|employed|at (?:the )?(?:university|college|school)|"
    r"in (?:my|the|(?:\w+ )?(?:year|grade|form))\b|in \w+ (?:grade|year|form|semester)|in (?:first|second|third|fourth|final|last)|from\b|\d{2}\b(?! min)|between jobs|retraining)",
    rf"{_I_AM} (?:[\w'-]+ ){{0,3}}(?:{_STUDY_OR_ROLE})\b",
    rf"\bi (?:currently |now |also |mostly )?(?:{_WORKING})\b(?! (?:it|out|around|for you|with you|well|any|best|to learn)\b)",
    r"\bi (?:am recently |recently |just )?(?:graduated|majored|qualified|trained as|retired|served|come from|hold a|have a (?:degree|diploma|bachelor|master))\b",
    rf"\b(?:as|being) (?:an?|another|a fellow|the) (?:[\w'-]+ ){{0,4}}(?:{_STUDY_OR_ROLE})\b",
    rf"\b(?:fellow) (?:{_STUDY_OR_ROLE}|\w+ (?:alum\w*|graduate))\b",
    r"\b(?:currently )?pursuing (?:an?|my) |\bi have (?:\w+ ){1,2}years?(?:'| of)? (?:of )?(?:experience|work|practice)",
    rf"\bi (?!(?:{_MENTAL})\b)(?:also |now |currently |mostly )?[a-z]{{2,12}}(?<!ed) (?:[\w-]+ ){{0,3}}?(?:for|at|in|on) (?:an?|the|my) [a-z]",
    r"\bclass of (?:19|20)\d\d\b|\b(?:now|currently) (?:at|with|in) (?:an?|the) [a-z]",
    rf"^(?:[\w'-]+ ){{0,3}}(?:{_STUDY_OR_ROLE}) (?:here|at|from|in|,)\b",
)
_EMPTY_SELF = re.compile(r"(?:i am|i'm|im) (?:the one|the person|your (?:biggest|number)|an? (?:avid|big|huge|great|keen|regular|loyal|admirer|fan)\b|a bit|a little)")
_NAMED_SELF = re.compile(r"\b(?:[Ii] am|[Ii]'m|[Tt]his is|[Mm]yself) (?:Dr\.? |Prof\.? )?[A-Z][\w'-]+(?: [A-Z][\w'-]+| [a-z]{2,3} [A-Z]|,| and\b| from\b)|^(?:[A-Z][\w'-]+ ){1,3}(?:'?\d\d(?:\d\d)? )?here\b")
_SIGNED_ROLE = re.compile(
    rf"\b(?:{_STUDY_OR_ROLE})\b|\b(?:university|college|school|institute|academy|department|dept|faculty|hospital|ltd|inc|llc|gmbh|class of|'\d\d|b\.?a\.?|b\.?sc|"
    r"m\.?a\.?|m\.?sc|mba|ph\.?d|year|programme?|director|studio|museum|clinic|society|company)\b",
    re.I,
)


def introduces(letter: Letter) -> Hit | None:
    """Where the letter says who writes."""
    for sentence in letter.sentences:
        named = _NAMED_SELF.search(sentence.text)
        said = named or next((m for m in _IDENTITY.finditer(sentence.low) if not _EMPTY_SELF.match(m[0]) and not _EMPTY_SELF.match(sentence.low, m.start())), None)
        if said:
            return (sentence.start + said.start(), sentence.start + said.end())
    lines = [line for line in letter.signature.splitlines() if line.strip()]
    for line in lines[1:] if len(lines) > 1 else lines:
        if _SIGNED_ROLE.search(line) and len(line.split()) > 1:
            start = letter.closing + letter.signature.index(line)
            return (start, start + len(line))
    return None


# --- M5: why this person ----------------------------------------------------------------------------------------------------

_PLAIN_VERBS = (
    r"seem|look|sound|appear|inspire|come|are|were|have|had|can|could|would|will|may|might|should|must|do|did|don't|know|think|like|want|need|prefer|choose|pick|name|say|wish|feel|find|recommend|suggest|suit|get|see|"
    r"time|and|to|for|in|at|on|by|with|or|a|an|the|if|so|as|that|about|from|had|remember|hear|decide|please|ever|also|either|can't|won't|wouldn't|couldn't|mind|reply|answer|receive|read|"
    r"consider|allow|agree|accept|happen|be|let|give|spare|tell|call|share|again|all|very|some|any|today|soon|well|personally|directly|because|when|this|how|what|where|too|now|not|"
    r"have time|care|point|meet|talk|speak|help|advise|send|write to me|there|after|before|since|during|until|but|who|which|was|is|just|i|my|we|me|whenever|anyway|first|once|are free|then|of|"
    r"gave|told|said|met|kindly|spoke|offered|mentioned|suggested|through|under|via|up|out|around|as well|here|one|twenty|\d+"
)
_DOES = re.compile(rf"\byou(?:'ve| have| had|'d)? (?:(?:also|now|once|recently|then|first|still|later|currently|both|actually|really|just|yourself|never|always) )?(?!(?:{_PLAIN_VERBS})\b)[a-z]{{3,}}\b")
_SAID = re.compile(r"\byou (?:gave|told|said|mentioned|spoke|explained|described|showed|taught|answered)\b(?: \w+){0,3} (?:about|on|that|how|why|a talk|the talk|a lecture|the|your|it|you|my)\b|\b(?:hear(?:d|ing)?|saw|seeing) you (?:speak|talk|describe|explain|say)\b.{0,40}\b(?:about|on|how|that)\b")
_IS = re.compile(
    r"\byou(?:'re| are| were)(?: now| currently| also)? (?:an?|the|one of|head|in|at|with|doing|working|running|leading|studying|teaching|building|designing|responsible|from|on the|directing|managing|making|part of|"
    r"somebody who|someone who|\w+ing)\b(?! (?:position to|good mood|town|touch|person to|right person|best person|busy|expert\b(?! (?:in|on))|able|inspir\w+|great|amazing|wonderful|very))"
)
_NOT_BEING = re.compile(r"you(?:'re| are| were) (?:being|looking|hiring|having|willing|recruiting|going|interested|doing well|the (?:right|best|person)|feeling|expecting|taking|free|reading|in (?:a|the) (?:area|office|mood)|in town)\b|you(?:'re| are) in\b(?=[.,?!]|$)")
_YOURS = re.compile(
    r"\byour (?:(?!own\b|kind\b|valuable\b|precious\b)[\w'-]+ ){0,4}?(?:talk|lecture|keynote|speech|article|paper|essay|column|blog ?post|guest post|post|blog|book|report|thesis|dissertation|interview|podcast|episode|video|film|documentary|"
    r"exhibit\w*|thread|research|study|piece|review|workshop|demonstration|poster|presentation|chapter|project|invention|design\w*|photographs?|newsletter|lab|laborator\w+|studio|workshop|bakery|shop|farm|garden|atelier|practice|"
    r"booth|stand|stall|slide|slides|chart|diagram|poem|translation|switch|move|transition|decision|jump|change|route|path|road|journey|years?|time|career|role|job|post|position|work|team's work|work there|start|beginnings|"
    r"background|experience|story|crew|collection|column|recipes?|song|album|model|method|clinic|programme|program|course|class|map|bridge|campaign|column)(?:'s)?\b"
)
_WEAK_YOURS = re.compile(r"(?:career|work|experience|journey|path|background|story|role|job|position|years?|time|route|road|start|practice|programme|program|team's work)$")
_CONCRETE_AFTER = re.compile(r"\s*(?:,? ?(?:as|at|in|on|with|from|into|to|between|since|for|there|of|through|during|out of|moving|around|among|after|helping|leading)\b(?! (?:a|the)? ?(?:convenien|phone|week|next|busy|general|detail|person\b)))")
_GUSH = re.compile(r"\b(?:inspir\w+|impressive|impressed|amazing|wonderful|incredible|wealth of|extensive|great|outstanding|vast|rich|remarkable) (?:\w+ )?$")
_TOLD_OF = re.compile(r"\b(?:hear|heard|understand|gather|learned|learnt|read|see|noticed|says|said|tells me|told me) (?:that )?you(?:'ve| have| had)? (?!(?:are|were|have|had|might|may|could|would|can|will|should|must|like|want|know|wouldn't|won't)\b)[a-z]{3,}\b")
_THEIR_HOUSE = re.compile(r"\b(?:about|of) your (?:[\w'-]+ ){0,2}(?:firm|company|team|squad|unit|lab|studio|department|organi[sz]ation|group|office|shop|clinic|school)\b|\b(?:how|what|why) your (?:[\w'-]+ ){1,3}(?:is|are|do|does|works?|chooses?|decides?|began|started|came|handles?|manages?|trains?|funds?|runs?)\b|\byou (?:to me )?(?:as|are) (?:the|a) (?:person|one|only one) who (?!could|can|might|would)")
_AT_POST = re.compile(r"\b(?:you|your)\b[^.?!]{0,40}\b(?:at|with) (?:the )?[A-Z][\w'-]+")


def why_them(letter: Letter) -> Hit | None:
    """Where the letter says something that is true of this reader only."""
    for sentence in [letter.lead, *letter.sentences]:
        found = _particular(sentence)
        if found:
            return (sentence.start + found[0], sentence.start + found[1]) if sentence.place >= 0 else (-1, -1)
    return None


def _particular(sentence: Sentence) -> Hit | None:
    low = sentence.low
    for found in _YOURS.finditer(low):
        weak = _WEAK_YOURS.search(found[0])
        gush = _GUSH.search(low[max(0, found.end() - 60) : found.end() - len(found[0].split()[-1])])
        if (not weak and not re.search(r"\b(?:post|page|name)$", found[0])) or (weak and _CONCRETE_AFTER.match(low, found.end()) and not gush) or re.search(r"post$", found[0]) and not weak:
            return found.span()
    for pattern in (_SAID, _IS):
        for found in pattern.finditer(low):
            if not _NOT_BEING.match(low, found.start()):
                return found.span()
    for found in _DOES.finditer(low):
        if not re.search(r"\b(?:if|whenever|when|would|could|can|will|do|did|might|should|may|hope|let|before|unless|until) $", low[: found.start()]):
            return found.span()
    told = _TOLD_OF.search(low)
    if told:
        return told.span()
    house = _THEIR_HOUSE.search(low)
    return house.span() if house else _post_at(sentence)


def _post_at(sentence: Sentence) -> Hit | None:
    found = _AT_POST.search(sentence.text)
    spoken = found and re.search(r"\b(?:met|saw|heard|spoke|talk\w*|chat\w*|sat|seeing|meeting)\b", sentence.low)
    return found.span() if found and not spoken else None


# --- M6: background or goals ------------------------------------------------------------------------------------------------

_AIM = frame(
    r"\bi(?:'m| am|'ve been| have been)? (?:[\w']+ ){0,2}?(?:decid\w*|consider\w*|thinking (?:about|of|it over)|hoping to (?:become|move|work|go|get into|start|be|make|study|find|build|stay)|hope to (?:become|move|work|go|get into|start|be|make|study|build|one day)|"
    r"plan\w* to|planning (?:on|a)|dream\w* of|aim\w* (?:to|for|at)|torn|weigh\w*|wonder\w* whether|wonder\w* if (?:i|it|that|this)|about to|trying to (?:decide|work out|figure|find out|choose|move|get|understand whether)|debating|exploring|"
    r"interested in|curious about|drawn to|fascinated by|keen (?:on|to)|leaning|leaving|changing|switching|moving (?:into|from|to)|return\w* to|going back to|applying (?:to|for)|preparing|choosing|starting|training to|hooked|unsure|not sure|set on|"
    r"want to (?:become|be|work|move|go|study|make|do|get into|start|build|teach|write|find|leave|understand whether)|would like to (?:become|be|work|move|go into|study|do|get into|start|teach|one day)|'d like to (?:become|be|work|move|go into|study|do|get into|start)|"
    r"would love to (?:become|do|work)|intend|mean to|long to|am looking (?:at|into)|looking (?:at|into|to move)|must (?:decide|choose)|have to (?:decide|choose)|need to (?:decide|choose))\b",
    r"\bi(?:'m| am)? [\w ]{0,20}?\bwho (?:might|may|wants? to|hopes? to)\b|\bi (?:might|may) (?:go back|become|switch|change|try|retrain|study|apply)\b|\bwant (?:one|a job|a life|work) like\b|\bpursuing\b",
    r"\b(?:and|but|now|also|so|then) (?:want to|hope to|would rather|plan to|intend to|wish to|aim to)\b(?! (?:talk|hear|learn|ask|know|speak|meet|chat|understand|thank)\b)|\bi (?:'d|would) rather be\b|\borient my\b|\bin the right (?:trade|field|job)\b|\bi just (?:got|passed|finished|left|started)\b",
    r"\bi(?:'d| would) (?:like|love|want) to (?!(?:talk|hear|learn|ask|know|speak|meet|chat|understand|thank|find out|discuss|request|schedule|connect|pick|invite|call|ring|see|introduce|take|get|add|have|hear|buy|arrange|set|share|visit|pursue this|hop|join you|be (?:able|in touch)|continue|listen|reach|send|offer|explore|gain|come|sit|treat)\b)[a-z]+",
    r"\b(?:considering|deciding|thinking (?:about|of)|weighing|contemplating|exploring|eyeing|interested in|curious about|planning|hoping to (?:become|move|get into|go into)|wanting to|debating)\b",
    r"\b(?:my|a) (?:goal|aim|dream|ambition|plan|hope|wish|decision|next step|question is whether|interest)\b|\bwhether (?:to|i|it'?s) ",
    r"\b(?:starting|opening|founding|launching) (?:an?|my|our) \w+|\ba (?:possible )?career (?:in|as)\b|\b(?:career change|change of career|second career)\b",
)
_STORY = frame(
    r"\bi (?:[\w']+ )?(?:worked|spent|ran|taught|volunteered|interned|built|kept|grew up|studied|wrote|made|led|served|managed|helped|started|organi[sz]ed|designed|trained|raised|left|quit|retired|lived|moved|sold|drove|nursed|"
    r"coached|researched|coded|tutored|switched|finished|graduated|majored|learned|learnt|did|repaired|translated|photographed|edited|cared|joined|won|passed|completed|collected|measured|cooked|farmed|counted|carried)\b(?! (?:across|you|your|it in)\b)",
    r"\b(?:i have|i've) (?:[\w']+ )?(?:been (?:an?|in|with|working|teaching|running|doing|volunteering|learning|reading about|practi[cs]ing)|worked|spent|run|taught|done|built|made|written|led|kept|volunteered|managed|served|started|raised|lived|had|"
    r"a (?:degree|background|diploma)|(?:\w+ )?years?)\b",
    r"\b(?:i have|i've) (?:\w+ )?(?!attached|enclosed|noticed|enjoyed|wanted|wondered|admired|followed|included|listed|stopped|looked|received|copied)\w+ed\b(?! (?:to|you|your)\b)|\bsince i was\b",
    r"\b(?:for|after|over|past|last|with) (?:the )?(?:past |last )?(?:\w+ ){0,2}(?:years?|months?|summers?|decades?|seasons?|terms?|semesters?)\b(?! (?:ago|your|you))",
    r"\b(?:i|we) (?:currently |now |also |mostly )?(?:manage|run|teach|work|lead|own|drive|coach|edit|sell|repair|design|translate|volunteer|write|research|supervise|tutor|farm|play|speak|build|love)\b(?! (?:nights|days|shifts|weekends|mornings|afternoons|evenings|from|until|late|full|part|around|with you|to (?:talk|hear|learn|chat|know|meet|speak|ask))\b)",
    rf"\bi (?!(?:{_MENTAL})\b)(?:also |now |currently |mostly )?[a-z]{{2,12}}(?<!ed) (?:[\w-]+ ){{1,3}}?(?:for|at|in|on) (?:an?|the|my) [a-z]|\b(?:and|who) have [a-z]+ed (?:since|for)\b",
    r"\b(?:my|own) (?:background|experience|degree|thesis|dissertation|internship|placement|work|job|shop|studio|business|research|project|training|career|years|previous|last job|current job|minor)\b",
    r"\b(?:happily|currently|previously|formerly) (?:employed|work\w*|an?)\b|\bafter (?:a career|leaving|finishing|graduating)\b|\bformer(?:ly)?\b",
)


def background(letter: Letter) -> Hit | None:
    """Where the letter tells what the writer has done or is deciding."""
    return first(letter, _STORY) or aim(letter)


def aim(letter: Letter) -> Hit | None:
    """Where the letter says what the writer hopes or is deciding."""
    for sentence in letter.sentences:
        for found in _AIM.finditer(sentence.low):
            if not re.search(r"\byou(?:'re| are)? $", sentence.low[: found.start()]) and not _IN_TALKING.match(sentence.low, found.end()):
                return (sentence.start + found.start(), sentence.start + found.end())
    return None


_IN_TALKING = re.compile(r"\s+(?:having|talking|speaking|learning|hearing|meeting|chatting|connecting|an? (?:\w+ )?(?:chat|call|conversation|discussion|talk|meeting))\b")


def own_story_words(letter: Letter) -> int:
    """How many words are about the writer: sentences that begin with *I* or *my* and do not ask."""
    return sum(len(s.low.split()) for s, _ in hits(letter, re.compile(r"^(?:i|my|i'm|i've)\b(?!.*\byou\b)")) if not s.asks)
