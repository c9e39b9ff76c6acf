"""Mail finds its thread, or the person is asked; letters sent elsewhere count; what hangs on a letter is fetched on demand."""

from datetime import timedelta

import pytest
from imapclient import IMAPClient

from legup.contacts.models import Event, Point
from legup.followup import cadence
from legup.lib import clock
from legup.lib.fold import fold
from legup.mail.models import Arrival, Mailbox
from legup.outreach import belonging, collecting, doubting
from legup.outreach.models import Doubt, Message
from tests.mail.test_imap import PAPER, WITH_PAPER
from tests.outreach.conftest import a_round, first_letter, press_send, somebody
from tests.outreach.test_replies import answers, bounce, box, collect, kinds, mail, sent, user

__all__ = ["box", "sent", "user"]  # fixtures


def append(dovecot, user, folder: str, raw: bytes) -> None:
    """As the person's own mail program does."""
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
        client.login(user, dovecot.password)
        client.append(folder, raw)


def text_of(client, address: str) -> str:
    return client.get(address).content.decode().replace("&#x27;", "'")


# Asking when unsure


def asked(as_ana) -> str:
    return text_of(as_ana, "/letters/may-be-answers/")


def test_an_answer_by_subject_from_an_unknown_address_is_asked_about_and_only_its_beginning_kept(as_ana, sent, ben, dovecot, user):
    dovecot.deliver(user, mail("B. O. <bo@home.example>", "Yes, gladly. " + "Thursday would be fine. " * 60))
    collect()
    (doubt,) = Doubt.objects.all()
    assert (doubt.contact, doubt.why, doubt.from_address) == (ben, "subject", "bo@home.example")
    assert len(doubt.first_words) <= 300 and answers(ben) == [] and Arrival.objects.count() == 0
    assert "Is this from Ben Okafor?" in asked(as_ana) and "bo@home.example" in asked(as_ana)
    assert "Is this from Ben Okafor?" in text_of(as_ana, "/today/") and "may be an answer" in text_of(as_ana, "/letters/")
    collect(after_minutes=4)
    assert Doubt.objects.count() == 1


def test_an_answer_that_names_nothing_and_quotes_a_letter_of_ours_is_asked_about(as_ana, sent, ben, dovecot, user):
    quoted = "".join(f"> {line}\n" for line in sent.body.split("\n"))
    dovecot.deliver(user, mail("The desk <desk@clinic.example>", f"Ben can talk on Thursday.\n\n{quoted}", subject="Re: your letter"))
    dovecot.deliver(user, mail("The desk <desk@clinic.example>", "Your parcel has arrived.", subject="Re: your parcel"))
    collect()
    (doubt,) = Doubt.objects.all()
    assert (doubt.contact, doubt.why) == (ben, "quote") and "It quotes a letter of yours" in asked(as_ana)


def test_nobody_is_asked_without_end(sent, dovecot, user, monkeypatch):
    monkeypatch.setattr(doubting, "MOST", 3)
    for n in range(5):
        dovecot.deliver(user, mail(f"Somebody {n} <s{n}@flood.example>"))
    collect()
    assert Doubt.objects.count() == 3 and Mailbox.objects.get().cursor_uid == 5


def test_a_yes_fetches_the_letter_and_keeps_the_address(as_ana, sent, ben, dovecot, user):
    dovecot.deliver(user, mail("B. O. <bo@home.example>", "Yes, gladly. " + "Thursday would be fine. " * 60))
    collect()
    doubt = Doubt.objects.get()
    assert as_ana.post(f"/letters/may-be-answers/{doubt.key}/", {"whose": ben.key}).status_code == 302
    collect(after_minutes=4)
    (answer,) = answers(ben)
    assert answer.body.count("Thursday") == 60 and Doubt.objects.count() == 0
    dovecot.deliver(user, mail("B. O. <bo@home.example>", "And another thing", subject="Something else"))
    collect(after_minutes=6)
    assert len(answers(ben)) == 2
    assert ben.points.filter(folded="bo@home.example").exists() and ben.email == "ben@wells.example"


def test_a_no_forgets_all_but_that_it_was_asked(as_ana, sent, box, ben, dovecot, user):
    dovecot.deliver(user, mail("B. O. <bo@home.example>", "Buy my book"))
    collect()
    doubt = Doubt.objects.get()
    as_ana.post(f"/letters/may-be-answers/{doubt.key}/", {"whose": "nobody"})
    doubt.refresh_from_db()
    assert (doubt.from_name, doubt.from_address, doubt.subject, doubt.first_words, doubt.contact) == ("", "", "", "", None)
    Mailbox.objects.update(cursor_uid=0)
    collect(after_minutes=4)
    assert Doubt.objects.open().count() == 0 and answers(ben) == [] and "Nothing to ask you" in asked(as_ana)


