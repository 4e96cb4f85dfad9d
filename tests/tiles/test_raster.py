"""Tiles of pictures: what they show, who gets them, what is the same for everybody else."""

from __future__ import annotations

import io
import uuid

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client
from PIL import Image

from gis_core.access.actor import acting_as, system_user
from gis_core.features import measure
from gis_core.imagery import reading, store
from gis_core.imagery.models import Imagery
from tests.gis_core.imagery import rasters_made
from tests.people import sign_in, user_with
from tiles import raster
from tiles.grid import Tile, column_of, row_of

pytestmark = pytest.mark.django_db
COLUMNS = ("size_bytes", "width_px", "height_px", "resolution_m", "min_zoom", "max_zoom")
ORDER = {"crs": "", "warp_to": 0, "nodata": None, "as_height": False}
MIDDLE = measure.to_lonlat(rasters_made.EAST + 100, rasters_made.NORTH - 75, 32647)


@pytest.fixture
def picture(settings, tmp_path):
    """Makes a picture that is kept; red everywhere unless told otherwise."""
    settings.MEDIA_ROOT, settings.TILE_CACHE = tmp_path / "media", tmp_path / "tiles"

    def make(level="staff", pixels=None, **more):
        if pixels is None:
            pixels = np.zeros((3, 300, 400), dtype=np.uint8)
            pixels[0] = 200
        file_uid = uuid.uuid4()
        made = rasters_made.picture(tmp_path / f"{file_uid}.tif", pixels)
        result = reading.convert(made, store.work_path(file_uid), ORDER | more, lambda share: None)
        store.keep(store.work_path(file_uid), file_uid)
        rings = [Polygon(*part) for part in result["footprint"]["coordinates"]]
        with acting_as(system_user(), "เก็บภาพทดสอบ"):
            return Imagery.objects.create(
                title="ภาพทดสอบ", level=level, file_uid=file_uid, original_name="a.tif",
                geom=MultiPolygon(rings, srid=4326), **{name: result[name] for name in COLUMNS},
            )  # fmt: skip

    return make


def tile_at(zoom, lon=MIDDLE[0], lat=MIDDLE[1]):
    return Tile(zoom, int(column_of(lon, zoom)), int(row_of(lat, zoom)))


def url(picture, tile):
    return f"/tiles/raster/{picture.uid}/{tile.z}/{tile.x}/{tile.y}"


def opened(answer):
    return np.asarray(Image.open(io.BytesIO(answer.content)).convert("RGBA"))


def headers_of(answer):
    """Without the page policy, whose nonce is another each time."""
    return {name: value for name, value in answer.headers.items() if name != "Content-Security-Policy"}


def as_role(*roles, area=None):
    client = Client()
    sign_in(client, user_with(*roles, name=f"reader{uuid.uuid4().hex[:6]}", area=area))
    return client


def test_a_tile_shows_the_ground_it_stands_for(picture):
    pixels = np.zeros((3, 300, 400), dtype=np.uint8)
    pixels[0, :, :200], pixels[2, :, 200:] = 220, 220
    made = picture(pixels=pixels)
    tile = tile_at(18)
    image = opened(as_role("engineer").get(url(made, tile)))
    share = column_of(MIDDLE[0], 18) - tile.x
    border = round(share * 256)
    row = image[int((row_of(MIDDLE[1], 18) - tile.y) * 256)]
    assert row[border - 8, 0] > 180 and row[border - 8, 2] < 60
    assert row[border + 8, 2] > 180 and row[border + 8, 0] < 60


@pytest.mark.parametrize(
    ("accept", "zoom", "kind"),
    [
        ("image/webp,*/*", 19, "image/jpeg"),
        ("*/*", 19, "image/jpeg"),
        ("*/*", 16, "image/png"),
        ("image/webp", 16, "image/webp"),
    ],
)
def test_formats_follow_the_browser_and_the_edge(picture, accept, zoom, kind):
    answer = as_role("engineer").get(url(picture(), tile_at(zoom)), headers={"accept": accept})
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    if zoom == 16:
        assert set(np.unique(opened(answer)[..., 3])) >= {0, 255}


def test_a_picture_of_the_office_is_closed_to_strangers_and_to_roles_without_it(picture):
    made, tile = picture(), tile_at(18)
    unknown = f"/tiles/raster/{uuid.uuid4()}/{tile.z}/{tile.x}/{tile.y}"
    for client in (Client(), as_role("council_chair")):
        closed, absent = client.get(url(made, tile)), client.get(unknown)
        assert closed.status_code == absent.status_code == 404
        assert closed.content == absent.content
        assert headers_of(closed) == headers_of(absent)
        assert client.get(f"/tiles/raster/{made.uid}/tilejson.json").status_code == 404
        assert client.get("/layers.json").json()["imagery"] == []


