"""How surely the office knows where its records are: by a shape of their own, by what they hang on, or not at all."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import connection

from gis_core.ground.models import Building, House, Household, Parcel
from layers.bound import BoundRegister
from layers.engine.index import UNPLACED, has_place, predicate
from layers.registry import registry
from map_ui.reports.table import ResultCell, ResultTable, cell

OWN, BY_PARCEL, BY_HOUSE, BY_RECORD, NOWHERE = "geom", "parcel", "house", "record", ""
WAYS = {
    OWN: "พิกัดหรือรูปของตนเอง",
    BY_PARCEL: "ตามแปลงที่ดิน",
    BY_HOUSE: "ตามบ้านหรืออาคาร",
    BY_RECORD: "ตามระเบียนอื่น",
    NOWHERE: "ยังไม่ระบุตำแหน่ง",
}
TARGETS = {Parcel: BY_PARCEL, House: BY_HOUSE, Household: BY_HOUSE, Building: BY_HOUSE}
COUNTS = """SELECT f.kind, CASE WHEN {unplaced} THEN '' ELSE f.located_by END, count(*)
    FROM gis_feature f WHERE {visible} GROUP BY 1, 2"""


def located(user: Any) -> ResultTable:
    """Registers by ways of being located, as far as the reader sees their records. Office papers have no place,
    and where a person is found is no matter of the office's whole."""
    registers = {r.kind_id: r for r in registry.registers if has_place(r)}
    counts = _counts(user, registers)
    rows = [_row(register, counts[kind]) for kind, register in registers.items() if counts[kind]]
    total: dict[str, int] = defaultdict(int)
    for each in counts.values():
        for way, number in each.items():
            total[way] += number
    headings = ["ทะเบียน", "ระเบียน", *WAYS.values(), "ระบุแล้ว (%)"]
    totals = [cell("รวม"), *_numbers(total)] if rows else []
    return ResultTable("ตำแหน่งของระเบียน", headings, rows, totals)


def _counts(user: Any, registers: dict[int, BoundRegister]) -> dict[int, dict[str, int]]:
    test, values = predicate(user, wanted=has_place)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(visible=test, unplaced=UNPLACED), values)
        for kind, path, number in cursor.fetchall():
            counts[kind][way_of(registers[kind], path)] += number
    return counts


def way_of(register: BoundRegister, path: str) -> str:
    """The way of being located that a path of a declaration means."""
    if path in (OWN, NOWHERE):
        return path
    model = register.model
    for name in path.split("."):
        model = model._meta.get_field(name).related_model
    return TARGETS.get(model, BY_RECORD)


def _row(register: BoundRegister, counts: dict[str, int]) -> list[ResultCell]:
    numbers = _numbers(counts)
    waiting = len(numbers) - 2
    if counts.get(NOWHERE):
        numbers[waiting] = cell(counts[NOWHERE], url=f"{register.url}?tab=unplaced")
    return [cell(register.key, register.thai, url=register.url), *numbers]


def _numbers(counts: dict[str, int]) -> list[ResultCell]:
    every = sum(counts.values())
    share = Decimal(100 * (every - counts.get(NOWHERE, 0))) / every if every else Decimal(0)
    return [cell(every), *(cell(counts.get(way, 0)) for way in WAYS), cell(share.quantize(Decimal("0.01")))]
