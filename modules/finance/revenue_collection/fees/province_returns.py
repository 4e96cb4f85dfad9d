"""The register of monthly returns of a provincial administrative organisation: filed, the fee is a charge at once."""

from __future__ import annotations

from collections.abc import Iterator

from gis_core.features import clock
from gis_core.parties.rules import one_party
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_month, national_holidays
from layers.declare import CountBy, Draft, ImportMap, Rates, Register, SumBy
from modules.finance.revenue_collection import figures
from modules.finance.revenue_collection.fees import by_hand, province_law
from modules.finance.revenue_collection.models import ProvinceReturn
from modules.finance.revenue_collection.roles import OPENED_BY_HAND, PROVINCE
from modules.kernel.charges.models import RevenueCode
from modules.kernel.charges.opening import levied_refusals, of_record, open_charges
from modules.kernel.charges.source_tab import SOURCE_PANEL
from modules.kernel.rates.lookup import rows_of

Kind = ProvinceReturn.Kind
REVENUE = {Kind.HOTEL: "hotel_fee", Kind.FUEL: "fuel_fee", Kind.TOBACCO: "tobacco_fee"}


def derive(draft: Draft) -> None:
    """The operator, the rate of the month, the fee it gives and the day it is due.

    Errors: Refused ``NO_RATE``, ``RATE_CEILING``.
    """
    record: ProvinceReturn = draft.record
    by_hand.keep_opener(draft)
    if record.establishment_id and not (record.person_id or record.organisation_id):
        record.person, record.organisation = record.establishment.person, record.establishment.organisation
    if not _is_whole(record):
        return  # the form says what is missing
    rows, first = rows_of(figures.PROVINCE), province_law.first_of(record.year_be, record.month)
    row = province_law.rate_of(record.kind, first, rows)
    record.rate_value, record.law = row.value, row.law
    record.due_on = province_law.due_on(first, rows, national_holidays())
    if record.amount_baht is None:
        record.amount_baht = province_law.fee(record.quantity, row.value)


def _is_whole(record: ProvinceReturn) -> bool:
    months = 2540 <= (record.year_be or 0) < 2700 and 1 <= (record.month or 0) <= 12
    return months and record.kind in REVENUE and record.quantity is not None


def check(draft: Draft) -> Iterator[Refused]:
    """What no monthly return can be."""
    record: ProvinceReturn = draft.record
    yield from by_hand.closed(draft)
    code = RevenueCode.objects.get(code=REVENUE[Kind(record.kind)])
    yield from levied_refusals(code)
    yield from one_party(record, "ผู้ชำระ", code.law)
    first = province_law.first_of(record.year_be, record.month)
    yield from province_law.refusals(record.kind, first, record.quantity, record.filed_on, clock.today())
    fee = province_law.fee(record.quantity, record.rate_value)
    if record.amount_baht != fee:
        text = f"จำนวนเงินที่ยื่นไม่ตรงกับอัตรา ต้องเป็น {format_baht(fee)} บาท"
        yield Refused("FEE_AMOUNT", text, record.law, "amount_baht")


def opened(draft: Draft) -> None:
    """What is to be paid of the month; a month of nothing opens nothing."""
    record: ProvinceReturn = draft.record
    place, revenue = record.establishment, REVENUE[Kind(record.kind)]
    month = format_month(province_law.first_of(record.year_be, record.month))
    title = f"{RevenueCode.objects.get(code=revenue).thai} {month} {place}"
    open_charges([of_record(record, revenue, record.amount_baht, title, place, due_on=record.due_on)])


returns = Register(
    ProvinceReturn,
    thai="แบบแสดงรายการรายเดือน (โรงแรม น้ำมัน ยาสูบ)",
    english="Monthly returns of the province",
    name="province_return",
    number="อบจ.{seq:06}/{be_year}",
    level="hidden",
    office_kinds=PROVINCE,
    located_by=("establishment",),
    list_columns=(
        "register_no", "kind", "establishment", "year_be", "month", "quantity", "rate_value", "amount_baht", "due_on",
        "status",
    ),
    form_columns=(
        "kind", "establishment", "year_be", "month", "quantity", "amount_baht", "filed_on", "person", "organisation",
    ),
    filters=("status", "kind", "year_be", "month", "amount_baht"),
    search=("register_no",),
    order_by=("-year_be", "-month", "id"),
    derive=derive,
    check=check,
    after_save=opened,
    errors={
        "revenue_province_return_of_one_party": ("ONE_OWNER", "เลือกผู้ชำระเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
        "revenue_province_return_once": ("DUP_RETURN", "สถานประกอบการนี้ยื่นแบบของเดือนนี้แล้ว"),
    },
    workflow=by_hand.WORKFLOW,
    rates=(Rates(figures.PROVINCE, "rates/province.csv"),),
    imports=ImportMap(
        columns={
            "ประเภท": "kind", "สถานประกอบการ": "establishment", "ปี": "year_be", "เดือน": "month",
            "ยอดของเดือน": "quantity", "จำนวนเงิน": "amount_baht", "วันที่ยื่นแบบ": "filed_on",
            "บุคคล": "person", "นิติบุคคล": "organisation",
        },
    ),
    panels=(SOURCE_PANEL,),
    reports=(CountBy("kind", "year_be"), SumBy("amount_baht", "kind")),
    grants=OPENED_BY_HAND,
)  # fmt: skip
