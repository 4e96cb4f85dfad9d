"""The demo town's three tax years: from the uses of a block to paid, partly paid, late, objected and unpaid tax.

Only a part of one block and a few shops of each village are taxed, so that the town loads fast; the rest waits for the
year's button. Every step goes through what officers use. What a payer does follows from the place of his charge in the
year alone, so that a town is always the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from functools import partial

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from gis_core.access.demo import SINCE
from gis_core.demo.town import Town
from gis_core.features import clock
from gis_core.ground.models import Parcel
from gis_core.ground.queries import LIVE
from gis_core.pure.thai_calendar import be_year
from layers.engine.transitions import transition
from layers.registry import registry
from modules.finance.revenue_collection.demo import (
    demo_appeal,
    demo_aside,
    demo_books,
    demo_enforcement,
    demo_money,
    demo_papers,
    demo_requests,
    demo_signs,
)
from modules.finance.revenue_collection.demo.demo_steps import Step, closing, day, list_day, next_morning
from modules.finance.revenue_collection.land_tax import assess, charging, first_uses, reminding, review
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxUse, TaxYear
from modules.kernel.charges.models import Charge, Receipt

YEARS = 3
#: A town of fewer parcels has no tax years: it is to be there at once. Of what is above one in so many is taxed.
FEWEST, ONE_IN, AT_MOST = 2000, 110, 60
#: For so many taxed parcels of the block one shop of each village is taxed too: no village is without a figure.
FOR_A_SHOP = 6
SIGNATURES = (
    ((2, 3), "finance_head", "check"),
    ((2, 6), "executive", "approve"),
    ((2, 16), "revenue_officer", "notify"),
)


def load(town: Town) -> None:
    """Three tax years up to the last day of the town's past; what lies after it has not happened."""
    last = be_year(town.until)
    parcels = _taxed()
    town.settle()
    for year_be in range(last - YEARS + 1, last + 1):
        if parcels and date(year_be - 543, 1, 1) >= SINCE:
            _year(town, year_be, parcels)
    if parcels:
        left = Charge.objects.filter(revenue__code=charging.REVENUE, principal_left_baht__gt=0).count()
        town.say(f"ใบเสร็จรับเงิน {Receipt.objects.count():,} ใบ ภาษีค้างชำระ {left:,} รายการ")


