"""What owners ask of the demo town's office, and what it finds out itself: petitions, changes, exemptions, new sums."""

from __future__ import annotations

from typing import Any

from gis_core.features import clock
from gis_core.ground.models import OwnershipSpell, Parcel
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import use_changes
from modules.finance.revenue_collection.models import (
    ContiguityDecision,
    LandTaxAssessment,
    LandTaxPart,
    LandTaxUse,
    ListPetition,
    PaymentSuspension,
    Reassessment,
    ReliefOrder,
    TaxExemption,
    TaxYear,
    UseChange,
)
from modules.kernel.cases.models import Case

#: The claims of the petitions against the list, in the order they come in, and what becomes of each.
CLAIMS = (
    ("การใช้ประโยชน์ไม่ตรงกับที่ใช้จริงตั้งแต่ปีก่อน", "corrected"),
    ("ขอแก้ไขการใช้ประโยชน์ตามภาพถ่ายที่แนบ", "refused"),
    ("บัญชีรายการไม่ตรงกับสภาพการใช้จริง", "received"),
)


def today() -> str:
    return format_date(clock.today(), "numeric")


def _add(model: type, user: Any, why: str, lines: Any = None, **values: Any) -> Any:
    return records.create(registry.for_model(model), values, user=user, reason=why, lines=lines)  # type: ignore[arg-type]


def _take(record: Any, code: str, user: Any, **values: str) -> None:
    register = registry.for_model(type(record))
    transition(register, record.uid, code, values, user=user, reason="ตามขั้นตอน")  # type: ignore[arg-type]


def _held(year: TaxYear, **where: Any) -> list[tuple[LandTaxUse, OwnershipSpell]]:
    """Uses of land without a building whose parcel a person holds today, with his spell; always in the same order."""
    found = LandTaxUse.objects.filter(tax_year=year, building=None, condo_unit=None, **where).select_related("parcel")
    spells = OwnershipSpell.objects.filter(valid__contains=clock.today(), person__isnull=False).select_related("person")
    holders = {spell.parcel_id: spell for spell in spells.filter(parcel__in=found.values("parcel"))}
    return [
        (use, holders[use.parcel_id])
        for use in found.order_by("parcel__parcel_code", "seq")
        if use.parcel_id in holders
    ]


# -- the list of the year ----------------------------------------------------------------------------------------------
def petition(year: TaxYear, officer: Any) -> None:
    """The first owners of the list say that their land is used otherwise."""
    for (use, spell), (claim, _) in zip(_held(year), CLAIMS, strict=False):
        row = {"use": use, "category": _other_use(use), "land_sqwah": use.land_sqwah}
        _add(
            ListPetition, officer, "รับคำร้อง", {"petitionrow": [row]}, tax_year=year, parcel=use.parcel,
            person=spell.person, received_on=today(), claim=claim, evidence="ภาพถ่ายและคำรับรองของผู้นำชุมชน",
        )  # fmt: skip


def decide(year: TaxYear, executive: Any) -> None:
    """One is right, one is not, one waits."""
    order = {"order_no": f"คส.{year.code}/5", "decision_text": "ตามผลการตรวจสอบพื้นที่"}
    for claim, becomes in CLAIMS:
        for made in ListPetition.objects.filter(tax_year=year, claim=claim, status="received"):
            if becomes != "received":
                _take(made, "refuse" if becomes == "refused" else "grant", executive, **order)


def correct(year: TaxYear, assessor: Any) -> None:
    """The list as it was decided."""
    for made in ListPetition.objects.filter(tax_year=year, status="granted"):
        _take(made, "correct", assessor)


def survey(year: TaxYear, assessor: Any, officer: Any) -> None:
    """What the assessor writes before he assesses: a drawn part, an exemption, a relief, two parcels apart."""
    held = _held(year)
    if len(held) < 4:
        return
    for use, _ in [each for each in held if _is_simple(each[0].parcel)][-1:]:
        shape = use.parcel.geom[0] if use.parcel.geom.geom_type == "MultiPolygon" else use.parcel.geom
        _add(LandTaxPart, assessor, "วาดส่วนของแปลง", use=use, geom=shape, note="ใช้ประโยชน์ทั้งแปลง")
    exempt, relieved = held[-2][0], held[-3][0]
    evidence = "หนังสือยินยอมให้ใช้เป็นทางเดินสาธารณะ"
    _add(TaxExemption, assessor, "ยกเว้นภาษี", use=exempt, ground="public_use", percent="100", evidence=evidence)
    _add(
        ContiguityDecision, assessor, "พิจารณาแปลงติดต่อกัน", parcel=held[0][0].parcel, other=held[1][0].parcel,
        verdict="apart", reason="มีลำรางสาธารณะคั่น", from_year_be=year.code,
    )  # fmt: skip
    # half of the tax of a flooded parcel, by the executive's order
    _add(
        ReliefOrder, officer, "บันทึกคำสั่งลดภาษี", kind="disaster", place=str(relieved.parcel.uid), percent="50",
        from_year_be=year.code, until_year_be=year.code, order_no=f"คส.{year.code}/8", ordered_on=today(),
    )  # fmt: skip


