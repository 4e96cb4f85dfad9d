"""Buttons of the tax map that are not edits: cancelling, holding and confirming a parcel, moving a building's entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gis_core.features import clock
from gis_core.features.time import end
from gis_core.ground.models import Building, Establishment, OwnershipSpell, Parcel, Signboard
from gis_core.ground.queries import spells_on
from gis_core.pure.refusal import Refusals, Refused
from modules.finance.property_register import handing_on, rules


def cancel_parcel(parcel: Parcel, values: Mapping[str, Any], user: Any) -> Parcel:
    """End a parcel that should not be: its owners' spells end that day, it leaves the map of today but not the past."""
    on = values.get("on") or clock.today()
    if on > clock.today():
        raise Refusals([Refused("FUTURE", "วันที่ยกเลิกต้องไม่อยู่ในอนาคต", rules.REGISTER_LAW, "on")])
    if parcel.buildings.filter(demolished_on__isnull=True).exists():
        raise Refusals([Refused("IN_USE", "ยังมีสิ่งปลูกสร้างบนแปลงนี้ ย้ายหรือรื้อถอนก่อน", rules.REGISTER_LAW)])
    for role in OwnershipSpell.Role.values:
        for spell in spells_on(parcel, on, role):
            if spell.valid.lower is None or spell.valid.lower < on:
                end(spell, on)
    parcel.status, parcel.cancelled_on = Parcel.Status.CANCELLED, on
    parcel.save(update_fields=["status", "cancelled_on"])
    return parcel


def hold_parcel(parcel: Parcel, values: Mapping[str, Any], user: Any) -> Parcel:
    """Say that a parcel waits for a check: its shape still takes its place on the map."""
    return _state(parcel, Parcel.Status.PENDING)


def confirm_parcel(parcel: Parcel, values: Mapping[str, Any], user: Any) -> Parcel:
    """Say that a parcel was checked."""
    return _state(parcel, Parcel.Status.ACTIVE)


def register_where_it_stands(building: Building, values: Mapping[str, Any], user: Any) -> Building:
    """Register a building on the parcel that has most of its footprint: its code, and the signs and businesses in it
    that stood on the old parcel, go along.
    """
    old, new = building.parcel, _main_site(building).parcel
    building.parcel = new
    building.save(update_fields=["parcel"])
    handing_on.recode_buildings([building.pk], [new.pk])
    Establishment.objects.filter(building=building, parcel=old).update(parcel=new)
    signs = Signboard.objects.filter(building=building, parcel=old, removed_on__isnull=True)
    moved = dict.fromkeys(signs.values_list("pk", flat=True), old.pk)
    Signboard.objects.filter(pk__in=moved).update(parcel=new)
    # a sign whose code would not fit is left without one, as after a division
    list(handing_on.recode_signs(moved, {old.pk: old.parcel_code}))
    building.refresh_from_db()
    return building


def stands_here(building: Building) -> Iterator[Refused]:
    """Only a building that stands on another parcel than its own moves."""
    site = _main_site(building)
    if site is None:
        yield Refused("OUTSIDE_PARCELS", "อาคารไม่ได้อยู่บนแปลงใด", rules.REGISTER_LAW)
    elif site.parcel_id == building.parcel_id:
        text = f"อาคารขึ้นทะเบียนกับแปลง {site.parcel.parcel_code} อยู่แล้ว"
        yield Refused("STANDS_HERE", text, rules.REGISTER_LAW)


def _main_site(building: Building) -> Any:
    return building.sites.select_related("parcel").order_by("-share_percent", "parcel__parcel_code").first()


def _state(parcel: Parcel, status: str) -> Parcel:
    parcel.status = status
    parcel.save(update_fields=["status"])
    return parcel
