"""Letters as RFC 5322 has them: composing one that says exactly what was meant, and reading whatever arrives.

Rule: header text and addresses have a type of their own, and a composed letter is taken apart again and compared before anybody
gets it: a subject that turns into a ``Bcc`` on the way must not leave.
"""

import html
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import Header, decode_header, make_header
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from urllib.parse import quote

from legup.lib.hostnames import ascii_host
from legup.lib.letter_reading import Letter, message_ids, read, split_quoted
from legup.lib.refusal import Refusal

__all__ = [
    "Address", "HeaderText", "HeadersDiffer", "Letter", "as_eml", "compose", "mailto", "message_ids", "new_message_id", "read", "split_quoted",
]  # fmt: skip

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_NAMED = re.compile(r'\s*(?P<name>"(?:[^"\\]|\\.)*"|[^<>"]*?)\s*<\s*(?P<spec>[^<>]*?)\s*>\s*')
# Marks that reverse the direction of writing can make a subject or an address read as another.
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]")


class HeadersDiffer(Refusal):
    """A composed letter did not say what was meant; it must not be sent."""


class HeaderText(str):
    """One line of text for a header: no control characters, no line breaks, nothing that decodes into something else.

    Shape: runs of white space are one space; ``=?`` is broken up into ``= ?``.
    """

    def __new__(cls, text: str):
        line = re.sub(r"[\s\x1c-\x1f\x85\u2028\u2029\u200b]+", " ", _TURNING.sub("", str(text)))
        line = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs"))
        while "=?" in line:
            line = line.replace("=?", "= ?")
        return super().__new__(cls, " ".join(line.split()))


@dataclass(frozen=True)
class Address:
    """Exactly one mail address, and perhaps the name that goes with it.

    Shape: *spec* is ``local@domain`` in ASCII; domains of other scripts are turned into theirs.
    Raises: Refusal.
    """

    spec: str
    name: str = ""

    def __post_init__(self):
        object.__setattr__(self, "spec", _checked(self.spec))
        object.__setattr__(self, "name", HeaderText(self.name))
        if len(self.name) > 200:
            raise Refusal("A name in a letter can have 200 characters at most.")

    @classmethod
    def parse(cls, text: str) -> "Address":
        """``Ben Okafor <ben@wells.example>`` or the bare address."""
        named = _NAMED.fullmatch(text)
        if not named:
            return cls(text)
        name = named["name"]
        if name.startswith('"'):
            name = re.sub(r"\\(.)", r"\1", name[1:-1])
        elif "," in name or ";" in name or "@" in name:
            raise Refusal("That is more than one address. A letter goes to one person.")
        return cls(named["spec"], name)

    @property
    def domain(self) -> str:
        return self.spec.rpartition("@")[2]

    def __str__(self):
        return f"{self.name} <{self.spec}>" if self.name else self.spec


def _checked(spec: str) -> str:
    local, at, domain = spec.strip().rpartition("@")
    shown = HeaderText(spec)[:80]
    if not (at and local and domain):
        raise Refusal(f"“{shown}” is not a mail address. It needs the form name@domain.")
    if re.search(r"[\s,;<>]", spec.strip()) or "@" in local:
        raise Refusal("A letter goes to one address. Give exactly one, in the form name@domain.")
    if not _LOCAL.fullmatch(local) or "=?" in local or len(local) > 64:  # "=?" begins an encoded word, which some parsers decode here too
        raise Refusal(f"The part before the @ in “{shown}” holds characters that mail servers do not take.")
    try:
        domain = ascii_host(domain)
    except ValueError:
        domain = ""
    if "." not in domain and domain != "localhost" or re.fullmatch(r"[\d.:]+", domain) or ":" in domain:
        raise Refusal(f"The part after the @ in “{shown}” is not a domain. Check it for a slip of the keys.")
    return f"{local}@{domain}"


def new_message_id(domain: str) -> str:
    """A Message-ID that nobody else has. Raises: ValueError when *domain* is none."""
    return f"<{secrets.token_hex(16)}@{ascii_host(domain)}>"


def compose(
    *,
    sender: Address,
    to: Address,
    subject: str,
    body: str,
    message_id: str,
    date: datetime,
    in_reply_to: str | None = None,
    references: Iterable[str] = (),
    reply_to: Address | None = None,
    auto_submitted: bool = False,
) -> bytes:
    """The letter, ready for the wire: plain text, and the same words as modest HTML.

    Zone: *date* is aware. Shape: 7-bit, CRLF; ids that are no Message-IDs are left out.
    Raises: HeadersDiffer, when the finished letter does not say what was meant. ValueError for a bad *message_id* or *date*.
    """
    if date.tzinfo is None:
        raise ValueError("the date of a letter needs a zone")
    if message_ids(message_id) != (message_id,):
        raise ValueError("not a Message-ID")
    intended: dict[str, str | Address] = {"From": sender, "To": to, "Subject": HeaderText(subject), "Date": format_datetime(date), "Message-ID": message_id}
    if reply_to:
        intended["Reply-To"] = reply_to
    if parent := _plain_ids(in_reply_to or "")[:1]:
        intended["In-Reply-To"] = parent[0]
    if thread := _thread(references):
        intended["References"] = " ".join(thread)
    if auto_submitted:
        intended["Auto-Submitted"] = "auto-generated"
    head = "".join(f"{name}: {_written(name, value)}\r\n" for name, value in intended.items())
    raw = head.encode("ascii") + _words(body).as_bytes(policy=policy.SMTP)
    _compare(raw, intended)
    return raw


