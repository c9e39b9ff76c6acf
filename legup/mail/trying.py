"""Trying an account: a test letter goes out by it to the person themselves and is read back; only then it counts as connected.

How far a trial has come stands in its row, so it goes on after a restart. ``handed_at`` is committed before the first byte of the
letter leaves: whatever happens after that, the letter is looked for and never sent again by itself.
"""

import logging
import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from threading import Thread

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from legup.accounts.models import User
from legup.lib import letters
from legup.lib.egress import Deadline
from legup.lib.refusal import Refusal
from legup.mail import accounts, imap, oauth, probe, release, smtp
from legup.mail.models import Mailbox, Servers, Trial, Trials
from legup.mail.server_words import translated

LEASE = timedelta(minutes=2)
STEP_SECONDS = 10
PLUS_PATIENCE = timedelta(seconds=20)
OFTEN, SELDOM, QUICK = timedelta(seconds=2), timedelta(seconds=20), timedelta(minutes=1)
GIVE_UP, FORGET = timedelta(hours=1), timedelta(days=1)
MOST_A_DAY, MOST_GUESSES = 8, 5
TAG = "legup"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
WIPED = {"password_sealed": b"", "renewal_sealed": b"", "access_sealed": b"", "code": "", "lease_until": None, "lease_token": ""}
SERVERS = [field.name for field in Servers._meta.get_fields()]
SETTINGS = "smtp_host smtp_port smtp_security imap_host imap_port imap_security".split()
SAME = ["address", "username", "way", *SETTINGS]
INCOMING = "address imap_host imap_port username".split()
SAMPLES = "The desk with sample people has no mail account. Go back to your own desk to connect yours."
NOT_THERE = "The test letter has left, but it has not come in for an hour. Look for it in the folder for spam; if it is nowhere, check the address and the servers."
WORDS = """This letter shows that Leg Up can write from {sender}, and that it notices what comes back.

Your code is {code}. Type it in if Leg Up asks for it.

There is nothing else to do, and you can delete this letter.
"""
Step = Callable[[Trial, Trials, datetime], None]
log = logging.getLogger("legup.trying")


def sign_in(trial: Trial) -> list[probe.Finding]:
    """Sign in to the servers of *trial* and out again; what was found, a sentence each. Raises: Refusal when its proof cannot be had."""
    return probe.probe(accounts.smtp_account(trial), accounts.imap_account(trial) if trial.imap_host else None)


def granted(owner: User, service: str, address: str, grant: oauth.Grant) -> Trial:
    """The account of whoever signed in at *service*, to be tried. It is not kept yet. Raises: Refusal when it is not known whose it is."""
    known = grant.username or address
    if not known:
        raise Refusal("It is not known whose account that is. Type in your address first, and sign in then.")
    smtp_place, imap_place = oauth.servers(service)
    facts = dict(zip(SETTINGS, (*smtp_place, *imap_place), strict=True))
    return Trial(owner=owner, way=service, address=address or known, username="" if known == (address or known) else known, **facts, **accounts.granted(grant))


