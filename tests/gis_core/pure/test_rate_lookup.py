"""Dated figures: tiers, steps, units, windows and the refusals around them."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_core.pure import rate_lookup
from gis_core.pure.money import percent_of
from gis_core.pure.rate_lookup import ExemptionWindow, RateRow, UnitRounding
from gis_core.pure.refusal import Refused
from tests.worked_examples import Row, worked_examples

LAW = "พ.ร.ฎ. กำหนดอัตราภาษีที่ดินและสิ่งปลูกสร้าง พ.ศ. 2564"
TAX_DAY = date(2026, 1, 1)


def tier_rows() -> list[RateRow]:
    with (Path(__file__).parent / "examples" / "tiers.csv").open(encoding="utf-8", newline="") as lines:
        return [
            RateRow(
                key=row["schedule"],
                value=Decimal(row["percent"]),
                valid_from=date(2022, 1, 1),
                law=LAW,
                lower=Decimal(row["lower"]) if row["lower"] else None,
                upper=Decimal(row["upper"]) if row["upper"] else None,
            )
            for row in csv.DictReader(lines)
        ]


TIERS = tier_rows()


def fee(value: str, first: date, last: date | None = None, **more: object) -> RateRow:
    return RateRow(key="fee", value=Decimal(value), valid_from=first, valid_to=last, law="ข้อบัญญัติ", **more)


@pytest.mark.parametrize("row", worked_examples(__file__, "tier_amounts"))
def test_marginal_amount(row: Row) -> None:
    tiers = rate_lookup.rows_in_force(TIERS, row["schedule"], TAX_DAY)
    found = rate_lookup.marginal(tiers, Decimal(row["value"]), addition=Decimal(row["addition"]), highest=Decimal(3))
    assert found.total_baht == Decimal(row["tax"])
    assert sum((line.amount_baht for line in found.lines), Decimal(0)) == found.total_baht
    assert sum((line.quantity for line in found.lines), Decimal(0)) == Decimal(row["value"])


@pytest.mark.parametrize("row", worked_examples(__file__, "fees"))
def test_units(row: Row) -> None:
    found = rate_lookup.units(Decimal(row["quantity"]), Decimal(row["unit_size"]), UnitRounding(row["rounding"]))
    assert found == Decimal(row["units"])


@given(st.integers(0, 10**12).map(lambda satang: Decimal(satang) / 100), st.sampled_from(["agri", "other"]))
def test_a_dearer_object_never_pays_less(value: Decimal, key: str) -> None:
    tiers = rate_lookup.rows_in_force(TIERS, key, TAX_DAY)
    less, more = rate_lookup.marginal(tiers, value), rate_lookup.marginal(tiers, value + 1000)
    assert more.total_baht >= less.total_baht
    assert sum((line.amount_baht for line in less.lines), Decimal(0)) == less.total_baht


def test_baht_a_unit_are_charged_inside_each_block() -> None:
    blocks = [
        fee("8", date(2026, 1, 1), upper=Decimal(10)),
        fee("10", date(2026, 1, 1), lower=Decimal(10), upper=Decimal(20)),
        fee("12", date(2026, 1, 1), lower=Decimal(20)),
    ]
    found = rate_lookup.marginal(blocks, Decimal(25), per=Decimal(1))
    assert [line.amount_baht for line in found.lines] == [Decimal(80), Decimal(100), Decimal(60)]
    assert found.total_baht == Decimal(240)


def test_tiers_that_leave_a_part_out_are_refused() -> None:
    gap = [fee("1", date(2026, 1, 1), upper=Decimal(10)), fee("2", date(2026, 1, 1), lower=Decimal(15))]
    for quantity in (Decimal(12), Decimal(20)):
        with pytest.raises(Refused) as caught:
            rate_lookup.marginal(gap, quantity)
        assert caught.value.code == "NO_RATE"
    with pytest.raises(ValueError, match="negative"):
        rate_lookup.marginal(gap, Decimal(-1))


def test_the_row_of_the_event_day_counts() -> None:
    rows = [fee("500", date(2014, 1, 1), date(2014, 9, 30)), fee("800", date(2014, 10, 1))]
    assert rate_lookup.rate(rows, "fee", date(2014, 9, 30)).value == 500
    assert rate_lookup.rate(rows, "fee", date(2014, 10, 1)).value == 800
    for key, day in (("fee", date(2013, 12, 31)), ("other", date(2014, 5, 1))):
        with pytest.raises(Refused) as caught:
            rate_lookup.rate(rows, key, day)
        assert caught.value.code == "NO_RATE"


def test_drafts_and_superseded_rows_are_not_in_force() -> None:
    rows = [fee("600", date(2020, 1, 1)), fee("700", date(2020, 1, 1), status="draft")]
    assert rate_lookup.rate(rows, "fee", TAX_DAY).value == 600
    rate_lookup.refuse_overlaps(rows)


def test_steps_at_their_borders() -> None:
    """8 Appendix B-11: rice mill up to 15 HP 500, over 15 to 40 HP 1,000, over 40 HP 2,000 a year."""
    mill = [
        fee("500", date(2020, 1, 1), upper=Decimal(15)),
        fee("1000", date(2020, 1, 1), lower=Decimal(15), upper=Decimal(40)),
        fee("2000", date(2020, 1, 1), lower=Decimal(40)),
    ]
    found = [rate_lookup.step(mill, "fee", TAX_DAY, Decimal(hp)).value for hp in ("15", "15.01", "40.01")]
    assert found == [500, 1000, 2000]


def test_steps_from_their_lower_border() -> None:
    """5.1 validity: under 10,000 m2 one year, from 10,000 to under 100,000 m2 two years."""
    years = [
        fee("1", date(2020, 1, 1), upper=Decimal(10000)),
        fee("2", date(2020, 1, 1), lower=Decimal(10000), upper=Decimal(100000)),
        fee("3", date(2020, 1, 1), lower=Decimal(100000)),
    ]
    found = [rate_lookup.step(years, "fee", TAX_DAY, Decimal(m2), "[)").value for m2 in ("9999.99", "10000", "100000")]
    assert found == [1, 2, 3]


def test_age_bands_count_both_ends() -> None:
    bands = [
        fee("600", date(2020, 1, 1), lower=Decimal(60), upper=Decimal(69)),
        fee("700", date(2020, 1, 1), lower=Decimal(70), upper=Decimal(79)),
    ]
    rate_lookup.refuse_overlaps(bands, "[]")
    assert [rate_lookup.step(bands, "fee", TAX_DAY, Decimal(age), "[]").value for age in (60, 69, 70)] == [
        600,
        600,
        700,
    ]
    with pytest.raises(Refused) as caught:
        rate_lookup.step(bands, "fee", TAX_DAY, Decimal(59), "[]")
    assert caught.value.code == "NO_RATE"


@pytest.mark.parametrize(
    ("one", "other", "bounds", "overlap"),
    [
        (fee("1", date(2020, 1, 1), date(2020, 12, 31)), fee("2", date(2020, 12, 31)), "(]", True),
        (fee("1", date(2020, 1, 1), date(2020, 12, 31)), fee("2", date(2021, 1, 1)), "(]", False),
        (fee("1", date(2020, 1, 1), upper=Decimal(10)), fee("2", date(2020, 1, 1), lower=Decimal(10)), "(]", False),
        (fee("1", date(2020, 1, 1), upper=Decimal(10)), fee("2", date(2020, 1, 1), lower=Decimal(10)), "[]", True),
        (fee("1", date(2020, 1, 1), upper=Decimal(10)), fee("2", date(2020, 1, 1), lower=Decimal(9)), "(]", True),
        (fee("1", date(2020, 1, 1)), fee("2", date(2020, 1, 1), lower=Decimal(9)), "[)", True),
    ],
)
def test_overlapping_rows(one: RateRow, other: RateRow, bounds: rate_lookup.Bounds, overlap: bool) -> None:
    for rows in ([one, other], [other, one]):
        if overlap:
            with pytest.raises(Refused) as caught:
                rate_lookup.refuse_overlaps(rows, bounds)
            assert caught.value.code == "RATE_OVERLAP"
        else:
            rate_lookup.refuse_overlaps(rows, bounds)


def test_two_rows_for_one_question_are_refused_not_guessed() -> None:
    rows = [fee("1", date(2020, 1, 1)), fee("2", date(2020, 1, 1))]
    for ask in (rate_lookup.rate, lambda *of: rate_lookup.step(*of, Decimal(5))):
        with pytest.raises(Refused) as caught:
            ask(rows, "fee", TAX_DAY)
        assert caught.value.code == "RATE_OVERLAP"


def test_rows_turned_round_are_faults() -> None:
    with pytest.raises(ValueError, match="lower bound"):
        fee("1", date(2020, 1, 1), lower=Decimal(2), upper=Decimal(1))
    with pytest.raises(ValueError, match="ends before"):
        fee("1", date(2020, 1, 1), date(2019, 1, 1))


def test_exemption_goes_by_the_due_day() -> None:
    """Module 8 S-4.7: renewal due 1/3/2565, fee 500, free from 14/11/2564 to 13/11/2565."""
    window = ExemptionWindow(date(2021, 11, 14), date(2022, 11, 13), Decimal(0), "กฎกระทรวง พ.ศ. 2564")
    assert rate_lookup.after_exemption(Decimal(500), date(2022, 3, 1), [window]) == (Decimal("0.00"), window)
    assert rate_lookup.after_exemption(Decimal(500), date(2021, 11, 13), [window]) == (Decimal(500), None)
    assert rate_lookup.after_exemption(Decimal(500), date(2022, 11, 14), [window]) == (Decimal(500), None)


def test_the_better_of_two_windows_counts() -> None:
    half = ExemptionWindow(date(2022, 1, 1), date(2022, 12, 31), Decimal("0.5"), "ก")
    free = ExemptionWindow(date(2022, 6, 1), date(2022, 6, 30), Decimal(0), "ข")
    assert rate_lookup.after_exemption(Decimal("33.33"), date(2022, 6, 15), [half, free]) == (Decimal("0.00"), free)
    assert rate_lookup.after_exemption(Decimal("33.33"), date(2022, 7, 1), [half, free]) == (Decimal("16.67"), half)


def test_several_types_at_one_place() -> None:
    """Module 8 S-4.4: 3,000, 1,000 and 500 make 3,750.00 with the option."""
    fees = [Decimal(1000), Decimal(3000), Decimal(500)]
    assert rate_lookup.highest_full_others_half(fees) == Decimal("3750.00")
    assert rate_lookup.highest_full_others_half([Decimal(100), Decimal("0.01")]) == Decimal("100.01")
    assert rate_lookup.highest_full_others_half([]) == 0


def test_surcharge_once() -> None:
    """Module 8 S-4.3: 1,000.00 unpaid is 1,200.00, two years unpaid 2,400.00."""
    late = Decimal(1000) + percent_of(Decimal(1000), Decimal(20))
    assert (late, 2 * late) == (Decimal("1200.00"), Decimal("2400.00"))


def test_floor_ceiling_and_national_ceiling() -> None:
    assert rate_lookup.limited(Decimal(130), minimum=Decimal(200)) == 200
    assert rate_lookup.limited(Decimal(900), maximum=Decimal(500)) == 500
    assert rate_lookup.limited(Decimal(300)) == 300
    rate_lookup.refuse_above_ceiling(Decimal(3000), Decimal(3000), "กฎกระทรวง")
    with pytest.raises(Refused) as caught:
        rate_lookup.refuse_above_ceiling(Decimal("3000.01"), Decimal(3000), "กฎกระทรวง", "amount")
    assert (caught.value.code, caught.value.field) == ("RATE_CEILING", "amount")
