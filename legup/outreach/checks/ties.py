"""Ties: M2, how writer and reader are connected, and whether that is said so that it can be placed."""

import re
from collections.abc import Iterator

from legup.outreach.checks import works
from legup.outreach.checks.acquaintance import otherwise
from legup.outreach.checks.frames import Hit, denied, frame
from legup.outreach.checks.text import Letter, Sentence

_NAME = r"[A-ZÀ-ÞĆČĐŁŃŚŠŹŻŽĞİŞĀĒĪŌŪŘĽŤĎŇŐŰ][\w'-]+"
_MEDIUM = (
    r"talk|lecture|keynote|speech|sermon|article|paper|essay|column|post|blog|book|report|thesis|preprint|interview|podcast|episode|profile|page|web ?site|site|video|channel|tiktok|reel|film|documentary|exhibit\w*|show|piece|study|"
    r"newsletter|bulletin|magazine|review|workshop|seminar|webinar|session|class|course|demonstration|poster|presentation|slides?|chapter|project|photographs?|bio|listing|entry|notice|leaflet|flyer|advert\w*|stall|stand|booth|letter|map|poem|"
    r"recording|broadcast|programme|program|radio|thread|tweet|repo\w*|directory|database|register|yearbook|list|panel|concert|performance|album|painting|drawings?|novel|memoirs?|translation|surtitles|recipe|column|obituary|hashtag|instagram|linkedin|facebook|feed"
)
_PERSON = (
    r"friends?|colleague|uncle|aunt(?:ie)?|cousin|teacher|professor|tutor|advis[eo]r|boss|manager|neighbou?r|mother|father|mum|mom|dad|gran|grandmother|grandfather|sister|brother|son|daughter|nephew|niece|librarian|supervisor|coach|mentor|"
    r"roommate|flatmate|classmate|guide|counsel+or|wife|husband|partner|doctor|priest|vicar|pastor|landlady|landlord|archivist|secretary|receptionist|office|centre|center|chair|president|head|captain|somebody|someone|acquaintance|alumn\w+|lecturer|instructor|trainer|buddy|mate|pal|bloke|contact|connection|recruiter|editor|producer|barber|hairdresser|dentist|physio|postman|postwoman|nan|nana|granny|grandad|grandpa|stepdad|stepmum|brother-in-law|sister-in-law|gaffer|foreman|chef|sensei|imam|rabbi|deacon|roommate|housemate|flatmate|bursar|registrar|dean|warden"
)
_PASSING = (
    r"suggest(?:s|ed)?|recommend(?:s|ed)?|refer(?:red|s)|told|tells|mention(?:ed|s)|pass(?:ed|es)|g[ai]ves?|point(?:ed|s)|introduced|put (?:me|us)|said|says|thought|thinks|speaks|spoke|talks|encouraged|insist\w*|urged|sent|sends|shared|shares|supplied|directed|"
    r"advised|works? (?:with|for)(?! (?:you\b|your|me|us))|knows?(?= (?:you|of|that you|your|about))|asked|asks|reckons?|swears|show(?:ed|s)|inform(?:ed|s)|handed|wrote|let slip|named|remembers?|does your|do your|was kind enough|forwarded|nudged|prompted|dared|steered"
)
_MET = frame(
    r"\bwe (?:\w+ )?(?:met|spoke|sat|shared|were|crossed|stood|had|exchanged|said|did|went|ran|got|shook|swam|sang|(?!(?:need|inde)ed\b)[a-z]+ed)\b(?! (?:to (?:meet|talk)|if))",
    r"\b(?:after|since|from|enjoyed|great|good|nice|lovely|pleasure|wonderful|remember|forget|upon|following|for|by|was|honou?r) (?:\w+ )?(?:meeting|seeing|hearing|talking (?:to|with)|speaking (?:to|with)|chatting (?:to|with)|sitting (?:next to|beside|with)|listening to) you\b",
    r"\b(?:met|heard|saw|watched|seen|spoken (?:to|with)|talked (?:to|with)|spoke (?:to|with)|bumped into|ran into|sat (?:next to|beside|behind|with|opposite)|followed|remember|caught|emailed|e-mailed|wrote to|written to|asked|drove|served|taught|treated|called|messaged|contacted) you\b(?! (?:have|are|might|may|could|would|to|guys|if)\b)",
    r"\b(?:great|good|nice|lovely|a pleasure|wonderful|pleased|delighted|honou?red) (?:to (?:have )?(?:see|seen|meet|met|talk(?:ed)? (?:to|with)|speak (?:to|with)|chat(?:ted)? (?:to|with)) you|(?:seeing|meeting|talking|chatting|speaking)(?: to| with)?(?: you)?) ?(?:at|in|on|during|after|last|the other|!|\.|,|$)",
    r"\b(?:did|took|attended|finished|completed|joined|bought|visited|used|enjoyed|loved|saw|read|heard|watched|caught|came to|went to|listened to|follow|followed|passed|held|tried|sat in on|was (?:at|in)|stopped (?:at|by)) (?:\w+ )?(?:of )?your\b(?! (?:advice|help|time|name\b(?! on|in)))",
    r"\bthank(?:s| you)(?: so much| very much)?(?: again)? for (?:saying|agreeing|offering|writing|telling|accepting|letting|inviting|staying|coming|having|showing|speaking|answering|helping|taking the time to|your (?:\w+ )?(?:reply|message|note|answer|offer|invitation|letter|visit|talk|help (?:at|with|last)))\b",
    r"\b(?:our|my) (?:\w+ ){0,2}(?:conversation|chat|exchange|correspondence|meeting|talk|call|encounter|letter|e-?mail|message)s? (?:at|in|on|of|to you|last|about|with you|after|during|from|earlier)\b|\bas (?:i |we |you )?(?:promised|agreed|asked|suggested|said|discussed)\b|\byour (?:\w+ )?(?:promise|offer|invitation|kind (?:offer|answer|reply)|reply|visit to)\b|\b(?:i have|still have|kept|keep|got|took) your (?:business )?card\b",
    r"\bi(?:'m| am| was) (?:your|the (?:\w+ ){1,3}(?:who|that|with the|in the))\b(?! (?:biggest|number|one fan))|\bi(?:'m| am) the one (?:who|that|with)\b|\byou(?:'ll| will| may| might|'d)? (?:perhaps |probably )?(?:not |won't )?(?:remember|recall) (?:me|us|my|that|the|how|when|our)\b|\byou won't remember\b|\bremember me\b|^(?:i |we )?(?:ate|dined|stayed|shopped|had (?:lunch|dinner|breakfast)|bought \w+) (?:at|in|from)\b|\b(?:listed|sat|sit|seated|work(?:ed)?|stood|live) (?:[\w-]+ ){0,3}(?:under|above|beside|behind|next to|below|near|with|across from) you(?:r|rs)?\b|\bdo you remember\b|\bnice to meet you\b",
    r"\bi (?:stopped (?:at|by)|visited|attended|came to|was (?:at|in) (?:your|the (?:audience|crowd|room|hall|front|back|third|second))|sat in|joined) (?:\w+ ){0,6}?(?:your|you|where you|the|audience)\b|\b(?:reply|replied|answer|answered|wrote|write|written) (?:to (?:me|us|my|a letter of mine|our)|back)\b.{0,30}\b(?:last|earlier|before|kindly|once|year|when)\b",
)
_HOW = r"\b(?:how|what|why|when|where|which|who|whether|if|that|once|since|after|could|would|can|will|did|do|should)"
_DID_TO_US = frame(
    r"\byou (?:very |so |also |then |both |once |kindly |yourself |there |all )*(?:said|told|mentioned|spoke|gave (?:me|us|my|our|an?|that|the) (?!up)|showed|explained|answered|taught|came|visited|helped|offered|invited|handed|let|fixed|judged|treated|signed|asked|encouraged|promised|agreed|lent|wrote|replied|sold|"
    r"were (?:kind|good|so|walking|standing|sitting|wearing|at|on|in|my|our|the (?:one|person|man|woman|speaker))|had (?:said|told|asked|promised|mentioned)|have (?:asked|told|given|promised)|were (?:saying|telling|mentioning|asking)|let slip|noticed|caught|made|played|sang|read|pulled|saved|[a-z]+ed (?:me|us|my|our))\b"
)
_YOUR_HOUSE_DID = re.compile(
    r"\b(?:your|you)\b[^.?!]{0,40}\b(?:[a-z]+ed|taught|sold|built|made|gave|did|took) (?:me|us|my|our)\b"
)
_SCHOOL = frame(
    r"\b(?:it'?s|this is|it is) (?!my\b|known|said|an?\b|like|one\b|part|in\b|not\b|only|the \w+ of the)[\w ]{1,30}?,? ?(?:from|your|in|of) (?:the|our|your|my)\b",
    r"\b(?:alum(?:ni|na|nus|nae|s)?|old (?:boys?|girls?|students?)|class of|fellow \w+|alma mater|same (?:school|college|university|programme|program|degree|course|department|lab|team|club|village|town|street|church|parish|regiment|ship|class|year)|classmate|schoolmate|"
    r"housemate|former (?:student|pupil|colleague|neighbou?r)|neighbou?rs?)\b(?! (?:of mine|who))",
    r"\b(?:we|you|i) (?:both |also |too )?(?:share|went to|attended|graduated from|studied (?:at|under|with)|played (?:for|at)|belong|was at school with|were at school)\b|\bat school with (?:you|your)\b|\byou and i (?:both |are |were |share)\b",
    r"\b(?:as )?members? of (?:the )?(?:same|guild|society|association|union|group|chapter)|\b(?:guild|society|association|members'?) (?:list|directory|forum|newsletter)\b|\bhere,? from (?:the|our|your)\b|^\W*from (?:the|our|your)\b|^[a-z][\w'-]+ (?:[a-z][\w'-]+ )?from (?:the|our|your) (?!university|college|school|institute|department|faculty)|\btwo (?:rows|seats|doors|tables|desks) (?:behind|from|down)\b",
)
_FOUND = frame(
    r"\b(?:found|read|reading|saw|seen|seeing|heard|hearing|watched|watching|noticed|listened to|listening to|discovered|located|spotted|looked (?:you )?up|looked at|looking at|came (?:across|upon)|come across|stumbled (?:on|upon|across)|caught|gone through|went through|browsing|scrolling|"
    r"enjoyed|visited|follow|followed|following|cited|picked up|learned (?:of|about|from|that)|learnt (?:of|about|from|that)|(?:got|obtained|received|took|have|found|get|copied) (?:hold of )?your (?:name|address|email|e-mail|contact|number|details)|was given your|given your name|"
    r"your (?:name|profile|article|talk|listing|entry|page|card) (?:\w+ )?(?:came|comes|appears|appeared|is|was|says|said|caught|stood|turned|lists|tells|mentions)|(?:you|your \w+)(?:'re| are| were| is| was) (?:\w+ )?(?:listed|named|quoted|mentioned|featured|profiled|credited|shown|advertised)|"
    r"(?:lists?|listed|names?|named|brought up|brings up|credits?|quotes|quoted|mentions?|mentioned|profiled|featured|had|has|shows?) you(?:r name|r \w+)?|(?:says?|said|tells me|shows|states|mentions) (?:that )?you|signed with your name|(?:was|were|are|is) yours(?! to\b)|(?:shown|featured|seen|described|advertised|profiled) (?:on|in|at|by)|led me to you|came round|going round|went round|named (?:on|in))\b"
)
_VAGUE_FIND = re.compile(
    r"\bc[ao]me across you(?:r (?:name|email|contact|profile|page|details|company|firm|organi[sz]ation|business|work|website))?\b(?! (?:on|in|at|through|page|when (?:reading|looking)|from)\b)|\b(?:found|got|have) your (?:email|address|contact|name)\b(?=[.,!]? ?(?:and|$|online|on the internet|on the web))"
)
_OF_YOURS = frame(
    rf"\byou(?:r|rs)? (?:[\w'-]+ ){{0,4}}?(?:{_MEDIUM}|name|number|details|contact|email|work|shop|garden|clinic|group|address)\b|\byou\b|\byours\b|\b(?:interview|article|profile|piece|talk|report|story|episode|feature|post) (?:with|about|on|by) you\b|"
    rf"\b(?:the|an?|this|that) (?:[\w'-]+ ){{0,4}}(?:{_MEDIUM})\b"
)
_OWN_WORK = frame(
    r"\byour (?:[\w'\"-]+ ){0,4}?(?:talk|lecture|keynote|speech|sermon|article|paper|essay|column|post|blog|book|novel|report|preprint|interview|podcast|episode|video|channel|tiktok|film|documentary|exhibit\w*|chapter|workshop|webinar|newsletter|poster|thread|piece|recording|booth|stall|stand|slides?|"
    r"show|poem|memoirs?|album|painting|diagram|review|case report|point about|comment|answer|remark|question)\b(?! (?:office|code|address|number|box|as\b|at the (?:company|firm)))"
)
_LISTED = frame(
    r"\b(?:directory|database|alumni (?:\w+ )?(?:map|platform|network|wall|office|list|page|portal|board|tool|search|book|finder|hub|bridge|site|website|association|newsletter|magazine)|yearbook|linkedin|mentor(?:s|ing)? (?:list|directory|platform)|"
    r"register|member list|membership list|staff page|faculty page|careers? (?:wall|portal|office|centre|center|service|board)|advertisement|notice ?board)\b",
)
_WISHED = re.compile(
    r"\b(?:could|would|can|hope|love|like|to|will|you|'d|you have|you've|you had|may|might|if|ever|value|appreciate|welcome|treasure|forward to|grateful for) (?:i |we )?(?:also |ever |really )?$"
)
_UNSAID = re.compile(
    r"^(?:he|she|they|it|we|you|i|who|which|that|this|there|people|everyone|everybody|nobody|somebody|someone|and|but|so|as|if|when|my|a|an|the|our|one|friend|what|how|here|also|not|just|then)$"
)


