"""Keeping what the figures were: each night all of them, at any time one anew; and reading what was kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import TruncMonth

from gis_core.access.holdings import WholeOffice
from gis_core.features import clock
from gis_core.pure.figures import as_shown
from gis_core.pure.refusal import Refused
from layers.declare.reports import Measured
from layers.engine.judging import Kept, VillagesKept
from modules.central_administration.executive_information import approval
from modules.central_administration.executive_information.declared import DeclaredFigure, by_code
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot

AT_NIGHT = "คำนวณใหม่ในรอบประจำคืน"
KEPT = Decimal("0.0001")


def keep_all() -> int:
    """Today's values of every figure in use; a value that differs from what was kept today restates it.

    Returns rows written. Needs an open change.
    """
    reader = WholeOffice()
    used = [kpi for kpi in Kpi.objects.order_by("id") if approval.is_used(kpi)]
    return sum(_keep(kpi, by_code()[kpi.code], reader, AT_NIGHT) for kpi in used)


def restate(kpi: Kpi, values: Mapping[str, Any], user: Any) -> None:
    """Reckon one figure anew today, for a reason.

    Errors: Refused ``FIGURE_SAME`` when nothing differs, ``FIGURE_GONE`` for a figure that is declared no more,
    ``FIGURE_UNUSED`` for one the office does not use.
    """
    figure = by_code().get(kpi.code)
    if figure is None:
        raise Refused("FIGURE_GONE", "ไม่มีระบบใดคำนวณตัวชี้วัดนี้แล้ว")
    if not approval.is_used(kpi):
        raise Refused("FIGURE_UNUSED", "ตัวชี้วัดนี้ยังไม่ได้รับอนุมัติหรือเลิกใช้แล้ว จึงไม่คำนวณใหม่ ให้เสนอและอนุมัติให้ใช้ก่อน")
    if not str(values.get("why") or "").strip():
        raise Refused("FIGURE_WHY", "ระบุเหตุผลที่คำนวณใหม่", "", "why")
    if not _keep(kpi, figure, WholeOffice(), str(values["why"]).strip()):
        raise Refused("FIGURE_SAME", "ค่าที่คำนวณใหม่เท่ากับค่าที่บันทึกไว้แล้ว")


def _keep(kpi: Kpi, figure: DeclaredFigure, reader: Any, reason: str) -> int:
    today = clock.today()
    before = {row.area: row for row in current(kpi).filter(on=today)}
    fresh = []
    for area, measured in _measured(figure, reader):
        row = _row(kpi, figure, area, measured, today)
        known = before.pop(area, None)
        if known is None or (known.numerator, known.denominator) != (row.numerator, row.denominator):
            row.restates, row.reason = known, reason if known else ""
            fresh.append(row)
    fresh += [_emptied(kpi, figure, known, reason) for known in before.values() if known.numerator or known.denominator]
    KpiSnapshot.objects.bulk_create(fresh)
    return len(fresh)


def _measured(figure: DeclaredFigure, reader: Any) -> Iterator[tuple[str, Measured]]:
    yield "", figure.kpi.value(reader)
    for code, part in figure.kpi.by_village(reader).items():
        yield code or KpiSnapshot.NOWHERE, part


def _row(kpi: Kpi, figure: DeclaredFigure, area: str, measured: Measured, today: date) -> KpiSnapshot:
    value = measured.value(figure.kpi.scale)
    whole = measured.denominator
    return KpiSnapshot(
        kpi=kpi,
        on=today,
        area=area,
        numerator=measured.numerator.quantize(KEPT),
        denominator=None if whole is None else whole.quantize(KEPT),
        value=None if value is None else as_shown(value),
        computed_at=clock.now(),
        formula_version=figure.kpi.version,
    )


def _emptied(kpi: Kpi, figure: DeclaredFigure, known: KpiSnapshot, reason: str) -> KpiSnapshot:
    """A village that had a part this morning and has none any more."""
    row = _row(kpi, figure, known.area, Measured(known.numerator, known.denominator).nothing, known.on)
    row.restates, row.reason = known, reason
    return row


def current(kpi: Kpi) -> Any:
    """The rows of a figure that no later one restates."""
    return KpiSnapshot.objects.filter(kpi=kpi, restated_by__isnull=True)


def latest(codes: Iterable[str], area: str = "", until: date | None = None) -> dict[str, KpiSnapshot]:
    """The last value kept of each figure, up to a day, in one statement: one look into `executive_snapshot_latest` a
    figure, however many nights were kept.
    """
    nights = KpiSnapshot.objects.filter(area=area, kpi=OuterRef("pk"))
    nights = nights.filter(on__lte=until) if until else nights
    last = Subquery(nights.order_by("-on", "-id").values("pk")[:1])
    wanted = Kpi.objects.filter(code__in=list(codes)).annotate(last=last).values("last")
    return {
        row.kpi.code: row for row in KpiSnapshot.objects.filter(pk__in=wanted).select_related("kpi").order_by("kpi")
    }


def latest_of_village(codes: Iterable[str], village: str, until: date | None = None) -> dict[str, Kept]:
    """The same of a village: what it had on the last day of the office, in two statements."""
    wanted = list(codes)
    parts = latest(wanted, village, until)
    return {code: _part(whole, parts.get(code)) for code, whole in latest(wanted, "", until).items()}


def _part(whole: KpiSnapshot, part: KpiSnapshot | None) -> Kept:
    """A village without a row on a day of the office had no record that day, whatever it had before."""
    if part is None or part.on != whole.on:
        return kept_of(whole, missing(whole))
    return kept_of(whole, part.value)


def kept_of(whole: KpiSnapshot, value: Decimal | None) -> Kept:
    """A value of the day and the definition of the office's own."""
    return Kept(value, whole.on, whole.formula_version)


