"""A board on loopback that serves what a test tells it to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"
CAPTURED = Path(__file__).parents[3] / "shared/corpus/postings-dev/greenhouse-vercel.json"


class Board:
    """Shape: ``answers`` maps a path to (status, headers, body bytes) or a function that is given the handler; ``asked`` lists the paths."""

    def __init__(self):
        self.answers, self.asked, self.stopped = {}, [], threading.Event()
        board = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                board.asked.append(self.path)
                answer = board.answers.get(self.path.partition("?")[0], (404, {}, b'{"status":404,"error":"Job not found"}'))
                if callable(answer):
                    answer(self)
                    return
                status, headers, body = answer
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body))}.items() | headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def lists(self, token: str, *jobs: dict, **more):
        """The board *token* answers with *jobs* from now on."""
        self.answers[f"/v1/boards/{token}/jobs"] = (200, {"Content-Type": "application/json"}, json.dumps({"jobs": list(jobs), **more}).encode())

    def says(self, token: str, status: int = 200, body: bytes = b"", **headers):
        """The board *token* answers with anything at all."""
        self.answers[f"/v1/boards/{token}/jobs"] = (status, {k.replace("_", "-"): v for k, v in headers.items()}, body)

    def close(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()


def sample() -> list[dict]:
    """The jobs of our own sample board."""
    return json.loads((SAMPLES / "greenhouse.json").read_text())["jobs"]


def job(number: int, title: str = "Field Assistant", **more) -> dict:
    """One more job at Wells Clinic."""
    return sample()[1] | {"id": number, "title": title, **more}


@pytest.fixture
def board(settings):
    """Greenhouse, as far as Leg Up can tell."""
    served = Board()
    settings.GREENHOUSE_URL = served.url
    yield served
    served.close()
