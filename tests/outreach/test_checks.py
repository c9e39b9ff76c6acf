"""What the checks say of a letter: sentences of our own, each with a near miss that must not be caught."""

import time
from datetime import date

import pytest

from legup.outreach.checks import labels, mended, review
from legup.outreach.facts import Facts, Recipient, Writer

GOOD = """Dear Dana,

We met at the Northfield careers evening on 12 March and spoke about your move from the lab to policy. I am Ana Duarte, a second-year biology student at Northfield College.

I spent last summer counting seabirds and am deciding between research and policy. I would like to understand how people get into marine policy.

Could I ring you for about 20 minutes, at whatever time suits you? If it is not possible, I quite understand. Thank you for reading this.

Kind regards,
Ana Duarte"""
FACTS = Facts(
    writer=Writer("Ana Duarte", "a second-year biology student", "Northfield College", zone="Europe/Lisbon"),
    recipient=Recipient("Dana Wells", "Dana", "Wells", "Analyst", "Wells Clinic", zone="America/Chicago"),
    tie="met", met_where="Northfield", met_occasion="careers evening", met_on=date(2026, 3, 12),
)  # fmt: skip


def faults(body: str, kind: str = "request", subject: str = "A question after the careers evening", facts: Facts | None = None) -> dict:
    return {f.rule: f for f in review(kind, subject, body, facts) if not f.good}


def said(label: str, text: str) -> bool:
    return bool(labels("request", "", f"Dear Dana,\n\n{text}\n\nAna")[label])


