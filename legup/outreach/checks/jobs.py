"""Only to learn: M3 what is hoped for, M4 a field rather than a post, M9 no job ask, M12 no résumé."""

import re

from legup.outreach.checks.frames import HOLLOW, Hit, clause_before, clause_start, denied, frame
from legup.outreach.checks.offering import LACKS, OFFERS, SEEKERS, TAKES
from legup.outreach.checks.opening import MINDED, NAMED, SOUGHT
from legup.outreach.checks.seeking import FORWARDS, NEEDS, PLACES, REPORTED, SWAYS
from legup.outreach.checks.text import Letter, Sentence
from legup.outreach.checks.vouching import REACHES, WORDS

# --- M9: asking for work, said or hinted ------------------------------------------------------------------------------------

_POST = (
    r"(?:jobs?|positions?|internships?|roles?|openings?|opening|vacanc(?:y|ies)|placements?|co-?ops?|apprenticeships?|traineeships?|employment|posts?|gigs?|shifts?|work placements?|work experience|externships?|"
    r"full[- ]time (?:job|role|work)|part[- ]time (?:job|role|work)|summer (?:job|work)|trial (?:day|shift|week)|contracts?|commissions?|opportunit(?:y|ies)|spots?|slot on|place in your|place on your|trial)"
)
_APPLICATION = r"(?:application|cv|c\.v\.|r[eé]sum[eé]|curriculum vitae|candidacy|candidature|portfolio|details|name|profile|particulars|documents|letter|materials|paperwork)"
_US = r"(?:you|your (?:[\w'-]+ ){0,2}(?:team|company|firm|organi[sz]ation|office|lab|laboratory|group|studio|department|practice|clinic|shop|school|hospital|agency|staff|crew|kitchen|unit|startup|business|newsroom|workshop|museum|library|people))"

