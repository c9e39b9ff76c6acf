"""The People page and its search at 30,000 and 300,000 contacts, beside a bare Django view that runs one bare SQL query.

Both are asked over HTTP, in turn, of the same kind of server on the same database file. The bare view has no middleware, no
session, and a template of its own with the same 25 rows and no frame around them.
"""

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

os.environ["LEGUP_DATA"] = tempfile.mkdtemp(prefix="legup-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legup.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from legup.accounts.models import User  # noqa: E402
from legup.contacts import search  # noqa: E402
from legup.contacts.models import Contact, Event, Position  # noqa: E402
from legup.lib.clock import now  # noqa: E402
from legup.lib.keys import new_keys  # noqa: E402
from legup.organizations.models import Organization  # noqa: E402

SYLLABLES = "ba re mi lo ka ten dra sol vin mar pe lu no ri sha el wo ju fe ga han ek os ty".split()
TITLES = "analyst nurse engineer teacher designer editor manager scientist lawyer planner".split()
LIST_SQL = """SELECT c.id, c.key, c.full_name, p.title, o.name FROM legup_contact c LEFT JOIN legup_position p ON p.contact_id = c.id AND p.ended_on IS NULL
LEFT JOIN legup_organization o ON o.id = p.organization_id WHERE c.owner_id = 1 AND c.archived_at IS NULL ORDER BY c.folded, c.id LIMIT 25"""
SEARCH_SQL = f"""SELECT c.id, c.key, c.full_name, p.title, o.name FROM (SELECT rowid FROM {search.TABLE} WHERE {search.TABLE} MATCH %s LIMIT 25) f
JOIN legup_contact c ON c.id = f.rowid LEFT JOIN legup_position p ON p.contact_id = c.id AND p.ended_on IS NULL
LEFT JOIN legup_organization o ON o.id = p.organization_id WHERE c.owner_id = 1"""
BARE = f'''
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import path

settings.configure(ALLOWED_HOSTS=["*"], SECRET_KEY="bare", ROOT_URLCONF=__name__, MIDDLEWARE=[], USE_TZ=True,
    DATABASES={{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": "@FILE@", "CONN_MAX_AGE": None}}}},
    TEMPLATES=[{{"BACKEND": "django.template.backends.django.DjangoTemplates"}}])
application = get_wsgi_application()
template = engines["django"].from_string(
    "<!doctype html><title>People</title><ul>{{% for r in rows %}}<li><a href='/people/{{{{ r.1 }}}}/'>{{{{ r.2 }}}}</a> {{{{ r.3 }}}}, {{{{ r.4 }}}}</li>{{% endfor %}}</ul>")

def people(request):
    with connection.cursor() as cursor:
        q = request.GET.get("q")
        cursor.execute(*("""{SEARCH_SQL}""", [f'"{{q}}"*']) if q else ("""{LIST_SQL}""",))
        return HttpResponse(template.render({{"rows": cursor.fetchall()}}, request))

urlpatterns = [path("people/", people)]
'''


def name(pick: random.Random) -> str:
    return " ".join("".join(pick.choices(SYLLABLES, k=pick.randint(2, 4))).capitalize() for _ in range(2))


def fill(owner, count: int, pick: random.Random) -> None:
    """Contacts, positions, events and words as an import leaves them."""
    at, have = now(), Contact.objects.filter(owner=owner).count()
    if not Organization.objects.filter(owner=owner).exists():
        Organization.objects.bulk_create(Organization(owner=owner, name=f"{name(pick)} {n}", folded=f"org {n}") for n in range(2000))
    organizations = list(Organization.objects.filter(owner=owner).values_list("pk", flat=True))
    with transaction.atomic():
        for start in range(have, count, 10_000):
            keys = new_keys(10_000)
            people = [Contact(owner=owner, key=keys[i], full_name=(n := name(pick)), folded=n.lower(), made_at=at) for i in range(min(10_000, count - start))]
            made = Contact.objects.bulk_create(people)
            Position.objects.bulk_create(Position(contact=c, organization_id=pick.choice(organizations), title=pick.choice(TITLES), seen_at=at) for c in made)
            Event.objects.bulk_create(Event(contact=c, kind="imported", at=at, noted_at=at) for c in made)
            search.index([c.pk for c in made])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def served(target: str, folder: str):
    """A server of *target* on loopback; a function that asks it for a path."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--port", str(port), "--blocking-threads", "1", "--log-level", "error", target]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([folder, *sys.path])}
    server = subprocess.Popen(command, cwd=folder, env=environment)
    line = http.client.HTTPConnection("127.0.0.1", port)
    try:
        _until_up(port)
        yield lambda path, **headers: _ask(line, path, headers)
    finally:
        server.terminate()
        server.wait(10)


def _until_up(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError("the server did not come up")


def _ask(line, path: str, headers: dict):
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    answer.content = answer.read()
    return answer


def medians(calls: dict, rounds: int) -> dict[str, float]:
    """Median milliseconds of each call, taken in turn."""
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds + 20):
        for what, call in calls.items():
            begun = time.perf_counter()
            answer = call()
            took = (time.perf_counter() - begun) * 1000
            assert answer.status == 200 and b"/people/" in answer.content, what
            if turn >= 20:
                spent[what].append(took)
    return {what: statistics.median(times) for what, times in spent.items()}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--json", action="store_true")
    options.add_argument("--rounds", type=int, default=200)
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    pick, results = random.Random(7), {}
    owner = User.objects.create_user("ana@bench.example", full_name="Ana Bench", welcomed_at=now())
    client = Client(headers={"host": "localhost"})
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"legup_session={client.cookies['legup_session'].value}"
    folder = tempfile.mkdtemp(prefix="legup-bench-bare-")
    Path(folder, "bare.py").write_text(BARE.replace("@FILE@", str(settings.DATABASES["default"]["NAME"])))
    for count in (30_000, 300_000):
        fill(owner, count, pick)
        connection.close()
        with served("legup.wsgi:application", folder) as ours, served("bare:application", folder) as bare:
            calls = {
                "list": lambda: ours("/people/", Cookie=cookie),
                "bare_list": lambda: bare("/people/"),
                "search": lambda: ours("/people/?q=mar", Cookie=cookie),
                "bare_search": lambda: bare("/people/?q=mar"),
            }
            results[count] = medians(calls, asked.rounds)
    small, large = results[30_000], results[300_000]
    report = {
        "benchmark": "people_page",
        "workload": "25 rows of 30,000 and 300,000 contacts with positions and events, SQLite; a search by a common three-letter beginning",
        "compared_to": "a bare Django view with one bare SQL query on the same server and file, no middleware, no session, no page frame",
        "milliseconds": {str(count): {k: round(v, 2) for k, v in r.items()} for count, r in results.items()},
        "ratio": {
            "list_over_bare": round(small["list"] / small["bare_list"], 2),
            "search_over_bare": round(small["search"] / small["bare_search"], 2),
            "list_300k_over_30k": round(large["list"] / small["list"], 2),
            "search_300k_over_30k": round(large["search"] / small["search"], 2),
        },
    }
    print(json.dumps(report, indent=None if asked.json else 1))


if __name__ == "__main__":
    sys.exit(main())
