"""Writing a register: one path for forms, imports and the API.

Each function is one change: it locks the record, checks the right, parses, checks the rules, writes record
and lines and lets
the triggers index them. Everything it refuses is raised as `Refusals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction

from gis_core.access.actor import acting_as
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.features.models import Feature, Stamp
from gis_core.ground.office import office
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused, raise_all
from layers.bound import BoundLines, BoundRegister
from layers.declare import Draft
from layers.engine import conflicts, coverage_locks, coverage_saving, holders
from layers.engine.conflicts import Stamps
from layers.engine.faults import from_database, from_validation
from layers.engine.parse import parse
from layers.engine.rows import readable_lines

Values = Mapping[str, Any]
LineValues = Mapping[str, Sequence[Values]]
#: A tenth of a metre: what a served shape may differ from the stored one is less.
SERVED_DEGREES = 1e-6


@dataclass(frozen=True)
class Act:
    """Who writes, why, and for whom."""

    user: Any
    reason: str
    on_behalf_of: Any = None
    batch_id: Any = None

    def open(self) -> Any:
        return acting_as(self.user, self.reason, on_behalf_of=self.on_behalf_of, batch_id=self.batch_id)


def create(
    register: BoundRegister, values: Values, *, user: Any, reason: str, lines: LineValues | None = None, **act: Any
) -> Any:
    """Write a new record and its lines; returns it. Raises Refusals."""
    require(register, user, "add")
    with Act(user, reason, **act).open(), _database_faults(register):
        coverage_locks.lock_for(register, values.get("geom"))
        record = register.model(**register.declared.where)
        _save(register, record, values, lines or {}, user, before=None)
        return record


def update(
    register: BoundRegister,
    uid: Any,
    values: Values,
    *,
    user: Any,
    reason: str,
    lines: LineValues | None = None,
    expected_version: int | str | None = None,
    expected_lines: Stamps | None = None,
    **act: Any,
) -> Any:
    """Change the given columns of a record; lines not named stay as they are.

    `expected_version` is the version, or the token, the user looked at, `expected_lines` the versions of the lines by
    their key and identifier: when somebody has changed, added or removed one since, nothing is written and the refusal
    CONFLICT says so.
    """
    require(register, user, "change")
    with Act(user, reason, **act).open(), _database_faults(register):
        coverage_locks.lock_for(register, values.get("geom"), uid)
        record = locked(register, uid, user, "change")
        _check_version(register, record, expected_version, expected_lines)
        _save(register, record, values, lines or {}, user, before=snapshot(record))
        return record


def delete(
    register: BoundRegister, uid: Any, *, user: Any, reason: str, expected_version: int | str | None = None, **act: Any
) -> None:
    """Delete a record and its lines; the history keeps them. Refuses while other records refer to it."""
    require(register, user, "delete")
    with Act(user, reason, **act).open(), _database_faults(register):
        record = locked(register, uid, user, "delete")
        _check_version(register, record, expected_version)
        raise_all(register.declared.may_delete(record) if register.declared.may_delete else ())
        for bound in register.lines:
            bound.model._default_manager.filter(**{bound.parent_field: record}).delete()
        try:
            record.delete()
        except models.ProtectedError as error:
            others = sorted({str(o._meta.verbose_name) for o in error.protected_objects})
            raise Refusals([Refused("IN_USE", f"ลบไม่ได้ มีข้อมูลอ้างถึงอยู่: {', '.join(others)}")]) from error


def require(register: BoundRegister, user: Any, action: str) -> None:
    """Refuses with NO_RIGHT when the user may not do `action` on any record of the register, with OFFICE_KIND when an
    office of this kind does not keep it at all.
    """
    if not register.is_kept_here:
        raise Refusals([Refused("OFFICE_KIND", f"{office().kind_thai}ไม่มีอำนาจหน้าที่เกี่ยวกับ{register.thai}")])
    if visible(register, user, action).nothing:
        made_by = register.declared.made_by if action == "add" else ""
        text = f"เพิ่ม{register.thai}โดยตรงไม่ได้ {made_by}" if made_by else f"บัญชีนี้ไม่มีสิทธิดำเนินการกับ{register.thai}"
        raise Refusals([Refused("NO_RIGHT", text)])


def locked(register: BoundRegister, uid: Any, user: Any, action: str) -> Any:
    """The record, locked, if the user may do `action` on it; else the refusal NOT_FOUND, which does not say
    whether it exists.
    """
    query = register.model._default_manager.select_for_update(of=("self",)).filter(uid=uid, **register.declared.where)
    record = query.filter(visible(register, user, action).q()).first()
    if record is None:
        raise Refusals([Refused("NOT_FOUND", f"ไม่พบ{register.thai}นี้ หรือบัญชีนี้ไม่มีสิทธิ")])
    return record


def version_of(register: BoundRegister, record: Any) -> int:
    """The current version number of a record."""
    table = Feature if hasattr(record, "status") else Stamp
    return table.objects.values_list("version", flat=True).get(layer_id=register.layer_id, record_id=record.pk)


def snapshot(record: Any) -> dict[str, Any]:
    """Stored values by column, for checks that ask what changed; the database's own columns are not among them."""
    return {f.name: getattr(record, f.attname) for f in record._meta.concrete_fields if not f.generated}


