"""Taking a picture in: is it in the office's land, in which system, and its record once it has been converted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from gis_core.features import clock, datum, measure
from gis_core.features.measure import SYSTEMS, UTM_ZONES, WGS84
from gis_core.ground.office import office
from gis_core.imagery import store
from gis_core.imagery.models import Imagery
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine.parse import parse
from layers.registry import registry

WEB_MERCATOR = 3857
#: Systems in which a file can be kept as it is; every other one is brought to the office's UTM zone.
KEPT_AS_IS = (*UTM_ZONES, WGS84, WEB_MERCATOR)
COLUMNS = ("title", "kind", "flown_on", "level", "source")
MEASURED = ("size_bytes", "width_px", "height_px", "resolution_m", "min_zoom", "max_zoom")
EXAGGERATIONS = (1, 3, 5, 10)


@dataclass(frozen=True)
class Placed:
    """Where a picture lies: `ring` in degrees, `srid` its system (0: another one, told by the file)."""

    ring: list[tuple[float, float]]
    srid: int

    @property
    def geojson(self) -> dict[str, Any]:
        ring = [list(point) for point in self.ring]
        return {"type": "Polygon", "coordinates": [[*ring, ring[0]] if ring[0] != ring[-1] else ring]}


def register() -> BoundRegister:
    """The register of pictures."""
    found = registry.for_model(Imagery)
    assert found is not None  # declared beside this module
    return found


def needs_system(facts: Mapping[str, Any]) -> bool:
    """Whether the file names no coordinate system, so that its sender must."""
    return not facts["srid"] and not facts["other_crs"]


def place(facts: Mapping[str, Any], srid: int = 0) -> Placed:
    """Where the picture lies when its system is `srid` (0: what the file says).

    Errors: Refused ``CRS_ASK`` when nobody says which, ``IMG_OUTSIDE`` when it does not touch the office's land.
    """
    chosen = srid or facts["srid"]
    if not chosen and not facts["other_crs"]:
        raise Refused("CRS_ASK", "ไฟล์ไม่ได้บอกระบบพิกัด เลือกระบบพิกัดของภาพ", "", "srid")
    outline = [(float(x), float(y)) for x, y in facts["outline"]]
    if chosen in SYSTEMS:
        ring = [measure.to_lonlat(x, y, chosen) for x, y in outline]
    else:
        ring = [(float(x), float(y)) for x, y in facts["outline_lonlat"]]
    if len(ring) < 4 or not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring):
        raise Refused("IMG_PLACE", "พิกัดของภาพไม่อยู่บนโลกในระบบพิกัดนี้ ตรวจระบบพิกัด", "", "srid")
    _inside(ring, outline, chosen)
    return Placed(ring, chosen)


def _inside(ring: list[tuple[float, float]], outline: list[tuple[float, float]], srid: int) -> None:
    boundary = office().boundary_ewkb
    if not boundary or shapely.Polygon(ring).intersects(shapely.from_wkb(boundary)):
        return
    points = outline if srid in SYSTEMS else ring
    told = datum.suspect(points, srid if srid in SYSTEMS else WGS84, GEOSGeometry(memoryview(boundary)))
    raise Refused("IMG_OUTSIDE", f"ภาพไม่อยู่ในเขตของหน่วยงาน: {told or 'ตรวจระบบพิกัดของภาพ'}", "", "srid")


def order_of(placed: Placed, given_srid: int, *, nodata: float | None, as_height: bool, exaggeration: float) -> dict:  # type: ignore[type-arg]
    """What the converter is told. Indian 1975 is named by the office's own shift, which no EPSG number carries."""
    crs, warp_to = (f"EPSG:{given_srid}" if given_srid else ""), 0
    if placed.srid in UTM_ZONES.values():
        zone = next(utm for utm, indian in UTM_ZONES.items() if indian == placed.srid)
        x, y, z = office().indian_shift
        crs = f"+proj=utm +zone={zone % 100} +a=6377276.345 +rf=300.8017 +towgs84={x},{y},{z},0,0,0,0 +units=m +no_defs"
    if placed.srid not in KEPT_AS_IS or (as_height and placed.srid in (WGS84, WEB_MERCATOR)):
        warp_to = measure.office_srid()
    return {"crs": crs, "warp_to": warp_to, "nodata": nodata, "as_height": as_height, "exaggeration": exaggeration}


def parsed(values: Mapping[str, Any], user: Any) -> dict[str, Any]:
    """The record's columns from what was typed. Errors: Refusals."""
    refusals, found = [], {}
    for name in COLUMNS:
        field = Imagery._meta.get_field(name)
        try:
            found[name] = parse(field, values.get(name, ""), user)
        except Refused as refused:
            refusals.append(refused)
    if not str(values.get("title", "")).strip():
        refusals.append(Refused("REQUIRED", "ตั้งชื่อภาพ", field="title"))
    if found.get("flown_on") and found["flown_on"] > clock.today():
        refusals.append(Refused("FUTURE", "วันที่บินต้องไม่อยู่ในอนาคต", field="flown_on"))
    if refusals:
        raise Refusals(refusals)
    return found


def keep(staged: store.Staged, values: Mapping[str, Any], made: Mapping[str, Any], user: Any) -> Imagery:
    """The record of a converted picture; needs an open change."""
    own = register()
    footprint = GEOSGeometry(json.dumps(made["footprint"]), srid=WGS84)
    columns = parsed(values, user)
    return Imagery.objects.create(
        register_no=series.take(own.key, own.declared.number, clock.today(), own.declared.number_year),
        file_uid=staged.uid,
        original_name=staged.name,
        geom=footprint if footprint.geom_type == "MultiPolygon" else MultiPolygon(footprint, srid=WGS84),
        **columns,
        **{name: made[name] for name in MEASURED},
    )
