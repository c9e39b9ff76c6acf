"""Serving: the web server and the worker as one program, started, watched and stopped together."""

import errno
import gc
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from legup import preparing
from legup.lib.refusal import Refusal
from legup.supervising import FORKS, Part, Supervisor, end_with_parent

PORT = 8471
THREADS = 6


def serve(host: str, port: int | None, browser: bool, as_json: bool) -> int:
    """Run Leg Up until somebody stops it.

    Raises: Refusal when the port is taken, the data is in use or cannot be used, or the web server does not come up.
    """
    from django.conf import settings

    try:
        with preparing.serving(settings.DATA) as tell_address, preparing.using(settings.DATA), closing(_take_port(host, port)) as guard:
            bound, taken = guard.getsockname()[:2]
            if not FORKS:
                guard.close()  # the web server there cannot share it
            if port is None and taken != PORT:
                _say(f"Port {PORT} is taken, so this is port {taken}.")
            preparing.prepare(_say)
            address = _address(bound, taken)
            gc.disable()
            url = (settings.SITE_URL or address) + (entry_path() or "/")
            _warm()
            tell_address(address)
            parts = [Part("the web server", web, (bound, taken)), Part("the worker", work)]
            return Supervisor(parts).run(lambda: _answers(address), lambda: _announce(url, address, browser, as_json))
    except preparing.Running as running:
        raise _with_link(running) from None


def _with_link(running: preparing.Running) -> Refusal:
    """The same refusal, with a way in for the owner of this machine."""
    if running.address and (path := entry_path()):
        return Refusal(f"{running} This link lets you in once: {running.address}{path}")
    return running


def _take_port(host: str, port: int | None) -> socket.socket:
    """Hold a port for as long as we live, so that nobody can slip in while the web server is restarted.

    Raises: Refusal when *port* was asked for and is taken, or *host* is not an address of this machine.
    """
    try:
        with closing(_socket(host)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, PORT if port is None else port))
            free = probe.getsockname()[1]
        guard = _socket(host)
        guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        guard.bind((host, free))
        return guard
    except OSError as error:
        if error.errno == errno.EADDRINUSE and port is None:
            return _take_port(host, 0)
        why = {errno.EADDRINUSE: "another program uses it", errno.EACCES: "only the administrator may use it"}
        raise Refusal(f"Port {PORT if port is None else port} on {host} cannot be used: {why.get(error.errno or 0, error.strerror)}. Name another with --port.") from None


def _socket(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds us."""
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - not bound here
    return f"http://{here}:{port}"


def _warm() -> None:
    """Load what every part needs, so that the parts share its memory."""
    from django.db import connections
    from django.urls import get_resolver
    from granian.server import Server  # noqa: F401 - loaded for the children

    from legup import worker, wsgi  # noqa: F401

    _ = get_resolver().url_patterns
    connections.close_all()
    gc.collect()
    gc.freeze()
    gc.enable()


def web(host: str, port: int | str) -> None:
    """The web server, until it is told to stop."""
    import multiprocessing

    from django.conf import settings
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if FORKS:
        multiprocessing.set_start_method("fork", force=True)
    Server(
        "legup.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.WEB_PROCESSES,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=2,
    ).serve(target_loader=application, wrap_loader=False)


def application() -> Any:
    """Called by each web process: what it serves."""
    end_with_parent()
    from legup.wsgi import application

    return application


def work() -> None:
    """The worker, until it is told to stop."""
    from legup import worker

    stop = threading.Event()
    # From a thread: a handler that took the event's own lock could meet itself.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=stop.set).start())
    signal.signal(signal.SIGINT, lambda *_: threading.Thread(target=stop.set).start())
    worker.run(stop)


def _answers(address: str) -> bool:
    """Whether a page really comes back."""
    from django.conf import settings

    parts = urlsplit(address)
    here = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        here.request("GET", "/", headers={"Host": urlsplit(settings.SITE_URL).netloc or parts.netloc})
        return here.getresponse().status < 500
    except OSError:
        return False
    finally:
        here.close()


def entry_path() -> str:
    """The path of a fresh one-time link for the owner of this machine; nothing on a server."""
    from django.conf import settings
    from django.db import connections

    if settings.IS_SERVER:
        return ""
    from legup.accounts import entry, owner
    from legup.lib.clock import now

    try:
        return entry.new_link(owner.laptop_owner(), now())
    finally:
        connections.close_all()


def _announce(url: str, address: str, browser: bool, as_json: bool) -> None:
    from django.conf import settings

    if as_json:
        print(json.dumps({"ready": url, "listening": address, "pid": os.getpid(), "data": str(settings.DATA)}), flush=True)
    else:
        print(f"Leg Up is ready: {url}", flush=True)
    if settings.IS_SERVER:
        _say(f"It listens at {address}.")
    elif not as_json:
        _say("The link lets you in once. Your browser remembers you afterwards. Press Ctrl-C to stop.")
    if browser and not settings.IS_SERVER and _has_display():
        subprocess.Popen([sys.executable, "-m", "webbrowser", url], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # noqa: S603


def _has_display() -> bool:
    """Whether opening a browser would show one to a person."""
    known = os.environ.get
    if known("BROWSER"):
        return True
    if known("CI") or os.geteuid() == 0:
        return False
    if sys.platform == "darwin":
        return not known("SSH_CONNECTION")
    return bool(known("DISPLAY") or known("WAYLAND_DISPLAY"))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
