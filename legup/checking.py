"""``legup check``: letters read by the rules of good letters, one for a person or a stream of them for programs. No data, no database."""

import json
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from legup.lib.refusal import Refusal
from legup.outreach.checks import Finding, findings_of, labels_of, read
from legup.outreach.checks.text import Letter
from legup.outreach.rules import said_by

LONGEST = 16_000_000  # bytes of one line or letter; what is longer is said to be too long and passed over
_HEADS = {"error": "Must change", "warning": "Better changed", "hint": "Worth a thought"}


def check(file: str, kind: str | None, as_lines: bool, as_json: bool) -> int:
    """Read letters from *file*, or from the standard input for ``-``, and print what there is to say.

    Raises: Refusal when the file cannot be read.
    """
    try:
        with _opened(file) as stream:
            told = _each(stream, kind or "request") if as_lines else _one(stream, kind or "request", as_json)
            with closing(told):
                for line in told:
                    _print(line)
    except BrokenPipeError:
        sys.stdout = None  # whoever read has gone; there is nobody to tell
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror or error}.") from None
    return 0


def _opened(file: str) -> IO[bytes]:
    if file != "-":
        return Path(file).expanduser().open("rb")
    if sys.stdin.isatty():
        print("Write or paste the letter; end it with Ctrl-D on a line of its own.", file=sys.stderr)
    return sys.stdin.buffer


def _print(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


# --- one letter, for a person -----------------------------------------------------------------------------------------------


def _one(stream: IO[bytes], kind: str, as_json: bool) -> Generator[str, None, None]:
    """What there is to say about the one letter in *stream*."""
    subject, body = _taken_apart(_decoded(stream.read(LONGEST)))
    letter = read(subject, body)
    if as_json:
        yield json.dumps(_told(None, kind, letter))
        return
    found = findings_of(kind, letter)
    faults = [f for f in found if not f.good]
    yield _summary(faults, len(found) - len(faults))
    for fault in faults:
        yield _said(letter, fault)


def _taken_apart(text: str) -> tuple[str, str]:
    """A leading line ``Subject: …`` and the rest."""
    first, _, rest = text.lstrip().partition("\n")
    name, colon, subject = first.partition(":")
    return (subject.strip(), rest.lstrip("\r\n")) if colon and name.strip().lower() == "subject" else ("", text)


def _decoded(raw: bytes) -> str:
    """Text in whatever it was saved; bytes that are no UTF-8 are taken for Windows text."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _summary(faults: list[Finding], kept: int) -> str:
    counts = [(sum(f.severity == level for f in faults), words.lower()) for level, words in _HEADS.items()]
    told = ", ".join(f"{count} {words}" for count, words in counts if count) or "Nothing to change"
    return f"{told[0].upper()}{told[1:]}; {kept} done well." if kept else f"{told[0].upper()}{told[1:]}."


def _said(letter: Letter, fault: Finding) -> str:
    """A finding as a person reads it: the words, why, who says so, what to do."""
    quote = " ".join(letter.typed[slice(*fault.span)].split()) if fault.span else ""
    lines = [f"\n{_HEADS[fault.severity]} ({fault.rule})" + (f": “{quote if len(quote) < 200 else quote[:200] + ' …'}”" if quote else "")]
    lines.append(f"  {fault.message}")
    by = said_by(tuple(fault.source.split()))
    lines += [f"  {by}." if by else f"  Source: {fault.source}."] if fault.source else []
    if fault.mend is not None:
        lines.append(f"  Mend: {fault.mend}" if fault.mend else "  Mend: take this sentence out.")
    return "\n".join(lines)


# --- a stream of letters, for programs --------------------------------------------------------------------------------------


def _each(stream: IO[bytes], kind: str) -> Generator[str, None, None]:
    """One JSON object for each line; a line that is none of ours says so and the rest goes on."""
    for raw in _lines(stream):
        if raw.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
            yield json.dumps(_answered(raw, kind))


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines as they come, none longer than it may be."""
    while line := stream.readline(LONGEST + 1):
        rest = line
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST + 1)
        yield line


def _answered(raw: bytes, kind: str) -> dict[str, Any]:
    name = None
    try:
        row = _row(raw)
        name = row.get("id")
        return _told(name, _text(row, "kind") or kind, read(_text(row, "subject"), _text(row, "body", needed=True)))
    except Refusal as no:
        return {"id": name, "error": str(no)}
    except Exception as error:  # a fault of ours in one letter must not cost the others
        return {"id": name, "error": f"This letter could not be checked ({type(error).__name__})."}


def _row(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST:
        raise Refusal(f"The line is longer than {LONGEST} bytes.")
    try:
        row = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Refusal(f"The line is not JSON: {error}.") from None
    if not isinstance(row, dict):
        raise Refusal("The line is not a JSON object.")
    return row


def _text(row: dict[str, Any], key: str, needed: bool = False) -> str:
    value = row.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise Refusal(f"“{key}” must be text." if key in row else f"There is no “{key}”.")
    return value


def _told(name: Any, kind: str, letter: Letter) -> dict[str, Any]:
    faults = [f for f in findings_of(kind, letter) if not f.good]
    told = [{"rule": f.rule, "severity": f.severity, "span": f.span, "message": f.message, "source": f.source, "mend": f.mend} for f in faults]
    return {"id": name, "labels": labels_of(kind, letter), "findings": told}
