"""What is kept of figures: never changed, reckoned anew for a reason, shown to those who see the whole."""

from __future__ import annotations

import html
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.jobs.nightly import tasks
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import fiscal_year
from layers.engine import judging
from layers.registry import registry
from map_ui.reports.located import located
from modules.central_administration.executive_information import snapshots, unplaced
from modules.central_administration.executive_information.declared import declared
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot
from modules.central_administration.executive_information.seeding import key_figures
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.modules.central_administration.executive_information.contract_examples import LAMPS
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
OWNERLESS = "finance.property_register.parcel.ownerless"


@pytest.fixture
def lamps(db: None) -> list[Any]:
    key_figures()
    user = street.engineer()
    street.village(1, 0, 1)
    found = [street.lamp(n, user) for n in range(3)]
    broken(*found[:1])
    return found


def broken(*found: Any) -> None:
    with acting_as(system_user(), "ชำรุด"):
        for lamp in found:
            lamp.status = "broken"
            lamp.save()


def reader() -> Any:
    return user_with("engineer", name="reader")


def keep() -> int:
    with acting_as(system_user(), "รอบคืน"):
        return snapshots.keep_all()


def kept(code: str = LAMPS, area: str = "") -> list[tuple[Decimal | None, str]]:
    rows = KpiSnapshot.objects.filter(kpi__code=code, area=area).order_by("id")
    return [(row.value, row.reason) for row in rows]


def test_every_night_keeps_all_figures_and_a_second_round_adds_none(lamps):
    assert keep() >= len(list(declared()))
    assert keep() == 0
    assert kept() == [(Decimal("1.00"), "")] == kept(area="670101"), "one of the village, one of the office"
    assert KpiSnapshot.objects.filter(area="", on=clock.today()).count() == Kpi.objects.count()
    assert any(task.run.__name__ == "keep_figures" for task in tasks)


def test_what_differs_later_on_the_day_restates_what_was_kept(lamps):
    keep()
    broken(*lamps[1:])
    assert keep() == 3, "the office, its village, what lies in none"
    assert kept() == [(Decimal("1.00"), ""), (Decimal("3.00"), snapshots.AT_NIGHT)]
    assert kept(area=KpiSnapshot.NOWHERE) == [(Decimal("1.00"), "")]
    (row,) = snapshots.current(Kpi.objects.get(code=LAMPS)).filter(area="")
    assert row.value == 3 and row.restates.value == 1


def test_a_village_that_has_no_part_any_more_is_restated_as_nought(lamps):
    keep()
    mended(lamps[0])
    keep()
    assert kept(area="670101")[-1] == (Decimal("0.00"), snapshots.AT_NIGHT)


def mended(lamp: Any) -> None:
    with acting_as(system_user(), "ซ่อมแล้ว"):
        lamp.status = "working"
        lamp.save()


def test_a_village_without_a_record_on_the_last_day_has_nought_and_no_older_value(lamps, monkeypatch):
    yesterday, today = clock.today() - timedelta(days=1), clock.today()
    with monkeypatch.context() as past:
        past.setattr(clock, "today", lambda: yesterday)
        keep()
    assert judging.latest([LAMPS], reader(), "670101") == {LAMPS: judging.Kept(Decimal("1.00"), yesterday)}
    mended(lamps[0])
    keep()
    user = user_with("engineer", name="second")
    assert judging.latest([LAMPS], user, "670101") == {LAMPS: judging.Kept(Decimal(0), today)}
    assert judging.latest([LAMPS], user, "670101", yesterday)[LAMPS].value == 1
    assert judging.villages(LAMPS, user, today).of("670101") == 0
    months = judging.months(LAMPS, user, fiscal_year(today), "670101")
    assert next(m.now for m in months if m.month == today.month) == judging.Kept(Decimal(0), today)


def test_a_village_without_a_record_on_the_last_day_has_no_ratio(lamps):
    good = "civil_works.roads_bridges.road.good_percent"
    with acting_as(system_user(), "บันทึก"):
        for on, area in ((clock.today() - timedelta(days=1), "670101"), (clock.today(), "")):
            KpiSnapshot.objects.create(
                kpi=Kpi.objects.get(code=good), on=on, area=area, numerator=1, denominator=2, value=50,
                computed_at=clock.now(),
            )  # fmt: skip
    assert judging.latest([good], reader(), "670101") == {good: judging.Kept(None, clock.today())}


@pytest.mark.parametrize("statement", ["UPDATE {t} SET value = 5", "DELETE FROM {t}"])
def test_nothing_kept_is_ever_changed(lamps, statement):
    keep()
    only_added = pytest.raises(DatabaseError, match="เป็นบัญชีที่เพิ่มได้อย่างเดียว แก้หรือลบไม่ได้")
    with only_added, transaction.atomic(), acting_as(system_user(), "แก้"), connection.cursor() as c:
        c.execute(statement.format(t=KpiSnapshot._meta.db_table))


