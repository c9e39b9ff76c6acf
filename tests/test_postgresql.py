"""What universities run on: the story and the promises, once more on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AGAIN = """
    tests/test_loop.py tests/test_policy.py tests/accounts/test_once.py tests/accounts/test_coming_in.py tests/contacts/test_importing.py tests/contacts/test_exporting.py tests/desk/test_samples.py
    tests/followup tests/mail/test_trying.py tests/outreach/test_replies.py tests/outreach/test_sending.py tests/postings/test_matching.py tests/postings/test_watching.py tests/scheduling
""".split()


def test_the_story_and_the_promises_hold_on_postgresql(postgresql):
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *AGAIN]
    environment = os.environ | {"LEGUP_DATABASE_URL": postgresql}
    environment.pop("LEGUP_DATA", None)
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
    assert "passed" in done.stdout
