"""Tabs on a parcel's page: who owned it, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from gis_core.access.permissions import log_look
from gis_core.access.visible import visible
from gis_core.features import clock
from gis_core.ground.models import OwnershipSpell, Parcel, ParcelLineage
from gis_core.ground.queries import spells_on
from gis_core.pure.thai_calendar import be_year
from layers.registry import registry

TAX_YEARS = 4


def owners(parcel: Parcel, user: Any) -> Mapping[str, Any]:
    """Owners today and on 1 January of the last tax years; each look is logged."""
    log_look(user, "panel", parcel.uid, f"ผู้ถือกรรมสิทธิ์แปลง {parcel.parcel_code}")
    today = clock.today()
    days = [("ปัจจุบัน", today)]
    for back in range(TAX_YEARS):
        first = date(today.year - back, 1, 1)
        days.append((f"1 มกราคม {be_year(first)} (ปีภาษี {be_year(first)})", first))
    rows = [
        {"label": label, "on": on, "owners": list(spells_on(parcel, on)), "possessors": _others(parcel, on)}
        for label, on in days
    ]
    return {"rows": rows, "spells": parcel.spells.select_related("person", "organisation").order_by("valid", "id")}


def _others(parcel: Parcel, on: date) -> list[OwnershipSpell]:
    return [s for role in ("possessor", "lessee") for s in spells_on(parcel, on, role)]


def lineage(parcel: Parcel, user: Any) -> Mapping[str, Any]:
    """Ancestors and descendants as a small tree."""
    register = registry.for_model(Parcel)
    seen = visible(register, user).q() if register else Q(pk__in=())
    return {"ancestors": _walk(parcel, "child", "parent", seen), "descendants": _walk(parcel, "parent", "child", seen)}


def _walk(parcel: Parcel, here: str, there: str, seen: Q, depth: int = 0) -> list[dict[str, Any]]:
    """Steps from a parcel through the parcels the reader may see; the tree ends at one he may not."""
    steps = ParcelLineage.objects.filter(**{here: parcel}).select_related(there).order_by("on", "id")
    open_ids = set(
        Parcel.objects.filter(seen, pk__in=[getattr(s, f"{there}_id") for s in steps]).values_list("pk", flat=True)
    )
    rows = []
    for step in steps:
        other = getattr(step, there)
        if other.pk in open_ids:
            rows.append({"depth": depth, "step": step, "parcel": other})
            rows += _walk(other, here, there, seen, depth + 1)
    return rows