_HIRING = frame(
    r"\b(?:are|is|will|would|might|do|does|whether|if|when|be)\b[^.?!]{0,50}\b(?:(?:hiring|recruiting)(?! (?:managers?|process|season|committees?|partners?))|taking (?:on|people|anyone|somebody|interns|students|apprentices|new)|accepting applic\w+|expanding (?:the|your) team)\b",
    rf"\b(?:are there|is there|do you have|have you(?: got)?|does \w+ have|do you know of|know of|know about|hear of|hear about|come across|learn of|aware of|tell me (?:about|of)|there (?:is|are|might be|may be|were|will be))\b(?: currently| now| perhaps| possibly)? ?(?:any|some|a|an|of any|going to be|suitable|other)? ?(?:[\w'-]+ ){{0,3}}{_POST}\b(?! (?:market|description|title|satisfaction|like|in (?:this|it|that|the (?:field|trade|industry|profession|sector))))",
    r"\b(?:need|needs|needing|use|want|looking for|room for|require|short of|could do with|have space for|take on|take) (?:an?|another|any|some|more|extra|new)? ?(?:[\w'-]+ ){0,2}(?:pairs? of (?:eyes|hands)|intern|interns|assistant|help|helper|pair of hands|trainee|apprentice|hand|hands|staff|employee|junior|volunteers?|someone like me|somebody like me|person like me)\b(?!')",
    r"\bshould (?:you|your|the|they)\b[^.?!]{0,40}\b(?:be )?(?:hir\w+|recruit\w*)\b|\b(?:do|does|would|will|can|could|might) (?:you|they|your \w+|the \w+) (?:\w+ )?take on\b|\b(?:who|where|whom) (?:do|should|can|could|must|would) i (?:send|submit|apply|give|hand)\b",
    r"(?:^|[;,:] ?)(?:(?:and|but|so) )?(?:any (?:chance|possibility)|do|does|would|will|can|could|might|i wonder(?:ed)? (?:if|whether)|(?:i was|i am|i'm) wondering (?:if|whether))\b[^.?!]{0,40}\b(?:you|your \w+|they|the \w+)(?: ever| sometimes| also| currently)? (?:take|takes|hire|hires|employ|employs|accept|accepts|host|hosts|sponsor|sponsors|need|needs|looking for|use) (?:on |in )?(?:[\w-]+ ){0,2}(?:undergraduates?|students?|interns?|volunteers?|trainees?|graduates?|beginners?|juniors?|foreigners?|newcomers?|apprentices?|people|anyone|anybody|someone|somebody|candidates?|visas?|learners?|starters?)\b",
    r"\b(?:if|whether) (?:you|they|your \w+) (?:are|is) (?:ever )?(?:looking for|in need of|short of) (?:an?|any|some)?(?:one|body)?\b|\b(?:process|procedure|steps?|way|route|requirements?) (?:for|to|of) (?:join\w*|apply\w*|be(?:ing)? hired|get(?:ting)? (?:hired|in|into)) (?:to |at |with |in )?your?\b|\b(?:short|in need) of an? [a-z]+\b(?!'| (?:perspective|view|opinion|word|hint))|\b(?:need|use|want) an? (?:part-time|full-time|freelance|junior|new|trainee|temporary) [a-z]+\b",
    rf"\b(?:about|on|for|of) (?:joining|volunteering|interning|working)(?: as an? \w+)? (?:at|with|for|in) {_US}\b|\b(?:find|need|looking for|seeking) (?:a |an )?(?:visa |employer )?sponsor(?:ship)?\b",
    r"\bi (?:really |badly |do |just )?need (?:work|a job|employment|an income)\b|\b(?:could|can|might|may) (?:could )?use an? (?!cup|coffee|chat|phone|pen)\w+\b",
    r"\binterview for (?:the|a|your|any) (?:[\w-]+ ){0,3}(?:role|position|job|opening|vacancy|internship|post)\b",
    r"\bhow (?:do|can|could|would|should|might) i (?:[\w']+ ){0,2}(?:apply|get (?:a|the|an) (?:job|interview|position|internship|offer)|get hired|join (?:you|your))\b",
    rf"\b(?:what|which|any) {_POST} (?:\w+ )?(?:are|is|do you have|have you|might be|would be|will be|open|available|going|coming)\b|\bany (?:openings?|vacanc(?:y|ies)|internships?|positions?|roles?|opportunities)(?: (?:\w+ ){{0,4}})?\?",
)
_FAVOUR = frame(
    r"\b(?:refer|recommend|vouch for|endorse|hire|employ|sponsor|place|take on|nominate|shortlist|interview) me\b(?! (?:to|a|an|any|some|other|for (?:a|an|the) (?:book|article|course)|books?|to (?:any|other|someone|somebody|people|colleagues))\b)",
    r"\brefer me (?:for|to (?:hr|your|the|whoever|your recruit)|internally)\b|\b(?:recommend|refer|introduce|put|connect) me (?:\w+ )?(?:for (?:a|the|any|this|that|an)\b|(?:to|with) (?:\w+ ){0,3}(?:hr|recruit\w*|hiring|human resources|personnel|whoever (?:hires|is hiring|decides)))|\b(?:employee|internal|a|your) referral\b(?! (?:question|letter from the doctor))|\brefer (?:my|a friend)\b",
    r"\bput (?:in|forward) (?:a|my|the) (?:\w+ )?(?:good |kind |nice )?(?:word|name|application)\b|\b(?:good|kind|nice) word (?:for me|on my behalf|with|about me)\b|\bput me forward\b|\bput a word in\b|\ba word (?:from you|in the right ear|to your|with your)\b[^.?!]{0,40}\b(?:help|go|far|count|mean|make)",
    rf"\b(?:pass(?:ing)?|forward(?:ing)?|send(?:ing)?|hand(?:ing)?|submit(?:ting)?|show(?:ing)?|give|giving|get|share|sharing|circulat\w+|walk|deliver|slip|route|flag|look(?:ing)? (?:out )?for|consider(?:ing)?|support(?:ing)?|push(?:ing)?|bring|put)\b(?: (?:\w+|it))? ?(?:on |along |over |around |in )?(?:my|the attached|the enclosed|this) (?:[\w'-]+ ){{0,2}}{_APPLICATION}\b[^.?!]{{0,60}}(?:\b(?:to|on|along|forward|for|with|under|around|over|onto|through|hr|favou?rabl\w+)\b|\?)",
    r"\b(?:pass|forward|hand|send|share|circulate) (?:it|this|them|my \w+) (?:on|along|over|around|to (?:hr|your|the (?:right|hiring|recruit\w*)|whoever))\b(?! to (?:a friend|me)\b)|\b(?:pass|forward|hand|send|share|circulate) my (?:cv|r[eé]sum[eé]|details|name|application|papers) (?:on |along )?to any\w*",
    r"\b(?:consider|considering|think of|thinking of|remember|keep|bear) me\b(?:[^.?!]{0,60}\b(?:for|if|when|should|in mind|as|next|whenever|first|posted|\?)|[.?!]|$)|\b(?:keep|bear|have|hold) (?:me|my (?:name|details|cv|r[eé]sum[eé]|application)|us) (?:in mind|on file|on (?:your|the) (?:list|radar)|in (?:your )?thoughts)\b|\bin mind for\b|\bfor (?:your|their|her|his) (?:kind )?consideration\b|\b(?:be|being) (?:kept in mind|considered|remembered|thought of)\b",
    rf"\b(?:let me know|tell me|write to me|call me|contact me|alert me|drop me a (?:line|note)|inform me|get in touch|keep me (?:posted|informed|updated))\b[^.?!]{{0,40}}\b(?:if|when|should|of|about|on|in case|whenever)\b[^.?!]{{0,50}}\b(?:{_POST}|hiring|hire|opens? up|comes? up|becomes? (?:free|available|vacant)|turns? up|need (?:someone|somebody|help|an?)|a (?:place|spot|seat|gap))\b",
    rf"\b(?:give|offer|grant|find|get|secure|land|arrange|provide|allow|help me (?:to )?(?:find|get|land|secure|obtain|into)|fit|squeeze|grant) (?:me|us)?(?: in)? ?(?:with )?(?:an?|any|some|the|that) (?:[\w'-]+ ){{0,3}}(?:{_POST}|chance (?:to work|at your|on your|in your|to prove)|shot|try-?out|foot in the door|interview (?:for|with hr|slot)|way in|start)\b",
    r"\b(?:get|find|land|give|offer) me (?:one|in|something)\b|\b(?:worth|welcome|sense|use|point|good idea)(?: in)?(?: my| me| of)? (?:send\w*|apply\w*|submit\w*|put\w*|to (?:apply|send|submit))\b|\b(?:should|could|can|may|might) i (?:apply|send (?:in |you )?(?:an|my) application|submit)\b",
    r"\b(?:make|open|find|have|see|be) (?:\w+ )?(?:a |any |some )?(?:room|place|space|spot|seat|desk|bench|door|home|use) (?:\w+ )?for (?:me|someone like me|somebody like me|a person like me|one more|an? (?:intern|beginner|junior|newcomer|extra))\b|\btake me (?:on|in|under|with you|as)\b|\bget (?:me|my foot) (?:in|into|an interview|hired)\b|\bget (?:a|my) foot in\b|\bsnap me up\b|\bgive me a (?:go|chance|try|shot|job|trial|start)\b(?! (?:to|for) (?:a (?:call|zoom|talk|chat)|talk|ask|speak|learn|hear|meet|interview|explain))|\bhelp me get (?:in|into|hired|a|an|my foot)\b",
    r"\b(?:hold on to|hang on to|keep|file|save) my (?:\w+ )?(?:cv|r[eé]sum[eé]|details|name|number|application|letter|email|contact)\b(?! (?:between|to yourself|private|secret|confidential))|\b(?:let me know|tell me) of (?:anything|something|any)\b(?! (?:good )?(?:course|book|event|talk|lecture|article|reading|group|club))|\b(?:finds? (?:its|their|my|a) way|reach(?:es)?|lands?|gets?) (?:to|on|in|into)? ?the right (?:desk|person|people|hands|inbox|place)\b",
    r"\b(?:i(?:'ve| have)? appl(?:ied|y)|i(?:'m| am) applying|my application)\b[^.?!]{0,80}\b(?:if you|could you|would you|can you|you (?:could|would|might|can)|your (?:support|help|word|backing))\b(?! (?:think|thought|tell|share|say)\b)|\b(?:unpaid|short|free|paid|week'?s?) trial\b|\bmention my name to\b|\bflag (?:me|my)\b|\bdrop (?:a|the) hint\b|\bput a (?:bug|flea) in\b",
    r"\b(?:speak|talk|mention me|say something|write) (?:\w+ ){0,3}(?:to|with) (?:your |the )?(?:boss|hiring manager|recruiter|hr|human resources|manager|director)\b[^.?!]{0,40}\b(?:me|my|behalf)\b|\b(?:speed up|help with|influence|pull (?:some )?strings|smooth the way|open (?:some )?doors?|look (?:kindly|favou?rably) (?:on|upon))\b[^.?!]{0,40}\b(?:me|my|application|hiring|case)\b|\b(?:my )?application\b[^.?!]{0,50}\b(?:noticed|stand out|top of the pile|seen by|reach(?:es)? the right|gets? seen|attention|moved along|not get lost|kindly|second look)\b",
)
_WISH_HEAD = (
    r"\b(?:i|we)(?:'d| would|'m| am|'ve| have)?(?: \w+){0,2} (?:like|love|want|hope|hoping|wish|wishing|eager|keen|ready|available|seeking|seek|looking(?! at| into| back| through| forward| after)|search\w*|interested in|apply\w*|request|requesting|ask\w*|beg|need|prefer|open|excited|happy|glad|delighted|willing|"
    r"inquir\w+|enquir\w+|desire|thrilled|honou?red|trying|after|aim\w*|dream)\b"
)
_WISH = frame(
    rf"{_WISH_HEAD}[^.?!;]{{0,60}}?\b(?:join(?:ing)? {_US}|work(?:ing)? (?:for|with|under|alongside|at|in|on) (?:{_US}|yours?)\b(?! (?:field|trade|line|profession|industry|world|area|city|country))|intern(?:ing)? (?:at|with|for|in)|be(?:ing|come|coming)? (?:a |an )?(?:\w+ )?(?:part|member|addition) (?:of|to) (?:your|the)|contribut\w+ to your|shadow(?:ing)? you for|help(?:ing)? out (?:at|in|with) your|start(?:ing)? (?:work )?(?:with|at|under) (?:you|your)|come (?:and )?work\b)",
    rf"{_WISH_HEAD}(?! (?:about|how|what|whether|into)\b)(?: (?:for|to (?:find|get|secure|land|obtain|apply (?:for|to)|be offered|be considered for)|in|about|if|whether|of|securing|finding|getting|obtaining))?(?: (?:for|in|about))? ?(?:an?|any|some|the|my|this|possible|paid|suitable)? ?(?:[\w'-]+ ){{0,3}}{_POST}\b(?! (?:market|description|title|satisfaction|offer i|you|at my|i (?:had|have|hold|do)|that you|but|in general)\b)",
    rf"\bi(?:'d| would| could| will|'ll)\b[^.?!;]{{0,40}}\b(?:to work (?:with|for)|come (?:and )?work (?:with|for)|join) {_US}",
    rf"\b(?:any|some|an?|possible|potential|about|for|of) (?:[\w'-]+ ){{0,2}}{_POST} (?:\w+ )?(?:at|with|in|within|under|on|near) {_US}\b",
    r"\b(?:looking|searching|hunting|in search) (?:for|of) (?:work|employment|a job)\b|\b(?:regarding|concerning|about|for) (?:an?|any|the) (?:vacancy|opening)\b(?! in your (?:calendar|diary|schedule))",
    rf"\b(?:looking|search\w*|hunting|seeking|hoping|available|applying|wish\w*|in search of|in need of|on the lookout for|open to)(?: (?:for|to))? (?:an?|any|some|new|my (?:first|next)|paid|suitable|the)? ?(?:[\w'-]+ ){{0,2}}{_POST}\b(?! (?:market|description|title))",
    r"\b(?:i am|i'm|i'd be|i would be|i could be|i can be|i will be|make me|makes me|be) (?:an? )?(?:\w+ )?(?:perfect|ideal|great|good|strong|excellent|right|valuable|real|useful) (?:fit|match|candidate|asset|addition|intern|hire|employee|choice|person for (?:the|your|a))\b|\b(?:asset|addition|credit) to (?:your|the) (?:team|company|firm|\w+)\b|\bavailable (?:to start|for (?:hire|work|employment)|immediately|(?:from|as of|starting) (?:january|february|march|april|may|june|july|august|september|october|november|december|graduation|next month|the summer|this summer))\b|\bstart (?:work )?(?:immediately|right away|next week|at once|on monday)\b",
    r"\b(?:would|could|can|may|might|will) (?:you|i|there|your \w+) (?:[\w']+ ){0,4}(?:join (?:you|your)|work (?:for|with|under|at your)|intern (?:for|with|at|under)|take (?:me|on (?:me|an? \w+))|be any (?:work|openings?|chance|possibility|room|vacanc\w+)|hire|help (?:out )?(?:at|in) your)\b",
    rf"\b(?:chance|possibility|prospect|hope|way|likelihood|opportunit(?:y|ies)) (?:of|to|for|that)[^.?!]{{0,40}}\b(?:{_POST} (?:at|with|in|for me)|join(?:ing)? {_US}|work(?:ing)? (?:with|for|under|at) {_US}|intern(?:ing)? (?:at|with|for)|being hired|employment|a place (?:at|with|in|on))\b|\bopportunit(?:y|ies) (?:at|with|within|in) (?:{_US}|[A-Z])",
)
_IF_OPENS = frame(
    rf"\b(?:if|should(?! (?:like|love|be|very|also))|when|whenever|in case|were)\b[^.?!]{{0,30}}\b(?:anything|something|one|an?|any|some|there|{_POST}|places?|spots?|seats?|somebody|someone|desk)\b[^.?!]{{0,30}}\b(?:opens?|comes? (?:up|along|free|your way)|becomes? (?:free|available|vacant|open)|open(?:s|ing)? up|arises?|turns? up|falls? vacant|go(?:es|ing)? free|pops? up|crops? up|leaves|frees? up)\b",
    rf"\bif (?:you|your \w+|they|\w+) (?:ever |should |happen to |do |might )?(?:hear|know|learn|see|find|have|need|want|are (?:ever )?(?:looking|hiring|short)|get) (?:of |about |for |to )?(?:an?|any|some|someone|somebody|anything|one|another)? ?(?:[\w'-]+ ){{0,3}}(?:{_POST}|hiring|hands?|help (?:in|at|with|this)|extra (?:help|hands)|an? (?:intern|assistant|apprentice|trainee))\b",
)
_ASKS = (
    _HIRING,
    _FAVOUR,
    _WISH,
    _IF_OPENS,
    NEEDS,
    FORWARDS,
    SWAYS,
    PLACES,
    LACKS,
    SEEKERS,
    OFFERS,
    TAKES,
    REACHES,
    WORDS,
    NAMED,
    SOUGHT,
    MINDED,
)
_FAVOURS = (_FAVOUR, FORWARDS, SWAYS, REACHES, WORDS, MINDED)  # a hand in hiring
_WHOLE = (_IF_OPENS, NEEDS, SWAYS, FORWARDS, LACKS, REACHES, WORDS, MINDED)  # what no innocent topic beside it excuses
_PASSED = (_FAVOUR, FORWARDS, SWAYS, REACHES, WORDS, MINDED)
_PASSING = re.compile(
    r"(?:(?:to|and) )?(?:send|sending|give|giving|put|share|sharing|pass|forward|show|hand|keep|leave|submit|submitting|take|add|enter|place|bring|write|say|tell|mention)\b"
)
_TOPICAL = (_IF_OPENS, NEEDS, LACKS)
_HAVING_APPLIED = re.compile(
    r"\bi(?:'ve| have| did|'m| am)? (?:\w+ ){0,3}(?:applied|applying|apply) (?:for|to) (?:the|that|this|one)\b[^.?!]{0,40}$|\bi (?:was|had been|used to be|once|did|have been|worked|spent|served|interned|volunteered|joined|started)\b[^,;]{0,60}$|\b(?:helped|got|found|offered|gave|given|let) me (?:to )?$"
)
_BY_ME = re.compile(r"\bi(?:'m|'ve|'ll|'d)?(?: (?!you|ask|beg|pray|request|hope|wish|need|want|wonder)[\w']+){0,5} $")
# Words that sound like work and are none: a gap in a diary, a reply by post, a post of one's own.
_BESIDE = re.compile(
    r"\b(?:slots?|spots?|openings?|gaps?|places?|rooms?|space|breaks?|windows?|holes?|minutes?|hours?|moments?|vacanc(?:y|ies)) (?:\w+ )?(?:in|on|opens? (?:up )?(?:in|on)|opens? (?:up )?between|appears? (?:in|on)|between) (?:your|the|his|her|their|my)? ?(?:\w+ )?(?:meetings|appointments|patients|lessons|classes|calls|diary|diaries|calendar|schedule|days?|week|timetable|agenda|planner|evening|morning|afternoon|lunch|rota this|programme this)\b|"
    r"\b(?:(?:by|in|via|through) (?:return(?: of)? |the |registered |ordinary )?post\b(?! of)|post (?:office|card|box|code|script)|postgraduate|by return of|blog posts?|your (?:\w+ )?posts? (?:on|about)|instagram post|linkedin post|(?:stand|on|public|clinical|criminal|jury|field|drug) trials?\b(?! (?:shift|day|week|basis|period))|trials? (?:and error|court|judge|lawyer)|bear(?:ing)? (?:it |this )?in mind that|"
    r"(?:like|love|hate|enjoy|keep|happy in|happy with|not unhappy in|content in|leave|leaving|quit|lost|losing|outside|besides?|beside|alongside|after|from|in|at|with|of) my (?:own |present |current |day |old |last |first |paid |full-time |part-time )?(?:job|post|position|role|work|shifts?|employment|contract)\b|to shift (?:from|to|into)|wish to shift|shift (?:from|to|into) \w+|"
    r"my (?:\w+ )?(?:thanks|regards|greetings|gratitude|respects|compliments|best wishes)|opportunit(?:y|ies) to (?:talk|speak|meet|chat|call|connect|learn|hear|ask|discuss)|if (?:there is anything )?i (?:can|could) (?:ever )?be (?:useful|of (?:use|help|service))(?: to you)?|if (?:someone|somebody) else|"
    r"(?:learn|know|hear|understand|ask|tell me|read|curious) (?:more )?(?:about |of |what |which )?(?:the )?(?:(?:different|various|main|kinds? of|types? of|sorts? of) )*(?:opportunities|roles|positions|jobs|posts|internships) (?:exist|there are|are there|in (?:the|this|that) (?:field|industry|sector|trade|profession|area)|in an? |on (?:a|your) team and|and how|of an? |people)|"
    r"thank(?:s| you)(?: very much| in advance| so much)? for (?:your )?(?:kind )?consideration|say the word|a word (?:one|after|before|some|on|at|in private|with you|for (?:ten|a few|five))|would suit me (?:best|perfectly|fine|well|very|nicely|down|just|if|\.)|place me\b|your (?:own )?(?:first |last |old |present |current |new |former |early )?(?:job|role|post|position|internship|placement|apprenticeship)s?)\b"
)

