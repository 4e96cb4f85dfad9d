"""An area in columns of rai, ngan and wah is one column of the register."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gis_core.ground.models import Parcel
from importers import match, quarantine
from importers.models import StagedRow
from importers.work import State
from layers.registry import registry
from tests.importers.doing import bring, csv_of, judge, refusals, verdicts, write
from tests.modules.finance.property_register import fabric_made as made
from tests.people import sign_in

pytestmark = pytest.mark.django_db
PARCELS = "property_register-parcel"
RAI, NGAN, WAH, TENTHS = (f"area_sqwah:{code}" for code in ("rai", "ngan", "wah", "tenths"))


def proposed(*headings):
    register = registry.for_model(Parcel)
    found = match.propose(register, match.form_for(register, headings), headings)
    return {heading: name for heading, name in found.items() if name.startswith("area_sqwah")}


@pytest.mark.parametrize(
    ("headings", "meant"),
    [
        (("ไร่", "งาน", "วา"), (RAI, NGAN, WAH)),
        (("ไร่", "งาน", "ตร.ว.", "เศษ"), (RAI, NGAN, WAH, TENTHS)),
        (("เนื้อที่ (ไร่)", "เนื้อที่ (งาน)", "เนื้อที่ (ตร.ว.)"), (RAI, NGAN, WAH)),
        (("เนื้อที่ตามโฉนด ไร่", "เนื้อที่ตามโฉนด งาน", "เนื้อที่ตามโฉนด ตารางวา"), (RAI, NGAN, WAH)),
        (("RAI", "NGAN", "WA"), (RAI, NGAN, WAH)),
        (("AREA_RAI", "AREA_NGAN", "AREA_WAH"), (RAI, NGAN, WAH)),
        (("ไร่", "วา"), (RAI, WAH)),
        (("ไร่",), (None,)),
        (("ไร่", "งาน", "วา", "ไร่-งาน-ตร.ว."), (None, None, None, "area_sqwah")),
        (("ไร่", "งาน", "วา", "เนื้อที่ (ตร.ว.)"), (None, None, None, "area_sqwah")),
    ],
)
def test_parts_are_told_by_their_headings(headings, meant):
    """A heading of wah beside one of rai is no whole area; where the whole is there too, it stands."""
    assert proposed(*headings) == {h: name for h, name in zip(headings, meant, strict=True) if name}


@pytest.fixture
def user():
    made.town()
    return made.surveyor()


def file_of(*areas):
    """Parcels side by side, each with (rai, ngan, wah, tenths)."""
    headings = ["รหัสแปลงที่ดิน", "เขตย่อย", "ประเภทเอกสารสิทธิ", "เลขที่เอกสารสิทธิ", "ไร่", "งาน", "วา", "เศษ", "WKT"]
    rows = []
    for number, area in enumerate(areas, 1):
        shape = made.box(number * 50 - 40, 10, number * 50 - 10, 50).wkt
        rows.append([f"01A{number:03}", "01A", "โฉนดที่ดิน (น.ส.4)", number, *area, f'"{shape}"'])
    return csv_of(headings, *rows)


def brought(user, *areas):
    work = bring(PARCELS, user, file_of(*areas), "p.csv", is_in_place=True)
    return work if work.batch.state == State.JUDGED else judge(work)


def test_parts_are_put_together_and_wrong_ones_refused(user):
    work = brought(
        user,
        (0, 2, 98, ""),
        ("", "๒", "97", 5),
        ("0", "3.0", " 0 ", "-"),
        (0, 4, 0, 0),
        (0, 3, 100, 0),
        (0.75, "", "", ""),
    )
    assert refusals(work) == {4: {"RNW"}, 5: {"RNW"}, 6: {"AREA_TEXT"}}
    write(work)
    assert dict(Parcel.objects.values_list("parcel_code", "area_sqwah")) == {
        "01A001": Decimal(298),
        "01A002": Decimal("297.5"),
        "01A003": Decimal(300),
    }
    again = brought(user, (0, 2, 98, ""), ("", 2, 97, 5), (0, 2, 99, ""))
    assert verdicts(again) == {"same": 2, "changed": 1}


def test_a_row_refused_for_its_parts_is_corrected_as_one_area(user, client):
    work = brought(user, (0, 4, 0, 0), (0, 3, 0, 0))
    row = StagedRow.objects.get(batch=work.batch, row_no=1)
    sign_in(client, user)
    address = f"/import/{work.batch.uid}/"
    assert "0-4-0" in client.get(f"{address}row/1/").content.decode(), "as an officer would type it"
    assert quarantine.correct(work, row, {"area_sqwah": "0-3-1"}) == []
    text = client.get(f"{address}rows?verdict=new").content.decode()
    assert "ไร่ · งาน · วา · เศษ" in text and "0-3-1" in text
    write(work)
    assert Parcel.objects.get(parcel_code="01A001").area_sqwah == Decimal(301)


def test_what_is_matched_is_remembered_and_not_matched_twice(user, client):
    work = brought(user, (0, 3, 0, 0))
    sign_in(client, user)
    address = f"/import/{work.batch.uid}/columns"
    page = client.get(address).content.decode()
    assert f'<option value="{NGAN}" selected>' in page
    posted = {f"column.{n}": work.batch.mapping.get(h, "") for n, h in enumerate(work.headings)} | {"is_in_place": "1"}
    answer = client.post(address, posted | {"column.3": "area_sqwah"})
    assert answer.status_code == 409 and "แยกส่วน" in answer.content.decode()
    posted["column.7"] = ""
    assert client.post(address, posted).status_code == 302
    assert proposed(*work.headings) == {"ไร่": RAI, "งาน": NGAN, "วา": WAH}
