"""Degrees and metres. The golden values are from outside this system, or computed here by the textbook, not by PROJ.

No surveyed control point is known yet: these values prove the named operation, not the ground.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.core.cache import cache
from django.db import connection

from gis_core.features import measure
from gis_core.ground.office import CACHE_KEY, DEFAULT

EVEREST_1830 = (6377276.345, 300.8017)
WGS84 = (6378137.0, 298.257223563)
ROYAL_THAI_SURVEY = (204.4798, 837.8940, 294.7765)


# -- the textbook ------------------------------------------------------------------------------------------------------
def geocentric(lon: float, lat: float, axis: float, inverse_flattening: float) -> tuple[float, float, float]:
    e2 = (2 - 1 / inverse_flattening) / inverse_flattening
    lam, phi = math.radians(lon), math.radians(lat)
    normal = axis / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    from_axis = normal * math.cos(phi)
    return from_axis * math.cos(lam), from_axis * math.sin(lam), normal * (1 - e2) * math.sin(phi)


def geodetic(x: float, y: float, z: float, axis: float, inverse_flattening: float) -> tuple[float, float]:
    e2 = (2 - 1 / inverse_flattening) / inverse_flattening
    p, phi = math.hypot(x, y), math.atan2(z, math.hypot(x, y))
    for _ in range(20):
        normal = axis / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * normal * math.sin(phi), p)
    return math.degrees(math.atan2(y, x)), math.degrees(phi)


def utm(lon: float, lat: float, zone: int, axis: float, inverse_flattening: float) -> tuple[float, float]:
    """Transverse Mercator by Krüger's series to the fourth power of the third flattening: below a millimetre."""
    f = 1 / inverse_flattening
    n, e = f / (2 - f), math.sqrt(f * (2 - f))
    phi, lam = math.radians(lat), math.radians(lon - (6 * zone - 183))
    t = math.sinh(math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.atanh(math.sin(lam) / math.hypot(1, t))
    series = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )
    radius = 0.9996 * axis / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    easting = eta + sum(a * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, a in enumerate(series, 1))
    northing = xi + sum(a * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, a in enumerate(series, 1))
    return 500_000 + radius * easting, radius * northing


def indian(lon: float, lat: float, zone: int, shift: tuple[float, float, float]) -> tuple[float, float]:
    x, y, z = geocentric(lon, lat, *WGS84)
    lon, lat = geodetic(x - shift[0], y - shift[1], z - shift[2], *EVEREST_1830)
    return utm(lon, lat, zone, *EVEREST_1830)


# -- golden values -----------------------------------------------------------------------------------------------------
SHIFT = measure.SHIFT_EPSG_1304


def test_the_worked_example_of_the_domain():
    """Shared rules of civil works, item 7: Indian 1975 to WGS 84, to the centimetre.

    The 15.0° N 100.5° E beside it is rounded: by the textbook it lies 5 cm away, E 661,277.27 N 1,658,872.48.
    """
    lon, lat = measure.to_lonlat(661_611.20, 1_658_568.77, 24047, SHIFT)
    assert measure.from_lonlat(lon, lat, 32647) == pytest.approx((661_277.31, 1_658_872.51), abs=0.005)
    assert (lon, lat) == pytest.approx((100.5, 15.0), abs=1e-6)
    assert measure.from_lonlat(100.5, 15.0, 24047, SHIFT) == pytest.approx((661_611.20, 1_658_568.77), abs=0.05)
    assert utm(100.5, 15.0, 47, *WGS84) == pytest.approx((661_277.27, 1_658_872.48), abs=0.005)


def test_the_operation_is_the_named_one_and_not_a_librarys_choice():
    easting, northing = measure.from_lonlat(100.5, 15.0, 24047, SHIFT)
    assert math.hypot(easting - 661_792.53, northing - 1_658_519.45) == pytest.approx(188, abs=1)


def test_the_survey_departments_own_parameters_agree_in_plan():
    ours = measure.from_lonlat(100.5, 15.0, 24047, SHIFT)
    assert math.dist(ours, measure.from_lonlat(100.5, 15.0, 24047, ROYAL_THAI_SURVEY)) < 3


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [(100.5, 15.0, 47), (98.3, 7.9, 47), (99.0, 19.9, 47), (101.9, 12.1, 47), (102.1, 16.4, 48), (105.6, 15.3, 48)],
)
def test_both_zones_and_datums_against_the_textbook(lon, lat, zone):
    assert measure.from_lonlat(lon, lat, 32600 + zone) == pytest.approx(utm(lon, lat, zone, *WGS84), abs=0.002)
    expected = indian(lon, lat, zone, SHIFT)
    assert measure.from_lonlat(lon, lat, 24000 + zone, SHIFT) == pytest.approx(expected, abs=0.002)
    assert measure.to_lonlat(*expected, 24000 + zone, SHIFT) == pytest.approx((lon, lat), abs=1e-7)


def test_an_unknown_system_is_an_error():
    with pytest.raises(KeyError):
        measure.to_lonlat(1, 2, 3857)


# -- measures ----------------------------------------------------------------------------------------------------------
def square(size: float, zone: int = 32647) -> Polygon:
    shape = Polygon.from_bbox((661_000, 1_658_000, 661_000 + size, 1_658_000 + size))
    shape.srid = zone
    return measure.to_wgs84(shape)


@pytest.mark.django_db
def test_length_and_area_are_those_of_the_zone():
    assert measure.area_m2(square(40)) == pytest.approx(1600, abs=0.001)
    assert measure.length_m(square(40)) == pytest.approx(160, abs=0.0001)


@pytest.mark.django_db
def test_the_database_measures_alike():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Area(ST_Transform(s.g, 32647)), ST_AsText(ST_Transform(s.p, 32647), 3) FROM (SELECT"
            " ST_GeomFromEWKB(%s) AS g, ST_SetSRID(ST_MakePoint(100.5, 15), 4326) AS p) s",
            [bytes(square(40).ewkb)],
        )
        area, point = cursor.fetchone()
    assert area == pytest.approx(1600, abs=0.001)
    assert point.startswith("POINT(661277.266 1658872.481")


@pytest.mark.parametrize(("value", "rounded"), [(2.995, "3.00"), (2.675, "2.68"), (0.005, "0.01"), (2.9949, "2.99")])
def test_half_up_to_a_centimetre(value, rounded):
    assert str(measure.round_m(value)) == rounded


@pytest.fixture
def office_in_zone_48():
    cache.set(CACHE_KEY, replace(DEFAULT, utm_srid=32648, indian_shift=ROYAL_THAI_SURVEY), 60)
    yield
    cache.delete(CACHE_KEY)


def test_an_office_in_zone_48_with_its_own_control_points(office_in_zone_48):
    rows = {row["srid"]: (row["x"], row["y"]) for row in measure.readout(Point(104.0, 15.0))}
    assert list(rows) == [4326, 32648, 24048]
    assert rows[24048] == pytest.approx(indian(104.0, 15.0, 48, ROYAL_THAI_SURVEY), abs=0.01)
