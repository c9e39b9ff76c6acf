"""Labels: what a letter has, as plain yes and no, so that the checks can be measured."""

from legup.outreach import evidence
from legup.outreach.checks import asking, jobs, ties, timing, who
from legup.outreach.checks.text import Letter, read

_ALWAYS = ("asks_for_job", "attaches_or_offers_resume", "word_count_over_150")
_TALK = (
    "asks_for_conversation",
    "states_length",
    "length_minutes",
    "by_phone_or_call",
    "accommodates_schedule",
    *_ALWAYS,
)
_WHOLE = ("request", "short", "meet_referral")  # the letters that ask somebody for the first time
_ANSWERS = ("answer", "reschedule")  # a conversation offered is taken up in these, not asked for
_MEANT = {
    "reminder": ("information_only", *_TALK),
    "answer": _TALK,
    "reschedule": _TALK,
}  # what the others are read for


def labels(kind: str, subject: str, body: str) -> dict:
    """The thirteen labels of a letter and its length in minutes.

    Shape: None where a label means nothing for *kind*, where no length is stated, and, but for the count of words, in a language other than English.
    """
    return labels_of(kind, read(subject, body))


def labels_of(kind: str, letter: Letter) -> dict:
    """The labels of a letter already read."""
    return evidence.decide(kind, letter, ruled_of(kind, letter))


def ruled_of(kind: str, letter: Letter) -> dict:
    """What the rules say by themselves. Once: a letter remembers it, since labels and findings both ask."""
    if kind not in letter.ruled:
        letter.ruled[kind] = _ruled(kind, letter)
    return letter.ruled[kind]


def _ruled(kind: str, letter: Letter) -> dict:
    found = _found(letter, kind in _ANSWERS)
    meant = tuple(found) if kind in _WHOLE else _MEANT.get(kind, _ALWAYS)
    if not letter.is_english:
        meant = ("word_count_over_150",)
    return {name: value if name in meant else None for name, value in found.items()}


def _found(letter: Letter, answering: bool) -> dict:
    talk, learns = asking.conversation(letter) or answering and asking.accepts(letter), jobs.learning(letter)
    tie, job, long = ties.connection(letter), jobs.job_ask(letter), asking.length(letter, answering)
    return {
        "introduces_self": bool(who.introduces(letter)),
        "says_how_connected": bool(tie),
        "where_met_or_where_found": bool(tie and ties.is_specific(tie[0])),
        "information_only": bool(learns or talk and who.aim(letter)) and not job,
        "why_this_person": bool(who.why_them(letter)),
        "background_or_goals": bool(who.background(letter)),
        "asks_for_conversation": bool(talk),
        "states_length": bool(long),
        "length_minutes": long[0] if long else None,
        "by_phone_or_call": bool(asking.remote(letter)),
        "accommodates_schedule": bool(timing.leaves_time(letter)),
        "asks_for_job": bool(job),
        "attaches_or_offers_resume": bool(jobs.resume(letter)),
        "word_count_over_150": letter.words > 150,
    }