def test_a_good_letter_has_no_faults_and_hears_what_is_good():
    assert faults(GOOD, facts=FACTS) == {}
    praised = {f.rule for f in review("request", "A question after the careers evening", GOOD, FACTS) if f.good}
    assert {"M1", "M2", "M3", "M5", "M6", "M7", "M8", "M9", "M10", "M11", "M12", "M13", "M15", "M17"} <= praised


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("M1", " I am Ana Duarte, a second-year biology student at Northfield College."),
        ("M8", " for about 20 minutes"),
        ("M10", ", at whatever time suits you"),
        ("M7", "Could I ring you for about 20 minutes, at whatever time suits you? "),
        ("M15", " If it is not possible, I quite understand. Thank you for reading this."),
    ],
)
def test_what_is_taken_out_is_missed(rule, sentence):
    assert sentence in GOOD
    assert rule in faults(GOOD.replace(sentence, ""), facts=FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "Are you hiring at the moment?",
        "Could you pass my CV on to the hiring manager?",
        "I would love to join your team this summer.",
        "If a position opens up, please keep me in mind.",
        "Would you be willing to refer me internally?",
        "I am looking for an internship in your lab.",
        "I'm not asking for a job, but if anything comes up I would be glad to hear of it.",
        "Could you put in a good word for me with your director?",
        "Do you know of any openings for a beginner?",
        "I hope you will consider me for the analyst role.",
        "I was wondering whether your group needs an extra pair of hands.",
        "Please find my résumé attached for your consideration.",
        "I wouldn't mind working for you one bit, so do take me on.",
        "Couldn't you find me a small role in your office?",
        "Pls keep me in mind for any vacancy.",
        "Is there any chance of working with your team?",
        "Might there be a place for somebody like me in your kitchen this summer?",
        "I'd be so grateful if you could mention my name to whoever does the recruiting.",
        "Should you ever need another pair of eyes on your data, I am available from June.",
        "I attach my portfolio in the hope that it finds its way to the right desk.",
        "What would it take for someone like me to end up on your team?",
        "Any chance your lab takes undergraduates over the summer?",
        "I have applied for the analyst post and it would mean a lot if you flagged it to the panel.",
        "We could start with a short unpaid trial if you like.",
        "Please let me know of anything suitable.",
        "I know you are not hiring, but would you hold on to my details just in case?",
        "Would you recommend me for the fellowship at your institute?",
        "My visa runs out in June and I must find a sponsor; could your firm be one?",
        "I'm hoping you might open a door for me at Harrow & Finch.",
        "Who should I contact about joining as a volunteer at your clinic?",
        "I would be honoured to contribute to your mission in any capacity.",
        "Please advise on the process for joining your firm.",
        "Might I send you my CV for any suitable opportunity?",
        "Let me know if you are looking for anyone.",
        "I believe my skills would make me an asset to your department.",
        "Any leads would be appreciated, as I am looking for work.",
        "Can you help me get my foot in the door?",
        "I want to work in your company sir, please give chance.",
        "Kindly do the needful regarding a vacancy.",
        "I was hoping that you could connect me with HR.",
        "Would you have room for one more on the crew?",
        "Could you look over my application before I submit it, and maybe drop a hint to the committee?",
        "If your lab is ever short of a technician, I would come at once.",
        "I am seeking a summer role and thought of you.",
        "Is there anybody who might be able to use a part-time bookkeeper?",
    ],
)
def test_asking_for_work_is_noticed_however_it_is_said(text):
    assert said("asks_for_job", text) and not said("information_only", text)
    assert faults(f"Dear Dana,\n\n{text}\n\nAna")["M9"].severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        "I would like to hear what your job is really like.",
        "I am not looking for a job.",
        "I have a steady job and am not seeking another.",
        "How did you come to your first job in policy?",
        "I would love to work at a place like yours one day.",
        "I do not want you to pass on my CV or anything of that kind.",
        "My degree includes a placement in the third year.",
        "I had an internship at a museum last summer.",
        "I would like to understand how museums choose their interns.",
        "What part of your work would you hand to somebody else?",
        "This is only to learn; I will never ask you to put in a word for me.",
        "I am applying to graduate school next year.",
        "Could you tell me how the job market looks from where you stand?",
        "I already have a job, and a good one.",
        "Neither a job nor an internship is what I am after.",
        "I am currently between jobs and would welcome your advice on the field.",
        "What do you look for when you hire a beginner?",
        "How did you land your first position?",
        "I turned down a job offer last month because I could not picture the work.",
        "I'm a recruiter myself, so I promise that I am not after a vacancy.",
        "Do people in your line of work usually start with an internship?",
        "My employer has offered me a transfer, and I am weighing it.",
        "Your post on hiring juniors made me rethink how I teach.",
        "I was laid off in March and am using the time to learn about other fields.",
        "Please do not feel that you need to find me anything.",
        "I don't want a referral, just your honest view.",
        "I run a small shop with two employees and wonder how you manage twenty.",
        "Which parts of the job surprised you?",
        "I am writing a paper on youth employment and would like to hear your view.",
        "You need not worry about a CV landing in your inbox.",
        "Would you take a few minutes to tell me how you got started?",
        "Do you take your coffee black? I would gladly bring one.",
        "I'd like to know whether you would do it all again.",
        "My professor takes on students who have spoken with somebody in the field.",
        "Does your team use the same survey as we do in class?",
        "I wonder whether you hire outside help for the digs, or do it all yourselves.",
        "I am applying for a master's in hydrology and would value your view of it.",
        "Could you tell me what an application reader looks for?",
        "I am available from 3 to 5 on Tuesdays.",
        "I have no wish to intrude on your work.",
        "I am not sure whether this kind of job is for me.",
        "A friend of mine joined your team last year and speaks well of it.",
        "If an opening in your calendar appears, I would be glad of it.",
        "You once said that a good position is found by walking about. What did you mean?",
        "I'd love to learn how you find your interns and what they go on to do.",
    ],
)
def test_innocent_talk_of_work_is_left_alone(text):
    assert not said("asks_for_job", text), text


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Could we talk by phone for about 20 minutes?", 20),
        ("Would you have fifteen minutes for a call?", 15),
        ("May I ask for half an hour of your time?", 30),
        ("Could we speak for 20 to 30 minutes next week?", 30),
        ("A 20-minute call would be plenty. Could we find one?", 20),
        ("Might we talk for an hour?", 60),
        ("Could I call you for a quarter of an hour?", 15),
        ("15-20 mins on Zoom?", 20),
        ("I enjoyed the hour you spent explaining tides. Could we talk some time?", None),
        ("I have been a nurse for twenty years. Could we talk?", None),
        ("Could we have a brief chat? A few minutes are enough.", None),
        ("I am five hours behind London. Could we talk?", None),
        ("Your ten minute talk at the fair was a delight. Could we speak?", None),
    ],
)
def test_the_length_is_that_of_the_conversation_asked_for(text, minutes):
    assert labels("request", "", f"Dear Dana,\n\n{text}\n\nAna")["length_minutes"] == minutes


@pytest.mark.parametrize(("minutes", "rule"), [("an hour", True), ("40 minutes", True), ("20 minutes", False)])
def test_too_long_a_talk_is_said_to_be_long(minutes, rule):
    assert ("M8" in faults(GOOD.replace("about 20 minutes", minutes))) is rule