def test_somebody_else_may_be_named_but_only_one_of_ones_own(as_ana, as_dov, dov, ana, sent, ben, dovecot, user):
    priya = somebody(ana, "Priya Lindqvist", "priya@wells.example")
    Message.objects.create(owner=ana, contact=priya, way="own", sent_at=clock.now())
    strange = somebody(dov, "Not Hers", "not@hers.example")
    dovecot.deliver(user, mail("Ben Okafor <okafor@home.example>", "Hello", subject="Another matter"))
    collect()
    doubt = Doubt.objects.get()
    assert doubt.why == "name" and "Priya Lindqvist" in asked(as_ana)
    assert as_ana.post(f"/letters/may-be-answers/{doubt.key}/", {"whose": strange.key}).status_code == 404
    assert as_dov.post(f"/letters/may-be-answers/{doubt.key}/", {"whose": "nobody"}).status_code == 404
    as_ana.post(f"/letters/may-be-answers/{doubt.key}/", {"whose": priya.key})
    assert as_ana.post(f"/letters/may-be-answers/{doubt.key}/", {"whose": ben.key}).status_code == 422
    collect(after_minutes=4)
    assert len(answers(priya)) == 1 and answers(ben) == []


def test_an_address_that_two_share_is_told_by_subject_or_asked_about(as_ana, ana, sent, ben, dovecot, user):
    omar = somebody(ana, "Omar Reyes", "ben@wells.example")
    Message.objects.create(owner=ana, contact=omar, way="own", subject="Soil and water", sent_at=clock.now())
    dovecot.deliver(user, mail("Wells Clinic <ben@wells.example>", "About soil", subject="Re: Soil and water"))
    collect()
    assert [a.body for a in answers(omar)] == ["About soil"] and Doubt.objects.count() == 0
    dovecot.deliver(user, mail("Wells Clinic <ben@wells.example>", "About something", subject="Hello"))
    collect(after_minutes=4)
    assert Doubt.objects.get().why == "shared" and "Who is this from?" in asked(as_ana)
    as_ana.post(f"/letters/may-be-answers/{Doubt.objects.get().key}/", {"whose": ben.key})
    collect(after_minutes=6)
    assert [a.body for a in answers(ben)] == ["About something"]


def test_what_nobody_decided_is_forgotten_after_a_month(sent, ben, dovecot, user):
    dovecot.deliver(user, mail("B. O. <bo@home.example>"))
    collect()
    collect(after_minutes=60 * 24 * 29)
    assert Doubt.objects.count() == 1
    collect(after_minutes=60 * 24 * 31)
    assert Doubt.objects.count() == 0


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("News <news@shop.example>", {"subject": "A question about epidemiology"}),  # no mark of an answer
        ("Ben Okafor <news@shop.example>", {"subject": "Offers", "List_Unsubscribe": "<https://shop.example>"}),
        ("Robot <robot@shop.example>", {"Auto_Submitted": "auto-generated"}),
    ],
)
def test_nobody_is_bothered_with_other_mail(sent, ben, dovecot, user, sender, headers):
    dovecot.deliver(user, mail(sender, **headers))
    collect()
    assert Doubt.objects.count() == Arrival.objects.count() == 0 and answers(ben) == []


# The thread's own address


def test_an_answer_to_the_threads_own_address_is_known_whoever_writes(as_ana, box, ben, draft, dovecot, user, smtp_sink):
    Mailbox.objects.update(plus_works=True)
    press_send(as_ana, draft)
    a_round()
    draft.refresh_from_db()
    own = belonging.reply_address(user, ben)
    assert f"<{own}>".encode() in bytes(draft.raw) and b"Reply-To" in bytes(draft.raw) and draft.from_address == user
    dovecot.deliver(user, mail("An assistant <desk@other.example>", "Ben can talk on Thursday.", to=own.lower(), subject="Thursday"))
    collect()
    assert [a.body for a in answers(ben)] == ["Ben can talk on Thursday."]


def test_control_without_the_threads_own_address_such_an_answer_is_not_known(sent, ben, dovecot, user):
    assert b"Reply-To" not in bytes(sent.raw)
    dovecot.deliver(user, mail("An assistant <desk@other.example>", "Ben can talk on Thursday.", subject="Thursday"))
    collect()
    assert answers(ben) == []


