"""Signing in at Google or Microsoft instead of typing a password here: OAuth 2 with a code, a state and PKCE [RFC 6749, RFC 7636].

What is needed of it is two forms sent to one address: one turns the code into tokens, the other renews them.
"""

import base64
import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings

from legup.lib.egress import fetch
from legup.lib.refusal import Refusal
from legup.mail.smtp import NotSignedIn

SECONDS = 10
USUAL_LIFE = 3600
# Scopes and what else is asked for, besides the code: a token that outlives the visit, and who signed in.
_ASKED = {
    "google": ("Google", {"scope": "https://mail.google.com/ openid email", "access_type": "offline", "prompt": "consent"}),
    "microsoft": (
        "Microsoft",
        {"scope": "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access openid email profile", "prompt": "select_account"},
    ),
}  # fmt: skip

_SERVERS = {
    "google": (("smtp.gmail.com", 465, "tls"), ("imap.gmail.com", 993, "tls")),
    "microsoft": (("smtp.office365.com", 587, "starttls"), ("outlook.office365.com", 993, "tls")),
}


class Grant(NamedTuple):
    """What a service gave. Shape: *renewal* is empty when the earlier one stays good; *username* when it did not say who signed in."""

    access: str
    until: datetime
    renewal: str
    username: str


class Start(NamedTuple):
    """Where to send the browser, and the two secrets that must be there when it comes back."""

    url: str
    state: str
    verifier: str


def offered() -> dict[str, str]:
    """The services that whoever runs Leg Up has set up, by name, as they call themselves."""
    return {service: name for service, (name, _) in _ASKED.items() if service in settings.OAUTH}


def servers(service: str) -> tuple[tuple[str, int, str], tuple[str, int, str]]:
    """The outgoing and the incoming server of *service*, each as (host, port, security)."""
    own: Any = settings.OAUTH[service].get("servers")
    return own or _SERVERS[service]


def start(service: str, redirect_uri: str, address: str) -> Start:
    """The beginning of signing in at *service*. Opens no connection."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code", "client_id": settings.OAUTH[service]["client_id"], "redirect_uri": redirect_uri, "state": state,
        "code_challenge": challenge, "code_challenge_method": "S256", "login_hint": address, **_ASKED[service][1],
    }  # fmt: skip
    return Start(f"{settings.OAUTH[service]['authorize_url']}?{urlencode(asked)}", state, verifier)


def exchange(service: str, code: str, verifier: str, redirect_uri: str, now: datetime) -> Grant:
    """The tokens for a *code*. Raises: Refusal with what to do; NotSignedIn when the service says no."""
    asked = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
    grant = _granted(service, asked, now)
    if not grant.renewal:
        raise Refusal(f"{_ASKED[service][0]} let Leg Up in for an hour only. Take Leg Up off the list of programs in your account there, then sign in once more.")
    return grant


def renew(service: str, renewal: str, now: datetime) -> Grant:
    """A new access token. Raises: NotSignedIn when the person has to sign in again; another Refusal when it may work later."""
    return _granted(service, {"grant_type": "refresh_token", "refresh_token": renewal}, now)


def _granted(service: str, asked: dict[str, str], now: datetime) -> Grant:
    name, client = _ASKED[service][0], settings.OAUTH.get(service)
    if client is None:
        raise NotSignedIn(f"Signing in at {name} is no longer set up here. Ask whoever runs Leg Up, or connect the account with a password.")
    proof = {"client_id": client["client_id"], **({"client_secret": client["client_secret"]} if client["client_secret"] else {})}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    answer = fetch(client["token_url"], method="POST", headers=headers, data=urlencode(asked | proof).encode(), seconds=SECONDS, max_bytes=100_000)
    told = _object(answer.body)
    if answer.status == 200 and isinstance(told.get("access_token"), str):
        return _grant(told, now)
    raise _refused(name, answer.status, told.get("error"))


def _grant(told: dict[str, Any], now: datetime) -> Grant:
    said = str(told.get("expires_in"))
    life = int(said) if said.isdecimal() else USUAL_LIFE
    return Grant(told["access_token"], now + timedelta(seconds=min(life, 86_400)), str(told.get("refresh_token") or ""), _who(told.get("id_token")))


def _who(token: object) -> str:
    """Whom the service says it let in. It came from the service itself over TLS, so its signature need not be checked [OpenID Connect 3.1.3.7]."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        return ""
    try:
        claims = _object(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return ""
    said = claims.get("preferred_username") or claims.get("email") or ""
    return said if isinstance(said, str) and "@" in said else ""


def _refused(name: str, status: int, error: object) -> Refusal:
    if error in ("invalid_client", "unauthorized_client"):
        return NotSignedIn(f"{name} does not know this Leg Up any more. Whoever runs it must look at its client id and secret.")
    if error in ("invalid_grant", "interaction_required", "consent_required", "access_denied", "login_required"):
        return NotSignedIn(f"{name} no longer lets Leg Up in: you changed your password, took the permission back, or it ran out. Sign in at {name} again.")
    if status in (400, 401, 403):
        return NotSignedIn(f"{name} did not let Leg Up in. Sign in at {name} again.")
    return Refusal(f"{name} could not be asked whether Leg Up may go on. It will be asked again.")


def _object(text: bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
