"""A file opened for import: one layer of it, decoded, placed and given out row by row."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from types import TracebackType

import shapely

from gis_core.features.measure import Shift
from gis_core.pure.refusal import Refused
from importers import crs
from importers.axis import Axis
from importers.readers import shapes, values
from importers.readers.net import last_net
from importers.readers.table import Chunk, EncodingFound, Field, LayerInfo, Shapes, Table, Track, Value

BATCH_ROWS = 8_192


@dataclass
class Batch:
    """Some rows in file order, counted from 1. `shapes` are 2D, in EPSG:4326 when the source's system is known.

    A row in `faults` has no shape here and must not be stored as it is; the others are usable.
    """

    first_row: int
    columns: dict[str, list[Value]]
    shapes: Shapes
    faults: dict[int, Refused] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Rows of the batch."""
        return len(self.shapes)

    @property
    def wkb(self) -> list[bytes | None]:
        """The shapes as WKB."""
        return list(shapely.to_wkb(self.shapes))


class Source:
    """One layer of a file from outside. Use as a context manager: it owns its unpacked files.

    `crs_doubt` is a question to people with `crs_choices` as answers; `crs_refusal` (code CRS) stands when the data lie
    more than 500 m outside the office; `notes` tell what was read otherwise than the file says.
    """

    def __init__(
        self,
        table: Table,
        name: str,
        found: crs.CrsFound,
        shift: Shift | None = None,
        folder: TemporaryDirectory[str] | None = None,
    ) -> None:
        self._table = table
        self.name = name
        self._shift = shift
        self._folder = folder
        self.kind: str = table.kind
        self.layers: list[LayerInfo] = table.layers
        self.layer: str = table.layer
        self.fields: list[Field] = table.fields
        self.encoding: EncodingFound = table.encoding
        self.count: int | None = table.count
        self.row_offset: int = table.row_offset
        self.notes: list[str] = [*table.notes, *found.notes]
        self.srid = found.srid
        self.srid_how = found.how
        self.axis: Axis = found.axis
        self.crs_doubt = found.doubt
        self.crs_choices = found.choices
        self.crs_refusal = found.refusal
        self.bounds = found.bounds

    def require_in_place(self) -> None:
        """Refuse a file that lies nowhere near the office. Errors: Refused ``CRS``."""
        if self.crs_refusal:
            raise self.crs_refusal

    def batches(self, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """All rows from the first. Errors: Refused for a file that is damaged further on."""
        with last_net(self.name):
            for chunk in self._table.chunks(size):
                yield self._batch(chunk)

    def _batch(self, chunk: Chunk) -> Batch:
        faults = dict(chunk.faults)
        columns = {
            name: values.clean_column(column, chunk.first_row, faults, name) for name, column in chunk.columns.items()
        }
        move = None
        if self.srid is not None or self.axis == "yx":
            move = functools.partial(_move, self.srid, self.axis, self._shift)
        placed = shapes.finished(chunk.shapes, chunk.first_row, faults, move)
        for row in faults:
            placed[row - chunk.first_row] = None
        return Batch(chunk.first_row, columns, placed, faults)

    def tracks(self) -> Iterator[Track]:
        """Recorded journeys and planned routes; nothing for formats without them."""
        with last_net(self.name):
            yield from self._table.tracks()

    def close(self) -> None:
        """Remove what was unpacked."""
        self._table.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _move(srid: int | None, axis: Axis, shift: Shift | None, x, y):  # type: ignore[no-untyped-def]
    if axis == "yx":
        x, y = y, x
    return (x, y) if srid is None else crs.to_lonlat(x, y, srid, shift)
