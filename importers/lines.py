"""Child lines in a file of their parents: a row holds one line of its record, and rows that repeat the record's key
hold further ones. A line the record has already is changed, others are added; a file takes none away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import models

from gis_core.pure.refusal import Refused
from importers import match
from importers.cells import restored
from importers.models import StagedRow, Verdict
from importers.relation import GEOM, Relation
from layers.bound import BoundLines, BoundRegister

AT_ONCE = 500
Pair = tuple[int, int]


def of_row(row: StagedRow, key: str) -> dict[str, Any]:
    """The columns of the one line that a row gives."""
    start = f"{key}."
    return {name.removeprefix(start): value for name, value in row.values.items() if name.startswith(start)}


def has_any(row: StagedRow) -> bool:
    return any("." in name for name in row.values)


# -- rows that hold further lines of another ---------------------------------------------------------------------------
def join(relation: Relation, pairs: Iterable[Pair], keys: set[str]) -> Iterator[tuple[int, Refused]]:
    """Of (row, row that it repeats): rows with a line become lines of the other; the rest is refused. `keys` are the
    columns by which they are the same.
    """
    pairs = iter(pairs)
    while piece := list(islice(pairs, AT_ONCE)):
        rows = StagedRow.objects.filter(batch=relation.batch, row_no__in={no for pair in piece for no in pair})
        known = {row.row_no: row for row in rows}
        joined = []
        for row_no, head in piece:
            refused = _against(relation, known[row_no], known[head], keys)
            if refused is None:
                joined.append((row_no, head))
            else:
                yield row_no, refused
        relation.run(
            """UPDATE importers_stagedrow r SET verdict = 'lines', head = u.head, version = NULL, differs = NULL,
                record_uid = CASE WHEN r.version IS NULL THEN r.record_uid ELSE gis_uuid() END
            FROM unnest(%(numbers)s::integer[], %(heads)s::integer[]) u(row_no, head)
            WHERE r.batch_id = %(batch)s AND r.row_no = u.row_no""",
            numbers=[row_no for row_no, _ in joined],
            heads=[head for _, head in joined],
        )


def _against(relation: Relation, row: StagedRow, head: StagedRow, keys: set[str]) -> Refused | None:
    if not has_any(row):
        return Refused("TWICE", f"พูดถึงระเบียนเดียวกันกับแถวที่ {head.row_no} ของไฟล์เดียวกัน นำเข้าได้แถวเดียว")
    for name, field in relation.fields.items():
        one, other = row.values.get(field.column), head.values.get(field.column)
        if name not in keys and one is not None and one != other:
            return _differs(str(field.verbose_name), head.row_no, name)
    if row.geom is not None and row.geom != head.geom:
        return _differs("รูปแผนที่", head.row_no, GEOM)
    return None


def _differs(what: str, head: int, name: str) -> Refused:
    text = f"แถวนี้เป็นรายการย่อยของแถวที่ {head} แต่{what}ไม่ตรงกัน แก้ให้เหมือนกัน หรือเว้นว่างไว้"
    return Refused("LINE_DIFFERS", text, "", name)


def joined_to(relation: Relation, heads: Sequence[StagedRow]) -> dict[int, list[StagedRow]]:
    """The rows that hold further lines of some rows."""
    if not relation.lines:
        return {}
    rows = StagedRow.objects.filter(
        batch=relation.batch, verdict=Verdict.LINES, head__in=[head.row_no for head in heads]
    )
    found: dict[int, list[StagedRow]] = defaultdict(list)
    for row in rows.defer("geom").order_by("row_no"):
        found[row.head].append(row)
    return found


# -- what a known record gets ------------------------------------------------------------------------------------------
def compare(relation: Relation) -> None:
    """Known records whose lines the file adds to or changes are changed, also where nothing else is."""
    for key in relation.lines:
        after = 0
        while heads := _known(relation, after):
            further = joined_to(relation, heads)
            stored = _stored(relation.register, key, [row.record_uid for row in heads])
            changed = [row.row_no for row in heads if _changes(relation, key, row, further, stored)]
            relation.run(
                """UPDATE importers_stagedrow r SET verdict = 'changed',
                    differs = coalesce(r.differs, '{}') || %(key)s::text
                WHERE r.batch_id = %(batch)s AND r.row_no = ANY(%(numbers)s)""",
                key=key,
                numbers=changed,
            )
            after = heads[-1].row_no


def _known(relation: Relation, after: int) -> list[StagedRow]:
    batch = relation.batch
    rows = StagedRow.objects.filter(batch=batch, round=batch.round, version__isnull=False, row_no__gt=after)
    rows = rows.filter(verdict__in=(Verdict.CHANGED, Verdict.SAME))
    if relation.only is not None:
        rows = rows.filter(row_no__in=relation.only)
    return list(rows.defer("geom").order_by("row_no")[:AT_ONCE])


def _stored(register: BoundRegister, key: str, uids: Sequence[Any]) -> dict[Any, list[Any]]:
    bound = bound_lines(register, key)
    parent = f"{bound.parent_field}__uid"
    found: dict[Any, list[Any]] = defaultdict(list)
    query: Any = bound.model._default_manager.filter(**{f"{parent}__in": uids}).annotate(of_uid=models.F(parent))
    for line in query.order_by(*bound.declared.order_by):
        found[line.of_uid].append(line)
    return found


def _changes(relation: Relation, key: str, row: StagedRow, further: Any, stored: Any) -> bool:
    wanted = _wanted(relation, key, [row, *further.get(row.row_no, ())])
    return bool(wanted) and _merged(relation, key, wanted, stored[row.record_uid])[1]


def _wanted(relation: Relation, key: str, rows: Sequence[StagedRow]) -> list[dict[str, Any]]:
    bound = bound_lines(relation.register, key)
    fields = {column.name: column.field for column in bound.columns}
    lines = [of_row(row, key) for row in rows]
    return [{name: restored(fields[name], value) for name, value in line.items()} for line in lines if line]


def _merged(
    relation: Relation, key: str, wanted: Sequence[Mapping[str, Any]], stored: Sequence[Any]
) -> tuple[list[dict[str, Any]], bool]:
    """The lines as the engine takes them, those that stay among them; and whether any is another then."""
    found: list[dict[str, Any]] = [{"uid": str(line.uid)} for line in stored]
    match_on = match.line_maps(relation.register)[key].match_on
    is_another, taken = False, set[int]()
    for line in wanted:
        names = [name for name in match_on if name in line] or list(line)
        same = (n for n, old in enumerate(stored) if n not in taken and all(_is_same(old, c, line[c]) for c in names))
        place = next(same, None)
        if place is None:
            found.append(dict(line))
            is_another = True
        else:
            taken.add(place)
            found[place] |= line
            is_another = is_another or not all(_is_same(stored[place], name, line[name]) for name in line)
    return found, is_another


def _is_same(line: Any, name: str, value: Any) -> bool:
    field = line._meta.get_field(name)
    known = getattr(line, field.attname)
    return bool(known == (value if isinstance(field, models.ForeignKey) else field.to_python(value)))


# -- what is written ---------------------------------------------------------------------------------------------------
def to_write(relation: Relation, rows: Sequence[StagedRow]) -> dict[int, dict[str, tuple[list[dict[str, Any]], Any]]]:
    """By row number and key the lines as the engine takes them, and those that are stored; of a known record only the
    keys that may be written.
    """
    found: dict[int, dict[str, tuple[list[dict[str, Any]], Any]]] = {row.row_no: {} for row in rows}
    further, known = joined_to(relation, rows), [row.record_uid for row in rows if row.version is not None]
    may = set(relation.overwritten())
    for key in relation.lines:
        stored = _stored(relation.register, key, known) if known else {}
        for row in rows:
            if row.version is None or key in set(row.differs or ()) & may:
                wanted = _wanted(relation, key, [row, *further.get(row.row_no, ())])
                have = stored.get(row.record_uid, [])
                if wanted:
                    found[row.row_no][key] = _merged(relation, key, wanted, have)[0], have
    return found


def bound_lines(register: BoundRegister, key: str) -> BoundLines:
    return next(bound for bound in register.lines if bound.key == key)
