"""Whatever way a tracked table is written, the write is indexed, versioned and attributed, or it is refused.

Runs over every register's table and over the child lines of each; ledgers and code lists have their own cases below.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, models, transaction

from gis_core.access.actor import acting_as, system_user
from gis_core.access.models import OrgUnit
from gis_core.features import check, triggers
from gis_core.features.bases import Ledger, LocatedRecord, SpatialRecord
from gis_core.features.models import Change, Feature, History, Layer, Stamp
from layers.models import StateChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(register, record) -> list[Any]:
    """The stored child lines of the example, one of each kind at most."""
    found = []
    for bound in register.lines:
        line = bound.model._default_manager.filter(**{bound.parent_field: record}).first()
        found += [line] if line is not None else []
    return found


def layer_of(model: Any) -> int:
    return Layer.objects.get(table_name=model._meta.db_table).pk


def current(row: Any) -> Any:
    """The index row or stamp of a stored row; None when there is none."""
    source = Feature if isinstance(row, SpatialRecord | LocatedRecord) else Stamp
    return source.objects.filter(layer_id=layer_of(type(row)), record_id=row.pk).first()


def versions(row: Any) -> list[int]:
    past = History.objects.filter(layer_id=layer_of(type(row)), record_id=row.pk)
    return sorted(past.values_list("version", flat=True))


def changeable_column(model: Any) -> tuple[str, Any]:
    """A column that may hold another value without breaking a constraint, and such a value."""
    fields = {f.name: f for f in model._meta.concrete_fields if not f.unique and f.editable and not f.generated}
    if "org_unit" in fields:
        return "org_unit_id", OrgUnit.objects.values_list("pk", flat=True).first()
    for field in fields.values():
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            return field.name, "แก้"
        if isinstance(field, models.IntegerField) and not field.choices and not field.is_relation:
            return field.name, 3
    raise AssertionError(f"{model.__name__} has no column to change")


def clone_values(row: Any) -> dict[str, Any]:
    """Values of a second row: the first one's, with new identifiers and nothing in unique columns."""
    values = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name == "uid" or field.generated:
            continue
        value = getattr(row, field.attname)
        if field.unique:
            value = None if field.null else f"ซ{str(value)[1:]}" if isinstance(field, models.CharField) else value
        values[field.attname] = value
    return values


def rows_under_test(record: Any, lines: list[Any]) -> list[Any]:
    return [record, *lines]


def test_save_indexes_versions_and_attributes(record, lines, clerk):
    for row in rows_under_test(record, lines):
        before = current(row).version
        name, value = changeable_column(type(row))
        setattr(row, name, value)
        with acting_as(clerk, "บันทึกทีละแถว") as change:
            row.save()
        now = current(row)
        assert (now.version, now.change_id) == (before + 1, change)
        assert Change.objects.get(pk=change).actor == clerk
        assert versions(row)[-1] == before
    assert check.check() == []


def test_queryset_update_indexes_versions_and_attributes(record, lines, clerk):
    for row in rows_under_test(record, lines):
        before = current(row).version
        name, value = changeable_column(type(row))
        with acting_as(clerk, "บันทึกหลายแถว") as change:
            type(row)._default_manager.filter(pk=row.pk).update(**{name: value})
        assert (current(row).version, current(row).change_id) == (before + 1, change)
    assert check.check() == []


def test_bulk_update_indexes_versions_and_attributes(record, lines, clerk):
    for row in rows_under_test(record, lines):
        before = current(row).version
        name, value = changeable_column(type(row))
        setattr(row, name, value)
        with acting_as(clerk, "บันทึกเป็นชุด") as change:
            type(row)._default_manager.bulk_update([row], [name.removesuffix("_id")])
        assert (current(row).version, current(row).change_id) == (before + 1, change)
    assert check.check() == []


def test_plain_sql_indexes_versions_and_attributes(record, lines, clerk):
    for row in rows_under_test(record, lines):
        before = current(row).version
        name, value = changeable_column(type(row))
        with acting_as(clerk, "บันทึกด้วย SQL") as change, connection.cursor() as cursor:
            cursor.execute(f"UPDATE {row._meta.db_table} SET {name} = %s WHERE id = %s", [value, row.pk])
        assert (current(row).version, current(row).change_id) == (before + 1, change)
    assert check.check() == []


