"""Generate the triggers of every tracked table from its model and declaration."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps

from gis_core.features import search_sql
from gis_core.features.bases import LocatedRecord, Tracked
from gis_core.features.index_sql import TableSql, quote

SQL = Path(__file__).parent / "sql"
COLUMNS = "kind, title, status, category, org_unit_id, place_uid, located_by, geom"


def tracked_models() -> list[type[Tracked]]:
    """Every concrete table with triggers, in a stable order."""
    models = [m for m in apps.get_models() if issubclass(m, Tracked) and not m._meta.proxy and m._meta.managed]
    return sorted(models, key=lambda m: m._meta.db_table)


def sha256(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()


def fill(template: str, **tokens: str) -> str:
    for name, value in tokens.items():
        template = template.replace(f"@{name}@", value)
    return template


def table_triggers(
    table: TableSql, dependants: Iterable[tuple[TableSql, str]] = (), waiting: Iterable[tuple[TableSql, str]] = ()
) -> str:
    """CREATE statements of one table. `dependants` are the tables placed through it, `waiting` those whose rows may
    have been written before the row they point to, each with the SQL of their row numbers.
    """
    template = (SQL / "table_triggers.sql").read_text(encoding="utf-8")
    body = {"insert": _insert(table), "update": _update(table), "delete": _delete(table)}
    body["insert"] += _place_waiting(waiting)
    body["update"] += _relocate_calls(dependants)
    text = fill(template, **body)
    if table.is_ledger:
        text += _ledger_guard(table)
    return fill(text, table=table.table)


def _ledger_guard(table: TableSql) -> str:
    return (
        "DROP TRIGGER IF EXISTS gis_rewrite ON @table@;\n"
        "CREATE TRIGGER gis_rewrite BEFORE UPDATE OR DELETE ON @table@\n"
        "    FOR EACH STATEMENT EXECUTE FUNCTION gis_refuse_rewrite();\n"
    )


def _current(table: TableSql) -> str:
    return "gis_feature" if table.has_feature else "gis_stamp"


def _first_version(table: TableSql) -> str:
    """A restored record goes on counting; numbers never used before need no look into the history."""
    number = table.layer_id
    return f"""SELECT greatest(
            (SELECT max(record_id) FROM {_current(table)} WHERE layer_id = {number}),
            (SELECT max(record_id) FROM gis_history WHERE layer_id = {number}), 0) INTO used_up_to;"""


def _version_expression(table: TableSql, record: str) -> str:
    return f"""CASE WHEN first_id > used_up_to THEN 1 ELSE 1 + coalesce((SELECT max(h.version) FROM gis_history h
            WHERE h.layer_id = {table.layer_id} AND h.record_id = {record}), 0) END"""


def _insert(table: TableSql) -> str:
    parts = [_first_version(table)]
    if table.has_feature:
        parts.append(
            _noting_unplaced(
                table,
                f"""INSERT INTO gis_feature
            (layer_id, record_id, uid, version, recorded_from, change_id, {COLUMNS})
        SELECT {table.layer_id}, x.record_id, x.uid, {_version_expression(table, "x.record_id")}, c.at, c.id,
            x.kind, x.title, x.status, x.category, x.org_unit_id, x.place_uid, x.located_by, x.geom
        FROM ({table.index_rows("new_rows")}) x""",
                "place_uid",
            )
        )
    else:
        parts.append(f"""INSERT INTO gis_stamp (layer_id, record_id, version, recorded_from, change_id)
        SELECT {table.layer_id}, n.id, {_version_expression(table, "n.id")}, c.at, c.id FROM new_rows n;""")
    parts.append(search_sql.insert(table, "new_rows"))
    parts.append(_dirty(table, "SELECT {geom} FROM new_rows n", ("n",)))
    return "\n        ".join(part for part in parts if part)


def _noting_unplaced(table: TableSql, write: str, place: str) -> str:
    """The write, and a mark on the transaction when a row points to a record that is not there yet: foreign keys are
    asked at commit, so a line, a house or a paper may be written before what it stands at.
    """
    if not table.paths:
        return write + ";"
    links = " OR ".join(dict.fromkeys(f"t.{hops[0].column} IS NOT NULL" for _path, hops in table.paths))
    # Asked of the rows themselves: joined with what has just been written, the planner may loop over both.
    waiting = table.index_rows("new_rows", f"WHERE ({links}) AND {table.place_uid} IS NULL")
    return f"""WITH written AS ({write} RETURNING {place} AS place_uid)
        SELECT count(*) FILTER (WHERE place_uid IS NULL) INTO unplaced FROM written;
        IF unplaced > 0 AND EXISTS ({waiting}) THEN
            PERFORM set_config('elocal.unplaced', 'on', true);
        END IF;"""


def _place_waiting(waiting: Iterable[tuple[TableSql, str]]) -> str:
    """Place what was written before the rows it points to; asked only in a transaction that has such rows."""
    calls = _relocate_calls(waiting, changed="moved")
    if not calls:
        return ""
    return f"""
        IF current_setting('elocal.unplaced', true) = 'on' THEN
            moved := ARRAY(SELECT id FROM new_rows);
            {calls}
        END IF;"""


def _dirty(table: TableSql, select: str, aliases: tuple[str, ...]) -> str:
    """Boxes to render again: of the table's own shapes, or of the places its records stand at."""
    if table.geometry_column:
        query = " UNION ALL ".join(select.format(geom=table.geom(alias)) for alias in aliases)
        shapes = f"SELECT g FROM ({query}) d(g) WHERE g IS NOT NULL"
    elif table.base is LocatedRecord and table.spec.located_by:
        query = " UNION ALL ".join(select.format(geom=f"{alias}.id") for alias in aliases)
        # each looked up by itself: a plan of the session's first write would read all the layer has for every change
        shapes = f"""SELECT p.geom FROM ({query}) d(id) CROSS JOIN LATERAL (
            SELECT f.place_uid FROM gis_feature f
            WHERE f.layer_id = {table.layer_id} AND f.record_id = d.id OFFSET 0
        ) f JOIN gis_feature p ON p.uid = f.place_uid"""
    else:
        return ""
    return f"PERFORM gis_mark_dirty({table.layer_id}::smallint, ARRAY({shapes}));"


