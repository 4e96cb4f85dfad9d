"""Real files, as offices have them, come in without a question; their Thai names are right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gis_core.ground.models import AdminArea, NamedPlace
from gis_core.networks.models import Road
from importers import batches, look
from importers.work import Work
from layers.registry import registry
from tests.importers.doing import bring, refusals, verdicts, write
from tests.people import user_with

DATA = Path(os.environ.get("ELOCAL_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the collection of real files is not on this machine"),
]


@pytest.mark.parametrize(
    ("name", "count", "code", "thai"),
    [
        ("th_admin/tambon_Phuket.shp.zip", 17, "830101", "ตลาดใหญ่"),
        ("th_admin/tambon_Nonthaburi.shp.zip", 52, "120101", "สวนใหญ่"),
        ("th_admin/tambon_Lamphun.shp.zip", 51, "510101", "ในเมือง"),
        ("th_admin/amphoe_ChiangMai.shp.zip", 25, "5001", "เมืองเชียงใหม่"),
        ("bangkok/district.shp.zip", 50, "1025", "เขตบางพลัด"),
    ],
)
def test_areas(name, count, code, thai):
    work = write(bring("base_map-admin_area", user_with("surveyor"), DATA / name))
    assert refusals(work) == {}
    assert AdminArea.objects.count() == count
    assert AdminArea.objects.get(code=code).thai == thai


def test_areas_come_again_as_the_same():
    surveyor = user_with("surveyor")
    write(bring("base_map-admin_area", surveyor, DATA / "th_admin/tambon_Phuket.shp.zip"))
    again = bring("base_map-admin_area", surveyor, DATA / "th_admin/tambon_Phuket.shp.zip")
    assert verdicts(again) == {"same": 17}


def test_hospitals():
    surveyor = user_with("surveyor")
    for name in ("hospital.shp.zip", "hospital.csv"):
        work = write(bring("base_map-named_place", surveyor, DATA / "bangkok" / name))
        assert refusals(work) == {}
    place = NamedPlace.objects.get(thai="โรงพยาบาลภูมิพลอดุลยเดช")
    assert (place.kind, place.register_no) == ("health", "ส.00001")
    assert place.geom.coords == pytest.approx((100.61828, 13.90907), abs=1e-4)


def test_bike_ways_in_utm_and_the_letters_of_thai_windows():
    engineer = user_with("engineer")
    work = write(bring("roads_bridges-road", engineer, DATA / "bangkok/bike_way.shp.zip"))
    assert Road.objects.count() == 31 - len(refusals(work))
    assert Road.objects.filter(name__startswith="ถนนจรัญสนิทวงศ์", road_class="other").exists()
    again = bring("roads_bridges-road", engineer, DATA / "bangkok/bike_way.shp.zip")
    assert verdicts(again) == {"same": 30, "refused": 1}, "a code made up once stays"


def test_land_value_lines_become_roads():
    """834 of them, two of which cross themselves as no road may."""
    work = write(bring("roads_bridges-road", user_with("engineer"), DATA / "bangkok/land_value.shp.zip"))
    assert set().union(*refusals(work).values()) == {"E-5507"}
    assert Road.objects.count() == 834 - len(refusals(work)) == 832
    road = Road.objects.filter(name="ถนนสมเด็จพระปิ่นเกล้า").first()
    assert road is not None and road.length_m > 100 and 100.4 < road.geom.centroid.x < 100.6


WHOLE = [
    ("base_map-named_place", "th_villages/TH_VILLAGE2012.zip", 65_213, 0, "บ้านท่าลานเตียน"),
    ("base_map-admin_area", "th_admin/adm3_tambon_simplified.shp.zip", 7_425, 0, "พระบรมมหาราชวัง"),
    ("base_map-admin_area", "th_admin/adm1_provinces.geojson", 77, 0, "พะเยา"),
    ("roads_bridges-road", "bangkok/osm_z12.gpkg.zip", 132_004, 173, "ถนนไม่มีชื่อ"),
]


@pytest.mark.full
@pytest.mark.skipif("ELOCAL_TEST_ALL" not in os.environ, reason="minutes of writing: part of the full matrix")
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("slug", "name", "count", "refused", "thai"), WHOLE)
def test_large_files_are_written_whole(slug, name, count, refused, thai):
    work = write(bring(slug, user_with("surveyor", "engineer"), DATA / name))
    assert len(refusals(work)) == refused
    records = registry.by_slug[slug].model.objects
    assert records.count() == count
    column = "thai" if slug.startswith("base_map") else "name"
    assert records.filter(**{column: thai}).exists()


@pytest.mark.parametrize(
    ("slug", "name", "count", "thai"),
    [
        ("roads_bridges-road", "bangkok/land_value.shp.zip", 834, "ถนนสมเด็จพระปิ่นเกล้า"),
        ("base_map-named_place", "th_villages/TH_VILLAGE2012.zip", 65_213, "บ้านท่าลานเตียน"),
        ("base_map-admin_area", "th_admin/adm3_tambon_simplified.shp.zip", 7_425, "พระบรมมหาราชวัง"),
        ("base_map-admin_area", "th_admin/adm1_provinces.geojson", 77, "พะเยา"),
    ],
)
def test_large_files_are_understood_without_a_question(slug, name, count, thai):
    """They are only looked at here; reading all of them takes its time."""
    batch = batches.begin(registry.by_slug[slug], user_with("surveyor", "engineer"), name)
    batches.put(batch, [(DATA / name).read_bytes()])
    assert look.look(Work(batch, batch.owner))
    assert batch.found["count"] == count
    assert thai in batch.found["sample"][0]
