"""A year assessed twice at once, and a worker or a database that dies in the middle of it: everybody is assessed once,
with all his lines, and whoever begins again goes on. All kill points: tests/kill_points.csv.
"""

from __future__ import annotations

import threading
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import Error, connection
from django.db.models import Count, Sum

from gis_core.access.actor import system_user
from modules.finance.revenue_collection.land_tax import assess, reading
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, TaxYear, UnassessedPlace
from tests import kill
from tests.at_once import together
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

HERE = "modules.finance.revenue_collection.land_tax.assess."
TAXPAYERS, AT_ONCE = 9, 4
#: (function after which it happens, how often it runs before, who is killed, how many are assessed by then)
POINTS = [
    (f"{HERE}copy_rows", 1, "web", 0),
    (f"{HERE}copy_rows", 2, "database", 0),
    (f"{HERE}copy_rows", 4, "web", AT_ONCE),
    (f"{HERE}_take_turns", 4, "database", 2 * AT_ONCE),
]


@pytest.fixture
def year(committed_db: str, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Nine parcels of nine owners, each to bear 6,000 baht, and a tenth without a price."""
    monkeypatch.setattr(assess, "AT_ONCE", AT_ONCE)
    with django_db_blocker.unblock():
        ground.town()
        of = years.tax_year()
        for lot in range(1, TAXPAYERS + 2):
            baht = 5000 if lot <= TAXPAYERS else 0
            years.use(of, years.land(lot, ground.person(f"ก{lot}"), lot * 40, 0, lot * 40 + 40, 40, baht=baht))
        yield of
        connection.close()


def run(of: TaxYear, **more: Any) -> Counter[str]:
    return assess.assess_year(of, system_user(), years.acting, **more).counts


def whole() -> None:
    """Each is assessed once and has his line; the place without a price is told once."""
    live = LandTaxAssessment.objects.exclude(status__in=assess.GONE)
    assert live.count() == LandTaxAssessment.objects.count() == TAXPAYERS
    assert set(live.annotate(n=Count("lines")).values_list("n", "tax_baht")) == {(1, Decimal(6000))}
    assert LandTaxLine.objects.aggregate(s=Sum("tax_baht"))["s"] == 6000 * TAXPAYERS
    assert UnassessedPlace.objects.count() == 1


def test_two_runs_at_once_assess_everybody_once(year: TaxYear, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has read everything, and found nobody assessed, before either writes."""
    both_have_read, touching = threading.Barrier(2), reading.touching

    def read_and_wait(*asked: Any) -> Any:
        found = touching(*asked)
        assert not LandTaxAssessment.objects.exists()
        both_have_read.wait(60)
        return found

    monkeypatch.setattr(reading, "touching", read_and_wait)
    first, second = together(*[lambda: run(year)] * 2)
    assert not [each for each in (first, second) if isinstance(each, Exception)]
    assert first["made"] + second["made"] == first["same"] + second["same"] == TAXPAYERS
    whole()


@pytest.mark.parametrize(
    ("target", "times", "who", "there"), POINTS, ids=[f"{t.rpartition('.')[2]}-{n}-{w}" for t, n, w, _ in POINTS]
)
def test_killed_in_the_middle_and_begun_again(year: TaxYear, target: str, times: int, who: str, there: int) -> None:
    def work() -> int:
        kill.plant(target, times, who)
        try:
            run(year)
        except Error:
            return 500
        return 200

    assert kill.in_a_child(work) == kill.EXITS[who]
    assert LandTaxAssessment.objects.count() == LandTaxLine.objects.count() == there
    again = run(year)
    assert (again["same"], again["made"]) == (there, TAXPAYERS - there)
    whole()
    assert run(year)["same"] == TAXPAYERS
