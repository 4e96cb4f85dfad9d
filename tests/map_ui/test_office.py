"""The office's own page: set up in a new database, put right later, and refused in words when it is wrong."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gis_core.ground.models import Office
from gis_core.ground.office import office
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db

FACTS = {
    "thai": "เทศบาลตำบลสมมุติ",
    "kind": "municipality",
    "tambon": "สมมุติ",
    "amphoe": "เมืองสมมุติ",
    "province": "สมมุติบุรี",
    "province_abbr": "สบ",
    "dla_order": "7",
    "utm_srid": "32647",
    "indian_dx_m": "210",
    "indian_dy_m": "814",
    "indian_dz_m": "289",
    "reason": "ตั้งค่าครั้งแรก",
}
SQUARE = [[[100.4, 15.0], [100.5, 15.0], [100.5, 15.1], [100.4, 15.1], [100.4, 15.0]]]
BESIDE = [[[100.5, 15.0], [100.6, 15.0], [100.6, 15.1], [100.5, 15.1], [100.5, 15.0]]]


def _file(content: Any) -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return SimpleUploadedFile("boundary.geojson", data)


def _collection(*rings: Any) -> dict[str, Any]:
    shapes = [{"type": "Polygon", "coordinates": ring} for ring in rings]
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": each} for each in shapes]}


@pytest.fixture
def admin(client):
    sign_in(client, user_with("system_admin"))
    return client


def test_a_new_office_is_set_up_and_the_rest_of_the_site_knows(admin):
    assert "ยังไม่ได้ตั้งค่าหน่วยงาน" in admin.get(reverse("office-facts")).content.decode()
    answer = admin.post(reverse("office-facts"), FACTS | {"boundary": _file(_collection(SQUARE, BESIDE))})
    assert answer.status_code == 302
    assert office().thai == "เทศบาลตำบลสมมุติ"
    assert office().bounds == pytest.approx((100.4, 15.0, 100.6, 15.1))
    assert Office.objects.get().boundary.num_geom == 1
    assert "ตร.กม." in admin.get(reverse("office-facts")).content.decode()


def test_without_a_file_the_boundary_stays(admin):
    admin.post(reverse("office-facts"), FACTS | {"boundary": _file(_collection(SQUARE))})
    assert admin.post(reverse("office-facts"), FACTS | {"thai": "ชื่อใหม่"}).status_code == 302
    row = Office.objects.get()
    assert (row.thai, row.boundary is not None) == ("ชื่อใหม่", True)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"PK\x03\x04", "อ่านไฟล์ไม่ได้"),
        (b"{}", "อ่านไฟล์ไม่ได้"),
        (b"[" * 100_000, "อ่านไฟล์ไม่ได้"),
        ("เขต".encode("cp874"), "อ่านไฟล์ไม่ได้"),
        ({"type": "Point", "coordinates": [100.5, 15.0]}, "ไม่พบรูปปิด"),
        (_collection([[[661000, 1658000], [662000, 1658000], [662000, 1659000], [661000, 1658000]]]), "ระบบพิกัด"),
        (_collection([[[y, x] for x, y in SQUARE[0]]]), "ระบบพิกัด"),
        (_collection([[[100.4, 15.0], [100.5, 15.1], [100.5, 15.0], [100.4, 15.1], [100.4, 15.0]]]), "ไม่"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_written(admin, content, text):
    answer = admin.post(reverse("office-facts"), FACTS | {"boundary": _file(content)})
    assert answer.status_code == 409
    assert text in answer.content.decode()
    assert not Office.objects.exists()


def test_only_the_administrator_opens_it(client):
    assert client.get(reverse("office-facts")).status_code == 302
    sign_in(client, user_with("clerk_chief"))
    assert client.get(reverse("office-facts")).status_code == 403
    assert client.post(reverse("office-facts"), FACTS).status_code == 403


@pytest.mark.parametrize(
    ("page", "field", "value"),
    [
        ("office-facts", "province_abbr", "ก" * 40),
        ("office-facts", "utm_srid", "ไม่ใช่เลข"),
        ("office-unit-new", "code", "9" * 40),
        ("office-unit-new", "parent", "31/2/2569"),
        ("office-user-new", "username", "x" * 200),
        ("office-user-new", "acting_for", "1e400"),
        ("office-user-new", "villages", "ไม่มี"),
        ("office-user-new", "email", "x" * 999),
    ],
)
def test_what_is_wrong_in_a_form_is_said_in_thai(admin, page, field, value):
    answer = admin.post(reverse(page), {field: value})
    assert answer.status_code == 409
    assert not re.search(r"Ensure this|is not a valid|Enter a|Select a", answer.content.decode())
