"""The command ``legup``."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from legup import __version__
from legup.lib.refusal import Refusal

DONE, NO = 0, 1  # and 2, from argparse, for what was not asked properly
Commands = Any  # what add_subparsers gives; its type has no public name


def main(arguments: list[str] | None = None) -> int:
    """Run one command. 0: done; 1: refused, and why on the error output; 2: not asked properly."""
    words = sys.argv[1:] if arguments is None else arguments
    asked = _parser().parse_args(_with_command(words))
    if asked.data:
        os.environ["LEGUP_DATA"] = asked.data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legup.settings")
    try:
        return int(asked.run(asked))
    except Refusal as no:
        return _tell_no(str(no), asked)
    except OSError as error:
        from legup.preparing import disk_sentence

        return _tell_no(disk_sentence(error), asked)
    except KeyboardInterrupt:
        return NO


def _tell_no(sentence: str, asked: argparse.Namespace) -> int:
    if getattr(asked, "json", False):
        print(json.dumps({"refused": sentence}))
    print(sentence, file=sys.stderr)
    return NO


def _with_command(words: list[str]) -> list[str]:
    """``serve`` put in where no command was named."""
    at = 0
    while at < len(words) and words[at].startswith("--data"):
        at += 1 if "=" in words[at] else 2
    first = words[at] if at < len(words) else ""
    if first in ("-h", "--help", "--version") or (first and not first.startswith("-")):
        return words
    return [*words[:at], "serve", *words[at:]]


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="legup",
        description="Leg Up helps you talk with people about their work, from the first letter to a foot in the door.",
        epilog="Without a command, Leg Up starts. Settings are read from the environment (LEGUP_…); docs/install.md lists them.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"Leg Up {__version__}")
    top.add_argument("--data", metavar="DIR", help="the folder that holds everything; by default your user-data folder")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    _add_serve(commands)
    _add(commands, "work", work, "do due work only: send letters, collect answers, look at boards; for servers with several machines", as_json=False)
    _add_import(commands)
    _add_check(commands)
    _add_table(commands, "field", field, "say for each title of a table which field of work it belongs to; needs no data and changes nothing", "a table with a column “title”, and perhaps “organization”")
    _add_table(commands, "same-organization", same_organization, "say for each pair of names of a table whether they are names of one organization; needs no data and changes nothing", "a table with the columns “a” and “b”")
    _add(commands, "check-deploy", check_deploy, "look whether the settings, the data and the program fit together; changes nothing")
    invite_command = _add(commands, "invite", invite, "on a server: ask somebody in; the invitation is mailed, or its link is printed where LEGUP_MAIL_RELAY is not set")
    invite_command.add_argument("address", metavar="ADDRESS", help="the mail address of the person you ask in")
    demo_command = _add(commands, "demo", demo, "fill a separate, clearly marked workspace with made-up people and letters, to look around in")
    demo_command.add_argument("--remove", action="store_true", help="remove the made-up workspace again")
    backup_command = _add(commands, "backup", backup, "write everything into one file, also while Leg Up runs, and prove that it can be restored")
    backup_command.add_argument("file", metavar="FILE", help="the file to write; it must not be there yet")
    backup_command.add_argument("--with-key", action="store_true", help="put the key in as well, without which saved mailbox passwords cannot be read; then keep the file as safe as a password")
    restore_command = _add(commands, "restore", restore, "put a backup in place of the present data, which is kept beside it; Leg Up must not be running")
    restore_command.add_argument("file", metavar="FILE", help="a file that legup backup wrote")
    return top


def _add(commands: Commands, name: str, run: Callable[[argparse.Namespace], int], words: str, as_json: bool = True) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".", allow_abbrev=False)
    command.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="the folder that holds everything; by default your user-data folder")
    if as_json:
        command.add_argument("--json", action="store_true", help="answer as one line of JSON, for programs")
    command.set_defaults(run=run)
    return command


def _add_serve(commands: Commands) -> None:
    command = _add(commands, "serve", serve, "start Leg Up and keep it running until Ctrl-C (this is what happens without a command)")
    command.add_argument("--port", type=_port, metavar="PORT", help="the port to listen at; 8471 by default, or a free one when that is taken")
    command.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="the address to listen at; by default 127.0.0.1, which only this computer reaches")
    command.add_argument("--no-browser", action="store_true", help="do not open a browser")


def _add_import(commands: Commands) -> None:
    command = _add(commands, "import", import_, "bring in your people from a file: LinkedIn's Connections.csv, Google Contacts as CSV, or vCards")
    command.add_argument("file", metavar="FILE", help="the file to read; it is not changed")
    command.add_argument("--preview", action="store_true", help="only say what would be brought in")
    command.add_argument("--for", dest="email", metavar="ADDRESS", help="on a server: the address of the person whose people these are")


def _add_check(commands: Commands) -> None:
    words = "read a letter, and say what is good and what would make it better; needs no data and changes nothing"
    command = commands.add_parser("check", help=words, description=words[0].upper() + words[1:] + ". The rules are for letters in English.", allow_abbrev=False)
    command.add_argument("file", metavar="FILE", nargs="?", default="-", help="the letter as plain text, which may begin with a line “Subject: …”; - or nothing reads the standard input")
    command.add_argument("--jsonl", action="store_true", help="read one JSON object a line, with id, kind, subject and body, and answer each with id, labels and findings")
    command.add_argument("--kind", metavar="KIND", type=_kind, help="what kind of letter it is: request (as long as nothing is said), reminder, answer, thanks, applying, …")
    command.add_argument("--json", action="store_true", help="answer as one line of JSON, for programs")
    command.set_defaults(run=check)


def _add_table(commands: Commands, name: str, run: Callable[[argparse.Namespace], int], words: str, table: str) -> None:
    command = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".", allow_abbrev=False)
    command.add_argument("file", metavar="FILE", nargs="?", default="-", help=f"{table}; - or nothing reads the standard input")
    command.add_argument("--csv", action="store_true", required=True, help="the table is CSV, with the names of its columns in the first row, and so is the answer")
    command.set_defaults(run=run)


def _kind(text: str) -> str:
    from legup.outreach.kinds import KINDS

    if text not in KINDS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a kind of letter; the kinds are {', '.join(KINDS)}")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; ports are whole numbers from 1 to 65535")
    return int(text)


def _django() -> Any:
    """The settings, with everything loaded.

    Raises: Refusal for a setting that is unknown or impossible.
    """
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    os.umask(0o077)  # what we write is for this user alone
    gc.disable()  # while everything is loaded there is little to find, and looking takes a fifth of the time
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refusal(str(error)) from None
    finally:
        gc.enable()
    return settings


def serve(asked: argparse.Namespace) -> int:
    """Start Leg Up."""
    _django()
    from legup import serving

    return serving.serve(asked.host, asked.port, not asked.no_browser, asked.json)


def work(asked: argparse.Namespace) -> int:
    """Do due work until stopped."""
    settings = _django()
    from legup import preparing, serving

    with preparing.using(settings.DATA):
        preparing.prepare(_say)
        _say("Leg Up is working. Press Ctrl-C to stop.")
        serving.work()
    return DONE


def import_(asked: argparse.Namespace) -> int:
    """Bring people in."""
    settings = _django()
    from legup import preparing
    from legup.contacts import importing

    data = _read(Path(asked.file).expanduser())
    with preparing.using(settings.DATA):
        preparing.prepare(_say)
        batch = importing.preview(_owner(settings, asked.email), data, Path(asked.file).name)
        if not asked.preview:
            batch = importing.apply(batch)
    counts = {name: count for name, count in batch.counts.items() if isinstance(count, int)}
    heading = "This would bring in" if asked.preview else "Brought in"
    told = ", ".join(f"{counts[name]} {words}" for name, words in _COUNTED.items() if counts.get(name))
    _answer(asked, {"file": asked.file, "kind": batch.kind, "applied": not asked.preview, "counts": counts}, f"{heading}: {told or 'nobody'}.")
    return DONE


_COUNTED = {"new": "new", "changed": "completed", "same": "already known", "again": "told twice in the file", "unreadable": "rows that could not be read"}


def _read(path: Path) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    from legup.contacts.importers import MAX_BYTES

    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise Refusal(f"{path.name} is {path.stat().st_size // 1_000_000} MB; Leg Up reads lists up to {MAX_BYTES // 1_000_000} MB. Split it, or export it without pictures.")
    return path.read_bytes()


def _owner(settings: Any, email: str | None) -> Any:
    """Whose data a command is about: the laptop's owner, or on a server the person with that address."""
    from legup.accounts.models import User
    from legup.accounts.owner import laptop_owner

    if not settings.IS_SERVER:
        return laptop_owner()
    person = User.objects.filter(email=(email or "").lower()).first()
    if person is None:
        raise Refusal("Say whose people these are: --for with the address of somebody who has an account here.")
    return person


