"""Every key figure is the same number three times: of the office, of its villages together, of the records behind."""

from __future__ import annotations

import html
import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from gis_core.access.holdings import WholeOffice
from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.registry import registry
from modules.kernel.rates.lookup import rows_of
from tests.contracts import examples
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
FIGURES = [
    (register, kpi) for register in registry.registers for kpi in register.declared.reports if isinstance(kpi, Kpi)
]


@pytest.mark.parametrize(("owner", "kpi"), FIGURES, ids=[f"{r.key}.{k.code}" for r, k in FIGURES])
def test_the_office_its_villages_and_the_records_agree(owner: BoundRegister, kpi: Kpi) -> None:
    given = examples.Given({})
    for number in range(3):
        examples.create(owner, number, given)
    reader = user_with(next(role for grant in owner.grants if "view" in grant.action_set for role in grant.role_set))
    whole, villages, behind = kpi.value(reader), kpi.by_village(reader), kpi.features(reader)
    nothing = Measured(Decimal(0), None if whole.denominator is None else Decimal(0))
    assert sum(villages.values(), nothing) == whole
    if kpi.by_unit is not None:
        assert sum(kpi.by_unit(reader).values(), nothing) == whole
    assert sum((each["amount"] for each in behind), Decimal(0)) == whole.numerator
    assert len({each["uid"] for each in behind}) == len(behind) and all(each["title"] for each in behind)


def test_a_ratio_of_the_office_is_no_mean_of_its_villages() -> None:
    first, second = Measured(Decimal(1_200_000), Decimal(1_500_000)), Measured(Decimal(900_000), Decimal(1_000_000))
    percent = Decimal(100)
    assert (first.value(percent), second.value(percent)) == (Decimal("80.00"), Decimal("90.00"))
    assert (first + second).value(percent) == Decimal("84.00")
    assert Measured(Decimal(0), Decimal(0)).value(percent) is None
    assert Measured(Decimal("3996104.50"), Decimal("4812350.00")).value(percent) == Decimal("83.04")


USED = [(register, kpi) for register, kpi in FIGURES if kpi.rates]
#: A table of rates as the statements that read it name it.
ASKED = re.compile(r"\"kernel_rates_ratetable\".\"key\" = '([^']+)'")


@pytest.fixture
def late(db: None) -> None:
    """One tax that is overdue: without it nothing is reckoned late."""
    owing(a_payer(), "1000", due_on=date(2020, 1, 1))


@pytest.mark.parametrize(("owner", "kpi"), FIGURES, ids=[f"{r.key}.{k.code}" for r, k in FIGURES])
def test_every_rate_a_figure_is_reckoned_with_is_declared_on_it(owner: BoundRegister, kpi: Kpi, late: None) -> None:
    examples.create(owner, 0, examples.Given({}))
    reader = WholeOffice()
    with CaptureQueriesContext(connection) as queries:
        kpi.value(reader), kpi.by_village(reader), kpi.features(reader)
    asked = {table for query in queries for table in ASKED.findall(query["sql"])}
    assert asked <= {used.table for used in kpi.rates}


def test_the_statements_that_read_rates_are_recognised(late: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows_of("roads.repair_costs")
    assert [table for query in queries for table in ASKED.findall(query["sql"])] == ["roads.repair_costs"]
    assert {f"{register.key}.{kpi.code}" for register, kpi in USED} >= {
        "civil_works.roads_bridges.road.backlog", "kernel.charges.charge.tax_arrears",
    }  # fmt: skip


@pytest.mark.parametrize(("owner", "kpi"), USED, ids=[f"{r.key}.{k.code}" for r, k in USED])
def test_an_auditor_gets_from_a_figure_to_its_rates_and_their_law(client, owner: BoundRegister, kpi: Kpi) -> None:
    sign_in(client, user_with("auditor"))
    page = client.get(f"{owner.url}report/{kpi.code}/")
    assert page.status_code == 200
    shown = page.context["past"].rates
    assert len(shown) == len(kpi.rates) and all(table.rows for table in shown)
    for row in [row for table in shown for row in table.rows]:
        answer = client.get(row[0].url)
        assert answer.status_code == 200
        assert row[-1].text and row[-1].text in html.unescape(answer.content.decode())
    book = b"".join(client.get(f"{owner.url}report/{kpi.code}/?format=xlsx").streaming_content)
    sheets = load_workbook(BytesIO(book)).worksheets
    assert len([sheet for sheet in sheets if sheet.title.startswith("อัตรา")]) == len(kpi.rates)
