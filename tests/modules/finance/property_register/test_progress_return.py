"""The yearly progress return of the tax map: what is done of what there is, today and at the end of a year."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from gis_core.features import clock
from gis_core.ground.models import CondoUnit, Parcel, ParcelLineage
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import be_year
from modules.finance.property_register import progress_return, reports
from tests.modules.finance.property_register import ground
from tests.people import user_with


def progress(user, item, year=None):
    (row,) = [row for row in progress_return.ltax(user, year) if row["item"].startswith(item)]
    return row["total"], row["done"], row["percent"]


@pytest.fixture
def reader(db):
    ground.town()
    return ground.user("assessor")


def test_the_yearly_return_says_what_is_done_of_what_there_is(reader):
    land = ground.parcel(1, 0, 0, 40, 40, surveyed_on=date.today())
    ground.owner(land, ground.person())
    ground.parcel(2, 40, 0, 80, 40, deed_no="")
    ground.parcel(3, 80, 0, 120, 40, status="cancelled")
    assert progress(reader, "เขตย่อย") == (1, 1, 100)
    assert progress(reader, "แปลงที่มีข้อมูลเอกสารสิทธิ") == (2, 1, 50)
    assert progress(reader, "แปลงที่มีเจ้าของ") == progress(reader, "แปลงที่สำรวจ") == (2, 1, 50)
    assert progress(reader, "คำขอ") == (0, 0, 0)
    values = {"event": "petition", "target": str(land.uid)}
    request = ground.make("change_request", values, ground.user("counter_clerk"))
    assert progress(reader, "คำขอ") == (1, 0, 0)
    with ground.write():
        request.status = "unchanged"
        request.save()
    assert progress(reader, "คำขอ") == (1, 1, 100)


def test_the_return_of_a_past_year_tells_of_its_end(committed_db: str, monkeypatch: pytest.MonkeyPatch):
    """The parcel drawn this year was not there, and the one divided this year was."""
    connections.close_all()
    monkeypatch.setitem(connection.settings_dict, "USER", settings.ENV.db_owner)  # may write into the past
    year = be_year(date.today())
    with clock.simulated(timezone.make_aware(datetime(year - 545, 6, 1))):
        ground.town()
        reader = ground.user("assessor")
        old = ground.parcel(1, 0, 0, 40, 40)
        ground.owner(old, ground.person(), until=date(year - 543, 1, 1))
        house = ground.building(old, 5, 5, 15, 15, demolished_on=date(year - 543, 1, 1))
    ground.parcel(2, 40, 0, 80, 40)
    for lot, west in ((4, 0), (5, 20)):
        child = ground.parcel(lot, west, 0, west + 20, 40)
        with ground.write():
            ParcelLineage.objects.create(parent=old, child=child, act="division", on=date(year - 543, 1, 1))
    with ground.write():
        Parcel.objects.filter(pk=old.pk).update(status="divided")
        house.rows = 1
        house.save()
    assert progress(reader, "แปลงที่มีเจ้าของ", year - 1) == (1, 1, 100)
    assert progress(reader, "สิ่งปลูกสร้าง", year - 1)[0] == 1
    assert progress(reader, "แปลงที่มีเจ้าของ", year - 3) == (0, 0, 0)
    assert progress(reader, "แปลงที่มีเจ้าของ", year) == (3, 0, 0)
    assert progress(reader, "แปลงใหม่", year) == (2, 2, 100)
    assert progress(reader, "สิ่งปลูกสร้าง", year)[0] == 0


@pytest.mark.parametrize("year", [1, 9999, 99_999_999])
def test_a_report_of_an_impossible_year_is_refused(reader, year):
    for report in (progress_return.ltax, reports.lineage):
        with pytest.raises(Refused) as told:
            report(reader, year)
        assert told.value.code == "YEAR"


def test_the_return_counts_what_its_reader_may_see(reader):
    """More owned units than units were told to whom a part of the office is open."""
    building = ground.building(ground.parcel(1, 0, 0, 40, 40), 5, 5, 15, 15)
    with ground.write():
        unit = CondoUnit.objects.create(building=building, unit_no="1", floor=1, area_m2=30)
    ground.owner(unit, ground.person())
    assert progress(reader, "ห้องชุด") == (1, 1, 100)
    assert progress(user_with("citizen"), "ห้องชุด") == (0, 0, 0)
