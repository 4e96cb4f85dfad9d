"""The tab of a key figure: what was kept of it, with what was reckoned anew and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modules.central_administration.executive_information.approval import is_used
from modules.central_administration.executive_information.declared import by_code
from modules.central_administration.executive_information.models import Kpi, KpiSnapshot

SHOWN = 90


def kept_tab(kpi: Kpi, user: Any) -> Mapping[str, Any]:
    """The last values of the office, for those who see all that the figure counts."""
    figure = by_code().get(kpi.code)
    if figure is None or not figure.is_open_to(user):
        return {"closed": True}
    rows = KpiSnapshot.objects.filter(kpi=kpi, area="").select_related("restated_by").order_by("-on", "-id")[:SHOWN]
    return {"rows": rows, "unit": kpi.unit or figure.kpi.unit, "url": figure.url if is_used(kpi) else ""}