def _other_use(use: LandTaxUse) -> str:
    return "agri" if use.category == "residential" else "residential"


def _is_simple(parcel: Parcel) -> bool:
    """Of one piece and one use, so that the drawing is the parcel."""
    pieces = len(parcel.geom) if parcel.geom.geom_type == "MultiPolygon" else 1
    return pieces == 1


# -- what changes after ------------------------------------------------------------------------------------------------
def tell_change(year: TaxYear, officer: Any) -> None:
    """An owner in the middle of the list tells of another use (ภ.ด.ส.5); next year's list will say so."""
    held = _held(year)
    for use, spell in held[len(held) // 2 : len(held) // 2 + 1]:
        changed = _add(
            UseChange, officer, "รับแบบ ภ.ด.ส.5", use=use, person=spell.person, changed_on=today(), received_on=today(),
            category=_other_use(use), claim="เปลี่ยนการใช้ประโยชน์ทั้งแปลง",
        )  # fmt: skip
        _take(changed, "accept", officer)


def apply_changes(year: TaxYear, officer: Any) -> None:
    """What was told in the year before is written into this one."""
    use_changes.apply_waiting(year, officer)


# -- disputes and new sums ---------------------------------------------------------------------------------------------
def ask_suspension(year: TaxYear, officer: Any) -> None:
    """Who still waits for a decision asks not to pay until then."""
    versions = LandTaxAssessment.objects.filter(tax_year=year).values("uid")
    case = Case.objects.filter(kind=Case.Kind.LAND_TAX, subject__in=versions, status="waiting").first()
    if case is not None:
        values = {"case": case, "asked_on": today(), "reason": "รอผลการพิจารณา", "guarantee": "หนังสือค้ำประกันของธนาคาร"}
        _add(PaymentSuspension, officer, "รับคำขอทุเลา", **values)


def permit_suspension(year: TaxYear, executive: Any) -> None:
    """It is permitted under a condition."""
    for asked in PaymentSuspension.objects.filter(status="asked"):
        _take(asked, "permit", executive, order_no=f"คส.{year.code}/31", decision_text="มีหลักประกันเพียงพอ")


def ask_anew(year: TaxYear, assessor: Any) -> None:
    """Two assessments turn out wrong: what was taken for a shop is a dwelling."""
    for standing in _with_a_shop(year)[:2]:
        _add(
            Reassessment, assessor, "เสนอประเมินใหม่", assessment=standing, ground="wrong",
            reason="อาคารใช้อยู่อาศัย มิได้ประกอบการค้า", evidence="แบบสำรวจภาคสนาม",
        )  # fmt: skip


def _with_a_shop(year: TaxYear) -> list[LandTaxAssessment]:
    """Notified, undisputed and with tax on a building in other use."""
    disputed = Case.objects.filter(kind=Case.Kind.LAND_TAX, status__in=("open", "waiting", "refused")).values("subject")
    found = LandTaxAssessment.objects.filter(tax_year=year, status="notified", version=1)
    shops = found.filter(lines__building__isnull=False, lines__category="other", lines__tax_baht__gt=0)
    return list(shops.exclude(uid__in=disputed).distinct().order_by("pk"))


def reckon_anew(year: TaxYear, assessor: Any) -> None:
    """Of the first the use is corrected and the tax reckoned."""
    asked = Reassessment.objects.filter(assessment__tax_year=year, status="asked").order_by("pk").first()
    line = asked.assessment.lines.filter(building__isnull=False, category="other").first() if asked else None
    if asked is None or line is None:
        return
    use = LandTaxUse.objects.filter(tax_year=year, building=line.building_id, category="other").first()
    if use is not None:
        register = registry.for_model(LandTaxUse)
        records.update(register, use.uid, {"category": "residential"}, user=assessor, reason="แก้การใช้ประโยชน์")  # type: ignore[arg-type]
        _take(asked, "reckon", assessor)


def approve_anew(year: TaxYear, executive: Any) -> None:
    """A smaller tax in the place of the first."""
    for reckoned in Reassessment.objects.filter(assessment__tax_year=year, status="reckoned"):
        _take(reckoned, "approve", executive, order_no=f"คส.{year.code}/70")
