"""What the editor must know of the coverage of a register: which shapes take up land, what a division asks."""

from __future__ import annotations

from typing import Any

from gis_core.features import measure
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import format_area
from layers.bound import BoundRegister
from layers.engine import coverage
from map_ui.forms.fields import default_of

SQM_PER_SQWAH = 4
PLAIN = ("text", "number", "choice")


def coverage_of(register: BoundRegister) -> Any:
    """The declared coverage, or None for shapes that may lie over each other."""
    return register.declared.coverage


def described(register: BoundRegister) -> dict[str, Any]:
    """What the dialogs of dividing and merging ask, in the words of the declaration."""
    declared = coverage_of(register)
    if declared is None:
        return {"coverage": False, "divide": None, "merge": None}
    return {
        "coverage": True,
        "noun": declared.noun,
        "divide": _dialog(register, declared.divide, gift=True),
        "merge": _dialog(register, declared.merge, gift=False),
    }


def _dialog(register: BoundRegister, declared: Any, gift: bool) -> dict[str, Any] | None:
    if declared is None:
        return None
    return {
        "columns": [_column(register, name) for name in declared.columns if name != declared.area],
        "area": {"name": declared.area, "thai": register.label(declared.area)},
        "acts": [list(pair) for pair in declared.acts],
        "policies": [list(pair) for pair in declared.policies],
        "gift": gift and declared.gift is not None,
    }


def ended(register: BoundRegister, record: Any) -> str:
    """Why a record is edited no longer: it was divided, merged or cancelled; "" while it may be."""
    return coverage.ended(register, record) if coverage_of(register) is not None else ""


def inherited(register: BoundRegister, record: Any) -> dict[str, str]:
    """What children get of a record unless something else is typed, by column, as a form would hold it."""
    declared = coverage_of(register)
    acts = [act for act in (declared.divide, declared.merge) if act is not None] if declared else []
    names = {name for act in acts for name in act.columns if name not in act.fresh and name != act.area}
    values = {name: getattr(record, name) for name in names if register.by_name[name].kind in PLAIN}
    return {name: str(value) for name, value in values.items() if value is not None}


def proposed(register: BoundRegister, record: Any, user: Any) -> list[dict[str, Any]]:
    """Divisions drawn elsewhere that the editor may take over, as cuts."""
    declared = coverage_of(register)
    ask = declared.divide.proposals if declared and declared.divide else None
    return [{"thai": each.thai, "cuts": list(each.shapes)} for each in ask(record, user)] if ask else []


def _column(register: BoundRegister, name: str) -> dict[str, Any]:
    column = register.by_name[name]
    default = default_of(column)
    return {
        "name": name,
        "thai": column.thai,
        "choices": [list(pair) for pair in column.choices.items()],
        "value": "" if default is None else str(default),
        "longest": getattr(column.field, "max_length", None),
    }


def judge(register: BoundRegister, geometry: Any, user: Any, uid: Any) -> dict[str, Any]:
    """What the rules say of a shape: of a coverage all they say, of others whether it is a shape at all."""
    if coverage_of(register) is not None:
        return coverage.judge(register, geometry, user, uid).as_json()
    area = measure.area_m2(geometry) if geometry.dims == 2 else None
    return {
        "geometry": {"type": geometry.geom_type, "coordinates": geometry.coords},
        "area_m2": area,
        "area_text": format_area(round(area / SQM_PER_SQWAH, 1)) if area is not None else "",
        "refusals": [],
        "warnings": [],
        "neighbours": [],
        "ok": True,
    }


def need(register: BoundRegister, what: str) -> None:
    """Raises Refused where the register declares no division (or merger)."""
    if getattr(coverage_of(register), what, None) is None:
        raise Refused("NO_RIGHT", f"{register.thai}แบ่งหรือรวมบนแผนที่ไม่ได้")
