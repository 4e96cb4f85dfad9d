"""The way of a road to the register and out of it; works; permits to use the reserve."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from gis_core.features import clock
from gis_core.parties.models import Organisation
from gis_core.pure.refusal import Refusals
from layers.engine import records, transitions
from layers.engine.transitions import allowed
from modules.civil_works.roads_bridges import actions, queries
from modules.civil_works.roads_bridges.models import ReservePermit
from modules.kernel.inspections.models import ChecklistTemplate
from modules.kernel.inspections.visits import record_visit
from tests.modules.civil_works.roads_bridges import made
from tests.modules.civil_works.roads_bridges.made import make, make_road, segment
from tests.people import user_with

pytestmark = pytest.mark.django_db
CODE = "พช.ถ.12-001"


def step(register, record, code, user, **values):
    return transitions.transition(made.register(register), record.uid, code, values, user=user, reason="ตามขั้นตอน")


def codes(call, *args, **values):
    with pytest.raises(Refusals) as refused:
        call(*args, **values)
    return refused.value.codes


@pytest.fixture
def mayor(db):
    return user_with("executive")


def registered(mayor, road=None):
    road = road or make_road([segment(0, 2450)])
    clerk = user_with("officer")
    step("road", road, "land_ready", clerk, public_way_no="ทถ.5/1", public_way_on="1/2/2568")
    step("road", road, "council", clerk, council_no="1/2568", council_on="1/3/2568")
    step("road", road, "request", mayor, request_no="พช 1/2568", requested_on="1/4/2568")
    return step("road", road, "register", clerk, approval_no="ทถ.2/1", approved_on="1/5/2568", registered_no="12-001",
                registered_on="2/5/2568")  # fmt: skip


def test_a_road_is_registered_step_by_step(mayor):
    road = registered(mayor)
    assert (road.status, road.registered_no, road.registered_on) == ("registered", "12-001", date(2025, 5, 2))
    assert {t.code for t in allowed(made.register("road"), road, mayor)} == {"transfer", "deregister"}


def test_the_land_is_ready_when_every_gift_is_accepted(mayor):
    road = make_road([segment(0, 2450)], legal_basis="gift")
    ready = {"public_way_no": "1", "public_way_on": "1/2/2568"}
    officer = user_with("officer")
    assert codes(step, "road", road, "land_ready", officer, **ready) == ("GIFTS",)
    temple = Organisation.objects
    from gis_core.access.actor import acting_as

    with acting_as(officer, "ตั้งผู้อุทิศ"):
        giver = temple.create(thai="วัดทดสอบ", kind="religious", register_no="นบ.1")
    values = {"road": CODE, "organisation": str(giver.uid), "area_sqwah": "0-1-0", "signed_on": "1/1/2568"}
    gift = make("land_gift", user=officer, **values)
    assert codes(step, "road", road, "land_ready", officer, **ready) == ("GIFTS",)
    assert codes(make, "land_gift", user=officer, **values | {"accepted_on": "1/12/2567"}) == ("PERIOD",)
    assert codes(make, "land_gift", user=officer, **values | {"organisation": ""}) == ("GIVER",)
    records.update(made.register("land_gift"), gift.uid, {"accepted_on": "5/1/2568"}, user=officer, reason="รับมอบ")
    assert step("road", road, "land_ready", officer, **ready).status == "land_ready"


def test_a_request_needs_the_length_and_all_segments(mayor):
    road = make_road(registered_length_m=None)
    officer = user_with("officer")
    step("road", road, "land_ready", officer, public_way_no="1", public_way_on="1/2/2568")
    step("road", road, "council", officer, council_no="1", council_on="1/3/2568")
    asked = {"request_no": "1", "requested_on": "1/4/2568"}
    assert codes(step, "road", road, "request", mayor, **asked) == ("REQUIRED",)
    assert codes(step, "road", road, "request", officer, **asked) == ("NO_RIGHT",)
    records.update(made.register("road"), road.uid, {"registered_length_m": 2450}, user=made.engineer(), reason="วัด")
    assert codes(step, "road", road, "request", mayor, **asked) == ("REQUIRED",)
    assert codes(step, "road", road, "request", mayor) == ("REQUIRED", "REQUIRED")


def test_no_road_leaves_the_register_with_a_live_contract(mayor):
    road = registered(mayor)
    works = make("works", road=CODE, km_from=0, km_to=500, kind="overlay")
    step("works", works, "contract", made.engineer(), contract_no="1/2568", contracted_on="1/6/2568")
    gone = {"closing_no": "1/2569", "closed_on": "1/7/2568"}
    with pytest.raises(Refusals) as refused:
        step("road", road, "deregister", mayor, **gone)
    assert [(r.code, r.thai) for r in refused.value] == [("E-5508", "ปรับโอน/ถอนทะเบียนไม่ได้ มีสัญญางานค้าง")]
    assert codes(step, "road", road, "transfer", mayor, transferred_to="อบจ.", **gone) == ("E-5508",)
    early = {"finished_on": "1/5/2568", "cost_baht": 1000}
    assert codes(step, "works", works, "finish", made.engineer(), **early) == ("PERIOD",)
    step("works", works, "finish", made.engineer(), finished_on="1/7/2568", cost_baht=100_000)
    assert step("road", road, "deregister", mayor, **gone).status == "deregistered"


def test_a_live_contract_is_refused_on_the_page_too(client, mayor):
    road = registered(mayor)
    works = make("works", road=CODE, km_from=0, km_to=500, kind="overlay")
    step("works", works, "contract", made.engineer(), contract_no="1/2568", contracted_on="1/6/2568")
    client.force_login(mayor)
    answer = client.post(f"/r/roads_bridges-road/{road.uid}/do/deregister", {
        "closing_no": "1/2569", "closed_on": "1/7/2568", "reason": "ถอน",
    })  # fmt: skip
    assert "ปรับโอน/ถอนทะเบียนไม่ได้ มีสัญญางานค้าง" in answer.content.decode()
    road.refresh_from_db()
    assert road.status == "registered"


def test_the_head_of_public_works_approves_a_version_of_others():
    head = user_with("division_head")
    road = make_road()
    from gis_core.access.actor import acting_as

    waiting = {row["uid"] for row in queries.waiting_for_approval(head)}
    assert waiting == {road.uid}
    with acting_as(head, "อนุมัติ"):
        actions.approve_version(road, {"note": "ตรวจแล้ว"}, head)
    assert queries.waiting_for_approval(head) == []
    with acting_as(head, "อนุมัติ"):
        assert codes(actions.approve_version, road, {}, head) == ("APPROVED",)
    records.update(made.register("road"), road.uid, {"name": "ชื่อใหม่"}, user=made.engineer(), reason="แก้ชื่อ")
    assert {row["uid"] for row in queries.waiting_for_approval(head)} == {road.uid}
    with acting_as(head, "อนุมัติ"):
        assert codes(actions.approve_version, road, {}, made.engineer()) == ("FOUR_EYES",)


# -- permits to use the reserve ----------------------------------------------------------------------------------------
@pytest.fixture
def waterworks(db):
    from gis_core.access.actor import acting_as, system_user

    with acting_as(system_user(), "ตั้งผู้ขอ"):
        return Organisation.objects.create(thai="การประปาทดสอบ", kind="state", register_no="นบ.2")


def permit_values(waterworks, **more):
    today = clock.today()
    return {
        "road": CODE, "km_from": "0+100", "km_to": "0+200", "side": "ซ้าย", "kind": "pipe", "purpose": "วางท่อประปา",
        "organisation": str(waterworks.uid), "opened_m2": 60, "bond_baht": 5000,
        "works_from": today.isoformat(), "works_to": (today + timedelta(days=5)).isoformat(),
    } | more  # fmt: skip


def test_applicant_and_days_are_refused_at_both_doors(refused, waterworks):
    make_road()
    values = permit_values(waterworks)
    assert refused("reserve_permit", values | {"organisation": ""}) == ["ระบุผู้ขอเป็นบุคคลหรือนิติบุคคลอย่างใดอย่างหนึ่ง"]
    assert refused("reserve_permit", values | {"works_to": "1/1/2560"}) == ["วันทำงานเสร็จต้องไม่ก่อนวันเริ่มทำงาน"]
    assert refused("reserve_permit", values) == []


def photo(color):
    buffer = BytesIO()
    Image.new("RGB", (40, 30), color).save(buffer, "JPEG")
    return [(f"{color}.jpg", SimpleUploadedFile(f"{color}.jpg", buffer.getvalue(), "image/jpeg"))]


def visit(permit, user, code, result="pass", photos=()):
    template = ChecklistTemplate.objects.get(code=code)
    answers = {item.position: ("good", "") for item in template.items.all()}
    return record_visit(made.register("reserve_permit"), permit.uid, user=user, result=result, template=template,
                        visited_at=timezone.now() - timedelta(minutes=1), answers=answers, photos=photos)  # fmt: skip


def test_a_permit_closes_after_photographs_before_and_after(waterworks, mayor):
    make_road()
    clerk, inspector, head = user_with("counter_clerk"), user_with("inspector"), user_with("division_head")
    permit = make("reserve_permit", user=clerk, **permit_values(waterworks))
    step("reserve_permit", permit, "submit", clerk)
    step("reserve_permit", permit, "return", clerk, missing_papers="แบบแปลน")
    step("reserve_permit", permit, "submit", clerk)
    step("reserve_permit", permit, "accept", clerk)
    step("reserve_permit", permit, "inspect_site", inspector)
    assert codes(step, "reserve_permit", permit, "approve", mayor) == ("BEFORE_PHOTOS",)
    visit(permit, inspector, "reserve-before", photos=photo("red"))
    step("reserve_permit", permit, "approve", mayor)
    assert codes(step, "reserve_permit", permit, "issue", mayor) == ("BOND",)
    act = {"user": clerk, "reason": "วางหลักประกัน"}
    records.update(made.register("reserve_permit"), permit.uid, {"bond_receipt_no": "ร.1"}, **act)
    assert step("reserve_permit", permit, "issue", mayor).issued_on == clock.today()
    with pytest.raises(Refusals) as late:
        records.update(made.register("reserve_permit"), permit.uid, {"km_to": "0+300"}, **act)
    assert late.value.codes == ("ISSUED",)
    step("reserve_permit", permit, "finish", clerk, finished_on=clock.today().isoformat())
    assert codes(step, "reserve_permit", permit, "close", head) == ("REINSTATEMENT",)
    visit(permit, inspector, "reserve-reinstated", "fix", photo("blue"))
    visit(permit, inspector, "reserve-reinstated", "pass")
    assert codes(step, "reserve_permit", permit, "close", head) == ("REINSTATEMENT",)
    visit(permit, inspector, "reserve-reinstated", "pass", photo("green"))
    closed = step("reserve_permit", permit, "close", head)
    assert (closed.status, closed.reinstated_on) == ("closed", clock.today())
    again = make("reserve_permit", user=clerk, **permit_values(waterworks, km_from="0+150", km_to="0+160"))
    assert again.warning == "ผิวทางเคยเปิดและคืนสภาพยังไม่ครบ 24 เดือน"
    beside = make("reserve_permit", user=clerk, **permit_values(waterworks, km_from="0+200", km_to="0+210"))
    assert beside.warning == ""


def test_opening_a_new_surface_is_warned(waterworks):
    be = clock.today().year + 543
    make_road([segment(0, 1000, year_built_be=be - 1), segment(1000, 2450, year_built_be=be - 6)])
    young = make("reserve_permit", **permit_values(waterworks))
    old = make("reserve_permit", **permit_values(waterworks, km_from="1+100", km_to="1+200"))
    assert young.warning == "ผิวทางก่อสร้างหรือปรับปรุงยังไม่ครบ 24 เดือน"
    assert old.warning == ""


def test_who_inspects_does_not_decide(waterworks):
    make_road()
    both = user_with("inspector", "executive", "engineer", name="both")
    permit = make("reserve_permit", user=both, **permit_values(waterworks))
    clerk = user_with("counter_clerk")
    for code in ("submit", "accept"):
        step("reserve_permit", permit, code, clerk)
    step("reserve_permit", permit, "inspect_site", both)
    visit(permit, both, "reserve-before", photos=photo("red"))
    assert codes(step, "reserve_permit", permit, "approve", both) == ("FOUR_EYES",)
    assert codes(step, "reserve_permit", permit, "refuse", both, refusal_reason="ไม่ปลอดภัย") == ("FOUR_EYES",)
    assert ReservePermit.objects.get().status == "inspecting"
