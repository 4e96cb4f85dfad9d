"""Many shapes at once: those of a file before it is brought in, and stored ones that were changed together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.engine import coverage_meeting, coverage_sql, coverage_texts
from layers.engine.coverage_judging import rounded, visible_uids

#: More than any square degree of the country has: what is smaller by this measure is measured in earnest.
MOST_M2_OF_DEGREE2 = 111_700.0**2


def judge_many(
    register: BoundRegister, rows_sql: str, params: Mapping[str, Any], user: Any
) -> Iterator[tuple[int, Refused]]:
    """What is against each of many shapes: overlaps with the register and with each other, land outside, size.

    `rows_sql` selects row_no, uid (of the record the row replaces, NULL for a new one) and geom (4326, valid); it is
    read once. Records that a row replaces are not compared with. Of two rows that overlap both are told. A fault of a
    record the user may not see is told without its name and shape.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.coverage_rows")
        cursor.execute(coverage_sql.statement(register, "many_rows").replace("@rows@", rows_sql), dict(params))
        coverage_sql.analyze_rows(cursor)
        figures = coverage_sql.figures_today(register)
        coverage_meeting.find(register, cursor, float(figures.overlap_m2) / MOST_M2_OF_DEGREE2)
        found = coverage_sql.ask(
            register,
            "many_faults",
            boundary=office().boundary_ewkb,
            least_degrees2=float(figures.least_m2) / MOST_M2_OF_DEGREE2 * 1.5,
        )
        cursor.execute("DROP TABLE coverage_rows, coverage_meeting")
    seen = visible_uids(register, user, (row[2] for row in found))
    with coverage_sql.figures_held(register):  # a file that lies over the register has a refusal for every row
        told = [
            (row_no, _said(register, code, title if uid in seen else "", other, m2, piece))
            for row_no, code, uid, other, title, m2, piece in found
        ]
    yield from told


def _said(register: BoundRegister, code: str, title: str, row: int | None, m2: float, piece: str) -> Refused:
    if code == "BAD_GEOM":
        return coverage_texts.too_small(register, piece)
    if row is not None:
        return coverage_texts.overlaps_row(register, row, rounded(m2), piece)
    return coverage_texts.fault(register, code, title, rounded(m2), piece)


def faults_of(register: BoundRegister, ids: Sequence[int], user: Any) -> list[Refused]:
    """What is against stored records (by number) as they lie now: overlaps, broken or too small shapes.

    Asked at the end of an act that changed several together, or took changes back.
    """
    if register.declared.coverage is None or not ids:
        return []
    rows = coverage_sql.ask(register, "of_stored", ids=list(ids))
    seen = visible_uids(register, user, [uid for row in rows for uid in (row[0], row[3])])
    found = []
    for uid, title, code, other, other_title, m2, piece in rows:
        own = title if uid in seen else ""
        if code == "BAD_GEOM":
            found.append(coverage_texts.too_small(register, piece, own))
        else:
            name = other_title if other in seen else ""
            found.append(coverage_texts.fault(register, code, name, rounded(m2), piece, own))
    return found
