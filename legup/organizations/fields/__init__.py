"""Fields of work: from the title of a post to a major group of the SOC 2018 and to one of eighteen fields that students know.

A title that stands in the tables of O*NET or of the Occupational Outlook Handbook is looked up; any other is weighed by its words
and their letters. What comes out is a hint for ranking, never a filter, and may be corrected.
"""

from dataclasses import dataclass

from legup.organizations.fields.naming import field_of_major
from legup.organizations.fields.plain import key_of, plain
from legup.organizations.fields.weighing import table, weigh

UNSURE, UNSURE_BY_LETTERS = 0.2, 0.45  # below this nothing is said; letters alone tell less than words that are known


@dataclass(frozen=True)
class Field:
    """A field of work. Shape: *soc_major* is two digits, empty when unsure; *name* is one of ``naming.FIELDS`` or empty.

    Units: *certainty* 0 to 1; 1 for a title that was looked up.
    """

    soc_major: str = ""
    name: str = ""
    certainty: float = 0.0
    why: str = ""


def field_of(title: str, organization: str = "") -> Field:
    """The field of a post with this *title*, at *organization* when that is known.

    Rule: SOC 2018 major groups [SOC]; titles from O*NET, CC BY 4.0 [ONET], and from the Occupational Outlook Handbook [OOH].
    """
    for form in dict.fromkeys((key_of(title), key_of(plain(title)))):
        major = table().get(form)
        if major:
            return Field(
                major,
                field_of_major(major, title, organization),
                1.0,
                "This title stands in the tables of occupations.",
            )
    major, certainty, words = weigh(title)
    if certainty < (UNSURE if words else UNSURE_BY_LETTERS):
        return Field(certainty=certainty, why="Nothing in this title says enough.")
    return Field(
        major,
        field_of_major(major, title, organization),
        certainty,
        f"Judged by “{', '.join(words)}”." if words else "Judged by its letters.",
    )
