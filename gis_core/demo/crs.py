"""From the plan's UTM 47N metres to WGS 84 degrees, and to the Indian 1975 grid of the Land Department's sheets."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pyproj
import shapely

from gis_core.demo.geometry import Floats

#: The datum shift named in full (EPSG:1304), because PROJ's own choice lies about 190 m away.
INDIAN_1975 = (
    "+proj=pipeline +step +inv +proj=utm +zone=47 +ellps=WGS84 +step +proj=cart +ellps=WGS84"
    " +step +inv +proj=helmert +x=210 +y=814 +z=289 +step +inv +proj=cart +ellps=evrst30"
    " +step +proj=utm +zone=47 +ellps=evrst30"
)


@cache
def _degrees() -> Any:
    return pyproj.Transformer.from_crs(32647, 4326, always_xy=True)


@cache
def _indian() -> Any:
    return pyproj.Transformer.from_pipeline(INDIAN_1975)


def to_wgs84(shapes: Any) -> Any:
    """Geometries (one or an array) in degrees, x = longitude; equal coordinates stay equal."""
    return shapely.transform(shapes, lambda xy: np.stack(_degrees().transform(xy[:, 0], xy[:, 1]), axis=1))


def degrees_of(points: Floats) -> Floats:
    """Longitudes and latitudes (n, 2) of points in metres."""
    return np.stack(_degrees().transform(points[:, 0], points[:, 1]), axis=1)


def to_indian_1975(points: Floats) -> Floats:
    """Easting and northing (n, 2) on the Indian 1975 UTM 47N grid (EPSG:24047) of points in metres."""
    return np.stack(_indian().transform(points[:, 0], points[:, 1]), axis=1)
