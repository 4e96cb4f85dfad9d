"""Accounts, units and the past of both; the capacity in which a user acts; the demo accounts."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from gis_core.access import account_history, accounts, capacity, checks, demo, units
from gis_core.access.actor import acting_as, system_user
from gis_core.access.granting import Terms, give_role, set_second_factor
from gis_core.access.models import OrgUnit, Role, RoleHolding, User
from gis_core.access.permissions import ACCOUNTS, can, log_look
from gis_core.features import clock
from gis_core.features.models import Change
from gis_core.pure.refusal import Refusals, Refused
from tests.gis_core.access.village_map import make_villages
from tests.people import PASSWORD, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return user_with("system_admin", name="admin")


def code_of(act) -> str:
    with pytest.raises((Refused, Refusals)) as refused:
        act()
    error = refused.value
    return error.code if isinstance(error, Refused) else " ".join(error.codes)


# -- accounts --------------------------------------------------------------------------------------------------------
def test_a_new_account_opens_with_the_password_handed_over_and_must_change_it(admin, rf):
    user, password = accounts.create_account(admin, " Malee.T ", "มาลี ทดสอบ", "malee@example.go.th", "บรรจุใหม่")
    assert (user.username, user.must_change_password) == ("malee.t", True)
    assert authenticate(rf.post("/"), username="malee.t", password=password) == user


@pytest.mark.parametrize(
    ("username", "full_name", "email", "code"),
    [
        ("ab", "มาลี ทดสอบ", "", "USERNAME"),
        ("มี ช่องว่าง", "มาลี ทดสอบ", "", "USERNAME"),
        ("admin", "มาลี ทดสอบ", "", "USERNAME_TAKEN"),
        ("malee", " ", "", "FULL_NAME"),
        ("malee", "มาลี ทดสอบ", "malee@", "EMAIL"),
        ("a", "", "x", "USERNAME FULL_NAME EMAIL"),
    ],
)
def test_what_cannot_be_an_account_is_refused(admin, username, full_name, email, code):
    assert code_of(lambda: accounts.create_account(admin, username, full_name, email, "ทดสอบ")) == code


def test_a_reset_password_ends_the_old_one(admin, rf):
    user = user_with("engineer")
    before = user.get_session_auth_hash()
    password = accounts.reset_password(admin, user, "ลืม")
    assert user.get_session_auth_hash() != before
    assert authenticate(rf.post("/"), username="engineer", password=PASSWORD) is None
    assert authenticate(rf.post("/"), username="engineer", password=password).must_change_password


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda admin: accounts.reset_password(admin, admin, "x"), "OWN_PASSWORD"),
        (lambda admin: accounts.reset_second_factor(admin, admin, "x"), "OWN_SECOND_FACTOR"),
        (lambda admin: accounts.reset_password(admin, system_user(), "x"), "SYSTEM_ACCOUNT"),
        (lambda admin: accounts.edit_account(admin, system_user(), "ชื่อใหม่", "", "x"), "SYSTEM_ACCOUNT"),
        (lambda admin: accounts.set_active(admin, system_user(), False, "x"), "SYSTEM_ACCOUNT"),
    ],
)
def test_what_an_administrator_may_not_do(admin, act, code):
    assert code_of(lambda: act(admin)) == code


@pytest.mark.parametrize(
    ("old", "new", "again", "code"),
    [
        ("ผิด", "ใหม่-ยาวพอ-2569", "ใหม่-ยาวพอ-2569", "WRONG_PASSWORD"),
        (PASSWORD, "ใหม่-ยาวพอ-2569", "อื่น-ยาวพอ-2569", "NOT_THE_SAME"),
        (PASSWORD, PASSWORD, PASSWORD, "SAME_PASSWORD"),
        (PASSWORD, "สั้น", "สั้น", "PASSWORD_TOO_SHORT"),
        (PASSWORD, "7294857203948", "7294857203948", "PASSWORD_ENTIRELY_NUMERIC"),
        (PASSWORD, "password123", "password123", "PASSWORD_TOO_COMMON"),
        (PASSWORD, "engineer.999", "engineer.999", "PASSWORD_TOO_SIMILAR"),
    ],
)
def test_poor_passwords_are_refused_in_thai(old, new, again, code):
    user = user_with("engineer")
    with pytest.raises(Refused) as refused:
        accounts.change_own_password(user, old, new, again)
    assert refused.value.code == code
    assert any("ก" <= letter <= "๙" for letter in refused.value.thai)


def test_the_first_administrator_is_made_from_the_machine(rf):
    out = io.StringIO()
    call_command("make_admin", "Somchai", "สมชาย ทดสอบ", stdout=out)
    password = re.search(r"ครั้งแรก: (\S+)", out.getvalue())[1]
    user = authenticate(rf.post("/"), username="somchai", password=password)
    assert user.must_change_password
    assert can(ACCOUNTS, user, "change")
    with pytest.raises(CommandError, match="USERNAME_TAKEN"):
        call_command("make_admin", "somchai", "สมชาย ทดสอบ")


# -- units -----------------------------------------------------------------------------------------------------------
def test_units_are_added_renamed_and_moved_with_all_below(admin):
    office = OrgUnit.objects.get(parent=None)
    finance = units.add_unit(admin, "02", "กองคลัง", office, "แผนอัตรากำลัง")
    taxes = units.add_unit(admin, "0201", "ฝ่ายจัดเก็บรายได้", finance, "แผนอัตรากำลัง")
    works = units.add_unit(admin, "03", "กองช่าง", office, "แผนอัตรากำลัง")
    units.change_unit(admin, finance, "02", "สำนักคลัง", works, "ปรับโครงสร้าง")
    assert [(depth, unit.thai) for depth, unit in units.tree()][1:] == [(1, "กองช่าง"), (2, "สำนักคลัง"), (3, taxes.thai)]


def test_a_unit_cannot_stand_below_itself(admin):
    office = OrgUnit.objects.get(parent=None)
    finance = units.add_unit(admin, "02", "กองคลัง", office, "ทดสอบ")
    taxes = units.add_unit(admin, "0201", "ฝ่ายจัดเก็บรายได้", finance, "ทดสอบ")
    for parent in (finance, taxes):
        assert (
            code_of(lambda parent=parent: units.change_unit(admin, finance, "02", "กองคลัง", parent, "x"))
            == "UNIT_CIRCLE"
        )
    assert code_of(lambda: units.change_unit(admin, office, "00", "อบต.", taxes, "x")) == "UNIT_CIRCLE"


@pytest.mark.parametrize(
    ("code", "thai", "parent", "refusal"),
    [
        ("00", "ซ้ำ", True, "UNIT_CODE_TAKEN"),
        ("มี ช่อง", "กอง", True, "UNIT_CODE"),
        ("05", " ", True, "UNIT_NAME"),
        ("05", "กองใหม่", False, "UNIT_PARENT"),
    ],
)
def test_what_cannot_be_a_unit_is_refused(admin, code, thai, parent, refusal):
    above = OrgUnit.objects.get(parent=None) if parent else None
    assert code_of(lambda: units.add_unit(admin, code, thai, above, "ทดสอบ")) == refusal


# -- the past --------------------------------------------------------------------------------------------------------
def test_the_past_of_an_account_tells_who_changed_what_and_why(admin):
    user, _ = accounts.create_account(admin, "malee", "มาลี ทดสอบ", "", "บรรจุใหม่")
    accounts.edit_account(admin, user, "มาลี สมมติ", "", "เปลี่ยนสกุล")
    role = Role.objects.get(code="engineer")
    give_role(admin, user, role, Terms(OrgUnit.objects.first(), clock.today()), "คำสั่งที่ 1")
    accounts.set_active(admin, user, False, "ลาออก")
    entries = account_history.of_user(user)
    assert [(e.verb, e.subject, e.reason) for e in entries] == [
        ("แก้ไข", "บัญชี", "ลาออก"),
        ("เพิ่ม", "บทบาท นายช่าง", "คำสั่งที่ 1"),
        ("แก้ไข", "บัญชี", "เปลี่ยนสกุล"),
        ("เพิ่ม", "บัญชี", "บรรจุใหม่"),
    ]
    assert {e.who for e in entries} == {"ผู้ทดสอบ admin"}
    [change] = entries[2].differences
    assert (change.label, change.before, change.after) == ("ชื่อ-สกุล", "มาลี ทดสอบ", "มาลี สมมติ")
    [closed] = entries[0].differences
    assert (closed.before, closed.after) == ("ใช่", "ไม่ใช่")
    assert "ตั้งแต่" in {d.label: d.after for d in entries[1].differences}["มีผลระหว่าง"]


def test_passwords_and_secrets_never_enter_the_past(admin):
    from gis_core.features.models import History

    user = user_with("engineer")
    old = user.password
    accounts.reset_password(admin, user, "ลืม")
    rows = History.objects.filter(layer__table_name="access_user", record_id=user.pk).values_list("row_data", flat=True)
    assert rows
    assert all("password" not in row and "otp_secret" not in row and old not in str(row) for row in rows)


def test_the_past_of_roles_and_units(admin):
    set_second_factor(admin, Role.objects.get(code="engineer"), True, "ตามนโยบาย")
    [latest] = [e for e in account_history.of_all(Role) if e.verb == "แก้ไข"]
    assert (latest.subject, latest.differences[0].after) == ("นายช่าง", "ใช่")
    units.add_unit(admin, "02", "กองคลัง", OrgUnit.objects.first(), "แผน")
    assert account_history.of_all(OrgUnit)[0].subject == "กองคลัง"


def test_a_role_taken_out_is_told(admin):
    user = user_with(name="somchai")
    term = Terms(OrgUnit.objects.first(), clock.today())
    holding = give_role(admin, user, Role.objects.get(code="engineer"), term, "แต่งตั้ง")
    with acting_as(admin, "บันทึกผิดคน"):
        holding.delete()
    assert [(e.verb, e.reason) for e in account_history.of_user(user)][:2] == [("ลบ", "บันทึกผิดคน"), ("เพิ่ม", "แต่งตั้ง")]


# -- acting for a colleague ------------------------------------------------------------------------------------------
@pytest.fixture
def deputy(admin):
    """A user who acts for the chief until tomorrow."""
    chief = user_with("clerk_chief")
    user = user_with("officer")
    term = Terms(OrgUnit.objects.first(), clock.today(), clock.today() + timedelta(days=1), acting_for=chief)
    give_role(admin, user, Role.objects.get(code="clerk_chief"), term, "รักษาการ")
    return User.objects.get(pk=user.pk), chief


def test_who_acts_for_a_colleague_is_written_with_both_names(deputy):
    user, chief = deputy
    session: dict = {}
    assert capacity.colleagues(user) == [chief]
    capacity.choose(session, user, str(chief.uid))
    capacity.restore(session, user)
    assert capacity.actor_of(SimpleNamespace(user=user)) == {"user": user, "on_behalf_of": chief}
    with acting_as(user, "ลงนามแทน") as number:
        pass
    change = Change.objects.get(pk=number)
    assert (change.actor, change.on_behalf_of) == (user, chief)


def test_without_choosing_a_user_acts_for_himself(deputy):
    user, _ = deputy
    capacity.restore({}, user)
    assert capacity.actor_of(SimpleNamespace(user=user))["on_behalf_of"] is None


def test_an_appointment_that_ended_is_dropped_from_the_session(deputy, monkeypatch):
    user, chief = deputy
    session = {capacity.SESSION_KEY: chief.pk}
    later = clock.today() + timedelta(days=2)
    monkeypatch.setattr(capacity.clock, "today", lambda: later)
    capacity.restore(session, user)
    assert (session, user.acts_for) == ({}, None)
    assert code_of(lambda: capacity.choose(session, user, str(chief.uid))) == "NOT_ACTING"


def test_nobody_chooses_a_colleague_he_was_not_appointed_for(deputy):
    user, _ = deputy
    stranger = user_with("finance_head")
    for uid in (str(stranger.uid), "nonsense"):
        assert code_of(lambda uid=uid: capacity.choose({}, user, uid)) == "NOT_ACTING"


# -- demo ------------------------------------------------------------------------------------------------------------
def test_demo_accounts_are_one_a_role_and_a_reader_of_one_village(rf):
    three, _ = make_villages()
    assert demo.make_demo_accounts() == Role.objects.count() + 1
    assert demo.make_demo_accounts() == 0
    assert authenticate(rf.post("/"), username="engineer", password=demo.PASSWORD).full_name == "นายช่าง สาธิต"
    [reader] = RoleHolding.objects.filter(user__username="reader_moo3")
    assert (reader.role.code, reader.area_name, reader.area.equals(three.geom)) == ("village_head", str(three), True)
    assert not Role.objects.filter(needs_second_factor=True).exists()
    out = io.StringIO()
    call_command("demo_accounts", stdout=out)
    text = out.getvalue()
    assert demo.PASSWORD in text
    assert "system_admin" in text
    assert "ปิดรหัสชั้นที่สอง" in text


def test_demo_accounts_are_a_warning_until_closed_or_changed(admin):
    assert checks.demo_passwords() == []
    demo.make_demo_accounts()
    [warning] = checks.demo_passwords()
    assert warning.id == "access.W001"
    for user in demo.demo_users():
        accounts.reset_password(admin, user, "ก่อนเปิดใช้จริง")
    assert checks.demo_passwords() == []


def test_a_look_at_personal_data_is_written_down(admin):
    from gis_core.access.models import PersonalDataLook

    log_look(admin, "record", admin.uid, "เลขประจำตัวประชาชน")
    [look] = PersonalDataLook.objects.all()
    assert (look.user, look.door, look.subject_uid) == (admin, "record", admin.uid)
