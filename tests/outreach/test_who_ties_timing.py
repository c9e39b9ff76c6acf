"""Families of wording: who somebody is, how both are tied, why them, what they are deciding, whose hour it is; each with a near neighbour that says nothing."""

import pytest

from legup.outreach.checks.labels import ruled_of
from legup.outreach.checks.text import read

SAID = {
    "introduces_self": [
        ("I am roofer in Tarnow.", "I am grateful in advance."),
        ("Upholsterer by trade, reader by night.", "Hello from a rainy Tuesday."),
        ("I shear sheep in the Borders.", "I hope the weather is kind to you."),
        ("After sixteen years as a ferryman I am looking inland.", "After a long winter it is good to see the sun."),
        ("It's Milo's dad from the climbing wall.", "It's about the price of tickets."),
        ("I finished my apprenticeship in May.", "I finished the chapter in one evening."),
        ("I'm the one who dropped the tray.", "I was the one beside you."),
        ("I left banking at Easter.", "I left a message last week."),
    ],
    "says_how_connected": [
        ("You mended my bicycle outside the town hall.", "Could you mend my bicycle?"),
        ("I have eaten your rye bread every Saturday.", "I would eat rye bread every Saturday."),
        ("The Harbour Gazette ran a portrait of you.", "I would like to write a portrait of my town."),
        ("We both wore the blue scarf at Orme House.", "We all have to start somewhere."),
        ("Ta for the lift home.", "Thank you for your consideration."),
        ("My supervisor, Dr. Oduya, has allowed me to write to you.", "My supervisor has allowed me a free day."),
        ("Your window on Quay Street made me stop.", "A window seat is all I ask of a train."),
    ],
    "where_met_or_where_found": [
        ("Your name stands in the guild's roll.", "I read about you somewhere."),
        ("We spoke at the reception after the Orlov lecture.", "We spoke a while back."),
        ("I pass your mural on Tanner Street daily.", "A friend of mine told me about you."),
        ("I took your name out of the Ferrow alumni book.", "We both attended Ferrow."),
    ],
    "why_this_person": [
        ("Your carvings over the chapel door kept me standing there.", "Your profile is impressive."),
        ("The register gives your occupation as diver.", "The register is long."),
        ("You do the lighting for the puppet theatre.", "You may know the feeling."),
        ("How did you get from the lifeboats to the observatory?", "How did you get into this field?"),
        ("You are, I believe, the only bell tuner in the county.", "You are, I believe, very busy."),
        ("Your dairy makes three goat cheeses.", "Your company has an excellent reputation."),
    ],
    "background_or_goals": [
        ("I've half a mind to train as a farrier.", "I've half an hour on Friday."),
        ("I hesitate between law and forestry.", "I hesitate to disturb you."),
        ("I have handed in my notice.", "I have read your notice."),
        ("I've kept the accounts of a theatre for nine years.", "You have kept the accounts of a theatre for nine years."),
        ("Am I too old to begin?", "Is it far to walk?"),
        ("I'm saving up to open a tea room.", "I'm writing to ask for a call."),
        ("I'm weary of spreadsheets.", "I'm glad of any answer."),
    ],
    "accommodates_schedule": [
        ("Could we talk for ten minutes, entirely at your leisure?", "Could we talk for ten minutes on Friday at noon?"),
        ("I could ring on an evening when the kiln is cold, the date to be set by you.", "I could ring on Friday evening."),
        ("A call of ten minutes, any day the boats stay in?", "A call of ten minutes on the day of the race?"),
        ("Might I phone you, your clock, not mine?", "Might I phone you about your clock?"),
        ("The hour I leave in your hands.", "The matter has been in my thoughts for an hour."),
        ("Which evening would suit?", "Which evening class did you take?"),
        ("Thursday is best for me, but if that doesn't work I'll move things.", "Thursday is best for me."),
        ("Call me when your lambs allow it.", "I would like to know how you choose a ram."),
    ],
}


@pytest.mark.parametrize(("label", "said", "unsaid"), [(label, *pair) for label, pairs in SAID.items() for pair in pairs])
def test_a_wording_is_told_from_its_near_neighbour(label, said, unsaid):
    assert _ruled(said)[label], said
    assert not _ruled(unsaid)[label], unsaid


def _ruled(sentence):
    return ruled_of("request", read("", f"Dear Mr. Vance,\n\n{sentence}\n\nMirela"))
