"""A wrong system is noticed by where it puts the points, and the fitting one is named."""

from __future__ import annotations

import random

import pytest
from django.contrib.gis.geos import Polygon

from gis_core.features import measure
from gis_core.features.datum import suspect

SHIFT = measure.SHIFT_EPSG_1304
LAND = (100.0, 15.0, 100.05, 15.05)  # about 5.4 by 5.5 km
DICE = random.Random(11)
#: Parcels over the whole land, up to its edges.
INSIDE = [(DICE.uniform(100.0, 100.05), DICE.uniform(15.0, 15.05)) for _ in range(400)]


def written_in(srid: int, points=INSIDE) -> list[tuple[float, float]]:
    return [measure.from_lonlat(lon, lat, srid, SHIFT) for lon, lat in points]


@pytest.mark.parametrize("srid", [4326, 32647, 32648, 24047, 24048])
def test_the_right_system_is_no_suspect(srid):
    assert suspect(written_in(srid), srid, LAND, SHIFT) is None


@pytest.mark.parametrize(
    ("true", "claimed", "named"),
    [
        (24047, 32647, "Indian 1975 / UTM 47N"),
        (32647, 24047, "WGS 84 / UTM 47N"),
        (32648, 32647, "WGS 84 / UTM 48N"),
        (24048, 32647, "Indian 1975 / UTM 48N"),
        (4326, 32647, "WGS 84 (ลองจิจูด, ละติจูด)"),
        (32647, 4326, "WGS 84 / UTM 47N"),
    ],
)
def test_a_wrong_system_is_noticed_and_the_right_one_named(true, claimed, named):
    message = suspect(written_in(true), claimed, LAND, SHIFT)
    assert message.endswith(f"จะอยู่ในเขตเมื่ออ่านเป็น {named} กรุณาตรวจระบบพิกัด")
    assert f"เมื่ออ่านเป็น {measure.SYSTEMS[claimed]}" in message


def test_swapped_degrees_are_noticed():
    message = suspect([(lat, lon) for lon, lat in INSIDE], 4326, LAND, SHIFT)
    assert message.startswith("ทุกจุดอยู่นอกเขต")
    assert "สลับละติจูดกับลองจิจูด" in message


def test_swapped_metres_are_noticed():
    message = suspect([(n, e) for e, n in written_in(32647)], 32647, LAND, SHIFT)
    assert "WGS 84 / UTM 47N ที่สลับค่าเหนือกับค่าตะวันออก" in message


def test_a_boundary_tells_more_than_its_box():
    triangle = Polygon(((100.0, 15.0), (100.05, 15.0), (100.0, 15.05), (100.0, 15.0)), srid=4326)
    corner = [(100.026, 15.026)]
    assert suspect(corner, 4326, LAND, SHIFT) is None
    assert "ทุกจุด" in suspect(corner, 4326, triangle, SHIFT)


def test_one_point_gone_astray_is_told_without_blaming_the_system():
    message = suspect([*INSIDE, (103.0, 18.0)], 4326, LAND, SHIFT)
    assert message.startswith("1 จาก 401 จุด")
    assert "ไม่เข้ากับระบบพิกัดอื่น" in message


def test_several_systems_that_fit_are_all_named():
    """Where the land is wide, a point in its middle cannot tell 450 metres."""
    message = suspect(written_in(32647, [(100.025, 15.025)]), 4326, LAND, SHIFT)
    assert "WGS 84 / UTM 47N หรือ Indian 1975 / UTM 47N" in message


def test_nothing_to_compare_with():
    assert suspect(INSIDE, 4326, None, SHIFT) is None
    assert suspect([], 4326, LAND, SHIFT) is None
    with pytest.raises(KeyError):
        suspect(INSIDE, 3857, LAND, SHIFT)
