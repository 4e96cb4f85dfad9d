"""What lies in the frame: records of the layers shown that the reader may see, already in millimetres of paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import Polygon
from django.db import connection, models

from gis_core.access.levels import Level
from gis_core.access.visible import visible
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.declare import ByRange, ByValue
from layers.engine import coverage
from layers.legend import color_of
from layers.map_style import COUNT_OPACITIES, COUNT_STEPS, symbol_color
from map_ui.printing.conditions import Condition
from map_ui.printing.window import Window
from tiles.statements import RegisterSql, sql_of

#: So far beyond the frame shapes are cut, that no cut edge comes to light.
BLEED_MM = 12.0
#: Records of one page: printed while the reader waits, by the worker, and for strangers, who are not worked for.
AT_ONCE, MOST_RECORDS, MOST_FOR_STRANGERS = 8000, 60_000, 5000
MOST_CORNERS = 3_000_000


@dataclass(frozen=True)
class Shown:
    """A layer as it is to be printed; `classes` None is one colour; `live_only` leaves the dead of a coverage out.

    `caption` and `words`: the heading of a reader's own legend, and what it calls each colour.
    """

    register: BoundRegister
    classes: ByValue | ByRange | None = None
    opacity: float = 1.0
    conditions: tuple[Condition, ...] = ()
    live_only: bool = False
    day: date | None = None
    caption: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        """Whether the shapes of `day` are printed: only a coverage remembers where its shapes lay."""
        declared = self.register.declared.coverage
        return self.day is not None and declared is not None and declared.past is not None


@dataclass(frozen=True)
class Content:
    """The records of one layer that meet the frame. `shapes` are shapely geometries in millimetres of paper."""

    shown: Shown
    records: Sequence[dict[str, Any]]
    shapes: np.ndarray
    colors: Sequence[str]
    opacities: Sequence[float] = field(default=())

    @property
    def register(self) -> BoundRegister:
        return self.shown.register

    @property
    def is_counts(self) -> bool:
        """Whether areas with a number of people are shown in place of the records."""
        return self.register.level == Level.AGGREGATE


class Budget:
    """How much may still be drawn on this page."""

    def __init__(self, records: int = MOST_RECORDS) -> None:
        self.records = records
        self.corners = MOST_CORNERS

    def spend(self, records: int, corners: int, thai: str) -> None:
        """Errors: Refused ``PRINT_TOO_MUCH``."""
        self.records -= records
        self.corners -= corners
        if self.records < 0 or self.corners < 0:
            raise Refused(
                "PRINT_TOO_MUCH",
                f"ข้อมูลในกรอบมากเกินกว่าจะพิมพ์ในแผ่นเดียว (ถึงชั้น “{thai}”) ใช้มาตราส่วนใหญ่ขึ้น กระดาษเล็กลง หรือปิดชั้นข้อมูลที่ไม่ต้องการ",
            )


def read(shown: Shown, window: Window, user: Any, budget: Budget, more_columns: Sequence[str] = ()) -> Content:
    """The records of one layer in the window. Errors: Refused ``PRINT_TOO_MUCH``."""
    if shown.register.level == Level.AGGREGATE:
        return _counts(shown, window, user)
    if shown.is_past:
        names, rows = _past_rows(shown, window, user, more_columns)
    else:
        names, rows = _rows(shown.register, window, user, budget.records + 1, more_columns)
    shapes = _on_paper([row[0] for row in rows], window)
    budget.spend(len(rows), int(shapely.get_num_coordinates(shapes).sum()), shown.register.thai)
    records = [dict(zip(names, row[1:], strict=True)) for row in rows]
    keep = [n for n, inside in enumerate(_inside(shapes, window)) if inside and _meets(shown, records[n])]
    plain = symbol_color(shown.register.layer)
    column = shown.classes.column if shown.classes else ""
    kept = [records[n] for n in keep]
    colors = [color_of(shown.classes, record.get(column), plain) for record in kept]
    return Content(shown, kept, shapes[keep], colors)


def _meets(shown: Shown, record: dict[str, Any]) -> bool:
    declared = shown.register.declared.coverage
    if shown.live_only and declared and record["status"] not in declared.live:
        return False
    return all(condition.holds(record) for condition in shown.conditions)


def _rows(
    register: BoundRegister, window: Window, user: Any, most: int, more_columns: Sequence[str]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    sql = sql_of(register)
    test, values = visible(register, user).sql("t")
    columns = sql.columns | {name: _column(sql, name) for name in readable_of(register, user, more_columns)}
    box = "ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326)"
    statement = (
        f"SELECT ST_AsBinary(ST_ClipByBox2D({sql.shape}, {box})), {', '.join(columns.values())} FROM {sql.source}"
        f" WHERE {sql.geom} && {box} AND {sql.where} AND {test} ORDER BY t.id LIMIT %(most)s"
    )
    w, s, e, n = window.degrees_box(BLEED_MM)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "w": w, "s": s, "e": e, "n": n, "most": most})
        return list(columns), [row for row in cursor.fetchall() if row[0] is not None]


def _past_rows(
    shown: Shown, window: Window, user: Any, more_columns: Sequence[str]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The same of a past day. Whoever held the land then is not asked: no name of a person stands on a map."""
    register = shown.register
    sql = sql_of(register)
    wanted = dict.fromkeys([*sql.columns, *readable_of(register, user, more_columns)])
    names = [name for name in wanted if name == "title" or hasattr(register.model, name)]
    box = Polygon.from_bbox(window.degrees_box(BLEED_MM))
    found = coverage.fabric_on(register, shown.day, box, user)
    return names, [
        (record.geom.wkb, *(_as_read(record, register.title if name == "title" else name) for name in names))
        for record, _ in found
    ]


