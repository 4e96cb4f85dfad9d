"""The second factor: sealed, once only, counted for the lock, with codes on paper."""

from __future__ import annotations

import time

import pyotp
import pytest

from gis_core.access import second_factor as factor
from gis_core.access import sign_in
from gis_core.access.actor import acting_as
from gis_core.access.models import RecoveryCode, User
from gis_core.access.sealing import BrokenSeal, seal, unseal
from tests.people import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch):
    """A clock the test moves by seconds."""
    box = [time.time()]
    monkeypatch.setattr(factor.time, "time", lambda: box[0])
    return box


@pytest.fixture
def enrolled(now):
    """(user, secret, recovery codes) some minutes after enrolling."""
    user = user_with("finance_head")
    secret = factor.new_secret()
    codes = factor.enrol(user, secret, pyotp.TOTP(secret).at(int(now[0])))
    now[0] += 300
    return User.objects.get(pk=user.pk), secret, codes


def code_at(secret: str, now) -> str:
    return pyotp.TOTP(secret).at(int(now[0]))


def test_a_right_code_opens_once(enrolled, now):
    user, secret, _ = enrolled
    code = code_at(secret, now)
    assert factor.verify(user, code, None)
    assert not factor.verify(user, code, None), "the same code again"


def test_a_code_older_than_one_used_is_refused(enrolled, now):
    user, secret, _ = enrolled
    old = code_at(secret, now)
    now[0] += 30
    assert factor.verify(user, code_at(secret, now), None)
    assert not factor.verify(user, old, None)


def test_the_code_of_enrolling_cannot_be_used_again(now):
    user = user_with("finance_head")
    secret = factor.new_secret()
    code = code_at(secret, now)
    assert factor.enrol(user, secret, code)
    assert not factor.verify(user, code, None)


@pytest.mark.parametrize(("seconds", "good"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_clocks_may_differ_by_one_step(enrolled, now, seconds, good):
    user, secret, _ = enrolled
    assert factor.verify(user, pyotp.TOTP(secret).at(int(now[0]) + seconds), None) is good


def test_thai_digits_and_blanks_are_read(enrolled, now):
    user, secret, _ = enrolled
    code = code_at(secret, now).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert factor.verify(user, f"{code[:3]} {code[3:]}", None)


def test_a_wrong_first_code_enrols_nobody(now):
    user = user_with("finance_head")
    assert factor.enrol(user, factor.new_secret(), "abcdef") is None
    assert not factor.is_enrolled(User.objects.get(pk=user.pk))


def test_five_wrong_codes_lock_the_name(enrolled, now):
    user, secret, _ = enrolled
    for _ in range(5):
        assert not factor.verify(user, "abcdef", None)
    assert sign_in.is_locked(user.username)
    assert not factor.verify(user, code_at(secret, now), None)


def test_a_recovery_code_opens_once_however_it_is_typed(enrolled):
    user, _, codes = enrolled
    assert len(set(codes)) == factor.RECOVERY_CODES
    assert factor.verify(user, codes[0].upper(), None)
    assert not factor.verify(user, codes[0], None)
    assert factor.verify(user, codes[1].replace("-", ""), None)
    assert factor.recovery_codes_left(user) == 8


def test_recovery_codes_are_stored_as_hashes_and_belong_to_one_user(enrolled):
    _, _, codes = enrolled
    stored = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert not any(code in text or code.replace("-", "") in text for code in codes for text in stored)
    other = user_with("privacy_officer")
    assert not factor.verify(other, codes[0], None)


def test_a_new_set_ends_the_old_one(enrolled):
    user, _, codes = enrolled
    fresh = factor.new_recovery_codes(user)
    assert not factor.verify(user, codes[0], None)
    assert factor.verify(user, fresh[0], None)


def test_the_secret_is_sealed_for_its_owner(enrolled, settings):
    user, secret, _ = enrolled
    assert secret not in user.otp_secret
    other = user_with("privacy_officer")
    other.otp_secret = user.otp_secret
    assert not factor.verify(other, pyotp.TOTP(secret).now(), None)
    old_key, settings.SECRET_KEY = settings.SECRET_KEY, "another key of the site, long enough for anybody"
    with pytest.raises(BrokenSeal):
        unseal(user.otp_secret, "second factor", user.uid)
    settings.SECRET_KEY_FALLBACKS = [old_key]
    assert unseal(user.otp_secret, "second factor", user.uid).decode() == secret


def test_forgetting_ends_secret_and_paper(enrolled, now):
    user, secret, codes = enrolled
    with acting_as(user, "ล้าง"):
        factor.forget(user)
    assert not factor.verify(user, code_at(secret, now), None)
    assert not factor.verify(user, codes[0], None)


@pytest.mark.parametrize("plain", [b"", b"x", b"JBSWY3DPEHPK3PXP", bytes(range(200))])
def test_a_seal_opens_to_what_was_sealed(plain):
    assert unseal(seal(plain, "p", 7), "p", 7) == plain
    assert seal(plain, "p", 7) != seal(plain, "p", 7)


@pytest.mark.parametrize("damage", ["", "ก", "AAAA", "flip"])
def test_a_damaged_seal_is_refused(damage):
    sealed = seal(b"JBSWY3DPEHPK3PXP", "p", 7)
    broken = sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:] if damage == "flip" else damage
    with pytest.raises(BrokenSeal):
        unseal(broken, "p", 7)
    for purpose, owner in (("q", 7), ("p", 8)):
        with pytest.raises(BrokenSeal):
            unseal(sealed, purpose, owner)
