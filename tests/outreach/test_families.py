"""Families of phrasings: each said in several ways, with neighbours that sound alike and are not it."""

import pytest

from legup.outreach.checks.labels import ruled_of
from legup.outreach.checks.text import read


def ruled(label: str, text: str) -> bool:
    return bool(ruled_of("request", read("", f"Dear Ms. Vale,\n\n{text}\n\nAna"))[label])


@pytest.mark.parametrize(
    "text",
    [
        "If your brewery ever lacks a cooper, my tools are sharp.",
        "Should the choir be short of an alto, I know the parts.",
        "Does your gang need anyone for the spring?",
        "I'd scrub the decks for nothing.",
        "I could start on Monday.",
        "Would they look at somebody like me at your yard?",
        "Please put me on the rota.",
        "Might you say a word for me to your foreman?",
        "I hope that my papers do not drown in the pile.",
        "I am searching for a placement of two months in your workshop.",
        "I'd like to talk about any openings you've got coming up.",
        "When the next season begins, please think of me.",
        "Could you show it to your editor?",
        "A nudge from you to the panel would be welcome.",
    ],
)
def test_work_is_asked_for_in_many_ways(text):
    assert ruled("asks_for_job", text)


@pytest.mark.parametrize(
    "text",
    [
        "If you need a quick call first, I am free.",
        "Should a gap open up in your diary, I am five minutes away.",
        "Does your choir use the same hymn book as ours?",
        "I scrubbed decks for two summers.",
        "I could start with three short questions.",
        "What would you advise somebody like me to read?",
        "Please put me right if I have misread your essay.",
        "Might you say a word about how you began?",
        "I have sent my application to the college and wanted to tell you.",
        "My placement at the mill ends in June.",
        "I'd like to learn about opportunities in the field.",
        "I thought of you when the season began.",
        "Please pass my thanks to your editor.",
        "If somebody else would like to join the call, that is fine.",
    ],
)
def test_what_sounds_alike_asks_for_no_work(text):
    assert not ruled("asks_for_job", text)


@pytest.mark.parametrize(
    "text",
    [
        "Call me when the tide is out.",
        "A quarter of an hour by phone, whenever you like.",
        "May I come to your study on Monday and hear how you began?",
        "Could I buy you a pint and ask how it is done?",
        "Would you mind if I phoned you?",
        "I beg an audience at your office.",
    ],
)
def test_a_conversation_is_asked_for_in_many_ways(text):
    assert ruled("asks_for_conversation", text)


@pytest.mark.parametrize(
    "text",
    [
        "I come from a village by the sea.",
        "I waited twenty minutes for the bus.",
        "The priest has a call to the north.",
        "I bought a coffee and read your essay.",
        "How did you come by the photographs?",
    ],
)
def test_what_sounds_alike_asks_for_no_conversation(text):
    assert not ruled("asks_for_conversation", text)


@pytest.mark.parametrize(
    ("text", "by_wire"),
    [
        ("Could we speak on the blower?", True),
        ("Twenty minutes over Teams would do.", True),
        ("Ring me after six.", True),
        ("I work as a line cook and read your column.", False),
        ("May I call upon you at your rooms?", False),
        ("I am a bell founder.", False),
    ],
)
def test_a_wire_has_many_names(text, by_wire):
    assert ruled("by_phone_or_call", text) is by_wire


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("My CV is stapled behind.", True),
        ("I join my CV with two photographs.", True),
        ("My CV's clipped on.", True),
        ("I am rewriting my CV.", False),
        ("No CV is attached.", False),
    ],
)
def test_a_resume_is_enclosed_in_many_ways(text, offered):
    assert ruled("attaches_or_offers_resume", text) is offered
