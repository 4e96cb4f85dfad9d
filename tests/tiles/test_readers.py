"""Who sees what on a tile: doors that do not open, areas, units, counts of people."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.ground.models import AdminArea, House, Parcel, Signboard
from tests.tiles.conftest import LAT, LON, STEP, add_parcels, decode, tile_at, url
from tiles import freshness, refresh

PARCELS, COUNTED, SECRET = "tiles-parcel", "tiles-counted", "tiles-secret"


def area(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


def ids(client: Client, zoom: int, lon: float = LON, lat: float = LAT, slug: str = PARCELS) -> set[int]:
    answer = client.get(url(slug, tile_at(zoom, lon, lat)))
    assert answer.status_code in (200, 204), answer.status_code
    return {f["id"] for f in decode(answer.content).get(slug, [])}


def total(client: Client, zoom: int) -> int:
    found = decode(client.get(url(PARCELS, tile_at(zoom))).content).get(PARCELS, [])
    return sum(f["properties"].get("count", 0) for f in found if "by" not in f["properties"])


@pytest.mark.parametrize("slug", [PARCELS, COUNTED, SECRET, "tiles-unknown", "base_map-person"])
@pytest.mark.parametrize("rest", ["16/51063/30005", "tilejson.json"])
def test_what_a_stranger_may_not_see_answers_like_what_is_not_there(town, slug, rest):
    answer = Client().get(f"/tiles/{slug}/{rest}")
    unknown = Client().get(f"/tiles/no-such-layer/{rest}")
    assert answer.status_code == unknown.status_code == 404
    assert answer.content == unknown.content
    headers = [{n: v for n, v in each.headers.items() if n != "Content-Security-Policy"} for each in (answer, unknown)]
    assert headers[0] == headers[1]


def test_hidden_layers_have_no_tiles_for_anybody(town, reader):
    with acting_as(system_user(), "ป้าย"):
        Signboard.objects.create(thai="ลับ", width_cm=1, height_cm=1, geom=Point(LON, LAT))
    client = reader("assessor")
    assert client.get(url(SECRET, tile_at(16))).status_code == 404
    assert client.get(f"/tiles/{SECRET}/tilejson.json").status_code == 404
    assert SECRET not in client.get("/tiles/style.json").content.decode()


def test_the_style_holds_only_what_the_reader_may_see(town, reader):
    assert PARCELS not in Client().get("/tiles/style.json").json()["sources"]
    assert PARCELS in reader("assessor").get("/tiles/style.json").json()["sources"]


@pytest.mark.parametrize("address", ["16/99999/1", "16/1/99999", "23/0/0", "7/99/58", "21/1/1"])
def test_addresses_outside_the_grid_or_the_layer_are_not_there(town, reader, address):
    assert reader("assessor").get(f"/tiles/{PARCELS}/{address}").status_code == 404


class TestArea:
    """A reader limited to the western part of the town."""

    @pytest.fixture
    def split(self, town: SimpleNamespace) -> SimpleNamespace:
        town.east = add_parcels(town, range(60, 63), range(3))
        return town

    @pytest.fixture
    def west_reader(self, split, reader) -> Client:
        return reader("assessor", area(LON - 0.02, LAT - 0.02, LON + 1.5 * STEP, LAT + 0.02))

    @pytest.mark.parametrize("zoom", [13, 14, 15, 16])
    def test_sees_only_records_that_reach_into_the_area(self, split, west_reader, reader, zoom):
        everyone = ids(reader("assessor"), zoom)
        seen = ids(west_reader, zoom)
        assert seen < everyone
        assert seen == {p.pk for p in split.parcels[:6]}

    @pytest.mark.parametrize("zoom", [8, 10, 12])
    def test_cells_count_only_those(self, split, west_reader, zoom):
        refresh.build_missing()
        assert total(west_reader, zoom) == 6

    def test_a_border_tile_is_kept_from_nobody_and_never_on_disk(self, split, west_reader):
        watch = freshness.watch()
        ids(west_reader, 16)
        assert list(watch.cache.root.glob(f"{PARCELS}/*/*/*/*")) == []

    def test_a_tile_wholly_inside_is_shared_with_those_who_see_all(self, split, reader, monkeypatch):
        wide = reader("assessor", area(LON - 0.05, LAT - 0.05, LON + 0.05, LAT + 0.05))
        everyone = ids(reader("assessor"), 16)
        monkeypatch.setattr(freshness, "MOST_S", 60.0)
        monkeypatch.setattr("tiles.drawing.ready_or_drawn", lambda *_: pytest.fail("the tile is on the disk"))
        assert ids(wide, 16) == everyone

    def test_a_tile_wholly_outside_is_empty_without_a_question(self, split, west_reader, monkeypatch):
        monkeypatch.setattr("tiles.drawing.ready_or_drawn", lambda *_: pytest.fail("there is nothing to draw"))
        assert ids(west_reader, 16, LON + 61 * STEP) == set()


def test_a_right_limited_to_a_unit_is_shared_by_those_who_have_it(town):
    with acting_as(system_user(), "หน่วยงาน"):
        unit = OrgUnit.objects.create(code="77", thai="กองทดสอบ")
        user = User.objects.create_user("head", "ผู้ใหญ่บ้าน")
        RoleHolding.objects.create(
            user=user, role=Role.objects.get(code="village_head"), org_unit=unit, valid=("2020-01-01", None)
        )
        Parcel.objects.filter(pk=town.parcels[0].pk).update(org_unit=unit)
    client = Client()
    client.force_login(user, backend="gis_core.access.sign_in.LockingBackend")
    assert ids(client, 16) == {town.parcels[0].pk}
    assert total(client, 10) == 1
    assert len(list(freshness.watch().cache.root.glob(f"{PARCELS}/*/*/*/*"))) == 2
    assert client.get(url(COUNTED, tile_at(14))).status_code == 204


class TestCounts:
    """Seven houses in one village, two in the next, six in the third."""

    @pytest.fixture
    def villages(self, town: SimpleNamespace) -> SimpleNamespace:
        with acting_as(system_user(), "หมู่บ้าน"):
            for moo in range(3):
                west = LON - 0.001 + moo * 0.01
                AdminArea.objects.create(
                    code=f"1000000{moo}", level="village", thai="บ้านทดสอบ", moo=moo + 1,
                    geom=area(west, LAT - 0.001, west + 0.01, LAT + 0.01),
                )  # fmt: skip
        other = add_parcels(town, range(30, 31), range(1)) + add_parcels(town, range(52, 53), range(1))
        with acting_as(system_user(), "บ้าน"):
            for number in range(8):
                House.objects.create(house_no=f"9/{number}", parcel=other[number > 1])
        return town

    def counts(self, client: Client, zoom: int = 14) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for lon in (LON, LON + 0.015, LON + 0.025):
            features = decode(client.get(url(COUNTED, tile_at(zoom, lon))).content).get(COUNTED, [])
            found |= {f["properties"]["title"]: f["properties"].get("count") for f in features}
        return found

    def test_small_numbers_and_the_one_that_would_give_them_away_are_kept_back(self, villages, reader):
        refresh.count_all()
        assert self.counts(reader("assessor")) == {
            "หมู่ที่ 1 บ้านทดสอบ": 7,
            "หมู่ที่ 2 บ้านทดสอบ": None,
            "หมู่ที่ 3 บ้านทดสอบ": None,
        }

    @pytest.mark.parametrize("zoom", [8, 12, 16, 20])
    def test_no_zoom_shows_a_single_record(self, villages, reader, zoom):
        refresh.count_all()
        answer = reader("assessor").get(url(COUNTED, tile_at(zoom)))
        assert answer["Cache-Control"] == "private, no-store"
        for feature in decode(answer.content)[COUNTED]:
            assert set(feature["properties"]) <= {"title", "count"}
            assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")

    def test_nothing_is_kept_on_disk_and_nothing_changes_before_the_night(self, villages, reader):
        client = reader("assessor")
        refresh.count_all()
        before = self.counts(client)
        with acting_as(system_user(), "เพิ่มบ้าน"):
            House.objects.create(house_no="99", parcel=villages.parcels[0])
        refresh.refresh_pending()
        assert self.counts(client) == before
        refresh.count_all()
        assert self.counts(client)["หมู่ที่ 1 บ้านทดสอบ"] == 8
        assert list(freshness.watch().cache.root.glob(f"{COUNTED}/*/*/*/*")) == []

    def test_a_reader_of_one_village_gets_that_village_alone(self, villages, reader):
        refresh.count_all()
        village = AdminArea.objects.get(moo=1)
        assert self.counts(reader("assessor", village.geom)) == {"หมู่ที่ 1 บ้านทดสอบ": 7}

    def test_without_villages_cells_of_more_than_a_kilometre_are_counted(self, town, reader):
        refresh.count_all()
        (feature,) = decode(reader("assessor").get(url(COUNTED, tile_at(15))).content)[COUNTED]
        assert feature["properties"] == {"title": "", "count": 7}
