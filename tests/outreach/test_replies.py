"""Answers are noticed, kept once, and put where they belong: through a real Dovecot."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from legup.contacts.models import Event
from legup.interviews.models import Interview
from legup.lib import clock, letters, vault
from legup.mail.models import Arrival, Mailbox
from legup.outreach import belonging, jobs, replies
from legup.outreach.models import Message
from tests.outreach.conftest import a_round, first_letter, press_send, somebody


@pytest.fixture
def user(dovecot) -> str:
    return dovecot.user()


@pytest.fixture
def box(ana, smtp_sink, dovecot, user) -> Mailbox:
    """Ana's mailbox: letters leave by the sink, answers come to a real Dovecot."""
    smtp_sink.users[user] = dovecot.password
    box = Mailbox.objects.create(
        owner=ana, address=user, smtp_host=smtp_sink.host, smtp_port=smtp_sink.port, smtp_security="none", imap_host=dovecot.host,
        imap_port=dovecot.port, imap_security="none", username=user, password_sealed=vault.seal(dovecot.password), tested_at=clock.now(),
    )  # fmt: skip
    collect(after_minutes=0)
    return box


@pytest.fixture
def sent(as_ana, box, draft) -> Message:
    """Ana's first letter to Ben, which has left."""
    press_send(as_ana, draft)
    a_round()
    draft.refresh_from_db()
    assert draft.stand == "sent"
    return draft


def collect(after_minutes: float = 2) -> None:
    jobs.collect_replies(clock.now() + timedelta(minutes=after_minutes))


def mail(sender: str, text: str = "Yes, gladly. Thursday?", *, to: str = "ana@northfield.example", subject: str = "Re: A question about epidemiology", **headers) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = letters.new_message_id("wells.example")
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


def bounce(original: Message, status: str = "5.1.1", action: str = "failed", words: str = "smtp; 550 5.1.1 No such person here") -> bytes:
    return f"""From: Mail Delivery System <mailer-daemon@northfield.example>
To: {original.from_address}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your letter could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; northfield.example

Final-Recipient: rfc822; {original.to_address}
Action: {action}
Status: {status}
Diagnostic-Code: {words}

--b
Content-Type: text/rfc822-headers

From: {original.from_address}
Subject: {original.subject}
Message-ID: {original.message_id}

--b--
""".replace("\n", "\r\n").encode()


def kinds(contact) -> list[str]:
    return list(Event.objects.filter(contact=contact).order_by("at", "id").values_list("kind", flat=True))


def answers(contact) -> list[Message]:
    return list(contact.messages.filter(direction="in"))


# Answers


def test_an_answer_is_noticed_and_joins_the_thread(as_ana, sent, ben, dovecot, user):
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Yes, gladly.\n\nOn Monday, 1 June, Ana wrote:\n> Could we talk?\n", In_Reply_To=sent.message_id))
    collect()
    (answer,) = answers(ben)
    assert (answer.stand, answer.from_address, answer.in_reply_to) == ("received", "ben@wells.example", sent.message_id)
    assert kinds(ben) == ["queued", "sent", "replied"]
    page = as_ana.get(f"/letters/{sent.key}/").content.decode()
    assert "Yes, gladly." in page
    assert "counting mosquitoes" in page
    assert page.index("Yes, gladly.") < page.index("counting mosquitoes")
    assert "What they quoted" in page


def test_an_answer_from_another_address_is_known_by_what_it_answers(sent, ben, dovecot, user):
    dovecot.deliver(user, mail("Ben at home <ben.okafor@home.example>", References=f"<x@y.example> {sent.message_id}"))
    collect()
    assert [a.from_address for a in answers(ben)] == ["ben.okafor@home.example"]


def test_a_letter_without_references_is_known_by_the_address(sent, ben, dovecot, user):
    dovecot.deliver(user, mail("Ben Okafor <Ben@Wells.example>", subject="Your question"))
    collect()
    assert len(answers(ben)) == 1


