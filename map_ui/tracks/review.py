"""What the review page shows of a journey under the limits that are set."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import Point
from django.utils import timezone

from gis_core.features import measure
from gis_core.networks.linear import BeyondLine, NotOnLine, Route
from gis_core.networks.models import Road
from gis_core.pure.chainage import format_chainage
from gis_core.pure.thai_calendar import format_date
from importers.tracks import roads as known_roads
from importers.tracks.cleaning import REASONS
from importers.tracks.journey import Journey, Limits, cleaned_by, travel
from importers.tracks.stretches import Stretch
from layers.registry import registry
from map_ui.tracks import targets
from map_ui.tracks.sent import Recorded, Sent, journeys

#: Points the page draws; more would only hide each other.
MOST_POINTS = 3_000
MOST_REJECTED = 1_000
#: How far from a road a journey still counts as along it.
ALONG_M = 20.0
#: A rest beside the line (a house, a petrol station) has its chainage there.
NEAR_LINE_M = 50.0


def limits_of(asked: Mapping[str, str]) -> Limits:
    """The limits a page asks for; what is no number or out of its range takes the nearest allowed value."""
    values: dict[str, Any] = {}
    for name, (low, high) in Limits.RANGES.items():
        try:
            value = float(asked.get(name, ""))
        except ValueError:
            continue
        values[name] = min(max(value, low), high) if value == value else low
    return Limits(**values, is_reversed=asked.get("is_reversed") == "1")


def number_of(asked: Mapping[str, str], count: int) -> int:
    """Which journey of the file is meant."""
    text = asked.get("track", "0")
    return min(int(text), count - 1) if text.isdecimal() and len(text) < 6 else 0


@dataclass(frozen=True)
class Reviewed:
    """What was recorded, what became of it, and the roads beside it that the reviewer may see."""

    recorded: Recorded
    journey: Journey
    beside: known_roads.Beside


def journey(file: Sent, number: int, limits: Limits, user: Any) -> Reviewed:
    """A journey as it is under these limits, joined to the roads this user may see. Errors: Refused ``TRACK_…``."""
    recorded = journeys(file)[number]
    # beside where it went: a point at nought would have half the world searched, and the nearest roads missed
    cleaned = cleaned_by(recorded.points, limits)
    near = known_roads.beside(recorded.lonlat[cleaned.kept], targets.roads(user))
    nodes, lines = (near.nodes, near.lines) if limits.snap_m > 0 else ([], [])
    return Reviewed(recorded, travel(recorded.points, limits, nodes, lines, cleaned), near)


def along(reviewed: Reviewed, user: Any) -> list[tuple[Road, Stretch]]:
    """The roads a journey followed, in its order."""
    allowed = {road.pk: road for road in targets.roads(user)}
    points, kept = reviewed.recorded.points, reviewed.journey.cleaned.kept
    runs = known_roads.along(points, kept, ALONG_M, allowed.keys())
    return [(allowed[run.road_id], run) for run in runs]


def doubled(reviewed: Reviewed) -> list[dict[str, str]]:
    """The known roads along which the line lies, for who would make a road of it: title, address, how much of it."""
    register = registry.for_model(Road)
    found = known_roads.doubled(reviewed.journey.line, reviewed.beside) if register else []
    return [
        {
            "title": str(each.road),
            "url": register.record_url(each.road.uid),  # type: ignore[union-attr]
            "much": f"{each.length_m:,.0f} ม. ({each.share:.0%} ของเส้น) ห่างไม่เกิน {known_roads.SAME_ROAD_M:.0f} ม.",
        }
        for each in found
    ]


def as_json(reviewed: Reviewed, runs: list[tuple[Road, Stretch]]) -> dict[str, Any]:
    """The answer to the page: shapes in degrees, texts in Thai."""
    recorded, found = reviewed.recorded, reviewed.journey
    line = known_roads.stored(found.line)
    kept = found.cleaned.kept
    shown = kept[:: max(1, len(kept) // MOST_POINTS)]
    rejected = [n for n, reason in enumerate(found.cleaned.reasons) if reason]
    counts = Counter(reason for reason in found.cleaned.reasons if reason)
    return {
        "line": json.loads(line.geojson),
        "raw": _rounded(recorded.lonlat[shown]),
        "rejected": [
            {"at": _rounded(recorded.lonlat[n : n + 1])[0], "thai": REASONS[found.cleaned.reasons[n]]}
            for n in rejected[:MOST_REJECTED]
        ],
        "reasons": [{"thai": REASONS[reason], "count": count} for reason, count in counts.most_common()],
        "stops": _stops(found, Route.of(line)),
        "facts": _facts(recorded, found),
        "doubled": doubled(reviewed),
        "runs": [
            {
                "road": str(road.uid),
                "title": str(road),
                "from": km(run.from_m),
                "to": km(run.to_m),
                "is_forward": run.is_forward,
                "offset_m": round(run.mean_offset_m, 1),
                "shape": json.loads(road.geom.geojson),
            }
            for road, run in runs
        ],
    }


def km(metres: float) -> str:
    """A chainage as a form takes it: 1+250."""
    return format_chainage(Decimal(round(metres)), "")


def _rounded(lonlat: Any) -> list[list[float]]:
    return [[round(float(x), 7), round(float(y), 7)] for x, y in lonlat]


def _stops(found: Journey, route: Route) -> list[dict[str, Any]]:
    rows = []
    for stop in found.stops:
        lon, lat = measure.to_lonlat(stop.x, stop.y, measure.office_srid())
        try:
            at = km(route.locate(Point(float(lon), float(lat), srid=4326), NEAR_LINE_M).measure_m)
        except (NotOnLine, BeyondLine):
            at = ""
        rows.append({"at": [round(lon, 7), round(lat, 7)], "seconds": round(stop.seconds), "chainage": at})
    return rows


def _facts(recorded: Recorded, found: Journey) -> list[list[str]]:
    out = len(found.cleaned.reasons) - len(found.cleaned.kept)
    rows = [
        ["ความยาว", f"{found.line.length:,.0f} ม."],
        ["จุดที่บันทึก", f"{recorded.points.count:,}"],
        ["จุดที่ตัดออก", f"{out:,}"],
        ["จุดของเส้นที่ได้", f"{len(found.line.coords):,}"],
        ["จุดหยุด", f"{len(found.stops):,}"],
        ["จุดเชื่อมถนนเดิม", f"{found.nodes:,}"],
    ]
    if recorded.began is not None:
        day = format_date(timezone.localdate(recorded.began), "numeric")
        rows.append(["เริ่มบันทึก", f"{day} {timezone.localtime(recorded.began):%H:%M} น."])
    if found.seconds:
        rows.append(["ใช้เวลา", f"{found.seconds / 60:,.0f} นาที"])
    if found.speed_kmh:
        rows.append(["ความเร็วเฉลี่ยขณะเคลื่อนที่", f"{found.speed_kmh:,.1f} กม./ชม."])
    return rows
