"""Classes of words: words that do the same work in a letter, so that what is learned of one is known of all."""

from functools import lru_cache

_TABLE = """
POST job* internship* intern position* post posts role roles opening openings vacanc* employment placement* apprenticeship* traineeship* trial* shift shifts gig contract coop co-op secondment summer* freelance casual clerkship* externship* residency candidature practicum stage attachment stint attachments graduate-scheme berth berths
NICHE spot spots seat seats place places slot slots desk bench corner chair room space stool door doors way foothold foot ladder niche
WORK work works working job
HIRING hire* hiring recruit* employ employs employer* employers staffing headcount intake onboard* understaffed short-handed shorthanded vacant advertis* posting* interviewing payroll wage wages salary paid unpaid
APPLYING apply applying applied application* applicant* candidate* candidacy shortlist* consider consideration considered submission submitted submit submitting pile stack queue
PASSING forward forwarding forwarded pass passing passed refer* referral* recommend* endorse* vouch* mention* nudge introduce* introduction* flag* slip steer route routed hand relay drop push whisper support supporting backing reference references sponsor
KEEPING keep keeping bear bearing remember remembered hold file radar mind forget think thinking consider name
DECIDER boss* manager* hr recruiter* recruitment director* owner* foreman* head panel committee board supervisor* decision-maker* partner partners talent people person colleague* team chief principal guv gaffer
ARISING open opens opened opening up comes coming came arise* free frees available becomes appears turns crops pops going need needs needed wanting short lacking ever
HELPER hand hands help helper* assistant* apprentice* junior* trainee* beginner* extra worker* runner dogsbody pair newcomer* somebody someone
FITTING fit fits asset addition suited match candidate useful value contribute contribut* align* skills skillset ideal perfect worthy capable deliver
TAKING take taking taken join joining joined accept accepting bring invite onboard brought welcome
GRASPING take takes took try tries choose chose sign want wants have let lets allow open use uses engage keep receive accept try-out test judge put give gives pick need needs carry bring show
STARTING start starting begin beginning monday immediately tomorrow straight notice ready
CHANCE chance* opportunit* possibilit* prospect* opening* option* shot try
CV cv cvs c.v resume résumé resumes vita vitae curriculum resumé
ATTACHING attach* enclos* send sending sent link* share* sharing include* included append* below here annex* pfa forward* add adding upload* paste* follow copy pdf drop find linked join provide bring
LEARN learn* understand* discover* curious curiosity know knowing wonder* insight* advice advise perspective* guidance question* ask asking asked tips pointers hear hearing listen* explain* tell opinion* view views wisdom counsel lessons informational information find figure see thoughts story explore exploring compare honest
TALK talk talking speak speaking chat* conversation* call calls calling meet meeting coffee tea lunch breakfast dinner drink beer pint discuss* discussion word zoom teams skype facetime whatsapp phone* telephone* ring video catch interview* sit visit* cuppa brew natter yarn blether chinwag walk buy treat connect hop conversation* exchange pick
REMOTE zoom skype facetime whatsapp webex jitsi phone* telephone* video online virtual* ring voice audio line videocall tel dial remote remotely hangout hangouts signal telegram viber teams cam webcam screen
INPERSON coffee tea lunch breakfast dinner pint beer person visit cafe café drink office stop drop pop cuppa face park pub stall
WRITTEN email e-mail mail writing write letter letters reply written answer answers line post paper message text note notes
MINUTES minute* min mins hour hours quarter half <mins>
CLOCK <clock> <day> morning* afternoon* evening* noon lunchtime weekend* tonight midday night nights daytime hours
FLEXIBLE flexib* whenever anytime convenien* suit suits suited choose choice pick prefer* whichever works fits easiest best available availability schedule* calendar* diary slot around either name decide timetable free disposal whatever adapt accommodat* work good wherever handy
OTHER another other else otherwise different alternativ* or
ASKING could can would may might please kindly possible possibly wonder* grateful appreciate* willing happy glad spare any request* favour favor hope hoping mind allow permit let open able beg
WISH like love want wish wishing hope hoping keen eager dream* aim* goal* ambition* plan* intend* aspir* long longing interested desire rather someday
DECIDING decid* deciding consider* choosing choose torn weigh* whether unsure debating contemplat* thinking wondering undecided exploring changing change switch* move moving leave leaving retrain* career pivot transition* considering leap
STUDENT student* undergrad* postgrad* graduate* senior junior sophomore freshman fresher major majoring phd master* mba bachelor* degree diploma studying study studied studies reading pupil semester year class course final-year first-year second-year third-year trainee apprentice doctoral thesis candidate postdoc college university school polytechnic institute
TRADE nurse* teacher* engineer* librarian* lawyer* paralegal accountant* designer* developer* analyst* manager* officer* clerk* technician* mechanic* driver* carpenter* electrician* plumber* chef cook* waiter* barista* farmer* soldier* baker* translator* photographer* musician* actor* painter* potter welder* planner* architect* doctor vet midwife* carer* therapist* editor* writer* journalist* researcher* scientist* chemist* biologist* consultant* coordinator* administrator* teller* bookkeeper* physicist* economist* pharmacist* dentist* hairdresser* tailor* plasterer* bricklayer* miller* rigger* seamstress* cashier* receptionist* secretary* programmer* coder* surveyor* builder* gardener* pilot* sailor* fisherman* firefighter* paramedic* tutor* lecturer* professor* curator* archivist* conservator* roofer* joiner* butcher* cleaner* guard* porter* steward* labourer* laborer* veteran* mum mother dad father parent* retiree redundant
PAST worked spent ran taught volunteered interned built kept grew studied wrote made led served managed helped started organi* designed trained raised left quit retired lived moved sold drove coached researched coded tutored finished graduated learned learnt did repaired won passed completed earned been had cared cooked founded edited
SPAN year* month* decade* summers winters seasons term terms semester* since <years>
MET met meet meeting spoke spoken talked chatted sat saw seen heard introduced bumped shared seated danced stood crossed
THEIRWORK talk lecture* keynote article* paper* essay* column* blog book* report* thesis interview* podcast* episode* video* film* documentary exhibit* show* piece newsletter* review* workshop* seminar* webinar* panel* presentation* chapter* project* photograph* poster* thread* map poem* recording* broadcast* profile* page listing entry stall stand booth demonstration post posts site website letter bio class session column poem mural garden performance concert play
FOUND found read reading saw seen watched noticed listened discovered spotted came across stumbled looked follow* cited heard browsing saw enjoyed got listed
DIRECTORY directory database alumni alumnae alumnus alumna list register linkedin roll yearbook platform network careers office page site website group society association guild club forum newsletter noticeboard radio magazine newspaper gazette paper journal leaflet programme catalogue brochure
REFERRER suggest* recommend* told said says gave mention* introduced referred passed pointed sent thought friend* cousin* uncle aunt brother* sister* neighbour* neighbor* colleague* mutual mother father professor* teacher* supervisor* boss wife husband nephew niece daughter* son tutor coach
SAME same fellow both too also alumni alumnus alumna classmate* class alma shared old neighbour*
MOVE moved switched left joined became went started built founded led designed wrote run runs ran lead leads head heads made opened turned won work works worked trained changed came did teach teaches taught manage manages managed restored translated published edited grew swapped
FLATTERY inspir* impress* amazing wonderful wealth esteemed journey extensive expertise outstanding remarkable incredible admire* admiration fascinating honoured great
DENIAL not never no without nothing nor neither instead rather
TURN but however though although yet still unless incidentally ps p.s that said one-more also btw
FUTURE someday eventually future later down-the-road
THANKS thank* thx cheers grateful ta gratitude appreciated
FIELD field industry profession trade business sector line area world career
HOUSE company companies firm firms team teams lab labs laboratory office offices studio studios workshop shop shops store kitchen kitchens hotel restaurant bakery brewery farm garden yard boat ship vessel crew crews gang gangs outfit factory plant mill bank school hospital clinic practice ward museum library gallery theatre theater band orchestra choir squad newsroom publisher press agency bureau ministry department service directorate authority council charity foundation institute observatory station depot garage site salon surgery chambers concern enterprise startup start-up organi* establishment house branch unit staff lads estate vineyard dock shipyard foundry forge nursery stables kennels circus troupe desk crowd mob
LABOUR sweep scrub carry haul fetch lift load dig pick pack peel wash clean wipe mop polish paint plaster stitch sew cut bake cook serve pour drive deliver guard milk feed muck hose hold lug push shovel hammer sand file type copy count hang rig row sail mend repair dust iron press fold mow prune rake weed chop stack shelve sort cover fill tidy wheel stoke slice stuff hoover
GRATIS nothing unpaid cheap cheaply pay wages wage salary sandwiches pleasure experience volunteer* voluntary lodging board peanuts pennies gratis costless
KIN son sons daughter* brother* sister* nephew* niece* cousin* husband wife grandson* granddaughter* godson stepson lad girl boy ward
BEGGING beg begs begging pray praying plead pleading implore humbl* mercy merciful esteemed benevol* solicit* beseech crave generosity goodself oblige bless god kindness disposal
PAPERS paper papers file dossier form name profile particulars details application letter portfolio demo reel tape bio-data biodata biodatas candidature candidacy reference cv resume message page
NOTICED noticed notice lost drown buried sleep pile stack top drawer bottom dustbin bin inbox eye eyes ear ears attention table heap forgotten overlooked
JOBLESS unemployed redundant jobless sacked fired laid available ready willing out-of-work idle
SEASON summer winter spring autumn fall christmas xmas easter harvest season rush holidays festival weekends
LEAVES quits quit resigns retires leaves leaving drops sick ill maternity absent poached overrun overwhelmed swamped busy
INTO enter enters entering join inside aboard in into on
SEEKING seek seeks seeking search searching look looking hunt hunting need needs want wants wanted needing lack lacks lacking require requires short light missing miss after
YOU you your yours yourself yourselves
ME i me my mine myself us our we
THEY they them their he him his she her
IF if should whenever when case were unless were
STEERING steer tip hint nod whisper murmur syllable tell speak put say mention drop breathe vouch
PERSON someone somebody anyone anybody person people man men woman women fellow chap lad body bodies pair soul
MODAL could can would may might will shall must
CRAFT actuar* agronom* animator* apothecar* archaeolog* astronom* auctioneer* auditor* beekeeper* blacksmith* boilermaker* bookbinder* bookseller* brewer* caddie* caretaker* cartograph* chaplain* chiropod* choreograph* cobbler* composer* confectioner* coroner* courier* deckhand* dancer* dispatcher* diver* docker* doula* dressmaker* ecolog* engraver* farrier* fishmonger* florist* forester* fundraiser* gamekeeper* geolog* glassblower* glazier* goldsmith* groundsman haulier* herbalist* historian* illustrator* interpreter* jeweller* jockey* joiner* jurist* linguist* locksmith* luthier* machinist* magistrate* mason* mechanic* midwif* milliner* notary novelist* optician* orderly organist* ornitholog* packer* postman postie priest* printer* publican* ranger* restorer* saddler* sailmaker* scaffolder* sculptor* shepherd* shoemaker* skipper* sommelier* sparky stockbroker* stonemason* tanner* tiler* toolmaker* typesetter* undertaker* underwriter* upholsterer* valuer* vicar* vintner* warden* watchmaker* weaver* winemaker* zoolog*
MAKES shear sew sort guard grow keep tend weave weld brew bake roast bind carve forge mend tune wind teach lecture interpret translate edit audit insure chair head deal wait drive fly sail skipper curate catalogue groom breed herd milk prune thatch tile plaster film photograph proofread dispense
CRAFTED mural* pottery bowl* carving* lettering loaf loaves bread cheese* honey wine* cider* beer* bridge* footbridge hedge* garden* statue* sculpture* tapestr* quilt* costume* puppet* mask* violin* organ* bell* clock* boat* chair* knife knives tattoo* braces lamp* kite* window* sign* plaque* map* diagram* surtitles peal float restoration reconstruction
HEARSAY everybody everyone nobody somewhere somebody someone people said rumour* rumor* apparently supposedly
YIELD leisure pleasure discretion nod clock say choosing picking election wish command convenience orders hands affair govern governs dictate dictates determine determined appoint appointed fix fixed overrule
QUIET quiet* calm* slow* slack* idle dead dull resting asleep ashore permit* allow* spare* lull gap ebb tide rain* snow* frost
LEAVING resign* quit* notice weary tired fed-up bored restless burnt burned redundant jack jacking jacked chuck chucking retire retiring leave leaving
HESITATE hesitat* torn undecided unsure dither* waver* doubt* debat* mind two-minds crossroads whether between either
STEADY reader* listener* customer* regular* subscriber* neighbour* neighbor* parishioner* patient* tenant* pupil* lodger* godson goddaughter
"""


def _spread(table: str) -> tuple[dict, dict]:
    whole: dict[str, tuple] = {}
    begun: dict[str, tuple] = {}
    for line in table.strip().splitlines():
        name, *words = line.split()
        for word in words:
            held = begun if word.endswith("*") else whole
            key = word.rstrip("*")
            held[key] = tuple(dict.fromkeys((*held.get(key, ()), name)))
    return whole, begun


_WHOLE, _BEGUN = _spread(_TABLE)


@lru_cache(maxsize=20_000)
def classes_of(word: str) -> tuple[str, ...]:
    """The classes that *word* belongs to, by itself or by how it begins."""
    found = list(_WHOLE.get(word, ()))
    for end in range(len(word), 2, -1):
        found += [name for name in _BEGUN.get(word[:end], ()) if name not in found]
    return tuple(found)
