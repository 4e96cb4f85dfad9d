"""The monthly brief on one sheet: on its face the figures with a target, maps to scale and the revenue; behind them all
others, the villages and the orders. What every figure was at the end of the month, its light and last year's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gis_core.access.holdings import WholeOffice
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.refusal import Refused
from gis_core.pure.thai_calendar import year_before
from layers import charts
from layers.declare import Draft
from layers.engine import paper_maps
from layers.engine.boards import Asked
from layers.engine.judging import MonthKept, NoteShown, VillagesKept, judged
from modules.central_administration.executive_information import approval, notes, placed_notes, rules, snapshots
from modules.central_administration.executive_information.boards import revenue_of
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot, MonthlyBrief
from modules.central_administration.executive_information.snapshots import kept_of

HUNDRED = Decimal(100)
#: Who may see the paper of a brief.
PAPER_READERS = ("executive", "clerk_chief", "auditor")
#: Of the first page, in millimetres.
MAP_WIDTH, MAP_HEIGHT, MOST_MAPS = 91.0, 110.0, 2
MOST_AIMED, MOST_LETTERS, MOST_LINES = 10, 1_200, 14
WORST = ("red", "amber", "no_data", "green")


def check(draft: Draft) -> Iterator[Refused]:
    """A month that has not begun has nothing to tell; a remark leaves the paper on both sides of one sheet."""
    month = draft.record
    if rules.period_of(f"m{month.month:02}", month.fiscal_year_be)[0] > clock.today():
        yield Refused("BRIEF_EARLY", "เดือนนี้ยังไม่เริ่ม", "", "month")
    if len(month.remark) > MOST_LETTERS or month.remark.count("\n") >= MOST_LINES:
        text = f"ข้อสังเกตต้องไม่เกิน {MOST_LETTERS:,} ตัวอักษรและ {MOST_LINES} บรรทัด บทสรุปจึงอยู่ในกระดาษแผ่นเดียวหน้าหลัง ให้ย่อ"
        yield Refused("BRIEF_LONG", text, "", "remark")


def content(brief: MonthlyBrief) -> Mapping[str, Any]:
    """Everything the paper prints.

    Errors: Refused ``BRIEF_EMPTY`` where no figure was kept up to the end of the month.
    """
    asked = Asked(brief.fiscal_year_be, brief.month, "", clock.today())
    until = asked.until
    codes = approval.used()
    now, before = snapshots.latest(codes, "", until), snapshots.latest(codes, "", year_before(until))
    if not now:
        raise Refused("BRIEF_EMPTY", "ยังไม่มีค่าตัวชี้วัดที่บันทึกไว้จนถึงสิ้นเดือนนี้")
    found = revenue_of(WholeOffice(), asked)
    told = groups(now, before, until)
    given = [
        *ordered(brief.fiscal_year_be, [brief.month]),
        *placed_notes.of_span(*rules.period_of(f"m{brief.month:02}", brief.fiscal_year_be), PAPER_READERS),
    ]
    by_target = _by_target(told)
    drawn = list(_maps(now, {figure["row"].kpi.code for figure in by_target["aimed"]}))
    return {
        "until": until,
        "groups": told,
        **by_target,
        "maps": [shown for shown, _ in drawn],
        "insets": {shown.id: pdf for shown, pdf in drawn},
        "notes": given,
        "orders": _counted(given),
        "revenue": found,
        "chart": chart(found.months, brief.fiscal_year_be) if found.has_money else None,
        "villages": villages(now),
    }


def _by_target(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The figures with a target, the worst first, for the first page, and all others by dimension."""
    aimed = [figure for group in told for figure in group["figures"] if figure["judged"]]
    aimed = sorted(aimed, key=lambda figure: WORST.index(figure["judged"].light))[:MOST_AIMED]
    left = [
        {"thai": group["thai"], "figures": [each for each in group["figures"] if each not in aimed]} for group in told
    ]
    return {"aimed": aimed, "others": [group for group in left if group["figures"]]}


