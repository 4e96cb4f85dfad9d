"""Buttons of the tax map that are not edits: cancelling, holding and confirming a parcel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gis_core.features import clock
from gis_core.features.time import end
from gis_core.ground.models import OwnershipSpell, Parcel
from gis_core.ground.queries import spells_on
from gis_core.pure.refusal import Refusals, Refused
from modules.finance.property_register import rules


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
    return _state(parcel, Parcel.Status.CANCELLED)


def hold_parcel(parcel: Parcel, values: Mapping[str, Any], user: Any) -> Parcel:
    """Say that a parcel waits for a check: its shape still takes its place on the map."""
    return _state(parcel, Parcel.Status.PENDING)


def confirm_parcel(parcel: Parcel, values: Mapping[str, Any], user: Any) -> Parcel:
    """Say that a parcel was checked."""
    return _state(parcel, Parcel.Status.ACTIVE)


def _state(parcel: Parcel, status: str) -> Parcel:
    parcel.status = status
    parcel.save(update_fields=["status"])
    return parcel
