"""Whether a photograph can have been taken at the place and time it is offered for."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

FAR_M = Decimal(100)
OLD = timedelta(hours=24)
FLAG_TEXT = {
    "far": "นอกพื้นที่ (ห่างเกิน 100 ม.)",
    "old": "ผิดเวลา (ถ่ายก่อนนำเข้าเกิน 24 ชม.)",
    "future": "ผิดเวลา (เวลาถ่ายอยู่หลังเวลานำเข้า)",
    "no_place": "ภาพไม่มีพิกัด",
    "no_time": "ภาพไม่มีเวลาถ่าย",
}


def photo_flags(distance_m: Decimal | None, taken_at: datetime | None, uploaded_at: datetime) -> tuple[str, ...]:
    """What is odd about a photograph; () when nothing is. It is marked, never silently accepted and never refused.

    distance_m: from the camera to the nearest edge of the inspected shape, None without a position.
    """
    flags = []
    if distance_m is None:
        flags.append("no_place")
    elif distance_m > FAR_M:
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
