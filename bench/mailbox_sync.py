"""Looking through a mailbox of 10,000 letters, beside a bare IMAPClient that fetches the same heads and parses them with the old policy.

Both read the same real Dovecot in one run, in turn. Ours judges every letter against the contacts and letters on record, keeps and
understands those that are answers, and moves its place; the bare one only fetches and parses.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

os.environ["LEGUP_DATA"] = tempfile.mkdtemp(prefix="legup-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legup.settings")
os.environ["LEGUP_EGRESS_ALLOW"] = "127.0.0.1"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from imapclient import IMAPClient  # noqa: E402

from legup.accounts.models import User  # noqa: E402
from legup.contacts.models import Contact, Point  # noqa: E402
from legup.lib import vault  # noqa: E402
from legup.lib.clock import now  # noqa: E402
from legup.mail.models import Mailbox  # noqa: E402
from legup.outreach import collecting  # noqa: E402
from legup.outreach.models import Message  # noqa: E402
from tests.daemons import Dovecot, make_certificate, running_dovecot  # noqa: E402

PEOPLE = 1_000
HEAD = """Return-Path: <{sender}>
Delivered-To: {to}
Received: from mx{n}.relay.example (mx{n}.relay.example [192.0.2.{byte}]) by mail.northfield.example with ESMTPS id {n:012x} for <{to}>; Mon, 2 Mar 2026 10:00:00 +0000
Received: from out{n}.sender.example (out{n}.sender.example [198.51.100.{byte}]) by mx{n}.relay.example with ESMTPS id {n:012x}; Mon, 2 Mar 2026 09:59:59 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=sender.example; s=mail; t=1772445599; h=from:to:subject:date:message-id;
 bh={n:044x}; b={n:0172x}
ARC-Authentication-Results: i=1; mx.northfield.example; dkim=pass header.i=@sender.example; spf=pass smtp.mailfrom={sender}; dmarc=pass
Authentication-Results: mx.northfield.example; dkim=pass header.d=sender.example; spf=pass; dmarc=pass (p=REJECT)
From: {name} <{sender}>
To: Ana Duarte <{to}>
Subject: {subject}
Date: Mon, 2 Mar 2026 09:59:58 +0000
Message-ID: <{n}.{byte}@sender.example>
{more}X-Mailer: Some Mailer 16.0
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

"""


def fill(server: Dovecot, user: str, count: int, pick: random.Random) -> None:
    """Letters as other people get them, one in two hundred an answer; written into the maildir, as delivering each takes minutes."""
    server.deliver(user, b"Subject: first\r\n\r\nx\r\n")
    folder = server.folder / "mail" / user / "new"
    stat = folder.stat()
    for n in range(count):
        answer = n % 200 == 7
        facts = {
            "n": n, "byte": n % 250, "to": user, "name": f"Sender {n % 900}", "subject": f"Re: A question {n}" if n % 3 == 0 else f"News of the week {n}",
            "sender": f"person{n % PEOPLE}@wells.example" if answer else f"someone{n % 900}@sender.example",
            "more": f"In-Reply-To: <{n}@northfield.example>\nReferences: <{n}@northfield.example>\n" if answer or n % 3 == 0 else "List-Id: <news.sender.example>\n" if n % 3 == 1 else "",
        }  # fmt: skip
        path = folder / f"{1_772_445_600 + n}.M{n}.bench"
        path.write_text(HEAD.format(**facts) + f"Dear Ana,\n\n{' '.join(pick.choices(WORDS, k=200))}\n")
        os.chown(path, stat.st_uid, stat.st_gid)


WORDS = "the of and to in is that it was for on are with as his they be at one have this from or had by word but what some we can out other were all there when up use".split()


def prepare(server: Dovecot, user: str) -> Mailbox:
    call_command("migrate", verbosity=0)
    ana = User.objects.create_user("ana@northfield.example", full_name="Ana Duarte", welcomed_at=now())
    people = Contact.objects.bulk_create(Contact(owner=ana, full_name=f"Person {n}", folded=f"person {n}") for n in range(PEOPLE))
    Point.objects.bulk_create(Point(contact=c, kind="email", value=f"person{n}@wells.example", folded=f"person{n}@wells.example") for n, c in enumerate(people))
    Message.objects.bulk_create(Message(owner=ana, contact=c, kind="request", way="smtp", subject=f"A letter {n}", message_id=f"<a{n}@northfield.example>", sent_at=now()) for n, c in enumerate(people))
    return Mailbox.objects.create(
        owner=ana, address=user, smtp_host="127.0.0.1", imap_host=server.host, imap_port=server.port, imap_security="none", username=user,
        password_sealed=vault.seal(server.password), tested_at=now(),
    )  # fmt: skip


def ours(box: Mailbox, uidvalidity: int) -> float:
    """A whole look, from the beginning; everything that a look does."""
    Message.objects.filter(direction="in").delete()
    box.arrival_set.all().delete()
    Mailbox.objects.filter(pk=box.pk).update(cursor_uidvalidity=uidvalidity, cursor_uid=0, read_at=None)
    began = time.perf_counter()
    assert collecting.look_into(Mailbox.objects.get(pk=box.pk), now())
    return time.perf_counter() - began


def bare(server: Dovecot, user: str, how=None) -> tuple[float, int]:
    """Sign in, fetch every head in batches of the same size, and parse it."""
    began, seen = time.perf_counter(), 0
    with IMAPClient(server.host, server.port, ssl=False) as client:
        client.login(user, server.password)
        uidvalidity = client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"]
        uids = client.search()
        for batch in _batches(uids, 200):
            for facts in client.fetch(batch, ["RFC822.SIZE", "BODY.PEEK[HEADER]"]).values():
                message_from_bytes(facts[b"BODY[HEADER]"], policy=how or policy.compat32)["From"]
                seen += 1
    assert seen == len(uids)
    return time.perf_counter() - began, uidvalidity


def _batches(uids: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--letters", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()
    with running_dovecot(make_certificate(Path(tempfile.mkdtemp()), "localhost")) as server:
        user = server.user()
        fill(server, user, asked.letters, random.Random(7))
        box = prepare(server, user)
        _, uidvalidity = bare(server, user)  # the server's own index is made by whoever comes first
        times = [(ours(box, uidvalidity), bare(server, user)[0]) for _ in range(asked.rounds)]
        slow, _ = bare(server, user, policy.default)
        found = Message.objects.filter(direction="in").count()
    assert found == len(range(7, asked.letters, 200)), f"{found} answers were found"
    our, their = (statistics.median(column) for column in zip(*times, strict=True))
    report = {
        "benchmark": "mailbox_sync",
        "workload": f"{asked.letters} letters of about 2.6 kB in a real Dovecot, {found} of them answers; {PEOPLE} people written to, SQLite",
        "compared_to": "a bare IMAPClient that fetches the same heads in batches of 200 and parses them with compat32",
        "seconds": {"ours": round(our, 2), "bare": round(their, 2), "bare_with_the_default_policy": round(slow, 2)},
        "ratio": round(our / their, 2),
        "at_most": 2.0,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    sys.exit(main())
