"""Acquaintance told in other words than "we met" and "I read": services done, things kept, media that speak of them, what both belong to. For M2."""

import re

from legup.outreach.checks import works
from legup.outreach.checks.frames import Hit, denied, frame
from legup.outreach.checks.text import Sentence

_NAME = r"[A-ZÀ-ÞĆČĐŁŃŚŠŹŻŽĞİŞĀĒĪŌŪŘĽŤĎŇŐŰ][\w'’-]+"
_AFTER_ASKING = re.compile(
    r"\b(?:can|could|would|will|might|may|should|shall|if|whether|how|why|what|when|where|which|who|do|did|does|have|has|are|is|hope|wish|let|that|before|until|unless|so|than|as|please|whatever|whenever|once|after|and)(?: \w+)? $"
)
_PAST = (
    r"(?:[a-z]{2,}(?:ed|'d)|did|done|made|sold|taught|gave|told|said|showed|got|took|set|cut|fixed|built|wrote|sent|lent|let|fed|put|kept|bought|brought|drove|caught|found|saw|held|left|lost|met|paid|read|ran|sang|sat|spoke|stood|threw|went|won|were|"
    r"shook|dug|drew|fitted|shod|sewed|wove|woke|rode|blew|bent|beat|shut|spun|stuck|swept|swore|tore|wore|fought|heard|knew|laid|led|came|fell|flew|grew|hid|hit|hung)"
)
_SERVED = frame(
    rf"\byou (?:once |also |kindly |just |then |there |both |later |never |so \w+ |always |actually )*(?:{_PAST}|have \w+) (?:[\w'-]+ ){{0,3}}?(?:me|my|mine|us|our)\b|"
    r"\byou (?:always |still |often |usually )*(?:sell|serve|cut|teach|coach|train|deliver|bring|pour|bake|fix|repair|mend|groom|treat|drive|trim|print|frame|shoe|supply|clip|shave) (?:me|my|us|our)\b|\bi (?:always |still |often )*(?:buy|bought|get|got|collect|rent|rented|hire|hired|borrow|borrowed|learned|learnt|took|take) (?:[\w'-]+ ){0,4}(?:from|off|with) you\b(?! (?:a|some|any|the) (?:advice|word|answer|reply))|"
    r"\bi (?:clip|groom|serve|cut|walk|mind|drive|teach|treat|deliver|fix|repair|sell|pour) (?:[\w'-]+ ){0,4}(?:you|your)\b|\b(?:that|it) was you\b|\bit was (?:\w+ ){0,2}(?:civil|kind|good|nice|generous|lovely|decent|great|such fun|fun|sweet|gracious) (?:of you|the other|last|meeting|seeing|talking)|\byou(?:'re| are) the (?:\w+ ){0,3}(?:who|that|from|behind|in|on|with) (?:[\w']+ ){0,4}(?:me|my|our|us)\b"
)
_BEEN = frame(
    r"\bi (?:have |had |once |also |often |still |even |never |again |just |nearly |only |always |'ve )*(?:stood|stand|sat|sit|was|been|ate|eaten|eat|drank|drunk|drink|bought|buy|wear|wore|worn|keep|kept|own|walk|walked|pass|passed|ride|rode|ridden|play|played|use|used|won|hold|held|queued?|danced?|sang|sing|slept|stay|stayed|cross(?:ed)?|lean(?:ed|t)?|"
    r"borrow(?:ed)?|rented?|climb(?:ed)?|tasted?|tried|visit(?:ed)?|attend(?:ed)?|assisted?|came|come|went|looked|look|spent|lost|cried|laughed|cheered|clapped|marched|trained?|learn(?:ed|t)|hear|heard|watch(?:ed)?|see|saw|seen|read|listen(?:ed)?|follow(?:ed)?|have|had|own|collect(?:ed)?|photograph(?:ed)?|framed?|quote[ds]?|cite[ds]?|teach|taught) "
    rf"(?:[\w'.,&-]+ ){{0,8}}?your (?!(?:[\w'-]+ )?{works.ABSTRACT}(?![\w-]))(?:\"|(?:[\w'\"-]+ ){{0,4}}?(?:{works.READ}|{works.GIVEN}|{works.MADE}|{works.HOUSE})\b)|\bi(?:'m| am) (?:in|at|on|by|outside) your (?:{works.HOUSE})\b|\bhad the (?:pleasure|honou?r|privilege|luck|joy|chance|good fortune) (?:to (?:hear|read|see|meet|attend|watch)|of (?:hearing|reading|seeing|meeting|attending|watching))\b[^.?!]{{0,60}}\byour?\b"
)
_OF_THEIRS = frame(
    rf"\byour (?!(?:[\w'-]+ )?(?:advice|help|reply|company|firm|team|opinion on|views? on|thoughts? on|website address)\b)(?:[\w'\",.&-]+ ){{0,5}}?(?:{works.READ}|{works.GIVEN}|{works.MADE})\b(?! (?:to me|look|looks|involve|involves|like|office|code|number|address|room|at the (?:firm|company)|as (?:a|an|the|head|chief|director)))"
)
_SHOWS = frame(
    rf"\b(?:{works.MEDIUM})\b[^.?!]{{0,70}}\byou(?:r|rs|'re|'ve)?\b|\byou(?:r|rs|'re|'ve)?\b[^.?!]{{0,60}}\b(?:in|on|by|from|of|under|via|through|for|at) (?:[\w'\".&-]+ ){{0,6}}?(?:{works.MEDIUM})\b|\baccording to (?:your|the|an?) |\byour (?:name|details|number|telephone|contact|face|picture|photo|story|signature|address) (?:\w+ )?(?:is|are|'s|was|were|appears?|appeared|surfaced|stands?|stood|sits?|hangs?|hung|came|comes|cropped|popped|jumped|turned|caught|shows?|got|gets|keeps|features?|figures?)\b|\byour name's (?:on|in|at|all)\b|"
    r"\b(?:matched|paired|connected|linked|put|has|have|had|assigned|introduced|suggested|spat|threw|gave|brought|led|sent|pointed|directed|steered) (?:us\b(?! (?:to|in) )|me (?:with|to|up with|on to|onto) you\b|your name|you (?:up|out|to me|first|down as|in my|on my|next to|as)\b)|\bfound in [^.?!]{2,50}: you\b|\b(?:pulled|got|took|had|fished|dug|copied|noted) (?:your|ur) (?:name|info|contact|details|number|email|address)s? (?:off|from|out of|in|on|via|through)\b|\bsave[ds]? you on\b|\bi (?:carried|held|lifted|fixed|mended|carried|pushed|parked|walked|minded|fed) (?:\w+ ){0,3}(?:your|for you)\b|\b(?:i(?:'ve| have)?|we) (?:know|knew|known|have known) (?:of |about )?you (?:\w+ )?(?:from|by|through|via|as|only)\b"
)
_OWN_MEDIUM = frame(
    rf"\b(?:my|our own|a|an|any) (?:\w+ )?(?:{works.MEDIUM})\b[^.?!]{{0,20}}\b(?:is|are|at|here|below|attached|for you|to you|with you|about (?:this|it)|if you)\b|\b(?:write|writing|wrote|make|making|send|sending|sent|attach\w*|enclos\w*|prepare|preparing|print\w*|add|join|connect\w*) (?:\w+ ){{0,3}}(?:an?|my|the|this) (?:[\w-]+ ){{0,3}}(?:{works.MEDIUM})\b|\badd you to\b|\bon (?:the|your) (?:list|board|door)\b|"
    rf"\b(?:your|the) (?:company|firm|hr|waiting|contact|guest|mailing|short) ?list\b|\b(?:call|phone|video|zoom|teams|whatsapp|online|skype)(?:[- ]\w+)? (?:group )?(?:platform|network|page|channel)\b|\bwhat(?:'s| is) (?:in|on) (?:the|a|an)\b|\bopenings?\b|\b(?:by|on|over|via|a|your own) (?:\w+ )?video\b|\bbook (?:trade|shop|fair|binding|keeping)\b|\byour own choosing\b|\b(?:film|radio|book|television|tv|theatre|newspaper) (?:trade|industry|business|drama|work|world|production|making|editing)\b|\bmy (?:mum|mom|dad|wife|husband)\b"
)
_SHARED = frame(
    r"\b(?:we|you and i|the two of us) (?:\w+ )?(?:both|each|share|shared|have (?:[\w,' -]{1,50} )?(?:in common|the same)|had the same|train|play|worship|drink|sing|row|swim|run|climb|study|studied|work|worked|live|lived|wore|are (?:both|neighbou?rs|members|cousins|in the same)) (?!(?:together soon|out)\b)[\w']+|\bin common\b|\bsame (?:[\w-]+ ){0,2}(?:school|college|university|programme|program|degree|course|department|institute|lab|team|club|village|town|street|"
    r"church|parish|regiment|ship|class|year|corridor|hall|house|batch|platoon|choir|gym|building|landing|staircase|doctor father|supervisor|tutor|teacher|corner|pub)\b|\b(?:batch|promotion|intake|cohort|class) (?:of )?'?(?:19|20)?\d\d\b|\b(?:19|20)\d\d batch\b|\b(?:years?|terms?) (?:your (?:junior|senior)|(?:above|below|ahead of|behind|before|after) you)\b|\b(?:as|like) you,? i (?:too |also )?(?:went|was|am|studied|graduated|grew|come|came)\b|"
    r"^(?:another|fellow|a fellow|also a|one more) [\w' -]{2,40}\b(?:here|like you|writing)\b|\bfrom (?:the (?:part|side) of|your (?:old|former)|your class|your (?:home )?(?:town|village))\b|\bi(?:'m| am| was) (?:a |an |the )?(?:[\w'-]+ ){0,3}(?:regular|member|volunteer|customer|patient|pupil|student|subscriber|reader|listener|neighbou?r|parishioner|tenant|client|guest|lodger|understudy|godchild|goddaughter|godson|cousin|classmate|teammate|one of the [\w ]{2,25}) (?:of|at|in|on|to|from|for) (?:your|yours|you)\b"
)
_CALLED_TO_MIND = frame(
    r"\b(?:thanks|thank you|thx|ta|cheers|many thanks|tysm|much obliged|grateful to you)(?: (?:so much|very much|again|ever so|kindly|a million))* (?:for|4) (?:the (?!opportunity|opinion|consideration|time\b|attention|help\b|chance|advance)[\w' -]{2,40}|(?:your )?(?:quick|prompt|kind|generous|lovely|speedy|swift) (?:answer|reply|response|note|message|words|offer)|stopping|coming|"
    r"talking|speaking|chatting|explaining|fixing|saving|sending|sharing|sitting|lending|driving|that |last |lift|everything you|all you|(?:the )?lift|(?:not )?\w+ing (?:me|us|my|our|with))\b|\b(?:further to|following|regarding|re|after|since|apropos) (?:our|your|the) (?:\w+ ){0,2}(?:correspondence|exchange|conversation|chat|talk|call|letters?|emails?|messages?|meeting|phone ?call|encounter|visit|reply|note)\b|"
    r"\bwe(?:'ve| have)? (?:exchanged|corresponded|swapped|traded|chatted|emailed|crossed|bumped|shared|met|spoken|talked|danced|sailed|travelled|traveled|worked|served|studied)\b(?! (?:soon|together if))|\b(?:good|great|grand|such|some|what a) (?:craic|fun|night|laugh|time|evening|chat|day) (?:the other|last|on|at|with you|yesterday|that)\b|\bthe other (?:night|day|week|evening|month) (?:at|in|wherever|when|you|on|with)\b|\b(?:sorry|apologies) (?:again )?(?:about|for|re|that i) (?:the|your|spill\w*|[\w ]{2,20}) (?:pint|coffee|coat|shoes|foot|car|jumper|shirt|scarf|dog|queue|noise|other night)|"
    r"\b(?:hi|hello|hey|alright)?,? ?it(?:'s| is|s) (?:me,? )?(?:the |[\w']+'s )(?:[\w-]+ ){0,3}(?:who|from|that|with|at|mum|mom|dad|sister|brother|mate|friend|nephew|niece|cousin|wife|husband|son|daughter|kid|owner)\b|\bi(?:'m| am| was|m) (?:the|that) (?:[\w'-]+ ){1,5}(?:who|that|at (?:the|your)|in (?:seat|row|the)|on (?:your|the)|from|with the|behind)\b(?! (?:bill|wages|future|middle))|\bthe (?:one|guy|girl|man|woman|lad|fella|bloke|kid|lady|chap|fellow|person|[\w-]+ (?:one|guy|girl|man|woman|lad|fella|driver|student|nurse|teacher)) (?:who|that|with the|in the|from the|behind)\b[^.?!]{0,60}\b(?:you|your|after|at|on|in)\b|\b(?:as per|per|with reference to|w\.r\.t\.?) (?:our|your) (?:\w+ )?(?:telecon|talk|call|conversation|discussion|email|letter|chat)|\bi(?:'m| am| was|m) (?:on the door|in row|in the (?:audience|front|back|queue|third|second|crowd|choir|cheap seats)|one of (?:the|your)|at the (?:back|front|bar|same|next))\b|\bu left\b|\byou left\b(?=.{0,40}\bat\b)"
)
_SENT_BY = frame(
    r"(?<!\bi )(?<!\byou )(?<!\bwe )\b(?:has|have|had|who|she|he|they|who's|'s) (?:just |kindly |also |once |strongly |warmly |very kindly )*(?:given|told|permitted|allowed|advised|suggested|recommended|named|mentioned|pointed|sent|passed|directed|encouraged|urged|spoken|said|informed|forwarded|betrayed|let|supplied|written)\b[^.?!]{0,60}\b(?:you|your|yours|madam|sir|ma'am|lordship|honou?r|contact|in touch|me (?:the|a|this) (?:name|number|address|letter))\b|"
    r"\byou (?:have been|had been|were|are|come|came|'ve been) (?:\w+ )?(?:recommended|suggested|mentioned|named|pointed out|spoken of|described)\b|\bcame? (?:\w+ )?recommended\b|\bi (?:was|have been|am|got|'ve been|come|came) (?:\w+ )?(?:informed|told|sent|passed|handed|given|made aware|referred|directed|pointed|steered|recommended) (?:of |to |your |about |by |on |from |towards? )|\bcould use (?:his|her|their) name\b|\bsends? (?:me|you|his|her|their|regards|greetings|love)\b|\b(?:on|at|with) (?:the )?(?:recommendation|suggestion|advice|prompting|insistence|permission|orders|blessing|introduction) (?:of|from)\b|\bfrom the part of\b"
)
_NAMED_SENDER = frame(
    rf"\b(?:{_NAME}(?: {_NAME})?|[Mm]y (?:\w+ ){{1,2}}|(?:[Tt]he|[Oo]ur|[Aa]|[Yy]our (?:old |former )?)(?:\w+ ){{1,3}})(?:,[^,.?!]{{2,60}},)?(?: (?:at|from|in|of|over) (?:the )?[\w' ]{{2,30}}?)? (?:just |kindly |once |always |also |both |still |says?|has|had)*"
    r"(?:said|says|told|tells|gave|gives|sends?|sent|reckons?|mentioned|recommended|suggested|swears|insists?|thinks?|thought|put|spoke|speaks|named|knows?|passed|pointed|asked|introduced|calls|called|dared|nudged|betrayed|speaks|allows?|allowed|permits?|permitted|wants|wanted|urged|urges|encouraged) (?:that |of |about |how |highly )?(?:you\b|your\b|me\b|i\b|us\b|we\b|to (?:you|write|ask|try|say)\b)"
)
_PRONOUNS = re.compile(
    r"^(?:I|You|We|It|This|That|What|How|If|When|He|She|They|There|My|Your|So|And|But|As|Please|Could|Would|Can|Do|Did|Is|Are|Everyone|Everybody|People|Nobody|Somebody|Someone|Who)\b"
)


