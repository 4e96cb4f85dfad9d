"""Files come in by what they are, are kept once, and go only when nothing names them."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction

from gis_core.access.actor import acting_as
from gis_core.features.models import Feature
from gis_core.files import store, sweep
from gis_core.files.attach import attach, attachments_of, safe_name
from gis_core.files.models import Attachment
from gis_core.files.pictures import copy_of
from gis_core.ground.models import NamedPlace
from gis_core.pure.refusal import Refused
from tests.gis_core.files.pictures_made import bomb, photo

pytestmark = pytest.mark.django_db
OFFICE, OPEN = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def place(clerk) -> NamedPlace:
    with acting_as(clerk, "เพิ่มวัด"):
        return NamedPlace.objects.create(thai="วัดทดสอบ", kind="temple", geom=Point(100.5, 15.0))


@pytest.fixture
def hang(clerk, place):
    def hang(data: bytes, name: str = "ภาพ.jpg", **values) -> Attachment:
        with acting_as(clerk, "แนบไฟล์"):
            return attach(place.uid, [data], name, **values)

    return hang


def files_in(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != ".guard")


def zipped(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()


def test_a_photograph_keeps_what_the_camera_wrote(hang, place, media):
    found = hang(photo())
    assert (found.kind, found.mime, found.width_px, found.height_px) == ("photo", "image/jpeg", 60, 40)
    assert found.taken_place.coords == pytest.approx((100.13, 15.51))
    assert (found.bearing_deg, found.taken_accuracy_m) == (270.0, 4.5)
    assert store.path_of(found.sha256).read_bytes() == photo()
    assert store.path_of(found.sha256).relative_to(media).parts[:2] == (found.sha256[:2], found.sha256[2:4])
    row = Feature.objects.get(uid=found.uid)
    assert (row.place_uid, row.located_by, row.title) == (place.uid, "record", "photo")
    assert list(attachments_of(place.uid)) == [found]


def test_the_same_bytes_are_kept_once(hang, clerk, place, media):
    first, again = hang(photo()), hang(photo(), "อีกชื่อ.jpg")
    assert first == again
    other = hang(photo(), part_uid=place.uid)
    assert other != first
    assert files_in(media) == [first.sha256]
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(clerk, "แนบซ้ำ"):
        other.pk, other.uid, other.part_uid = None, first.uid.__class__(int=5), None
        other.save(force_insert=True)


@pytest.mark.parametrize(
    ("data", "mime", "kind"),
    [
        (PDF, "application/pdf", "document"),
        (b"AC1032" + b"\0" * 40, "image/vnd.dwg", "drawing"),
        (b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "image/vnd.dxf", "drawing"),
        ("รหัส,ชื่อ\n1,ถนน\n".encode(), "text/csv", "data"),
        ("รหัส,ชื่อ\n1,ถนน\n".encode("cp874"), "text/csv", "data"),
        (b'{"type": "FeatureCollection"}', "application/geo+json", "data"),
        (b'<?xml version="1.0"?><gpx version="1.1">', "application/gpx+xml", "data"),
        (zipped(word__document_xml=""), f"{OFFICE}wordprocessingml.document", "document"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), f"{OPEN}text", "document"),
        (zipped(roads="shp"), "application/zip", "data"),
        (photo(kind="PNG"), "image/png", "photo"),
        (photo(kind="WEBP"), "image/webp", "photo"),
        (photo(kind="TIFF"), "image/tiff", "photo"),
    ],
)
def test_kinds_are_told_by_content(hang, data, mime, kind):
    found = hang(data, "ชื่อไม่มีนามสกุล")
    assert (found.mime, found.kind) == (mime, kind)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"x" * (store.MAX_BYTES + 1), "FILE_TOO_BIG"),
        (b"MZ\x90\0\3\0\0\0", "FILE_KIND"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "FILE_KIND"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "FILE_KIND"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "FILE_KIND"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "FILE_KIND"),
        (b"PK\x03\x04 not a zip", "FILE_KIND"),
        (photo()[:200], "FILE_PICTURE"),
        (bomb(), "FILE_PICTURE"),
        (bomb(9000, 9000), "FILE_PICTURE"),
    ],
)
def test_what_the_office_does_not_keep_is_refused(hang, data, code):
    with pytest.raises(Refused) as refusal:
        hang(data)
    assert refusal.value.code == code
    assert not Attachment.objects.exists()


def test_a_copy_without_camera_facts(hang):
    found = hang(photo((400, 300)))
    path, mime = copy_of(found.sha256)
    assert mime == "image/jpeg"
    data = path.read_bytes()
    assert b"SECRET" not in data
    assert b"Exif" not in data
    assert copy_of(found.sha256)[0] == path
    small, _ = copy_of(hang(photo((4000, 3000))).sha256, small=True)
    assert b"SECRET" not in small.read_bytes()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C:\\temp\\ถนน สาย 1.jpg", "ถนน สาย 1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("ใบ\r\nเสร็จ.pdf", "ใบเสร็จ.pdf"),
        ("fdp.\u202etxt.exe", "fdp.txt.exe"),
        ("..", "ไฟล์"),
        ("ก" * 300 + ".pdf", "ก" * 196 + ".pdf"),
    ],
)
def test_names_are_made_safe(typed, kept):
    assert safe_name(typed) == kept


def test_a_record_with_files_cannot_go(hang, clerk, place):
    hang(photo())
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(clerk, "ลบ"):
        place.delete()
        transaction.get_connection().check_constraints()


def age(path, hours: float) -> None:
    then = path.stat().st_mtime - hours * 3600
    os.utime(path, (then, then))


def test_the_sweep_takes_only_what_nothing_names(hang, clerk, media):
    kept = hang(photo())
    with pytest.raises(ZeroDivisionError), acting_as(clerk, "ล้มเหลว"):
        lost = attach(kept.record_id, [PDF], "หาย.pdf")
        raise ZeroDivisionError
    gone = hang(photo((61, 40)))
    with acting_as(clerk, "ลบไฟล์"):
        gone.delete()
    young = store.write([b"young"])
    for sha in (kept.sha256, lost.sha256, gone.sha256):
        age(store.path_of(sha), 25)
    (media / "incoming" / "half").write_bytes(b"x")
    age(media / "incoming" / "half", 25)
    assert sweep.sweep() == 2
    # a deleted row can be restored from the history, and its file with it
    assert files_in(media) == sorted([kept.sha256, gone.sha256, young.sha256])


def test_bytes_that_come_again_are_young_again(media):
    first = store.write([PDF])
    age(first.path, 25)
    store.write([PDF])
    assert sweep.sweep() == 0
    assert first.path.exists()
