"""Field surveys: handed in once, by whom, with what accuracy; decided, verified by another, applied."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.ground.models import Building, Parcel
from layers.engine import records, transitions
from layers.registry import registry
from modules.finance.property_register import requests
from modules.kernel.inspections import field_work, offline, rules, survey_lines, surveys
from modules.kernel.inspections.models import FieldSurvey
from tests.doors import refused
from tests.modules.finance.property_register import ground
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
PAGE = "/r/inspections-field_survey/walk"


def own():
    return registry.for_model(FieldSurvey)


def picture(point=None) -> SimpleUploadedFile:
    """A photograph, with a camera's position when one is given."""
    image, data = Image.new("RGB", (40, 30), "#8899aa"), BytesIO()
    exif = Image.Exif()
    if point is not None:
        gps = exif.get_ifd(0x8825)
        gps.update({1: "N", 2: _degrees(point.y), 3: "E", 4: _degrees(point.x)})
    image.save(data, "JPEG", exif=exif)
    return SimpleUploadedFile(f"{uuid.uuid4()}.jpg", data.getvalue(), "image/jpeg")


def _degrees(value):
    minutes = (value - int(value)) * 60
    return (float(int(value)), float(int(minutes)), (minutes - int(minutes)) * 60)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def land(db):
    ground.town()
    return ground.parcel(1, 0, 0, 40, 40)


@pytest.fixture
def surveyor(db):
    return ground.user("surveyor")


def sheet(land, **more):
    values = {
        "client_key": uuid.uuid4(),
        "base_version": records.version_of(ground.register("parcel"), land),
        "surveyed_at": clock.now() - timedelta(hours=1),
        "after": {"land_use": "vacant"},
        "signer_name": "นาย ชี้ แนว",
        "signature": picture(),
        "photos": [("a.jpg", picture(ground.point(20, 20)))],
    }
    return surveys.Sheet(**(values | more))


def hand_in(land, who, **more):
    return surveys.hand_in(ground.register("parcel"), land.uid, sheet(land, **more), user=who)


def step(code, survey, who, **values):
    return transitions.transition(own(), survey.uid, code, values, user=who, reason="ทดสอบ")


# -- the way of a survey -----------------------------------------------------------------------------------------------
def test_a_survey_is_verified_by_another_and_applied_through_the_register(land, surveyor):
    survey = hand_in(land, surveyor)
    assert (survey.status, survey.before, survey.after) == (
        "submitted", {"land_use": "residence"}, {"land_use": "vacant"},
    )  # fmt: skip
    assert refused(step, "apply", survey, surveyor) == ("STATE",)
    step("verify", survey, ground.user("finance_head"))
    step("apply", survey, surveyor)
    land.refresh_from_db()
    assert (land.land_use, land.surveyed_on) == ("vacant", survey.surveyed_at.date())


def test_who_surveyed_does_not_verify(land):
    both = ground.user("surveyor", "finance_head")
    assert refused(step, "verify", hand_in(land, both), both) == ("FOUR_EYES",)


def test_the_same_draft_sent_twice_is_written_once(land, surveyor):
    key = uuid.uuid4()
    assert hand_in(land, surveyor, client_key=key) == hand_in(land, surveyor, client_key=key)
    assert FieldSurvey.objects.count() == 1


def test_what_was_handed_in_is_not_edited_but_what_was_sent_back_is(land, surveyor):
    survey = hand_in(land, surveyor)
    assert refused(records.update, own(), survey.uid, {"note": "x"}, user=surveyor, reason="แก้") == ("STATE",)
    step("return", survey, ground.user("finance_head"), return_reason="ภาพไม่ชัด")
    records.update(own(), survey.uid, {"note": "ถ่ายใหม่"}, user=surveyor, reason="แก้")
    step("submit", survey, surveyor)


