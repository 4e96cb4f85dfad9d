"""Assess, freeze and charge a tax year of 100,000 parcels, against the bare insert of the same rows."""

from __future__ import annotations

import resource
import time
from datetime import date
from typing import Any

from django.db import connection, transaction

from gis_core.access.actor import acting_as, system_user
from modules.finance.revenue_collection import assess, charging
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, TaxYear
from modules.kernel.charges.models import Charge, ChargeEntry
from tests.speed.report import Row

COUNT, MOST_RATIO, MOST_MB = 100_000, 4, 700
#: A year the demo town has not.
CODE = "2570"
#: Priced parcels with an owner on 1 January, each with one use of its whole area.
USES = """INSERT INTO revenue_collection_landtaxuse
        (tax_year_id, parcel_id, seq, category, land_sqwah, floor_m2, farmer_registered, note, status)
    SELECT %(year)s, p.id, 1, CASE p.land_use WHEN 'agriculture' THEN 'agri' WHEN 'residence' THEN 'residential'
        WHEN 'vacant' THEN 'vacant' ELSE 'other' END, p.area_sqwah, 0, false, '', ''
    FROM ground_parcel p WHERE p.status IN ('active', 'pending') ORDER BY p.id LIMIT %(count)s"""
PRICES = """INSERT INTO ground_appraisalprice (parcel_id, baht_per_sqwah, source, valid, status)
    SELECT u.parcel_id, 1000 + u.parcel_id %% 900, 'bench', daterange('2023-01-01', NULL), ''
    FROM revenue_collection_landtaxuse u WHERE u.tax_year_id = %(year)s AND NOT EXISTS (
        SELECT 1 FROM ground_appraisalprice a WHERE a.parcel_id = u.parcel_id AND a.valid @> date '2027-01-01')"""
OWNERS = """INSERT INTO ground_ownershipspell
        (parcel_id, person_id, role, share_num, share_den, act, source, valid, status)
    SELECT u.parcel_id, w.ids[1 + u.parcel_id %% array_length(w.ids, 1)], 'owner', 1, 1, '', 'bench',
        daterange('2010-01-01', NULL), ''
    FROM revenue_collection_landtaxuse u CROSS JOIN (SELECT array_agg(id) AS ids FROM parties_person) w
    WHERE u.tax_year_id = %(year)s
        AND NOT EXISTS (SELECT 1 FROM ground_ownershipspell o WHERE o.parcel_id = u.parcel_id AND o.role = 'owner')"""

OF_YEAR = "tax_year_id = (SELECT id FROM revenue_collection_taxyear WHERE code = %(year)s)"
#: What a run writes, and which rows of it are the run's.
WRITTEN = {
    LandTaxAssessment: OF_YEAR,
    LandTaxLine: f"assessment_id IN (SELECT id FROM revenue_collection_landtaxassessment WHERE {OF_YEAR})",
    Charge: "tax_year_be = %(year)s::int",
    ChargeEntry: "charge_id IN (SELECT id FROM kernel_charges_charge WHERE tax_year_be = %(year)s::int)",
}


def prepare(count: int) -> TaxYear:
    """A tax year whose uses, prices and owners are complete."""
    with acting_as(system_user(), "เตรียมปีภาษีเพื่อวัดความเร็ว"), connection.cursor() as cursor:
        year = TaxYear.objects.create(code=CODE, prices_announced_on=date(2026, 11, 20))
        for statement in (USES, PRICES, OWNERS):
            cursor.execute(statement, {"year": year.pk, "count": count})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return year


def bare() -> float:
    """Seconds of inserting the rows that were written into tables of the same columns and indexes without triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        seconds = 0.0
        for model, which in WRITTEN.items():
            table = model._meta.db_table
            cursor.execute(f"CREATE TEMP TABLE bare_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")
            start = time.perf_counter()
            cursor.execute(f"INSERT INTO bare_{table} SELECT * FROM {table} WHERE {which}", {"year": CODE})
            seconds += time.perf_counter() - start
        transaction.set_rollback(True)
    return seconds


def measure(count: int = COUNT) -> list[Row]:
    """The run itself, the same run again (nothing to write), and the memory of both."""
    year, user = prepare(count), system_user()

    def acting() -> Any:
        return acting_as(user, "ประเมินภาษีทั้งปี")

    start = time.perf_counter()
    outcome = assess.assess_year(year, user, acting)
    assessed = time.perf_counter() - start
    assert outcome.counts["made"], outcome.thai
    start = time.perf_counter()
    with acting():
        charging.open_for(year, list(LandTaxAssessment.objects.filter(tax_year=year).order_by("id")))
    charged = time.perf_counter() - start
    ours = assessed + charged
    against = bare()
    start = time.perf_counter()
    again = assess.assess_year(year, user, acting)
    second = time.perf_counter() - start
    assert again.counts["same"] == outcome.counts["made"], again.thai
    lines = LandTaxLine.objects.filter(assessment__tax_year=year).count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    work = f"assess, freeze, charge {lines:,} lines of {outcome.counts['made']:,} taxpayers"
    return [
        Row(work, ours, "s", against, "bare insert of the rows", f"<= {MOST_RATIO}x", ours <= MOST_RATIO * against),
        Row("  of it: opening the charges", charged, "s", ours, "the whole", "printed", None),
        Row("  the same again: nothing to write", second, "s", ours, "the first run", "printed", None),
        Row("  memory of the process", peak, "MB", None, "", f"<= {MOST_MB} MB", peak <= MOST_MB),
    ]