def _taxed() -> set[int]:
    """Parcels of the block with the most shops, whose tax is worth a reminder and whose map shows every standing, and
    the first shops of each village.
    """
    live = Parcel.objects.filter(status__in=LIVE).order_by("parcel_code")
    wanted = min(AT_MOST, max(0, live.count() - FEWEST) // ONE_IN)
    shops = live.filter(land_use=Parcel.LandUse.OTHER).order_by().values("block").annotate(n=Count("pk"))
    block = shops.order_by("-n", "block__code").values_list("block", flat=True).first()
    found = set(live.filter(block=block).values_list("pk", flat=True)[:wanted])
    place = Window(RowNumber(), partition_by=F("moo"), order_by="parcel_code")
    of_villages = live.filter(land_use=Parcel.LandUse.OTHER).annotate(place=place)
    return found | set(of_villages.filter(place__lte=wanted // FOR_A_SHOP).values_list("pk", flat=True))


def _year(town: Town, year_be: int, parcels: Collection[int]) -> None:
    """One year in the order of its days; a day after the town's last is left out."""
    year = TaxYear(code=str(year_be))
    steps = [
        *_assessing(town, year, parcels),
        *_paying(town, year),
        *_telling(town, year),
        *_objecting(town, year),
        *_chasing(town, year),
        *demo_aside.changes(town, year),
    ]
    if year_be == be_year(town.until) - YEARS + 1:
        steps += demo_appeal.steps(town, year)
    if year_be == be_year(town.until):
        steps += [*_signs(town, year), *demo_aside.steps(town, year)]
    for step in sorted(steps, key=lambda each: (each.on, each.hour)):
        if step.on <= town.until:
            with town.acting(step.role, f"{step.reason} ปีภาษี {year_be}", step.on, step.hour):
                step.do()
            town.ask_constraints()


def _assessing(town: Town, year: TaxYear, parcels: Collection[int]) -> Iterator[Step]:
    yield Step(list_day(year, 11, 12), "revenue_officer", "ตั้งต้นปีภาษี", partial(_begin, town, year, parcels))
    yield Step(day(year, 1, 20), "executive", "ประกาศราคาประเมินและอัตราภาษี", partial(_announce, year))
    yield Step(day(year, 1, 26), "assessor", "ประเมินภาษีทั้งปี", partial(_assess, town, year))
    yield Step(day(year, 2, 3), "finance_head", "ตรวจสอบรายที่ต้องตรวจทาน", partial(_check_marked, town, year))
    for on, role, code in SIGNATURES:
        reason = f"{review.WORKFLOW.of(code).thai}การประเมิน"
        yield Step(day(year, *on), role, reason, partial(review.take_all, year, code, town.user(role)))


def _paying(town: Town, year: TaxYear) -> Iterator[Step]:
    """The days on which many pay; in the evening each is counted and handed over, in the morning after it is banked."""
    cashier = town.user("cashier")
    yield from demo_books.steps(town, year)
    yield Step(day(year, 4, 20), "finance_head", "อนุญาตให้ผ่อนชำระ", partial(demo_money.allow_instalments, year))
    for pays in demo_money.PAYS:
        on = day(year, *pays.day)
        yield Step(on, "cashier", "รับชำระภาษี", partial(demo_money.pay, year, pays, cashier))
        yield from closing(town, on)


def _telling(town: Town, year: TaxYear) -> Iterator[Step]:
    officer = town.user("revenue_officer")
    told, reminded = day(year, 2, 20), day(year, 5, 25)
    yield Step(told, "revenue_officer", "บันทึกการส่งหนังสือแจ้งการประเมิน", partial(demo_papers.serve_bills, year, officer))
    yield Step(day(year, 5, 18), "revenue_officer", "ออกหนังสือแจ้งเตือน", partial(reminding.remind, year))
    yield Step(
        reminded, "revenue_officer", "บันทึกการส่งหนังสือแจ้งเตือน", partial(demo_papers.serve_reminders, year, officer)
    )


def _objecting(town: Town, year: TaxYear) -> Iterator[Step]:
    """One objection is granted, one refused; a third is withdrawn, or in the last year waits for a paper."""
    officer, executive = town.user("revenue_officer"), town.user("executive")
    waits = year.year_be == be_year(town.until)
    days = [day(year, *on) for on in ((3, 12), (3, 25), (4, 21), (4, 24), (6, 18))]
    lodged, third, decided, told, closed = days
    yield Step(lodged, "revenue_officer", "รับคำคัดค้าน", partial(demo_papers.object_, year, officer))
    yield Step(third, "revenue_officer", "พิจารณาคำคัดค้าน", partial(demo_papers.settle_third, year, officer, waits))
    yield Step(decided, "executive", "วินิจฉัยคำคัดค้าน", partial(demo_papers.decide, year, executive))
    yield Step(told, "revenue_officer", "แจ้งผลคำคัดค้าน", partial(demo_papers.tell, year, officer))
    yield Step(closed, "revenue_officer", "ยุติเรื่องคัดค้าน", partial(demo_papers.close, year, officer))


def _chasing(town: Town, year: TaxYear) -> Iterator[Step]:
    """The list for the Land Office in June, and a case from July on; of the first year to its end."""
    officer, head = town.user("revenue_officer"), town.user("finance_head")
    cashier, executive = town.user("cashier"), town.user("executive")
    listed, talked, asked, ordered, held = (day(year, *on) for on in ((6, 22), (7, 6), (8, 17), (9, 8), (9, 15)))
    yield Step(listed, "finance_head", "แจ้งสำนักงานที่ดิน", partial(demo_enforcement.send, year, head))
    yield Step(talked, "revenue_officer", "นัดเจรจาผู้ค้างภาษี", partial(demo_enforcement.begin, year, officer))
    yield Step(asked, "revenue_officer", "ขออนุมัติผู้ว่าฯ", partial(demo_enforcement.ask, year, officer))
    yield Step(ordered, "executive", "ออกคำสั่งยึดทรัพย์สิน", partial(demo_enforcement.order, year, executive))
    yield Step(held, "revenue_officer", "ยึดและปิดประกาศ", partial(demo_enforcement.hold, year, officer))
    if year.year_be > be_year(town.until) - YEARS + 1:
        return
    priced, sold = day(year, 9, 28), day(year, 11, 3)
    morning = next_morning(sold)
    yield Step(priced, "revenue_officer", "ประเมินราคาทรัพย์", partial(demo_enforcement.price, year, officer, sold))
    yield Step(sold, "cashier", "ขายทอดตลาดและจัดสรรเงิน", partial(demo_enforcement.sell, year, officer, cashier))
    yield from closing(town, sold)
    yield Step(morning, "finance_head", "คืนเงินเหลือและปิดเรื่อง", partial(demo_enforcement.end, year, head))


def _signs(town: Town, year: TaxYear) -> Iterator[Step]:
    """Signboard tax: who files in time and who late, what they are told, and a sign that is sold."""
    officer, assessor, be = town.user("revenue_officer"), town.user("assessor"), year.year_be
    for filed, which in (((3, 10), demo_signs.IN_TIME), ((4, 16), demo_signs.LATE)):
        on = day(year, *filed)
        yield Step(on, "revenue_officer", "รับแบบ ภ.ป.1", partial(demo_signs.file, be, which, officer))
        yield Step(on, "assessor", "ประเมินภาษีป้าย", partial(demo_signs.assess, be, assessor), hour=14)
        told = on + timedelta(days=7)
        yield Step(told, "revenue_officer", "ส่งหนังสือแจ้งการประเมินภาษีป้าย", partial(demo_signs.serve, be, officer))
    cashier, paid, late = town.user("cashier"), day(year, 3, 24), day(year, 5, 12)
    yield Step(paid, "cashier", "รับชำระภาษีป้าย", partial(demo_signs.pay, be, demo_signs.PAID, cashier))
    yield from closing(town, paid)
    # on a day on which land tax is paid too, which is closed with it
    yield Step(late, "cashier", "รับชำระภาษีป้าย", partial(demo_signs.pay, be, demo_signs.PAID_LATE, cashier), hour=11)
    yield Step(day(year, 5, 8), "revenue_officer", "รับแจ้งการรับโอนป้าย", partial(demo_signs.sell, officer))


def _announce(year: TaxYear) -> None:
    """Prices and rates, before February."""
    year.prices_announced_on = clock.today()
    year.save()


def _begin(town: Town, year: TaxYear, parcels: Collection[int]) -> None:
    """The announced year and its uses, with what its survey found: land taken into use, homes that became shops."""
    before = date(year.year_be - 544, 8, 15)
    year.survey_announced_on, year.survey_starts_on = before, before + timedelta(days=20)
    year.listed_on = before.replace(month=11)
    year.save()
    first_uses.begin(year, parcels)
    demo_requests.apply_changes(year, town.user("revenue_officer"))
    for category, every in (("vacant", 12), ("residential", 25)):
        found = LandTaxUse.objects.filter(tax_year=year, category=category).order_by("parcel__parcel_code", "seq")
        changed = list(found.values_list("pk", flat=True)[year.year_be % 7 :: every])
        LandTaxUse.objects.filter(pk__in=changed).update(category="other", vacant_since_be=None)


def _check_marked(town: Town, year: TaxYear) -> None:
    """What is marked for a look is looked at one by one."""
    register, head = registry.for_model(LandTaxAssessment), town.user("finance_head")
    for marked in LandTaxAssessment.objects.filter(tax_year=year, status="draft").exclude(review="").order_by("pk"):
        transition(register, marked.uid, "check", {}, user=head, reason="ตรวจทานแล้วถูกต้อง")  # type: ignore[arg-type]


def _assess(town: Town, year: TaxYear) -> None:
    outcome = assess.assess_year(year, town.user("assessor"), nullcontext)
    town.say(f"ปีภาษี {year.code}: {outcome.thai}")
