"""What every test may use."""

import os
import tempfile

os.environ.setdefault("LEGUP_DATA", tempfile.mkdtemp(prefix="legup-tests-"))
os.environ.setdefault("LEGUP_EGRESS_ALLOW", "127.0.0.1,localhost")
os.environ.setdefault("LEGUP_SHOW_PARTS", "1")

pytest_plugins = ["tests.cast", "tests.servers", "tests.browser", "tests.required"]
