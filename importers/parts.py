"""Columns that a file may give in parts: an area as rai, ngan and square wah, each under a heading of its own.

A kind of column that can be put together is declared once, in `KINDS`; matching, reading and correcting follow from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gis_core.pure.thai_area import area_text
from gis_core.pure.thai_text import name_key

#: Between a column and one of its parts in the name of what a heading fills.
MARK = ":"
#: So many parts must be there before they are believed: a lone "ไร่" may be an area in decimal rai.
LEAST = 2


@dataclass(frozen=True)
class Part:
    """One part: its code, its label, and how headings spell it."""

    code: str
    thai: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """How a column is put together. text: the cells of its parts, in order -> what an officer would type ("" for
    nothing). before: words that may stand before a part's name.
    """

    parts: tuple[Part, ...]
    text: Callable[..., str]
    before: tuple[str, ...] = ()


KINDS: dict[str, Whole] = {
    "area": Whole(
        (
            Part("rai", "ไร่", ("ไร่", "rai", "nrai")),
            Part("ngan", "งาน", ("งาน", "ngan", "ngarn", "nngan")),
            Part(
                "wah",
                "ตารางวา",
                ("ตารางวา", "ตร.ว.", "ตร.วา", "วา", "wah", "wa", "nwah", "sqwah", "sqwa", "square wah", "square wa"),
            ),
            Part("tenths", "เศษ (หนึ่งในสิบตารางวา)", ("เศษ", "เศษวา", "เศษตารางวา", "subwah", "subwa")),
        ),
        area_text,
        ("เนื้อที่", "เนื้อที่ดิน", "พื้นที่", "จำนวน", "จำนวนเนื้อที่", "area", "land", "deed"),
    ),
}
#: Names of parts as they are compared.
SPELLINGS = {name_key(spelling) for whole in KINDS.values() for part in whole.parts for spelling in part.spellings}
_WHOLE_OF = {part.code: whole for whole in KINDS.values() for part in whole.parts}


def column_of(name: str) -> str:
    """The column that a heading's target fills, whole or in part."""
    return name.partition(MARK)[0]


def part_name(column: str, part: Part) -> str:
    return f"{column}{MARK}{part.code}"


@dataclass(frozen=True)
class Source:
    """Where a file has a column: under one heading, or its parts by code under theirs."""

    headings: Mapping[str, str]

    @property
    def label(self) -> str:
        """The headings as one."""
        return " · ".join(heading for _, heading in self._in_order())

    def _in_order(self) -> list[tuple[str, str]]:
        order = list(_WHOLE_OF)
        return sorted(self.headings.items(), key=lambda item: order.index(item[0]) if item[0] else -1)

    def cell(self, raw: Mapping[str, Any]) -> Any:
        """The cell of a row by heading; of parts the text they make."""
        if "" in self.headings:
            return raw.get(self.headings[""])
        whole = _WHOLE_OF[next(iter(self.headings))]
        return whole.text(*(raw.get(self.headings.get(part.code, "")) for part in whole.parts)) or None

    def column(self, columns: Mapping[str, list[Any]], count: int) -> list[Any] | None:
        """The cells of many rows; None when the file has none of the headings."""
        if "" in self.headings:
            return columns.get(self.headings[""])
        if not columns.keys() & set(self.headings.values()):
            return None
        whole, nothing = _WHOLE_OF[next(iter(self.headings))], [None] * count
        cells = (columns.get(self.headings.get(part.code, ""), nothing) for part in whole.parts)
        return [whole.text(*row) or None for row in zip(*cells, strict=True)]


def sources(mapping: Mapping[str, str]) -> dict[str, Source]:
    """By column of the register where the file has it; `mapping` is heading -> target."""
    found: dict[str, dict[str, str]] = {}
    for heading, name in mapping.items():
        column, _, code = name.partition(MARK)
        found.setdefault(column, {})[code] = heading
    return {column: Source(headings) for column, headings in found.items()}


def whole_and_in_parts(mapping: Mapping[str, str]) -> list[str]:
    """Columns that are said twice: under one heading and in parts."""
    return [column for column, source in sources(mapping).items() if "" in source.headings and len(source.headings) > 1]


# -- which headings are parts ------------------------------------------------------------------------------------------
def proposed(
    headings: Sequence[str], column: str, whole: Whole, own_names: Iterable[str], is_only: bool
) -> dict[str, str]:
    """Heading -> part of the column, for headings that name one. Without a word before it a part's name is believed
    where the register has one such column alone. Nothing where there are fewer than two parts.
    """
    names = dict(_names(whole, own_names, is_only))
    found = {}
    for heading in headings:
        part = names.get(_key(heading))
        if part is not None:
            found[heading] = part_name(column, part)
    return found if len(set(found.values())) >= LEAST else {}


def _names(whole: Whole, own_names: Iterable[str], is_only: bool) -> Iterator[tuple[str, Part]]:
    own = {re.split(r"[\s(\[]", name, maxsplit=1)[0] for name in own_names}
    for before in ("", *whole.before, *own) if is_only else own:
        for part in whole.parts:
            for spelling in part.spellings:
                yield _key(f"{before} {spelling}"), part


def _key(heading: str) -> str:
    return name_key(re.sub(r"[()\[\]]", " ", heading))
