"""What everybody may see of the office's figures: what was kept of those the office publishes, and no record behind it.

By village only where the records themselves are open to everybody; numbers of persons below the least stay hidden, also
against subtraction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from gis_core.ground.models import AdminArea
from gis_core.pure import suppression
from gis_core.pure.figures import written
from layers.engine.judging import Published
from modules.central_administration.executive_information import snapshots
from modules.central_administration.executive_information.declared import DeclaredFigure, by_code
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot

NO_DATA = "ไม่มีข้อมูล"
HIDDEN = "ไม่แสดง"
Values = Mapping[str, Decimal | None]


def published() -> Sequence[Published]:
    """Four statements, however many figures and villages there are."""
    chosen = {kpi.code: kpi for kpi in Kpi.objects.filter(is_public=True).order_by("dimension", "id")}
    last = snapshots.latest([code for code in chosen if code in by_code()])
    kept, names = _kept(last.values()), AdminArea.objects.filter(level=AdminArea.Level.VILLAGE)
    nothing = dict.fromkeys(names.values_list("code", flat=True)) if last else {}
    found = []
    for code, kpi in chosen.items():
        if code in last:
            figure, row = by_code()[code], last[code]
            parts: Values = {}
            if figure.is_open_to(AnonymousUser()):
                parts = dict.fromkeys(nothing, snapshots.missing(row)) | kept[row.kpi_id]
            text, texts = _texts(figure, row.value, parts, kpi.min_cell)
            found.append(Published(kpi.thai, figure.kpi.unit, text, row.on, texts))
    return found


def _kept(rows: Iterable[KpiSnapshot]) -> dict[int, dict[str, Decimal | None]]:
    days = {row.kpi_id: row.on for row in rows}
    kept = KpiSnapshot.objects.filter(kpi__in=days, on__in=set(days.values())).exclude(area="")
    found: dict[int, dict[str, Decimal | None]] = defaultdict(dict)
    for row in kept.order_by("kpi", "on", "area", "-id").distinct("kpi", "on", "area"):
        if row.on == days[row.kpi_id]:
            found[row.kpi_id][row.area] = row.value
    return found


def _texts(figure: DeclaredFigure, value: Decimal | None, parts: Values, least: int) -> tuple[str, dict[str, str]]:
    if not figure.kpi.people:
        return _plain(value), {code: _plain(part) for code, part in parts.items()}
    seen = suppression.shown({code: int(part or 0) for code, part in parts.items()}, least)
    texts = {code: _plain(part) if code in seen else HIDDEN for code, part in parts.items()}
    return HIDDEN if 0 < (value or 0) < least else _plain(value), texts


def _plain(value: Decimal | None) -> str:
    return NO_DATA if value is None else written(value)