def _as_read(record: Any, name: str) -> Any:
    """A value as the columns of a statement give it."""
    value = getattr(record, name)
    return value if value is None or isinstance(value, int | float) else str(value)


def readable_of(register: BoundRegister, user: Any, names: Sequence[str]) -> list[str]:
    """Those of the columns that the reader may read, beside those every reader of the layer may."""
    readable = {column.name for column in register.readable(user)} | {"status", "register_no"}
    return [name for name in names if name in readable]


def _column(sql: RegisterSql, name: str) -> str:
    column = f"t.{sql.model._meta.get_field(name).column}"
    is_number = isinstance(sql.model._meta.get_field(name), models.IntegerField | models.FloatField)
    return column if is_number else f"{column}::text"


def _on_paper(wkb: Sequence[Any], window: Window) -> np.ndarray:
    shapes = shapely.from_wkb([bytes(each) for each in wkb]) if wkb else np.array([], dtype=object)
    return shapely.transform(np.atleast_1d(shapes), window.degrees_on_paper)


def _inside(shapes: np.ndarray, window: Window) -> np.ndarray:
    frame = window.frame
    box = shapely.box(frame.x, frame.y, frame.right, frame.top)
    shapely.prepare(box)
    return np.asarray(shapely.intersects(box, shapes))


# -- personal layers ---------------------------------------------------------------------------------------------------
def _counts(shown: Shown, window: Window, user: Any) -> Content:
    """Villages or cells with the number of their records, as the tiles show them: no record, no small number."""
    allowed, values = ["FALSE"], {}
    for number, scope in enumerate(visible(shown.register, user).scopes):
        if scope.units is not None:
            continue
        allowed.append(f"ST_Covers(ST_GeomFromEWKB(%(area{number})s), c.core)" if scope.area else "TRUE")
        values[f"area{number}"] = scope.area
    w, s, e, n = window.degrees_box(BLEED_MM)
    statement = (
        "SELECT ST_AsBinary(ST_Transform(c.geom, 4326)), c.title, c.count FROM tile_count c WHERE c.kind = %(kind)s"
        f" AND ({' OR '.join(allowed)})"
        " AND c.geom && ST_Transform(ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s, 4326), 3857)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "kind": shown.register.kind_id, "w": w, "s": s, "e": e, "n": n})
        rows = cursor.fetchall()
    shapes = _on_paper([row[0] for row in rows], window)
    rows, shapes = _with_number(rows, shapes)
    color = symbol_color(shown.register.layer)
    shades = [_shade(row[2]) for row in rows]
    return Content(shown, [{"title": row[1], "count": row[2]} for row in rows], shapes, [color] * len(rows), shades)


def _with_number(rows: list[Any], shapes: np.ndarray) -> tuple[list[Any], np.ndarray]:
    keep = [n for n, row in enumerate(rows) if row[2] is not None]
    return [rows[n] for n in keep], shapes[keep]


def _shade(count: int) -> float:
    return COUNT_OPACITIES[sum(count >= limit for limit in COUNT_STEPS[1:])]
