"""vCards (RFC 6350, and the older 3.0 and 2.1): lines and cards, within limits."""

import io
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from legup.lib.refusal import Refusal

MAX_CARD_LINES = 2_000
MAX_VALUE = 100_000
_HEAVY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_HEAD = re.compile(r'((?:"[^"]*"|[^":])+):')
_OPTION = re.compile(r'(?:"[^"]*"|[^";])+')
_ESCAPES = {"n": "\n", "N": "\n"}
_BARE = {"QUOTED-PRINTABLE": "ENCODING", "BASE64": "ENCODING", "8BIT": "ENCODING", "7BIT": "ENCODING"}


class Line(NamedTuple):
    """One property of a card.

    Shape: *name* and the names of *params* in capitals; *value* as written, still escaped, quoted-printable undone.
    """

    group: str
    name: str
    params: dict[str, list[str]]
    value: str

    @property
    def text(self) -> str:
        """The value as one text."""
        return unescaped(self.value.replace("\r\n", "\n"))

    @property
    def parts(self) -> list[str]:
        """The value as its parts between semicolons."""
        return [unescaped(part) for part in split(self.value)]

    @property
    def picture(self) -> str:
        """The value of a picture as an address: where it is, or itself as ``data:``."""
        if self.params.get("ENCODING", [""])[0].upper() in ("B", "BASE64"):
            kind = next(iter(self.types), "jpeg").removeprefix("image/")
            return f"data:image/{kind};base64,{''.join(self.value.split())}"
        return self.text

    @property
    def types(self) -> list[str]:
        """What kind of address or number this is, in small letters."""
        return [word.strip().lower() for value in self.params.get("TYPE", []) for word in value.split(",")]


class Broken(NamedTuple):
    """A card that could not be read, and why."""

    sentence: str


def cards(text: str) -> Iterator[list[Line] | Broken]:
    """Every card of *text*, one after another; large pictures and keys are left out, cards inside cards too.

    Shape: a card that is too long, malformed or without an end comes as `Broken`, and the rest goes on.
    Raises: Refusal when the file ends inside a card.
    """
    card: list[Line] = []
    depth = 0
    why = ""
    for raw in _unfolded(text):
        marker = raw[:15].strip().upper() if raw[:1] in "BbEe" else ""
        if marker == "BEGIN:VCARD":
            if depth == 1 and not (card and card[-1].name == "AGENT"):
                yield Broken("This card has no end.")
                depth = 0
            depth += 1
            if depth == 1:
                card, why = [], ""
        elif marker == "END:VCARD" and depth:
            depth -= 1
            if depth == 0:
                yield Broken(why) if why else card
        elif depth == 1 and not why:
            why = _take(card, raw)
    if depth:
        raise Refusal("The file breaks off in the middle of a card. Export or download it again, then choose it once more. Nothing was brought in.")


def _take(card: list[Line], raw: str) -> str:
    """Add one line to *card*; why that cannot be, if so."""
    line = _line(raw)
    if line is None:
        return ""
    card.append(line)
    if len(card) > MAX_CARD_LINES:
        return f"This card has more than {MAX_CARD_LINES:,} lines."
    return f"Its field {line.name} is longer than {MAX_VALUE:,} characters." if len(line.value) > MAX_VALUE else ""


def _unfolded(text: str) -> Iterator[str]:
    """Logical lines: folding undone, soft breaks of quoted-printable too; heavy ones are left out when they are too long."""
    parts: list[str] = []
    heavy = soft = False
    size = 0
    for line in io.StringIO(text, newline=None):
        line = line.rstrip("\n")
        if line[:1] in (" ", "\t") and parts and not soft:
            size += len(line)
            if not heavy or size <= MAX_VALUE:
                parts.append(line[1:])
            continue
        if soft:
            parts.append("\n" + line)
        else:
            if parts and not (heavy and size > MAX_VALUE):
                yield "".join(parts)
            parts, heavy, size = [line], _is_heavy(line), len(line)
        soft = line.endswith("=") and not heavy and "QUOTED-PRINTABLE" in parts[0][:300].partition(":")[0].upper()
    if parts and not (heavy and size > MAX_VALUE):
        yield "".join(parts)


def lightened(text: str) -> str:
    """*text* without its pictures, sounds and keys."""
    kept: list[str] = []
    heavy = False
    for line in text.splitlines():
        heavy = heavy if line[:1] in (" ", "\t") else _is_heavy(line)
        if not heavy:
            kept.append(line)
    return "\n".join(kept)


def _is_heavy(line: str) -> bool:
    name = line[:40].replace(":", ";").partition(";")[0].rpartition(".")[2]
    return name.upper() in _HEAVY


def _line(raw: str) -> Line | None:
    """One logical line taken apart; None for a line that is none, such as the rest of a picture."""
    found = _HEAD.match(raw[:5_000])
    if not found:
        return None
    name, *options = _OPTION.findall(found.group(1))
    group, _, name = name.strip().rpartition(".")
    name = name.upper()
    if not name.replace("-", "").isalnum():
        return None
    params: dict[str, list[str]] = {}
    for option in options:
        key, equals, word = option.partition("=")
        if not equals:
            key, word = _BARE.get(key.upper(), "TYPE"), key
        params.setdefault(key.strip().upper(), []).append(word.strip(' "'))
    value = raw[found.end() :]
    if params.get("ENCODING", [""])[0].upper() == "QUOTED-PRINTABLE":
        value = _from_quoted_printable(value, params.get("CHARSET", ["utf-8"])[0])
    return Line(group, name, params, value)


def _from_quoted_printable(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8"))
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("cp1252", "replace")


def split(value: str) -> list[str]:
    r"""*value* at each semicolon that is not escaped (``\;``)."""
    if "\\" not in value:
        return value.split(";")
    parts, start, i = [], 0, 0
    while i < len(value):
        if value[i] == "\\":
            i += 1
        elif value[i] == ";":
            parts.append(value[start:i])
            start = i + 1
        i += 1
    return [*parts, value[start:]]


def unescaped(value: str) -> str:
    r"""*value* with ``\n``, ``\,``, ``\;`` and ``\\`` undone."""
    if "\\" not in value:
        return value.strip()
    out, i = [], 0
    while i < len(value):
        if value[i] == "\\" and i + 1 < len(value):
            i += 1
            out.append(_ESCAPES.get(value[i], value[i]))
        else:
            out.append(value[i])
        i += 1
    return "".join(out).strip()


def escaped(text: str) -> str:
    r"""*text* as a value: `unescaped` gives it back."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def folded_line(line: str) -> str:
    """*line* with its end, folded so that none is longer than 75 bytes."""
    if len(line.encode()) <= 75:
        return line + "\r\n"
    out, room = [], 75
    for character in line:
        size = len(character.encode())
        if size > room:
            out.append("\r\n ")
            room = 74
        out.append(character)
        room -= size
    return "".join(out) + "\r\n"