# -- the write itself
# ------------------------------------------------------------------------------------------------------
def _check_version(
    register: BoundRegister, record: Any, expected: int | str | None, lines: Stamps | None = None
) -> None:
    """The record is locked; its lines are too, so that nobody writes them between this look and the saving."""
    for bound in register.lines if lines or isinstance(expected, str) else ():
        rows = bound.model._default_manager.filter(**{bound.parent_field: record})
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    current = version_of(register, record)
    if expected is not None and not conflicts.is_current(register, record, current, expected):
        raise Refusals([conflicts.refused(current, expected)])
    if lines and conflicts.line_stamps(register, record, lines) != {key: dict(rows) for key, rows in lines.items()}:
        raise Refusals([conflicts.refused(current, current)])


def _save(
    register: BoundRegister, record: Any, values: Values, lines: LineValues, user: Any, before: dict[str, Any] | None
) -> None:
    closed = register.workflow.edit_refusals(record.status) if before is not None and register.workflow else []
    if closed:
        raise Refusals(closed)
    draft, parsed_lines, refusals = _judge(register, record, values, lines, user, before)
    if refusals:
        raise Refusals(refusals)
    coverage_saving.on_save(register, draft, user)
    _number(register, record)
    _store(register, record, user)
    _write_lines(register, record, parsed_lines)
    _still_inside(register, record, user, "add" if before is None else "change")
    coverage_saving.saved(register, draft)
    if register.declared.after_save:
        register.declared.after_save(draft)


def faults(
    register: BoundRegister, record: Any, values: Values, *, user: Any, lines: LineValues | None = None
) -> list[Refused]:
    """What the register's own rules refuse of a change to a record, for those who only propose it: nothing is written.

    Whether the record is open to changes, how a shape lies among others and what the database holds apart are asked
    when it is written.
    """
    other = register.model._default_manager.get(pk=record.pk)
    try:
        return _judge(register, other, values, lines or {}, user, snapshot(other))[2]
    except Refused as refused:
        return [refused]


def _judge(
    register: BoundRegister, record: Any, values: Values, lines: LineValues, user: Any, before: dict[str, Any] | None
) -> tuple[Draft, list[_LineSet], list[Refused]]:
    """Put values and lines on the record and ask the register's rules about it."""
    refusals = _apply(register, record, values, user)
    parsed_lines, line_refusals = _parse_lines(register, record, lines, user)
    refusals += line_refusals
    if before is None and register.workflow and hasattr(record, "status") and not record.status:
        record.status = register.workflow.initial
    draft = Draft(snapshot(record), record, before, _draft_lines(parsed_lines), clock.today())
    if not refusals and register.declared.derive:
        register.declared.derive(draft)
        typed, draft = draft, replace(draft, values=snapshot(record))
        refusals += _overruled(register, typed, draft, values)
    refused = {each.field for each in refusals}
    found = [each for each in _validate(register, record) if each.field not in refused]
    refusals += [holders.named(each, register, record, user) for each in found]
    if not refusals and register.declared.check:
        refusals = list(register.declared.check(draft))
    return draft, parsed_lines, refusals


def _apply(register: BoundRegister, record: Any, values: Values, user: Any) -> list[Refused]:
    refusals = []
    stored = {field.name for field in record._meta.concrete_fields}
    writable = {column.name for column in register.form_columns} | ({"geom", "org_unit"} & stored)
    for name, raw in values.items():
        if name not in writable:
            refusals.append(_read_only(name))
            continue
        try:
            setattr(record, name, parse(record._meta.get_field(name), raw, user))
        except Refused as refused:
            refusals.append(refused)
    return refusals


def _overruled(register: BoundRegister, typed: Draft, derived: Draft, names: Iterable[str]) -> list[Refused]:
    """Columns asked to change that the register works out itself and left as they were; silence would hide it."""
    before, found = derived.before, []
    for name in names if before is not None else ():
        was, asked, now = (each.get(name) for each in (before, typed.values, derived.values))
        if not _same(asked, was) and _same(now, was):
            label = register.model._meta.get_field(name).verbose_name
            found.append(Refused("READ_ONLY", f"{label}: ระบบกำหนดจากช่องอื่น แก้โดยตรงไม่ได้", field=name))
    return found


def _same(one: Any, other: Any) -> bool:
    """Equal; a shape that came by a form or the API has fewer digits than the stored one."""
    both = isinstance(one, GEOSGeometry) and isinstance(other, GEOSGeometry)
    return one.equals_exact(other, SERVED_DEGREES) if both else one == other


def _read_only(name: str) -> Refused:
    return Refused("READ_ONLY", f"แก้ไขช่อง {name} ไม่ได้", field=name)


def _validate(register: BoundRegister, record: Any) -> list[Refused]:
    try:
        record.full_clean(validate_constraints=False)
    except ValidationError as error:
        return from_validation(register, error)
    return []


