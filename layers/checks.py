"""Faults of declarations: each names system, register and field, and the nearest correct name."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from string import Formatter
from typing import Any

from django.core.checks import CheckMessage, Error, register

from gis_core.access.levels import Level
from gis_core.access.models import User
from gis_core.access.seed_rows import role_codes
from layers.bound import BoundRegister
from layers.declare import Coverage
from layers.registry import registry


@register()
def declarations(**_: Any) -> list[CheckMessage]:
    faults: list[CheckMessage] = [Error(text, id="layers.E001") for text in registry.faults]
    for bound in registry.registers:
        faults.extend(Error(f"{bound.key}: {text}", id="layers.E002") for text in faults_of(bound))
    for year_map in registry.year_maps.values():
        faults.extend(Error(f"{year_map.slug}: {text}", id="layers.E002") for text in year_map.faults())
    slugs = [*(bound.slug for bound in registry.registers), *registry.year_maps]
    faults.extend(Error(f"ทะเบียนชื่อซ้ำ: {s}", id="layers.E003") for s in sorted(set(slugs)) if slugs.count(s) > 1)
    return faults


def faults_of(bound: BoundRegister) -> Iterator[str]:
    """Everything wrong with one register's declaration."""
    yield from _unknown_columns(bound)
    yield from _imported_lines(bound)
    yield from _workflow(bound)
    yield from _roles(bound)
    yield from _levels(bound)


def _unknown_columns(bound: BoundRegister) -> Iterator[str]:
    known = {field.name for field in bound.model._meta.get_fields()}
    for place, names in _named_columns(bound):
        for name in names:
            if name and name not in known:
                near = get_close_matches(name, known, 1)
                yield f"{place}: ไม่มีคอลัมน์ {name}" + (f" (ใกล้เคียง: {near[0]})" if near else "")


def _named_columns(bound: BoundRegister) -> Iterator[tuple[str, tuple[str, ...]]]:
    d = bound.declared
    yield "list_columns", d.list_columns
    yield "form_columns", d.form_columns
    yield "filters", tuple(name for name in d.filters if name != "village")
    yield "search", tuple(name for entry in d.search for name in _names_in(entry))
    yield "title", (d.title,)
    yield "located_by", tuple(path.split(".")[0] for path in d.located_by or ())
    yield "tells_of", tuple(path.split(".")[0] for path in d.tells_of)
    yield "owner", (d.owner, "is_shared") if d.owner else ()
    yield "field_levels", tuple(d.field_levels)
    yield "required", d.required
    yield "inner", d.inner
    yield "picks", tuple(d.picks)
    yield "surveyed", tuple(name for name in d.surveyed if name not in {lines.key for lines in bound.lines})
    if d.layer:
        yield "layer", d.layer.tile_columns
        yield "sheet", sheet_columns(bound)
    if d.coverage:
        yield from _coverage_columns(d.coverage)
    yield "starts", tuple(start.column for start in d.starts)
    for step in d.workflow.transitions if d.workflow else ():
        yield f"transition {step.code}", step.form
    for form in bound.import_maps:
        yield "imports", (*form.keys, *form.columns.values(), *form.fixed, *form.read)


def _imported_lines(bound: BoundRegister) -> Iterator[str]:
    known = {lines.key: {column.name for column in lines.columns} for lines in bound.lines}
    for each in (lines for form in bound.import_maps for lines in form.lines):
        if each.lines not in known:
            yield f"imports: ไม่มีรายการย่อย {each.lines}"
            continue
        for name in sorted({*each.columns.values(), *each.match_on} - known[each.lines]):
            yield f"imports: รายการย่อย {each.lines} ไม่มีคอลัมน์ {name}"


def sheet_columns(bound: BoundRegister) -> tuple[str, ...]:
    """The columns written on printed cadastral sheets."""
    sheet = bound.layer.sheet if bound.layer else None
    return tuple(text.column for text in sheet.texts) if sheet else ()


