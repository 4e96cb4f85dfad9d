"""What may be done with a rate: a new figure from a day on, which ends the old one, and confirming a doubtful one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from gis_core.pure import rate_lookup
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date
from layers.declare import Draft
from layers.engine import records
from layers.registry import registry
from modules.kernel.rates.lookup import plain
from modules.kernel.rates.models import RateRow


def check(draft: Draft) -> Iterator[Refused]:
    """A rate begins on a day, its tier has its ends in order, and nothing else holds for the same at that time."""
    row: RateRow = draft.record
    if row.valid.lower is None:
        yield Refused("RATE_START", "ระบุวันที่เริ่มใช้อัตรา", row.law, "valid")
        return
    if row.lower is not None and row.upper is not None and row.lower > row.upper:
        yield Refused("RATE_BOUNDS", "ชั้นตั้งแต่ต้องไม่มากกว่าชั้นถึง", row.law, "upper")
        return
    others = RateRow.objects.filter(table=row.table, key=row.key).exclude(pk=row.pk)
    try:
        for other in others:
            rate_lookup.refuse_overlaps([plain(other), plain(row)], row.table.bounds)  # type: ignore[arg-type]
    except Refused as refused:
        text = f"มีช่วงที่ทับซ้อนกันกับอัตรา “{other.thai}” ที่เริ่มใช้ {format_date(other.valid.lower, 'long')}"
        text += " ถ้าจะใช้ค่าใหม่แทน ให้เปิดอัตรานั้นแล้วเลือก “กำหนดอัตราใหม่แทน”"
        yield refused.but(thai=text, field="valid")


def derive(draft: Draft) -> None:
    """A national figure that an office alters is its own from then on."""
    if not draft.is_new and draft.changed("key", "lower", "upper", "value"):
        draft.record.origin = RateRow.Origin.OFFICE


def succeed(row: RateRow, values: Mapping[str, Any], user: Any) -> RateRow:
    """The new figure from a day on; the old row ends the day before. Raises Refused, Refusals."""
    start: date | None = values.get("start")
    if start is None or values.get("value") is None or not values.get("law"):
        raise Refused("REQUIRED", "ระบุค่าใหม่ วันที่เริ่มใช้ และที่มา", row.law, "start")
    _after(row, start)
    register = registry.for_model(RateRow)
    assert register is not None  # declared beside this module
    reason = f"กำหนดอัตราใหม่แทน {row.register_no}"
    ended = {"from": row.valid.lower, "to": start}
    records.update(register, row.uid, {"valid": ended}, user=user, reason=reason)
    fresh = {
        "table": row.table,
        "key": row.key,
        "thai": row.thai,
        "lower": row.lower,
        "upper": row.upper,
        "value": values["value"],
        "certainty": RateRow.Certainty.SURE,
        "law": values["law"],
        "valid": {"from": start, "to": None},
    }
    made: RateRow = records.create(register, fresh, user=user, reason=reason)
    return made


def _after(row: RateRow, start: date) -> None:
    if start <= row.valid.lower:
        raise Refused("RATE_ORDER", "วันเริ่มใช้อัตราใหม่ต้องหลังวันเริ่มของอัตราเดิม", row.law, "start")
    if row.valid.upper is not None and start > row.valid.upper:
        raise Refused("RATE_GAP", "อัตราเดิมสิ้นสุดก่อนวันเริ่มใช้อัตราใหม่ ให้เพิ่มเป็นอัตราใหม่แทน", row.law, "start")


def confirm(row: RateRow, values: Mapping[str, Any], user: Any) -> None:
    """The figure was compared with the law; the source says with which paper. Raises Refused, Refusals."""
    register = registry.for_model(RateRow)
    assert register is not None  # declared beside this module
    changed = {"certainty": RateRow.Certainty.SURE, "law": values.get("law") or row.law}
    records.update(register, row.uid, changed, user=user, reason=f"ยืนยันอัตรา {row.register_no}")


def is_confirmed(row: RateRow) -> Iterator[Refused]:
    """What was compared once needs no more."""
    if row.certainty == RateRow.Certainty.SURE:
        yield Refused("RATE_CONFIRMED", "อัตรานี้ยืนยันแล้ว", row.law)
