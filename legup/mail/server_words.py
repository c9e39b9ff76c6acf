"""What a mail server's refusal means, in words that say what to do [RFC 5321, RFC 3463].

Rule: what the server says in words is more exact than its codes, which many use loosely; so words are read first, then the status, then the code.
"""

import re
from typing import NamedTuple

_REPLY = re.compile(r"(?P<code>[245]\d\d)[ -]?(?:#?(?P<status>[245]\.\d{1,3}\.\d{1,3})[ :-]*)?(?P<words>.*)", re.S)


class _Meaning(NamedTuple):
    """How a refusal is known, and what it means. Shape: *status* are beginnings of enhanced codes without the first digit."""

    means: str
    words: str = ""
    status: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


_APP = "it wants an app password; make one with your provider and type it in under Mailbox"
_WRONG = "your user name or password is wrong; type them in again under Mailbox"
_SIGN_IN = "it wants you to sign in; type your password in again under Mailbox"
_MEANINGS = (
    _Meaning(_APP, r"app(lication)?[- ]specific password|app password", (".7.9",), ("534",)),
    _Meaning("it wants the connection to be encrypted; choose STARTTLS or TLS under Mailbox", r"must issue a starttls|starttls (is )?(required|first)|encryption (is )?required", (".7.10", ".7.11")),
    _Meaning(
        "it does not carry letters of this account to other places; check the outgoing server under Mailbox",
        r"relay(ing)?( access)? (is )?(denied|not (allowed|permitted))|unable to relay|(not|never) (allowed|permitted|authori[sz]ed) to relay|does not relay|we do not relay|relaying denied", (".7.54", ".7.64"),
    ),
    _Meaning(_SIGN_IN, r"auth(entication)? (is )?required|must (first )?(be )?authenticat|not authenticated|log ?in first|please (log|sign) ?in", (), ("530",)),
    _Meaning(_WRONG, r"(username|user name|password|credentials?).{0,40}(invalid|incorrect|wrong|not accepted)|authentication (credentials )?(failed|failure|unsuccessful|invalid)|bad (username|credentials)|invalid (login|credentials)", (".7.8",), ("535",)),
    _Meaning("it wants the domain of your address to vouch for the server you send by; whoever runs your mail must set up SPF, DKIM or DMARC", r"\bdmarc\b|\bspf\b|\bdkim\b|unauthenticated (e-?mail|sender)|sender.{0,30}not.{0,10}authenticated", (".7.20", ".7.21", ".7.22", ".7.23", ".7.24", ".7.26", ".7.27", ".7.30")),
    _Meaning(
        "the server that you send by stands on a list of senders nobody wants mail from; tell whoever runs it, or send by another account",
        r"spamhaus|spamcop|barracuda|\b(dns)?rbl\b|dnsbl|black ?list|block ?list|blocklisted|listed (at|by|in|on)\b|(poor|bad|low) (sender )?reputation|your (ip|host|server|network).{0,40}(block|ban|reject|listed)",
    ),
    _Meaning("your account may not send under this address; check the address under Mailbox", r"not owned by|send ?as ?denied|sender address (rejected|not allowed)|not (allowed|permitted|authori[sz]ed) to send (as|from)|envelope sender|invalid sender|sender.{0,20}(not exist|unknown|verif)", (".1.7", ".1.8", ".7.60")),
    _Meaning("you have sent as much as your account may within a day or an hour; it goes on later", r"(daily|hourly|sending|submission) (user )?(sending |submission )?(quota|limit|rate)|rate limit|too many (messages|mails|e-?mails|connections|recipients|sessions)|sending too (fast|many)|throttl|unusual rate|slow down", (".4.5", ".7.28", ".7.232")),
    _Meaning("their mailbox is full; wait a while, or find another address", r"(mailbox|inbox|account|user|recipient).{0,30}(is )?(full|over ?(its |their )?quota|exceeded)|quota (is )?exceeded|over quota|out of storage|insufficient (system )?storage|not enough (disk )?space|mailfull", (".2.2",)),
    _Meaning("it does not know you yet and wants to see you come again, as some do with every new sender", r"gr[ea]y ?-?list|postgrey|try again (in|after) \d|come back (in|after)|temporar(il)?y (deferred|rejected)|deferred", ()),
    _Meaning("the letter is too large for it", r"(message|mail|size|content).{0,30}(too (large|big)|exceeds|size limit)|too (large|big)", (".2.3", ".3.4")),
    _Meaning("their mailbox is closed; find another address, or ask somebody there", r"(mailbox|account|user|address).{0,30}(disabled|inactive|suspended|deactivated|closed|no longer (active|valid|in use))|no longer (works|employed|with)", (".2.1",)),
    _Meaning(
        "they take letters only from within their organization, or from people they know",
        r"(only|just) accept\w* (mail|messages|e-?mails?) from|restricted (recipient|address|group)|not (authori[sz]ed|allowed|permitted) to (send|post|mail) (mail )?to|requires? (sender|that all senders).{0,40}authenticat|resolver\.rst", (".7.12", ".7.13", ".7.124", ".7.129", ".7.133"),
    ),
    _Meaning("no mail server takes letters for that domain; check the part after the @", r"(domain|host).{0,30}(not found|not exist|unknown|no such|invalid)|no (mx|mail server)|null mx|unrouteable|unroutable|name service error|bad destination", (".1.2", ".4.4", ".4.6")),
    _Meaning(
        "there is no such address; look for a slip of the keys, or find another one",
        r"no such (user|person|address|mailbox|recipient|account)|(user|recipient|mailbox|address|account|addressee).{0,40}(unknown|not (be )?found|(does|do) ?n[o']t exist|doesn.t exist|invalid|rejected|unavailable|not known|not available)|unknown (user|recipient|address|mailbox|local)|invalid (recipient|mailbox|address)|no mailbox( here)?|not a (valid|known) (user|mailbox|recipient)|isn.t a user|bad address|user doesn.t",
        (".1.0", ".1.1", ".1.6"), ("551",),
    ),
    _Meaning("the address is not written as it should be; look for a slip of the keys", r"(bad|malformed|invalid|illegal).{0,20}(address )?syntax|syntax error|address format", (".1.3",), ("501", "553")),
    _Meaning(
        "it takes the letter for something unwanted; say it in other words, leave out links, or send it from your own mail program",
        r"spam|junk|unsolicited|\bbulk\b|phish|virus|malware|content (rejected|blocked|filter)|(message|mail|content).{0,20}(rejected|refused|blocked|looks|suspicious)|banned|blocked|policy|prohibited|not (accepted|wanted)|local rules", (".7.1", ".7.0", ".7.7"),
    ),
    _Meaning("something in the letter is in a form that it cannot take", r"8 ?bit|utf-?8|smtputf8|conversion|mime|header", (".6.", ".5.6")),
    _Meaning("it is too busy, or being repaired", r"too busy|overload|maintenance|shutting down|service (not available|unavailable|closing)|closing (connection|channel|transmission)|resources|system (error|problem)|disk|internal error|local error|server error|load average", (".3.", ".4."), ("421", "451", "452", "454")),
    _Meaning("their mailbox cannot take letters at this moment", r"mailbox (busy|locked|unavailable|temporarily)", (".2.",), ("450",)),
    _Meaning("there is no such address, or it takes no letters from you; look for a slip of the keys", "", (".1.",), ("550",)),
    _Meaning("the mailbox is full, or the letter too large", "", (), ("552",)),
    _Meaning("it may not be sent from this account, or looks unwanted", "", (".7.",), ("554",)),
)  # fmt: skip
_SIGNING_IN = (_APP, _WRONG, _SIGN_IN)
_PATTERNS = [(re.compile(meaning.words, re.I) if meaning.words else None, meaning) for meaning in _MEANINGS]


