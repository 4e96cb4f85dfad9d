"""Judged rows become records: one transaction, one change set, exactly once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction

from gis_core.access.actor import acting_as
from gis_core.features import clock
from gis_core.numbering import series
from gis_core.pure.refusal import Refusals, Refused
from importers import by_drafts, line_sets, lines, one_by_one
from importers.judging import LIVE, Judging
from importers.models import ImportBatch
from importers.relation import Relation, literal, quoted
from importers.work import Work
from layers.declare import ByDrafts, InBulk
from layers.engine import coverage, coverage_many_joining
from layers.engine.faults import from_database

State = ImportBatch.State
REASON = "นำเข้าจากไฟล์ {name}"
#: How many rows the database refuses are looked for one by one.
LOOK_FOR = 50
COMMITTABLE = (State.JUDGED, State.COMMITTING, State.COMMITTED, State.UNDONE)


class Stale(Exception):
    """The register changed since the rows were judged, and the judgement is another now."""


class Stopped(Exception):
    """Rows were refused while they were written; nothing is written."""

    def __init__(self, found: Sequence[tuple[int, Refused]]) -> None:
        super().__init__(found)
        self.found = found


def commit(work: Work, behalf: Any = None) -> None:
    """Write all live rows of the round. Done before: nothing happens. What comes between is told on the batch, which is
    then `judged` again.
    """
    batch = work.batch
    before = State.COMMITTED if batch.round > 1 else State.JUDGED
    try:
        _in_one_transaction(work, behalf)
        return
    except Stale:
        message = "มีผู้แก้ทะเบียนหลังจากที่ตรวจไฟล์นี้ ระบบตรวจใหม่ให้แล้ว ดูผลตรวจแล้วกดบันทึกอีกครั้ง"
    except Stopped as stopped:
        message = f"ทะเบียนไม่รับ {len({no for no, _ in stopped.found})} แถว จึงยังไม่บันทึกแถวใด แถวเหล่านั้นย้ายไปอยู่ในกลุ่มไม่ผ่านแล้ว"
        with transaction.atomic():
            work.judging().refuse(stopped.found)
    batch.refresh_from_db()
    work.batch = batch
    if message.startswith("มีผู้แก้"):
        work.judge_staged()
    else:
        work.count(work.judging())
    batch.state, batch.message = before, message
    batch.save(update_fields=["state", "message", "counts", "touched_at"])


def _in_one_transaction(work: Work, behalf: Any) -> None:
    is_outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update().get(pk=work.batch.pk)
            if batch.state != State.COMMITTING:
                return  # its transaction was committed before the worker could say so
            work.batch = batch
            judging = work.judging()
            _lock(judging.relation)
            is_committed = _still_true(work, judging) and is_outermost
            batch.change_set = batch.change_set or uuid.uuid4()
            reason = batch.reason or REASON.format(name=batch.file_name)
            _write(work, judging.relation, reason, behalf, is_committed=is_committed)
            _close(work, judging)
    except DatabaseError as error:
        if getattr(getattr(error.__cause__, "diag", None), "sqlstate", "")[:2] not in ("23", "EL"):
            raise
        raise Stopped(_guilty(work) or [(0, from_database(work.register, error))]) from error


def _lock(relation: Relation) -> None:
    """Imports into one register go one after the other; the second sees what the first has written."""
    relation.run("SELECT pg_advisory_xact_lock(74201, %(layer)s)", layer=relation.register.layer_id)
    coverage.lock_many(relation.register, relation.shapes(), relation.params)


def _still_true(work: Work, judging: Judging) -> bool:
    """Nothing the judgement rests on was written since, or judging again says the same of every row. Returns whether
    the rows are those of the first judgement, which others read too.
    """
    if work.batch.judged_at_change is not None and not _is_touched(work, judging.relation):
        return True
    was = _digest(judging)
    # rules that are asked row by row are asked again while the rows are written; what they refused stays refused
    is_slow = one_by_one.is_needed(judging.relation, work.form)
    judging.start(again=not is_slow)
    judging.all()
    if not is_slow:
        work.check(judging)
    if _digest(judging) != was:
        raise Stale
    return False


def _is_touched(work: Work, relation: Relation) -> bool:
    """Whether the register, or a table it refers to, was written since the judgement."""
    models = [relation.register.model, *(f.related_model for f in relation.fields.values() if f.related_model)]
    models += [lines.bound_lines(relation.register, key).model for key in relation.lines]
    sql = """SELECT EXISTS (SELECT 1 FROM gis_feature f JOIN gis_layer l ON l.id = f.layer_id
            WHERE l.table_name = ANY(%(tables)s) AND f.change_id > %(since)s)
        OR EXISTS (SELECT 1 FROM gis_stamp s JOIN gis_layer l ON l.id = s.layer_id
            WHERE l.table_name = ANY(%(tables)s) AND s.change_id > %(since)s)
        OR EXISTS (SELECT 1 FROM gis_history h JOIN gis_layer l ON l.id = h.layer_id
            WHERE l.table_name = ANY(%(tables)s) AND h.ended_by_id > %(since)s)"""
    tables = [model._meta.db_table for model in models]
    return bool(relation.ask(sql, tables=tables, since=work.batch.judged_at_change)[0][0])


def _digest(judging: Judging) -> str:
    return str(
        judging.relation.ask(
            "SELECT md5(string_agg(r.row_no || r.verdict || coalesce(r.version, 0) || coalesce(r.head, 0), ','"
            f" ORDER BY r.row_no)) {judging.relation.rows()}"
        )[0][0]
    )


def _write(work: Work, relation: Relation, reason: str, behalf: Any, *, is_committed: bool) -> None:
    if one_by_one.is_needed(relation, work.form):
        act = {"on_behalf_of": behalf}
        total = sum(work.batch.counts.get(v, 0) for v in ("new", "changed"))
        found = one_by_one.write(
            relation, reason, work.batch.change_set, lambda n, _: work.step(n, total, "บันทึกทีละแถว"), act
        )
        if found:
            raise Stopped(found)
        return
    work.step(0, 0, "บันทึกทั้งชุด")
    bulk = work.form.in_bulk
    with acting_as(work.user, reason, on_behalf_of=behalf, batch_id=work.batch.change_set):
        rows = relation.as_records()
        begun = coverage_many_joining.begun(relation.register, rows.sql, rows.params, is_committed=is_committed)
        with begun as joining:
            found = _write_all(work, relation)
            if found:
                raise Stopped(found)
            coverage_many_joining.write(joining)
        if isinstance(bulk, InBulk) and bulk.saved:
            bulk.saved(relation.as_records())
        _ask_deferred()


def _write_all(work: Work, relation: Relation) -> one_by_one.Found:
    """The records, and where its register's rules are Python what follows from them; returns what was refused."""
    bulk = work.form.in_bulk
    if isinstance(bulk, ByDrafts):
        return by_drafts.write(relation, bulk, work.told("บันทึกทั้งชุด"))
    insert(relation, "r.verdict = 'new'")
    update(relation, "r.verdict = 'changed'")
    return line_sets.write(relation)