@pytest.mark.parametrize(
    ("label", "yes", "no"),
    [
        ("introduces_self", "I am a nurse at a small clinic.", "I am writing to you about tides."),
        ("introduces_self", "My name is Ana Duarte.", "I'm passionate about tides."),
        ("says_how_connected", "We met at the fair in Leeds.", "I came across you and was impressed."),
        ("says_how_connected", "I read your article on tides in the Gazette.", "I read a lot about tides."),
        ("where_met_or_where_found", "Ruth Adler suggested that I write to you.", "A friend suggested that I write to you."),
        ("where_met_or_where_found", "I found you in the alumni directory.", "We met a while back."),
        ("why_this_person", "You moved from teaching to the coast guard.", "Your journey is inspiring."),
        ("why_this_person", "Your talk on bycatch has stayed with me.", "Would you have time to talk?"),
        ("background_or_goals", "I am deciding between law and teaching.", "I'm a junior, biology."),
        ("background_or_goals", "I spent two summers in a plant nursery.", "Could we talk for 20 minutes?"),
        ("asks_for_conversation", "Could we talk by phone?", "You can answer by email; I do not need to meet."),
        ("asks_for_conversation", "I would be grateful for a short conversation.", "We talked at the fair."),
        ("by_phone_or_call", "Could I call you?", "I am on call at a hospital."),
        ("by_phone_or_call", "A video call would be fine.", "I work in a call centre."),
        ("accommodates_schedule", "Whenever suits you is fine.", "I am free on Tuesday at 4."),
        ("accommodates_schedule", "I could do Tuesday at 4, or another time that you prefer.", "Please reply at your earliest convenience."),
        ("attaches_or_offers_resume", "My CV is attached.", "I am not attaching a CV."),
        ("attaches_or_offers_resume", "I am happy to send you my resume.", "I will resume my studies in May and send you a card."),
    ],
)
def test_a_part_is_told_from_its_near_miss(label, yes, no):
    assert said(label, yes), yes
    assert not said(label, no), no


@pytest.mark.parametrize(
    ("label", "text", "there"),
    [
        ("says_how_connected", "My tutor, Dr. Ames, gave me your name.", True),
        ("says_how_connected", "We sat at the same table at the Rotary dinner.", True),
        ("says_how_connected", "Your chapter in the Handbook of Bridges kept me up all night.", True),
        ("says_how_connected", "I was in the audience when you spoke at the library in May.", True),
        ("says_how_connected", "I graduated from Hale two years after you did.", True),
        ("says_how_connected", "I have long been interested in bridges.", False),
        ("says_how_connected", "Could you tell me how you met your first client?", False),
        ("says_how_connected", "I hope to hear you speak one day.", False),
        ("where_met_or_where_found", "I was in the audience when you spoke at the library in May.", True),
        ("where_met_or_where_found", "My tutor gave me your name.", False),
        ("where_met_or_where_found", "My tutor, Dr. Ames, gave me your name.", True),
        ("why_this_person", "You are one of three people in the county who restore organs.", True),
        ("why_this_person", "I hear that you gave up law to keep bees.", True),
        ("why_this_person", "You have so much experience and I admire you.", False),
        ("why_this_person", "You seem like the right person to ask.", False),
        ("why_this_person", "I would love to hear about your career.", False),
        ("introduces_self", "I teach maths in a village school.", True),
        ("introduces_self", "As a first-generation student at Hale, I know few engineers.", True),
        ("introduces_self", "I am excited to write to you.", False),
        ("introduces_self", "I am free on Mondays.", False),
        ("introduces_self", "I'm the treasurer of a housing co-op.", True),
        ("background_or_goals", "For two years I have kept the accounts of a food bank.", True),
        ("background_or_goals", "I can't decide whether to stay in nursing.", True),
        ("background_or_goals", "One day I'd like to run a bookshop.", True),
        ("background_or_goals", "I would like to talk with you.", False),
        ("asks_for_conversation", "Would you let me buy you a coffee?", True),
        ("asks_for_conversation", "Might you spare me a quarter of an hour?", True),
        ("asks_for_conversation", "If you could answer three questions in writing I would be grateful.", False),
        ("asks_for_conversation", "A voice note with your answer would be plenty.", False),
        ("asks_for_conversation", "I am hoping we can find a moment to speak.", True),
        ("accommodates_schedule", "I will make any slot work.", True),
        ("accommodates_schedule", "Just tell me when.", True),
        ("accommodates_schedule", "I can only do Fridays after 3.", False),
        ("accommodates_schedule", "Early mornings, late nights, weekends: all fine with me.", True),
        ("accommodates_schedule", "Let me know your availability.", True),
        ("accommodates_schedule", "I know your schedule is busy.", False),
        ("by_phone_or_call", "We could do it over the phone.", True),
        ("by_phone_or_call", "I called the office but nobody answered.", False),
        ("by_phone_or_call", "Meet me at the cafe.", False),
        ("by_phone_or_call", "A quick FaceTime would do.", True),
        ("attaches_or_offers_resume", "I can send my résumé if that would help.", True),
        ("attaches_or_offers_resume", "Please see enclosed CV.", True),
        ("attaches_or_offers_resume", "Feedback on my CV would be welcome one day.", False),
        ("attaches_or_offers_resume", "I have left my CV at home on purpose.", False),
    ],
)
def test_a_part_is_heard_in_other_words(label, text, there):
    assert said(label, text) is there


