"""Change requests: from the news of a thing to the register."""

from __future__ import annotations

import pytest

from gis_core.ground.models import Parcel, ParcelLineage
from gis_core.pure.refusal import Refusals
from layers.engine import changesets, history, records, transitions
from layers.registry import registry
from modules.finance.property_register import bringing, papers
from modules.kernel.inspections import surveys
from tests.doors import refused
from tests.modules.finance.property_register import ground
from tests.modules.kernel.test_field_surveys import hand_in
from tests.modules.kernel.test_field_surveys import step as survey_step
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def land(db):
    ground.town()
    return ground.parcel(1, 0, 0, 40, 40)


def request(land, event="use", **more):
    values = {"event": event, "target": str(land.uid)} | more
    return ground.make("change_request", values, ground.user("counter_clerk"))


def step(code, made, who, **values):
    register = ground.register("change_request")
    return transitions.transition(register, made.uid, code, values, user=who, reason="ทดสอบ")


def test_a_change_of_use_goes_through_the_field_and_is_applied(land):
    made = request(land)
    surveyor, assessor, head = ground.user("surveyor"), ground.user("assessor"), ground.user("finance_head")
    assert (made.needs_field, made.status) == (True, "received")
    assert refused(step, "check", made, assessor) == ("FIELD_NEEDED",)
    step("to_field", made, assessor)
    survey = hand_in(land, surveyor)
    step("surveyed", made, surveyor, survey=survey.register_no)
    step("verify", made, head)
    survey.refresh_from_db()
    assert (survey.status, survey.verified_by) == ("verified", head), "one signature for both"
    step("apply", made, assessor)
    land.refresh_from_db()
    made.refresh_from_db()
    survey.refresh_from_db()
    assert (land.land_use, made.status, survey.status) == ("vacant", "applied", "applied")
    assert (made.checked_by, made.verified_by) == (surveyor, head)


def test_who_surveyed_does_not_verify_the_request(land):
    both = ground.user("surveyor", "finance_head")
    made = request(land)
    survey = hand_in(land, both)
    step("surveyed", made, both, survey=survey.register_no)
    assert "FOUR_EYES" in refused(step, "verify", made, both)


def verified(land, event, **more):
    """A request that only waits to be applied."""
    made = request(land, event, **more)
    surveyor, head = ground.user("surveyor"), ground.user("finance_head")
    if made.needs_field:
        survey = hand_in(land, surveyor, after={}, photos=[])
        step("surveyed", made, surveyor, survey=survey.register_no)
    else:
        step("check", made, ground.user("revenue_officer"))
    step("verify", made, head)
    made.refresh_from_db()
    return made


def apply(made):
    step("apply", made, ground.user("assessor"))
    made.refresh_from_db()
    return made


def panel(made):
    return bringing.request_tab(made, ground.user("assessor"))


def correct(thing, values):
    register = registry.for_model(type(thing))
    records.update(register, thing.uid, values, user=ground.user("assessor"), reason="ตามคำร้อง")


def test_who_checked_a_petition_does_not_verify_it(land):
    made = request(land, "petition")
    both = ground.user("assessor", "finance_head")
    step("check", made, both)
    assert refused(step, "verify", made, both) == ("FOUR_EYES",)
    assert refused(step, "no_change", made, both, no_change_reason="ถูกแล้ว") == ("FOUR_EYES",)
    step("verify", made, ground.user("division_head"))


def test_a_petition_is_not_applied_while_nothing_was_changed_for_it(land):
    correct(land, {"moo": 3})
    made = verified(land, "petition")
    assert refused(apply, made) == ("NOT_CHANGED",)
    correct(ground.parcel(2, 40, 0, 80, 40), {"moo": 5})
    assert refused(apply, made) == ("NOT_CHANGED",), "what came before and what befell another do not count"
    correct(land, {"moo": 4})
    (done,) = panel(made)["done"]
    assert apply(made).carried_by == done.batch_id
    assert panel(made)["carried"]["change"].reason == "ตามคำร้อง"


def test_what_was_asked_for_stands_once_it_was_checked(land):
    made = request(land, "petition")
    step("check", made, ground.user("assessor"))
    other = ground.parcel(2, 40, 0, 80, 40)
    values = {"target": str(other.uid)}
    register = ground.register("change_request")
    assert refused(records.update, register, made.uid, values, user=ground.user("counter_clerk"), reason="x") == (
        "STATE",
    )


def test_a_change_of_owners_on_the_parcel_carries_a_petition(land):
    made = verified(land, "petition")
    ground.owner(land, ground.person())
    assert apply(made).status == "applied"


def test_a_removed_building_carries_a_petition(land):
    building = ground.building(land, 5, 5, 15, 15)
    made = verified(land, "petition")
    with ground.write():
        building.delete()
    assert apply(made).status == "applied"


def test_a_petition_without_need_of_a_change_ends_with_its_reason(land, client):
    made = request(land, "petition")
    step("check", made, ground.user("assessor"))
    head = ground.user("finance_head")
    assert refused(step, "no_change", made, head) == ("REQUIRED",)
    step("no_change", made, head, no_change_reason="ทะเบียนตรงกับโฉนดแล้ว")
    made.refresh_from_db()
    assert (made.status, made.verified_by, made.applied_on) == ("unchanged", head, None)
    sign_in(client, head)
    page = client.get(ground.register("change_request").record_url(made.uid)).content.decode()
    assert "ทะเบียนตรงกับโฉนดแล้ว" in page
    assert papers.change_notice(made)["state"] == "ไม่ต้องปรับข้อมูล"
    request(land, "petition")


