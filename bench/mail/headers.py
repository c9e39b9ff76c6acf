"""Hostile strings in every field that reaches a header: the bytes must hold the headers that were meant, and one recipient.

The judge here reads bytes by rules of its own; it shares no code with what writes letters.
"""

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formataddr, getaddresses
from functools import partial
from pathlib import Path

from bench.mail.sink import Sink
from bench.mail.world import EACH, MORE, TWENTY_MINUTES, World, one_round

EVIL = "eve@evil.example"
PIECES = [
    *"\r \n \r\n \n\n \0 \x07 \x0b \x0c \x1b \x1c \x1e \x7f \x85 \u2028 \u2029 \u200b \u200f \u202e \u2066 \ufeff \U000e0001".split(" "),
    "\ud800", "\udc0a", "\udc0d\udc0a", "\udcff", f"\r\nBcc: {EVIL}", f"\nBcc: {EVIL}\n", f"\rBcc: {EVIL}", f"\r\n\r\n<p>{EVIL}", f"\r\n To: {EVIL}", "\r\n\t", "\r\n.\r\n",
    f"=?utf-8?q?=0d=0aBcc:_{EVIL}?=", "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=", "=?us-ascii?q?=0A?=", "=?utf-8?q?", "?=", "=?", "=??=", "= ?utf-8?q?x?=",
    "=?utf-7?q?+AA0ACg-?=", "=?utf-16?b?AA0ACg==?=", "=?unknown-8bit?q?=0a?=", "=0d=0a", "%0d%0aBcc:", "&#13;&#10;", "\\r\\n", "\u560d\u560a", f"=?utf-8?q?a?=\r\n =?utf-8?q?=2C_{EVIL}?=",
    ",", ";", ":", "<", ">", "@", '"', "\\", "(", ")", "[", "]", ".", "..", "'", "`", "|", "*", "%", "!", f", {EVIL}", f"; {EVIL}", f"<{EVIL}>", f">, <{EVIL}", f'", {EVIL}', f'" <{EVIL}>',
    f"group: {EVIL};", f"(a comment) {EVIL}", f"\\\", <{EVIL}>", f"@evil.example:{EVIL}", f"undisclosed: {EVIL}, b@wells.example;", f"{EVIL}\0@wells.example", f"{EVIL}%wells.example",
    "Content-Type: text/html", "boundary=", "--===============", "MIME-Version", "Subject:", "Received: from", "é", "ß", "İ", "ﬀ", "日本語の件名", "שלום", "مرحبا", "🜁", "👩‍🔬", "e\u0301\u0323", "＠", "．", "。", "﹐", "，", "；", "＜", "\u00a0", "\u3000", "\t",
    "Ana", "Ben Okafor", "a question about wells", "Dr.", "O'Brien", "x" * 70, "x" * 990, "y " * 600, "ü" * 300, "=" * 80, "?" * 80, " " * 90, "a.b" * 40,
]  # fmt: skip
ALWAYS = ["From", "To", "Subject", "Date", "Message-ID"]
KINDS = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
SPEC = rf"(?P<spec>{ATOM}@[A-Za-z0-9.-]+)"
WORD = r"=\?[A-Za-z0-9_-]+\?[bq]\?[!->@-~]+\?="
ONE_ADDRESS = re.compile(
    rf'(?:{SPEC}|(?:"(?:[^"\\]|\\.)*"|{WORD}(?: +{WORD})*) +<{SPEC.replace("spec", "in_angles")}>)'
)


class Hostile:
    """Strings that want to be more than text. Shape: the same for the same seed."""

    def __init__(self, seed: int):
        self.chance, self.made = random.Random(seed), 0

    def text(self) -> str:
        self.made += 1
        chance = self.chance
        if chance.random() < 0.15:
            return "".join(
                chr(
                    chance.choice(
                        [
                            chance.randrange(0x20),
                            chance.randrange(0x250),
                            chance.randrange(0x3000),
                            chance.randrange(0x110000),
                        ]
                    )
                )
                for _ in range(chance.randrange(1, 60))
            )
        return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 7)))[
            : chance.choice([60, 120, 200, 5000])
        ]

    def address(self) -> str:
        """An address that somebody could have typed or imported, more or less."""
        chance = self.chance
        local, domain = (
            chance.choice(["ben", "b.okafor", "ben+x"]),
            chance.choice(["wells.example", "wells.example", "bücher.example"]),
        )
        way = chance.randrange(4)
        if way == 0:
            return f"{local}{chance.choice(PIECES)}@{domain}"
        if way == 1:
            return f"{local}@{domain}{chance.choice(PIECES)}"
        if way == 2:
            return f"{chance.choice(PIECES)}{local}@{domain}"
        return f"{local}@{domain}"