_HEARSAY = re.compile(
    r"\b(?:everyone|everybody|people|nobody|each|every \w+(?: \w+)?|they all|it is|it's|they|is|are|been) (?:of them |has |have )?(?:says?|said|knows?|tells?|thinks?|told)$|\b(?:i need|please i) [\w ]{0,12}work with$"
)
_SAW_IT = re.compile(
    r"^(?:it|that|this) (?:was|is) (?:in|at|on|during|after|by) |\bi (?:saw|read|heard|watched|caught|found|followed|loved|enjoyed) (?:it|that|this|them|both|every)\b"
)


def connection(letter: Letter) -> tuple[Sentence, Hit] | None:
    """The sentence that says how writer and reader are connected, and where in it; one that can be placed before one that cannot."""
    best = None
    for sentence, found in _ties(letter):
        here = (sentence, (sentence.start + found[0], sentence.start + found[1]) if sentence.place >= 0 else (-1, -1))
        if is_specific(sentence):
            return here
        best = best or here
    return best


def _ties(letter: Letter) -> Iterator[tuple[Sentence, Hit]]:
    """Sentences that claim a tie; one that only says where it was counts together with what it speaks of."""
    before: Sentence | None = None
    for sentence in [letter.lead, *letter.sentences]:
        found = _tie(sentence)
        if found:
            yield sentence, found
        elif before and (said := _SAW_IT.search(sentence.low)):
            yield sentence, said.span()
            yield before, (0, len(before.text))
        before = sentence if sentence.place >= 0 and re.search(r"\byou(?:r|rs|'re)?\b", sentence.low) else None


