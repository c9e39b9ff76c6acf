"""Django's own commands, for developers: makemigrations, shell, dbshell."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "legup.settings")
execute_from_command_line(sys.argv)
