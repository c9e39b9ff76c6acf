"""M9 as rules and weights together have it, so that what a page says is what the labels say."""

from dataclasses import replace

from legup.outreach import evidence
from legup.outreach.checks.finding import Finding, fault, praise
from legup.outreach.checks.labels import ruled_of
from legup.outreach.checks.text import Letter

SURE = 0.9  # from here a request for work is an error; below it may be one, and is a warning


def weighed(kind: str, letter: Letter, found: list[Finding]) -> list[Finding]:
    """The findings with M9 as it is judged. Rule: M9 [S1]"""
    if not any(f.rule == "M9" for f in found):
        return found
    judged = evidence.weigh(kind, letter, ruled_of(kind, letter)).get("asks_for_job")
    return [_agreed(f, letter, judged) if judged and f.rule == "M9" else f for f in found]


def _agreed(found: Finding, letter: Letter, judged: "evidence.Judgement") -> Finding:
    if not judged.value:
        return praise("M9", letter)
    severity = "error" if judged.certainty >= SURE else "warning"
    if not found.good:
        return replace(found, severity=severity)
    named = f" ({', '.join(f'“{words}”' for words in judged.words[:2])})" if judged.words else ""
    message = f"This may read as asking for work{named}: ask only to learn, or say the same so that nobody could take it for a request."
    return replace(fault("M9", letter, message=message, severity=severity), span=judged.span)
