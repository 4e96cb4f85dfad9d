"""Sets of changes: what one touched, and undoing it. Everything written with one `batch_id` is a set; what was written
without one is a set of its own, so that every act can be undone. Undoing an undo does the act again.

An undo writes the state before the set anew, set-based from the history: records get back their columns, shape, lines,
number and identifier. It is a change like any other: by somebody, for a reason, within his rights, whole or not at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from django.db import DatabaseError, connection, transaction

from gis_core.access.actor import acting_as
from gis_core.features.bases import time_ordered_uuid
from gis_core.features.models import Change, History
from gis_core.pure.refusal import Refusals, Refused
from layers.bound import BoundRegister
from layers.engine import changeset_coverage, changeset_inverse, changeset_rights, changeset_uses
from layers.engine.changeset_plan import Plan, lay_out, run
from layers.engine.changeset_reading import Contents, Touched, read, touched
from layers.engine.faults import from_database
from layers.engine.sql import statement

Progress = Callable[[int, int], None]
Uids = Collection[uuid.UUID]
Others = Literal["", "keep", "force"]
#: Sets with more rows are undone by the worker.
AT_ONCE = 5_000


@dataclass(frozen=True)
class Choice:
    """What shall become of records others have written since, or that `only` one record in one `change` is meant."""

    keep: Uids = ()
    force: Uids = ()
    others: Others = ""
    only: uuid.UUID | None = None
    change: int | None = None


def begin() -> uuid.UUID:
    """The identifier of a new set, to be given to each act that shall be undone together."""
    return time_ordered_uuid()


def set_of(change_id: int) -> uuid.UUID:
    """The set a change belongs to."""
    return Change.objects.values_list("batch_id", flat=True).get(pk=change_id)


def size(batch_id: uuid.UUID) -> int:
    """How many rows a set wrote, about: those it wrote and those it ended."""
    changes = list(Change.objects.filter(batch_id=batch_id).values_list("id", flat=True))
    made = "SELECT count(*) FROM gis_feature WHERE change_id = ANY(%(c)s)"
    lines = "SELECT count(*) FROM gis_stamp WHERE change_id = ANY(%(c)s)"
    ended = "SELECT count(*) FROM gis_history WHERE ended_by_id = ANY(%(c)s)"
    return run(f"SELECT greatest(({made}) + ({lines}), ({ended}))", {"c": changes})[0][0]


def undo(
    batch_id: uuid.UUID,
    *,
    user: Any,
    reason: str,
    keep: Uids = (),
    force: Uids = (),
    others: Others = "",
    on_behalf_of: Any = None,
    new_batch: uuid.UUID | None = None,
    progress: Progress | None = None,
) -> uuid.UUID:
    """Write the state before a set again; gives the set of the undo, by which it is undone in turn.

    Records somebody else has written since must be named in `keep` (left as they are) or `force` (put back although
    edited); `others` says "keep" or "force" of those not named. Raises Refusals: EDITED_LATER (field: the uid),
    NO_RIGHT, LEDGER, OTHER_TABLE, MOVED_ON, IN_USE, GONE, ALREADY_UNDONE, NOT_FOUND, CONFLICT, and whatever constraints
    and neighbours refuse.
    """
    choice = Choice(keep, force, others)
    return _undo(batch_id, user, reason, choice, on_behalf_of, new_batch, progress)


def redo(batch_id: uuid.UUID, **act: Any) -> uuid.UUID:
    """Do a set again that was undone: undoes the undo `batch_id`."""
    return undo(batch_id, **act)


def restore(register: BoundRegister, uid: uuid.UUID, *, user: Any, reason: str, on_behalf_of: Any = None) -> uuid.UUID:
    """Put a deleted record back as it was, with its lines, number and identifier. Raises Refusals."""
    last = History.objects.filter(uid=uid, layer_id=register.layer_id).order_by("-version").first()
    if last is None or not last.is_deleted or register.model._default_manager.filter(uid=uid).exists():
        raise Refusals([Refused("NOT_FOUND", f"ไม่พบ{register.thai}ที่ลบไปแล้วนี้")])
    batch, choice = set_of(last.ended_by_id), Choice(force=(uid,), only=uid, change=last.ended_by_id)
    return _undo(batch, user, reason, choice, on_behalf_of, None, None)


def _undo(
    batch_id: uuid.UUID,
    user: Any,
    reason: str,
    choice: Choice,
    on_behalf_of: Any,
    new_batch: uuid.UUID | None,
    progress: Progress | None,
) -> uuid.UUID:
    new = new_batch or begin()
    with acting_as(user, reason, on_behalf_of=on_behalf_of, batch_id=new), _in_words():
        plan = _prepared(batch_id, choice)
        _refuse(changeset_rights.blocked(plan) if choice.only is None else [])
        if choice.others != "force":
            _refuse(changeset_rights.edited_later({*choice.keep, *choice.force}))
        _refuse(changeset_rights.without_right(plan, user) + changeset_rights.closed_lines(plan, user))
        total = _decide(plan)
        _refuse(changeset_uses.moved_on(plan))
        _refuse(changeset_uses.kept_by_law(plan) + changeset_uses.in_use(plan) + changeset_uses.gone(plan))
        changeset_inverse.apply(plan, lambda done: progress(done, total) if progress else None)
        _refuse(changeset_rights.without_right(plan, user, after=True))
        _refuse(changeset_coverage.judge(plan, user))
        if choice.only is None:
            run("SELECT gis_undoes(%(batch)s)", {"batch": batch_id})
    return new


def _refuse(refusals: list[Refused]) -> None:
    if refusals:
        raise Refusals(refusals)


# -- what shall be written ---------------------------------------------------------------------------------------------
def _prepared(batch_id: uuid.UUID, choice: Choice) -> Plan:
    """The set laid out, its rows locked, what is kept marked."""
    plan = lay_out(batch_id, choice.change)
    if plan is None or not run("SELECT 1 FROM changeset_row LIMIT 1"):
        raise Refusals([Refused("NOT_FOUND", "ชุดการแก้ไขนี้ไม่มีระเบียนที่เลิกทำได้")])
    run(
        """UPDATE changeset_root SET is_kept = uid = ANY(%(keep)s) OR (%(only)s::uuid IS NOT NULL AND uid <> %(only)s)
            OR (%(others)s = 'keep' AND later_change IS NOT NULL AND NOT is_undone AND uid <> ALL(%(force)s))""",
        {"keep": list(choice.keep), "force": list(choice.force), "only": choice.only, "others": choice.others},
    )
    if run("SELECT bool_and(is_undone) FROM changeset_root")[0][0]:
        raise Refusals([Refused("ALREADY_UNDONE", "ชุดนี้เลิกทำไปแล้ว หากต้องการทำซ้ำ ให้เลิกทำชุดที่เลิกทำนั้น")])
    changeset_coverage.lock(plan)
    for table in plan.by_role("own", "line", "held"):
        run(
            f"""SELECT count(*) FROM (SELECT 1 FROM {table.sql.table} WHERE id IN
            (SELECT record_id FROM changeset_row WHERE layer_id = %(layer)s) ORDER BY id FOR UPDATE) held""",
            {"layer": table.layer},
        )
    if run(statement("plan_moved")):
        raise Refusals([Refused("CONFLICT", "มีผู้แก้ไขระเบียนในชุดนี้พอดี ลองอีกครั้ง")])
    return plan


def _decide(plan: Plan) -> int:
    """Give each row its action, and find the lines that come and go with records others have written since."""
    run(statement("plan_actions"))
    for table in plan.all_tables.values():
        if table.role == "line":
            parent = next(t.layer for t in plan.all_tables.values() if t.model is table.parent_model)
            _take_lines_along(plan, table, parent)
    return run("SELECT count(*) FROM changeset_row WHERE action IS NOT NULL")[0][0]


def _take_lines_along(plan: Plan, table: Any, parent: int) -> None:
    """Lines others added to a record that goes go with it; lines that went with a record come back with it."""
    given = {"layer": table.layer, "parent": parent, "since": plan.since}
    added = run(
        f"""INSERT INTO changeset_row (layer_id, record_id, root_layer, root_id, base, had, has, action)
        SELECT %(layer)s, t.id, r.layer_id, r.record_id, 0, false, true, 'delete' FROM changeset_row r
        JOIN {table.sql.table} t ON t.{table.parent_column} = r.record_id
        WHERE r.layer_id = %(parent)s AND r.action = 'delete'
        ON CONFLICT (layer_id, record_id) DO UPDATE SET action = 'delete' RETURNING 1""",
        given,
    )
    added += run(
        """INSERT INTO changeset_row (layer_id, record_id, root_layer, root_id, base, had, has, action)
        SELECT h.layer_id, h.record_id, r.layer_id, r.record_id, h.version, true, false, 'insert'
        FROM changeset_row r JOIN gis_history h ON h.layer_id = %(layer)s AND h.parent_id = r.record_id
            AND h.is_deleted AND h.recorded_to >= %(since)s AND h.ended_by_id = r.later_change
        WHERE r.layer_id = %(parent)s AND r.action = 'insert' AND NOT r.is_removed
        ON CONFLICT (layer_id, record_id) DO NOTHING RETURNING 1""",
        given,
    )
    if added and table not in plan.tables:
        plan.tables.append(table)


# -- what the database refuses -----------------------------------------------------------------------------------------
@contextmanager
def _in_words() -> Iterator[None]:
    """Constraints are asked here and not at commit, and answered in the words of the register they belong to."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        raise Refusals([from_database(None, error)]) from error


__all__ = ["AT_ONCE", "Contents", "Touched", "begin", "read", "redo", "restore", "set_of", "size", "touched", "undo"]
