"""The rules of the later letters: each with a letter that breaks it and a near neighbour that does not."""

from datetime import date

import pytest

from legup.outreach.checks import review
from legup.outreach.facts import Facts, Recipient, Writer

TALKED = Facts(writer=Writer("Ana Duarte", "a second-year biology student"), recipient=Recipient("Dana Wells", "Dana", "Wells"), called_on=date(2026, 1, 8), today=date(2026, 3, 20))
LATELY = TALKED.having(called_on=date(2026, 3, 10))
UNSPOKEN = TALKED.having(called_on=None)
TWO = TALKED.having(other_name="Ruth Abernethy")


def broken(kind: str, text: str, facts: Facts | None = None) -> set[str]:
    return {f.rule for f in review(kind, "Our conversation", f"Dear Dana,\n\n{text}\n\nKind regards,\nAna Duarte", facts) if not f.good}


@pytest.mark.parametrize(
    ("rule", "kind", "breaks", "keeps", "facts"),
    [
        ("K1", "touch", "I'm just checking in to stay on your radar.", "I'm just checking in: I read the report you told me of, and it changed my mind.", LATELY),
        ("K1", "touch", "I wanted to touch base and see how you are.", "I saw this article on seabird counts and it made me think of you.", LATELY),
        ("K1", "update", "It would be lovely to catch up.", "I passed the course that you recommended.", LATELY),
        ("K2", "touch", "I read a report that made me think of you.", "I am Ana Duarte, the biology student; I read a report that made me think of you.", TALKED),
        ("K2", "touch", "I read a report that you would like.", "When we talked in January you named a report; I read it.", TALKED),
        ("I1", "introduction", "I would like to introduce you to a friend, if you both like.", "I would like to introduce you to Ruth Abernethy, if you both like.", TWO),
        ("I2", "introduction", "Meet Ruth Abernethy: ruth@abernethy.example.", "Meet Ruth Abernethy, as you both agreed: ruth@abernethy.example.", TWO.having(other_agreed="yes")),
        ("I2", "introduction", "Ruth Abernethy is a nurse. You will get along.", "Ruth Abernethy is a nurse. Would you like to meet her?", TWO),
        ("I2", "introduction", "As you both agreed, here is Ruth Abernethy: ruth@abernethy.example.", "May I introduce Ruth Abernethy to you?", TWO),
        ("R1", "reschedule", "I cannot make Tuesday. Would Thursday suit you, or any other time?", "I am sorry, I cannot make Tuesday. Would Thursday suit you, or any other time?", TALKED),
        ("R2", "reschedule", "I am sorry, I cannot make our call.", "I am sorry, I cannot make our call. Please choose another day.", TALKED),
        ("F6", "declined", "Thank you for answering, but I really need your advice. Are you sure?", "Thank you for answering. I quite understand.", TALKED),
        ("F6", "declined", "Thank you. Could you spare even five minutes?", "Thank you. Is there somebody else whom I might ask?", TALKED),
        ("A5", "applying", "When we talked you spoke of the team. I hope to apply.", "When we talked you spoke of the team. I hope to apply now.", None),
        ("O1", "outcome", "Thank you again for your time.", "Thank you again for your time: I was offered the role and start in May.", TALKED),
        ("O1", "outcome", "I wanted to write to you.", "The role went to somebody else, and I wanted you to hear it from me.", TALKED),
    ],
)
def test_a_rule_tells_the_letter_that_breaks_it_from_its_neighbour(rule, kind, breaks, keeps, facts):
    assert rule in broken(kind, breaks, facts or UNSPOKEN)
    assert rule not in broken(kind, keeps, facts or TALKED)


def test_after_a_few_days_nobody_needs_to_say_again_who_they_are():
    assert "K2" not in broken("touch", "I read a report that made me think of you.", LATELY)


@pytest.mark.parametrize("kind", ["touch", "reschedule", "declined", "outcome"])
def test_a_missing_sentence_comes_with_one_of_ours(kind):
    rule, facts = {"touch": ("K2", TALKED), "reschedule": ("R1", TALKED), "declined": ("F6", TALKED), "outcome": ("O1", TALKED.having(ended="no", posting_title="Analyst", posting_organization="Wells Clinic"))}[kind]
    found = next(f for f in review(kind, "Our conversation", "Dear Dana,\n\nSo it goes with these things, as they say.\n\nAna", facts) if f.rule == rule and not f.good)
    assert found.mend
    assert rule not in broken(kind, f"So it goes with these things, as they say. {found.mend}", facts)


@pytest.mark.parametrize(("sentence", "kept"), [("A no is quite all right.", True), ("No is a perfectly good answer.", True), ("There is no good answer.", False)])
def test_a_no_that_is_made_easy_is_heard(sentence, kept):
    letter = f"Dear Dana,\n\nThank you for reading this. {sentence}\n\nAna Duarte"
    assert any(f.rule == "M15" and f.good for f in review("request", "A question", letter)) is kept


@pytest.mark.parametrize(
    ("sentence", "announced"),
    [
        ("I have attached the map we spoke of.", True),
        ("Please find the article enclosed.", True),
        ("Attached is the list of books.", True),
        ("The museum is attached to your workshop.", False),
        ("I am not attaching anything.", False),
        ("I have grown attached to the idea.", False),
        ("Please see the attachment.", True),
    ],
)
def test_what_is_announced_and_absent_is_pointed_out(sentence, announced):
    found = [f for f in review("touch", "Our conversation", f"Dear Dana,\n\n{sentence}\n\nAna Duarte", LATELY) if f.rule == "attached"]
    assert bool(found) is announced