def test_a_tile_drawn_for_one_reader_is_not_given_to_another(picture):
    made, tile = picture(), tile_at(18)
    first = as_role("engineer").get(url(made, tile))
    assert first.status_code == 200
    assert list(raster.folder().glob("*/*/*"))
    known = {"if-none-match": first["ETag"]}
    assert Client().get(url(made, tile), headers=known).status_code == 404


def test_a_reader_of_another_area_does_not_see_it(picture):
    made, tile = picture(), tile_at(18)
    away = MultiPolygon(Polygon.from_bbox((100, 15, 100.1, 15.1)), srid=4326)
    here = MultiPolygon(Polygon.from_bbox((MIDDLE[0] - 0.01, MIDDLE[1] - 0.01, MIDDLE[0], MIDDLE[1])), srid=4326)
    assert as_role("surveyor", area=away).get(url(made, tile)).status_code == 404
    assert as_role("surveyor", area=here).get(url(made, tile)).status_code == 200


def test_a_reader_of_an_area_sees_no_ground_beyond_it(picture):
    """The picture touches his area, so that he may know of it; what it shows of other land is cut off."""
    made, tile = picture(), tile_at(18)
    west = MultiPolygon(Polygon.from_bbox((MIDDLE[0] - 0.01, MIDDLE[1] - 0.01, MIDDLE[0], MIDDLE[1] + 0.01)), srid=4326)
    whole = MultiPolygon(
        Polygon.from_bbox((MIDDLE[0] - 0.01, MIDDLE[1] - 0.01, MIDDLE[0] + 0.01, MIDDLE[1] + 0.01)), srid=4326
    )
    answer = as_role("surveyor", area=west).get(url(made, tile))
    border = round((column_of(MIDDLE[0], 18) - tile.x) * 256)
    row = opened(answer)[int((row_of(MIDDLE[1], 18) - tile.y) * 256)]
    assert row[border - 8, 3] == 255 and row[border - 8, 0] > 180
    assert (row[border:, 3] == 0).all()
    full = as_role("surveyor", area=whole).get(url(made, tile))
    assert full.content == as_role("engineer").get(url(made, tile)).content and full["ETag"] != answer["ETag"]
    beyond = tile_at(made.max_zoom, MIDDLE[0] + 0.0004)
    assert as_role("engineer").get(url(made, beyond)).status_code == 200
    assert as_role("surveyor", area=west).get(url(made, beyond)).status_code == 204


def test_a_published_picture_is_for_everybody_and_may_be_kept_by_proxies(picture):
    made, tile = picture(level="public"), tile_at(18)
    answer = Client().get(url(made, tile))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, no-cache")
    described = Client().get(f"/tiles/raster/{made.uid}/tilejson.json").json()
    assert described["tiles"][0].endswith(f"/tiles/raster/{made.uid}/{{z}}/{{x}}/{{y}}")
    assert described["maxzoom"] == made.max_zoom + 1
    listed = Client().get("/layers.json").json()["imagery"]
    assert [each["id"] for each in listed] == [str(made.uid)]
    assert Client().get(f"/r/imagery-imagery/{made.uid}/").status_code in (302, 404)


def test_a_picture_withdrawn_is_closed_at_once(picture):
    made, tile = picture(level="public"), tile_at(18)
    etag = Client().get(url(made, tile))["ETag"]
    with acting_as(system_user(), "ปิดภาพ"):
        made.level = "staff"
        made.save()
    assert Client().get(url(made, tile), headers={"if-none-match": etag}).status_code == 404


def test_what_is_known_is_not_sent_again(picture):
    made, tile = picture(), tile_at(18)
    client = as_role("engineer")
    answer = client.get(url(made, tile))
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Vary"] == "Accept, Cookie"
    again = client.get(url(made, tile), headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_ground_without_pixels_is_empty_and_zooms_outside_do_not_exist(picture):
    made, client = picture(), as_role("engineer")
    beside = tile_at(18, MIDDLE[0] + 0.01)
    assert client.get(url(made, beside)).status_code == 204
    assert client.get(url(made, beside)).status_code == 204
    assert client.get(url(made, tile_at(made.min_zoom - 1))).status_code == 404
    assert client.get(url(made, tile_at(made.max_zoom + 2))).status_code == 404
    assert client.get(f"/tiles/raster/{made.uid}/18/999999999/1").status_code == 404


def test_old_tiles_are_forgotten(picture):
    made = picture()
    as_role("engineer").get(url(made, tile_at(18)))
    assert raster.forget_old(older_s=-5) == 1
    assert not list(raster.folder().glob("*/*/*"))


def test_a_file_that_is_gone_gives_no_error(picture):
    made = picture()
    store.path_of(made.file_uid).unlink()
    assert as_role("engineer").get(url(made, tile_at(18))).status_code == 204
