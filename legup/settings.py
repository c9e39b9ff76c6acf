"""Every setting, read from the environment: ``LEGUP_*``, and ``LEGUP_*_FILE`` for secrets kept in files.

A value that is unknown or impossible stops the start with a sentence.
"""

import hashlib
import ipaddress
import os
import re
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from platformdirs import user_data_dir

HERE = Path(__file__).resolve().parent

MEANINGS = {
    "LEGUP_DATA": "the folder that holds the database, the key and copies; the platform's user-data folder by default",
    "LEGUP_SITE_URL": "the public address, such as https://legup.example.edu; with it Leg Up runs as a server for many",
    "LEGUP_DATABASE_URL": "postgres://user:password@host:5432/name; SQLite in the data folder by default",
    "LEGUP_SECRET_KEY": "a long random text that protects sessions and saved passwords; made by itself on a laptop",
    "LEGUP_EGRESS_ALLOW": "private mail, calendar or board servers that may be reached: host or host:port, comma-separated",
    "LEGUP_EGRESS_CA": "a file of certificates to trust besides the system's, for servers with a certificate of one's own",
    "LEGUP_MAIL_RELAY": "smtp://user:password@host:587 for codes and notices; smtps:// for TLS from the start",
    "LEGUP_MAIL_FROM": "the address that codes and notices come from",
    "LEGUP_OFFICE_RELAY": "smtp://user:password@host:587 (or smtps://) by which an office lets people's letters leave; none by default",
    "LEGUP_OFFICE_FROM": "the address that letters by the office's relay come from; answers go to the person's own",
    "LEGUP_GOOGLE_CLIENT_ID": "an OAuth client of Google's, so that Gmail is connected by signing in there; none by default",
    "LEGUP_GOOGLE_CLIENT_SECRET": "the secret of that client",
    "LEGUP_MICROSOFT_CLIENT_ID": "an app registration at Microsoft, so that Outlook and Microsoft 365 are connected by signing in there",
    "LEGUP_MICROSOFT_CLIENT_SECRET": "the secret of that registration",
    "LEGUP_MICROSOFT_LOGIN": "where people sign in at Microsoft, with the tenant; https://login.microsoftonline.com/common by default",
    "LEGUP_LOOK_UP_SERVERS": "0 stops looking up which mail servers a domain publishes; 1 by default",
    "LEGUP_NAMESERVER": "the DNS server that is asked for published mail servers, host or host:port; the system's by default",
    "LEGUP_FIRST_LETTERS_PER_DAY": "how many first letters a person may send within a day; 5 by default and at most",
    "LEGUP_FIRST_LETTERS_PER_WEEK": "how many first letters a person may send within a week; 12 by default and at most",
    "LEGUP_REMINDERS": "how many reminders a person may choose to send after a letter; 2 by default and at most",
    "LEGUP_SENDERS": "mail accounts that letters leave by at the same time; 4 by default",
    "LEGUP_READERS": "mailboxes that are looked into for answers at the same time; 4 by default",
    "LEGUP_LISTENERS": "mailboxes whose servers tell a worker at once what arrives, one connection each; 50 by default, and the rest is asked every minute",
    "LEGUP_GREENHOUSE_URL": "where Greenhouse boards are read; the public address by default",
    "LEGUP_WEB_PROCESSES": "web processes of a server; 1 by default",
    "LEGUP_SHOW_PARTS": "1 shows the page /ui/ with every part of the interface, for developers",
    "LEGUP_REQUIRE": "for tests: the parts that must be there, so that a skipped test fails",
}


def setting(name: str, default: str = "") -> str:
    """One setting, from ``NAME`` or from the file that ``NAME_FILE`` points to.

    Raises: ImproperlyConfigured when both are given or the file cannot be read.
    """
    value, path = os.environ.get(name), os.environ.get(name + "_FILE")
    if value is not None and path is not None:
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set. Keep one of them.")
    if path is None:
        return (value if value is not None else default).strip()
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from None


def whole_number(name: str, default: int, low: int, high: int) -> int:
    """A setting that must be a whole number from *low* to *high*."""
    text = setting(name, str(default))
    if not text.isdecimal() or not low <= int(text) <= high:
        raise ImproperlyConfigured(f"{name} is “{text}”. It must be a whole number from {low} to {high}.")
    return int(text)


def _no_unknown_names() -> None:
    for name in os.environ:
        if name.startswith("LEGUP_") and name not in MEANINGS and name.removesuffix("_FILE") not in MEANINGS:
            known = ", ".join(MEANINGS)
            raise ImproperlyConfigured(f"{name} is not a setting of Leg Up. The settings are: {known}.")


