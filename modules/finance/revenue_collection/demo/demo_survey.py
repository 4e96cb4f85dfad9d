"""The survey of the demo town's last tax year, village by village, and what its posted list says sent to each owner."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from gis_core.ground.models import AdminArea
from gis_core.pure.thai_calendar import format_date
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.demo import demo_papers
from modules.finance.revenue_collection.land_tax import list_letters
from modules.finance.revenue_collection.models import LandTaxUse, SurveyArea, TaxYear

#: Each team surveys a village, the next begins when it has gone on.
TEAMS, DAYS = 4, 14


def plan(year: TaxYear, officer: Any) -> None:
    """The areas of the survey, one after the other from its first day."""
    register = registry.for_model(SurveyArea)
    villages = AdminArea.objects.filter(level=AdminArea.Level.VILLAGE).order_by("code")
    for number, village in enumerate(villages):
        first: date = year.survey_starts_on + timedelta(days=DAYS * (number // TEAMS))  # type: ignore[operator]
        values = {
            "tax_year": year, "thai": village.thai, "starts_on": format_date(first, "numeric"),
            "ends_on": format_date(first + timedelta(days=DAYS - 1), "numeric"),
            "surveyors": f"พนักงานสำรวจชุดที่ {number % TEAMS + 1}", "geom": village.geom.geojson,
        }  # fmt: skip
        records.create(register, values, user=officer, reason="กำหนดพื้นที่สำรวจ")  # type: ignore[arg-type]


def tell(year: TaxYear) -> None:
    """One letter to each owner in the list."""
    list_letters.tell(year)


def serve(year: TaxYear, officer: Any) -> None:
    """The letters handed over or posted up."""
    demo_papers.serve(list_letters.KIND.code, LandTaxUse.objects.filter(tax_year=year).values("uid"), officer)
