"""Text from a form, a file or the API becomes a column's value: one parser, so that all doors refuse the
same things.
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiLineString, MultiPoint, MultiPolygon
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.visible import visible
from gis_core.features import measure
from gis_core.features.bases import PlaceLink
from gis_core.features.models import Feature
from gis_core.pure.chainage import parse_chainage
from gis_core.pure.choice_names import meant
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import IN_WAH, parse_area
from gis_core.pure.thai_calendar import parse_date
from gis_core.pure.thai_text import to_arabic_digits
from layers.bound import column_kind, stored_as
from layers.engine import coverage_texts
from layers.registry import registry

EMPTY = ("", None)
YES = {"true", "1", "on", "yes", "ใช่", "มี"}
MULTI = {
    "MULTIPOLYGON": ("Polygon", MultiPolygon),
    "MULTILINESTRING": ("LineString", MultiLineString),
    "MULTIPOINT": ("Point", MultiPoint),
}
NO = {"false", "0", "off", "no", "ไม่ใช่", "ไม่มี", "ไม่"}
MAX_VERTICES = 200_000
#: Decimal places before and after the point beyond which a number is a mistake, or an attempt to fill the memory.
MAX_MAGNITUDE = 30
#: A number that may stand alone where the label says that its area is in square wah.
BARE = re.compile(r"\d+(\.\d+)?")
#: What to type instead, by kind of column.
WANTED = {
    "number": "ต้องเป็นตัวเลข เช่น 12 หรือ 12.5",
    "chainage": "ต้องเป็นหลักกิโลเมตร เช่น 1+250 หรือจำนวนเมตร",
    "boolean": "ต้องเป็น ใช่ หรือ ไม่ใช่",
    "datetime": "ต้องเป็นวันและเวลา เช่น 2026-01-31 13:30",
}
#: Longitudes and latitudes around Thailand; what lies outside came in a wrong system or with its axes exchanged.
WEST, SOUTH, EAST, NORTH = 96, 4, 107, 22
SHAPES = {
    "POINT": "จุด",
    "LINESTRING": "เส้นเดียว",
    "POLYGON": "พื้นที่เดียว",
    "MULTIPOINT": "จุด",
    "MULTILINESTRING": "เส้น",
    "MULTIPOLYGON": "พื้นที่",
}


def parse(field: models.Field, raw: Any, user: Any) -> Any:
    """The value of `raw` for a model field. Raises Refused with the field's name and a Thai sentence that
    says what to do.
    """
    if isinstance(raw, str):
        raw = raw.replace("\x00", "").strip()
    if raw in EMPTY or (isinstance(raw, dict) and not raw):
        return _empty(field)
    kind = column_kind(field)
    try:
        return _PARSERS.get(kind, _plain)(field, raw, user)
    except Refused as refused:
        raise refused.but(field=field.name) from refused
    except (ValidationError, ValueError, TypeError, InvalidOperation) as error:
        wanted = WANTED.get(kind, "รูปแบบไม่ถูกต้อง")
        raise Refused("FORMAT", f"{field.verbose_name}: {wanted} อ่าน “{_short(raw)}” ไม่ได้", field=field.name) from error


def _short(raw: Any) -> str:
    text = str(raw)
    return text if len(text) <= 40 else text[:40] + "…"


def _empty(field: models.Field) -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if isinstance(field, models.BooleanField):
        return False
    return "" if isinstance(field, models.CharField | models.TextField) else None


def _plain(field: models.Field, raw: Any, user: Any) -> Any:
    if isinstance(raw, dict | list) and isinstance(field, models.CharField | models.TextField):
        raise TypeError(raw)
    return field.to_python(raw)


def _number(field: models.Field, raw: Any, user: Any) -> Any:
    if isinstance(raw, bool):
        raise ValueError(raw)
    text = to_arabic_digits(str(raw)).replace(",", "").strip()
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > MAX_MAGNITUDE:
        raise ValueError(raw)
    if isinstance(field, models.IntegerField):
        if value != value.to_integral_value():
            raise ValueError(raw)
        return int(value)
    return field.to_python(text)


def _area(field: models.Field, raw: Any, user: Any) -> Any:
    """ตร.ว. as a number, or text such as 2-3-45.6; a bare number is ตร.ว. where the label says so, else ambiguous."""
    if isinstance(raw, bool | dict | list):
        raise TypeError(raw)
    bare = to_arabic_digits(str(raw)).replace(",", "").strip()
    is_wah = isinstance(raw, Decimal | int | float) or (IN_WAH in str(field.verbose_name) and BARE.fullmatch(bare))
    value = Decimal(bare) if is_wah else parse_area(str(raw), field.name)
    if value is not None and (not value.is_finite() or abs(value.adjusted()) > MAX_MAGNITUDE):
        raise ValueError(raw)
    return value


def _chainage(field: models.Field, raw: Any, user: Any) -> Any:
    """Metres as a number, or text such as กม. 1+250."""
    if isinstance(raw, str) and "+" in raw:
        return field.to_python(parse_chainage(raw, field.name))
    return _number(field, raw, user)


def _choice(field: models.Field, raw: Any, user: Any) -> Any:
    choices = stored_as(field).flatchoices
    value = meant(choices, str(raw))
    if value is None:
        allowed = ", ".join(str(label) for _, label in choices)
        raise Refused(
            "CHOICE", f"{field.verbose_name}: ไม่มีตัวเลือก “{_short(raw)}” ให้เลือกจาก {allowed}", field=field.name
        )
    return stored_as(field).to_python(value)


def _boolean(field: models.Field, raw: Any, user: Any) -> bool:
    text = str(raw).strip().lower()
    if text not in YES | NO:
        raise ValueError(raw)
    return text in YES


def _date(field: models.Field, raw: Any, user: Any) -> Any:
    return parse_date(raw, field=field.name) if isinstance(raw, str) else field.to_python(raw)


def _period(field: models.Field, raw: Any, user: Any) -> Any:
    """A half-open range: a DateRange, {"from", "to"}, a pair, or "from – to"."""
    if isinstance(raw, DateRange):
        return raw
    if isinstance(raw, dict):
        lower, upper = raw.get("from"), raw.get("to")
    elif isinstance(raw, str):
        lower, _, upper = raw.replace("–", "/").partition("/") if raw.count("/") == 1 else (raw, "", "")
    else:
        lower, upper = raw
    bounds = [_bound(field, each) for each in (lower, upper)]
    if bounds[0] and bounds[1] and bounds[1] <= bounds[0]:
        raise Refused("PERIOD", f"{field.verbose_name}: วันสิ้นสุดต้องหลังวันเริ่มต้น", field=field.name)
    return DateRange(bounds[0], bounds[1])


def _bound(field: models.Field, raw: Any) -> date | None:
    """An end of a period; None where it is open."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, str):
        return parse_date(raw, field=field.name)
    if not isinstance(raw, date):
        raise TypeError(raw)
    return raw


