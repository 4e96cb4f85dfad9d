"""Visits: checklist, photographs checked for place and time."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from gis_core.access.actor import acting_as
from gis_core.ground.models import NamedPlace
from gis_core.pure.refusal import Refusals, Refused
from layers.declare import Grant
from layers.registry import registry
from modules.kernel.inspections import rules, visits
from modules.kernel.inspections.checklists import add_checklist
from modules.kernel.inspections.models import ChecklistTemplate, Inspection
from tests.people import sign_in, user_with
from tests.worked_examples import worked_examples

EXAMPLES = worked_examples(__file__, "photo_flags")
UPLOADED = datetime(2026, 11, 25, 12, 0)


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["label"])
def test_photo_flags(row):
    distance = Decimal(row["distance_m"]) if row["distance_m"] else None
    taken = UPLOADED - timedelta(hours=float(row["hours_before"])) if row["hours_before"] else None
    assert " ".join(rules.photo_flags(distance, taken, UPLOADED)) == row["flags"]


def photo(lon: float | None, lat: float | None, taken: datetime | None) -> bytes:
    """A JPEG with the EXIF place and time a telephone writes."""
    image = Image.new("RGB", (64, 48), "green")
    exif = image.getexif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    if lon is not None and lat is not None:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N", (lat, 0.0, 0.0)
        gps[3], gps[4] = "E", (lon, 0.0, 0.0)
    buffer = BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.fixture
def market(clerk, monkeypatch):
    """A market that a synthetic register allows inspectors to inspect."""
    register = next(r for r in registry.registers if r.model is NamedPlace)
    grants = (*register.declared_grants, Grant("inspector", "inspect view"))
    monkeypatch.setitem(register.__dict__, "declared_grants", grants)
    with acting_as(clerk, "เพิ่มตลาด"):
        place = NamedPlace.objects.create(thai="ตลาดทดสอบ", kind="market", geom=Point(100.5, 15.0))
    add_checklist("market_test", "ตรวจตลาด", register.key, ["ทางเดินสะอาด", "มีถังขยะ"])
    return register, place


@pytest.mark.django_db
def test_a_visit_keeps_answers_and_marks_odd_photographs(market):
    register, place = market
    template = ChecklistTemplate.objects.get(code="market_test")
    now = timezone.localtime()
    pictures = [
        ("near.jpg", SimpleUploadedFile("near.jpg", photo(100.5001, 15.0, now))),
        ("far.jpg", SimpleUploadedFile("far.jpg", photo(100.52, 15.0, now - timedelta(hours=30)))),
        ("bare.jpg", SimpleUploadedFile("bare.jpg", photo(None, None, None))),
    ]
    visit = visits.record_visit(
        register,
        place.uid,
        user=user_with("inspector"),
        result="fix",
        visited_at=now - timedelta(minutes=5),
        template=template,
        answers={1: ("good", ""), 2: ("bad", "ไม่มีฝา")},
        photos=pictures,
    )
    assert visit.round == 1
    assert [(a.question, a.answer) for a in visit.answers.all()] == [("ทางเดินสะอาด", "good"), ("มีถังขยะ", "bad")]
    flags = [p.flags for p in visit.photos.order_by("id")]
    assert flags == ["", "far old", "no_place no_time"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"result": "perhaps"}, "CHOICE"),
        ({"answers": {1: ("good", "")}}, "ANSWER"),
        ({"visited_at": timezone.now() + timedelta(days=1)}, "FUTURE_VISIT"),
    ],
)
def test_what_is_wrong_with_a_visit_is_said(market, change, code):
    register, place = market
    values = {
        "result": "pass",
        "visited_at": timezone.now(),
        "template": ChecklistTemplate.objects.get(code="market_test"),
        "answers": {1: ("good", ""), 2: ("good", "")},
    }
    with pytest.raises(Refusals) as refused:
        visits.record_visit(register, place.uid, user=user_with("inspector"), **(values | change))
    assert code in refused.value.codes
    assert not Inspection.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_no_photograph_leaves_no_visit(market):
    register, place = market
    with pytest.raises(Refused, match="NOT_A_PHOTO"):
        visits.record_visit(
            register,
            place.uid,
            user=user_with("inspector"),
            result="pass",
            visited_at=timezone.now(),
            photos=[("note.txt", SimpleUploadedFile("note.txt", "ไม่ใช่ภาพ".encode()))],
        )
    assert not Inspection.objects.exists()


@pytest.mark.django_db
def test_who_may_not_inspect_is_refused(market):
    register, place = market
    with pytest.raises(Refusals):
        visits.record_visit(register, place.uid, user=user_with("cashier"), result="pass", visited_at=timezone.now())


# -- handed in by a telephone ------------------------------------------------------------------------------------------
WALK = "/r/inspections-field_survey/walk"


def sent(place: NamedPlace, **more: object) -> dict[str, str]:
    visit = {
        "key": str(uuid4()),
        "target": str(place.uid),
        "template": "market_test",
        "result": "fix",
        "next_due": "1/2/2599",
        "visited_at": (timezone.now() - timedelta(hours=5)).isoformat(),
        "answers": {"1": ["good", ""], "2": ["bad", "ล้น"]},
        "point": {"lon": 100.5, "lat": 15.0, "accuracy_m": 4.25},
        "note": "ถังขยะล้น",
    }
    return {"visit": json.dumps(visit | more)}


@pytest.mark.django_db
def test_a_visit_sent_twice_by_a_telephone_is_written_once(market, client):
    _, place = market
    inspector = user_with("inspector", name="walker")
    sign_in(client, inspector)
    body = sent(place)
    first, again = client.post(WALK, body), client.post(WALK, body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    visit = Inspection.objects.get()
    assert (visit.inspector, visit.result, visit.gps_accuracy_m) == (inspector, "fix", Decimal("4.25"))
    assert list(visit.answers.order_by("position").values_list("answer", "note")) == [("good", ""), ("bad", "ล้น")]
    assert timezone.now() - visit.visited_at > timedelta(hours=4), "the visit was when it was made, not when it came"
    sign_in(client, user_with("inspector", name="other"))
    assert client.post(WALK, body).json()["refusals"][0]["code"] == "KEY_TAKEN"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"answers": {"1": ["good", ""]}}, 409, "ANSWER"),
        ({"result": ""}, 409, "CHOICE"),
        ({"template": "gone"}, 409, "CHECKLIST"),
        ({"next_due": "สักวัน"}, 409, None),
        ({"visited_at": "เมื่อวาน"}, 400, "FORMAT"),
        ({"point": {"lon": 500, "lat": 15, "accuracy_m": 1}}, 400, "FORMAT"),
        ({"answers": [1]}, 400, "FORMAT"),
        ({"note": "ถัง\x00"}, 400, "FORMAT"),
        ({"note": "ถัง\ud800"}, 400, "FORMAT"),
        ({"target": str(UUID(int=1))}, 409, "NO_RIGHT"),
    ],
)
def test_what_is_wrong_with_a_sent_visit_is_told(market, client, more, status, code):
    _, place = market
    sign_in(client, user_with("inspector", name="walker"))
    answer = client.post(WALK, sent(place, **more))
    assert answer.status_code == status
    assert code in (None, answer.json()["refusals"][0]["code"])
    assert not Inspection.objects.exists()


@pytest.mark.django_db
def test_a_visit_may_not_take_the_key_of_another_record(market, client):
    _, place = market
    sign_in(client, user_with("inspector", name="walker"))
    answer = client.post(WALK, sent(place, key=str(place.uid)))
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, "KEY_TAKEN")
