"""GDAL, GEOS and PROJ come from the Python wheels, so that the site and its readers share one version.

Debian's own GDAL is built with network drivers that Django warns about; the wheel's is not. The data folders
must be named before any of the libraries loads, or a later `import pyogrio` dies.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ImportError(f"ไม่พบไลบรารี {name}: สั่ง ./elocal up เพื่อติดตั้งให้ครบ")
    return Path(spec.origin).parent


def _library(folder: Path, pattern: str) -> str:
    return str(next(iter(sorted(folder.glob(pattern)))))


def configure() -> tuple[str, str]:
    """Set the data folders and return the paths of (libgdal, libgeos_c)."""
    pyogrio = _package_folder("pyogrio")
    shapely = _package_folder("shapely")
    os.environ["GDAL_DATA"] = str(pyogrio / "gdal_data")
    os.environ["PROJ_DATA"] = str(pyogrio / "proj_data")
    gdal = _library(pyogrio.parent / "pyogrio.libs", "libgdal*")
    geos = _library(shapely.parent / "shapely.libs", "libgeos_c*")
    return gdal, geos
