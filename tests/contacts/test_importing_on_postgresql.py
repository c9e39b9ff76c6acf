"""Every test of bringing people in, once more on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def test_bringing_people_in_keeps_its_promises_on_postgresql(postgresql):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / "test_importing.py")]
    environment = os.environ | {"LEGUP_DATABASE_URL": postgresql}
    environment.pop("LEGUP_DATA", None)
    done = subprocess.run(command, env=environment, cwd=HERE.parents[1], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "skipped" not in done.stdout
