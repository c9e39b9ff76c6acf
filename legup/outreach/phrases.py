"""Phrases: every slot a letter's wording may use, from the facts. A slot that cannot be said is empty."""

import re
from zoneinfo import ZoneInfo

from legup.outreach.facts import Facts
from legup.outreach.wording import (
    bare_date,
    base_verb,
    clock_time,
    identity,
    is_told,
    joined,
    lower_first,
    mine,
    named_you,
    note,
    occasion,
    place,
    plain_words,
    promise,
    role,
    said_date,
    second_person,
    sentence,
    source,
    tidy,
    zone_said,
)

_HONORIFIC = re.compile(r"^(dr|prof|professor|mr|mrs|ms|mx|miss|rev|dean|judge|sir|dame|madame|herr|frau)\b\.?\s+", re.I)
_ASKING = re.compile(r"^(?:how|what|why|when|where|who|which|whether)\b", re.I)
_AUX = re.compile(r"^\w+(?: \w+)? (?:do|does|did|is|are|was|were|can|could|should|would|will|has|have)\b", re.I)
_CURIOUS = re.compile(
    r"^(?:i['’]?m |i am |i )?(?:(?:very |really )?(?:curious|interested|wondering) (?:about|in)?|would like to (?:know|learn|understand)(?: about)?|"
    r"want to (?:know|learn|understand)(?: about)?)\s+",
    re.I,
)
_BY = {"phone": "by phone", "video": "by video", "person": "in person, wherever is easiest for you", "text": "in a text chat"}


def phrases(facts: Facts) -> dict[str, str]:
    """All slots by name; *spelling* is always there."""
    known = {"spelling": facts.writer.spelling, "minutes": f"{facts.minutes} minutes"}
    for some in (_people, _connection, _purpose, _call, _role, _earlier, _time, _since, _other):
        known |= some(facts)
    return known


def _people(facts: Facts) -> dict[str, str]:
    me = facts.writer
    who = identity(me.headline, me.school)
    studying = re.match(r"^an? (.+?)(?: (?:at|in|from|with|on|who|and)\b.*|,.*)?$", who)
    status = studying.group(1) if studying else ""
    return {
        "me": tidy(me.full_name),
        "who": who,
        "status": sentence(status).rstrip(".") if 0 < len(status) <= 35 else "",
        "school": tidy(me.school),
        "phone": tidy(me.phone),
        "dear": salutation(facts),
        "given": tidy(facts.recipient.given_name),
        "family": tidy(facts.recipient.family_name),
        "full": tidy(facts.recipient.full_name),
    }


def salutation(facts: Facts) -> str:
    """The name after *Dear*: the given name of somebody met, otherwise the title typed, otherwise the full name.

    Rule: M18 formal until corrected; never guess a title [S14 S39].
    """
    them = facts.recipient
    full = tidy(them.full_name)
    formal = _HONORIFIC.match(full)
    if formal:
        last = tidy(them.family_name) or full.split()[-1]
        return f"{full[: formal.end()].strip()} {last}"
    return tidy(them.given_name) if facts.tie == "met" and them.given_name else full or tidy(them.given_name)


def _connection(facts: Facts) -> dict[str, str]:
    met = facts.tie == "met"
    when = said_date(facts.met_on, facts.today, facts.writer.spelling)
    where = place(facts.met_where, (facts.recipient.organization, facts.writer.school))
    event = occasion(facts.met_occasion)
    at = event if not event or event.split(" ", 1)[0] in ("at", "in", "on", "during", "after", "over", "through", "while", "when", "before") else "at " + event
    if event and event.lower() in where.lower():
        at = ""
    if at and where.startswith("at the "):
        where = "in" + where[2:]
    setting = " ".join(p for p in (at, where) if p)
    return {
        "met": " ".join(p for p in (setting, when) if p) if met else "",
        "met_before": "yes" if met else "",
        "occasion": event if met and event.startswith(("the ", "your ", "a ")) or met and event[:1].isupper() else "",
        "setting": setting if met else "",
        "where": where if met else "",
        "talked_about": about(facts.talked_about) if met else "",
        "referrer": tidy(facts.referrer_name) if facts.tie == "referred" else "",
        "named": said_date(facts.named_on, facts.today, facts.writer.spelling),
        **_source(facts),
    }