def _counted(given: Sequence[tuple[str, Sequence[NoteShown]]]) -> dict[str, int]:
    orders = [order for _, of_figure in given for order in of_figure]
    waiting = [order for order in orders if order.is_waiting]
    return {"given": len(orders), "waiting": len(waiting), "late": sum(order.is_late for order in waiting)}


@dataclass(frozen=True)
class MapShown:
    """A map of the first page: where it lies on it, what it is of, and how many millimetres it takes."""

    id: str
    thai: str
    unit: str
    on: date
    width: float = MAP_WIDTH
    height: float = MAP_HEIGHT


def _maps(now: Mapping[str, KpiSnapshot], aimed: Collection[str]) -> Iterator[tuple[MapShown, bytes]]:
    """Of each dimension the first percentage that is better the higher, one with a target before others, by village:
    as many as the page can hold.
    """
    firsts: dict[str, KpiSnapshot] = {}
    for code, row in sorted(now.items(), key=lambda each: each[0] not in aimed):
        if _is_rate(code) and row.value is not None:
            firsts.setdefault(row.kpi.dimension, row)
    order = [value for value, _ in Kpi.Dimension.choices]
    chosen = sorted(firsts.values(), key=lambda row: order.index(row.kpi.dimension))[:MOST_MAPS]
    for number, row in enumerate(chosen, 1):
        figure = by_code()[row.kpi.code].kpi
        kept = VillagesKept(row.on, snapshots.villages_on(row.kpi.code, row.on), snapshots.missing(row))
        pdf = paper_maps.villages(figure, kept, MAP_WIDTH, MAP_HEIGHT)
        if pdf:
            yield MapShown(f"map-{number}", row.kpi.thai, figure.unit, row.on), pdf


def groups(now: Mapping[str, KpiSnapshot], before: Mapping[str, KpiSnapshot], until: date) -> list[dict[str, Any]]:
    """The figures by dimension, each with its light of a day and how it changed."""
    lights = judged({code: kept_of(row, row.value) for code, row in now.items()}, WholeOffice(), until)
    found: dict[str, list[dict[str, Any]]] = {}
    for code, row in now.items():
        last = before.get(code)
        beside = MonthKept(row.on.month, kept_of(row, row.value), kept_of(last, last.value) if last else None)
        figure = {"row": row, "kpi": by_code()[code].kpi, "judged": lights.get(code), "beside": beside}
        found.setdefault(row.kpi.dimension, []).append(figure)
    return [{"thai": label, "figures": found[value]} for value, label in Kpi.Dimension.choices if value in found]


def ordered(fiscal_year_be: int, months: Sequence[int]) -> list[tuple[str, Sequence[NoteShown]]]:
    """Figure by figure what the executive ordered on the months; also on figures of which nothing was kept."""
    found = notes.of_months(fiscal_year_be, months)
    names = dict(Kpi.objects.filter(pk__in=found).values_list("pk", "thai"))
    return sorted((names[figure], orders) for figure, orders in found.items())


def chart(months: Sequence[tuple[int, Decimal | None, Decimal]], year: int) -> charts.Chart:
    """The money of each month beside that of the year before."""
    columns = charts.months_short([month for month, _, _ in months])
    now, before = [row[1] for row in months], [row[2] for row in months]
    return charts.bars(columns, [(f"ปี {year}", "#0a6a6f", now), (f"ปี {year - 1}", "#a9bdbb", before)], "บาท")


def villages(now: Mapping[str, KpiSnapshot]) -> dict[str, Any] | None:
    """The first percentage that is better the higher, village by village, the worst first."""
    row = next((row for code, row in now.items() if _is_rate(code) and row.value is not None), None)
    if row is None:
        return None
    values = snapshots.villages_on(row.kpi.code, row.on)
    names = {area.code: str(area) for area in AdminArea.objects.filter(level="village").defer("geom")}
    listed = [(names[code], value) for code, value in values.items() if code in names]
    listed.sort(key=lambda each: (each[1] is None, each[1] or 0, each[0]))
    return {"row": row, "listed": listed}


def _is_rate(code: str) -> bool:
    """No share of persons: by village it could tell of few."""
    kpi = by_code()[code].kpi
    return kpi.scale == HUNDRED and kpi.better == "higher" and not kpi.people and not kpi.external
