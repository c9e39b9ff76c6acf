"""A real browser for tests: Debian's Chromium when it is there, Playwright's own otherwise."""

import contextlib
import os
import socket
from pathlib import Path

import pytest

SYSTEM_CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def _launch(playwright):
    system = next((path for path in SYSTEM_CHROMIUM if Path(path).exists()), None)
    try:
        return playwright.chromium.launch(executable_path=system, args=QUIET)
    except Exception as error:
        pytest.skip(f"chromium could not be started: {str(error).splitlines()[0]}")


@pytest.fixture(scope="session")
def browser():
    """One browser for all tests; each takes its own context from it."""
    driver = pytest.importorskip("playwright.sync_api", reason="chromium cannot be driven: playwright is not installed")
    # The driver runs an event loop in this thread; Django would refuse the database while it does.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with driver.sync_playwright() as playwright:
        browser = _launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """A function that opens an address in a context of its own: ``open_page(url, width=360, scheme="dark", cookies=…)``.

    What goes wrong in the page (errors, refusals of the content policy, files not found) fails the test.
    """
    contexts, wrong = [], []

    def open_(url, width=1280, height=800, scheme="light", cookies=(), **options):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **options)
        contexts.append(context)
        context.add_cookies(list(cookies))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(f"{url}: {error}"))
        page.on("console", lambda line: wrong.append(f"{url}: {line.text}") if line.type == "error" else None)
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        with contextlib.suppress(Exception):
            context.close()
    assert wrong == []


def session_cookie(live_server, client) -> list[dict]:
    """The cookie that signs a browser in as the person whom *client* is signed in as."""
    name = "legup_session"
    return [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]


def violations(page) -> list[str]:
    """What axe finds on *page*: one line for each rule and place."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]
