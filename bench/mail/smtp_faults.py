"""A mail server that breaks off at every step of the conversation, in every way; then it is well again, or never is."""

from collections import Counter
from datetime import timedelta
from functools import partial

from bench.mail.crashes import wrong_lines
from bench.mail.naive import send_again_when_it_failed
from bench.mail.sink import FAULTS, Sink
from bench.mail.world import TWENTY_MINUTES, World, fates, in_turns, one_round, verdict, write_letters

EVERY_TIME = 10**6
BEFORE = ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data")
# "body" is read and not kept; "answer" is kept, and then the answer breaks. A server that keeps a letter and says no is lying.
CASES = [
    (step, kind)
    for step in (*BEFORE, "body", "answer")
    for kind in FAULTS
    if step != "answer" or kind not in ("4xx", "5xx")
]


def tried(world: World, certificate, *, every: int = 1, seconds: float | None = None) -> dict:
    """Each fault once, and each for good. Units: *every*-th case; *seconds* of patience instead of the product's own thirty."""
    name = world.copy()
    world.run(lambda: write_letters(1, 1, security="starttls", host="localhost"))
    found = {}
    for word, times, rounds, patience in (("once", 1, 6, seconds), ("for_good", EVERY_TIME, 40, seconds or 2)):
        cases = [
            partial(_case, world, certificate, step, kind, times, rounds, patience) for step, kind in CASES[::every]
        ]
        told = dict(zip(CASES[::every], in_turns(world, name, cases), strict=True))
        found[word] = summary(told, for_good=word == "for_good")
    return found


def control(world: World, every: int = 1) -> dict:
    """Sending again whatever failed, under the same faults of a server without TLS."""
    name = world.copy()
    world.run(lambda: write_letters(1, 1))
    cases = [
        partial(_naive_case, world, step, kind) for step, kind in [*CASES[:-4:every], *CASES[-4:]] if step != "starttls"
    ]
    total: Counter = Counter()
    for told in in_turns(world, name, cases):
        total.update({(said, times): n for said, times, n in told["fates"]})
    return verdict(total)


def _case(world: World, certificate, step: str, kind: str, times: int, rounds: int, seconds: float | None) -> dict:
    from legup.outreach.models import Message

    sink = Sink(certificate.server_context(), auth=True)
    sink.fault(step, kind, times)
    world.run(partial(_at, sink.port))
    world.run(partial(_rounds, rounds, seconds))
    letter = Message.objects.get()
    told = {
        "fates": [[*fate, n] for fate, n in fates(sink.kept()).items()],
        "words": letter.failure,
        "wrong_lines": wrong_lines(),
        "tries": letter.attempts,
    }
    told["clear"] = [
        verb
        for verb in sink.heard()
        if verb.startswith("clear") and verb.split()[1] in ("AUTH", "MAIL", "RCPT", "DATA")
    ]
    sink.close()
    return told


def _naive_case(world: World, step: str, kind: str) -> dict:
    sink = Sink()
    sink.fault(step, kind)
    world.run(partial(_at, sink.port))
    for n in range(3):
        world.run(partial(send_again_when_it_failed, TWENTY_MINUTES * (n + 1)))
    told = {"fates": [[*fate, n] for fate, n in fates(sink.kept()).items()]}
    sink.close()
    return told


def _at(port: int):
    from legup.mail.models import Mailbox

    Mailbox.objects.update(smtp_port=port)


def _rounds(rounds: int, seconds: float | None):
    """A worker's rounds, an hour apart, with less patience for a silent server than it has in earnest."""
    from legup.mail import smtp
    from legup.outreach.models import Message

    if seconds:
        smtp.Line.__init__.__kwdefaults__["seconds"] = seconds
    for n in range(rounds):
        one_round(TWENTY_MINUTES + n * timedelta(minutes=61))
        if Message.objects.get().stand in ("sent", "failed", "uncertain"):
            break


def summary(told: dict[tuple[str, str], dict], for_good: bool) -> dict:
    """What became of the letters, and every case that did not end as promised."""
    total: Counter = Counter()
    for case in told.values():
        total.update({(said, times): n for said, times, n in case["fates"]})
    astray = {
        f"{step} {kind}": case for (step, kind), case in told.items() if not as_promised(step, kind, case, for_good)
    }
    by_fate = {f"{said}, arrived {times}": n for (said, times), n in sorted(total.items())}
    return verdict(total) | {
        "by_fate": by_fate,
        "wrong_lines": sum(case["wrong_lines"] for case in told.values()),
        "not_as_promised": astray,
    }


def as_promised(step: str, kind: str, case: dict, for_good: bool) -> bool:
    """Exactly once or shown, with a sentence; uncertain only where the letter was handed over; nothing in the clear."""
    ((said, times, _),) = case["fates"]
    if case["clear"] or case["wrong_lines"] or (said != "sent" and not case["words"]):
        return False
    if step in ("body", "answer") and kind not in ("4xx", "5xx"):
        return (said, times) == ("uncertain", int(step == "answer"))
    if kind == "5xx" and step in ("mail", "rcpt", "data", "body"):
        return (said, times) == ("failed", 0)
    # Refused at the door, or for good without a word: it is shown that it did not leave, as waiting or as failed.
    return (said, times) in (
        [("failed", 0), ("queued", 0)] if for_good else [("sent", 1), ("failed", 0), ("queued", 0)]
    )