# Sent from elsewhere


def test_a_letter_from_ones_own_mail_program_is_on_the_timeline(as_ana, sent, ben, dovecot, user):
    collect()
    append(dovecot, user, "Sent", mail(f"Ana <{user}>", "Dear Ben, one thing more.", to="Ben <ben@wells.example>", subject="One thing more"))
    append(dovecot, user, "Sent", mail(f"Ana <{user}>", "Milk, bread", to="mum@home.example", subject="Shopping"))
    collect(after_minutes=4)
    (seen,) = ben.messages.filter(way="seen")
    assert (seen.subject, seen.direction, seen.kind, seen.to_address) == ("One thing more", "out", "reminder", "ben@wells.example")
    assert kinds(ben).count("sent") == 2 and Message.objects.filter(body__contains="Milk").count() == 0
    page = text_of(as_ana, f"/letters/{seen.key}/")
    assert "Dear Ben, one thing more." in page and "from your own mail" in page and "I did not send it after all" not in page
    collect(after_minutes=6)
    Mailbox.objects.update(sent_uid=0)
    collect(after_minutes=8)
    assert ben.messages.filter(way="seen").count() == 1


def test_what_leg_up_sent_itself_is_not_noticed_again(sent, ben, dovecot, user, smtp_sink):
    collect()
    append(dovecot, user, "Sent", smtp_sink.messages[0][2])
    collect(after_minutes=4)
    assert ben.messages.count() == 1


def test_a_letter_said_to_be_sent_is_the_one_that_is_found(as_ana, box, ben, draft, dovecot, user):
    collect()
    as_ana.post(f"/letters/{draft.key}/sent-myself/", {"way": "own"})
    append(dovecot, user, "Sent", mail(f"Ana <{user}>", draft.body.replace("gladly", "happily"), to="ben@wells.example", subject=draft.subject, Message_ID_2="x"))
    collect(after_minutes=4)
    draft.refresh_from_db()
    assert ben.messages.count() == 1 and draft.message_id and "happily" in draft.body and kinds(ben) == ["sent"]
    dovecot.deliver(user, mail("Somebody <else@where.example>", In_Reply_To=draft.message_id))
    collect(after_minutes=6)
    assert len(answers(ben)) == 1


def test_a_draft_that_was_sent_elsewhere_counts_as_sent(box, ben, draft, dovecot, user):
    collect()
    append(dovecot, user, "Sent", mail(f"Ana <{user}>", draft.body, to="ben@wells.example", subject=draft.subject))
    collect(after_minutes=4)
    draft.refresh_from_db()
    assert (draft.stand, draft.way, ben.messages.count()) == ("sent", "own", 1)


def test_writing_elsewhere_stops_a_reminder_that_has_not_left_and_moves_the_clock(as_ana, ana, sent, ben, dovecot, user, smtp_sink, time_machine_now):
    collect()
    time_machine_now(days=2)
    before = cadence.of(ben, clock.now())
    body = "Dear Ben,\n\nI wrote to you last week; I am Ana Duarte, a biology student at Northfield. Twenty minutes by phone would help me a great deal, and a no is fine too.\n\nAna Duarte"
    reminder = first_letter(ana, ben, kind="reminder", subject="My question about epidemiology", body=body)
    press_send(as_ana, reminder, overriding="F1")
    append(dovecot, user, "Sent", mail(f"Ana <{user}>", "Hello Ben, did this reach you?", to="ben@wells.example", subject="Hello"))
    collect(after_minutes=4)
    a_round(after_seconds=600)
    reminder.refresh_from_db()
    assert reminder.stand == "dropped" and "from your own mail" in reminder.failure and len(smtp_sink.messages) == 1
    assert before.next == "remind" and cadence.of(ben, clock.now() + timedelta(days=1)).next == "afresh"  # one reminder is enough


def test_an_answer_that_is_answered_elsewhere_waits_no_more(as_ana, sent, ben, dovecot, user, time_machine_now):
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", In_Reply_To=sent.message_id))
    collect()
    assert "Ben answered" in text_of(as_ana, "/today/")
    time_machine_now(minutes=30)
    append(dovecot, user, "Sent", mail(f"Ana <{user}>", "Thursday at ten, then.", to="ben@wells.example"))
    collect(after_minutes=4)
    assert ben.messages.get(way="seen").kind == "" and "Ben answered" not in text_of(as_ana, "/today/")


