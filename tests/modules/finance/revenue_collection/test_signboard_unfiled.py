"""Signs nobody filed a return of: which they are, along which road, and the letter that makes filing dearer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gis_core.features import clock
from gis_core.ground import office
from gis_core.ground.models import Signboard
from gis_core.networks.models import Road
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.demo import demo_signs
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxReturn, SignTransfer, TaxYear
from modules.finance.revenue_collection.signboards import signboard_unfiled
from modules.kernel.cases.models import Case
from modules.kernel.notices.models import Notice
from tests.doors import basic, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.modules.finance.revenue_collection.signs import assessed, filed, sign, take, told
from tests.people import sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 20)


@pytest.fixture(autouse=True)
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    ground.town()
    office.forget()
    yield
    office.forget()


@pytest.fixture
def officer() -> Any:
    return ground.user("revenue_officer")


def codes(officer: Any, **more: Any) -> list[str]:
    return [row["sign_code"] for row in signboard_unfiled.unfiled(officer, 2569, clock.today(), **more)]


def test_signs_of_a_year_without_a_return(officer, monkeypatch):
    owner = ground.person("ก")
    sign(sign_code="A", person=owner)
    sign(sign_code="GONE", removed_on=date(2025, 12, 31))
    sign(sign_code="LATER", installed_on=date(2026, 4, 10))
    sign(sign_code="TEMPLE", exempt_ground="ป้ายของวัด")
    filed(sign(sign_code="FILED"), who=owner)
    filed(sign(sign_code="UNSIGNED"), who=owner, filed_on="")
    assert codes(officer) == ["A", "UNSIGNED"]
    assert codes(ground.user("engineer")) == []
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 31))
    assert codes(officer) == []
    monkeypatch.setattr(clock, "today", lambda: date(2026, 4, 28))
    assert codes(officer) == ["A", "LATER", "UNSIGNED"]


@pytest.mark.parametrize(("north", "expected"), [(33.9, ["A"]), (34.1, [])])
def test_within_30_m_of_a_roads_edge(officer, north, expected, client):
    with ground.write():
        Road.objects.create(
            road_code="ถ.1", name="สายหนึ่ง", row_width_m=8, geom=ground.line((0, 0), (400, 0)), status="surveyed"
        )
        geom = ground.point(50, north)
        Signboard.objects.create(sign_code="A", thai="ร้าน", kind="2", width_cm=1, height_cm=1, geom=geom)
    rows = signboard_unfiled.unfiled_near_road(officer)
    assert [row["sign_code"] for row in rows] == expected
    assert signboard_unfiled.unfiled_near_road(officer, "ถ.2") == []
    sign_in(client, officer)
    url = registry.for_model(SignTaxReturn).url
    page = client.get(f"{url}q/unfiled_near_road/", {"road": "ถ.1", "metres": "30", "year": "2569"})
    assert page.status_code == 200 and ("ไม่ทราบเจ้าของ" in page.content.decode()) is bool(expected)


# -- the letter --------------------------------------------------------------------------------------------------------
def call(officer: Any) -> str:
    year, _ = TaxYear.objects.get_or_create(code="2569") if TaxYear.objects.exists() else (years.tax_year(), True)
    with ground.write():
        return signboard_unfiled.run(year, {}, officer)


def test_one_letter_an_owner_also_to_who_owns_the_land(officer):
    owner, landlord = ground.person("ก"), ground.person("ข")
    parcel = years.land(1, landlord, 0, 0, 100, 100)
    for code in ("A", "B"):
        sign(sign_code=code, person=owner)
    sign(sign_code="01A001-1", parcel=parcel)
    sign(sign_code="NOBODYS")
    assert call(officer) == "ออกหนังสือแจ้งให้ยื่นแบบ 2 ฉบับ ไม่ทราบเจ้าของ 1 ป้าย"
    letters = {notice.person: notice for notice in Notice.objects.all()}
    assert set(letters) == {owner, landlord} and "2. ร้านทดสอบ B" in letters[owner].body
    assert {row.lines.count() for row in SignTaxReturn.objects.all()} == {1, 2}
    assert refused(lambda: call(officer)) == ("NONE_UNFILED",)
    assert [row["told"] for row in signboard_unfiled.unfiled_list(officer)] == ["ยังไม่ได้แจ้ง"] * 4


@pytest.mark.parametrize(("filed_on", "penalty"), [("19/4/2569", "75.40"), ("20/4/2569", "150.80"), ("", "150.80")])
def test_filing_after_the_letter_was_received_costs_ten_percent(officer, filed_on, penalty):
    sign(person=ground.person("ก"))
    call(officer)
    record = SignTaxReturn.objects.get()
    years.serve(Notice.objects.get(), "give", received_on=TODAY, received_by="เจ้าของ")
    record.refresh_from_db()
    assert (record.told_on, record.filed_on, record.status) == (TODAY, None, "draft")
    register = registry.for_model(SignTaxReturn)
    record = records.update(register, record.uid, {"filed_on": filed_on, "note": "ก"}, user=officer, reason="ยื่นแบบ")
    assert assessed(record).penalty_baht == Decimal(penalty)
    assert Notice.objects.filter(kind="sign_assessment").count() == 1


def test_a_letter_that_was_void_is_written_again(officer):
    sign(person=ground.person("ก"))
    call(officer)
    take(Notice.objects.get(), "void", "finance_head", void_reason="ชื่อผิด")
    assert call(officer) == "ออกหนังสือแจ้งให้ยื่นแบบ 1 ฉบับ"
    assert SignTaxReturn.objects.count() == 1


# -- the demo town -----------------------------------------------------------------------------------------------------
def test_the_demo_towns_signs_are_filed_assessed_told_and_sold(officer, monkeypatch):
    monkeypatch.setattr(demo_signs, "IN_TIME", slice(0, 2))
    monkeypatch.setattr(demo_signs, "LATE", slice(2, 3))
    for code in ("A", "B", "C", "D"):
        sign(sign_code=code, person=ground.person(code))
    with ground.write():
        for which in (demo_signs.IN_TIME, demo_signs.LATE):
            demo_signs.file(2569, which, officer)
        demo_signs.assess(2569, ground.user("assessor"))
        demo_signs.serve(2569, officer)
        demo_signs.sell(officer)
    assert set(SignTaxAssessment.objects.values_list("status", "lines__sign__sign_code")) == {
        ("notified", "A"), ("notified", "B"), ("notified", "C"),
    }  # fmt: skip
    assert SignTransfer.objects.get().sign.sign_code == "C"


# -- steps by the API --------------------------------------------------------------------------------------------------
def test_steps_and_buttons_of_signs_by_the_api(client):
    made = assessed(filed(sign(sign_code="A"), filed_on="20/4/2569"))
    register = registry.for_model(type(made))

    def post(tail: str, role: str, **values: str) -> Any:
        body = json.dumps({"reason": "ทดสอบ", "values": values})
        url = f"/ogc/collections/{register.slug}/items/{made.uid}/{tail}"
        return client.post(url, body, content_type="application/json", **basic(ground.user(role)))

    def codes_of(answer: Any) -> list[str]:
        return [each["code"] for each in answer.json()["refusals"]]

    claim = {"received_on": "20/4/2569", "claim": "วัดผิด", "claimed_baht": "1508"}
    assert codes_of(post("actions/object", "revenue_officer", **claim)) == ["STATE"]
    told(made, TODAY)
    assert codes_of(post("actions/object", "revenue_officer", **claim)) == ["CLAIM"]
    assert codes_of(post("steps/void", "assessor", void_reason="ผิด")) == ["NO_RIGHT"]
    assert post("actions/object", "revenue_officer", **claim | {"claimed_baht": "1"}).status_code == 200
    assert codes_of(post("steps/void", "clerk_chief", void_reason="ผิด")) == ["VOID_OBJECTED"]
    take(Case.objects.get(), "withdraw", "revenue_officer")
    assert post("steps/void", "clerk_chief", void_reason="ผิด").status_code == 200
    made.refresh_from_db()
    assert made.status == "void"
