"""Journeys along a known road, as a handheld receiver would have recorded them."""

from __future__ import annotations

import numpy as np
import shapely

from importers.tracks.points import Points

START = np.array([729_000.0, 1_817_000.0])


def points(xy, t=None, accuracy=None) -> Points:
    xy = np.asarray(xy, dtype=float)
    t = np.full(len(xy), np.nan) if t is None else np.asarray(t, dtype=float)
    accuracy = np.full(len(xy), np.nan) if accuracy is None else np.asarray(accuracy, dtype=float)
    return Points(xy, t, accuracy)


def road() -> shapely.LineString:
    """Two kilometres with a bend, a curve and a straight."""
    curve = [(800 + 300 * np.sin(a), 300 - 300 * np.cos(a)) for a in np.linspace(0, np.pi / 2, 15)]
    return shapely.LineString(np.array([(0, 0), (500, 60), *curve, (1100, 900), (1250, 1100)]) + START)


def drift(count: int, sigma_m: float, dice: np.random.Generator, memory: float = 0.9) -> np.ndarray:
    """Errors of a receiver: they wander, each like the one before it, with the given standard deviation."""
    found = np.zeros((count, 2))
    step = sigma_m * np.sqrt(1 - memory**2)
    found[0] = dice.normal(0, sigma_m, 2)
    for n in range(1, count):
        found[n] = memory * found[n - 1] + dice.normal(0, step, 2)
    return found


def recorded(
    line: shapely.LineString, *, speed_ms: float = 8.0, sigma_m: float = 3.0, seed: int = 1, wild: float = 0.0,
    rests: tuple[tuple[float, float], ...] = (), memory: float = 0.9,
) -> tuple[Points, np.ndarray]:  # fmt: skip
    """A journey at one point a second and, for each point, whether it was made wild (60 m to 2 km off).

    rests: (metres along, seconds) where the receiver stood.
    """
    dice = np.random.default_rng(seed)
    along = np.arange(0, line.length, speed_ms)
    for at, seconds in rests:
        n = int(np.searchsorted(along, at))
        along = np.concatenate([along[:n], np.full(int(seconds), at), along[n:]])
    true = np.array([line.interpolate(at).coords[0] for at in along])
    xy = true + drift(len(along), sigma_m, dice, memory)
    is_wild = dice.random(len(along)) < wild
    angle, far = dice.random(len(along)) * 2 * np.pi, dice.uniform(60, 2000, len(along))
    xy[is_wild] += (np.column_stack([np.cos(angle), np.sin(angle)]) * far[:, None])[is_wild]
    return points(xy, np.arange(len(along))), is_wild


def error_m(line, truth, step=5.0) -> tuple[float, float]:
    """Mean and largest distance from the found line to the true one, looked at every few metres."""
    places = [line.interpolate(at) for at in np.arange(0, line.length, step)]
    far = [truth.distance(place) for place in places]
    return float(np.mean(far)), float(np.max(far))


def gpx_of(journey: Points, began: str = "2026-11-20T02:00:00", waypoints: int = 0) -> bytes:
    """The journey as a device would write it, one point a second, in degrees of zone 47."""
    from datetime import datetime, timedelta

    from gis_core.features import measure

    lon, lat = measure.to_lonlat(journey.xy[:, 0], journey.xy[:, 1], 32647)
    start = datetime.fromisoformat(began)
    rows = [
        f'<trkpt lat="{y:.7f}" lon="{x:.7f}"><time>{(start + timedelta(seconds=float(t))).isoformat()}Z</time></trkpt>'
        for x, y, t in zip(lon, lat, journey.t, strict=True)
    ]
    pins = [f'<wpt lat="{lat[n]:.7f}" lon="{lon[n]:.7f}"><name>หมุด {n}</name></wpt>' for n in range(waypoints)]
    head = '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    return "".join([head, *pins, "<trk><name>สำรวจถนน</name><trkseg>", *rows, "</trkseg></trk></gpx>"]).encode()