def test_what_was_undone_carries_nothing_and_what_was_done_again_does(land):
    made = verified(land, "petition")
    assessor = ground.user("assessor")
    correct(land, {"moo": 4})
    (first,) = panel(made)["done"]
    undone = changesets.undo(first.batch_id, user=assessor, reason="ผิดแปลง")
    assert refused(apply, made) == ("NOT_CHANGED",)
    changesets.undo(undone, user=assessor, reason="ถูกแล้ว")
    again = apply(made).carried_by
    assert again not in (first.batch_id, undone)
    changesets.undo(again, user=assessor, reason="ผิดอีก")
    assert panel(made)["carried"]["undone_by"] is not None


def test_undoing_an_older_mistake_carries_a_petition(land):
    correct(land, {"moo": 9})
    made = request(land, "petition")
    (wrong, *_rest) = history.versions(ground.register("parcel"), land.uid)
    step("check", made, ground.user("revenue_officer"))
    step("verify", made, ground.user("finance_head"))
    changesets.undo(wrong.change.batch_id, user=ground.user("assessor"), reason="ตามคำร้อง")
    assert apply(made).status == "applied"


def test_a_boundary_is_corrected_or_the_area_changed_for_a_resurvey(land):
    made = verified(land, "resurvey")
    correct(land, {"moo": 4})
    assert refused(apply, made) == ("NOT_CHANGED",)
    correct(land, {"area_sqwah": "0-3-90"})
    assert apply(made).status == "applied"


def test_a_permit_is_applied_by_the_building_that_stands_there(land):
    made = verified(land, "permit")
    correct(land, {"moo": 4})
    assert refused(apply, made) == ("NOT_CHANGED",)
    ground.building(land, 5, 5, 15, 15)
    assert apply(made).status == "applied"


def test_one_open_request_an_object_and_event(land):
    made = request(land)
    assert refused(request, land) == ("REQUEST_OPEN",)
    request(land, "petition")
    step("reject", made, ground.user("finance_head"), refusal="ไม่มีมูล")
    request(land)


def descends(parent, child, act="division"):
    with ground.write():
        ParcelLineage.objects.create(parent=parent, child=child, act=act, on="2026-01-05")
        Parcel.objects.filter(pk=parent.pk).update(status="divided" if act == "division" else "merged")


def test_a_division_is_closed_once_it_was_done_on_the_map(land):
    made = verified(land, "division")
    assert refused(apply, made) == ("NOT_DRAWN",)
    descends(land, ground.parcel(2, 0, 0, 20, 40))
    assert not surveys.newer_in_register(made.survey), "who only looked has nothing to decide about"
    (done,) = panel(made)["done"]
    assert apply(made).carried_by == done.batch_id
    assert made.applied_on


@pytest.mark.parametrize("event", ["division", "merger"])
def test_the_act_a_parcel_came_from_is_not_the_act_it_asks_for(land, event):
    child = ground.parcel(2, 0, 0, 20, 40)
    descends(land, child, event)
    made = verified(child, event)
    assert refused(apply, made) == ("NOT_DRAWN",)
    descends(child, ground.parcel(3, 0, 0, 10, 40), event)
    assert apply(made).status == "applied"


def test_a_merger_is_not_done_by_a_division(land):
    made = verified(land, "merger")
    descends(land, ground.parcel(2, 0, 0, 20, 40))
    assert refused(apply, made) == ("NOT_DRAWN",)
    step("reject", made, ground.user("finance_head"), refusal="แปลงถูกแบ่งแยกแล้ว")


def test_nothing_is_asked_for_a_parcel_that_ended_and_only_parcels_are_divided(land):
    building = ground.building(land, 5, 5, 15, 15)
    assert refused(request, building, "division") == ("NOT_A_PARCEL",)
    descends(land, ground.parcel(2, 0, 0, 20, 40))
    assert refused(request, land, "petition") == ("TARGET_ENDED",)


def test_what_was_found_on_a_parcel_that_was_divided_since_is_refused_with_its_followers(land, client):
    made = request(land)
    surveyor, head = ground.user("surveyor"), ground.user("finance_head")
    survey = hand_in(land, surveyor)
    step("surveyed", made, surveyor, survey=survey.register_no)
    child = ground.parcel(2, 0, 0, 20, 40)
    with ground.write():
        ParcelLineage.objects.create(parent=land, child=child, act="division", on="2026-01-05")
        Parcel.objects.filter(pk=land.pk).update(status="divided")
    survey_step("decide", survey, head, conflict_choice="survey")
    with pytest.raises(Refusals) as found:
        survey_step("verify", survey, head)
    (refused_,) = found.value.refusals
    assert refused_.code == "TARGET_ENDED"
    assert child.parcel_code in refused_.thai
    assert refused(step, "verify", made, head) == ("TARGET_ENDED",)
    step("reject", made, head, refusal="แปลงถูกแบ่งแยกแล้ว")
    land.refresh_from_db()
    assert land.land_use != "vacant"


def test_a_survey_of_another_object_does_not_count(land):
    made = request(land)
    other = ground.parcel(2, 40, 0, 80, 40)
    survey = hand_in(other, ground.user("surveyor"))
    assert refused(step, "surveyed", made, ground.user("surveyor"), survey=survey.register_no) == ("SURVEY_OTHER",)
