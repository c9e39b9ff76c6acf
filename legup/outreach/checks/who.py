"""Who writes and why them: M1, M5, M6."""

import re

from legup.outreach.checks import goals, particulars, selves
from legup.outreach.checks.frames import Hit, frame, hits
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
_TRAIT = r"(?:person|starter|self-starter|learner|player|believer|enthusiast|thinker|fan|reader|admirer|listener|lover|dreamer|go-getter|follower|subscriber|bit|lot|little|huge|big|mess|member of the public|stranger|nuisance|pain|quick|passionate|keen|avid)"
_YEAR_OF_STUDY = r"(?:first|second|third|fourth|fifth|sixth|final|last|penultimate|1st|2nd|3rd|4th|5th|freshman|sophomore|junior|senior|\w+th)[ -](?:year|semester|grade|term|form|level)"
_IDENTITY = frame(
    r"\bmy name(?:'s| is)\b",
    rf"{_I_AM} (?:currently |also |now |just |still |only |simply |about to be |myself |(?:in (?:my|truth|fact),? ))?(?:an?|the|your|one of|half of|part of) (?!(?:[\w-]+ ){{0,2}}{_TRAIT}\b|great\b|long[- ]time|regular )",
    rf"{_I_AM} (?:currently |now |just |presently |still |only )?(?:halfway|studying|working|training|finishing|completing|doing|teaching|serving|enrolled|employed|reading (?:law|history|english|\w+ at)|running|managing|building|writing (?:a|my) (?:thesis|dissertation|phd)|in charge|at (?:the )?(?:university|college|school|[a-z]+ (?:university|college|school))|"
    r"in (?:my|the|(?:\w+ )?(?:year|grade|form))\b|in \w+ (?:grade|year|form|semester)|in (?:first|second|third|fourth|final|last)|from\b|\d{2}\b(?! min)|(?:aged? )?(?:eighteen|nineteen|seventeen|sixteen|fifteen)\b|between jobs|retraining|retired|self-employed|freelance|unemployed|of (?:\w+ )?(?:trade|profession)|by (?:trade|training|profession)|lately|recently (?:laid|graduated|retired|qualified)|with (?:the|a) [a-z]|in (?!(?:touch|town|love|awe|need|your|debt|two|the|my|a|an|no|search|favou?r|doubt|luck|trouble|agreement|advance|person|charge|contact|that|this|danger|hope|part)\b)[a-z-]+\b|qualified|newly qualified)",
    rf"{_I_AM} (?:[\w'-]+ ){{0,4}}(?:{_STUDY_OR_ROLE}|(?:{_YEAR_OF_STUDY}))\b(?! (?:of your|of yours|whether|if))",
    rf"\bi (?:currently |now |also |mostly |only |just )?(?:{_WORKING})\b(?! (?:it|out|around|for you|with you|well|any|best|to learn|this|that|your|about|more|a lot|with (?:great )?interest)\b)",
    r"\bi (?:am recently |have recently |recently |just |have just |only just )?(?:graduated|majored|qualified|trained as|retired|served|come from|hold a|hold an|have a (?:degree|diploma|bachelor|master|doctorate|phd)|completed (?:my|a|an) \w+|finished (?:my|a) (?:degree|phd|training|master\w*|course|studies))\b",
    rf"(?:^|, |; |speaking |writing )(?:as|being) (?:an?|another|a fellow|the) (?:[\w'-]+ ){{0,4}}(?:{_STUDY_OR_ROLE})\b",
    rf"\b(?:fellow) (?:{_STUDY_OR_ROLE}|\w+ (?:alum\w*|graduate))\b",
    r"\b(?:currently )?pursuing (?:an?|my) |\bi have (?:\w+ ){1,2}years?(?:'| of)? (?:of )?(?:experience|work|practice|standing)",
    r"\b(?:i have|i've) (?:now |also |only |just )?(?:been (?:an?|the|in|with|at|[a-z]+ing|qualified|self-employed|retired|freelance|registered)|worked|taught|run|driven|kept|cooked|served|managed|done|made|sold|built|drawn|written|nursed|farmed|fished|flown|sailed|edited|designed|coached|hung|laid|looked after|[a-z]+ed)\b[^.?!]{0,60}\b(?:for|since|these|over) (?:[\w-]+ ){0,3}(?:years?|months?|decades?|(?:19|20)\d\d|seasons?)\b",
    r"\b(?:i have|i've) (?:done|put in|had|spent|served) (?:[\w-]+ ){1,3}(?:years?|seasons?|decades?) (?:of|as|in|at|with)\b",
    rf"\bi (?!(?:{_MENTAL})\b)(?:also |now |currently |mostly |only )?[a-z]{{2,12}}(?<!ed) (?:[\w-]+ ){{0,3}}?(?:for|at|in|on) (?:an?|the|my) [a-z]",
    r"\bi do (?!not\b|n't|hope|think|understand|wonder|know|apologi|appreciate|want|love|like|feel|believe|need|have|realise|realize|wish|mean|see|remember|so|it|that|this|look|enjoy|admire|your)[a-z]+",
    r"\bclass of (?:19|20)?\d\d\b|\b(?:now|currently) (?:at|with|in|a|an) (?:an?|the)? ?[a-z]|\b(?:university|college|school|state|institute|academy|tech|polytechnic|mba|ba|bsc|msc|phd)\b[^.?!]{0,12}\b(?:'?\d\d|(?:19|20)\d\d)\b|\b[a-z]+,? '\d\d\b|^\W*[a-z'. ]{3,40} '?\d\d(?:\d\d)? here\b",
    rf"^(?!(?:and |so )?you|got|any|would|could|can|i'd|what)(?:[\w',-]+ ){{0,5}}(?:{_STUDY_OR_ROLE}) (?:here|at|from|in|of|by|with|for)\b(?! (?:your|my|this|that))",
)
_EMPTY_SELF = re.compile(
    r"(?:i am|i'm|im|i was) (?:the one beside|the (?:person|right)|your man|pleading|now in my \w+ year of doubt\w*|your (?:biggest|number)|an? (?:avid|big|huge|great|keen|regular|loyal|admirer|fan|people person)\b|a bit|a little|in (?:touch|town|awe|need|love|the (?:market|area|mood|process|position))|from the (?:start|outset)|working (?:up|out|on my (?:list|courage))|with you)"
)
_NAMED_SELF = re.compile(
    r"\b(?:[Ii] am|[Ii]'m|[Tt]his is|[Mm]yself|[Ii]t'?s|'?[Tt]is|[Ii]t is|[Rr]emember me[:,;-]|[Cc]all me|[Nn]ame's|[Gg]o by) (?:Dr\.? |Prof\.? |only |just )?(?!(?:I|You|English|French|German|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Christmas)\b)[A-ZÀ-ÞĆČĐŁŃŚŠŹŻŽĞİŞĀĒĪŌŪŘĽŤĎŇŐŰ][\w'-]+(?: [A-ZÀ-ÞĆČĐŁŃŚŠŹŻŽĞİŞĀĒĪŌŪŘĽŤĎŇŐŰ][\w'-]+|,? [a-z]{2,3} [A-ZÀ-ÞĆČĐŁŃŚŠŹŻŽĞİŞĀĒĪŌŪŘĽŤĎŇŐŰ]|,| and\b| from\b| at\b| who\b| lah\b| here\b|\.|;| \(|$)|^(?:[A-ZÀ-ÞĆČĐŁŃŚŠŹŻŽĞİŞĀĒĪŌŪŘĽŤĎŇŐŰ][\w'-]+ ){1,3}(?:'?\d\d(?:\d\d)? )?here\b"
)
_SIGNED_ROLE = re.compile(
    rf"\b(?:{_STUDY_OR_ROLE})\b|\b(?:university|college|school|institute|academy|department|dept|faculty|hospital|ltd|inc|llc|gmbh|class of|'\d\d|b\.?a\.?|b\.?sc|b\.?com|b\.?tech|dipl|sixth form|polytechnic|"
    r"m\.?a\.?|m\.?sc|mba|ph\.?d|year|programme?|director|studio|museum|clinic|society|company|council|trust|foundation|ministry|office|brigade|regiment|bakery|services?|union|head of|executive|associate|advis[eo]r|representative|specialist|partner|agent|candidate|founder|lead|president|secretary|treasurer|student union|& (?:sons?|daughters?|co))\b",
    re.I,
)


