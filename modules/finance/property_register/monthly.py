"""Bringing in a month's ZIP of the Land Office: read, matched to parcels, laid before the officer."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db.models import Q

from gis_core.features import clock, measure
from gis_core.files.archive import Member, SafeZip, open_zip
from gis_core.ground.models import Parcel
from gis_core.ground.office import office
from gis_core.ground.queries import LIVE
from gis_core.numbering import series
from gis_core.pure import sent_table
from gis_core.pure.map_sheet import sheet_from_parts
from gis_core.pure.refusal import Refused
from layers.registry import registry
from modules.finance.property_register import figures
from modules.finance.property_register.models import ControlFile, ControlRow
from modules.finance.property_register.monthly_rules import (
    MONTHLY_LAW,
    NOTHING,
    UNKNOWN,
    MonthlyRow,
    MonthlyShape,
    columns_of,
    read_rows,
    read_shapes,
    shape_of,
    source_of,
)
from modules.finance.property_register.saving import INDIAN

Status = ControlRow.Status
SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MAX_JSON_BYTES = 200 * 2**20
Drawn = tuple[MonthlyShape, MultiPolygon]


def known(sha256: str) -> ControlFile | None:
    """The file with these bytes, if it was brought in before and not undone."""
    return ControlFile.objects.filter(sha256=sha256).exclude(status=ControlFile.Status.UNDONE).first()


def bring_in(path: Path, name: str, sha256: str, period: str, received_on: date | None = None) -> ControlFile:
    """Read a ZIP and lay its rows before the officer; the same bytes again change nothing. Needs an open change.

    Errors: Refused ``FILE_ZIP_*`` for a bad archive, ``FILE_CONTROL`` for a damaged table, ``MONTHLY_EMPTY`` without
    any table, ``MONTHLY_COLUMNS``, ``CRS`` when the shapes lie outside the office.
    """
    before = known(sha256)
    if before is not None:
        return before
    with open_zip(path) as archive:
        rows = [row for member in archive.members for row in _table(archive, member)]
        drawn = _drawn(list(_shapes(archive)))
    if not rows and not drawn:
        raise Refused(
            "MONTHLY_EMPTY",
            "ในไฟล์ ZIP ไม่มีตาราง parcel_*.csv ns3a_*.csv construction_*.csv หรือรูปแปลง",
            MONTHLY_LAW,
            "file",
        )
    file = ControlFile(
        period=period, file_name=name[:200], sha256=sha256, received_on=received_on or clock.today(), batch=uuid.uuid4()
    )
    file.full_clean(exclude=["org_unit"], validate_constraints=False)
    return _write(file, rows, drawn)


# -- reading -----------------------------------------------------------------------------------------------------------
def _table(archive: SafeZip, member: Member) -> list[MonthlyRow]:
    source = source_of(member.name)
    if source is None:
        return []
    with archive.open(member) as stream:
        data = stream.read()
    try:
        headings, given = sent_table.read(data, rest="_rest")
    except Refused as refused:
        raise refused.but(thai=f"{member.name}: {refused.thai}", law=MONTHLY_LAW) from refused
    return list(read_rows(source, given, columns_of(headings, source)))


def _shapes(archive: SafeZip) -> Iterator[MonthlyShape]:
    for member in archive.members:
        if member.suffix in (".geojson", ".json"):
            yield from _from_json(archive, member)
        elif member.suffix == ".shp":
            yield from _from_shapefile(archive, member)


def _from_json(archive: SafeZip, member: Member) -> Iterator[MonthlyShape]:
    if member.size > MAX_JSON_BYTES:
        raise Refused("FILE_TOO_BIG", f"{member.name} ใหญ่เกินไป", MONTHLY_LAW, "file")
    with archive.open(member) as stream:
        try:
            document = json.loads(stream.read())
        except (ValueError, RecursionError):
            raise Refused("FILE_JSON", f"{member.name} ไม่ใช่ GeoJSON ที่อ่านได้", MONTHLY_LAW, "file") from None
    yield from read_shapes(document)


def _from_shapefile(archive: SafeZip, shp: Member) -> Iterator[MonthlyShape]:
    """Attributes of the shapes; the system of coordinates the file claims is not believed (see `_drawn`)."""
    stem = shp.name.rpartition(".")[0]
    with TemporaryDirectory() as folder:
        for member in archive.members:
            if member.name.rpartition(".")[0] == stem and member.suffix in SHAPE_PARTS:
                archive.extract(member, Path(folder) / f"shapes{member.suffix}")
        # brings pandas and pyarrow along, which the web's processes must not carry; only the worker comes here
        pyogrio = import_module("pyogrio")
        try:
            meta, _, wkb, columns = pyogrio.raw.read(Path(folder) / "shapes.shp")
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError):
            raise Refused("FILE_SHAPE", f"{shp.name} อ่านไม่ได้", MONTHLY_LAW, "file") from None
    names = list(meta["fields"])
    for number, shape in enumerate(shapely.from_wkb(wkb)):
        if shape is not None and shape.geom_type in ("Polygon", "MultiPolygon"):
            values = {name: column[number] for name, column in zip(names, columns, strict=True)}
            yield shape_of(_long_names(values), shapely.geometry.mapping(shape))


def _long_names(values: dict[str, Any]) -> dict[str, Any]:
    """A DBF keeps ten letters of a name: LandUTMSca is LandUTMScale, LandNumbe is LandNumber."""
    longer = {"landutmsca": "LandUTMScale", "landnumbe": "LandNumber"}
    return {longer.get(name.lower(), name): value for name, value in values.items()}


def _drawn(shapes: list[MonthlyShape]) -> list[Drawn]:
    """Shapes of Indian 1975 UTM in 4326. Errors: Refused ``CRS`` when they lie beside the office's land."""
    if not shapes:
        return []
    srid = INDIAN[measure.office_srid()]
    found = []
    for each in shapes:
        metres = shapely.force_2d(shapely.geometry.shape(each.geometry))
        moved = shapely.transform(metres, lambda xy: _degrees(xy, srid))
        parts = moved.geoms if moved.geom_type == "MultiPolygon" else [moved]
        found.append((each, GEOSGeometry(memoryview(shapely.to_wkb(shapely.MultiPolygon(list(parts)))), srid=4326)))
    _refuse_misplaced([shape for _, shape in found])
    return found


