"""The rules of good letters: what each asks, in one sentence that gives the reason, and who says so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One rule; ``title`` names what a letter has, ``why`` is shown when it does not."""

    key: str
    title: str
    why: str
    severity: str
    sources: tuple[str, ...]


_TABLE = """
M1|Says who you are|Say who you are: a name alone tells a stranger little.|warning|S1 S6 S8 S13
M2|Says how you are connected|Say where you met or where you found them, near the start: people are glad to help somebody they can place.|warning|S1 S2 S8 S13
M3|Asks only to learn|Say what you hope to learn: it shows that this is a conversation and not an application.|warning|S1 S2 S4 S8
M4|Speaks of the field|Speak of the field rather than of posts at their organization: it keeps the letter free of a hidden request.|hint|S6 B1
M5|Says why this person|Name one thing about them that made you write: a request that would fit anybody goes unanswered.|warning|S1 S13 S14 S37
M6|Gives a sentence of background|A sentence on what you have done or what you are deciding lets them answer you rather than anybody.|hint|S1 S13 S22 S37
M7|Asks for a conversation|Ask for the conversation in one plain question, so that a yes is easy.|warning|P9 P10 P11
M8|Says how long|Say how long, about 20 minutes: a small, clear favour is easier to grant.|warning|S1 S8 S10 S16
M9|Asks for no job|This reads as asking for work: a request for a job, or for a word with those who hire, closes the door that this letter opens. Ask only to learn.|error|S1 S2 S6 S8
M10|Leaves the time to them|Leave the time to them: it is their day you are asking for.|warning|S1 S8 S22 S39
M11|Says by phone or video|Offer a phone or video call: it costs them least.|hint|S1 S8 S19
M12|Sends no résumé|Leave the résumé out until they ask for it: it turns a conversation into an application.|warning|S13 S30 S33 B3
M13|Is short|Keep it to one screen of a phone: under 120 words is read, a long letter waits for later.|warning|S6 S15 S12 B1
M14|Keeps the next step yours|Say what you will do, and never leave them the work of calling you.|hint|S2 S6 S11 S12
M15|Thanks, and leaves a way out|Thank them and make a no easy: people say yes more freely when they may say no.|hint|S14 P10 P22
M16|Presumes nothing|Nothing is agreed yet: leave out booked times, invitations and deadlines.|warning|P7 P18 P19b
M17|Has the right name|Use their own name, spelled as they spell it.|error|S3 S14 P9 P17
M18|Greets with courtesy|Begin with “Dear” and their name unless you know they like it looser.|hint|S14 S39 S3
subject|Has a subject that says what it is|Let the subject say what the letter is about, in a few words.|hint|S3 S5 S15 P26
T1|Thanks them|Say thank you for their time.|warning|S7 S24 S26 P10
T3|Says what stayed with you|Name one thing they said: thanks that could go to anybody are soon forgotten.|warning|S3 S24 S25 S35
T3b|Says what you will do|Say what you will do, or have done, with their advice: it is the best thanks there is.|hint|S3 S24 S28 P10
T4|Asks for nothing|This asks for something: thanks with a request in them are a request. Leave it for another day.|error|S35 S1 S2 S8
T5|Has a good length|Thanks of 40 to 150 words are long enough to mean it and short enough to read.|hint|S24 S25
A1|Recalls the conversation|Say when you talked and about what, before anything else.|warning|S1 S24
A2|Names the role|Name the role and say that you hope to apply.|warning|S1
A3|Says what they taught you|Say what they told you that bears on this role: it is why they will remember you.|hint|S1 S24
A4|Asks for no influence|Telling them is enough: asking them to put in a word turns news into a favour. Leave it to them to offer.|warning|S1 S2 S8
A5|Follows a conversation|No conversation with them is on record. To somebody you have not spoken with, this is a request for a favour: ask for a conversation first.|warning|S1
K1|Brings something|Bring a reason to write: what you did, something they would like, or thanks. Surfacing alone asks them to do the work.|warning|S26 P45 P46
K2|Says again who writes|It is more than a month since you talked: say who you are and where you spoke.|hint|P47
I1|Names both|Name them both: people want to know whom they are to meet, and why.|warning|S10 B6
I2|Has the leave of both|Ask both before you bring them together: nobody’s name or address goes on without their leave.|warning|S10 P1
R1|Says sorry|Say that you are sorry, in one line: they kept that time for you.|hint|P34
R2|Offers other times|Offer times, or leave the choice to them, so that one answer settles it.|warning|S1 S8 P34
F6|Takes the no|They have said no. Thank them and let it be; a second attempt costs you their good will.|warning|S7 P32
O1|Says how it ended|Say plainly how it ended: they helped, and should not have to guess.|warning|S3 S10 P45
F1|Leaves them time|Wait five to seven of their working days before you remind them.|error|S3 P10 P11 P28
F3|Stops in time|One reminder is enough, two are the most: let it rest, and write to somebody else.|error|S6 P10 P29
F4|Is light|A reminder is short, repeats who you are, and blames nobody.|warning|P10 P11 P30 P31
placeholder|Has no gaps|Something is still to be filled in here.|error|S3 S14 P23
attached|Brings what it names|This says that something is attached, and letters leave here without attachments. Put a link, or leave the sentence out.|warning|S14 P23
zone|Names the time zone|Your clocks differ: say whose time this is.|warning|S13 S35 S39
record|Agrees with your notes|This differs from what you noted about them.|warning|S1 S2 P17
language|Is in English|These checks know English only; they stay quiet about this letter.|hint|S39
"""

RULES = {
    key: Rule(key, title, why, severity, tuple(sources.split()))
    for key, title, why, severity, sources in (line.split("|") for line in _TABLE.strip().splitlines())
}

_NAMES = {
    "S1": "Chicago", "S2": "Kansas State", "S3": "Carleton", "S4": "Lawrence", "S5": "Northeastern", "S6": "Simon Fraser", "S7": "Asbury", "S8": "Pomona",
    "S10": "Berkeley", "S11": "Stanford", "S12": "Rochester", "S13": "Dartmouth", "S14": "Amherst", "S15": "NIH", "S16": "Kansas", "S19": "St. Thomas",
    "S22": "Hampshire", "S24": "Yale", "S25": "Indiana", "S28": "Guelph", "S30": "Newman", "S37": "Michigan Law", "B1": "The 2-Hour Job Search",
}  # fmt: skip


def said_by(sources: tuple[str, ...]) -> str:
    """Who gives this advice, by the names of their career offices; empty when only practitioners do."""
    names = [_NAMES[key] for key in sources if key in _NAMES][:4]
    return f"So advise: {', '.join(names)}" if names else ""
