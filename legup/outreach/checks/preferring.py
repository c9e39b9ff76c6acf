"""Preferring: what the sources disagree on, as an office may set it."""

import re
from dataclasses import dataclass

from legup.outreach.checks import asking
from legup.outreach.checks.finding import Finding, fault
from legup.outreach.checks.frames import Hit, first
from legup.outreach.checks.jobs import disclaimer
from legup.outreach.checks.text import Letter
from legup.outreach.facts import Facts


@dataclass(frozen=True)
class Preferences:
    """What an office advises where its sources part.

    Shape: ``say_not_seeking`` is allowed [S2 S4 S8] or avoid [S6]; ``resume`` is never [S13 S30], on_request [S8 S9] or attach [S12 B6].
    Shape: ``phone_or_person`` is phone [S1], person [S11] or either [S8 S13]; ``register`` is formal [S14 S39], first_name or either.
    Shape: ``referral_after_talk`` is leave [S1 S2] or gently [P10].
    Units: ``reminders`` 1 [S6] or 2 [P10]; ``thanks_within`` hours, 24 [S7 S24] to 120 [S25 S29].
    """

    say_not_seeking: str = "allowed"
    resume: str = "never"
    reminders: int = 1
    thanks_within: int = 24
    phone_or_person: str = "either"
    register: str = "either"
    referral_after_talk: str = "leave"


_PERSON = re.compile(
    r"\b(?:in person|coffee|lunch|tea|meet (?:you )?(?:at|in)|come (?:by|to|over|and see)|stop by|visit (?:you|your)|face to face)\b"
)
_OFFER = re.compile(
    r"\b(?:can|could|may|might|happy to|glad to|would) (?:\w+ ){0,3}(?:send|share|provide|bring|forward)\b|\bif (?:you|it|that)\b|\bon request\b"
)
_FIRST_NAME = re.compile(r"\s*(?i:dear|hi|hello|hey|good \w+)\s+[A-Z][\w'-]+\s*[,!:-]")


def preferred(found: list[Finding], letter: Letter, facts: Facts | None, wishes: Preferences) -> list[Finding]:
    """The findings as *wishes* would have them: some left out, some added."""
    return [f for f in found if not _left_out(f, letter, wishes)] + _added(
        {f.rule for f in found}, letter, facts, wishes
    )


def _left_out(found: Finding, letter: Letter, wishes: Preferences) -> bool:
    if found.good:
        return False
    if found.rule == "M12":
        words = letter.typed[slice(*found.span)].lower() if found.span else ""
        return wishes.resume == "attach" or wishes.resume == "on_request" and bool(_OFFER.search(words))
    if found.rule == "A4" and wishes.referral_after_talk == "gently":
        return bool(asking.way_out(letter))
    return found.rule == "M11" and wishes.phone_or_person == "person"


def _added(rules: set[str], letter: Letter, facts: Facts | None, wishes: Preferences) -> list[Finding]:
    added = []
    denial = disclaimer(letter) if wishes.say_not_seeking == "avoid" and "M3" in rules else None
    if denial:
        added.append(_hint("M3", letter, denial, "Your office advises to leave work unmentioned, even to deny it.", ""))
    person = first(letter, _PERSON) if wishes.phone_or_person == "phone" and "M11" in rules else None
    if person:
        added.append(_hint("M11", letter, person, "Your office advises to ask for a call first: it costs them least."))
    if wishes.register == "formal" and "M18" in rules and _FIRST_NAME.match(letter.typed):
        added.append(
            _hint(
                "M18",
                letter,
                letter.greeting,
                "Your office advises title and family name until they sign with their first.",
            )
        )
    if (
        "T1" in rules
        and facts
        and facts.called_on
        and facts.today
        and (facts.today - facts.called_on).days * 24 > wishes.thanks_within
    ):
        added.append(
            _hint("T1", letter, None, f"Thanks are best within {wishes.thanks_within} hours. Send them all the same.")
        )
    return added


def _hint(rule: str, letter: Letter, hit: Hit | None, words: str, mend: str | None = None) -> Finding:
    return fault(rule, letter, hit, words, mend, severity="hint")
