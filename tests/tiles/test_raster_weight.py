"""What draws pictures is heavy and waits for the first picture."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
import django
django.setup()
import map_ui.urls
import tiles.raster
print([name for name in ("rio_tiler", "rasterio") if name in sys.modules])
"""


def test_a_web_process_starts_without_the_raster_libraries():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("[]")
