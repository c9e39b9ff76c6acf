"""What mail servers say of letters that did not arrive, in the forms that the usual ones have."""

import pytest

from legup.lib.letter_reading import read as read_letter
from legup.mail.bounces import read

ID = "<0123456789abcdef@northfield.example>"


def told(text: str):
    raw = text.replace("\n", "\r\n").encode()
    letter = read_letter(raw)
    return letter.is_bounce, read(raw, letter.text)


POSTFIX = f"""Return-Path: <>
From: MAILER-DAEMON@mx.northfield.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: ana@northfield.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.northfield.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<ben@wells.example>: host mx.wells.example[192.0.2.1] said: 550 5.1.1
    <ben@wells.example>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.northfield.example

Final-Recipient: rfc822; ben@wells.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ben@wells.example>: Recipient address rejected: User unknown

--B
Content-Type: text/rfc822-headers

Message-ID: {ID}
Subject: A question

--B--
"""
GMAIL = f"""From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: ana@northfield.example
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: {ID}
In-Reply-To: {ID}
X-Failed-Recipients: ben@wells.example
Content-Type: multipart/report; boundary="B"; report-type=delivery-status

--B
Content-Type: text/plain; charset=utf-8

** Address not found **

Your message wasn't delivered to ben@wells.example because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 The email account that you tried to reach does not exist.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example

Final-Recipient: rfc822; ben@wells.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.

--B--
"""
EXCHANGE_PLAIN = f"""From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@wells.example>
To: ana@northfield.example
Subject: Undeliverable: A question
Content-Type: text/plain; charset=utf-8

Delivery has failed to these recipients or groups:

ben@wells.example
The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.

Diagnostic information for administrators:

Generating server: EX1.wells.example

ben@wells.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'

Original message headers:

Received: from mail.northfield.example
Message-ID: {ID}
Subject: A question
"""
QMAIL = f"""Return-Path: <>
From: MAILER-DAEMON@mx.wells.example
To: ana@northfield.example
Subject: failure notice

Hi. This is the qmail-send program at mx.wells.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ben@wells.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <ana@northfield.example>
Message-ID: {ID}
Subject: A question

If the mailbox is full, will you be away until next week?
"""
EXIM = f"""Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.northfield.example>
To: ana@northfield.example
X-Failed-Recipients: ben@wells.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ben@wells.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Message-ID: {ID}
Subject: A question
"""
FULL = POSTFIX.replace("Status: 5.1.1", "Status: 5.2.2").replace("550 5.1.1", "552 5.2.2").replace("Recipient address rejected: User unknown", "Mailbox full")
REFUSED = POSTFIX.replace("Status: 5.1.1", "Status: 5.7.1").replace("550 5.1.1", "550 5.7.1").replace("Recipient address rejected: User unknown", "Message refused by policy")
GENERAL = POSTFIX.replace("Status: 5.1.1", "Status: 5.0.0")  # a server that says little itself quotes one that says more
GERMAN = f"""From: Mailer-Daemon <mailer-daemon@post.example>
Subject: Unzustellbar: A question
To: ana@northfield.example

Ihre Nachricht konnte nicht zugestellt werden: ben@wells.example
Der Empfänger ist unbekannt.

Message-ID: {ID}
"""


@pytest.mark.parametrize(
    ("raw", "about_the_address"),
    [(POSTFIX, True), (GMAIL, True), (EXCHANGE_PLAIN, True), (QMAIL, True), (EXIM, True), (GENERAL, True), (FULL, False), (REFUSED, False), (GERMAN, True)],
    ids=["postfix", "gmail", "exchange", "qmail", "exim", "general", "full", "refused", "german"],
)
def test_a_letter_that_came_back_is_known_with_its_reason(raw, about_the_address):
    is_bounce, found = told(raw)
    assert is_bounce and found.is_final and ID in found.message_ids and found.recipient == "ben@wells.example"
    assert found.is_about_the_address is about_the_address and found.words


DELAYED = """From: Mail Delivery System <mailer-daemon@mx.northfield.example>
Subject: Warning: could not send message for past 4 hours
Auto-Submitted: auto-replied

    ** THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE **

The delivery to ben@wells.example has been delayed. 451 4.4.1 connection timed out. The server will keep trying.
"""
GMAIL_DELAYED = GMAIL.replace("(Failure)", "(Delay)").replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1")


@pytest.mark.parametrize("raw", [DELAYED, GMAIL_DELAYED], ids=["plain", "gmail"])
def test_a_delay_is_no_failure(raw):
    is_bounce, found = told(raw)
    assert is_bounce and found.action == "delayed" and not found.is_final and not found.is_about_the_address


@pytest.mark.parametrize(
    "raw",
    [
        "Return-Path: <>\nFrom: Ben <ben@wells.example>\nSubject: Away\n\nI am back on 3 December.\n",
        "Return-Path: <>\nFrom: Ben <ben@wells.example>\nSubject: Received\n\nYour message was received and will be answered.\n",
        "From: postmaster@wells.example\nSubject: Welcome\n\nYour new mailbox is ready.\n",
    ],
)
def test_what_says_nothing_of_a_failure_is_no_report_of_one(raw):
    assert told(raw)[1].action == ""


def test_a_person_who_writes_of_what_came_back_is_no_server():
    assert told("From: Ben <ben@wells.example>\nSubject: Re: Returned mail\n\nMine came back.\n")[0] is False
    assert told("From: Ben <ben@wells.example>\nSubject: Undeliverable parcels\n\nA paper on the post.\n")[0] is False
