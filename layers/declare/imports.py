"""How a file's columns become a register's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class XY:
    """Two columns holding a coordinate."""

    x: str
    y: str
    ask_datum: bool = True


@dataclass(frozen=True)
class ImportMap:
    """`match_on` is the column by which a row is new or known; `columns` maps the file's headings to the register's."""

    match_on: str
    columns: Mapping[str, str] = field(default_factory=dict)
    geometry: XY | None = None
