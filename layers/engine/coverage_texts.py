"""What is said when shapes do not fit together, with the piece to draw."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry

from gis_core.pure.refusal import Geometry, Refused
from gis_core.pure.thai_area import format_area, sqwah_from_m2
from layers.bound import BoundRegister
from layers.engine import coverage_sql

#: Crossings are looked for among so many vertices; a shape with more is refused all the same.
MAX_CROSSINGS_AMONG = 20_000


def as_json(refused: Refused) -> dict[str, Any]:
    """A refusal as pages read it."""
    names = ("code", "thai", "law", "field", "geometry")
    return {name: getattr(refused, name) for name in names}


def _refused(register: BoundRegister, code: str, thai: str, piece: Any = None, field: str = "geom") -> Refused:
    law = coverage_sql.figures_today(register).law
    return Refused(code, thai, law, field, json.loads(piece) if isinstance(piece, str) else piece)


def fault(register: BoundRegister, code: str, title: str, m2: Decimal, piece: str | None, own: str = "") -> Refused:
    """One row of the faults' statement. `title` is "" for a neighbour the reader may not see: then its edge, which the
    piece would show, stays closed as well. `own` names the judged record where several are judged.
    """
    noun = coverage_sql.coverage_of(register).noun
    who = f"{noun} {own}: " if own else ""
    if code == "OVERLAP":
        other = f"{noun} {title}" if title else f"{noun}ข้างเคียงนอกพื้นที่รับผิดชอบ"
        text = f"{who}{register.thai}ทับซ้อนกับ{noun}อื่น: {other} เนื้อที่ทับ {m2:,} ตร.ม."
        return _refused(register, "OVERLAP", text, piece if title else None)
    if code == "OUTSIDE":
        return _refused(register, "OUTSIDE", f"{who}{noun}อยู่นอกเขต อปท. (ส่วนที่อยู่นอก {m2:,} ตร.ม.)", piece)
    width = _number(coverage_sql.figures_today(register).sliver_m)
    if code == "THIN":
        return _refused(register, "SLIVER", f"{who}{noun}มีส่วนที่แคบกว่า {width} ม. ตลอดแนว", piece)
    text = f"{who}เหลือช่องว่างแคบกว่า {width} ม. ระหว่าง{noun}ข้างเคียง ลากขอบให้ชิดกัน"
    return _refused(register, "SLIVER", text, piece)


def overlaps_row(register: BoundRegister, row: int, m2: Decimal, piece: str) -> Refused:
    """Two rows of one file lie over each other."""
    noun = coverage_sql.coverage_of(register).noun
    text = f"{register.thai}ทับซ้อนกับ{noun}อื่น: แถวที่ {row} ของแฟ้มเดียวกัน เนื้อที่ทับ {m2:,} ตร.ม."
    return _refused(register, "OVERLAP", text, piece)


def too_small(register: BoundRegister, piece: str, own: str = "") -> Refused:
    """A stored or imported shape, as GeoJSON, that is crossed or too small."""
    return bad_shape(register, GEOSGeometry(piece, srid=4326), own)


def bad_shape(register: BoundRegister, shape: GEOSGeometry, own: str = "") -> Refused:
    """Crossing itself, or too small to be one."""
    least = format_area_thai(coverage_sql.figures_today(register).least_m2)
    noun = coverage_sql.coverage_of(register).noun
    who = f"{noun} {own}: " if own else ""
    text = f"{who}รูป{noun}ไม่ถูกต้อง (เส้นตัดกันเองหรือเนื้อที่น้อยกว่า {least})"
    piece = crossings(shape) or json.loads(shape.geojson)
    return _refused(register, "BAD_GEOM", text, piece)


def too_many(register: BoundRegister, limit: int) -> Refused:
    noun = coverage_sql.coverage_of(register).noun
    return _refused(register, "BAD_GEOM", f"รูป{noun}มีจุดมากเกิน {limit:,} จุด ลดจุดก่อนบันทึก")


def nowhere(register: BoundRegister, shape: GEOSGeometry) -> Refused:
    box = _container_noun(register)
    return _refused(register, "PARCEL_BLOCK", f"{register.thai}ไม่อยู่ใน{box}ใด", shape.geojson)


def elsewhere(register: BoundRegister, title: str, piece: str | None) -> Refused:
    box, noun = _container_noun(register), coverage_sql.coverage_of(register).noun
    text = f"{noun}อยู่ใน{box} {title} เป็นส่วนใหญ่ ต้องขึ้นทะเบียนใน{box}นั้น"
    return _refused(register, "PARCEL_BLOCK", text, piece)


def reaching(register: BoundRegister, title: str, m2: Decimal, piece: str | None) -> Refused:
    noun = coverage_sql.coverage_of(register).noun
    text = f"{noun}ล้ำออกนอก{_container_noun(register)} {title} {m2:,} ตร.ม. (ขึ้นทะเบียนตามส่วนที่มากกว่า)"
    return _refused(register, "BLOCK_EDGE", text, piece)


def _container_noun(register: BoundRegister) -> str:
    within = coverage_sql.coverage_of(register).within
    return str(register.model._meta.get_field(within).verbose_name) if within else ""


def format_area_thai(m2: Decimal) -> str:
    """Whole square wah where the figure is one, else square metres."""
    wah = m2 / 4
    return f"{_number(wah)} ตร.ว." if wah == wah.to_integral_value() else f"{_number(m2)} ตร.ม."


def area_text(m2: float) -> str:
    return format_area(sqwah_from_m2(Decimal(repr(m2))))


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def as_geojson(shape: GEOSGeometry) -> Geometry:
    return json.loads(shape.geojson)


def areas_differ(register: BoundRegister, total: Decimal, held: Decimal) -> Refused:
    """The recorded areas after do not add up to those before, in square wah."""
    text = f"เนื้อที่แปลงลูกรวมไม่เท่ากับแปลงเดิม (รวม {format_area(total)} แปลงเดิม {format_area(held)} ไร่-งาน-ตร.ว.)"
    return _refused(register, "DIVISION", text, None, field="children")


def crossings(shape: GEOSGeometry) -> Geometry | None:
    """Where the rings of a shape cross themselves or each other, as GeoJSON; None when they do not."""
    drawn = shapely.from_wkb(bytes(shape.wkb))
    if shapely.is_valid(drawn) or shape.num_coords > MAX_CROSSINGS_AMONG:
        return None
    parts = shapely.get_parts(shapely.node(shapely.boundary(drawn)))
    ends = np.concatenate([shapely.get_coordinates(part)[[0, -1]] for part in parts])
    places, counts = np.unique(ends, axis=0, return_counts=True)
    crossing = places[counts > 2]
    if not len(crossing):
        return None
    found = shapely.multipoints(crossing) if len(crossing) > 1 else shapely.points(crossing[0])
    return json.loads(shapely.to_geojson(found))