def as_eml(*, sender: Address | None, to: Address, **parts) -> bytes:
    """The same letter as a file that mail programs open as a draft; without a *sender* they put in their own. Shape: as ``compose``."""
    raw = compose(sender=sender or to, to=to, **parts)
    return b"X-Unsent: 1\r\n" + (raw if sender else re.sub(rb"\AFrom:.*?\r\n(?![ \t])", b"", raw, flags=re.DOTALL))


def mailto(to: Address, subject: str, body: str) -> str:
    """A link that opens the letter in the person's own mail program. Shape: RFC 6068, CRLF for line breaks."""
    lines = "\r\n".join(_clean(body).split("\n"))
    return f"mailto:{quote(to.spec, safe='@')}?subject={quote(HeaderText(subject), safe='')}&body={quote(lines, safe='')}"


def _thread(references: Iterable[str]) -> list[str]:
    """The ids of a conversation: the first, and the latest; RFC 5322 lets the middle go."""
    known = _plain_ids(" ".join(references))
    return known if len(known) <= 20 else known[:1] + known[-19:]


def _plain_ids(text: str) -> list[str]:
    """Message-IDs that say the same to every parser: one that looks like an encoded word would keep an answer from leaving."""
    return [known for known in message_ids(text) if "=?" not in known]


def _written(name: str, value: str | Address) -> str:
    """A header's value as it stands on the wire, folded."""
    if not isinstance(value, Address):
        return _folded(value, name) if name == "Subject" else value.replace(" <", "\r\n <") if name == "References" else value
    if not value.name:
        return value.spec
    plain = re.fullmatch(r"[ -~]{1,50}", value.name)
    escaped = re.sub(r'(["\\])', r"\\\1", value.name)
    phrase = f'"{escaped}"' if plain else Header(value.name, "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{phrase}\r\n <{value.spec}>"


def _folded(text: str, name: str) -> str:
    """ASCII stays readable; anything else, and words too long to fold, become encoded-words."""
    plain = text.isascii() and all(len(word) <= 60 for word in text.split())
    return Header(text, "us-ascii" if plain else "utf-8", header_name=name).encode(linesep="\r\n")


def _clean(body: str) -> str:
    """Lines ending in LF, without what cannot be written or was not meant to be seen."""
    lines = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", body)
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _words(body: str) -> EmailMessage:
    """The body: plain text first, HTML of the same words second."""
    text = _clean(body).strip("\n") + "\n"
    words = EmailMessage(policy=policy.SMTP)
    words.set_content(text, charset="utf-8", cte="quoted-printable")
    words.add_alternative(_as_html(text), subtype="html", charset="utf-8", cte="quoted-printable")
    return words


def _as_html(text: str) -> str:
    paragraphs = re.split(r"\n[ \t]*\n+", text.strip("\n"))
    shown = "\n".join("<p>" + "<br>\n".join(_linked(line) for line in p.split("\n")) + "</p>" for p in paragraphs)
    return f"<!doctype html>\n<html><body>\n{shown}\n</body></html>\n"


def _linked(line: str) -> str:
    out, last = [], 0
    for link in _LINK.finditer(line):
        address = html.escape(link[0])
        out += [html.escape(line[last : link.start()]), f'<a href="{address}">{address}</a>']
        last = link.end()
    return "".join([*out, html.escape(line[last:])])


def _compare(raw: bytes, intended: dict[str, str | Address]):
    """Take the letter apart again, with other parsers than wrote it. Raises: HeadersDiffer."""
    try:
        found = message_from_bytes(raw, policy=policy.default)
        names = [name for name in found if name.lower() not in ("content-type", "mime-version")]
        says = names == list(intended) and all(_says(found, name, value) for name, value in intended.items())
    except Exception:  # noqa: BLE001 - a letter that trips a parser here would trip others there
        says = False
    if not says:
        raise HeadersDiffer("This letter cannot be sent as it is: its subject or a name would change on the way. Write them with ordinary characters.")


def _says(found: EmailMessage, name: str, meant: str | Address) -> bool:
    """Whether header *name* of the finished letter says what was meant, to old parsers and to new ones."""
    if not isinstance(meant, Address):
        return " ".join(str(found[name]).split()) == meant
    wire = dict(found.raw_items())[name]
    # The new parser leaves blanks between the parts of a long encoded name, so the name is the old one's to judge.
    plain = [(str(make_header(decode_header(shown))), spec) for shown, spec in getaddresses([wire])]
    return plain == [(meant.name, meant.spec)] and [a.addr_spec for a in found[name].addresses] == [meant.spec]
