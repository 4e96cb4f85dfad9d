"""Shares of taxes and grants: refused at every door what is no advice, told with the revenue, no part of the own."""

from __future__ import annotations

import html
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db.models import Sum

from gis_core.access.actor import acting_as, system_user
from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.pure.refusal import Refusals
from gis_core.pure.thai_calendar import fiscal_year, format_date
from layers.engine import records
from layers.engine.boards import Asked
from layers.registry import registry
from modules.central_administration.executive_information.boards import revenue_of
from modules.kernel.charges import demo, income, returns, revenue_codes
from modules.kernel.charges.models import AllocatedRevenue, Charge, ChargeEntry, RevenueCode, RevenueEstimate
from tests.doors import DOORS
from tests.importers import doing
from tests.modules.kernel.charges.money import a_payer, owing, pay
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
REGISTER = registry.by_slug["charges-allocated"]
ADVICE = {
    "revenue": "vat_share", "received_on": "15/11/2568", "amount_baht": "250000.50",
    "advice_no": "มท 0808.3/ว1", "advice_on": "10/11/2568", "sender": "กรมส่งเสริมการปกครองท้องถิ่น", "period": "งวดที่ 1",
}  # fmt: skip
#: Also when midnight comes between the reading of this file and the test.
AHEAD = format_date(clock.today() + timedelta(days=9), "numeric")


@pytest.fixture
def officer(db: None) -> Any:
    return user_with("revenue_officer")


def advice(baht: str, on: date, code: str = "vat_share") -> AllocatedRevenue:
    number = AllocatedRevenue.objects.count() + 1
    with acting_as(system_user(), "รับแจ้งการโอน"):
        return AllocatedRevenue.objects.create(
            revenue=RevenueCode.objects.get(code=code), received_on=on, amount_baht=Decimal(baht),
            advice_no=f"มท {number}", advice_on=on, sender="จังหวัดสาธิต", register_no=f"รจ.{number}",
        )  # fmt: skip


def estimate(code: str, baht: str, year_be: int) -> None:
    with acting_as(system_user(), "ประมาณการ"):
        RevenueEstimate.objects.create(
            revenue=RevenueCode.objects.get(code=code), fiscal_year_be=year_be, estimate_baht=baht, source="ข้อบัญญัติ"
        )


# -- what is written ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("door", DOORS)
def test_an_advice_is_written_once_and_owed_by_nobody(client, officer, door):
    assert DOORS[door](client, officer, REGISTER, ADVICE, {}) == []
    written = AllocatedRevenue.objects.get()
    assert (written.amount_baht, written.received_on, written.revenue.code) == (
        Decimal("250000.50"), date(2025, 11, 15), "vat_share",
    )  # fmt: skip
    assert not Charge.objects.exists() and not ChargeEntry.objects.exists()
    again = ADVICE | {"advice_no": "มท  ๐๘๐๘.๓/ว๑", "amount_baht": "9", "received_on": "16/11/2568"}
    found = DOORS[door](client, officer, REGISTER, again, {})
    assert any("บันทึกหนังสือแจ้งเลขที่และวันที่นี้" in each for each in found), found
    assert DOORS[door](client, officer, REGISTER, ADVICE | {"revenue": "general_grant"}, {}) == [], "another kind"
    assert DOORS[door](client, officer, REGISTER, ADVICE | {"advice_on": "10/11/2567"}, {}) == [], "of another year"


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"revenue": "signboard_tax"}, "“ภาษีป้าย” จัดเก็บเอง"),
        ({"received_on": AHEAD}, "วันที่รับเงินต้องไม่อยู่ในอนาคต"),
        ({"advice_on": AHEAD}, "หนังสือลงวันที่ต้องไม่อยู่ในอนาคต"),
        ({"amount_baht": "0"}, "0.01"),
        ({"amount_baht": "-5"}, "0.01"),
    ],
)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_advice_is_refused_at_every_door(client, officer, door, wrong, text):
    found = DOORS[door](client, officer, REGISTER, ADVICE | wrong, {})
    assert any(text in each for each in found), found
    assert not AllocatedRevenue.objects.exists()


def test_a_year_of_advices_is_brought_in_by_a_file_of_the_office_once(officer):
    rows = [[ADVICE[name] for name in ADVICE], [*ADVICE.values()]]
    rows[1][3] = "มท 0808.3/ว2"
    headings = [
        "ประเภทรายได้", "วันที่รับเงิน", "จำนวนเงิน (บาท)", "เลขที่หนังสือแจ้ง", "หนังสือลงวันที่", "ผู้แจ้งการโอน", "งวด",
    ]  # fmt: skip
    work = doing.bring(REGISTER.slug, officer, doing.csv_of(headings, *rows, rows[0]), "advices.csv")
    doing.write(work)
    assert sorted(AllocatedRevenue.objects.values_list("advice_no", flat=True)) == ["มท 0808.3/ว1", "มท 0808.3/ว2"]
    assert doing.refusals(work) == {3: {"ADVICE_TWICE"}}, doing.refusals(work)
    again = doing.bring(REGISTER.slug, officer, doing.csv_of(headings, *rows), "again.csv")
    assert doing.refusals(again) == {1: {"ADVICE_TWICE"}, 2: {"ADVICE_TWICE"}}, doing.refusals(again)


