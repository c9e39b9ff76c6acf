"""Checks: a letter read by the rules of good letters, with what it does well and what would make it better."""

from legup.outreach import kinds
from legup.outreach.checks import first, form, further, later
from legup.outreach.checks.finding import Finding, fault
from legup.outreach.checks.labels import labels, labels_of
from legup.outreach.checks.mending import mended
from legup.outreach.checks.preferring import Preferences, preferred
from legup.outreach.checks.text import Letter, read
from legup.outreach.checks.weighed import weighed
from legup.outreach.facts import Facts

__all__ = ["CHECKS", "Finding", "Preferences", "findings_of", "labels", "labels_of", "mended", "read", "review"]

CHECKS = {
    "placeholder": form.gaps, "attached": form.attached, "record": form.agreement, "subject": form.subject, "zone": first.names_zone,
    "M1": first.says_who, "M2": first.says_tie, "M3": first.learns, "M4": first.keeps_to_field, "M5": first.says_why,
    "M6": first.says_background, "M7": first.asks, "M8": first.says_length, "M9": first.asks_no_job, "M10": first.leaves_time,
    "M11": first.says_how, "M12": first.no_resume, "M13": form.short, "M14": first.keeps_step, "M15": first.leaves_way_out,
    "M16": first.presumes_nothing, "M17": form.greeting, "M18": form.register,
    "T1": later.thanks_them, "T3": later.says_what_stayed, "T3b": later.says_what_next, "T4": later.asks_nothing, "T5": later.thanks_length,
    "A1": later.recalls, "A2": later.names_role, "A3": later.says_lesson, "A4": later.asks_no_favour, "F4": later.reminds_lightly,
    "A5": further.has_talked, "K1": further.brings_something, "K2": further.says_who_again, "I1": further.names_both, "I2": further.has_leave,
    "R1": further.apologizes, "R2": further.offers_times, "F6": further.takes_the_no, "O1": further.says_the_end,
}  # fmt: skip
HARD = ("placeholder", "M17", "M13", "subject")  # what can be told in any language
_ORDER = {"error": 0, "warning": 1, "hint": 2}


def review(
    kind: str, subject: str, body: str, facts: Facts | None = None, preferences: Preferences | None = None
) -> list[Finding]:
    """What there is to say about a letter of *kind*: faults first by weight, then what is good.

    Shape: an unknown *kind* is read for gaps, names and requests for work only; with *facts* the letter is compared with the record;
    *preferences* are what an office set where the sources disagree.
    """
    return findings_of(kind, read(subject, body), facts, preferences)


def findings_of(
    kind: str, letter: Letter, facts: Facts | None = None, preferences: Preferences | None = None
) -> list[Finding]:
    """The same for a letter already read."""
    rules = (*(kinds.KINDS[kind].rules if kind in kinds.KINDS else (*HARD, "M9")), "attached")
    if not letter.sentences and not letter.text.strip():
        return [fault("M13", letter, message="There is nothing here yet.")]
    found = [f for rule in rules if letter.is_english or rule in HARD for f in CHECKS[rule](letter, facts)]
    if letter.is_english:
        found = preferred(weighed(kind, letter, found), letter, facts, preferences or Preferences())
    else:
        found.append(fault("language", letter))
    return sorted(found, key=lambda f: (f.good, _ORDER[f.severity]))
