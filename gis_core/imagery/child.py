"""The process that reads a sent raster: `python -m gis_core.imagery.child look|convert`, its order as JSON on stdin.

It answers in lines of JSON: {"progress": 0.4}, then {"result": …} or {"refused": […]}. What it may take of the machine
is fixed before the first byte is read. It knows neither Django nor the database.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY_BYTES = 3 * 1024**3
FILE_BYTES = 12 * 1024**3
CPU_S = {"look": 30, "convert": 3600}
GDAL = {
    "GDAL_CACHEMAX": "256",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_NUM_THREADS": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_TIMEOUT": "1",
    "CPL_DEBUG": "OFF",
    "PROJ_NETWORK": "OFF",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def say(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def main(work: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S[work], CPU_S[work]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.update(GDAL)
    # the libraries of rasterio bring data folders of their own
    os.environ.pop("PROJ_DATA", None)
    os.environ.pop("GDAL_DATA", None)
    from gis_core.imagery import conversion, raster_file
    from gis_core.pure.refusal import Refused

    order = json.load(sys.stdin)
    path = Path(order.pop("path"))
    try:
        if work == "look":
            say(result=raster_file.look(path))
        else:
            target = Path(order.pop("target"))
            made = conversion.convert(
                path, target, conversion.Order(**order), lambda share: say(progress=round(share, 4))
            )
            say(result=made)
    except Refused as refused:
        say(refused=[refused.code, refused.thai, refused.field])


if __name__ == "__main__":
    main(sys.argv[1])