def _source(facts: Facts) -> dict[str, str]:
    """Where the address came from, unless one has met, or it came from the very person who referred."""
    noted = tidy(facts.address_source)
    referred = facts.tie == "referred"
    if facts.tie == "met" or referred and set(noted.lower().split()) & set(facts.referrer_name.lower().split()):
        return {}
    if is_told(noted):
        return {"source_told": lower_first(second_person(noted))}
    return {"referred_source" if referred else "source": source(noted)}


def about(text: str) -> str:
    """A topic as it may follow *about*."""
    text = re.sub(r"^(?:we (?:talked|spoke) )?about\s+", "", tidy(text), flags=re.I)
    text = second_person(re.sub(r"^that\s+", "how ", text, flags=re.I))
    return "how " + lower_first(text) if re.match(r"you \w", text, re.I) else lower_first(text)


def _purpose(facts: Facts) -> dict[str, str]:
    them = facts.recipient
    because, sentence_of_mine = reason(named_you(tidy(facts.why_them), them.full_name, them.given_name))
    wonder = _CURIOUS.sub("", tidy(facts.writer.curiosity))
    asks = bool(_ASKING.match(wonder))
    direct = asks and (wonder.endswith("?") or _AUX.match(wonder))
    doing, employer = role(them.title), tidy(them.organization)
    return {
        "because": because,
        "why_said": sentence_of_mine,
        "role": doing,
        "employer": "" if employer and employer.lower() in doing.lower() else employer,
        "their_field": plain_words(tidy(them.field)),
        "background": _background(facts.writer.background),
        "field": "" if asks else plain_words(wonder),
        "is": "are" if re.search(r"[^sui]s$", wonder) and not re.search(r"(?:ics|news|ss)$", wonder) else "is",
        "wonder": lower_first(wonder) if asks and not direct else "",
        "question": lower_first(wonder).rstrip("?") + "?" if direct else "",
        "by": _BY.get(facts.medium, "by phone"),
        "ringing": "yes" if facts.medium == "phone" else "",
    }


def reason(why: str) -> tuple[str, str]:
    """Why this person, as ("because of your talk", "") or, when it was typed as a sentence, ("", "I heard you speak.")."""
    text = tidy(re.sub(r"^(?:because(?: of)?|i thought of (?:you|her|him|them) because(?: of)?)\s+", "", tidy(why), flags=re.I))
    text = second_person(text)
    if not text:
        return "", ""
    if re.match(r"(?:i|we|my)\b", text, re.I):
        return "", sentence(text)
    text = re.sub(r"^(?=same )", "the ", text)
    first = text.split(" ", 1)[0].lower()
    if first in ("you", "you're", "you've"):
        return "because " + lower_first(text), ""
    if re.match(r"(?:\w+ed|left|wrote|gave|built|ran|led|began|made|went|taught|won|is|was|has|works|runs|leads|teaches|writes|builds|does|makes|studies|manages|heads)\b", text):
        return "because you " + _agreeing(text), ""
    return "because of " + (lower_first(text) if first in _DETERMINED or re.match(r"\w+['’]s? ", text) else "your " + lower_first(text)), ""


_DETERMINED = ("your", "the", "a", "an", "our", "this", "that", "something", "what", "how")


def _agreeing(text: str) -> str:
    verb, *rest = text.split(" ", 1)
    return " ".join([base_verb(verb), *rest])


def _background(text: str) -> str:
    text = tidy(text)
    return sentence("I " + text if re.match(r"(?:[a-z]+ed|spent|ran|grew|taught|built|wrote|did|was|am|have|study|work|teach|hope|want)\b", text) else text)