#: Old and new rows are joined by FULL JOIN, which is hashed or merged whatever the planner thinks of their number (it
#: remembers that of the session's first write): any other join may become a loop over 20,000 x 20,000 rows. OFFSET
#: keeps the statement around it from making it one. Without the last test, which is always true, the planner expects of
#: so many rows the two-hundredth part of their square, and reads a whole town for 20,000.
CHANGED = """FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
        WHERE o IS DISTINCT FROM n AND coalesce(n.id, o.id) = coalesce(o.id, n.id) OFFSET 0"""


def parents_in_history(table: TableSql) -> str:
    """Versions written before their table's rows were declared to be lines learn whose lines they were."""
    columns = ", ".join(f"(h.row_data ->> {quote(column)})::bigint" for column in table.parent_columns)
    return f"""UPDATE gis_history h SET parent_id = coalesce({columns})
        WHERE h.layer_id = {table.layer_id} AND h.parent_id IS DISTINCT FROM coalesce({columns});"""


def _history(table: TableSql, source: str, is_deleted: str) -> str:
    """Versions written and superseded within one change were never seen by anybody and are not kept."""
    return f"""INSERT INTO gis_history (layer_id, record_id, uid, version, recorded_from, recorded_to, change_id,
            ended_by_id, is_deleted, row_data, geom, parent_id)
        SELECT {table.layer_id}, o.id, o.uid, f.version, f.recorded_from, greatest(c.at, f.recorded_from), f.change_id,
            c.id, {is_deleted}, {table.row_json("o")}, {table.geom("o")}, {table.parent("o")}
        FROM {source} JOIN {_current(table)} f ON f.layer_id = {table.layer_id} AND f.record_id = o.id
        WHERE f.change_id <> c.id;"""


def _update(table: TableSql) -> str:
    changed = f"(SELECT n.* {CHANGED})"
    bump = (
        "version = f.version + (f.change_id <> c.id)::integer,"
        " recorded_from = greatest(c.at, f.recorded_from), change_id = c.id"
    )
    parts = [_history(table, f"(SELECT o.* {CHANGED}) o", "false")]
    if table.has_feature:
        parts.append(
            _noting_unplaced(
                table,
                f"""UPDATE gis_feature f SET {bump},
            kind = x.kind, title = x.title, status = x.status, category = x.category, org_unit_id = x.org_unit_id,
            place_uid = x.place_uid, located_by = x.located_by, geom = x.geom
        FROM ({table.index_rows(changed)}) x
        WHERE f.layer_id = {table.layer_id} AND f.record_id = x.record_id""",
                "f.place_uid",
            )
        )
    else:
        parts.append(f"""UPDATE gis_stamp f SET {bump} FROM (SELECT n.id {CHANGED}) x
        WHERE f.layer_id = {table.layer_id} AND f.record_id = x.id;""")
    parts += _renamed(table)
    parts.append(_dirty(table, "(SELECT {geom} " + CHANGED + ")", ("o", "n")))
    if table.base is not LocatedRecord and table.geometry_column:
        parts.append(_dirty_dependants(table))
    return "\n        ".join(part for part in parts if part)


