"""Merger: only in the same hands, only what lies together; a new lot, everything on it, undoable."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.ground import queries
from gis_core.ground.models import AppraisalPrice, Building, House, Parcel, ParcelLineage, TaxBlock
from gis_core.parties.models import Person
from gis_core.pure.refusal import Refusals
from layers.engine import changesets, records
from layers.registry import registry
from modules.finance.property_register import rules
from tests.modules.finance.property_register import fabric_made as made
from tests.people import user_with
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db
ON = "1 มิ.ย. 2568"
DAY = date(2025, 6, 1)


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


@pytest.fixture
def ann(user):
    return made.people("สมมุติ")[0]


@pytest.fixture
def pair(user, ann):
    """Two parcels side by side in one hand."""
    found = [made.draw(f"01A00{n + 1}", made.box(40 * n, 0, 40 + 40 * n, 40), user) for n in range(2)]
    for parcel in found:
        made.own(parcel, (ann, "1/1"))
    return found


def test_two_become_a_new_lot(pair, user, ann):
    done = made.merge(pair, user, on=ON, act="รวมโฉนด", child={"deed_no": "901"})
    assert (done.record.parcel_code, done.record.area_sqwah, done.record.deed_no) == ("01A003", Decimal("800.0"), "901")
    assert made.corners(done.record.geom) and made.area(done.record.geom) == pytest.approx(3200, abs=0.01)
    for parent in pair:
        parent.refresh_from_db()
    assert {p.get_status_display() for p in pair} == {"รวม"}
    assert {(s.parent, s.act, s.on) for s in ParcelLineage.objects.filter(child=done.record)} == {
        (p, "merger", DAY) for p in pair
    }
    assert [s.person for s in queries.owner_on(done.record, DAY)] == [ann]
    assert not queries.owner_on(pair[0], DAY)
    assert queries.owner_on(pair[1], date(2025, 1, 1)).count() == 1


@pytest.mark.parametrize("row", worked_examples(__file__, "merger"))
def test_worked_examples_of_owners(row):
    def held(text: str) -> frozenset:
        return frozenset(("owner", *_part(part)) for part in text.split() if part != "-")

    def _part(part: str) -> tuple:
        party, share = part.split(":")
        return party, Fraction(share), DAY, None

    parcels = [
        rules.Held(f"0{n}", held(text), row["state"] == "yes") for n, text in enumerate(row["parcels"].split(";"))
    ]
    assert " ".join(each.code for each in rules.refuse_merger(parcels)) == row["codes"]


def test_different_owners_or_shares_are_refused_without_naming_anybody(pair, user, ann):
    bee = made.people("สมหมาย")[0]
    third = made.draw("01A003", made.box(80, 0, 120, 40), user)
    made.own(third, (ann, "1/2"), (bee, "1/2"))
    with pytest.raises(Refusals) as refused:
        made.merge([pair[1], third], user)
    (one,) = refused.value
    assert one.code == "MERGE_OWNERS"
    assert "01A003" in one.thai
    assert not [name for name in ("สมมุติ", "สมหมาย") if name in one.thai]
    assert Parcel.objects.filter(status="active").count() == 3


def test_two_entries_of_one_human_are_the_same_owner(pair, user, ann):
    with acting_as(system_user(), "ชื่อซ้ำ"):
        alias = Person.objects.create(first_name="สมมุติ", last_name="เดิม", register_no="บค.ซ้ำ", same_as=ann)
        pair[1].spells.update(person=alias)
    assert made.merge(pair, user).record.spells.get().person_id in (ann.pk, alias.pk)


def test_entries_of_one_human_are_the_same_owner_over_several_steps(pair, user, ann):
    with acting_as(system_user(), "ชื่อซ้ำ"):
        alias = Person.objects.create(first_name="สมมุติ", last_name="เดิม", register_no="บค.ซ้ำ", same_as=ann)
        older = Person.objects.create(first_name="สมมุติ", last_name="แรก", register_no="บค.แรก", same_as=alias)
        pair[1].spells.update(person=older)
    assert made.merge(pair, user).record.spells.count() == 1


def test_unknown_owners_are_not_the_same(user):
    pair = [made.draw(f"01A00{n + 1}", made.box(40 * n, 0, 40 + 40 * n, 40), user) for n in range(2)]
    with pytest.raises(Refusals) as refused:
        made.merge(pair, user)
    assert refused.value.codes == ("MERGE_OWNERS",)


@pytest.mark.parametrize("shape", [made.box(100, 0, 140, 40), made.box(40, 40, 80, 80)], ids=["apart", "corner"])
def test_what_does_not_lie_together_is_refused_with_the_piece(pair, user, ann, shape):
    other = made.draw("01A009", shape, user)
    made.own(other, (ann, "1/1"))
    with pytest.raises(Refusals) as refused:
        made.merge([pair[0], other], user)
    (one,) = refused.value
    assert one.code == "NOT_ADJACENT"
    assert one.geometry["type"] == "Polygon"


def test_the_recorded_area_is_the_sum(pair, user):
    with pytest.raises(Refusals) as refused:
        made.merge(pair, user, child={"area_sqwah": "2-0-1"})
    assert refused.value.codes == ("DIVISION",)
    assert made.merge(pair, user, child={"area_sqwah": "2-0-0"}).record.area_sqwah == 800


def test_what_stands_there_comes_along(pair, user):
    with acting_as(system_user(), "เพิ่ม"):
        one = Building.objects.create(building_code="01A001/001", parcel=pair[0], geom=made.box(5, 5, 15, 15)[0])
        two = Building.objects.create(building_code="01A002/001", parcel=pair[1], geom=made.box(35, 20, 50, 30)[0])
        house = House.objects.create(house_no="1", moo=1, parcel=pair[1])
        for parcel in pair:
            AppraisalPrice.objects.create(parcel=parcel, baht_per_sqwah=400, valid=DateRange(date(2023, 1, 1), None))
    done = made.merge(pair, user, on=ON)
    for thing in (one, two, house):
        thing.refresh_from_db()
        assert thing.parcel == done.record
    assert [one.building_code, two.building_code] == ["01A003/001", "01A003/002"]
    assert [(s.parcel, s.share_percent) for s in two.sites.all()] in ([], [(done.record, Decimal(100))])
    assert [(p.baht_per_sqwah, p.valid.lower) for p in done.record.prices.all()] == [(400, DAY)]
    assert done.warnings == ()


def test_different_prices_and_columns_are_told(pair, user):
    with acting_as(system_user(), "ราคา"):
        AppraisalPrice.objects.create(parcel=pair[0], baht_per_sqwah=400, valid=DateRange(date(2023, 1, 1), None))
    records.update(made.register(), pair[1].uid, {"moo": "7"}, user=user, reason="แก้")
    done = made.merge(pair, user, on=ON)
    assert {w.code for w in done.warnings} == {"PRICE", "DIFFERS"}
    assert not done.record.prices.exists()


def test_gaps_of_an_old_drawing_within_a_centimetre_are_closed(user, ann):
    with acting_as(system_user(), "ข้อมูลเดิม"):
        block = TaxBlock.objects.get(code="01A")
        pair = [
            Parcel.objects.create(parcel_code="01A001", block=block, area_sqwah=400, geom=made.box(0, 0, 40, 40)),
            Parcel.objects.create(parcel_code="01A002", block=block, area_sqwah=400, geom=made.box(40.006, 0, 80, 40)),
        ]
    for parcel in pair:
        made.own(parcel, (ann, "1/1"))
    done = made.merge(pair, user)
    assert len(done.record.geom) == 1
    assert len(done.record.geom[0]) == 1, "no hole is left"


def test_one_is_not_enough_and_a_merged_one_not_again(pair, user):
    with pytest.raises(Refusals) as refused:
        made.merge(pair[:1], user)
    assert refused.value.codes == ("TOO_FEW",)
    made.merge(pair, user)
    with pytest.raises(Refusals) as refused:
        made.merge(pair, user)
    assert refused.value.codes == ("NOT_LIVE",)


def test_versions_and_trials(pair, user):
    with pytest.raises(Refusals) as refused:
        made.merge(pair, user, expected_versions={pair[0].uid: 1, pair[1].uid: 9})
    assert "CONFLICT" in refused.value.codes
    trial = made.merge(pair, user, dry_run=True)
    assert trial.as_json()["sum_text"] == "2-0-0"
    assert trial.code == "01A003"
    assert set(Parcel.objects.values_list("status", flat=True)) == {"active"}


def test_who_may_merge_may_part_again_though_buildings_are_not_his_to_change(pair, user):
    officer = user_with("revenue_officer")
    assert not any(
        "change" in g.action_set and "revenue_officer" in g.role_set for g in registry.for_model(Building).grants
    )
    with acting_as(system_user(), "เพิ่ม"):
        building = Building.objects.create(building_code="01A001/001", parcel=pair[0], geom=made.box(5, 5, 15, 15)[0])
    done = made.merge(pair, officer, on=ON)
    changesets.undo(done.batch_id, user=officer, reason="ทำผิด")
    building.refresh_from_db()
    assert (building.parcel, building.building_code) == (pair[0], "01A001/001")


def test_undo_parts_them_again(pair, user, ann):
    done = made.merge(pair, user, on=ON)
    changesets.undo(done.batch_id, user=user, reason="ทำผิด")
    assert sorted(Parcel.objects.values_list("parcel_code", "status")) == [("01A001", "active"), ("01A002", "active")]
    assert [s.person for s in queries.owner_on(pair[0], DAY)] == [ann]
    assert not ParcelLineage.objects.exists()


def test_divided_and_merged_again_is_no_ring(pair, user):
    done = made.divide(pair[0], made.line((20, -5), (20, 45)), user, [{"area_sqwah": "0-2-0"}] * 2, on="1 ม.ค. 2568")
    again = made.merge(done.children, user, on=ON)
    assert again.record.parcel_code == "01A003"
    assert made.area(again.record.geom) == pytest.approx(1600, abs=0.01)