def missing(whole: KpiSnapshot) -> Decimal | None:
    """The value of a part without records on the day of the whole."""
    return Measured(whole.numerator, whole.denominator).nothing.value()


def kept_between(code: str, village: str, first: date, last: date) -> list[Kept]:
    """What the office, or a village, had on every day of a span on which the figure was kept; one statement."""
    found = KpiSnapshot.objects.filter(kpi__code=code, area__in={"", village}, on__range=(first, last))
    words = {(row.on, row.area): row for row in found.order_by("-on", "area", "-id").distinct("on", "area")}
    return [
        _part(whole, words.get((on, village))) if village else kept_of(whole, whole.value)
        for (on, area), whole in words.items()
        if not area
    ]


def villages_on(code: str, on: date) -> dict[str, Decimal | None]:
    """The value of each village that had a part on a day the figure was kept, the last word of the day."""
    found = KpiSnapshot.objects.filter(kpi__code=code, on=on).exclude(area__in=("", KpiSnapshot.NOWHERE))
    return dict(found.order_by("area", "-id").distinct("area").values_list("area", "value"))


def villages_by_month(code: str, first: date, last: date) -> list[VillagesKept]:
    """The villages of the last day kept in each month of a span, the oldest first, in two statements."""
    kept = KpiSnapshot.objects.filter(kpi__code=code)
    nights = kept.filter(area="", on__range=(first, last)).annotate(month=TruncMonth("on")).order_by("month")
    days = list(nights.values("month").annotate(day=Max("on")).values_list("day", flat=True))
    rows = kept.filter(on__in=days).exclude(area=KpiSnapshot.NOWHERE)
    by_day: dict[date, dict[str, KpiSnapshot]] = {day: {} for day in days}
    for row in rows.order_by("on", "area", "-id").distinct("on", "area"):
        by_day[row.on][row.area] = row
    return [_villages(day, parts, parts.pop("")) for day, parts in by_day.items()]


def _villages(day: date, parts: Mapping[str, KpiSnapshot], whole: KpiSnapshot) -> VillagesKept:
    values = {area: row.value for area, row in parts.items()}
    return VillagesKept(day, values, missing(whole), whole.formula_version)
