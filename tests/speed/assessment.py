"""Assess, freeze and charge a tax year of 100,000 parcels, against the bare insert of the same rows: those of its own
tables, and those of index, authors and words that stand for them.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.db import connection

from gis_core.access.actor import acting_as, system_user
from gis_core.features.models import Change
from gis_core.numbering import series
from gis_core.pure.garbage import uncollected
from modules.finance.revenue_collection.land_tax import assess, charging, reading
from modules.finance.revenue_collection.models import LandTaxAssessment, LandTaxLine, TaxYear
from modules.kernel.charges import opening
from tests.speed.report import RUNS, Row, processor

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
    SELECT u.parcel_id, w.id, 'owner', 1, 1, '', 'bench', daterange('2010-01-01', NULL), ''
    FROM revenue_collection_landtaxuse u CROSS JOIN (SELECT count(*) AS people FROM parties_person) c
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM parties_person) w
        ON w.place = u.parcel_id %% c.people
    WHERE u.tax_year_id = %(year)s
        AND NOT EXISTS (SELECT 1 FROM ground_ownershipspell o WHERE o.parcel_id = u.parcel_id AND o.role = 'owner')"""

#: What the run writes besides the index: its own tables, and which rows of them are the run's.
RUN = "revenue_collection_landtaxassessment", "revenue_collection_landtaxline", "kernel_charges_charge"
OWN = (*RUN, "kernel_charges_chargeentry", "numbering_numbertaken")
OF_RUN = """id IN (SELECT record_id FROM gis_{0} i JOIN gis_layer l ON l.id = i.layer_id
    WHERE l.table_name = '{1}' AND i.change_id > %(since)s)"""
INDEX = {
    "gis_feature": "change_id > %(since)s",
    "gis_stamp": "change_id > %(since)s",
    "gis_search_personal": "(layer_id, record_id) IN (SELECT layer_id, record_id FROM gis_feature"
    " WHERE change_id > %(since)s)",
}
#: Tables whose rows are features; the others have a stamp.
FEATURES = (RUN[0], RUN[2])
#: What is timed within the run: module or class, and function.
TIMED = (
    ("reading", reading, "valued"),
    ("reading", reading, "touching"),
    ("reckoning", assess, "_reckon"),
    ("lines as rows, fingerprints", assess.Run, "freeze"),
)


def prepare(count: int) -> TaxYear:
    """A tax year whose uses, prices and owners are complete."""
    with acting_as(system_user(), "เตรียมปีภาษีเพื่อวัดความเร็ว"), connection.cursor() as cursor:
        year = TaxYear.objects.create(code=CODE, prices_announced_on=date(2026, 11, 20))
        for statement in (USES, PRICES, OWNERS):
            cursor.execute(statement, {"year": year.pk, "count": count})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return year


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and those a processor worked: this process and its session of the database together."""

    clock: float
    processor: float

    def __sub__(self, other: Took) -> Took:
        return Took(self.clock - other.clock, self.processor - other.processor)

    def __add__(self, other: Took) -> Took:
        return Took(self.clock + other.clock, self.processor + other.processor)


def now(backend: int) -> Took:
    """Readings whose differences are what something took."""
    return Took(time.perf_counter(), processor(backend))


def backend() -> int:
    """The session of Django's connection, by its process."""
    with connection.cursor() as cursor:
        return int(cursor.connection.info.backend_pid)


def bare(since: int) -> tuple[Took, Took]:
    """What it takes to insert the rows the run wrote into empty tables of the same columns and indexes, without
    triggers and foreign keys, in one transaction each, logged and flushed as the register: its own tables alone, and
    with index, authors and words. The middle of several runs, which one noisy second would not tell.
    """
    env = settings.ENV
    address = {"host": env.db_host, "port": env.db_port, "dbname": env.db_name, "user": env.db_owner}
    written = {table: OF_RUN.format("feature" if table in FEATURES else "stamp", table) for table in OWN} | INDEX
    with psycopg.connect(**address, autocommit=True) as owner:
        for table, which in written.items():
            owner.execute(f"CREATE TEMP TABLE rows_{table} AS SELECT * FROM {table} WHERE {which}", {"since": since})
        runs = [tuple(_took(owner, tables) for tables in (OWN, INDEX)) for _ in range(RUNS)]
    own, _ = _middle(runs, lambda run: run[0].clock)
    both = _middle(runs, lambda run: run[0].clock + run[1].clock)
    return own, both[0] + both[1]


