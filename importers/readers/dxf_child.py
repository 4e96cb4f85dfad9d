"""Turns a drawing into a GeoPackage. Run as a process of its own: GDAL reads files nobody has checked.

Arguments: drawing, result, encoding of its texts, bytes of memory, seconds of work.
"""

import os
import resource
import sys


def main(source: str, target: str, encoding: str, memory: str, seconds: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ |= {
        "DXF_ENCODING": encoding,
        "DXF_CLOSED_LINE_AS_POLYGON": "TRUE",
        "DXF_INLINE_BLOCKS": "TRUE",
        "DXF_MERGE_BLOCK_GEOMETRIES": "FALSE",
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_CACHEMAX": "32",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    import pyogrio  # type: ignore[import-untyped]  # the limits and settings must stand before GDAL loads

    pyogrio.set_gdal_config_options({"GDAL_NUM_THREADS": "1"})
    info = pyogrio.read_info(source)
    if info["driver"] != "DXF":
        return 3
    with pyogrio.open_arrow(source, columns=["Layer", "SubClasses", "Text"], use_pyarrow=False) as (meta, stream):
        pyogrio.write_arrow(
            stream,
            target,
            layer="entities",
            driver="GPKG",
            geometry_name=meta["geometry_name"] or "wkb_geometry",
            geometry_type="Unknown",
            crs=None,
            layer_options={"SPATIAL_INDEX": "NO"},
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
