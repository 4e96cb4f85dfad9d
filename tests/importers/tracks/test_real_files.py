"""Recorded files of many makers: each becomes a line or is refused in words."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from gis_core.pure.refusal import Refused
from importers.readers import open_source
from importers.tracks.journey import Limits, travel
from importers.tracks.points import points_of

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "data"
FOLDER = Path(os.environ.get("ELOCAL_TEST_DATA") or BESIDE) / "gpx_variants"
FILES = sorted(FOLDER.glob("*.gpx"))
#: Slovenia and Croatia lie in zone 33.
ZONE_33 = "EPSG:32633"

pytestmark = pytest.mark.skipif(not FILES, reason="set ELOCAL_TEST_DATA to the folder of the real files")


def to_metres(lon, lat):
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", ZONE_33, always_xy=True).transform(lon, lat)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_each_file_becomes_lines_or_words(path):
    try:
        with open_source(path, path.name, land=None) as source:
            tracks = list(source.tracks())
    except Refused as refused:
        assert refused.code.startswith("FILE_")
        return
    for track in tracks:
        try:
            found = travel(points_of(track.points, to_metres), Limits(max_speed_kmh=150))
        except Refused as refused:
            assert refused.code in ("TRACK_SHORT", "TRACK_LONG")
            continue
        assert found.line.is_valid and np.isfinite(found.line.length)
        assert len(found.line.coords) <= len(track.points) + found.nodes
        assert len(found.cleaned.reasons) == len(track.points)


def test_a_drive_keeps_nearly_all_of_its_points():
    path = FOLDER / "around-visnjan-with-car.gpx"
    if not path.exists():
        pytest.skip("around-visnjan-with-car.gpx is missing")
    with open_source(path, path.name, land=None) as source:
        points = points_of(next(iter(source.tracks())).points, to_metres)
    found = travel(points, Limits(max_speed_kmh=150))
    assert len(found.cleaned.kept) > 0.95 * points.count
    assert len(found.line.coords) < points.count / 2