def begin(trial: Trial, now: datetime) -> Trial:
    """Put the account to the test; an earlier trial of the same person ends. The first step is the worker's.

    Raises: Refusal after too many test letters in a day.
    """
    with transaction.atomic():
        if User.objects.select_for_update().get(pk=trial.owner_id).is_sample:
            raise Refusal(SAMPLES)
        if Trial.objects.filter(owner_id=trial.owner_id, began_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
            raise Refusal(f"{MOST_A_DAY} test letters within a day is the most. Wait until tomorrow, or open your letters in your own mail meanwhile.")
        end(trial.owner_id, now)
        trial.code, trial.began_at = "".join(secrets.choice(LETTERS) for _ in range(8)), now
        trial.to_address = _plus(trial.address) if trial.imap_host and trial.plus_failed_at is None else trial.address
        trial.save()
    return trial


def again(trial: Trial, now: datetime) -> Trial:
    """The same account, with a new letter and a new code. Raises: as ``begin``."""
    facts = {name: getattr(trial, name) for name in [*SERVERS, "plus_failed_at"]}
    return begin(Trial(owner_id=trial.owner_id, **facts | {"renewing_until": None}), now)


def end(owner: int, now: datetime) -> None:
    """No trial of *owner* goes on, and nothing secret of it is kept. Once: what has ended stays ended."""
    Trial.objects.open().filter(owner_id=owner).update(ended_at=now, **WIPED)


def mended(box: Mailbox | None, trial: Trial) -> bool:
    """Whether *trial* is a tested account with nothing new but the proof, so that signing in is test enough."""
    return box is not None and box.tested_at is not None and all(getattr(box, name) == getattr(trial, name) for name in SAME)


def mend(trial: Trial, now: datetime) -> None:
    """A new proof for the account of before, which counts at once: letters that waited leave."""
    with transaction.atomic():
        _keep(trial, now)
        end(trial.owner_id, now)


def _connect(trial: Trial, now: datetime, place: imap.Cursor | None = None) -> None:
    """The test letter arrived: the account counts, and answers are noticed from *place* on. Once: a trial that has ended connects nothing."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=trial.owner_id)
        for fresh in Trial.objects.open().filter(pk=trial.pk):
            plus = {"plus_works": fresh.to_address != fresh.address} if fresh.imap_host else {"plus_works": None}
            _keep(fresh, now, **plus, **_beginning(fresh, place))
            Trial.objects.filter(pk=fresh.pk).update(arrived_at=now, **WIPED)
            end(fresh.owner_id, now)


def _keep(trial: Trial, now: datetime, **more: object) -> None:
    facts = {name: getattr(trial, name) for name in SERVERS}
    well = {"tested_at": now, "failed_at": None, "failure": "", "refused_at": None, "refusal": "", "look_at": None, "misses": 0, "renewing_until": None}
    Mailbox.objects.update_or_create(owner_id=trial.owner_id, defaults=facts | well | more)


def _beginning(trial: Trial, place: imap.Cursor | None) -> dict[str, object]:
    """Where looking for answers begins: at what is there now, unless that mailbox was looked into before."""
    box = Mailbox.objects.filter(owner_id=trial.owner_id).first()
    if box and box.cursor_uidvalidity and all(getattr(box, name) == getattr(trial, name) for name in INCOMING):
        return {}
    return {"cursor_uidvalidity": place.uidvalidity if place else 0, "cursor_uid": place.uid if place else 0, "sent_uidvalidity": 0, "sent_uid": 0, "read_at": None}


def confirm(trial: Trial, typed: str, now: datetime) -> bool:
    """Connect an account without an incoming server, when *typed* is the code in the test letter; whether it was.

    Raises: Refusal when it was wrong too often.
    """
    open_ = Trial.objects.open().filter(pk=trial.pk, imap_host="", handed_at__isnull=False, failed_at=None, guesses__lt=MOST_GUESSES)
    if not open_.update(guesses=F("guesses") + 1):
        raise Refusal("That code no longer counts. Send another test letter and type in the code that stands in it.")
    trial.refresh_from_db()
    right = secrets.compare_digest("".join(typed.split()).upper().encode(), trial.code.encode())
    if right:
        _connect(trial, now)
    return right


# The worker's half


def try_due(now: datetime) -> None:
    """Send the test letters that are to leave, and look for those that have left. Once: one worker at each, and each letter leaves once."""
    for trial in Trial.objects.open().filter(began_at__lte=now - FORGET):
        end(trial.owner_id, now)
    leaving = Trial.objects.to_leave(now)
    if leaving.exists() and not release.held():
        _each(leaving, _send, now)
    _each(Trial.objects.to_look_for(now), _look, now)


def _each(due: Trials, step: Step, now: datetime) -> None:
    """One step for each that is due, a few side by side: a class connects its mailboxes in the same five minutes."""
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    if len(keys) < 2:
        return _some(keys, due, step, now)
    hands = min(len(keys), settings.SENDERS)
    threads = [Thread(target=_apart, args=(keys[nth::hands], due, step, now), daemon=True) for nth in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return None


def _apart(keys: list[int], due: Trials, step: Step, now: datetime) -> None:
    try:
        _some(keys, due, step, now)
    finally:
        connection.close()


def _some(keys: list[int], due: Trials, step: Step, now: datetime) -> None:
    for pk in keys:
        token = secrets.token_hex(16)
        mine = Trial.objects.open().filter(pk=pk, lease_token=token)
        if due.filter(pk=pk).update(lease_until=now + LEASE, lease_token=token) and (trial := mine.select_related("owner").first()):
            _attempt(step, trial, mine, now)


def _attempt(step: Step, trial: Trial, mine: Trials, now: datetime) -> None:
    try:
        step(trial, mine, now)
    except Refusal as no:
        _fail(mine, translated(str(no)), now)
    except Exception:
        log.exception("an account could not be tried")
        _fail(mine, "Leg Up could not make sense of what the mail server said. Check the settings.", now)
    finally:
        mine.update(lease_until=None)


def _send(trial: Trial, mine: Trials, now: datetime) -> None:
    account, sender, raw = accounts.smtp_account(trial), accounts.sender(trial, "").spec, _letter(trial, now)
    try:
        smtp.deliver(account, sender, trial.to_address, raw, at_handover=lambda: _hand_over(mine, now), seconds=STEP_SECONDS)
    except (smtp.NotOurs, smtp.Uncertain):
        return  # somebody else's, or it may have left: it is looked for
    except smtp.Undelivered as no:
        if isinstance(no, smtp.Refused) and trial.to_address != trial.address:
            _without_plus(mine, trial, now)
        else:
            _fail(mine, translated(no.words), now)


def _hand_over(mine: Trials, now: datetime) -> bool:
    return mine.filter(lease_until__isnull=False, handed_at=None).update(handed_at=now, look_at=now) == 1


def _look(trial: Trial, mine: Trials, now: datetime) -> None:
    try:
        place = found(accounts.imap_account(trial), trial.code)
    except imap.MailboxUnreachable:
        place = None  # it was reached a moment ago, and will be again
    waited = now - (trial.handed_at or now)
    if place:
        _connect(trial, now, place)
    elif waited > GIVE_UP:
        _fail(mine, NOT_THERE, now)
    elif waited > PLUS_PATIENCE and trial.to_address != trial.address:
        _without_plus(mine, trial, now)
    else:
        mine.update(look_at=now + (OFTEN if waited < QUICK else SELDOM))


def found(account: imap.ImapAccount, code: str) -> imap.Cursor | None:
    """The end of the inbox as it is now, when a letter with *code* in its subject lies there or among the spam. Leaves no trace.

    Raises: as ``imap.fetch_new``.
    """
    with Deadline(2 * STEP_SECONDS) as whole, closing(imap.Mailbox(account, None, STEP_SECONDS, whole)) as mailbox:
        mailbox.open()
        mailbox.sign_in()
        uidvalidity, uidnext = mailbox.examine("INBOX")
        if not mailbox.search(["SUBJECT", code]) and not _is_spam(mailbox, code):
            return None
        return imap.Cursor(uidvalidity, max(uidnext - 1, 0))


def _is_spam(mailbox: imap.Mailbox, code: str) -> bool:
    with mailbox.spoken():
        folder = mailbox.client.find_special_folder(b"\\Junk")
    if not folder:
        return False
    mailbox.examine(folder)
    return bool(mailbox.search(["SUBJECT", code]))


def _fail(mine: Trials, why: str, now: datetime) -> None:
    mine.update(failed_at=now, failure=why)


def _without_plus(mine: Trials, trial: Trial, now: datetime) -> None:
    """Letters to the plus address do not arrive: once more, to the plain one."""
    mine.update(plus_failed_at=now, to_address=trial.address, handed_at=None, look_at=None)


def _letter(trial: Trial, now: datetime) -> bytes:
    sender, to = accounts.sender(trial, trial.owner.full_name), letters.Address(trial.to_address, trial.owner.full_name)
    return letters.compose(
        sender=sender, to=to, subject=f"Leg Up test letter {trial.code}", body=WORDS.format(sender=trial.address, code=trial.code),
        message_id=letters.new_message_id(sender.domain), date=now, reply_to=accounts.reply_to(trial, trial.owner.full_name), auto_submitted=True,
    )  # fmt: skip


def _plus(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return address if "+" in local or len(local) > 50 else f"{local}+{TAG}@{domain}"
