"""What follows a boundary correction (สอบเขต): the same parcels, and buildings on the parcels they now stand on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gis_core.ground import sites
from modules.finance.property_register import handing_on


def carry(parcels: Sequence[Any]) -> None:
    """Buildings on or beside the moved boundaries are attached again by their footprints."""
    sites.attach_buildings(handing_on.buildings_near(parcels))