def introduces(letter: Letter) -> Hit | None:
    """Where the letter says who writes."""
    for sentence in letter.sentences:
        said = _says_self(sentence)
        if said:
            return (sentence.start + said[0], sentence.start + said[1])
    lines = [line for line in letter.signature.splitlines() if line.strip()]
    for line in lines[1:] if len(lines) > 1 else lines:
        if len(line.split()) > 1 and (_SIGNED_ROLE.search(line) or selves.TITLED.search(line.lower())):
            start = letter.closing + letter.signature.index(line)
            return (start, start + len(line))
    subject = selves.SELF.search(letter.lead.low) if letter.subject else None
    return (-1, -1) if subject and subject.start() == 0 else None


def _says_self(sentence: Sentence) -> Hit | None:
    named = _NAMED_SELF.search(sentence.text)
    if named:
        return named.span()
    for found in _IDENTITY.finditer(sentence.low):
        if (
            not _EMPTY_SELF.match(found[0])
            and not _EMPTY_SELF.match(sentence.low, found.start())
            and not _ASKED.search(sentence.low[: found.start()])
        ):
            return found.span()
    if selves.NOT_SELF.search(sentence.low):
        return None
    other = next(
        (
            m
            for m in selves.SELF.finditer(sentence.low)
            if not _ASKED.search(sentence.low[: m.start()]) and not _EMPTY_SELF.match(m[0])
        ),
        None,
    )
    return other.span() if other else None


