"""Which systems are installed: the rows of `modules/catalog.csv` whose folder exists, and the kernel's packages."""

from __future__ import annotations

import csv
from pathlib import Path

MODULES = Path(__file__).resolve().parents[2] / "modules"


def kernel_apps() -> list[str]:
    """Dotted names of the kernel's packages, in alphabetical order."""
    return [f"modules.kernel.{p.parent.name}" for p in sorted((MODULES / "kernel").glob("*/__init__.py"))]


def system_apps() -> list[str]:
    """Dotted names of the installed systems, in the catalogue's order."""
    with (MODULES / "catalog.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        f"modules.{row['module']}.{row['slug']}"
        for row in rows
        if (MODULES / row["module"] / row["slug"] / "system.py").exists()
    ]
