"""What follows unpaid reminders in the demo town: a list for the Land Office each year, and a case of the largest debt.

Of the first year the goods are sold and the money divided; of the later ones they are still held.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from gis_core.features import clock
from layers.engine import records
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.arrears import enforcement, land_office
from modules.finance.revenue_collection.models import ArrearsList, EnforcementCase, LandTaxAssessment, TaxYear
from modules.kernel.charges.asking import dues_of
from modules.kernel.charges.models import Charge

OFFICE, PLACE = "สำนักงานที่ดินจังหวัดสาธิต", "หน้าสำนักงานเทศบาล"
THING = {"kind": "movable", "thai": "รถบรรทุกเล็กและเครื่องใช้ในร้าน"}


def send(year: TaxYear, head: Any) -> None:
    """The list of the year goes to the Land Office on the day it is made."""
    land_office.make(year)
    for listing in ArrearsList.objects.filter(tax_year=year, status="draft"):
        values = {"land_office": OFFICE, "letter_no": f"สธ.{year.code}/60", "sent_on": clock.today().isoformat()}
        _take(listing, "send", head, **values)


def begin(year: TaxYear, officer: Any) -> None:
    """The reminded payer who owes most is asked to talk; he does not come."""
    reminded = Charge.objects.filter(tax_year_be=year.year_be, status="open", reminder_received_on__isnull=False)
    charge = reminded.filter(revenue__code="land_tax").order_by("-principal_left_baht", "id").first()
    about = LandTaxAssessment.objects.filter(uid=charge.source_id, status="notified").first() if charge else None
    if about is not None:
        enforcement.run(about, {"meeting_on": clock.today()}, officer)


def ask(year: TaxYear, officer: Any) -> None:
    """The governor is asked, and agrees the same day in this town."""
    for case in _cases(year, "talks"):
        today = clock.today().isoformat()
        _take(case, "ask", officer, talks="ไม่มาตามนัด", asked_no=f"สธ.{year.code}/62", asked_on=today)
        _take(case, "approval", officer, approval_no=f"มท.{year.code}/1", approved_on=today)


def order(year: TaxYear, executive: Any) -> None:
    """The executive orders the seizure."""
    today = clock.today().isoformat()
    for case in _cases(year, "asking"):
        _take(
            case,
            "order",
            executive,
            order_no=f"คส.{year.code}/62",
            ordered_on=today,
            officers="นิติกรและนักวิชาการจัดเก็บรายได้",
        )


def hold(year: TaxYear, officer: Any) -> None:
    """Goods worth no more than the debt are written down and posted up; keeping them costs money."""
    for case in _cases(year, "ordered"):
        debt = dues_of(case.charge, clock.today()).dues.total
        worth = max((debt * Decimal("0.9")).quantize(Decimal(1), ROUND_DOWN), Decimal(1))
        _write(case, officer, estimated_baht=str(worth))
        enforcement.put_cost(case, {"what": "ค่าขนย้ายและดูแลทรัพย์", "baht": Decimal(300)}, officer)
        _take(case, "post", officer, posted_on=clock.today().isoformat())


def price(year: TaxYear, officer: Any, auction_on: Any) -> None:
    """The goods are appraised and the day of the auction is set."""
    for case in _cases(year, "posted"):
        _write(case, officer, appraised_baht=str(case.items.get().estimated_baht))
        today = clock.today().isoformat()
        _take(case, "appraise", officer, appraised_on=today, auction_on=auction_on.isoformat(), auction_place=PLACE)


def sell(year: TaxYear, officer: Any, cashier: Any) -> None:
    """More is bid than is owed; the cashier divides it."""
    for case in _cases(year, "appraised"):
        today, debt = clock.today().isoformat(), dues_of(case.charge, clock.today()).dues.total
        bid = (debt + 500).quantize(Decimal(1), ROUND_DOWN)
        _write(case, officer, sold_baht=str(bid), buyer="ผู้ซื้อสาธิต")
        _take(case, "auction", officer, sold_on=today)
        _take(case, "divide", cashier, money_on=today)


def end(year: TaxYear, head: Any) -> None:
    """The owner has his remainder, the case and the block on his land end."""
    today = clock.today().isoformat()
    for case in _cases(year, "divided"):
        _take(case, "give_back", head, returned_no=f"ฎ.{year.code}/9", returned_on=today)
        _take(case, "close", head)
    for listing in ArrearsList.objects.filter(tax_year=year, status="sent"):
        if listing.entries.filter(status="blocked", charge__status="paid").exists():
            land_office.release_paid(listing, {}, head)


def _cases(year: TaxYear, status: str) -> list[EnforcementCase]:
    found = EnforcementCase.objects.filter(charge__tax_year_be=year.year_be, status=status)
    return list(found.select_related("charge").order_by("id"))


def _take(record: Any, code: str, user: Any, **values: str) -> None:
    register = registry.for_model(type(record))
    transition(register, record.uid, code, values, user=user, reason="ตามขั้นตอน")  # type: ignore[arg-type]


def _write(case: EnforcementCase, user: Any, **values: str) -> None:
    """The one line of the inventory with what is known of it by now."""
    item = case.items.first()
    names = ("estimated_baht", "appraised_baht", "sold_baht", "buyer") if item else ()
    before = {name: str(value) for name in names if (value := getattr(item, name))}
    register = registry.for_model(EnforcementCase)
    lines = {"seizeditem": [THING | before | values]}
    records.update(register, case.uid, {}, user=user, reason="บัญชีทรัพย์", lines=lines)  # type: ignore[arg-type]
