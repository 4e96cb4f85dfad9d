"""Orders of the executive that should have been reported done by now, as a key figure: by village where what they are
on lies, and by the unit that answers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from gis_core.features import clock
from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.engine import units, villages
from layers.engine.rows import seen
from modules.central_administration.executive_information import notes
from modules.central_administration.executive_information.models import AreaNote, ExecutiveNote, RecordNote

ONE = Decimal(1)
MODELS = (ExecutiveNote, AreaNote, RecordNote)


def _late(user: Any) -> list[QuerySet[Any]]:
    """As far as the reader sees them: on figures, on drawn areas, on records."""
    late = {"status__in": notes.WAITING, "due_on__lt": clock.today()}
    return [seen(model, user).filter(**late).order_by("due_on", "id") for model in MODELS]


def late(user: Any) -> Measured:
    return Measured(Decimal(sum(found.count() for found in _late(user))))


def late_by_village(user: Any) -> dict[str, Measured]:
    """An order on a figure stands nowhere."""
    return villages.joined(*(villages.sums_by_village(found, Count("pk")) for found in _late(user)))


def late_by_unit(user: Any) -> dict[str, Measured]:
    return villages.joined(*(units.sums_by_unit(found, Count("pk")) for found in _late(user)))


def late_records(user: Any) -> list[dict[str, Any]]:
    """The longest overdue first."""
    found = [order for orders in _late(user) for order in orders]
    found.sort(key=lambda order: (order.due_on, order.pk))
    return [{"uid": each.uid, "title": f"{each.register_no} {each}", "amount": ONE} for each in found]


FIGURE = Kpi(
    "late_orders", "ข้อสั่งการเกินกำหนด", late, late_by_village, late_records, unit="ข้อ", amount="ข้อ", better="lower",
    reads=(AreaNote, RecordNote), by_unit=late_by_unit,
)  # fmt: skip
