"""Registers whose rules are Python: each row goes through the engine of single records, and nothing half is written."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Change
from gis_core.ground.models import Parcel, TaxBlock, TaxZone
from gis_core.networks.models import Road
from importers.models import StagedRow
from importers.work import State
from tests.importers.doing import box, bring, geojson_of, judge, refusals, verdicts, write
from tests.people import user_with
from tests.street_lamps.models import StreetLamp

pytestmark = pytest.mark.django_db
LAMPS, ROADS, PARCELS = "street_lamps-street_lamp", "roads_bridges-road", "property_register-parcel"


def lamps(*rows):
    places = [(101.15 + n / 1000, 16.43) for n in range(len(rows))]
    return geojson_of(
        *(({"ชนิด": kind, "วัตต์": watts}, place) for (kind, watts), place in zip(rows, places, strict=True))
    )


def test_a_check_of_the_register_refuses_a_row():
    work = bring(LAMPS, user_with("engineer"), lamps(("แอลอีดี", 100), ("led", 3000), ("sodium", "๒๕๐")), "l.geojson")
    assert refusals(work) == {2: {"LAMP_POWER"}}
    assert not StreetLamp.objects.exists(), "judging leaves nothing behind"
    write(work)
    numbers = StreetLamp.objects.order_by("id").values_list("register_no", "power_w")
    assert [power for _no, power in numbers] == [100, 250]
    assert [no.split("/")[0] for no, _power in numbers] == ["ฟ.00001", "ฟ.00002"], "judging took no number"
    assert Change.objects.filter(batch_id=work.batch.change_set).count() == 2
    uids = set(StagedRow.objects.filter(batch=work.batch, verdict="new").values_list("record_uid", flat=True))
    assert uids == set(StreetLamp.objects.values_list("uid", flat=True))


def road(n, **more):
    values = {"รหัสสายทาง": f"พช.ถ.1-{n:03}", "ชื่อสายทาง": f"สาย {n}", "ประเภททาง": "ซอย"}
    line = {"type": "LineString", "coordinates": [[101.1, 16 + n / 100], [101.11, 16 + n / 100]]}
    return values | more.pop("values", {}), more.pop("shape", line)


def test_the_refusals_of_roads_come_through_an_import():
    knot = {"type": "LineString", "coordinates": [[101, 16], [101.01, 16.01], [101.01, 16], [101, 16.01]]}
    file = geojson_of(
        road(1),
        road(2, shape=knot),
        road(3, values={"ประเภททาง": "ทางด่วน"}),
        road(4, values={"เขตทาง (ม.)": 500}),
        road(1, values={"ชื่อสายทาง": "ซ้ำ"}),
        road(6, shape=(101, 16)),
    )
    work = bring(ROADS, user_with("engineer"), file, "r.geojson")
    assert refusals(work) == {
        2: {"E-5507"},
        3: {"CHOICE"},
        4: {"MAX_VALUE"},
        5: {"TWICE"},
        6: {"GEOM_KIND"},
    }
    write(work)
    found = Road.objects.get()
    assert (found.status, found.length_m > 1000) == ("surveyed", True), "what the engine derives is there too"
    again = bring(ROADS, user_with("engineer", name="second"), geojson_of(road(1)), "r.geojson")
    assert verdicts(again) == {"same": 1}


@pytest.fixture
def block():
    area = MultiPolygon(Polygon.from_bbox((101.1, 16.4, 101.2, 16.5)), srid=4326)
    with acting_as(system_user(), "x"):
        zone = TaxZone.objects.create(code="01", geom=area)
        return TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=area)


def parcel(n, shape=None, **more):
    values = {
        "รหัสแปลงที่ดิน": f"01A{n:03}",
        "เขตย่อย": "01A",
        "ประเภทเอกสารสิทธิ": "โฉนดที่ดิน (น.ส.4)",
        "เลขที่เอกสารสิทธิ": str(5000 + n),
        "ไร่-งาน-ตร.ว.": "1-2-3.5",
        "ระวาง 1:50,000": "5136",
        "แผ่นที่": "3",
        "ระวาง 1:4,000": "6818",
        "แผ่นย่อย": "1",
        "มาตราส่วนระวาง": 1000,
        "เลขที่ดิน": str(n),
    }
    return values | more, shape or box(101.11 + n * 0.001, 16.41)


def test_the_refusals_of_parcels_come_through_an_import(block):
    tiny = box(101.15, 16.42, 0.00001)
    file = geojson_of(
        parcel(1),
        parcel(2, เขตย่อย="99Z"),
        parcel(3, tiny),
        parcel(4, รหัสแปลงที่ดิน="X"),
        parcel(5, เลขที่เอกสารสิทธิ="5001"),
        parcel(6, box(101.3, 16.6)),
        parcel(7, box(101.125, 16.43)),
        parcel(8, box(101.1182, 16.4101)),
        parcel(9, box(101.1183, 16.4102)),
    )
    work = judge(bring(PARCELS, user_with("surveyor"), file, "p.geojson"))
    found = refusals(work)
    assert found[2] == {"NOT_FOUND"} and "DUP_DEED" in found[5] and found[4] == {"CODE"}
    assert "PARCEL_BLOCK" in found[6] and found[3] & {"BAD_GEOM", "SMALL", "SLIVER"}
    assert found[8] == found[9] == {"OVERLAP"}, "of two rows that lie over each other both are told"
    assert not {1, 7} & set(found)
    write(work)
    assert work.batch.state == State.COMMITTED
    first = Parcel.objects.get(parcel_code="01A001")
    assert (first.area_sqwah, first.deed_type, first.block) == (603.5, "ns4", block)
