"""Photographs with a place: offered what stands near, hung on it, made into records or inspections, or left out."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.test import Client
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Change, Feature
from gis_core.files.models import Attachment
from gis_core.ground.models import AppraisalPrice, NamedPlace, Office, TaxBlock, TaxZone
from gis_core.networks.models import Road
from modules.civil_works.roads_bridges.models import Defect
from modules.kernel.inspections.models import Inspection
from tests.modules.finance.property_register import ground
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
LON, LAT = 101.15, 16.43


@pytest.fixture(autouse=True)
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    land = MultiPolygon(Polygon.from_bbox((LON - 0.05, LAT - 0.05, LON + 0.05, LAT + 0.05)), srid=4326)
    with acting_as(system_user(), "เมืองทดสอบ"):
        Office.objects.create(thai="เทศบาลทดสอบ", kind="municipality", province="เพชรบูรณ์", boundary=land)
        street = LineString((LON - 0.01, LAT + 0.0001), (LON + 0.01, LAT + 0.0001), srid=4326)
        Road.objects.create(road_code="ตย.ถ.1-001", name="ถนนสุขใจ", status="surveyed", geom=street)
        NamedPlace.objects.create(thai="วัดทดสอบ", kind="temple", register_no="ส.1", geom=Point(LON + 0.0002, LAT))


@pytest.fixture
def engineer():
    client = Client()
    client.user = user_with("engineer")
    sign_in(client, client.user)
    return client


def degrees(value):
    whole = int(value)
    minutes = int((value - whole) * 60)
    return (float(whole), float(minutes), round(((value - whole) * 60 - minutes) * 60, 4))


def photo(lon=LON, lat=LAT, colour=(10, 90, 40), taken="2026:11:20 09:30:00"):
    """A small photograph; without a place when `lon` is None."""
    exif = Image.Exif()
    exif[Base.DateTime] = taken
    if lon is not None:
        gps = {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: degrees(lat), GPS.GPSLongitudeRef: "E"}
        exif.get_ifd(IFD.GPSInfo).update(gps | {GPS.GPSLongitude: degrees(lon), GPS.GPSImgDirection: 90.0})
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def send(client, content, name="photo.jpg", word=""):
    address = f"/import/photos/?name={name}" + (f"&word={word}" if word else "")
    return client.post(address, content, content_type="application/octet-stream")


def brought(client, *contents):
    word = ""
    for number, content in enumerate(contents):
        answer = send(client, content, f"p{number}.jpg", word).json()
        word = answer["word"]
    return answer["url"]


def choices(page, number=0):
    """Codes offered for a photograph and the one that stands chosen."""
    select = re.search(rf'<select id="photo{number}".*?</select>', page, re.DOTALL).group()
    return re.findall(r'value="(.*?)"', select), re.search(r'value="([^"]*)" selected', select).group(1)


def batch_of(uid):
    return Change.objects.get(pk=Feature.objects.get(uid=uid).change_id).batch_id


def test_a_photo_is_offered_what_stands_near(engineer):
    address = brought(engineer, photo())
    page = engineer.get(address).content.decode()
    road, temple = Road.objects.get(), NamedPlace.objects.get()
    offered, chosen = choices(page)
    assert {f"attach:{road.uid}", f"visit:{road.uid}", f"attach:{temple.uid}", "new", "skip"} <= set(offered)
    assert chosen == f"attach:{road.uid}"
    places = json.loads(re.search(r'data-places="(.*?)"', page).group(1).replace("&quot;", '"'))
    assert places[0]["at"] == [pytest.approx(LON, abs=1e-6), pytest.approx(LAT, abs=1e-6)]
    assert places[0]["bearing"] == 90
    assert "ถ่าย 20 พ.ย. 2569 09:30 น." in page
    image = engineer.get(f"{address}0.jpg")
    assert image["Content-Type"] == "image/jpeg"
    assert not Image.open(io.BytesIO(b"".join(image.streaming_content))).getexif()


def test_what_stands_at_a_parcel_is_not_offered_before_the_parcel():
    keeper = Client()
    sign_in(keeper, user_with("assessor"))
    with acting_as(system_user(), "แปลงที่มีราคาประเมินหลายรอบ"):
        zone = TaxZone.objects.create(code="01", geom=ground.area(0, 0, 500, 500))
        TaxBlock.objects.create(zone=zone, letter="A", code="01A", geom=ground.area(0, 0, 500, 500))
        parcel = ground.parcel(1, 0, 0, 40, 40)
        NamedPlace.objects.create(thai="ศาลา", kind="temple", geom=ground.point(20, 50))
        prices = [
            AppraisalPrice.objects.create(
                parcel=parcel, baht_per_sqwah=year, valid=(date(year, 1, 1), date(year + 1, 1, 1))
            )
            for year in range(2011, 2021)
        ]
    middle = ground.point(20, 20)
    offered, chosen = choices(keeper.get(brought(keeper, photo(middle.x, middle.y))).content.decode())
    assert chosen == f"attach:{parcel.uid}"
    assert {code.partition(":")[2] for code in offered} & {str(price.uid) for price in prices}, "still to be chosen"
    assert offered[0] == chosen


def test_all_is_written_as_one_set(engineer):
    road, temple = Road.objects.get(), NamedPlace.objects.get()
    address = brought(engineer, photo(), photo(colour=(1, 2, 3)), photo(colour=(200, 2, 3)), photo(None, None))
    chosen = {"photo0": f"attach:{temple.uid}", "photo1": f"visit:{road.uid}", "photo2": "new", "photo3": "skip"}
    shown = {"register": "roads_bridges-defect", "shown": "roads_bridges-defect", "result": "fix", "reason": "สำรวจ"}
    values = {"damage": next(iter(Defect._meta.get_field("damage").choices))[0], "reported_on": "20/11/2568"}
    severity = next(iter(Defect._meta.get_field("severity").choices))[0]
    answer = engineer.post(address, {**chosen, **shown, **values, "severity": severity, "save": "1"})
    assert answer.status_code == 302, re.findall(r"<li>.*?</li>", answer.content.decode(), re.DOTALL)[:5]
    defect, visit = Defect.objects.get(), Inspection.objects.get()
    assert (defect.road, defect.geom.x) == (road, pytest.approx(LON, abs=1e-6))
    assert (visit.target_id, visit.result, visit.visited_at.isoformat()) == (
        road.uid,
        "fix",
        "2026-11-20T02:30:00+00:00",
    )
    hung = {a.record_id: a for a in Attachment.objects.all()}
    assert set(hung) == {temple.uid, defect.uid, visit.uid}
    assert len({batch_of(a.uid) for a in hung.values()} | {batch_of(defect.uid), batch_of(visit.uid)}) == 1


def test_one_refusal_writes_nothing_and_names_the_photo(engineer):
    road = Road.objects.get()
    address = brought(engineer, photo(), photo(colour=(1, 2, 3)))
    answer = engineer.post(address, {"photo0": f"attach:{road.uid}", "photo1": "new", "save": "1"})
    assert answer.status_code == 409
    assert "p1.jpg" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_the_columns_of_new_records_are_shown_before_they_are_asked(engineer):
    address = brought(engineer, photo())
    page = engineer.post(address, {"register": "roads_bridges-defect", "show": "1", "photo0": "new"}).content.decode()
    assert 'id="f-damage"' in page and "has-error" not in page
    assert choices(page)[1] == "new"


def test_a_photo_without_a_place_or_from_elsewhere_says_so(engineer):
    page = engineer.get(brought(engineer, photo(None, None), photo(100.0, 15.0))).content.decode()
    assert choices(page)[0] == ["skip"]
    assert "ภาพไม่มีพิกัด" in page and "ถ่ายนอกเขต" in page


def test_what_the_user_may_not_touch_is_neither_offered_nor_taken():
    client = Client()
    away = MultiPolygon(Polygon.from_bbox((100, 15, 100.1, 15.1)), srid=4326)
    sign_in(client, user_with("engineer", area=away))
    road = Road.objects.get()
    address = brought(client, photo())
    assert choices(client.get(address).content.decode())[0] == ["new", "skip"]
    client.post(address, {"photo0": f"attach:{road.uid}", "save": "1"})
    assert not Attachment.objects.exists()


def test_files_are_their_senders_alone(engineer):
    address = brought(engineer, photo())
    other, stranger, reader = Client(), Client(), Client()
    sign_in(other, user_with("surveyor"))
    sign_in(reader, user_with("council_chair"))
    for path in (address, f"{address}0.jpg"):
        assert other.get(path).status_code == 404
        assert stranger.get(path).status_code in (302, 404)
    assert stranger.get("/import/photos/").status_code == 302
    assert reader.get("/import/photos/").status_code == 403
    assert send(reader, photo()).status_code == 403
    assert engineer.get(f"{address}9.jpg").status_code == 404


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"\xff\xd8\xff\xe0", "FILE_PICTURE"),
        (b"GIF89a", "FILE_PICTURE"),
        (b"\0" * 99, "FILE_PICTURE"),
    ],
)
def test_what_is_no_photo_is_refused(engineer, content, code):
    answer = send(engineer, content)
    assert (answer.status_code, answer.json()["refusals"][0]["code"]) == (409, code)


def test_no_more_than_twenty_at_once_and_the_same_only_once(engineer):
    word = ""
    for n in range(20):
        word = send(engineer, photo(colour=(n, n, n)), f"p{n}.jpg", word).json()["word"]
    assert send(engineer, photo(colour=(99, 1, 1)), "p.jpg", word).status_code == 409
    assert len(word) < 3_000
    again = brought(engineer, photo(), photo())
    assert 'id="photo1"' not in engineer.get(again).content.decode()
