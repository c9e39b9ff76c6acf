"""Who writes and why them: M1, M2, M5, M6."""

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


# --- M2: how we are connected -----------------------------------------------------------------------------------------------

_NAME = r"[A-Z][\w'’-]+"
_WORK = (
    r"talk|lecture|keynote|speech|article|paper|essay|column|post|blog|book|report|thesis|interview|podcast|episode|profile|page|web ?site|site|video|film|"
    r"documentary|exhibit\w*|show|piece|study|newsletter|review|workshop|seminar|webinar|session|class|course|demonstration|poster|presentation|chapter|"
    r"project|photographs?|work|bio|listing|entry|stall|stand|booth|letter|map|poem|recording|broadcast|thread|tweet|repo\w*|contact|number|details|programme|program|shop|bakery|garden|name|address|card|email|e-mail"
)
_MET = frame(
    r"\bwe (?:\w+ )?(?:met|spoke|talked|chatted|sat|shared|were (?:introduced|seated|both)|crossed paths|worked|stood|overlapped|danced|had (?:a|lunch|coffee)|exchanged|said hello)\b",
    r"\b(?:after|since|from|enjoyed|great|good|nice|lovely|pleasure|wonderful|remember|forget|upon|following|for|by|was) (?:\w+ )?(?:meeting|seeing|hearing|talking (?:to|with)|speaking (?:to|with)|chatting (?:to|with)|sitting (?:next to|beside|with)|listening to) you\b",
    r"\b(?:met|heard|saw|watched|seen|spoken (?:to|with)|talked (?:to|with)|"
    r"spoke (?:to|with)|bumped into|ran into|sat (?:next to|beside|behind|with)|followed|remember) you\b(?! (?:have|are|might|may)\b)",
    r"\byou (?:kindly |very kindly |once |also |then |so |both )?(?:spoke|gave (?:me|us|a|the)|told (?:me|us|the)|taught|visited|came|said (?:that|you|i|we|to|at|in)|mentioned|offered|helped|invited|handed|let me|showed|fixed|judged|"
    r"treated|answered (?:my|our|a)|explained|signed|were kind|were (?:at|on|in|my|our|the)|asked me|encouraged|promised|agreed|may remember|might remember|might recall|may recall|won't remember|lent)\b",
    r"\bthank(?:s| you)(?: so much| very much)? for (?:saying|agreeing|offering|writing|telling|accepting|letting|inviting|your (?:\w+ )?(?:reply|message|note|answer|offer|invitation|letter|visit))\b",
    r"\b(?:great|good|nice|lovely|a pleasure|wonderful|pleased) (?:to (?:see|meet|talk (?:to|with)|speak (?:to|with)|chat (?:to|with)) you|(?:seeing|meeting|talking|chatting|speaking)(?: to| with)?(?: you)?) (?:at|in|on|during|after)\b",
    r"\b(?:did|took|attended|finished|completed|joined|bought|visited|used) your\b",
    r"\b(?:your|you) (?:\w+ )?(?:visit|promise|offer|invitation|kind (?:offer|answer|reply))\b|\bnice to meet you\b|\bgood to meet you\b|\b(?:i have|still have|kept|keep|got) your (?:business )?card\b",
    r"\bi (?:stopped (?:at|by)|visited|attended|came to|took|was (?:at|in) (?:your|the)|was (?:your|the \w+ (?:who|in|at))|bought|used to|sat in|joined) (?:\w+ ){0,6}?(?:your|you|where you|the)\b",
)
_REFERRED = frame(
    r"\b(?:suggest\w*|recommend\w*|referred|told me|mentioned|passed (?:me|on)|gave me|pointed me|introduced|put (?:me|us) in touch|put me on to|said (?:that )?(?:you|i|we|hi|to)|says (?:that )?(?:you|i|hi|to)|thought (?:that )?(?:you|i|we)|"
    r"thinks (?:that )?(?:you|i)|speaks (?:highly )?of you|talks about you|encouraged me|insists?|urged|sent me your|shared your|supplied|directed me|advised me|works? (?:with|for) you|knows? you|worked (?:with|for) you)\b",
    r"\b(?:our )?mutual (?:friend|acquaintance|contact)|\b(?:via|through|thanks to|courtesy of|referred by|recommended by|introduced by|at the suggestion of|on the advice of|sent by) (?:our |my |a |an )?",
)
_THEM = re.compile(r"\byou(?:r|rs)?\b|\bin touch\b|\bwrite\b|\bcontact\b|\bget in touch\b")
_SCHOOL = frame(
    r"\b(?:it'?s|this is|it is) [\w ]{1,30}? (?:from|of) (?:the|our|your)\b",
    r"\b(?:alum(?:ni|na|nus|nae|s)?|old (?:boys|girls|students)|class of|fellow \w+|alma mater|same (?:school|college|university|programme|program|degree|course|department|lab|team|club|village|town|street|church|parish)|classmate|schoolmate|"
    r"housemate|old student|former (?:student|pupil|colleague|neighbou?r)|neighbou?r)\b",
    r"\b(?:we|you|i) (?:both |also |too )?(?:share|went to|attended|graduated from|studied (?:at|under|with)|played (?:for|at)|belong)\b",
    r"\b(?:as )?members? of (?:the )?(?:same|guild|society|association|union|group|chapter)|\b(?:guild|society|association|members'?) (?:list|directory|forum|newsletter)\b",
)
_FOUND = re.compile(
    r"\b(?:found|read|reading|saw|seen|seeing|heard|hearing|watched|watching|noticed|listened to|listening to|discovered|located|spotted|looked (?:you )?up|looked at|came (?:across|upon)|stumbled (?:on|upon|across)|"
    r"enjoyed|visited|follow|followed|cited|picked up|learned (?:of|about|from)|learnt (?:of|about|from)|(?:got|obtained|received|took|have|found|get) your (?:name|address|email|e-mail|contact|number|details)|was given your|"
    r"your (?:name|profile|article|talk|listing) (?:came|comes|appears|appeared|is|was|says|said|caught)|you(?:'re| are) (?:listed|named|quoted|mentioned|featured)|lists you|listed you|says (?:that )?you|shows (?:that )?you)\b"
)
_VAGUE_FIND = re.compile(r"\bcame across you\b(?! (?:on|in|at|through|while)\b)|\bcame across your (?:name|email|contact)\b(?! (?:on|in|at|through|while)\b)")
_OF_YOURS = re.compile(
    rf"\byour (?:[\w'-]+ ){{0,4}}(?:{_WORK})\b|\byou (?:on|in|at|through|via|speak|talk|say|explain|describe|play|present|mention|wrote|were|had|lead|are|work|run|teach)\b|\byou(?:'re|'d| and| as)\b|"
    rf"\b(?:interview|article|profile|piece|talk|report|story|episode|feature|post) (?:with|about|on|by) you\b|\b(?:the|an?|this|that) (?:[\w'-]+ ){{0,4}}(?:{_WORK}|you)\b.{{0,60}}\byou"
)
_LISTED = frame(
    r"\b(?:directory|database|alumni (?:\w+ )?(?:map|platform|network|wall|office|list|page|portal|board|tool|search|book|finder|hub|bridge|site|website|association)|yearbook|linkedin|mentor (?:list|directory|platform)|"
    r"register|member list|membership list|staff page|faculty page|careers? (?:wall|portal|office|centre|center|service|board))\b",
)


