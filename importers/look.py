"""What a file is seen to be, what is doubtful about it, and how its columns fit the register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from importers import match
from importers.models import ImportBatch
from importers.readers import Source
from importers.work import State, Work, open_file
from layers.bound import BoundRegister
from layers.declare import ImportMap

SAMPLE = 5
SHOWN = 60
KINDS = {
    "shapefile": "Shapefile",
    "geopackage": "GeoPackage",
    "geojson": "GeoJSON",
    "kml": "KML/KMZ",
    "gpx": "GPX",
    "nmea": "บันทึก GPS (NMEA)",
    "csv": "CSV",
    "xlsx": "Excel (XLSX)",
    "dxf": "DXF",
    "photo": "ภาพถ่ายมีพิกัด",
    "geotiff": "GeoTIFF",
}


def look(work: Work) -> bool:
    """Open the file, note what was found and match its columns. True when nothing needs to be asked."""
    batch = work.batch
    if not batch.chosen.get("layer"):
        batch.chosen = _named_like(batch, work.register) | batch.chosen
    with open_file(batch, batch.chosen) as source:
        batch.found = found_of(source, work.register)
        if not batch.chosen.get("layer") and source.layer:
            batch.chosen = batch.chosen | {"layer": source.layer}
    headings = [field["name"] for field in batch.found["fields"]]
    form = match.form_for(work.register, headings)
    batch.mapping = match.propose(work.register, form, headings)
    doubts = doubts_of(work, form)
    batch.found["doubts"] = doubts
    batch.state, batch.message = State.ASKING, ""
    batch.save(update_fields=["found", "chosen", "mapping", "state", "message", "touched_at"])
    return not doubts


def _named_like(batch: ImportBatch, register: BoundRegister) -> dict[str, Any]:
    """A file with several layers, one of which is called like the register, or is the only one with its kind of shape:
    that one is meant.
    """
    with open_file(batch, {}) as source:
        layers = source.layers
    wanted = {register.slug.replace("-", "_"), register.slug, register.name, register.thai}
    named = [layer.name for layer in layers if layer.name in wanted]
    fitting = [layer.name for layer in layers if register.has_geometry and layer.geometry == register.geometry_kind]
    for found in (named, fitting if all(layer.geometry for layer in layers) else []):
        if len(found) == 1 and len(layers) > 1:
            return {"layer": found[0], "layer_confirmed": found is fitting}
    return {}


def found_of(source: Source, register: BoundRegister) -> dict[str, Any]:
    """Everything about the file that pages show, as JSON."""
    sample, has_shape = _sample(source)
    return {
        "kind": source.kind,
        "kind_thai": KINDS.get(source.kind, source.kind),
        "layers": [{"name": x.name, "count": x.count, "geometry": x.geometry} for x in source.layers],
        "layer": source.layer,
        "fields": [{"name": x.name, "type": x.type, "is_place": x.is_place} for x in source.fields],
        "encoding": source.encoding.name,
        "encoding_how": source.encoding.how,
        "encoding_thai": source.encoding.thai,
        "srid": source.srid,
        "srid_how": source.srid_how,
        "axis": source.axis,
        "crs_doubt": source.crs_doubt,
        "crs_choices": [{"srid": c.srid, "axis": c.axis, "thai": c.thai} for c in source.crs_choices or ()],
        "crs_refusal": source.crs_refusal.thai if source.crs_refusal else None,
        "notes": list(source.notes),
        "count": source.count,
        "bounds": list(source.bounds) if source.bounds else None,
        "row_offset": source.row_offset,
        "sample": sample,
        "has_shape": has_shape,
    }


def _sample(source: Source) -> tuple[list[list[str]], bool]:
    """A few rows as text, and whether rows have shapes."""
    for piece in source.batches(200):
        rows = list(zip(*piece.columns.values(), strict=True))[:SAMPLE]
        has_shape = any(shape is not None for shape in piece.shapes)
        has_shape = has_shape or any(refused.field == "geom" for refused in piece.faults.values())
        return [[_shown(cell) for cell in row] for row in rows], has_shape or bool(piece.faults)
    return [], False


def _shown(cell: Any) -> str:
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def doubts_of(work: Work, form: ImportMap) -> list[dict[str, str]]:
    """What a person must decide before the rows are judged; nothing of it is asked when it is clear."""
    return [{"code": code, "thai": thai} for code, thai in _doubts(work, form)]


def _doubts(work: Work, form: ImportMap) -> Any:
    batch, register, found = work.batch, work.register, work.batch.found
    if len(found["layers"]) > 1 and not (batch.chosen.get("layer_confirmed") or _is_named(found, register)):
        yield "layer", f"ไฟล์มี {len(found['layers'])} ชั้นข้อมูล เลือกชั้นที่จะนำเข้า"
    if register.has_geometry and found["has_shape"]:
        yield from _crs_doubts(batch, found)
    fills = {*batch.mapping.values(), *form.fixed}
    if not fills - {match.UID, match.REGISTER_NO} and not (register.has_geometry and found["has_shape"]):
        yield "columns", "ไม่พบหัวคอลัมน์ที่ตรงกับทะเบียนนี้ จับคู่คอลัมน์เอง"
        return
    has_key = bool(match.keys_of(register, form, batch.mapping, found["has_shape"]))
    lacking = match.missing(register, form, batch.mapping)
    if lacking and not (has_key and (match.UID in batch.mapping.values() or _is_of_lines(batch, form))):
        names = ", ".join(target.thai for target in lacking)
        yield "columns", f"ยังไม่มีคอลัมน์ของไฟล์สำหรับช่องที่ต้องกรอก: {names}"


def _is_of_lines(batch: ImportBatch, form: ImportMap) -> bool:
    """A sheet of keys and child lines: its records are known already."""
    names = set(batch.mapping.values())
    return any("." in name for name in names) and all(
        "." in name or name in (*form.keys, match.UID, match.REGISTER_NO) for name in names
    )


def _is_named(found: Mapping[str, Any], register: BoundRegister) -> bool:
    return found["layer"] in (register.slug.replace("-", "_"), register.slug, register.name, register.thai)


def _crs_doubts(batch: ImportBatch, found: Mapping[str, Any]) -> Any:
    if found["srid"] is None:
        yield "crs", found["crs_doubt"] or "ไฟล์ไม่บอกระบบพิกัด เลือกระบบพิกัด"
    elif found["crs_refusal"] and not batch.chosen.get("is_in_place"):
        yield "place", found["crs_refusal"]
    elif found["crs_doubt"] and not batch.chosen.get("srid"):
        yield "crs", found["crs_doubt"]


def guess_register(registers: list[BoundRegister], headings: list[str], layer: str, kind: str) -> Any:
    """The register a file is for, told by the name of its layer or by its headings; None when that is not clear."""
    for register in registers:
        if layer in (register.slug, register.slug.replace("-", "_"), register.thai):
            return register
    scored = sorted(((_fit(register, headings, kind), n) for n, register in enumerate(registers)), reverse=True)
    if not scored or scored[0][0] == 0 or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return registers[scored[0][1]]


def _fit(register: BoundRegister, headings: list[str], kind: str) -> float:
    """How well headings fit: all required columns there, then how many are understood."""
    if kind and register.has_geometry and register.geometry_kind not in (kind, "geometry"):
        return 0
    form = match.form_for(register, headings)
    mapping = match.propose(register, form, headings)
    if match.missing(register, form, mapping) or not mapping:
        return 0
    return len(mapping) + len(form.fixed) + (0.5 if kind and register.has_geometry else 0)
