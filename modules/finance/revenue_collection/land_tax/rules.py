"""What the land and building tax refuses, and the last days of its year. Pure law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gis_core.pure.deadlines import ExtensionOrder, month_end, with_extension_orders
from gis_core.pure.refusal import Refused
from modules.finance.revenue_collection.land_tax.land_law import ACT
from modules.finance.revenue_collection.land_tax.tax_day import tax_day

AREA_SUM = "เนื้อที่การใช้ประโยชน์รวมไม่เท่ากับเนื้อที่แปลง"
SHARE_SUM = "สัดส่วนรวมต้องเท่ากับร้อยละ 100"
FLOOR_TOLERANCE_M2 = Decimal("0.01")
#: By step, how many months from the January of the tax year its month-end lies: the list is of the November before.
STEPS = {
    "list": (-2, "ม.30"), "prices": (0, "ม.39"), "notify": (1, "ม.44"), "pay": (3, "ม.46"), "second": (4, "ม.52"),
    "third": (5, "ม.52"), "remind": (4, "ม.61"), "land_office": (5, "ม.60"),
}  # fmt: skip


def areas(used: Decimal, whole: Decimal, tolerance: Decimal, *, complete: bool) -> Iterator[Refused]:
    """The parts of a parcel are never more than the parcel, and when it is assessed not less. Law: s.38."""
    if used - whole > tolerance or (complete and whole - used > tolerance):
        text = f"{AREA_SUM} (รวม {used:,.1f} ตร.ว. แปลง {whole:,.1f} ตร.ว.)"
        yield Refused("AREA_SUM", text, f"{ACT} ม.38", "land_sqwah")


def floors(used: Decimal, whole: Decimal, *, complete: bool) -> Iterator[Refused]:
    """The uses of a building share its floor area: together 100 percent. Law: s.38."""
    if used - whole > FLOOR_TOLERANCE_M2 or (complete and whole - used > FLOOR_TOLERANCE_M2):
        text = f"{SHARE_SUM} (พื้นที่ใช้รวม {used:,.2f} ตร.ม. อาคาร {whole:,.2f} ตร.ม.)"
        yield Refused("SHARE_SUM", text, f"{ACT} ม.38", "floor_m2")


def within_footprint(used: Decimal, footprint_m2: Decimal, floors: int, slack_percent: Decimal) -> Iterator[Refused]:
    """The same where no floor was surveyed: the uses together are no larger than footprint by floors, which a drawing
    gives only nearly. Law: s.38.
    """
    whole = footprint_m2 * floors
    if used > whole * (100 + slack_percent) / 100:
        drawn = f"ผังพื้น {footprint_m2:,.2f} ตร.ม. {floors} ชั้น รวม {whole:,.2f} ตร.ม."
        text = f"{SHARE_SUM} (พื้นที่ใช้รวม {used:,.2f} ตร.ม. {drawn}) ตรวจพื้นที่ หรือบันทึกพื้นที่แต่ละชั้นของสิ่งปลูกสร้างที่สำรวจได้ก่อน"
        yield Refused("SHARE_SUM", text, f"{ACT} ม.38", "floor_m2")


@dataclass(frozen=True)
class Home:
    """What is claimed of a main home; `owns` whether the person holds a share of it on 1 January."""

    is_dwelling: bool
    has_house: bool
    has_person: bool
    seen_on: date | None
    owns: bool
    has_another: bool


def main_home(home: Home, year_be: int) -> Iterator[Refused]:
    """A main home is a natural owner's dwelling in whose register his name stands on 1 January, one each. Law: s.41.

    A juristic person is no `Person` and cannot be named at all.
    """
    reasons = (
        (not home.is_dwelling, "ไม่ใช่การอยู่อาศัย", "category"),
        (not (home.has_house and home.has_person), "ต้องระบุบ้านและเจ้าของที่มีชื่อในทะเบียนบ้าน", "home"),
        (home.seen_on is None or home.seen_on < tax_day(year_be), "ไม่มีหลักฐานทะเบียนบ้าน ณ วันที่ 1 มกราคม", "home_seen_on"),
        (home.has_person and not home.owns, "ผู้มีชื่อในทะเบียนบ้านไม่ใช่เจ้าของ ณ วันที่ 1 มกราคม", "home_person"),
        (home.has_another, "บุคคลนี้มีบ้านหลังหลักหลังอื่นในปีภาษีเดียวกัน", "home_person"),
    )
    for is_wrong, why, field in reasons:
        if is_wrong:
            yield Refused("MAIN_HOME", f"ไม่เข้าเงื่อนไขบ้านหลังหลัก: {why}", f"{ACT} ม.41", field)


def vacancy(category: str, since_be: int | None, year_be: int) -> Iterator[Refused]:
    """Years of vacancy are counted only of vacant land, and not from the future. Law: s.43."""
    if since_be is not None and category != "vacant":
        yield Refused("VACANT", "ที่ดินที่มีการใช้ประโยชน์ไม่นับปีที่ว่างเปล่า", f"{ACT} ม.43", "vacant_since_be")
    if since_be is not None and since_be > year_be:
        yield Refused("VACANT", "ปีที่เริ่มว่างเปล่าต้องไม่หลังปีภาษี", f"{ACT} ม.43", "vacant_since_be")


def may_assess(prices_announced_on: date | None, today: date) -> Iterator[Refused]:
    """Prices and rates are announced before anybody is assessed. Law: s.39, 44."""
    if prices_announced_on is None or prices_announced_on > today:
        yield Refused("NOT_ANNOUNCED", "ยังไม่ได้ประกาศราคาประเมินและอัตราภาษี", f"{ACT} ม.39", "prices_announced_on")


def before_tax_day(year_be: int, today: date) -> Iterator[Refused]:
    """Nobody is assessed for good before the day whose owner is the taxpayer. Law: s.9."""
    if today < tax_day(year_be):
        text = f"ยังไม่ถึงวันที่ 1 มกราคม {year_be} ซึ่งเจ้าของในวันนั้นเป็นผู้มีหน้าที่เสียภาษี อนุมัติได้ตั้งแต่วันนั้น"
        yield Refused("TAX_DAY", text, f"{ACT} ม.9")


def announcements(
    survey_announced_on: date | None, survey_starts_on: date | None, listed_on: date | None, priced_on: date | None
) -> Iterator[Refused]:
    """The survey is announced 15 days before it starts; the list stands 30 days before prices are announced."""
    if survey_starts_on and (survey_announced_on is None or (survey_starts_on - survey_announced_on).days < 15):
        yield Refused("SURVEY_NOTICE", "ต้องประกาศก่อนเริ่มสำรวจไม่น้อยกว่า 15 วัน", f"{ACT} ม.28", "survey_starts_on")
    if listed_on and priced_on and (priced_on - listed_on).days < 30:
        yield Refused("LIST_POSTED", "ต้องปิดประกาศบัญชีรายการไม่น้อยกว่า 30 วัน", f"{ACT} ม.30", "prices_announced_on")


def deadline(year_be: int, step: str, orders: Iterable[ExtensionOrder] = ()) -> date:
    """The last day of a step of the tax year, after the orders that moved it.

    Errors: Refused ``EXTENSION`` for an order that shortens; KeyError for an unknown step.
    """
    months, law = STEPS[step]
    january = tax_day(year_be)
    month = january.month - 1 + months
    base = month_end(date(january.year + month // 12, month % 12 + 1, 1))
    named = [ExtensionOrder(order.new_date, order.ordered_on, f"{ACT} {law}") for order in orders]
    return with_extension_orders(base, named)


def review_reasons(tax: Decimal, last_year: Decimal | None, percent: Decimal) -> Sequence[str]:
    """Why somebody should look before approving: the tax moved by more than the office's percent, or is new."""
    if last_year is None or last_year == tax:
        return ()
    if last_year == 0:
        return ("ปีก่อนไม่มีภาษี",)
    moved = (tax - last_year) * 100 / last_year
    return (f"เปลี่ยนจากปีก่อนร้อยละ {moved:+,.1f}",) if abs(moved) > percent else ()
