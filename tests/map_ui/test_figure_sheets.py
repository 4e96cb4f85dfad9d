"""A key figure's sheets hold what its page shows, for whoever may open that: no more records, no closed name."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from gis_core.access.models import PersonalDataLook
from layers.registry import registry
from map_ui.reports import key_figures
from modules.kernel.charges.models import Charge
from tests.modules.kernel.charges.money import a_payer, owing, pay
from tests.people import account, sign_in

pytestmark = pytest.mark.django_db
FIGURE = "/r/charges-charge/report/own_revenue/"
LIST = "/r/charges-charge/export/xlsx"


@pytest.fixture
def taken(db: None) -> list[Charge]:
    payer = a_payer()
    charges = owing(payer, "100", "250", "75", due_on=date(2099, 1, 1))
    for charge in charges:
        pay(charge, charge.principal_baht)
    return charges


def rows_of(client: Any, address: str) -> list[tuple[Any, ...]]:
    content = b"".join(client.get(address).streaming_content)
    return list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def test_the_executive_takes_the_charges_behind_a_figure_with_him(client, taken, monkeypatch):
    monkeypatch.setattr(key_figures, "BEHIND", 2)
    user = account("executive")
    sign_in(client, user)
    page = client.get(FIGURE)
    assert "format=xlsx" in page.content.decode() and len(page.context["table"].rows) == 2
    rows = rows_of(client, f"{FIGURE}?format=xlsx")
    assert [row[1] for row in rows[1:]] == [250, 100, 75, 425], "every record, not only those the page has room for"
    assert [row[0] for row in rows[1:3]] == [row[0].text for row in page.context["table"].rows], "in the page's words"
    payer = str(taken[0].person)
    assert payer and all(payer not in str(row) for row in rows)
    assert client.get(f"{FIGURE}?format=csv").status_code == 200
    look = PersonalDataLook.objects.filter(user=user, door="export").latest("id")
    assert "รายการตั้งหนี้" in look.detail


@pytest.mark.parametrize("role", ["engineer", "planner"])
def test_who_may_not_open_the_page_gets_no_sheet(client, taken, role):
    sign_in(client, account(role))
    assert {client.get(f"{FIGURE}{end}").status_code for end in ("", "?format=xlsx", "?format=csv")} == {403}


def test_the_file_of_a_whole_register_stays_a_right_of_its_own(client, taken):
    sign_in(client, account("executive"))
    assert client.get(LIST).status_code == 403


def test_every_figure_somebody_opens_he_takes_with_him(client, taken):
    sign_in(client, account("executive", "clerk_chief"))
    opened = 0
    for register in registry.registers:
        for kpi in [each for each in register.declared.reports if isinstance(each, key_figures.Kpi)]:
            address = f"{register.url}report/{kpi.code}/"
            answers = {client.get(f"{address}{end}").status_code for end in ("", "?format=csv")}
            assert len(answers) == 1, address
            opened += answers == {200}
    assert opened > 10
