"""A tab for records of any system: what is to be paid of them, what was paid, and what is due today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from gis_core.access.permissions import log_look
from gis_core.features import clock
from layers.declare import Panel
from layers.registry import registry
from modules.kernel.charges.finding import charges_seen
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.models import Charge
from modules.kernel.charges.rules.settling import total


def charges_panel(of: Callable[[Any], QuerySet[Charge]]) -> Panel:
    """The tab of records of a system that says which charges are theirs, as of all versions of an assessment."""

    def tab(record: Any, user: Any) -> Mapping[str, Any]:
        log_look(user, "panel", record.uid, f"ยอดที่ต้องชำระของ {record}")
        return bills(charges_seen(user).filter(pk__in=of(record).values("pk")).order_by("due_on", "pk"))

    return Panel("charges", "ยอดที่ต้องชำระ", "kernel_charges/of_source.html", tab)


def _arose_from(record: Any) -> QuerySet[Charge]:
    return Charge.objects.filter(source_id=record.uid)


def bills(charges: QuerySet[Charge]) -> dict[str, Any]:
    """Charges as `of_source.html` lists them, each with what is due of it today."""
    register, today = registry.for_model(Charge), clock.today()
    assert register is not None  # declared beside this module
    owed = owed_on(charges, today)
    return {
        "rows": [
            {
                "owed": each,
                "status": Charge.Status(each.charge.status).label,
                "url": register.record_url(each.charge.uid),
            }
            for each in owed
        ],
        "total": total(each.dues for each in owed),
        "as_of": today,
    }


SOURCE_PANEL = charges_panel(_arose_from)
