"""A server for many, as a career office runs one: real processes, a mail relay, and people at browsers."""

import re
from email import message_from_bytes, policy

from tests.browser import free_port
from tests.machines import Machine
from tests.servers import SmtpSink
from tests.visitor import Visitor

KEY = "a long enough secret for the tests of a server"
PASSWORD = "eleven quiet herons"


class Office:
    """A running server and its post."""

    def __init__(self, machine: Machine, sink: SmtpSink, **env: str):
        self.machine, self.sink, port = machine, sink, free_port()
        self.address = f"http://localhost:{port}"
        self.env = {"LEGUP_SITE_URL": self.address, "LEGUP_SECRET_KEY": KEY, "LEGUP_MAIL_RELAY": f"smtp://127.0.0.1:{sink.port}"} | env
        self.legup = machine.start("serve", "--no-browser", "--port", str(port), **self.env)

    def invite(self, address: str) -> str:
        """Invite by command; the link in the mail that came."""
        said = self.machine.run("invite", address, **self.env)
        assert said.returncode == 0, said.stderr
        return re.search(r"http://\S+/invited/\S+", self.letter(address))[0]

    def letters(self, to: str) -> list[str]:
        """What was written to *to*, oldest first."""
        raw = [message for _, recipients, message in self.sink.messages if recipients == [to]]
        return [message_from_bytes(one, policy=policy.default).get_content().replace("\r\n", "\n") for one in raw]

    def letter(self, to: str) -> str:
        return self.letters(to)[-1]

    def code(self, to: str) -> str:
        """The code in the newest letter, which begins with it."""
        return re.match(r"[A-Z]{4}-[A-Z]{4}\n", self.letter(to))[0].strip()

    def visitor(self) -> Visitor:
        return Visitor(self.address)

    def member(self, address: str, **fields: str) -> Visitor:
        """Somebody who was invited and has opened an account."""
        visitor = self.visitor().open(self.invite(address)).press("Open my account", **fields)
        return visitor.press("Come in", code=self.code(address))
