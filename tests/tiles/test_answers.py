"""Headers, conditional requests, the short path, and how much the database is asked."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import NamedPlace
from tests.tiles.conftest import decode, tile_at, url
from tiles import database, fast_path, freshness, refresh

PLACES = "base_map-named_place"
PLACE = url(PLACES, tile_at(16))


@pytest.fixture(autouse=True)
def slow_clock(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "_look_for_ever", lambda *_: None)
    monkeypatch.setattr(freshness, "MOST_S", 60.0)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements the tiles put to the database."""
    found: list[str] = []
    real = database.ask

    def ask(statement: str, *rest: Any, **more: Any) -> Any:
        found.append(statement)
        return real(statement, *rest, **more)

    monkeypatch.setattr("tiles.render.ask", ask)
    monkeypatch.setattr("tiles.database.ask", ask)
    return found


def test_the_etag_is_the_content_and_a_known_tile_is_not_sent_again(town):
    first = Client().get(PLACE)
    assert first["Cache-Control"] == "public, no-cache"
    again = Client().get(PLACE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert Client().get(PLACE, headers={"If-None-Match": f'W/{first["ETag"]}, "x"'}).status_code == 304
    with acting_as(system_user(), "แก้ชื่อ"):
        NamedPlace.objects.update(thai="วัดอื่น")
    freshness.watch().look()
    changed = Client().get(PLACE, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_gzip_is_sent_to_those_who_take_it(town):
    plain = Client().get(PLACE)
    zipped = Client().get(PLACE, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert plain["Content-Type"] == "application/vnd.mapbox-vector-tile"


def test_a_tile_for_staff_is_kept_from_shared_caches(town, reader):
    answer = reader("assessor").get(url("tiles-parcel", tile_at(16)))
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer["Vary"]


def test_an_empty_tile_has_no_content(town):
    answer = Client().get(url(PLACES, tile_at(16, 101.0, 14.0)))
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("zoom", "is_made", "statements"), [(11, True, 1), (13, True, 1), (16, True, 1), (11, False, 4)]
)
def test_a_tile_costs_one_statement_and_a_kept_one_none(town, reader, asked, zoom, is_made, statements):
    if is_made:
        refresh.build_missing()
        refresh.refresh_pending()
    client = reader("assessor")
    freshness.watch().look()
    asked.clear()
    client.get(url("tiles-parcel", tile_at(zoom)))
    # nothing made beforehand: ready, stored and patched ones are looked for, then the records are asked
    assert len(asked) == statements
    asked.clear()
    client.get(url("tiles-parcel", tile_at(zoom)))
    assert asked == []


def call(path: str, **environ: str) -> tuple[str, dict[str, str], bytes]:
    """The short path alone; what it does not answer goes to an application that says so."""
    said: dict[str, Any] = {}

    def site(_: Any, start_response: Any) -> list[bytes]:
        start_response("599 Normal", [])
        return [b""]

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        said.update(status=status, headers=dict(headers))

    body = b"".join(fast_path.wrap(site)({"PATH_INFO": path, "REQUEST_METHOD": "GET"} | environ, start_response))
    return said["status"], said["headers"], body


def test_the_short_path_answers_kept_public_tiles_without_a_statement(town, asked):
    client = Client()
    assert call(PLACE)[0] == "599 Normal"
    normal = client.get(PLACE)
    asked.clear()
    status, headers, body = call(PLACE)
    assert (status, body, headers["ETag"]) == ("200 OK", normal.content, normal["ETag"])
    assert call(PLACE, HTTP_IF_NONE_MATCH=normal["ETag"])[0] == "304 Not Modified"
    assert call(PLACE, HTTP_ACCEPT_ENCODING="gzip")[1]["Content-Encoding"] == "gzip"
    assert asked == []
    assert decode(body)


def test_the_short_path_leaves_everything_else_alone(town, reader, settings):
    reader("assessor").get(url("tiles-parcel", tile_at(16)))
    Client().get(PLACE)
    assert call(url("tiles-parcel", tile_at(16)))[0] == "599 Normal"
    assert call(f"/tiles/{PLACES}/tilejson.json")[0] == "599 Normal"
    assert call(PLACE, REQUEST_METHOD="POST")[0] == "599 Normal"
    assert call(f"/tiles/../{PLACES}/16/1/1")[0] == "599 Normal"
    assert call(f"/tiles/{PLACES}/16/99999/1")[0] == "599 Normal"
    assert call(f"/tiles/{PLACES}/5/1/1")[0] == "599 Normal"
    settings.SECURE_SSL_REDIRECT = True
    assert call(PLACE)[0] == "599 Normal"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert call(PLACE, HTTP_X_FORWARDED_PROTO="https")[0] == "200 OK"


def test_the_short_path_draws_what_is_not_kept_and_falls_back_when_it_cannot(town, asked, monkeypatch):
    Client().get(PLACE)
    asked.clear()
    beside = url(PLACES, tile_at(15))
    assert call(beside)[0] == "200 OK"
    assert len(asked) == 1
    freshness.watch().looked_at -= 61
    assert call(PLACE)[0] == "200 OK"
    assert len(asked) == 2
    monkeypatch.setattr("tiles.drawing.ready_or_drawn", lambda *_: 1 / 0)
    assert call(url(PLACES, tile_at(14)))[0] == "599 Normal"


def test_a_first_tile_too_near_to_be_kept_opens_the_short_path_too(town):
    Client().get(url(PLACES, tile_at(18)))
    assert call(PLACE)[0] == "200 OK"


def test_tilejson_and_style_name_what_there_is(town, reader):
    client = reader("assessor")
    document = client.get("/tiles/tiles-parcel/tilejson.json").json()
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == ["http://testserver/tiles/tiles-parcel/{z}/{x}/{y}"]
    assert (document["minzoom"], document["maxzoom"]) == (8, 18)
    (layer,) = document["vector_layers"]
    assert layer["id"] == "tiles-parcel"
    assert layer["fields"]["area_sqwah"] == "Number"
    style = client.get("/tiles/style.json").json()
    assert style["version"] == 8
    assert {part["source"] for part in style["layers"] if "source" in part} == set(style["sources"])
    assert len({part["id"] for part in style["layers"]}) == len(style["layers"])