def sheet(*rows: list[Any]) -> bytes:
    """A workbook as an office keeps it: days as Excel's own, sums as numbers, the kind by the name people know."""
    book = openpyxl.Workbook()
    book.active.append(["ที่", "ประเภทรายได้", "วันที่รับเงิน", "จำนวนเงิน (บาท)", "เลขที่หนังสือแจ้ง", "หนังสือลงวันที่", "ผู้แจ้งการโอน"])
    for number, row in enumerate(rows, 1):
        book.active.append([number, *row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_of_advices_goes_through_the_wizard(client, officer):
    thai = RevenueCode.objects.get(code="vat_share").thai
    days = datetime(2025, 11, 15), "10/11/2568"
    content = sheet(
        [thai, days[0], 250000.5, "มท 0808.3/ว1", days[1], "สถ."],
        ["general_grant", days[0], "1,000", "มท 0808.3/ว2", datetime(2025, 11, 10), "สถ."],
        ["ภาษีป้าย", days[0], 5, "มท 0808.3/ว3", days[1], "สถ."],
        [thai, days[0], 5, "", days[1], "สถ."],
    )
    work = doing.bring(REGISTER.slug, officer, content, "advices.xlsx")
    assert doing.verdicts(work) == {"new": 2, "refused": 2}, doing.refusals(work)
    sign_in(client, officer)
    shown = client.get(f"/import/{work.batch.uid}/?verdict=").content.decode()
    assert "“ภาษีป้าย” จัดเก็บเอง" in shown
    assert doing.refusals(work) == {3: {"NOT_ALLOCATED"}, 4: {"REQUIRED"}}
    doing.write(work)
    found = AllocatedRevenue.objects.order_by("advice_no").values_list("revenue__code", "amount_baht", "advice_on")
    assert list(found) == [
        ("vat_share", Decimal("250000.50"), date(2025, 11, 10)), ("general_grant", Decimal(1000), date(2025, 11, 10)),
    ]  # fmt: skip


def test_the_form_offers_the_kinds_that_may_be_chosen_and_no_others(client, officer):
    with acting_as(system_user(), "ปิด"):
        RevenueCode.objects.filter(code="general_grant").update(is_used=False)
    sign_in(client, officer)
    form = html.unescape(client.get(f"{REGISTER.url}new").content.decode())
    address = "/r/charges-revenue_code/pick?is_allocated=true&is_used=true"
    assert f'data-url="{address}"' in form
    offered = {each["code"] for each in client.get(address).json()["results"]}
    assert "vat_share" in offered and not offered & {"general_grant", "land_tax", "fee"}
    assert {each["code"] for each in client.get(f"{address}&q=ภาษีป้าย").json()["results"]} == set()
    wide = client.get("/r/charges-revenue_code/pick?q=ภาษีป้าย").json()["results"]
    assert "signboard_tax" in {each["code"] for each in wide}


def test_a_kind_that_is_not_used_takes_no_advice(client, officer):
    with acting_as(system_user(), "ปิด"):
        RevenueCode.objects.filter(code="vat_share").update(is_used=False)
    assert any("ยังไม่เปิดใช้งาน" in each for each in DOORS["form"](client, officer, REGISTER, ADVICE, {}))


def test_an_allocated_kind_is_charged_to_nobody():
    with pytest.raises(Exception, match="ไม่มีผู้ชำระ") as refused:
        owing(a_payer(), "100.00", revenue="general_grant")
    assert refused.value.code == "CHARGE_ALLOCATED"
    assert not Charge.objects.exists()


@pytest.mark.parametrize("code", ["vat_share", "land_tax"])
def test_a_kind_with_money_stays_what_it_is(code):
    register, kind = registry.for_model(RevenueCode), RevenueCode.objects.get(code=code)
    head, other = user_with("finance_head"), {"is_allocated": "false" if kind.is_allocated else "true"}
    advice("5.00", date(2026, 1, 5)), owing(a_payer(), "5.00")
    with pytest.raises(Refusals) as refused:
        records.update(register, kind.uid, other, user=head, reason="แก้ไข")
    assert refused.value.codes == ("REVENUE_CODE_IN_USE",)
    unused = RevenueCode.objects.get(code="special_grant")
    records.update(register, unused.uid, {"is_allocated": "false"}, user=head, reason="แก้ไข")
    assert not RevenueCode.objects.get(code="special_grant").is_allocated


def test_an_office_that_is_there_already_gets_the_kinds_it_lacks():
    with acting_as(system_user(), "รุ่นก่อน"):
        RevenueCode.objects.filter(is_allocated=True).delete()
        RevenueCode.objects.filter(code="fee").update(thai="ค่าธรรมเนียมของเรา")
    assert revenue_codes.revenue_codes() == 10
    assert RevenueCode.objects.filter(is_allocated=True).count() == 10
    assert RevenueCode.objects.get(code="fee").thai == "ค่าธรรมเนียมของเรา"
    assert revenue_codes.revenue_codes() == 0


# -- what is told ------------------------------------------------------------------------------------------------------
def test_the_report_tells_advices_by_the_day_they_came_in():
    for baht, on in (
        ("100.00", date(2026, 11, 20)), ("20.00", date(2026, 11, 1)), ("3.00", date(2026, 10, 1)),
        ("4000.00", date(2026, 9, 30)), ("50.00", date(2025, 11, 20)), ("600.00", date(2025, 11, 21)),
        ("7.00", date(2025, 10, 1)), ("9000.00", date(2026, 11, 21)),
    ):  # fmt: skip
        advice(baht, on)
    estimate("vat_share", "400", 2570)
    estimate("land_tax", "1600", 2570)
    rows = {row["code"]: row for row in returns.revenue_by_code(user_with("finance_head"), date(2026, 11, 20))}
    found = rows["vat_share"]
    assert (found["month"], found["to_date"], found["past_month"], found["past_to_date"]) == (120, 123, 50, 57)
    assert (found["estimate"], found["percent"]) == (400, Decimal("30.75"))
    assert (rows[None]["to_date"], rows[None]["estimate"], rows[None]["percent"]) == (123, 2000, Decimal("6.15"))


def test_the_board_has_them_and_own_revenue_and_its_estimate_have_not():
    """850 own of 2,000 expected is 42.50 %; with 4,000.00 and 1,500.50 given, 6,350.50 of 12,000 is 52.92 %."""
    today, head = clock.today(), user_with("finance_head")
    year = fiscal_year(today)
    for baht, given in (("1000.00", "600.00"), ("250.00", "250.00")):
        pay(owing(a_payer(), baht, due_on=today)[0], given)
    advice("4000.00", today)
    advice("1500.50", today, "general_grant")
    advice("700.00", today.replace(year=today.year - 1, day=1))
    for code, baht in (("land_tax", "2000"), ("vat_share", "10000")):
        estimate(code, baht, year)
    assert income.own_revenue(head).numerator == 850
    assert sum(part.numerator for part in income.own_revenue_by_village(head).values()) == 850
    assert income.share_of_estimate(head).value(Decimal(100)) == Decimal("42.50")
    assert income.share_of_year(head, year)[""].denominator == 2000
    board = revenue_of(head, Asked(year, None, "", today))
    assert (board.total.taken, board.total.estimate, board.total.percent) == (
        Decimal("6350.50"), 12000, Decimal("52.92"),
    )  # fmt: skip
    kinds = {kind.thai: (kind.taken, kind.before, kind.percent) for kind in board.kinds}
    assert kinds["ภาษีมูลค่าเพิ่ม 1 ใน 9"] == (4000, 700, 40)
    assert kinds["เงินอุดหนุนทั่วไป"] == (Decimal("1500.50"), 0, None)


def test_only_an_estimate_of_what_is_given_makes_no_share():
    estimate("vat_share", "10000", fiscal_year(clock.today()))
    assert income.share_of_estimate(user_with("finance_head")).value(Decimal(100)) is None


def test_who_may_not_see_advices_is_not_told_of_them():
    advice("4000.00", clock.today())
    year = fiscal_year(clock.today())
    assert income.by_month_and_kind(user_with("engineer"), date(year - 544, 10, 1), clock.today()) == {}
    assert returns.revenue_by_code(user_with("engineer", name="second")) == []


def test_the_demo_town_is_given_money_up_to_the_last_day_of_its_past():
    """Four quarters of five kinds and two grants of the year before, two quarters and one grant of the running one."""
    user_with("accountant", name="accountant")
    demo.load(Town(SimpleNamespace(), date(2026, 4, 22)))
    assert AllocatedRevenue.objects.count() == 4 * 5 + 2 + 2 * 5 + 1
    running = AllocatedRevenue.objects.filter(received_on__gt=date(2025, 9, 30))
    assert running.aggregate(sum=Sum("amount_baht"))["sum"] == 2 * (88515 + 43312 + 23289 + 18522 + 37721) + 273_000
