"""Key figures come from the declarations; a target of each of their years is typed in."""

from __future__ import annotations

from typing import Any

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit
from gis_core.ground.models import Parcel
from layers.registry import registry
from modules.central_administration.executive_information.models import Kpi, OutsideScore, ThematicMap
from tests.contracts.examples import Given

LAMPS = "civil_works.street_lamps.street_lamp.broken"


def figure(code: str = LAMPS) -> Kpi:
    """The office's row of a declared figure."""
    found = Kpi.objects.filter(code=code).first()
    if found is None:
        with acting_as(system_user(), "ตัวอย่าง"):
            found = Kpi.objects.create(
                code=code, thai="โคมไฟชำรุด", least=0, status="in_use", unit="ดวง", better="lower"
            )
    return found


def _unit() -> OrgUnit:
    with acting_as(system_user(), "ตัวอย่าง"):
        return OrgUnit.objects.get_or_create(code="figures", defaults={"thai": "งานนโยบายและแผน"})[0]


def _kpi(n: int, given: Given) -> Kpi:
    unit = _unit()
    with acting_as(system_user(), "ตัวอย่าง"):
        return Kpi.objects.create(
            code=f"{LAMPS}{n}", thai=f"ตัวชี้วัดที่ {n}", least=0, org_unit=unit, status="in_use", unit="ดวง"
        )


EXAMPLES: dict[str, Any] = {
    "kpi": lambda n, given: {},
    "target": lambda n, given: {
        "kpi": figure(), "fiscal_year_be": str(2699 - n), "target": "5", "green_at": "5", "amber_at": "10",
        "source": "แผนพัฒนาท้องถิ่น",
    },
}  # fmt: skip
EXAMPLES["note"] = lambda n, given: {
    "kpi": figure(), "fiscal_year_be": "2569", "month": str(n + 1), "text": f"เร่งซ่อมโคมไฟ {n}", "org_unit": _unit(),
    "due_on": "31/12/2599",
}  # fmt: skip
EXAMPLES["area_note"] = lambda n, given: {
    "subject": f"น้ำท่วมขังจุดที่ {n}", "text": f"ลอกท่อระบายน้ำ {n}", "org_unit": _unit(), "due_on": "31/12/2599",
}  # fmt: skip
EXAMPLES["record_note"] = lambda n, given: {
    "record": str(given.record(Parcel, n).uid), "text": f"ตรวจแปลงที่ {n}", "org_unit": _unit(), "due_on": "31/12/2599",
}  # fmt: skip
EXAMPLES["thematic_map"] = lambda n, given: {
    "thai": f"แผนที่สถานะโคมไฟ {n}", "layer": "โคมไฟสาธารณะ", "field": "สถานะ", "method": "unique", "is_shared": "true",
}  # fmt: skip
EXAMPLES["score"] = lambda n, given: {
    "figure": "lpa", "dimension": list(OutsideScore.Dimension)[n].value, "fiscal_year_be": "2568", "score": "70.25",
    "announced_on": "1/12/2568", "announced_by": "หน่วยประเมินสมมติ", "reference_no": f"ทดสอบ {n}",
}  # fmt: skip
EXAMPLES["brief"] = lambda n, given: {"fiscal_year_be": "2569", "month": str(n + 1)}
EXAMPLES["quarterly"] = lambda n, given: {"fiscal_year_be": str(2560 + n), "quarter": "1"}


def _map(n: int, given: Given) -> ThematicMap:
    """One of the office, which nobody keeps as his own."""
    layer = registry.by_slug["street_lamps-street_lamp"]
    values = EXAMPLES["thematic_map"](n, given) | {"is_shared": True}
    with acting_as(system_user(), "ตัวอย่าง"):
        return ThematicMap.objects.create(**values, layer_slug=layer.slug, column="status")


RECORDS: dict[str, Any] = {"kpi": _kpi, "thematic_map": _map}
CHANGES: dict[str, Any] = {
    "kpi": lambda n, given: {"max_age_days": "40"},
    "score": lambda n, given: {"score": "71.50"},
    "note": lambda n, given: {"text": "เร่งซ่อมโคมไฟทุกดวง"},
    "thematic_map": lambda n, given: {"caption": "สถานะโคมไฟวันนี้"},
    "area_note": lambda n, given: {"text": "ลอกท่อระบายน้ำทั้งสาย"},
    "record_note": lambda n, given: {"text": "ตรวจแปลงอีกครั้ง"},
    "quarterly": lambda n, given: {"remark": "เร่งรัดลูกหนี้ค้างชำระ"},
    "brief": lambda n, given: {"remark": "เร่งรัดลูกหนี้ค้างชำระ"},
    "target": lambda n, given: {"source": "แผนพัฒนาท้องถิ่น ฉบับเปลี่ยนแปลง"},
}
