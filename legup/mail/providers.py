"""The servers of common mail providers, and what a person needs to know before typing in a password."""

from dataclasses import dataclass

from legup.lib.letters import Address
from legup.mail.imap import ImapAccount
from legup.mail.smtp import Account


@dataclass(frozen=True)
class Suggestion:
    """Servers that probably belong to an address. Shape: *known* is False for a guess from the domain's name."""

    provider: str
    smtp: Account
    imap: ImapAccount
    sentence: str
    known: bool


APP = "{0} takes an app password here, not the password you sign in with: turn on two-step verification, make one in your {0} account, and paste it."
OWN = "Use the password of your {0} account."
SWITCH = "Use the password of your {0} account; programs other than the website must first be allowed in its settings, under POP and IMAP."

# Provider, domains, outgoing server, incoming server, what to know.
_TABLE = [
    ("Gmail", "gmail.com googlemail.com", "smtp.gmail.com:465:tls", "imap.gmail.com:993:tls", APP),
    (
        "Outlook", "outlook.com hotmail.com live.com msn.com hotmail.co.uk hotmail.fr hotmail.de outlook.de outlook.fr live.co.uk live.nl",
        "smtp-mail.outlook.com:587:starttls", "outlook.office365.com:993:tls",
        "{0} no longer takes passwords from mail programs of private accounts. If it refuses, choose “open in my mail” instead: you lose nothing but the automatic look for answers.",
    ),
    ("iCloud", "icloud.com me.com mac.com", "smtp.mail.me.com:587:starttls", "imap.mail.me.com:993:tls", APP),
    (
        "Yahoo", "yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.ca yahoo.co.in yahoo.com.br",
        "smtp.mail.yahoo.com:465:tls", "imap.mail.yahoo.com:993:tls", APP,
    ),
    ("AOL", "aol.com aim.com", "smtp.aol.com:465:tls", "imap.aol.com:993:tls", APP),
    ("Fastmail", "fastmail.com fastmail.fm fastmail.net sent.com", "smtp.fastmail.com:465:tls", "imap.fastmail.com:993:tls", APP),
    ("GMX", "gmx.de gmx.net gmx.at gmx.ch", "mail.gmx.net:465:tls", "imap.gmx.net:993:tls", SWITCH),
    ("GMX", "gmx.com gmx.us gmx.co.uk gmx.fr", "mail.gmx.com:465:tls", "imap.gmx.com:993:tls", SWITCH),
    ("WEB.DE", "web.de", "smtp.web.de:587:starttls", "imap.web.de:993:tls", SWITCH),
    ("T-Online", "t-online.de magenta.de", "securesmtp.t-online.de:465:tls", "secureimap.t-online.de:993:tls", "{0} has a separate password for mail programs; set it in the settings of the mail center."),
    ("freenet", "freenet.de", "mx.freenet.de:587:starttls", "mx.freenet.de:993:tls", OWN),
    ("Posteo", "posteo.de posteo.net posteo.org posteo.eu", "posteo.de:465:tls", "posteo.de:993:tls", OWN),
    ("mailbox.org", "mailbox.org", "smtp.mailbox.org:465:tls", "imap.mailbox.org:993:tls", OWN),
    ("Zoho", "zoho.com zohomail.com", "smtp.zoho.com:465:tls", "imap.zoho.com:993:tls", APP),
    ("Zoho", "zoho.eu zohomail.eu", "smtp.zoho.eu:465:tls", "imap.zoho.eu:993:tls", APP),
    (
        "Proton Mail", "proton.me protonmail.com pm.me protonmail.ch", "127.0.0.1:1025:starttls", "127.0.0.1:1143:starttls",
        "{0} needs Proton Mail Bridge running on this computer, and the user name and password that Bridge shows. Whoever runs Leg Up must allow 127.0.0.1 in LEGUP_EGRESS_ALLOW, and Bridge's certificate in LEGUP_EGRESS_CA.",
    ),
    ("Orange", "orange.fr wanadoo.fr", "smtp.orange.fr:465:tls", "imap.orange.fr:993:tls", OWN),
    ("Free", "free.fr", "smtp.free.fr:465:tls", "imap.free.fr:993:tls", OWN),
    ("La Poste", "laposte.net", "smtp.laposte.net:465:tls", "imap.laposte.net:993:tls", OWN),
    ("Comcast", "comcast.net", "smtp.comcast.net:587:starttls", "imap.comcast.net:993:tls", SWITCH),
    ("Yandex", "yandex.com yandex.ru ya.ru", "smtp.yandex.com:465:tls", "imap.yandex.com:993:tls", APP),
    ("mail.ru", "mail.ru inbox.ru list.ru bk.ru", "smtp.mail.ru:465:tls", "imap.mail.ru:993:tls", APP),
    ("QQ Mail", "qq.com foxmail.com", "smtp.qq.com:465:tls", "imap.qq.com:993:tls", "{0} gives out an authorization code for mail programs in its settings; paste that instead of your password."),
    ("163", "163.com", "smtp.163.com:465:tls", "imap.163.com:993:tls", "{0} gives out an authorization code for mail programs in its settings; paste that instead of your password."),
    ("Migadu", "migadu.com", "smtp.migadu.com:465:tls", "imap.migadu.com:993:tls", OWN),
    ("Infomaniak", "ik.me ikmail.com etik.com", "mail.infomaniak.com:465:tls", "mail.infomaniak.com:993:tls", OWN),
]  # fmt: skip

_BY_DOMAIN = {domain: row for row in _TABLE for domain in row[1].split()}
GUESSED = "These are the usual names for {0}. If they are wrong, look for “IMAP and SMTP settings” on the help pages of whoever runs your mail; a university often calls them client settings."


def guess(address: str) -> Suggestion:
    """The servers that *address* probably uses. Opens no connection. Raises: Refusal when *address* is none."""
    whose = Address.parse(address)
    row = _BY_DOMAIN.get(whose.domain) or ("", "", f"smtp.{whose.domain}:465:tls", f"imap.{whose.domain}:993:tls", GUESSED)
    provider, _, outgoing, incoming, sentence = row
    return Suggestion(
        provider=provider or whose.domain,
        smtp=Account(*_place(outgoing), username=whose.spec),
        imap=ImapAccount(*_place(incoming), username=whose.spec),
        sentence=sentence.format(provider or whose.domain),
        known=bool(provider),
    )


def advice_for(host: str) -> str:
    """What to know about signing in at *host*, if it is a server of a known provider; else nothing."""
    for provider, _, outgoing, incoming, sentence in _TABLE:
        if host.lower() in (_place(outgoing)[0], _place(incoming)[0]):
            return sentence.format(provider)
    return ""


def _place(text: str) -> tuple[str, int, str]:
    host, port, security = text.split(":")
    return host, int(port), security
