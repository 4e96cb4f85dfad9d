"""The order of lots in a block: proposed by place, given once, never when anything names the numbers."""

from __future__ import annotations

import pytest

from gis_core.ground import tax_history
from gis_core.ground.models import Parcel, TaxBlock
from gis_core.pure.refusal import Refused
from modules.finance.property_register import lot_order
from tests.modules.finance.property_register import ground
from tests.people import sign_in
from tests.worked_examples import worked_examples


@pytest.mark.parametrize("row", worked_examples(__file__, "lot_order"))
def test_order(row):
    lots = [(*map(float, lot.split()), 40.0) for lot in row["lots"].split(";") if lot]
    assert lot_order.snake(lots) == [int(number) - 1 for number in row["order"].split()]


@pytest.fixture
def block(db):
    """Two rows of two lots, numbered from the south by whoever drew them."""
    block = ground.town()
    for lot, (west, south) in enumerate(((0, 0), (40, 0), (0, 40), (40, 40)), start=1):
        ground.parcel(lot, west, south, west + 40, south + 40)
    return block


def codes():
    return list(Parcel.objects.order_by("deed_no").values_list("parcel_code", flat=True))


@pytest.mark.django_db
def test_the_question_shows_what_differs_and_the_button_gives_the_numbers(client, block):
    user = ground.user("assessor")
    rows = lot_order.out_of_order(user, "01a")
    assert [(r["title"], r["by_place"]) for r in rows] == [
        ("01A003", "01A001"), ("01A004", "01A002"), ("01A002", "01A003"), ("01A001", "01A004"),
    ]  # fmt: skip
    assert lot_order.out_of_order(user, "09Z") == [] == lot_order.out_of_order(ground.user("citizen"), "01A")
    sign_in(client, user)
    answer = client.post(
        f"{ground.register('block').record_url(block.uid)}act/number_lots", {"change_reason": "ทำแผนที่แม่บท"}
    )
    assert answer.status_code == 302
    assert codes() == ["01A004", "01A003", "01A001", "01A002"]
    assert all(r["differs"] == "" for r in lot_order.out_of_order(user, "01A"))


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["building", "divided", "taxed"])
def test_numbers_that_something_names_stay(block, monkeypatch, case):
    first = Parcel.objects.get(parcel_code="01A001")
    if case == "building":
        ground.building(first, 5, 5, 15, 15)
    elif case == "divided":
        with ground.write():
            Parcel.objects.filter(pk=first.pk).update(status="divided")
    else:
        monkeypatch.setattr(tax_history, "_asked", [lambda thing: thing.pk == first.pk])
    with pytest.raises(Refused) as refused, ground.write():
        lot_order.number_lots(TaxBlock.objects.get(), {}, ground.user("assessor"))
    assert refused.value.code == "IN_USE"
    assert codes() == ["01A001", "01A002", "01A003", "01A004"]
