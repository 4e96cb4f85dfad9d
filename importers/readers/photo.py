"""Photographs with a place: each is one row, a point where the camera stood."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely
from PIL import Image, UnidentifiedImageError

from gis_core.files.exif import PhotoFacts, facts_of
from gis_core.pure.refusal import Refused
from importers.crs import FileCrs
from importers.readers.table import Chunk, Field, LayerInfo, Table, fault, refuse

FIELDS = [Field("name"), Field("taken_at", "datetime"), Field("accuracy_m", "number"), Field("bearing_deg", "number")]


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """A single photograph. Errors: Refused ``FILE_PHOTO_PLACE`` when it has no position."""
    return Photos([(path, PurePosixPath(name).name)], "ภาพถ่าย")


class Photos(Table):
    """Only the facts are kept of the pictures, which are read one after the other."""

    kind = "photo"
    crs = FileCrs(4326, "format")

    def __init__(self, pictures: Iterable[tuple[Path, str]], layer: str) -> None:
        super().__init__()
        self.layer = layer
        self.fields = FIELDS
        self.faults: dict[int, Refused] = {}
        self.rows: list[tuple[str, PhotoFacts]] = []
        for row, (path, name) in enumerate(pictures, 1):
            self.rows.append((name, self._facts(path, row)))
        self.count = len(self.rows)
        self.layers = [LayerInfo(layer, self.count, "point")]
        if self.count == 1 and self.faults:
            refuse(self.faults[1].code, self.faults[1].thai)
        if len(self.faults) == self.count:
            refuse("FILE_PHOTO_PLACE", "ไม่มีภาพใดที่มีพิกัด (EXIF GPS) กรุณาเปิดตำแหน่งในกล้องหรือส่งไฟล์ต้นฉบับ")

    def _facts(self, path: Path, row: int) -> PhotoFacts:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(path) as picture:
                    facts = facts_of(picture)
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, TypeError):
            self.faults[row] = fault("FILE_PICTURE", "ภาพเสียหรือใหญ่เกินไป กรุณาส่งไฟล์ต้นฉบับจากกล้อง")
            return PhotoFacts()
        if facts.lon is None:
            thai = "ภาพนี้ไม่มีพิกัด (EXIF GPS) กรุณาเปิดตำแหน่งในกล้องหรือส่งไฟล์ต้นฉบับ"
            self.faults[row] = fault("FILE_PHOTO_PLACE", thai)
        return facts

    def sample(self) -> np.ndarray[Any, Any]:
        places = [(facts.lon, facts.lat) for _, facts in self.rows if facts.lon is not None]
        return np.array(places, dtype=float).reshape(-1, 2)

    def chunks(self, size: int) -> Iterator[Chunk]:
        for first in range(0, len(self.rows), size):
            rows = self.rows[first : first + size]
            shapes = np.full(len(rows), None, dtype=object)
            for at, (_, facts) in enumerate(rows):
                if facts.lon is not None:
                    shapes[at] = shapely.Point(facts.lon, facts.lat)
            columns: dict[str, list[Any]] = {
                "name": [name for name, _ in rows],
                "taken_at": [facts.taken_at for _, facts in rows],
                "accuracy_m": [facts.accuracy_m for _, facts in rows],
                "bearing_deg": [facts.bearing_deg for _, facts in rows],
            }
            faults = {row: why for row, why in self.faults.items() if first < row <= first + len(rows)}
            yield Chunk(first + 1, columns, shapes, faults)
