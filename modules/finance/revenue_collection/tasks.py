"""Background work of revenue collection."""

from __future__ import annotations

from gis_core.jobs.background import Job, background
from layers.registry import registry
from modules.finance.revenue_collection import assess
from modules.finance.revenue_collection.models import LandTaxAssessment, TaxYear


@background("ประเมินภาษีที่ดินและสิ่งปลูกสร้างทั้งปี", in_one_change=False)
def assess_all(job: Job, year: int) -> str:
    """Assess a whole tax year; safe to begin again. Gives the list of its assessments."""
    tax_year = TaxYear.objects.get(pk=year)
    outcome = assess.assess_year(tax_year, job.user, job.acting, job.step)
    job.step(1, 1, outcome.thai)
    register = registry.for_model(LandTaxAssessment)
    return f"{register.url}review?year={tax_year.code}"  # type: ignore[union-attr]