_ASKED = re.compile(
    r"\b(?:can|could|may|might|shall|should|would|when|if|whom|how|what|that you|you|since|until|before|about|of|like)(?:'d|'re)? $"
)


# --- M5: why this person ----------------------------------------------------------------------------------------------------

_PLAIN_VERBS = (
    r"needn|shall|guys|hiring|rather|only|ten|four|five|least|earn|enough|open|around|tomorrow|sometime|nothing|pay|sir|madam|seek|appoint|determine|asked|wanted|requested|proposed|promised|got (?:a|any|an|ten|room)|keep|there|noted|seem|look|sound|appear|inspire|come|are|were|have|had|can|could|would|will|may|might|should|must|do|did|don't|know|think|like|want|need|prefer|choose|pick|name|say|wish|feel|find|recommend|suggest|suit|get|see|"
    r"time|and|to|for|in|at|on|by|with|or|a|an|the|if|so|as|that|about|from|had|remember|hear|decide|please|ever|also|either|can't|won't|wouldn't|couldn't|mind|reply|answer|receive|read|"
    r"consider|allow|agree|accept|happen|be|let|give|spare|tell|call|share|again|all|very|some|any|today|soon|well|personally|directly|because|when|this|how|what|where|too|now|not|"
    r"have time|care|point|meet|talk|speak|help|advise|send|write to me|there|after|before|since|during|until|but|who|which|was|is|just|i|my|we|me|whenever|anyway|first|once|are free|then|of|"
    r"gave|told|said|met|kindly|spoke|offered|mentioned|suggested|through|under|via|up|out|around|as well|here|one|twenty|\d+"
)
_DOES = frame(
    rf"\byou(?:'ve| have| had|'d)? (?:(?:also|now|once|recently|then|first|still|later|currently|both|actually|really|just|yourself|never|always) )?(?!(?:{_PLAIN_VERBS})\b)[a-z]{{3,}}\b"
)
_SAID = frame(
    r"\byou (?:had |have |'ve |once |also |then |kindly |even )*(?:gave|given|told|said|say|says|mention(?:ed)?|spoke|spoken|explain(?:ed)?|describe[ds]?|showed|taught|answered|argued?|wrote|written|pointed|remarked|claimed?|let slip|were (?:saying|telling|mentioning))\b(?! (?:yes|no|hello|hi|hey|to (?:write|call|get|come|try|ask)|(?:that )?i (?:could|should|might|can|may)|phone|me (?:to|i|your|that i)|you(?:'d| would) (?:be|tell)|so\b|if i))(?: [\w'\"-]+){2,}|"
    r"\bcongratulat\w+ on\b|\b(?:film|article|piece|profile|page|story|feature|programme|exhibit|display|obituary|interview) (?:about|on|of|with) you\b|\b(?:hear(?:d|ing)?|saw|seeing|watch\w*) you\b[^.?!]{0,50}\b(?:talk|speak|say|describ|explain|discuss|tell|argu)\w* (?:about|how|that|on|why|what)\b|\b(?:hear(?:d|ing)?|saw|seeing) you (?:speak|talk|describe|explain|say|present|deliver|play|read|perform)\b.{0,40}\b(?:about|on|how|that|at|in)\b|\byou (?:did|got|became|went|came|took|made|had|left|have done|'ve done|have been|'ve been|have had|used to) (?:the same|both|from|into|in|out of|over|through|back|up|a|an|your|it|this|that|to [a-z]{4,}|[a-z]+ing)\b(?! (?:chance|moment|minute|time|look|break|good))|"
    r"\b(?:was|were|is|are) yours\b(?! to)|\bwhat do you (?:actually |really )?do all\b|\byou (?:yourself|also|too|both|once|first) [a-z]{3,}(?:ed|t|ew|ove|oke|an|ade)\b"
)
_IS = frame(
    r"\byou(?:'re| are| were)(?: now| currently| also)? (?:an?|the|one of|head|in|at|with|doing|working|running|leading|studying|teaching|building|designing|responsible|from|on the|directing|managing|making|part of|"
    r"somebody who|someone who|\w+ing)\b(?! (?:position to|good mood|town|touch|person to|right person|best person|busy|expert\b(?! (?:in|on))|able|inspir\w+|great|amazing|wonderful|very))"
)
_NOT_BEING = re.compile(
    r"you(?:'re| are| were) (?:being|looking|hiring|having|willing|recruiting|going|an? (?:good|great|lovely|useful) (?:person|one|contact|man|woman)|the (?:man|woman|one|person) to|interested|doing well|the (?:right|best|person)|feeling|expecting|taking|free|reading|in (?:a|the) (?:area|office|mood)|in town)\b|you(?:'re| are) in\b(?=[.,?!]|$)"
)
_YOURS = frame(
    r"\byour (?:(?!own\b|kind\b|valuable\b|precious\b|on\b|takes\b|is\b|has\b|a\b)[\w'-]+ ){0,4}?(?:talk|lecture|keynote|speech|article|paper|essay|column|blog ?post|guest post|post|blog|book|report|thesis|dissertation|interview|podcast|episode|video|film|documentary|"
    r"exhibit\w*|thread|research|study|piece|review|workshop|demonstration|poster|presentation|chapter|project|invention|design\w*|photographs?|newsletter|preprint|title|livestream|plan|promotion|appointment|award|restoration|reconstruction|mural|plaza|report|point about|slides|idea|remark|comment|answer|theory|case report|surtitles|sculpture|paintings?|show|sermon|channel|tiktok|videos?|talks|articles|books|profile page|team's \w+|group's \w+|lab's \w+|company's \w+|museum's \w+|workshop on|"
    r"booth|stand|stall|garden|slide|slides|chart|diagram|poem|translation|switch|move|transition|decision|jump|change|route|path|road|journey|years?|time|career|role|job|post|position|work|team's work|work there|start|beginnings|"
    r"background|experience|story|crew|collection|column|recipes?|song|album|model|method|clinic|programme|program|course|class|map|bridge|campaign|column)(?:'s)?\b"
)
_WEAK_YOURS = frame(
    r"(?:career|work|experience|journey|path|background|story|role|job|position|years?|time|route|road|start|practice|programme|program|team's work)$"
)
_CONCRETE_AFTER = re.compile(
    r"\s*(?:,? ?(?:as|at|in|on|with|from|into|to|between|since|for|there|of|through|during|out of|moving|around|among|after|helping|leading)\b(?! (?:a|the)? ?(?:convenien|phone|week|next|busy|general|detail|person\b)))"
)
_GUSH = re.compile(
    r"\b(?:inspir\w+|impressive|impressed|amazing|wonderful|incredible|wealth of|extensive|great|outstanding|vast|rich|remarkable) (?:\w+ )?$"
)
_TOLD_OF = re.compile(
    r"\b(?:hear|heard|understand|gather|learned|learnt|read|see|noticed|says|said|tells me|told me) (?:that )?you(?:'ve| have| had)? (?!(?:are|were|have|had|might|may|could|would|can|will|should|must|like|want|know|wouldn't|won't)\b)[a-z]{3,}\b"
)
_THEIR_HOUSE = re.compile(
    r"\b(?:about|of) your (?:[\w'-]+ ){0,2}(?:firm|company|team|squad|unit|lab|studio|department|organi[sz]ation|group|office|shop|clinic|school)\b|\b(?:how|what|why) your (?:[\w'-]+ ){1,3}(?:is|are|do|does|works?|chooses?|decides?|began|started|came|handles?|manages?|trains?|funds?|runs?)\b|\byou (?:to me )?(?:as|are) (?:the|a) (?:person|one|only one) who (?!could|can|might|would)"
)
_AT_POST = re.compile(r"\b(?:you|your)\b[^.?!]{0,40}\b(?:at|with) (?:the )?[A-Z][\w'-]+")


