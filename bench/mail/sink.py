"""A mail server in a process of its own: it keeps what it is given, and breaks whichever step it is told to break.

It is told at a second door, one command a connection: fault, count, heard, kept, forget.
"""

import contextlib
import json
import os
import signal
import socket
import ssl
import threading
import time

HOST = "127.0.0.1"
STEPS = ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "answer")
FAULTS = ("4xx", "5xx", "drop", "stall", "garbage", "half")
GARBAGE = bytes(range(256)) * 4 + b"\r\n"
STALLED_SECONDS = 300


class SourceOfTrouble:
    """A server in a process of its own."""

    pid: int

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


class Sink(SourceOfTrouble):
    """A handle on the server. Shape: ``kept`` gives (sender, [recipients], raw) of each letter that was read to its end."""

    def __init__(self, context: ssl.SSLContext | None = None, auth: bool = False):
        doors = [socket.create_server((HOST, 0), backlog=64) for _ in range(2)]
        self.host, self.port, self.told_at = HOST, doors[0].getsockname()[1], doors[1].getsockname()[1]
        parent, self.pid = os.getpid(), os.fork()
        if not self.pid:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            threading.Thread(target=end_with, args=[parent]).start()
            _Server(context, auth).run(*doors)
        for door in doors:
            door.close()

    def fault(self, step: str, kind: str, times: int = 1):
        """Break *step* the next *times* that it comes up."""
        self._ask("fault", step, kind, times)

    def count(self) -> int:
        return self._ask("count")

    def kept(self) -> list[tuple[str, list[str], bytes]]:
        return [(sender, to, raw.encode("latin-1")) for sender, to, raw in self._ask("kept")]

    def heard(self) -> list[str]:
        """Every command, and over what: ``tls`` or ``clear``."""
        return self._ask("heard")

    def forget(self):
        """Start afresh, without letters and without faults."""
        self._ask("forget")

    def _ask(self, *command):
        with socket.create_connection((HOST, self.told_at), 30) as line, line.makefile("rb") as answer:
            line.sendall(json.dumps(command).encode() + b"\n")
            return json.loads(answer.readline())


def end_with(parent: int):
    """End this process as soon as *parent* has ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


class _Server:
    def __init__(self, context: ssl.SSLContext | None, auth: bool):
        self.context, self.auth, self.lock = context, auth, threading.Lock()
        self.kept, self.heard, self.faults = [], [], {}

    def run(self, door: socket.socket, told_at: socket.socket):
        threading.Thread(target=self._accept, args=[told_at, self._listen]).start()
        self._accept(door, self._talk)

    def _accept(self, door: socket.socket, answer):
        while True:
            connection, _ = door.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=answer, args=[connection], daemon=True).start()

    def _talk(self, connection: socket.socket):
        with (
            contextlib.suppress(OSError, ValueError),
            contextlib.closing(_Conversation(self, connection)) as conversation,
        ):
            conversation.run()

    def _listen(self, connection: socket.socket):
        with connection, connection.makefile("rb") as told, self.lock:
            name, *facts = json.loads(told.readline())
            answer = {"count": len(self.kept), "heard": self.heard, "kept": self.kept}.get(name)
            if name == "fault":
                self.faults[facts[0]] = facts[1:]
            elif name == "forget":
                self.kept, self.heard, self.faults = [], [], {}
            connection.sendall(json.dumps(answer).encode() + b"\n")

    def broken(self, step: str) -> str:
        """How *step* is to break this time, if it is."""
        with self.lock:
            fault = self.faults.get(step, ["", 0])
            fault[1] -= 1
            return fault[0] if fault[1] >= 0 else ""


class _HungUp(OSError):
    """This side broke off."""


class _Conversation:
    def __init__(self, server: _Server, connection: socket.socket):
        self.server, self.connection = server, connection
        self.file, self.sender, self.to, self.over = connection.makefile("rb"), "", [], "clear"

    def run(self):
        self._step("greeting", b"220 sink.example")
        while line := self.file.readline():
            verb, _, rest = line.decode("latin-1").strip().partition(" ")
            self.server.heard.append(f"{self.over} {verb.upper()}")
            if verb.upper() == "QUIT":
                return self._say(b"221 bye")
            getattr(self, "_" + verb.lower(), self._unknown)(rest)
        return None

    def _say(self, line: bytes):
        self.connection.sendall(line + b"\r\n")

    def _step(self, step: str, reply: bytes) -> bool:
        """Answer *step* as it should be, or as it is to break; whether it went as it should."""
        kind = self.server.broken(step)
        self._break(kind) if kind else self._say(reply)
        return not kind

    def _break(self, kind: str):
        if kind == "stall":
            time.sleep(STALLED_SECONDS)
        said = {
            "4xx": b"451 4.3.0 Not now\r\n",
            "5xx": b"554 5.7.1 Not from you\r\n",
            "garbage": GARBAGE,
            "half": b"25",
        }.get(kind, b"")
        self.connection.sendall(said)
        if kind in ("drop", "half"):
            # With RST for a drop, as of a machine that went away; with FIN after half a line.
            if kind == "drop":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            raise _HungUp

    def _unknown(self, rest):
        self._say(b"500 5.5.1 What?")

    def _ehlo(self, rest):
        offers = [b"sink.example", b"8BITMIME"]
        offers += [b"STARTTLS"] if self.server.context and self.over == "clear" else []
        offers += [b"AUTH PLAIN LOGIN"] if self.server.auth and (self.over == "tls" or not self.server.context) else []
        self._step(
            "ehlo",
            b"\r\n".join(b"250%s%s" % (b"-" if n < len(offers) - 1 else b" ", offer) for n, offer in enumerate(offers)),
        )

    def _helo(self, rest):
        self._step("ehlo", b"250 sink.example")

    def _starttls(self, rest):
        if self._step("starttls", b"220 go on"):
            self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
            self.file, self.over = self.connection.makefile("rb"), "tls"

    def _auth(self, rest):
        self._step("auth", b"235 2.7.0 welcome")

    def _mail(self, rest):
        if self._step("mail", b"250 ok"):
            self.sender, self.to = rest[rest.find("<") + 1 : rest.rfind(">")], []

    def _rcpt(self, rest):
        if self._step("rcpt", b"250 ok"):
            self.to.append(rest[rest.find("<") + 1 : rest.rfind(">")])

    def _data(self, rest):
        if not self.to:
            return self._say(b"503 5.5.1 to whom?")
        if not self._step("data", b"354 go on"):
            return None
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                raise _HungUp
            lines.append(line[1:] if line.startswith(b".") else line)
        return self._took(b"".join(lines))

    def _took(self, raw: bytes):
        """What breaks at ``body`` is not kept; what breaks at ``answer`` is."""
        sender, to, self.to = self.sender, self.to, []
        if kind := self.server.broken("body"):
            return self._break(kind)
        with self.server.lock:
            self.server.kept.append((sender, to, raw.decode("latin-1")))
        return self._step("answer", b"250 2.0.0 kept")

    def _rset(self, rest):
        self.to = []
        self._say(b"250 ok")

    def _noop(self, rest):
        self._say(b"250 ok")

    def close(self):
        self.file.close()
        self.connection.close()