_INNOCENT = frame(
    r"\b(?:one day|some ?day|eventually|in the (?:distant )?future|years from now|down the (?:road|line)|later in life|in ten years)\b",
    r"\b(?:about|of|how|why|what|whether|when|where) (?:\w+ ){0,3}(?:your|the|his|her|people's|this|that|such a|one's|a typical) (?:[\w'-]+ ){0,2}(?:job|role|position|post|work|internship)\b",
    r"\b(?:my|the|an?) (?:\w+ )?(?:degree|course|programme|program|master'?s|apprenticeship|training) (?:requires?|includes?|has|comes with|offers?|in)\b|\bpart of (?:my|the) (?:degree|course|programme|program|studies)\b|\b(?:graduate school|master'?s|phd|doctoral|college|university|law school|medical school|scholarship|grant|fellowship) applications?\b|\bappl(?:y|ying) (?:to|for) (?:graduate|grad|medical|law|nursing|a master|the master|phd|university|college|school|funding|scholarship)",
    r"\b(?:had|held|have had|did|finished|completed|left|lost|quit|accepted|got|was offered|started|begin|begun|starting) (?:an?|my|the|two|three|several|one|that|some)? ?(?:[\w'-]+ ){0,3}(?:job|internship|placement|role|position|post|co-?op|apprenticeship|contract|employment|offer)s?\b|\bjob (?:market|title|description|satisfaction|share)\b|\b(?:day|current|own|present|last|first|previous|old|steady|second) job\b|\bi (?:already )?have a (?:good |steady |permanent )?(?:job|position|post)\b",
    r"\bhow (?:people|one|you|anyone|someone|graduates|others|beginners|newcomers|hiring|internships|recruit\w+|applicants|companies|employers|museums|firms|labs|places|teams)\b",
)
_HARD_INNOCENT = re.compile(r"\b(?:one day|some ?day|eventually|years from now|in the distant future|in ten years)\b")
_DISCLAIMED = re.compile(
    r"(?:(?<!')\b(?:not|no|never|without|neither|nor|nothing|nobody|no one|none|rather than|instead of|far from|dont|im not)|n't)\b[^.?!;]{0,110}$"
)
_TURN = re.compile(
    r"\b(?:but|only|just|however|though|although|still|yet|unless|if|that said|having said|except|then again|of course|even so|while|so)\b|[;:]|\s-{1,2}\s|, (?:and|i|we|would|could|can|please|perhaps|maybe)\b"
)


