"""The roles a user holds today, with their units and areas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from gis_core.access.models import OrgUnit, Role, RoleHolding
from gis_core.features import clock, measure

BORDER_M = 0.5


@dataclass(frozen=True)
class Holding:
    """A role in force: `area` is None for the whole office, else EWKB of the area drawn in by half a metre.

    The inner edge keeps neighbours that only share the border out of sight.
    """

    role: str
    unit_id: int
    area: bytes | None
    needs_second_factor: bool = False


def holdings_of(user: Any) -> tuple[Holding, ...]:
    """Live holdings, read once a request and kept on the user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return ()
    cached = getattr(user, "_holdings", None)
    if cached is None:
        rows = RoleHolding.objects.filter(user=user, valid__contains=clock.today()).select_related("role")
        cached = tuple(
            Holding(row.role.code, row.org_unit_id, _inner(row.area), row.role.needs_second_factor) for row in rows
        )
        user._holdings = cached
    return cached


class WholeOffice:
    """A reader of all records without an account: what is kept each night is of the office, whoever looks at it later.

    It can read and nothing else: a change needs an actor.
    """

    is_authenticated = is_active = True

    def __init__(self) -> None:
        roles, units = Role.objects.values_list("code", flat=True), list(OrgUnit.objects.values_list("pk", flat=True))
        self._holdings = tuple(Holding(role, unit, None) for role in roles for unit in units)


def needs_second_factor(user: Any) -> bool:
    """Whether one of the roles the user holds today asks for a second factor."""
    return any(holding.needs_second_factor for holding in holdings_of(user))


def _inner(area: MultiPolygon | None) -> bytes | None:
    return inner_area(bytes(area.ewkb)) if area else None


@lru_cache(maxsize=256)
def inner_area(ewkb: bytes) -> bytes:
    """EWKB of an area drawn in by `BORDER_M` metres (4326 in and out)."""
    area = measure.to_utm(GEOSGeometry(memoryview(ewkb))).buffer(-BORDER_M)
    return bytes(measure.to_wgs84(area).ewkb)


def unit_tree(unit_id: int) -> set[int]:
    """A unit and all below it."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in OrgUnit.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, queue = set(), [unit_id]
    while queue:
        unit = queue.pop()
        if unit not in found:
            found.add(unit)
            queue.extend(children.get(unit, ()))
    return found
