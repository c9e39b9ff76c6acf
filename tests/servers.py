"""Servers for tests, on loopback: an SMTP sink whose every step can be broken, and servers that misbehave.

The real Dovecot and PostgreSQL are in ``tests.daemons``; their fixtures come along from here.
"""

import asyncio
import base64
import contextlib
import socket
import ssl
import threading

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.daemons import HOST, certificate, dovecot, postgresql

__all__ = ["HostileServer", "SmtpSink", "certificate", "dovecot", "hostile_server", "postgresql", "smtp_sink", "smtp_sinks"]

PASSWORD = "correct horse battery"


# SMTP


class SinkProtocol(SMTP):
    """aiosmtpd's server, in which a test can break any step."""

    def __init__(self, sink, **options):
        self.sink = sink
        super().__init__(sink, **options)

    async def push(self, status):
        greeting = not self.sink.greeted.get(id(self)) and str(status).startswith("220")
        self.sink.greeted[id(self)] = True
        if not (greeting and await self.faulty("greeting")):
            await super().push(status)

    async def faulty(self, step: str) -> bool:
        """Act out what the test asked for at *step*; whether it asked for anything."""
        self.sink.steps.append(step)
        fault = self.sink.faults.get(step)
        if fault == "drop":
            self.transport.abort()
        elif fault == "hang":
            await asyncio.sleep(3600)
        elif callable(fault):
            if waits := fault():
                await waits
            return False
        elif fault:
            await super().push(fault)
        return bool(fault)

    async def smtp_EHLO(self, arg):
        if not await self.faulty("ehlo"):
            await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg):
        if not await self.faulty("ehlo"):
            await super().smtp_HELO(arg)

    async def smtp_STARTTLS(self, arg):
        if not await self.faulty("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg):
        if not await self.faulty("auth"):
            await super().smtp_AUTH(arg)

    async def auth_XOAUTH2(self, _, args):
        said = base64.b64decode(args[1]).decode()
        user, token = said.split("\x01")[0].removeprefix("user="), said.split("\x01")[1].removeprefix("auth=Bearer ")
        if self.sink.tokens.get(user) == token:
            return AuthResult(success=True, auth_data=LoginPassword(user.encode(), b""))
        await self.challenge_auth(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}')
        return AuthResult(success=False, handled=False)

    async def smtp_MAIL(self, arg):
        if not await self.faulty("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if not await self.faulty("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if not await self.faulty("data"):
            await super().smtp_DATA(arg)


class SmtpSink:
    """An SMTP server that keeps what it is given.

    Shape: ``messages`` holds (envelope sender, [recipients], raw bytes). ``faults`` maps a step (greeting, ehlo,
    starttls, auth, mail, rcpt, data, body: read but not kept, answer: kept but not acknowledged) to ``"drop"``,
    ``"hang"``, a reply such as ``"450 later"``, or a function that is called before going on as usual. ``tokens`` are who may
    sign in by XOAUTH2, with what. ``forward`` is given each message that is kept, as if it went on to somebody's mailbox.
    """

    def __init__(self, security: str = "none", context: ssl.SSLContext | None = None):
        self.host, self.security, self.context = HOST, security, context
        self.users = {"ana@northfield.example": PASSWORD}
        self.messages, self.faults, self.steps, self.greeted = [], {}, [], {}
        self.tokens: dict[str, str] = {}
        self.forward = None
        self.auth_required = False
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        # Not in this thread: a browser's driver may have a loop of its own running here.
        self.server = asyncio.run_coroutine_threadsafe(self._listen(), self.loop).result(10)
        self.port = self.server.sockets[0].getsockname()[1]

    async def _listen(self):
        tls = self.context if self.security == "tls" else None
        return await self.loop.create_server(self._protocol, HOST, 0, ssl=tls)

    def _protocol(self):
        starttls = self.context if self.security == "starttls" else None
        return SinkProtocol(
            self, hostname="sink.example", loop=self.loop, tls_context=starttls, authenticator=self._known,
            auth_require_tls=False, auth_required=self.auth_required, auth_exclude_mechanism=[] if self.tokens else ["XOAUTH2"],
        )

    def _known(self, server, session, envelope, mechanism, login):
        good = isinstance(login, LoginPassword) and self.users.get(login.login.decode()) == login.password.decode()
        return AuthResult(success=good, handled=False)

    async def handle_DATA(self, server, session, envelope):
        if await server.faulty("body"):
            return self.faults["body"]
        self.messages.append((envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.original_content)))
        if self.forward:
            await self.loop.run_in_executor(None, self.forward, *self.messages[-1])
        if await server.faulty("answer"):
            return self.faults["answer"]
        return "250 2.0.0 kept"

    def close(self):
        self.loop.call_soon_threadsafe(self._stop)
        self.thread.join(5)

    def _stop(self):
        self.server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.call_soon(self.loop.stop)


@pytest.fixture
def smtp_sinks():
    """Make SMTP sinks: ``smtp_sinks(security="tls", context=...)``."""
    made = []

    def make(**options) -> SmtpSink:
        made.append(SmtpSink(**options))
        return made[-1]

    yield make
    for sink in made:
        sink.close()


@pytest.fixture
def smtp_sink(smtp_sinks) -> SmtpSink:
    return smtp_sinks()


# Servers that misbehave


class HostileServer:
    """A TCP server that does one unpleasant thing to whoever connects.

    Shape: *behaviour* is ``"refuses"``, ``"hangs"``, ``"closes"``, ``"drips"`` (a byte at a time, for ever),
    ``"garbage"``, bytes to say before falling silent, or a function that is given the connection.
    """

    def __init__(self, behaviour):
        self.host, self.behaviour, self.connections, self.stopped = HOST, behaviour, [], threading.Event()
        self.listener = socket.create_server((HOST, 0))
        self.port = self.listener.getsockname()[1]
        if behaviour == "refuses":
            self.listener.close()
        else:
            threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                threading.Thread(target=self._misbehave, args=[connection], daemon=True).start()

    def _misbehave(self, connection):
        with contextlib.suppress(OSError, ValueError):
            if callable(self.behaviour):
                self.behaviour(connection)
            elif isinstance(self.behaviour, bytes):
                connection.sendall(self.behaviour)
                self.stopped.wait(60)
            else:
                getattr(self, f"_{self.behaviour}")(connection)
        with contextlib.suppress(OSError):
            connection.close()

    def _hangs(self, connection):
        self.stopped.wait(60)

    def _closes(self, connection):
        connection.shutdown(socket.SHUT_RDWR)

    def _drips(self, connection):
        while not self.stopped.wait(0.2):
            connection.sendall(b"2")

    def _garbage(self, connection):
        connection.sendall(bytes(range(256)) * 64 + b"\r\n" * 4)
        self.stopped.wait(60)

    def close(self):
        self.stopped.set()
        for door in [self.listener, *self.connections]:
            with contextlib.suppress(OSError):
                door.close()


@pytest.fixture
def hostile_server():
    """Make servers that misbehave: ``hostile_server("hangs")``."""
    made = []

    def make(behaviour) -> HostileServer:
        made.append(HostileServer(behaviour))
        return made[-1]

    yield make
    for server in made:
        server.close()
