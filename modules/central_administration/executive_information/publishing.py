"""What everybody may see of the office's figures: what was kept of those the office publishes, and no record behind it.

By village only where the records themselves are open to everybody; numbers of persons below the least stay hidden, also
against subtraction: within a figure, of one figure from another, and of one day from another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from gis_core.ground.models import AdminArea
from gis_core.pure import suppression
from gis_core.pure.thai_calendar import year_before
from layers.engine.judging import Published, Told
from modules.central_administration.executive_information import approval, snapshots
from modules.central_administration.executive_information.declared import DeclaredFigure, by_code
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot

HIDDEN, NOWHERE = Told(None, is_hidden=True), ""


@dataclass(frozen=True)
class Part:
    """A value with the persons behind it, where it counts persons."""

    value: Decimal | None
    persons: int = 0


def published() -> Sequence[Published]:
    """Five statements, however many figures and villages there are."""
    public = Kpi.objects.filter(is_public=True).order_by("dimension", "id")
    chosen = {kpi.code: kpi for kpi in public if approval.is_used(kpi)}
    # one for all of them: two figures of the same persons with two limits would tell what either keeps back
    least = max((kpi.min_cell for code, kpi in chosen.items() if by_code()[code].kpi.people), default=1)
    last = snapshots.latest(chosen)
    kept, names = _kept(last.values()), AdminArea.objects.filter(level=AdminArea.Level.VILLAGE)
    nothing = dict.fromkeys(names.values_list("code", flat=True)) if last else {}
    shown = {code for code in chosen if code in last and by_code()[code].is_open_to(AnonymousUser())}
    of_people = [last[code] for code in chosen if code in shown and by_code()[code].kpi.people]
    kept_back = _kept_back(of_people, nothing, least)
    found = []
    for code, kpi in chosen.items():
        if code in last:
            figure, row = by_code()[code], last[code]
            parts: dict[str, Part] = {}
            if code in shown:
                parts = dict.fromkeys(nothing, Part(snapshots.missing(row))) | kept[row.kpi_id]
            whole, told = _told(figure, Part(row.value, int(row.numerator)), parts, least, kept_back)
            found.append(Published(code, kpi.thai, figure.kpi.unit, whole, row.on, told))
    return found


def _kept(rows: Iterable[KpiSnapshot]) -> dict[int, dict[str, Part]]:
    days = {row.kpi_id: row.on for row in rows}
    kept = KpiSnapshot.objects.filter(kpi__in=days, on__in=set(days.values())).exclude(area="")
    found: dict[int, dict[str, Part]] = defaultdict(dict)
    for row in kept.order_by("kpi", "on", "area", "-id").distinct("kpi", "on", "area"):
        if row.on == days[row.kpi_id]:
            found[row.kpi_id][row.area] = Part(row.value, int(row.numerator))
    return found


def _kept_back(rows: Sequence[KpiSnapshot], villages: Iterable[str], least: int) -> set[str]:
    """The villages of which no number of persons is told: those that had to be kept back in any of the figures on any
    day of the last year.

    Two figures may count a part of the same persons, and of a number that only rises over the year the next day tells
    what the day before kept back.
    """
    if not rows:
        return set()
    since = year_before(min(row.on for row in rows))
    kept = KpiSnapshot.objects.filter(kpi__in=[row.kpi_id for row in rows], on__gt=since)
    days: dict[tuple[int, date], dict[str, int]] = defaultdict(dict)
    found = kept.order_by("kpi", "on", "area", "-id").distinct("kpi", "on", "area")
    for kpi, on, area, numerator in found.values_list("kpi_id", "on", "area", "numerator"):
        days[kpi, on][area] = int(numerator)
    return {code for counts in days.values() for code in _hidden(counts, villages, least)}


def _hidden(counts: Mapping[str, int], villages: Iterable[str], least: int) -> set[str]:
    """Of one figure on one day; its whole stands under ""."""
    parts = dict.fromkeys(villages, 0) | {code: persons for code, persons in counts.items() if code}
    # those of no village are told too, as what is left when the villages are taken from the whole
    left = counts.get("", 0) - sum(parts.values())
    seen = suppression.shown(parts | ({NOWHERE: left} if 0 < left < least else {}), least)
    return parts.keys() - seen.keys()


def _told(
    figure: DeclaredFigure, whole: Part, parts: Mapping[str, Part], least: int, kept_back: Collection[str]
) -> tuple[Told, dict[str, Told]]:
    """A share of persons is judged by the persons it counts, as their number is."""
    if not figure.kpi.people:
        return Told(whole.value), {code: Told(part.value) for code, part in parts.items()}
    told = {code: HIDDEN if code in kept_back else Told(part.value) for code, part in parts.items()}
    return HIDDEN if 0 < whole.persons < least else Told(whole.value), told