_OWN_WORK = re.compile(
    r"\byour (?:[\w'-]+ ){0,4}?(?:talk|lecture|keynote|speech|article|paper|essay|column|post|blog|book|report|interview|podcast|episode|video|film|documentary|exhibit\w*|chapter|workshop|webinar|newsletter|poster|thread|piece|recording|booth|stall|stand)\b"
    r"(?! (?:office|code|address|number|box|as\b|at the (?:company|firm)))"
)


def connection(letter: Letter) -> tuple[Sentence, Hit] | None:
    """The sentence that says how writer and reader are connected, and where in it."""
    best = None
    for sentence in [letter.lead, *letter.sentences]:
        found = _tie(sentence, letter.sentences)
        if found:
            here = (sentence, (sentence.start + found[0], sentence.start + found[1]) if sentence.place >= 0 else (-1, -1))
            if is_specific(sentence):
                return here
            best = best or here
    return best


def _tie(sentence: Sentence, others: list[Sentence]) -> Hit | None:
    low = sentence.low
    for pattern in (_MET, _SCHOOL):
        found = next((m for m in pattern.finditer(low) if not denied(low, m.start())), None)
        if found:
            return found.span()
    referred = _REFERRED.search(low)
    if referred and not re.search(r"\b(?:could|would|can|will|please|if) (?:you )?(?:\w+ )?$", low[: referred.start()]) and _by_another(sentence, referred, others):
        return referred.span()
    found = _FOUND.search(low)
    if found and not _VAGUE_FIND.search(low) and _OF_YOURS.search(low) and not re.search(r"\b(?:could|would|can|hope|love|like|to|will|you|'d|you have|you've|you had) $", low[: found.start()]):
        return found.span()
    theirs = _OWN_WORK.search(low)
    if theirs:
        return theirs.span()
    listed = _LISTED.search(low)
    return listed.span() if listed and _THEM.search(low) and not re.search(r"\bmy (?:linkedin|profile)", low) else None


