"""The register of fees, licence fees and fines an officer opens by hand, each at a row of the law.

The key of the row begins with the kind of revenue: `fee/…`, `licence_fee/…`, `fine/…`, or one the office added. A fee
is the figure of its row; of a fine the row is the highest, and the officer says what was fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gis_core.features import clock
from gis_core.parties.rules import one_party
from gis_core.pure.money import format_baht, round_satang
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import CountBy, Draft, ImportMap, Rates, Register, SumBy
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.fees import by_hand
from modules.finance.revenue_collection.fees.wording import paid_for
from modules.finance.revenue_collection.models import FeeItem
from modules.finance.revenue_collection.roles import OPENED_BY_HAND
from modules.kernel.charges.models import RevenueCode
from modules.kernel.charges.opening import levied_refusals, of_record, open_charges
from modules.kernel.charges.source_tab import SOURCE_PANEL
from modules.kernel.rates.lookup import plain

FINE = "fine"


def derive(draft: Draft) -> None:
    """The kind of revenue of the row, the sum it gives, and payment at once unless a day is named."""
    item: FeeItem = draft.record
    by_hand.keep_opener(draft)
    item.due_on = item.due_on or item.on
    if item.rate_id is None:
        return
    code = item.rate.key.partition("/")[0]
    item.revenue = RevenueCode.objects.filter(code=code).first()
    if item.amount_baht is None and code != FINE and item.quantity is not None:
        item.amount_baht = round_satang(item.rate.value * item.quantity)


def check(draft: Draft) -> Iterator[Refused]:
    """What no fee and no fine can be."""
    item: FeeItem = draft.record
    yield from by_hand.closed(draft)
    law = item.rate.law
    yield from one_party(item, "ผู้ชำระ", law)
    if item.rate.table.key != figures.FEES or item.revenue is None:
        yield Refused("FEE_RATE", "เลือกอัตราจากตารางค่าธรรมเนียม ค่าใบอนุญาต และค่าปรับ", law, "rate")
        return
    yield from levied_refusals(item.revenue)
    if not plain(item.rate).in_force(item.on):
        yield Refused("NO_RATE", f"อัตรานี้ไม่ใช้บังคับในวันที่ {format_date(item.on)}", law, "rate")
    if item.on > clock.today() or item.due_on < item.on:
        text = "วันที่ของเรื่องต้องไม่เป็นวันในอนาคต และวันครบกำหนดต้องไม่ก่อนวันนั้น"
        yield Refused("DATES", text, law, "on" if item.on > clock.today() else "due_on")
    yield from _amount(item)


def _amount(item: FeeItem) -> Iterator[Refused]:
    law, most = item.rate.law, round_satang(item.rate.value * item.quantity)
    if item.quantity <= 0:
        yield Refused("QUANTITY", "จำนวนหน่วยต้องมากกว่าศูนย์", law, "quantity")
    elif item.amount_baht is None or item.amount_baht <= Decimal(0):
        yield Refused("AMOUNT", "ระบุจำนวนเงินที่มากกว่าศูนย์", law, "amount_baht")
    elif item.revenue.code == FINE and item.amount_baht > most:
        yield Refused("FINE_MAX", f"ค่าปรับเกินอัตราสูงสุด {format_baht(most)} บาท", law, "amount_baht")
    elif item.revenue.code != FINE and item.amount_baht != most:
        yield Refused("FEE_AMOUNT", f"จำนวนเงินไม่ตรงกับอัตรา {format_baht(most)} บาท", law, "amount_baht")


def opened(draft: Draft) -> None:
    """What is to be paid."""
    item: FeeItem = draft.record
    name = paid_for(item.rate.thai, item.quantity, is_fine=item.revenue.code == FINE)
    title, place = " ".join(f"{name} {item.matter} ({item.reference})".split()), item.establishment or item.parcel
    open_charges([of_record(item, item.revenue.code, item.amount_baht, title, place, due_on=item.due_on)])


fees = Register(
    FeeItem,
    thai="ค่าธรรมเนียม ค่าใบอนุญาต และค่าปรับ",
    english="Fees and fines",
    name="fee",
    number="ธม.{seq:06}/{be_year}",
    level="hidden",
    located_by=("establishment", "parcel"),
    list_columns=(
        "register_no", "on", "rate", "reference", "person", "organisation", "amount_baht", "due_on", "status",
    ),
    form_columns=(
        "rate", "reference", "matter", "on", "quantity", "amount_baht", "person", "organisation", "establishment",
        "parcel", "due_on",
    ),
    filters=("status", "revenue", "on", "amount_baht"),
    search=("register_no", "reference"),
    order_by=("-id",),
    derive=derive,
    check=check,
    after_save=opened,
    errors={
        "revenue_fee_of_one_party": ("ONE_OWNER", "เลือกผู้ชำระเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
        "revenue_fee_once": ("DUP_FEE", "เรื่องนี้ตั้งหนี้รายการเดียวกันของผู้ชำระรายนี้แล้ว"),
    },
    workflow=by_hand.WORKFLOW,
    rates=(Rates(figures.FEES, "rates/fees.csv"),),
    imports=ImportMap(
        columns={
            "อัตรา": "rate", "เลขที่เรื่อง": "reference", "เรื่อง": "matter", "วันที่": "on", "จำนวนหน่วย": "quantity",
            "จำนวนเงิน": "amount_baht", "บุคคล": "person", "นิติบุคคล": "organisation", "สถานประกอบการ": "establishment",
            "รหัสแปลงที่ดิน": "parcel", "ครบกำหนด": "due_on",
        },
    ),
    panels=(SOURCE_PANEL,),
    reports=(CountBy("status", "revenue"), SumBy("amount_baht", "revenue")),
    grants=OPENED_BY_HAND,
)  # fmt: skip
