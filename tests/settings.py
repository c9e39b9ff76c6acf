"""The product's settings, on a data folder of the tests' own."""

import atexit
import os
import shutil
import tempfile

if "LEGUP_DATA" not in os.environ:
    os.environ["LEGUP_DATA"] = tempfile.mkdtemp(prefix="legup-tests-")
    atexit.register(shutil.rmtree, os.environ["LEGUP_DATA"], ignore_errors=True)
os.environ.setdefault("LEGUP_EGRESS_ALLOW", "127.0.0.1,localhost")
os.environ.setdefault("LEGUP_SHOW_PARTS", "1")
os.environ.setdefault("LEGUP_LOOK_UP_SERVERS", "0")  # tests ask nobody outside

from legup.settings import *  # noqa: E402, F403
from legup.settings import DATA, DATABASES  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as the product has it, so that threads and processes meet on it.
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}
