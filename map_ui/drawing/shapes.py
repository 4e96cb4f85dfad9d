"""A record as the editor holds it: its true shape, its version, what a dialog shows of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from gis_core.features import measure
from gis_core.pure.coordinates import parse_coordinate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_datetime
from layers.bound import BoundRegister
from layers.engine import records
from layers.engine.parse import parse
from layers.engine.typed_shapes import typed_geometry
from map_ui.display import masked
from map_ui.doors import may_on
from map_ui.drawing import fabric
from map_ui.past import Past
from map_ui.references import References, title_of

MOST_CORNERS = 20_000


def geometry_of(register: BoundRegister, body: dict[str, Any], user: Any) -> Any:
    """The drawn geometry of a request, of the kind the register keeps. Raises Refused."""
    raw = body.get("geometry")
    shape = parse(register.model._meta.get_field("geom"), raw, user) if isinstance(raw, dict) else None
    if shape is None or shape.empty:
        raise Refused("BAD_GEOM", "ไม่มีรูปที่วาด", field="geom")
    if shape.num_coords > MOST_CORNERS:
        raise Refused("BAD_GEOM", f"รูปมีจุดมากเกิน {MOST_CORNERS:,} จุด แบ่งเป็นหลายรูป", field="geom")
    return shape


def geojson(shape: Any) -> dict[str, Any] | None:
    """A geometry with every digit it is stored with."""
    return {"type": shape.geom_type, "coordinates": shape.coords} if shape is not None else None


def place_of(text: str, srid: int) -> dict[str, float]:
    """A typed coordinate of one of the office's systems as longitude and latitude. Raises Refused, also for a place
    outside the office, by which a wrong system gives itself away.
    """
    typed = parse_coordinate(text) if srid == measure.WGS84 else None
    if typed is not None and typed.kind == "degrees":
        text = f"{typed.x} {typed.y}"
    lon, lat = typed_geometry(text, srid, "point")["coordinates"]
    return {"lon": lon, "lat": lat}


def described(register: BoundRegister, record: Any, user: Any) -> dict[str, Any]:
    """JSON of a record for the editor."""
    shape = record.geom
    return {
        "uid": str(record.uid),
        "layer": register.slug,
        "title": title_of(register, record),
        "url": register.record_url(record.uid),
        "version": records.version_of(register, record),
        "geometry": geojson(shape),
        "area_m2": measure.area_m2(shape) if shape is not None and shape.dims == 2 else None,
        "may_change": may_on(register, user, "change", record),
        "ended": fabric.ended(register, record),
        "facts": facts(register, record, user),
        "inherits": fabric.inherited(register, record),
        "proposals": fabric.proposed(register, record, user),
    }


def facts(register: BoundRegister, record: Any, user: Any) -> list[dict[str, Any]]:
    """The listed columns of a record as text; areas and other numbers also as a number to add up."""
    readable = {column.name for column in register.readable(user)} | {"status"}
    named = References(user)
    found = []
    for column in register.list_columns:
        value = getattr(record, column.name)
        if column.name not in readable or value in (None, ""):
            continue
        text = named.text(value) if column.kind == "reference" else masked(register, column, value, unmask=False)
        number = float(value) if column.kind in ("area", "number") else None
        found.append({"name": column.name, "thai": column.thai, "text": text, "number": number})
    return found


def changes_since(register: BoundRegister, record: Any, version: int, user: Any) -> list[dict[str, Any]]:
    """Who changed what of a record after a version, the newest first; closed values stay closed."""
    entries = [e for e in Past(register, record, user).entries() if e.version is not None and e.version > version]
    return [
        {
            "when": format_datetime(timezone.localtime(entry.at)),
            "by": entry.who,
            "reason": entry.reason,
            "shape": entry.geometry_changed,
            "columns": [{"thai": d.label, "before": d.before, "after": d.after} for d in entry.differences],
        }
        for entry in entries
    ]


def uid_of(raw: Any) -> uuid.UUID:
    """Raises Refused for what is no uid."""
    try:
        return uuid.UUID(str(raw))
    except ValueError as error:
        raise Refused("FORMAT", "uid ไม่ถูกต้อง", field="uid") from error