def faults(raw: bytes, spec: str, more: list[str] | None = None) -> list[str]:
    """What is wrong with a letter that was meant for *spec* alone, with the usual headers and *more*."""
    head, found, body = raw.partition(b"\r\n\r\n")
    if not found:
        return ["no end of the headers"]
    wrong = [f"bytes {bad[:20]!r}" for bad in re.findall(rb"[^\x20-\x7e\r\n\t]|\r(?!\n)|(?<!\r)\n", head)][:1]
    wrong += ["a long line"] if any(len(line) > 998 for line in raw.split(b"\r\n")) else []
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).decode("latin-1").split("\r\n")
    named = [line.partition(":")[::2] for line in lines]
    allowed = [*ALWAYS, *KINDS, *(more or [])]
    wrong += [f"header {name[:30]!r}" for name, _ in named if name not in allowed]
    wrong += [f"{name} {n} times" for name, n in Counter(name for name, _ in named).items() if n > 1]
    wrong += [f"no {name}" for name in [*ALWAYS, *(more or [])] if name not in dict(named)]
    wrong += _recipients(named, spec)
    try:
        return wrong + _parsers(raw, spec)
    except Exception as broken:  # whatever it is that a letter makes a parser stumble over
        return [*wrong, f"a parser breaks ({type(broken).__name__})"]


def _recipients(named: list[tuple[str, str]], spec: str) -> list[str]:
    wrong = []
    for name, value in named:
        if name in ("From", "To", "Reply-To") and not (one := ONE_ADDRESS.fullmatch(" ".join(value.split()))):
            wrong.append(f"{name} is not one address")
        elif name == "To" and (one["spec"] or one["in_angles"]) != spec:
            wrong.append("To is somebody else")
        elif name in ("Cc", "Bcc", "Resent-To"):
            wrong.append("another recipient")
    return wrong


def _parsers(raw: bytes, spec: str) -> list[str]:
    """What two parsers of the standard library, the old and the new, make of it."""
    old, new = message_from_bytes(raw), message_from_bytes(raw, policy=policy.default)
    wrong = ["the old parser sees others"] if [a for _, a in getaddresses(old.get_all("To", []))] != [spec] else []
    wrong += ["the new parser sees others"] if [a.addr_spec for a in new["To"].addresses] != [spec] else []
    wrong += ["the subject has two lines"] if re.search(r"[\r\n\0]", str(new["Subject"])) else []
    wrong += (
        ["other parts"]
        if [part.get_content_type() for part in new.walk()] != ["multipart/alternative", "text/plain", "text/html"]
        else []
    )
    return wrong


# Who writes


def ours(hostile: Hostile) -> tuple[bytes, str, list[str]]:
    """A letter of Leg Up's with hostile strings in every field. Raises: Refusal."""
    from legup.lib import letters

    sender = letters.Address(
        hostile.address() if hostile.chance.random() < 0.1 else "ana@northfield.example", hostile.text()
    )
    to = letters.Address(hostile.address() if hostile.chance.random() < 0.2 else "ben@wells.example", hostile.text())
    reply_to = (
        letters.Address(hostile.address() if hostile.chance.random() < 0.2 else "ana@home.example", hostile.text())
        if hostile.chance.random() < 0.5
        else None
    )
    parent, chain = (
        (f"<a{hostile.text()}@wells.example>", [hostile.text(), "<a@b.example>"])
        if hostile.chance.random() < 0.3
        else ("<a@b.example>", ["<a@b.example>"])
    )
    raw = letters.compose(
        sender=sender, to=to, subject=hostile.text() or "x", body=hostile.text(), message_id=letters.new_message_id("northfield.example"),
        date=datetime.now(UTC), in_reply_to=parent, references=chain, reply_to=reply_to,
    )  # fmt: skip
    more = [
        name
        for name in ("In-Reply-To", "References")
        if re.search(rb"(?m)^%s: <[!-;=?-~]+>\r?$|^%s:(\s*<[!-;=?-~]+>)+\r?$" % (name.encode(), name.encode()), raw)
    ]
    return raw, to.spec, [*more, *(["Reply-To"] if reply_to else [])]


def by_hand(hostile: Hostile) -> tuple[bytes, str, list[str]]:
    """As one would write it in an afternoon: a template of headers."""
    name, subject = hostile.text(), hostile.text()
    head = f"From: Ana <ana@northfield.example>\r\nTo: {name} <ben@wells.example>\r\nSubject: {subject}\r\nDate: now\r\nMessage-ID: <a@b>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
    return (
        head.encode("utf-8", "surrogatepass")
        + b"--x\r\n\r\nhi\r\n--x\r\nContent-Type: text/html\r\n\r\nhi\r\n--x--\r\n",
        "ben@wells.example",
        [],
    )


def by_library(hostile: Hostile) -> tuple[bytes, str, list[str]]:
    """By the standard library alone, whose refusals are taken as such."""
    letter = EmailMessage(policy=policy.SMTP)
    letter["From"], letter["To"], letter["Subject"] = (
        "ana@northfield.example",
        formataddr((hostile.text(), "ben@wells.example")),
        hostile.text(),
    )
    letter["Date"], letter["Message-ID"] = datetime.now(UTC), "<a@b.example>"
    letter.set_content("hi")
    letter.add_alternative("<p>hi", subtype="html")
    return letter.as_bytes(), "ben@wells.example", []


