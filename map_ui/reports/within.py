"""Everything the office did and is owed in one village, or in the area of any one record: registers and figures.

The index knows all registers, so none is named here: what gets a register later is counted from its first day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.http import Http404
from django.utils.http import urlencode

from gis_core.features.models import Feature
from gis_core.ground.models import AdminArea
from gis_core.pure.suppression import LEAST
from layers.bound import BoundRegister
from layers.engine.index import predicate
from layers.registry import registry
from map_ui.listing.placing import INSIDE, area_seen, villages
from map_ui.reports import dashboard
from map_ui.reports.table import ResultCell, ResultTable, cell

COUNTS = """SELECT kind, count(*) FROM (
    SELECT f.kind, f.uid FROM gis_feature a JOIN gis_feature f ON {own}
    WHERE a.uid = %(area)s AND f.uid <> a.uid AND ({visible})
    UNION
    SELECT f.kind, f.uid FROM gis_feature a JOIN gis_feature p ON {place}
    JOIN gis_feature f ON f.place_uid = p.uid AND f.geom IS NULL
    WHERE a.uid = %(area)s AND ({visible})) found GROUP BY kind"""


def within(user: Any, given: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows. Raises Http404 for an area that is none, or that the reader may not see."""
    every = [(area.code, str(area), area.code == given.get("village")) for area in villages()]
    village = AdminArea.objects.filter(code=given.get("village") or None).defer("geom").first()
    uid = str(village.uid) if village else given.get("area", "")
    area = area_seen(uid, user) if uid else None
    if (uid or given.get("village")) and area is None:
        raise Http404
    modules = _figures(user, village.code) if village else []
    return {
        "villages": every, "area": area, "modules": modules,
        "tables": _tables(user, area, village) if area else [], "title": str(village or (area and area.title) or ""),
    }  # fmt: skip


def _figures(user: Any, village: str) -> list[dict[str, Any]]:
    asked = dashboard.asked_of({"village": village})
    modules = dashboard.modules_of(user, asked)
    cards = [card for module in modules for system in module["systems"] for card in system["figures"]]
    dashboard.fill(cards, user, asked, is_live=False)
    return modules


def _tables(user: Any, area: Feature, village: AdminArea | None) -> list[ResultTable]:
    """A table for each module with records there, a row for each register."""
    test, values = predicate(user)
    sql = COUNTS.format(own=INSIDE.format(g="f"), place=INSIDE.format(g="p"), visible=test)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "area": str(area.uid)})
        counts = dict(cursor.fetchall())
    rows: dict[str, list[list[ResultCell]]] = defaultdict(list)
    for register in registry.registers:
        if register.kind_id in counts:
            rows[register.system.module].append(_row(register, counts[register.kind_id], area, village))
    headings = ["ทะเบียน", "ระบบ", "ระเบียน", "แผนที่"]
    return [ResultTable(thai, headings, rows[key]) for key, thai in registry.modules.items() if key in rows]


def _row(register: BoundRegister, count: int, area: Feature, village: AdminArea | None) -> list[ResultCell]:
    narrowed = urlencode({"village": village.code} if village else {"within": str(area.uid)})
    is_few = register.level.is_personal and count < LEAST
    number = cell(None, f"<{LEAST}") if is_few else cell(count, url=f"{register.url}?{narrowed}")
    drawn = register.layer is not None and not is_few
    on_map = cell("", "ดูบนแผนที่", url=f"/#layers={register.slug}&select={area.uid}") if drawn else cell("", "")
    return [cell(register.key, register.thai), cell("", register.system.thai), number, on_map]
