"""The refusals of 4.2 by their codes and texts, at the form and the API."""

from __future__ import annotations

from typing import Any

import pytest

from gis_core.ground.models import Parcel
from tests.modules.civil_works.roads_bridges import doors
from tests.modules.finance.property_register import ground

pytestmark = pytest.mark.django_db


def shape(*edges: float) -> dict[str, Any]:
    return ground.geojson(ground.area(*edges))


def bow() -> dict[str, Any]:
    """Edges that cross each other."""
    (ring,) = ground.rect(200, 0, 240, 40).coords
    a, b, c, d, _ = ring
    return {"type": "Polygon", "coordinates": [[a, c, b, d, a]]}


def values(**more: Any) -> dict[str, Any]:
    return {
        "parcel_code": "01A009", "block": "01A", "deed_type": "ns4", "deed_no": "9009", "area_sqwah": "1-0-0",
        "land_use": "residence", "geom": shape(200, 0, 240, 40),
    } | more  # fmt: skip


CASES = {
    "DUP_PARCEL": ({"parcel_code": "01A001"}, "รหัสแปลงซ้ำ"),
    "DUP_DEED": ({"deed_no": "1001", "amphoe_code": "9999"}, "เอกสารสิทธินี้มีในทะเบียนแล้ว"),
    "OVERLAP": ({"geom": shape(20, 0, 60, 40)}, "ทับซ้อนกับแปลง"),
    "OUTSIDE": ({"geom": shape(5000, 0, 5040, 40)}, "แปลงอยู่นอกเขต อปท."),
    "PARCEL_BLOCK": ({"parcel_code": "02A009"}, "รหัสแปลงต้องขึ้นต้นด้วยรหัสเขตย่อย 01A"),
    "RNW": ({"area_sqwah": "1-4-0"}, "งานต้องไม่เกิน 3 และตารางวาต้องน้อยกว่า 100"),
    "BAD_GEOM": ({"geom": shape(200, 0, 201, 1)}, "รูปแปลงไม่ถูกต้อง"),
    "BAD_GEOM_CROSSED": ({"geom": bow()}, "ตัดกันเอง"),
}


@pytest.fixture(autouse=True)
def land(db):
    ground.town()
    return ground.parcel(1, 0, 0, 40, 40)


@pytest.mark.parametrize("door", list(doors.DOORS))
@pytest.mark.parametrize("case", CASES)
def test_a_parcel_is_refused_at_form_and_api(client, door, case):
    more, text = CASES[case]
    user = ground.user("assessor")
    found = doors.DOORS[door](client, user, ground.register("parcel"), values(**more), {})
    assert any(text in each for each in found), found
    assert Parcel.objects.count() == 1