def _site_url() -> str:
    text = setting("LEGUP_SITE_URL").rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise ImproperlyConfigured(f"LEGUP_SITE_URL is “{text}”. It must look like https://legup.example.edu, without a path.")
    return text


def _data_folder() -> Path:
    folder = Path(setting("LEGUP_DATA") or user_data_dir("legup", appauthor=False)).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(f"The data folder {folder} cannot be made: {error.strerror}. Name another with --data or LEGUP_DATA.") from None
    return folder


def _secret_key() -> str:
    given = setting("LEGUP_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise ImproperlyConfigured("LEGUP_SECRET_KEY is shorter than 32 characters. Make a long random one.")
        return given
    if SITE_URL:
        raise ImproperlyConfigured("A server needs LEGUP_SECRET_KEY or LEGUP_SECRET_KEY_FILE: a random text of 32 characters or more.")
    return _kept_key(DATA / "secret.key")


def _kept_key(path: Path) -> str:
    """The key in the data folder, made on first use; whoever loses a race reads the winner's."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"The data folder cannot be written: {path}: {error.strerror}.") from None
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _sqlite() -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "legup.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000",
        },
    }


def _postgresql(address: str) -> dict:
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured("LEGUP_DATABASE_URL must look like postgres://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }


def _relay(name: str, address: str) -> dict:
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must look like smtp://user:password@host:587, or smtps://… for TLS from the start.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not _is_loopback(parts.hostname),
    }


def _office_relay() -> dict | None:
    """By which server an office lets people's letters leave, as ``mail.smtp.Account`` takes it."""
    address, sender = setting("LEGUP_OFFICE_RELAY"), setting("LEGUP_OFFICE_FROM")
    if bool(address) != bool(sender):
        raise ImproperlyConfigured("LEGUP_OFFICE_RELAY and LEGUP_OFFICE_FROM belong together: set both or neither.")
    if not address:
        return None
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", sender):
        raise ImproperlyConfigured(f"LEGUP_OFFICE_FROM is “{sender}”. It must be one mail address, without a name.")
    told = _relay("LEGUP_OFFICE_RELAY", address)
    security = "tls" if told["EMAIL_USE_SSL"] else "starttls" if told["EMAIL_USE_TLS"] else "none"
    return {"host": told["EMAIL_HOST"], "port": told["EMAIL_PORT"], "security": security, "username": told["EMAIL_HOST_USER"], "password": told["EMAIL_HOST_PASSWORD"]}


def _oauth() -> dict[str, dict[str, str]]:
    """The services at which people may sign in instead of typing a password here: those with a client id."""
    login = setting("LEGUP_MICROSOFT_LOGIN", "https://login.microsoftonline.com/common").rstrip("/")
    if not login.startswith("https://"):
        raise ImproperlyConfigured(f"LEGUP_MICROSOFT_LOGIN is “{login}”. It must begin with https://, because secrets are sent there.")
    known = {
        "google": {
            "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth", "token_url": "https://oauth2.googleapis.com/token",
            "client_id": setting("LEGUP_GOOGLE_CLIENT_ID"), "client_secret": setting("LEGUP_GOOGLE_CLIENT_SECRET"),
        },
        "microsoft": {
            "authorize_url": f"{login}/oauth2/v2.0/authorize", "token_url": f"{login}/oauth2/v2.0/token",
            "client_id": setting("LEGUP_MICROSOFT_CLIENT_ID"), "client_secret": setting("LEGUP_MICROSOFT_CLIENT_SECRET"),
        },
    }  # fmt: skip
    return {name: facts for name, facts in known.items() if facts["client_id"]}


def _nameserver() -> str:
    text = setting("LEGUP_NAMESERVER")
    if text and not re.fullmatch(r"(\d{1,3}\.){3}\d{1,3}(:\d{1,5})?|[\da-fA-F]*:[\da-fA-F:]+", text):
        raise ImproperlyConfigured(f"LEGUP_NAMESERVER is “{text}”. It must be an address such as 192.0.2.53 or 192.0.2.53:53.")
    return text


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _static_version() -> str:
    """Changes whenever a served file does, so that browsers may keep files for ever."""
    stamps = [f"{p.relative_to(HERE)}{p.stat().st_size}{p.stat().st_mtime_ns}" for p in sorted((HERE / "static").rglob("*"))]
    return hashlib.blake2b("".join(stamps).encode(), digest_size=5).hexdigest()


_no_unknown_names()
SITE_URL = _site_url()
IS_SERVER = bool(SITE_URL)
DATA = _data_folder()
SECRET_KEY = _secret_key()
DEBUG = False
# "*": under whatever address; legup.lib.hosts lets no other name through.
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname] if IS_SERVER else ["localhost", "*"]
SHOW_PARTS = setting("LEGUP_SHOW_PARTS") == "1"
WEB_PROCESSES = whole_number("LEGUP_WEB_PROCESSES", 1, 1, 64)
FIRST_LETTERS_PER_DAY = whole_number("LEGUP_FIRST_LETTERS_PER_DAY", 5, 0, 5)
FIRST_LETTERS_PER_WEEK = whole_number("LEGUP_FIRST_LETTERS_PER_WEEK", 12, 0, 12)
REMINDERS = whole_number("LEGUP_REMINDERS", 2, 0, 2)
SENDERS = whole_number("LEGUP_SENDERS", 4, 1, 32)
READERS = whole_number("LEGUP_READERS", 4, 1, 32)
LISTENERS = whole_number("LEGUP_LISTENERS", 50, 0, 1_000)
EGRESS_ALLOW = tuple(entry.strip().lower() for entry in setting("LEGUP_EGRESS_ALLOW").split(",") if entry.strip())
EGRESS_CA = setting("LEGUP_EGRESS_CA")
MAIL_RELAY = setting("LEGUP_MAIL_RELAY")
OFFICE_RELAY, OFFICE_FROM = _office_relay(), setting("LEGUP_OFFICE_FROM")
OAUTH = _oauth()
LOOK_UP_SERVERS = whole_number("LEGUP_LOOK_UP_SERVERS", 1, 0, 1) == 1
NAMESERVER = _nameserver()
MAILS_CODES = IS_SERVER and bool(MAIL_RELAY)
GREENHOUSE_URL = setting("LEGUP_GREENHOUSE_URL", "https://boards-api.greenhouse.io").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "legup.apps.LegUp",
]
MIDDLEWARE = [
    "legup.lib.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "legup.lib.readonly.ReadOnlyMiddleware",
    "legup.policy.PolicyMiddleware",
    "legup.accounts.zones.ZoneMiddleware",
    "legup.lib.uploads.UploadMiddleware",
    "legup.accounts.once.OnceMiddleware",
    "legup.lib.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "legup.urls"
WSGI_APPLICATION = "legup.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["legup.templatetags.legup"],
        },
    }
]