def _call(facts: Facts) -> dict[str, str]:
    promises = [p for p in map(promise, facts.promises) if p]
    others = [tidy(p) for p in facts.promises if tidy(p) and not promise(p)]
    said = [n for n in map(note, facts.said) if n]
    return {
        "called": said_date(facts.called_on, facts.today, facts.writer.spelling),
        "called_bare": bare_date(facts.called_on, facts.today, facts.writer.spelling),
        "said": said[0] if said else "",
        "said_too": said[1] if len(said) > 1 else "",
        "promised": joined(promises[:3]),
        "promised_thing": joined([second_person(lower_first(o)) for o in others[:2]]),
        "names": joined([tidy(n) for n in facts.names if tidy(n)][:3]),
        "learned": note(facts.learned),
    }


def _role(facts: Facts) -> dict[str, str]:
    say = lambda on: said_date(on, facts.today, facts.writer.spelling)  # noqa: E731
    title, firm = tidy(facts.posting_title), tidy(facts.posting_organization)
    return {
        "posting": title,
        "firm": firm,
        "posted": bare_date(facts.date_posted, None, facts.writer.spelling),
        "until": bare_date(facts.valid_through, facts.today, facts.writer.spelling),
        "apply": say(facts.apply_on),
    }


def _earlier(facts: Facts) -> dict[str, str]:
    subject = tidy(facts.first_subject)
    again = subject if re.match(r"re:", subject, re.I) else f"Re: {subject}"
    return {
        "first_sent": said_date(facts.first_sent_on, facts.today, facts.writer.spelling),
        "again": again if subject else "",
        **{f"answered_{a}": "yes" if facts.answered == a else "" for a in ("yes", "no", "later")},
    }


_NAMES_A_ZONE = re.compile(r"\b(?:[\w.]+ time|UTC|GMT|[A-Z]{1,3}[SD]?T)\b")


def _time(facts: Facts) -> dict[str, str]:
    """The hour agreed on and hours to choose from, as the recipient's clock says them."""
    theirs, own = facts.recipient.zone, facts.writer.zone
    zone = zone_said(theirs) if theirs and theirs != own else ""
    call = clock_time(facts.call_at.astimezone(ZoneInfo(theirs or own or "UTC")), facts.writer.spelling) if facts.call_at else ""
    hours = joined([lower_first(tidy(t)) for t in facts.times if tidy(t)], "or")
    in_zone = lambda said: f"{said} ({zone})" if said and zone and not _NAMES_A_ZONE.search(said) else said  # noqa: E731
    return {
        "call": in_zone(call),
        "call_day": call.split(" at ")[0],
        "times": in_zone(hours),
        "no_number": "yes" if facts.medium == "phone" and not facts.reach else "",
        "moved_by": lower_first(re.sub(r"^because(?: of)?\s+", "", tidy(facts.why_moved), flags=re.I)),
    }


def _since(facts: Facts) -> dict[str, str]:
    """What happened since the conversation, and how it ended."""
    days = (facts.today - facts.called_on).days if facts.today and facts.called_on else 0
    return {
        "long_ago": "yes" if days > 30 else "",
        "did": mine(facts.did),
        "kept": joined([p for p in map(promise, facts.kept) if p][:2]),
        "spoke_with": joined([tidy(n) for n in facts.spoke_with][:2]),
        "wrote_to": joined([tidy(n) for n in facts.wrote_to][:2]),
        "news": sentence(tidy(facts.news)),
        **{f"ended_{e}": "yes" if facts.ended == e else "" for e in ("yes", "no", "withdrawn")},
    }


def _other(facts: Facts) -> dict[str, str]:
    """The third person of an introduction."""
    agreed = facts.other_agreed == "yes"
    return {
        "other": tidy(facts.other_name),
        "other_who": identity(facts.other_who),
        "other_why": lower_first(tidy(facts.other_why)),
        "other_reach": tidy(facts.other_reach) if agreed else "",
        "other_agreed": "yes" if agreed else "",
    }
