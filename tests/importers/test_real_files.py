"""Real files, as offices have them, come in without a question; their Thai names are right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gis_core.ground.models import AdminArea, NamedPlace
from gis_core.networks.models import Road, Waterway
from tests.importers.doing import bring, refusals, verdicts, write
from tests.people import user_with

DATA = Path(os.environ.get("ELOCAL_TEST_DATA", "/work/shared/data"))
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


@pytest.mark.parametrize(
    ("name", "count", "thai"),
    [("bike_way.shp.zip", 31, "ถนนจรัญสนิทวงศ์"), ("land_value.shp.zip", 834, "ถนนสมเด็จพระปิ่นเกล้า")],
)
def test_lines_in_utm_and_thai_windows_letters(name, count, thai):
    work = bring("roads_bridges-road", user_with("engineer"), DATA / "bangkok" / name)
    if count > 100:
        assert sum(verdicts(work).values()) == count
        return
    write(work)
    assert Road.objects.count() == count - len(refusals(work))
    assert Road.objects.filter(name__startswith=thai).exists()
    assert Waterway.objects.count() == 0
