"""Evidence: labels decided by weights fitted to letters, together with the rules."""

from legup.outreach.checks import asking
from legup.outreach.checks.text import Letter
from legup.outreach.evidence.model import Judgement, judge, weigh

__all__ = ["Judgement", "decide", "judge", "weigh"]


def decide(kind: str, letter: Letter, ruled: dict) -> dict:
    """The labels as rules and weights together have them, none at odds with another.

    Shape: as *ruled*; ``word_count_over_150`` and the minutes stay with the rules, and minutes need a length.
    """
    judged = weigh(kind, letter, ruled)
    held = {**ruled, **{name: found.value for name, found in judged.items()}}
    if held.get("asks_for_job") and held.get("information_only"):
        held["information_only"] = False
    if held.get("says_how_connected") is False and held.get("where_met_or_where_found"):
        held["where_met_or_where_found"] = False
    if held.get("states_length") is not None and "states_length" in judged:
        held["length_minutes"] = _minutes(letter, judged["states_length"], ruled) if held["states_length"] else None
    return held


def _minutes(letter: Letter, found: Judgement, ruled: dict) -> int | None:
    """The length that the rules read, or else the one in the sentence that was judged to state it."""
    if ruled.get("length_minutes") is not None or not found.span:
        return ruled.get("length_minutes")
    return asking.minutes_in(letter.typed[slice(*found.span)].lower())