def _tie(sentence: Sentence) -> Hit | None:
    return _together(sentence) or _through_another(sentence) or _found(sentence) or otherwise(sentence)


def _together(sentence: Sentence) -> Hit | None:
    """Met, spoken, served, taught, at the same school."""
    low = sentence.low
    for pattern in (_MET, _SCHOOL):
        found = next(
            (m for m in pattern.finditer(low) if not denied(low, m.start()) and not _WISHED.search(low[: m.start()])),
            None,
        )
        if found and not (sentence.asks and re.match(r"\W*(?:did|have|has|do|does|is|are|was|were)\b", low)):
            return found.span()
    for pattern in (_DID_TO_US, _YOUR_HOUSE_DID):
        did = next((m for m in pattern.finditer(low) if not re.search(_HOW + r"(?: \w+)? $", low[: m.start()])), None)
        if did and not (sentence.asks and did.start() > 25):
            return did.span()
    return None


def _through_another(sentence: Sentence) -> Hit | None:
    """Somebody else named them, sent the writer, or sends regards."""
    named = re.search(
        r"\bmutual (?:friend|acquaintance|contact)|\b(?:sends?|send you) (?:\w+ )?(?:regards|greetings|love|best|compliments)\b|\bi (?:was|have been|am|'ve been) (?:\w+ )?(?:told|given|advised|referred|pointed|sent|introduced|encouraged|informed|directed) (?:by|to|your|that you|of you)\b",
        sentence.low,
    )
    if named:
        return named.span()
    by = re.search(
        rf"\b(?:via|through|thanks to|courtesy of|referred by|recommended by|introduced by|at the (?:suggestion|request|urging) of|on the (?:advice|recommendation|suggestion) of|sent by|per|on behalf of) (?:(?:my|our|a|an|the|your) )?(?:{_PERSON})\b",
        sentence.low,
    )
    by = by or re.search(
        rf"\b(?:[Vv]ia|[Tt]hrough|[Tt]hanks to|[Cc]ourtesy of|[Rr]eferred by|[Rr]ecommended by|[Ii]ntroduced by|[Aa]t the (?:suggestion|request|urging) of|[Oo]n the (?:advice|recommendation|suggestion) of|[Oo]n behalf of|[Pp]er) (?:my |our )?(?:{_NAME})",
        sentence.text,
    )
    by = by or re.search(
        rf"{_NAME}'s? (?:\w+ )?(?:suggestion|recommendation|advice|introduction|nephew|niece|cousin|friend|son|daughter|sister|brother|husband|wife|partner|behest)\b",
        sentence.text,
    )
    if by:
        return by.span()
    for verb in re.finditer(rf"\b(?:{_PASSING})\b", sentence.low):
        if _HEARSAY.search(sentence.low[: verb.end()]):
            continue
        if _third_person(sentence, verb.start()) and re.search(
            r"\byou(?:r|rs)?\b|\bin touch\b|\bwrite\b|\bcontact\b|\bdrop (?:you )?a line\b|\bintroduce myself\b|\bhello\b|\bhi\b|\bspeak\b|\btalk\b",
            sentence.low,
        ):
            return verb.span()
    return None


