"""The ground: administrative areas, the tax map, buildings, houses and who owns what."""

from gis_core.ground.models.areas import AddressPoint, AdminArea, NamedPlace, Office, Zone
from gis_core.ground.models.buildings import Building, CondoUnit, Establishment, House, Household, Signboard
from gis_core.ground.models.cadastre import AppraisalPrice, Parcel, ParcelLineage, TaxBlock, TaxZone
from gis_core.ground.models.ownership import OwnershipSpell

__all__ = [
    "AddressPoint",
    "AdminArea",
    "AppraisalPrice",
    "Building",
    "CondoUnit",
    "Establishment",
    "House",
    "Household",
    "NamedPlace",
    "Office",
    "OwnershipSpell",
    "Parcel",
    "ParcelLineage",
    "Signboard",
    "TaxBlock",
    "TaxZone",
    "Zone",
]
