"""Importing in a test: a file in, its batch judged or written, without a page or a worker."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gis_core.access.models import User
from importers import batches, commit, look
from importers.models import ImportBatch, StagedRow
from importers.work import State, Work
from layers.registry import registry


def bring(slug: str, user: User, source: Path | bytes, name: str = "", **chosen: Any) -> Work:
    """A file uploaded, looked at and, when nothing is doubtful, judged."""
    content = source if isinstance(source, bytes) else source.read_bytes()
    batch = batches.begin(registry.by_slug[slug], user, name or getattr(source, "name", "file"))
    batches.put(batch, [content])
    batch.chosen = chosen
    work = Work(batch, user)
    if look.look(work):
        judge(work)
    return work


def judge(work: Work) -> Work:
    """Stage and judge a batch whose questions have been answered."""
    work.batch.state = State.JUDGING
    work.batch.save()
    work.judge()
    return work


def write(work: Work) -> Work:
    """Commit what was judged."""
    work.batch.state = State.COMMITTING
    work.batch.save()
    commit.commit(work)
    work.batch.refresh_from_db()
    return work


def verdicts(work: Work) -> dict[str, int]:
    return dict(ImportBatch.objects.get(pk=work.batch.pk).counts)


def refusals(work: Work) -> dict[int, set[str]]:
    """Row number -> the codes it was refused with."""
    found = StagedRow.objects.filter(batch=work.batch, verdict__in=("refused", "quarantined"))
    return {row.row_no: {each["code"] for each in [*(row.faults or []), *(row.reasons or [])]} for row in found}


def csv_of(headings: Iterable[str], *rows: Iterable[Any]) -> bytes:
    lines = [",".join(headings), *(",".join(str(cell) for cell in row) for row in rows)]
    return "\n".join(lines).encode("utf-8-sig")


def geojson_of(*features: tuple[dict[str, Any], Any]) -> bytes:
    """A GeoJSON file of (properties, geometry) pairs; a geometry may be a pair of coordinates."""
    rows = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Point", "coordinates": list(shape)} if isinstance(shape, tuple) else shape,
        }
        for properties, shape in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False).encode()


def box(west: float, south: float, side: float = 0.0004) -> dict[str, Any]:
    """GeoJSON of a square."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
