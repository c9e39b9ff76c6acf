"""Words for what people make, do in public, keep and are written about in: what one can have read, seen, tasted or used of somebody."""

# What is read, heard or looked at.
READ = (
    r"articles?|papers?|essays?|columns?|posts?|blog\w*|books?|reports?|thes[ie]s|dissertations?|preprints?|interviews?|pieces?|stud(?:y|ies)|reviews?|chapters?|newsletters?|memoirs?|novels?|poems?|poetry|translations?|obituar(?:y|ies)|leaders?|leading article|letters? (?:to|in)|"
    r"threads?|tweets?|reels?|shorts?|tiktoks?|insta\w*|streams?|livestreams?|vlogs?|videos?|episodes?|podcasts?|broadcasts?|documentar(?:y|ies)|films?|movies?|diar(?:y|ies)|journals?|stor(?:y|ies) (?:about|of|in|on)|series|takeover|comics?|zines?|manuals?|guides?|handbooks?|textbooks?|pamphlets?|leaflets?|"
    r"monographs?|opinions? in|dissent\w*|rulings?|judge?ments?|patents?|repo\w*|package|librar(?:y|ies) (?:on|for)|plugin|app|theor(?:y|em|ies)|proofs?|case reports?|footnotes?|sentences? (?:of|in|about)|headlines?|captions?|crosswords?|limericks?|recipes?|cookbooks?|maps?|charts?|diagrams?|graphics?|slides?|posters?|plates (?:for|in|of)|"
    r"drawings?|sketch(?:es|book)?|illustrations?|cartoons?|photographs?|photos|pictures? (?:of|in|on)|adverts?|advertisements?|ads?|classified|signs?|plaques?|flyers?|leaflets?|notices?|entr(?:y|ies)|listings?|bios?|profiles?|answers? (?:on|to|about)|comments?|remarks?|questions? (?:to|at|about)|points? about|stories"
)
# What is given in public.
GIVEN = (
    r"talks?|discourses?|conferences?|lectures?|keynotes?|speech(?:es)?|sermons?|homil(?:y|ies)|seminars?|webinars?|workshops?|sessions?|class(?:es)?|courses?|lessons?|demonstrations?|demos?|presentations?|panels?|tours?|recitals?|concerts?|gigs?|sets?|shows?|plays?|performances?|solos?|operas?|albums?|songs?|tracks?|choirs?|"
    r"exhibit\w*|displays?|stalls?|stands?|booths?|tables? at|open (?:day|evening|studio|house|morning)|plant swap|quarter peal|clinics? (?:at|in|on)|opening (?:at|of)|premiere|hustings|auctions?|trials? of|opening of|eulogy|reading|readings|surtitles|toast|commentar(?:y|ies)|programme on|programme about"
)
# What is made, kept or looked after.
MADE = (
    r"murals?|paintings?|sculptures?|statues?|pottery|pots|bowls?|glass(?:es)?|ceramics?|lettering|carvings?|quilts?|tapestr(?:y|ies)|weavings?|jewellery|rings|bridges?|footbridge|buildings?|houses? (?:at|in|on)|plaza|park bench|pavilions?|gardens?|borders|hedges|orchards?|vineyards?|wines?|beers?|ciders?|sherry|cheeses?|"
    r"bread|loaf|loaves|sourdough|croissants?|cakes?|cannoli|pies?|honey|jams?|chocolates?|soups?|curry|dumplings|noodles|stew|coffee|bars|menu|window|shop ?window|costumes?|sets for|puppets?|masks?|instruments?|violins?|guitars?|organs?|bells?|clocks?|boats?|dinghy|furniture|chairs?|tables|boots|shoes|saddles?|knives|"
    r"blades?|tattoos?|braces|lamps?|toys?|dolls?|models?|restoration|restorations|reconstruction|renovation|conversion|invention|designs?|logos?|posters?|typefaces?|wallpapers?|fabrics?|coats?|hats?|dress(?:es)?|suits|scarf|tools?|kites?|drones?|robots?|machines?|vans?|bus|ferry|boat|bees|hives|goats|horses?|dogs?|huskies|sheep|herd"
)
# Where somebody is met at work.
HOUSE = (
    r"shop|store|bakery|caf[eé]|kiosk|market|stall|salon|barber ?shop|studio|workshop|forge|atelier|gallery|museum|theatre|theater|school|clinic|surgery|practice|pharmacy|hospital|ward|farm|nursery|garden|vineyard|brewery|pub|bar|restaurant|kitchen|van|church|chapel|parish|mosque|temple|synagogue|station|depot|yard|garage|"
    r"unit|boatyard|shipyard|dojo|gym|pool|court|pitch|allotment|library|archive|reading room|search room|lab\w*|observatory|plaza|counter|bench|booth|bus|taxi|cab|boat|ferry|ship|plant|mill|kiln|foundry|hotel|hostel|inn|guesthouse|campsite|rink|dairy|butcher's|fishmonger's"
)
# Where people are written about or listed.
MEDIUM = (
    r"articles?|newspapers?|gazette|herald|tribune|courier|chronicle|ledger|telegraph|monthly|weekly|weekly reports|journal|magazine|newsletter|bulletin|mailing list|programme|program|podcast|episode|radio|channel|broadcast|film|documentary|video|series|photo series|book|preface|acknowledg\w+|footnote|"
    r"profile|page|website|web ?site|site|blog|thread|forum|subreddit|reddit|notice ?board|message board|group|directory|database|register|yearbook|handbook|annual report|annuaire|alumni \w+|list|roll|catalogue|leaflet|flyer|plaque|sign|wall text|label|caption|credits|poster|back of (?:your|the|a) \w+|mentor match|network|platform|"
    r"linkedin|instagram|insta|facebook|tiktok|youtube|twitter|mastodon|discord|whatsapp group|wall|card|door|window|invitation|brochure|review|interview|obituary|column|portrait|report"
)
# What people have and nobody comes to look at.
ABSTRACT = (
    r"(?:advice|time|help|thoughts?|insights?|perspectives?|opinions?|views?|guidance|reply|replies|answer|response|team|company|firm|organi[sz]ation|name|attention|consideration|kindness|patience|support|wisdom|experience|expertise|knowledge|career|path|journey|field|job|role|position|work|profession|industry|"
    r"schedule|calendar|diary|convenience|availability|honou?r|lordship|excellency|self|esteemed|busy|good|valuable|generosity|success|achievements?|background|interest|mind|hands?|permission|leave|approval|email|phone|number|address|details|contact|office|department|side|way|life|day|week|own)"
)
