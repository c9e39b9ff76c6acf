"""What tests of mail accounts need: a provider where letters that leave come in again, and one where one signs in elsewhere."""

import pytest
from django.core.cache import cache

from tests.authorization_server import AuthorizationServer
from tests.daemons import running_dovecot


class Provider:
    """A sink and a real Dovecot behind one another, as a mail provider has them: what is sent to one of its users arrives."""

    def __init__(self, sink, dovecot):
        self.sink, self.dovecot, self.user = sink, dovecot, dovecot.user()
        self.plus, self.holds_back = True, False
        sink.users[self.user] = dovecot.password
        sink.forward = self.arrive

    def arrive(self, sender, recipients, raw):
        for recipient in recipients:
            if not self.holds_back and (self.plus or "+" not in recipient):
                self.dovecot.deliver(recipient, raw, sender)

    def typed(self, **changed) -> dict:
        """What Ana types in, with some of it changed."""
        return {
            "address": self.user, "password": self.dovecot.password, "username": "", "smtp_host": self.sink.host, "smtp_port": self.sink.port,
            "smtp_security": "none", "imap_host": self.dovecot.host, "imap_port": self.dovecot.port, "imap_security": "none",
        } | changed  # fmt: skip


@pytest.fixture
def provider(smtp_sink, dovecot) -> Provider:
    return Provider(smtp_sink, dovecot)


@pytest.fixture(scope="module")
def authorization_server():
    server = AuthorizationServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def dovecot_by_token(certificate, authorization_server):
    """A real Dovecot that asks the authorization server who an access token belongs to."""
    with running_dovecot(certificate, f"{authorization_server.url}/introspect?token=") as server:
        yield server


@pytest.fixture(autouse=True)
def no_tries_yet():
    """How often somebody signed in to a server is counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def google(settings, smtp_sink, dovecot_by_token, authorization_server) -> Provider:
    """A provider that takes access tokens only; what Ana is asked there, she agrees to."""
    provider = Provider(smtp_sink, dovecot_by_token)
    smtp_sink.users, smtp_sink.tokens = {}, _ByToken(authorization_server)
    authorization_server.user, authorization_server.life = provider.user, 3600
    authorization_server.rotates, authorization_server.fault = True, None
    authorization_server.active.clear(), authorization_server.renewals.clear(), authorization_server.asked.clear()
    settings.OAUTH = authorization_server.settings(smtp_sink, dovecot_by_token)
    provider.far_end = authorization_server
    return provider


class _ByToken(dict):
    """Who may sign in at the sink, with what: whatever the authorization server says at the moment."""

    def __init__(self, server):
        self.server = server
        super().__init__({"there": "are some"})

    def get(self, user):
        return next((token for token, who in reversed(self.server.active.items()) if who == user), None)
