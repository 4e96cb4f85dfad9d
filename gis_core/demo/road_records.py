"""Records of roads and what belongs to them; see `records.py` for units and indexes. Chainages are metres from km 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """A stretch of one surface, whole metres from the start of the road; `surface` is a key of the roads' register."""

    from_m: int
    to_m: int
    surface: str
    width_m: Decimal
    shoulder_l_m: Decimal
    shoulder_r_m: Decimal
    sidewalk_l_m: Decimal
    sidewalk_r_m: Decimal
    lanes: int
    year_built_be: int


@dataclass(frozen=True, slots=True)
class FurniturePlan:
    """Something beside a road: kind sign, light or guard_rail; side ซ้าย or ขวา in the direction of the road."""

    kind: str
    detail: str
    chainage_m: int
    side: str
    offset_m: Decimal
    year_be: int


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """One stretch of a condition survey; `iri` in metres per kilometre, None on gravel and earth.

    `grade` is what the surveyor saw: very_good, good, fair, damaged. Surveys before the first day of the two years are
    part of the road as it stands then; each later one is also an event.
    """

    on: date
    from_m: int
    to_m: int
    iri: Decimal | None
    grade: str


@dataclass(frozen=True, slots=True)
class RoadPlan:
    """A road; its line runs in the direction of growing chainage. `segments` are those before the two years.

    `length_m` is the line's length rounded to the metre and the end of the last segment. Reference roads (national,
    rural) belong to others and have no segments.
    """

    road_code: str
    name: str
    road_class: str
    line: Any
    length_m: int
    row_width_m: Decimal
    start_desc: str
    end_desc: str
    legal_basis: str
    registered_on: date | None
    registered_no: str
    state: str  # on the first day: surveyed, land_ready, council, requested, registered
    moo: int
    segments: tuple[SegmentPlan, ...]
    surveys: tuple[SurveyPlan, ...]
    furniture: tuple[FurniturePlan, ...]


@dataclass(frozen=True, slots=True)
class BridgePlan:
    """A bridge at a chainage of a road over a river or canal; `kind` concrete or box, `line` the axis of the deck."""

    code: str
    name: str
    road_index: int
    chainage_m: int
    kind: str
    spans: int
    length_m: Decimal
    width_m: Decimal
    load_limit_t: int
    clearance_m: Decimal
    water_index: int
    year_built_be: int
    line: Any


@dataclass(frozen=True, slots=True)
class CulvertPlan:
    """Pipes under a road where it meets a field ditch; `opening_m` is the diameter."""

    road_index: int
    chainage_m: int
    shape: str
    cells: int
    opening_m: Decimal
    length_m: Decimal
    water_index: int
    year_be: int
