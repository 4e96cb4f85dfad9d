"""What a key figure and a target must be before they are written."""

from __future__ import annotations

from collections.abc import Iterator

from gis_core.ground.models import AdminArea
from gis_core.pure.refusal import Refused
from layers.declare import Draft
from modules.central_administration.executive_information import approval, rules
from modules.central_administration.executive_information.declared import better_of, by_code
from modules.central_administration.executive_information.models import Kpi, KpiTarget


def kpi(draft: Draft) -> Iterator[Refused]:
    """Somebody answers for every figure, and its range is not turned round."""
    record: Kpi = draft.record
    figure = by_code().get(record.code)
    yield from approval.owner_faults(record, figure.kpi.unit if figure else record.unit)
    if record.least is not None and record.most is not None and record.least > record.most:
        yield Refused("KPI_RANGE", "ค่าต่ำสุดต้องไม่มากกว่าค่าสูงสุด", "", "most")


EITHER = "ตั้งเป้าหมายของหมู่บ้านหรือของกองอย่างใดอย่างหนึ่ง ให้เว้นว่างช่องหนึ่ง"


def _unit_faults(record: KpiTarget) -> Iterator[Refused]:
    """A unit has a target only of what is told unit by unit."""
    if record.of_unit_id is None:
        return
    figure = by_code().get(record.kpi.code)
    if record.area_id:
        yield Refused("TARGET_UNIT", EITHER, "", "of_unit")
    elif figure is not None and figure.kpi.by_unit is None:
        able = ", ".join(each.kpi.thai for each in by_code().values() if each.kpi.by_unit)
        text = f"ตัวชี้วัดนี้ไม่แยกตามกอง จึงตั้งเป้าหมายรายกองไม่ได้ ตัวชี้วัดที่แยกตามกอง: {able}"
        yield Refused("TARGET_UNIT", text, "", "of_unit")


def target(draft: Draft) -> Iterator[Refused]:
    """Every refusal a target can give."""
    record: KpiTarget = draft.record
    yield from approval.unused_faults(record.kpi)
    if record.area_id and record.area.level != AdminArea.Level.VILLAGE:
        yield Refused("TARGET_AREA", "ตั้งเป้าหมายรายพื้นที่ได้เฉพาะหมู่บ้าน", "", "area")
    yield from _unit_faults(record)
    limits = rules.Limits(record.green_at, record.amber_at)
    yield from rules.target_faults(record.target, limits, better_of(record.kpi.code), record.kpi.least, record.kpi.most)
