"""What happens in the demo town's last tax year beside the tax itself: requests, disputes, leases, fees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gis_core.demo.town import Town
from modules.finance.revenue_collection.demo import demo_fees, demo_leases, demo_money, demo_requests, demo_survey
from modules.finance.revenue_collection.demo.demo_steps import Step, closing, day, list_day
from modules.finance.revenue_collection.models import TaxYear


def steps(town: Town, year: TaxYear) -> list[Step]:
    """What is done of it once, in the last year."""
    return [*surveyed(town, year), *asked(town, year), *disputed(town, year), *let(town, year), *by_hand(town, year)]


def surveyed(town: Town, year: TaxYear) -> Iterator[Step]:
    """Where the survey goes, and the letters about the list."""
    officer = town.user("revenue_officer")
    yield Step(
        list_day(year, 11, 12), "revenue_officer", "กำหนดพื้นที่สำรวจ", partial(demo_survey.plan, year, officer), hour=11
    )
    yield Step(list_day(year, 11, 18), "revenue_officer", "แจ้งข้อมูลรายการแก่เจ้าของ", partial(demo_survey.tell, year))
    served = partial(demo_survey.serve, year, officer)
    yield Step(list_day(year, 11, 24), "revenue_officer", "บันทึกการส่งหนังสือแจ้งข้อมูลรายการ", served)


def changes(town: Town, year: TaxYear) -> list[Step]:
    """A change of use for the list of the year after."""
    told = partial(demo_requests.tell_change, year, town.user("revenue_officer"))
    return [Step(day(year, 5, 6), "revenue_officer", "รับแบบ ภ.ด.ส.5", told)]


def asked(town: Town, year: TaxYear) -> Iterator[Step]:
    """What owners ask of the posted list, and what is noted before the tax is assessed."""
    officer, assessor, executive = town.user("revenue_officer"), town.user("assessor"), town.user("executive")
    lodged, decided, corrected = (list_day(year, *on) for on in ((12, 1), (12, 15), (12, 17)))
    yield Step(lodged, "revenue_officer", "รับคำร้องขอแก้ไขบัญชี", partial(demo_requests.petition, year, officer))
    yield Step(decided, "executive", "พิจารณาคำร้องขอแก้ไขบัญชี", partial(demo_requests.decide, year, executive))
    yield Step(corrected, "assessor", "แก้ไขบัญชีรายการ", partial(demo_requests.correct, year, assessor))
    yield Step(
        day(year, 1, 22), "assessor", "บันทึกข้อเท็จจริงก่อนประเมิน", partial(demo_requests.survey, year, assessor, officer)
    )


def disputed(town: Town, year: TaxYear) -> Iterator[Step]:
    """Payment put off for who waits for a decision, and two assessments made anew."""
    officer, assessor, executive = town.user("revenue_officer"), town.user("assessor"), town.user("executive")
    yield Step(day(year, 4, 23), "revenue_officer", "รับคำขอทุเลา", partial(demo_requests.ask_suspension, year, officer))
    yield Step(
        day(year, 4, 27), "executive", "สั่งทุเลาการชำระ", partial(demo_requests.permit_suspension, year, executive)
    )
    proposed, reckoned, approved = (day(year, *on) for on in ((8, 3), (8, 5), (8, 20)))
    yield Step(proposed, "assessor", "เสนอประเมินใหม่", partial(demo_requests.ask_anew, year, assessor))
    yield Step(reckoned, "assessor", "คำนวณใหม่", partial(demo_requests.reckon_anew, year, assessor))
    yield Step(approved, "executive", "อนุมัติการประเมินใหม่", partial(demo_requests.approve_anew, year, executive))


def let(town: Town, year: TaxYear) -> Iterator[Step]:
    """Stalls and land let for the year: billed on the second of each month, paid on days when many pay taxes."""
    officer, executive, cashier = town.user("revenue_officer"), town.user("executive"), town.user("cashier")
    written, approved = list_day(year, 12, 8), list_day(year, 12, 16)
    yield Step(written, "revenue_officer", "ขึ้นทะเบียนสถานที่ให้เช่า", partial(demo_leases.build, officer), hour=9)
    yield Step(written, "revenue_officer", "จัดทำสัญญาเช่า", partial(demo_leases.write, year.year_be, officer))
    yield Step(approved, "executive", "อนุมัติสัญญาเช่า", partial(demo_leases.approve, year.year_be, executive))
    for month in range(1, 13):
        yield Step(day(year, month, 2), "revenue_officer", "ตั้งหนี้ค่าเช่าประจำเดือน", demo_leases.bill)
    for pays in demo_money.PAYS:
        yield Step(day(year, *pays.day), "cashier", "รับค่าเช่า", partial(demo_leases.pay, year.year_be, cashier), hour=11)
    for on in (day(year, 10, 9), day(year, 11, 10)):
        yield Step(on, "cashier", "รับค่าเช่า", partial(demo_leases.pay, year.year_be, cashier))
        yield from closing(town, on)
    yield Step(day(year, 8, 28), "executive", "เลิกสัญญาเช่า", partial(demo_leases.leave, year.year_be, executive))


def by_hand(town: Town, year: TaxYear) -> Iterator[Step]:
    """Debts of the old taxes, and fees and fines of a day, some of them paid."""
    officer, head, cashier = town.user("revenue_officer"), town.user("finance_head"), town.user("cashier")
    yield Step(day(year, 1, 15), "revenue_officer", "ยกยอดหนี้ภาษีเดิม", partial(demo_fees.bring_arrears, officer))
    yield Step(day(year, 3, 2), "revenue_officer", "ตั้งหนี้ค่าธรรมเนียม", partial(demo_fees.open_items, officer))
    yield Step(day(year, 3, 3), "finance_head", "ยกเลิกรายการที่ออกซ้ำ", partial(demo_fees.take_back, head))
    yield Step(list_day(year, 12, 1), "finance_head", "เปิดบัญชีรับชำระ", partial(demo_fees.open_account, head))
    yield Step(day(year, 3, 6), "revenue_officer", "เสนอปรับปรุงหนี้", partial(demo_fees.ask_orders, officer))
    decided = partial(demo_fees.decide_order, town.user("executive"))
    yield Step(day(year, 3, 10), "executive", "พิจารณาคำสั่งเกี่ยวกับหนี้", decided)
    yield Step(day(year, 3, 4), "cashier", "รับค่าธรรมเนียม", partial(demo_fees.pay, cashier), hour=11)
