"""What stands against an undo: ledgers, edits of others since, missing rights."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from gis_core.access.visible import Visibility, visible
from gis_core.features.bases import LocatedRecord, SpatialRecord
from gis_core.features.models import Change
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import format_datetime
from layers.bound import BoundRegister
from layers.engine.changeset_plan import Plan, run
from layers.engine.changeset_tables import registers_of
from layers.engine.rows import readable_lines
from layers.engine.sql import statement
from layers.registry import registry

#: Records named one by one in an answer; the count says how many there are.
NAMED = 100
EDITED_LATER, NO_RIGHT, LEDGER, OTHER_TABLE = "EDITED_LATER", "NO_RIGHT", "LEDGER", "OTHER_TABLE"


def blocked(plan: Plan) -> list[Refused]:
    """Rows that no undo may touch."""
    found = []
    for table, count in plan.blocked:
        if table.role == "ledger":
            text = f"ชุดนี้ลงบัญชี “{table.thai}” {count:,} รายการ บัญชีเพิ่มได้อย่างเดียว จึงเลิกทำทั้งชุดไม่ได้ ให้บันทึกรายการแก้ไขแทน"
            found.append(Refused(LEDGER, text))
        else:
            text = f"ชุดนี้เขียน “{table.thai}” {count:,} รายการด้วย ซึ่งแก้ได้ที่หน้าของส่วนนั้นเท่านั้น"
            found.append(Refused(OTHER_TABLE, text))
    return found


# -- edited later ------------------------------------------------------------------------------------------------------
def edited_later(chosen: Collection[uuid.UUID]) -> list[Refused]:
    """Records somebody has written since, about which the undoer has not said what shall become of them."""
    rows = run(
        "SELECT uid, kind, title, later_change, count(*) OVER () FROM changeset_root"
        " WHERE later_change IS NOT NULL AND NOT is_undone AND NOT is_kept AND uid <> ALL(%(chosen)s)"
        " ORDER BY kind, title, record_id LIMIT %(named)s",
        {"chosen": list(chosen), "named": NAMED},
    )
    names = registers_of({row[1] for row in rows})
    changes = Change.objects.select_related("actor").in_bulk([row[3] for row in rows])
    found = []
    for uid, kind, title, change_id, count in rows:
        change = changes[change_id]
        name = names[kind].thai if kind in names else ""
        when = format_datetime(timezone.localtime(change.at))
        text = f"{name} {title}: {change.actor} แก้ไขหลังจากนั้น เมื่อ {when} เลือกว่าจะคงไว้หรือคืนค่าเดิม"
        found.append(
            Refused(EDITED_LATER, text if count <= NAMED else f"{text} (จาก {count:,} ระเบียน)", field=str(uid))
        )
    return found


#: Records whose own right is asked.
ASKED = "NOT r.is_kept AND NOT r.is_undone AND NOT r.is_carried"


# -- rights ------------------------------------------------------------------------------------------------------------
def actions_for(plan: Plan, act: str, user: Any) -> tuple[str, ...]:
    """Rights of which one is needed to undo what was done to a record. Who did it himself may take away again what he
    added, and put back what he took away, by the right to add.
    """
    if act == "changed":
        return ("change",)
    return ("delete", "add") if plan.actors == {user.pk} else ("delete",)


def _seen(register: BoundRegister, user: Any, actions: tuple[str, ...]) -> Visibility:
    scopes = {scope: None for action in actions for scope in visible(register, user, action).scopes}
    return Visibility(tuple(scopes), register.has_geometry, register.told(user))


def without_right(plan: Plan, user: Any, after: bool = False) -> list[Refused]:
    """Whole or not at all: how many records lie outside the undoer's right. `after` asks of the state just written.

    What stands at another record of the set, or was added only because that names it, needs no right of its own: it
    goes with that record.
    """
    run(statement("plan_carried"))
    outside = {}
    for kind, act in run(f"SELECT DISTINCT kind, act FROM changeset_root r WHERE {ASKED}"):
        register = registers_of({kind}).get(kind)
        count = _outside(plan, register, kind, act, user, after) if register is not None else 1
        if count:
            outside[kind, act] = (register, count)
    total = sum(count for _register, count in outside.values())
    if not total:
        return []
    names = ", ".join(sorted({register.thai for register, _count in outside.values() if register is not None}))
    text = f"{total:,} ระเบียนในชุดนี้อยู่นอกสิทธิของท่าน ({names}) จึงไม่ได้เลิกทำส่วนใดเลย "
    text += f"ให้ผู้ที่แก้ไข เพิ่ม และลบใน{names}ได้เป็นผู้ทำ"
    return [Refused(NO_RIGHT, text)]


def _outside(plan: Plan, register: BoundRegister, kind: int, act: str, user: Any, after: bool) -> int:
    seen = _seen(register, user, actions_for(plan, act, user))
    mine = f"r.kind = %(kind)s AND r.act = %(act)s AND {ASKED}"
    if seen.everything:
        return 0
    if seen.nothing or not issubclass(register.model, SpatialRecord | LocatedRecord):
        found = run(f"SELECT count(*) FROM changeset_root r WHERE {mine}", {"kind": kind, "act": act})
        return found[0][0]
    test, values = seen.feature_sql("f" if after else "r")
    rows = run(
        f"""SELECT count(*) FROM changeset_root r
        JOIN gis_feature f ON f.layer_id = r.layer_id AND f.record_id = r.record_id WHERE {mine} AND NOT {test}""",
        values | {"kind": kind, "act": act},
    )
    return rows[0][0]


def closed_lines(plan: Plan, user: Any) -> list[Refused]:
    """Lines with personal data are undone only by who may read them."""
    found = []
    for table in plan.by_role("line"):
        for register in registry.registers:
            declared = [bound for bound in register.lines if bound.model is table.model and bound.declared.level]
            if declared and not set(declared) <= set(readable_lines(register, user)):
                found.append(
                    Refused(NO_RIGHT, f"ชุดนี้แก้ “{table.thai}” ของ{register.thai} ซึ่งท่านไม่มีสิทธิดู จึงไม่ได้เลิกทำส่วนใดเลย")
                )
    return found
