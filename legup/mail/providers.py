"""The servers of common mail providers, and what a person needs to know before typing in a password."""

from dataclasses import dataclass, replace

from legup.lib.letters import Address
from legup.mail.imap import ImapAccount
from legup.mail.smtp import Account


@dataclass(frozen=True)
class Suggestion:
    """Servers that probably belong to an address.

    Shape: *known* is False for a guess from the domain's name; *steps* say where to click for a password; *service* is where one may
    sign in instead, if that was set up; *possible* is False for a provider that lets no other program in.
    """

    provider: str
    smtp: Account
    imap: ImapAccount
    sentence: str
    known: bool
    steps: tuple[str, ...] = ()
    service: str = ""
    possible: bool = True


@dataclass(frozen=True)
class Provider:
    """One row of the table. Shape: *servers* are ``outgoing incoming``, each ``host:port:security``; *mx* are endings of mail exchangers."""

    name: str
    domains: str
    servers: str
    sentence: str
    mx: str = ""
    steps: tuple[str, ...] = ()
    service: str = ""


APP = "{0} takes an app password here, not the password you sign in with."
OWN = "Use the password of your {0} account."
SWITCH = "Use the password of your {0} account; programs other than the website must first be allowed in its settings."
CODE = "{0} gives out an authorization code for mail programs in its settings; paste that instead of your password."
MICROSOFT = "{0} no longer takes passwords from most mail programs. If it refuses, open each letter in your own mail instead: you lose nothing but the automatic look for answers."
CLOSED = "{0} lets no other program in. Open each letter in your own mail instead: you lose nothing but the automatic look for answers."
GUESSED = "These are the usual names for {0}. If they are wrong, look for “IMAP and SMTP settings” on the help pages of whoever runs your mail; a university often calls them client settings."

GOOGLE_STEPS = (
    "Open myaccount.google.com/security and turn on 2-Step Verification, if it is not on.",
    "Open myaccount.google.com/apppasswords, type “Leg Up” as the name, and choose Create.",
    "Copy the sixteen letters that appear, and paste them here. The spaces do not matter.",
    "If the page says that the setting is not available, your school or employer has switched it off; its help desk can say whether there is another way.",
)
APPLE_STEPS = (
    "Open account.apple.com and go to Sign-In and Security, then App-Specific Passwords.",
    "Choose Generate (or the plus sign), and type “Leg Up” as the name.",
    "Copy the password, with its dashes, and paste it here.",
)
YAHOO_STEPS = (
    "Open the Security page of your {0} account and look for “App password” or “Generate app password”.",
    "Type “Leg Up” as the name of the app, and choose Generate.",
    "Copy the sixteen letters and paste them here.",
)
FASTMAIL_STEPS = (
    "Open Settings, then Privacy & Security, then App passwords (Manage app passwords).",
    "Choose New app password, “Leg Up” as the name, and access to mail (IMAP and SMTP).",
    "Copy the password and paste it here.",
)
ALLOW_STEPS = (
    "On the website, open Settings of e-mail, then POP3 and IMAP.",
    "Switch on access by POP3 and IMAP, and save. It can take some minutes.",
    "If you sign in with a second step, make an application-specific password in your account's security settings and paste that here.",
)
ZOHO_STEPS = (
    "In Zoho Mail, open Settings, Mail Accounts, and switch on IMAP access.",
    "Open accounts.zoho.com, Security, App Passwords, and choose Generate New Password.",
    "Copy the password and paste it here.",
)
YANDEX_STEPS = (
    "In Yandex Mail, open All settings, Email clients, and allow IMAP with app passwords.",
    "Open id.yandex.com/security, App passwords, and make one for Mail.",
    "Copy the password and paste it here.",
)
MAILRU_STEPS = (
    "Open your Mail.ru account, Security, Passwords for external applications.",
    "Add one, “Leg Up” as the name, with full access to mail.",
    "Copy the password and paste it here.",
)
TONLINE_STEPS = ("In the E-Mail Center, open Settings, then Passwords.", "Set the password for e-mail programs. It is another one than your Telekom login.", "Type that one in here.")
BRIDGE_STEPS = ("Start Proton Mail Bridge on the computer on which Leg Up runs.", "In Bridge, open your account and its mailbox details.", "Copy the user name and the password that Bridge shows, not those of your Proton account.")
ATT_STEPS = ("Open your AT&T account, Profile, Sign-in info, and your mail address.", "Under Secure mail key, choose Add or Manage, and make one.", "Copy the key and paste it here.")
MICROSOFT_STEPS = (
    "Work and school accounts: ask the help desk whether “authenticated SMTP” and IMAP are open to you, and with which password.",
    "Private accounts at Outlook.com: a password from a program is refused; only signing in at Microsoft works.",
)  # fmt: skip

