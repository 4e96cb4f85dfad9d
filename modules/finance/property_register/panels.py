"""Tabs on a parcel's page: who owned it, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from gis_core.access.permissions import log_look
from gis_core.access.visible import visible, within_roles
from gis_core.features import clock
from gis_core.ground import transfer_blocks
from gis_core.ground.models import (
    Building,
    CondoBuilding,
    CondoUnit,
    Establishment,
    House,
    OwnershipSpell,
    Parcel,
    ParcelLineage,
    Signboard,
)
from gis_core.ground.queries import spells_on
from gis_core.pure.thai_calendar import be_year
from layers.engine.rows import seen
from layers.registry import registry
from modules.finance.property_register import figures, pricing, quality
from modules.finance.property_register.reading import record_url
from modules.finance.property_register.roles import OWNER_READERS
from modules.finance.property_register.saving import live_buildings

TAX_YEARS = 4


def flags(thing: Any, user: Any) -> list[str]:
    """What keeps a parcel, building or unit from changing hands, for those who may see whose it is."""
    if within_roles((*OWNER_READERS, "executive", "auditor"), user, False).nothing:
        return []
    return [f"{block.refused.thai} ({block.law})" for block in transfer_blocks.blocks_on(thing)]


def owners(parcel: Parcel, user: Any) -> Mapping[str, Any]:
    """Owners today and on 1 January of the last tax years; each look is logged."""
    return _owners(parcel, user, f"ผู้ถือกรรมสิทธิ์แปลง {parcel.parcel_code}")


def building_owners(building: Building, user: Any) -> Mapping[str, Any]:
    """The same for a building that is owned apart from its land."""
    return _owners(building, user, f"เจ้าของอาคาร {building.building_code}")


def unit_owners(unit: CondoUnit, user: Any) -> Mapping[str, Any]:
    """The same for a condominium unit."""
    return _owners(unit, user, f"เจ้าของห้องชุด {unit.unit_no}")


def _owners(thing: Any, user: Any, what: str) -> Mapping[str, Any]:
    log_look(user, "panel", thing.uid, what)
    today = clock.today()
    days = [("ปัจจุบัน", today)]
    for back in range(TAX_YEARS):
        first = date(today.year - back, 1, 1)
        days.append((f"1 มกราคม {be_year(first)} (ปีภาษี {be_year(first)})", first))
    rows = [
        {"label": label, "on": on, "owners": list(spells_on(thing, on)), "possessors": _others(thing, on)}
        for label, on in days
    ]
    return {"rows": rows, "spells": thing.spells.select_related("person", "organisation").order_by("valid", "id")}


def _others(parcel: Any, on: date) -> list[OwnershipSpell]:
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
            rows.append({"depth": depth, "step": step, "parcel": other, "url": record_url(other)})
            rows += _walk(other, here, there, seen, depth + 1)
    return rows


def stands(parcel: Parcel, user: Any) -> Mapping[str, Any]:
    """What stands on a parcel: buildings with their share of it, signs, businesses, price of today."""
    buildings = seen(Building, user).filter(live_buildings(parcel)).distinct().order_by("building_code")
    shares = {s.building_id: s for s in parcel.building_sites.all()}
    return {
        "drawn_m2": parcel.gis_area_m2,
        "buildings": [(b, shares.get(b.pk)) for b in buildings.defer("geom")],
        "signs": seen(Signboard, user).filter(parcel=parcel, removed_on__isnull=True).order_by("id"),
        "places": seen(Establishment, user).filter(
            Q(parcel=parcel) | Q(building__parcel=parcel), closed_on__isnull=True
        ),
        "price": pricing.land_price(parcel, clock.today()),
        "difference": quality.difference_of(parcel, clock.today()),
    }


def sites(building: Building, user: Any) -> Mapping[str, Any]:
    """The parcels of a building with its share on each, and its house numbers."""
    return {
        "sites": building.sites.select_related("parcel").order_by("-share_percent"),
        "houses": seen(House, user).filter(building=building).order_by("house_no"),
        "value": pricing.building_price(building, figures.building_prices(clock.today())),
    }


def units(condominium: CondoBuilding, user: Any) -> Mapping[str, Any]:
    """Units of a condominium with the price of their floor."""
    today = clock.today()
    prices = list(condominium.building.condo_prices.filter(valid__contains=today))
    found = seen(CondoUnit, user).filter(building=condominium.building).order_by("floor", "unit_no")
    return {"units": [(unit, pricing.unit_price(unit, prices)) for unit in found], "prices": prices}