def _degrees(xy: Any, srid: int) -> Any:
    lon, lat = measure.to_lonlat(xy[:, 0], xy[:, 1], srid)
    return np.column_stack([lon, lat])


def _refuse_misplaced(shapes: Iterable[GEOSGeometry]) -> None:
    boundary = office().boundary_ewkb
    if boundary is None:
        return
    centres = [shape.centroid for shape in shapes]
    x, y = sum(c.x for c in centres) / len(centres), sum(c.y for c in centres) / len(centres)
    land = measure.to_utm(GEOSGeometry(memoryview(boundary)))
    middle = measure.to_utm(GEOSGeometry(f"SRID=4326;POINT({x} {y})"))
    limit = float(figures.limits(clock.today())["outside_m"])
    if not np.isfinite([x, y]).all() or middle.distance(land) > limit:
        raise Refused("CRS", "ระบบพิกัดของไฟล์ไม่ถูกต้อง", MONTHLY_LAW, "file")


# -- matching ----------------------------------------------------------------------------------------------------------
class Matcher:
    """Living parcels by sheet and land number, and by the number of the deed; of this file's numbers alone."""

    def __init__(self, rows: Iterable[MonthlyRow | MonthlyShape]) -> None:
        rows = list(rows)
        lands = {row.land_no for row in rows if row.land_no}
        deeds = {row.deed_no for row in rows if isinstance(row, MonthlyRow) and row.deed_no}
        found = Parcel.objects.filter(Q(land_no__in=lands) | Q(deed_no__in=deeds), status__in=LIVE).defer("geom")
        self.by_sheet: dict[tuple[str, str], list[Parcel]] = {}
        self.by_deed: dict[tuple[str, str], list[Parcel]] = {}
        for parcel in found:
            self.by_sheet.setdefault((_sheet_key(parcel), parcel.land_no), []).append(parcel)
            self.by_deed.setdefault((parcel.deed_type, parcel.deed_no), []).append(parcel)

    def of(self, row: MonthlyRow) -> tuple[Parcel | None, str]:
        """The parcel a row speaks of, or why none. Sheet and deed must not name different parcels."""
        if row.source == "construction":
            return None, ""
        deed = self.by_deed.get(("ns4" if row.source == "deed" else "ns3k", row.deed_no), []) if row.deed_no else []
        sheet = self.by_sheet.get((row.sheet_key, row.land_no), []) if row.sheet_key and row.land_no else []
        both = {p.pk: p for p in (*deed, *sheet)}
        if len(both) == 1:
            return next(iter(both.values())), ""
        if not both:
            return None, "ไม่พบแปลงตามระวางและเลขที่ดิน หรือเลขที่เอกสารสิทธิ"
        codes = ", ".join(sorted(p.parcel_code for p in both.values()))
        return None, f"ระวาง/เลขที่ดินและเลขที่เอกสารสิทธิชี้หลายแปลง: {codes}"

    def of_shape(self, shape: MonthlyShape) -> Parcel | None:
        found = self.by_sheet.get((shape.sheet_key, shape.land_no), []) if shape.sheet_key else []
        return found[0] if len(found) == 1 else None


