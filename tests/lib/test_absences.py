"""Out-of-office notes: the day of return in several languages, and the sentence it was read from. Wishes to be left alone."""

import time
from datetime import date

import pytest

from legup.lib.absences import away
from legup.lib.said_wishes import asks_to_stop

ON = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("note", "back"),
    [
        ("I am out of the office and back on 3 December.", "2026-12-03"),
        ("Ich bin bis zum 3. Dezember im Urlaub. In dringenden Fällen wenden Sie sich an Omar.", "2026-12-03"),
        ("Vielen Dank für Ihre Nachricht. Ich bin ab dem 7.12. wieder im Büro.", "2026-12-07"),
        ("Ich bin vom 20.11.2026 bis 03.12.2026 nicht im Büro.", "2026-12-04"),
        ("Ich bin vom 20.11. bis einschließlich 3.12.26 abwesend", "2026-12-04"),
        ("Ab Montag, den 7. Dezember, bin ich wieder für Sie da.", "2026-12-07"),
        ("Bonjour, je suis absente jusqu'au 3 décembre inclus.", "2026-12-04"),
        ("Bonjour, je suis en congés du 20 novembre au 3 décembre. Cordialement", "2026-12-04"),
        ("Je serai de retour le lundi 7 décembre.", "2026-12-07"),
        ("Estoy fuera de la oficina hasta el 3 de diciembre.", "2026-12-03"),
        ("Estaré de vacaciones del 20 de noviembre al 3 de diciembre de 2026. Gracias", "2026-12-04"),
        ("Volveré el lunes 7 de diciembre", "2026-12-07"),
        ("Sono in ferie fino al 3 dicembre, rientrerò il 4 dicembre.", "2026-12-04"),
        ("Ik ben afwezig tot en met 3 december.", "2026-12-04"),
        ("Estou de férias até 3 de dezembro. Obrigado", "2026-12-03"),
        ("Thank you for your message. We answer within two days.", None),
        ("Vielen Dank für Ihre Nachricht. Wir antworten in zwei Tagen.", None),
        ("Je ne suis pas au bureau.", None),
        ("I work 9-5 and am away.", None),
    ],
)
def test_the_day_of_return_is_read_in_several_languages(note, back):
    found = away(note, ON)
    assert (found.on if found else None) == (date.fromisoformat(back) if back else None)


def test_the_sentence_it_was_read_from_is_given_as_it_stands():
    assert away("Vielen Dank für Ihre Nachricht. Ich bin bis zum 3. Dezember im Urlaub. Viele Grüße", ON).words == "Ich bin bis zum 3. Dezember im Urlaub."
    assert away("Hello,\nthank you.\nI am back on Monday, 7 December\nBen", ON).words == "I am back on Monday, 7 December"


@pytest.mark.parametrize(
    ("note", "zone", "back", "unsure"),
    [
        ("Returning 1/12.", "", "2027-01-12", True),  # the later of the two
        ("Returning 1/12.", "Europe/London", "2026-12-01", False),
        ("Returning 1/12.", "America/Chicago", "2027-01-12", False),
        ("Returning 13/12.", "", "2026-12-13", False),
        ("Returning 12/13.", "Europe/London", "2026-12-13", False),  # there is no thirteenth month
        ("Away until Thursday 3/12.", "", "2026-12-03", False),  # 12 March is a Friday
        ("Away until 12/07/2026.", "", "2026-12-07", False),  # July is over
        ("Je suis absente jusqu'au 1/12", "", "2026-12-01", False),
    ],
)
def test_days_in_figures_are_read_as_they_are_written_where_the_writer_lives(note, zone, back, unsure):
    found = away(note, ON, zone)
    assert (found.on.isoformat(), found.is_unsure) == (back, unsure)


@pytest.mark.parametrize(
    "reply",
    [
        "Please stop emailing me.", "Please do not contact me again.", "Kindly remove me from your mailing list.", "Take me off this list", "Unsubscribe",
        "I do not wish to be contacted.", "Stop writing to me.", "Bitte schreiben Sie mir nicht mehr.", "Merci de ne plus m'écrire.", "No me escriba más.",
    ],
)  # fmt: skip
def test_a_wish_to_be_left_alone_is_heard(reply):
    assert asks_to_stop(f"Dear Ana,\n\n{reply}\n\nBen\n\n> Could we talk?") == reply


@pytest.mark.parametrize(
    "reply",
    [
        "Please don't hesitate to contact me.", "Don't write to me before Monday, I am away.", "I could not stop reading your letter.", "We stop sending samples in June.",
        "Why don't you write to me on Friday?", "Do not email me at this address, use the other one.", "Yes, gladly.\n> please stop writing to me", "",
    ],
)  # fmt: skip
def test_what_is_no_such_wish_is_left_alone(reply):
    assert asks_to_stop(reply) == ""


def test_long_and_strange_notes_are_read_quickly():
    began = time.process_time()
    for text in ("bis " * 20_000, "du 1 " * 20_000, "1/1/" * 30_000, "a" * 100_000, "stop " * 50_000, "remove me " * 20_000, "\u202e\u200b" * 20_000):
        away(text, ON), asks_to_stop(text)
    assert time.process_time() - began < 5
