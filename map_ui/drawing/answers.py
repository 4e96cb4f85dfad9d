"""What the engine of a coverage answers, as JSON for the editor."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gis_core.pure.thai_area import format_area
from layers.bound import BoundRegister
from layers.engine.coverage import Divided, Merged, Neighbour, Reshaped
from map_ui.drawing.shapes import geojson
from map_ui.middleware import as_json
from map_ui.references import title_of

Json = dict[str, Any]


def _neighbour(each: Neighbour, done: Reshaped) -> Json:
    """One that changed, or would change, with a shape; with its own new shape and what it gains, unless it only got a
    node.
    """
    named: Json = {"uid": str(each.uid), "title": each.title}
    moved = done.moved.get(each.uid)
    if moved is None:
        return named
    return named | {"geometry": geojson(moved.geometry), "gained_m2": round(moved.gained_m2, 2)}


def tried(done: Reshaped) -> Json:
    """A correction that was only tried: what the rules say, and whose borders would go with it."""
    return done.judged.as_json() | {"moved": [_neighbour(each, done) for each in done.neighbours]}


def divided(register: BoundRegister, done: Divided) -> Json:
    """Pieces with the area they have and the share of the deed's they would get; the children once they are tried."""
    pieces = [
        {
            "number": piece.number,
            "geometry": geojson(piece.geometry),
            "area_m2": piece.area_m2,
            "area_text": _deed(piece.proposed),
            "code": piece.code,
        }
        for piece in done.pieces
    ]
    children = [_named(register, child) for child in done.children]
    return {"pieces": pieces, "children": children} | _end(done)


def merged(register: BoundRegister, done: Merged) -> Json:
    """The new shape and what it is called."""
    return {
        "geometry": geojson(done.geometry),
        "area_m2": done.area_m2,
        "sum_sqwah": float(done.area) if done.area is not None else None,
        "code": done.code,
        "child": _named(register, done.record) if done.record is not None else None,
    } | _end(done)


def _end(done: Any) -> Json:
    return {
        "batch_id": str(done.batch_id),
        "warnings": [each for warning in done.warnings for each in as_json(warning)],
    }


def _deed(area: Decimal | None) -> str:
    return format_area(area) if area is not None else ""


def _named(register: BoundRegister, record: Any) -> Json:
    return {"uid": str(record.uid), "title": title_of(register, record), "url": register.record_url(record.uid)}
