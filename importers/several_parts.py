"""A row whose shape has several parts, for a register that keeps one a record: lines that touch are one line; what lies
apart is joined, or divided into rows of its own, by whoever corrects the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.db.models import Max

from gis_core.features import measure
from gis_core.pure.refusal import Refused
from importers import quarantine
from importers.models import ImportBatch, StagedRow, Verdict
from importers.shapes import FIELD, TYPES
from importers.staging import as_json
from importers.work import Work

#: More parts are no line with breaks in it.
MOST_JOINED = 60
#: More rows out of one are a mistake of the file.
MOST_DIVIDED = 500
LINES = TYPES["MULTILINESTRING"]


@dataclass(frozen=True)
class Chain:
    """Lines one after the other, in the order and direction that leave the least between them; `gaps_m` between each
    two.
    """

    line: Any
    gaps_m: list[float]


def chained(parts: Sequence[Any]) -> Chain:
    """Lines in degrees as one line, straight across the gaps."""
    ends = np.array([[part.coords[0], part.coords[-1]] for part in parts])
    places = np.column_stack(measure.from_lonlat(ends[..., 0].ravel(), ends[..., 1].ravel(), measure.office_srid()))
    order, gaps = min(
        (_from(places.reshape(-1, 2, 2), first, is_turned) for first in range(len(parts)) for is_turned in (0, 1)),
        key=lambda found: sum(found[1]),
    )
    coords: list[tuple[float, float]] = []
    for number, is_turned in order:
        along = list(parts[number].coords)
        coords += along[::-1] if is_turned else along
    return Chain(shapely.remove_repeated_points(shapely.LineString(coords)), gaps)


def _from(ends: Any, first: int, is_turned: int) -> tuple[list[tuple[int, int]], list[float]]:
    """The way that goes on to the nearest end each time."""
    order, gaps, left = [(first, is_turned)], [], set(range(len(ends))) - {first}
    while left:
        number, was_turned = order[-1]
        here = ends[number, 0 if was_turned else 1]
        away = [(float(np.hypot(*(ends[n, side] - here))), n, side) for n in left for side in (0, 1)]
        gap, nearest, side = min(away)
        order.append((nearest, side))
        gaps.append(gap)
        left.discard(nearest)
    return order, gaps


# -- on a row that waits -----------------------------------------------------------------------------------------------
def parts_of(work: Work, row: StagedRow) -> list[Any]:
    """The parts of a row's shape, where its register keeps one of them a record; nothing for a shape that is one."""
    wanted = TYPES.get(work.register.model._meta.get_field(FIELD).geom_type, 6) if work.register.has_geometry else 6
    if wanted > TYPES["POLYGON"] or not isinstance(row.geom, GEOSGeometry):
        return []
    shape = shapely.from_wkb(bytes(row.geom.wkb))
    parts = list(shapely.get_parts(shape))
    return parts if len(parts) > 1 and all(part.geom_type.upper() in TYPES for part in parts) else []


def offered(work: Work, row: StagedRow) -> dict[str, Any] | None:
    """What a page offers for such a row: how many parts, whether they can be one line, and how far apart they are."""
    parts = parts_of(work, row)
    if not parts:
        return None
    is_line = work.register.geometry_kind == "line" and len(parts) <= MOST_JOINED
    gaps = chained(parts).gaps_m if is_line and all(part.geom_type == "LineString" for part in parts) else []
    return {"count": len(parts), "gaps_m": gaps, "widest_m": max(gaps, default=None)}


def join(work: Work, row: StagedRow) -> list[Refused]:
    """The row's lines as one, judged again. Returns what is refused now."""
    told = offered(work, row)
    if not told or not told["gaps_m"]:
        raise Refused("PARTS", "แถวนี้ไม่มีเส้นหลายท่อนที่ต่อกันได้", "", FIELD)
    line = chained(parts_of(work, row)).line
    return quarantine.correct(work, row, {}, shapely.to_wkt(line, rounding_precision=9))


def divide(work: Work, row: StagedRow) -> list[int]:
    """Each part as a row of its own with the same cells: the first stays, the others come after the file's last row.
    All are judged. Returns the new row numbers.
    """
    parts = parts_of(work, row)
    if not 1 < len(parts) <= MOST_DIVIDED:
        raise Refused("PARTS", f"แยกรูปนี้เป็นแถวไม่ได้ แยกได้ 2 ถึง {MOST_DIVIDED} ส่วน", "", FIELD)
    with transaction.atomic():
        batch = work.batch = ImportBatch.objects.select_for_update().get(pk=row.batch_id)
        last = StagedRow.objects.filter(batch=batch).aggregate(last=Max("row_no"))["last"]
        added = [
            StagedRow(batch=batch, row_no=last + n, raw=row.raw, corrected=row.corrected) for n in range(1, len(parts))
        ]
        shapes, faults = work.reader.geometry(np.array(parts, dtype=object))
        for number, each in enumerate([row, *added]):
            wrong = quarantine.read_again(work, each) + ([faults[number]] if number in faults else [])
            each.geom = GEOSGeometry(memoryview(shapes[number])) if shapes[number] else None
            each.faults = [as_json(refused) for refused in wrong] or None
            each.reasons, each.version, each.differs, each.head = None, None, None, None
            each.round, each.verdict = batch.round, Verdict.REFUSED if wrong else Verdict.NEW
        row.save()
        StagedRow.objects.bulk_create(added)
        batch.found.setdefault("divided", {}).update({str(each.row_no): row.row_no for each in added})
        batch.save(update_fields=["found"])
        work.judge_staged([row.row_no, *(each.row_no for each in added)])
    return [each.row_no for each in added]
