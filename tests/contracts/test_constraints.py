"""What the tables of money and papers refuse reaches people as a Thai sentence, whichever door wrote."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from gis_core.access.actor import acting_as, system_user
from gis_core.features import clock
from layers.engine.faults import from_database, of_database
from layers.registry import registry
from modules.kernel.charges import counter
from modules.kernel.charges.models import CashDay, ChargeEntry
from tests.modules.kernel.charges.money import a_payer, owing
from tests.people import sign_in, user_with

pytestmark = pytest.mark.django_db
PACKAGES = (
    "kernel_charges", "kernel_rates", "kernel_cases", "kernel_notices", "kernel_documents", "revenue_collection",
    "numbering",
)  # fmt: skip
#: Names of things that are written so in Thai too.
NAMES = re.compile(r"Biller ID|QR|PDF")
CONSTRAINTS = """
SELECT t.relname, c.conname,
    CASE c.contype WHEN 'c' THEN '23514' WHEN 'x' THEN '23P01' WHEN 'f' THEN '23503' ELSE '23505' END
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype IN ('c', 'x', 'f', 'u', 'p')
UNION SELECT t.relname, i.relname, '23505' FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace
"""


class Diagnosed(Exception):
    def __init__(self, **diagnostic: Any) -> None:
        self.diag = SimpleNamespace(**diagnostic)


def broken(**diagnostic: Any) -> IntegrityError:
    error = IntegrityError("new row violates a constraint")
    error.__cause__ = Diagnosed(**diagnostic)
    return error


def stored() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS)
        return cursor.fetchall()


def tables() -> dict[str, Any]:
    return {m._meta.db_table: m for label in PACKAGES for m in apps.get_app_config(label).get_models()}


def is_thai(text: str) -> bool:
    return bool(re.search("[ก-๙]", text)) and not re.search("[A-Za-z_{}]", NAMES.sub("", text))


def test_each_constraint_has_a_sentence_and_a_declared_one_its_own():
    mine, faults = tables(), []
    own = {c.name for m in mine.values() if m._meta.app_label != "numbering" for c in m._meta.constraints}
    found = [row for row in stored() if row[0] in mine]
    assert {name for _, name, _ in found} >= own and len(own) > 50
    for table, name, state in found:
        for message in ("insert or update on table", "update or delete on table"):
            refused = of_database(
                broken(table_name=table, constraint_name=name, sqlstate=state, message_primary=message)
            )
            if refused is None or not is_thai(refused.thai) or (name in own and refused.code == "CONSTRAINT"):
                faults.append((name, refused))
    assert not faults


def test_each_column_that_must_be_filled_is_named():
    faults = []
    for table, model in tables().items():
        for field in model._meta.concrete_fields:
            refused = of_database(broken(table_name=table, column_name=field.column, sqlstate="23502"))
            if refused is None or not is_thai(refused.thai):
                faults.append((table, field.name, refused))
    assert not faults


def test_what_registers_say_of_constraints_is_of_constraints_there_are():
    names = {name for _, name, _ in stored()}
    strange = []
    for register in registry.registers:
        columns = {field.name for field in register.model._meta.concrete_fields}
        for key in register.declared.errors:
            known = key.split(":")[0] in columns or key in names or key.startswith("EL")
            if not known and not any(name.startswith(key) for name in names):
                strange.append((register.key, key))
    assert not strange


def test_a_ledger_says_which_one_it_is(db):
    (charge,) = owing(a_payer(), "10.00")
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), acting_as(system_user(), "แก้บัญชี"):
        ChargeEntry.objects.filter(charge=charge).update(note="แก้")
    refused = of_database(caught.value)
    assert refused is not None and refused.code == "EL003" and is_thai(refused.thai)
    assert "บัญชีแยกของรายการตั้งหนี้" in refused.thai


def test_an_error_that_is_no_refusal_stays_an_error():
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM there_is_no_such_table")
    assert of_database(caught.value) is None
    with pytest.raises(DatabaseError):
        from_database(None, caught.value)


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_page_of_its_own_answers_with_the_sentence_too(client, monkeypatch, accept):
    """The counter writes without the engine of the forms: two at once are held apart by the database."""
    cashier = user_with("cashier")
    (charge,) = owing(a_payer(), "10.00", due_on=clock.today())

    def collect(*_: Any, **__: Any) -> None:
        for _n in range(2):
            CashDay.objects.create(cashier=cashier, on=clock.today(), status=CashDay.Status.OPEN)

    monkeypatch.setattr(counter, "collect", collect)
    sign_in(client, cashier)
    sent = {
        "payer": f"person:{charge.person.uid}", "charge": str(charge.uid), f"due_{charge.uid}": "10.00",
        "amount": "10", "method": "cash", "key": "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    }  # fmt: skip
    answer = client.post("/r/charges-receipt/counter", sent, HTTP_ACCEPT=accept)
    text = json.dumps(answer.json(), ensure_ascii=False) if "json" in accept else answer.content.decode()
    assert answer.status_code == 409 and "มีวันรับเงินของวันนี้แล้ว" in text
    assert "charges_one_cash_day" not in text and not CashDay.objects.exists()
