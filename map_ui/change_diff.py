"""What one set changed of one record and its lines, in words, before and after, with both shapes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from layers.bound import BoundLines, BoundRegister, visible_as_staff
from layers.engine import history
from layers.engine.history import Version
from layers.engine.line_history import LineVersion
from map_ui import maps
from map_ui.doors import holds, line_reader
from map_ui.past import UNTOLD, Difference, Past


@dataclass
class RecordDifference:
    """`word` says what became of the record; shapes are GeoJSON, "" where there is none or it stayed."""

    title: str
    url: str
    word: str
    rows: list[Difference] = field(default_factory=list)
    lines: list[tuple[str, str, list[Difference]]] = field(default_factory=list)
    shapes: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.rows or self.lines or self.shapes)


def of_record(batch: uuid.UUID, register: BoundRegister, uid: uuid.UUID, user: Any) -> RecordDifference | None:
    """None when the set did not touch the record, or the reader may not see its history."""
    record = register.model._default_manager.filter(uid=uid, **register.declared.where).first()
    if record is not None and not holds(register, visible_as_staff(register, user), record):
        return None
    deleted = history.gone(register, uid, user) if record is None else None
    if record is None and deleted is None:
        return None
    bounds = [bound for bound in register.lines if line_reader(register, bound, user)]
    past = Past(register, record if record is not None else deleted.record, user, bounds)
    before, after = _ends(past.versions, batch)
    lines = [_lines(past, bound, found, batch) for bound, found in past.line_sets.values()]
    changed_lines = [line for each in lines for line in each]
    if before is None and after is None and not changed_lines:
        return None
    url = register.record_url(uid)
    found = RecordDifference(past.title, url, _word(before, after), lines=changed_lines)
    if before is not None or after is not None:
        found.rows = _rows(past, before.row if before else {}, after.row if after else {})
        found.shapes = _shapes(register, before, after)
    return found


def _word(before: Any, after: Any) -> str:
    if before is None:
        return "เพิ่ม" if after is not None else "แก้ไขรายการย่อย"
    return "แก้ไข" if after is not None else "ลบ"


def _ends(versions: list[Any], batch: uuid.UUID) -> tuple[Any, Any]:
    """The version before the set and the one it left; None for a record it added, or deleted."""
    oldest_first = sorted(versions, key=lambda version: version.number)
    made = [v for v in oldest_first if v.change.batch_id == batch]
    ended = [v for v in oldest_first if v.ended_by is not None and v.ended_by.batch_id == batch]
    first = min([v.number - 1 for v in made] + [v.number for v in ended], default=None)
    before = next((v for v in ended if v.number == first), None)
    after = made[-1] if made else None
    if after is not None and after.is_deleted and after in ended:
        after = None
    return before, after


def _rows(past: Past, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    found = []
    for name, column in past.columns().items():
        if name not in UNTOLD and before.get(name) != after.get(name):
            found.append(past.difference(column, before.get(name), after.get(name)))
    return [each for each in found if each.before or each.after]


def _lines(
    past: Past, bound: BoundLines, versions: list[LineVersion], batch: uuid.UUID
) -> list[tuple[str, str, list[Difference]]]:
    by_line: dict[Any, list[LineVersion]] = {}
    for version in versions:
        by_line.setdefault(version.uid, []).append(version)
    found = []
    for each in by_line.values():
        before, after = _ends(each, batch)
        if before is not None or after is not None:
            old, new = (end.row if end is not None else {} for end in (before, after))
            word = "เพิ่ม" if before is None else "ลบ" if after is None else "แก้ไข"
            found.append((bound.thai, word, past.line_differences(bound, old, new)))
    return found


def _shapes(register: BoundRegister, before: Version | None, after: Version | None) -> str:
    """Both shapes when they differ, the one before marked as such."""
    old, new = (version.geom if version is not None else None for version in (before, after))
    if old == new or register.level.is_personal:
        return ""
    return maps.collection([maps.feature(old, was=True), maps.feature(new, was=False)])
