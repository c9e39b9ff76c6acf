"""A line to a real mail server that breaks at a chosen command: what the server says is cut off, changed, or made up.

It runs in a process of its own, and serves its fault once or as often as it is told.
"""

import contextlib
import os
import re
import socket
import threading
import time
from collections.abc import Callable

from bench.mail.sink import GARBAGE, HOST, STALLED_SECONDS, SourceOfTrouble, end_with

# What breaks: the command, and what is done to the whole answer to it, its tag being known.
FAULTS: dict[str, tuple[str, Callable[[bytes, bytes], bytes | None]]] = {
    "no greeting": ("", lambda answer, tag: None),
    "garbage for a greeting": ("", lambda answer, tag: GARBAGE),
    "goodbye for a greeting": ("", lambda answer, tag: b"* BYE Too busy\r\n"),
    "half a greeting": ("", lambda answer, tag: b"* O"),
    "sign-in refused": ("AUTHENTICATE|LOGIN", lambda answer, tag: tag + b" NO [AUTHENTICATIONFAILED] No.\r\n"),
    "sign-in not now": ("AUTHENTICATE|LOGIN", lambda answer, tag: tag + b" NO [UNAVAILABLE] Later.\r\n"),
    "hung up at sign-in": ("AUTHENTICATE|LOGIN", lambda answer, tag: None),
    "capabilities are garbage": ("CAPABILITY", lambda answer, tag: GARBAGE),
    "no inbox": ("EXAMINE|SELECT", lambda answer, tag: tag + b" NO No such mailbox\r\n"),
    "hung up at the inbox": ("EXAMINE|SELECT", lambda answer, tag: None),
    "another UIDVALIDITY": (
        "EXAMINE|SELECT",
        lambda answer, tag: re.sub(rb"UIDVALIDITY \d+", b"UIDVALIDITY 7", answer),
    ),
    "no UIDVALIDITY": ("EXAMINE|SELECT", lambda answer, tag: re.sub(rb"\* OK \[UIDVALIDITY.*\r\n", b"", answer)),
    "hung up at the search": ("UID SEARCH|SEARCH", lambda answer, tag: None),
    "the search is garbage": ("UID SEARCH|SEARCH", lambda answer, tag: GARBAGE),
    "the search finds nothing": ("UID SEARCH|SEARCH", lambda answer, tag: b"* SEARCH\r\n" + tag + b" OK\r\n"),
    "hung up at the letters": ("UID FETCH|FETCH", lambda answer, tag: None),
    "half a letter": ("UID FETCH|FETCH", lambda answer, tag: answer[: len(answer) * 3 // 5]),
    "letters are garbage": ("UID FETCH|FETCH", lambda answer, tag: GARBAGE * 3),
    "letters twice": (
        "UID FETCH|FETCH",
        lambda answer, tag: answer[: answer.rfind(tag)] * 2 + answer[answer.rfind(tag) :],
    ),
    "letters of other numbers": ("UID FETCH|FETCH", lambda answer, tag: re.sub(rb"UID (\d+)", rb"UID 9\1", answer)),
    "no letters": ("UID FETCH|FETCH", lambda answer, tag: tag + b" OK Done\r\n"),
    "letters refused": ("UID FETCH|FETCH", lambda answer, tag: tag + b" NO [SERVERBUG] Internal error\r\n"),
    "goodbye amid the letters": (
        "UID FETCH|FETCH",
        lambda answer, tag: answer[: len(answer) // 2] + b"\r\n* BYE Shutting down\r\n",
    ),
    "a line without end": ("UID FETCH|FETCH", lambda answer, tag: b"* 1 FETCH (" + b"x" * 3_000_000),
    "a letter without end": (
        "UID FETCH|FETCH",
        lambda answer, tag: b"* 1 FETCH (UID 1 BODY[] {4000000000}\r\n" + b"x" * 40_000_000,
    ),
    "silence amid the letters": ("UID FETCH|FETCH", lambda answer, tag: answer[: len(answer) // 2] + SILENCE),
}
SILENCE = b"\0and nothing more"


class Line(SourceOfTrouble):
    """Shape: *fault* is one of ``FAULTS``, or nothing; *nth* is which of the commands it is about meets it first."""

    def __init__(self, port: int, fault: str = "", nth: int = 1, times: int = 1):
        self.server_port, self.fault, self.nth, self.times, self.lock = port, fault, nth, times, threading.Lock()
        door = socket.create_server((HOST, 0), backlog=64)
        self.host, self.port = HOST, door.getsockname()[1]
        parent, self.pid = os.getpid(), os.fork()
        if not self.pid:
            threading.Thread(target=end_with, args=[parent]).start()
            while True:
                threading.Thread(target=self._relay, args=[door.accept()[0]], daemon=True).start()
        door.close()

    def _relay(self, client: socket.socket):
        with contextlib.suppress(OSError), client, socket.create_connection((HOST, self.server_port)) as server:
            said, heard = server.makefile("rb"), client.makefile("rb")
            self._pass_on(client, b"", self._whole(said, b""), "")
            while line := heard.readline():
                tag, command = _command(line)
                server.sendall(line)
                if command in ("", "IDLE", "APPEND"):
                    return self._side_by_side(client, server, said, heard)
                self._pass_on(client, tag, self._whole(said, tag, lambda: self._ask(client, server, heard)), command)
        return None

    def _ask(self, client: socket.socket, server: socket.socket, heard):
        """The server wants to hear more before it answers."""
        client.sendall(b"+ \r\n")
        server.sendall(heard.readline())

    def _whole(self, said, tag: bytes, ask: Callable[[], None] | None = None) -> bytes:
        """Everything up to the tagged answer, or the greeting."""
        answer = b""
        while line := said.readline():
            if ask and line.startswith(b"+"):
                ask()
                continue
            answer += line
            if literal := re.search(rb"\{(\d+)\}\r\n$", line):
                answer += said.read(int(literal[1]))
            elif not tag or line.startswith(tag + b" "):
                break
        return answer

    def _pass_on(self, client: socket.socket, tag: bytes, answer: bytes, command: str):
        if not self._breaks(command):
            return client.sendall(answer)
        told = FAULTS[self.fault][1](answer, tag)
        if told is None:
            raise ConnectionAbortedError
        if told.endswith(SILENCE):
            client.sendall(told.removesuffix(SILENCE))
            time.sleep(STALLED_SECONDS)
        client.sendall(told)
        if told != answer and not (tag and tag + b" " in told):
            raise ConnectionAbortedError
        return None

    def _breaks(self, command: str) -> bool:
        if not self.fault or command not in FAULTS[self.fault][0].split("|"):
            return False
        with self.lock:
            self.nth -= 1
            return -self.times < self.nth <= 0

    def _side_by_side(self, client, server, said, heard):
        """From here on as it comes, in both directions."""

        def back():
            with contextlib.suppress(OSError, ValueError):
                while came := said.read1():
                    client.sendall(came)

        threading.Thread(target=back, daemon=True).start()
        while came := heard.read1():
            server.sendall(came)


def _command(line: bytes) -> tuple[bytes, str]:
    words = line.upper().split()
    command = (words[1] if len(words) > 1 else b"").decode("ascii", "replace")
    if command == "UID" and len(words) > 2:
        command += " " + words[2].decode("ascii", "replace")
    return line.split(b" ")[0], command
