"""The register of old taxes in arrears: what is brought in becomes a charge at once and is never changed here.

A closed set: no year after 2562 comes in, and what came in is paid at the counter or given up by an order about its
charge. Law: the Land and Building Tax Act B.E. 2562 repealed both taxes; arrears go on under their own Acts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from gis_core.features import clock
from gis_core.parties.rules import one_party
from gis_core.pure.deadlines import citizen_deadline, month_end
from gis_core.pure.money import round_satang
from gis_core.pure.rate_lookup import rate
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import national_holidays
from layers.declare import CountBy, Draft, ImportMap, Register, SumBy
from modules.finance.revenue_collection import tax_papers
from modules.finance.revenue_collection.land_tax.tax_day import tax_day
from modules.finance.revenue_collection.models import OldTaxArrear
from modules.finance.revenue_collection.roles import LOCAL, OPENED_BY_HAND
from modules.kernel.charges.ledger import late_rows
from modules.kernel.charges.opening import of_record, open_charges
from modules.kernel.charges.rules.late import LateRule, Standing, dues, old_tax_refusals
from modules.kernel.charges.source_tab import SOURCE_PANEL

Kind = OldTaxArrear.Kind
REVENUE = {Kind.HOUSE_LAND: "house_land_tax", Kind.LOCAL_DEV: "local_dev_tax"}
RULES = {Kind.HOUSE_LAND: LateRule.HOUSE_LAND, Kind.LOCAL_DEV: LateRule.LOCAL_DEV}
LAWS = {
    Kind.HOUSE_LAND: "พ.ร.บ.ภาษีโรงเรือนและที่ดิน พ.ศ. 2475",
    Kind.LOCAL_DEV: "พ.ร.บ.ภาษีบำรุงท้องที่ พ.ศ. 2508",
}


def due_by_law(arrear: OldTaxArrear) -> date | None:
    """The last day to pay: of house and land tax so many days after the notice, of the other a month's end of its year.

    Law: House and Land Tax Act B.E. 2475 s.38; Local Development Tax Act B.E. 2508 s.35.
    """
    rows, first, holidays = late_rows(), tax_day(arrear.year_be), national_holidays()
    if arrear.kind == Kind.LOCAL_DEV:
        month = int(rate(rows, "local_dev/pay_month", first).value)
        return citizen_deadline(month_end(first.replace(month=month)), 0, holidays)
    if arrear.notified_on is None:
        return None
    days = int(rate(rows, "house_land/pay_days", arrear.notified_on).value)
    return citizen_deadline(arrear.notified_on, days, holidays)


def derive(draft: Draft) -> None:
    """The day the law sets, where the old book has none."""
    arrear: OldTaxArrear = draft.record
    if arrear.due_on is None and arrear.kind in LAWS and 2475 <= (arrear.year_be or 0) < 2700:
        with suppress(Refused):  # before its Act there was no such day: the check asks for it
            arrear.due_on = due_by_law(arrear)


def check(draft: Draft) -> Iterator[Refused]:
    """What no old debt can be."""
    arrear: OldTaxArrear = draft.record
    law = LAWS[Kind(arrear.kind)]
    yield from old_tax_refusals(arrear.year_be)
    yield from one_party(arrear, "ผู้ค้างชำระ", law)
    if arrear.principal_baht <= Decimal(0) or arrear.principal_baht != round_satang(arrear.principal_baht):
        yield Refused("AMOUNT", "เงินต้นค้างชำระต้องมากกว่าศูนย์และเป็นสตางค์เต็ม", law, "principal_baht")
    yield from _dates(arrear, law)


def _dates(arrear: OldTaxArrear, law: str) -> Iterator[Refused]:
    """Due after the beginning of its year and after the notice; nothing lies in the future."""
    if arrear.due_on is None:
        yield Refused("DUE_UNKNOWN", "ระบุวันครบกำหนดชำระหรือวันที่ได้รับแจ้งการประเมิน", law, "due_on")
    elif not tax_day(arrear.year_be) <= arrear.due_on <= clock.today():
        yield Refused("DATES", "วันครบกำหนดต้องไม่ก่อนปีภาษีและพ้นมาแล้ว", law, "due_on")
    elif arrear.notified_on and arrear.notified_on > arrear.due_on:
        yield Refused("DATES", "วันที่ได้รับแจ้งต้องไม่หลังวันครบกำหนด", law, "notified_on")
    else:
        yield from _reckoned(arrear, law)


def _reckoned(arrear: OldTaxArrear, law: str) -> Iterator[Refused]:
    """Its Act has figures for the day it fell due: a debt that cannot be reckoned could neither be shown nor paid."""
    try:
        dues(Standing(RULES[Kind(arrear.kind)], arrear.due_on, arrear.principal_baht), clock.today(), late_rows())
    except Refused:
        yield Refused("DATES", f"วันครบกำหนดอยู่ก่อน {law} ใช้บังคับ", law, "due_on")


def opened(draft: Draft) -> None:
    """The debt stands as a charge; what it grows by is reckoned by its own Act."""
    arrear: OldTaxArrear = draft.record
    title = f"{arrear.get_kind_display()} ปีภาษี {arrear.year_be} ({arrear.ref_no})"
    charge = of_record(
        arrear, REVENUE[Kind(arrear.kind)], arrear.principal_baht, title, arrear.parcel, tax_year_be=arrear.year_be,
        due_on=arrear.due_on, notified_on=arrear.notified_on,
    )  # fmt: skip
    open_charges([charge])


arrears = Register(
    OldTaxArrear,
    thai="หนี้ภาษีเดิม (โรงเรือนและที่ดิน บำรุงท้องที่)",
    english="Arrears of the old taxes",
    name="old_arrear",
    number="นภ.{seq:05}",
    number_year="none",
    level="hidden",
    office_kinds=LOCAL,
    located_by=("parcel",),
    list_columns=(
        "register_no", "ref_no", "kind", "year_be", "person", "organisation", "parcel", "principal_baht", "due_on",
    ),
    form_columns=(
        "ref_no", "kind", "year_be", "person", "organisation", "parcel", "principal_baht", "surcharge_baht",
        "notice_no", "notified_on", "due_on",
    ),
    filters=("kind", "year_be", "due_on"),
    search=("register_no", "ref_no"),
    order_by=("-year_be", "id"),
    derive=derive,
    check=check,
    after_save=opened,
    errors={
        "ref_no": ("DUP_ARREAR", "เลขที่อ้างอิงนี้นำเข้าแล้ว"),
        "revenue_old_arrear_of_one_party": ("ONE_OWNER", "เลือกผู้ค้างชำระเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"),
    },
    imports=ImportMap(
        match_on="ref_no",
        columns={
            "เลขที่อ้างอิง": "ref_no",
            "ภาษี": "kind",
            "ปีภาษี": "year_be",
            "บุคคล": "person",
            "นิติบุคคล": "organisation",
            "รหัสแปลงที่ดิน": "parcel",
            "เงินต้น": "principal_baht",
            "เงินเพิ่มเดิม": "surcharge_baht",
            "เลขที่หนังสือแจ้ง": "notice_no",
            "วันที่ได้รับแจ้ง": "notified_on",
            "ครบกำหนด": "due_on",
        },
    ),
    documents=tax_papers.OLD_TAXES,
    panels=(SOURCE_PANEL,),
    reports=(CountBy("kind", "year_be"), SumBy("principal_baht", "kind")),
    grants=OPENED_BY_HAND,
)  # fmt: skip