def _reference(field: models.ForeignKey, raw: Any, user: Any) -> Any:
    if isinstance(raw, models.Model):
        return raw
    found = _place(raw, user) if isinstance(field, PlaceLink) else _related(field, raw, user)
    if found is None:
        raise Refused("NOT_FOUND", f"{field.verbose_name}: ไม่พบ “{_short(raw)}” ในทะเบียน", field=field.name)
    return found


def _place(raw: Any, user: Any) -> Feature | None:
    """The index row of a place, of whatever register, that `user` may see."""
    uid = _uuid(raw)
    found = Feature.objects.filter(uid=uid).first() if uid else None
    register = registry.by_kind(found.kind_id) if found else None
    if register is None:
        return None
    return found if register.model._default_manager.filter(visible(register, user).q(), uid=uid).exists() else None


def _related(field: models.ForeignKey, raw: Any, user: Any) -> Any:
    model = field.related_model
    register = registry.for_model(model)
    rows = model._default_manager.all()
    if register is not None:
        rows = rows.filter(visible(register, user).q())
    uid = _uuid(raw)
    if uid and any(f.name == "uid" for f in model._meta.concrete_fields):
        return rows.filter(uid=uid).first()
    is_number = isinstance(raw, str) and raw.isdecimal() and len(raw) < 19
    if isinstance(raw, int) or (is_number and not natural_columns(model)):
        return rows.filter(pk=int(raw)).first()
    for column in natural_columns(model):
        found = rows.filter(**{column: str(raw)}).first()
        if found:
            return found
    return _called(register, rows, str(raw)) if register is not None else None


def _called(register: Any, rows: models.QuerySet, text: str) -> Any:
    """The one record that its register's pages call so, as a workbook names a kind of revenue; None where several are
    called alike.
    """
    field = register.model._meta.get_field(register.title) if register.declared.title else None
    if not isinstance(field, models.CharField) or field.name in register.declared.field_levels:
        return None
    found = list(rows.filter(**{field.name: text})[:2])
    return found[0] if len(found) == 1 else None


def natural_columns(model: Any) -> list[str]:
    """Unique text columns by which people name a record: codes and register numbers."""
    return [f.name for f in model._meta.concrete_fields if f.unique and isinstance(f, models.CharField)]


def open_codes(model: Any) -> list[str]:
    """Those of `natural_columns` that may be shown to whoever sees the record: no citizen's number is one."""
    register = registry.for_model(model)
    closed = register.declared.field_levels if register else {}
    return [name for name in natural_columns(model) if name not in closed]


