"""Does a shape fit among its neighbours? Nothing is written here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from gis_core.access.visible import visible
from gis_core.ground.office import office
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_area import format_area, sqwah_from_m2
from layers.bound import BoundRegister
from layers.engine import coverage_sql, coverage_texts
from layers.engine.parse import parse

#: More vertices than any surveyed piece of land has; beyond it the comparison would hold a lock for too long.
MAX_VERTICES = 20_000


@dataclass(frozen=True)
class Neighbour:
    """A record next to a shape."""

    uid: Any
    title: str
    pk: int


@dataclass(frozen=True)
class Container:
    """What a shape lies in: how much of it, and the piece that reaches out (GeoJSON)."""

    pk: int
    uid: Any
    title: str
    inside_m2: float
    outside_m2: float
    outside: Any


@dataclass(frozen=True)
class Judged:
    """A shape as it would be stored and what is against it. `neighbours` would get a node in their edge."""

    geometry: GEOSGeometry | None
    area_m2: float = 0.0
    perimeter_m: float = 0.0
    refusals: tuple[Refused, ...] = ()
    warnings: tuple[Refused, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    container: Container | None = None

    @property
    def touched_neighbours(self) -> list[Any]:
        return [each.uid for each in self.neighbours]

    def as_json(self) -> dict[str, Any]:
        box = self.container
        return {
            "ok": not self.refusals,
            "geometry": json.loads(self.geometry.geojson) if self.geometry else None,
            "area_m2": round(self.area_m2, 2),
            "area_text": format_area(sqwah_from_m2(Decimal(repr(self.area_m2)))) if self.area_m2 else "",
            "perimeter_m": round(self.perimeter_m, 2),
            "refusals": [coverage_texts.as_json(each) for each in self.refusals],
            "warnings": [coverage_texts.as_json(each) for each in self.warnings],
            "neighbours": [{"uid": str(each.uid), "title": each.title} for each in self.neighbours],
            "container": {"uid": str(box.uid), "title": box.title} if box else None,
        }


def judge(register: BoundRegister, geometry: Any, user: Any, uid: Any = None, container: Any = None) -> Judged:
    """Judge a shape as drawn or read. `uid` is the record whose shape it would become, `container` the container named
    for it (a record or its number); without one the container of the largest share is taken.
    """
    try:
        shape = parse(register.model._meta.get_field("geom"), geometry, user)
    except Refused as refused:
        return Judged(None, refusals=(refused,))
    if shape is None:
        return Judged(None, refusals=(Refused("BAD_GEOM", "ยังไม่ได้วาดรูป", field="geom"),))
    before = register.model._default_manager.filter(uid=uid).values_list("pk", flat=True).first() if uid else None
    return judge_shape(register, shape, user, before=before, container=container)


def judge_shape(
    register: BoundRegister,
    shape: GEOSGeometry,
    user: Any,
    before: int | None = None,
    container: Any = None,
) -> Judged:
    """The same for a parsed shape. `before` is the number of the record it replaces."""
    if shape.num_coords > MAX_VERTICES:
        return Judged(shape, refusals=(coverage_texts.too_many(register, MAX_VERTICES),))
    with coverage_sql.figures_held(register):
        return _judged(register, shape, user, before, container, [] if before is None else [before])


def _judged(
    register: BoundRegister, shape: GEOSGeometry, user: Any, before: int | None, container: Any, own: list[int]
) -> Judged:
    ((raw, is_valid, area_m2, perimeter_m),) = coverage_sql.ask(register, "join", shape=shape, own=own)
    joined = as_stored(shape, coverage_sql.shape_of(raw))
    if not is_valid:
        return Judged(joined, area_m2, perimeter_m, (coverage_texts.bad_shape(register, joined),))
    refusals, warnings = _faults(register, joined, user, area_m2, before, own)
    held, where = _container(register, joined, container)
    for fault in where:
        (refusals if fault.code == "PARCEL_BLOCK" else warnings).append(fault)
    return Judged(joined, area_m2, perimeter_m, tuple(refusals), tuple(warnings), _missing(register, joined, own), held)


def as_stored(like: GEOSGeometry, shape: GEOSGeometry) -> GEOSGeometry:
    """A polygon as the column holds it: the kind of `like`."""
    if like.geom_type == "MultiPolygon" and shape.geom_type == "Polygon":
        return MultiPolygon(shape, srid=shape.srid)
    return shape


def _faults(
    register: BoundRegister, shape: GEOSGeometry, user: Any, area_m2: float, before: int | None, own: Sequence[int]
) -> tuple[list[Refused], list[Refused]]:
    """Refusals and warnings: what was already so in the stored shape and has not grown is told and not refused."""
    figures = coverage_sql.figures_today(register)
    refusals: list[Refused] = []
    warnings: list[Refused] = []
    if area_m2 < float(figures.least_m2):
        refusals.append(coverage_texts.bad_shape(register, shape))
    boundary = office().boundary_ewkb
    rows = coverage_sql.ask(register, "faults", shape=shape, before=before, own=list(own), boundary=boundary)
    seen = visible_uids(register, user, (row[1] for row in rows))
    for code, uid, title, m2, was_m2, piece in rows:
        fault = coverage_texts.fault(register, code, title if uid in seen else "", rounded(m2), piece)
        (warnings if m2 <= was_m2 + 0.01 else refusals).append(fault)
    return refusals, warnings


def visible_uids(register: BoundRegister, user: Any, uids: Iterable[Any]) -> set[Any]:
    """Those of the records that may be named to the user."""
    asked = {uid for uid in uids if uid}
    if not asked:
        return set()
    rows = register.model._default_manager.filter(visible(register, user).q(), uid__in=asked)
    return set(rows.values_list("uid", flat=True))


def rounded(m2: float) -> Decimal:
    return Decimal(repr(m2)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def main_containers(register: BoundRegister, shapes: Sequence[GEOSGeometry]) -> list[Container | None]:
    """For each of some shapes the container of its largest share."""
    found: dict[int, Container] = {}
    if coverage_sql.container_model(register) is not None:
        rows = coverage_sql.ask(register, "main_containers", shapes=[bytes(shape.ewkb) for shape in shapes])
        found = {number: Container(pk, uid, title, m2, 0.0, None) for number, pk, uid, title, m2 in rows}
    return [found.get(number) for number in range(1, len(shapes) + 1)]


def containers(register: BoundRegister, shape: GEOSGeometry) -> list[Container]:
    """The containers of a shape, that of the largest share first."""
    if coverage_sql.container_model(register) is None:
        return []
    return [Container(*row) for row in coverage_sql.ask(register, "containers", shape=shape)]


def _container(register: BoundRegister, shape: GEOSGeometry, named: Any) -> tuple[Container | None, list[Refused]]:
    if coverage_sql.container_model(register) is None:
        return None, []
    found = containers(register, shape)
    return (found[0] if found else None), list(_misplaced(register, found, shape, getattr(named, "pk", named)))


def _misplaced(
    register: BoundRegister, found: Sequence[Container], shape: GEOSGeometry, named: int | None
) -> Iterator[Refused]:
    """A shape belongs to the container of its largest share; a part in another one is told."""
    if not found:
        yield coverage_texts.nowhere(register, shape)
        return
    first = found[0]
    if named is not None and named != first.pk:
        theirs = next((each for each in found if each.pk == named), None)
        yield coverage_texts.elsewhere(register, first.title, theirs.outside if theirs else shape.geojson)
    elif first.outside_m2 > float(coverage_sql.figures_today(register).overlap_m2):
        yield coverage_texts.reaching(register, first.title, rounded(first.outside_m2), first.outside)


def _missing(register: BoundRegister, shape: GEOSGeometry, own: Sequence[int]) -> tuple[Neighbour, ...]:
    rows = coverage_sql.ask(register, "missing_nodes", shape=shape, own=list(own))
    return tuple(Neighbour(uid, title, pk) for pk, uid, title in rows)