_AS_OBJECT = re.compile(
    r"\b(?:meet|meeting|met|see|seeing|saw|with|to|from|of|for|at|on|ask|asking|call|tell|give|thank|about|by|reach|reaching|contact|contacting|email|write|help|bother|trouble|find|found|know|like|love|thanks|invite|join|beside|and|than|wish|hearing|hear|trust|visit|add|connect) $"
)
_FOND = re.compile(
    r"\b(?:love|adore|admire|in love with|fan of|impressed (?:with|by)|inspired by|enjoy|respect|amazed by|awe of)\b[^.?!,]{0,30}$"
)
_GREAT = re.compile(
    r"\s*(?:such|so|this|that|a|an)? ?(?:an? )?(?:great|big|high|huge|amazing|incredible|impressive|inspiring|wonderful|much) (?:height|success|impact|thing|level|career|position|person|inspiration)"
)


def why_them(letter: Letter) -> Hit | None:
    """Where the letter says something that is true of this reader only."""
    for sentence in [letter.lead, *letter.sentences]:
        found = _particular(sentence)
        if found:
            return (sentence.start + found[0], sentence.start + found[1]) if sentence.place >= 0 else (-1, -1)
    return None


def _particular(sentence: Sentence) -> Hit | None:
    found = _usual(sentence) if not particulars.NOTHING.search(sentence.low) else None
    if found:
        return found
    low = particulars.NOTHING.sub(lambda m: "_" * len(m[0]), sentence.low)
    other = next(
        (
            m
            for m in particulars.SAID.finditer(low)
            if not re.search(r"\b(?:if|could|can|would|will|may|should) (?:\w+ )?$", low[: m.start()])
        ),
        None,
    )
    return other.span() if other else None