def test_other_mail_is_neither_kept_nor_marked(sent, ben, dovecot, user, as_ana):
    dovecot.deliver(user, mail("A shop <news@shop.example>", "Buy now"))
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "To everybody on this list", List_Id="<wells.wells.example>", Precedence="list"))
    somebody(sent.owner, "Nobody Asked", "nobody@wells.example")
    dovecot.deliver(user, mail("Nobody <nobody@wells.example>", "We have not written to each other"))
    collect()
    assert Arrival.objects.count() == 0
    assert answers(ben) == []
    assert flags_of(dovecot, user) == [False, False, False]


def flags_of(dovecot, user) -> list[bool]:
    """Whether each letter in the inbox counts as read."""
    from imapclient import SEEN, IMAPClient

    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
        client.login(user, dovecot.password)
        client.select_folder("INBOX", readonly=True)
        return [SEEN in told[b"FLAGS"] for told in client.fetch(client.search(), ["FLAGS"]).values()]


def test_what_was_there_before_is_left_alone(ana, as_ana, smtp_sink, dovecot, user, draft, ben):
    """The account is looked at from the moment it is known."""
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "From last year"))
    as_ana.post(f"/letters/{draft.key}/sent-myself/", {"way": "own"})
    Mailbox.objects.create(
        owner=ana, address=user, smtp_host=smtp_sink.host, smtp_port=smtp_sink.port, smtp_security="none", imap_host=dovecot.host,
        imap_port=dovecot.port, imap_security="none", username=user, password_sealed=vault.seal(dovecot.password), tested_at=clock.now(),
    )  # fmt: skip
    collect()
    assert answers(ben) == []
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "From today"))
    collect(after_minutes=4)
    assert [a.body for a in answers(ben)] == ["From today"]


def test_fetching_the_same_answer_again_changes_nothing(sent, ben, dovecot, user, box):
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", In_Reply_To=sent.message_id))
    collect()
    reached = Mailbox.objects.get(pk=box.pk)
    assert reached.cursor_uid > 0
    Mailbox.objects.filter(pk=box.pk).update(cursor_uid=0)
    collect(after_minutes=4)
    assert len(answers(ben)) == 1
    assert Arrival.objects.count() == 1
    assert kinds(ben).count("replied") == 1


def test_a_note_of_absence_is_no_answer(sent, ben, dovecot, user, as_ana):
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "I am away until Monday.", In_Reply_To=sent.message_id, Auto_Submitted="auto-replied"))
    collect()
    assert kinds(ben) == ["queued", "sent", "away"]
    assert [a.is_automatic for a in answers(ben)] == [True]
    assert "No person wrote it" in as_ana.get(f"/letters/{sent.key}/").content.decode()


def test_an_answer_settles_a_letter_that_was_uncertain(as_ana, box, draft, ben, smtp_sink, dovecot, user):
    press_send(as_ana, draft)
    smtp_sink.faults["answer"] = "drop"
    a_round()
    draft.refresh_from_db()
    assert draft.stand == "uncertain"
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", In_Reply_To=draft.message_id))
    collect()
    draft.refresh_from_db()
    assert draft.stand == "sent"


def test_the_sent_folder_settles_a_letter_that_was_uncertain(as_ana, box, draft, smtp_sink, dovecot, user):
    from imapclient import IMAPClient

    press_send(as_ana, draft)
    smtp_sink.faults["answer"] = "drop"
    a_round()
    collect()
    draft.refresh_from_db()
    assert draft.stand == "uncertain"
    with IMAPClient(dovecot.host, dovecot.port, ssl=False) as client:
        client.login(user, dovecot.password)
        client.append("Sent", smtp_sink.messages[0][2])
    collect(after_minutes=4)
    draft.refresh_from_db()
    assert draft.stand == "sent"


