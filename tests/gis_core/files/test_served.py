"""A file is seen by whoever sees its record; what the camera wrote only by whoever may change it."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.files.attach import attach
from gis_core.files.models import Attachment
from gis_core.ground.models import NamedPlace
from tests.gis_core.files.pictures_made import photo
from tests.people import sign_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def place(clerk) -> NamedPlace:
    with acting_as(clerk, "เพิ่มวัด"):
        return NamedPlace.objects.create(thai="วัดทดสอบ", kind="temple", geom=Point(100.5, 15.0))


@pytest.fixture
def hang(clerk, place):
    def hang(data: bytes, name: str, **values) -> Attachment:
        with acting_as(clerk, "แนบไฟล์"):
            return attach(place.uid, [data], name, **values)

    return hang


@pytest.fixture
def holder(db):
    def holder(role: str, area: MultiPolygon | None = None) -> User:
        with acting_as(system_user(), "ตั้งบัญชี"):
            user = User.objects.create_user(f"{role}{area is None}", role)
            RoleHolding.objects.create(
                user=user,
                role=Role.objects.get(code=role),
                org_unit=OrgUnit.objects.first(),
                area=area,
                valid=DateRange(date(2020, 1, 1), None),
            )
        return user

    return holder


def get(client, user, attachment, **query):
    if user:
        sign_in(client, user)
    answer = client.get(f"/files/{attachment.uid}", query)
    answer.data = answer.getvalue()
    return answer


def body(response) -> bytes:
    return response.data


def test_a_stranger_sees_only_what_was_published(client, hang):
    secret, open_one = hang(PDF, "หนังสืออุทิศที่ดิน.pdf"), hang(photo(), "หน้าวัด.jpg", is_public=True)
    assert get(client, None, secret).status_code == 404
    answer = get(client, None, open_one)
    assert answer.status_code == 200
    assert b"SECRET" not in body(answer)


def test_a_reader_of_the_office_sees_all_but_the_camera_place(client, hang, holder):
    picture, paper = hang(photo(), "ภาพ.jpg"), hang(PDF, "เอกสาร.pdf")
    reader = holder("auditor")
    assert b"SECRET" not in body(get(client, reader, picture))
    assert body(get(client, reader, paper)) == PDF


def test_who_may_change_the_record_gets_the_original(client, hang, holder):
    picture = hang(photo(), "ภาพ.jpg")
    assert body(get(client, holder("engineer"), picture)) == photo()


def test_a_role_over_another_area_sees_nothing(client, hang, holder):
    far = MultiPolygon(Polygon.from_bbox((101, 16, 101.1, 16.1)), srid=4326)
    near = MultiPolygon(Polygon.from_bbox((100.4, 14.9, 100.6, 15.1)), srid=4326)
    paper = hang(PDF, "เอกสาร.pdf")
    assert get(client, holder("engineer", far), paper).status_code == 404
    with acting_as(system_user(), "เปลี่ยนพื้นที่"):
        RoleHolding.objects.update(area=near)
    assert get(client, User.objects.get(username="engineerFalse"), paper).status_code == 200


def test_headers_keep_a_file_a_file(client, hang, holder):
    engineer = holder("engineer")
    answer = get(client, engineer, hang(PDF, 'ใบ "สั่ง";\r\nX: y.pdf'))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%E0%B9%83%E0%B8%9A")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-cache"
    table = get(client, engineer, hang("ก,ข\n".encode(), "ตาราง.csv"))
    assert table["Content-Disposition"].startswith("attachment")
    assert "sandbox" in table["Content-Security-Policy"]


def test_a_small_picture_and_an_unchanged_one(client, hang, holder):
    picture, engineer = hang(photo((2000, 1000)), "ภาพ.jpg"), holder("engineer")
    small = get(client, engineer, picture, size="small")
    assert small["Content-Type"] == "image/jpeg"
    assert int(small["Content-Length"]) == len(body(small))
    again = client.get(f"/files/{picture.uid}", {"size": "small"}, headers={"If-None-Match": small["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_an_unknown_file_is_not_found(client, place):
    assert client.get(f"/files/{place.uid}").status_code == 404