def _usual(sentence: Sentence) -> Hit | None:
    low = sentence.low
    for found in _YOURS.finditer(low):
        weak = _WEAK_YOURS.search(found[0])
        if re.search(r"work$", found[0]) and _FOND.search(low[: found.start()]):
            continue
        gush = _GUSH.search(low[max(0, found.end() - 60) : found.end() - len(found[0].split()[-1])])
        if (
            (not weak and not re.search(r"\b(?:post|page|name)$", found[0]))
            or (weak and _CONCRETE_AFTER.match(low, found.end()) and not gush)
            or re.search(r"post$", found[0])
            and not weak
        ):
            return found.span()
    for pattern in (_SAID, _IS):
        for found in pattern.finditer(low):
            if not _NOT_BEING.match(low, found.start()):
                return found.span()
    for found in _DOES.finditer(low):
        if (
            _AS_OBJECT.search(low[: found.start()])
            or _GREAT.match(low, found.end())
            or _FOND.search(low[: found.start()])
        ):
            continue
        if not re.search(
            r"\b(?:if|whenever|when|would|could|can|will|do|did|might|should|may|hope|let|before|unless|until) $",
            low[: found.start()],
        ):
            return found.span()
    told = _TOLD_OF.search(low)
    if told:
        return told.span()
    house = _THEIR_HOUSE.search(low)
    return house.span() if house else _post_at(sentence)


def _post_at(sentence: Sentence) -> Hit | None:
    found = _AT_POST.search(sentence.text)
    spoken = found and re.search(
        r"\b(?:met|saw|heard|spoke|talk\w*|chat\w*|sat|seeing|meeting|meet|vacanc\w+|roles?|openings?|hiring|thank|thanks|went)\b",
        sentence.low,
    )
    return found.span() if found and not spoken else None


# --- M6: background or goals ------------------------------------------------------------------------------------------------