def _third_person(sentence: Sentence, at: int) -> bool:
    """Whether what is done at *at* is done by somebody other than writer and reader."""
    before = sentence.low[max(0, at - 90) : at]
    if re.search(
        r"\b(?:i|you|we)(?:'d|'ve|'ll)?(?: would| have| can| could| had| just| also| kindly| will| ever| once| might| should| never)* $|\b(?:could|would|can|will|please|to|if|may|might) (?:you )?(?:\w+ )?$",
        before,
    ):
        return False
    if re.search(rf"\b(?:{_PERSON}|she|he|they|who)\b.{{0,60}}$", before):
        return True
    if re.search(
        rf"(?<![.] )(?:{_NAME}).{{0,60}}$", _DATES.sub(lambda m: m[0].lower(), sentence.text[max(0, at - 90) : at])
    ):
        return True
    alone = re.match(r"\W*(?:so |well |hey |hi )?(\w+)(?: \w+)? $", before)
    return bool(alone and len(before) == at and not _UNSAID.match(alone[1]))


def _found(sentence: Sentence) -> Hit | None:
    """Read, seen, heard, looked up."""
    low = sentence.low
    for found in _FOUND.finditer(low):
        if (
            (_OF_YOURS.search(low, found.start()) or re.search(r"\byours?\b", low[: found.start()]))
            and not _VAGUE_FIND.search(low)
            and not _WISHED.search(low[: found.start()])
            and not denied(low, found.start())
            and not (sentence.asks and low.startswith(("have you", "did you")))
        ):
            return found.span()
    theirs = _OWN_WORK.search(low)
    if theirs and not sentence.asks:
        return theirs.span()
    listed = _LISTED.search(low)
    return (
        listed.span()
        if listed and re.search(r"\byou(?:r|rs)?\b", low) and not re.search(r"\bmy (?:linkedin|profile)", low)
        else None
    )


