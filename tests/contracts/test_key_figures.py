"""Every key figure is the same number three times: of the office, of its villages together, of the records behind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from layers.bound import BoundRegister
from layers.declare import Kpi
from layers.declare.reports import Measured
from layers.registry import registry
from tests.contracts import examples
from tests.people import user_with

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
    assert sum((each["amount"] for each in behind), Decimal(0)) == whole.numerator
    assert len({each["uid"] for each in behind}) == len(behind) and all(each["title"] for each in behind)


def test_a_ratio_of_the_office_is_no_mean_of_its_villages() -> None:
    first, second = Measured(Decimal(1_200_000), Decimal(1_500_000)), Measured(Decimal(900_000), Decimal(1_000_000))
    percent = Decimal(100)
    assert (first.value(percent), second.value(percent)) == (Decimal("80.00"), Decimal("90.00"))
    assert (first + second).value(percent) == Decimal("84.00")
    assert Measured(Decimal(0), Decimal(0)).value(percent) is None
    assert Measured(Decimal("3996104.50"), Decimal("4812350.00")).value(percent) == Decimal("83.04")
