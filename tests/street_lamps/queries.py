"""Questions about lamps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from gis_core.access.visible import visible
from layers.declare.reports import Measured
from layers.engine.villages import sums_by_village
from layers.registry import registry
from tests.street_lamps.models import StreetLamp


def _seen(user: Any) -> QuerySet[StreetLamp]:
    register = registry.for_model(StreetLamp)
    return StreetLamp.objects.filter(visible(register, user).q())


def broken(user: Any) -> Measured:
    """How many lamps are broken."""
    return Measured(Decimal(_seen(user).filter(status="broken").count()))


def broken_by_village(user: Any) -> dict[str, Measured]:
    """How many are broken in each village."""
    return sums_by_village(_seen(user).filter(status="broken"), Count("pk"))


def broken_lamps(user: Any) -> list[dict[str, Any]]:
    """The broken lamps."""
    return [
        {"uid": lamp.uid, "title": str(lamp), "amount": Decimal(1)} for lamp in _seen(user) if lamp.status == "broken"
    ]


def stronger_than(user: Any, watts: int) -> list[dict[str, Any]]:
    """Lamps of more than so many watts."""
    found = _seen(user).filter(power_w__gt=watts).order_by("-power_w")
    return [{"uid": lamp.uid, "title": str(lamp), "geom": lamp.geom.geojson, "power_w": lamp.power_w} for lamp in found]


def by_power(user: Any) -> list[dict[str, Any]]:
    """Each lamp with its power."""
    return [{"no": lamp.register_no, "power_w": lamp.power_w} for lamp in _seen(user).order_by("id")]


def neighbours(record: StreetLamp, user: Any) -> dict[str, Any]:
    """Lamps of the same kind."""
    return {"lamps": _seen(user).filter(lamp_type=record.lamp_type).exclude(pk=record.pk)}
