"""A picture comes in: sent, looked at, reviewed, converted by the worker, on the map."""

from __future__ import annotations

import os

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import call_command
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.ground.models import Office
from gis_core.imagery import store
from gis_core.imagery.models import Imagery
from gis_core.jobs.models import JobProgress
from modules.kernel.imagery.tasks import sweep_pictures
from tests.gis_core.imagery import rasters_made as made
from tests.people import sign_in, user_with

HERE = measure.to_lonlat(made.EAST, made.NORTH, 32647)
VALUES = {"title": "ภาพออร์โท 2569", "kind": "orthophoto", "flown_on": "1/2/2568", "level": "staff", "reason": "ทดสอบ"}


@pytest.fixture
def office(committed_db, settings, tmp_path):
    settings.MEDIA_ROOT, settings.TILE_CACHE = tmp_path / "media", tmp_path / "tiles"
    land = MultiPolygon(Polygon.from_bbox((HERE[0] - 0.02, HERE[1] - 0.02, HERE[0] + 0.02, HERE[1] + 0.02)), srid=4326)
    with acting_as(system_user(), "ตั้งหน่วยงาน"):
        Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", province="เพชรบูรณ์", boundary=land)


@pytest.fixture
def engineer(office):
    client = Client()
    client.user = user_with("engineer")
    sign_in(client, client.user)
    return client


def send(client, path, name="ortho.tif"):
    return client.post(f"/import/imagery/?name={name}", path.read_bytes(), content_type="application/octet-stream")


def codes(answer):
    assert answer.status_code == 409, answer.content
    return [refused["code"] for refused in answer.json()["refusals"]]


def test_from_the_file_to_the_map(engineer, tmp_path):
    address = send(engineer, made.picture(tmp_path / "a.tif")).json()["url"]
    page = engineer.get(address).content.decode()
    assert "400 × 300" in page and "UTM 47N" in page
    answer = engineer.post(address, VALUES)
    assert answer.status_code == 302
    assert engineer.get(answer["Location"]).status_code == 200
    call_command("work", once=True)
    picture = Imagery.objects.get()
    job = JobProgress.objects.get()
    assert (job.state, job.result_url) == ("done", f"/r/imagery-imagery/{picture.uid}/")
    assert (picture.title, picture.original_name, str(picture.resolution_m)) == ("ภาพออร์โท 2569", "ortho.tif", "0.500")
    assert picture.register_no == "ภ.0001"
    assert store.path_of(picture.file_uid).exists()
    assert engineer.get(job.result_url).status_code == 200
    assert engineer.get("/layers.json").json()["imagery"][0]["thai"] == "ภาพออร์โท 2569"
    assert engineer.get(address).status_code == 404


def test_work_begun_again_makes_one_record(engineer, tmp_path):
    address = send(engineer, made.picture(tmp_path / "a.tif")).json()["url"]
    engineer.post(address, VALUES)
    call_command("work", once=True)
    picture = Imagery.objects.get()
    from modules.kernel.imagery.tasks import bring_picture

    order = {"crs": "", "warp_to": 0, "nodata": None, "as_height": False, "exaggeration": 1}
    bring_picture.start(engineer.user, staged=str(picture.file_uid), order=order, values=VALUES)
    call_command("work", once=True)
    assert [job.state for job in JobProgress.objects.order_by("id")] == ["done", "done"]
    assert Imagery.objects.count() == 1


def test_a_file_without_a_system_is_asked_for_it(engineer, tmp_path):
    address = send(engineer, made.picture(tmp_path / "a.tif", srid=0)).json()["url"]
    page = engineer.get(address)
    assert page.status_code == 200 and "CRS_ASK" in page.content.decode()
    assert "CRS_ASK" in engineer.post(address, VALUES).content.decode()
    shown = engineer.get(address, {"srid": "32647", "title": "ชื่อ"}).content.decode()
    assert "CRS_ASK" not in shown and "data-geojson" in shown and 'value="ชื่อ"' in shown
    wrong = engineer.get(address, {"srid": "32648"})
    assert wrong.status_code == 409 and "IMG_OUTSIDE" in wrong.content.decode()
    assert "UTM 47N" in wrong.content.decode()
    engineer.post(address, VALUES | {"srid": "32647"})
    call_command("work", once=True)
    west, _, _, north = Imagery.objects.get().geom.extent
    assert (west, north) == (pytest.approx(HERE[0], abs=2e-5), pytest.approx(HERE[1], abs=2e-5))


