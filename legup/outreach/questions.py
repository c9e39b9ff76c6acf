"""Questions: a missing fact, asked gently beside the letter."""

from dataclasses import dataclass

from legup.outreach.facts import Facts


@dataclass(frozen=True)
class Question:
    """``field`` names the fact as `Facts` does, with ``writer.`` before one's own."""

    field: str
    text: str
    help: str = ""


def missing(facts: Facts, wanted: list[tuple[str, str, str]]) -> list[Question]:
    """A question for each wanted fact that is not there."""
    return [Question(name, text.format(them=facts.them), help) for name, text, help in wanted if not _known(facts, name)]


def _known(facts: Facts, name: str):
    whom, _, inner = name.partition(".")
    return getattr(getattr(facts, whom), inner) if inner else getattr(facts, name)
