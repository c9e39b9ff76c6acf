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


def _known(facts: Facts, name: str) -> object:
    whom, _, inner = name.partition(".")
    return getattr(getattr(facts, whom), inner) if inner else getattr(facts, name)


def times(facts: Facts) -> list[Question]:
    """The question for two or three hours to choose from, in their zone when it is known."""
    theirs = facts.recipient.zone
    where = f"In {theirs.rsplit('/', 1)[-1].replace('_', ' ')} time: “Tuesday at ten, Thursday after three”." if theirs else "“Tuesday at ten, Thursday after three”, with the time zone."
    return missing(facts, [("times", "Which hours would suit you?", where + " The letter also says that any other is welcome.")])