def tried(
    count: int,
    seed: int,
    write: Callable[[Hostile], tuple[bytes, str, list[str]]] = ours,
    expected: tuple[type[Exception], ...] = (),
) -> dict:
    """Letters of *count* hostile strings together, by *write*; *expected* are the exceptions that count as a refusal."""
    hostile, wrong, first = Hostile(seed), Counter(), {}
    while hostile.made < count:
        wrong["letters"] += 1
        if wrong["letters"] % 5_000 == 0:
            print(f"{write.__name__}: {hostile.made} strings, {wrong['wrong']} wrong", file=sys.stderr)
        try:
            raw, spec, more = write(hostile)
        except expected as no:
            wrong[f"refused ({type(no).__name__})"] += 1
            continue
        found = faults(raw, spec, more)
        wrong["wrong" if found else "right"] += 1
        others = ("header", "another", "To ", "the old", "the new")
        wrong["another header or recipient"] += any(fault.startswith(others) for fault in found)
        if found:
            first.setdefault(re.sub(r"[^A-Za-z ]+", " ", found[0])[:40], raw[:600].decode("latin-1"))
            wrong[f"wrong: {re.sub(r' .*', '', found[0])}"] += 1
    return (
        {"strings": hostile.made, "seed": seed}
        | dict(wrong)
        | ({"first": dict(list(first.items())[:5])} if write is ours else {})
    )


# From end to end


def through_the_desk(world: World, sink: Sink, count: int, seed: int) -> dict:
    """*count* letters with hostile facts in every field that is kept, drafted, queued, and delivered; judged as they arrived."""
    world.copy()
    told = Path(world.folder, "refused.json")
    world.run(partial(_write_all, told, sink.port, count, Hostile(seed)))
    while world.run(partial(one_round, TWENTY_MINUTES)) == MORE:
        pass
    from legup.outreach.models import Message

    queued = {message.to_address: message.subject for message in Message.objects.exclude(queued_at=None)}
    kept = sink.kept()
    wrong = Counter(fault for _, to, raw in kept for fault in faults(raw, to[0] if to[0] in queued else "")[:1])
    return {
        "letters": count, "seed": seed, "refused": json.loads(told.read_text()), "arrived": len(kept), "wrong": sum(wrong.values()), "faults": dict(wrong),
        "with_other_than_one_recipient": sum(len(to) != 1 for _, to, _ in kept), "not_arrived": len(queued) - len(kept),
    }  # fmt: skip


def _write_all(told: Path, port: int, count: int, hostile: Hostile):
    """Write the letters, and to *told* how many were refused in each way."""
    from django.db import transaction

    from legup.lib.refusal import Refusal
    from legup.outreach.models import Message

    refused: Counter = Counter()
    for n in range(count):
        if n % EACH == 0:
            owner = _somebody_hostile(port, n, hostile)
        try:
            with transaction.atomic():
                _queue(owner, n, hostile)
        except Refusal as no:
            refused[re.sub(r"“.*”|[0-9]+", "…", str(no))[:60]] += 1
    Message.objects.exclude(queued_at=None).update(not_before=datetime.now(UTC))
    told.write_text(json.dumps(refused))


def _somebody_hostile(port: int, n: int, hostile: Hostile):
    from legup.accounts.models import User
    from legup.lib import clock
    from legup.mail.models import Mailbox

    facts = {
        "full_name": _kept(hostile, 200),
        "headline": _kept(hostile, 200),
        "school": _kept(hostile, 200),
        "curiosity": _kept(hostile, 200),
    }
    owner = User.objects.create_user(f"ana{n}@northfield.example", zone="Europe/Lisbon", **facts)
    Mailbox.objects.create(
        owner=owner,
        address=owner.email,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        tested_at=clock.now(),
    )
    return owner


def _queue(owner, n: int, hostile: Hostile):
    """A letter to somebody hostile, drafted or written by hand, every objection overruled."""
    from legup.contacts.models import Position
    from legup.lib import clock
    from legup.organizations.keeping import organization_named
    from legup.outreach import drafting, sending
    from tests.outreach.conftest import first_letter, somebody

    local = hostile.text()[:20].replace("\0", "").encode("utf-8", "ignore").decode() if n % 4 == 0 else ""
    contact = somebody(owner, _kept(hostile, 200) or "x", f"{local}ira{n}@wells.example")
    Position.objects.create(
        contact=contact, organization=organization_named(owner, _kept(hostile, 100) or "x"), title=_kept(hostile, 100)
    )
    letter = (
        drafting.draft(contact, "request", clock.now())
        if n % 2
        else first_letter(owner, contact, subject=_kept(hostile, 300) or "x")
    )
    sending.queue(letter, clock.now(), [finding.rule for finding in drafting.findings(letter, clock.now())])


def _kept(hostile: Hostile, most: int) -> str:
    """As much of a hostile string as a database takes: surrogates and NUL are refused by every form."""
    return hostile.text().replace("\0", "").encode("utf-8", "ignore").decode()[:most]
