"""Features of a collection: one statement a page, no count, positions that survive edits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.contrib.gis.db.models import GeometryField
from django.db import connection

from gis_core.access.models import User
from gis_core.access.visible import visible
from gis_core.features.bases import PlaceLink
from layers.bound import BoundRegister, Column
from layers.engine.parse import open_codes
from layers.features_api.crs import DEFAULT, Crs
from layers.features_api.parameters import ItemsQuery
from layers.registry import registry


def features(register: BoundRegister, query: ItemsQuery, user: Any) -> tuple[list[dict[str, Any]], int | None]:
    """(GeoJSON features of one page, record number to go on after or None)."""
    where, params = _conditions(register, query, user)
    rows = _select(register, user, query.crs, where, params | {"limit": query.limit + 1})
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    return [feature for _, feature in rows], (rows[-1][0] if more else None)


def feature(register: BoundRegister, uid: Any, crs: Crs, user: Any) -> dict[str, Any] | None:
    """One feature, or None when it does not exist for this reader."""
    test, params = visible(register, user).sql("t")
    where = f"t.uid = %(uid)s AND {test}{_fixed(register)[0]}"
    rows = _select(register, user, crs, where, params | {"uid": uid, "limit": 1} | _fixed(register)[1])
    return rows[0][1] if rows else None


def _fixed(register: BoundRegister) -> tuple[str, dict[str, Any]]:
    """The condition that tells this register's rows from others of its table."""
    if not register.declared.where:
        return "", {}
    ids = register.model._default_manager.filter(**register.declared.where).order_by().values("pk")
    sql, params = ids.query.sql_with_params()
    named = {f"w{number}": value for number, value in enumerate(params)}
    return f" AND t.id IN ({sql % tuple(f'%({name})s' for name in named)})", named


def _conditions(register: BoundRegister, query: ItemsQuery, user: Any) -> tuple[str, dict[str, Any]]:
    test, params = visible(register, user).sql("t")
    fixed, fixed_params = _fixed(register)
    parts = ["t.id > %(after)s", f"{test}{fixed}"]
    params = params | fixed_params | {"after": query.after}
    if query.bbox:
        parts.append(_box(register, query))
        params |= dict(zip(("west", "south", "east", "north"), query.bbox, strict=True))
        params["bbox_srid"] = query.bbox_crs.srid
    if query.since:
        parts.append(_period(register)[0])
        params["since"] = query.since
    if query.until:
        parts.append(_period(register)[1])
        params["until"] = query.until
    for number, (name, value) in enumerate(query.filters.items()):
        column = register.model._meta.get_field(name).column
        parts.append(f"t.{column} = %(p{number})s")
        params[f"p{number}"] = getattr(value, "pk", value)
    return " AND ".join(parts), params


def _box(register: BoundRegister, query: ItemsQuery) -> str:
    """Boxes across the date line come as west > east and are two boxes."""
    shape = "ST_Transform(ST_MakeEnvelope({}, %(south)s, {}, %(north)s, %(bbox_srid)s), 4326)"
    west, east = query.bbox[0], query.bbox[2]  # type: ignore[index]
    if west > east and query.bbox_crs.srid == 4326:
        boxes = [shape.format("%(west)s", "180"), shape.format("-180", "%(east)s")]
    else:
        boxes = [shape.format("%(west)s", "%(east)s")]
    geom = _geometry(register)
    return "(" + " OR ".join(f"ST_Intersects({geom}, {box})" for box in boxes) + ")"


def _period(register: BoundRegister) -> tuple[str, str]:
    """Conditions for the start and the end of a period: days of validity where the record has them, else
    since it is recorded.
    """
    if any(field.name == "valid" for field in register.model._meta.concrete_fields):
        return (
            "(upper_inf(t.valid) OR upper(t.valid) > (%(since)s AT TIME ZONE 'Asia/Bangkok')::date)",
            "(lower_inf(t.valid) OR lower(t.valid) <= (%(until)s AT TIME ZONE 'Asia/Bangkok')::date)",
        )
    return "%(since)s::timestamptz IS NOT NULL", "f.recorded_from <= %(until)s"


def _geometry(register: BoundRegister) -> str:
    return "t.geom" if register.has_geometry else "r.geom"


def _select(
    register: BoundRegister, user: Any, crs: Crs, where: str, params: Mapping[str, Any]
) -> list[tuple[int, dict[str, Any]]]:
    columns = [c for c in register.readable(user) if not isinstance(c.field, GeometryField)]
    selected = [_value(column, user, number) for number, column in enumerate(columns)]
    values = ", ".join(sql for sql, _ in selected)
    for _, more in selected:
        params = {**params, **more}
    shape = _geometry(register)
    if crs.srid != DEFAULT.srid:
        shape = f"ST_Transform({shape}, {crs.srid})"
    if crs.swapped:
        shape = f"ST_FlipCoordinates({shape})"
    digits = 7 if crs.srid == 4326 else 3
    sql = f"""SELECT t.id, t.uid, f.title, f.status, f.version, f.recorded_from, ST_AsGeoJSON({shape}, {digits}, 0)
            {", " + values if values else ""}
        FROM {register.model._meta.db_table} t
        JOIN gis_feature f ON f.layer_id = {register.layer_id} AND f.record_id = t.id
        {"" if register.has_geometry else "LEFT JOIN gis_feature r ON r.uid = f.place_uid"}
        WHERE {where} ORDER BY t.id LIMIT %(limit)s"""
    unmask = register.may_unmask(user)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [(row[0], _feature(register, columns, row, unmask)) for row in cursor.fetchall()]


def _value(column: Column, user: Any, number: int) -> tuple[str, dict[str, Any]]:
    """SQL of a column and its parameters. A reference is given by the open code people know, else by the public
    identifier; nothing of a record that this reader may not see.
    """
    field = column.field
    if column.kind != "reference":
        return f"t.{field.column}", {}
    if isinstance(field, PlaceLink):
        return f"t.{field.column}::text", {}
    target = field.related_model
    if target is User:
        shown = "x.full_name"
    else:
        shown = f"coalesce({', '.join([*(f'x.{name}' for name in open_codes(target)), 'x.uid::text'])})"
    register = registry.for_model(target)
    test, params = visible(register, user).sql("x", prefix=f"ref{number}") if register else ("TRUE", {})
    return f"(SELECT {shown} FROM {target._meta.db_table} x WHERE x.id = t.{field.column} AND {test})", params


def _feature(register: BoundRegister, columns: list[Column], row: tuple[Any, ...], unmask: bool) -> dict[str, Any]:
    _, uid, title, status, version, recorded_from, shape = row[:7]
    properties: dict[str, Any] = {"title": title, "status": status, "version": version}
    properties["recorded_from"] = recorded_from.astimezone(UTC).isoformat().replace("+00:00", "Z")
    for column, value in zip(columns, row[7:], strict=True):
        mask = register.declared.masks.get(column.name)
        properties[column.name] = mask(str(value)) if mask and value and not unmask else plain(value)
    return {
        "type": "Feature",
        "id": str(uid),
        "geometry": orjson.Fragment(shape) if shape else None,
        "properties": properties,
    }


def plain(value: Any) -> Any:
    """A database value as JSON holds it; a period becomes its two days."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
        return {"from": plain(value.lower), "to": plain(value.upper)}
    return value
