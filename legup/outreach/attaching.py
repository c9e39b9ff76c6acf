"""Attaching: what hangs on a letter stays in the mailbox, and is fetched when the person asks for it."""

from legup.lib.refusal import Refusal
from legup.mail import accounts, imap
from legup.outreach.models import Message

SECONDS = 15


def fetch(message: Message, number: int) -> tuple[str, bytes]:
    """The name and the content of one attachment, fetched now from the mailbox.

    Raises: Refusal when there is none, it is too large, the letter is gone, or the mailbox cannot be read.
    """
    if not 0 <= number < len(message.attachments):
        raise Refusal("This letter has no such attachment.")
    told, arrival, mailbox = message.attachments[number], message.arrival, message.mailbox
    if arrival is None or mailbox is None or not mailbox.imap_host:
        raise Refusal("This letter came to a mail account that Leg Up does not know any more. Open it in your mail program.")
    place = imap.Place(imap.Cursor(arrival.uidvalidity, arrival.uid), message.message_id, arrival.is_sent)
    return told["name"], imap.attachment(accounts.imap_account(mailbox), place, told["section"], seconds=SECONDS)
