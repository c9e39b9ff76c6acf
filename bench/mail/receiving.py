"""Answers that come in while workers crash or the mail server misbehaves: each must be on the timeline once, and nothing else."""

import secrets
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from typing import Any

from bench.mail.line import FAULTS, Line
from bench.mail.sink import Sink
from bench.mail.steps import broken_at, counted
from bench.mail.world import TWENTY_MINUTES, World, in_turns, one_round, write_letters

Way = Callable[[timedelta], int]
ROUNDS = 6
FIRST = TWENTY_MINUTES


class Answers:
    """Three people were written to and answer, two at once and one later, beside letters from somebody else. Shape: *dovecot* is real."""

    def __init__(self, world: World, dovecot, way: Way = one_round):
        self.world, self.dovecot, self.way = world, dovecot, way
        sink = Sink(auth=True)
        self.written = world.copy()
        world.run(lambda: write_letters(sink.port, 3))
        world.settle(timedelta(minutes=5), rounds=1)
        sink.close()

    def begin(self, port: int) -> str:
        """Ana's mailbox is looked into for the first time, and then answers come; her user name there."""
        user = f"u{secrets.token_hex(6)}@northfield.example"
        self.world.run(partial(_read_at, port, user, self.dovecot.password))
        self.world.run(partial(one_round, timedelta(minutes=10)))
        for text in ("ira0", "stranger", "ira1"):
            self.dovecot.deliver(user, _answer(text))
        return user

    def end(self, user: str) -> dict[str, Any]:
        """The server is well; one more answer comes, and workers look again; what became of all."""
        self.world.run(partial(self.way, 2 * TWENTY_MINUTES))
        self.dovecot.deliver(user, _answer("ira2"))
        for n in range(3, ROUNDS):
            self.world.run(partial(self.way, n * TWENTY_MINUTES))
        return told()

    def crashes(self, every: int = 1) -> dict:
        """A crash at every moment of a round that looks into the mailbox."""
        self.world.copy(of=self.written)
        self.begin(self.dovecot.port)
        moments = len(counted(self.world, partial(self.way, FIRST)))
        cases = [partial(self._crash, moment) for moment in range(1, moments + 1, every)]
        return {"moments": moments, "crashes": len(cases)} | summary(list(in_turns(self.world, self.written, cases)))

    def _crash(self, moment: int) -> dict:
        user = self.begin(self.dovecot.port)
        self.world.run(broken_at(moment, partial(self.way, FIRST)), may_die=True)
        return self.end(user)

    def faults(self, every: int = 1, seconds: float | None = None) -> dict:
        """Each fault of the server at the first and at the second command that it can meet. Units: *seconds* of patience."""
        names = [(name, nth) for name in FAULTS for nth in (1, 2)][::every]
        found = list(
            in_turns(self.world, self.written, [partial(self._fault, name, nth, seconds) for name, nth in names])
        )
        astray = {
            f"{name}, {nth}": case
            for (name, nth), case in zip(names, found, strict=True)
            if case["answers"] != [1, 1, 1] or case["strangers"]
        }
        return {"faults": len(names)} | summary(found) | {"not_as_promised": astray}

    def _fault(self, name: str, nth: int, seconds: float | None) -> dict:
        from legup.mail.models import Mailbox

        user = self.begin(self.dovecot.port)
        line = Line(self.dovecot.port, name, nth)
        self.world.run(partial(_read_at, line.port, user, self.dovecot.password))
        self.world.run(partial(_patient, self.way, seconds))
        shown = Mailbox.objects.get().failure
        found = self.end(user) | {"shown": shown}
        line.close()
        return found


def _patient(way: Way, seconds: float | None) -> int:
    from legup.mail import imap

    if seconds:
        for name in ("fetch_new", "present", "find_in_sent", "append_sent", "looked_into", "visit"):
            if defaults := getattr(getattr(imap, name, None), "__kwdefaults__", None):
                defaults["seconds"] = seconds
    return way(FIRST)


def _read_at(port: int, user: str, password: str):
    from legup.lib import vault
    from legup.mail.models import Mailbox

    Mailbox.objects.update(
        imap_host="127.0.0.1", imap_port=port, imap_security="none", username=user, password_sealed=vault.seal(password)
    )


def _answer(name: str) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (
        f"{name} <{name}@wells.example>",
        "ana0@northfield.example",
        "Re: A question about epidemiology",
    )
    letter["Date"], letter["Message-ID"] = (
        format_datetime(datetime.now(UTC)),
        f"<{name}.{datetime.now(UTC).timestamp()}@wells.example>",
    )
    letter.set_content(f"Yes, gladly. {name}\n" * 20)
    return letter.as_bytes()


def told() -> dict[str, Any]:
    """How often each answer is there, how many lines on the timeline say so, and what of others was kept."""
    from legup.contacts.models import Event
    from legup.mail.models import Arrival
    from legup.outreach.models import Message

    answers = Counter(Message.objects.filter(direction="in").values_list("contact__full_name", flat=True))
    lines = Counter(Event.objects.filter(kind="replied").values_list("contact__full_name", flat=True))
    names = [f"Ira Test{n}" for n in range(3)]
    strangers = sum(b"stranger@wells.example" in bytes(arrival.raw) for arrival in Arrival.objects.all())
    return {
        "answers": [answers[name] for name in names],
        "lines": [lines[name] for name in names],
        "strangers": strangers,
    }


def summary(found: list[dict]) -> dict[str, int]:
    counts = [n for case in found for n in case["answers"]]
    wrong_lines = sum(case["lines"] != case["answers"] for case in found)
    return {
        "answers": len(counts),
        "once": counts.count(1),
        "lost": counts.count(0),
        "doubled": sum(n > 1 for n in counts),
        "of_strangers": sum(case["strangers"] for case in found),
        "wrong_lines": wrong_lines,
        "shown_as_trouble": sum(bool(case.get("shown")) for case in found),
    }
