"""A row for every declared key figure, so that targets can be set; what the office changed stays as it is."""

from __future__ import annotations

from decimal import Decimal

from gis_core.access.actor import acting_as, system_user
from gis_core.features.seeds import seed
from modules.central_administration.executive_information.declared import DeclaredFigure, declared
from modules.central_administration.executive_information.models import Kpi

HUNDRED = Decimal(100)
#: Of a module, or of one of its systems.
DIMENSIONS = {
    "kernel.base_map": Kpi.Dimension.SOCIAL,
    "kernel": Kpi.Dimension.FINANCE,
    "finance": Kpi.Dimension.FINANCE,
    "civil_works": Kpi.Dimension.INFRASTRUCTURE,
    "education_religion_culture": Kpi.Dimension.SOCIAL,
    "social_welfare": Kpi.Dimension.SOCIAL,
    "public_health_environment": Kpi.Dimension.ENVIRONMENT,
}


@seed("ตัวชี้วัด")
def key_figures() -> int:
    """Write the figures that are missing; returns how many."""
    names = dict(Kpi.objects.values_list("code", "thai"))
    fresh = []
    for figure in declared():
        if figure.code not in names:
            names[figure.code] = _name(figure, set(names.values()))
            fresh.append(_row(figure, names[figure.code]))
    if fresh:
        with acting_as(system_user(), "บรรจุตัวชี้วัดตั้งต้น"):
            Kpi.objects.bulk_create(fresh)
    return len(fresh)


def _name(figure: DeclaredFigure, taken: set[str]) -> str:
    """Its own name, told apart by its register where another figure has the same."""
    thai = figure.kpi.thai
    return f"{thai} ({figure.register.thai})" if thai in taken else thai


def _row(figure: DeclaredFigure, thai: str) -> Kpi:
    is_share = figure.kpi.scale == HUNDRED
    return Kpi(
        code=figure.code,
        thai=thai,
        dimension=DIMENSIONS.get(figure.register.system.key)
        or DIMENSIONS.get(figure.register.system.module, Kpi.Dimension.GOVERNANCE),
        least=Decimal(0),
        most=HUNDRED if is_share else None,
    )
