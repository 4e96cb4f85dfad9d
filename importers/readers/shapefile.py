"""Shapefile: shapes, table, coordinate system and encoding stand in four files that are often not all there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from importers import crs, encoding
from importers.readers.dbf import Dbf
from importers.readers.shp import Shp
from importers.readers.table import Chunk, Field, LayerInfo, Table, refuse
from importers.readers.values import field_names

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")


@dataclass
class ShapefileParts:
    """Where the parts of one layer lie; None for what was not sent."""

    shp: Path
    dbf: Path | None = None
    shx: Path | None = None
    prj: Path | None = None
    cpg: Path | None = None


def open_table(path: Path, name: str, folder: Path, given: str | None, layer: str | None) -> Table:
    """A .shp sent alone: its shapes can be shown, its columns are not there."""
    return Shapefile(ShapefileParts(path), PurePosixPath(name).stem, given)


class Shapefile(Table):
    """One layer, the table and the shapes side by side."""

    kind = "shapefile"

    def __init__(self, parts: ShapefileParts, layer: str, given: str | None) -> None:
        super().__init__()
        self.layer = layer
        self._dbf: Dbf | None = None
        self._shp = Shp(parts.shp, parts.shx)
        try:
            self._open_columns(parts, given)
        except BaseException:
            self.close()
            raise
        if parts.prj:
            self.crs = crs.identify(parts.prj.read_bytes()[: crs.MAX_WKT + 1].decode("utf-8", "replace"))
        self.count = self._count_kept()
        self.layers = [LayerInfo(layer, self.count, self._shp.geometry)]

    def _open_columns(self, parts: ShapefileParts, given: str | None) -> None:
        if not parts.dbf:
            self.notes.append("ไม่มีไฟล์ .dbf จึงมีแต่รูปแผนที่ ไม่มีข้อมูลประกอบ")
            return
        self._dbf = dbf = Dbf(parts.dbf)
        if dbf.count != self._shp.count:
            refuse(
                "FILE_SHP_PARTS",
                f"จำนวนรูปใน .shp ({self._shp.count:,}) ไม่ตรงกับจำนวนแถวใน .dbf ({dbf.count:,}) กรุณาส่งไฟล์ชุดเดียวกัน",
            )
        claimed = parts.cpg.read_bytes()[:100].decode("ascii", "replace") if parts.cpg else None
        where = "ไฟล์ .cpg" if parts.cpg else "รหัสภาษาใน .dbf"
        self.encoding = encoding.find(dbf.samples(), given, claimed or dbf.driver, where, self.notes)
        raw = (field.raw_name.decode(self.encoding.name, "replace").rstrip("\ufffd") for field in dbf.fields)
        names = field_names(raw, self.notes)
        self.fields = [Field(name, field.type) for name, field in zip(names, dbf.fields, strict=True)]
        if dbf.memos:
            self.notes.append(f"ข้ามคอลัมน์ที่ไม่ใช่ข้อความหรือตัวเลข {dbf.memos} คอลัมน์")

    def _count_kept(self) -> int:
        if not self._dbf:
            return self._shp.count
        step = 65_536
        return sum(
            int(np.count_nonzero(self._dbf.kept(self._dbf.records(first, step))))
            for first in range(0, self._dbf.count, step)
        )

    def sample(self) -> np.ndarray[Any, Any]:
        return self._shp.sample()

    def chunks(self, size: int) -> Iterator[Chunk]:
        """Rows marked as deleted are not there for anybody."""
        row = 1
        for first in range(0, self._shp.count, size):
            shapes, faults = self._shp.read(first, size)
            columns: dict[str, list[Any]] = {}
            if self._dbf:
                records = self._dbf.records(first, size)
                kept = self._dbf.kept(records)
                if not kept.all():
                    places = np.cumsum(kept) - 1
                    faults = {int(places[at]): why for at, why in faults.items() if kept[at]}
                    records, shapes = records[kept], shapes[kept]
                columns = {
                    field.name: self._dbf.column(records, at, self.encoding.name)
                    for at, field in enumerate(self.fields)
                }
            yield Chunk(row, columns, shapes, {row + at: why for at, why in faults.items()})
            row += len(shapes)

    def close(self) -> None:
        self._shp.close()
        if self._dbf:
            self._dbf.close()
