"""A map of one year bound to its system: what the map page, the legend and the tiles read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gis_core.access.levels import Level
from layers.declare import ByValue, Layer, System, YearMap

#: Below this zoom a tile would hold more shapes than a statement can look at each time it is asked.
LEAST_ZOOM = 14
MARK = re.compile(r"/\*visible:(\w+)\*/")


@dataclass(frozen=True)
class BoundYearMap:
    """One declared map of a year. It looks like a register to `legend` and `map_style`."""

    declared: YearMap
    system: System
    package: str

    #: Never public: what is public needs no map of its own.
    level = Level.STAFF

    @property
    def slug(self) -> str:
        return f"{self.system.slug}-{self.declared.code}"

    @property
    def thai(self) -> str:
        return self.declared.thai

    @property
    def choices(self) -> Mapping[str, str]:
        """Value of the class column -> Thai, as it stands now."""
        given = self.declared.choices
        return given() if callable(given) else given

    @property
    def layer(self) -> Layer:
        layer = self.declared.layer
        if not callable(self.declared.choices) or not isinstance(layer.classes, ByValue):
            return layer
        named = self.choices
        colors = {value: color for value, color in layer.classes.colors.items() if value in named}
        return replace(layer, classes=replace(layer.classes, colors=colors))

    @property
    def by_name(self) -> dict[str, Any]:
        """The columns of its classes with the Thai words of their values."""
        classes = self.layer.classes
        return {classes.column: SimpleNamespace(choices=dict(self.choices))} if classes else {}

    @cached_property
    def text(self) -> str:
        """Its statement without the lines that only explain it."""
        lines = self._file.read_text(encoding="utf-8").splitlines()
        return "\n".join(line for line in lines if not line.lstrip().startswith("--"))

    @property
    def _file(self) -> Path:
        spec = find_spec(self.package)
        folder = Path(spec.origin).parent if spec and spec.origin else Path()
        return folder / "sql" / f"{self.declared.statement}.sql"

    def chosen_first(self, years: list[int], this_year: int) -> int | None:
        """The year the map begins with: the last that has come, else the first there is; None without any."""
        past = [year for year in years if year <= this_year]
        return max(past) if past else min(years, default=None)

    def faults(self) -> Iterator[str]:
        """Everything wrong with the declaration."""
        if not self._file.is_file():
            yield f"ไม่มีคำสั่ง {self.declared.statement}.sql"
            return
        marked, named = set(MARK.findall(self.text)), set(self.declared.sources)
        for alias in sorted(marked ^ named):
            yield f"{self.declared.statement}.sql: {alias} ไม่ได้ถามสิทธิของผู้อ่าน หรือไม่ได้บอกว่าอ่านตารางใด"
        if not self.declared.needs or set(self.declared.needs) - named:
            yield "needs ต้องเป็นตารางที่คำสั่งอ่าน อย่างน้อยหนึ่งตาราง"
        if self.declared.layer.zooms[0] < LEAST_ZOOM:
            yield f"แผนที่รายปีเริ่มที่ระดับ {LEAST_ZOOM} ขึ้นไป"
