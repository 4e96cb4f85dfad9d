"""A change of the world closes one row and opens another; both are in the history of who wrote them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection

from gis_core.access.actor import acting_as
from gis_core.features.models import Feature, History
from gis_core.features.time import end, supersede
from gis_core.ground.models import OwnershipSpell
from gis_core.pure.refusal import Refused
from tests.gis_core.ground.land import area, parcel, person, spell

pytestmark = pytest.mark.django_db
D = date


@pytest.fixture
def sold(clerk):
    with acting_as(clerk, "วางเมืองทดสอบ"):
        owner = spell(parcel(1, area(0, 0, 40, 40)), person("ก"), since=D(2010, 1, 1), act="มรดก")
        owner.save()
        return owner, person("ข")


def test_a_sale(clerk, sold):
    owner, buyer = sold
    with acting_as(clerk, "ขายที่ดิน"):
        following = supersede(owner, D(2024, 6, 1), person=buyer, act="ขาย")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    first, second = OwnershipSpell.objects.order_by("id")
    assert (first.valid.lower, first.valid.upper, first.act) == (D(2010, 1, 1), D(2024, 6, 1), "มรดก")
    assert (second.valid.lower, second.valid.upper, second.person, second.act) == (D(2024, 6, 1), None, buyer, "ขาย")
    assert (second.pk, second.uid) == (following.pk, following.uid)
    assert second.uid != first.uid
    assert owner.valid.upper == D(2024, 6, 1)
    assert History.objects.get(uid=owner.uid).row_data["valid"] == "[2010-01-01,)"
    assert Feature.objects.get(uid=second.uid).version == 1


def test_what_follows_ends_when_the_old_row_would_have(clerk, sold):
    owner, buyer = sold
    with acting_as(clerk, "ขายสองครั้ง"):
        supersede(owner, D(2024, 6, 1), person=buyer)
        middle = supersede(owner, D(2015, 1, 1), person=buyer)
    assert (middle.valid.lower, middle.valid.upper) == (D(2015, 1, 1), D(2024, 6, 1))


@pytest.mark.parametrize("day", [D(2010, 1, 1), D(2009, 12, 31), D(2024, 6, 1), D(2030, 1, 1)])
def test_a_day_outside_the_rows_life_is_a_correction_and_refused(clerk, sold, day):
    owner, buyer = sold
    with acting_as(clerk, "สิ้นสุด"):
        end(owner, D(2024, 6, 1))
    with pytest.raises(Refused, match=r"ตั้งแต่ 1 ม\.ค\. 2553 ถึงก่อน 1 มิ\.ย\. 2567") as refusal, acting_as(clerk, "ขาย"):
        supersede(owner, day, person=buyer)
    assert refusal.value.code == "SUPERSEDE"
    assert OwnershipSpell.objects.count() == 1


def test_a_stale_object_is_read_again(clerk, sold):
    owner, buyer = sold
    stale = OwnershipSpell.objects.get(pk=owner.pk)
    with acting_as(clerk, "ขาย"):
        supersede(owner, D(2024, 6, 1), person=buyer)
    with pytest.raises(Refused), acting_as(clerk, "ขายซ้ำ"):
        supersede(stale, D(2025, 1, 1), person=buyer)


def test_an_unknown_column_changes_nothing(clerk, sold):
    with pytest.raises(FieldDoesNotExist), acting_as(clerk, "พิมพ์ผิด"):
        supersede(sold[0], D(2024, 6, 1), owner=sold[1])
    assert OwnershipSpell.objects.get().valid.upper is None
