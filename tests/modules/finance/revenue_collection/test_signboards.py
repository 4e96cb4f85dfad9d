"""Signboard tax through its registers: the return, who assesses it, the frozen lines, the charges and the paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import ProtectedError

from gis_core.features import clock
from gis_core.ground import office, tax_history
from gis_core.ground.models import Office, Signboard
from gis_core.pure.money import format_baht
from gis_core.pure.refusal import Refusals
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxReturn
from modules.kernel.charges.ledger import owed_on
from modules.kernel.charges.models import Charge
from modules.kernel.charges.opening import instalments
from modules.kernel.documents import issue
from tests.doors import press, refused
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection.signs import assessed, filed, sign, take, told
from tests.modules.kernel.charges.money import pay
from tests.worked_examples import worked_examples

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def year_end(db, monkeypatch) -> Iterator[None]:
    """The last day of 2569, when every sign of the examples hangs."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 31))
    ground.town()
    office.forget()
    yield
    office.forget()


def in_whole_cm() -> list[Any]:
    """The register measures in whole centimetres."""
    return [each for each in worked_examples(__file__, "sign_tax") if "." not in each.values[0]["width_cm"]]


@pytest.mark.parametrize("row", in_whole_cm())
def test_the_worked_examples_through_the_register(row):
    installed = date.fromisoformat(row["installed_on"]) if row["installed_on"] else None
    year = int(row["year"])
    board = sign(
        int(row["width_cm"]), int(row["height_cm"]), kind=row["kind"], sides=int(row["sides"]),
        movable=bool(row["movable"]), installed_on=installed,
    )  # fmt: skip
    first = date(year - 543, 3, 10)
    day = max(installed or first, first)
    made = assessed(filed(board, year_be=row["year"], filed_on=f"{day.day}/{day.month}/{year}"))
    line = made.lines.get()
    assert (made.tax_baht, line.tax_baht, made.penalty_baht) == (D(row["tax_baht"]), D(row["tax_baht"]), 0)
    charge = Charge.objects.get(source_id=made.uid)
    assert (charge.revenue.code, charge.principal_baht, charge.due_on) == ("signboard_tax", D(row["tax_baht"]), None)


@pytest.mark.parametrize(
    ("told_on", "penalty", "total"), [("", "75.40", "1643.72"), ("15/4/2569", "150.80", "1719.12")]
)
def test_example_24_filed_late_and_paid_late(told_on, penalty, total):
    made = assessed(filed(sign(), filed_on="20/4/2569", told_on=told_on))
    assert (made.tax_baht, made.penalty_baht) == (D(1508), D(penalty))
    made = told(made, date(2026, 6, 1))
    assert (made.status, made.received_on, made.due_on) == ("notified", date(2026, 6, 1), date(2026, 6, 16))
    charges = Charge.objects.filter(source_id=made.uid)
    assert set(charges.values_list("revenue__code", "due_on")) == {
        ("signboard_tax", made.due_on), ("signboard_penalty", made.due_on),
    }  # fmt: skip
    owed = owed_on(charges, made.due_on + timedelta(days=40))
    assert sum(each.dues.total for each in owed) == D(total)


def test_example_22_in_three_instalments():
    made = assessed(filed(sign(300, 150, sides=2, movable=True)))
    made = told(made, clock.today())
    with ground.write():
        parts = instalments(Charge.objects.get(source_id=made.uid), clock.today())
    assert [part.amount_baht for part in parts] == [D(3120)] * 3


def test_an_altered_sign_pays_the_increase_alone():
    board = sign()
    assessed(filed(board))
    with ground.write():
        Signboard.objects.filter(pk=board.pk).update(height_cm=240)
    altered = {"sign": board, "replaces": board, "altered_on": "1/7/2569"}
    made = assessed(filed(altered, filed_on="10/7/2569"))
    line = made.lines.get()
    assert (line.year_baht, line.before_baht, line.tax_baht, line.penalty_baht) == (D(2990), D(1508), D(1482), 0)
    again = assessed(filed(altered | {"altered_on": "1/8/2569"}, filed_on="17/8/2569"))
    assert again.tax_baht == 0
    assert not Charge.objects.filter(source_id=again.uid).exists()


def test_what_has_grown_is_assessed_further_from_the_page_of_what_was_paid():
    board, officer = sign(), ground.user("revenue_officer")
    made = assessed(filed(board))
    assert refused(press, made, "supplement", officer, altered_on="1/7/2569") == ("NOTHING_MORE",)
    pay(Charge.objects.get(source_id=made.uid), "1508.00")
    with ground.write():
        Signboard.objects.filter(pk=board.pk).update(height_cm=240)
    assert "1 ป้าย" in press(made, "supplement", officer, altered_on="1/7/2569", filed_on="10/7/2569")
    again = refused(press, made, "supplement", officer, altered_on="1/7/2569")
    assert again == ("DUP_RETURN",), "its return waits"
    more = assessed(SignTaxReturn.objects.get(status="draft"))
    assert (more.tax_baht, more.penalty_baht, more.person) == (D(1482), 0, made.person)
    assert refused(press, made, "supplement", officer, altered_on="1/7/2569") == ("NOTHING_MORE",)


def test_a_late_alteration_is_fined_on_the_increase():
    board = sign()
    assessed(filed(board))
    with ground.write():
        Signboard.objects.filter(pk=board.pk).update(height_cm=240)
    made = assessed(filed({"sign": board, "replaces": board, "altered_on": "1/7/2569"}, filed_on="30/7/2569"))
    assert made.penalty_baht == D("74.10")


