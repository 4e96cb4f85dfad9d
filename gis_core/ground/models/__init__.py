"""The ground: administrative areas, the tax map, buildings, houses and who owns what."""

from gis_core.ground.models.areas import AddressPoint, AdminArea, NamedPlace, Office, Zone
from gis_core.ground.models.buildings import Building, BuildingFloor, BuildingSite, Establishment, House, Household
from gis_core.ground.models.cadastre import Parcel, ParcelLineage, TaxBlock, TaxZone
from gis_core.ground.models.condominiums import CondoBuilding, CondoPrice, CondoUnit
from gis_core.ground.models.ownership import OwnershipSpell
from gis_core.ground.models.prices import AppraisalPrice, PriceStrip, PriceZone
from gis_core.ground.models.sheets import MapSheet
from gis_core.ground.models.signs import Signboard

__all__ = [
    "AddressPoint",
    "AdminArea",
    "AppraisalPrice",
    "Building",
    "BuildingFloor",
    "BuildingSite",
    "CondoBuilding",
    "CondoPrice",
    "CondoUnit",
    "Establishment",
    "House",
    "Household",
    "MapSheet",
    "NamedPlace",
    "Office",
    "OwnershipSpell",
    "Parcel",
    "ParcelLineage",
    "PriceStrip",
    "PriceZone",
    "Signboard",
    "TaxBlock",
    "TaxZone",
    "Zone",
]