PROVIDERS = [
    Provider("Gmail", "gmail.com googlemail.com", "smtp.gmail.com:465:tls imap.gmail.com:993:tls", APP, "google.com googlemail.com", GOOGLE_STEPS, "google"),
    Provider(
        "Outlook", "outlook.com hotmail.com live.com msn.com passport.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es outlook.de outlook.fr outlook.es outlook.it live.co.uk live.nl live.fr live.de",
        "smtp-mail.outlook.com:587:starttls outlook.office365.com:993:tls", MICROSOFT, "olc.protection.outlook.com", MICROSOFT_STEPS, "microsoft",
    ),
    Provider("Microsoft 365", "onmicrosoft.com", "smtp.office365.com:587:starttls outlook.office365.com:993:tls", MICROSOFT, "mail.protection.outlook.com mx.microsoft", MICROSOFT_STEPS, "microsoft"),
    Provider("iCloud", "icloud.com me.com mac.com", "smtp.mail.me.com:587:starttls imap.mail.me.com:993:tls", APP, "mail.icloud.com", APPLE_STEPS),
    Provider(
        "Yahoo", "yahoo.com ymail.com rocketmail.com myyahoo.com yahoo.co.uk yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.ca yahoo.co.in yahoo.com.br yahoo.com.au yahoo.com.mx yahoo.com.ar sky.com",
        "smtp.mail.yahoo.com:465:tls imap.mail.yahoo.com:993:tls", APP, "yahoodns.net", YAHOO_STEPS,
    ),
    Provider("AOL", "aol.com aim.com aol.de aol.co.uk verizon.net", "smtp.aol.com:465:tls imap.aol.com:993:tls", APP, "", YAHOO_STEPS),
    Provider("Fastmail", "fastmail.com fastmail.fm fastmail.net sent.com", "smtp.fastmail.com:465:tls imap.fastmail.com:993:tls", APP, "messagingengine.com", FASTMAIL_STEPS),
    Provider("GMX", "gmx.de gmx.net gmx.at gmx.ch", "mail.gmx.net:465:tls imap.gmx.net:993:tls", SWITCH, "gmx.net", ALLOW_STEPS),
    Provider("GMX", "gmx.com gmx.us gmx.co.uk gmx.fr gmx.es", "mail.gmx.com:465:tls imap.gmx.com:993:tls", SWITCH, "", ALLOW_STEPS),
    Provider("WEB.DE", "web.de", "smtp.web.de:587:starttls imap.web.de:993:tls", SWITCH, "web.de", ALLOW_STEPS),
    Provider("mail.com", "mail.com email.com usa.com post.com europe.com", "smtp.mail.com:465:tls imap.mail.com:993:tls", SWITCH, "", ALLOW_STEPS),
    Provider("T-Online", "t-online.de magenta.de", "securesmtp.t-online.de:465:tls secureimap.t-online.de:993:tls", "{0} has a separate password for mail programs.", "t-online.de", TONLINE_STEPS),
    Provider("freenet", "freenet.de", "mx.freenet.de:587:starttls mx.freenet.de:993:tls", OWN),
    Provider("Posteo", "posteo.de posteo.net posteo.org posteo.eu", "posteo.de:465:tls posteo.de:993:tls", OWN, "posteo.de"),
    Provider("mailbox.org", "mailbox.org", "smtp.mailbox.org:465:tls imap.mailbox.org:993:tls", OWN, "mailbox.org"),
    Provider("Zoho", "zoho.com zohomail.com", "smtp.zoho.com:465:tls imap.zoho.com:993:tls", APP, "zoho.com", ZOHO_STEPS),
    Provider("Zoho", "zoho.eu zohomail.eu", "smtp.zoho.eu:465:tls imap.zoho.eu:993:tls", APP, "zoho.eu", ZOHO_STEPS),
    Provider(
        "Proton Mail", "proton.me protonmail.com pm.me protonmail.ch", "127.0.0.1:1025:starttls 127.0.0.1:1143:starttls",
        "{0} needs Proton Mail Bridge running on this computer, and the user name and password that Bridge shows. Whoever runs Leg Up must allow 127.0.0.1 in LEGUP_EGRESS_ALLOW, and Bridge's certificate in LEGUP_EGRESS_CA.",
        "protonmail.ch", BRIDGE_STEPS,
    ),
    Provider("Orange", "orange.fr wanadoo.fr", "smtp.orange.fr:465:tls imap.orange.fr:993:tls", OWN),
    Provider("Free", "free.fr", "smtp.free.fr:465:tls imap.free.fr:993:tls", OWN),
    Provider("SFR", "sfr.fr neuf.fr", "smtp.sfr.fr:465:tls imap.sfr.fr:993:tls", OWN),
    Provider("La Poste", "laposte.net", "smtp.laposte.net:465:tls imap.laposte.net:993:tls", OWN),
    Provider("Libero", "libero.it inwind.it iol.it blu.it", "smtp.libero.it:465:tls imapmail.libero.it:993:tls", OWN),
    Provider("Virgilio", "virgilio.it", "out.virgilio.it:465:tls in.virgilio.it:993:tls", OWN),
    Provider("Bluewin", "bluewin.ch", "smtpauths.bluewin.ch:465:tls imaps.bluewin.ch:993:tls", OWN),
    Provider("Ziggo", "ziggo.nl", "smtp.ziggo.nl:587:starttls imap.ziggo.nl:993:tls", OWN),
    Provider("KPN", "kpnmail.nl planet.nl", "smtp.kpnmail.nl:587:starttls imap.kpnmail.nl:993:tls", OWN),
    Provider("BT", "btinternet.com", "mail.btinternet.com:465:tls mail.btinternet.com:993:tls", OWN),
    Provider("Virgin Media", "virginmedia.com ntlworld.com blueyonder.co.uk", "smtp.virginmedia.com:465:tls imap.virginmedia.com:993:tls", OWN),
    Provider("Comcast", "comcast.net", "smtp.comcast.net:587:starttls imap.comcast.net:993:tls", SWITCH),
    Provider("AT&T", "att.net sbcglobal.net bellsouth.net", "smtp.mail.att.net:465:tls imap.mail.att.net:993:tls", "{0} takes a secure mail key here, not the password you sign in with.", "", ATT_STEPS),
    Provider("Seznam", "seznam.cz email.cz post.cz", "smtp.seznam.cz:465:tls imap.seznam.cz:993:tls", OWN, "seznam.cz"),
    Provider("WP", "wp.pl", "smtp.wp.pl:465:tls imap.wp.pl:993:tls", SWITCH),
    Provider("Onet", "onet.pl op.pl poczta.onet.pl", "smtp.poczta.onet.pl:465:tls imap.poczta.onet.pl:993:tls", SWITCH),
    Provider("Yandex", "yandex.com yandex.ru ya.ru", "smtp.yandex.com:465:tls imap.yandex.com:993:tls", APP, "yandex.net yandex.ru", YANDEX_STEPS),
    Provider("Mail.ru", "mail.ru inbox.ru list.ru bk.ru internet.ru", "smtp.mail.ru:465:tls imap.mail.ru:993:tls", APP, "mail.ru", MAILRU_STEPS),
    Provider("Rambler", "rambler.ru", "smtp.rambler.ru:465:tls imap.rambler.ru:993:tls", SWITCH),
    Provider("QQ Mail", "qq.com foxmail.com", "smtp.qq.com:465:tls imap.qq.com:993:tls", CODE, "mxbiz1.qq.com mxbiz2.qq.com"),
    Provider("163", "163.com", "smtp.163.com:465:tls imap.163.com:993:tls", CODE),
    Provider("126", "126.com", "smtp.126.com:465:tls imap.126.com:993:tls", CODE),
    Provider("Naver", "naver.com", "smtp.naver.com:465:tls imap.naver.com:993:tls", SWITCH),
    Provider("UOL", "uol.com.br", "smtps.uol.com.br:587:starttls imap.uol.com.br:993:tls", OWN),
    Provider("Migadu", "migadu.com", "smtp.migadu.com:465:tls imap.migadu.com:993:tls", OWN, "migadu.com"),
    Provider("Infomaniak", "ik.me ikmail.com etik.com", "mail.infomaniak.com:465:tls mail.infomaniak.com:993:tls", OWN, "infomaniak.ch"),
    Provider("Gandi", "", "mail.gandi.net:465:tls mail.gandi.net:993:tls", OWN, "gandi.net"),
    Provider("OVH", "", "ssl0.ovh.net:465:tls ssl0.ovh.net:993:tls", OWN, "ovh.net"),
    Provider("IONOS", "", "smtp.ionos.de:465:tls imap.ionos.de:993:tls", OWN, "kundenserver.de ionos.de"),
    Provider("IONOS", "", "smtp.ionos.com:465:tls imap.ionos.com:993:tls", OWN, "ionos.com 1and1.com"),
    Provider("STRATO", "", "smtp.strato.de:465:tls imap.strato.de:993:tls", OWN, "rzone.de"),
    Provider("Rackspace", "", "secure.emailsrvr.com:465:tls secure.emailsrvr.com:993:tls", OWN, "emailsrvr.com"),
    Provider("GoDaddy", "", "smtpout.secureserver.net:465:tls imap.secureserver.net:993:tls", OWN, "secureserver.net"),
    Provider("Private Email", "", "mail.privateemail.com:465:tls mail.privateemail.com:993:tls", OWN, "privateemail.com"),
    Provider("Hostinger", "", "smtp.hostinger.com:465:tls imap.hostinger.com:993:tls", OWN, "hostinger.com"),
    Provider("Tuta", "tuta.com tutanota.com tutanota.de tutamail.com tuta.io keemail.me", "", CLOSED, "tutanota.de"),
    Provider("HEY", "hey.com", "", CLOSED, "hey.com"),
]  # fmt: skip

