"""Letters leave once, or the person is told: driven over HTTP, to a real SMTP server."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from legup.contacts.models import Event, Point
from legup.interviews.models import Interview
from legup.lib import clock
from legup.mail import smtp
from legup.mail.models import Instance
from legup.outreach import delivering, sending
from legup.outreach.models import Message
from tests.outreach.conftest import a_round, first_letter, press_send, somebody


def kinds(contact) -> list[str]:
    return list(Event.objects.filter(contact=contact).order_by("at", "id").values_list("kind", flat=True))


def now_is(message) -> Message:
    return Message.objects.get(pk=message.pk)


def refused(answer) -> str:
    assert answer.status_code == 422, answer.status_code
    return answer.content.decode()


# On its way


def test_a_letter_leaves_after_a_minute_and_arrives_as_written(as_ana, box, draft, ben, smtp_sink):
    answer = press_send(as_ana, draft)
    assert answer.status_code == 302
    a_round(after_seconds=50)
    assert smtp_sink.messages == []
    a_round(after_seconds=61)
    ((sender, recipients, raw),) = smtp_sink.messages
    letter = message_from_bytes(raw, policy=policy.default)
    assert (sender, recipients) == ("ana@northfield.example", ["ben@wells.example"])
    assert letter["Subject"] == "A question about epidemiology"
    assert letter["From"] == "Ana Duarte <ana@northfield.example>"
    assert letter["Message-ID"] == now_is(draft).message_id
    assert "counting mosquitoes" in letter.get_body(("plain",)).get_content()
    assert now_is(draft).stand == "sent"
    assert kinds(ben) == ["queued", "sent"]


def test_a_letter_taken_back_within_the_minute_never_leaves(as_ana, box, draft, ben, smtp_sink):
    press_send(as_ana, draft)
    answer = as_ana.post(f"/letters/{draft.key}/taking-back/")
    assert answer.status_code == 302
    for seconds in (1, 61, 3600, 90_000):
        a_round(after_seconds=seconds)
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "draft"
    assert kinds(ben) == ["queued", "undone"]


def test_without_taking_it_back_the_same_rounds_send_it(as_ana, box, draft, smtp_sink):
    """The control of the test above."""
    press_send(as_ana, draft)
    for seconds in (1, 61, 3600, 90_000):
        a_round(after_seconds=seconds)
    assert len(smtp_sink.messages) == 1


def test_taking_back_a_letter_that_left_is_honest(as_ana, box, draft, smtp_sink):
    press_send(as_ana, draft)
    a_round()
    page = refused(as_ana.post(f"/letters/{draft.key}/taking-back/"))
    assert "too late" in page
    assert now_is(draft).stand == "sent"


def test_pressing_send_twice_sends_once(as_ana, box, draft, ben, smtp_sink):
    press_send(as_ana, draft)
    press_send(as_ana, draft)
    a_round()
    a_round()
    assert len(smtp_sink.messages) == 1
    assert kinds(ben).count("queued") == 1


def test_opening_links_does_nothing(as_ana, box, draft, smtp_sink):
    for act in ("sending", "taking-back", "next-try", "arrival", "second-sending", "putting-away", "sent-myself"):
        assert as_ana.get(f"/letters/{draft.key}/{act}/").status_code == 405
    as_ana.get(f"/letters/{draft.key}/")
    a_round()
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "draft"


def test_what_is_changed_after_pressing_send_does_not_change_the_letter(as_ana, box, draft, smtp_sink):
    press_send(as_ana, draft)
    Message.objects.filter(pk=draft.pk).update(subject="Something else", body="Something else")
    Point.objects.filter(contact=draft.contact).update(value="other@wells.example", folded="other@wells.example")
    a_round()
    ((_, recipients, raw),) = smtp_sink.messages
    assert recipients == ["ben@wells.example"]
    assert b"Something else" not in raw


def test_an_outsider_finds_no_letter(as_dov, box, draft, smtp_sink):
    for act in ("sending", "taking-back", "next-try", "arrival", "second-sending", "putting-away", "sent-myself"):
        assert as_dov.post(f"/letters/{draft.key}/{act}/").status_code == 404
    assert as_dov.get(f"/letters/{draft.key}/").status_code == 404
    assert as_dov.get(f"/letters/{draft.key}/letter.eml").status_code == 404
    assert as_dov.get(f"/people/{draft.contact.key}/answers/new/").status_code == 404
    assert draft.contact.full_name not in as_dov.get("/letters/").content.decode()


def test_a_second_letter_joins_the_thread(as_ana, ana, box, draft, ben, smtp_sink):
    press_send(as_ana, draft)
    a_round()
    thanks = first_letter(ana, ben, kind="thanks", subject="Thank you", body="Dear Ben,\n\nThank you for your time. What you said about wells stays with me.\n\nAna")
    press_send(as_ana, thanks)
    a_round()
    second = message_from_bytes(smtp_sink.messages[1][2], policy=policy.default)
    first_id = now_is(draft).message_id
    assert second["In-Reply-To"] == first_id
    assert second["References"] == first_id


def test_thanks_that_left_are_written_on_the_interview(as_ana, ana, box, ben, smtp_sink):
    interview = Interview.objects.create(owner=ana, contact=ben, ended_at=clock.now())
    body = "Dear Ben,\n\nThank you for your time yesterday. What you said about wells stays with me, and I will read the report.\n\nAna"
    thanks = first_letter(ana, ben, kind="thanks", subject="Thank you", body=body, interview=interview)
    press_send(as_ana, thanks)
    interview.refresh_from_db()
    assert interview.thanked_at is None
    a_round()
    interview.refresh_from_db()
    assert interview.thanked_at is not None
    assert kinds(ben)[-2:] == ["sent", "thanked"]


# What is refused


def test_an_error_stops_the_letter_until_it_is_overruled(as_ana, ana, box, ben, smtp_sink):
    asks_for_work = first_letter(ana, ben, body="Dear Ben,\n\nCould you please refer me for a job at your clinic? I am looking for work and attach my CV.\n\nAna")
    refused(press_send(as_ana, asks_for_work))
    a_round()
    assert smtp_sink.messages == []
    assert press_send(as_ana, asks_for_work, overriding="M9").status_code == 302
    (override,) = now_is(asks_for_work).overrides
    assert override["rule"] == "M9"
    assert override["at"]
    a_round()
    assert len(smtp_sink.messages) == 1


def test_five_first_letters_a_day_and_twelve_a_week(as_ana, ana, box, smtp_sink, time_machine_now):
    sent = 0
    for day in range(4):
        time_machine_now(days=day, minutes=day)
        for n in range(6):
            letter = first_letter(ana, somebody(ana, f"Ira Test{day}{n}", f"ira{day}{n}@wells.example"))
            answer = press_send(as_ana, letter)
            sent += answer.status_code == 302
            if n == 5:
                assert "first letters within a" in refused(answer)
        assert sent == [5, 10, 12, 12][day]
    time_machine_now(days=7, minutes=5)
    assert press_send(as_ana, first_letter(ana, somebody(ana, "Ira Last", "last@wells.example"))).status_code == 302


def test_letters_taken_back_do_not_count(as_ana, ana, box):
    for n in range(8):
        letter = first_letter(ana, somebody(ana, f"Ira Test{n}", f"ira{n}@wells.example"))
        assert press_send(as_ana, letter).status_code == 302
        as_ana.post(f"/letters/{letter.key}/taking-back/")


def test_one_reminder_and_no_second_request(as_ana, ana, box, draft, ben, smtp_sink):
    press_send(as_ana, draft)
    a_round()
    assert "no answer yet" in refused(press_send(as_ana, first_letter(ana, ben)))
    body = "Dear Ben,\n\nI wrote to you last week; I am Ana Duarte, a biology student at Northfield. Twenty minutes by phone would help me a great deal, and a no is fine too.\n\nAna Duarte"
    first, second = (first_letter(ana, ben, kind="reminder", subject="My question about epidemiology", body=body) for _ in range(2))
    assert press_send(as_ana, first, overriding="F1").status_code == 302
    a_round()
    assert "One reminder is enough" in refused(press_send(as_ana, second))
    assert len(smtp_sink.messages) == 2


def test_nothing_leaves_for_somebody_who_is_not_to_be_written_to(as_ana, box, draft, ben, smtp_sink):
    press_send(as_ana, draft)
    as_ana.post(f"/people/{ben.key}/silence/")
    a_round()
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "dropped"
    as_ana.post(f"/letters/{draft.key}/putting-away/")
    assert "not to write" in refused(press_send(as_ana, draft))


def test_no_address_no_mailbox_no_words(as_ana, box, draft, ben):
    Message.objects.filter(pk=draft.pk).update(subject="")
    assert "no subject" in refused(press_send(as_ana, draft))
    Message.objects.filter(pk=draft.pk).update(subject="A question")
    type(box).objects.update(tested_at=None)
    assert "test" in refused(press_send(as_ana, draft))
    box.delete()
    assert "mail account" in refused(press_send(as_ana, draft))
    ben.points.all().delete()
    assert "no e-mail address" in refused(press_send(as_ana, draft))
    assert now_is(draft).stand == "draft"


def test_nothing_leaves_from_the_desk_with_sample_people(ana, box, draft, as_ana, dov):
    type(ana).objects.filter(pk=ana.pk).update(sample_of=dov)
    assert "sample people" in refused(press_send(as_ana, draft))
    assert "sample people" in refused(as_ana.post(f"/letters/{draft.key}/sent-myself/", {"way": "own"}))


def test_a_line_break_in_the_subject_makes_no_header(as_ana, box, draft, smtp_sink):
    Message.objects.filter(pk=draft.pk).update(subject="A question\r\nBcc: eve@elsewhere.example")
    press_send(as_ana, draft)
    a_round()
    for _, recipients, raw in smtp_sink.messages:
        assert recipients == ["ben@wells.example"]
        assert message_from_bytes(raw, policy=policy.default)["Bcc"] is None


# When the server does not play along


def test_a_temporary_no_is_tried_again_later_and_then_told(as_ana, box, draft, ben, smtp_sink):
    press_send(as_ana, draft)
    smtp_sink.faults["rcpt"] = "450 4.2.1 try again later"
    a_round()
    waiting = now_is(draft)
    assert waiting.stand == "queued"
    assert waiting.failure
    pauses = []
    for _ in range(30):
        before = now_is(draft)
        if before.stand != "queued":
            break
        delivering.send_due(before.not_before + timedelta(seconds=1))
        after = now_is(draft)
        pauses.append(round((after.not_before - before.not_before).total_seconds() / 60))
    assert pauses[:4] == [5, 15, 60, 60]
    assert now_is(draft).stand == "failed"
    assert "for a day" in now_is(draft).failure
    assert smtp_sink.messages == []
    assert kinds(ben) == ["queued", "failed"]


def test_after_a_temporary_no_the_letter_arrives_once(as_ana, box, draft, smtp_sink):
    press_send(as_ana, draft)
    smtp_sink.faults["answer"] = "451 4.3.0 not kept after all"
    a_round()
    smtp_sink.messages.clear()  # the server has said that it did not keep it
    smtp_sink.faults.clear()
    assert now_is(draft).stand == "queued"
    a_round(after_seconds=600)
    a_round(after_seconds=1200)
    assert len(smtp_sink.messages) == 1


def test_a_final_no_is_told_with_the_servers_words(as_ana, box, draft, ben, smtp_sink):
    press_send(as_ana, draft)
    smtp_sink.faults["rcpt"] = "550 5.1.1 No such person here"
    a_round()
    a_round(after_seconds=100_000)
    assert now_is(draft).stand == "failed"
    assert kinds(ben) == ["queued", "failed"]
    page = as_ana.get(f"/letters/{draft.key}/").content.decode()
    assert "No such person here" in page or "no such" in now_is(draft).failure.lower()
    smtp_sink.faults.clear()
    as_ana.post(f"/letters/{draft.key}/next-try/")
    a_round()
    assert len(smtp_sink.messages) == 1
    assert now_is(draft).stand == "sent"


@pytest.mark.parametrize("step", ["body", "answer"])
def test_a_line_that_breaks_after_the_letter_leaves_it_uncertain_and_it_is_never_resent(as_ana, box, draft, ben, smtp_sink, step):
    press_send(as_ana, draft)
    smtp_sink.faults[step] = "drop"
    a_round()
    smtp_sink.faults.clear()
    for seconds in (700, 4000, 100_000):
        a_round(after_seconds=seconds)
    assert now_is(draft).stand == "uncertain"
    assert len(smtp_sink.messages) == (1 if step == "answer" else 0)
    assert kinds(ben) == ["queued", "uncertain"]
    page = as_ana.get(f"/letters/{draft.key}/").content.decode()
    assert "probably delivered" in page
    assert "It arrived" in page
    assert "Send again" in page


def test_a_line_that_breaks_before_the_letter_is_tried_again(as_ana, box, draft, smtp_sink):
    """The control of the test above: only what was handed over is uncertain."""
    press_send(as_ana, draft)
    smtp_sink.faults["rcpt"] = "drop"
    a_round()
    smtp_sink.faults.clear()
    a_round(after_seconds=700)
    assert len(smtp_sink.messages) == 1
    assert now_is(draft).stand == "sent"


def test_the_person_settles_an_uncertain_letter(as_ana, ana, box, draft, ben, smtp_sink):
    other = first_letter(ana, somebody(ana, "Ira Test", "ira@wells.example"))
    for letter in (draft, other):
        press_send(as_ana, letter)
    smtp_sink.faults["body"] = "drop"
    a_round()
    a_round(after_seconds=62)
    smtp_sink.faults.clear()
    assert {now_is(draft).stand, now_is(other).stand} == {"uncertain"}
    as_ana.post(f"/letters/{draft.key}/arrival/")
    as_ana.post(f"/letters/{other.key}/second-sending/")
    a_round(after_seconds=130)
    ((_, recipients, raw),) = smtp_sink.messages
    assert recipients == ["ira@wells.example"]
    assert now_is(other).message_id.encode() in raw
    assert now_is(draft).stand == now_is(other).stand == "sent"
    assert sorted(kinds(ben)) == ["queued", "sent", "uncertain"]


def test_a_letter_whose_time_has_passed_is_put_away(as_ana, ana, box, ben, smtp_sink):
    late = first_letter(ana, ben, not_after=clock.now() + timedelta(hours=1))
    press_send(as_ana, late)
    a_round(after_seconds=3700)
    assert smtp_sink.messages == []
    assert now_is(late).stand == "dropped"
    assert "time had passed" in as_ana.get(f"/letters/{late.key}/").content.decode()


def test_a_letter_whose_account_was_forgotten_waits_and_says_so(as_ana, box, draft, smtp_sink):
    press_send(as_ana, draft)
    as_ana.post("/mailbox/removal/")
    a_round()
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "queued"
    assert "has been forgotten" in as_ana.get(f"/letters/{draft.key}/").content.decode()


# Workers that pause, and copies of the database


def test_a_paused_worker_past_its_lease_sends_nothing(as_ana, box, draft, smtp_sink, monkeypatch):
    press_send(as_ana, draft)
    real, began = smtp.Line.deliver, clock.now()

    def paused(*args, **options):
        """Another worker takes the letter over while this one sleeps."""
        monkeypatch.setattr(smtp.Line, "deliver", real)
        delivering.send_due(began + timedelta(minutes=15))
        return real(*args, **options)

    monkeypatch.setattr(smtp.Line, "deliver", paused)
    a_round()
    assert len(smtp_sink.messages) == 1
    assert now_is(draft).stand == "sent"
    assert now_is(draft).attempts == 2


def test_without_the_fence_a_paused_worker_doubles_the_letter(as_ana, box, draft, smtp_sink, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(delivering, "_hand_over", lambda *args: True)
    test_a_paused = test_a_paused_worker_past_its_lease_sends_nothing
    with pytest.raises(AssertionError):
        test_a_paused(as_ana, box, draft, smtp_sink, monkeypatch)
    assert len(smtp_sink.messages) == 2


def test_a_letter_taken_back_at_the_last_moment_does_not_leave(as_ana, box, draft, smtp_sink, monkeypatch):
    press_send(as_ana, draft)
    hand_over = delivering._hand_over

    def after_undo(*args):
        """The server has said 354; the person presses Undo just now."""
        sending.undo(draft, clock.now())
        hand_over(*args)

    monkeypatch.setattr(delivering, "_hand_over", after_undo)
    a_round()
    assert smtp_sink.messages == []
    assert now_is(draft).stand == "draft"


def test_a_copied_database_sends_nothing_until_a_person_releases_it(as_ana, box, draft, smtp_sink):
    press_send(as_ana, draft)
    a_round(after_seconds=1)
    Instance.objects.update(identity="the other copy")
    a_round()
    assert smtp_sink.messages == []
    assert "copied here" in as_ana.get("/mailbox/").content.decode()
    assert "kept in" in as_ana.get(f"/letters/{draft.key}/").content.decode()
    as_ana.get("/mailbox/release/")
    a_round()
    assert smtp_sink.messages == []
    as_ana.post("/mailbox/release/")
    a_round()
    assert len(smtp_sink.messages) == 1


# By other ways


def test_a_letter_sent_from_ones_own_mail_is_written_down(as_ana, draft, ben):
    as_ana.post(f"/letters/{draft.key}/sent-myself/", {"way": "own"})
    assert (now_is(draft).stand, now_is(draft).way, now_is(draft).to_address) == ("sent", "own", "ben@wells.example")
    assert kinds(ben) == ["sent"]
    as_ana.post(f"/letters/{draft.key}/taking-back/")
    assert now_is(draft).stand == "draft"
    assert kinds(ben) == []


def test_the_letter_can_be_saved_exactly_as_it_left(as_ana, box, draft, smtp_sink):
    press_send(as_ana, draft)
    a_round()
    saved = as_ana.get(f"/letters/{draft.key}/letter.eml")
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved.content == bytes(now_is(draft).raw)


def test_a_draft_is_a_file_that_ones_own_mail_program_opens_as_a_draft(as_ana, draft, ben):
    assert f"/letters/{draft.key}/letter.eml" in as_ana.get(f"/letters/{draft.key}/writing/").content.decode()
    saved = as_ana.get(f"/letters/{draft.key}/letter.eml")
    letter = message_from_bytes(saved.content, policy=policy.default)
    assert (letter["X-Unsent"], letter["From"], letter["To"]) == ("1", None, "Ben Okafor <ben@wells.example>")
    assert letter["Subject"] == "A question about epidemiology" and "counting mosquitoes" in letter.get_body(("plain",)).get_content()
    assert now_is(draft).stand == "draft"
    ben.points.all().delete()
    assert "no e-mail address" in refused(as_ana.get(f"/letters/{draft.key}/letter.eml"))


@pytest.mark.parametrize(("shown", "there"), [("", True), ("waiting", True), ("sent", False), ("drafts", False), ("attention", False)])
def test_the_list_narrows_by_where_letters_stand(as_ana, box, draft, shown, there):
    press_send(as_ana, draft)
    as_ana.get("/letters/")  # shows the notice that names Ben, once
    page = as_ana.get("/letters/", {"shown": shown}).content.decode()
    assert ("Ben Okafor" in page) is there


@pytest.mark.parametrize(("words", "there"), [("okafor", True), ("mosquitoes", True), ("EPIDEMIOLOGY ben", True), ("basketball", False)])
def test_letters_are_found_by_name_subject_and_text(as_ana, draft, words, there):
    page = as_ana.get("/letters/", {"q": words}).content.decode()
    assert ("Ben Okafor" in page) is there


def test_odd_words_stay_in_the_address_of_the_filters(as_ana, draft):
    page = as_ana.get("/letters/", {"q": 'a&shown=sent#"b'}).content.decode()
    assert "q=a%26shown%3Dsent%23%22b" in page


@pytest.mark.parametrize("kind", ["request", "short", "meet_referral"])
def test_whoever_was_asked_in_one_way_is_not_asked_in_another_before_they_answer(as_ana, ana, box, ben, draft, kind):
    sending.sent_myself(draft, clock.now(), "own")
    again = first_letter(ana, ben, kind=kind)
    answer = press_send(as_ana, again)
    assert answer.status_code == 422 and "have no answer yet" in answer.content.decode()
    news = "Dear Ben,\n\nSince we talked I have read the report that you named. It made me choose public health, and I begin in May.\n\nThank you for that.\n\nAna"
    control = first_letter(ana, ben, kind="update", subject="Since we talked", body=news)
    assert press_send(as_ana, control).status_code == 302
