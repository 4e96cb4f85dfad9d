"""Resident memory of an idle web process after a few requests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.speed.report import Row

LIMIT_MB = 1500
HEAVY = ("pandas", "pyarrow", "geopandas")
PROGRAM = """
import django, resource, sys
django.setup()
from django.test import Client
client = Client()
for path in ("/", "/layers.json", "/ogc/collections", "/registers/"):
    client.get(path)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
print(",".join(name for name in %r if name in sys.modules))
"""


def measure() -> list[Row]:
    """Memory in MB of one web process; the heavy table libraries must not be in it."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM % (HEAVY,)], env=environment, capture_output=True, text=True, check=True
    )
    megabytes, heavy = (
        done.stdout.strip("\n").split("\n")[-2:] if "\n" in done.stdout.strip("\n") else (done.stdout, "")
    )
    target = f"all together <= {LIMIT_MB} MB, no pandas"
    return [Row("web process, resident", float(megabytes), "MB", None, "", target, not heavy.strip())]