# -- refusals ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"signature": None}, "SIGNATURE"),
        ({"signer_name": " "}, "SIGNATURE"),
        ({"surveyed_at": clock.now() + timedelta(days=1)}, "FUTURE_VISIT"),
        ({"after": {"block": "01A"}}, "READ_ONLY"),
        ({"after": {"no_such": "1"}}, "READ_ONLY"),
        ({"photos": []}, "PHOTO"),
    ],
)
def test_refusals(land, surveyor, more, code):
    assert code in refused(hand_in, land, surveyor, **more)
    assert not FieldSurvey.objects.exists()


@pytest.mark.parametrize(("east", "is_good"), [(139, True), (142, False), (20, True)])
def test_a_photograph_must_be_taken_within_100_m_of_the_parcel(land, surveyor, east, is_good):
    photos = [("a.jpg", picture(ground.point(east, 20)))]
    if is_good:
        (photo,) = hand_in(land, surveyor, photos=photos).photos.all()
        assert "far" not in photo.flags
    else:
        assert refused(hand_in, land, surveyor, photos=photos) == ("PHOTO",)


def test_a_note_without_any_change_needs_no_photograph(land, surveyor):
    assert hand_in(land, surveyor, after={}, photos=[], note="ไม่พบเจ้าของ").status == "submitted"


def test_who_may_not_inspect_hands_nothing_in(land):
    assert refused(hand_in, land, ground.user("planner")) == ("NO_RIGHT",)


# -- accuracy ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("accuracies", "reach"),
    [
        ((), "notes"),
        ((5.01,), "notes"),
        ((5,), "places"),
        ((0.11,), "places"),
        ((0.1,), "boundary"),
        ((0.03, 6), "notes"),
    ],
)
def test_the_worst_point_decides_what_they_are_good_for(accuracies, reach):
    found = rules.reach_of([Decimal(str(a)) for a in accuracies], Decimal(5), Decimal("0.10"))
    assert found == reach


def points(accuracy):
    return [
        {"lon": p.x, "lat": p.y, "accuracy_m": accuracy, "kind": "corner", "method": "rtk"}
        for p in (ground.point(*c) for c in ((0, 0), (40, 0), (40, 38), (0, 38)))
    ]


@pytest.mark.parametrize("accuracy", [6, 0.5, 0.11])
def test_poor_points_may_not_move_a_boundary(land, surveyor, accuracy):
    more = {"points": points(accuracy), "shape": ground.rect(0, 0, 40, 38)}
    assert refused(hand_in, land, surveyor, **more) == ("GPS_ACCURACY",)
    assert hand_in(land, surveyor, points=points(accuracy)).points.count() == 4


def test_good_points_propose_a_boundary_and_the_deed_stays(land, surveyor):
    deed = land.area_sqwah
    survey = hand_in(land, surveyor, points=points(0.03), shape=ground.rect(0, 0, 40, 38))
    step("verify", survey, ground.user("finance_head"))
    step("apply", survey, surveyor)
    land = Parcel.objects.get(pk=land.pk)
    assert land.gis_area_m2 == pytest.approx(Decimal(1520), abs=Decimal("0.5"))
    assert land.area_sqwah == deed


# -- a newer version in the register -----------------------------------------------------------------------------------
def later_edit(land, **values):
    records.update(ground.register("parcel"), land.uid, values, user=ground.user("assessor"), reason="แก้ระหว่างสำรวจ")


@pytest.mark.parametrize(("choice", "expected"), [("server", "other"), ("survey", "vacant")])
def test_a_newer_version_wins_only_after_somebody_decided(land, surveyor, choice, expected):
    survey = hand_in(land, surveyor)
    later_edit(land, land_use="other", moo="7")
    head = ground.user("finance_head")
    assert refused(step, "verify", survey, head) == ("SURVEY_CONFLICT",)
    assert refused(step, "decide", survey, head) == ("REQUIRED",)
    step("decide", survey, head, conflict_choice=choice)
    step("verify", survey, head)
    step("apply", survey, surveyor)
    land.refresh_from_db()
    assert (land.land_use, land.moo) == (expected, 7)


