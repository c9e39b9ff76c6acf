"""One's own way of a kind of letter: kept, used for the next person with their facts, and nothing of one person in another's letter."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from legup.contacts.models import Contact, Position
from legup.interviews.models import Interview, Note
from legup.lib.clock import now
from legup.lib.refusal import Refusal
from legup.organizations.keeping import organization_named
from legup.outreach import drafting, own_wording
from legup.outreach.kinds import KINDS
from legup.outreach.models import Message, OwnWording
from tests.browser import session_cookie, violations
from tests.outreach.conftest import somebody

MINE = """Hello Ben,

We met at the careers evening in the Northfield library on 12 March and spoke about cholera maps. I remember it with pleasure. I am Ana Duarte, a second-year biology student at Northfield College, and I turn to you because of your talk on well water.

Public health has been on my mind for a year now.

If you had 20 minutes for me on the telephone one of these days, I would be delighted. And if not, that is fine, too, and thank you.

All the best from
Ana
"""
SECRETS = "cholera wells bycatch okafor zanzibar trombone heron quarry chicago epidemiologist careers library anaesthesia petra".split()


@pytest.fixture
def ben(ben) -> Contact:
    """Ben with everything on record that a letter could give away."""
    facts = {"tie": "met", "met_where": "Northfield library", "met_occasion": "careers evening", "met_on": date(2026, 3, 12), "talked_about": "cholera maps", "why_them": "his talk on well water", "note": "Plays the trombone, has a cat called Heron", "location": "Chicago, Illinois", "referrer_name": "Petra Zanzibar"}
    Contact.objects.filter(pk=ben.pk).update(**facts)
    ben.refresh_from_db()
    held = Interview.objects.create(owner=ben.owner, contact=ben, began_at=now() - timedelta(days=3), ended_at=now() - timedelta(days=3), notes="He swims in the quarry.")
    Note.objects.create(interview=held, tag="advice", text="learn to read bycatch tables")
    Note.objects.create(interview=held, tag="promise", text="send him the anaesthesia paper")
    Note.objects.create(interview=held, tag="name", text="Petra Zanzibar")
    return ben


@pytest.fixture
def omar(ana) -> Contact:
    """The next person: found in a directory, nothing else in common."""
    omar = somebody(ana, "Omar Haddad", "omar@tarn.example")
    Position.objects.create(contact=omar, organization=organization_named(ana, "Tarn County Council"), title="Nurse")
    Contact.objects.filter(pk=omar.pk).update(tie="directory", address_source="alumni directory", why_them="your article on school meals")
    omar.refresh_from_db()
    return omar


def kept(contact, body: str, kind: str = "request", subject: str = "") -> OwnWording:
    """Ana's letter in these words, kept as her way."""
    letter = drafting.draft(contact, kind, now())
    drafting.keep(letter, subject or letter.subject, body, now())
    return own_wording.keep(letter, drafting.composed(letter, now()), drafting.facts_for(letter, now()), now())


def betrayed(text: str) -> list[str]:
    """What a letter to somebody else gives away of Ben."""
    words = set(re.findall(r"\w+", text.lower()))
    return sorted(words & set(SECRETS) | {"ben"} & words)


def test_the_next_letter_begins_in_my_way_with_the_next_persons_facts(ben, omar):
    kept(ben, MINE)
    letter = drafting.draft(omar, "request", now())
    assert letter.body.startswith("Hello Omar Haddad,")
    assert "I turn to you because of your article on school meals" in letter.body
    assert "in the alumni directory" in letter.body, "how one knows this one is said in our words: mine were about Ben"
    assert "If you had 20 minutes for me on the telephone one of these days, I would be delighted." in letter.body
    assert "Public health has been on my mind for a year now." in letter.body
    assert letter.body.rstrip().endswith("All the best from\nAna")


def test_somebody_i_met_gets_the_sentence_about_meeting_with_their_own_place(ben, omar):
    kept(ben, MINE)
    Contact.objects.filter(pk=omar.pk).update(tie="met", met_where="the Tarn mill", given_name="Omar", talked_about="rivers", met_on=date(2026, 3, 14))
    body = drafting.draft(Contact.objects.get(pk=omar.pk), "request", now()).body
    assert body.startswith("Hello Omar,")
    assert "We met at the Tarn mill on 14 March and spoke about rivers." in body and not betrayed(body)


