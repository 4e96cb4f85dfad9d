"""Signing in, one's own account and the administration of the office, as a browser meets them."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from django.urls import get_resolver
from django.utils import timezone

from gis_core.access import second_factor as factor
from gis_core.access import sign_in as signing
from gis_core.access.actor import acting_as, system_user
from gis_core.access.granting import Terms, give_role
from gis_core.access.models import OrgUnit, Role, RoleHolding, SignIn, User
from gis_core.access.permissions import log_look
from gis_core.features import clock
from gis_core.features.models import Change
from tests.gis_core.access.village_map import make_villages
from tests.people import PASSWORD, sign_in, user_with

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login"


def post_login(client, name, password=PASSWORD, **extra):
    return client.post(LOGIN, {"username": name, "password": password} | extra)


def is_signed_in(client) -> bool:
    return client.get("/accounts/me").status_code == 200


@pytest.fixture
def now(monkeypatch):
    """A clock for codes that the test moves by seconds."""
    import time

    box = [time.time()]
    monkeypatch.setattr(factor.time, "time", lambda: box[0])
    return box


@pytest.fixture
def admin(client):
    user = user_with("system_admin", name="admin")
    sign_in(client, user)
    return user


# -- name and password -----------------------------------------------------------------------------------------------
def test_signing_in_and_out(client):
    user_with("engineer")
    assert post_login(client, "engineer", next="/admin-office/units/").headers["Location"] == "/admin-office/units/"
    assert is_signed_in(client)
    assert client.get("/accounts/logout").status_code == 405
    assert client.post("/accounts/logout").headers["Location"] == LOGIN
    assert not is_signed_in(client)


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, target):
    user_with("engineer")
    assert post_login(client, "engineer", next=target).headers["Location"] == "/home/first"


def test_the_session_key_changes_when_signing_in(client):
    user_with("engineer")
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    post_login(client, "engineer")
    assert client.session.session_key != before


def test_a_wrong_password_is_told_without_telling_which(client):
    user_with("engineer")
    wrong, unknown = post_login(client, "engineer", "ผิด"), post_login(client, "nobody", "ผิด")
    assert wrong.status_code == unknown.status_code == 403
    text = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
    assert text in wrong.text
    assert text in unknown.text


def test_a_locked_name_is_told_when_to_try_again(client):
    user_with("engineer")
    for _ in range(5):
        page = post_login(client, "engineer", "ผิด").text
    until = timezone.localtime(signing.locked_until("engineer"))
    assert f"ลองใหม่ได้หลังเวลา {until:%H:%M} น." in page
    assert "ลองใหม่ได้หลังเวลา" in post_login(client, "engineer").text


def test_a_session_ends_with_its_account_and_with_its_password(client):
    user = user_with("engineer")
    for change in ("close", "password"):
        with acting_as(system_user(), "เปิดบัญชี"):
            user.is_active = True
            user.save()
        sign_in(client, user)
        assert is_signed_in(client)
        with acting_as(system_user(), "ทดสอบ"):
            if change == "close":
                user.is_active = False
            else:
                user.set_password("อื่น-ยาวพอ-2569")
            user.save()
        assert not is_signed_in(client)


def test_a_handed_over_password_must_be_changed_first(client):
    user = user_with("engineer")
    with acting_as(system_user(), "ตั้งรหัส"):
        user.must_change_password = True
        user.save()
    post_login(client, "engineer")
    assert client.get("/").headers["Location"] == "/accounts/password"
    assert client.get("/layers.json", headers={"accept": "application/json"}).status_code == 403
    assert "ต้องตั้งรหัสผ่านของท่านเอง" in client.get("/accounts/password").text
    new = "ใหม่-ยาวพอ-2569"
    poor = client.post("/accounts/password", {"old": PASSWORD, "new": "สั้น", "again": "สั้น"})
    assert poor.status_code == 409
    assert "อย่างน้อย 10 ตัวอักษร" in poor.text
    before = client.session.session_key
    done = client.post("/accounts/password", {"old": PASSWORD, "new": new, "again": new})
    assert done.headers["Location"] == "/accounts/me"
    assert client.session.session_key != before
    assert is_signed_in(client)
    assert not User.objects.get(pk=user.pk).must_change_password


# -- second factor ---------------------------------------------------------------------------------------------------
def enrol_by_page(client, now) -> tuple[str, str]:
    """(secret, page of the recovery codes) after enrolling through the pages."""
    page = client.get("/accounts/code/enrol")
    assert "<svg" in page.text
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page.text)[1].replace(" ", "")
    done = client.post("/accounts/code/enrol", {"code": pyotp.TOTP(secret).at(int(now[0]))})
    return secret, done.text


def test_the_first_sign_in_enrols_and_shows_recovery_codes_once(client, now):
    user_with("finance_head")
    assert post_login(client, "finance_head", next="/accounts/me").headers["Location"] == "/accounts/code"
    assert not is_signed_in(client)
    assert client.get("/accounts/code").headers["Location"] == "/accounts/code/enrol"
    wrong = client.post("/accounts/code/enrol", {"code": "abcdef"})
    assert wrong.status_code == 403
    assert not is_signed_in(client)
    secret, page = enrol_by_page(client, now)
    assert len(re.findall(r"<li><code>[a-z2-9-]{14}</code></li>", page)) == factor.RECOVERY_CODES
    assert is_signed_in(client)
    assert secret not in client.get("/accounts/me").text


def test_the_key_in_a_half_open_session_is_sealed(client, now):
    user_with("finance_head")
    post_login(client, "finance_head")
    page = client.get("/accounts/code/enrol").text
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    assert secret not in str(dict(client.session))


def test_later_sign_ins_ask_for_a_code_that_serves_once(client, now):
    user_with("finance_head")
    post_login(client, "finance_head")
    secret, _ = enrol_by_page(client, now)
    client.post("/accounts/logout")
    now[0] += 300
    code = pyotp.TOTP(secret).at(int(now[0]))
    post_login(client, "finance_head", next="/accounts/me")
    before = client.session.session_key
    assert client.post("/accounts/code", {"code": code}).headers["Location"] == "/accounts/me"
    assert client.session.session_key != before
    assert is_signed_in(client)
    client.post("/accounts/logout")
    post_login(client, "finance_head")
    replay = client.post("/accounts/code", {"code": code})
    assert replay.status_code == 403
    assert "ใช้ไปแล้ว" in replay.text
    assert not is_signed_in(client)


def test_an_enrolled_user_cannot_enrol_another_telephone_with_the_password_alone(client, now):
    user_with("finance_head")
    post_login(client, "finance_head")
    enrol_by_page(client, now)
    client.post("/accounts/logout")
    post_login(client, "finance_head")
    assert client.get("/accounts/code/enrol").headers["Location"] == "/accounts/code"
    assert client.post("/accounts/code/enrol", {"code": "123456"}).headers["Location"] == "/accounts/code"


def test_a_new_telephone_needs_a_code_of_the_old_one(client, now):
    user = user_with("finance_head")
    post_login(client, "finance_head")
    secret, _ = enrol_by_page(client, now)
    now[0] += 300
    page = client.get("/accounts/code/enrol").text
    new = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    code = pyotp.TOTP(new).at(int(now[0]))
    refused = client.post("/accounts/code/enrol", {"code": code, "current": "abcdef"})
    assert "เครื่องเดิม" in refused.text
    old = pyotp.TOTP(secret).at(int(now[0]))
    assert "รหัสสำรองของท่าน" in client.post("/accounts/code/enrol", {"code": code, "current": old}).text
    now[0] += 300
    fresh = User.objects.get(pk=user.pk)
    assert not factor.verify(fresh, pyotp.TOTP(secret).at(int(now[0])), None)
    assert factor.verify(fresh, pyotp.TOTP(new).at(int(now[0])), None)


def test_a_half_open_session_waits_ten_minutes_and_ends_with_the_password(client, now, monkeypatch):
    user = user_with("finance_head")
    post_login(client, "finance_head")
    assert client.get("/accounts/code/enrol").status_code == 200
    with acting_as(system_user(), "เปลี่ยน"):
        user.set_password("อื่น-ยาวพอ-2569")
        user.save()
    assert client.get("/accounts/code/enrol").headers["Location"] == LOGIN
    post_login(client, "finance_head", "อื่น-ยาวพอ-2569")
    now[0] += 601
    assert client.get("/accounts/code").headers["Location"] == LOGIN


def test_a_role_given_during_a_session_asks_for_the_code_at_the_next_click(client, now):
    user = user_with("engineer")
    post_login(client, "engineer")
    assert client.get("/accounts/me").status_code == 200
    with acting_as(system_user(), "แต่งตั้ง"):
        RoleHolding.objects.create(
            user=user,
            role=Role.objects.get(code="finance_head"),
            org_unit=OrgUnit.objects.first(),
            valid=(clock.today(), None),
        )
    assert client.get("/accounts/me").headers["Location"] == "/accounts/code"
    assert client.post("/accounts/password", {}).status_code == 403, "not even the password before the code"
    enrol_by_page(client, now)
    assert is_signed_in(client)


def test_new_recovery_codes_against_a_code(client, now):
    user = user_with("finance_head")
    post_login(client, "finance_head")
    secret, first = enrol_by_page(client, now)
    now[0] += 300
    assert client.post("/accounts/code/recovery", {"code": "abcdef"}).headers["Location"] == "/accounts/me"
    page = client.post("/accounts/code/recovery", {"code": pyotp.TOTP(secret).at(int(now[0]))}).text
    old, new = (re.findall(r"<code>([a-z2-9-]{14})</code>", text) for text in (first, page))
    assert len(new) == 10
    assert not set(old) & set(new)
    assert not factor.verify(user, old[0], None)


# -- own page --------------------------------------------------------------------------------------------------------
def test_the_own_page_shows_roles_and_sign_ins(client):
    user_with("engineer")
    post_login(client, "engineer", "ผิด")
    post_login(client, "engineer")
    page = client.get("/accounts/me").text
    assert "นายช่าง" in page
    assert page.count("ไม่สำเร็จ") == 1
    assert "ปฏิบัติการในฐานะ" not in page


def test_acting_for_a_colleague_is_chosen_and_told(client, admin):
    chief, deputy = user_with("clerk_chief"), user_with("officer")
    term = Terms(OrgUnit.objects.first(), clock.today(), clock.today() + timedelta(days=1), acting_for=chief)
    give_role(admin, deputy, Role.objects.get(code="clerk_chief"), term, "รักษาการ")
    sign_in(client, deputy)
    assert chief.full_name in client.get("/accounts/me").text
    client.post("/accounts/me/capacity", {"colleague": str(chief.uid)})
    new = "ใหม่-ยาวพอ-2569"
    client.post("/accounts/password", {"old": PASSWORD, "new": new, "again": new})
    assert Change.objects.order_by("pk").last().on_behalf_of == chief
    client.post("/accounts/me/capacity", {"colleague": ""})
    assert "selected" not in re.search(r'<select id="colleague".*?</select>', client.get("/accounts/me").text, re.S)[0]
    refused = client.post("/accounts/me/capacity", {"colleague": str(admin.uid)})
    assert refused.status_code == 409
    assert "NOT_ACTING" in refused.text


# -- administration --------------------------------------------------------------------------------------------------
def test_users_are_searched_filtered_and_paged(client, admin):
    for number in range(60):
        user_with(name=f"person{number:02}")
    user_with("engineer", name="somsri")
    assert "หน้า 1 จาก 2" in client.get("/admin-office/").text
    found = client.get("/admin-office/", {"q": "somsri"}).text
    assert "ผู้ทดสอบ somsri" in found
    assert "person0" not in found
    assert "somsri" in client.get("/admin-office/", {"role": "engineer"}).text
    assert "ไม่พบผู้ใช้" in client.get("/admin-office/", {"state": "closed"}).text
    assert client.get("/admin-office/", {"page": "99"}).status_code == 200
    assert "ไม่พบผู้ใช้" in client.get("/admin-office/", {"state": "all", "q": "system"}).text


def test_a_user_is_added_given_a_village_and_closed(client, admin):
    three, _ = make_villages()
    page = client.post(
        "/admin-office/users/new", {"username": "malee", "full_name": "มาลี ทดสอบ", "email": "", "reason": "บรรจุใหม่"}
    )
    password = re.search(r'<dt>รหัสผ่าน</dt><dd><code class="secret">([a-z2-9-]{19})</code>', page.text)[1]
    assert "no-store" in page.headers["Cache-Control"]
    user = User.objects.get(username="malee")
    assert user.check_password(password)
    role = Role.objects.get(code="village_head")
    form = {
        "role": str(role.uid),
        "unit": str(OrgUnit.objects.first().uid),
        "first_day": "1 ต.ค. 2568",
        "last_day": "๓๐/๙/๒๕๙๙",
        "area": "villages",
        "villages": [str(three.uid)],
        "reason": "คำสั่งที่ 12/2569",
    }
    url = f"/admin-office/users/{user.uid}/"
    assert client.post(f"{url}roles/new", form).headers["Location"] == url
    holding = user.holdings.get()
    assert (holding.area_name, str(holding.valid.lower), str(holding.valid.upper)) == (
        str(three),
        "2025-10-01",
        "2056-10-01",
    )
    shown = client.get(url).text
    assert "ตั้งแต่ 1 ต.ค. 2568 ถึง 30 ก.ย. 2599" in shown
    assert "คำสั่งที่ 12/2569" in shown
    assert client.post(f"{url}active", {"reason": "ลาออก"}).status_code == 302
    assert not User.objects.get(pk=user.pk).is_active


def test_a_forgotten_choice_never_widens_an_area(client, admin):
    three, _ = make_villages()
    user = user_with("village_head", area=three.geom)
    holding = user.holdings.get()
    url = f"/admin-office/holdings/{holding.uid}/edit"
    assert "คงเดิม" in client.get(url).text
    form = {"unit": str(holding.org_unit.uid), "first_day": "1/10/2568", "reason": "แก้ไข"}
    assert client.post(url, form).status_code == 409
    assert client.post(url, form | {"area": "villages"}).status_code == 409
    assert client.post(url, form | {"area": "office", "villages": [str(three.uid)]}).status_code == 409
    assert client.post(url, form | {"area": "keep"}).status_code == 302
    assert RoleHolding.objects.get(pk=holding.pk).area.equals(three.geom)


def test_refusals_stand_in_the_form(client, admin):
    own = f"/admin-office/users/{admin.uid}/"
    form = {
        "role": str(Role.objects.get(code="finance_head").uid),
        "unit": str(OrgUnit.objects.first().uid),
        "first_day": "1/10/2568",
        "area": "office",
        "reason": "เพิ่มเอง",
    }
    refused = client.post(f"{own}roles/new", form)
    assert (refused.status_code, "ให้บทบาทหรือขยายบทบาทของตนเองไม่ได้" in refused.text) == (409, True)
    last = client.post(
        f"/admin-office/holdings/{admin.holdings.get().uid}/end", {"last_day": "1/1/2600", "reason": "x"}
    )
    assert "คนสุดท้าย" in last.text
    unclear = client.post(f"{own}roles/new", form | {"first_day": "1/10/2025"})
    assert "พ.ศ." in unclear.text
    assert "มอบบทบาท</a>" not in client.get(own).text


def test_password_and_second_factor_are_put_back(client, admin):
    user = user_with("engineer")
    with acting_as(user, "ตั้ง"):
        user.otp_secret = "x"
        user.save()
    url = f"/admin-office/users/{user.uid}/"
    page = client.post(f"{url}password", {"reason": "ลืม"}).text
    password = re.search(r'<code class="secret">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>', page)[1]
    assert User.objects.get(pk=user.pk).check_password(password)
    assert client.post(f"{url}second-factor", {"reason": "หาย"}).status_code == 302
    assert not factor.is_enrolled(User.objects.get(pk=user.pk))
    assert client.post(f"{url}password", {"reason": " "}).status_code == 409, "no act without a reason"


def test_units_and_roles_by_page(client, admin):
    office = OrgUnit.objects.get(parent=None)
    form = {"code": "02", "thai": "กองคลัง", "parent": str(office.uid), "reason": "แผน"}
    assert client.post("/admin-office/units/new", form).status_code == 302
    unit = OrgUnit.objects.get(code="02")
    circle = client.post(f"/admin-office/units/{unit.uid}/edit", form | {"parent": str(unit.uid)})
    assert "ใต้ตนเอง" in circle.text
    assert "กองคลัง" in client.get("/admin-office/units/").text
    role = Role.objects.get(code="engineer")
    assert client.post(f"/admin-office/roles/{role.uid}/second-factor", {"reason": "นโยบาย"}).status_code == 302
    assert Role.objects.get(pk=role.pk).needs_second_factor
    assert "นโยบาย" in client.get("/admin-office/roles/").text


def test_the_logs_are_searched(client, admin):
    SignIn.objects.create(username="engineer", address="10.1.2.3", succeeded=False)
    log_look(admin, "record", None, "เปิดดูเลขประจำตัว")
    assert "10.1.2.3" in client.get("/admin-office/sign-ins/", {"q": "10.1.2.3", "outcome": "failed"}).text
    assert "10.1.2.3" not in client.get("/admin-office/sign-ins/", {"outcome": "done"}).text
    assert "กรุณาพิมพ์ปี พ.ศ." in client.get("/admin-office/sign-ins/", {"day": "1/1/2026"}).text
    assert "เปิดดูเลขประจำตัว" in client.get("/admin-office/looks/", {"q": "record"}).text
    assert "ไม่มีรายการ" in client.get("/admin-office/looks/", {"day": "1/1/2560"}).text


@pytest.mark.parametrize(
    ("role", "open_paths"),
    [
        ("engineer", set()),
        ("auditor", {"/admin-office/sign-ins/"}),
        ("privacy_officer", {"/admin-office/looks/"}),
    ],
)
def test_the_administration_is_closed_to_others(client, role, open_paths):
    paths = {
        "/admin-office/",
        "/admin-office/units/",
        "/admin-office/roles/",
        "/admin-office/sign-ins/",
        "/admin-office/looks/",
    }
    sign_in(client, user_with(role))
    answers = {path: client.get(path) for path in paths}
    assert {path for path, answer in answers.items() if answer.status_code == 200} == open_paths
    assert all("ไม่มีสิทธิเปิดหน้านี้" in answer.text for answer in answers.values() if answer.status_code != 200)


# -- every door ------------------------------------------------------------------------------------------------------
PUBLIC = {"login", "logout", "second-factor", "second-factor-enrol"}
SAMPLE = {"uid": "01234567-89ab-7def-8123-456789abcdef"}


def doors():
    from map_ui.urls_accounts import urlpatterns

    return [pattern for pattern in urlpatterns if pattern.name not in PUBLIC]


def path_of(pattern) -> str:
    return "/" + re.sub(r"<uuid:uid>", SAMPLE["uid"], str(pattern.pattern))


@pytest.mark.parametrize("pattern", doors(), ids=lambda pattern: pattern.name)
def test_no_door_of_accounts_opens_to_a_stranger_or_a_clerk(client, pattern):
    assert get_resolver().resolve(path_of(pattern)).url_name == pattern.name
    for method in (client.get, client.post):
        answer = method(path_of(pattern))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(LOGIN)
    if path_of(pattern).startswith("/admin-office"):
        sign_in(client, user_with("counter_clerk"))
        assert client.get(path_of(pattern)).status_code == client.post(path_of(pattern)).status_code == 403


def test_answers_for_faults_are_thai_pages(client):
    missing = client.get("/no/such/page")
    assert (missing.status_code, "ไม่พบหน้าหรือระเบียนนี้" in missing.text) == (404, True)


def test_a_server_fault_is_a_plain_thai_page(client, monkeypatch):
    from django.contrib import auth

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(auth, "authenticate", broken)
    client.raise_request_exception = False
    answer = post_login(client, "engineer")
    assert (answer.status_code, "ระบบขัดข้องชั่วคราว" in answer.text) == (500, True)


def test_a_form_without_its_token_is_told_in_thai():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(LOGIN, {"username": "x", "password": "y"})
    assert (answer.status_code, "แบบฟอร์มนี้หมดอายุ" in answer.text) == (403, True)