DATABASES = {"default": _postgresql(setting("LEGUP_DATABASE_URL")) if setting("LEGUP_DATABASE_URL") else _sqlite()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "legup_cache"}
    if IS_SERVER
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
# One web process may remember sessions; several must ask the database, so that signing out counts everywhere.
SESSION_ENGINE = "django.contrib.sessions.backends." + ("db" if IS_SERVER else "cached_db")
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

AUTH_USER_MODEL = "legup.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "full_name")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "legup.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "signup": "legup.accounts.library_forms.OpenAccount",
    "set_password": "legup.accounts.library_forms.SetPassword",
    "change_password": "legup.accounts.library_forms.ChangePassword",
    "reset_password_from_key": "legup.accounts.library_forms.ReplacePassword",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1" if MAILS_CODES else "password1*"]  # where codes are mailed, they are enough
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAILS_CODES else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = MAILS_CODES
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = MAILS_CODES
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody can make Leg Up write to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SITE_URL.startswith("https") else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if SITE_URL.startswith("https") else 0  # the proxy that speaks HTTPS for us
MFA_ADAPTER = "legup.accounts.adapter.Passkeys"
MFA_FORMS = {"add_webauthn": "legup.accounts.library_forms.AddPasskey"}
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = not MAILS_CODES

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_VERSION = _static_version()
STATIC_URL = f"/static/{STATIC_VERSION}/"
STATICFILES_DIRS = [HERE / "static"]
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_NAME = "legup_session"
CSRF_COOKIE_NAME = "legup_csrf"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https")
CSRF_FAILURE_VIEW = "legup.lib.refusals.stale_form"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_SERVER else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_URL.startswith("https") else None
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016", "account.W001"]

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if MAIL_RELAY else "django.core.mail.backends.console.EmailBackend"
if MAIL_RELAY:
    globals().update(_relay("LEGUP_MAIL_RELAY", MAIL_RELAY))
DEFAULT_FROM_EMAIL = setting("LEGUP_MAIL_FROM") or f"legup@{urlsplit(SITE_URL).hostname or 'localhost'}"
EMAIL_TIMEOUT = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "legup": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
