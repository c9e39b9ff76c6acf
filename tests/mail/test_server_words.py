"""What servers say, as they say it, means something that a person can act on; their own words stay at the end."""

import pytest

from legup.mail.server_words import translated

SAID = {
    "no such address": [
        "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address",
        "550 5.1.1 <ben@wells.example>: Recipient address rejected: User unknown in virtual mailbox table",
        "550 5.1.1 No such user here",
        "550 No Such User Here",
        "550 Requested action not taken: mailbox unavailable",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ben@wells.example not found by SMTP address lookup",
        "554 delivery error: dd This user doesn't have a wells.example account (ben@wells.example) [0]",
        "550 #5.1.0 Address rejected.",
        "550 5.4.1 Recipient address rejected: Access denied.",
    ],
    "mailbox is full": [
        "452 4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to",
        "552 5.2.2 Mailbox full",
        "552-5.2.2 The recipient's inbox is out of storage space and inactive.",
        "450 4.2.2 <ben@wells.example>: Recipient address rejected: mailbox is full",
        "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException",
    ],
    "too large": [
        "552 5.3.4 Message size exceeds fixed limit",
        "552 Message size exceeds maximum permitted",
        "554 5.2.3 Message too large for recipient",
        "523 5.3.4 the message is too big",
    ],
    "come again": [
        "450 4.7.1 <ben@wells.example>: Recipient address rejected: Greylisted, see http://postgrey.example/help",
        "451 4.7.1 Greylisting in action, please come back later",
        "450 4.2.0 Recipient address rejected: Greylisted for 300 seconds",
        "451 4.7.1 Please try again in 5 minutes",
    ],
    "as much as your account may": [
        "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to",
        "421 4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address",
        "450 4.7.1 Error: too many recipients from 192.0.2.1",
        "554 5.2.0 STOREDRV.Submission.Exception: submission quota exceeded; sending limit",
        "421 Too many connections from your host.",
    ],
    "list of senders nobody wants": [
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "550 5.7.606 Access denied, banned sending IP [192.0.2.1]. Your IP is blocked",
        "550 5.7.1 Our system has detected that your IP has a poor reputation",
        "554 5.7.1 [192.0.2.1] is listed by our DNSBL",
    ],
    "does not carry letters": [
        "554 5.7.1 <ben@wells.example>: Relay access denied",
        "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
        "550 relay not permitted",
        "550 5.7.1 Relaying denied. IP name lookup failed",
    ],
    "sign in": ["530 5.7.0 Authentication required", "530 5.7.57 Client not authenticated to send mail", "550 5.7.1 must be authenticated first"],
    "user name or password is wrong": [
        "535 5.7.8 Username and Password not accepted. For more information, go to",
        "535 5.7.3 Authentication unsuccessful",
        "535 Incorrect authentication data: authentication failed",
        "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
    ],
    "app password": ["534 5.7.9 Application-specific password required. For more information, go to", "535 5.7.8 An app password is needed here"],
    "encrypted": ["530 5.7.0 Must issue a STARTTLS command first", "538 5.7.11 Encryption required for requested authentication mechanism"],
    "SPF, DKIM or DMARC": [
        "550 5.7.26 Unauthenticated email from northfield.example is not accepted due to domain's DMARC policy.",
        "550 5.7.23 The message was rejected because of Sender Policy Framework violation",
        "550 5.7.1 SPF check failed",
    ],
    "may not send under this address": [
        "553 5.7.1 <ana@northfield.example>: Sender address rejected: not owned by user anna",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "554 5.2.252 SendAsDenied; ana@northfield.example not allowed to send as anna@northfield.example",
    ],
    "within their organization": [
        "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required",
        "550 5.7.1 You are not authorized to send to this recipient",
        "550 This address only accepts mail from its members",
    ],
    "part after the @": ["550 5.1.2 Bad destination host name", "550 5.4.4 Unable to route: domain not found", "556 5.1.10 Recipient address has null MX"],
    "unwanted; say it in other words": [
        "554 5.7.1 Message rejected as spam by Content Filtering.",
        "550 5.7.1 Our system has detected that this message is likely unsolicited mail",
        "554 Transaction failed: message refused by local policy",
        "550 High probability of spam",
    ],
    "mailbox is closed": ["550 5.2.1 The email account that you tried to reach is disabled.", "554 5.2.1 mailbox disabled, not accepting messages", "550 User account is suspended"],
    "too busy": ["421 4.3.2 Service shutting down", "451 4.3.0 Temporary system problem. Try again later", "452 4.3.1 Insufficient resources", "421 Service not available, closing transmission channel"],
}


@pytest.mark.parametrize(("means", "words"), [(means, words) for means, all_words in SAID.items() for words in all_words])
def test_what_a_server_says_is_put_into_words(means, words):
    said = translated(words)
    assert means in said
    own = said.partition("It said: “")[2]
    assert own.startswith(words[:3]) and own.endswith("”.")
    assert said.startswith("The mail server asks to try again later" if words[0] == "4" else ("The mail server refused it", "The mail server did not let us in"))


@pytest.mark.parametrize("words", ["smtp.northfield.example did not answer in time.", "The mail account has been forgotten.", ""])
def test_a_sentence_stays_as_it_is(words):
    assert translated(words) == words


def test_what_could_mean_anything_is_not_guessed_at():
    assert translated("599 Xyzzy") == "The mail server refused it. It said: “599 Xyzzy”."