def check(asked: argparse.Namespace) -> int:
    """Say what there is to say about letters."""
    from legup import checking

    return checking.check(asked.file, asked.kind, asked.jsonl, asked.json)


def field(asked: argparse.Namespace) -> int:
    """Say which fields of work titles belong to."""
    from legup import tabling

    return tabling.fields(asked.file)


def same_organization(asked: argparse.Namespace) -> int:
    """Say which names mean one organization."""
    from legup import tabling

    return tabling.organizations(asked.file)


def check_deploy(asked: argparse.Namespace) -> int:
    """Tell what does not fit."""
    settings = _django()
    from legup import preparing

    with preparing.using(settings.DATA):
        problems = preparing.problems()
    sentence = "Everything fits together." if not problems else "\n".join(problems)
    _answer(asked, {"ok": not problems, "problems": problems, "version": __version__, "data": str(settings.DATA)}, sentence)
    return NO if problems else DONE


def invite(asked: argparse.Namespace) -> int:
    """Ask somebody in to a server."""
    settings = _django()
    from legup import preparing
    from legup.accounts import inviting

    with preparing.using(settings.DATA):
        preparing.prepare(_say)
        link = inviting.invite(asked.address, None)
    if settings.MAIL_RELAY:
        _answer(asked, {"invited": asked.address, "mailed": True}, f"An invitation is on its way to {asked.address}.")
    else:
        _answer(asked, {"invited": asked.address, "mailed": False, "link": link}, f"Give this link to {asked.address}; it works for two weeks: {link}")
    return DONE


