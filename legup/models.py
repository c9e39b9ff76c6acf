"""Every table of Leg Up, in floor order."""

from legup.accounts.models import EntryLink, Invitation, Submission, User
from legup.contacts.models import (
    AddressBook,
    Card,
    ColumnChoice,
    Contact,
    Event,
    ImportBatch,
    ImportedChange,
    Point,
    Position,
)
from legup.desk.models import Snooze
from legup.interviews.models import GuideQuestion, Interview, Note
from legup.mail.models import Arrival, Instance, Mailbox, Trial
from legup.organizations.models import Merging, Organization, SameName
from legup.outreach.models import Doubt, Message, OwnWording, Version
from legup.postings.models import Lead, Posting, Watch
from legup.scheduling.models import SlotClaim

__all__ = [
    "EntryLink", "Invitation", "Submission", "User",
    "Arrival", "Instance", "Mailbox", "Trial",
    "Merging", "Organization", "SameName",
    "AddressBook", "Card", "ColumnChoice", "Contact", "Event", "ImportBatch", "ImportedChange", "Point", "Position",
    "GuideQuestion", "Interview", "Note",
    "Doubt", "Message", "OwnWording", "Version",
    "SlotClaim",
    "Lead", "Posting", "Watch",
    "Snooze",
]  # fmt: skip