def test_reckoning_anew_asks_why_and_writes_a_new_row(lamps, client):
    keep()
    kpi = Kpi.objects.get(code=LAMPS)
    user = user_with("clerk_chief")

    def restate(why: str) -> None:
        with acting_as(user, "คำนวณใหม่"):
            snapshots.restate(kpi, {"why": why}, user)

    with pytest.raises(Refused, match="FIGURE_SAME"):
        restate("ตรวจซ้ำ")
    broken(lamps[1])
    with pytest.raises(Refused, match="FIGURE_WHY"):
        restate("  ")
    restate("เพิ่งแจ้งชำรุดย้อนหลัง")
    assert kept()[-1] == (Decimal("2.00"), "เพิ่งแจ้งชำรุดย้อนหลัง")
    sign_in(client, user)
    panel = client.get(f"{registry.by_slug['executive_information-kpi'].record_url(kpi.uid)}panel/kept")
    page = html.unescape(panel.content.decode())
    assert "คำนวณใหม่: เพิ่งแจ้งชำรุดย้อนหลัง" in page and "มีค่าที่คำนวณใหม่แทนแล้ว" in page


def test_a_figure_nobody_declares_any_more_is_not_reckoned(client, db):
    gone = examples.create(registry.by_slug["executive_information-kpi"], 9, examples.Given({}))
    sign_in(client, user_with("clerk_chief"))
    answer = client.post(
        reverse("record-action", args=["executive_information-kpi", gone.uid, "restate"]),
        {"why": "ตรวจ", "reason": "ตรวจ"},
        follow=True,
    )
    assert "ไม่มีระบบใดคำนวณตัวชี้วัดนี้แล้ว" in html.unescape(answer.content.decode())
    assert not KpiSnapshot.objects.exists()


def test_who_sees_less_than_the_whole_is_not_told_the_whole(lamps):
    given = examples.Given({})
    parcels = registry.by_key["finance.property_register.parcel"]
    examples.create(parcels, 0, given)
    keep()
    whole, narrow = user_with("surveyor"), user_with("surveyor", name="narrow", area=examples.area_around(9))
    assert judging.latest([OWNERLESS], whole)[OWNERLESS].on == clock.today()
    assert judging.latest([OWNERLESS], narrow) == {} == judging.latest([OWNERLESS], user_with("council_chair"))
    year = fiscal_year(clock.today())
    assert judging.months(OWNERLESS, whole, year) and judging.months(OWNERLESS, narrow, year) == ()


def test_what_stands_nowhere_is_one_number_and_open_to_the_executive(lamps):
    keep()
    executive = user_with("executive")
    code = "central_administration.executive_information.kpi.unplaced"
    assert code in judging.latest([code], executive)
    nowhere, whole = unplaced.unplaced(executive).numerator, unplaced.unplaced(executive).denominator
    totals = [each.value for each in located(executive).totals[1:]]
    assert (totals[0], totals[5]) == (whole, nowhere) and whole > 0


def test_who_sees_a_part_of_the_office_counts_that_part(lamps):
    part = user_with("engineer", name="part", area=AdminArea.objects.get(level="village", moo=1).geom)
    for who in (part, reader()):
        found, totals = unplaced.unplaced(who), [each.value for each in located(who).totals[1:]]
        assert (totals[0], totals[5]) == (found.denominator, found.numerator)
    assert unplaced.unplaced(part).denominator > 0


def test_the_last_values_of_all_figures_cost_one_statement(lamps):
    keep()
    codes = [figure.code for figure in declared()]
    reader = user_with("finance_head", "engineer")
    judging.latest(codes[:1], reader)
    with CaptureQueriesContext(connection) as queries:
        found = judging.latest(codes, reader)
    assert len(queries) == 1 and len(found) > 5


def test_the_page_says_of_which_day_a_value_is_and_reckons_now_when_asked(lamps, client):
    sign_in(client, reader())
    assert "คำนวณสด" not in text(client, "/figures/")
    keep()
    broken(*lamps[1:])
    page = text(client, "/figures/")
    assert "<strong>1</strong> ดวง" in page and "ณ " in page and "?live=1" in page
    assert "<strong>3</strong> ดวง" in text(client, "/figures/?live=1")
    figure = text(client, f"{street.lamps().url}report/broken/")
    assert "<strong>3</strong> ดวง" in figure and "บันทึกไว้ ณ" in figure and "แนวโน้มรายเดือนเทียบปีก่อน" in figure


def test_months_come_from_the_days_kept(lamps):
    keep()
    with acting_as(system_user(), "เดือนก่อน"):
        row = KpiSnapshot.objects.get(kpi__code=LAMPS, area="")
        KpiSnapshot.objects.create(
            kpi=row.kpi,
            on=clock.today().replace(day=1, year=clock.today().year - 1),
            numerator=7,
            value=7,
            computed_at=clock.now(),
        )
    found = judging.months(LAMPS, reader(), fiscal_year(clock.today()))
    now = next(month for month in found if month.month == clock.today().month)
    assert now.now.value == 1 and len(found) == 12
    assert [month.before.value for month in found if month.before] == [7]


def text(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())