def demo(asked: argparse.Namespace) -> int:
    """Fill or remove the made-up workspace."""
    settings = _django()
    from legup import preparing
    from legup.accounts.owner import laptop_owner
    from legup.desk import samples
    from legup.lib.clock import now

    if settings.IS_SERVER:
        raise Refusal("The made-up workspace is for a Leg Up of your own. On a server it would stand among real people's accounts.")
    with preparing.using(settings.DATA):
        preparing.prepare(_say)
        if asked.remove:
            samples.remove(laptop_owner())
        else:
            samples.fill(laptop_owner(), now())
    done = "The made-up workspace is gone." if asked.remove else "The made-up workspace is ready. Start Leg Up and look around in it. Remove it with: legup demo --remove"
    _answer(asked, {"filled": not asked.remove}, done)
    return DONE


def backup(asked: argparse.Namespace) -> int:
    """Write a backup."""
    settings = _django()
    from legup import keeping, preparing

    with preparing.using(settings.DATA):
        preparing.prepare(_say)
        manifest = keeping.backup(Path(asked.file), asked.with_key)
    key = (
        "The key is in it: whoever has the file can read saved mailbox passwords."
        if asked.with_key
        else "Saved mailbox passwords can be read again only with this computer's key, which is not in it; on another computer you would type them anew."
    )
    rows = sum(manifest["tables"].values())
    _answer(asked, manifest | {"file": asked.file}, f"Saved and proven by a trial restore: {asked.file} ({rows} rows, {len(manifest['files']) - 1} files). {key}")
    return DONE


def restore(asked: argparse.Namespace) -> int:
    """Put a backup in place."""
    _django()
    from legup import keeping

    manifest = keeping.restore(Path(asked.file).expanduser().absolute())
    sentence = f"Restored the backup of {manifest['made_at'][:10]}. What was here before is kept in {manifest['kept']}. No letter leaves until you release the mail."
    _answer(asked, manifest | {"file": asked.file}, sentence)
    return DONE


def _answer(asked: argparse.Namespace, facts: dict, sentence: str) -> None:
    print(json.dumps(facts) if asked.json else sentence)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
