"""`./elocal bench`: load the town of measure into a throw-away database and print the table of targets for
what exists.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]


def _prepare(parcels: int) -> None:
    """Migrate and load as the owner, in processes of their own."""
    environment = os.environ | {"ELOCAL_DB_ROLE": "owner"}
    for command in (["prepare_database"], ["load_demo_town", "--if-empty", "--parcels", str(parcels)]):
        subprocess.run([sys.executable, str(ROOT / "manage.py"), *command], env=environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parcels", type=int, default=200_000)
    parser.add_argument("--only", default="", help="names of parts separated by commas")
    options = parser.parse_args()
    start = time.monotonic()
    django.setup()
    from tests.speed import town

    _prepare(min(options.parcels, town.WRITTEN))
    town.fill(options.parcels)
    print(f"town of {options.parcels:,} parcels ready after {time.monotonic() - start:.0f} s", flush=True)
    from tests.speed import assessment, changesets, dashboard, front, growth, imports, index, memory, raster, tiles
    from tests.speed.report import table

    parts = {
        "index": index.measure,
        "tiles": tiles.measure,
        "raster": raster.measure,
        "imports": imports.measure,
        "front": front.measure,
        "memory": memory.measure,
        "growth": growth.measure,
        "changesets": changesets.measure,
        "assessment": assessment.measure,
        "dashboard": dashboard.measure,
    }
    wanted = [name for name in options.only.split(",") if name] or list(parts)
    rows = []
    for name in wanted:
        rows += parts[name]()
        print(f"{name} measured after {time.monotonic() - start:.0f} s", flush=True)
        print(table(rows), flush=True)


if __name__ == "__main__":
    main()
