"""Bring the database in step with the declarations after `migrate`: layers, kinds, functions, triggers,
rights, partitions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from gis_core.features import search_sql, triggers
from gis_core.features.index_spec import spec_of
from gis_core.features.index_sql import TableSql
from gis_core.features.models import InstalledFunction, Kind, Layer

SQL = Path(__file__).parent / "sql"
FUNCTION_FILES = ("uuid.sql", "thai_fold.sql", "change.sql")
HISTORY_YEARS = range(2020, 2041)


_extra: dict[str, str] = {}


def extra_sql(name: str, sql: str) -> None:
    """Functions and triggers of an app, repeatable, installed after its tables exist. Called in the app's `ready()`."""
    _extra[name] = sql


@dataclass(frozen=True)
class Part:
    """A named piece of generated SQL."""

    name: str
    sql: str


def sync_layers() -> None:
    """Give every tracked table and every register its number; numbers are never reused or changed."""
    for model in triggers.tracked_models():
        layer, _ = Layer.objects.update_or_create(
            table_name=model._meta.db_table, defaults={"model_label": model._meta.label}
        )
        for kind in spec_of(model).kinds:
            Kind.objects.update_or_create(key=kind.key, defaults={"layer": layer, "level": kind.level})


def table_sqls() -> list[TableSql]:
    """Every tracked table with its numbers, read from the database."""
    layers = dict(Layer.objects.values_list("table_name", "id"))
    kinds = dict(Kind.objects.values_list("key", "id"))
    return [TableSql(model, layers[model._meta.db_table], kinds) for model in triggers.tracked_models()]


def parts(tables: Iterable[TableSql]) -> Iterator[Part]:
    """All generated SQL, in the order of installation."""
    tables = list(tables)
    for name in FUNCTION_FILES:
        yield Part(name, (SQL / name).read_text(encoding="utf-8"))
    dependants = {table.table: triggers.dependants_of(table, tables) for table in tables}
    for table in tables:
        if table.paths:
            yield Part(f"relocate {table.table}", triggers.relocation(table, dependants[table.table]))
    for table in tables:
        if table.parent_columns:
            yield Part(f"parents {table.table}", triggers.parents_in_history(table))
    for table in tables:
        waiting = triggers.dependants_of(table, tables, is_new=True)
        yield Part(f"triggers {table.table}", triggers.table_triggers(table, dependants[table.table], waiting))
    for table in tables:
        if table.spec.search:
            yield Part(f"words {table.table}", search_sql.renewal(table))
    for name, sql in _extra.items():
        yield Part(f"extra {name}", sql)


def install(app_role: str) -> list[str]:
    """Install what differs; returns the names of the parts that were (re)created. Runs under the owner role."""
    sync_layers()
    installed = dict(InstalledFunction.objects.values_list("name", "sha256"))
    renewed = []
    with transaction.atomic(), connection.cursor() as cursor:
        for part in parts(table_sqls()):
            digest = triggers.sha256(part.sql)
            if installed.get(part.name) == digest:
                continue
            cursor.execute(part.sql)
            InstalledFunction.objects.update_or_create(name=part.name, defaults={"sha256": digest})
            renewed.append(part.name)
        _partition_history(cursor)
        _grant(cursor, app_role)
    return renewed


def differences() -> list[str]:
    """Names of parts whose installed version is not the declared one."""
    installed = dict(InstalledFunction.objects.values_list("name", "sha256"))
    known = {kind.key for kind in Kind.objects.all()}
    missing = [k.key for m in triggers.tracked_models() for k in spec_of(m).kinds if k.key not in known]
    if missing:
        return missing
    return [part.name for part in parts(table_sqls()) if installed.get(part.name) != triggers.sha256(part.sql)]


def _partition_history(cursor) -> None:
    for year in HISTORY_YEARS:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS gis_history_{year} PARTITION OF gis_history"
            f" FOR VALUES FROM ('{year}-01-01+07') TO ('{year + 1}-01-01+07')"
        )


PROTECTED = (
    "gis_layer, gis_kind, gis_change, gis_feature, gis_stamp, gis_history, gis_search, gis_search_personal,"
    " gis_installed"
)


#: Logs of the application: it adds rows, and neither it nor a stolen session can change or remove one.
APPEND_ONLY = "access_signin, access_personaldatalook, access_usedcode"


def _grant(cursor, app_role: str) -> None:
    """The application reads and writes rows; index, history and authorship are written by the triggers alone."""
    if not app_role:
        return
    role = connection.ops.quote_name(app_role)
    cursor.execute(f"""
        GRANT USAGE ON SCHEMA public TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {PROTECTED}, django_migrations, tile_dirty FROM {role};
        REVOKE UPDATE, DELETE, TRUNCATE ON {APPEND_ONLY} FROM {role};
        GRANT DELETE ON tile_dirty TO {role};
        REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
    """)
    cursor.execute("SELECT relname FROM pg_class WHERE relname ~ '^gis_history_' AND relkind = 'r'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {name} FROM {role}")
    _close_functions(cursor, role)


def _close_functions(cursor: Any, role: str) -> None:
    """What writes index and history runs with the owner's rights: whoever may call it, or hang it as a trigger on a
    table of his own, could write them too. Only the triggers call these; firing one asks for no right.
    """
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'"
        " AND proowner = current_user::regrole AND (prorettype = 'trigger'::regtype"
        " OR proname LIKE 'gis\\_relocate\\_%' OR proname IN ('gis_mark_dirty', 'gis_begin_change'))"
    )
    for (signature,) in cursor.fetchall():
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC, {role}")
    cursor.execute(f"GRANT EXECUTE ON FUNCTION gis_begin_change(bigint, bigint, text, uuid) TO {role}")
