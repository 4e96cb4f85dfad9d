"""`visible(register, user)`: the one door. Page, tile, API, export, search and file ask it and nothing else.

It gives one predicate in two spellings, as a `Q` and as SQL with bound parameters, and a hash of it for caches.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any, Protocol

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import BooleanField, F, Func, Q

from gis_core.access.holdings import Holding, holdings_of, unit_tree
from gis_core.access.levels import Level
from gis_core.features.models import Feature


class GrantLike(Protocol):
    @property
    def role_set(self) -> frozenset[str]: ...
    @property
    def action_set(self) -> frozenset[str]: ...
    @property
    def scope(self) -> str: ...


class Guarded(Protocol):
    """What `visible` must know of a register."""

    @property
    def key(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def grants(self) -> Sequence[GrantLike]: ...
    @property
    def has_geometry(self) -> bool: ...
    @property
    def carried(self) -> Sequence[str]: ...
    def told(self, user: Any) -> Told | None: ...


@dataclass(frozen=True)
class Told:
    """Of a record that tells of others: it is seen only by who may see all of them.

    `test` is SQL over the record's uid, which stands in it as ``{uid}``, with parameters by name.
    """

    test: str
    values: tuple[tuple[str, Any], ...]

    def sql(self, uid: str) -> tuple[str, dict[str, Any]]:
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in self.values}
        return self.test.replace("{uid}", uid), values

    def q(self) -> Q:
        """The test over the register's own model."""
        return Q(_OpenToReader(F("uid"), told=self))


class _OpenToReader(Func):
    """`Told` as a condition of the ORM, which counts its parameters instead of naming them."""

    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        uid, params = compiler.compile(self.source_expressions[0])
        test, values = self.extra["told"].sql(uid)
        names = re.findall(r"%\((\w+)\)s", test)
        return re.sub(r"%\(\w+\)s", "%s", test), [*params, *(values[name] for name in names)]


@dataclass(frozen=True)
class Scope:
    """One way in: records of these units (None: any) inside this area (None: anywhere)."""

    units: tuple[int, ...] | None
    area: bytes | None