# Attachments


def test_attachments_are_listed_and_fetched_by_the_owner_alone(as_ana, as_dov, sent, ben, dovecot, user):
    dovecot.deliver(user, WITH_PAPER)
    collect()
    (answer,) = answers(ben)
    assert [(a["name"], a["type"]) for a in answer.attachments] == [("paper.pdf", "application/pdf")]
    assert "paper.pdf" in text_of(as_ana, f"/letters/{answer.key}/")
    got = as_ana.post(f"/letters/{answer.key}/attachment/", {"number": "0"})
    assert got.content == PAPER and got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"] == 'attachment; filename="paper.pdf"' and got["X-Content-Type-Options"] == "nosniff"
    assert as_dov.post(f"/letters/{answer.key}/attachment/", {"number": "0"}).status_code == 404
    assert as_ana.get(f"/letters/{answer.key}/attachment/").status_code == 405
    for number in ("1", "-1", "x", "", "99999999999999999999"):
        assert as_ana.post(f"/letters/{answer.key}/attachment/", {"number": number}).status_code == 422
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
        client.login(user, dovecot.password)
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        client.expunge()
    refused = as_ana.post(f"/letters/{answer.key}/attachment/", {"number": "0"})
    assert refused.status_code == 422 and "not in your mailbox any more" in refused.content.decode()


# What servers and machines say


def test_a_delay_is_noted_once_and_nothing_is_marked(sent, ben, dovecot, user):
    for _ in range(2):
        dovecot.deliver(user, bounce(sent, status="4.4.1", action="delayed"))
    collect()
    sent.refresh_from_db()
    assert sent.stand == "sent" and kinds(ben) == ["queued", "sent", "delayed"]


def test_a_report_without_an_identifier_is_noted_and_believed_by_nobody(sent, ben, dovecot, user):
    dovecot.deliver(user, mail("Mail System <mailer-daemon@northfield.example>", "Your message could not be delivered.\n\n<ben@wells.example>: mailbox unavailable", subject="Undeliverable mail"))
    collect()
    sent.refresh_from_db()
    assert sent.stand == "sent" and ben.points.get().failed_at is None
    assert "without proof" in text_of_timeline(ben)


def text_of_timeline(contact) -> str:
    from legup.contacts import timeline

    return "\n".join(line.sentence for line in timeline.told(contact))


def test_an_absence_note_without_a_sender_from_another_address_is_no_bounce(sent, ben, dovecot, user):
    note = mail("Vacation <away@wells.example>", "I am back on 3 December.", In_Reply_To=sent.message_id, Return_Path="<>", Auto_Submitted="auto-replied")
    dovecot.deliver(user, note, sender="")
    collect()
    sent.refresh_from_db()
    assert sent.stand == "sent" and [a.is_automatic for a in answers(ben)] == [True]


def test_an_absence_is_shown_with_its_sentence_and_moves_the_reminder(as_ana, sent, ben, dovecot, user):
    back = clock.now() + timedelta(days=20)
    note = f"Vielen Dank für Ihre Nachricht. Ich bin bis zum {back:%d.%m.%Y} nicht im Büro."
    without = cadence.of(ben, clock.now()).on
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", note, subject="Automatische Antwort: A question about epidemiology"))
    collect()
    (answer,) = answers(ben)
    assert answer.is_automatic and "away" in kinds(ben) and "replied" not in kinds(ben)
    page = text_of(as_ana, f"/letters/{answer.key}/")
    assert f"as read from “Ich bin bis zum {back:%d.%m.%Y} nicht im Büro.”" in page
    assert cadence.of(ben, clock.now()).on > back.date() > without


def test_a_note_of_absence_without_any_mark_is_known_by_coming_by_return(sent, ben, dovecot, user):
    Message.objects.filter(pk=sent.pk).update(sent_at=clock.now() - timedelta(seconds=5))
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Thank you for writing. I am back on 3 December.", In_Reply_To=sent.message_id))
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Yes, gladly.", In_Reply_To=sent.message_id))
    collect()
    assert [a.is_automatic for a in answers(ben)] == [True, False]


def test_a_wish_to_be_left_alone_is_a_suggestion_and_nothing_more(as_ana, sent, ben, dovecot, user):
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Please do not contact me again.\n\nBen", In_Reply_To=sent.message_id))
    collect()
    ben.refresh_from_db()
    page = text_of(as_ana, f"/letters/{answers(ben)[0].key}/")
    assert "wish to be left alone: “Please do not contact me again.”" in page and "Write no more" in page
    assert ben.silenced_at is None
    as_ana.post(f"/people/{ben.key}/silence/")
    ben.refresh_from_db()
    assert ben.silenced_at and "Write no more" not in text_of(as_ana, f"/letters/{answers(ben)[0].key}/")