def _uuid(raw: Any) -> uuid.UUID | None:
    try:
        return raw if isinstance(raw, uuid.UUID) else uuid.UUID(str(raw))
    except ValueError:
        return None


def _geometry(field: Any, raw: Any, user: Any) -> GEOSGeometry:
    """GeoJSON (dict or text), WKT, EWKT or a GEOS geometry in 4326, of the field's kind; single parts
    become multi parts, lines that follow each other one line.
    """
    try:
        shape = (
            raw
            if isinstance(raw, GEOSGeometry)
            else GEOSGeometry(json.dumps(raw) if isinstance(raw, dict) else str(raw))
        )
    except (GEOSException, GDALException, ValueError) as error:
        raise Refused("BAD_GEOM", "อ่านรูปแผนที่ไม่ได้ วาดใหม่หรือตรวจไฟล์", field=field.name) from error
    shape = _in_degrees(field, shape)
    if shape.hasz:
        shape = _flat(shape)
    _check_shape(field, shape)
    wanted = field.geom_type
    if wanted == "LINESTRING" and shape.geom_type == "MultiLineString":
        shape = shape.merged  # lines that follow each other are one; others stay apart and are refused
    if wanted in MULTI and shape.geom_type == MULTI[wanted][0]:
        shape = MULTI[wanted][1](shape, srid=4326)
    if wanted != "GEOMETRY" and shape.geom_type.upper() != wanted:
        needed, got = (SHAPES.get(kind, "หลายชนิดปนกัน") for kind in (wanted, shape.geom_type.upper()))
        raise Refused("GEOM_KIND", f"{field.verbose_name}: รูปต้องเป็น{needed} แต่ได้{got} วาดใหม่", field=field.name)
    return shape


def _in_degrees(field: Any, shape: GEOSGeometry) -> GEOSGeometry:
    """A shape that names another system (EWKT, EWKB) is brought to 4326; one that names none is taken to be in it."""
    if shape.srid in (None, 0, 4326):
        shape.srid = 4326
        return shape
    try:
        return measure.to_wgs84(shape)
    except (GEOSException, GDALException, ValueError, KeyError) as error:
        text = f"{field.verbose_name}: ไม่รู้จักระบบพิกัด EPSG:{shape.srid} หรือแปลงเป็น WGS 84 ไม่ได้"
        raise Refused("CRS", text, field=field.name) from error


def _flat(shape: GEOSGeometry) -> GEOSGeometry:
    from shapely import force_2d, from_wkb, to_wkb

    return GEOSGeometry(memoryview(to_wkb(force_2d(from_wkb(bytes(shape.wkb))))), srid=shape.srid)


def _check_shape(field: Any, shape: GEOSGeometry) -> None:
    if shape.empty:
        raise Refused("BAD_GEOM", f"{field.verbose_name}: ยังไม่ได้วาดรูป", field=field.name)
    if shape.num_coords > MAX_VERTICES:
        raise Refused("BAD_GEOM", f"{field.verbose_name}: จุดมากเกิน {MAX_VERTICES:,} จุด", field=field.name)
    west, south, east, north = shape.extent
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused(
            "CRS", "ระบบพิกัดไม่ถูกต้อง: พิกัดต้องเป็นองศา WGS 84 (ลองจิจูด, ละติจูด) ให้เลือกระบบพิกัดก่อนส่ง", field=field.name
        )
    if not (west >= WEST and east <= EAST and south >= SOUTH and north <= NORTH):
        raise abroad(field.name, west, south)
    if not shape.valid:
        raise _crossed(field, shape)


def abroad(field: str, west: float, south: float) -> Refused:
    """The answer to a shape that does not lie in Thailand."""
    text = f"ระบบพิกัดไม่ถูกต้อง: รูปอยู่นอกประเทศไทย ({south:.4f}, {west:.4f}) ตรวจระบบพิกัดและลำดับแกน (ลองจิจูดก่อน)"
    return Refused("CRS", text, field=field)


def _crossed(field: Any, shape: GEOSGeometry) -> Refused:
    """Says where a shape crosses itself, so that the place can be drawn."""
    register = registry.for_model(field.model)
    if register is not None and register.declared.coverage is not None:
        return coverage_texts.bad_shape(register, shape)
    place = coverage_texts.crossings(shape)
    return Refused("BAD_GEOM", f"{field.verbose_name}: เส้นขอบตัดกันเองหรือรูปไม่ปิด", field=field.name, geometry=place)


_PARSERS = {
    "number": _number,
    "area": _area,
    "chainage": _chainage,
    "choice": _choice,
    "boolean": _boolean,
    "date": _date,
    "period": _period,
    "reference": _reference,
    "geometry": _geometry,
}
