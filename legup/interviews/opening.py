"""Opening: the first thought of a conversation with somebody."""

from datetime import datetime

from django.db import transaction

from legup.contacts.models import Contact
from legup.interviews import guide
from legup.interviews.models import Interview
from legup.lib import clock


def open_with(contact: Contact, now: datetime | None = None) -> Interview:
    """The conversation under way with *contact*, begun here if there is none, with six questions to bring.

    Once: while one is open it is given back again; after it was held, declined or closed a new one is begun.
    """
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        found = contact.interviews.filter(ended_at=None, declined_at=None, closed_at=None).first()
        if found:
            return found
        interview = Interview.objects.create(owner=contact.owner, contact=contact, opened_at=now or clock.now())
        guide.prepare(interview)
        return interview
