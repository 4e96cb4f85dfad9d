"""Signs, and returns of them taken through their steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from gis_core.ground.models import Signboard
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxReturn
from modules.kernel.notices.models import Notice
from tests import doors
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import year


def sign(width: int = 240, height: int = 120, *, kind: str = "2", **more: Any) -> Signboard:
    with ground.write():
        return Signboard.objects.create(
            thai="ร้านทดสอบ", kind=kind, width_cm=width, height_cm=height, geom=ground.point(50, 50), **more
        )


def filed(*lines: Any, filed_on: str = "10/3/2569", told_on: str = "", **more: Any) -> SignTaxReturn:
    """A return of the signs, not yet taken as filed."""
    who = more.pop("who", None) or ground.person()
    rows = [{"sign": each} if isinstance(each, Signboard) else each for each in lines]
    values = {"year_be": "2569", "person": who, "filed_on": filed_on, "told_on": told_on} | more
    return records.create(
        registry.for_model(SignTaxReturn), values, user=ground.user("revenue_officer"), reason="รับแบบ",
        lines={"signtaxreturnline": rows},
    )  # fmt: skip


def take(record: Any, code: str, *roles: str, **values: Any) -> Any:
    user = ground.user(*(roles or ("revenue_officer",)))
    return doors.take(record, code, user, values)


def assessed(record: SignTaxReturn) -> SignTaxAssessment:
    take(take(record, "file"), "assess", "assessor")
    return record.assessment


def told(made: SignTaxAssessment, on: date) -> SignTaxAssessment:
    """Its notice was handed over on a day, before which it was written."""
    with ground.write():
        Notice.objects.filter(source=made.uid).update(issued_on=on)
    year.serve(Notice.objects.get(source=made.uid), "give", received_on=on, received_by="เจ้าของป้าย")
    made.refresh_from_db()
    return made