@dataclass(frozen=True)
class Visibility:
    """The resolved right of one user to one register."""

    scopes: tuple[Scope, ...]
    has_geometry: bool
    told: Told | None = None

    @property
    def nothing(self) -> bool:
        return not self.scopes

    @property
    def everything(self) -> bool:
        return self.told is None and self.whole

    @property
    def whole(self) -> bool:
        """Whether neither area nor unit limits it: what counts for figures, which tell of no record."""
        return any(scope.units is None and scope.area is None for scope in self.scopes)

    @property
    def areas(self) -> tuple[bytes, ...] | None:
        """The areas when the right is limited by area only, else None."""
        if self.told or any(scope.units is not None or scope.area is None for scope in self.scopes):
            return None
        return tuple(scope.area for scope in self.scopes if scope.area)

    @property
    def audience(self) -> str:
        """Hash of the predicate: users with the same right share what was made for one of them."""
        text = "all" if self.whole else repr(sorted((s.units or (), s.area or b"") for s in self.scopes))
        text += repr(self.told) if self.told else ""
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def covers(self, other: Visibility) -> bool:
        """Whether everything that `other` lets through is let through here too, as far as the scopes can tell."""
        within = self.whole or (not self.nothing and set(other.scopes) <= set(self.scopes))
        return within and self.told in (None, other.told)

    # -- as Q ----------------------------------------------------------------------------------------------------------
    def q(self) -> Q:
        """Predicate over the register's own model."""
        if self.nothing:
            return Q(pk__in=())
        scoped = Q() if self.whole else reduce(or_, (self._scope_q(scope) for scope in self.scopes))
        return scoped & self.told.q() if self.told else scoped

    def _scope_q(self, scope: Scope) -> Q:
        test = Q()
        if scope.units is not None:
            test &= Q(org_unit_id__in=scope.units)
        if scope.area is not None:
            area = GEOSGeometry(memoryview(scope.area))
            test &= Q(geom__intersects=area) if self.has_geometry else _stands_in(area)
        return test

    # -- as SQL --------------------------------------------------------------------------------------------------------
    def sql(self, alias: str, prefix: str = "v") -> tuple[str, dict[str, Any]]:
        """Predicate over a row of the register's own table; parameters are named `<prefix>_…`."""
        place = f"{alias}.geom" if self.has_geometry else None
        placed = f"(SELECT seen_f.place_uid FROM gis_feature seen_f WHERE seen_f.uid = {alias}.uid)"
        return self._sql(alias, place, placed, prefix)

    def feature_sql(self, alias: str, prefix: str = "v") -> tuple[str, dict[str, Any]]:
        """Predicate over a `gis_feature` row of this register."""
        place = f"{alias}.geom" if self.has_geometry else None
        return self._sql(alias, place, f"{alias}.place_uid", prefix)

    def _sql(self, alias: str, geom: str | None, place_uid: str, prefix: str) -> tuple[str, dict[str, Any]]:
        if self.nothing:
            return "FALSE", {}
        test, params = ("TRUE", {}) if self.whole else self._scopes_sql(alias, geom, place_uid, prefix)
        if self.told is None:
            return test, params
        told, values = self.told.sql(f"{alias}.uid")
        return f"({test} AND {told})", params | values

    def _scopes_sql(self, alias: str, geom: str | None, place_uid: str, prefix: str) -> tuple[str, dict[str, Any]]:
        tests, params = [], {}
        for number, scope in enumerate(self.scopes):
            parts = []
            if scope.units is not None:
                parts.append(f"{alias}.org_unit_id = ANY(%({prefix}_unit{number})s)")
                params[f"{prefix}_unit{number}"] = list(scope.units)
            if scope.area is not None:
                area = f"ST_GeomFromEWKB(%({prefix}_area{number})s)"
                params[f"{prefix}_area{number}"] = scope.area
                # names of its own: a statement's row called `a` would be taken for the place
                meets = f"ST_Intersects(seen_a.geom, {area})"
                anchor = f"SELECT 1 FROM gis_feature seen_a WHERE seen_a.uid = {place_uid} AND {meets}"
                parts.append(f"ST_Intersects({geom}, {area})" if geom else f"EXISTS ({anchor})")
            tests.append("(" + " AND ".join(parts) + ")")
        return "(" + " OR ".join(tests) + ")", params


def _stands_in(area: GEOSGeometry) -> Q:
    places = Feature.objects.filter(geom__intersects=area).values("uid")
    return Q(uid__in=Feature.objects.filter(place_uid__in=places).values("uid"))


NOTHING = Visibility((), True)


def visible(register: Guarded, user: Any, action: str = "view") -> Visibility:
    """The records of `register` on which `user` may do `action`; public registers may be viewed by anybody."""
    seen = granted(register, user, action)
    told = None if seen.nothing or action in register.carried else register.told(user)
    return replace(seen, told=told) if told else seen


def granted(register: Guarded, user: Any, action: str = "view") -> Visibility:
    """The same by grants and areas alone, leaving aside what else a record tells of."""
    if action == "view" and register.level == Level.PUBLIC:
        return Visibility((Scope(None, None),), register.has_geometry)
    scopes: dict[Scope, None] = {}
    for holding in holdings_of(user):
        for grant in register.grants:
            if holding.role in grant.role_set and action in grant.action_set:
                scopes[_scope(grant, holding)] = None
    return Visibility(tuple(scopes), register.has_geometry)


def within_roles(roles: tuple[str, ...], user: Any, has_geometry: bool) -> Visibility:
    """The records over which `user` holds one of `roles`, whatever the grants of their register."""
    scopes = dict.fromkeys(Scope(None, holding.area) for holding in holdings_of(user) if holding.role in roles)
    return Visibility(tuple(scopes), has_geometry)


def _scope(grant: GrantLike, holding: Holding) -> Scope:
    units = tuple(sorted(unit_tree(holding.unit_id))) if grant.scope == "unit" else None
    return Scope(units, holding.area)