def otherwise(sentence: Sentence) -> Hit | None:
    """Where the sentence claims a tie in a less usual way."""
    low = sentence.low
    for pattern in (_CALLED_TO_MIND, _SHARED, _BEEN, _SENT_BY):
        found = next(
            (
                m
                for m in pattern.finditer(low)
                if not denied(low, m.start()) and not _AFTER_ASKING.search(low[: m.start()])
            ),
            None,
        )
        if found and not (sentence.asks and found.start() > 60):
            return found.span()
    served = next((m for m in _SERVED.finditer(low) if not _AFTER_ASKING.search(low[: m.start()])), None)
    if served:
        return served.span()
    if not sentence.asks:
        named = _NAMED_SENDER.search(sentence.text)
        if named and not _PRONOUNS.match(named[0]):
            return named.span()
        theirs = next((m for m in _OF_THEIRS.finditer(low) if not _AFTER_ASKING.search(low[: m.start()])), None)
        if theirs and not re.search(
            r"\b(?:see|visit|hear|know|read|learn|join|attend|ask|help|about|like|love|hope|send|watch|tour|observe|shadow|in|at|to|for|with) (?:\w+ )?$",
            low[: theirs.start()],
        ):
            return theirs.span()
    shown = next((m for m in _SHOWS.finditer(low) if not denied(low, m.start())), None)
    return shown.span() if shown and not sentence.asks and not _OWN_MEDIUM.search(low) else None
