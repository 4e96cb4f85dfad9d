"""Two people at one form: what the other did is told; what only he changed is taken, what both changed is chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gis_core.features.models import History
from gis_core.pure.refusal import Refused
from layers.bound import Column
from layers.engine import records, since
from layers.engine.conflicts import Compared, compare
from layers.engine.line_history import layer_of
from map_ui import maps
from map_ui.forms import geometry, lines
from map_ui.forms.fields import Field, Raw, raw_of
from map_ui.past import Entry, Past, from_json
from map_ui.references import References
from map_ui.tables import HIDDEN_TEXT

Raws = Mapping[str, Raw]


@dataclass(frozen=True)
class Others:
    """What others did meanwhile, newest first, and how many values wait for a choice."""

    entries: list[Entry]
    waiting: int


def settle(form: Any) -> Others:
    """Bring a refused form up to what the register holds now; its versions are then those of now."""
    form.record.refresh_from_db()
    sent = [line for line in form.lines if lines.is_sent(line.bound, form.posted)]
    stamps = {line.key: line.stamps for line in sent if line.stamps is not None}
    changes = since.changes_since(form.register, form.record, form.version, stamps)
    past = Past(form.register, form.record, form.user, [line.bound for line in form.lines])
    told = [entry for entry in past.entries() if entry.change_id in changes]
    old = _version_of(form.register.layer_id, form.record.uid, form.version)
    _settle_fields(form, old)
    if form.geometry is not None:
        _settle_shape(form, old)
    for line in sent:
        _settle_lines(form, line)
    form.version = records.version_of(form.register, form.record)
    return Others(told, len(unchosen(form)))


def _version_of(layer: int, uid: Any, version: int) -> History | None:
    return History.objects.filter(uid=uid, layer_id=layer, version=version).first()


# -- fields ------------------------------------------------------------------------------------------------------------
def _settle_fields(form: Any, old: History | None) -> None:
    now = {each.column.name: _stored(form, each.column) for each in form.fields}
    base = _raws(form.columns, old.row_data, form.references) if old is not None else now
    wanted = {each.column.name: each.raw for each in form.fields}
    verdicts = {each.name: each for each in compare(base, now, wanted)}
    for each in form.fields:
        verdict = verdicts[each.column.name]
        if each.is_masked:
            _settle_masked(each, verdict)
        elif verdict.verdict == "theirs":
            _take(form, each)
        elif verdict.verdict == "conflict":
            set_beside(form, each)
            each.chosen = ""


def _stored(form: Any, column: Column) -> Raw:
    return raw_of(column, getattr(form.record, column.name), form.references)


def _settle_masked(each: Field, verdict: Compared) -> None:
    """A closed value is never shown; whoever typed over it is told that it is another one by now."""
    if each.raw and verdict.theirs != verdict.base:
        each.theirs, each.theirs_shown, each.chosen = "", HIDDEN_TEXT, ""


def _take(form: Any, each: Field) -> None:
    form.fill(each, getattr(form.record, each.column.name))
    each.was_taken = True


def set_beside(form: Any, each: Field) -> None:
    """Show what the register holds beside what was typed; which of them is kept must be said."""
    each.theirs = _stored(form, each.column)
    each.theirs_shown = HIDDEN_TEXT if each.is_masked else shown(form, each.column)


def shown(form: Any, column: Column) -> str:
    """The stored value as people read it."""
    value = getattr(form.record, column.name)
    if column.kind == "reference":
        return form.references.text(value) or "(ว่าง)"
    return _text(column, raw_of(column, value, form.references))


def _text(column: Column, raw: Raw) -> str:
    if isinstance(raw, dict):
        return f"{raw['from'] or '…'} – {raw['to'] or '…'}"
    if column.kind == "boolean":
        return "ใช่" if raw == "true" else "ไม่ใช่"
    return column.choices.get(raw, raw) or "(ว่าง)"


def _raws(columns: Any, row: Mapping[str, Any], references: References) -> dict[str, Raw]:
    """A row of history as inputs hold it."""
    return {c.name: raw_of(c, _from_history(c, row.get(c.field.column)), references) for c in columns}


def _from_history(column: Column, raw: Any) -> Any:
    value = from_json(column.field, raw)
    if column.kind != "reference" or value is None:
        return value
    return column.field.related_model._default_manager.filter(pk=value).first()


# -- shape -------------------------------------------------------------------------------------------------------------
def _settle_shape(form: Any, old: History | None) -> None:
    shape = form.geometry
    base = old.geom if old is not None else form.record.geom
    if _same(base, form.record.geom):
        return
    if not shape.typed.strip() and shape.raw == (maps.geojson(base) if base is not None else ""):
        shape.raw = maps.geojson(form.record.geom) if form.record.geom is not None else ""
        shape.was_taken = True
    else:
        set_shapes_beside(form)
        shape.chosen = ""


def _same(one: Any, other: Any) -> bool:
    return one is other or (one is not None and other is not None and one.ewkb == other.ewkb)


def set_shapes_beside(form: Any) -> None:
    """Both shapes on one map: what the register holds dashed, what was drawn solid."""
    try:
        drawn = form.geometry.value()
        mine = json.loads(drawn) if isinstance(drawn, str) and drawn else drawn
    except (Refused, ValueError):
        mine = None
    feature = {"type": "Feature", "geometry": mine, "properties": {"was": False}} if mine else None
    form.geometry.both = maps.collection([maps.feature(form.record.geom, was=True), feature])


# -- lines -------------------------------------------------------------------------------------------------------------
def _settle_lines(form: Any, line: lines.LineInput) -> None:
    stored = lines.of_record(line.bound, form.record, form.references)
    if line.stamps is None or stored.stamps == line.stamps:
        return
    now = {row.uid: row for row in stored.rows}
    wanted = {row.uid: row for row in line.rows if row.uid}
    base = _lines_then(form, line, now)
    verdicts = compare(base, {u: r.raws for u, r in now.items()}, {u: _open(r, now.get(u)) for u, r in wanted.items()})
    by_uid = {each.name: each for each in verdicts}
    merged = [kept for uid, row in now.items() if (kept := _merged(by_uid[uid], row, wanted.get(uid)))]
    for uid, row in wanted.items():
        if uid not in now and by_uid[uid].verdict != "theirs":
            merged.append(_without_stored(row, by_uid[uid]))
    line.rows = merged + [row for row in line.rows if not row.uid and all(row is not kept for kept in merged)]
    line.stamps = stored.stamps
    lines.number(line)


def _open(row: lines.LineRow, stored: lines.LineRow | None) -> Raws:
    """The values of a typed line that its reader may see of the stored one."""
    return {n: raw for n, raw in row.raws.items() if n in stored.raws} if stored is not None else row.raws


def _lines_then(form: Any, line: lines.LineInput, now: Mapping[str, lines.LineRow]) -> dict[str, Raws]:
    """The lines as they were when the form was opened."""
    layer = layer_of(line.bound.model)
    current = lines.stamps_of(line.bound, form.record)
    found: dict[str, Raws] = {}
    for uid, version in (line.stamps or {}).items():
        if uid in now and current.get(uid) == version:
            found[uid] = now[uid].raws
            continue
        old = _version_of(layer, uid, version)
        if old is not None and old.parent_id == form.record.pk:
            raws = _raws(line.bound.columns, old.row_data, form.references)
            found[uid] = {n: raw for n, raw in raws.items() if uid not in now or n in now[uid].raws}
    return found


def _merged(verdict: Compared, now: lines.LineRow, wanted: lines.LineRow | None) -> lines.LineRow | None:
    if verdict.verdict in ("same", "theirs"):
        if verdict.verdict == "theirs":
            now.note = "ผู้อื่นเพิ่มรายการนี้" if verdict.base is None else "ผู้อื่นแก้รายการนี้ ใช้ค่านี้เพราะท่านไม่ได้แก้"
        return now
    if verdict.verdict == "mine":
        return wanted
    if wanted is None:
        now.conflict, now.note = "removed_by_me", "ท่านลบรายการนี้ แต่มีผู้แก้ไขแล้ว"
        return now
    wanted.conflict, wanted.note, wanted.chosen = "both", f"ในทะเบียน: {_in_words(now)}", ""
    return wanted


def _without_stored(row: lines.LineRow, verdict: Compared) -> lines.LineRow:
    """A line that is no longer stored: one the other removed and this person changed."""
    row.uid = ""
    if verdict.base is not None:
        row.conflict, row.note, row.chosen = "removed_by_them", "ผู้อื่นลบรายการนี้แล้ว", ""
    return row


def _in_words(row: lines.LineRow) -> str:
    parts = [(each.column, each.shown or _text(each.column, each.raw)) for each in row.fields if not each.is_masked]
    return " · ".join(f"{column.thai} {text}" for column, text in parts)


# -- what waits for a choice -------------------------------------------------------------------------------------------
def unchosen(form: Any) -> list[Refused]:
    """Refusals for what two people changed and nobody has chosen yet."""
    found = [
        Refused("CHOOSE", f"{each.column.thai}: เลือกค่าที่จะเก็บ", field=each.column.name)
        for each in form.fields
        if each.theirs is not None and not each.chosen
    ]
    if form.geometry is not None and form.geometry.both and not form.geometry.chosen:
        found.append(Refused("CHOOSE", f"{form.geometry.thai}: เลือกรูปที่จะเก็บ", field=geometry.FIELD))
    for line in form.lines:
        for number, row in enumerate(line.rows):
            if row.conflict and not row.chosen:
                text = f"{line.bound.thai} รายการที่ {number + 1}: เลือกรายการที่จะเก็บ"
                found.append(Refused("CHOOSE", text, field=f"{line.key}.{number}.{row.fields[0].column.name}"))
    return found


__all__ = ["Others", "set_beside", "set_shapes_beside", "settle", "unchosen"]