def job_ask(letter: Letter) -> Hit | None:
    """The last place where work, or a hand in getting it, is asked for; a later ask outweighs an earlier disclaimer."""
    asked = None
    for sentence in [letter.lead, *letter.sentences]:
        found = _asks_for_work(sentence)
        if found:
            asked = (sentence.start + found[0], sentence.start + found[1]) if sentence.place >= 0 else (-1, -1)
    return asked


def favour_ask(letter: Letter) -> Hit | None:
    """Where a hand in hiring is asked for; hoping to apply is not that."""
    for sentence in letter.sentences:
        found = _asks_for_work(sentence, _FAVOURS)
        if found:
            return (sentence.start + found[0], sentence.start + found[1])
    return None


def _asks_for_work(sentence: Sentence, asks: tuple[re.Pattern, ...] = _ASKS) -> Hit | None:
    low = _BESIDE.sub(_blotted, sentence.low)
    for pattern in asks:
        for found in pattern.finditer(low):
            if not _waved_away(sentence, found, pattern):
                return found.span()
    return None


def _blotted(found: re.Match) -> str:
    return "_" * len(found[0])


def _waved_away(sentence: Sentence, found: re.Match, pattern: re.Pattern) -> bool:
    """Whether a frame of asking is denied in its own clause, or is innocent as it stands."""
    low = HOLLOW.sub(_blotted, sentence.low)
    before = low[: found.start()]
    turns = [m.end() for m in _TURN.finditer(before)]
    reach = before[turns[-1] :] if turns else before
    if (
        _DISCLAIMED.search(reach)
        or pattern not in (OFFERS, REACHES, MINDED)
        and _DISCLAIMED.search(low[found.start() : found.end()].split(" if ")[0])
    ):
        return True
    if pattern in (_WISH, PLACES, NAMED, SOUGHT) and _HAVING_APPLIED.search(before + found[0][:40]):
        return True
    if pattern in _TOPICAL and re.match(r"(?:and |so |but )?(?:what|how|why) ", low) and re.match("when", found[0]):
        return True
    if pattern in _PASSED and _BY_ME.search(before) and _PASSING.match(found[0]):
        return True
    if pattern in (_WISH, PLACES) and REPORTED.search(before[-80:]):
        return True
    if pattern is _WISH and (
        _HARD_INNOCENT.search(sentence.low) or sentence.place < 0 and re.search(r"\bnot?\b", sentence.low)
    ):
        return True
    return pattern not in _WHOLE and any(
        m.start() <= found.end() and found.start() <= m.end() and m.start() >= found.start() - 12
        for m in _INNOCENT.finditer(sentence.low)
    )


