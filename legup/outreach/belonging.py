"""Belonging: whose a letter in the mailbox is, told from its head. Nothing of other mail is kept.

Rule: an e-mail's From is forgeable, so mail is only ever put on a timeline; it never grants or decides anything.
"""

import re
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet

from legup.contacts.models import Contact, Point
from legup.lib.fold import fold
from legup.lib.letters import Address, Letter
from legup.mail.models import Mailbox
from legup.outreach.models import Message

LATELY = timedelta(days=180)  # a subject is remembered
LONG_LINE = 50  # characters by which a line is known again
MOST_RECIPIENTS = 5  # a letter to more is none to each of them
_REPLY = re.compile(r"^\s*((re|aw|antw|sv|vs|rv|res|rif|r|odp|回复|返信|fwd?|wg|tr|i)(\[\d+\])?\s*[:：]\s*)+", re.I)


class Belongs(NamedTuple):
    """What is known of a letter. Shape: *contact* is whose it is, or perhaps, and then *why* says why perhaps; *original* is the letter of ours that it names."""

    contact: Contact | None = None
    why: str = ""
    original: Message | None = None


class Belonging:
    """One person's contacts and letters, as far as mail is judged by them; loaded when first needed."""

    def __init__(self, owner_id: int, address: str, now: datetime):
        self.owner_id, self.address, self.now = owner_id, address.lower(), now

    def wanted(self, head: Letter) -> str:
        """How much of a letter that came in is wanted: ``whole``, its ``first`` words, or nothing."""
        if head.is_bounce:
            return "whole"
        found = self.of(head)
        if found.contact is None:
            return "first" if self._may_quote(head) else ""
        return "first" if found.why else "whole"

    def of(self, letter: Letter) -> Belongs:
        """Whose a letter is: by what it answers, then by the address it was sent to, then by who sent it; else perhaps."""
        if letter.from_[1] == self.address:
            return Belongs()
        if named := next((i for i in (letter.in_reply_to, *reversed(letter.references)) if i in self.ids), None):
            original = Message.objects.filter(pk=self.ids[named]).select_related("contact").first()
            return Belongs(original.contact, "", original) if original else Belongs()
        if contact := self._by_reply_address(letter):
            return Belongs(contact)
        return Belongs() if letter.is_list else self._by_sender(letter)

    def of_beginning(self, letter: Letter) -> Belongs:
        """As ``of``, for a letter whose first words are there: it may also quote one of ours."""
        found = self.of(letter)
        if found.contact is not None or not self._may_quote(letter):
            return found
        words = " ".join(letter.text.replace(">", " ").split())
        contact = next((contact for line, contact in self.lines.items() if line in words), None)
        return Belongs(_contact(contact), "quote") if contact else found

    def _may_quote(self, letter: Letter) -> bool:
        """An answer, by its subject, that names no letter at all: some programs leave that out."""
        unnamed = not (letter.in_reply_to or letter.references or letter.is_list or letter.auto_submitted)
        return unnamed and letter.from_[1] != self.address and bool(_REPLY.match(letter.subject)) and bool(self.people)

    def wanted_of_sent(self, head: Letter) -> str:
        """How much of a letter among the sent ones is wanted: the whole when it went to somebody known here, and not from here."""
        addresses = [fold(address) for _, address in head.to + head.cc]
        if not self.known.intersection(addresses) or len(addresses) > MOST_RECIPIENTS or head.auto_submitted or head.message_id in self.ids:
            return ""
        return "whole"

    def recipients(self, letter: Letter) -> list[Contact]:
        """The people known here whom a letter went to."""
        addresses = [fold(address) for _, address in letter.to + letter.cc]
        return list(
            Contact.objects.filter(self._active(), points__kind="email", points__folded__in=addresses).distinct()
        )

    @cached_property
    def ids(self) -> dict[str, int]:
        """The letters that left, by Message-ID."""
        return dict(
            Message.objects.filter(owner_id=self.owner_id, direction="out")
            .exclude(message_id="")
            .values_list("message_id", "pk")
        )

    @cached_property
    def known(self) -> set[str]:
        """The addresses of everybody known here."""
        return set(
            Point.objects.filter(kind="email", contact__in=Contact.objects.filter(self._active())).values_list(
                "folded", flat=True
            )
        )

    @cached_property
    def people(self) -> dict[str, list[int]]:
        """Those to whom a letter left, by address: the only ones whose mail is looked at."""
        found: dict[str, list[int]] = defaultdict(list)
        for address, contact in written_to(self.owner_id).order_by("pk").values_list("folded", "contact_id"):
            if contact not in found[address]:
                found[address].append(contact)
        return found

    @cached_property
    def names(self) -> dict[str, int]:
        """Those to whom a letter left, by name; not those who are not to be asked about."""
        people = Contact.objects.filter(pk__in=written_to(self.owner_id).values("contact"), silenced_at=None, archived_at=None)
        return {_name(name): pk for pk, name in people.order_by("pk").values_list("pk", "full_name") if " " in name.strip()}

    @cached_property
    def subjects(self) -> dict[str, list[int]]:
        """Whom one wrote to lately, by what about."""
        found: dict[str, list[int]] = defaultdict(list)
        lately = Message.objects.filter(Q(handed_at__gt=self.now - LATELY) | Q(sent_at__gt=self.now - LATELY), owner_id=self.owner_id, direction="out")
        for subject, contact in lately.order_by("pk").values_list("subject", "contact_id"):
            if contact not in found[topic(subject)]:
                found[topic(subject)].append(contact)
        return found

    @cached_property
    def lines(self) -> dict[str, int]:
        """Long lines of one's own late letters, and whom they were for; what stands in letters to several people tells nothing."""
        found: dict[str, set[int]] = defaultdict(set)
        lately = Message.objects.filter(owner_id=self.owner_id, direction="out", sent_at__gt=self.now - LATELY)
        for body, contact in lately.order_by("-pk").values_list("body", "contact_id")[:500]:
            for line in body.split("\n"):
                if len(line) >= LONG_LINE:
                    found[" ".join(line.split())[:LONG_LINE]].add(contact)
        return {line: contacts.pop() for line, contacts in found.items() if len(contacts) == 1}

    def _active(self) -> Q:
        return Q(owner_id=self.owner_id, archived_at=None)

    def _by_reply_address(self, letter: Letter) -> Contact | None:
        """The thread whose own address it was sent to."""
        local, _, domain = self.address.rpartition("@")
        start, end = f"{local}+{TAG}", f"@{domain}"
        for _, address in letter.to + letter.cc + letter.delivered_to if letter.says(TAG) else ():
            if address.startswith(start) and address.endswith(end):
                return Contact.objects.filter(
                    owner_id=self.owner_id, key__iexact=address[len(start) : -len(end)]
                ).first()
        return None

    def _by_sender(self, letter: Letter) -> Belongs:
        name, address = letter.from_
        them = self.people.get(fold(address), [])
        if len(them) == 1:
            return Belongs(_contact(them[0]))
        about = topic(letter.subject)
        same_topic = self.subjects.get(about, []) if " " in about else []
        if them:
            both = [contact for contact in them if contact in same_topic]
            return Belongs(_contact(both[0])) if len(both) == 1 else Belongs(_contact((both or them)[-1]), "shared")
        if letter.auto_submitted or letter.is_bounce:
            return Belongs()
        namesake = self.names.get(_name(name))
        if same_topic and _REPLY.match(letter.subject):
            guess = namesake or next((contact for contact in reversed(same_topic) if contact in self.names.values()), None)
            return Belongs(_contact(guess), "subject") if guess else Belongs()
        return Belongs(_contact(namesake), "name") if namesake else Belongs()


