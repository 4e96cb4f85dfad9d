"""Yearly returns of land tax and signs: assessed and collected by category, exempt property, relief given.

Sums of bills are those of charges and assessments the reader may see; who may see none gets no rows.
"""

from __future__ import annotations

from typing import Any

from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.ground.models import Signboard
from gis_core.pure.thai_calendar import be_year
from layers.declare import Parameter, Report
from layers.registry import registry
from modules.finance.revenue_collection.models import (
    LandTaxAssessment,
    LandTaxUse,
    ReliefOrder,
    SignTaxAssessment,
    TaxExemption,
    TaxYear,
)
from modules.finance.revenue_collection.models.uses import Category
from modules.finance.revenue_collection.sql import ask
from modules.kernel.charges.models import Charge

Rows = list[dict[str, Any]]
WHOLE = "รวม"
YEAR = (Parameter("year", "ปีภาษี (พ.ศ.) เว้นว่างคือปีล่าสุด", "number"),)


def _year(year: Any) -> int | None:
    """The year asked for, else the latest of the office."""
    latest = TaxYear.objects.order_by("-code").values_list("code", flat=True).first()
    return int(year) if year else int(latest) if latest else None


def _sees(user: Any, *models: Any) -> bool:
    return all(not visible(registry.for_model(model), user).nothing for model in models)  # type: ignore[arg-type]


def _category(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "title": Category(row["category"]).label if row["category"] else WHOLE}


def by_category(user: Any, year: Any = None) -> Rows:
    """Assessed and collected of a tax year by category of use; what is counted in several is counted once in all."""
    chosen = _year(year)
    if chosen is None or not _sees(user, LandTaxAssessment, Charge):
        return []
    sources = {"a": LandTaxAssessment, "c": Charge}
    return [_category(row) for row in ask("tax_by_category", user, sources, year=chosen, today=clock.today())]


def exempt_list(user: Any, year: Any = None) -> Rows:
    """Property exempt in a tax year, by ground."""
    chosen = _year(year)
    if chosen is None:
        return []
    sources = {"e": TaxExemption, "u": LandTaxUse, "a": LandTaxAssessment}
    return [
        {**row, "ground": TaxExemption.Ground(row["ground"]).label, "use": Category(row["category"]).label}
        for row in ask("exempt_list", user, sources, year=chosen)
    ]


def relief_given(user: Any, year: Any = None) -> Rows:
    """Tax before and after relief by category, with the kinds of orders that lowered it."""
    chosen = _year(year)
    if chosen is None or not _sees(user, LandTaxAssessment):
        return []
    return [
        _category(row) | {"kinds": _kinds(row["kinds"])}
        for row in ask("relief_given", user, {"a": LandTaxAssessment}, year=chosen)
    ]


def _kinds(text: str) -> str:
    names = dict(ReliefOrder.Kind.choices)
    return ", ".join(str(names.get(kind, kind)) for kind in sorted(set(filter(None, text.split("|")))))


def signs_by_kind(user: Any, year: Any = None) -> Rows:
    """Signs that stand, signs taxed in a year and their tax; of this year where the office has no tax year of land."""
    chosen = _year(year) or be_year(clock.today())
    if not _sees(user, Signboard, SignTaxAssessment):
        return []
    sources = {"s": Signboard, "a": SignTaxAssessment}
    found = ask("signs_by_kind", user, sources, year=chosen, today=clock.today())
    return [{**row, "title": _sign(row)} for row in found if row["kind"] is not None or len(found) > 1]


def _sign(row: dict[str, Any]) -> str:
    if row["kind"] is None:
        return WHOLE
    moves = "เคลื่อนที่หรือเปลี่ยนข้อความได้" if row["movable"] else "ไม่เคลื่อนที่"
    return f"{dict(Signboard.Kind.choices).get(row['kind'], row['kind'])} ({moves})"


ASSESSMENT_REPORTS = (
    Report(
        "by_category",
        "สรุปการประเมินและจัดเก็บภาษีที่ดินและสิ่งปลูกสร้าง ตามลักษณะการทำประโยชน์",
        by_category,
        (
            ("title", "ลักษณะการทำประโยชน์"), ("parcels", "แปลง"), ("buildings", "สิ่งปลูกสร้าง"), ("units", "ห้องชุด"),
            ("value", "ราคาประเมิน (บาท)"), ("exempt", "ยกเว้น (บาท)"), ("base", "ฐานภาษี (บาท)"), ("tax", "ภาษี (บาท)"),
            ("paid", "ชำระแล้ว (บาท)"), ("left_baht", "คงค้าง (บาท)"), ("late", "ในจำนวนนี้เกินกำหนด (บาท)"),
        ),
        YEAR,
        note="ยอดของรายการตั้งหนี้เฉลี่ยตามภาษีของแต่ละรายการ แปลงที่มีหลายลักษณะนับในทุกลักษณะ แต่นับครั้งเดียวในแถวรวม",
    ),
    Report(
        "relief_given",
        "การลดและบรรเทาภาระภาษีของปี",
        relief_given,
        (
            ("title", "ลักษณะการทำประโยชน์"), ("kinds", "ตามคำสั่ง"), ("lines", "รายการ"), ("payers", "ผู้เสียภาษี"),
            ("gross", "ภาษีก่อนลด (บาท)"), ("tax", "ภาษีหลังลด (บาท)"), ("relief", "ลดให้ (บาท)"),
        ),
        YEAR,
    ),
)  # fmt: skip
USE_REPORTS = (
    Report(
        "exempt_list",
        "บัญชีทรัพย์สินที่ได้รับยกเว้นภาษี",
        exempt_list,
        (
            ("title", "แปลงหรือห้องชุด"), ("ground", "เหตุยกเว้น"), ("use", "การใช้ประโยชน์"), ("sqwah", "เนื้อที่ (ตร.ว.)"),
            ("percent", "ร้อยละ"), ("exempt", "มูลค่าที่ยกเว้น (บาท)"), ("evidence", "หลักฐาน"),
        ),
        YEAR,
    ),
)  # fmt: skip
SIGN_REPORTS = (
    Report(
        "signs_by_kind",
        "จำนวนป้ายและภาษีป้ายตามประเภท",
        signs_by_kind,
        (("title", "ประเภทป้าย"), ("standing", "ป้ายที่ติดตั้งอยู่"), ("taxed", "ป้ายที่ประเมินของปี"), ("tax", "ภาษีป้าย (บาท)")),
        YEAR,
    ),
)