_HEARING = (
    r"talk|hear|learn|ask|know|speak|meet|chat|understand|find out|discuss|request|schedule|connect|pick|invite|call|ring|see you|see (?:if|whether|what|how)|introduce|add|have (?:a|an|your|the)|buy|arrange|set|share|visit (?:you|your)|hop|join you|be (?:able|in touch|grateful|glad|honou?red|sure|clear|honest|upfront)|continue|listen|reach|send|offer|gain|"
    r"come (?:by|and|to (?:see|your|you))|sit|treat|get (?:in touch|your|a (?:sense|feel|picture|better|clearer)|to know|some|together)|thank|take (?:you|up|a few|\w+ minutes|this|the (?:liberty|opportunity))|express|apolog\w+|tell|say|write|contact|put (?:some|a few|my)|bother|trouble|telephone|phone|explain|mention|stress|point out|emphasi[sz]e|be considered|apply to you|work (?:with|for|at) you|hear|inquire|enquire|pass|give you|let you|read your|exchange|consult|explore (?:how|ways|whether we)|link up|network|reason|deepen|go (?:through|over)|enter your|compare|profit|benefit|draw on|receive|obtain|grasp|follow up|tap|check|clarify|confirm|present (?:my|to)|show you|submit|reconnect|resume|hold|greet|pop|drop|stop by|swing|shadow|watch|observe"
)
_AIM = frame(
    r"\bi(?:'m| am|'ve been| have been|'d been)? (?:[\w']+ ){0,3}?(?:decid\w*|consider\w*|thinking (?:about|of|it over|seriously|hard|that i)|keep (?:thinking|wondering|going back)(?! how| what| why| about (?:you|your|it since))|plan\w* to|planning (?!section|department|office|permission|board)|dream\w* (?:of|about)|aim\w* (?:to|for|at)|torn|weigh\w*|wonder\w* whether (?:i|it|this|that)|wonder\w* if (?:i'm|i am|i could|i should|i might|it's (?:for|too))|about to|trying to (?:decide|work out|figure|find out|choose|move|get|understand whether|break)|"
    r"debating|contemplat\w*|toying|flirting|exploring|interested in|curious about|drawn to|fascinated by|keen (?:on|to (?:break|get|move|become|work|go|enter|switch))|leaning|leaving|changing|switching|moving (?:into|from|to)|return\w* to|going (?:back to|for|into)|applying (?:to|for)|preparing|choosing|starting|training to|hooked|unsure|set on|in two minds|at a crossroads|of two minds|on the fence|wavering|tempted|struggling|terrified|tired of|done with|"
    r"looking (?:at|into|to (?:move|transition|change|become|get|switch|break|pivot|go)|for something)|am looking (?:at|into)|intend|mean to|long to|must (?:decide|choose)|have to (?:decide|choose)|need to (?:decide|choose)|can't decide|cannot decide|can't (?:face|stand|bear)|cannot (?:face|stand|bear)|no longer certain|getting out|orient (?:my|towards?)|dedicate|prefer to (?:be|do|work)|believe [\w ]{2,30} is where)\b",
    rf"\bi(?:'d| would| really| now| also| just| still| only| always| do)* (?:like|love|want|hope|wish|hoping|wanting|plan|intend|aspire|expect|need|mean|long|aim|am hoping|'m hoping|am wanting)(?: one day| eventually| some ?day| someday| very much| dearly| also)? to (?!(?:{_HEARING})\b)[a-z]+|\bi (?:'d|would) rather (?:be|do|work)\b|\bi(?:'d| would) (?:rather )?(?:love|like) (?:one|a job|a life|work) like\b|\b(?:hoping|wanting|hope|want|wish|dreaming|determined|eager) to (?!(?:{_HEARING})\b)(?:become|be|work|move|go|get|start|do|make|study|find|build|stay|break|enter|transition|switch|change|open|set up|run|teach|write|train|qualify|retrain|live|leave|join the|follow|use|turn|earn|help|design|specialise|specialize)\b",
    r"\bi(?:'m| am)? [\w ]{0,20}?\bwho (?:might|may|wants? to|hopes? to|would like to)\b|\bi (?:might|may) (?:go|become|switch|change|try|retrain|study|apply|want|take)\b|\bwant (?:one|a job|a life|work) like\b|\bpursuing\b|\bin the (?:right|wrong) (?:trade|field|job|half|line|side|career)\b|\bthe wrong side\b|\bi just (?:got|passed|finished|left|started)\b|\btoo (?:old|late|young) (?:at|for|to)\b",
    r"\b(?:considering|deciding|weighing|contemplating|eyeing|thinking (?:about|of)|interested in|curious about|wanting to|debating|looking to (?:move|change|transition|switch|break|get)|keen to (?:break|get|move|enter))\b",
    r"\b(?:my|a|an|growing|one) (?:[\w-]+ )?(?:goal|aim|dream|ambition|plan|hope|wish|decision|next step|question is whether|interest|aspiration|notion|calling|vocation|itch|change of career|career change|second career|fresh start|new start|possibility)\b(?! (?:to (?:talk|hear|meet|learn)|of (?:talking|hearing|meeting)))|\bwhether (?:to|i should|i could|i might|i want|i'm|i am|it'?s for me|it is for me|somebody like me|someone like me|a person like me|there'?s room|it'?s too late)\b|\bshould i (?:stay|leave|switch|study|take|go|become|retrain|quit|apply for the|do)\b",
    r"\b(?:starting|opening|founding|launching|setting up|building|buying) (?:an?|my|our|up) \w+|\ba (?:possible )?career (?:in|as)\b|\b(?:make|makes) the (?:switch|change|move|leap|jump)\b|\bjump ship\b|\bif i (?:want|wanted|were|was|decide|should|go|went|switch|left|leave|become|became)\b(?! to (?:talk|ask|know))|\bto (?:change|become|move|get into|go into|break into|enter) (?:into )?(?:an? |the )?[a-z]+",
)
_N = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|several|many|some|few|the past|the last|most of|half|a couple of|over a|nearly|almost)"
_CONTACT = (
    r"met|saw|see|read|heard|found|watched|enjoyed|noticed|listened|came|got your|wrote to you|emailed|e-mailed|loved|laughed|thought (?:of|that|it|you|we)|remembered|understood|gathered|wanted|wondered|hoped|wished|was (?:told|given|advised|referred|pointed|very|so|delighted|glad|impressed|struck|moved|wondering|hoping|thinking|in the audience|at your|at the|excited|pleased|surprised|the (?:one|person))|"
    r"admired|attached|enclosed|followed|included|listed|stopped|looked|received|copied|asked you|asked whether|said|promised|mentioned|took (?:your|one|the liberty)|had (?:the pleasure|a chance|hoped|no idea)|felt|knew|began (?:to|reading)|appreciated|attended|visited|liked|discovered|recently (?:read|saw|came|heard|found|watched|discovered)|"
    r"just (?:read|saw|seen|heard|found|finished (?:your|reading)|wanted)|spotted|reached|thanked|chose to write|decided to (?:write|reach|contact)|bumped|ran into|sat (?:next|beside|behind|near|in)|stood|held|stroked|bought|believed|believe|been (?:following|reading|hoping|meaning|wondering|told|given|reflecting)|never (?:met|forgot\w*|thought)|tried your|can|do|am|have|will|would|could|should|might|may|hope|know|think"
)
_STORY = frame(
    rf"\bi (?:also |then |once |first |recently |currently |previously |later |finally |have |had |never |actually |mostly |even |still |always |just |only )*(?!(?:{_CONTACT})\b)(?:(?!need\b|feed\b|heed\b|proceed|succeed|exceed|indeed|permitted|introduced|born|pasted|failed to ask|orient|asked|shouted|walked past|assisted)[a-z]{{2,}}ed|worked|spent|ran|run|did|done|taught|built|kept|grew|wrote|written|made|led|left|drove|driven|sold|flew|fell|fought|began|begun|broke|brought|caught|chose|chosen|dug|drew|drawn|gave up|given up|hung|lost|paid|quit|rode|sat for|sang|set up|shut|stood for|"
    r"swam|threw|won|went (?:to|into|back|from|straight|through)|gone (?:to|into|back)|became|become|cut|put in|fed|bred|slept|spun|wove|dealt|lent|hid|rose|sewn|sewed|knit|learnt|taken|took (?:a|an|early|up|two|three|the)|been (?:an?|in|with|at|laid|made|working|teaching|running|doing|volunteering|learning|practi[cs]ing|[a-z]+ing))\b(?! (?:across|you|your|it in|up your)\b)",
    rf"\bi've (?:also |recently |just |only |always |even |now |never |since |already )*(?!(?:{_CONTACT})\b)(?:[a-z]{{2,}}ed|done|been (?!following|reading|hoping|meaning|wondering|told|given)|run|taught|built|kept|written|made|led|driven|sold|had|got (?!your|a question|some questions|so many|questions|pasted|tues|wed|thurs|mon|fri|sat|sun|a gig)|dug|drawn|hung|lost|cut|put in|gone|become|spent|flown|worn|fed|learnt|held|given up|offers?|passed|won)\b",
    rf"\b{_N}(?: more| full| odd| straight| long)? (?:years?(?! \d)|months?|summers?|decades?|seasons?|semesters?|winters?)\b(?!'? (?:ago|old|older|younger|your|you|age\b|away|behind|ahead|early|late|of your))|\b(?:years?|decades?) (?:of experience|in the|in my|on the|as an?|teaching|working|running|nursing)\b|\bsince (?:(?:19|20)\d\d|i was|leaving|graduating|january|february|march|april|may|june|july|august|september|october|november|december)\b(?! you)|\bi was (?:an? )?(?!the\b)(?!(?:{_CONTACT})\b)(?!in the|at the|there|so|very|told|given|your)[a-z]{{4,}}\b(?! (?:to (?:see|hear|read|meet|learn|find|discover)|by your))",
    r"\b(?:laid off|made redundant|redundan\w+|retir(?:ed (?:from|in|after|last|early|since|and)|ement|ing)|(?:just|recently|newly) retired|self-employed|unemployed|out of work|out of a job|between jobs|lost my job|branch (?:shut|closed)|(?:closes|closed|closing|shuts|shut down|going under)\b(?=.{0,40}\b(?:i|my|me|we)\b)|on maternity leave|career break|returning to work|dropped out|wrung out|burnt out|burned out|bored|restless|unhappy|hate it|stuck in)\b",
    r"\b(?:my|own|a|an) (?:[\w-]+ )?(?:background|experience|degree|diploma|certificate|certification|qualification|thesis|dissertation|internship|placement|research|training|minor|apprenticeship|doctorate|phd|mba|licen[cs]e|ticket|voluntary work|volunteering|evening class(?:es)?|side project|first career|exams?|profile in)\b(?! (?:of yours|like yours))",
    r"\b(?:happily|currently|previously|formerly) (?:employed|work\w*|an?)\b|\bafter (?:a career|leaving|finishing|graduating|completing|retiring|losing)\b|(?<!sixth )\bformer(?:ly)?\b(?! (?:pupil|student|people|erasmus))|\bused to (?!it\b|be in touch)\w+|\bby (?:trade|training|profession)\b|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|final|last) semester\b|\b(?:double )?major(?:ing)? in\b|\bmajored\b|\bfirst class\b|\b(?:completed|finished|holding|with) (?:my |an? |the )?(?:b\.?a|b\.?sc|b\.?com|b\.?tech|m\.?a|m\.?sc|mba|ph\.?d|degree)\b|\btickets? (?:for|in)\b|\bmy (?:work|job|shifts?|day job) (?:is|as|in|at|at the|involves?|means)\b|\bday job\b",
    r"\bi (?:lecture|teach|coach|volunteer|sing|play|paint|farm|keep bees|keep the books|look after|do the accounts|breed|brew)\b(?! (?:you|with you|around|along))[^.?!]{0,40}\b(?:too|myself|also|and (?:want|would|have|am|i)|at night|in the evenings?|at weekends|on the side)\b|\bi(?:'m| am) (?:learning|retraining|training|studying for|teaching myself|taking (?:a|an|evening)|doing the|doing (?:a|an) (?:course|degree|master)|the only (?:defendant|one)|one of the (?:oldest|first|only|few)|the first in my)\b|\bi have (?:steady|no |a (?:wife|husband|family|pension|mortgage|baby|daughter|son)|two |three |four |five |\w+ hives)\b(?!.{0,12}\b(?:question|idea|doubt|claim|wish))|\bi hold\b|\bi possess\b",
)


