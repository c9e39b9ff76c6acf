"""Keeping: one file that holds everything, proven by restoring it, and putting such a file back."""

import hashlib
import json
import os
import re
import secrets
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.conf import settings

from legup import __version__, dumping, preparing
from legup.lib.clock import now
from legup.lib.refusal import Refusal

FORMAT = "Leg Up backup 1"
MEDIA = "media"
KEY = "secret.key"
INSTANCE = "instance.id"  # gone after a restore, so that the mail is held even if we are cut off
MANIFEST_LIMIT = 64_000_000
PIECE = 1 << 20
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENTRY = re.compile(r"database\.(sqlite3|dump)|secret\.key|media(/(?!\.\.?(?:/|$))[^/\\\0]+)+")


def backup(path: Path, with_key: bool = False) -> dict:
    """Write one file with the database and every kept file, while Leg Up runs, and prove it by a trial restore.

    Shape: the manifest: ``format made_at version tables files with_key``.
    Raises: Refusal when *path* is taken or cannot be written, or the proof fails; then no file is left.
    """
    path = path.expanduser().absolute()
    if path.exists():
        raise Refusal(f"{path} is there already. Name another file.")
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it first, or name another file.")
    with tempfile.TemporaryDirectory(prefix=".legup-backup-", dir=path.parent) as beside:
        made, trial = Path(beside, "backup"), Path(beside, "trial")
        manifest = _write(made, Path(beside), with_key)
        _prove(made, trial)
        _keep(made)
        made.rename(path)
    _keep(path.parent)
    return manifest


def _write(made: Path, beside: Path, with_key: bool) -> dict:
    database = dumping.database()
    copy = beside / database.entry
    manifest = {"format": FORMAT, "made_at": now().isoformat(), "version": __version__, "with_key": with_key}
    manifest["tables"] = database.copy(copy)
    manifest["files"] = files = {}
    with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out, _zip(out) as archive:
        for name, file in _everything(database.entry, copy, with_key):
            if (told := _add(archive, name, file)) is not None:
                files[name] = told
        archive.writestr("manifest.json", json.dumps(manifest))
    copy.unlink()
    return manifest


