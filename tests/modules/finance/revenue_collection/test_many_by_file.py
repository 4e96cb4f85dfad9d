"""Uses, signboard returns, petitions and enforcement cases of a file, with their lines, are judged and written in
pieces; what rows of one file do to each other is refused as if they had come one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gis_core.features import clock
from gis_core.ground import office
from importers import match, one_by_one
from importers.relation import Relation
from layers.registry import registry
from modules.finance.revenue_collection.models import CropCount, LandTaxUse, SignTaxReturn, SignTaxReturnLine
from tests.importers.doing import bring, geojson_of, refusals, verdicts, write
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years
from tests.modules.finance.revenue_collection.signs import filed, sign, take

pytestmark = pytest.mark.django_db
SYSTEM = "revenue_collection"
USES, RETURNS = f"{SYSTEM}-use", f"{SYSTEM}-sign_return"


@pytest.fixture(autouse=True)
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 31))
    ground.town()
    office.forget()
    years.tax_year()
    yield
    office.forget()


def file_of(slug: str, *rows: dict[str, Any]) -> Any:
    user = ground.user("assessor", "revenue_officer")
    return bring(slug, user, geojson_of(*((row, None) for row in rows)), "แฟ้ม.geojson")


@pytest.mark.parametrize("name", ["use", "sign_return", "petition", "enforcement"])
def test_none_of_them_is_written_row_by_row(name: str) -> None:
    register = registry.by_slug[f"{SYSTEM}-{name}"]
    (form,) = register.import_maps
    keys = set(match.line_maps(register))
    batch: Any = SimpleNamespace(pk=1, round=1)
    relation = Relation(batch, register, keys, ground.user("assessor", "revenue_officer"))
    assert keys and set(relation.lines) == keys
    assert not one_by_one.is_needed(relation, form)


# -- uses --------------------------------------------------------------------------------------------------------------
def use(lot: int, seq: int = 1, sqwah: str = "100", **more: Any) -> dict[str, Any]:
    plain = {"tax_year": "2569", "parcel": f"01A{lot:03}", "seq": seq, "category": "agri", "land_sqwah": sqwah}
    return plain | more


def test_uses_of_one_parcel_are_added_up_within_the_file() -> None:
    ground.parcel(1, 0, 0, 40, 40, area_sqwah=400)
    ground.parcel(2, 50, 0, 90, 40, area_sqwah=400)
    work = file_of(USES, use(1, 1, "250"), use(2), use(1, 2, "200"))
    assert refusals(work) == {1: {"AREA_SUM"}, 3: {"AREA_SUM"}}
    write(work)
    assert [each.parcel.parcel_code for each in LandTaxUse.objects.all()] == ["01A002"]
    again = file_of(USES, use(1, 1, "250"), use(1, 2, "150"))
    assert (verdicts(write(again)), LandTaxUse.objects.count()) == ({"new": 2}, 3)
    third = file_of(USES, use(1, 3, "1"))
    assert refusals(third) == {1: {"AREA_SUM"}}, "together with what is stored"


def test_what_an_earlier_piece_of_the_file_used_up_is_refused_when_it_is_written(monkeypatch: Any) -> None:
    monkeypatch.setattr("importers.by_drafts.PIECE", 1)
    ground.parcel(1, 0, 0, 40, 40, area_sqwah=400)
    work = write(file_of(USES, use(1, 1, "250"), use(1, 2, "200")))
    assert (work.batch.state, refusals(work)) == ("judged", {2: {"AREA_SUM"}})
    assert not LandTaxUse.objects.exists()
    write(work)
    assert LandTaxUse.objects.get().land_sqwah == 250


def test_uses_with_their_crops_take_no_more_statements_when_they_are_many() -> None:
    asked = []
    for first, count in ((1, 2), (11, 9)):
        for lot in range(first, first + count):
            ground.parcel(lot, 20 * (lot - 1), 0, 20 * lot - 2, 20, area_sqwah=100)
        crop = {"cropcount.kind": "banana", "cropcount.count": "200"}
        rows = [use(lot, **crop) for lot in range(first, first + count)]
        with CaptureQueriesContext(connection) as queries:
            work = write(file_of(USES, *rows))
        assert (work.batch.state, verdicts(work)) == ("committed", {"new": count}), refusals(work)
        asked.append(len(queries))
    assert asked[1] <= asked[0]
    assert (LandTaxUse.objects.count(), CropCount.objects.count()) == (11, 11)


# -- signboard returns -------------------------------------------------------------------------------------------------
def a_return(code: str, **more: Any) -> dict[str, Any]:
    plain = {"year_be": "2569", "person": "บค.1", "filed_on": "10/3/2569", "signtaxreturnline.sign": code}
    return plain | more


def test_a_sign_stands_in_one_return_of_a_file() -> None:
    owner = ground.person("ก", register_no="บค.1")
    first, second = (sign(sign_code=code, person=owner) for code in "AB")
    work = file_of(RETURNS, a_return("A"), a_return("B"), a_return("A", filed_on="11/3/2569"))
    assert refusals(work) == {3: {"DUP_RETURN"}}
    write(work)
    assert set(SignTaxReturn.objects.values_list("place_id", flat=True)) == {first.uid, second.uid}
    assert SignTaxReturnLine.objects.count() == 2


def test_a_return_that_was_taken_as_filed_is_not_changed_by_a_file() -> None:
    owner = ground.person("ก", register_no="บค.1")
    stands = filed(sign(sign_code="A", person=owner), who=owner)
    row = {"register_no": stands.register_no, "year_be": "2569", "filed_on": "12/3/2569"}
    assert verdicts(file_of(RETURNS, row)) == {"changed": 1}
    take(stands, "file")
    work = file_of(RETURNS, row)
    assert refusals(work) == {1: {"STATE"}}
