"""A surveyor takes his own division or merger back, with everything the act carried along, by his own rights alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import (
    AppraisalPrice,
    Building,
    Establishment,
    House,
    OwnershipSpell,
    Parcel,
    ParcelLineage,
    Signboard,
)
from gis_core.pure.refusal import Refusals
from layers.engine import changesets
from layers.engine.coverage import faults_of
from tests.modules.finance.property_register import fabric_made as made
from tests.people import user_with

pytestmark = pytest.mark.django_db
ON = "1 มิ.ย. 2568"
CARRIED = (OwnershipSpell, AppraisalPrice, Building, House, Establishment, Signboard)


@pytest.fixture
def surveyor(db):
    made.town()
    return user_with("surveyor")


@pytest.fixture
def pair(surveyor):
    """Two parcels of one owner, priced alike, with a building each, a house in one, a shop, a sign."""
    pair = [made.draw(f"01A00{n + 1}", made.box(40 * n, 0, 40 + 40 * n, 40), surveyor) for n in range(2)]
    (ann,) = made.people("สมมุติ")
    for n, parcel in enumerate(pair):
        made.own(parcel, (ann, "1/1"))
        with acting_as(system_user(), "ตั้งต้น"):
            AppraisalPrice.objects.create(parcel=parcel, baht_per_sqwah=400, valid=DateRange(date(2023, 1, 1), None))
            house = Building.objects.create(
                building_code=f"{parcel.parcel_code}/001",
                parcel=parcel,
                geom=made.box(40 * n + 25, 5, 40 * n + 35, 15)[0],
            )
            House.objects.create(house_no=str(n), moo=1, building=house, parcel=parcel)
            Establishment.objects.create(thai="ร้าน", building=house, parcel=parcel)
            Signboard.objects.create(thai="ป้าย", width_cm=100, height_cm=50, parcel=parcel, geom=house.geom.centroid)
    return pair


def rows(model) -> list[tuple]:
    names = [f.attname for f in model._meta.concrete_fields if f.attname != "geom"]
    return sorted(model.objects.values_list(*names), key=str)


def state() -> dict[str, list[tuple]]:
    shapes = [(p.parcel_code, p.status, made.exact(p.geom)) for p in Parcel.objects.order_by("id")]
    return {"parcels": shapes} | {model.__name__: rows(model) for model in CARRIED}


def acts(pair, surveyor):
    def divide():
        return made.divide(pair[0], made.line((20, -5), (20, 45)), surveyor, [{"area_sqwah": "0-2-0"}] * 2, on=ON)

    return {"divide": divide, "merge": lambda: made.merge(pair, surveyor, on=ON)}


@pytest.mark.parametrize("act", ["divide", "merge"])
def test_who_did_it_takes_it_back_with_all_it_carried(pair, surveyor, act):
    before = state()
    done = acts(pair, surveyor)[act]()
    after = state()
    assert {name for name in before if before[name] != after[name]} >= {
        "parcels",
        "OwnershipSpell",
        "AppraisalPrice",
        "Building",
    }
    batch = changesets.undo(done.batch_id, user=surveyor, reason="ทำผิดแปลง")
    assert state() == before
    assert not ParcelLineage.objects.exists()
    assert not faults_of(made.register(), [p.pk for p in pair], surveyor)
    changesets.redo(batch, user=surveyor, reason="ทำถูกแล้ว")
    assert state() == after


@pytest.mark.parametrize("act", ["divide", "merge"])
def test_another_surveyor_may_not_and_who_may_delete_may(pair, surveyor, act):
    before = state()
    done = acts(pair, surveyor)[act]()
    with pytest.raises(Refusals) as refused:
        changesets.undo(done.batch_id, user=user_with("surveyor", name="second"), reason="ของผู้อื่น")
    assert refused.value.codes == ("NO_RIGHT",)
    changesets.undo(done.batch_id, user=user_with("surveyor", "assessor", name="head"), reason="ผู้ตรวจสั่งเลิก")
    assert state() == before