def _zip(out: IO[bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)


def _everything(entry: str, copy: Path, with_key: bool) -> Iterable[tuple[str, Path]]:
    yield entry, copy
    if with_key and (settings.DATA / KEY).exists():
        yield KEY, settings.DATA / KEY
    for file in sorted((settings.DATA / MEDIA).rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield f"{MEDIA}/{file.relative_to(settings.DATA / MEDIA).as_posix()}", file


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> dict | None:
    """Store one file; None when it was removed since we listed it."""
    try:
        with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as out:
            return _pour(source, out)
    except FileNotFoundError:
        return None


def _pour(source: IO[bytes], out: IO[bytes], limit: int | None = None) -> dict:
    """Copy, and tell the size and the hash of what was copied."""
    seen, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        size += len(piece)
        if limit is not None and size > limit:
            raise Refusal("It holds more than it says.")
        seen.update(piece)
        out.write(piece)
    return {"size": size, "sha256": seen.hexdigest()}


def _prove(file: Path, trial: Path) -> None:
    """A backup counts only after its restore was verified."""
    manifest = _unpack(file, trial)
    _verify(manifest, trial)
    shutil.rmtree(trial)


def restore(path: Path) -> dict:
    """Put a backup in place of the present data, which is kept in ``before-restore-DATE`` beside it.

    Built and verified beside first. Afterwards nothing leaves by mail until a person releases it.
    Raises: Refusal when Leg Up runs, or the file is not a whole backup of ours; then nothing has changed.
    """
    with preparing.using(settings.DATA, alone=True):
        finish_swap()
        database = dumping.database()
        database.refuse_while_used()
        name = f"restoring-{secrets.token_hex(4)}"
        beside = settings.DATA / name
        try:
            manifest = _unpack(path, beside)
            _verify(manifest, beside)
            database.stage(beside / database.entry, _staged(name))
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        kept = f"before-restore-{now():%Y%m%d-%H%M%S}"
        _write_journal({"new": name, "kept": kept, "made_at": manifest["made_at"]})
        finish_swap()
        preparing.prepare()
        return manifest | {"kept": str(settings.DATA / kept)}


def _staged(name: str) -> str:
    return f"legup_{name.replace('-', '_')}"


def _unpack(path: Path, into: Path) -> dict:
    """Unpack a backup into a new folder; every byte is checked against its manifest.

    Raises: Refusal for anything that is not a whole backup of ours, before more is written than it declares.
    """
    into.mkdir(mode=0o700)
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _weigh(archive, manifest, path.stat().st_size, into)
            for name, told in manifest["files"].items():
                _extract(archive, name, told, into / name)
            return manifest
    except Refusal as no:
        raise Refusal(f"{path} cannot be restored. {no}") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, struct.error, OverflowError) as error:
        raise Refusal(f"{path} is not a Leg Up backup, or only a part of one ({error}).") from error
    except OSError as error:
        raise Refusal(preparing.disk_sentence(error)) from error


def _manifest(archive: zipfile.ZipFile) -> dict:
    if "manifest.json" not in archive.namelist() or archive.getinfo("manifest.json").file_size > MANIFEST_LIMIT:
        raise Refusal("It is not a backup made by Leg Up.")
    manifest = json.loads(archive.read("manifest.json"))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Refusal("It was not made by this kind of Leg Up.")
    files, names = manifest.get("files"), archive.namelist()
    if not isinstance(files, dict) or sorted(names) != sorted(["manifest.json", *files]):
        raise Refusal("What it holds is not what its list says.")
    if any(info.compress_type not in _PACKINGS or info.flag_bits & 1 for info in archive.infolist()):
        raise Refusal("It is packed in a way that no backup is.")
    if odd := [name for name in files if not _ENTRY.fullmatch(name)]:
        raise Refusal(f"It holds a file that no backup has: {odd[0][:60]!r}.")
    if dumping.database().entry not in files:
        raise Refusal(f"It was not made from {dumping.database().word}, which this Leg Up uses.")
    return manifest


def _weigh(archive: zipfile.ZipFile, manifest: dict, packed: int, into: Path) -> None:
    """Refuse what would not fit, or what no honest file would unpack to."""
    size = sum(info.file_size for info in archive.infolist())
    if size > 200 * packed + 100_000_000:
        raise Refusal("It would unpack to far more than a backup does.")
    if size * 1.1 > shutil.disk_usage(into).free:
        raise Refusal(f"It needs {size // 1_000_000 + 1} MB on the disk, and less is free.")
    for name, told in manifest["files"].items():
        if not isinstance(told, dict) or told.get("size") != archive.getinfo(name).file_size:
            raise Refusal("What it holds is not what its list says.")


def _extract(archive: zipfile.ZipFile, name: str, told: dict, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with archive.open(name) as source, open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        if _pour(source, out, told["size"]) != told:
            raise Refusal(f"{name} in it is damaged.")
        os.fsync(out.fileno())


def _verify(manifest: dict, folder: Path) -> None:
    database = dumping.database()
    rows, steps = database.check(folder / database.entry)
    if rows != manifest.get("tables"):
        raise Refusal("The database in it does not have the rows that its list says.")
    ours = {name for app, name in preparing.wanted() if app == "legup"}
    if newer := steps - ours:
        raise Refusal(f"It was made by a newer Leg Up ({min(newer)}). Update Leg Up first.")


def finish_swap() -> None:
    """Carry on a restore that was cut off while it moved things. Once: each move is done once, however often it is called."""
    journal = _journal()
    if not journal.exists():
        return
    plan = json.loads(journal.read_text())
    if plan.get("moved"):
        return
    new, kept = settings.DATA / plan["new"], settings.DATA / plan["kept"]
    kept.mkdir(mode=0o700, exist_ok=True)
    if new.exists():
        dumping.database().place(new, _staged(plan["new"]), kept)
        for name in (MEDIA, KEY, INSTANCE):
            _move(settings.DATA / name, new / name, kept / name, empty=name != KEY)
        shutil.rmtree(new)
    _keep(settings.DATA)
    _write_journal(plan | {"moved": True})


def _move(present: Path, fresh: Path, kept: Path, empty: bool) -> None:
    """Put *fresh* at *present*, whose old content goes to *kept*; *empty*: nothing fresh means that nothing stays."""
    if (fresh.exists() or empty) and present.exists() and not kept.exists():
        present.rename(kept)
    if fresh.exists():
        fresh.rename(present)


def hold_after_restore() -> None:
    """Keep every letter in until a person releases it, when a restore has just ended. Once: until the journal is gone."""
    journal = _journal()
    if journal.exists():
        from legup.mail import release

        made = json.loads(journal.read_text())["made_at"]
        release.hold(f"A backup from {made[:10]} was restored. What it holds may have been sent since.")
        journal.unlink()


def copy_database(to: Path) -> None:
    """A copy of the database alone, kept before its tables are changed."""
    dumping.database().copy(to)
    _keep(to)


def _journal() -> Path:
    return Path(settings.DATA / "restore.json")


def _write_journal(plan: dict) -> None:
    beside = settings.DATA / "restore.json.new"
    beside.write_text(json.dumps(plan))
    _keep(beside)
    beside.rename(_journal())
    _keep(settings.DATA)


def _keep(path: Path) -> None:
    """Make sure that it is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
