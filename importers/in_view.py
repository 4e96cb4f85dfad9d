"""Where most rows of a file lie: what a map of them shows first. A stray point must not shrink the others to a dot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from importers.land import OFFICE, Land
from importers.models import ImportBatch

Box = tuple[float, float, float, float]
#: So many rows tell where the others lie.
SAMPLE = 20_000
#: Of fewer rows it cannot be told which of them is astray.
FEW = 8
#: At most this share of rows is astray at each side.
STRAY = 0.05
#: A row farther from the others than this many times their width is astray; they are taken to be this wide at least.
TIMES, LEAST_DEG = 3.0, 0.01
BOXES = """SELECT row_no, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom) FROM importers_stagedrow
    WHERE batch_id = %s AND geom IS NOT NULL AND row_no %% %s = 0"""


@dataclass(frozen=True)
class View:
    """The box of the rows that lie together, and the numbers of those far off; no box where nothing has a shape."""

    bounds: Box | None
    astray: list[int]


def of_batch(batch: ImportBatch) -> View:
    """The view of an import's staged rows; of a large file by every so many rows."""
    with connection.cursor() as cursor:
        cursor.execute(BOXES, [batch.pk, batch.staged_rows // SAMPLE + 1])
        found = np.array(cursor.fetchall(), dtype=float).reshape(-1, 5)
    if not len(found):
        return View(None, [])
    shape = Land.of(OFFICE).shape
    together = lie_together(found[:, 1:], None if shape is None else shape.bounds)
    shown = found[together, 1:]
    bounds = (*shown[:, :2].min(axis=0).tolist(), *shown[:, 2:].max(axis=0).tolist())
    return View(bounds, sorted(found[~together, 0].astype(int).tolist()))


def lie_together(boxes: np.ndarray[Any, Any], land: Box | None) -> np.ndarray[Any, Any]:
    """Which boxes (n, 4) lie together: by the office where half of them do, else by where most of them are."""
    low, high = boxes[:, :2], boxes[:, 2:]
    if land is not None:
        near = _near(low, high, np.array(land[:2]), np.array(land[2:]), 1.0)
        if near.mean() >= 0.5:
            return near
    if len(boxes) < FEW:
        return np.ones(len(boxes), dtype=bool)
    trimmed = max(1, int(STRAY * len(boxes)))
    middles = np.sort((low + high) / 2, axis=0)[trimmed:-trimmed]
    return _near(low, high, middles[0], middles[-1], TIMES)


def _near(low: Any, high: Any, least: Any, most: Any, times: float) -> np.ndarray[Any, Any]:
    """Boxes that lie within a box widened by so many times its larger side."""
    margin = times * max(float((most - least).max()), LEAST_DEG)
    near: np.ndarray[Any, Any] = ((high >= least - margin) & (low <= most + margin)).all(axis=1)
    return near