def test_a_decision_does_not_hold_for_what_comes_after_it(land, surveyor):
    survey = hand_in(land, surveyor)
    head = ground.user("finance_head")
    step("verify", survey, head)
    later_edit(land, moo="8")
    assert refused(step, "apply", survey, surveyor) == ("SURVEY_CONFLICT",)


def test_values_nobody_else_touched_are_always_taken():
    before, after = {"a": "1", "b": "1"}, {"a": "2", "b": "2"}
    stored = {"a": "1", "b": "9"}
    assert rules.merge_values(before, after, stored, "server") == {"a": "2"}
    assert rules.merge_values(before, after, stored, "survey") == {"a": "2", "b": "2"}


# -- child lines -------------------------------------------------------------------------------------------------------
FLOORS = "lines.buildingfloor"


@pytest.fixture
def house(land):
    """A building of two surveyed floors."""
    built = ground.building(land, 5, 5, 15, 15, floors=3)
    with ground.write():
        for floor in (1, 2):
            built.floor_uses.create(floor=floor, use="residence", area_m2=48)
    return built


def floors(house):
    return [(each.floor, each.use, str(each.area_m2)) for each in house.floor_uses.order_by("floor", "id")]


def on_floors(house, surveyor, client, after, before=None):
    """Hand in through the page, as the phone does; the survey it became."""
    sign_in(client, surveyor)
    (given,) = field_work.sheets_of([house.uid], surveyor)
    field = next(each for each in given["fields"] if each["name"] == FLOORS)
    assert [column["name"] for column in field["columns"]] == ["floor", "use", "area_m2", "note"]
    rows = json.loads(field["value"])
    sent = posted(
        house,
        version=given["version"],
        before={FLOORS: before or field["value"]},
        after={FLOORS: json.dumps(after(rows))},
    )
    answer = client.post(PAGE, sent)
    assert answer.status_code == 200, answer.content
    return FieldSurvey.objects.get(register_no=answer.json()["no"])


def ground_floor_is_a_shop(rows):
    return [
        rows[0] | {"use": "other", "area_m2": "50"},
        rows[1],
        {"floor": "3", "use": "vacant", "area_m2": "12.5", "note": ""},
    ]


def test_the_floors_of_a_building_are_surveyed_and_applied(client, house, surveyor):
    survey = on_floors(house, surveyor, client, ground_floor_is_a_shop)
    shown = client.get(f"{own().record_url(survey.uid)}panel/found").content.decode()
    assert "ชั้นที่ 1 อยู่อาศัย เนื้อที่ (ตร.ม.) 48.00" in shown, "as it was"
    assert "ชั้นที่ 3 ทิ้งไว้ว่างเปล่า เนื้อที่ (ตร.ม.) 12.5" in shown, "as it was found"
    step("verify", survey, ground.user("finance_head"))
    step("apply", survey, surveyor)
    assert floors(house) == [(1, "other", "50.00"), (2, "residence", "48.00"), (3, "vacant", "12.50")]


def test_a_floor_that_is_gone_is_taken_away(client, house, surveyor):
    survey = on_floors(house, surveyor, client, lambda rows: rows[:1])
    step("verify", survey, ground.user("finance_head"))
    step("apply", survey, surveyor)
    assert floors(house) == [(1, "residence", "48.00")]


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({"rooms": "abc"}, "อ่าน “abc” ไม่ได้"),
        ({FLOORS: json.dumps([{"floor": "1", "use": "other", "area_m2": "abc"}])}, "ชั้นและการใช้ประโยชน์ รายการที่ 1"),
        ({FLOORS: json.dumps([{"floor": "1", "use": "castle", "area_m2": "9"}])}, "รายการที่ 1"),
        ({FLOORS: json.dumps([{"floor": "1", "use": "other", "area_m2": "0"}])}, "รายการที่ 1"),
        ({FLOORS: json.dumps([{"floor": "9", "use": "other", "area_m2": "9"}])}, "ไม่มีชั้นที่ 9"),
        ({"built_year_be": "2999"}, "ปีที่สร้างไม่ถูกต้อง"),
        ({"built_year_be": "2399"}, "ปีที่สร้างไม่ถูกต้อง"),
        ({"floors": "0"}, "จำนวนชั้น"),
    ],
)
def test_what_the_form_would_refuse_is_refused_on_the_spot(client, house, surveyor, after, told):
    sign_in(client, surveyor)
    answer = client.post(PAGE, posted(house, after=after))
    assert answer.status_code == 409
    assert told in json.dumps(answer.json(), ensure_ascii=False)
    assert not FieldSurvey.objects.exists()


