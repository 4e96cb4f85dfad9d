"""Whether a photograph can have been taken where and when it is offered for, and what measured points are good for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

FAR_M = Decimal(100)
OLD = timedelta(hours=24)
FLAG_TEXT = {
    "far": "นอกพื้นที่ (ห่างเกิน 100 ม.)",
    "old": "ผิดเวลา (ถ่ายก่อนนำเข้าเกิน 24 ชม.)",
    "future": "ผิดเวลา (เวลาถ่ายอยู่หลังเวลานำเข้า)",
    "no_place": "ภาพไม่มีพิกัด",
    "no_time": "ภาพไม่มีเวลาถ่าย",
}


def photo_flags(
    distance_m: Decimal | None, taken_at: datetime | None, uploaded_at: datetime, far_m: Decimal = FAR_M
) -> tuple[str, ...]:
    """What is odd about a photograph; () when nothing is. It is marked, never silently accepted and never refused.

    distance_m: from the camera to the nearest edge of the inspected shape, None without a position.
    """
    flags = []
    if distance_m is None:
        flags.append("no_place")
    elif distance_m > far_m:
        flags.append("far")
    if taken_at is None:
        flags.append("no_time")
    elif uploaded_at - taken_at > OLD:
        flags.append("old")
    elif taken_at - uploaded_at > timedelta(minutes=10):
        flags.append("future")
    return tuple(flags)


def flags_in_thai(flags: str) -> list[str]:
    """Stored flags as sentences."""
    return [FLAG_TEXT[flag] for flag in flags.split() if flag in FLAG_TEXT]


class Reach(StrEnum):
    """What measured points are good for."""

    NOTES = "notes"
    PLACES = "places"
    BOUNDARY = "boundary"

    @property
    def thai(self) -> str:
        return {
            "notes": "ใช้ได้เฉพาะบันทึกและภาพถ่าย",
            "places": "ใช้บอกตำแหน่งได้ แต่ปรับแนวเขตไม่ได้",
            "boundary": "เสนอปรับแนวเขตได้ (แนวเขตตามกฎหมายเป็นของสำนักงานที่ดิน)",
        }[self.value]


def reach_of(accuracies_m: Iterable[Decimal], notes_only_m: Decimal, boundary_m: Decimal) -> Reach:
    """The worst point decides. Worse than `notes_only_m` moves nothing; up to `boundary_m` a boundary may be proposed.

    Without any point there are only notes.
    """
    worst = max(accuracies_m, default=None)
    if worst is None or worst > notes_only_m:
        return Reach.NOTES
    return Reach.BOUNDARY if worst <= boundary_m else Reach.PLACES


def merge_values(
    before: Mapping[str, Any], after: Mapping[str, Any], stored: Mapping[str, Any], choice: str
) -> dict[str, Any]:
    """The values of a survey to be written when the register has moved on since the surveyor looked.

    A column nobody else changed takes the survey's value; one that was changed to something else follows `choice`
    (survey or server).
    """
    merged = {}
    for name, value in after.items():
        moved_on = stored.get(name) != before.get(name)
        if not moved_on or choice == "survey":
            merged[name] = value
    return merged