# --- where exactly ----------------------------------------------------------------------------------------------------------

_DATES = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Spring|Summer|Autumn|Fall|Winter|I|I'[a-z]+|Christmas|Easter|It|You|We|My|Your|English|CV|PhD)\b"
)
_PLACED = re.compile(
    rf"\b(?:at|in|on|during|after|from|outside|near|by|via|through|of) (?:(?:the|a|an|your|last|this|our|my|his|her) )?(?:[\w'-]+ ){{0,3}}?{_NAME}"
)
_PLACE_WORDS = re.compile(
    r"\b(?:fair|conference|booth|stand|stall|exhibition|exhibit|lecture|workshop|panel|reception|wedding|party|dinner|museum|library|caf[eé]|shop|store|bakery|clinic|market|festival|seminar|"
    r"meetup|hackathon|open (?:day|house|studio|evening)|careers? (?:night|evening|day|fair|event)|flight|gym|church|garden|studio|reunion|symposium|summit|webinar|tour|campus|allotments?|"
    r"directory|database|linkedin|website|web ?page|facebook|instagram|tiktok|youtube|blog|podcast|magazine|newspaper|newsletter|(?:on|over|the) radio|radio (?:show|programme|interview)|broadcast|journal|column|essay|advertisement|notice board|"
    r"profile|yearbook|register|alumni|keynote|poster|ferry|choir|guest post|post on|thread|forum|hospital|gallery|theatre|theater|concert|tournament|camp|mixer|slides|staff email|audience|in hall)\b"
)
_WITH_TOPIC = re.compile(
    r"\b(?:your|the|an?) (?:[\w'\"-]+ ){0,4}?(?:talk|article|paper|report|book|video|episode|interview|documentary|piece|preprint|programme|presentation|course|class|film|show|chapter|review|answer|letter in) (?:on|about|in|regarding|for|where|by|called|of|at|titled|\")"
)
_YOUR_WORK = re.compile(
    r"\byour (?:[\w'\"-]+ ){0,3}?(?:talk|article|paper|report|book|video|episode|interview|documentary|piece|preprint|presentation|film|show|chapter|review|novel|memoirs?|album)\b"
)
_TITLED = re.compile(
    r"(?<!my )(?<!your )(?<!our )(?<!his )(?<!her )\b(?:coach|dr|prof|professor|mr|mrs|ms|uncle|aunt|auntie|captain|pastor|father|sister|rabbi|chief|nurse)\.? [a-z]{3,}\b"
)
_SOMEBODY = re.compile(rf"\b(?:{_PASSING})\b")


