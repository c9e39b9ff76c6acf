"""From what is on record to a letter: every part, any subset of facts, nothing invented, nothing lost."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations
from types import SimpleNamespace

import pytest

from legup.contacts.models import Contact
from legup.interviews.models import Interview, Note
from legup.outreach import drafting
from legup.outreach.checks import review
from legup.outreach.composing import compose
from legup.outreach.facts import Facts, Recipient, Writer
from legup.outreach.kinds import KINDS
from legup.outreach.models import Message

NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)
FULL = Facts(
    writer=Writer("Ana Duarte", "Second-year biology student", "Northfield College", "I spent last summer counting mosquitoes for a county survey.", "marine policy", "+351 555 0100", "Europe/Lisbon"),
    recipient=Recipient("Dana Wells", "Dana", "Wells", "Policy analyst", "Wells Clinic", "marine policy", "America/Chicago"),
    tie="met", met_on=date(2026, 3, 12), met_where="Northfield library", met_occasion="careers evening", talked_about="how she moved from the lab to policy",
    address_source="alumni directory", referrer_name="Ruth Adler", why_them="her talk on seabird bycatch",
    called_on=date(2026, 3, 18), said=("start with the volunteer programme", "She said nobody reads the appendix"), promises=("read her report", "send her the list"), names=("Omar Haddad",),
    learned="the team hires in autumn", posting_title="Research assistant", posting_organization="Wells Clinic",
    date_posted=date(2026, 3, 17), valid_through=date(2026, 4, 2), apply_on=date(2026, 3, 24),
    first_sent_on=date(2026, 3, 9), first_subject="A question after the careers evening", answered="yes", today=NOW.date(), key="seed",
    named_on=date(2026, 3, 11), call_at=datetime(2026, 3, 26, 15, tzinfo=UTC), times=("Tuesday at ten", "Thursday after three"), why_moved="an examination was moved to that hour",
    did="wrote to Omar, and we talked last week", kept=("read her report",), spoke_with=("Omar Haddad",), wrote_to=("Ines Calloway",), news="I have chosen the field course in Tarn",
    other_name="Omar Haddad", other_who="Nurse epidemiologist at Wells Clinic", other_why="Both of you draw maps by hand", other_reach="omar@wells.example", other_agreed="yes", ended="no",
)  # fmt: skip
EMPTY = dict.fromkeys("met_on called_on date_posted valid_through apply_on first_sent_on named_on call_at".split()) | dict.fromkeys("said promises names times kept spoke_with wrote_to".split(), ())
OF_KIND = {
    "request": "writer_full_name writer_headline writer_background writer_curiosity recipient_full_name recipient_title recipient_organization why_them".split(),
    "thanks": "writer_full_name recipient_full_name called_on said promises names".split(),
    "applying": "writer_full_name recipient_full_name called_on learned posting_title posting_organization date_posted valid_through apply_on".split(),
    "reminder": "writer_full_name writer_headline writer_curiosity recipient_full_name first_sent_on first_subject".split(),
    "answer": "writer_full_name recipient_full_name recipient_zone answered call_at times reach first_subject".split(),
    "short": "writer_full_name writer_headline recipient_full_name why_them".split(),
    "meet_referral": "writer_full_name writer_headline writer_background writer_curiosity recipient_full_name recipient_title recipient_organization why_them referrer_name named_on address_source".split(),
    "declined": "writer_full_name recipient_full_name first_subject".split(),
    "reschedule": "writer_full_name recipient_full_name recipient_zone call_at times why_moved".split(),
    "update": "writer_full_name writer_headline recipient_full_name called_on said did kept spoke_with wrote_to".split(),
    "touch": "writer_full_name writer_headline recipient_full_name called_on said news".split(),
    "introduction": "writer_full_name recipient_full_name called_on other_name other_who other_why other_reach other_agreed".split(),
    "outcome": "writer_full_name recipient_full_name called_on learned posting_title posting_organization news ended".split(),
}
OF_TIE = {"": [], "met": "met_on met_where met_occasion talked_about recipient_given_name".split(), "referred": ["referrer_name", "address_source"], "directory": ["address_source"], "found": ["address_source"]}


def subsets(names):
    return chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))


def ugly(text: str) -> list[str]:
    """What no letter may contain, wherever it came from."""
    signs = {
        "None": r"\bNone\b", "a slot": r"[{}\[\]]|__", "two spaces": r"  ", "two marks": r"[.,;:]{2}|[.?!][.?!,]| [.,;:?!]", "an empty sentence": r"(?:^|\n)[.,;:]",
        "a dangling word": r"\b(?:at|in|on|about|because|of|a|an|the|to|for|by|and)(?:[.?!]|,? *\n| *$)", "a wrong article": r"\ba [aeio](?!ne)\w|\ban [bcdfgjklmnpqrstvwxyz]\w",
        "a doubled word": r"\b(\w+) \1\b", "a space at an end": r" \n|\n \S| $",
    }  # fmt: skip
    return [name for name, sign in signs.items() if re.search(sign, text)]


@pytest.mark.parametrize("tie", list(OF_TIE))
def test_a_request_reads_well_with_any_subset_of_facts(tie):
    for missing in subsets(OF_KIND["request"] + OF_TIE[tie]):
        spelling = ("en-GB", "en-US")[len(missing) % 2]
        _reads_well("request", FULL.having(tie=tie, writer_spelling=spelling, **{n: EMPTY.get(n, "") for n in missing}), missing)


def test_a_request_reads_well_whatever_is_known_of_the_writer():
    for missing in subsets("writer_full_name writer_headline writer_school writer_background writer_curiosity writer_phone why_them".split()):
        _reads_well("request", FULL.having(**dict.fromkeys(missing, "")), missing)


ALSO = {"answered": ["later", "no"], "ended": ["yes", "withdrawn"], "other_agreed": ["no"], "called_on": [date(2025, 11, 4)], "writer_spelling": ["en-US"], "medium": ["video"]}


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "request"])
def test_every_other_letter_reads_well_with_any_subset_of_facts(kind):
    assert set(OF_KIND) == set(KINDS)
    full = FULL.having(tie="referred") if kind == "meet_referral" else FULL
    others = [{name: value} for name, values in ALSO.items() for value in values if name in (*OF_KIND[kind], "writer_spelling", "medium")]
    for missing in subsets(OF_KIND[kind]):
        for number, changed in enumerate([{}, *others]):
            _reads_well(kind, full.having(**changed | {n: EMPTY.get(n, "") for n in missing}, key=f"{len(missing)}-{number}"), (changed, missing))


@pytest.mark.parametrize("tie", list(OF_TIE))
def test_a_short_request_reads_well_however_one_knows_them(tie):
    for missing in subsets(OF_KIND["short"] + OF_TIE[tie]):
        _reads_well("short", FULL.having(tie=tie, **{n: EMPTY.get(n, "") for n in missing}), missing)


def _reads_well(kind, facts, missing):
    written = compose(kind, facts)
    assert not ugly(written.body), (missing, written.body)
    assert bool(written.subject) == (kind != "short") and not ugly(written.subject) and len(written.subject) <= 60, (missing, written.subject)
    assert len(written.body.split()) <= 130
    assert all(p.text and p.reason for p in written.parts)


def test_a_missing_fact_becomes_a_question_and_a_known_one_does_not():
    bare, full = compose("request", Facts(tie="met")), compose("request", FULL.having(recipient_given_name="Dana"))
    assert {"met_where", "met_on", "met_occasion", "talked_about", "why_them", "writer.full_name"} <= {q.field for q in bare.questions}
    assert full.questions == []
    assert "What made you think of Dana?" in {q.text for q in compose("request", FULL.having(why_them="")).questions}


def test_a_full_request_keeps_every_rule_and_stays_under_120_words():
    for variant in range(60):
        written = compose("request", FULL, variant)
        faults = [f for f in review("request", written.subject, written.body, FULL) if not f.good]
        assert faults == [], (variant, faults)
        assert sum(len(p.text.split()) for p in written.parts if p.name not in ("subject", "closing", "name", "phone")) < 120


def test_the_connection_comes_first_and_says_where_when_and_of_what():
    for variant in range(20):
        first = compose("request", FULL, variant).part("M2")
        assert "we met at the careers evening in the Northfield library on 12 March" in first.text.lower().replace("march", "March").replace("northfield", "Northfield")
        assert "how you moved from the lab to policy" in first.text and compose("request", FULL, variant).parts[2] == first
        assert compose("request", FULL.having(tie="referred"), variant).part("M2").text.startswith("Ruth Adler ")
        assert "in the alumni directory" in compose("request", FULL.having(tie="directory"), variant).part("M2").text


def test_each_sentence_says_why_it_is_there_and_who_says_so():
    written = compose("request", FULL)
    assert {p.rule for p in written.parts} >= {"M1", "M2", "M3", "M5", "M6", "M7", "M15", "M17"}
    assert "S1" in written.part("M2").source_keys
    assert written.body.split() == " ".join(p.text for p in written.parts if p.name != "subject").split()


def test_two_letters_do_not_read_alike_and_one_letter_never_changes():
    bodies = {compose("request", FULL.having(key=f"{n}")).body for n in range(20)}
    assert len(bodies) > 8
    assert compose("request", FULL) == compose("request", FULL)


def test_american_spelling_and_dates():
    british, american = ([compose("request", FULL.having(writer_spelling=s), v).body for v in range(20)] for s in ("en-GB", "en-US"))
    assert all("on 12 March" in b for b in british) and any("ring you" in b for b in british) and not any("March 12" in b or "call you" in b for b in british)
    assert all("on March 12" in a for a in american) and any("call you" in a for a in american) and not any("12 March" in a or "ring you" in a for a in american)


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_kind_mixes_the_two_spellings(kind):
    for variant in range(30):
        british, american = (compose(kind, FULL.having(writer_spelling=s), variant) for s in ("en-GB", "en-US"))
        assert not re.search(r"\b(?:call you|program|organiz\w+|March \d|\d [ap]m)\b", british.body + british.subject), british.body
        assert not re.search(r"\b(?:ring you|organis\w+|\d+ March|15:00|10:00(?! am))\b", american.body + american.subject), american.body


def test_a_long_story_is_told_in_short():
    story = "I grew up on a farm and learned to mend pumps. " * 12
    assert len(compose("request", FULL.having(writer_background=story)).body.split()) < 130


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("her talk on bycatch", "because of your talk on bycatch"),
        ("she works on tidal marshes", "because you work on tidal marshes"),
        ("you moved from Leeds to Oslo.", "because you moved from Leeds to Oslo."),
        ("works on tidal marshes", "because you work on tidal marshes"),
        ("I heard her speak about bats", "I heard you speak about bats."),
        ("their article in the Gazette", "because of your article in the Gazette"),
        ("Dana works with owls", "because you work with owls"),
        ("Dana's talk on owls", "because of your talk on owls"),
        ("because he built the new bridge", "because you built the new bridge"),
    ],
)
def test_a_note_about_somebody_turns_to_face_them(why, said):
    assert said in compose("request", FULL.having(why_them=why)).body


@pytest.mark.parametrize(
    ("headline", "said"),
    [
        ("Second-year biology student", "a second-year biology student at Northfield College"),
        ("an emergency nurse", "an emergency nurse"),
        ("UX designer", "a UX designer"),
        ("MBA student at Hale", "an MBA student at Hale"),
        ("I am a nurse.", "a nurse"),
        ("studying law at Hale", "studying law at Hale"),
        ("studying law", "studying law at Northfield College"),
        ("university lecturer at Hale", "a university lecturer at Hale"),
        ("Head of Events at Hale", "Head of Events at Hale"),
        ("Marketing Manager at Hale", "a marketing manager at Hale"),
        ("just graduated from Hale", "a recent graduate of Hale"),
        ("unemployed", "unemployed"),
        ("Mother of two returning to work", "a mother of two returning to work"),
        ("Computer Science major, class of 2027", "a computer science major at Northfield College, class of 2027"),
        ("11th grader at Hale", "an 11th grader at Hale"),
    ],
)
def test_who_one_is_gets_the_right_article(headline, said):
    body = compose("request", FULL.having(writer_headline=headline)).body
    assert f"{said}. " in body


@pytest.mark.parametrize(
    ("days", "said"), [(0, "today"), (1, "yesterday"), (3, "on Tuesday"), (9, "on 11 March"), (400, "in February 2025")]
)
def test_a_date_is_said_as_people_say_it(days, said):
    on = NOW.date() - timedelta(days=days)
    assert f"talking with me {said}" in compose("thanks", FULL.having(called_on=on, key="0")).body or f"you gave me {said}" in compose("thanks", FULL.having(called_on=on, key="0")).body


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ({"met_where": "Boston"}, "We met in Boston."),
        ({"met_where": "Zoom", "met_occasion": "a webinar on GIS"}, "We met at a webinar on GIS on Zoom."),
        ({"met_where": "the train to Leeds", "talked_about": "The future of libraries"}, "We met on the train to Leeds and spoke about the future of libraries."),
        ({"met_where": "Portland, Oregon", "met_occasion": "PyCon 2025", "talked_about": "that he left banking"}, "We met at PyCon 2025 in Portland, Oregon and spoke about how you left banking."),
        ({"met_where": "Career fair at UT Austin"}, "We met at the career fair at UT Austin."),
        ({"met_occasion": "my cousin's wedding", "talked_about": "we talked about grad school"}, "We met at my cousin's wedding and spoke about grad school."),
        ({"met_where": "Wells Clinic", "met_occasion": "Open Day"}, "We met at the Open Day at Wells Clinic."),
        ({}, "We have met, though you may well not remember it."),
    ],
)
def test_where_one_met_is_said_as_one_would_say_it(noted, said):
    bare = {"met_on": None, "met_where": "", "met_occasion": "", "talked_about": ""}
    texts = {compose("request", FULL.having(**(bare | noted)), v).part("M2").text.replace(", where we", " and") for v in range(40)}
    assert said in texts


@pytest.mark.parametrize(
    ("tie", "noted", "said"),
    [
        ("directory", "LinkedIn", "on LinkedIn."),
        ("directory", "alumni directory of Northfield College", "in the alumni directory of Northfield College."),
        ("found", "her website", "on your website."),
        ("found", "an article in the Gazette", "in an article in the Gazette."),
        ("found", "a podcast", "through a podcast."),
        ("directory", "My school gave it to me", "I have your address because my school gave it to me."),
        ("referred", "Ruth", "suggested that I write to you."),
    ],
)
def test_where_the_address_came_from_is_said_as_one_would_say_it(tie, noted, said):
    facts = FULL.having(tie=tie, address_source=noted)
    assert {compose("request", facts, v).part("M2").text[-len(said) :] for v in range(40)} & {said} or compose("request", facts).part("M2").text.endswith("and suggested that I write.")


def test_thanks_say_what_was_said_and_what_was_promised():
    body = compose("thanks", FULL).body
    assert "start with the volunteer programme" in body and "nobody reads the appendix" in body
    assert "read your report and send you the list" in body and "Omar Haddad" in body


def test_the_letter_about_a_posting_asks_for_nothing():
    written = compose("applying", FULL)
    assert "Research assistant" in written.subject and "Wells Clinic" in written.subject and "2 April" in written.body
    assert not [f for f in review("applying", written.subject, written.body, FULL) if not f.good]


def test_every_kind_of_the_shelf_composes_asks_and_names_rules_that_exist():
    from legup.outreach.checks import CHECKS

    for name, kind in KINDS.items():
        assert name == kind.NAME and kind.TITLE and kind.TIMING and kind.WORDS
        assert set(kind.rules) <= set(CHECKS)
        assert compose(name, Facts()).body and kind.questions(Facts())


# --- with the record --------------------------------------------------------------------------------------------------------


@pytest.fixture
def met_ben(ben) -> Contact:
    Contact.objects.filter(pk=ben.pk).update(tie="met", met_where="Northfield library", met_occasion="careers evening", met_on=date(2026, 3, 12), why_them="his talk on well water")
    ben.refresh_from_db()
    return ben


def test_a_draft_is_written_once_and_opens_the_conversation(met_ben):
    first = drafting.draft(met_ben, "request", NOW)
    assert drafting.draft(met_ben, "request", NOW + timedelta(hours=1)).pk == first.pk
    assert Message.objects.count() == Interview.objects.count() == 1
    assert "Dear Ben," in first.body and "your talk on well water" in first.body and first.drafted_body == first.body
    assert list(met_ben.events.filter(kind="drafted").values_list("facts__message", flat=True)) == [first.key]


def test_an_answer_goes_on_record_and_rewrites_the_untouched_letter(ben, ana):
    letter = drafting.draft(ben, "request", NOW)
    assert drafting.answer(letter, {"tie": "referred", "referrer_name": "Ruth Adler", "why_them": "", "writer.curiosity": "well water"}, NOW)
    ben.refresh_from_db(), ana.refresh_from_db(), letter.refresh_from_db()
    assert (ben.tie, ben.referrer_name, ana.curiosity) == ("referred", "Ruth Adler", "well water")
    assert "Ruth Adler" in letter.body and "well water" in letter.body


def test_an_answer_never_overwrites_what_was_typed(ben):
    letter = drafting.draft(ben, "request", NOW)
    drafting.keep(letter, "Mine", "Dear Ben,\r\n\r\nMy own words.", NOW)
    assert not drafting.answer(letter, {"why_them": "your talk"}, NOW)
    letter.refresh_from_db(), ben.refresh_from_db()
    assert (letter.subject, letter.body, ben.why_them) == ("Mine", "Dear Ben,\n\nMy own words.", "your talk")


def test_other_words_can_be_had_and_the_old_ones_given_back(met_ben):
    letter = drafting.draft(met_ben, "request", NOW)
    before = letter.body
    bodies = set()
    for _ in range(6):
        drafting.redraft(letter, NOW, another=True)
        bodies.add(letter.body)
    assert len(bodies) > 1
    last = letter.about["before"]["body"]
    drafting.take_back(letter)
    letter.refresh_from_db()
    assert letter.body == last and before


def test_what_was_sent_is_no_longer_changed(ben):
    letter = drafting.draft(ben, "request", NOW)
    Message.objects.filter(pk=letter.pk).update(sent_at=NOW)
    assert not drafting.keep(letter, "Other", "Other", NOW)
    letter.refresh_from_db()
    assert letter.subject != "Other"


def test_thanks_are_drafted_from_the_notes_of_the_call(ben, ana):
    talk = Interview.objects.create(owner=ana, contact=ben, began_at=NOW - timedelta(hours=3), ended_at=NOW - timedelta(hours=2))
    Note.objects.create(interview=talk, tag="advice", text="learn to read a water table first")
    Note.objects.create(interview=talk, tag="promise", text="read his report")
    letter = drafting.draft(ben, "thanks", NOW)
    assert letter.interview == talk
    assert "learn to read a water table first" in letter.body and "read your report" in letter.body and "today" in letter.body


def test_a_letter_about_a_posting_keeps_the_posting_and_another_posting_gets_its_own(ben, ana):
    Interview.objects.create(owner=ana, contact=ben, began_at=NOW - timedelta(days=90), ended_at=NOW - timedelta(days=90))
    one = SimpleNamespace(title="Field technician", hiring_organization="Wells Clinic", date_posted=date(2026, 3, 17), valid_through=None)
    two = SimpleNamespace(title="Data clerk", hiring_organization="Wells Clinic", date_posted=None, valid_through=None)
    letter = drafting.draft(ben, "applying", NOW, posting=one)
    assert "Field technician" in letter.body and drafting.draft(ben, "applying", NOW, posting=one).pk == letter.pk
    assert drafting.draft(ben, "applying", NOW, posting=two).pk != letter.pk
    assert drafting.facts_for(letter).date_posted == date(2026, 3, 17)
