"""What each format's reader gives: columns and shapes as they stand in the file, before the coordinate system."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NoReturn

import numpy as np

from gis_core.pure.refusal import Refused
from importers.crs import FileCrs

Geometry = Literal["point", "line", "polygon", "mixed", "none", "raster"]
FieldType = Literal["text", "integer", "number", "boolean", "date", "datetime"]
Value = str | int | float | bool | date | datetime | None
Shapes = np.ndarray[Any, Any]


def refuse(code: str, thai: str) -> NoReturn:
    """The file cannot be read; the sentence says what to do."""
    raise Refused(code, thai, "", "file")


def no_layer(layer: str, there: Iterable[str]) -> NoReturn:
    """The layer asked for is not in the file."""
    refuse("FILE_LAYER", f"ไม่พบชั้นข้อมูล “{layer[:80]}” ในไฟล์ มี: {', '.join(there)[:300]}")


def fault(code: str, thai: str) -> Refused:
    """One row cannot be read; the others can."""
    return Refused(code, thai)


@dataclass(frozen=True)
class Field:
    """A column as people will match it to a register's; `is_place`: its numbers became the shape already."""

    name: str
    type: FieldType = "text"
    is_place: bool = False


@dataclass(frozen=True)
class LayerInfo:
    """A layer that can be chosen: its rows (None: not counted) and the kind of its shapes."""

    name: str
    count: int | None = None
    geometry: Geometry = "mixed"


@dataclass(frozen=True)
class EncodingFound:
    """Python's name of the encoding, how it was found, and the same as a sentence."""

    name: str
    how: Literal["cpg", "guessed", "given", "format"]
    thai: str


@dataclass
class Chunk:
    """Some rows in file order. `shapes` are shapely geometries or None in the file's own coordinates."""

    first_row: int
    columns: dict[str, list[Value]]
    shapes: Shapes
    faults: dict[int, Refused] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Rows of the chunk."""
        return len(self.shapes)


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """A place of a journey: degrees WGS 84, metres, aware time, m/s; None where the device wrote nothing."""

    lon: float
    lat: float
    ele: float | None = None
    at: datetime | None = None
    hdop: float | None = None
    speed: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True)
class Track:
    """The points of one recorded segment or planned route, in order."""

    name: str
    kind: Literal["track", "route"]
    points: list[TrackPoint]


class Table(ABC):
    """One layer of one file. Subclasses fill the attributes in their constructor and give rows by `chunks`."""

    kind: str
    layers: list[LayerInfo]
    layer: str
    fields: list[Field]
    encoding = EncodingFound("utf-8", "format", "UTF-8 (ตามรูปแบบของไฟล์)")
    crs = FileCrs()
    count: int | None = None
    row_offset = 0

    def __init__(self) -> None:
        self.fields = []
        self.notes: list[str] = []

    @abstractmethod
    def sample(self) -> np.ndarray[Any, Any]:
        """Some points (n, 2) spread over the file, as they stand there."""

    @abstractmethod
    def chunks(self, size: int) -> Iterator[Chunk]:
        """The rows from the beginning."""

    def tracks(self) -> Iterator[Track]:
        """Recorded journeys and routes, for the formats that have them."""
        return iter(())

    def close(self) -> None:  # noqa: B027 - a table that holds nothing open has nothing to do
        """Let go of the file."""
