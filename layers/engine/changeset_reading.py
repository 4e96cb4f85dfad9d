"""What a set touched, as far as a reader may see it: page by page, however many records it has."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from gis_core.features.models import Change
from layers.bound import BoundRegister, visible_as_staff
from layers.engine import changeset_rights
from layers.engine.changeset_plan import Plan, lay_out, run
from layers.engine.changeset_tables import registers_of

PAGE = 50


@dataclass(frozen=True)
class Touched:
    """A record of a set. `act` is added, changed or removed; `edited_later` when somebody else wrote it since.

    `is_there` tells whether it exists now, `is_undone` whether an undo of the set has put it back already; `geom` is
    its shape now, or the last it had; `place_uid` the record at which one without a shape stands.
    """

    register: BoundRegister
    uid: uuid.UUID
    title: str
    act: str
    edited_later: bool
    later_by: str
    later_at: datetime | None
    is_there: bool
    is_undone: bool
    geom: GEOSGeometry | None
    place_uid: uuid.UUID | None


@dataclass(frozen=True)
class Contents:
    """A page of a set's records. `counts` are (register, act, number) of all the reader may see, `hidden` counts the
    others.
    """

    records: list[Touched]
    counts: list[tuple[BoundRegister, str, int]]
    hidden: int
    later: int
    undone: int
    blocked: list[str]
    bounds: tuple[float, float, float, float] | None

    @property
    def total(self) -> int:
        return sum(number for _register, _act, number in self.counts)


def read(batch_id: uuid.UUID, user: Any, *, offset: int = 0, limit: int = PAGE, only_later: bool = False) -> Contents:
    """What the user may see of a set; nothing of one that does not exist."""
    with transaction.atomic():
        plan = lay_out(batch_id)
        if plan is None:
            return Contents([], [], 0, 0, 0, [], None)
        return _contents(plan, user, offset, limit, only_later)


def touched(batch_id: uuid.UUID, user: Any, *, offset: int = 0, limit: int = 200) -> list[Touched]:
    """The records of a set that the user may see, those edited later first."""
    return read(batch_id, user, offset=offset, limit=limit).records


def _contents(plan: Plan, user: Any, offset: int, limit: int, only_later: bool) -> Contents:
    kinds = {kind for (kind,) in run("SELECT DISTINCT kind FROM changeset_root WHERE kind IS NOT NULL")}
    registers = registers_of(kinds)
    test, values = _seen(registers, user)
    counts = run(f"SELECT kind, act, count(*) FROM changeset_root r WHERE {test} GROUP BY 1, 2 ORDER BY 1, 2", values)
    numbers = run(
        f"""SELECT count(*) FILTER (WHERE NOT {test}), count(*) FILTER (WHERE {test} AND later_change IS NOT NULL
            AND NOT is_undone), count(*) FILTER (WHERE is_undone), ST_Extent(geom) FILTER (WHERE {test})::geometry
        FROM changeset_root r""",
        values,
    )[0]
    box = GEOSGeometry(numbers[3]).extent if numbers[3] else None
    records = _records(registers, test, values | {"offset": offset, "limit": limit, "later": only_later})
    blocked = [refused.thai for refused in changeset_rights.blocked(plan)]
    named = [(registers[kind], act, number) for kind, act, number in counts]
    return Contents(records, named, numbers[0], numbers[1], numbers[2], blocked, box)


def _seen(registers: dict[int, BoundRegister], user: Any) -> tuple[str, dict[str, Any]]:
    """Records whose history the reader may read: those he sees as staff."""
    tests, values = [], {}
    for kind, register in registers.items():
        test, given = visible_as_staff(register, user).feature_sql("r", prefix=f"k{kind}")
        tests.append(f"(r.kind = {int(kind)} AND {test})")
        values |= given
    return f"({' OR '.join(tests)})" if tests else "FALSE", values


def _records(registers: dict[int, BoundRegister], test: str, values: dict[str, Any]) -> list[Touched]:
    rows = run(
        f"""SELECT r.kind, r.uid, r.title, r.act, r.later_change, r.is_undone, r.geom, r.place_uid,
            EXISTS (SELECT 1 FROM gis_feature f WHERE f.layer_id = r.layer_id AND f.record_id = r.record_id)
        FROM changeset_root r WHERE {test} AND (NOT %(later)s OR (r.later_change IS NOT NULL AND NOT r.is_undone))
        ORDER BY (r.later_change IS NULL OR r.is_undone), r.kind, r.title, r.record_id
        LIMIT %(limit)s OFFSET %(offset)s""",
        values,
    )
    changes = Change.objects.select_related("actor").in_bulk([row[4] for row in rows if row[4]])
    found = []
    for kind, uid, title, act, later, is_undone, geom, place, is_there in rows:
        change = changes.get(later) if not is_undone else None
        who, when = (str(change.actor), change.at) if change else ("", None)
        shape = GEOSGeometry(geom) if geom else None
        found.append(
            Touched(registers[kind], uid, title, act, change is not None, who, when, is_there, is_undone, shape, place)
        )
    return found
