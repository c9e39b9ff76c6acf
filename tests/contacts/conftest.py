"""A real CardDAV server on loopback, and one that misbehaves."""

import subprocess
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import urllib3

from tests.daemons import answers, free_port, wait_for


class Radicale:
    """A running Radicale with a user and an address book of its own for each test."""

    def __init__(self, port: int):
        self.root, self.user, self.password = f"http://127.0.0.1:{port}", f"ana-{uuid.uuid4().hex[:8]}", "pear tree"
        self.http = urllib3.PoolManager()
        self.book = f"{self.root}/{self.user}/people/"

    def ask(self, method: str, url: str, body: str = "") -> int:
        headers = urllib3.make_headers(basic_auth=f"{self.user}:{self.password}")
        return self.http.request(method, url, body=body.encode(), headers=headers).status

    def make(self, url: str = "", name: str = "Everybody") -> None:
        kind = '<resourcetype><collection/><C:addressbook/></resourcetype>'
        body = f'<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>{kind}<displayname>{name}</displayname></prop></set></mkcol>'
        assert self.ask("MKCOL", url or self.book, body) == 201

    def put(self, number: int | str, name: str, *lines: str) -> None:
        card = "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"UID:card-{number}", f"FN:{name}", f"N:{name.split()[-1]};{name.split()[0]};;;", *lines, "END:VCARD", ""])
        assert self.ask("PUT", f"{self.book}card-{number}.vcf", card) in (201, 204)

    def remove(self, number: int | str) -> None:
        assert self.ask("DELETE", f"{self.book}card-{number}.vcf") == 200


@pytest.fixture(scope="session")
def radicale_port(tmp_path_factory):
    pytest.importorskip("radicale", reason="there is no Radicale: CardDAV cannot be tested")
    port, folder = free_port(), tmp_path_factory.mktemp("radicale")
    options = {"server-hosts": f"127.0.0.1:{port}", "storage-filesystem-folder": str(folder), "auth-type": "htpasswd", "auth-htpasswd-filename": str(folder / "users"), "auth-htpasswd-encryption": "plain", "auth-delay": "0"}
    (folder / "users").write_text("")
    server = subprocess.Popen([sys.executable, "-m", "radicale", *(f"--{name}={value}" for name, value in options.items())], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: answers(port), 30, "Radicale")
    yield port, folder / "users"
    server.terminate()
    server.wait(10)


@pytest.fixture
def radicale(radicale_port) -> Radicale:
    port, users = radicale_port
    server = Radicale(port)
    with Path(users).open("a") as file:
        file.write(f"{server.user}:{server.password}\n")
    server.make()
    return server


class Crooked(ThreadingHTTPServer):
    """A server that answers what it is told to, by method."""

    daemon_threads = True

    def __init__(self):
        self.told: dict[str, tuple[int, str, dict]] = {}
        self.asked: list[tuple[str, str, str]] = []
        super().__init__(("127.0.0.1", 0), _Answering)
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server_port}/book/"


class _Answering(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        word = next((word for word in self.server.told if word.startswith(self.command) and word.partition(" ")[2] in body), "")
        status, text, headers = self.server.told.get(word, (404, "", {}))
        data = text.encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    do_GET = do_PROPFIND = do_REPORT = answer

    def log_message(self, *args):
        pass


@pytest.fixture
def crooked():
    server = Crooked()
    yield server
    server.shutdown()
    server.server_close()
