"""Background work of revenue collection."""

from __future__ import annotations

import contextlib

from gis_core.jobs.background import Job, background
from gis_core.jobs.nightly import nightly
from layers.registry import registry
from modules.finance.revenue_collection.land_tax import assess
from modules.finance.revenue_collection.leases import lease_acts, lease_billing
from modules.finance.revenue_collection.models import LandTaxAssessment, Lease, TaxYear


@background("ประเมินภาษีที่ดินและสิ่งปลูกสร้างทั้งปี", in_one_change=False)
def assess_all(job: Job, year: int) -> str:
    """Assess a whole tax year; safe to begin again. Gives the list of its assessments."""
    tax_year = TaxYear.objects.get(pk=year)
    outcome = assess.assess_year(tax_year, job.user, job.acting, job.step)
    job.step(1, 1, outcome.thai)
    register = registry.for_model(LandTaxAssessment)
    return f"{register.url}review?year={tax_year.code}"  # type: ignore[union-attr]


@background("ตั้งหนี้ค่าเช่าประจำเดือน", in_one_change=False)
def bill_rent(job: Job) -> str:
    """Bill every month of rent that has begun; safe to begin again. Gives the list of leases."""
    made = lease_billing.bill_all(job.acting, job.step)
    job.step(1, 1, f"ตั้งหนี้แล้ว {made:,} งวด")
    return registry.for_model(Lease).url  # type: ignore[union-attr]


@nightly("ตั้งหนี้ค่าเช่าและสิ้นสุดสัญญาที่ครบกำหนด")
def bill_rent_each_night() -> None:
    """What has begun is billed before a lease that is over ends."""
    lease_billing.bill_all(contextlib.nullcontext)
    lease_acts.end_the_expired()
