"""What Django or the database refuses, in the register's own words."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error

from gis_core.features.field_faults import EMPTY, thai_of
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister

#: SQLSTATEs our own triggers raise carry a sentence for people.
OWN_STATES = ("EL",)
#: Two waited for what the other held, and the server sent one of them back: nothing of it was written.
BUSY_STATES = ("40P01", "40001", "55P03")


def from_validation(register: BoundRegister | None, error: ValidationError, record: Any = None) -> list[Refused]:
    """One refusal a message; uniqueness takes the code the declaration gives it."""
    model = register.model if register else type(record)
    refusals = []
    for name, errors in error.error_dict.items():
        for each in errors:
            refusals.append(_one(register, model, name, each))
    return refusals


def _one(register: BoundRegister | None, model: Any, name: str, error: ValidationError) -> Refused:
    declared = register.declared.errors if register else {}
    if error.code in ("unique", "unique_together") and name in declared:
        code, thai = declared[name]
        return Refused(code, thai, field=name)
    label = str(model._meta.get_field(name).verbose_name) if name != "__all__" else ""
    text = thai_of(error)
    field = name if name != "__all__" else None
    if declared.get(f"{name}:{error.code}"):
        code, text = declared[f"{name}:{error.code}"]
        return Refused(code, text, field=field)
    kind = "REQUIRED" if error.code in EMPTY else str(error.code or "INVALID").upper()
    return Refused(kind, f"{label}: {text}" if label else text, field=field)


def from_database(register: BoundRegister, error: Error) -> Refused:
    """The refusal behind a broken constraint: declared by name, or said generally. Any other database error
    is raised again.
    """
    diagnostic = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostic, "constraint_name", "") or ""
    declared = register.declared.errors
    if name in declared:
        code, thai = declared[name]
        return Refused(code, thai)
    for column, (code, thai) in declared.items():
        if name and name.startswith(f"{register.model._meta.db_table}_{column}"):
            return Refused(code, thai, field=column)
    state = getattr(diagnostic, "sqlstate", "") or ""
    if state.startswith(OWN_STATES):
        code, _ = declared.get(state, (state, ""))
        return Refused(code, getattr(diagnostic, "message_primary", str(error)))
    if state in BUSY_STATES:
        return Refused("BUSY", "มีผู้อื่นบันทึกเรื่องเดียวกันอยู่พอดี ยังไม่ได้บันทึกรายการนี้ ลองอีกครั้ง")
    if not state.startswith("23"):
        raise error
    return Refused("CONSTRAINT", _general(state, name))


def _general(state: str, name: str) -> str:
    texts = {
        "23505": "ข้อมูลซ้ำกับที่มีอยู่แล้ว",
        "23503": "มีข้อมูลอื่นอ้างถึงระเบียนนี้อยู่",
        "23P01": "ช่วงเวลาทับซ้อนกับรายการที่มีอยู่",
        "23514": "ค่าไม่เป็นไปตามเงื่อนไขของทะเบียน",
        "23502": "ยังกรอกข้อมูลไม่ครบ",
    }
    return f"{texts.get(state, 'ฐานข้อมูลไม่รับข้อมูลนี้')} ({name or state})"
