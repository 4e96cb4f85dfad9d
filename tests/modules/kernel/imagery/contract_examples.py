"""A picture comes in by its file; here the row alone stands in for it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from gis_core.access.actor import acting_as, system_user
from gis_core.imagery.models import Imagery
from tests.contracts import examples


def _picture(n: int, given: Any) -> Imagery:
    with acting_as(system_user(), "ตัวอย่างภาพ"):
        return Imagery.objects.create(
            register_no=f"ภ.{n:04}", title=f"ภาพที่ {n}", kind="orthophoto", file_uid=uuid.uuid4(),
            original_name="ortho.tif", size_bytes=1000, width_px=400, height_px=300, resolution_m="0.100",
            min_zoom=14, max_zoom=20, geom=MultiPolygon(GEOSGeometry(str(examples.square(n)).replace("'", '"'))),
        )  # fmt: skip


RECORDS = {"imagery": _picture}
EXAMPLES: dict[str, Any] = {"imagery": lambda n, given: {"title": f"ภาพที่ {n}", "kind": "orthophoto", "level": "staff"}}
CHANGES: dict[str, Any] = {"imagery": lambda n, given: {"title": "ภาพที่เปลี่ยนชื่อ"}}
