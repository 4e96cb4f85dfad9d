"""The demo town's seal."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from gis_core.access.actor import acting_as, system_user
from gis_core.demo import seal
from gis_core.ground.models import Office
from gis_core.ground.office import forget
from gis_core.ground.office_seal import save_seal
from map_ui.printing.seal import seal as printed
from tests.people import user_with


@pytest.mark.django_db
def test_it_is_a_seal_the_office_takes_and_prints(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with acting_as(system_user(), "ตั้งหน่วยงาน"):
        Office.objects.create(thai="เทศบาลตำบลสมมุติ", kind="municipality")
    forget()
    save_seal(user_with("system_admin"), [seal.paint()], "ตราเมืองสาธิต")
    forget()
    mark = printed()
    assert mark is not None and mark.size == (seal.SIDE_PX, seal.SIDE_PX)
    assert (mark.mask[0], mark.mask[len(mark.mask) // 2 + seal.SIDE_PX // 2]) == (0, 255), "nothing around the ring"
    forget()


def test_it_is_small_and_always_the_same():
    data = seal.paint()
    assert data == seal.paint() and len(data) < 90_000
    with Image.open(BytesIO(data)) as picture:
        assert len(picture.convert("RGB").getcolors(300_000)) > 5
