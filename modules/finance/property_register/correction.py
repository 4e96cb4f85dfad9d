"""What follows a boundary correction (สอบเขต): the same parcels, and buildings on the parcels they now stand on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gis_core.ground import sites
from layers.declare import Draft
from modules.finance.property_register import handing_on


def carry(parcels: Sequence[Any]) -> None:
    """Buildings on or beside the moved boundaries are attached again by their footprints."""
    sites.attach_buildings(handing_on.buildings_near(parcels))


def saved(draft: Draft) -> None:
    """The same after a parcel was drawn or its shape edited by itself."""
    if draft.changed("geom"):
        carry([draft.record])