def _store(register: BoundRegister, record: Any, user: Any) -> None:
    """What the database refuses is worded once its savepoint is rolled back, by what was to be written."""
    try:
        record.save()
    except DatabaseError as error:
        error.written = (register, record, user)  # type: ignore[attr-defined]
        raise


def _number(register: BoundRegister, record: Any) -> None:
    if register.declared.number and not record.register_no:
        record.register_no = series.take(
            register.key, register.declared.number, clock.today(), register.declared.number_year
        )


def _still_inside(register: BoundRegister, record: Any, user: Any, action: str) -> None:
    """A user limited to an area or a unit may not write a record out of it."""
    seen = visible(register, user, action)
    if not seen.everything and not register.model._default_manager.filter(seen.q(), pk=record.pk).exists():
        raise Refusals([Refused("OUT_OF_AREA", "ระเบียนอยู่นอกพื้นที่หรือหน่วยงานที่รับผิดชอบ", field="geom")])


# -- lines ---------------------------------------------------------------------------------------------------
# --------------
@dataclass
class _LineSet:
    bound: BoundLines
    kept: list[Any]
    gone: list[Any]


def _parse_lines(
    register: BoundRegister, record: Any, lines: LineValues, user: Any
) -> tuple[list[_LineSet], list[Refused]]:
    refusals: list[Refused] = []
    sets = []
    known = {bound.key: bound for bound in readable_lines(register, user)}
    for key, rows in lines.items():
        if key not in known:
            refusals.append(Refused("READ_ONLY", f"ไม่มีรายการย่อย {key}", field=key))
            continue
        sets.append(_parse_set(known[key], record, rows, user, refusals))
    return sets, refusals


def _parse_set(bound: BoundLines, record: Any, rows: Sequence[Values], user: Any, refusals: list[Refused]) -> _LineSet:
    stored = (
        {str(line.uid): line for line in bound.model._default_manager.filter(**{bound.parent_field: record})}
        if record.pk
        else {}
    )
    kept = []
    for number, row in enumerate(rows, start=1):
        line = stored.pop(str(row.get("uid") or ""), None) or bound.model()
        setattr(line, bound.parent_field, record)
        unknown = sorted(row.keys() - {"uid"} - {column.name for column in bound.columns})
        refusals.extend(at_line(_read_only(name), bound, number) for name in unknown)
        for column in bound.columns:
            if column.name in row:
                try:
                    setattr(line, column.name, parse(line._meta.get_field(column.name), row[column.name], user))
                except Refused as refused:
                    refusals.append(at_line(refused, bound, number))
        refusals.extend(line_faults(bound, line, number))
        kept.append(line)
    return _LineSet(bound, kept, list(stored.values()))


def line_faults(bound: BoundLines, line: Any, number: int, trusted: Sequence[str] = ()) -> list[Refused]:
    """What its own columns refuse of a line, the `number`th of its record; `trusted` ones are not asked."""
    try:
        line.clean_fields(exclude=[bound.parent_field, *trusted])
    except ValidationError as error:
        return [at_line(refused, bound, number) for refused in from_validation(None, error, line)]
    return []


def at_line(refused: Refused, bound: BoundLines, number: int) -> Refused:
    """A refusal of the so-manieth child line, which it names."""
    text = f"{bound.thai} รายการที่ {number}: {refused.thai}"
    return refused.but(thai=text, field=f"{bound.key}.{number - 1}.{refused.field}")


def _draft_lines(sets: Sequence[_LineSet]) -> dict[str, list[dict[str, Any]]]:
    return {each.bound.key: [snapshot(line) for line in each.kept] for each in sets}


def _write_lines(register: BoundRegister, record: Any, sets: Sequence[_LineSet]) -> None:
    for each in sets:
        for line in each.gone:
            line.delete()
        for line in each.kept:
            setattr(line, each.bound.parent_field, record)
            if line.pk is None or _differs(line):
                line.save()


def _differs(line: Any) -> bool:
    stored = line._meta.model._default_manager.get(pk=line.pk)
    return snapshot(stored) != snapshot(line)


class _database_faults:
    """Turns a broken constraint into its refusal; the savepoint of the change has been rolled back by then.

    Deferred constraints (shares that must add up) are asked here and not at commit, while the refusal can
    still be worded.
    """

    def __init__(self, register: BoundRegister) -> None:
        self.register = register
        self.savepoint = transaction.atomic()

    def __enter__(self) -> None:
        self.savepoint.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is None:
            kind, error, trace = self._ask_deferred()
        self.savepoint.__exit__(kind, error, trace)
        if isinstance(error, Refused):
            raise Refusals([error]) from error
        if isinstance(error, DatabaseError):
            refused, written = from_database(self.register, error), getattr(error, "written", None)
            raise Refusals([holders.named(refused, *written) if written else refused]) from error

    def _ask_deferred(self) -> tuple[Any, Any, Any]:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except DatabaseError as error:
            return type(error), error, error.__traceback__
        return None, None, None


#: For acts that write several records in one change (divisions, mergers): the same path as a form's.
write, check_version, database_faults = _save, _check_version, _database_faults

__all__ = ["Act", "create", "delete", "locked", "require", "snapshot", "update", "version_of"]
