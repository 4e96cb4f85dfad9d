"""What a tax year charged, took in and is still owed, against sums made by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import AdminArea, NamedPlace
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.levied import NOWHERE, WHOLE, levied
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import void
from tests.modules.kernel.charges.money import a_payer, owing, pay
from tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(db: None) -> Any:
    return user_with("finance_head")


def told(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    names = ("bills", "payers", "charged", "taken", "left_baht", "late")
    return {row["title"]: tuple(row[name] for name in names) for row in rows}


def test_by_kind_of_revenue_a_payer_of_several_is_one_in_the_whole(reader):
    first, second, today = a_payer(), a_payer("สมหญิง"), clock.today()
    paid, late = owing(first, "1000.00", "500.00", due_on=today.replace(year=today.year - 1))
    (sign,) = owing(first, "300.00", due_on=today, revenue="signboard_tax")
    owing(second, "200.00", due_on=None)
    gone = owing(second, "77.00")[0]
    pay(paid, paid_in(paid))
    with acting_as(system_user(), "ยกเลิก"):
        void(gone, "ตั้งผิด", "")
    rows = levied(reader, 2569)
    found = told(rows)
    land = str(paid.revenue.thai)
    assert found[land] == (3, 2, 1700, 1000, 700, 500)
    assert found[str(sign.revenue.thai)] == (1, 1, 300, 0, 300, 0)
    assert found[WHOLE] == (4, 2, 2000, 1000, 1000, 500)
    assert rows[-1]["title"] == WHOLE and rows[-1]["percent"] == Decimal("50.00")
    assert late.principal_left_baht == 500


def paid_in(charge: Any) -> Decimal:
    """Everything that is owed of a charge today, with what lateness adds."""
    return owed_on(Charge.objects.filter(pk=charge.pk), clock.today())[0].dues.total


def test_by_village_what_lies_in_none_is_told_last(reader):
    shape = MultiPolygon(Polygon.from_bbox((100.0, 15.0, 100.1, 15.1)))
    with acting_as(system_user(), "หมู่บ้านทดสอบ"):
        area = AdminArea.objects.create(code="99990101", level="village", thai="บ้านหนึ่ง", moo=1, geom=shape)
        place = NamedPlace.objects.create(thai="ที่ทดสอบ", kind="temple", geom="SRID=4326;POINT(100.05 15.05)")
    owing(a_payer(), "400.00", place_uid=place.uid)
    owing(a_payer("สมหญิง"), "100.00")
    rows = levied(reader, 2569, "village")
    assert [row["title"] for row in rows] == [str(area), NOWHERE, WHOLE]
    assert [row["charged"] for row in rows] == [400, 100, 500]


def test_another_year_and_who_sees_no_charges_have_no_rows(reader):
    owing(a_payer(), "400.00")
    assert levied(reader, 2560) == []
    assert levied(user_with("engineer"), 2569) == []