@pytest.mark.parametrize("gap", ["[Name]", "{{ name }}", "TODO", "XXX", "<your name>", "Dear None,", "____"])
def test_a_gap_is_an_error_where_it_stands(gap):
    body = GOOD.replace("Thank you for reading this.", f"Thank you for reading this. {gap}")
    found = faults(body)["placeholder"]
    assert found.severity == "error" and gap.rstrip(",")[:4] in body[slice(*found.span)]


def test_brackets_that_are_not_gaps_are_left_alone():
    assert "placeholder" not in faults(GOOD + "\n[1] see the note")


@pytest.mark.parametrize(("greeting", "severity"), [("Dear Omar,", "error"), ("Dear Dnaa,", "error"), ("Dear Sir or Madam,", "warning"), ("Dear Dana Welch,", "warning")])
def test_a_wrong_name_in_the_greeting_is_caught_and_can_be_mended(greeting, severity):
    body = GOOD.replace("Dear Dana,", greeting)
    found = faults(body, facts=FACTS)["M17"]
    assert found.severity == severity and body[slice(*found.span)].startswith(greeting[:-1])
    assert mended(body, found).startswith("Dear Dana,")


@pytest.mark.parametrize("greeting", ["Dear Dana Wells,", "Dear Ms. Wells,", "Hi Dana,", "Hello Dr Wells:", "DEAR DANA,"])
def test_every_right_form_of_the_name_is_right(greeting):
    assert "M17" not in faults(GOOD.replace("Dear Dana,", greeting), facts=FACTS)


def test_a_letter_is_compared_with_the_record():
    elsewhere = GOOD.replace("at the Northfield careers evening on 12 March", "at a fair")
    assert "careers evening" in faults(elsewhere, facts=FACTS.having(met_where="Leeds"))["record"].message
    referred = FACTS.having(tie="referred", referrer_name="Ruth Adler")
    assert "Ruth Adler" in faults(GOOD, facts=referred)["record"].message
    assert "record" not in faults(GOOD.replace("We met", "Ruth Adler says hello. We met"), facts=referred)
    other = GOOD.replace("your move from the lab to policy", "your work at Harbour Trust")
    assert faults(other, facts=FACTS)["record"].severity == "error"
    assert "record" not in faults(other.replace("Harbour Trust", "Wells Clinic"), facts=FACTS)


def test_a_clock_time_between_two_zones_names_one():
    body = GOOD.replace("at whatever time suits you", "at 14:00 on Monday or any other time that suits you")
    assert "Chicago" in faults(body, facts=FACTS)["zone"].message
    assert "zone" not in faults(body.replace("14:00", "14:00 Chicago time"), facts=FACTS)
    assert "zone" not in faults(body, facts=FACTS.having(recipient_zone="Europe/Lisbon"))


def test_a_missing_part_is_mended_from_the_record_where_it_belongs():
    body = GOOD.replace("We met at the Northfield careers evening on 12 March and spoke about your move from the lab to policy. ", "")
    found = faults(body, facts=FACTS)["M2"]
    better = mended(body, found)
    assert better.split("\n\n")[1].startswith("We met at the careers evening in Northfield on 12 March")
    assert mended(better, found) == better


def test_a_request_for_work_can_be_taken_out():
    body = GOOD.replace("Thank you for reading this.", "Could you pass on my CV to your director? Thank you for reading this.")
    found = next(f for f in review("request", "x", body, FACTS) if f.rule == "M9")
    assert mended(body, found) == GOOD


@pytest.mark.parametrize(("subject", "right"), [("", False), ("Hi", False), ("Quick question", False), ("HELLO THERE DANA", False), ("x" * 80, False), ("A question after the careers evening", True)])
def test_a_subject_says_what_the_letter_is_about(subject, right):
    assert ("subject" not in faults(GOOD, subject=subject)) is right