def test_a_fault_in_what_is_not_noted_on_the_spot_does_not_keep_the_surveyor_from_the_rest(client, house, surveyor):
    with ground.write():
        Building.objects.filter(pk=house.pk).update(building_code="เดิม")
    sign_in(client, surveyor)
    assert client.post(PAGE, posted(house, after={"built_year_be": "2550"})).status_code == 200


@pytest.mark.parametrize(("choice", "expected"), [("server", "residence"), ("survey", "other")])
def test_floors_that_somebody_else_changed_wait_for_a_decision(client, house, surveyor, choice, expected):
    """The version of the building does not move when a line does."""
    before = survey_lines.stored(ground.register("building"), house, FLOORS)
    with ground.write():
        house.floor_uses.filter(floor=2).update(area_m2=40)
    survey = on_floors(house, surveyor, client, ground_floor_is_a_shop, before)
    head = ground.user("finance_head")
    assert refused(step, "verify", survey, head) == ("SURVEY_CONFLICT",)
    step("decide", survey, head, conflict_choice=choice)
    step("verify", survey, head)
    step("apply", survey, surveyor)
    assert floors(house)[0][1] == expected


@pytest.mark.parametrize("text", ["x", "{}", '[{"building": "1"}]', "[1]", "[" + ",".join(["{}"] * 201) + "]"])
def test_what_are_no_lines_is_not_taken(client, house, surveyor, text):
    sign_in(client, surveyor)
    assert client.post(PAGE, posted(house, after={FLOORS: text})).status_code == 400
    assert not FieldSurvey.objects.exists()


# -- the page ----------------------------------------------------------------------------------------------------------
def posted(land, **more):
    given = {
        "key": str(uuid.uuid4()),
        "target": str(land.uid),
        "version": 1,
        "surveyed_at": (clock.now() - timedelta(minutes=5)).isoformat(),
        "after": {"land_use": "vacant"},
        "points": [{"lon": 100.5, "lat": 15.0, "accuracy_m": 4.2}],
        "signer_name": "นาย ชี้ แนว",
    }
    return {"sheet": json.dumps(given | more), "photos": [picture(ground.point(5, 5))], "signature": picture()}


def test_the_page_hands_in_and_gives_the_record(client, land, surveyor):
    sign_in(client, surveyor)
    shown = client.get(f"{PAGE}?target={land.uid}")
    assert shown.status_code == 200
    assert "survey-given" in shown.content.decode()
    assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, posted(land))
    assert answer.status_code == 200, answer.content
    assert FieldSurvey.objects.get().register_no == answer.json()["no"]
    page = client.get(answer.json()["url"])
    assert page.status_code == 200
    panel = client.get(f"{answer.json()['url']}panel/found")
    assert "ทิ้งไว้ว่างเปล่า" in panel.content.decode() or "vacant" in panel.content.decode()


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"points": [{"lon": 999, "lat": 0, "accuracy_m": 1}]}, 400),
        ({"points": [{"lon": 100, "lat": 15, "accuracy_m": -1}]}, 400),
        ({"points": [{"lon": 100, "lat": 15, "accuracy_m": "NaN"}]}, 400),
        ({"surveyed_at": "เมื่อวาน"}, 400),
        ({"shape": {"type": "Polygon", "coordinates": "x"}}, 400),
        ({"key": "x"}, 400),
        ({"signer_name": ""}, 409),
    ],
)
def test_nonsense_is_refused_with_a_sentence(client, land, surveyor, more, status):
    sign_in(client, surveyor)
    answer = client.post(PAGE, posted(land, **more))
    assert answer.status_code == status, answer.content
    assert answer.json()["refusals"][0]["thai"]


