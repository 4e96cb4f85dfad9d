#!/usr/bin/env python3
"""Django's command line; `./elocal manage ...` calls it with the right environment."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", os.environ.get("ELOCAL_SETTINGS", "gis_core.settings.dev"))
    execute_from_command_line(sys.argv)
