"""What a camera wrote is read; what makes no sense is left out."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base
from PIL.TiffImagePlugin import IFDRational

from gis_core.files.exif import PhotoFacts, facts_of
from tests.gis_core.files.pictures_made import photo


def read(data: bytes) -> PhotoFacts:
    return facts_of(Image.open(io.BytesIO(data)))


def test_place_direction_and_thai_time():
    facts = read(photo())
    assert facts.lat == pytest.approx(15.51)
    assert facts.lon == pytest.approx(100.13)
    assert (facts.bearing_deg, facts.accuracy_m) == (270.0, 4.5)
    assert facts.taken_at == datetime(2026, 3, 1, 1, 15, tzinfo=UTC)


def test_south_and_west():
    facts = read(photo(GPSLatitudeRef="S", GPSLongitudeRef="W"))
    assert (facts.lat, facts.lon) == pytest.approx((-15.51, -100.13))


@pytest.mark.parametrize(
    "fields",
    [
        {"lat": (0, 0, 0), "lon": (0, 0, 0)},
        {"lat": (95, 0, 0)},
        {"lat": (IFDRational(0, 0), 0, 0)},
    ],
)
def test_a_place_that_makes_no_sense_is_none(fields):
    facts = read(photo(**fields))
    assert (facts.lat, facts.lon, facts.accuracy_m) == (None, None, None)


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "เมื่อวาน", ""])
def test_a_clock_never_set_is_none(taken):
    assert read(photo(taken=taken)).taken_at is None


def test_an_offset_written_by_the_camera_counts():
    exif = Image.Exif()
    camera = exif.get_ifd(IFD.Exif)
    camera[Base.DateTimeOriginal], camera[Base.OffsetTimeOriginal] = "2026:03:01 08:15:00", "-03:30"
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "JPEG", exif=exif.tobytes())
    assert read(buffer.getvalue()).taken_at == datetime(2026, 3, 1, 11, 45, tzinfo=UTC)


def test_a_picture_without_anything():
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    assert read(buffer.getvalue()) == PhotoFacts()