def test_bulk_create_and_upsert_index_and_attribute(record, lines, clerk):
    for row in rows_under_test(record, lines):
        model = type(row)
        made = model(**clone_values(row))
        try:
            with acting_as(clerk, "เพิ่มเป็นชุด") as change, transaction.atomic():
                model._default_manager.bulk_create([made])
        except Error:
            continue  # a constraint of the table forbids a twin of this row; the other rows show the rest
        assert (current(made).version, current(made).change_id) == (1, change)
        name, value = changeable_column(model)
        setattr(made, name, value)
        with acting_as(clerk, "เพิ่มหรือแก้") as upsert:
            model._default_manager.bulk_create(
                [made], update_conflicts=True, unique_fields=["id"], update_fields=[name.removesuffix("_id")]
            )
        assert (current(made).version, current(made).change_id) == (2, upsert)
    assert check.check() == []


def test_delete_and_cascade_leave_every_row_in_history(record, lines, clerk):
    with acting_as(clerk, "ลบ") as change:
        for row in lines:
            type(row)._default_manager.filter(pk=row.pk).delete()
        try:
            with transaction.atomic():
                record.delete()
        except (models.ProtectedError, models.RestrictedError):
            record = None
    gone = [*lines, *([record] if record is not None else [])]
    for row in gone:
        last = History.objects.filter(layer_id=layer_of(type(row)), uid=row.uid).latest("version")
        assert (last.is_deleted, last.ended_by_id) == (True, change)
        assert not Feature.objects.filter(uid=row.uid).exists()


@pytest.mark.parametrize("verb", ["insert", "update", "delete"])
def test_without_an_actor_every_write_is_refused(record, lines, verb):
    for row in rows_under_test(record, lines):
        table = row._meta.db_table
        name, value = changeable_column(type(row))
        twin = "jsonb_populate_record(t, jsonb_build_object('id', 987654321, 'uid', gen_random_uuid()))"
        statements = {
            "insert": (f"INSERT INTO {table} SELECT ({twin}).* FROM {table} t WHERE id = %s", [row.pk]),
            "update": (f"UPDATE {table} SET {name} = %s WHERE id = %s", [value, row.pk]),
            "delete": (f"DELETE FROM {table} WHERE id = %s", [row.pk]),
        }
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(*statements[verb])
        assert current(row) is not None


def test_no_write_changes_the_identity_of_a_row(record, clerk):
    statement = f"UPDATE {record._meta.db_table} SET uid = gen_random_uuid() WHERE id = %s"
    with pytest.raises(Error, match="เปลี่ยนรหัสประจำระเบียน"), acting_as(clerk, "เปลี่ยนรหัส"):
        connection.cursor().execute(statement, [record.pk])


# -- tables that no register declares ----------------------------------------------------------------------------------
def test_every_tracked_table_has_its_triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE 'gis\\_%%' GROUP BY c.relname"
        )
        found = dict(cursor.fetchall())
    wrong = {
        m._meta.db_table: found.get(m._meta.db_table, 0)
        for m in triggers.tracked_models()
        if found.get(m._meta.db_table, 0) < (5 if issubclass(m, Ledger) else 4)
    }
    assert wrong == {}


def test_a_ledger_is_only_added_to(clerk):
    with acting_as(clerk, "จดบัญชี") as change:
        row = StateChange.objects.create(
            record_uid=system_user().uid, register_key="x", code="x", target="x", actor=clerk, at="2025-01-01T00:00Z"
        )
    assert current(row).change_id == change
    for write in (lambda: StateChange.objects.update(reason="ผิด"), lambda: StateChange.objects.all().delete()):
        with pytest.raises(Error, match="เพิ่มได้อย่างเดียว"), acting_as(clerk, "แก้บัญชี"):
            write()


def test_a_code_list_is_versioned_and_attributed(clerk):
    with acting_as(clerk, "เพิ่มกอง"):
        unit = OrgUnit.objects.create(code="77", thai="กองทดสอบ")
    with acting_as(clerk, "เปลี่ยนชื่อ") as change:
        OrgUnit.objects.filter(pk=unit.pk).update(thai="กองใหม่")
    assert (current(unit).version, current(unit).change_id, versions(unit)) == (2, change, [1])


@pytest.mark.parametrize(
    "table", ["gis_feature", "gis_stamp", "gis_history", "gis_change", "gis_search", "gis_search_personal"]
)
@pytest.mark.parametrize("verb", ["INSERT INTO {0} DEFAULT VALUES", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_application_writes_no_table_of_the_index_itself(table, verb):
    with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
