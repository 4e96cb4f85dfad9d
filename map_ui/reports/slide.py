"""What one page says of a key figure: the number, how it stands, its months, its villages, its map, whence it comes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from gis_core.features import clock
from gis_core.pure.choropleth import LegendEntry
from gis_core.pure.figures import written
from layers import charts
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.engine.judging import Judgement
from layers.registry import registry
from map_ui.reports import years
from map_ui.reports.figure_past import FigurePast, past_of, signed
from map_ui.reports.key_figures import EXTERNAL, NO_DATA, key_figure
from map_ui.reports.spots import Spot, spots_of
from map_ui.reports.table import ResultTable

VILLAGES = "รายหมู่บ้าน (เรียงจากที่ควรเร่งแก้ก่อน)"
NO_PARTS = "ไม่แยกรายหมู่บ้าน"
NO_RECORDS = "ไม่มีระเบียนของตัวชี้วัดนี้ในหมู่บ้าน"
CHANGED = "ค่าปีก่อนใช้สูตรรุ่นที่ {} ต่างนิยามกัน จึงไม่เทียบ"


@dataclass(frozen=True)
class Bar:
    """One village, or of a village one record. `share` of the longest bar, in percent."""

    thai: str
    text: str
    share: int


@dataclass(frozen=True)
class Slide:
    """Everything the page prints, as the reader may see it."""

    title: str
    value: str
    unit: str
    judged: Judgement | None
    before: Sequence[str]
    chart: charts.Chart | None
    heading: str
    bars: Sequence[Bar]
    more: str
    spots: Sequence[Spot]
    legend: Sequence[LegendEntry]
    whence: Sequence[str]
    on: date


def slide_of(register: BoundRegister, kpi: Kpi, user: Any, village: str = "") -> Slide:
    """The slide of the office, or of one village. Raises Http404 for a village the office does not have."""
    table = key_figure(kpi, user, village, with_records=bool(village))
    assert table.figure is not None  # of every key figure
    past = past_of(register, kpi, user, village, table.figure.value)
    drawn = table.parts or table
    return Slide(
        table.title,
        table.figure.text or "0",
        "" if table.figure.value is None else table.unit,
        past.judged,
        _before(register, kpi, user, village, past),
        past.chart,
        *(_of_records(kpi, table) if village else _of_villages(table)),
        spots_of(drawn.geojson, named=table.parts is not None),
        drawn.legend,
        _whence(register, kpi, table, past),
        clock.today(),
    )


def _of_villages(table: ResultTable) -> tuple[str, list[Bar], str]:
    """The villages, and of how many more of the map nothing is known."""
    if table.parts is None:
        return VILLAGES, [], NO_PARTS
    bars = [Bar(row[0].text, row[1].text, max(row[1].share, 0)) for row in table.parts.rows]
    shapes = json.loads(table.parts.geojson)["features"]
    silent = sum(bool(each["properties"].get("hatched")) for each in shapes) - sum(bar.text == NO_DATA for bar in bars)
    return VILLAGES, bars, f"อีก {silent} หมู่บ้านไม่มีข้อมูล" if silent else ""


def _of_records(kpi: Kpi, table: ResultTable) -> tuple[str, list[Bar], str]:
    """The records behind the figure of one village, in the order of its page; how many there are, and their sum."""
    amounts = [row[1].value or 0 for row in table.rows]
    most = max(amounts, default=0)
    bars = [
        Bar(row[0].text, row[1].text, round(100 * max(amount, 0) / most) if most > 0 else 0)
        for row, amount in zip(table.rows, amounts, strict=True)
    ]
    more = " ".join(each.text for each in table.totals) if bars else NO_RECORDS
    return f"ระเบียนในหมู่บ้าน ({kpi.amount})", bars, more


def _before(register: BoundRegister, kpi: Kpi, user: Any, village: str, past: FigurePast) -> list[str]:
    """The year before: by the same month as it was kept, else as the records tell it, else that nobody knows."""
    month = next((each for each in past.months if each.month == clock.today().month), None)
    if month is not None and month.before is not None:
        told = NO_DATA if month.before.value is None else f"{written(month.before.value, kpi.unit)} {kpi.unit}"
        change = [CHANGED.format(month.before.version)] if month.is_redefined else _change(month.change, kpi.unit)
        return [f"เดือนเดียวกันของปีก่อน {told}", *change]
    if kpi.of_year is None:
        return ["ปีก่อน: ไม่มีค่าที่บันทึกไว้"]
    of_year = years.compared(register, kpi, user, village)
    last, _, change = (of_year.table.totals or of_year.table.rows[0])[-3:]
    told = last.text if last.value is None else f"{last.text} {kpi.unit}"
    return [f"{of_year.table.headings[-3]} {told}", f"เปลี่ยนแปลงจากปีก่อน {change.text}"]


def _change(change: Any, unit: str) -> list[str]:
    return [] if change is None else [f"เปลี่ยนแปลงจากปีก่อน {signed(change, unit)}"]


def _whence(register: BoundRegister, kpi: Kpi, table: ResultTable, past: FigurePast) -> list[str]:
    """How it is reckoned and from what, so that nobody has to believe it."""
    if kpi.external:
        return [EXTERNAL, f"แหล่งข้อมูล: ทะเบียน{register.thai}"]
    lines = [f"วิธีคำนวณ: {_formula(kpi, table)} (สูตรรุ่นที่ {kpi.version})"]
    lines += [f"ฐานกฎหมาย: {kpi.law}"] if kpi.law else []
    lines += [f"{each.title} {len(each.rows)} อัตรา {_laws(each)}" for each in past.rates]
    return [*lines, f"แหล่งข้อมูล: {_sources(register, kpi)}"]


def _laws(rates: ResultTable) -> str:
    """The first source of the rows, and how many more stand on the figure's page: a slide has room for one line."""
    first, *more = dict.fromkeys(row[-1].text for row in rates.rows) or ("",)
    return first + (f" และอีก {len(more)} ที่มา" if more else "")


def _formula(kpi: Kpi, table: ResultTable) -> str:
    totals = table.parts.totals[2:] if table.parts else []
    if kpi.scale == 1 and not totals:
        return f"ผลรวมของ {kpi.amount} จากระเบียนที่นับ"
    part, whole = [each.text for each in totals] or ["", ""]
    times = "" if kpi.scale == 1 else f" × {kpi.scale:,}"
    return f"{kpi.amount} {part} ÷ ทั้งหมด {whole}{times}".replace("  ", " ")


def _sources(register: BoundRegister, kpi: Kpi) -> str:
    if kpi.reads == "all":
        return "ทุกทะเบียนที่ระเบียนมีตำแหน่ง"
    others = [found.thai for model in kpi.reads if (found := registry.for_model(model)) and found != register]
    return ", ".join(f"ทะเบียน{thai}" for thai in dict.fromkeys([register.thai, *others]))
