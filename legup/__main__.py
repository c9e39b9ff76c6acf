"""``python -m legup`` is the command ``legup``."""

import sys

from legup.cli import main

sys.exit(main())
