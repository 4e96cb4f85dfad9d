"""What the generator hands over: frozen records in UTM zone 47N metres, keyed by their place in the plan's tuples.

An `…_index` is the position of a record in the tuple of the same name in `TownPlan`. Choice values (deed type, land
use, road class, structure …) are the keys of the models. Days are C.E. dates; spells and lives are half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """The authority. `codes` are fictional numbers of the form of the Department of Provincial Administration."""

    thai: str
    kind: str
    tambon: str
    amphoe: str
    province: str
    province_abbr: str
    dla_order: int
    province_code: str  # 2 digits
    amphoe_code: str  # 4
    tambon_code: str  # 6
    boundary: Any


@dataclass(frozen=True, slots=True)
class VillagePlan:
    """A village (หมู่ที่); the villages tile the boundary and share vertices along common borders."""

    moo: int
    thai: str
    code: str  # 8 digits
    shape: Any


@dataclass(frozen=True, slots=True)
class TaxZonePlan:
    """A zone of the tax map, bounded by roads, canals and the boundary; the zones tile the boundary."""

    code: str
    shape: Any


@dataclass(frozen=True, slots=True)
class TaxBlockPlan:
    """A block; the blocks tile their zone, roads and water included."""

    code: str
    zone_index: int
    letter: str
    shape: Any


@dataclass(frozen=True, slots=True)
class WaterPlan:
    """A waterway by its centre line in the direction of flow; the water is the line widened by half of `width_m`."""

    name: str
    kind: str
    width_m: Decimal
    line: Any


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A named place as a point inside its ground; `parcel_index` is that ground."""

    thai: str
    kind: str
    key: str
    point: Any
    parcel_index: int


@dataclass(frozen=True, slots=True)
class ParcelPlan:
    """A parcel, alive or dead. `begins_on` None: older than the two years; `ends_on` None: still alive.

    A parcel divided or merged in the two years keeps its shape; `status` is that on the last day. Within a block the
    shapes alive on the last day are a valid coverage, and so are those of the first day. `lot_kind` is how the land was
    laid out: shop, house, garden, back, orchard, field, site.
    """

    parcel_code: str
    block_index: int
    moo: int
    shape: Any
    deed_type: str
    deed_no: str
    volume: str
    page: str
    land_no: str
    survey_page: str
    utm1: str
    utm2: str
    utm3: str
    utm4: str
    scale: int | None
    area_sqwah: Decimal
    land_use: str
    is_state_property: bool
    surveyed_on: date
    status: str
    begins_on: date | None
    ends_on: date | None
    price_baht_per_sqwah: Decimal
    lot_kind: str
    site: str  # key of the public place it is the ground of, or ""

    @property
    def is_alive(self) -> bool:
        """Whether the parcel exists on the last day of the plan."""
        return self.ends_on is None


@dataclass(frozen=True, slots=True)
class LineagePlan:
    """One step of descent: `act` is division or merger."""

    parent_index: int
    child_index: int
    act: str
    on: date


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """A footprint within its parcel. `completed_on` None: finished before the two years."""

    building_code: str
    parcel_index: int
    shape: Any
    kind_code: str
    kind_name: str
    structure: str
    floors: int
    built_year_be: int
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class HousePlan:
    """A house number; `point` is its door on the side of the road."""

    house_no: str
    moo: int
    house_register_id: str
    building_index: int
    parcel_index: int
    point: Any


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A fictional human being; the number begins with 9, which is never issued. `house_index` None: lives elsewhere."""

    national_id: str
    title: str
    first_name: str
    last_name: str
    born_on: date
    died_on: date | None
    house_index: int | None


@dataclass(frozen=True, slots=True)
class HouseholdPlan:
    """People who live together; `members` counts also those who are not in the register of persons."""

    house_index: int
    head_index: int
    members: int


@dataclass(frozen=True, slots=True)
class OrganisationPlan:
    """A fictional juristic person, temple or state body; `juristic_id` begins with 0."""

    juristic_id: str
    kind: str
    thai: str
    key: str
    house_index: int | None


@dataclass(frozen=True, slots=True)
class SpellPlan:
    """A share of a parcel in one party's hands from day to day; exactly one of person and organisation is set."""

    parcel_index: int
    person_index: int | None
    organisation_index: int | None
    role: str
    share_num: int
    share_den: int
    begins_on: date
    ends_on: date | None
    act: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the two years; the payload's keys are listed in `events.py` by kind."""

    at: datetime
    kind: str
    payload: dict[str, Any]
