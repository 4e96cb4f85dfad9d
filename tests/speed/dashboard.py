"""The page of figures over a town's charges of three years and its nights of three years: what one reader waits for,
with the plans of what takes longest; and the night's round, in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Min
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from gis_core.ground.models import AdminArea
from gis_core.pure.thai_calendar import be_year
from modules.central_administration.executive_information import snapshots
from modules.central_administration.executive_information.models import KpiSnapshot
from modules.central_administration.executive_information.seeding import key_figures
from modules.kernel.charges.models import Charge, RevenueCode
from tests.people import sign_in, user_with
from tests.speed.report import Row, median_ms

A_YEAR, YEARS, NIGHTS = 100_000, 3, 1_000
MOST_MS, SLOW_MS = 1_000, 20
#: Statements of a page whose plans are printed, and lines of each plan.
TOLD, PLAN_LINES = 3, 14
MARK = "dash"
#: Every fifth charge is not paid; the rest came in over the months of its year.
CHARGES = """INSERT INTO kernel_charges_charge (register_no, status, title, revenue_id, person_id, place_id,
        tax_year_be, fiscal_year_be, principal_baht, principal_left_baht, due_on)
    SELECT %(mark)s || %(year)s || '-' || n, CASE n %% 5 WHEN 0 THEN 'open' ELSE 'paid' END, 'bench', %(revenue)s,
        w.people[1 + n %% array_length(w.people, 1)], w.places[1 + n %% array_length(w.places, 1)], %(year)s, %(year)s,
        100 + n %% 4900, CASE n %% 5 WHEN 0 THEN 100 + n %% 4900 ELSE 0 END, make_date(%(year)s - 543, 4, 30)
    FROM generate_series(1, %(count)s) n, (SELECT (SELECT array_agg(id) FROM parties_person) AS people,
        (SELECT array_agg(uid) FROM ground_parcel) AS places) w"""
OPENED = """INSERT INTO kernel_charges_chargeentry (charge_id, kind, component, amount_baht, "on", law, note)
    SELECT id, 'opened', 'principal', principal_baht, make_date(tax_year_be - 543, 2, 1), '', ''
    FROM kernel_charges_charge WHERE title = 'bench'"""
CLEARED = """INSERT INTO kernel_charges_chargeentry (charge_id, kind, component, amount_baht, "on", law, note)
    SELECT id, 'cleared', 'principal', -principal_baht, make_date(tax_year_be - 543, 2, 1) + (id %% 300)::int, '', ''
    FROM kernel_charges_charge WHERE title = 'bench' AND status = 'paid'"""


def fill(a_year: int = A_YEAR) -> None:
    """Charges and nights of three years; does nothing the second time."""
    if Charge.objects.filter(register_no__startswith=MARK).exists():
        return
    this, revenue = be_year(clock.today()), RevenueCode.objects.get(code="land_tax")
    with acting_as(system_user(), "รายการเพื่อวัดความเร็ว"), connection.cursor() as cursor:
        for year in range(this - YEARS + 1, this + 1):
            values = {"mark": MARK, "year": year, "revenue": revenue.pk, "count": a_year}
            cursor.execute(CHARGES, values)
        cursor.execute(OPENED)
        cursor.execute(CLEARED.replace("%%", "%"))
    key_figures()
    with acting_as(system_user(), "คืนเพื่อวัดความเร็ว"):
        nights = list(KpiSnapshot.objects.filter(pk__in=_last_night()))
        oldest = KpiSnapshot.objects.aggregate(first=Min("on"))["first"]
        for row in nights:
            KpiSnapshot.objects.bulk_create(_earlier(row, oldest), batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _last_night() -> list[int]:
    """The first night is a real one: its rows are those of all figures and villages."""
    snapshots.keep_all()
    return list(KpiSnapshot.objects.filter(on=clock.today()).values_list("pk", flat=True))


def _earlier(row: KpiSnapshot, oldest: date) -> list[KpiSnapshot]:
    """The same before every night that was kept."""
    plain = {
        name: getattr(row, name) for name in ("kpi_id", "area", "numerator", "denominator", "value", "computed_at")
    }
    return [KpiSnapshot(on=oldest - timedelta(days=back), **plain) for back in range(1, NIGHTS)]


NIGHT = """
import resource, time, django
django.setup()
from django.db import connection
from gis_core.access.actor import acting_as, system_user
from modules.central_administration.executive_information import snapshots
from tests.speed.report import processor
connection.ensure_connection()
backend = connection.connection.info.backend_pid
used, start = processor(backend), time.perf_counter()
with acting_as(system_user(), "รอบคืนเพื่อวัดความเร็ว"):
    snapshots.keep_all()
used, seconds = processor(backend) - used, time.perf_counter() - start
print(seconds, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def night() -> tuple[float, float, float]:
    """Seconds of the night's round, those of a processor, and megabytes of its process."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    done = subprocess.run([sys.executable, "-c", NIGHT], env=environment, capture_output=True, text=True, check=True)
    seconds, used, megabytes = map(float, done.stdout.split()[-3:])
    return seconds, used, megabytes


def measure() -> list[Row]:
    """The night's round, then the pages of readers who see the whole office and of one who does not."""
    fill()
    seconds, used, megabytes = night()
    village = AdminArea.objects.filter(level="village").order_by("code").values_list("code", flat=True)[0]
    head, engineer = (user_with(role, name=f"dash{time.time_ns()}") for role in ("executive", "engineer"))
    pages = (
        ("dashboard of the executive", head, "/figures/"),
        ("  of one village", head, f"/figures/?village={village}"),
        ("  of an engineer, who sees no money", engineer, "/figures/"),
        ("  the executive's first page", head, "/home/"),
        ("  published figures", head, "/figures/public/"),
    )
    rows = [_row(work, user, path) for work, user, path in pages]
    whole = f"{Charge.objects.count():,} charges, {KpiSnapshot.objects.count():,} kept values"
    return [
        *rows,
        Row(f"  the night's round over {whole}", seconds, "s", None, "", "printed", None),
        Row("  of processor", used, "s", None, "", "printed", None),
        Row("  memory of its process", megabytes, "MB", None, "", "printed", None),
    ]


def _row(work: str, user: Any, path: str) -> Row:
    client = Client(SERVER_NAME="127.0.0.1")
    sign_in(client, user)

    def ask() -> None:
        assert client.get(path).status_code == 200, path

    took = median_ms(ask)
    with CaptureQueriesContext(connection) as queries:
        spent = _processor_ms(ask)
    _tell(path, queries.captured_queries)
    text = f"{work}: {len(queries)} queries, {spent:.0f} ms of processor"
    return Row(text, took, "ms", None, "", f"<= {MOST_MS} ms warm", took <= MOST_MS)


def _tell(path: str, queries: list[dict[str, str]]) -> None:
    """The statements of a page that take longest, each with its plan as it is now."""
    longest = sorted(queries, key=lambda query: float(query["time"]), reverse=True)[:TOLD]
    for query in longest:
        if float(query["time"]) * 1000 > SLOW_MS:
            print(
                f"\n{float(query['time']) * 1000:.0f} ms in {path}: {' '.join(query['sql'].split())[:600]}", flush=True
            )
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {query['sql']}")
                for (line,) in cursor.fetchall()[:PLAN_LINES]:
                    print(f"    {line[:140]}", flush=True)


def _processor_ms(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000