# --- M3 M4: to learn, about a field -----------------------------------------------------------------------------------------

_LEARN = frame(
    r"\b(?:learn\w*|understand\w*|find out|finding out|discover|discuss\w*|hear\w*|ask\w*|know|knowing|see how (?:you|people|your)|figure out|make sense|get a (?:sense|feel|picture|clearer)|gain (?:some |an? )?(?:insight|understanding|perspective)|explore (?!how we|ways|synerg|opportunit|whether we|a partnership)|explain|curious|curiosity|wonder\w*|listen)\b",
    r"\b(?:advice|advise|perspective|insights?|questions?|guidance|pointers|tips|thoughts|opinion|view|wisdom|lessons|pick your brain|your story|(?:talk|chat|conversation|speak|discussion) (?:[\w-]+ ){0,3}?(?:about|on|regarding)|my questions|take on|teach me|tell me|what .{1,40} (?:is|are|was|were) (?:really |actually )?like|how (?:you|one|people|to)|what (?:you|i should|it|classes|courses)|why you|informational|information)\b",
    r"\b(?:what|how|which|why|who|did you|do you|were you|was it|is it)\b[^?]{0,160}\?",
)
_HOUSE_WISH = re.compile(
    r"\b(?:interested in|hope|hoping|love|like|want|keen|eager)\b[^.?!]{0,30}\b(?:working|work|career|jobs?|roles?|positions?) (?:at|for|with) (?:the )?[A-Z][\w&'-]+"
)


