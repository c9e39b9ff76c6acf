"""Leg Up in a process of its own, to be killed or to race: ``python -m tests.outreach.worker_process prepare|ours|…``.

Shape: ``prepare PORT COUNT`` makes the database with COUNT letters due to leave by the SMTP server at PORT. The others send what is
due; their second argument is how many seconds from now they think it is. ``mark_then_send`` and ``send_then_mark`` are naive, and
exist to be shown wrong. ``press N AT ours|naive`` presses Send on the N-th draft of Dov's at the instant AT.
"""

import sys
from datetime import timedelta

import django


def prepare(port: int, count: int):
    from legup import preparing
    from legup.accounts.models import User
    from legup.lib import clock, vault
    from legup.mail.models import Mailbox
    from legup.outreach import limits, sending
    from tests.outreach.conftest import first_letter, somebody

    preparing.prepare()
    ana = User.objects.create_user("ana@northfield.example", full_name="Ana Duarte", headline="a student")
    Mailbox.objects.create(owner=ana, address=ana.email, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", password_sealed=vault.seal("correct horse battery"), tested_at=clock.now())
    limits.FIRST_LETTERS = ()
    for n in range(count):
        sending.queue(first_letter(ana, somebody(ana, f"Ira Test{n}", f"ira{n}@wells.example")), clock.now(), ["M17"])
    dov = User.objects.create_user("dov@elsewhere.example", full_name="Dov Outsider", headline="a student")
    Mailbox.objects.create(owner=dov, address=dov.email, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", tested_at=clock.now())
    for n in range(count):
        first_letter(dov, somebody(dov, f"Ira Draft{n}", f"draft{n}@wells.example"))


def press(number: int, at: float, way: str):
    import time
    from contextlib import nullcontext

    from legup.lib import clock
    from legup.outreach import limits, sending
    from legup.outreach.models import Message

    check = limits.refuse_unless_allowed

    def slowly(message, now, leaves=None):
        check(message, now, leaves)
        time.sleep(0.2)

    limits.refuse_unless_allowed = slowly
    limits.FIRST_LETTERS = ((2, timedelta(days=1), "within a day"),)
    if way == "naive":
        sending.transaction.atomic = nullcontext
    message = Message.objects.filter(owner__email__startswith="dov").order_by("pk")[number]
    time.sleep(max(at - time.time(), 0))
    sending.queue(message, clock.now(), ["M17"])


def ours(now):
    from legup.outreach import delivering

    delivering.send_due(now)


def mark_then_send(now):
    for message in _due(now):
        _mark(message, now)
        _deliver(message)


def send_then_mark(now):
    for message in _due(now):
        _deliver(message)
        _mark(message, now)


def _due(now):
    from legup.outreach.models import Message

    return list(Message.objects.due(now))


def _mark(message, now):
    type(message).objects.filter(pk=message.pk).update(sent_at=now)


def _deliver(message):
    from legup.mail import accounts, smtp

    smtp.deliver(accounts.smtp_account(message.mailbox), message.from_address, message.to_address, bytes(message.raw), at_handover=lambda: True)


if __name__ == "__main__":
    django.setup()
    from legup.lib import clock

    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "press":
        press(int(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
    else:
        globals()[sys.argv[1]](clock.now() + timedelta(seconds=float(sys.argv[2])))