def test_the_page_is_for_surveyors(client, land):
    sign_in(client, ground.user("planner"))
    assert client.get(f"{PAGE}?target={land.uid}").status_code in (302, 403, 404)


# -- without a network -------------------------------------------------------------------------------------------------
def test_before_is_what_the_surveyor_had_in_hand_though_it_is_sent_later(land, surveyor):
    """A sheet taken along, the register changed meanwhile: the head's choice must still know both values."""
    taken = sheet(land)
    later_edit(land, land_use="other")
    survey = surveys.hand_in(ground.register("parcel"), land.uid, taken, user=surveyor)
    assert survey.before == {"land_use": "residence"}
    head = ground.user("finance_head")
    step("decide", survey, head, conflict_choice="server")
    step("verify", survey, head)
    step("apply", survey, surveyor)
    land.refresh_from_db()
    assert land.land_use == "other"


def test_the_surveyor_is_told_at_once_what_others_changed(client, land, surveyor):
    version = records.version_of(ground.register("parcel"), land)
    later_edit(land, land_use="other")
    sign_in(client, surveyor)
    (told,) = client.post(PAGE, posted(land, version=version)).json()["conflicts"]
    assert "อยู่อาศัย → อื่น ๆ" in told


def test_a_key_of_somebody_else_is_no_way_to_his_survey(land, surveyor):
    first = hand_in(land, surveyor)
    other = ground.user("surveyor", "assessor")
    assert refused(hand_in, land, other, client_key=first.client_key) == ("KEY_TAKEN",)


def test_sheets_to_take_along_are_those_he_may_survey(client, land, surveyor):
    far = ground.parcel(2, 50, 0, 90, 40)
    sign_in(client, surveyor)
    given = client.get(f"{PAGE}?part=sheets&q={land.parcel_code}").json()["sheets"]
    assert [each["target"] for each in given] == [str(land.uid)]
    assert {"land_use", "moo"} <= {field["name"] for field in given[0]["fields"]}
    assert len(client.get(f"{PAGE}?part=sheets&q=01A").json()["sheets"]) == 2
    assert client.get(f"{PAGE}?part=sheets").json()["sheets"] == []
    sign_in(client, user_with("surveyor", name="east_only", area=ground.area(49, -1, 91, 41)))
    assert [s["target"] for s in client.get(f"{PAGE}?part=sheets&q=01A").json()["sheets"]] == [str(far.uid)]


def test_what_waits_for_a_visit_is_taken_along(client, land, surveyor):
    with acting_as(surveyor, "ทดสอบ"):
        request = requests.open_request("use", land, detail="", user=surveyor)
        request.status = "field"
        request.save()
    sign_in(client, surveyor)
    assert [s["target"] for s in client.get(f"{PAGE}?part=sheets").json()["sheets"]] == [str(land.uid)]


def test_the_page_a_phone_keeps_names_no_record(client, land, surveyor):
    sign_in(client, surveyor)
    page = client.get(PAGE).content.decode()
    assert land.parcel_code not in page and "survey-given" not in page


@pytest.mark.parametrize("part", ["worker", "ready", "sheets"])
def test_the_parts_of_the_page_are_for_surveyors(client, part, land, surveyor):
    assert client.get(f"{PAGE}?part={part}").status_code == 302
    sign_in(client, ground.user("planner"))
    assert client.get(f"{PAGE}?part={part}").status_code == 403
    sign_in(client, surveyor)
    assert client.get(f"{PAGE}?part={part}").status_code == 200
    assert client.get(f"{PAGE}?part=other").status_code == 404


def test_the_worker_changes_with_the_static_files(client, surveyor, monkeypatch):
    sign_in(client, surveyor)
    now = client.get(f"{PAGE}?part=worker")
    assert now["Content-Type"].startswith("text/javascript") and now["Cache-Control"] == "no-cache"
    monkeypatch.setattr(offline, "version", lambda: "other")
    assert client.get(f"{PAGE}?part=worker").content != now.content