_BY_DOMAIN = {domain: row for row in PROVIDERS for domain in row.domains.split()}


def guess(address: str) -> Suggestion:
    """The servers that *address* probably uses. Opens no connection. Raises: Refusal when *address* is none."""
    whose = Address.parse(address)
    if row := _BY_DOMAIN.get(whose.domain) or _BY_DOMAIN.get(".".join(whose.domain.split(".")[-2:]) if whose.domain.endswith(".onmicrosoft.com") else ""):
        return _suggestion(row, whose)
    servers = f"smtp.{whose.domain}:465:tls imap.{whose.domain}:993:tls"
    return replace(_suggestion(Provider(whose.domain, "", servers, GUESSED), whose), known=False)


def by_exchanger(address: str, exchanger: str) -> Suggestion | None:
    """The servers of the provider to whom the mail of *address* goes, told from the name of a mail exchanger."""
    name = exchanger.rstrip(".").lower()
    row = next((row for row in PROVIDERS for ending in row.mx.split() if f".{name}".endswith(f".{ending}")), None)
    return _suggestion(row, Address.parse(address)) if row else None


def by_server(address: str, host: str, port: int) -> Suggestion | None:
    """What the table knows of *address* when its outgoing server is *host*; a number names a server only together with its port."""
    start = f"{host.lower()}:{port}:" if host[:1].isdigit() else f"{host.lower()}:"
    row = next((row for row in PROVIDERS if row.servers.startswith(start)), None)
    return _suggestion(row, Address.parse(address)) if row else None


def advice_for(host: str) -> str:
    """What to know about signing in at *host*, if it is a server of a known provider; else nothing."""
    row = next((row for row in PROVIDERS if host.lower() in (place.split(":")[0] for place in row.servers.split())), None)
    return " ".join([row.sentence, *row.steps[:2]]).format(row.name) if row else ""


def _suggestion(row: Provider, whose: Address) -> Suggestion:
    outgoing, incoming = row.servers.split() if row.servers else ("localhost:465:tls", "localhost:993:tls")
    return Suggestion(
        provider=row.name, smtp=Account(*_place(outgoing), username=whose.spec), imap=ImapAccount(*_place(incoming), username=whose.spec),
        sentence=row.sentence.format(row.name), known=True, steps=tuple(step.format(row.name) for step in row.steps), service=row.service, possible=bool(row.servers),
    )  # fmt: skip


def _place(text: str) -> tuple[str, int, str]:
    host, port, security = text.split(":")
    return host, int(port), security
