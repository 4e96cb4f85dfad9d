"""What the steps of a repair write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_core.pure.refusal import Refused
from layers.declare import Draft, TransitionDraft
from tests.street_lamps.models import LampPart


def reasonable(draft: Draft) -> Iterator[Refused]:
    """A pole carries no lamp of more than 2,000 W."""
    power = draft.values["power_w"]
    if power is not None and power > 2000:
        point = draft.record.geom
        yield Refused(
            "LAMP_POWER",
            "กำลังไฟเกิน 2,000 วัตต์",
            field="power_w",
            geometry={"type": "Point", "coordinates": list(point.coords)} if point else None,
        )


def charge_parts(draft: TransitionDraft) -> None:
    """The parts of a repair become a line of the lamp."""
    if draft.values["parts_baht"]:
        LampPart.objects.create(lamp=draft.record, thai="อะไหล่ตามใบสั่งซ่อม")


def note_meter(record: Any, values: Mapping[str, Any], user: Any) -> None:
    """Write down the number of the meter."""
    if not values["meter_no"]:
        raise Refused("METER", "กรอกเลขมิเตอร์", field="meter_no")
    record.meter_no = values["meter_no"]
    record.save()
