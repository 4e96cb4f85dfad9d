"""Undoing sets: what others have done since is told and chosen, rights hold for the whole, nothing is half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from gis_core.access.actor import acting_as, system_user
from gis_core.features import check
from gis_core.features.models import Change, Feature, History
from gis_core.ground.models import House, Household, NamedPlace
from gis_core.pure.refusal import Refusals
from gis_core.pure.thai_calendar import format_datetime
from layers.engine import changesets, records, transitions
from layers.registry import registry
from tests.contracts import examples
from tests.map_ui import register_pages as street
from tests.people import user_with
from tests.street_lamps.models import LampPart, StreetLamp

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer(db: None) -> Any:
    return street.engineer()


@pytest.fixture
def other(db: None) -> Any:
    return user_with("division_head", name="other")


def part(thai: str, quantity: int = 1) -> dict[str, str]:
    return {"thai": thai, "quantity": str(quantity)}


def change(lamp: StreetLamp, user: Any, batch: Any = None, lines: Any = None, **values: Any) -> None:
    records.update(street.lamps(), lamp.uid, values, user=user, reason="แก้ไข", lines=lines, batch_id=batch)


def set_behind(record: Any) -> Any:
    """The set of the last change of a record."""
    return Feature.objects.select_related("change").get(uid=record.uid).change.batch_id


def codes(call: Any, *args: Any, **kwargs: Any) -> tuple[str, ...]:
    with pytest.raises(Refusals) as caught:
        call(*args, **kwargs)
    return caught.value.codes


def power(lamp: StreetLamp) -> int | None:
    return StreetLamp.objects.filter(uid=lamp.uid).values_list("power_w", flat=True).first()


def undo(batch: Any, user: Any, **more: Any) -> Any:
    return changesets.undo(batch, user=user, reason="เลิกทำ", **more)


# -- one set of several acts -------------------------------------------------------------------------------------------
def test_a_set_of_several_acts_is_undone_and_done_again_at_once(engineer):
    batch = changesets.begin()
    old, gone = street.lamp(0, engineer, lines={"lamppart": [part("หลอด")]}), street.lamp(1, engineer)
    change(old, engineer, batch, power_w="250", lines={"lamppart": [part("ขา", 3)]})
    records.delete(street.lamps(), gone.uid, user=engineer, reason="ลบ", batch_id=batch)
    new = records.create(
        street.lamps(), {"lamp_type": "led", "power_w": "60", "geom": Point(101.15, 16.44, srid=4326)},
        user=engineer, reason="เพิ่ม", lines={"lamppart": [part("โคม")]}, batch_id=batch,
    )  # fmt: skip
    acts = {each.uid: each.act for each in changesets.touched(batch, engineer)}
    assert acts == {old.uid: "changed", gone.uid: "removed", new.uid: "added"}
    back = undo(batch, engineer)
    assert (power(old), [p.thai for p in old.parts.all()]) == (100, ["หลอด"])
    assert StreetLamp.objects.get(uid=gone.uid).pk == gone.pk
    assert not StreetLamp.objects.filter(uid=new.uid).exists() and not LampPart.objects.filter(thai="โคม").exists()
    assert {each.is_undone for each in changesets.touched(batch, engineer)} == {True}
    assert codes(undo, batch, engineer) == ("ALREADY_UNDONE",)
    changesets.redo(back, user=engineer, reason="ทำซ้ำ")
    assert (power(old), [(p.thai, p.quantity) for p in old.parts.all()]) == (250, [("ขา", 3)])
    assert not StreetLamp.objects.filter(uid=gone.uid).exists()
    assert StreetLamp.objects.get(uid=new.uid).register_no == new.register_no
    assert check.check() == []


def test_an_undo_is_a_change_of_whoever_undoes_with_his_reason(engineer, other):
    lamp = street.lamp(0, engineer)
    change(lamp, engineer, power_w="250")
    new = changesets.undo(set_behind(lamp), user=other, reason="บันทึกผิดดวง")
    row = Change.objects.get(batch_id=new)
    assert (row.actor, row.reason) == (other, "บันทึกผิดดวง")
    assert History.objects.filter(uid=lamp.uid).count() == 2


def test_an_act_without_a_set_is_a_set_of_its_own_and_what_is_nested_belongs_to_the_outer_one(engineer):
    with acting_as(engineer, "ชุดหนึ่ง") as outer:
        first, second = street.lamp(0, engineer), street.lamp(1, engineer)
    batch = changesets.set_of(outer)
    assert {set_behind(first), set_behind(second)} == {batch}
    alone = street.lamp(2, engineer)
    assert set_behind(alone) != batch
    undo(batch, engineer)
    assert list(StreetLamp.objects.values_list("uid", flat=True)) == [alone.uid]


def test_a_number_once_given_is_not_given_again(engineer):
    first = street.lamp(0, engineer)
    undo(set_behind(first), engineer)
    assert street.lamp(1, engineer).register_no != first.register_no


# -- others have been there --------------------------------------------------------------------------------------------
def test_a_record_edited_later_is_named_and_chosen_row_by_row(engineer, other):
    batch = changesets.begin()
    lamps = [street.lamp(n, engineer) for n in range(3)]
    for lamp in lamps:
        change(lamp, engineer, batch, power_w="200")
    for lamp in lamps[:2]:
        change(lamp, other, power_w="300")
    with pytest.raises(Refusals) as caught:
        undo(batch, engineer)
    assert {each.field for each in caught.value} == {str(lamp.uid) for lamp in lamps[:2]}
    assert all(each.code == "EDITED_LATER" and str(other) in each.thai for each in caught.value)
    written = Feature.objects.select_related("change").get(uid=lamps[0].uid).change.at
    assert format_datetime(timezone.localtime(written)) in next(iter(caught.value)).thai, "as clocks here show it"
    assert [power(lamp) for lamp in lamps] == [300, 300, 200]
    assert codes(undo, batch, engineer, keep=[lamps[0].uid]) == ("EDITED_LATER",)
    undo(batch, engineer, keep=[lamps[0].uid], force=[lamps[1].uid])
    assert [power(lamp) for lamp in lamps] == [300, 100, 100]
    found = {each.uid: (each.edited_later, each.is_undone) for each in changesets.touched(batch, engineer)}
    assert found == {lamps[0].uid: (True, False), lamps[1].uid: (False, True), lamps[2].uid: (False, True)}


def test_a_record_deleted_later_may_come_back_with_its_lines(engineer, other):
    lamp = street.lamp(0, engineer, lines={"lamppart": [part("หลอด"), part("ขา")]})
    batch = changesets.begin()
    change(lamp, engineer, batch, power_w="200")
    records.delete(street.lamps(), lamp.uid, user=other, reason="รื้อ")
    (row,) = changesets.touched(batch, engineer)
    assert (row.edited_later, row.later_by, row.is_there) == (True, str(other), False)
    assert codes(undo, batch, engineer) == ("EDITED_LATER",)
    undo(batch, engineer, force=[lamp.uid])
    assert power(lamp) == 100
    assert sorted(p.thai for p in lamp.parts.all()) == ["ขา", "หลอด"]
    assert check.check() == []


def test_an_added_record_whose_lines_others_wrote_is_edited_later(engineer, other):
    lamp = street.lamp(0, engineer)
    batch = set_behind(lamp)
    change(lamp, other, lines={"lamppart": [part("ของเขา")]})
    assert codes(undo, batch, engineer) == ("EDITED_LATER",)
    undo(batch, engineer, force=[lamp.uid])
    assert not StreetLamp.objects.exists() and not LampPart.objects.exists()
    assert check.check() == []


def test_an_added_record_that_others_use_is_not_taken_away(engineer, other):
    with acting_as(system_user(), "วัด"):
        temple = NamedPlace.objects.create(register_no="ส.1", thai="วัดทดสอบ", kind="temple", geom=Point(101.1, 16.4))
    user = user_with("engineer", "registry_clerk", "surveyor", "division_head", name="many")
    lamp = street.lamp(0, other, stands_at=temple.uid)
    batch = set_behind(temple)
    with pytest.raises(Refusals) as caught:
        undo(batch, user)
    assert caught.value.codes == ("IN_USE",) and lamp.register_no in str(caught.value)
    assert NamedPlace.objects.filter(uid=temple.uid).exists()


def test_a_record_that_points_to_what_is_gone_is_not_put_back(engineer):
    user = user_with("engineer", "registry_clerk", "surveyor", "division_head", name="many")
    with acting_as(user, "วัด"):
        temple = NamedPlace.objects.create(register_no="ส.1", thai="วัดทดสอบ", kind="temple", geom=Point(101.1, 16.4))
    lamp = street.lamp(0, user, stands_at=temple.uid)
    change(lamp, user, stands_at="")
    batch = set_behind(lamp)
    with acting_as(user, "ลบวัด"):
        temple.delete()
    assert codes(undo, batch, user) == ("GONE",)


def test_two_sets_over_one_record_are_undone_in_their_order_or_by_choice(engineer, other):
    lamp = street.lamp(0, engineer)
    first, second = changesets.begin(), changesets.begin()
    change(lamp, engineer, first, power_w="200")
    change(lamp, other, second, power_w="300", lamp_type="sodium")
    assert codes(undo, first, engineer) == ("EDITED_LATER",)
    undo(second, engineer)
    assert power(lamp) == 200
    assert codes(undo, first, engineer) == ("EDITED_LATER",)  # the undo of the second has written it since
    undo(first, engineer, force=[lamp.uid])
    assert power(lamp) == 100


def test_a_record_that_took_a_step_since_is_kept_and_not_put_back(engineer, other):
    lamp, untouched = street.lamp(0, engineer), street.lamp(1, engineer)
    added, batch = set_behind(lamp), changesets.begin()
    for each in (lamp, untouched):
        change(each, engineer, batch, power_w="200")
    clerk = user_with("counter_clerk")
    transitions.transition(street.lamps(), lamp.uid, "report", {}, user=clerk, reason="ดับ")
    for gone in (batch, added):
        assert codes(undo, gone, engineer, force=[lamp.uid]) == ("MOVED_ON",)
        assert codes(undo, gone, engineer, others="force") == ("MOVED_ON",)
    undo(batch, engineer, keep=[lamp.uid])
    assert (power(lamp), power(untouched)) == (200, 100)


def test_a_set_between_whose_acts_another_wrote_is_edited_later(engineer, other):
    lamp, batch = street.lamp(0, engineer), changesets.begin()
    change(lamp, engineer, batch, power_w="200")
    change(lamp, other, meter_no="7")
    change(lamp, engineer, batch, power_w="250")
    assert codes(undo, batch, engineer) == ("EDITED_LATER",)


# -- what cannot be undone ---------------------------------------------------------------------------------------------
def test_a_ledger_cannot_be_undone_and_says_so(engineer, other):
    lamp = street.lamp(0, engineer)
    clerk = user_with("counter_clerk")
    transitions.transition(street.lamps(), lamp.uid, "report", {}, user=clerk, reason="แจ้ง")
    with pytest.raises(Refusals) as caught:
        undo(set_behind(lamp), other)
    assert caught.value.codes == ("LEDGER",) and "เพิ่มได้อย่างเดียว" in str(caught.value)


def test_tables_of_the_offices_own_pages_are_not_undone_here(engineer):
    with acting_as(system_user(), "ตั้งบัญชี") as change_id:
        type(engineer).objects.create_user("someone", "ใครคนหนึ่ง", "ทดสอบ-1234567890")
    assert codes(undo, changesets.set_of(change_id), engineer) == ("OTHER_TABLE",)


def test_no_set_no_undo(engineer):
    assert codes(undo, changesets.begin(), engineer) == ("NOT_FOUND",)


# -- rights ------------------------------------------------------------------------------------------------------------
def test_a_set_partly_outside_the_right_is_refused_whole_and_says_how_much(engineer):
    batch = changesets.begin()
    lamps = [street.lamp(n, engineer) for n in range(3)]
    for lamp in lamps:
        change(lamp, engineer, batch, power_w="200")
    here = MultiPolygon(Polygon.from_bbox((street.LON - 0.0005, 16.42, street.LON + 0.0005, 16.44)), srid=4326)
    local = user_with("engineer", name="local", area=here)
    with pytest.raises(Refusals) as caught:
        undo(batch, local)
    assert caught.value.codes == ("NO_RIGHT",) and "2 ระเบียน" in str(caught.value)
    assert [power(lamp) for lamp in lamps] == [200, 200, 200]
    undo(batch, local, keep=[lamps[1].uid, lamps[2].uid])
    assert [power(lamp) for lamp in lamps] == [100, 200, 200]


def test_a_record_may_not_be_put_back_outside_the_right(engineer):
    lamp = street.lamp(0, engineer)
    change(lamp, engineer, geom={"type": "Point", "coordinates": [101.2, 16.43]})
    there = MultiPolygon(Polygon.from_bbox((101.19, 16.42, 101.21, 16.44)), srid=4326)
    assert codes(undo, set_behind(lamp), user_with("engineer", name="local", area=there)) == ("NO_RIGHT",)
    assert StreetLamp.objects.get(uid=lamp.uid).geom.x == 101.2


def test_who_added_a_record_takes_it_away_by_the_right_to_add_others_need_more(engineer):
    surveyor = user_with("surveyor")
    house = registry.for_model(House)
    record = records.create(house, {"house_no": "1"}, user=surveyor, reason="เพิ่มบ้าน")
    batch = set_behind(record)
    if not any("delete" in grant.action_set for grant in house.grants):
        assert codes(undo, batch, user_with("surveyor", name="second")) == ("NO_RIGHT",)
    undo(batch, surveyor)
    assert not House.objects.exists()


def test_who_sees_nothing_of_a_set_is_told_nothing(engineer):
    lamp = street.lamp(0, engineer)
    found = changesets.read(set_behind(lamp), user_with("council_chair"))
    assert (found.records, found.total, found.hidden, found.bounds) == ([], 0, 1, None)


# -- rows in each other's way ------------------------------------------------------------------------------------------
def test_records_that_exchanged_unique_numbers_get_them_back(engineer):
    first, second = street.lamp(0, engineer), street.lamp(1, engineer)
    numbers = first.register_no, second.register_no
    with acting_as(engineer, "สลับเลข") as change_id:
        StreetLamp.objects.filter(pk=first.pk).update(register_no="ชั่วคราว")
        StreetLamp.objects.filter(pk=second.pk).update(register_no=numbers[0])
        StreetLamp.objects.filter(pk=first.pk).update(register_no=numbers[1])
    undo(changesets.set_of(change_id), engineer)
    assert tuple(StreetLamp.objects.order_by("pk").values_list("register_no", flat=True)) == numbers
    assert Feature.objects.get(uid=first.uid).version == 3
    assert check.check() == []


def test_a_number_given_to_another_record_since_is_refused_in_words(engineer):
    first, second = street.lamp(0, engineer), street.lamp(1, engineer)
    with acting_as(engineer, "เปลี่ยนเลข") as change_id:
        StreetLamp.objects.filter(pk=first.pk).update(register_no="ใหม่")
    with acting_as(engineer, "ใช้เลขเดิม"):
        StreetLamp.objects.filter(pk=second.pk).update(register_no=first.register_no)
    with pytest.raises(Refusals) as caught:
        undo(changesets.set_of(change_id), engineer)
    assert "ซ้ำ" in str(caught.value)


# -- one deleted record ------------------------------------------------------------------------------------------------
def test_a_deleted_record_is_restored_alone_out_of_a_larger_set(engineer):
    batch = changesets.begin()
    lamps = [street.lamp(n, engineer, lines={"lamppart": [part("หลอด")]}) for n in range(2)]
    for lamp in lamps:
        records.delete(street.lamps(), lamp.uid, user=engineer, reason="ลบ", batch_id=batch)
    changesets.restore(street.lamps(), lamps[0].uid, user=engineer, reason="ลบผิดดวง")
    again = StreetLamp.objects.get()
    assert (again.pk, again.uid, again.register_no) == (lamps[0].pk, lamps[0].uid, lamps[0].register_no)
    assert [p.thai for p in again.parts.all()] == ["หลอด"]
    assert Feature.objects.get(uid=again.uid).version == 2
    assert codes(changesets.restore, street.lamps(), again.uid, user=engineer, reason="อีกครั้ง") == ("NOT_FOUND",)
    assert codes(changesets.restore, street.lamps(), lamps[1].uid, user=user_with("citizen"), reason="x") == (
        "NO_RIGHT",
    )


def test_a_record_changed_and_deleted_in_one_set_comes_back_as_it_was_last(engineer):
    lamp, batch = street.lamp(0, engineer), changesets.begin()
    change(lamp, engineer, batch, power_w="200")
    records.delete(street.lamps(), lamp.uid, user=engineer, reason="ลบ", batch_id=batch)
    changesets.restore(street.lamps(), lamp.uid, user=engineer, reason="ลบผิดดวง")
    assert power(lamp) == 200
    undo(batch, engineer, force=[lamp.uid])
    assert power(lamp) == 100


def test_pages_of_a_set_are_read_one_by_one(engineer, django_assert_max_num_queries):
    lamps = street.bulk(120)
    batch = set_behind(lamps[0])
    with django_assert_max_num_queries(25):
        found = changesets.read(batch, engineer, offset=100, limit=50)
    assert (len(found.records), found.total, found.hidden) == (20, 120, 0)
    assert found.counts == [(street.lamps(), "added", 120)]


def test_what_stands_at_a_record_of_the_set_goes_with_it_without_a_right_of_its_own():
    """Houses are nobody's to change here but the surveyor's; whoever may undo the parcel takes its house along."""
    given = examples.Given({})
    house = given.record(House, 0)
    parcels = registry.for_model(type(house.parcel))
    officer = user_with("revenue_officer")
    grants = registry.for_model(House).grants
    assert not any("change" in grant.action_set and "revenue_officer" in grant.role_set for grant in grants)
    batch = changesets.begin()
    with acting_as(officer, "ย้ายไปกับแปลง", batch_id=batch):
        House.objects.filter(pk=house.pk).update(house_no="77")
    assert codes(undo, batch, officer) == ("NO_RIGHT",)
    with acting_as(officer, "แก้แปลง", batch_id=batch):
        type(house.parcel).objects.filter(pk=house.parcel_id).update(land_no="77")
    undo(batch, officer)
    house.refresh_from_db()
    assert house.house_no != "77" and parcels is not None


def test_what_stands_at_something_that_stands_at_a_record_of_the_set_goes_with_it_too():
    """A household stands at its house, the house at its parcel: the right to undo the parcel is enough for all."""
    household = examples.Given({}).record(Household, 0)
    house, parcel = household.house, household.house.parcel
    officer, batch = user_with("revenue_officer"), changesets.begin()
    with acting_as(officer, "แก้ทั้งชุด", batch_id=batch):
        Household.objects.filter(pk=household.pk).update(members=7)
        House.objects.filter(pk=house.pk).update(house_no="77")
        type(parcel).objects.filter(pk=parcel.pk).update(land_no="77")
    assert codes(undo, batch, officer, keep=[house.uid]) == ("NO_RIGHT",), "a house that is kept carries nobody"
    undo(batch, officer)
    household.refresh_from_db()
    assert household.members != 7
