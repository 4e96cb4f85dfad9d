"""Drawn parts of a parcel: inside it, over no other, and as large together as the parcel; carried to the next year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gis_core.access.actor import acting_as
from gis_core.pure.refusal import Refusals, Refused
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import first_uses, land_parts, part_rules
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, LandTaxPart, LandTaxUse, TaxYear
from tests.doors import DOORS
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as years

PART = "revenue_collection-part"


# -- pure --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "parcel", "deed", "expected"),
    [(400, 1600, "400.0", "100.0"), (400, 1632, "400.0", "98.0"), (1, 1600, "400", "0.3"), (5, 0, "400", "0.0")],
)
def test_a_part_has_its_share_of_the_deed(part, parcel, deed, expected):
    assert part_rules.share(part, parcel, Decimal(deed)) == Decimal(expected)


def test_parts_that_fill_a_parcel_share_it_to_the_tenth():
    drawn = {1: Decimal("133.3"), 2: Decimal("133.3"), 3: Decimal("133.3")}
    taken = part_rules.taken(drawn, Decimal("400.0"), Decimal("0.1"))
    assert taken == {1: Decimal("133.4"), 2: Decimal("133.3"), 3: Decimal("133.3")}


@pytest.mark.parametrize("last", ["99.8", "100.3"])
def test_parts_that_leave_or_overfill_are_refused(last):
    with pytest.raises(Refused) as refused:
        part_rules.taken({1: Decimal(300), 2: Decimal(last)}, Decimal(400), Decimal("0.1") - Decimal("0.001"))
    assert refused.value.code == "AREA_SUM"


# -- at the doors ------------------------------------------------------------------------------------------------------
@pytest.fixture
def uses(db) -> list[LandTaxUse]:
    """A parcel of 40 x 40 m with a house on three quarters and a shop on one; a second parcel beside it."""
    ground.town()
    year = years.tax_year()
    first = years.land(1, ground.person("ก"), 0, 0, 40, 40)
    second = years.land(2, ground.person("ข"), 40, 0, 80, 40)
    quarter = round(first.area_sqwah / 4, 1)
    years.use(year, first, "residential", land_sqwah=first.area_sqwah - quarter, register_no="กช.1")
    years.use(year, first, "other", seq=2, land_sqwah=quarter, register_no="กช.2")
    years.use(year, second, "other", register_no="กช.3")
    return list(LandTaxUse.objects.select_related("parcel").order_by("id"))


def shape(*edges: float) -> dict[str, Any]:
    return ground.geojson(ground.rect(*edges))


def knock(door: str, client: Any, use: str, *edges: float) -> list[str]:
    values = {"use": use, "geom": shape(*edges)}
    return DOORS[door](client, ground.user("surveyor"), registry.by_slug[PART], values, {})


def drawn(use: LandTaxUse, *edges: float) -> LandTaxPart:
    values = {"use": use, "geom": ground.rect(*edges)}
    return records.create(registry.by_slug[PART], values, user=ground.user("surveyor"), reason="สำรวจ")


@pytest.mark.parametrize("door", DOORS)
def test_a_part_inside_its_parcel_is_let_in_with_its_share(client, uses, door):
    assert knock(door, client, "กช.1", 0, 0, 30, 40) == []
    part = LandTaxPart.objects.get()
    assert (part.use.register_no, part.area_sqwah) == ("กช.1", round(uses[0].parcel.area_sqwah * 3 / 4, 1))


REFUSED = {
    "outside": ("กช.1", (0, 0, 30, 41), "ล้ำออกนอกแปลง"),
    "over the neighbour": ("กช.1", (10, 0, 41, 40), "ล้ำออกนอกแปลง"),
    "in another parcel": ("กช.3", (0, 0, 30, 40), "ล้ำออกนอกแปลง"),
    "over another part": ("กช.2", (29, 0, 40, 40), "ทับกับส่วนของลำดับ 1"),
    "drawn before": ("กช.1", (0, 0, 1, 1), "วาดส่วนไว้แล้ว"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", REFUSED)
def test_refused_at_every_door(client, uses, case, door):
    use, edges, text = REFUSED[case]
    if case in ("over another part", "drawn before"):
        drawn(uses[0], 0, 0, 30, 40)
    before = LandTaxPart.objects.count()
    found = knock(door, client, use, *edges)
    assert any(text in each for each in found), found
    assert LandTaxPart.objects.count() == before


def test_parts_may_touch_along_an_edge(client, uses):
    drawn(uses[0], 0, 0, 30, 40)
    assert knock("api", client, "กช.2", 30, 0, 40, 40) == []


def test_a_part_of_an_approved_assessment_is_not_redrawn(uses):
    part = drawn(uses[2], 40, 0, 60, 40)
    with ground.write():
        made = LandTaxAssessment.objects.create(
            tax_year=uses[2].tax_year, owner_key="p1", person=ground.person("ค"), status="approved", fingerprint="",
            generated_on=years.today(),
        )  # fmt: skip
        LandTaxLine.objects.create(assessment=made, seq=1, use=uses[2], category="other", rate_key="other")
    with pytest.raises((Refused, Refusals)) as refused:
        said = {"geom": ground.rect(40, 0, 70, 40)}
        records.update(registry.by_slug[PART], part.uid, said, user=ground.user("surveyor"), reason="ทดสอบ")
    assert "มีการประเมินรายการนี้ในปีภาษีเดียวกันแล้ว" in str(refused.value)


# -- the recorded areas follow the drawing -----------------------------------------------------------------------------
def take(part: LandTaxPart) -> Any:
    who = ground.user("surveyor")
    with acting_as(who, "ใช้เนื้อที่ตามที่วาด"):
        return land_parts.take_areas(part, {}, who)


def test_areas_are_taken_from_a_whole_drawing_and_still_fill_the_parcel(uses):
    drawn(uses[0], 0, 0, 20, 40)
    part = drawn(uses[1], 20, 0, 40, 40)
    assert len(land_parts.differences(ground.user("surveyor"), 2569)) == 2
    take(part)
    whole = uses[0].parcel.area_sqwah
    areas = [LandTaxUse.objects.get(pk=use.pk).land_sqwah for use in uses[:2]]
    assert sum(areas) == whole
    assert abs(areas[0] - whole / 2) <= Decimal("0.1")


@pytest.mark.parametrize(("east", "code"), [(None, "PART_MISSING"), (39.0, "AREA_SUM")])
def test_areas_of_half_a_drawing_are_not_taken(uses, east, code):
    part = drawn(uses[0], 0, 0, 30, 40)
    if east:
        drawn(uses[1], 30, 0, east, 40)
    with pytest.raises(Refused) as refused:
        take(part)
    assert refused.value.code == code
    assert LandTaxUse.objects.get(pk=uses[0].pk).land_sqwah == uses[0].land_sqwah


def test_drawings_are_carried_to_the_next_year_where_the_parcel_still_holds_them(uses):
    drawn(uses[0], 0, 0, 30, 40)
    drawn(uses[2], 40, 0, 80, 40)
    with ground.write():
        uses[2].parcel.geom = ground.area(40, 0, 70, 40)
        uses[2].parcel.save()
        year = TaxYear.objects.create(code="2570")
        assert first_uses.begin(year) == 3
    (kept,) = LandTaxPart.objects.filter(use__tax_year=year)
    assert (kept.use.parcel, kept.use.seq, bool(kept.register_no)) == (uses[0].parcel, 1, True)
    assert kept.area_sqwah == LandTaxPart.objects.get(use=uses[0]).area_sqwah
