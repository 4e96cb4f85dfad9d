"""Tables of the roads and bridges database; `Road`, `KmPost` and `RoadWidth` are the core's."""

from modules.civil_works.roads_bridges.models.assets import Bridge, BridgeInspection, Culvert, RoadFurniture
from modules.civil_works.roads_bridges.models.conditions import Accident, ConditionSurvey, Defect, SurveyDefect
from modules.civil_works.roads_bridges.models.events import PointEvent, RangeEvent
from modules.civil_works.roads_bridges.models.roads import (
    LandGift,
    RoadApproval,
    RoadCodePattern,
    RoadReserve,
    SurfaceSegment,
    TrafficCount,
)
from modules.civil_works.roads_bridges.models.works import ReservePermit, WeightLimit, Works

__all__ = [
    "Accident",
    "Bridge",
    "BridgeInspection",
    "ConditionSurvey",
    "Culvert",
    "Defect",
    "LandGift",
    "PointEvent",
    "RangeEvent",
    "ReservePermit",
    "RoadApproval",
    "RoadCodePattern",
    "RoadFurniture",
    "RoadReserve",
    "SurfaceSegment",
    "SurveyDefect",
    "TrafficCount",
    "WeightLimit",
    "Works",
]
