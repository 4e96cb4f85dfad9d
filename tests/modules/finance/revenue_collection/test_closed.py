"""A step or button that cannot be taken now is shown closed with its reason, on the page and by the API alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from gis_core.ground.models import House
from layers.engine import records
from layers.registry import registry
from modules.finance.revenue_collection.arrears import land_office
from modules.finance.revenue_collection.land_tax import first_uses, main_homes, reminding
from modules.finance.revenue_collection.models import LandTaxAssessment, ListPetition, Refund, SignTransfer, TaxYear
from modules.finance.revenue_collection.signboards import signboard_unfiled
from modules.kernel.charges.models import Charge
from tests.doors import press, refused, shown_closed
from tests.modules.finance.property_register import ground
from tests.modules.finance.revenue_collection import renting, signs
from tests.modules.finance.revenue_collection import year as years
from tests.modules.kernel.charges.money import pay
from tests.people import sign_in

pytestmark = pytest.mark.django_db
LATE = date(2026, 5, 18)


@pytest.fixture
def year(db: None, day: Any) -> TaxYear:
    """A town that is announced and has nothing; today the 10th of February."""
    ground.town()
    return years.tax_year()


# -- the buttons of a tax year -----------------------------------------------------------------------------------------
def parcel(year: TaxYear, day: Any) -> None:
    years.land(1, ground.person("ก"), 0, 0, 40, 40)


def dweller(year: TaxYear, day: Any) -> None:
    owner = ground.person("ก")
    land = years.land(1, owner, 0, 0, 40, 40)
    built = ground.building(land, 5, 5, 15, 15)
    with ground.write():
        built.floor_uses.create(floor=1, area_m2=100)
        owner.house = House.objects.create(house_no="1", register_no="1", building=built)
        owner.save()
    years.use(year, land, "residential", building=built, floor_m2=100)


def late(year: TaxYear, day: Any) -> None:
    land = ground.parcel(1, 0, 0, 40, 40)
    years.bill("5000", land, due_on=date(2026, 4, 30), notified_on=date(2026, 2, 20), tax_year=year)
    day(LATE)


def sign(year: TaxYear, day: Any) -> None:
    signs.sign(person=ground.person("ก"))
    day(LATE)


#: Button -> who presses it, why it is closed of a town that has nothing, what opens it, what it says then.
BUTTONS: dict[str, tuple[str, str, Callable[..., None], str]] = {
    "begin_uses": ("assessor", "NOTHING", parcel, "1 รายการ"),
    "main_homes": ("assessor", "NOTHING", dweller, "1 รายการ"),
    "remind": ("revenue_officer", "REMIND_EARLY", late, "1 ฉบับ"),
    "call_signs": ("revenue_officer", "NONE_UNFILED", sign, "1 ฉบับ"),
    "land_office": ("finance_head", "NONE_OVERDUE", late, "1 รายการ"),
}


@pytest.mark.parametrize("code", BUTTONS)
def test_a_button_of_the_year_is_open_while_it_would_do_something(year, day, code):
    role, why, opens, told = BUTTONS[code]
    user = ground.user(role)
    assert shown_closed(year, code, user) == [why] == list(refused(press, year, code, user))
    opens(year, day)
    assert shown_closed(year, code, user) == []
    assert told in press(year, code, user)
    assert len(shown_closed(year, code, user)) == 1, "done once it is closed again"


def test_after_the_last_day_it_is_not_too_early_to_remind(year, day):
    day(LATE)
    assert shown_closed(year, "remind", ground.user("revenue_officer")) == ["NONE_OVERDUE"]


def test_land_that_was_public_and_is_held_by_no_use_does_not_open_the_first_uses(year):
    years.land(1, ground.person("ก"), 0, 0, 40, 40, land_use="public")
    assert shown_closed(year, "begin_uses", ground.user("assessor")) == ["NOTHING"]


@pytest.mark.parametrize(
    "guard",
    [
        first_uses.all_begun, main_homes.none_to_note, reminding.none_to_remind, signboard_unfiled.none_to_tell,
        land_office.none_to_list,
    ],
)  # fmt: skip
def test_whether_a_button_is_open_is_asked_in_few_statements(year, day, django_assert_max_num_queries, guard):
    late(year, day)
    sign(year, day)
    list(guard(year))
    with django_assert_max_num_queries(9):
        list(guard(year))


# -- the review page ---------------------------------------------------------------------------------------------------
def reviewed(client: Any, user: Any) -> str:
    sign_in(client, user)
    return client.get(f"{registry.for_model(LandTaxAssessment).url}review").content.decode()


def test_the_review_says_why_a_whole_year_is_not_assessed_or_approved(client, year, day):
    with ground.write():
        TaxYear.objects.update(prices_announced_on=None)
    page = reviewed(client, ground.user("assessor"))
    assert 'value="assess"' not in page and "ยังไม่ได้ประกาศราคาประเมินและอัตราภาษี" in page
    with ground.write():
        TaxYear.objects.update(prices_announced_on=date(2025, 12, 1))
        years.assessment(year, "ก", 5000, "checked")
    day(date(2025, 12, 20))
    page = reviewed(client, ground.user("executive"))
    assert 'value="approve"' not in page and "ยังไม่ถึงวันที่ 1 มกราคม 2569" in page
    day(date(2026, 1, 1))
    assert 'value="approve"' in reviewed(client, ground.user("executive"))


def test_a_year_too_long_ago_is_not_notified(client, year, day):
    with ground.write():
        approved = years.assessment(year, "ก", 5000)
    day(date(2029, 5, 2))
    assert shown_closed(approved, "notify", ground.user("assessor")) == ["REASSESS_LATE"]
    assert 'value="notify"' not in reviewed(client, ground.user("assessor"))


# -- the steps of records ----------------------------------------------------------------------------------------------
def test_a_petition_that_names_no_row_is_not_granted(year, day):
    day(date(2025, 11, 20))
    land = years.land(1, owner := ground.person("ก"), 0, 0, 40, 40)
    used = years.use(year, land, "agri")
    typed = {"tax_year": year, "parcel": land, "person": owner, "received_on": "20/11/2568", "claim": "ร้านค้า"}
    register, clerk = registry.for_model(ListPetition), ground.user("revenue_officer")
    made = records.create(register, typed, user=clerk, reason="รับคำร้อง")
    executive = ground.user("executive")
    assert shown_closed(made, "grant", executive) == ["PETITION_ROWS"]
    rows = {"petitionrow": [{"use": used, "category": "other"}]}
    records.update(register, made.uid, {}, user=clerk, reason="ระบุรายการ", lines=rows)
    assert shown_closed(made, "grant", executive) == []


def test_a_petition_granted_too_late_is_not_written_under_an_approved_assessment(year, day):
    day(date(2025, 11, 20))
    land = years.land(1, owner := ground.person("ก"), 0, 0, 40, 40)
    used = years.use(year, land, "agri")
    typed = {"tax_year": year, "parcel": land, "person": owner, "received_on": "20/11/2568", "claim": "ร้านค้า"}
    made = records.create(
        registry.for_model(ListPetition), typed, user=ground.user("revenue_officer"), reason="รับคำร้อง",
        lines={"petitionrow": [{"use": used, "category": "other"}]},
    )  # fmt: skip
    signs.take(made, "grant", "executive", order_no="1", decision_text="จริง")
    made.refresh_from_db()
    assert shown_closed(made, "correct", ground.user("assessor")) == []
    with ground.write():
        years.assessment(year, "ข", 100).lines.create(seq=1, use=used, category="agri", rate_key="agri")
    assert shown_closed(made, "correct", ground.user("assessor")) == ["DUP_ASSESS"]


def test_what_nothing_is_left_of_to_give_back_is_not_approved(year):
    land = ground.parcel(1, 0, 0, 40, 40)
    charge = years.bill("1000", land, tax_year=year).charge
    pay(charge, 1000)
    typed = {
        "charge": charge, "ground": "overpaid", "received_on": "10/2/2569", "claim": "ชำระซ้ำ", "claimed_baht": "400",
    }  # fmt: skip
    asked = records.create(registry.for_model(Refund), typed, user=ground.user("revenue_officer"), reason="ขอคืน")
    assert shown_closed(asked, "approve", ground.user("finance_head")) == []
    with ground.write():
        Charge.objects.filter(pk=charge.pk).update(principal_left_baht=1)
    assert shown_closed(asked, "approve", ground.user("finance_head")) == ["REFUND_OWING"]


def test_a_return_without_signs_one_taxed_before_and_one_not_yet_due(year, day):
    day(date(2026, 3, 10))
    officer, assessor = ground.user("revenue_officer"), ground.user("assessor")
    assert shown_closed(signs.filed(), "file", officer) == ["SIGN_NONE"]
    board = signs.sign()
    due = signs.take(signs.filed(board, filed_on=""), "file")
    assert shown_closed(due, "assess", assessor) == ["SIGN_NOT_DUE"]
    day(date(2026, 4, 2))
    assert shown_closed(due, "assess", assessor) == []
    signs.take(due, "assess", "assessor")
    made = due.assessment
    assert shown_closed(made, "void", ground.user("finance_head")) == []
    pay(Charge.objects.get(source=made.uid, revenue__code="signboard_tax"), 100)
    assert shown_closed(made, "void", ground.user("finance_head")) == ["VOID_PAID"]


def test_a_sign_that_was_sold_again_is_not_taken_over(year):
    board = signs.sign(sign_code="A", person=ground.person("ก"))
    typed = {"sign": board, "person": ground.person("ข"), "transferred_on": "1/2/2569", "notified_on": "9/2/2569"}
    told = records.create(registry.for_model(SignTransfer), typed, user=ground.user("revenue_officer"), reason="รับแจ้ง")
    assert shown_closed(told, "accept", ground.user("assessor")) == []
    with ground.write():
        type(board).objects.filter(pk=board.pk).update(person=ground.person("ค"))
    assert shown_closed(told, "accept", ground.user("assessor")) == ["SIGN_OWNER"]


def test_a_lease_of_a_place_that_is_let_by_now_is_not_approved(year):
    renting.a_place()
    ground.person("ก", register_no="บค.1")
    second = renting.drafted(contract_no="2/2569")
    assert shown_closed(second, "approve", ground.user("executive")) == []
    renting.let()
    assert shown_closed(second, "approve", ground.user("executive")) == ["LEASE_OVERLAP"]