def learning(letter: Letter) -> Hit | None:
    """Where the letter says that it wants to learn."""
    for sentence in [*letter.sentences, letter.lead]:
        for found in _LEARN.finditer(sentence.low):
            at = found.start()
            if (
                not denied(clause_before(sentence, at), at - clause_start(sentence, at))
                and not re.search(r"\bforward to hear(?:ing)?$", sentence.low[: found.end()])
                and not re.match(r"\s*(?:back )?from you\b", sentence.low[found.end() :])
            ):
                return (sentence.start + at, sentence.start + found.end()) if sentence.place >= 0 else (-1, -1)
    return None


def house_wish(letter: Letter) -> Hit | None:
    """Where a post at one organization is wished for rather than a field."""
    for sentence in letter.sentences:
        found = _HOUSE_WISH.search(sentence.text)
        if found and not denied(sentence.low, found.start()):
            return (sentence.start + found.start(), sentence.start + found.end())
    return None


# --- M12: the résumé --------------------------------------------------------------------------------------------------------

_CV = r"(?:cv's|vita|life course|cvs?|c\.v\.|r[eé]sum[eé]s?|curriculum vitae|curriculum|vita|lebenslauf|bio-?data|employment history)"
_SHARING = (
    r"(?:attach\w*|enclos\w*|send\w*|sent|shar\w*|link\w*|includ\w*|append\w*|forward\w*|here(?: is|'s| it is)?|below|find|annex\w*|provide|bring\w*|pop\w*|put|slip\w*|stuck|stick\w*|tuck\w*|drop\w*|add\w*|e-?mail\w*|upload\w*|join(?:ed|ing)? (?=my|the)|pinned|stapled|clipped|folded|tucked|pasted|wrapped|slipped|attach|lies|offer\w*|paste\w*|submit\w*|supply|"
    r"look (?:at|over|through)|glance (?:at|over)|cast an eye|review\w*|have a copy|copy of|herewith|in here|to follow|follows|on request|upon request|available|at hand|ready|in (?:the|this) (?:envelope|mail|e-?mail|attachment|post|package)|comes with|goes with|accompan\w*|see|show\w*|hand\w*|leave|pass\w*|give|refer\w*|with this|in front of you|files?\.|https?:|www\.)"
)
_RESUME = frame(
    rf"\b{_SHARING}\b[^.?!]{{0,60}}?\b{_CV}(?!\w)",
    rf"\b{_CV}(?!\w)[^.?!]{{0,60}}?\b{_SHARING}(?!\w)",
    rf"\b{_CV}(?:'s| is| are|,)? (?:\w+ )?(?:attached|enclosed|below|here|in here|at http|linked|available|ready)\b|\b{_CV}(?: ?:|:? [\w./-]+\.(?:example|com|org|net|pdf|docx?)\b)|\bp\.?s\.?[^.?!]{{0,20}}{_CV}",
)
_RESUME_NOT = re.compile(
    rf"\b(?:your|their|people's|his|her|other|a good|students'|young|somebody's|anyone's) (?:[\w-]+ )?{_CV}(?!\w)|\b(?:advice|feedback|tips|questions|thoughts|help|workshop|clinic|class|session) (?:on|about|with) (?:my |a |the |writing )?(?:[\w-]+ )?{_CV}|\b(?:to|will|can|may|and|i|soon|then|we) resume\b(?! (?:is|attached|to follow))|\bresume (?:my|the|our|his|her|studies|work|studying|school|classes|teaching)\b|"
    rf"\b(?:sent|posted|submitted|uploaded|gave|given|applied|mailed|left)\b[^.?!]{{0,40}}\b{_CV}(?!\w)[^.?!]{{0,40}}\b(?:last|earlier|before|ago|already|yesterday|elsewhere|to (?:hr|the|your))\b|\b(?:last|earlier|before|already|yesterday)\b[^.?!]{{0,30}}\b(?:sent|submitted|uploaded)\b[^.?!]{{0,30}}\b{_CV}|"
    rf"\b(?:reading|seeing|screen\w*|sift\w*|through|pile of|hundred|many|all the|dozens of|how|what|which|whether) (?:[\w-]+ ){{0,2}}{_CV}(?!\w)(?! (?:is|attached|enclosed))|\b(?:write|writing|writes|update|updating|polish\w*|rewrit\w+|improv\w+|fix\w*|gap in|gaps in|line on|lines on|something for|look good on|on) (?:my|a|the|your) (?:[\w-]+ )?{_CV}(?!\w)"
)