# Mailboxes and identifiers that misbehave


def test_a_mailbox_made_anew_is_looked_through_again_and_nothing_is_doubled_or_lost(sent, box, ben, dovecot, user):
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "First", In_Reply_To=sent.message_id))
    collect()
    Mailbox.objects.update(cursor_uidvalidity=7, cursor_uid=900, sent_uidvalidity=7, sent_uid=900)
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Second", In_Reply_To=sent.message_id))
    collect(after_minutes=4)
    assert [a.body for a in answers(ben)] == ["First", "Second"] and kinds(ben).count("replied") == 2
    assert Mailbox.objects.get().cursor_uidvalidity != 7 and ben.messages.filter(direction="out").count() == 1


def test_one_letter_that_came_by_two_ways_is_one(sent, ben, dovecot, user):
    raw = mail("Ben Okafor <ben@wells.example>", In_Reply_To=sent.message_id)
    dovecot.deliver(user, b"Received: from one.example by two.example\r\n" + raw)
    dovecot.deliver(user, b"Received: from three.example by four.example\r\n" + raw)
    collect()
    assert len(answers(ben)) == 1


def test_two_letters_with_the_same_identifier_are_two_and_one_without_is_one(sent, ben, dovecot, user):
    for text in ("One", "Two"):
        raw = mail("Ben Okafor <ben@wells.example>", text)
        start = raw.index(b"Message-ID:")
        dovecot.deliver(user, raw[:start] + b"Message-ID: <same@wells.example>" + raw[raw.index(b"\n", start) :])
    raw = mail("Ben Okafor <ben@wells.example>", "Three")
    start = raw.index(b"Message-ID:")
    for _ in range(2):
        dovecot.deliver(user, raw[:start] + raw[raw.index(b"\n", start) + 1 :])
    collect()
    assert sorted(a.body for a in answers(ben)) == ["One", "Three", "Two"]


def test_trouble_is_dated_from_when_it_began_and_tried_less_and_less_often(ana, box, hostile_server, dovecot):
    closed = hostile_server("refuses")
    Mailbox.objects.update(imap_host=closed.host, imap_port=closed.port, read_at=None)
    began, tries = clock.now(), []
    for minutes in range(0, 300):
        at = began + timedelta(minutes=minutes)
        before = Mailbox.objects.get().misses
        collecting.collect_all(at)
        if Mailbox.objects.get().misses > before:
            tries.append(minutes)
    failing = Mailbox.objects.get()
    assert failing.failed_at == began and failing.failure.endswith(".")
    pauses = [b - a for a, b in zip(tries, tries[1:], strict=False)]
    assert pauses[:5] == sorted(pauses[:5]) and pauses[0] <= 4 and min(pauses[5:]) >= 50 and len(tries) < 12
    Mailbox.objects.update(imap_host=dovecot.host, imap_port=dovecot.port)
    collecting.collect_all(began + timedelta(days=1))
    mended = Mailbox.objects.get()
    assert (mended.failed_at, mended.failure, mended.misses) == (None, "", 0)


def test_an_answer_in_the_minute_after_connecting_is_not_lost(ana, ben, smtp_sink, dovecot, user):
    from legup.mail import accounts, imap

    Message.objects.create(owner=ana, contact=ben, way="own", sent_at=clock.now())
    box = Mailbox(owner=ana, address=user, smtp_host=smtp_sink.host, imap_host=dovecot.host, imap_port=dovecot.port, imap_security="none", username=user, tested_at=clock.now())
    from legup.lib import vault

    box.password_sealed = vault.seal(dovecot.password)
    here = imap.present(accounts.imap_account(box))
    box.cursor_uidvalidity, box.cursor_uid = here
    box.save()
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "At once"))
    collect()
    assert [a.body for a in answers(ben)] == ["At once"]


def test_points_are_compared_as_people_write_them(sent, ben, dovecot, user):
    Point.objects.filter(contact=ben).update(value="Ben@Wells.example", folded=fold("Ben@Wells.example"))
    dovecot.deliver(user, mail("BEN@WELLS.EXAMPLE"))
    collect()
    assert len(answers(ben)) == 1 and Event.objects.filter(kind="replied").count() == 1
