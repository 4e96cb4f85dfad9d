"""Two assessors at one sign at the same moment: it is taxed once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from gis_core.pure.refusal import Refusals
from modules.finance.revenue_collection.models import SignTaxAssessment, SignTaxLine, SignTaxReturn
from modules.kernel.charges.models import Charge
from tests.at_once import together
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection.signs import filed, sign, take


@pytest.fixture
def returns(committed_db: str, django_db_blocker: Any) -> Any:
    """Two returns of one sign, as when two officers took them at the same moment."""
    with django_db_blocker.unblock():
        ground.town()
        board, other = sign(), sign()
        first, second = (take(filed(each), "file") for each in (board, other))
        with ground.write():
            second.lines.update(sign=board)
        ground.user("assessor"), ground.user("finance_head")
        yield first, second
        connection.close()


@pytest.mark.parametrize("same", [True, False])
def test_one_sign_is_assessed_once(returns: tuple[SignTaxReturn, SignTaxReturn], same: bool) -> None:
    first, second = returns
    pair = (first, first) if same else (first, second)
    results = together(*[lambda each=each: take(each, "assess", "assessor") for each in pair])
    failed = [each for each in results if isinstance(each, Exception)]
    assert len(failed) == 1 and isinstance(failed[0], Refusals)
    assert failed[0].codes == (("STATE",) if same else ("DUP_RETURN",))
    assert SignTaxAssessment.objects.count() == SignTaxLine.objects.count() == Charge.objects.count() == 1
