"""A visit comes from the field; here the row alone stands in for it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from gis_core.access.actor import acting_as, system_user
from gis_core.ground.models import NamedPlace
from modules.kernel.inspections.models import FieldSurvey, Inspection, InspectionAnswer


def _visit(n: int, given: Any) -> Inspection:
    place = given.record(NamedPlace, n)
    with acting_as(system_user(), "ตัวอย่างการตรวจ"):
        visit = Inspection.objects.create(
            register_no=f"ต.{n:05}/2568", target_id=place.uid, round=1, inspector=system_user(),
            visited_at=datetime(2025, 2, 1, 3, tzinfo=UTC), result="pass", note=f"ตรวจ {n}",
        )  # fmt: skip
        InspectionAnswer.objects.create(inspection=visit, position=1, question="ทางเดินสะอาด", answer="good")
    return visit


def _survey(n: int, given: Any) -> FieldSurvey:
    place = given.record(NamedPlace, n)
    with acting_as(system_user(), "ตัวอย่างการสำรวจ"):
        return FieldSurvey.objects.create(
            register_no=f"สร.{n:05}/2568", status="returned", target_id=place.uid, surveyor=system_user(),
            surveyed_at=datetime(2025, 2, 1, 3, tzinfo=UTC), client_key=uuid.UUID(int=n + 1), base_version=1,
        )  # fmt: skip


RECORDS = {"inspection": _visit, "field_survey": _survey}
EXAMPLES: dict[str, Any] = {
    "inspection": lambda n, given: {"note": f"ตรวจซ้ำ {n}"},
    "field_survey": lambda n, given: {"note": f"สำรวจซ้ำ {n}"},
}
LINES: dict[str, Any] = {
    "inspection": lambda n, given: {"inspectionanswer": [{"question": "ทางเดินสะอาด", "answer": "bad"}]}
}
