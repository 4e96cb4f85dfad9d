"""Zooms below 15: cells, clusters, merged lines, generalised shapes; the same answer live, stored and half of each."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from django.contrib.gis.geos import LineString
from django.core.management import call_command
from django.test import Client

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import Parcel
from gis_core.networks.models import Road
from tests.tiles.conftest import LAT, LON, STEP, add_parcels, decode, square, tile_at, url
from tiles import freshness, refresh

PARCELS = "tiles-parcel"
ZOOMS = range(8, 15)


@pytest.fixture
def wide_town(town):
    """Parcels over several cells and blocks with every class, one of them rare; a large one; roads of two classes."""
    add_parcels(town, range(3, 12), range(12))
    add_parcels(town, range(40, 44), range(-30, -26), land_use="agriculture", area_sqwah=500)
    add_parcels(town, range(20, 21), range(1), land_use="public", area_sqwah=200)
    with acting_as(system_user(), "แปลงใหญ่และถนน"):
        Parcel.objects.create(
            parcel_code="01A900", block=town.block, area_sqwah=9000, land_use="vacant", geom=square(4, 4, 0.012)
        )
        for number, kind in enumerate(("local", "local", "lane")):
            Road.objects.create(
                road_code=f"ทด.ถ.1-00{number}",
                name=f"สาย {number}",
                road_class=kind,
                row_width_m=6 + number,
                geom=LineString((LON, LAT + number * STEP), (LON + 0.02, LAT + number * STEP)),
            )
    return town


def features(client: Client, slug: str, zoom: int, lon: float = LON, lat: float = LAT) -> list[dict[str, Any]]:
    freshness.watch().look()
    answer = client.get(url(slug, tile_at(zoom, lon, lat)))
    assert answer.status_code in (200, 204)
    return decode(answer.content).get(slug, [])


def as_text(found: list[dict[str, Any]]) -> list[str]:
    """Features in an order of their own, as text."""
    return sorted(json.dumps([f.get("id"), f["properties"], f["geometry"]], sort_keys=True) for f in found)


def all_tiles(client: Client) -> dict[tuple[str, int], list[str]]:
    slugs = (PARCELS, "tiles-house", "tiles-road", "tiles-lane")
    return {
        (slug, zoom): as_text(features(client, slug, zoom))
        for slug in slugs
        for zoom in ZOOMS
        if zoom >= 10 or slug != "tiles-house"
    }


def test_every_class_has_a_feature_at_every_zoom(wide_town, reader):
    client = reader("assessor")
    for _state in ("live", "stored"):
        for zoom in ZOOMS:
            found = Counter(f["properties"].get("land_use") for f in features(client, PARCELS, zoom, LON + 0.004))
            assert {"residence", "public"} <= set(found), (zoom, found)
        call_command("make_tiles", verbosity=0)


def test_cells_count_each_record_once(wide_town, reader):
    call_command("make_tiles", verbosity=0)
    cells = [f["properties"] for f in features(reader("assessor"), PARCELS, 10) if "cell" in f["properties"]]
    assert sum(c.get("count", 0) for c in cells if "by" not in c) == Parcel.objects.count() - 1


def test_stored_and_live_cells_are_the_same(wide_town, reader):
    client = reader("assessor")
    live = all_tiles(client)
    call_command("make_tiles", verbosity=0)
    stored = all_tiles(client)
    for key in live:
        if key[0] != "tiles-road" and (key[1] <= 12 or key[0] in ("tiles-house", "tiles-lane")):
            without_large = [[t for t in tiles if '"cell"' in t] for tiles in (live[key], stored[key])]
            assert without_large[0] == without_large[1], key


def test_an_edit_shows_at_once_at_every_zoom_and_the_refresh_changes_nothing_but_speed(wide_town, reader):
    client = reader("assessor")
    call_command("make_tiles", verbosity=0)
    before = {zoom: as_text(features(client, PARCELS, zoom)) for zoom in ZOOMS}
    with acting_as(system_user(), "แก้การใช้ที่ดิน"):
        Parcel.objects.filter(pk__in=[p.pk for p in wide_town.parcels]).update(land_use="public")
    mixed = {zoom: as_text(features(client, PARCELS, zoom)) for zoom in ZOOMS}
    assert refresh.refresh_pending() > 0
    after = {zoom: as_text(features(client, PARCELS, zoom)) for zoom in ZOOMS}
    call_command("make_tiles", verbosity=0)
    anew = {zoom: as_text(features(client, PARCELS, zoom)) for zoom in ZOOMS}
    for zoom in ZOOMS:
        assert before[zoom] != after[zoom]
        assert after[zoom] == anew[zoom], zoom
    for zoom in range(8, 13):
        assert [t for t in mixed[zoom] if '"cell"' in t] == [t for t in anew[zoom] if '"cell"' in t], zoom
    shown = Counter(f["properties"]["land_use"] for f in features(client, PARCELS, 14) if f["id"] in pks(wide_town))
    assert shown == {"public": 9}


def pks(town) -> set[int]:
    return {parcel.pk for parcel in town.parcels}


def test_a_deleted_and_a_moved_record_leave_their_old_place_before_the_refresh(wide_town, reader):
    client = reader("assessor")
    call_command("make_tiles", verbosity=0)
    gone, moved = wide_town.parcels[8], wide_town.parcels[1]
    with acting_as(system_user(), "ลบและย้าย"):
        Parcel.objects.filter(pk=gone.pk).delete()
        Parcel.objects.filter(pk=moved.pk).update(geom=square(-6, -6))
    for zoom in (13, 14, 15):
        ids = Counter(f["id"] for f in features(client, PARCELS, zoom) if f.get("id"))
        assert gone.pk not in ids
        assert max(ids.values()) == 1
    cells = [f["properties"] for f in features(client, PARCELS, 9) if "cell" in f["properties"]]
    assert sum(c.get("count", 0) for c in cells if "by" not in c) == Parcel.objects.count() - 1


def test_neighbours_keep_their_common_border_when_thinned(wide_town, reader):
    call_command("make_tiles", verbosity=0)
    shapes = {
        f["id"]: f["geometry"]["coordinates"][0] for f in features(reader("assessor"), PARCELS, 14) if f.get("id")
    }
    first, second = wide_town.parcels[0].pk, wide_town.parcels[1].pk
    common = {tuple(p) for p in shapes[first]} & {tuple(p) for p in shapes[second]}
    assert len(common) == 2


def test_roads_are_merged_by_class(wide_town):
    call_command("make_tiles", verbosity=0)
    found = [f["properties"] for f in features(Client(), "tiles-road", 11)]
    assert sorted((p["road_class"], p.get("count", 1)) for p in found) == [("lane", 1), ("local", 2)]


def test_points_cluster_by_class_and_a_lone_one_stays_itself(wide_town):
    call_command("make_tiles", verbosity=0)
    (cluster,) = [f["properties"] for f in features(Client(), "tiles-house", 11)]
    assert cluster == {"cell": True, "count": 7, "by": "moo"}
    (temple,) = features(Client(), "base_map-named_place", 12)
    assert temple["id"] == wide_town.temple.pk
    assert temple["properties"]["title"] == "วัดทดสอบ"