def naive(letter: Message, other: Contact) -> str:
    """The control: the same words with the other's name, as a copy and paste would have it."""
    return letter.body.replace("Ben", other.given_name)


CHANGED = [
    MINE,
    MINE.replace("on 12 March", "that evening"),
    MINE.replace("your talk on well water", "what you said of wells"),
    MINE + "\nPS: My regards to Heron and the trombone.",
    MINE.replace("I remember it with pleasure.", "Petra sends her love."),
    MINE.replace("I remember it with pleasure.", "You sang so well that night."),
    MINE.replace("I remember it with pleasure.", "Chicago must be cold. The quarry, too."),
    MINE.replace("I remember it with pleasure.", "As an epidemiologist at the Clinic of Wells you must know."),
    MINE.replace("Hello Ben,", "Hi Benny Okafor,"),
    MINE.replace("Hello Ben,", "hello okafor,"),
    MINE.replace("\n\n", "\n"),
]


@pytest.mark.parametrize("body", CHANGED)
def test_nothing_of_one_person_stands_in_another_persons_letter(ben, omar, body):
    kept(ben, body, subject="Cholera maps, since the careers evening")
    letter = drafting.draft(omar, "request", now())
    assert betrayed(f"{letter.subject} {letter.body}") == []
    assert "Omar" in letter.body and "Benny" not in letter.body and "sang" not in letter.body and "12 March" not in letter.body


@pytest.mark.parametrize("body", CHANGED)
def test_a_copy_with_another_name_would_give_it_away(ben, omar, body):
    letter = drafting.draft(ben, "request", now())
    drafting.keep(letter, letter.subject, body, now())
    assert betrayed(naive(letter, omar))


@pytest.mark.parametrize("kind", list(KINDS))
def test_our_own_words_kept_as_they_are_give_nothing_away_in_any_kind(ben, omar, kind):
    letter = drafting.draft(ben, kind, now())
    assert betrayed(naive(letter, omar)) or kind not in ("request", "short", "thanks", "update", "applying"), "the control: a copy would"
    kept(ben, letter.body, kind)
    other = drafting.draft(omar, kind, now())
    assert betrayed(f"{other.subject} {other.body}") == []
    assert "Omar" in other.body


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kept_way_reads_well_when_nothing_is_known_of_the_next(ben, ana, kind):
    from tests.outreach.test_drafting import ugly

    kept(ben, drafting.draft(ben, kind, now()).body, kind)
    other = drafting.draft(somebody(ana, "Ada", "ada@tarn.example"), kind, now())
    assert not ugly(other.body), other.body


def test_what_could_not_be_said_of_the_first_is_said_of_the_next(ana, omar):
    bare = somebody(ana, "Ada Lindt", "ada@tarn.example")
    kept(bare, drafting.draft(bare, "request", now()).body.replace("Dear Ada Lindt,", "Good morning Ada Lindt,"))
    body = drafting.draft(omar, "request", now()).body
    assert body.startswith("Good morning Omar Haddad,") and "your article on school meals" in body


def test_what_was_taken_out_stays_out_and_a_second_way_takes_the_place_of_the_first(ben, omar):
    kept(ben, MINE)
    kept(ben, MINE.replace("And if not, that is fine, too, and thank you.", "").replace("delighted", "overjoyed"))
    assert OwnWording.objects.count() == 1
    body = drafting.draft(omar, "request", now()).body
    assert "overjoyed" in body and "thank you" not in body.lower()


def test_a_long_way_stays_long_and_loses_no_fact(ben, omar):
    kept(ben, MINE.replace("for a year now.", "for a year now. " + "One thinks and thinks, and then one thinks again about the same thing as before. " * 9))
    Contact.objects.filter(pk=omar.pk).update(tie="met", met_where="the Tarn mill", talked_about="rivers")
    body = drafting.draft(Contact.objects.get(pk=omar.pk), "request", now()).body
    assert "spoke about rivers" in body and len(body.split()) > 180


def test_other_words_are_ours_and_mine_come_back(ben, omar):
    kept(ben, MINE)
    letter = drafting.draft(omar, "request", now())
    drafting.redraft(letter, now(), another=True)
    assert "delighted" not in letter.body
    drafting.take_back(letter)
    assert "delighted" in letter.body


def test_an_answer_to_a_question_goes_into_my_way_of_saying_it(ben, omar):
    kept(ben, MINE)
    letter = drafting.draft(omar, "request", now())
    assert drafting.answer(letter, {"why_them": "your night school"}, now())
    assert "I turn to you because of your night school" in letter.body