def background(letter: Letter) -> Hit | None:
    """Where the letter tells what the writer has done or is deciding."""
    for pattern in (_STORY, goals.STORY):
        told = next((hit for hit in hits(letter, pattern) if _is_own(*hit)), None)
        if told:
            return (told[0].start + told[1].start(), told[0].start + told[1].end())
    return aim(letter)


def _is_own(sentence: Sentence, found: re.Match) -> bool:
    """Whether it is told of the writer, and not of what was read, seen or had of the reader."""
    if goals.NOT_STORY.search(sentence.low[max(0, found.start() - 70) : found.end() + 12]):
        return False
    after = sentence.low[found.end() : found.end() + 45]
    return not re.match(r"i\b", found[0]) or not re.search(r"\byour\b|^ (?:\w+ )?you\b", after)


def aim(letter: Letter) -> Hit | None:
    """Where the letter says what the writer hopes or is deciding."""
    if letter.subject and goals.IN_SUBJECT.search(letter.lead.low) and not re.search(r"\byour?\b", letter.lead.low):
        return (-1, -1)
    for sentence in letter.sentences:
        low = goals.NOT_AIM.sub(lambda m: "_" * len(m[0]), sentence.low)
        for pattern in (_AIM, goals.AIM):
            for found in pattern.finditer(low):
                if not re.search(r"\byou(?:'re| are)? $", low[: found.start()]) and not _IN_TALKING.match(
                    low, found.end()
                ):
                    return (sentence.start + found.start(), sentence.start + found.end())
    return None


_IN_TALKING = re.compile(
    r"\s+(?:having|talking|speaking|learning|hearing|meeting|chatting|connecting|an? (?:\w+ )?(?:chat|call|conversation|discussion|talk|meeting))\b"
)


def own_story_words(letter: Letter) -> int:
    """How many words are about the writer: sentences that begin with *I* or *my* and do not ask."""
    return sum(
        len(s.low.split()) for s, _ in hits(letter, re.compile(r"^(?:i|my|i'm|i've)\b(?!.*\byou\b)")) if not s.asks
    )
