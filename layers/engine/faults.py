"""What Django or the database refuses, in the register's own words; never in those of a program."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import Error
from django.db.models import Field

from gis_core.features.field_faults import EMPTY, thai_of
from gis_core.pure.refusal import Refused
from layers.bound import BoundRegister
from layers.registry import registry

THAI = re.compile("[ก-ฮ]")
log = logging.getLogger(__name__)
#: SQLSTATEs our own triggers raise carry a sentence for people, but those by which tables guard themselves.
OWN_STATES = ("EL",)
GUARDS = {
    "EL001": "ระบบไม่ทราบว่าใครเป็นผู้บันทึก จึงไม่ได้บันทึก แจ้งผู้ดูแลระบบพร้อมเวลาที่พบ",
    "EL002": "{table}ลบทั้งตารางไม่ได้",
    "EL003": "{table}เป็นบัญชีที่เพิ่มได้อย่างเดียว แก้หรือลบไม่ได้ ให้บันทึกรายการแก้ไขแทน",
    "EL004": "เปลี่ยนรหัสประจำระเบียนของ{table}ไม่ได้",
}
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


def from_database(register: BoundRegister | None, error: Error) -> Refused:
    """The refusal behind what the database refused when a record of the register was written. Any other database error
    is raised again.
    """
    refused = of_database(error, register)
    if refused is None:
        raise error
    return refused


def of_database(error: Error, register: BoundRegister | None = None) -> Refused | None:
    """The same for who does not know what was written; None of an error that is no refusal.

    A constraint speaks by what a register declares for its name or column, else generally.
    """
    diagnostic = getattr(error.__cause__, "diag", None)
    name, state, table = (
        getattr(diagnostic, each, None) or "" for each in ("constraint_name", "sqlstate", "table_name")
    )
    declared = next(_declared(register, table, name), None) if name else None
    if declared is not None:
        return declared
    if state in GUARDS:
        return Refused(state, GUARDS[state].format(table=_called(table)))
    if state.startswith(OWN_STATES):
        code = register.declared.errors.get(state, (state,))[0] if register else state
        return Refused(code, getattr(diagnostic, "message_primary", ""))
    if state in BUSY_STATES:
        return Refused("BUSY", "มีผู้อื่นบันทึกเรื่องเดียวกันอยู่พอดี ยังไม่ได้บันทึกรายการนี้ ลองอีกครั้ง")
    if not state.startswith("23"):
        return None
    log.warning("constraint %s of %s has no sentence of its own: %s", name or state, table, error)
    return Refused("CONSTRAINT", _general(state, _field(table, name, diagnostic), diagnostic))


def _declared(register: BoundRegister | None, table: str, name: str) -> Iterator[Refused]:
    """What is declared for a constraint: by its name, which is one in the database, or by the column it begins with."""
    about = [each for each in registry.registers if each.model._meta.db_table == table]
    own = [register, *about] if register else about
    for each in (*own, *registry.registers):
        if name in each.declared.errors:
            yield Refused(*each.declared.errors[name])
    for each in own:
        for column, (code, thai) in each.declared.errors.items():
            if name.startswith(f"{each.model._meta.db_table}_{column}"):
                yield Refused(code, thai, field=column)


def _model(table: str) -> Any:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _called(table: str) -> str:
    model = _model(table)
    return f"“{model._meta.verbose_name}” " if model else "ระเบียนนี้"


def _field(table: str, name: str, diagnostic: Any) -> Field | None:
    """The column an unnamed constraint is about, by the name Django or the server gives it; None of one that people
    have no word for.
    """
    model, column = _model(table), getattr(diagnostic, "column_name", None)
    fields = [f for f in model._meta.concrete_fields if THAI.search(str(f.verbose_name))] if model else []
    about = [f for f in fields if f.column == column or name.startswith(f"{table}_{f.column}_")]
    return max(about, key=lambda field: len(field.column), default=None)


def _general(state: str, field: Field | None, diagnostic: Any) -> str:
    is_named = (getattr(diagnostic, "message_primary", None) or "").startswith("insert")
    texts = {
        "23505": "ข้อมูลซ้ำกับที่มีอยู่แล้ว",
        "23503": "ระเบียนที่อ้างถึงไม่มีแล้ว เลือกใหม่" if is_named else "มีข้อมูลอื่นอ้างถึงระเบียนนี้อยู่",
        "23P01": "ช่วงเวลาทับซ้อนกับรายการที่มีอยู่",
        "23514": "ค่าไม่เป็นไปตามเงื่อนไขของทะเบียน",
        "23502": "ยังกรอกข้อมูลไม่ครบ",
    }
    text = texts.get(state, "ฐานข้อมูลไม่รับข้อมูลนี้")
    return f"{field.verbose_name}: {text}" if field is not None else text