def _by_another(sentence: Sentence, referred: re.Match, others: list[Sentence]) -> bool:
    """Whether a third person stands before the verb of referring, or after *via*."""
    before = sentence.text[: referred.start()]
    own = re.search(r"\b(?:I|i|you|we)(?:'d|'ve| would| have| can| could| had| just| also)? $", before)
    if re.match(r"via|through|thanks to|courtesy|referred|recommended by|introduced by|at the|on the|sent by", referred[0]):
        return bool(re.match(rf"\s*(?:(?:my|our|a|an|the|Dr\.?|Prof\.?|Professor|Ms\.?|Mr\.?|Mrs\.?) )*(?:{_NAME}|friend|colleague|uncle|aunt|teacher|professor|tutor|adviser|advisor)", sentence.text[referred.end() :]))
    if own:
        return False
    third = re.search(rf"(?:{_NAME}|\b(?:friend|colleague|uncle|aunt|cousin|teacher|professor|tutor|adviser|advisor|boss|manager|neighbou?r|mother|father|mum|mom|dad|sister|brother|"
                      r"librarian|supervisor|coach|mentor|she|he|they|office|who|roommate|classmate|guide|somebody|someone|counsel+or|wife|husband|partner)\b)[^.?!]{0,50}$", before)
    return bool(third) or "mutual" in referred[0]


_PLACED = re.compile(
    rf"\b(?:at|in|on|during|after|from|outside|near|by|via|through) (?:(?:the|a|an|your|last|this|our|my|his|her) )?(?:[\w'-]+ ){{0,3}}?{_NAME}"
)
_PLACE_WORDS = re.compile(
    r"\b(?:fair|conference|booth|stand|stall|exhibition|exhibit|lecture|workshop|panel|reception|wedding|party|dinner|museum|library|caf[eé]|shop|store|bakery|clinic|market|festival|seminar|"
    r"meetup|hackathon|open (?:day|house|studio)|careers? (?:night|evening|day|fair|event)|train|bus|flight|queue|gym|church|garden|studio|reunion|symposium|summit|webinar|tour|evening|campus|"
    r"directory|database|linkedin|website|web ?page|blog|podcast|magazine|newspaper|newsletter|radio|broadcast|documentary|journal|article|book|paper|report|video|episode|column|essay|interview|"
    r"profile|yearbook|register|alumni|programme|talk|keynote|poster|ferry|choir|class|course|guest post|post on|thread|forum|hospital|gallery|theatre|theater|concert|match|tournament|camp)\b"
)
_MONTHS = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Spring|Summer|Autumn|Fall|Winter|I|I'm|I've|Christmas|Easter)\b")


_TITLED = re.compile(r"\b(?:coach|dr|prof|professor|mr|mrs|ms|uncle|aunt|captain|pastor|father|sister|rabbi|chief)\.? [a-z]{3,} $")


def is_specific(sentence: Sentence) -> bool:
    """Whether the tie names an event, a place, a person or a source."""
    named = _MONTHS.sub(lambda m: m[0].lower(), sentence.text)
    if _PLACE_WORDS.search(sentence.low) or _PLACED.search(named):
        return True
    referred = _REFERRED.search(sentence.low)
    if referred and _TITLED.search(sentence.low[: referred.start()]):
        return True
    return bool(referred and re.search(rf"(?:(?<=[a-z,;] )|^){_NAME}(?: {_NAME})?", named[: referred.end() + 40]) and not re.match(r"(?:A|My|Our|One|The|Some\w+|He|She|They|It|We|You|As|When) (?!.*[a-z,;] [A-Z])", named))


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
