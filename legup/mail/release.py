"""Whether this copy of Leg Up may send: a database that was restored or copied keeps every letter until a person releases it.

A file in the data folder, outside the database, says which copy this is: a random name, and the folder's inode, which a
copied folder does not keep. The database says the same. Where they differ, one of them came from elsewhere.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from legup.lib import clock
from legup.mail.models import Instance

ELSEWHERE = "This database was copied here from another place. The other copy may be sending too."


def identity(folder: Path | None = None) -> str:
    """Which copy the data folder holds, or nothing when it was never told or was itself copied."""
    folder = folder or settings.DATA
    try:
        name, inode = (folder / "instance.id").read_text().split()
    except (FileNotFoundError, ValueError):
        return ""
    return name if inode == str(folder.stat().st_ino) else ""


def settle(now: datetime) -> Instance:
    """What the database says of this copy, after noticing a copy or a first start. Writes.

    Once: a first start writes both marks; afterwards nothing changes unless they differ.
    """
    known = Instance.objects.filter(pk=1).first()
    if known and (known.held_at or known.identity == identity()):
        return known
    with transaction.atomic():
        instance, is_new = Instance.objects.get_or_create(pk=1, defaults={"identity": _new_name(), "since": now})
        if is_new:
            _mark(instance.identity)
        elif instance.identity != identity() and not instance.held_at:
            instance.held_at, instance.reason = now, ELSEWHERE
            instance.save()
    return instance


def held() -> Instance | None:
    """The hold that keeps letters in, if there is one. Reads only, so that a page may ask."""
    instance = Instance.objects.filter(pk=1).first()
    if instance and not instance.held_at and instance.identity != identity():
        instance.held_at, instance.reason = clock.now(), ELSEWHERE
    return instance if instance and instance.held_at else None


def hold(reason: str, now: datetime | None = None) -> None:
    """Let nothing leave until a person releases it; *reason* is the sentence that they will read."""
    now = now or clock.now()
    with transaction.atomic():
        settle(now)
        Instance.objects.filter(pk=1).update(held_at=now, reason=reason)


def release(now: datetime) -> None:
    """Let letters leave again, as a copy of its own: the other one, if there is one, is now the stranger.

    Once: releasing what is not held changes nothing.
    """
    with transaction.atomic():
        if held():
            name = _new_name()
            Instance.objects.filter(pk=1).update(identity=name, since=now, held_at=None, reason="")
            _mark(name)


def _new_name() -> str:
    return secrets.token_hex(16)


def _mark(name: str) -> None:
    """Write which copy this is: beside, then in place."""
    beside, inode = settings.DATA / "instance.id.new", settings.DATA.stat().st_ino
    with beside.open("w") as file:
        file.write(f"{name} {inode}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.rename(settings.DATA / "instance.id")
