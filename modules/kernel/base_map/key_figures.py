"""How many houses stand in the house register, by village."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count

from gis_core.ground.models import House
from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.engine import villages
from layers.engine.rows import rows
from layers.registry import registry

ONE = Decimal(1)


def _houses(user: Any) -> Any:
    register = registry.for_model(House)
    assert register is not None  # declared beside this module
    return rows(register, user)


def houses(user: Any) -> Measured:
    return Measured(Decimal(_houses(user).count()))


def houses_by_village(user: Any) -> dict[str, Measured]:
    return villages.sums_by_village(_houses(user), Count("pk"))


def house_rows(user: Any) -> list[dict[str, Any]]:
    """The houses in the order of their numbers."""
    found = _houses(user).order_by("moo", "house_no", "id").values("uid", "house_no", "moo")
    return [{"uid": each["uid"], "title": _title(each["house_no"], each["moo"]), "amount": ONE} for each in found]


def _title(house_no: str, moo: int | None) -> str:
    return f"{house_no} หมู่ที่ {moo}" if moo else house_no


HOUSE_FIGURES = (
    Kpi(
        "houses", "บ้านในทะเบียนบ้าน", houses, houses_by_village, house_rows, unit="หลัง", amount="หลัง"
    ),
)  # fmt: skip