_LOCATED = frame(
    r"\b(?:at|in|on|outside|inside|down|behind|under|near|off|beside|over|during|across|round|by|from) (?:the|an?|your|our|my|his|her|that|this|someone's|one of) (?!(?:[\w'-]+ )?(?:spring|summer|autumn|fall|winter|past|other|morning|evening|afternoon|night|day|week|month|year|weekend|time|moment|end|beginning|start|while|bit|future|meantime|last|first|internet|web|net|"
    r"line|phone|call|telephone|field|industry|area|sector|subject|topic|matter|way|whole|fact|side|hurry|point|hope|middle|car|position|job|role|career|profession|friend|colleague|contact|someone|person|mosque|same|interest|opinion|behalf|kind|good|great|lot|few|couple|number|years?|name|trade|business|right|long|age|world|words?|mind|head|heart|hands?|life|shoes|request|advice|suggestion|recommendation)s?\b)[\w'-]{3,}"
)
_MADE_OR_GIVEN = frame(
    rf"\byour (?:[\w'\",.&-]+ ){{0,4}}?(?:{works.READ}|{works.GIVEN}|{works.MADE})\b|\b(?:your|at|in|on|outside|by|from|of|behind|opposite|above) (?:(?:the|an?|your|our|my|his|her) )?(?:[\w'-]+ ){{0,2}}?(?:{works.HOUSE})\b|\bit(?:'s| is) [\w ]{{2,20}} from across\b|\bgood to (?:see|meet) you (?:down|at|in|on|by)\b"
)
_ONE_SCHOOL = frame(
    r"\b(?:alum\w*|old (?:boys?|girls?|students?)|fellow \w+|batch|class of|promotion|intake|same (?:[\w-]+ ){0,2}(?:school|college|university|department|institute|degree|course|doctor father|gymnasium|lyc[eé]e)|(?:both|too|also) (?:attended|went|studied|graduated)|as you, i|another [\w']+ (?:head|grad\w*|alum\w*|old \w+)|former (?:pupil|student))\b"
)
_NOBODY_NAMED = frame(
    r"\b(?:an? (?:\w+ )?(?:friend|mate|buddy|pal|colleague|contact|acquaintance|somebody|person)|somebody|someone|mutual \w+|people)(?: of (?:mine|ours|my \w+)| at work| from the \w+| i know)? (?:told|said|says|gave|suggested|recommended|mentioned|thought|passed|reckons|thinks)\b|\b(?:your|one of your|a|an|the) (?:former |old |\w+ )?(?:friend|mate|neighbou?r|colleague|student|pupil|customer|client|patient|cousin|comrade|acquaintance|relative|classmate)(?: of yours| from \w+| at \w+)?(?:,? (?:who|which|\()[^,()]{0,60}[,)])? (?:\w+ )?(?:told|said|says|gave|suggested|recommended|mentioned|thought|thinks|encouraged|passed|reckons|asked)\b"
)
_NOWHERE = re.compile(
    r"\b(?:somewhere|some (?:forum|site|page|article|time (?:back|ago))|a while (?:back|ago)|(?:our|when our) paths crossed|knew you by an? \w+|over a shoulder)\b|\bas (?:i|you|we) (?:said|told|agreed|promised|discussed)(?: there| then)?,|^further to ours\b|^(?:many )?thank(?:s| you)[\w ]{0,14} for (?:saying|agreeing|offering|telling me)\b(?! [^.?!]{0,60}\b(?:at|in) the (?:fair|talk|reception|dinner|conference|meeting))|\bfrom somebody\b"
)
_SOURCE = frame(
    rf"\b(?:directory|database|list|register|roll|yearbook|linkedin|page|website|site|platform|network|map|search|office|magazine|newsletter|portal|wall|board|association|reunion|guild|archivist|annuaire|careers?|facebook|group|handbook|log|sheet|book|finder|app|rolodex|card|info|contact|name|details|listing|mentor\w*|panel|event|talk|dinner|gathering|webinar|{_PASSING})\b"
)


