"""Valid records of any register, made from its columns; a system adds what its rules ask for in `contract_examples.py`
of its tests folder: EXAMPLES = {"<register name>": function(n, given) -> values}, LINES likewise, CHANGES (one harmless
change), RECORDS (makes the record itself where no form does), ROLES (a role that also sees what the record refers to).

All examples stand near one spot: number n is n steps east of it. Records that others refer to are made first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import models

from gis_core.features.bases import PlaceLink
from layers.bound import BoundRegister, Column
from layers.engine import records
from layers.registry import registry
from tests.people import user_with

LON, LAT = 101.15, 16.43
STEP = 0.002
SIDE = 0.0004
Values = dict[str, Any]


def spot(n: int) -> tuple[float, float]:
    """Where example `n` stands."""
    return round(LON + n * STEP, 6), LAT


def square(n: int, side: float = SIDE) -> dict[str, Any]:
    """GeoJSON of a square around the spot of example `n`."""
    x, y = spot(n)
    ring = [
        [x - side, y - side],
        [x + side, y - side],
        [x + side, y + side],
        [x - side, y + side],
        [x - side, y - side],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def area_around(n: int, side: float = SIDE * 2) -> MultiPolygon:
    """An area of responsibility that holds example `n` and no other."""
    x, y = spot(n)
    return MultiPolygon(Polygon.from_bbox((x - side, y - side, x + side, y + side)), srid=4326)


def geometry(register: BoundRegister, n: int) -> dict[str, Any]:
    x, y = spot(n)
    if register.geometry_kind == "point":
        return {"type": "Point", "coordinates": [x, y]}
    if register.geometry_kind == "line":
        return {"type": "LineString", "coordinates": [[x - SIDE, y], [x + SIDE, y]]}
    return square(n)


def role_for(register: BoundRegister, action: str) -> str:
    """A role that may do `action` and, where that is possible, view; "" when no role may."""
    own = overrides(register, "ROLES")
    if own:
        return own(0, Given({}))
    roles = [role for grant in register.grants if action in grant.action_set for role in sorted(grant.role_set)]
    viewers = {role for grant in register.grants if "view" in grant.action_set for role in grant.role_set}
    return next((role for role in roles if role in viewers), roles[0] if roles else "")


@dataclass(frozen=True)
class Given:
    """Makes what an example refers to: one record a register and number, whoever asks first; likewise what an officer
    would type for it.
    """

    made: dict[tuple[str, int], Any]
    typed: dict[tuple[str, int], Values] = field(default_factory=dict)

    def record(self, model: type[models.Model], n: int) -> Any:
        register = registry.for_model(model)
        assert register is not None, f"{model.__name__} has no register"
        if (register.key, n) not in self.made:
            self.made[register.key, n] = create(register, n, self)
        return self.made[register.key, n]


def overrides(register: BoundRegister, name: str) -> Callable[[int, Given], Any] | None:
    """What a system's `contract_examples.py` says of one register, if anything."""
    package = registry.packages[register.system.key]
    place = package if package.startswith("tests.") else f"tests.{package}"
    if find_spec(place) is None or find_spec(f"{place}.contract_examples") is None:
        return None
    return getattr(import_module(f"{place}.contract_examples"), name, {}).get(register.name)


def values_of(register: BoundRegister, n: int, given: Given | None = None) -> Values:
    """What an officer would type for example `n`, geometry included."""
    given = given or Given({})
    if (register.key, n) not in given.typed:
        given.typed[register.key, n] = _values_of(register, n, given)
    return dict(given.typed[register.key, n])


def _values_of(register: BoundRegister, n: int, given: Given) -> Values:
    own = overrides(register, "EXAMPLES")
    values = own(n, given) if own else {}
    for column in register.form_columns:
        if column.name not in values and column.required:
            values[column.name] = _value(column, n, given)
    if register.has_geometry and "geom" not in values:
        values["geom"] = geometry(register, n)
    return values


def lines_of(register: BoundRegister, n: int, given: Given | None = None) -> dict[str, list[Values]]:
    """Child lines of example `n`; one minimal line of each kind."""
    given = given or Given({})
    own = overrides(register, "LINES")
    if own:
        return own(n, given)
    return {bound.key: [{c.name: _value(c, n, given) for c in bound.columns if c.required}] for bound in register.lines}


def _value(column: Column, n: int, given: Given) -> Any:
    stored = column.field
    if column.choices:
        return next(iter(column.choices))
    if column.kind == "reference":
        assert not isinstance(stored, PlaceLink), f"{column.name}: name a place in contract_examples.py"
        return given.record(stored.related_model, n)
    plain: Mapping[str, Any] = {
        "number": str(n + 1),
        "area": "1-0-0",
        "date": "1/2/2568",
        "boolean": "true",
        "period": {"from": "1/2/2568", "to": ""},
    }
    return plain.get(column.kind) or f"ทดสอบ {n}"[: getattr(stored, "max_length", None) or 60]


def prepare(register: BoundRegister, n: int, given: Given) -> None:
    """Make what example `n` refers to, where it is written by a form."""
    if not overrides(register, "RECORDS"):
        values_of(register, n, given)
        lines_of(register, n, given)


def create(register: BoundRegister, n: int, given: Given | None = None) -> Any:
    """Write example `n` through the engine, by a role that may."""
    given = given or Given({})
    direct = overrides(register, "RECORDS")
    if direct:
        return direct(n, given)
    role = role_for(register, "add")
    values, lines = values_of(register, n, given), lines_of(register, n, given)
    writer = _writer(role)
    return records.create(register, values, user=writer, reason="เพิ่มตัวอย่าง", lines=lines)


def _writer(role: str) -> Any:
    from gis_core.access.models import User

    name = f"writer_{role}"
    return User.objects.filter(username=name).first() or user_with(role, name=name)