def _middle(runs: Iterable[Any], key: Callable[[Any], float]) -> Any:
    found = sorted(runs, key=key)
    return found[len(found) // 2]


def _took(owner: Any, tables: Iterable[str]) -> Took:
    for table in tables:
        owner.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)")
    start = now(owner.info.backend_pid)
    with owner.transaction():
        for table in tables:
            owner.execute(f"INSERT INTO bare_{table} SELECT * FROM rows_{table}")
    took = now(owner.info.backend_pid) - start
    for table in tables:
        owner.execute(f"DROP TABLE bare_{table}")
    return took


class Parts:
    """Where the processor's seconds of a run go; what is made beside the writing is told with both."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.stack = ExitStack()
        self.backend = backend()

    def __enter__(self) -> Parts:
        for name, holder, function in TIMED:
            self.stack.enter_context(patch.object(holder, function, self._timed(name, getattr(holder, function))))
        for module in (assess, opening):
            self.stack.enter_context(patch.object(module, "copy_rows", self._copying(module.copy_rows)))
        self.stack.enter_context(patch.object(series, "take_many", self._timed("numbers", series.take_many)))
        return self

    def __exit__(self, *_: Any) -> None:
        self.stack.close()

    def _timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any) -> Any:
            start = processor(self.backend)
            found = call(*args)
            self.seconds[name] += processor(self.backend) - start
            return found

        return timed

    def _copying(self, call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda model, *rest: self._timed(f"COPY of {model.__name__} and triggers", call)(model, *rest)

    @contextmanager
    def acting(self, user: Any) -> Iterator[None]:
        """A change, the end of which is timed: then foreign keys are asked and the rows flushed."""
        with ExitStack() as change:
            change.enter_context(acting_as(user, "ประเมินภาษีทั้งปี"))
            yield
            start = processor(self.backend)
            change.close()
            self.seconds["ends of changes: foreign keys, flushing"] += processor(self.backend) - start


def measure(count: int = COUNT) -> list[Row]:
    """The run itself, the same run again (nothing to write), and the memory of both."""
    year, user = prepare(count), system_user()
    since = Change.objects.order_by("-pk").values_list("pk", flat=True)[0]
    session = backend()
    start = now(session)
    with Parts() as parts:
        outcome = assess.assess_year(year, user, lambda: parts.acting(user))
        assessed = now(session)
        assert outcome.counts["made"], outcome.thai
        with uncollected(), parts.acting(user):  # as the step of all assessments is taken
            charging.open_for(year, list(LandTaxAssessment.objects.filter(tax_year=year).order_by("id")))
    end = now(session)
    ours, charged = end - start, end - assessed
    own, against = bare(since)
    start = now(session)
    again = assess.assess_year(year, user, lambda: acting_as(user, "ประเมินภาษีทั้งปี"))
    second = now(session) - start
    assert again.counts["same"] == outcome.counts["made"], again.thai
    lines = LandTaxLine.objects.filter(assessment__tax_year=year).count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    work = f"assess, freeze, charge {lines:,} lines of {outcome.counts['made']:,} taxpayers"
    met = ours.clock <= MOST_RATIO * against.clock
    used = ours.processor
    return [
        Row(work, ours.clock, "s", against.clock, "bare insert of the rows", f"<= {MOST_RATIO}x", met),
        Row("  of processor", used, "s", against.processor, "bare insert of the rows", "printed", None),
        Row("  against the rows of its own tables alone", used, "s", own.processor, "without index", "printed", None),
        *(Row(f"  of it: {name}", each, "s", used, "", "printed", None) for name, each in parts.seconds.items()),
        Row("  opening the charges, all of it", charged.processor, "s", used, "the whole", "printed", None),
        Row("  the same again: nothing to write", second.processor, "s", used, "the first run", "printed", None),
        Row("  memory of the process", peak, "MB", None, "", f"<= {MOST_MB} MB", peak <= MOST_MB),
    ]
