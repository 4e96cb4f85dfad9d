"""Where records stand, asked of the index: in a village, or nowhere yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from gis_core.features.models import Feature
from gis_core.ground.models import AdminArea
from layers.bound import BoundRegister
from layers.engine.index import predicate

#: A line belongs to every village it runs through, anything else to the one in which it mainly lies.
INSIDE = (
    "{g}.geom && a.geom AND CASE WHEN ST_Dimension({g}.geom) = 1 THEN ST_Intersects({g}.geom, a.geom)"
    " ELSE ST_Intersects(ST_PointOnSurface({g}.geom), a.geom) END"
)


def villages() -> QuerySet[AdminArea]:
    """The villages of the office in the order of their numbers, without their shapes."""
    return AdminArea.objects.filter(level=AdminArea.Level.VILLAGE).defer("geom").order_by("moo", "code")


def in_villages(register: BoundRegister, codes: list[str]) -> RawSQL:
    """Sub-select of the uids of records that lie, or whose place lies, in one of the villages of these codes."""
    shape, source = _shape_of(register)
    return RawSQL(
        f"(SELECT f.uid FROM {source}, ground_adminarea a"
        f" WHERE a.code = ANY(%s) AND a.level = 'village' AND f.kind = %s AND {INSIDE.format(g=shape)})",
        (codes, register.kind_id),
    )


def area_seen(uid: str, user: Any) -> Feature | None:
    """The area of that identifier, of whatever register, without its shape; None for who may not see it, and for what
    has no area.
    """
    try:
        wanted = str(UUID(uid))
    except ValueError:
        return None
    test, values = predicate(user)
    query = (
        "SELECT f.uid, f.kind, f.title FROM gis_feature f"
        f" WHERE f.uid = %(area)s AND ST_Dimension(f.geom) = 2 AND ({test})"
    )
    return next(iter(Feature.objects.raw(query, {**values, "area": wanted})), None)


def within(register: BoundRegister, area: Any) -> RawSQL:
    """The same of the area of any one record."""
    shape, source = _shape_of(register)
    return RawSQL(
        f"(SELECT f.uid FROM {source}, gis_feature a WHERE a.uid = %s AND f.kind = %s AND {INSIDE.format(g=shape)})",
        (str(area), register.kind_id),
    )


def _shape_of(register: BoundRegister) -> tuple[str, str]:
    """Alias of the row with the shape, and the rows that give it."""
    if register.has_geometry:
        return "f", "gis_feature f"
    return "p", "gis_feature f JOIN gis_feature p ON p.uid = f.place_uid"


def nowhere(register: BoundRegister) -> RawSQL:
    """Sub-select of the uids of records without shape and place."""
    return RawSQL(
        "(SELECT f.uid FROM gis_feature f WHERE f.kind = %s AND f.geom IS NULL AND f.place_uid IS NULL)",
        (register.kind_id,),
    )


def may_be_nowhere(register: BoundRegister) -> bool:
    """Whether a record of the register can be waiting for its place. Office papers never are: they have none."""
    if register.has_geometry:
        return bool(register.model._meta.get_field("geom").null)
    return not register.is_office_paper
