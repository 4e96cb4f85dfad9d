"""A key figure unit by unit of the office, each with its light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gis_core.access.models import OrgUnit
from gis_core.features import clock
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine import judging
from map_ui.reports.key_figures import figure_cell
from map_ui.reports.table import ResultCell, ResultTable, cell

TITLE, NO_UNIT = "ตามกองและสำนัก", "ไม่ระบุหน่วยงาน"


@dataclass(frozen=True)
class UnitPart:
    """What one unit has of the figure, where it is opened, and how it stands to the unit's own target."""

    name: str
    url: str
    value: ResultCell
    judged: judging.Judgement | None


def by_unit(register: BoundRegister, kpi: Kpi, user: Any) -> Sequence[UnitPart]:
    """Every unit, also those that have nothing of it; () for a figure that is told of no unit."""
    if kpi.by_unit is None:
        return ()
    code, today, parts = judging.figure_code(register, kpi), clock.today(), dict(kpi.by_unit(user))
    nothing = kpi.value(user).nothing
    found = []
    for unit, name in [*OrgUnit.objects.order_by("code").values_list("code", "thai"), ("", NO_UNIT)]:
        if not unit and "" not in parts:
            continue
        value = parts.get(unit, nothing).value(kpi.scale)
        lights = judging.judged({code: judging.Kept(value, today)}, user, today, unit=unit) if unit else {}
        found.append(UnitPart(name, f"?unit={unit}" if unit else "", figure_cell(value, kpi.unit), lights.get(code)))
    return found


def as_table(counted_in: str, units: Sequence[UnitPart]) -> ResultTable | None:
    """The same for a file and for paper; None where there is none."""
    rows = [
        [cell(each.name), each.value, cell(each.judged and each.judged.target), cell(each.judged and each.judged.thai)]
        for each in units
    ]
    return ResultTable(TITLE, ["หน่วยงาน", counted_in, "เป้าหมาย", "ผล"], rows) if rows else None