def test_only_english_can_be_kept(ben):
    letter = drafting.draft(ben, "request", now())
    drafting.keep(letter, "Pergunta", "Caro Ben,\n\nGostei muito da sua palestra sobre poços e gostaria de conversar consigo durante vinte minutos, quando lhe der jeito, sobre o seu trabalho.\n\nAna", now())
    with pytest.raises(Refusal, match="English"):
        own_wording.keep(letter, drafting.composed(letter, now()), drafting.facts_for(letter, now()), now())


def test_words_that_look_like_a_template_do_no_harm(ben, omar):
    kept(ben, MINE + "\n# not a comment\n---\n[ask] {me} {secret} (a|b)\n\n{dear}")
    body = drafting.draft(omar, "request", now()).body
    assert not re.search(r"[{}\[\]|]|secret", body)


# --- on the page ------------------------------------------------------------------------------------------------------------


def press(client, letter, **fields):
    return client.post(reverse("outreach:own_wording", args=[letter.key]), {"subject": letter.subject, "body": letter.body} | fields)


def test_the_button_keeps_what_is_typed_and_the_next_letter_has_it(as_ana, ben, omar):
    letter = drafting.draft(ben, "request", now())
    page = as_ana.get(reverse("outreach:compose", args=[letter.key])).content.decode()
    assert "Keep this as my way" in page and "Go back to Leg Up" not in page
    answer = press(as_ana, letter, body=MINE, way="keep")
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("outreach:compose", args=[letter.key]))
    letter.refresh_from_db()
    assert letter.body == MINE
    page = as_ana.get(reverse("outreach:compose", args=[letter.key])).content.decode()
    assert "Go back to Leg Up" in page and "[the minutes] for me on the telephone" in page
    begun = as_ana.post(reverse("outreach:begin", args=[omar.key]), {"kind": "request"})
    assert "delighted" in Message.objects.get(contact=omar).body and begun.status_code == 302


def test_one_press_goes_back_to_ours(as_ana, ben, omar):
    kept(ben, MINE)
    letter = drafting.draft(omar, "request", now())
    press(as_ana, letter, way="ours")
    letter.refresh_from_db()
    assert not OwnWording.objects.exists() and "delighted" not in letter.body and "Dear Omar" in letter.body
    drafting.keep(letter, letter.subject, "My very own words, Omar.", now())
    press(as_ana, letter, body="My very own words, Omar.", way="ours")
    letter.refresh_from_db()
    assert letter.body == "My very own words, Omar."


def test_one_persons_way_is_nobody_elses(as_dov, dov, ben):
    kept(ben, MINE)
    theirs = drafting.draft(somebody(dov, "Omar Haddad", "omar@tarn.example"), "request", now())
    assert "delighted" not in theirs.body
    letter = Message.objects.filter(contact=ben).first()
    assert press(as_dov, letter, way="ours").status_code == 404 and OwnWording.objects.count() == 1


def test_a_letter_that_left_is_not_kept(as_ana, ben):
    letter = drafting.draft(ben, "request", now())
    Message.objects.filter(pk=letter.pk).update(sent_at=now())
    assert press(as_ana, letter, way="keep").status_code == 422 and not OwnWording.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")])
def test_one_types_keeps_and_reads_ones_way_in_a_browser(open_page, live_server, as_ana, ben, omar, width, scheme):
    Contact.objects.filter(pk=ben.pk).update(zone="Asia/Tokyo", location="Kyoto, Japan")
    letter = drafting.draft(ben, "request", now())
    page = open_page(f"{live_server.url}{reverse('outreach:compose', args=[letter.key])}", width=width, scheme=scheme, cookies=session_cookie(live_server, as_ana))
    assert page.get_by_role("heading", name="Writing to somebody in Japan").is_visible()
    page.fill("#id_body", MINE)
    page.get_by_role("button", name="Keep this as my way").click()
    page.get_by_role("button", name="Go back to Leg Up’s wording").wait_for()
    assert OwnWording.objects.count() == 1 and page.input_value("#id_body").split() == MINE.split()
    page.get_by_text("How you say it").click()
    assert page.get_by_text("[the minutes] for me on the telephone").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert drafting.draft(omar, "request", now()).body.startswith("Hello Omar Haddad,")