def _contact(pk: int) -> Contact | None:
    return Contact.objects.filter(pk=pk).first()


TAG = "lu-"  # in the address that answers to a thread go to: name+lu-KEY@domain


def reply_address(address: str, contact: Contact) -> str:
    """Where answers of *contact* may go so that they are known by it; *address* is one that takes a plus."""
    local, _, domain = address.rpartition("@")
    own = f"{local.partition('+')[0]}+{TAG}{contact.key}"
    return f"{own}@{domain}" if len(own) <= 64 else address


def reply_to(mailbox: Mailbox, contact: Contact, name: str) -> Address | None:
    """Where answers of *contact* go so that they are known by it; None where the mailbox is not known to take a plus."""
    if not mailbox.plus_works or not mailbox.imap_host:
        return None
    address = reply_address(mailbox.address, contact)
    return Address(address, name) if address != mailbox.address else None


def written_to(owner_id: int) -> "QuerySet[Point]":
    """The addresses of people to whom a letter left."""
    wrote = Message.objects.filter(owner_id=owner_id, direction="out").exclude(sent_at=None, handed_at=None)
    return Point.objects.filter(kind="email", contact__in=wrote.values("contact"))


def topic(subject: str) -> str:
    """What a subject is about, without marks of answering."""
    return fold(_REPLY.sub("", subject))


def _name(shown: str) -> str:
    """A name in any order and form: “Okafor, Ben (Wells)” is “Ben Okafor”."""
    plain = re.sub(r"\(.*?\)|\[.*?\]|\"", " ", shown)
    family, comma, given = plain.partition(",")
    return " ".join(fold(f"{given} {family}" if comma else plain).split())
