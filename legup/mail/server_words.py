"""What a mail server's refusal means, in words that say what to do [RFC 5321, RFC 3463]."""

import re

_REPLY = re.compile(r"(?P<code>[245]\d\d) (?:(?P<status>[245]\.\d{1,3}\.\d{1,3}) ?)?(?P<words>.*)", re.S)
_BY_STATUS = (
    ("5.1.", "there is no such address"),
    ("5.2.2", "their mailbox is full"),
    ("5.2.3", "the letter is too large for them"),
    ("5.3.4", "the letter is too large"),
    ("5.4.", "it knows no way to that address"),
    ("5.7.8", "your user name or password is wrong; type them in again under Mailbox"),
    ("5.7.9", "it wants an app password; make one and type it in under Mailbox"),
    ("5.7.", "it may not be sent from this account, or looks unwanted"),
)
_BY_CODE = {
    "530": "it wants you to sign in; type your password in again under Mailbox",
    "534": "it wants an app password; make one and type it in under Mailbox",
    "535": "your user name or password is wrong; type them in again under Mailbox",
    "550": "the address does not exist, or takes no letters from you",
    "551": "the address has moved",
    "552": "the mailbox is full, or the letter too large",
    "553": "the address is not written as it should be",
    "554": "it does not want this letter",
}


def translated(words: str) -> str:
    """A sentence for what a server said; what is a sentence already stays one. The server's own words stand at its end."""
    reply = _REPLY.fullmatch(words.strip())
    if reply is None:
        return words
    code, status, said = reply["code"], reply["status"] or "", reply["words"].strip().rstrip(".")
    own = f" It said: “{code} {' '.join(filter(None, (status, said)))}”."
    if code[0] == "4":
        return "The mail server asks to try again later." + own
    meaning = next((means for start, means in _BY_STATUS if status.startswith(start)), _BY_CODE.get(code, ""))
    return f"The mail server refused it{f': {meaning}' if meaning else ''}." + own
