"""Work of every night on roads."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, Subquery

from gis_core.features import clock
from gis_core.jobs.nightly import nightly
from gis_core.networks.models import Road, RoadWidth
from modules.civil_works.roads_bridges.saving import draw_reserves


@nightly("ใช้ความกว้างเขตทางที่มีผลตั้งแต่วันนี้")
def take_todays_widths() -> None:
    """A width that was entered ahead becomes the road's on its first day, and its reserve is drawn with it."""
    held = RoadWidth.objects.filter(valid__contains=clock.today())
    other = ~Q(row_width_m=F("road__row_width_m")) | Q(road__row_width_m__isnull=True)
    roads = list(held.filter(other).values_list("road_id", flat=True).distinct())
    if not roads:
        return
    width = held.filter(road=OuterRef("pk")).order_by("-pk").values("row_width_m")[:1]
    Road.objects.filter(pk__in=roads).update(row_width_m=Subquery(width))
    draw_reserves(roads)
