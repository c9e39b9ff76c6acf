"""What tests of letters share: a mailbox at a real SMTP sink, a good first letter, and a worker's round."""

from datetime import timedelta

import pytest
import time_machine

from legup.contacts.models import Contact, Point
from legup.lib import clock, vault
from legup.lib.fold import fold
from legup.mail.models import Mailbox
from legup.outreach import jobs
from legup.outreach.models import Message
from tests.servers import PASSWORD

BODY = """Dear {name},

I am Ana Duarte, a second-year biology student at Northfield College. We met at the careers evening in the Northfield library, where you spoke about well water.

I would like to learn how people come to work in public health, and your move from the lab to the county is why I write to you. I spent last summer counting mosquitoes and am deciding between research and public health.

Could we talk by phone for about 20 minutes, whenever suits you? I will gladly work around your day.

Thank you for reading this, and if it does not fit, that is quite all right.

Ana Duarte
"""


@pytest.fixture
def box(ana, smtp_sink) -> Mailbox:
    """Ana's tested mailbox at the sink."""
    return Mailbox.objects.create(
        owner=ana, address="ana@northfield.example", smtp_host=smtp_sink.host, smtp_port=smtp_sink.port, smtp_security="none",
        password_sealed=vault.seal(PASSWORD), tested_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def draft(ana, ben) -> Message:
    """Ana's first letter to Ben, ready to leave."""
    return first_letter(ana, ben)


def first_letter(owner, contact, **facts) -> Message:
    """A good request, as a draft."""
    facts = {"kind": "request", "subject": "A question about epidemiology", "body": BODY.format(name=contact.called)} | facts
    return Message.objects.create(owner=owner, contact=contact, **facts)


def somebody(owner, name: str, address: str) -> Contact:
    """One more contact of *owner*'s."""
    given, _, family = name.partition(" ")
    contact = Contact.objects.create(owner=owner, full_name=name, given_name=given, family_name=family, folded=fold(name))
    Point.objects.create(contact=contact, kind="email", value=address, folded=fold(address))
    return contact


def press_send(client, message, **fields):
    """The Send button of a letter."""
    return client.post(f"/letters/{message.key}/sending/", fields)


def a_round(after_seconds: float = 61) -> None:
    """The worker looks for letters that are due, some seconds from now."""
    jobs.send_due(clock.now() + timedelta(seconds=after_seconds))


@pytest.fixture
def time_machine_now():
    """Move the clock to some days and minutes after the moment the test began."""
    began, travels = clock.now(), []

    def to(**span):
        while travels:
            travels.pop().stop()
        travels.append(time_machine.travel(began + timedelta(**span)))
        travels[-1].start()

    yield to
    while travels:
        travels.pop().stop()