def test_an_answer_stops_a_reminder_that_has_not_left(as_ana, ana, sent, ben, dovecot, user, smtp_sink):
    body = "Dear Ben,\n\nI wrote to you last week; I am Ana Duarte, a biology student at Northfield. Twenty minutes by phone would help me a great deal, and a no is fine too.\n\nAna Duarte"
    reminder = first_letter(ana, ben, kind="reminder", subject="My question about epidemiology", body=body)
    assert press_send(as_ana, reminder, overriding="F1").status_code == 302
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", In_Reply_To=sent.message_id))
    collect()
    a_round(after_seconds=600)
    reminder.refresh_from_db()
    assert reminder.stand == "dropped"
    assert "answered before it left" in reminder.failure
    assert len(smtp_sink.messages) == 1


# Bounces


def test_a_bounce_marks_letter_and_address(as_ana, sent, ben, dovecot, user):
    dovecot.deliver(user, bounce(sent))
    collect()
    sent.refresh_from_db()
    assert sent.stand == "failed"
    assert "No such person here" in sent.failure
    assert ben.points.get().failed_at is not None
    assert kinds(ben) == ["queued", "sent", "bounced"]
    assert as_ana.post(f"/letters/{sent.key}/next-try/").status_code == 422


def test_a_full_mailbox_says_nothing_against_the_address(sent, ben, dovecot, user):
    dovecot.deliver(user, bounce(sent, status="5.2.2", words="smtp; 552 5.2.2 Mailbox full"))
    collect()
    sent.refresh_from_db()
    assert sent.stand == "failed"
    assert ben.points.get().failed_at is None


def test_a_report_of_a_delay_changes_nothing(sent, ben, dovecot, user):
    dovecot.deliver(user, bounce(sent, status="4.4.1", action="delayed"))
    collect()
    sent.refresh_from_db()
    assert sent.stand == "sent"
    assert Arrival.objects.count() == 0


def test_a_bounce_that_names_no_letter_of_ours_changes_nothing(sent, ben, dovecot, user):
    """Anybody can write a bounce; only our server and theirs know the identifier."""
    forged = bounce(sent).replace(sent.message_id.encode(), b"<guessed@northfield.example>")
    dovecot.deliver(user, forged)
    collect()
    sent.refresh_from_db()
    assert sent.stand == "sent"
    assert ben.points.get().failed_at is None
    assert Arrival.objects.count() == 0


def test_a_bounce_in_plain_words_is_understood(sent, ben, dovecot, user):
    """Some servers send no machine-readable report."""
    words = f"Delivery has failed to these recipients:\n\nben@wells.example\n550 5.1.10 RESOLVER.ADR.RecipientNotFound\n\nOriginal message headers:\nMessage-ID: {sent.message_id}\n"
    dovecot.deliver(user, mail("Postmaster <postmaster@wells.example>", words, subject="Undeliverable: A question"))
    collect()
    sent.refresh_from_db()
    assert sent.stand == "failed"
    assert "RecipientNotFound" in sent.failure
    assert ben.points.get().failed_at is not None


def test_a_note_of_absence_without_a_sender_is_no_bounce(sent, ben, dovecot, user):
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Away until 5.1.27", Auto_Submitted="auto-replied", Return_Path="<>"), sender="")
    collect()
    sent.refresh_from_db()
    assert sent.stand == "sent"
    assert "away" in kinds(ben)
    assert "replied" not in kinds(ben)


# Trouble


def test_what_cannot_be_understood_is_set_aside_and_the_rest_goes_on(as_ana, sent, ben, dovecot, user, monkeypatch):
    real = letters.read

    def trips(raw):
        if b"poison" in raw:
            raise RecursionError
        return real(raw)

    monkeypatch.setattr(replies.letters, "read", trips)
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "poison", In_Reply_To=sent.message_id))
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Yes, gladly.", In_Reply_To=sent.message_id))
    for minutes in (2, 4, 6, 8):
        collect(after_minutes=minutes)
    assert [a.body for a in answers(ben)] == ["Yes, gladly."]
    poison = Arrival.objects.get(understood_at=None)
    assert poison.attempts == 3
    assert poison.quarantined_at is not None
    assert "RecursionError" in poison.reason
    assert "Set aside" in as_ana.get("/mailbox/").content.decode()