def test_a_picture_of_elsewhere_is_refused_and_says_what_would_fit(engineer, tmp_path):
    address = send(engineer, made.picture(tmp_path / "a.tif", srid=32648)).json()["url"]
    answer = engineer.get(address)
    assert answer.status_code == 409
    assert "IMG_OUTSIDE" in answer.content.decode() and "UTM 47N" in answer.content.decode()


def test_heights_become_relief(engineer, tmp_path):
    heights = np.tile(np.linspace(100, 160, 200, dtype=np.float32), (150, 1))[np.newaxis]
    address = send(engineer, made.picture(tmp_path / "d.tif", heights, nodata=-9999)).json()["url"]
    assert "แบบจำลองความสูง" in engineer.get(address).content.decode()
    engineer.post(address, VALUES | {"kind": "hillshade", "exaggeration": "3"})
    call_command("work", once=True)
    assert Imagery.objects.get().kind == "hillshade"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"PK\x03\x04zip", "FILE_KIND"),
        (b"II*\0" + b"\xff" * 3000, "IMG_DAMAGED"),
        (b"\0" * 99, "FILE_KIND"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_leaves_nothing(engineer, tmp_path, content, code):
    path = tmp_path / "bad.tif"
    path.write_bytes(content)
    assert codes(send(engineer, path)) == [code]
    assert not [p for p in (tmp_path / "media").rglob("*") if p.is_file()]


def test_a_stream_longer_than_allowed_is_cut(engineer, tmp_path, monkeypatch):
    monkeypatch.setattr(store.stage, "__defaults__", (50_000,))
    path = made.picture(tmp_path / "a.tif", compress=None)
    assert codes(send(engineer, path)) == ["FILE_TOO_BIG"]
    assert not [p for p in (tmp_path / "media").rglob("*") if p.is_file()]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": " "}, "REQUIRED"),
        ({"flown_on": "1/1/2600"}, "FUTURE"),
        ({"kind": "x"}, "CHOICE"),
        ({"nodata": "abc"}, "FORMAT"),
        ({"nodata": "nan"}, "FORMAT"),
    ],
)
def test_what_is_typed_wrongly_is_said_and_kept(engineer, tmp_path, change, code):
    address = send(engineer, made.picture(tmp_path / "a.tif")).json()["url"]
    answer = engineer.post(address, VALUES | {"source": "บินเอง"} | change)
    page = answer.content.decode()
    assert answer.status_code == 409 and code in page and 'value="บินเอง"' in page
    assert not JobProgress.objects.exists()


def test_only_keepers_come_in_and_nobody_sees_what_another_sent(engineer, tmp_path):
    address = send(engineer, made.picture(tmp_path / "a.tif")).json()["url"]
    stranger, clerk, other = Client(), Client(), Client()
    sign_in(clerk, user_with("counter_clerk"))
    sign_in(other, user_with("surveyor"))
    for client, status in ((stranger, 302), (clerk, 403)):
        assert client.get("/import/imagery/").status_code == status
        assert send(client, tmp_path / "a.tif").status_code == status
        assert client.get(address).status_code == status
        assert client.post(address, VALUES).status_code == status
    assert other.get("/import/imagery/").status_code == 200
    assert other.get(address).status_code == 404
    assert other.post(address, VALUES).status_code == 404


def test_what_nobody_came_back_for_is_swept(engineer, tmp_path):
    address = send(engineer, made.picture(tmp_path / "a.tif")).json()["url"]
    orphan = store.path_of("00000000-0000-4000-8000-000000000000")
    orphan.write_bytes(b"x")
    engineer.post(send(engineer, made.picture(tmp_path / "b.tif")).json()["url"], VALUES)
    call_command("work", once=True)
    kept = Imagery.objects.get()
    for path in (tmp_path / "media").rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))
    with acting_as(system_user(), "เก็บกวาด"):
        sweep_pictures()
    assert engineer.get(address).status_code == 404
    assert not orphan.exists() and store.path_of(kept.file_uid).exists()
