"""Roles: who may give them, over what, for how long, and what they then open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange

from gis_core.access import accounts, granting
from gis_core.access.actor import acting_as, system_user
from gis_core.access.granting import Terms, change_holding, end_holding, give_role
from gis_core.access.holdings import holdings_of
from gis_core.access.last_admin import guard_last_admin
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.access.permissions import ACCOUNTS, LOOKS, SIGN_INS, can, require
from gis_core.features import clock
from gis_core.features.models import History
from gis_core.ground.models import NamedPlace
from gis_core.pure.refusal import Refused
from tests.gis_core.access.village_map import make_villages
from tests.people import user_with

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def admin():
    return user_with("system_admin", name="admin")


@pytest.fixture
def person(admin):
    return user_with(name="somchai")


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def terms(**values) -> Terms:
    return Terms(**({"unit": OrgUnit.objects.first(), "first_day": clock.today()} | values))


def again(user: User) -> User:
    """The user as the next request reads him."""
    return User.objects.get(pk=user.pk)


def test_a_role_counts_from_its_first_to_its_last_day(admin, person):
    today = clock.today()
    for code, first, last in (
        ("engineer", today - 9 * ONE_DAY, today - ONE_DAY),
        ("assessor", today + ONE_DAY, None),
        ("surveyor", today - 9 * ONE_DAY, today),
        ("planner", today, None),
    ):
        give_role(admin, person, role(code), terms(first_day=first, last_day=last), "คำสั่งทดสอบ")
    assert {holding.role for holding in holdings_of(again(person))} == {"surveyor", "planner"}


def test_a_closed_account_holds_nothing(admin):
    person = user_with("engineer")
    accounts.set_active(admin, person, False, "ลาออก")
    assert holdings_of(again(person)) == ()
    accounts.set_active(admin, person, True, "กลับมา")
    assert holdings_of(again(person))


def test_an_area_is_a_copy_of_the_villages_chosen(admin, person):
    three, four = make_villages()
    holding = give_role(admin, person, role("village_head"), terms(villages=(four, three)), "แต่งตั้ง")
    assert holding.area_name == "หมู่ที่ 3 บ้านหนองเทียม, หมู่ที่ 4 บ้านโคกเทียม"
    assert holding.area.equals(three.geom.union(four.geom))
    with acting_as(system_user(), "ย้ายเขต"):
        three.geom = four.geom
        three.save()
    assert RoleHolding.objects.get(pk=holding.pk).area.equals(holding.area)


def test_a_holder_of_one_village_sees_that_village_alone(admin, person):
    from gis_core.access.permissions import OfficeDoor, OfficeGrant
    from gis_core.access.visible import visible

    three, _ = make_villages()
    give_role(admin, person, role("village_head"), terms(villages=(three,)), "แต่งตั้ง")
    with acting_as(admin, "เพิ่มสถานที่"):
        inside = NamedPlace.objects.create(thai="วัดใน", kind="temple", geom=Point(100.505, 15.005))
        NamedPlace.objects.create(thai="วัดนอก", kind="temple", geom=Point(100.515, 15.005))
    places = OfficeDoor("test.places", "", (OfficeGrant("village_head", "view"),), has_geometry=True)
    seen = NamedPlace.objects.filter(visible(places, again(person)).q())
    assert list(seen) == [inside]


def test_nobody_gives_himself_a_role_or_extends_one(admin):
    holding = admin.holdings.get()
    for act in (
        lambda: give_role(admin, admin, role("finance_head"), terms(), "เพิ่มเอง"),
        lambda: change_holding(admin, holding, terms(), "ขยายเอง"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "OWN_ROLE"


def test_only_an_administrator_of_the_whole_office_gives_roles(person):
    engineer = user_with("engineer")
    three, _ = make_villages()
    local = user_with("system_admin", name="local", area=three.geom)
    for nobody in (engineer, local):
        assert not can(ACCOUNTS, nobody, "change")
        with pytest.raises(PermissionDenied):
            give_role(nobody, person, role("engineer"), terms(), "ไม่มีสิทธิ")


def test_the_same_role_twice_at_once_is_refused(admin, person):
    give_role(admin, person, role("engineer"), terms(), "ครั้งแรก")
    with pytest.raises(Refused) as refused:
        give_role(admin, person, role("engineer"), terms(first_day=clock.today() + ONE_DAY), "ซ้อน")
    assert refused.value.code == "HOLDING_OVERLAPS"
    assert person.holdings.count() == 1


@pytest.mark.parametrize(
    ("code", "values", "refusal"),
    [
        ("engineer", {"last_day": "yesterday"}, "DATES"),
        ("engineer", {"acting_for": "self", "last_day": "tomorrow"}, "ACTING_FOR_ONESELF"),
        ("engineer", {"acting_for": "other"}, "ACTING_NEEDS_END"),
        ("system_admin", {"villages": True}, "ADMIN_AREA"),
    ],
)
def test_terms_that_cannot_be_are_refused(admin, person, code, values, refusal):
    days = {"yesterday": clock.today() - ONE_DAY, "tomorrow": clock.today() + ONE_DAY}
    people = {"self": person, "other": admin}
    real = {key: days.get(value) or people.get(value) or make_villages() for key, value in values.items()}
    with pytest.raises(Refused) as refused:
        give_role(admin, person, role(code), terms(**real), "ทดสอบ")
    assert refused.value.code == refusal


def test_a_change_keeps_the_drawn_area_when_asked(admin, person):
    three, _ = make_villages()
    holding = give_role(admin, person, role("village_head"), terms(villages=(three,)), "แต่งตั้ง")
    change_holding(admin, holding, terms(keep_area=True, last_day=clock.today() + ONE_DAY), "กำหนดวันสิ้นสุด")
    assert RoleHolding.objects.get(pk=holding.pk).area_name == "หมู่ที่ 3 บ้านหนองเทียม"
    change_holding(admin, holding, terms(), "ทั้งหน่วยงาน")
    assert RoleHolding.objects.get(pk=holding.pk).area is None


def test_ending_a_role_keeps_it_in_the_past(admin, person):
    holding = give_role(admin, person, role("engineer"), terms(first_day=clock.today() - 9 * ONE_DAY), "แต่งตั้ง")
    end_holding(admin, holding, clock.today() - ONE_DAY, "ย้าย")
    assert not holdings_of(again(person))
    assert RoleHolding.objects.get(pk=holding.pk).valid == DateRange(clock.today() - 9 * ONE_DAY, clock.today())
    assert History.objects.filter(record_id=holding.pk, layer__table_name="access_roleholding").count() == 1


def test_a_role_that_never_began_is_taken_out(admin, person):
    holding = give_role(admin, person, role("engineer"), terms(first_day=clock.today() + 9 * ONE_DAY), "แต่งตั้ง")
    end_holding(admin, holding, clock.today(), "ยกเลิกคำสั่ง")
    assert not person.holdings.exists()


@pytest.mark.parametrize(("days", "code"), [(-2, "PAST_END"), (30, "LATER_END")])
def test_an_end_in_the_past_or_after_the_end_is_refused(admin, person, days, code):
    term = terms(first_day=clock.today() - 9 * ONE_DAY, last_day=clock.today() + 5 * ONE_DAY)
    holding = give_role(admin, person, role("engineer"), term, "แต่งตั้ง")
    with pytest.raises(Refused) as refused:
        end_holding(admin, holding, clock.today() + days * ONE_DAY, "ทดสอบ")
    assert refused.value.code == code


# -- the last administrator ------------------------------------------------------------------------------------------
def test_the_last_administrator_stays(admin):
    with pytest.raises(Refused) as refused:
        end_holding(admin, admin.holdings.get(), clock.today() - ONE_DAY, "ลาออก")
    assert refused.value.code == "LAST_ADMIN"
    user_with("system_admin", name="second")
    end_holding(admin, admin.holdings.get(), clock.today() - ONE_DAY, "ลาออก")
    assert not holdings_of(again(admin))


def test_a_closed_or_a_local_administrator_does_not_count_as_another(admin):
    three, _ = make_villages()
    user_with("system_admin", name="local", area=three.geom)
    second = user_with("system_admin", name="second")
    accounts.set_active(admin, second, False, "ปิด")
    with pytest.raises(Refused, match="LAST_ADMIN"):
        guard_last_admin(admin)


def test_another_who_leaves_sooner_does_not_count(admin):
    second = user_with("system_admin", name="second")
    end_holding(second, admin.holdings.get(), clock.today() + 30 * ONE_DAY, "เกษียณ")
    with pytest.raises(Refused, match="LAST_ADMIN"):
        end_holding(second, second.holdings.get(), clock.today() + 60 * ONE_DAY, "เกษียณ")
    with pytest.raises(Refused, match="LAST_ADMIN"):
        change_holding(admin, second.holdings.get(), terms(last_day=clock.today() + 60 * ONE_DAY), "เกษียณ")


def test_an_administrator_may_not_close_himself(admin):
    user_with("system_admin", name="second")
    with pytest.raises(Refused, match="OWN_ACCOUNT"):
        accounts.set_active(admin, admin, False, "ลาออก")


def test_who_may_open_which_log():
    doors = {
        ACCOUNTS: {"system_admin"},
        SIGN_INS: {"system_admin", "auditor"},
        LOOKS: {"system_admin", "privacy_officer"},
    }
    users = {code: user_with(code) for code in ("system_admin", "auditor", "privacy_officer", "engineer")}
    for door, allowed in doors.items():
        assert {code for code, user in users.items() if can(door, user)} == allowed
    with pytest.raises(PermissionDenied):
        require(LOOKS, users["engineer"])


def test_long_names_of_areas_fit_their_column():
    class Village:
        def __init__(self, moo):
            self.moo, self.code, self.thai = moo, str(moo), "บ้านชื่อยาวมากเป็นพิเศษ"
            from tests.gis_core.access.village_map import square

            self.geom = square(100 + moo / 100)

        def __str__(self):
            return f"หมู่ที่ {self.moo} {self.thai}"

    area, name = granting.area_of([Village(n) for n in range(1, 13)])
    assert name == "หมู่ที่ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"
    assert area.geom_type == "MultiPolygon"