def _sheet_key(parcel: Parcel) -> str:
    try:
        return sheet_from_parts(parcel.utm1, parcel.utm2, parcel.utm3, parcel.utm4, str(parcel.scale or "")).key
    except Refused:
        return ""


# -- writing -----------------------------------------------------------------------------------------------------------
def _write(file: ControlFile, rows: list[MonthlyRow], drawn: list[Drawn]) -> ControlFile:
    matcher = Matcher([*rows, *(shape for shape, _ in drawn)])
    lines = [_line(file, row, matcher) for row in rows]
    lines += [_shape_line(file, number, *each, matcher) for number, each in enumerate(drawn, start=1)]
    counts = {source: sum(line.source == source for line in lines) for source in ControlRow.Source.values}
    file.deed_rows, file.ns3k_rows = counts["deed"], counts["ns3k"]
    file.building_rows, file.shape_rows = counts["construction"], counts["shape"]
    file.unmatched_rows = sum(line.status == Status.UNMATCHED for line in lines)
    file.rejected_rows = sum(line.status == Status.QUARANTINE for line in lines)
    if not any(line.status in (Status.WAITING, Status.UNMATCHED, Status.QUARANTINE) for line in lines):
        file.status = ControlFile.Status.CLOSED
    _number([file])
    file.save()
    _number(lines)
    ControlRow.objects.bulk_create(lines, batch_size=2000)
    return file


def _number(records: list[Any]) -> None:
    """Register numbers for new records of one table."""
    register = registry.for_model(type(records[0])) if records else None
    if register is not None:
        declared = register.declared
        numbers = series.take_many(register.key, declared.number, clock.today(), len(records), declared.number_year)
        for record, number in zip(records, numbers, strict=True):
            record.register_no = number


def _line(file: ControlFile, row: MonthlyRow, matcher: Matcher) -> ControlRow:
    parcel, trouble = matcher.of(row)
    problem = " · ".join(text for text in (row.problem, trouble) if text)[:300]
    return ControlRow(file=file, parcel=parcel, status=_status(row, parcel), **(asdict(row) | {"problem": problem}))


def _status(row: MonthlyRow, parcel: Parcel | None) -> str:
    if row.problem or row.effect == UNKNOWN:
        return Status.QUARANTINE
    if row.effect == NOTHING:
        return Status.INFO
    return Status.WAITING if parcel else Status.UNMATCHED


def _shape_line(
    file: ControlFile, number: int, shape: MonthlyShape, drawn: MultiPolygon, matcher: Matcher
) -> ControlRow:
    return ControlRow(
        file=file,
        source=ControlRow.Source.SHAPE,
        line_no=number,
        effect=NOTHING,
        sheet_key=shape.sheet_key,
        land_no=shape.land_no,
        shape=drawn,
        parcel=matcher.of_shape(shape),
        status=Status.INFO,
        problem="" if shape.sheet_key else "รูปแปลงไม่มีระวาง",
    )
