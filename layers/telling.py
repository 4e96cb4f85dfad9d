"""Records that tell of others: a letter of an assessment, a receipt of the bills it clears.

Who may not see what a record tells of does not see it either. The condition goes into `visible()`, so that no door has
a test of its own: list, page, paper, export, API, search and history ask that one predicate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from gis_core.access.visible import Told, Visibility, granted
from gis_core.features.bases import PlaceLink


def index_rows(seen: Iterable[tuple[Any, Visibility]], alias: str, prefix: str) -> tuple[str, dict[str, Any]]:
    """SQL test and its parameters: index rows of these registers within these rights; FALSE when there are none."""
    groups: dict[Visibility, list[int]] = defaultdict(list)
    for register, right in seen:
        if not right.nothing:
            groups[right].append(register.kind_id)
    tests, params = [], {}
    for number, (right, kinds) in enumerate(groups.items()):
        test, values = right.feature_sql(alias, prefix=f"{prefix}{number}")
        tests.append(f"({alias}.kind = ANY(%({prefix}{number}_kinds)s) AND {test})")
        params |= values | {f"{prefix}{number}_kinds": kinds}
    return (f"({' OR '.join(tests)})" if tests else "FALSE"), params


def told(register: Any, user: Any) -> Told | None:
    """What a reader must see of what records tell of, and whose they must be; None where he sees them all."""
    tests: list[str] = []
    params: dict[str, Any] = {}
    for number, path in enumerate(register.declared.tells_of):
        rows, uid, target = _rows(register.model, path)
        rights = [(each, granted(each, user)) for each in register.fellows if target in (None, each.model)]
        if rights and all(right.everything for _, right in rights):
            continue
        test, values = index_rows(rights, "told", f"told{register.kind_id}_{number}_")
        # flat, so that a list is joined with what it tells of instead of asking for each of its records
        rows += f" JOIN gis_feature told ON told.uid = {uid}"
        tests.append(f"NOT EXISTS (SELECT 1 FROM {rows} WHERE told_r.uid = {{uid}} AND NOT {test})")
        params |= values
    if register.declared.owner:
        table, me = register.model._meta.db_table, f"told{register.kind_id}_me"
        owner = register.model._meta.get_field(register.declared.owner).column
        mine = f"told_r.is_shared OR told_r.{owner} = %({me})s"
        tests.append(f"EXISTS (SELECT 1 FROM {table} told_r WHERE told_r.uid = {{uid}} AND ({mine}))")
        params[me] = getattr(user, "pk", None)
    return Told(" AND ".join(tests), tuple(_frozen(params))) if tests else None


def _frozen(params: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in params.items():
        yield name, tuple(value) if isinstance(value, list) else value


def _rows(model: Any, path: str) -> tuple[str, str, Any]:
    """Rows of the records of a model (`told_r`) with what they tell of, the uid of that, and its model; None where it
    may be of any register.

    A path is a link to any record, or a foreign key of child lines: ``lines.charge``.
    """
    # aliases of its own: the statement around it has a row called `t` or `r`, of which the uid would be taken
    name, _, column = path.partition(".")
    field, table = model._meta.get_field(name), model._meta.db_table
    if isinstance(field, PlaceLink):
        return f"{table} told_r", f"told_r.{field.column}", None
    lines, back = field.related_model, field.remote_field.column
    key = lines._meta.get_field(column)
    target = key.related_model
    rows = (
        f"{table} told_r JOIN {lines._meta.db_table} told_l ON told_l.{back} = told_r.id"
        f" JOIN {target._meta.db_table} told_t ON told_t.id = told_l.{key.column}"
    )
    return rows, "told_t.uid", target
