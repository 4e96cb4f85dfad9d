"""What has been assessed: the ground asks before it lets anything be deleted."""

from __future__ import annotations

from typing import Any

from gis_core.ground import tax_history
from gis_core.ground.models import Building, CondoUnit, Parcel, Signboard
from modules.finance.revenue_collection.models import LandTaxLine, SignTaxLine

COLUMNS = {Parcel: "parcel", Building: "building", CondoUnit: "condo_unit"}


@tax_history.ask
def has_land_tax(thing: Any) -> bool:
    """Whether a line of any assessment is of the parcel, building or unit."""
    column = COLUMNS.get(type(thing))
    return column is not None and LandTaxLine.objects.filter(**{column: thing}).exists()


@tax_history.ask
def has_sign_tax(thing: Any) -> bool:
    """Whether a signboard was assessed, by itself or as the one another stands in the place of."""
    return isinstance(thing, Signboard) and SignTaxLine.objects.filter(sign=thing).exists()
