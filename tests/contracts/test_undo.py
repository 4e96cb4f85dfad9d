"""Whatever was written to a register is undone whole: columns, shape, lines, number and identifier; and done again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from gis_core.features import check
from gis_core.features.index_sql import TableSql
from gis_core.features.models import Change, Feature
from gis_core.pure.refusal import Refusals
from layers.engine import changeset_rights, changesets, records
from layers.registry import registry
from tests.contracts import examples
from tests.contracts.test_forms import addable, changeable, deletable, only
from tests.people import user_with

pytestmark = pytest.mark.django_db
#: What a register may answer instead of undoing: the act also wrote a ledger, or a table of the office's own pages.
CLOSED = {"LEDGER", "OTHER_TABLE"}


@pytest.fixture(autouse=True)
def every_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights have tests of their own; here each register is asked what it can put back."""
    monkeypatch.setattr(changeset_rights, "without_right", lambda *_, **__: [])
    monkeypatch.setattr(changeset_rights, "closed_lines", lambda *_: [])


def stored(model: Any, pk: int) -> dict[str, Any] | None:
    """A row as the table holds it, shape included."""
    table = TableSql(model, 0, {})
    shape = f"encode(ST_AsEWKB({table.geom('t')}), 'hex')" if table.geometry_column else "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.uid::text, {table.row_json('t')}, {shape} FROM {table.table} t WHERE id = %s", [pk])
        return cursor.fetchone()


def whole(register: Any, pk: int) -> dict[str, Any]:
    """A record with its lines."""
    lines = {
        bound.key: {
            line: stored(bound.model, line)
            for line in bound.model._default_manager.filter(**{bound.parent_field: pk}).values_list("pk", flat=True)
        }
        for bound in register.lines
    }
    return {"record": stored(register.model, pk), "lines": lines}


def set_of(reason: str) -> Any:
    return Change.objects.filter(reason=reason).latest("id").batch_id


def undone(batch: Any, user: Any) -> Any:
    """The set of the undo; the test ends where the register may not be undone."""
    try:
        return changesets.undo(batch, user=user, reason="เลิกทำเพื่อทดสอบ")
    except Refusals as refusals:
        if set(refusals.codes) <= CLOSED:
            pytest.skip(f"closed: {refusals}")
        raise


@only(addable)
def test_an_added_record_is_taken_away_and_comes_back(register, given):
    values, lines = examples.values_of(register, 0, given), examples.lines_of(register, 0, given)
    user = user_with(examples.role_for(register, "add"), name="who_adds")
    record = records.create(register, values, user=user, reason="เพิ่มเพื่อเลิกทำ", lines=lines)
    after = whole(register, record.pk)
    undo = undone(set_of("เพิ่มเพื่อเลิกทำ"), user)
    assert stored(register.model, record.pk) is None
    assert not Feature.objects.filter(uid=record.uid).exists()
    changesets.redo(undo, user=user, reason="ทำซ้ำ")
    assert whole(register, record.pk) == after
    assert Feature.objects.get(uid=record.uid).change.reason == "ทำซ้ำ"
    assert check.check() == []


@only(changeable)
def test_a_changed_record_is_put_back_and_changed_again(register, record, given):
    user = user_with(examples.role_for(register, "change"), name="who_changes")
    before = whole(register, record.pk)
    own = examples.overrides(register, "CHANGES")
    values = own(0, given) if own else _one_change(register)
    records.update(register, record.uid, values, user=user, reason="แก้เพื่อเลิกทำ")
    after = whole(register, record.pk)
    assert after != before
    undo = undone(set_of("แก้เพื่อเลิกทำ"), user)
    assert whole(register, record.pk) == before
    changesets.redo(undo, user=user, reason="ทำซ้ำ")
    assert whole(register, record.pk) == after
    assert Feature.objects.get(uid=record.uid).version == 4
    assert check.check() == []


def _one_change(register: Any) -> dict[str, str]:
    column = next(c for c in register.form_columns if c.kind in ("text", "number") and not c.field.unique)
    return {column.name: "7" if column.kind == "number" else "แก้แล้ว"[: column.field.max_length or 9]}


@only(deletable)
def test_a_deleted_record_comes_back_with_its_lines_and_is_deleted_again(register, record):
    user = user_with(examples.role_for(register, "delete"), name="who_deletes")
    before, index = whole(register, record.pk), Feature.objects.get(uid=record.uid)
    records.delete(register, record.uid, user=user, reason="ลบเพื่อเลิกทำ")
    undo = undone(set_of("ลบเพื่อเลิกทำ"), user)
    assert whole(register, record.pk) == before
    now = Feature.objects.get(uid=record.uid)
    same = ("kind_id", "title", "status", "category", "org_unit_id", "place_uid", "located_by", "geom")
    assert [getattr(now, name) for name in same] == [getattr(index, name) for name in same]
    assert check.check() == []
    changesets.redo(undo, user=user, reason="ลบซ้ำ")
    assert stored(register.model, record.pk) is None
    assert check.check() == []


def test_every_register_is_named_by_its_kind():
    assert len({register.kind_id for register in registry.registers}) == len(registry.registers)
