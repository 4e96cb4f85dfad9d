"""The demo town's picture from the air: painted when the town is loaded, plainly no photograph."""

from __future__ import annotations

import tempfile
import uuid
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from gis_core.demo.town import Town
from gis_core.features import measure
from gis_core.ground.models import Building, Parcel
from gis_core.ground.office import forget, office
from gis_core.ground.queries import LIVE
from gis_core.imagery import reading, store
from gis_core.networks.models import Waterway
from gis_core.pure.thai_calendar import format_date
from modules.kernel.imagery import bringing

#: Fine enough to tell houses, small enough to be painted while somebody waits for the first start.
CELL_M, MOST_DOTS = 2.0, 3_500_000
TITLE = "ภาพมุมสูงเมืองสาธิต (ภาพวาด ไม่ใช่ภาพถ่าย)"
SOURCE = "ระบบวาดขึ้นเมื่อบรรจุเมืองสาธิต"
ORDER = {"crs": "", "warp_to": 0, "nodata": None, "as_height": False, "exaggeration": 1.0}


def load(town: Town) -> None:
    """Paint the town as it is on its last day and keep the picture as an engineer would."""
    flown = town.until - timedelta(days=30)
    forget()
    painting = import_module("gis_core.demo.air_picture")
    scene = painting.Scene(_bounds(), _lots(), _waters(), _in_utm(_shapes(Building.objects.all())))
    west, south, east, north = scene.bounds
    cell = max(CELL_M, ((east - west) * (north - south) / MOST_DOTS) ** 0.5)
    pixels, place = painting.paint(2569, scene, cell)
    staged = store.Staged(uuid.uuid4(), town.user("engineer").pk, "demo-town.tif")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "painted.tif"
        _write(source, pixels, place)
        target = store.work_path(staged.uid)
        made = reading.convert(source, target, ORDER, lambda share: None)
        store.keep(target, staged.uid)
    values = {
        "title": TITLE,
        "kind": "orthophoto",
        "flown_on": format_date(flown, "numeric"),
        "level": "public",
        "source": SOURCE,
    }
    with town.acting("engineer", "นำภาพมุมสูงของเมืองสาธิตเข้า", town.until, hour=20):
        bringing.keep(staged, values, made, town.user("engineer"))
    town.say(f"ภาพมุมสูง {made['width_px']:,} x {made['height_px']:,} จุด {made['size_bytes'] / 1e6:.1f} MB")


def _write(path: Path, pixels: Any, place: Any) -> None:
    rasterio = import_module("rasterio")
    count, height, width = pixels.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": "uint8"}
    with rasterio.open(path, "w", crs=f"EPSG:{measure.office_srid()}", transform=place, **profile) as made:
        made.write(pixels)


# -- what is painted, in metres of the office's zone -------------------------------------------------------------------
def _shapes(rows: Any) -> Any:
    return shapely.from_wkb([bytes(geom.wkb) for geom in rows.order_by("pk").values_list("geom", flat=True)])


def _in_utm(shapes: Any) -> Any:
    srid = measure.office_srid()
    return shapely.transform(shapes, lambda xy: np.column_stack(measure.from_lonlat(xy[:, 0], xy[:, 1], srid)))


def _bounds() -> tuple[float, float, float, float]:
    boundary = office().boundary_ewkb
    assert boundary is not None  # a demo town has one
    west, south, east, north = _in_utm(shapely.from_wkb(boundary)).bounds
    return west, south, east, north


def _lots() -> list[tuple[Any, str]]:
    rows = Parcel.objects.filter(status__in=LIVE)
    uses = rows.order_by("pk").values_list("land_use", flat=True)
    return list(zip(_in_utm(_shapes(rows)), uses, strict=True))


def _waters() -> list[Any]:
    rows = Waterway.objects.exclude(geom=None)
    widths = [float(width or 4) for width in rows.order_by("pk").values_list("width_m", flat=True)]
    return list(shapely.buffer(_in_utm(_shapes(rows)), np.array(widths) / 2))
