"""The lights of many figures at once, from one statement that reads their targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from gis_core.pure.thai_calendar import fiscal_year
from layers.engine.judging import Judgement, Values, judge
from modules.central_administration.executive_information import rules
from modules.central_administration.executive_information.declared import better_of, by_code
from modules.central_administration.executive_information.models import KpiTarget

WORDS = {
    rules.Light.GREEN: "บรรลุเป้า",
    rules.Light.AMBER: "เฝ้าระวัง",
    rules.Light.RED: "ไม่ถึงเป้า",
    rules.Light.NO_DATA: "ไม่มีข้อมูล",
}
BEYOND = "เกินเป้า"


@judge
def lights(values: Values, user: Any, on: date, village: str = "", unit: str = "") -> Mapping[str, Judgement]:
    """The judgement of each figure that has a target of the day for the office, the village or the unit."""
    targets = _targets(on, village, unit)
    found = {}
    for code, kept in values.items():
        rows = targets.get(code, [])
        goal = rules.goal_on([_goal(row, village, unit) for row in rows], on, village, unit)
        if goal is not None and (village or unit or _sees_whole(code, user)):
            age = {"age_days": (on - kept.on).days, "max_age_days": rows[0].kpi.max_age_days}
            light = rules.light(kept.value, goal.limits, better_of(code), **age)
            found[code] = Judgement(light.value, _words(light, code), goal.target)
    return found


def _sees_whole(code: str, user: Any) -> bool:
    figure = by_code().get(code)
    return figure is not None and figure.is_open_to(user)


def _words(light: rules.Light, code: str) -> str:
    """What is better the lower does not fall short of its target, it goes beyond."""
    return BEYOND if light is rules.Light.RED and better_of(code) == "lower" else WORDS[light]


def _targets(on: date, village: str, unit: str) -> Mapping[str, list[KpiTarget]]:
    of_whom = {"area__code": village or None, "of_unit__code": unit or None}
    kept = KpiTarget.objects.filter(fiscal_year_be=fiscal_year(on), **of_whom)
    targets: dict[str, list[KpiTarget]] = defaultdict(list)
    for row in kept.select_related("kpi"):
        targets[row.kpi.code].append(row)
    return targets


def _goal(row: KpiTarget, village: str, unit: str) -> rules.Goal:
    limits = rules.Limits(row.green_at, row.amber_at)
    return rules.Goal(row.fiscal_year_be, row.period, village, row.target, limits, unit)
