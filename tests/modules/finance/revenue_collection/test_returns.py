"""Yearly returns of the land and building tax and of signs, each against sums made in another way."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Sum

from gis_core.features import clock
from gis_core.ground.models import Signboard
from layers.registry import registry
from modules.finance.revenue_collection import returns
from modules.finance.revenue_collection.models import (
    LandTaxAssessment,
    LandTaxLine,
    LandTaxUse,
    SignTaxAssessment,
    SignTaxLine,
    SignTaxReturn,
    TaxExemption,
)
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import NewCharge, open_charges
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
MONEY = ("tax", "paid", "left_baht", "late")


@pytest.fixture(autouse=True)
def town(db: None) -> Any:
    return ground.town()


@pytest.fixture
def reader() -> Any:
    return ground.user("revenue_officer")


def billed(year: Any, name: str, *lines: tuple[Any, str, str], days: int = -5, baht: str = "") -> SimpleNamespace:
    """A notified assessment with lines of (parcel, category, tax) and its charge; `baht`: what was decided instead."""
    tax = Decimal(baht) if baht else sum((Decimal(each[2]) for each in lines), Decimal(0))
    row = made.assessment(year, name, tax, "notified")
    with ground.write():
        for seq, (parcel, category, own) in enumerate(lines, 1):
            count = LandTaxUse.objects.filter(parcel=parcel).count()
            used = made.use(year, parcel, category, seq=count + 1, land_sqwah=1)
            row.lines.create(
                seq=seq, use=used, parcel=parcel, category=category, rate_key="other", value_baht=1000, base_baht=900,
                exempt_baht=100, tax_baht=own,
            )  # fmt: skip
        charges = open_charges(
            [NewCharge("land_tax", tax, "ภาษี", row.person_id, source_uid=row.uid, due_on=_day(days))]
        )
    return SimpleNamespace(row=row, charge=charges[0] if charges else None)


def _day(days: int) -> Any:
    return clock.today() + timedelta(days=days)


def test_sums_by_category_add_up_to_the_bills_to_the_satang(reader):
    year = made.tax_year()
    one, two, three = (ground.parcel(n, n * 40, 0, n * 40 + 40, 40) for n in range(3))
    first = billed(year, "ก", (one, "agri", "100.00"), (one, "other", "100.00"), (two, "vacant", "100.01"), days=9)
    billed(year, "ข", (three, "other", "777.77"), days=-5)
    decided = billed(year, "ค", (two, "agri", "50.00"), (two, "other", "50.00"), days=9, baht="33.33")
    billed(year, "ง", (three, "residential", "0.00"))
    pay(first.charge, "100.00")
    rows = {row["title"]: row for row in returns.by_category(reader)}
    whole = rows.pop("รวม")
    for column in (*MONEY, "value", "exempt", "base"):
        assert sum(row[column] for row in rows.values()) == whole[column], column
    live = LandTaxAssessment.objects.filter(status="notified")
    charges = Charge.objects.all()
    assert whole["tax"] == live.aggregate(sum=Sum("tax_baht"))["sum"] == Decimal("1111.11")
    assert whole["left_baht"] == charges.aggregate(sum=Sum("principal_left_baht"))["sum"]
    assert (whole["paid"], whole["late"]) == (100, Decimal("777.77"))
    assert rows["ประกอบเกษตรกรรม"]["paid"] == Decimal("33.33")
    assert rows["ประกอบเกษตรกรรม"]["tax"] == 100 + Decimal("16.67")
    assert (whole["parcels"], rows["อื่น ๆ"]["parcels"]) == (3, 3)
    assert whole["base"] == LandTaxLine.objects.aggregate(sum=Sum("base_baht"))["sum"]
    assert decided.charge is not None


def test_a_new_version_takes_the_place_of_the_old_and_keeps_its_payments(reader):
    year = made.tax_year()
    parcel = ground.parcel(1, 0, 0, 40, 40)
    old = billed(year, "ก", (parcel, "other", "500.00"))
    with ground.write():
        LandTaxAssessment.objects.filter(pk=old.row.pk).update(status="revised")
        new = LandTaxAssessment.objects.create(
            tax_year=year, owner_key=old.row.owner_key, person=old.row.person, tax_baht=500, status="notified",
            version=2, fingerprint="", register_no=f"{old.row.register_no}/2", generated_on=clock.today(),
        )  # fmt: skip
        used = old.row.lines.get().use
        new.lines.create(seq=1, use=used, parcel=parcel, category="other", rate_key="other", tax_baht=500)
    row = returns.by_category(reader)[-1]
    assert (row["tax"], row["left_baht"], row["parcels"]) == (500, 500, 1)


def test_property_exempt_is_listed_by_ground_with_its_value(reader):
    year = made.tax_year()
    parcel, other = ground.parcel(1, 0, 0, 40, 40), ground.parcel(2, 40, 0, 80, 40)
    bill = billed(year, "ก", (parcel, "other", "0.00"))
    with ground.write():
        TaxExemption.objects.create(use=bill.row.lines.get().use, ground="religion", evidence="ใบทะเบียนวัด", percent=50)
        TaxExemption.objects.create(use=made.use(year, other), ground="state", evidence="นสล.")
    rows = returns.exempt_list(reader)
    assert [(row["title"], row["percent"], row["exempt"]) for row in rows] == [
        ("01A001", 50, 100),
        ("01A002", 100, None),
    ]
    assert returns.exempt_list(reader, 2560) == []


def test_relief_is_what_came_off_before_the_bill(reader):
    year = made.tax_year()
    parcel = ground.parcel(1, 0, 0, 40, 40)
    bill = billed(year, "ก", (parcel, "other", "10.00"), (parcel, "agri", "70.00"), (parcel, "vacant", "5.00"))
    with ground.write():
        for seq, gross in ((1, "100.00"), (2, "200.00")):
            bill.row.lines.filter(seq=seq).update(
                trace={"gross": gross, "reliefs": [["decree_percent", "90", "พ.ร.ฎ."]]}
            )
    *rows, whole = returns.relief_given(reader)
    assert {row["title"]: row["relief"] for row in rows} == {"ประกอบเกษตรกรรม": 130, "อื่น ๆ": 90}
    assert (whole["gross"], whole["tax"], whole["relief"], whole["lines"], whole["payers"]) == (300, 80, 220, 2, 1)


def test_signs_are_counted_by_kind_with_the_tax_of_the_year(reader):
    made.tax_year()
    who = ground.person("ป้าย")
    with ground.write():
        signs = [
            Signboard.objects.create(
                thai=f"ป{n}", kind=kind, movable=movable, width_cm=100, height_cm=100, geom=ground.point(n, 1)
            )
            for n, (kind, movable) in enumerate((("1", False), ("1", False), ("3", True), ("2", False)))
        ]
        Signboard.objects.filter(pk=signs[3].pk).update(removed_on=_day(-1))
        paper = SignTaxReturn.objects.create(year_be=made.YEAR, person=who)
        row = SignTaxAssessment.objects.create(
            year_be=made.YEAR, person=who, sign_return=paper, assessed_on=clock.today(),
            assessed_by=ground.user("assessor"),
        )  # fmt: skip
        for seq, (sign, baht) in enumerate(((signs[0], 200), (signs[2], 500)), 1):
            SignTaxLine.objects.create(
                assessment=row, seq=seq, year_be=made.YEAR, sign=sign, text=sign.thai, kind=sign.kind,
                movable=sign.movable, width_cm=100, height_cm=100, units=20, year_baht=baht, tax_baht=baht,
            )  # fmt: skip
    *rows, whole = returns.signs_by_kind(ground.user("finance_head"))
    assert [(row["kind"], row["movable"], row["standing"], row["taxed"], row["tax"]) for row in rows] == [
        ("1", False, 2, 1, 200), ("3", True, 1, 1, 500),
    ]  # fmt: skip
    assert (whole["standing"], whole["taxed"], whole["tax"]) == (3, 2, 700)


@pytest.mark.parametrize("code", ["by_category", "relief_given"])
def test_who_may_not_see_the_bills_gets_no_rows(client, code):
    billed(made.tax_year(), "ก", (ground.parcel(1, 0, 0, 40, 40), "other", "4321.00"))
    assert returns.by_category(ground.user("surveyor")) == []
    url = f"{registry.for_model(LandTaxAssessment).url}report/{code}/"
    sign_in(client, ground.user("engineer"))
    assert client.get(url).status_code == 403
    sign_in(client, ground.user("finance_head"))
    assert client.get(url).status_code == 200


def test_a_sum_of_areas_of_nothing_is_nothing(client, reader):
    """The report of who sees no use yet, as on the first day of an office, or in a village without any."""
    sign_in(client, reader)
    answer = client.get(f"{registry.for_model(LandTaxUse).url}report/sum-land_sqwah-category/")
    assert answer.status_code == 200
