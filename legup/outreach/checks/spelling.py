"""Spelling: hasty and mistyped words read as what they stand for, so that the rules need to know one form only."""

import re

_MEANS = {
    "u": "you", "ur": "your", "urs": "yours", "ure": "you are", "youre": "you're", "youve": "you've", "r": "are", "im": "i'm", "ive": "i've", "ill": "i'll", "dont": "don't",
    "doesnt": "doesn't", "didnt": "didn't", "cant": "can't", "wont": "won't", "isnt": "isn't", "wasnt": "wasn't", "havent": "haven't", "wouldnt": "wouldn't", "couldnt": "couldn't",
    "thats": "that's", "whats": "what's", "theres": "there's", "pls": "please", "plz": "please", "plse": "please", "thx": "thanks", "thnx": "thanks", "tnx": "thanks", "ty": "thanks",
    "abt": "about", "bc": "because", "cos": "because", "cuz": "because", "coz": "because", "ppl": "people", "shud": "should", "cud": "could", "wud": "would", "wot": "what", "n": "and",
    "sth": "something", "smth": "something", "tho": "though", "thru": "through", "tmrw": "tomorrow", "wk": "week", "yr": "year", "yrs": "years", "hrs": "hours", "lmk": "let me know",
    "wanna": "want to", "gonna": "going to", "gotta": "have to", "lemme": "let me", "gimme": "give me", "kinda": "kind of", "ofc": "of course", "msg": "message", "fone": "phone",
    "pfa": "please find attached", "asap": "asap", "convo": "conversation", "info": "information", "recieve": "receive", "intrested": "interested", "intership": "internship",
    "internshp": "internship", "oppurtunity": "opportunity", "oportunity": "opportunity", "carreer": "career", "experiance": "experience", "buisness": "business", "collegue": "colleague",
    "apointment": "appointment", "convinient": "convenient", "convience": "convenience", "convenent": "convenient", "recomend": "recommend", "recomended": "recommended",
    "videocall": "video call", "phonecall": "phone call", "telefone": "telephone", "vacany": "vacancy", "vaccancy": "vacancy", "applyed": "applied", "becuase": "because", "intreview": "interview",
    "interveiw": "interview", "somthing": "something", "wud've": "would have", "telefon": "telephone", "informations": "information", "advices": "advice", "luncheon": "lunch", "natter": "chat",
    "chinwag": "chat", "confab": "chat", "ma'am": "madam", "wrk": "work", "shd": "should", "cld": "could", "wld": "would", "yer": "your", "ya": "you", "yous": "you", "you's": "you",
}  # fmt: skip
_HASTY = re.compile(
    r"(?<![\w'.@/-])(?:"
    + "|".join(sorted(map(re.escape, _MEANS), key=len, reverse=True))
    + r"|id(?= (?:like|love|be|really|want|appreciate|just|so|rather|also|do|gladly|dearly)\b)|\d{1,2} ?yrs?|\d{1,3} ?mi?n[a-z]{0,6}s)(?![\w'@/-])",
    re.I,
)
_MINUTES = re.compile(r"\d{1,3} ?mi?n[a-z]{0,6}s$", re.I)


def spelled_out(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """*text* with hasty words written out; each new character keeps the place of the word it came from."""
    out: list[str] = []
    places: list[int] = []
    at = 0
    for found in _HASTY.finditer(text):
        meant = _meant(found[0])
        if meant == found[0]:
            continue
        out += [text[at : found.start()], meant]
        last = offsets[found.end() - 1]
        places += offsets[at : found.start()]
        places += [min(offsets[found.start()] + i, last) for i in range(len(meant) - 1)] + [last]
        at = found.end()
    return ("".join([*out, text[at:]]), places + offsets[at:]) if out else (text, offsets)


def _meant(word: str) -> str:
    if word.lower() == "id":
        return "i'd"
    if word[0].isdigit():
        number = re.match(r"\d+", word)[0]  # type: ignore[index]
        return f"{number} minutes" if _MINUTES.match(word) else f"{number} years"
    if word in ("Ill", "ILL", "R", "N", "U.", "Ya", "Ty", "Id", "Urs", "Cos"):
        return word
    return _MEANS[word.lower()]
