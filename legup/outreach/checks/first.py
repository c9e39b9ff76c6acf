"""The first letter, rule by rule. Each check takes the letter and the facts, and gives its findings."""

import re

from legup.outreach.checks import asking, jobs, ties, timing, who
from legup.outreach.checks.finding import Finding, absent, composed, fault, praise, present
from legup.outreach.checks.text import Letter
from legup.outreach.facts import Facts


def says_who(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M1."""
    return present("M1", letter, who.introduces(letter), facts)


def says_tie(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M2: a tie, a specific one, and early."""
    tie = ties.connection(letter)
    if not tie:
        return [fault("M2", letter, mend=composed(facts, "M2"))]
    sentence, hit = tie
    if not ties.is_specific(sentence):
        return [fault("M2", letter, hit, "Say where exactly: an event, a place, a name, a page. It is what makes people remember.", severity="hint")]
    if sentence.place > 1:
        return [fault("M2", letter, hit, "This is what connects you. It works best among the first two sentences.", severity="hint")]
    return [praise("M2", letter, hit)]


def learns(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M3."""
    return present("M3", letter, jobs.learning(letter), facts)


def keeps_to_field(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M4."""
    found = jobs.house_wish(letter)
    return [fault("M4", letter, found)] if found else []


def says_why(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M5."""
    return present("M5", letter, who.why_them(letter), facts)


def says_background(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M6: something, and not a life story."""
    if who.own_story_words(letter) > 60:
        return [fault("M6", letter, message="More than 60 words are about you. One or two sentences are enough for now; the rest is for the conversation.")]
    return present("M6", letter, who.background(letter), facts)


def asks(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M7."""
    return present("M7", letter, asking.conversation(letter), facts)


def says_length(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M8: ten to thirty minutes."""
    found = asking.length(letter)
    if not found:
        return [fault("M8", letter)]
    minutes, hit = found
    if minutes > 45:
        return [fault("M8", letter, hit, f"{minutes} minutes is a lot to give a stranger. About 20 is easily granted, and often becomes more.")]
    if minutes > 30:
        return [fault("M8", letter, hit, f"{minutes} minutes is more than most people can promise. About 20 is easily granted.")]
    return [praise("M8", letter, hit)]


def asks_no_job(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M9."""
    return absent("M9", letter, jobs.job_ask(letter))


def leaves_time(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M10."""
    return present("M10", letter, timing.leaves_time(letter))


def says_how(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M11; somebody who would rather meet or write is left alone."""
    if facts and facts.medium in ("person", "text"):
        return []
    return present("M11", letter, asking.remote(letter))


def no_resume(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M12."""
    return absent("M12", letter, jobs.resume(letter))


def keeps_step(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M14: only when the reader is left the work."""
    given = asking.gives_step(letter)
    if given and not asking.keeps_step(letter):
        return [fault("M14", letter, given)]
    kept = asking.keeps_step(letter)
    return [praise("M14", letter, kept)] if kept else []


def leaves_way_out(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M15."""
    out = asking.way_out(letter)
    return present("M15", letter, out if out and asking.thanks(letter) else None, facts)


def presumes_nothing(letter: Letter, facts: Facts | None) -> list[Finding]:
    """M16."""
    found = asking.presumes(letter)
    return [fault("M16", letter, found)] if found else [praise("M16", letter)]


_CLOCK = re.compile(r"\b(?:\d{1,2}:\d\d(?! ?(?:minutes|hours))|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o'clock)\b|noon\b)")
_ZONE = re.compile(r"\b(?:UTC|GMT|[ECMP][SD]?T|BST|CES?T|IST|JST|AES?T|[Tt]ime zone|your time|my time|local time|[A-Z][a-z]+ time|yours|mine)(?!\w)")


def names_zone(letter: Letter, facts: Facts | None) -> list[Finding]:
    """A clock time between two zones says whose it is."""
    if not facts or not facts.recipient.zone or not facts.writer.zone or facts.recipient.zone == facts.writer.zone:
        return []
    for sentence in letter.sentences:
        found = _CLOCK.search(sentence.low)
        if found and not _ZONE.search(sentence.text):
            place = facts.recipient.zone.rpartition("/")[2].replace("_", " ")
            return [fault("zone", letter, (sentence.start + found.start(), sentence.start + found.end()), f"Your clocks differ. Say whose time this is, best theirs: {place} time.")]
    return []