def _coverage_columns(coverage: Coverage) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "coverage", (coverage.within,)
    for act in (each for each in (coverage.divide, coverage.merge) if each):
        yield "coverage", (act.code, act.area, *act.columns, *act.fresh)


def _names_in(entry: str) -> tuple[str, ...]:
    if "{" not in entry:
        return (entry,)
    return tuple(name for _text, name, _spec, _conversion in Formatter().parse(entry) if name)


def _workflow(bound: BoundRegister) -> Iterator[str]:
    flow = bound.workflow
    if flow is None:
        return
    states = set(flow.states)
    if flow.initial not in states:
        yield f"สถานะเริ่มต้น {flow.initial} ไม่อยู่ใน states"
    for state in sorted(set(flow.edited_in) - states):
        yield f"edited_in: ไม่รู้จักสถานะ {state}"
    documents = {document.code for document in bound.declared.documents}
    for step in flow.transitions:
        unknown = ({step.target} | set(step.sources)) - states
        if unknown:
            yield f"ขั้นตอน {step.code}: ไม่รู้จักสถานะ {', '.join(sorted(unknown))}"
        for name in sorted(set(step.by_another_than) - _of_people(bound)):
            yield f"ขั้นตอน {step.code}: {name} ไม่ใช่คอลัมน์ของผู้ใช้ระบบ"
        if step.document and step.document not in documents:
            yield f"ขั้นตอน {step.code}: ไม่รู้จักเอกสาร {step.document}"


def _of_people(bound: BoundRegister) -> set[str]:
    """Columns that hold a user of the system."""
    return {f.name for f in bound.model._meta.concrete_fields if f.related_model is User}


def _roles(bound: BoundRegister) -> Iterator[str]:
    known = role_codes()
    for grant in bound.declared_grants:
        for role in sorted(grant.role_set - known):
            near = get_close_matches(role, known, 1)
            yield f"ไม่รู้จักบทบาท {role}" + (f" (ใกล้เคียง: {near[0]})" if near else "")
        if bound.declared.made_by and "add" in grant.action_set:
            yield f"made_by: บอกว่าไม่มีผู้ใดเพิ่มได้ แต่ให้สิทธิ add แก่ {grant.roles}"


def _levels(bound: BoundRegister) -> Iterator[str]:
    """What is not open to all readers of a layer may not travel in its tiles."""
    closed = {name for name, level in bound.declared.field_levels.items() if Level(level) != Level.PUBLIC}
    if bound.layer and closed & set(bound.layer.tile_columns):
        yield f"คอลัมน์ที่ไม่เปิดเผยอยู่ในไทล์: {', '.join(sorted(closed & set(bound.layer.tile_columns)))}"
    if closed & set(sheet_columns(bound)):
        yield f"คอลัมน์ที่ไม่เปิดเผยอยู่บนระวาง: {', '.join(sorted(closed & set(sheet_columns(bound))))}"
    if bound.level.is_personal and bound.declared.title not in ("", "register_no"):
        yield "ทะเบียนข้อมูลส่วนบุคคลต้องใช้เลขทะเบียนเป็นชื่อระเบียน"
    yield from _searched(bound)


def _searched(bound: BoundRegister) -> Iterator[str]:
    """The map's box shows what a word finds to everybody who sees the record, so the word must be open to them all.

    Words of personal registers lie in an index of their own and are looked at again for each reader.
    """
    if bound.level.is_personal:
        return
    open_levels = {Level.PUBLIC} if bound.level == Level.PUBLIC else {Level.PUBLIC, Level.STAFF}
    closed = {name for name, level in bound.declared.field_levels.items() if Level(level) not in open_levels}
    for entry in bound.declared.search:
        for name in sorted(closed & set(_names_in(entry))):
            yield f"search: คอลัมน์ {name} ไม่เปิดเผยแก่ผู้เห็นระเบียนทุกคน ค้นหาจากช่องค้นหาของแผนที่ไม่ได้"