def _ask_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def insert(relation: Relation, where: str) -> int:
    """New records, by one statement; the triggers index and attribute them."""
    columns = relation.new_columns()
    declared, numbers, join = relation.register.declared, [], ""
    if declared.number:
        count = relation.ask(f"SELECT count(*) {relation.rows(where)}")[0][0]
        if count:
            numbers = series.take_many(
                relation.register.key, declared.number, clock.today(), count, declared.number_year
            )
        columns = [(c, "n.text" if c == "register_no" else sql) for c, sql in columns]
        join = "JOIN unnest(%(numbers)s::text[]) WITH ORDINALITY n(text, place) ON n.place = r.place"
    names = ", ".join(quoted(column) for column, _ in columns)
    values = ", ".join(sql for _, sql in columns)
    place = ", row_number() OVER (ORDER BY r.row_no) AS place" if numbers else ""
    if declared.number and not numbers:
        return 0
    return relation.run(
        f"""INSERT INTO {relation.table} ({names})
        SELECT {values} FROM (SELECT r.row_no, r."values", r.geom, r.record_uid{place} {relation.rows(where)}) r {join}
        ORDER BY r.row_no""",
        numbers=numbers,
    )


def update(relation: Relation, where: str) -> int:
    """Known records take what differs and may be overwritten; the rest of them stays."""
    sets, written = [], [name for name in relation.overwritten() if name in relation.fields]
    for name in written:
        column = quoted(relation.fields[name].column)
        sets.append(
            f"{column} = CASE WHEN {literal(name)} = ANY(r.differs) THEN {relation.given(name)} ELSE t.{column} END"
        )
    if not sets:
        return 0
    relation.params["overwrite"] = written
    return relation.run(
        f"""UPDATE {relation.table} t SET {", ".join(sets)}
        FROM (SELECT r."values", r.geom, r.record_uid, r.differs {relation.rows(where)}
            AND r.differs && %(overwrite)s::text[]) r
        WHERE t.uid = r.record_uid"""
    )


def _close(work: Work, judging: Judging) -> None:
    """Refused rows stay behind in the quarantine; what is corrected there belongs to the next round."""
    batch = work.batch
    judging.relation.run(
        f"""UPDATE importers_stagedrow r SET verdict = 'quarantined'
        WHERE {judging.relation.mine} AND r.verdict = 'refused'"""
    )
    work.count(judging)
    batch.state, batch.message = State.COMMITTED, ""
    batch.round += 1
    batch.judged_at_change = None
    batch.save()


# -- rows the database refuses -----------------------------------------------------------------------------------------
def _guilty(work: Work) -> list[tuple[int, Refused]]:
    """Halve the rows until the refused ones stand alone; everything is rolled back."""
    relation = work.relation()
    if one_by_one.is_needed(relation, work.form):
        return []
    found: list[tuple[int, Refused]] = []
    with transaction.atomic():
        numbers = [no for (no,) in relation.ask(f"SELECT r.row_no {relation.rows(LIVE)} ORDER BY r.row_no")]
        with acting_as(work.user, one_by_one.DRY_RUN):
            _halve(work, numbers, found)
        transaction.set_rollback(True)
    return found


def _halve(work: Work, numbers: list[int], found: list[tuple[int, Refused]]) -> None:
    if not numbers or len(found) >= LOOK_FOR:
        return
    error = _attempt(work, numbers)
    if error is None:
        return
    if len(numbers) == 1:
        found.append((numbers[0], error))
        return
    middle = len(numbers) // 2
    _halve(work, numbers[:middle], found)
    _halve(work, numbers[middle:], found)


def _attempt(work: Work, numbers: list[int]) -> Refused | None:
    """Write these rows; they stay within the rolled-back transaction, so that rows that clash with each other show."""
    relation = work.relation(numbers)
    try:
        with transaction.atomic():
            found = _write_all(work, relation)
            if found:
                return found[0][1]
            _ask_deferred()
    except DatabaseError as error:
        return from_database(work.register, error)
    except (Refused, Refusals) as refusal:
        return next(iter(refusal)) if isinstance(refusal, Refusals) else refusal
    return None