def resume(letter: Letter) -> Hit | None:
    """Where a résumé is attached, linked or offered."""
    for sentence in [*letter.sentences, letter.lead]:
        low = _RESUME_NOT.sub(lambda m: "_" * len(m[0]), sentence.low)
        for found in _RESUME.finditer(low):
            if not _DISCLAIMED.search(
                re.split(r" but |;|, (?:and|so) ", low[: found.start()])[-1]
            ) and not _DISCLAIMED.search(HOLLOW.sub("", found[0])):
                return (
                    (sentence.start + found.start(), sentence.start + found.end()) if sentence.place >= 0 else (-1, -1)
                )
    signed = re.search(
        rf"\b{_CV}\b(?: ?:| attached| enclosed)|\b(?:enc|encl|enclosures?|attach\w*)\b[.:]? [^\n]{{0,20}}{_CV}",
        letter.signature.lower(),
    )
    return (letter.closing + signed.start(), letter.closing + signed.end()) if signed else None


_NOT_SEEKING = re.compile(
    rf"\b(?:not|never|no longer|n't|without)\b[^.?!]{{0,40}}\b(?:{_POST}|for work|hiring|employment|apply|application|referral)\b|\bnot (?:a|an|another) (?:job|work) (?:ask|request|letter)\b"
)


def disclaimer(letter: Letter) -> Hit | None:
    """Where the writer says that no work is sought."""
    for sentence in letter.sentences:
        found = _NOT_SEEKING.search(sentence.low)
        if found:
            return (sentence.start, sentence.start + len(sentence.text))
    return None
