"""Change requests: from the news of a thing to the register."""

from __future__ import annotations

import pytest

from gis_core.ground.models import Parcel, ParcelLineage
from gis_core.pure.refusal import Refusals
from layers.engine import transitions
from modules.finance.property_register.models import ChangeRequest
from tests.doors import refused
from tests.modules.finance.property_register import ground
from tests.modules.kernel.test_field_surveys import hand_in
from tests.modules.kernel.test_field_surveys import step as survey_step

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


def test_a_petition_about_papers_needs_no_field_and_who_checked_does_not_verify(land):
    made = request(land, "petition")
    both = ground.user("assessor", "finance_head")
    step("check", made, both)
    assert refused(step, "verify", made, both) == ("FOUR_EYES",)
    step("verify", made, ground.user("division_head"))
    step("apply", made, ground.user("assessor"))


def test_one_open_request_an_object_and_event(land):
    made = request(land)
    assert refused(request, land) == ("REQUEST_OPEN",)
    request(land, "petition")
    step("reject", made, ground.user("finance_head"), refusal="ไม่มีมูล")
    request(land)


def test_a_division_is_closed_once_it_was_done_on_the_map(land):
    made = request(land, "division")
    surveyor, head, assessor = ground.user("surveyor"), ground.user("finance_head"), ground.user("assessor")
    survey = hand_in(land, surveyor, after={}, photos=[])
    step("surveyed", made, surveyor, survey=survey.register_no)
    survey_step("verify", survey, head)
    step("verify", made, head)
    assert refused(step, "apply", made, assessor) == ("NOT_DRAWN",)
    child = ground.parcel(2, 0, 0, 20, 40)
    with ground.write():
        ParcelLineage.objects.create(parent=land, child=child, act="division", on="2026-01-05")
    step("apply", made, assessor)
    assert ChangeRequest.objects.get(pk=made.pk).applied_on


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