def translated(words: str) -> str:
    """A sentence for what a server said; what is a sentence already stays one. The server's own words stand at its end."""
    reply = _REPLY.fullmatch(words.strip())
    if reply is None:
        return words
    code, status, said = reply["code"], reply["status"] or "", reply["words"].strip().rstrip(".")
    own = f" It said: “{code} {' '.join(filter(None, (status, said)))}”."
    means = meaning_of(code, status, said)
    begins = "The mail server asks to try again later" if code[0] == "4" else "The mail server did not let us in" if means in _SIGNING_IN else "The mail server refused it"
    return f"{begins}{f': {means}' if means else ''}.{own}"


def meaning_of(code: str, status: str, said: str) -> str:
    """What a reply means, as a clause; nothing for one that could mean anything. Shape: *status* like ``5.1.1``, or empty."""
    by_words = (meaning.means for pattern, meaning in _PATTERNS if pattern and pattern.search(said))
    by_status = (meaning.means for meaning in _MEANINGS if _is_of(status, meaning.status))
    by_code = (meaning.means for meaning in _MEANINGS if code in meaning.codes)
    exact = next((meaning.means for meaning in _MEANINGS if _is_exactly(status, meaning.status)), "")
    return exact or next(by_words, "") or next(by_status, "") or next(by_code, "")


def _is_exactly(status: str, kinds: tuple[str, ...]) -> bool:
    """Whether *status* names its reason exactly. Without .0, and without .7.1, which servers say of anything."""
    return status[1:] in kinds and not status.endswith(".0") and status[1:] not in (".7.1", ".2.1", ".4.4", ".4.5")


def _is_of(status: str, kinds: tuple[str, ...]) -> bool:
    return bool(status) and any(status[1:] == kind or kind.endswith(".") and status[1:].startswith(kind) for kind in kinds)