def test_a_like_sign_in_place_of_a_taxed_one_pays_nothing_once():
    old, new, third = sign(), sign(installed_on=date(2026, 7, 1)), sign(installed_on=date(2026, 8, 1))
    assert "SIGN_BEFORE" in refused(lambda: filed({"sign": new, "replaces": old}, filed_on="5/7/2569"))
    assessed(filed(old))
    both = [{"sign": each, "replaces": old} for each in (new, third)]
    assert refused(lambda: filed(*both, filed_on="5/8/2569")) == ("SIGN_REPLACED",)
    assert assessed(filed({"sign": new, "replaces": old}, filed_on="5/7/2569")).tax_baht == 0
    assert refused(lambda: filed({"sign": third, "replaces": old}, filed_on="5/8/2569")) == ("SIGN_REPLACED",)


def test_who_took_the_return_does_not_assess_it():
    record = take(filed(sign()), "file")
    assert record.filed_by == ground.user("revenue_officer")
    assert refused(lambda: take(record, "assess")) == ("FOUR_EYES",)
    assert refused(lambda: take(record, "assess", "auditor")) == ("NO_RIGHT",)
    assert not SignTaxAssessment.objects.exists()
    assert take(record, "assess", "assessor").status == "assessed"


def test_a_return_stands_where_its_first_sign_hangs():
    board = sign()
    assert filed(board, sign()).place_id == board.uid


def test_a_sign_is_declared_once_a_year():
    board = sign()
    first = filed(board)
    assert refused(lambda: filed(board)) == ("DUP_RETURN",)
    assessed(first)
    assert refused(lambda: filed(board)) == ("DUP_RETURN",)
    assert assessed(filed(board, year_be="2568", filed_on="10/3/2568")).tax_baht == D(1508)


def test_a_sign_is_named_once_in_a_return():
    board = sign()
    with pytest.raises(Refusals) as found:
        filed(board, board)
    assert found.value.codes == ("DUP_RETURN",)
    assert "ป้ายเดียวกันอยู่ในแบบนี้แล้ว" in str(found.value)
    assert not SignTaxReturn.objects.exists()


def test_what_came_between_return_and_assessment_is_found_when_it_is_assessed():
    board = sign()
    record = take(filed(board), "file")
    with ground.write():
        Signboard.objects.filter(pk=board.pk).update(kind="1", thai="ENGLISH")
    assert refused(lambda: take(record, "assess", "assessor")) == ("SIGN_TEXT",)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"removed_on": date(2025, 12, 31)}, "SIGN_YEAR"),
        ({"installed_on": date(2027, 1, 1)}, "SIGN_YEAR"),
        ({"exempt_ground": "ป้ายของวัด"}, "SIGN_EXEMPT"),
    ],
)
def test_signs_that_are_not_taxed(values, code):
    assert refused(lambda: filed(sign(**values))) == (code,)


def test_refusals_of_a_return():
    board, other = sign(), sign(person=ground.person("คนอื่น"))
    assert refused(lambda: filed(other)) == ("SIGN_OWNER",)
    assert refused(lambda: filed(board, filed_on="31/12/2568")) == ("DATES",)
    assert refused(lambda: filed(board, filed_on="1/1/2570")) == ("DATES",)
    assert refused(lambda: filed(board, year_be="2570", filed_on="")) == ("YEARS",)
    assert refused(lambda: filed({"sign": board, "altered_on": "1/7/2569"})) == ("SIGN_ALTERED",)
    assert refused(lambda: filed(board, person="")) == ("ONE_OWNER",)
    assert refused(lambda: take(filed(), "file")) == ("SIGN_NONE",)


def test_a_provincial_organisation_does_not_levy_it():
    board = sign()
    record = filed(board)
    with ground.write():
        Office.objects.update(kind="pao")
    office.forget()
    assert refused(lambda: filed(sign())) == ("OFFICE_KIND",)
    assert refused(lambda: take(record, "file")) == ("OFFICE_KIND",)


def test_what_nobody_filed_is_assessed_after_the_last_day_only(monkeypatch):
    record = take(filed(sign(), filed_on=""), "file")
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 31))
    assert refused(lambda: take(record, "assess", "assessor")) == ("SIGN_NOT_DUE",)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 4, 1))
    take(record, "assess", "assessor")
    assert record.assessment.penalty_baht == D("150.80")


def test_a_filed_return_stays_as_it_is_until_it_is_sent_back():
    record = take(filed(sign()), "file")
    register, user = registry.for_model(SignTaxReturn), ground.user("revenue_officer")

    def change() -> Any:
        return records.update(register, record.uid, {"note": "แก้"}, user=user, reason="แก้")

    assert refused(change) == ("STATE",)
    assert refused(lambda: records.delete(register, record.uid, user=user, reason="ลบ")) == ("STATE",)
    take(record, "send_back", "assessor")
    assert change().note == "แก้"


def test_the_figures_stay_when_the_sign_changes_and_the_sign_stays_too():
    board = sign()
    made = assessed(filed(board))
    with ground.write():
        Signboard.objects.filter(pk=board.pk).update(height_cm=999)
    line = made.lines.get()
    assert (line.height_cm, line.units, line.tax_baht) == (120, 58, D(1508))
    assert line.trace[0]["row"] and "58 หน่วย" in line.trace[0]["thai"]
    assert tax_history.has_tax(board) and not tax_history.has_tax(sign())
    with ground.write(), pytest.raises(ProtectedError):
        board.delete()


def test_a_draft_of_the_paper_is_drawn():
    made = assessed(filed(sign()))
    register = registry.for_model(SignTaxAssessment)
    document = issue.document_of(register, "pp3")
    paper = issue.draft(register, document, made, ground.user("assessor"))
    assert paper.startswith(b"%PDF")
    found = document.context(made)
    assert (found["payer"], found["may_pay_in_thirds"]) == (made.person, False)
    assert format_baht(found["lines"][0].tax_baht) == "1,508.00"
