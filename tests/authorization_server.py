"""An authorization server on loopback, in place of Google's and Microsoft's: codes with PKCE, tokens, renewal, and who a token belongs to.

What it stands for is the far end only. It takes a person's consent for granted, and is strict in everything else.
"""

import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "legup-client", "legup-secret"


class AuthorizationServer:
    """Shape: ``active`` maps an access token to its user; ``renewals`` a renewal token to its user, good for one use when ``rotates``."""

    def __init__(self, user: str = "ana@northfield.example"):
        self.user, self.life, self.rotates, self.fault = user, 3600, True, None
        self.codes: dict[str, dict] = {}
        self.active: dict[str, str] = {}
        self.renewals: dict[str, str] = {}
        self.asked: list[dict] = []
        self.lock = threading.Lock()
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.http.serve_forever, args=[0.05], daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}"

    def settings(self, smtp, imap) -> dict[str, dict]:
        """What Leg Up is told, as ``settings.OAUTH`` has it."""
        return {
            "google": {
                "authorize_url": f"{self.url}/authorize", "token_url": f"{self.url}/token", "client_id": CLIENT, "client_secret": SECRET,
                "servers": ((smtp.host, smtp.port, "none"), (imap.host, imap.port, "none")),
            }
        }  # fmt: skip

    def consent(self, location: str) -> str:
        """Where the browser is sent back to, after the person agreed on the page at *location*."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT and asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def grant(self) -> dict:
        access, renewal = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.active[access] = self.renewals[renewal] = self.user
        claims = base64.urlsafe_b64encode(json.dumps({"email": self.user}).encode()).decode().rstrip("=")
        return {"access_token": access, "refresh_token": renewal, "expires_in": self.life, "token_type": "Bearer", "id_token": f"e30.{claims}.c2ln"}

    def answer(self, asked: dict) -> tuple[int, dict]:
        with self.lock:
            self.asked.append(asked)
            if self.fault:
                return self.fault
            if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
                return 401, {"error": "invalid_client"}
            if asked.get("grant_type") == "authorization_code":
                return self._exchange(asked)
            return self._renew(asked)

    def _exchange(self, asked: dict) -> tuple[int, dict]:
        begun = self.codes.pop(asked.get("code"), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if begun is None or begun["code_challenge"] != challenge or begun["redirect_uri"] != asked.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        return 200, self.grant()

    def _renew(self, asked: dict) -> tuple[int, dict]:
        known = self.renewals.pop(asked.get("refresh_token"), None) if self.rotates else self.renewals.get(asked.get("refresh_token"))
        return (200, self.grant()) if known else (400, {"error": "invalid_grant"})

    def _handler(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say(*server.answer({name: values[0] for name, values in form.items()}))

            def do_GET(self):
                if self.path.startswith("/authorize"):  # the person agrees at once
                    self.send_response(302)
                    self.send_header("Location", server.consent(self.path))
                    self.end_headers()
                    return
                token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
                user = server.active.get(token)
                self._say(200, {"active": "true", "username": user} if user else {"active": "false"})

            def _say(self, status, told):
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def close(self):
        self.http.shutdown()
        self.http.server_close()