def _renamed(table: TableSql) -> list[str]:
    """Only a row whose words are made of other values has others: few changes touch them."""
    names = search_sql.columns(table)
    if not table.spec.search:
        return []
    was, now = (f"({', '.join(f'{alias}.{name}' for name in names)})" for alias in "on")
    rows = "(SELECT {}.* FROM old_rows o FULL JOIN new_rows n ON n.id = o.id WHERE {} IS DISTINCT FROM {} OFFSET 0)"
    return [
        search_sql.delete(table, rows.format("o", was, now)),
        search_sql.insert(table, rows.format("n", was, now)),
    ]


def _dirty_dependants(table: TableSql) -> str:
    """Layers drawn at a place move when the place does."""
    return f"""INSERT INTO tile_dirty (layer_id, box)
        SELECT DISTINCT d.layer_id, ST_Envelope(g.shape)
        FROM (SELECT n.uid, {table.geom("o")} AS was, {table.geom("n")} AS now
            FROM old_rows o FULL JOIN new_rows n ON n.id = o.id
            WHERE {table.geom("o")} IS DISTINCT FROM {table.geom("n")} OFFSET 0) m
        JOIN gis_feature d ON d.place_uid = m.uid
        CROSS JOIN LATERAL (VALUES (m.was), (m.now)) g(shape) WHERE g.shape IS NOT NULL;"""


def _delete(table: TableSql) -> str:
    parts = [
        _dirty(table, "SELECT {geom} FROM old_rows o", ("o",)),
        _history(table, "old_rows o", "true"),
        f"""UPDATE gis_history h SET is_deleted = true FROM old_rows o
        JOIN {_current(table)} f ON f.layer_id = {table.layer_id} AND f.record_id = o.id AND f.change_id = c.id
        WHERE h.layer_id = {table.layer_id} AND h.record_id = o.id AND h.version = f.version - 1
            AND h.ended_by_id = c.id;""",
        f"""DELETE FROM {_current(table)} f USING old_rows o
        WHERE f.layer_id = {table.layer_id} AND f.record_id = o.id;""",
        search_sql.delete(table, "old_rows"),
    ]
    return "\n        ".join(part for part in parts if part)


# -- records placed through other records
# --------------------------------------------------------------------------------
def relocation(table: TableSql, dependants: Iterable[tuple[TableSql, str]]) -> str:
    """A function that places the given rows again and hands on to whatever is placed through them."""
    template = (SQL / "relocate.sql").read_text(encoding="utf-8")
    rows = table.index_rows(table.table, "WHERE t.id = ANY(ids)")
    return fill(
        template,
        table=table.table,
        layer=str(table.layer_id),
        rows=rows,
        calls=_relocate_calls(dependants, changed="moved"),
    )


def _relocate_calls(dependants: Iterable[tuple[TableSql, str]], changed: str = "") -> str:
    calls = [f"PERFORM gis_relocate_{other.table}(ARRAY({select}));" for other, select in dependants]
    if not calls:
        return ""
    start = "" if changed else f"\n        moved := ARRAY(SELECT n.id {CHANGED});\n        "
    return start + "\n        ".join(calls)


def dependants_of(table: TableSql, tables: Iterable[TableSql], is_new: bool = False) -> list[tuple[TableSql, str]]:
    """Tables with a path that reads `table`'s foreign keys or follows its place; SQL gives the rows behind `moved`.

    With `is_new` the rows of `table` have only just come, so that every path over them counts.
    """
    found = []
    for other in tables:
        for path, hops in other.paths:
            for step, hop in enumerate(hops):
                last = step == len(hops) - 1
                if hop.is_place_link and (table.base is LocatedRecord or (is_new and table.has_feature)):
                    found.append(
                        (other, _rows_behind(other, path, step, f"SELECT uid FROM {table.table} WHERE id = ANY(moved)"))
                    )
                elif hop.target is table.model and (is_new or not last or table.base is LocatedRecord):
                    found.append((other, _rows_behind(other, path, step, "SELECT unnest(moved)")))
    return found


def _rows_behind(table: TableSql, path: str, step: int, targets: str) -> str:
    hops = dict(table.paths)[path]
    select = targets
    for hop_step in range(step, -1, -1):
        source = table.model if hop_step == 0 else hops[hop_step - 1].target
        row = f"r{hop_step}"
        table_name, column = source._meta.db_table, hops[hop_step].column
        select = f"SELECT {row}.id FROM {table_name} {row} WHERE {row}.{column} IN ({select})"
    return select
