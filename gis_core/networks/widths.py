"""How wide a road's reserve was on a day: what set-backs and permits of that day are measured by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from gis_core.networks.models import RoadWidth


def width_on(road_id: int, on: date) -> Decimal | None:
    """Width in metres in force on the day, None when no version holds."""
    return widths_on([road_id], on).get(road_id)


def widths_on(road_ids: Iterable[int], on: date) -> dict[int, Decimal]:
    """The same for many roads in one statement."""
    rows = RoadWidth.objects.filter(road_id__in=list(road_ids), valid__contains=on)
    return dict(rows.values_list("road_id", "row_width_m"))
