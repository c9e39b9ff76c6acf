"""Start-up and memory of Leg Up, beside a bare Django that has only been set up.

Workload: ``legup serve`` on prepared data, until the page answers, web server and worker included; three starts
after one that warms the disk. Compared to ``python -c "import django; django.setup()"``, with Django's own
applications and nothing else, and with Leg Up's settings. Memory is the proportional share (PSS) of all processes.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BARE = """
SECRET_KEY = "bench"
INSTALLED_APPS = ["django.contrib." + name for name in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""
STARTS = 3


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "bare.py").write_text(BARE)
        paths = {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "LEGUP_DATA": f"{folder}/data"}
        ours = measured(lambda: start_legup(os.environ | paths))
        bare = measured(lambda: start_django(os.environ | paths | {"DJANGO_SETTINGS_MODULE": "bare"}))
        same = measured(lambda: start_django(os.environ | paths | {"DJANGO_SETTINGS_MODULE": "legup.settings"}))
    figures = {"seconds": "start-up", "megabytes": "memory"}
    answer = {f"{word}_ratio": round(ours[kind] / bare[kind], 2) for kind, word in figures.items()}
    answer |= {f"{word}_ratio_same_settings": round(ours[kind] / same[kind], 2) for kind, word in figures.items()}
    answer |= {"legup": ours, "bare_django": bare, "django_with_our_settings": same}
    answer |= {"compared_to": 'python -c "import django; django.setup()"', "workload": " ".join(__doc__.split("\n\n")[1].split())}
    print(json.dumps(answer))


def measured(start) -> dict[str, float]:
    """The median of some starts, the first of which is not counted."""
    start()
    runs = [start() for _ in range(STARTS)]
    return {"seconds": round(statistics.median(run[0] for run in runs), 3), "megabytes": round(statistics.median(run[1] for run in runs), 1)}


def start_legup(env: dict) -> tuple[float, float]:
    began = time.monotonic()
    command = [sys.executable, "-P", "-m", "legup", "serve", "--no-browser", "--json"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as legup:
        legup.stdout.readline()
        took = time.monotonic() - began
        time.sleep(1)
        megabytes = sum(share(pid) for pid in family(legup.pid))
        legup.send_signal(signal.SIGINT)
    return took, megabytes


def start_django(env: dict) -> tuple[float, float]:
    began = time.monotonic()
    code = "import django; django.setup(); print(); input()"
    with subprocess.Popen([sys.executable, "-c", code], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as django:
        django.stdout.readline()
        took = time.monotonic() - began
        megabytes = share(django.pid)
        django.communicate("\n")
    return took, megabytes


def family(pid: int) -> list[int]:
    """The process and everything it started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def share(pid: int) -> float:
    return int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1]) / 1024


main()
