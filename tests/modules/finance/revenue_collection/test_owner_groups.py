"""Contiguous land of one owner as a question: groups with their union, area and tax base."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry

from layers.registry import registry
from modules.finance.revenue_collection.maps import owner_groups
from modules.finance.revenue_collection.models import ContiguityDecision, LandTaxAssessment
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year as made
from tests.people import sign_in


@pytest.mark.parametrize(
    ("pairs", "least", "expected"),
    [
        ([("a", "b"), ("b", "c"), ("x", "y")], 2, [["a", "b", "c"], ["x", "y"]]),
        ([("a", "b"), ("b", "c"), ("x", "y")], 3, [["a", "b", "c"]]),
        ([], 2, []),
    ],
)
def test_parcels_that_hang_together(pairs, least, expected):
    assert owner_groups.groups(pairs, least) == expected


@pytest.fixture
def land(db: None) -> dict[str, Any]:
    """Three parcels of one owner in a row, a neighbour's beside them, a fourth of his far off; all taxed."""
    ground.town()
    year, owner = made.tax_year(), ground.person("ก")
    mine = [made.land(lot, owner, lot * 40, 0, lot * 40 + 40, 40) for lot in (1, 2, 3)]
    other = made.land(4, ground.person("ข"), 160, 0, 200, 40)
    far = made.land(5, owner, 300, 300, 340, 340)
    with ground.write():
        row = LandTaxAssessment.objects.create(
            tax_year=year, owner_key=f"p{owner.pk}", person=owner, tax_baht=0, status="approved", fingerprint="",
            register_no="ภดส.1", generated_on=made.today(), place_id=mine[0].uid,
        )  # fmt: skip
        for seq, parcel in enumerate([*mine, far], 1):
            used = made.use(year, parcel)
            row.lines.create(seq=seq, use=used, parcel=parcel, category="other", rate_key="other", base_baht=1000 * seq)
    return {"year": year, "mine": mine, "other": other, "far": far}


@pytest.mark.django_db
def test_a_group_has_one_shape_its_area_and_its_base(land, client):
    reader = ground.user("revenue_officer")
    (row,) = owner_groups.owner_groups(reader)
    assert (row["title"], row["parcels"], row["base_baht"]) == ("01A001, 01A002, 01A003", 3, Decimal(6000))
    assert GEOSGeometry(row["geom"]).geom_type == "Polygon" and row["area"] == "3-0-0"
    assert owner_groups.owner_groups(reader, least=4) == [] == owner_groups.owner_groups(reader, 2568)
    sign_in(client, reader)
    page = client.get(f"{registry.for_model(LandTaxAssessment).url}q/owner_groups/", {"year": "2569", "least": "2"})
    assert page.status_code == 200 and "01A001, 01A002, 01A003" in page.content.decode()
    assert owner_groups.owner_groups(ground.user("engineer")) == []


@pytest.mark.django_db
def test_what_an_officer_decided_of_two_parcels_counts(land):
    one, two, three = land["mine"]
    with ground.write():
        ContiguityDecision.objects.create(parcel=one, other=two, verdict="apart", reason="มีคลองคั่น", from_year_be=2569)
        ContiguityDecision.objects.create(
            parcel=three, other=land["far"], verdict="together", reason="แผนที่คลาดเคลื่อน", from_year_be=2569
        )
    titles = [row["title"] for row in owner_groups.owner_groups(ground.user("revenue_officer"))]
    assert titles == ["01A002, 01A003, 01A005"]
