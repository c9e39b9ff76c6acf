"""Plainly made-up people for looking around. Every address ends in ``.example``, which no mail can reach.

Shape of a person: name, role, organization, place, zone, tie, where met or source, what they spoke of, story.
A story says how far things went: ``fresh``, ``draft``, ``asked`` (days ago), ``silent``, ``answered``, ``agreed``, ``held``, ``thanked``, ``told`` (what came of it), ``no``.
"""

LONDON, CHICAGO, BERLIN, SYDNEY, NEW_YORK = "Europe/London", "America/Chicago", "Europe/Berlin", "Australia/Sydney", "America/New_York"

PEOPLE = """
Dana Whitlock | Head of field studies | Wells Clinic | Chicago | America/Chicago | met | the Northfield careers evening | mapping outbreaks with bus tickets | told 172
Omar Sefton | Nurse epidemiologist | Wells Clinic | Chicago | America/Chicago | referred | Dana Whitlock | | thanked 96
Priya Lindqvist | Data analyst | Harbour Health Trust | London | Europe/London | directory | the Northfield alumni directory | | silent 11
Marguerite Oduya | Director of vaccination | Tarn County Council | Leeds | Europe/London | met | the open day in Tarn | why people miss the second dose | thanked 58
Jonah Vesterby | Policy adviser | Ministry of Small Rivers | London | Europe/London | found | his article on drinking water | | held 1
Lucía Barranco | Microbiologist | Lindenau Laboratories | Leipzig | Europe/Berlin | met | a lab tour in Leipzig | growing things in old tea tins | agreed 2
Theo Marchbanks | Field officer | Clear Wells Fund | Nairobi | Africa/Nairobi | found | the fund’s yearly report | | answered 1
Hanneke Droste | Statistician | Harbour Health Trust | London | Europe/London | directory | the Northfield alumni directory | | asked 4
Samuel Achterberg | Veterinary inspector | Port Authority of Kell | Hamburg | Europe/Berlin | referred | Lucía Barranco | | asked 2
Ines Calloway | Science writer | The Kell Courier | Bristol | Europe/London | met | a talk on mosquitoes | how she finds the one good sentence | thanked 130
Bram Okonjo | Hospital pharmacist | St Brannock’s Hospital | Bristol | Europe/London | met | the chess club | night shifts | no 40
Yara Pettersson | Public health trainee | Tarn County Council | Leeds | Europe/London | referred | Marguerite Oduya | | agreed 9
Felix Amundsen | Software engineer | Birchline | Oslo | Europe/Oslo | met | a weekend on open data | a map that had Wales upside down | draft 3
Noor Haverkamp | Programme manager | Clear Wells Fund | Utrecht | Europe/Amsterdam | directory | the fund’s page of staff | | silent 25
Greta Wollstone | School nurse | Aldmoor Academy | Aldmoor | Europe/London | met | home, she is a neighbour | what children ask | thanked 150
Caspian Rudd | Recruiter | Birchline | London | Europe/London | | | | fresh 60
Odile Farrant | Professor of zoology | Northfield College | Northfield | Europe/London | met | her lecture | beetles in flour | told 110
Mateo Brisk | Laboratory manager | Lindenau Laboratories | Leipzig | Europe/Berlin | | | | fresh 60
Sunniva Teal | Health economist | Quay & Partners | London | Europe/London | directory | the Northfield alumni directory | | asked 6
Arthur Nkemelu | Water engineer | Ministry of Small Rivers | Cardiff | Europe/London | | | | fresh 60
Beatrix Holm | Occupational physician | Birchline | Oslo | Europe/Oslo | | | | fresh 60
Rui Castellan | Emergency planner | Port Authority of Kell | Kell | Europe/London | | | | fresh 60
Winifred Aster | Midwife | St Brannock’s Hospital | Bristol | Europe/London | met | a summer job | | fresh 60
Kofi Brandvold | Entomologist | County Mosquito Survey | Tarn | Europe/London | met | last summer’s survey | the great net disaster | told 140
Elodie Grange | Museum curator | Museum of Weather | Paris | Europe/Paris | | | | fresh 60
Tobias Quill | Actuary | Quay & Partners | London | Europe/London | | | | fresh 60
Amara Solberg | Medical librarian | Northfield College | Northfield | Europe/London | met | the library | | fresh 60
Leopold Varga | Food inspector | Tarn County Council | Leeds | Europe/London | | | | fresh 60
Mirela Stanhope | Clinical trials manager | Lindenau Laboratories | Berlin | Europe/Berlin | | | | fresh 60
Isaac Thornbury | Civil servant | Ministry of Small Rivers | London | Europe/London | | | | fresh 60
Freya Okello | Paediatrician | Wells Clinic | Chicago | America/Chicago | | | | fresh 60
Dmitri Lark | Teacher of biology | Aldmoor Academy | Aldmoor | Europe/London | met | school | | fresh 60
Celeste Moray | Charity director | Clear Wells Fund | London | Europe/London | | | | fresh 60
Hugo Bellweather | Journalist | The Kell Courier | Kell | Europe/London | | | | fresh 60
Anneliese Trott | Physiotherapist | St Brannock’s Hospital | Bristol | Europe/London | | | | fresh 60
Gideon Marsh | Ecologist | County Mosquito Survey | Tarn | Europe/London | met | last summer’s survey | | fresh 60
Petra Lindgren | Data engineer | Birchline | Gothenburg | Europe/Stockholm | | | | fresh 60
Oscar Finnegan | Dentist | own practice | Sydney | Australia/Sydney | | | | fresh 60
Ruth Abernethy | Retired ward sister | | Aldmoor | Europe/London | met | home, a friend of the family | | fresh 60
Zeno Carraway | Student | Northfield College | Northfield | Europe/London | met | the first week | | fresh 60
""".strip()

NOTES = {
    "Dana Whitlock": [("advice", "Learn to draw a map before you learn to model."), ("name", "Omar Sefton, nurse epidemiologist"), ("quote", "The team hires in autumn."), ("promise", "tell her how the survey ended")],
    "Omar Sefton": [("advice", "Ask to come along on a ward round."), ("promise", "send him the paper on bus tickets")],
    "Marguerite Oduya": [("advice", "County work is where you see the whole of it."), ("name", "Yara Pettersson, a trainee")],
    "Jonah Vesterby": [("quote", "Write for the one person who will read it on a train."), ("advice", "Read consultations, they are public."), ("promise", "read the consultation on private wells"), ("name", "Arthur Nkemelu, a water engineer in Cardiff")],
    "Ines Calloway": [("advice", "Keep a notebook of good questions.")],
    "Kofi Brandvold": [("advice", "Statistics first, insects second.")],
    "Odile Farrant": [("name", "Lucía Barranco in Leipzig")],
    "Greta Wollstone": [("quote", "Nobody tells you how much of it is listening.")],
}

POSTINGS = """
Field studies assistant | Wells Clinic | Chicago | 1 | 16
Graduate trainee, public health | Tarn County Council | Leeds | 6 | 9
Laboratory assistant, summer | Lindenau Laboratories | Leipzig | 20 | 30
Policy intern | Ministry of Small Rivers | London | 35 |
""".strip()

REPLIES = {
    "yes": "Dear {me},\n\nWith pleasure. I am in most mornings; would {when} suit you?\n\nBest,\n{them}",
    "no": "Dear {me},\n\nThank you for writing. I am afraid this term is impossible for me, but do try again in the spring.\n\n{them}",
}
