"""The second factor: a time-based code (RFC 6238) from an app on the telephone, and recovery codes on paper."""

from __future__ import annotations

import hmac
import secrets
import time

import pyotp
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from gis_core.access import sign_in
from gis_core.access.actor import acting_as
from gis_core.access.models import RecoveryCode, SignIn, UsedCode, User
from gis_core.access.sealing import BrokenSeal, seal, unseal
from gis_core.pure.thai_text import to_arabic_digits

STEP_S = 30
CODE_DIGITS = 6
#: Codes of the step before and the step after are taken too: clocks of telephones differ.
STEPS_APART = 1
RECOVERY_CODES = 10
_PURPOSE = "second factor"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without letters and digits that look alike


def new_secret() -> str:
    """A fresh secret in base 32, 160 bits."""
    return pyotp.random_base32()


def provisioning_uri(user: User, secret: str) -> str:
    """What the QR code of the enrolment page holds. A Thai name of the office would treble its size."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="ELOCAL")


def is_enrolled(user: User) -> bool:
    """Whether the user has set up an app."""
    return bool(user.otp_secret)


def enrol(user: User, secret: str, code: str) -> list[str] | None:
    """Store the secret once the app shows a right code; the recovery codes to print, or None for a wrong code."""
    step = matching_step(secret, code)
    if step is None:
        return None
    with acting_as(user, "ตั้งรหัสชั้นที่สองของตนเอง"):
        user.otp_secret = seal(secret.encode(), _PURPOSE, user.uid)
        user.otp_enrolled_at = timezone.now()
        user.save(update_fields=["otp_secret", "otp_enrolled_at"])
        UsedCode.objects.get_or_create(user=user, step=step)
        return new_recovery_codes(user)


def forget(user: User) -> None:
    """Remove secret and recovery codes; the next sign-in asks to enrol again. Runs inside `acting_as`."""
    user.otp_secret = ""
    user.otp_enrolled_at = None
    user.save(update_fields=["otp_secret", "otp_enrolled_at"])
    user.recovery_codes.all().delete()


def new_recovery_codes(user: User) -> list[str]:
    """Ten fresh codes to print; the old ones end. They are shown once and kept only as keyed hashes."""
    codes = ["-".join(_random(4) for _ in range(3)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes)
    return codes


def recovery_codes_left(user: User) -> int:
    """How many recovery codes are still good."""
    return user.recovery_codes.filter(used_at=None).count()


def verify(user: User, text: str, address: str | None) -> bool:
    """Whether a code opens the door now; each attempt is written down and counts for the lock. A code serves once."""
    code = to_arabic_digits(text).replace(" ", "").strip().lower()
    stage = SignIn.Stage.CODE if len(code) == CODE_DIGITS else SignIn.Stage.RECOVERY
    with sign_in.one_at_a_time(user.username):
        if sign_in.locked_until(user.username, address):
            return False
        good = _take_code(user, code) if stage == SignIn.Stage.CODE else _take_recovery_code(user, code)
        sign_in.note(user.username, address, succeeded=good, stage=stage, is_complete=True)
    return good


def matching_step(secret: str, text: str) -> int | None:
    """The 30-second step whose code this is, near the present one; None for a wrong code."""
    code = to_arabic_digits(text).replace(" ", "")
    now = int(time.time()) // STEP_S
    totp = pyotp.TOTP(secret)
    for step in range(now - STEPS_APART, now + STEPS_APART + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def _take_code(user: User, code: str) -> bool:
    try:
        secret = unseal(user.otp_secret, _PURPOSE, user.uid).decode()
    except BrokenSeal:
        return False
    step = matching_step(secret, code)
    if step is None or UsedCode.objects.filter(user=user, step__gte=step).exists():
        return False
    try:
        with transaction.atomic():
            UsedCode.objects.create(user=user, step=step)
    except IntegrityError:
        return False
    return True


def _take_recovery_code(user: User, code: str) -> bool:
    compact = code.replace("-", "")
    if len(compact) != 12:
        return False
    written = "-".join(compact[i : i + 4] for i in (0, 4, 8))
    unused = user.recovery_codes.filter(code_hash=_hash(user, written), used_at=None)
    return unused.update(used_at=timezone.now()) == 1


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _hash(user: User, code: str) -> str:
    return salted_hmac(f"recovery code {user.uid}", code, algorithm="sha256").hexdigest()