def test_length_is_advised_by_count():
    assert "M13" in faults("Dear Dana, call me.") and "M13" in faults(GOOD + "\n\nI like tides." * 60)


THANKS = "Dear Dana,\n\nThank you for talking with me yesterday. What you said about reading water tables has stayed with me. I have ordered the book, and I will let you know how the course goes. It helped me to see how many ways there are into the work.\n\nAna"


def test_thanks_are_particular_or_are_asked_to_be():
    assert faults(THANKS, "thanks", "Thank you for yesterday") == {}
    bare = "Dear Dana,\n\nThank you so much for your valuable insights. It was very helpful and I learned a lot from the wealth of experience that was shared in such an inspiring hour, all of which was truly great and amazing.\n\nAna"
    assert {"T3"} <= set(faults(bare, "thanks"))
    assert faults(THANKS.replace("Ana", "Could you refer me to your HR?\n\nAna"), "thanks")["T4"].severity == "error"


def test_the_letter_about_a_posting_tells_and_does_not_ask():
    told = "Dear Dana,\n\nWhen we talked in May you told me that the team hires in autumn. I have seen the posting for a research assistant at Wells Clinic, and I hope to apply on Monday. May I mention in my letter that we talked? Thank you again for that conversation.\n\nAna"
    assert {"A1", "A2", "A3", "A4"}.isdisjoint(faults(told, "applying"))
    assert "A4" in faults(told.replace("May I mention in my letter that we talked?", "Could you put in a good word for me?"), "applying")


@pytest.mark.parametrize("reproach", ["You have not answered my letter.", "Did you get my email?", "I am still waiting for your reply.", "This is my third message to you."])
def test_a_reminder_reproaches_nobody(reproach):
    kind = "Dear Dana,\n\nI am Ana Duarte, a biology student. I wrote last week to ask whether we might talk for 20 minutes. A line in writing would help me just as well.\n\nAna"
    assert "F4" not in faults(kind, "reminder") and "F4" in faults(kind.replace("A line", f"{reproach} A line"), "reminder")


def test_a_letter_in_another_language_is_left_in_peace():
    german = "Sehr geehrte Frau Wells,\n\nich studiere Biologie im zweiten Jahr und würde mich sehr über ein kurzes Gespräch freuen. Wann hätten Sie Zeit? Ich richte mich ganz nach Ihnen.\n\nAna"
    found = faults(german)
    assert "language" in found and {"M1", "M2", "M7", "M9"}.isdisjoint(found)


def test_spans_point_into_what_was_typed_whatever_is_hidden_in_it():
    typed = GOOD.replace("Thank you", "Are you hi\u200bring at the mo\u202ement? Thank you").replace(" ", "\xa0", 5)
    found = faults(typed)["M9"]
    assert typed[slice(*found.span)] == "Are you hi\u200bring at the mo\u202ement?"
    pasted = "<p>Dear Dana,</p><p>Are you <b>hiring</b>&nbsp;now?</p>"
    assert "hiring" in pasted[slice(*faults(pasted)["M9"].span)]


HOSTILE = {
    "a megabyte": "Could we talk about your work and " * 30_000, "one long word": "a" * 100_000, "spaces": " " * 100_000, "lines": "\n" * 100_000,
    "tags": "<" * 100_000, "commas": ", " * 50_000, "would": "would " * 20_000, "wishes": "i would like " * 9_000 + "?", "quotes": "'" * 100_000,
    "brackets": "[" * 100_000, "your": "your " * 20_000, "dots": ". " * 50_000, "if": "if there is any " * 7_000, "names": "At Aa " * 16_000,
    "surrogates": "\ud800 hello", "nothing": "", "controls": "\x00\x01\x07" * 5_000, "thanks": "Thanks\n" * 15_000, "numbers": "20 to " * 16_000,
}  # fmt: skip


@pytest.mark.parametrize("name", list(HOSTILE))
@pytest.mark.parametrize("kind", ["request", "thanks", "applying", "reminder", "answer"])
def test_nothing_that_can_be_typed_makes_a_check_fail_or_hang(name, kind):
    began = time.perf_counter()
    review(kind, HOSTILE[name][:500], HOSTILE[name], FACTS)
    assert time.perf_counter() - began < 2


def test_an_ordinary_letter_is_read_at_once():
    began = time.perf_counter()
    for _ in range(20):
        review("request", "A question", GOOD, FACTS)
    assert (time.perf_counter() - began) / 20 < 0.05
