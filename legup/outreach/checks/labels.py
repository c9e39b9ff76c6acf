"""Labels: what a first letter has, as plain yes and no, so that the checks can be measured."""

from legup.outreach.checks import asking, jobs, who
from legup.outreach.checks.text import Letter, read


def labels(kind: str, subject: str, body: str) -> dict:
    """The thirteen labels of a letter and its length in minutes.

    Shape: ``length_minutes`` is None when no length is stated.
    """
    return labels_of(read(subject, body))


def labels_of(letter: Letter) -> dict:
    """The labels of a letter already read."""
    talk, learns = asking.conversation(letter), jobs.learning(letter)
    tie, job, long = who.connection(letter), jobs.job_ask(letter), asking.length(letter)
    return {
        "introduces_self": bool(who.introduces(letter)),
        "says_how_connected": bool(tie),
        "where_met_or_where_found": bool(tie and who.is_specific(tie[0])),
        "information_only": bool(learns or talk and who.aim(letter)) and not job,
        "why_this_person": bool(who.why_them(letter)),
        "background_or_goals": bool(who.background(letter)),
        "asks_for_conversation": bool(talk),
        "states_length": bool(long),
        "length_minutes": long[0] if long else None,
        "by_phone_or_call": bool(asking.remote(letter)),
        "accommodates_schedule": bool(asking.leaves_time(letter)),
        "asks_for_job": bool(job),
        "attaches_or_offers_resume": bool(jobs.resume(letter)),
        "word_count_over_150": letter.words > 150,
    }
