"""The tree of units: added, renamed and moved; nothing is cut off and no unit stands below itself."""

from __future__ import annotations

import re

from gis_core.access.actor import acting_as
from gis_core.access.holdings import unit_tree
from gis_core.access.models import OrgUnit, User
from gis_core.access.permissions import ACCOUNTS, require
from gis_core.pure.refusal import Refused, raise_all

CODE = re.compile(r"[0-9A-Za-zก-๙.-]{1,20}")


def add_unit(admin: User, code: str, thai: str, parent: OrgUnit | None, reason: str) -> OrgUnit:
    """A new unit below `parent`; only the office itself stands below nothing. Raises Refused or Refusals."""
    require(ACCOUNTS, admin, "change")
    code, thai = code.strip(), thai.strip()
    raise_all(_faults(code, thai, parent, None))
    with acting_as(admin, reason):
        return OrgUnit.objects.create(code=code, thai=thai, parent=parent)


def change_unit(admin: User, unit: OrgUnit, code: str, thai: str, parent: OrgUnit | None, reason: str) -> None:
    """Rename a unit or move it with all below it. Raises Refused or Refusals; a circle is refused."""
    require(ACCOUNTS, admin, "change")
    code, thai = code.strip(), thai.strip()
    with acting_as(admin, reason):
        # Two moves at once could close a circle that neither of them sees.
        list(OrgUnit.objects.select_for_update().order_by("pk").values_list("pk"))
        raise_all(_faults(code, thai, parent, unit))
        unit.code, unit.thai, unit.parent = code, thai, parent
        unit.save()


def tree() -> list[tuple[int, OrgUnit]]:
    """All units with their depth, each below its parent, in the order of their codes."""
    children: dict[int | None, list[OrgUnit]] = {}
    for unit in OrgUnit.objects.order_by("code"):
        children.setdefault(unit.parent_id, []).append(unit)
    found: list[tuple[int, OrgUnit]] = []
    waiting = [(0, unit) for unit in reversed(children.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        found.append((depth, unit))
        waiting.extend((depth + 1, child) for child in reversed(children.get(unit.pk, [])))
    return found


def _faults(code: str, thai: str, parent: OrgUnit | None, unit: OrgUnit | None) -> list[Refused]:
    faults = []
    own = unit.pk if unit else None
    if not CODE.fullmatch(code):
        faults.append(Refused("UNIT_CODE", "รหัสหน่วยงานใช้ตัวเลข ตัวอักษร จุด หรือขีด ไม่เกิน 20 ตัว", field="code"))
    elif OrgUnit.objects.filter(code=code).exclude(pk=own).exists():
        faults.append(Refused("UNIT_CODE_TAKEN", "มีหน่วยงานรหัสนี้แล้ว", field="code"))
    if not 1 <= len(thai) <= 120:
        faults.append(Refused("UNIT_NAME", "ต้องกรอกชื่อหน่วยงาน ไม่เกิน 120 ตัวอักษร", field="thai"))
    if parent is None and OrgUnit.objects.filter(parent=None).exclude(pk=own).exists():
        faults.append(Refused("UNIT_PARENT", "ต้องเลือกหน่วยงานที่สังกัด", field="parent"))
    if parent is not None and own is not None and parent.pk in unit_tree(own):
        text = "ย้ายไปอยู่ใต้ตนเองหรือหน่วยงานย่อยของตนเองไม่ได้"
        faults.append(Refused("UNIT_CIRCLE", text, field="parent"))
    return faults
