"""Visits: checklist, photographs checked for place and time."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

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
from tests.people import user_with
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
    monkeypatch.setitem(register.__dict__, "grants", (*register.grants, Grant("inspector", "inspect view")))
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
