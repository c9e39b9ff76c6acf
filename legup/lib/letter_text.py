"""The words of a letter, whatever they were packed in: plain, flowed or HTML, in the charset they claim or the one they are in."""

import html
import re
from collections.abc import Callable, Iterator
from email.message import Message
from typing import Any

MAX_PARTS = 200
MAX_HTML = 500_000
# What JSON, SQLite and PostgreSQL cannot all keep.
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_OPENS, _CLOSES = "\ue000", "\ue001"  # stand in HTML where a quote begins and ends
# Charsets that are claimed for letters written in a larger one.
_LARGER = {
    "iso-2022-jp": "iso2022_jp_ext", "shift_jis": "cp932", "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "big5": "cp950",
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "iso-8859-9": "cp1254",
}  # fmt: skip


def quietly(act: Callable[[], Any], otherwise: Any) -> Any:
    """The standard library's parsers raise all kinds of things at hostile bytes."""
    try:
        return act()
    except Exception:
        return otherwise


def from_bytes(chunk: bytes, charset: str) -> str:
    """Text in the charset it claims, or in the one that it is in after all."""
    named = charset.lower().strip("'\" ")
    japanese = b"\x1b$" in chunk or b"\x1b(J" in chunk
    larger = _LARGER.get("iso-2022-jp" if japanese else named, named)
    for name, errors in (
        (named, "strict"),
        (larger, "strict"),
        *([(larger, "replace")] if japanese else []),
        ("utf-8", "strict"),
        ("cp1252", "replace"),
    ):
        if japanese and name in ("utf-8", "us-ascii"):
            continue  # seven bits, but no ASCII
        try:
            return chunk.decode(name, errors)
        except (LookupError, ValueError):
            continue
    return ""


def kept(text: str) -> str:
    """*text* without what a database cannot keep."""
    return _UNKEPT.sub("", text)


def text(message: Message) -> str:
    """The whole body as text. Raises: whatever hostile bytes provoke."""
    parts = list(_inline(message))
    plain = [_plain(p) for p in parts if p.get_content_type() == "text/plain"]
    if any(t.strip() for t in plain):
        return _tidy("\n".join(plain))
    return _tidy("\n".join(from_html(_payload(p)) for p in parts if p.get_content_type() == "text/html"))


def _inline(message: Message) -> Iterator[Message]:
    """The parts that are read where they stand: no attachments, and no letters within the letter."""
    waiting, seen = [message], 0
    while waiting and seen < MAX_PARTS:
        part, seen = waiting.pop(), seen + 1
        if part.is_multipart():
            inner: Any = part.get_payload() if part.get_content_maintype() == "multipart" else []
            waiting += reversed(inner[:MAX_PARTS])
        elif quietly(part.get_content_disposition, "attachment") != "attachment":
            yield part


def _payload(part: Message) -> str:
    content = quietly(lambda: part.get_payload(decode=True), b"")
    if not isinstance(content, bytes):
        return ""
    charset = quietly(lambda: str(part.get_content_charset("utf-8")), "utf-8")
    return from_bytes(content, charset)


def _plain(part: Message) -> str:
    words, flowed = _payload(part), quietly(lambda: str(part.get_param("format", "")).lower(), "") == "flowed"
    return unflowed(words, quietly(lambda: str(part.get_param("delsp", "")).lower(), "") == "yes") if flowed else words


def unflowed(words: str, drops_spaces: bool = False) -> str:
    """Lines that were broken to be mailed, whole again [RFC 3676]."""
    lines: list[str] = []
    open_at = None  # how deep the line is quoted that goes on
    for line in words.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        said = line[depth:].removeprefix(" ")
        flows = said.endswith(" ") and said != "-- "
        said = said[:-1] if flows and drops_spaces else said
        if depth == open_at and said != "-- ":
            lines[-1] += said
        else:
            lines.append(">" * depth + " " * bool(depth) + said)
        open_at = depth if flows else None
    return "\n".join(lines)


def _tidy(text: str) -> str:
    lines = kept(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def from_html(source: str) -> str:
    """HTML as a person would read it; what it quotes is marked with ``>``."""
    from inscriptis import get_text  # lxml is slow to load, and most letters have plain text
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.model.config import ParserConfig

    short = re.sub(f"[{_OPENS}{_CLOSES}]", "", kept(source)[:MAX_HTML])
    quotes = re.subn(r"<blockquote\b[^<>]{0,2000}>", rf"\g<0><div>{_OPENS}</div>", short, flags=re.I)
    marked = re.sub(r"</blockquote\s*>", rf"<div>{_CLOSES}</div>\g<0>", quotes[0], flags=re.I) if quotes[1] else short
    try:
        config = ParserConfig(css=CSS_PROFILES["strict"])  # the other profile indents what is nested, as everything in mail is
        return _quoted(get_text(marked, config)) if quotes[1] else get_text(short, config)
    except Exception:  # lxml's own errors, and what hostile nesting provokes
        return html.unescape(re.sub(r"<[^>]{0,2000}>", " ", short))


def _quoted(words: str) -> str:
    lines, depth = [], 0
    for line in words.split("\n"):
        shown = line.strip()
        if shown in (_OPENS, _CLOSES):
            depth = min(max(depth + (1 if shown == _OPENS else -1), 0), 20)
        else:
            lines.append(f"{'>' * depth} {shown}".rstrip() if depth else line)
    return "\n".join(lines).replace(_OPENS, "").replace(_CLOSES, "")
