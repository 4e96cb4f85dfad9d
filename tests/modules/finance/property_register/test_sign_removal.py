"""A sign is taken down with a photograph: by its button, and not without one at any door."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gis_core.files.attach import attach, attachments_of
from gis_core.ground.models import Signboard
from importers.models import StagedRow
from layers.engine import records
from layers.registry import registry
from modules.finance.property_register import sign_removal
from tests.doors import basic, press, refused
from tests.gis_core.files import pictures_made
from tests.importers import doing
from tests.modules.finance.property_register import ground
from tests.people import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db: None, settings: Any, tmp_path: Any) -> Signboard:
    settings.MEDIA_ROOT = tmp_path
    ground.town()
    with ground.write():
        return Signboard.objects.create(
            sign_code="A", thai="ร้าน", kind="1", width_cm=100, height_cm=50, geom=ground.point(50, 50)
        )


def test_the_button_keeps_the_photograph_and_the_day(client, board):
    sign_in(client, ground.user("revenue_officer"))
    url = f"{registry.for_model(Signboard).url}{board.uid}/act/remove"
    photo = SimpleUploadedFile("sign.jpg", pictures_made.photo(), "image/jpeg")
    client.post(url, {"removed_on": "1/2/2569", "photo": photo, "change_reason": "ปลด"})
    board.refresh_from_db()
    assert (board.removed_on, attachments_of(board.uid).get().caption) == (date(2026, 2, 1), sign_removal.CAPTION)
    user = ground.user("revenue_officer")
    assert refused(press, board, "remove", user) == ("SIGN_REMOVED",)


@pytest.mark.parametrize(
    ("values", "code"), [({"removed_on": None, "photo": None}, "REQUIRED"), ({"photo": b"%PDF-1.4 text"}, "SIGN_PHOTO")]
)
def test_the_button_asks_for_day_and_picture(board, values, code):
    given: dict[str, Any] = {"removed_on": date(2026, 2, 1)} | values
    if given["photo"]:
        given["photo"] = SimpleUploadedFile("sign.pdf", given["photo"])
    with ground.write():
        assert refused(lambda: sign_removal.run(board, given, ground.user("revenue_officer"))) == (code,)


def by_form(client: Any, board: Signboard) -> str:
    sign_in(client, ground.user("revenue_officer"))
    url = f"{registry.for_model(Signboard).url}{board.uid}/edit"
    typed = {"thai": "ร้าน", "kind": "1", "width_cm": "100", "height_cm": "50", "sides": "1", "shape": "bounded"}
    typed |= {"geom": json.dumps(ground.geojson(board.geom)), "removed_on": "1/2/2569", "change_reason": "ปลด"}
    return " ".join(refused.thai for refused, _ in client.post(url, typed).context["form"].summary)


def by_api(client: Any, board: Signboard) -> str:
    slug, user = registry.for_model(Signboard).slug, ground.user("revenue_officer")
    body = {"type": "Feature", "properties": {"removed_on": "1/2/2569"}}
    answer = client.patch(
        f"/ogc/collections/{slug}/items/{board.uid}",
        json.dumps(body),
        content_type="application/geo+json",
        **basic(user),
    )
    return " ".join(each["thai"] for each in answer.json()["refusals"])


def by_file(client: Any, board: Signboard) -> str:
    slug, user = registry.for_model(Signboard).slug, ground.user("revenue_officer")
    work = doing.bring(slug, user, doing.geojson_of(({"sign_code": "A", "removed_on": "1/2/2569"}, None)), "a.geojson")
    doing.judge(work)
    row = StagedRow.objects.get(batch=work.batch)
    return " ".join(each["thai"] for each in [*(row.faults or []), *(row.reasons or [])])


@pytest.mark.parametrize("door", [by_form, by_api, by_file])
def test_no_door_takes_a_sign_down_without_a_picture(client, board, door):
    found = door(client, board)
    assert "ป้ายที่ปลดต้องมีภาพถ่าย" in found, found
    board.refresh_from_db()
    assert board.removed_on is None


def test_a_photograph_that_hangs_there_already_is_enough(board):
    user = ground.user("revenue_officer")
    with ground.write():
        attach(board.uid, [pictures_made.photo()], "sign.jpg")
    made = records.update(registry.for_model(Signboard), board.uid, {"removed_on": "1/2/2569"}, user=user, reason="ปลด")
    assert made.removed_on == date(2026, 2, 1)