def test_a_head_that_cannot_be_judged_is_set_aside_and_the_rest_goes_on(sent, ben, dovecot, user, monkeypatch):
    real = belonging.Belonging.of

    def trips(self, letter):
        if letter.subject == "poison":
            raise ValueError
        return real(self, letter)

    monkeypatch.setattr(belonging.Belonging, "of", trips)
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", subject="poison"))
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", "Yes, gladly.", In_Reply_To=sent.message_id))
    for minutes in (2, 4, 6, 8):
        collect(after_minutes=minutes)
    assert [a.body for a in answers(ben)] == ["Yes, gladly."] and Arrival.objects.get(understood_at=None).quarantined_at


def test_a_worker_that_dies_over_a_letter_every_time_is_not_killed_for_ever(sent, ben, dovecot, user, box, monkeypatch):
    """A try counts when it begins: a kill leaves no except clause to run."""
    monkeypatch.setattr(replies.letters, "read", lambda raw: (_ for _ in ()).throw(SystemExit))
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", In_Reply_To=sent.message_id))
    deaths = 0
    for minutes in range(2, 14, 2):
        try:
            collect(after_minutes=minutes)
        except SystemExit:
            deaths += 1
    assert deaths == 3
    assert Arrival.objects.get().quarantined_at is not None


def test_a_mailbox_that_cannot_be_read_says_so_and_recovers(as_ana, sent, box, dovecot, user, ben):
    Mailbox.objects.filter(pk=box.pk).update(password_sealed=vault.seal("wrong"))
    collect()
    failing = Mailbox.objects.get(pk=box.pk)
    assert failing.failed_at is not None
    assert failing.failure.endswith(".")
    assert failing.failure in as_ana.get("/mailbox/").content.decode().replace("&#x27;", "'")
    Mailbox.objects.filter(pk=box.pk).update(password_sealed=vault.seal(dovecot.password))
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", In_Reply_To=sent.message_id))
    collect(after_minutes=4)
    assert answers(ben) == []  # a wrong password that is tried every minute would lock the account
    collect(after_minutes=15)
    assert Mailbox.objects.get(pk=box.pk).failed_at is None
    assert len(answers(ben)) == 1


def test_one_broken_mailbox_does_not_stop_another(dov, sent, box, dovecot, user, ben, hostile_server):
    closed = hostile_server("refuses")
    Mailbox.objects.create(
        owner=dov, address="dov@elsewhere.example", smtp_host="127.0.0.1", imap_host=closed.host, imap_port=closed.port, imap_security="none",
        password_sealed=vault.seal("x"), tested_at=clock.now(),
    )  # fmt: skip
    dovecot.deliver(user, mail("Ben Okafor <ben@wells.example>", In_Reply_To=sent.message_id))
    collect()
    assert len(answers(ben)) == 1
    assert Mailbox.objects.get(owner=dov).failed_at is not None


# Written down


def test_an_answer_another_way_is_written_down(as_ana, ana, ben):
    interview = Interview.objects.create(owner=ana, contact=ben)
    page = as_ana.get(f"/people/{ben.key}/answers/new/").content.decode()
    assert "another way" in page
    answer = as_ana.post(f"/people/{ben.key}/answers/new/", {"text": "She rang: Thursday is fine.", "came_on": clock.now().date().isoformat()})
    assert answer.status_code == 302
    (written,) = answers(ben)
    assert (written.way, written.body, written.interview) == ("logged", "She rang: Thursday is fine.", interview)
    assert kinds(ben) == ["replied"]


@pytest.mark.parametrize("fields", [{"text": "  "}, {"text": "Yes", "came_on": "2999-01-01"}, {"text": "Yes", "came_on": "soon"}])
def test_what_makes_no_sense_is_not_written_down(as_ana, ben, fields):
    facts = {"came_on": clock.now().date().isoformat()} | fields
    assert as_ana.post(f"/people/{ben.key}/answers/new/", facts).status_code == 422
    assert answers(ben) == []