def is_specific(sentence: Sentence) -> bool:
    """Whether the tie names an event, a place, a person or a source; a school in common is none."""
    low = sentence.low
    if _ONE_SCHOOL.search(low) and not _SOURCE.search(low):
        return False
    if _NOWHERE.search(low):
        return False
    nobody = _NOBODY_NAMED.search(low)
    if (
        nobody
        and not _FOUND.search(low)
        and not re.search(rf"\b(?:at|from|in) (?:the )?{_NAME}", sentence.text[: nobody.end()])
    ):
        return False
    return _placed(sentence) or bool(_LOCATED.search(low) or _MADE_OR_GIVEN.search(low))


def _placed(sentence: Sentence) -> bool:
    named = _DATES.sub(lambda m: m[0].lower(), sentence.text)
    if (
        _PLACE_WORDS.search(sentence.low)
        or _PLACED.search(named)
        or _WITH_TOPIC.search(sentence.low)
        or _YOUR_WORK.search(sentence.low)
    ):
        return True
    passed = _SOMEBODY.search(sentence.low)
    if _TITLED.search(sentence.low) or re.search(
        rf"(?<=[a-z,;] )(?:{_NAME})(?:,? {_NAME}|'s| who| from| at| over)?", named
    ):
        return True
    first = re.match(r"\W*(\w+)", named)
    return bool(
        passed
        and first
        and not _UNSAID.match(first[1].lower())
        and not re.match(rf"(?:{_PERSON})$", first[1].lower())
        and _third_person(sentence, passed.start())
    )
