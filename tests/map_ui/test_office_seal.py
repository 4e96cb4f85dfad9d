"""The office's seal: taken as pixels only, printed on papers and sheets, kept while anything names it."""

from __future__ import annotations

import os
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from gis_core.access.actor import acting_as, system_user
from gis_core.files import store, sweep
from gis_core.ground.models import Office
from gis_core.ground.office import forget, office
from map_ui.printing.seal import seal
from modules.kernel.documents import issue, render
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    forget()
    yield
    forget()


@pytest.fixture
def admin(client):
    sign_in(client, user_with("system_admin"))
    with acting_as(system_user(), "ตั้งหน่วยงาน"):
        Office.objects.create(thai="เทศบาลตำบลสมมุติ", kind="municipality")
    return client


def picture(size=(900, 900), kind="PNG", mode="RGBA", **more) -> bytes:
    data = BytesIO()
    Image.new(mode, size, (20, 60, 160, 128)[: len(mode)]).save(data, kind, **more)
    return data.getvalue()


def send(admin, data: bytes | None, **more):
    files = {"seal": SimpleUploadedFile("ตรา.png", data)} if data is not None else {}
    return admin.post(reverse("office-seal"), {"reason": "ตราใหม่"} | files | more)


def test_a_seal_is_encoded_anew_and_bound_in_size(admin):
    hidden = PngImagePlugin.PngInfo()
    hidden.add_text("note", "<script>alert(1)</script>")
    assert send(admin, picture(pnginfo=hidden) + b"<?php evil ?>").status_code == 302
    answer = admin.get(reverse("office-seal-picture"))
    data = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/png" and b"script" not in data and b"php" not in data
    with Image.open(BytesIO(data)) as kept:
        assert (kept.size, kept.mode, kept.info) == ((600, 600), "RGBA", {})


def test_a_camera_s_jpeg_comes_upright_without_its_position(admin):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (15.0, 0.0, 0.0)})
    assert send(admin, picture((200, 100), "JPEG", "RGB", exif=exif)).status_code == 302
    with Image.open(store.path_of(office().seal_sha256)) as kept:
        assert kept.size == (100, 200) and not kept.getexif()


@pytest.mark.parametrize(
    "data",
    [
        b"not a picture at all",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        picture()[:200],
        picture((20, 20)),
        b"GIF89a" + bytes(200),
        picture((8000, 7000), mode="L", kind="PNG"),
        picture() + bytes(2 * 1024 * 1024),
    ],
    ids=["text", "svg", "cut", "small", "gif", "bomb", "large"],
)
def test_what_is_no_good_picture_is_refused_in_words(admin, data):
    answer = send(admin, data)
    assert answer.status_code == 409 and "มีข้อผิดพลาด" not in answer.content.decode()
    assert "error" in answer.content.decode() and not office().seal_sha256


def test_nothing_chosen_is_asked_for_and_a_seal_can_be_taken_away(admin):
    assert send(admin, None).status_code == 409
    send(admin, picture())
    assert send(admin, None, remove="on").status_code == 302
    assert not office().seal_sha256 and admin.get(reverse("office-seal-picture")).status_code == 404


def test_only_the_administration_changes_it(client):
    page = reverse("office-seal")
    assert client.get(page).status_code == 302
    sign_in(client, user_with("surveyor"))
    assert client.get(page).status_code == 403 and send(client, picture()).status_code == 403


def test_papers_and_sheets_carry_it(admin):
    assert seal() is None
    send(admin, picture((120, 120)))
    assert seal().size == (120, 120)
    context = {
        "document": SimpleNamespace(thai="ทดสอบ", landscape=False, thai_digits=True),
        "office": office(),
        "signer": None,
    }
    bare = render.pdf("kernel_documents/page.html", context)
    sealed = render.pdf("kernel_documents/page.html", context | {"seal": issue._seal()})
    assert b"/Image" in sealed and b"/Image" not in bare


def test_the_sweep_leaves_the_seal_in_use_and_its_predecessors(admin):
    names = []
    for side in (100, 120):
        send(admin, picture((side, side)))
        names.append(office().seal_sha256)
    for path in store.root().glob("??/??/*"):
        os.utime(path, (1, 1))
    sweep.sweep()
    left = {path.name for path in store.root().glob("??/??/*")}
    assert left == set(names)
