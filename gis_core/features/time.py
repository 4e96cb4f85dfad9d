"""Changes of the world, as against corrections of what was written wrongly: one row ends, another begins."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.features.bases import TimedRecord
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_date

Timed = TypeVar("Timed", bound=TimedRecord)
#: What a row does not hand on to the one that follows it.
OWN = frozenset({"id", "uid", "register_no", "valid"})


def supersede(record: Timed, from_date: date, **changes: Any) -> Timed:
    """From that day on the record is as `changes` say: its row is closed, a new one holds from there.

    Spells are half-open, so the new row is true on `from_date` itself, and until the old one would have ended.
    It has an identity of its own and no register number unless `changes` gives one. Needs an open change.
    Gives the new row and closes `record` in place.
    Errors: Refused ``SUPERSEDE`` when the day is not inside the row's life: that would be a correction.
    """
    model = type(record)
    with transaction.atomic():
        held = model._default_manager.select_for_update().get(pk=record.pk)
        _refuse_outside(held.valid, from_date)
        kept = (field.attname for field in model._meta.concrete_fields if field.name not in OWN)
        following = model(**{name: getattr(held, name) for name in kept})
        for name, value in changes.items():
            model._meta.get_field(name)
            setattr(following, name, value)
        following.valid = DateRange(from_date, held.valid.upper)
        held.valid = DateRange(held.valid.lower, from_date)
        held.save(update_fields=["valid"])
        following.save(force_insert=True)
    record.valid = held.valid
    return following


def end(record: Timed, on: date) -> Timed:
    """The record is true no longer from that day on, and nothing follows it. Errors: Refused ``SUPERSEDE``."""
    with transaction.atomic():
        held = type(record)._default_manager.select_for_update().get(pk=record.pk)
        _refuse_outside(held.valid, on)
        held.valid = DateRange(held.valid.lower, on)
        held.save(update_fields=["valid"])
    record.valid = held.valid
    return record


def _refuse_outside(valid: Any, day: date) -> None:
    if (valid.lower and day <= valid.lower) or (valid.upper and day >= valid.upper):
        since = format_date(valid.lower) if valid.lower else "แรกเริ่ม"
        until = f" ถึงก่อน {format_date(valid.upper)}" if valid.upper else ""
        raise Refused("SUPERSEDE", f"วันที่เปลี่ยนแปลงต้องอยู่ระหว่างที่รายการมีผล (ตั้งแต่ {since}{until})", "", "valid")
